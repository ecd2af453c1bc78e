package link

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"quanyuan/link/block"
	"quanyuan/link/chinese"
	"quanyuan/link/compare"
	"quanyuan/link/table"
)

// Kind is what a column holds, as far as linkage is concerned.
type Kind string

// The kinds of columns.
const (
	KindGivenName  Kind = "given name"
	KindSurname    Kind = "surname"
	KindFullName   Kind = "full name"
	KindDate       Kind = "date"
	KindEmail      Kind = "e-mail"
	KindPhone      Kind = "phone"
	KindPostcode   Kind = "postcode"
	KindAddress    Kind = "address"
	KindHouse      Kind = "house number"
	KindPlace      Kind = "place"
	KindSex        Kind = "sex"
	KindNumber     Kind = "person number" // social security, passport, member number
	KindResidentID Kind = "resident identity number"
	KindHanziName  Kind = "Chinese name"
	KindHanziPlace Kind = "Chinese address"
	KindCode       Kind = "code"
	KindText       Kind = "text"
	KindWord       Kind = "word" // single words: a name of something
	KindAge        Kind = "age"
	KindQuantity   Kind = "quantity"     // a price, a length
	KindDatePart   Kind = "part of date" // year, month or day in a column of its own
	KindRowID      Kind = "row id"
	KindTruth      Kind = "label"
	KindRepeat     Kind = "repetition"
	KindOther      Kind = "another person" // a child, a guardian, whoever filled in the form
	KindHousehold  Kind = "household number"
	KindAdmin      Kind = "administrative date" // when the record was made or changed
	KindEmpty      Kind = "empty"
)

// Profile is what was found out about a column.
type Profile struct {
	Column   string
	Kind     Kind
	Why      string
	Present  float64 // share of rows with a value
	Distinct int
	Used     bool
	// Separator stands between the values of a cell that holds several; empty
	// when cells hold one each.
	Separator string
	// Relative says that the column tells of a parent or spouse: evidence, but
	// one that siblings share.
	Relative bool
	// AtHome says that all at one address have the value in common, by what the
	// rows show.
	AtHome bool
}

// besides names columns that are not about the person alone. Words of Latin
// headers must stand alone.
var besides = []struct {
	kind  Kind
	words []string
}{
	{KindHousehold, []string{"户编号", "户号", "家庭编号", "户籍编号", "household", "household_id", "hh_id", "family_id", "household_number"}},
	{KindAdmin, []string{"登记日期", "登记时间", "填表日期", "录入", "更新", "创建", "办理日期", "采集日期", "导出", "建档", "created", "updated", "modified", "registered", "registration_date", "entry_date", "timestamp", "load_date", "inserted"}},
	{KindOther, []string{"子女", "孩子", "小孩", "监护人", "家长", "联系人", "经办", "填表人", "登记人", "录入人", "介绍人", "child", "children", "kid", "guardian", "emergency", "next_of_kin", "dependent", "beneficiary"}},
}

// relatives are words of headers about those whom siblings have in common.
var relatives = []string{"父亲", "母亲", "配偶", "丈夫", "妻子", "户主姓名", "户主身份证", "father", "mother", "spouse", "husband", "wife"}

// hasWord reports whether a header holds a word: Chinese anywhere, Latin between
// underscores.
func hasWord(header, word string) bool {
	if word[0] >= utf8.RuneSelf {
		return strings.Contains(header, word)
	}
	return strings.Contains("_"+header+"_", "_"+word+"_")
}

// besideKind tells a column that is not about the person alone by its header.
func besideKind(header string) (Kind, string) {
	h := normalHeader(header)
	for _, b := range besides {
		for _, w := range b.words {
			if hasWord(h, w) && !strings.Contains(h, "与") {
				return b.kind, w
			}
		}
	}
	return "", ""
}

func isRelative(header string) bool {
	h := normalHeader(header)
	for _, w := range relatives {
		if hasWord(h, w) {
			return true
		}
	}
	return false
}

