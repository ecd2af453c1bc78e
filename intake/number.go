package intake

import (
	"regexp"
	"strings"

	"quanyuan"
	"quanyuan/intake/sheet"
	"quanyuan/refdata/idnumber"
)

// numberLabel is the word for the number, in running text: 身份证号510104….
var numberLabel = regexp.MustCompile(`^(?:公民|居民)?(?:身份证|身份)(?:号码|号)?\s*[:：]?\s*([0-9])`)

// numberValue is the value of a cell in a column of ID numbers, and what the
// number says of its bearer.
func numberValue(raw string, in cellInfo, f quanyuan.Field, today quanyuan.Date, find *findings) (quanyuan.Value, idEvidence) {
	text, note := cutNote(numberLabel.ReplaceAllString(strings.TrimSpace(raw), "$1"))
	if note != "" && digitsOf(text) == "" {
		text, note = raw, ""
	}
	first, rest := firstNumber(text)
	n := ofTheLiving(idnumber.Parse(first), today)
	if note != "" {
		find.note(f, note)
	}
	if rest != "" {
		find.note(f, rest)
		find.add("id.several", f, quanyuan.Warning)
	}
	v := quanyuan.Value{Raw: raw, Text: n.Text, State: quanyuan.Understood}
	if v.Raw == v.Text {
		v.Raw = ""
	}
	var ev idEvidence
	if n.DateOK {
		ev.birth, ev.sex = quanyuan.Date(n.Birth), n.Sex
	}
	if in.flags&sheet.Imprecise != 0 && len(digitsOf(n.Text)) >= 16 {
		find.add("number.precision", f, quanyuan.Fault)
		ev.sex = 0
		return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}, ev
	}
	switch {
	case n.Kind == idnumber.Missing:
		return quanyuan.Value{}, idEvidence{}
	case n.Kind == idnumber.Placeholder || emptyWord(text):
		find.add("id.placeholder", f, quanyuan.Info)
		return quanyuan.Value{Raw: raw, State: quanyuan.Placeholder}, idEvidence{birth: quanyuan.Date(n.Birth), weak: true}
	case n.Has(idnumber.ExcelRounded), n.Has(idnumber.Scientific):
		find.add("number.precision", f, quanyuan.Fault)
		return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}, ev
	case n.Has(idnumber.Masked):
		find.add("id.masked", f, quanyuan.Warning)
		return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}, idEvidence{}
	case n.Kind == idnumber.Unknown:
		return unknownNumber(raw, n, f, find), idEvidence{}
	}
	if n.Upgraded {
		v.Mark = "upgraded"
		find.add("id.upgraded", f, quanyuan.Info)
	}
	if n.Kind == idnumber.Disability20 {
		v.Text, v.Mark = n.Citizen, "from_disability_card"
	}
	if len(n.Folded) > 0 {
		keys := make([]string, len(n.Folded))
		for i, k := range n.Folded {
			keys[i] = k.Key()
		}
		find.add("id.folded", f, quanyuan.Info, strings.Join(keys, ","))
	}
	if len(n.Problems) > 0 || !today.IsZero() && !ev.birth.IsZero() && ev.birth.Year > today.Year {
		v.State = quanyuan.Doubtful
	}
	ev.kind = documentKind(n)
	if v.State == quanyuan.Doubtful || n.Kind == idnumber.HKMacaoTaiwan && !n.CheckOK {
		ev.weak = true
	}
	return v, ev
}

// oldest is an age that nobody alive has passed.
const oldest = 120

// ofTheLiving reads a number of 15 digits whose order code was kept for people
// over a hundred as one of the 1900s where its bearer would be too old today: the
// order codes were given to others as well. A date of birth beside the number
// has the last word, see draft.centuryOfNumber.
func ofTheLiving(n idnumber.Number, today quanyuan.Date) idnumber.Number {
	if !n.Upgraded || !n.DateOK || today.IsZero() || today.Year-n.Birth.Year <= oldest {
		return n
	}
	if m, ok := inCentury(n.Text, 19); ok {
		n.Text, n.Birth = m.Text, m.Birth
	}
	return n
}

// inCentury puts an upgraded number into another century.
func inCentury(upgraded string, century int) (idnumber.Number, bool) {
	if len(upgraded) != 18 {
		return idnumber.Number{}, false
	}
	n := idnumber.Parse(idnumber.Upgrade15(upgraded[:6]+upgraded[8:17], century))
	return n, n.DateOK
}

// unknownNumber keeps a mistyped number as doubtful evidence, marked "typo": a
// digit too few or too many, a letter among the digits. The row does give a
// number. Anything else in the column is not understood.
func unknownNumber(raw string, n idnumber.Number, f quanyuan.Field, find *findings) quanyuan.Value {
	if !mistyped(n.Text) {
		find.add("id.unread", f, quanyuan.Warning)
		return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}
	}
	if len(n.Text) == 15 || len(n.Text) == 18 {
		find.add("id.letter", f, quanyuan.Warning)
	} else {
		find.add("id.length", f, quanyuan.Warning)
	}
	v := quanyuan.Value{Raw: raw, Text: n.Text, State: quanyuan.Doubtful, Mark: "typo"}
	if v.Raw == v.Text {
		v.Raw = ""
	}
	return v
}

// mistyped reports a text that was meant for a citizen number: of about its
// length, with digits and at most three letters.
func mistyped(s string) bool {
	if len(s) < 14 || len(s) > 21 {
		return false
	}
	letters := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z':
			letters++
		case c < '0' || c > '9':
			return false
		}
	}
	return letters <= 3
}

// firstNumber takes the first of several numbers in a cell.
func firstNumber(s string) (first, rest string) {
	if len(s) <= 20 {
		return s, ""
	}
	for _, sep := range []string{"/", "、", "，", ",", ";", "；", "\n"} {
		a, b, ok := strings.Cut(s, sep)
		if ok && len(digitsOf(a)) >= 15 && len(digitsOf(b)) >= 8 {
			return strings.TrimSpace(a), strings.TrimSpace(b)
		}
	}
	return s, ""
}

// documentKind is the code of the document where the number is not a citizen's.
func documentKind(n idnumber.Number) string {
	switch n.Kind {
	case idnumber.HKMacaoTaiwan:
		if strings.HasPrefix(n.Text, "83") {
			return "830"
		}
		return "810"
	case idnumber.ForeignerPermanentResident:
		return "553"
	case idnumber.Passport:
		return "414"
	case idnumber.BirthCertificate:
		return "117"
	case idnumber.HomeReturnPermit:
		return "516"
	case idnumber.Military:
		return "114"
	case idnumber.Disability20:
		return "217"
	}
	return ""
}
