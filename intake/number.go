package intake

import (
	"strings"

	"quanyuan"
	"quanyuan/intake/sheet"
	"quanyuan/refdata/idnumber"
)

// numberValue is the value of a cell in a column of ID numbers, and what the
// number says of its bearer.
func numberValue(raw string, in cellInfo, f quanyuan.Field, today quanyuan.Date, find *findings) (quanyuan.Value, idEvidence) {
	text, note := cutNote(raw)
	if note != "" && digitsOf(text) == "" {
		text, note = raw, ""
	}
	first, rest := firstNumber(text)
	n := idnumber.Parse(first)
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

// unknownNumber keeps a number with a digit too few or too many as doubtful
// evidence; anything else in the column is not understood.
func unknownNumber(raw string, n idnumber.Number, f quanyuan.Field, find *findings) quanyuan.Value {
	digits := digitsOf(n.Text)
	if len(digits) >= len(n.Text)-1 && len(n.Text) >= 14 && len(n.Text) <= 20 {
		find.add("id.length", f, quanyuan.Warning)
		v := quanyuan.Value{Raw: raw, Text: n.Text, State: quanyuan.Doubtful}
		if v.Raw == v.Text {
			v.Raw = ""
		}
		return v
	}
	find.add("id.unread", f, quanyuan.Warning)
	return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}
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