// vocabulary names the kinds by words of column headers, tried in order: the
// more telling word first.
var vocabulary = []struct {
	kind  Kind
	words []string
}{
	{KindTruth, []string{"=cluster", "=cluster_id", "=entity_id", "=truth", "=true_id", "=gold", "=ground_truth"}},
	{KindFullName, []string{"full_name", "fullname", "first_and_surname", "first_and_last", "first_last", "name_full"}},
	{KindEmail, []string{"email", "e_mail", "mail", "邮箱", "电子邮件"}},
	{KindResidentID, []string{"身份证", "公民身份", "证件号", "idcard", "id_card"}},
	{KindNumber, []string{"soc_sec", "ssn", "sin", "nhs", "passport", "national_id", "nino", "tax", "insurance", "licence", "license", "member", "patient", "社保", "护照"}},
	{KindDate, []string{"dob", "birth_date", "date", "born", "birthday", "birthdate", "出生日期", "出生年月", "生日", "日期"}},
	{KindPhone, []string{"phone", "tel", "telephone", "mobile", "cell", "fax", "电话", "手机", "联系方式"}},
	{KindPostcode, []string{"postcode", "post_code", "zip", "zipcode", "postal", "plz", "邮编", "邮政编码"}},
	{KindSex, []string{"sex", "gender", "性别"}},
	{KindAge, []string{"age", "年龄", "周岁", "=岁"}},
	{KindHouse, []string{"street_number", "house_number", "house_no", "street_no", "flat", "apartment", "门牌"}},
	{KindGivenName, []string{"given", "first_name", "firstname", "forename", "fname", "christian", "middle", "gname", "f_name", "m_name", "g_name", "=first"}},
	{KindSurname, []string{"surname", "last_name", "lastname", "family_name", "lname", "maiden", "l_name", "=last", "=family", "=nee"}},
	{KindPlace, []string{"birth_place", "place", "city", "town", "suburb", "state", "county", "province", "region", "country", "locality", "village", "district", "省", "市", "区县", "籍贯", "=县", "=区", "=镇", "=乡", "=村", "乡镇", "街道", "社区", "村庄", "行政村", "自然村", "村名", "小区", "=组", "小组"}},
	{KindAddress, []string{"address", "addr", "street", "road", "地址", "住址", "户籍地", "居住地"}},
	{KindFullName, []string{"name", "person", "姓名", "名字"}},
}

// headerKind looks a header up in the vocabulary. Words of Latin headers must
// stand alone: "state" is not in "statement".
func headerKind(header string) (Kind, string) {
	h := normalHeader(header)
	for _, v := range vocabulary {
		for _, w := range v.words {
			switch {
			case w[0] == '=':
				if h == w[1:] {
					return v.kind, w[1:]
				}
			case w[0] >= utf8.RuneSelf:
				if strings.Contains(h, w) {
					return v.kind, w
				}
			case strings.Contains("_"+h+"_", "_"+w+"_"):
				return v.kind, w
			}
		}
	}
	return "", ""
}

