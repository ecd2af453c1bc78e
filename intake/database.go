package intake

import "strings"

// shortForms are how databases shorten the words of their columns.
var shortForms = map[string]string{"addr": "address", "no": "number", "num": "number", "nbr": "number", "dt": "date", "nm": "name", "tel": "phone", "mob": "mobile", "cert": "id", "idcard": "id",
	"identity": "id", "card": "", "resid": "residence", "reside": "residence", "living": "residence", "live": "residence", "present": "residence", "domicile": "hukou", "household": "hukou", "registered": "hukou",
	"regist": "hukou", "permanent": "hukou", "person": "", "psn": "", "emp": "", "stu": "", "t": "", "f": "", "c": ""}

// database reads the columns of databases, domicile_addr and birthDt: words with
// marks between them, shortened. What only says how the value is coded, sex_code
// and nation_name, is left out.
func (v *vocabulary) database(header string) target {
	var words []string
	for word := range strings.FieldsFuncSeq(header, func(r rune) bool { return r == '_' || r == '-' || r == ' ' || r == '.' }) {
		word = strings.ToLower(word)
		if strings.IndexFunc(word, func(r rune) bool { return r >= 0x80 }) >= 0 {
			return target{}
		}
		if long, ok := shortForms[word]; ok {
			word = long
		}
		if word != "" {
			words = append(words, word)
		}
	}
	if len(words) == 0 || len(words) > 5 || len(words) == 1 && v.words[words[0]] == "" {
		return target{}
	}
	if a := v.words[strings.Join(words, "")]; a != "" {
		return target{attr: a, score: bracketScore}
	}
	switch words[len(words)-1] {
	case "number":
		if a := v.words[words[0]]; a == "phone" && len(words) == 2 { // mobile_no
			return target{attr: a, score: bracketScore}
		}
	case "code", "name", "desc", "text", "type", "value":
		if a := v.words[strings.Join(words[:len(words)-1], "")]; a != "" && tableOf(string(a)) != nil {
			return target{attr: a, score: bracketScore}
		}
	}
	return target{}
}