// normalHeader writes a header in lower case with single underscores between
// words, also where words are told apart by capitals.
func normalHeader(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range strings.TrimSpace(s) {
		switch {
		case unicode.IsUpper(r):
			if unicode.IsLower(last) {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsDigit(r) && unicode.IsLetter(last):
			b.WriteByte('_')
			b.WriteRune(r)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
		last = r
	}
	return inWords(strings.Trim(b.String(), "_"))
}

// features are shares of the sampled values of a column.
type features struct {
	n                                       int
	at, date, resident, digits, hanzi, word float64
	spaces, hanziName, door, mixed          float64
	figures, decimal, words, damaged        float64
	length                                  float64
}

const profileSample = 2000

func measure(c *table.Column) features {
	var f features
	step := uint64(max(1, (c.Values.Len()-1)/profileSample))
	for v, s := range c.Values.All() {
		if v == 0 || step > 1 && block.Hash(s)%step != 0 {
			continue
		}
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		f.n++
		var digits, letters, hanzi, spaces, all int
		for _, r := range s {
			all++
			switch {
			case unicode.IsDigit(r):
				digits++
			case unicode.Is(unicode.Han, r):
				hanzi++
			case unicode.IsLetter(r):
				letters++
			case unicode.IsSpace(r):
				spaces++
			}
		}
		f.length += float64(all)
		add := func(to *float64, yes bool) {
			if yes {
				*to++
			}
		}
		parts := block.Key{}.Parts(s)
		add(&f.at, every(parts, isAddress))
		add(&f.date, looksLikeDate(s))
		add(&f.resident, looksLikeResident(s))
		add(&f.digits, digits*10 >= all*7)
		add(&f.hanzi, hanzi*2 >= all)
		add(&f.hanziName, every(parts, isHanziName))
		add(&f.word, letters*10 >= all*9 && spaces == 0)
		add(&f.spaces, spaces > 0)
		add(&f.door, looksLikeDoor(s))
		add(&f.figures, digits > 0)
		add(&f.decimal, isDecimal(s))
		add(&f.damaged, compare.Damaged(s))
		f.words += float64(spaces + 1)
		add(&f.mixed, letters > 0 && digits > 0 && spaces <= 1 && all <= 20)
	}
	if f.n > 0 {
		n := float64(f.n)
		for _, p := range []*float64{&f.at, &f.date, &f.resident, &f.digits, &f.hanzi, &f.hanziName, &f.word, &f.spaces, &f.door, &f.mixed, &f.figures, &f.decimal, &f.words, &f.damaged, &f.length} {
			*p /= n
		}
	}
	return f
}

// looksLikeDate accepts year, month and day in figures, four-digit years.
func looksLikeDate(s string) bool {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	year := func(y string) bool { return len(y) == 4 && y >= "1500" && y <= "2100" }
	switch {
	case len(parts) == 1 && len(s) == 8:
		return year(s[:4]) && s[4:6] <= "12" && s[6:] <= "31"
	case len(parts) == 3:
		return len(s) <= 16 && (year(parts[0]) && len(parts[1]) <= 2 && len(parts[2]) <= 2 || year(parts[2]) && len(parts[0]) <= 2 && len(parts[1]) <= 2)
	}
	return false
}

// A column of names with figures in so many of them, or of so many words in the
// mean, has names of things.
const mostFigures, mostNameWords = 0.3, 5

// isDecimal accepts a number with a decimal point and what stands with prices.
func isDecimal(s string) bool {
	s = strings.Trim(s, "$€£¥ ")
	whole, fraction, found := strings.Cut(s, ".")
	figures := func(s string) bool {
		return strings.Trim(s, "0123456789,") == ""
	}
	return found && whole != "" && fraction != "" && figures(strings.TrimPrefix(whole, "-")) && figures(fraction)
}

// looksLikeDoor accepts a number with the name of a street after it, or a short
// name with a number after it.
func looksLikeDoor(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 8 {
		return false
	}
	number := func(w string) bool { return w[0] >= '0' && w[0] <= '9' && len(w) <= 5 }
	name := func(w string) bool {
		letters := 0
		for _, r := range w {
			if unicode.IsDigit(r) {
				return false
			}
			if unicode.IsLetter(r) {
				letters++
			}
		}
		return letters >= 3
	}
	if number(words[0]) {
		return slices.ContainsFunc(words[1:], name)
	}
	return len(words) <= 4 && number(words[len(words)-1]) && name(words[0])
}

// looksLikeResident accepts the form of Chinese resident identity numbers.
func looksLikeResident(s string) bool {
	if len(s) != 18 && len(s) != 15 {
		return false
	}
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && !(i == 17 && (s[i] == 'X' || s[i] == 'x')) {
			return false
		}
	}
	birth := s[6:12]
	if len(s) == 18 {
		birth = s[8:14]
		if y := s[6:10]; y < "1850" || y > "2100" {
			return false
		}
	}
	return s[0] >= '1' && s[0] <= '9' && birth[2:4] >= "01" && birth[2:4] <= "12" && birth[4:] >= "01" && birth[4:] <= "31"
}

// profile tells what a column holds and why it is taken for that.
func profile(t *table.Table, c *table.Column) Profile {
	p := kindOf(t, c)
	if between, share := separator(c, p.Kind); between != "" {
		p.Separator = between
		p.Why += fmt.Sprintf("; %.0f%% hold several, with %q between: every part is compared and blocked by", 100*share, between)
	}
	return p
}

// kindOf tells what a column holds.
func kindOf(t *table.Table, c *table.Column) (p Profile) {
	p = Profile{Column: c.Name, Distinct: c.Values.Len() - 1}
	if t.Rows > 0 {
		p.Present = 1 - float64(c.Missing())/float64(t.Rows)
	}
	if p.Distinct < 2 {
		p.Kind, p.Why = KindEmpty, "fewer than two values"
		return p
	}
	if kind, word := besideKind(c.Name); kind != "" {
		p.Kind, p.Why = kind, fmt.Sprintf("header %q: it does not identify the person", word)
		return p
	}
	p.Relative = isRelative(c.Name)
	f := measure(c)
	defer func() {
		if f.damaged >= severalShare {
			p.Why += fmt.Sprintf("; %.0f%% of the values are another script read in a wrong encoding, and say nothing: give --encoding, or mend the file", 100*f.damaged)
		}
	}()
	named, word := headerKind(c.Name)
	present := float64(t.Rows) * p.Present
	distinct := float64(p.Distinct) >= present-0.5
	header := fmt.Sprintf("header %q", word)
	switch {
	case named == KindTruth:
		p.Kind, p.Why = KindTruth, header+": taken for the answer, not for evidence; name it in a specification to use it"
	case f.resident > 0.6:
		p.Kind, p.Why = KindResidentID, "values have the form of resident identity numbers"
	case f.at > 0.6:
		p.Kind, p.Why = KindEmail, "values contain @"
	case distinct && (named == "" || named == KindNumber) && !(f.hanzi > 0.5) && (f.digits > 0.5 || f.spaces < 0.1):
		p.Kind, p.Why = KindRowID, "no value repeats: it cannot tell duplicates"
	case named == KindFullName && f.hanzi > 0.5, named == "" && f.hanziName > 0.8 && p.Distinct > 50 && surnamed(c):
		p.Kind, p.Why = KindHanziName, "two to four Chinese characters"
	case (named == KindAddress || named == KindPlace || named == "") && f.hanzi > 0.5 && f.length >= 6 && float64(p.Distinct) > present/50:
		p.Kind, p.Why = KindHanziPlace, "long Chinese text"
	case (named == KindAddress || named == KindPlace) && f.digits > 0.9 && f.length >= 6:
		p.Kind, p.Why = KindCode, "figures in the place of an address: codes"
	case f.date > 0.6:
		p.Kind, p.Why = KindDate, "values are dates"
	case named == KindFullName && (f.figures > mostFigures || f.words > mostNameWords):
		p.Kind, p.Why = KindText, header+", but of things: names of persons are short and without figures"
	case named == KindDate, named == KindResidentID && f.resident <= 0.6:
		if named == KindResidentID {
			p.Kind = KindNumber
		} else {
			p.Kind = KindText
		}
		p.Why = header
	case named == KindAge && f.digits < 0.8:
		p.Kind, p.Why = KindCode, header+", in groups"
	case named != "":
		p.Kind, p.Why = named, header
	case f.decimal > 0.8 && p.Distinct > 200:
		p.Kind, p.Why = KindQuantity, "numbers with decimals"
	case p.Distinct <= 200 || float64(p.Distinct) < present/200:
		p.Kind, p.Why = KindCode, fmt.Sprintf("only %d values", p.Distinct)
	case f.digits > 0.8 && f.length >= 7:
		p.Kind, p.Why = KindNumber, "long figures"
	case f.digits > 0.8:
		p.Kind, p.Why = KindCode, "short figures"
	case f.door > 0.8:
		p.Kind, p.Why = KindAddress, "a number and the name of a street"
	case f.mixed > 0.8:
		p.Kind, p.Why = KindNumber, "letters and figures"
	case f.word > 0.8:
		p.Kind, p.Why = KindWord, "single words"
	default:
		p.Kind, p.Why = KindText, "free text"
	}
	return p
}

// surnamed reports whether most values of a column begin with a Chinese surname,
// as names do and places do not.
func surnamed(c *table.Column) bool {
	var values []string
	step := uint64(max(1, (c.Values.Len()-1)/profileSample))
	for v, s := range c.Values.All() {
		if v > 0 && (step == 1 || block.Hash(s)%step == 0) {
			values = append(values, block.Key{Name: "exact*"}.Values(s)...)
		}
	}
	const most = 0.8
	return chinese.LooksLikeName(values) > most
}

// repeatsShare is the share of rows in which a column must contain another's
// value to be its repetition.
const repeatsShare = 0.7

// madeFromShare is the share of rows in which one must stand in the other for
// a column to count as made from it.
const madeFromShare = 0.2

// repeated returns the columns whose values column x contains word for word:
// a full name beside given name and surname says nothing new, and counting it
// again would count the same evidence twice.
func repeated(t *table.Table, x *table.Column, others []*table.Column) []string {
	return contained(t, x, others, true, repeatsShare)
}

// contained returns the columns whose values stand in the values of x in at
// least this share of the rows that have both.
func contained(t *table.Table, x *table.Column, others []*table.Column, words bool, share float64) []string {
	var out []string
	step := uint64(max(1, x.Values.Len()/profileSample))
	taken := make([]bool, x.Values.Len())
	for v, s := range x.Values.All() {
		taken[v] = v > 0 && (step == 1 || block.Hash(s)%step == 0)
	}
	edge := ""
	if words {
		edge = " "
	}
	for _, o := range others {
		var both, inside int
		for r, v := range x.IDs {
			if !taken[v] || o.IDs[r] == 0 {
				continue
			}
			both++
			if strings.Contains(edge+strings.ToLower(x.Values.At(v))+edge, edge+strings.ToLower(o.Value(r))+edge) {
				inside++
			}
		}
		if both >= 20 && float64(inside) >= share*float64(both) {
			out = append(out, o.Name)
		}
	}
	return out
}
