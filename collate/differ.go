package collate

import (
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/refdata/address"
	"quanyuan/refdata/code"
	"quanyuan/refdata/hanzi"
	"quanyuan/refdata/idnumber"
)

// comparer compares the 21 collation fields of a record and a person. It
// understands that one value can be written in many ways: codes by their
// table, dates by precision, ID numbers of 15 digits, addresses by their parts.
type comparer struct {
	parser *address.Parser
	// place is the community in which the record places the person: the hukou
	// and residence status are said of it and of no other.
	place string
}

// differences compares all fields; verdicts BothMissing are left out.
func (c comparer) differences(r *quanyuan.Record, p *quanyuan.Person) []quanyuan.Difference {
	var out []quanyuan.Difference
	add := func(f quanyuan.Field, v quanyuan.Verdict, here, there string) {
		if v != quanyuan.BothMissing {
			out = append(out, quanyuan.Difference{Field: f, Verdict: v, Here: here, There: there})
		}
	}
	for _, f := range quanyuan.CollationFields() {
		if f == quanyuan.ChildName {
			out = append(out, c.childDifferences(r, p)...)
		}
		if f >= quanyuan.ChildName && f <= quanyuan.ChildPolicy {
			continue
		}
		here, there := r.Value(f), p.Value(f).Value
		if f == quanyuan.HukouStatus || f == quanyuan.ResidenceStatus {
			there = c.statusHere(f, p)
		}
		v := c.verdict(f, here, there)
		if f == quanyuan.ResidenceAddress && v == quanyuan.CannotTell && c.otherCommunity(r, p) {
			v = quanyuan.Contradict
		}
		if f == quanyuan.ResidenceAddress && v == quanyuan.Contradict && c.eitherAddress(here, p) {
			v = quanyuan.CannotTell
		}
		add(f, v, shown(f, here), shown(f, there))
	}
	return out
}

// otherCommunity reports a dwelling that the record places in another community
// than the register's: 唐徕公寓6-3-201 of one and 5组127号 of another say nothing
// against each other by themselves.
func (c comparer) otherCommunity(r *quanyuan.Record, p *quanyuan.Person) bool {
	here, there := r.Text(quanyuan.ResidenceDivision), p.Text(quanyuan.ResidenceDivision)
	if named := r.Text(quanyuan.CommunityCode); !isCommunity(here) && named != r.Text(quanyuan.HukouDivision) {
		here = named
	}
	return isCommunity(here) && isCommunity(there) && here != there &&
		doorsOf(c.parser, r.Text(quanyuan.ResidenceAddress)) != doors{}
}

// eitherAddress reports an address of which the list does not say whether one
// lives there or is registered there (家庭地址), and which is the register's hukou
// address: it says nothing of where the person lives.
func (c comparer) eitherAddress(here quanyuan.Value, p *quanyuan.Person) bool {
	if here.Mark != "home" {
		return false
	}
	there := p.Value(quanyuan.HukouAddress).Value
	return there.Known() && c.compareAddresses(here.Text, there.Text) == quanyuan.Agree
}

// statusHere is the person's hukou or residence status in the community of the
// record; said of another community it cannot be compared.
func (c comparer) statusHere(f quanyuan.Field, p *quanyuan.Person) quanyuan.Value {
	for _, pr := range p.Presences {
		if pr.Community != c.place {
			continue
		}
		text := pr.Hukou
		if f == quanyuan.ResidenceStatus {
			text = pr.Residence
		}
		if text != "" {
			return quanyuan.Value{Text: text, State: quanyuan.Understood}
		}
	}
	return quanyuan.Value{}
}

// verdict compares one field that is not about a child.
func (c comparer) verdict(f quanyuan.Field, here, there quanyuan.Value) quanyuan.Verdict {
	// What intake worked out from another field is not the row's own word, and a
	// parent's phone is not the child's.
	switch here.Mark {
	case "from_id", "from_relation", "kin":
		here = quanyuan.Value{}
	}
	if f == quanyuan.DeathDate && here.Known() && !there.Known() {
		return quanyuan.Contradict
	}
	if v, settled := presence(here, there); settled {
		return v
	}
	switch f {
	case quanyuan.Name:
		return compareNames(here.Text, there.Text)
	case quanyuan.BirthDate, quanyuan.DeathDate:
		return compareDates(here, there)
	case quanyuan.IDNumber:
		return compareNumbers(here.Text, there.Text)
	case quanyuan.HukouAddress, quanyuan.ResidenceAddress:
		return c.compareAddresses(here.Text, there.Text)
	case quanyuan.Phone:
		return comparePhones(here.Text, there.Text)
	case quanyuan.ChildCount:
		return compareCounts(here.Text, there.Text)
	}
	return compareCodes(codeTable(f), here.Text, there.Text)
}

// presence settles the verdicts in which a side says nothing usable.
func presence(here, there quanyuan.Value) (v quanyuan.Verdict, settled bool) {
	says := func(v quanyuan.Value) bool { return v.State != quanyuan.Missing && v.State != quanyuan.Placeholder }
	switch h, t := says(here), says(there); {
	case !h && !t:
		return quanyuan.BothMissing, true
	case !h:
		return quanyuan.MissingHere, true
	case !t:
		return quanyuan.MissingThere, true
	case !here.Known() || !there.Known():
		if here.Written() == there.Written() {
			return quanyuan.Agree, true
		}
		return quanyuan.CannotTell, true
	}
	return quanyuan.BothMissing, false
}

func verdictOf(agree bool) quanyuan.Verdict {
	if agree {
		return quanyuan.Agree
	}
	return quanyuan.Contradict
}

// compareNames takes variants of one character for the same, and a character
// that could not be written (□, ?, pinyin) for unknown.
func compareNames(a, b string) quanyuan.Verdict {
	a, b = hanzi.FoldString(a), hanzi.FoldString(b)
	if a == b {
		return quanyuan.Agree
	}
	strip := func(s string) string {
		return strings.Map(func(r rune) rune {
			if hanzi.IsSeparator(r) || r == ' ' {
				return -1
			}
			return r
		}, strings.ToUpper(s))
	}
	if strip(a) == strip(b) {
		return quanyuan.Agree
	}
	if unwritten(a) || unwritten(b) {
		return quanyuan.CannotTell
	}
	return quanyuan.Contradict
}

// unwritten reports whether a Chinese name holds a character that the writer
// could not type: a box, a question mark, Latin letters or a description.
func unwritten(name string) bool {
	han, other := false, false
	for _, r := range name {
		if hanzi.IsHan(r) {
			han = true
		} else if r != '·' {
			other = true
		}
	}
	return han && other
}

func compareDates(here, there quanyuan.Value) quanyuan.Verdict {
	a, okA := quanyuan.ParseDate(here.Text)
	b, okB := quanyuan.ParseDate(there.Text)
	if !okA || !okB {
		return quanyuan.CannotTell
	}
	return verdictOf(a.Compatible(b))
}

// compareNumbers compares two document numbers: those of different kinds of
// documents say nothing about each other.
func compareNumbers(a, b string) quanyuan.Verdict {
	if a == b {
		return quanyuan.Agree
	}
	if otherDocument(a) != otherDocument(b) || roundedAlike(a, b) {
		return quanyuan.CannotTell
	}
	return quanyuan.Contradict
}

// otherDocument reports whether a number is a passport's or another document's;
// a citizen's number with a digit too many or a letter in it is none.
func otherDocument(number string) bool {
	switch k := idnumber.Parse(number).Kind; {
	case k.Citizen(), k == idnumber.Unknown, k == idnumber.HKMacaoTaiwan, k == idnumber.ForeignerPermanentResident:
		return false
	}
	return true
}

// roundedAlike reports two numbers that agree in the 15 digits that Excel keeps
// where one ends in the zeros that it puts for the rest: of eleven rounded
// numbers one passes its check by chance.
func roundedAlike(a, b string) bool {
	return citizen(a) && citizen(b) && a[:15] == b[:15] && (a[15:] == "000" || b[15:] == "000")
}

func citizen(s string) bool { return len(s) == 18 && leadingDigits(s, 17) != "" }

func (c comparer) compareAddresses(a, b string) quanyuan.Verdict {
	if a == b {
		return quanyuan.Agree
	}
	rel, _ := address.Compare(c.parser.Parse(a), c.parser.Parse(b))
	switch rel {
	case address.Same, address.Contains:
		return quanyuan.Agree
	case address.Differs:
		return quanyuan.Contradict
	}
	return quanyuan.CannotTell
}

// comparePhones agrees when any of the numbers is the same; a local number
// without its area code is the same as the one with it.
func comparePhones(a, b string) quanyuan.Verdict {
	for _, x := range strings.Split(a, ";") {
		for _, y := range strings.Split(b, ";") {
			if x == y || len(x) >= 7 && len(y) >= 7 && (landline(x) && strings.HasSuffix(x, y) || landline(y) && strings.HasSuffix(y, x)) {
				return quanyuan.Agree
			}
		}
	}
	return quanyuan.Contradict
}

func landline(s string) bool { return strings.HasPrefix(s, "0") }

func compareCounts(a, b string) quanyuan.Verdict {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX != nil || errY != nil {
		return quanyuan.CannotTell
	}
	return verdictOf(x == y)
}

// compareCodes agrees on equal codes and on a code and its less exact form
// (married, first marriage); codes that mean "not known" say nothing.
func compareCodes(t *code.Table, a, b string) quanyuan.Verdict {
	if a == b {
		return quanyuan.Agree
	}
	if t == nil {
		return verdictOf(false)
	}
	switch ua, ub := t.Unknown(a), t.Unknown(b); {
	case ua && ub:
		return quanyuan.BothMissing
	case ua:
		return quanyuan.MissingHere
	case ub:
		return quanyuan.MissingThere
	}
	return verdictOf(t.Compatible(a, b))
}

// codeTable is the table of a coded field, nil for the others.
func codeTable(f quanyuan.Field) *code.Table {
	switch f {
	case quanyuan.Sex, quanyuan.ChildSex:
		return code.Sex
	case quanyuan.Marital:
		return code.Marital
	case quanyuan.HukouStatus:
		return code.HukouStatus
	case quanyuan.ResidenceStatus:
		return code.ResidenceStatus
	case quanyuan.HukouNature:
		return code.HukouNature
	case quanyuan.Ethnic:
		return code.Ethnic
	case quanyuan.Relation:
		return code.Relation
	case quanyuan.ChildPolicy:
		return code.BirthPolicy
	}
	return nil
}

// shown is a value as a person reads it.
func shown(f quanyuan.Field, v quanyuan.Value) string {
	if !v.Known() {
		return v.Written()
	}
	if t := codeTable(f); t != nil {
		if e, ok := t.Get(v.Text); ok {
			return e.Zh
		}
	}
	if f == quanyuan.Phone {
		return strings.ReplaceAll(v.Text, ";", "、")
	}
	return v.Text
}

// childDifferences compares the birth items child by child. A child that the
// register lacks is a difference of the child's name; one that the row lacks
// is none, since lists seldom name all.
func (c comparer) childDifferences(r *quanyuan.Record, p *quanyuan.Person) []quanyuan.Difference {
	var out []quanyuan.Difference
	taken := make([]bool, len(p.Children))
	for i := range r.Children {
		child := &r.Children[i]
		if emptyChild(child) {
			continue
		}
		j := matchChild(child, p.Children, taken)
		if j < 0 {
			out = append(out, quanyuan.Difference{Field: quanyuan.ChildName, Verdict: quanyuan.Contradict, Here: shown(quanyuan.ChildName, firstKnown(child.Name, child.Birth, child.ID)), Child: i + 1})
			continue
		}
		taken[j] = true
		out = append(out, compareChild(child, &p.Children[j], i+1)...)
	}
	slices.SortStableFunc(out, func(a, b quanyuan.Difference) int { return int(a.Field) - int(b.Field) })
	return out
}

func emptyChild(c *quanyuan.Child) bool {
	return !c.Name.Known() && !c.Birth.Known() && !c.ID.Known()
}

func firstKnown(vs ...quanyuan.Value) quanyuan.Value {
	for _, v := range vs {
		if v.Known() {
			return v
		}
	}
	return quanyuan.Value{}
}

// matchChild finds the child of the register that the row's child is, by the
// most telling item first; -1 when there is none.
func matchChild(c *quanyuan.Child, there []quanyuan.Child, taken []bool) int {
	best, score := -1, 0
	for j := range there {
		if taken[j] {
			continue
		}
		if s := childLikeness(c, &there[j]); s > score {
			best, score = j, s
		}
	}
	return best
}

// childLikeness weighs how surely two children of one parent are one; 0 means
// they are not. Siblings share their surname, so a name must agree as a whole.
func childLikeness(a, b *quanyuan.Child) int {
	same := func(x, y quanyuan.Value, compare func(x, y quanyuan.Value) quanyuan.Verdict) int {
		if !x.Known() || !y.Known() {
			return 0
		}
		switch compare(x, y) {
		case quanyuan.Agree:
			return 1
		case quanyuan.Contradict:
			return -1
		}
		return 0
	}
	id := same(a.ID, b.ID, func(x, y quanyuan.Value) quanyuan.Verdict { return compareNumbers(x.Text, y.Text) })
	name := same(a.Name, b.Name, func(x, y quanyuan.Value) quanyuan.Verdict { return compareNames(x.Text, y.Text) })
	birth := same(a.Birth, b.Birth, compareDates)
	sex := same(a.Sex, b.Sex, func(x, y quanyuan.Value) quanyuan.Verdict { return compareCodes(code.Sex, x.Text, y.Text) })
	switch {
	case id > 0:
		return 100
	case name > 0:
		// One of two same-named entries with another birth date is a typing
		// error of one child: parents do not give two children one name.
		return 50 + 10*birth
	case birth > 0 && name == 0:
		return 30 + 5*sex
	case birth > 0 && name < 0 && sex >= 0 && id == 0 && oneCharacterApart(a.Name.Text, b.Name.Text):
		return 20
	case name == 0 && birth == 0 && id == 0:
		return 5 + sex
	}
	return 0
}

func oneCharacterApart(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return false
	}
	n := 0
	for i := range x {
		if x[i] != y[i] {
			n++
		}
	}
	return n == 1
}

// compareChild compares the six birth items of one child.
func compareChild(a, b *quanyuan.Child, n int) []quanyuan.Difference {
	var out []quanyuan.Difference
	add := func(f quanyuan.Field, x, y quanyuan.Value, compare func() quanyuan.Verdict) {
		v, settled := presence(x, y)
		if !settled {
			v = compare()
		}
		if v != quanyuan.BothMissing {
			out = append(out, quanyuan.Difference{Field: f, Verdict: v, Here: shown(f, x), There: shown(f, y), Child: n})
		}
	}
	add(quanyuan.ChildName, a.Name, b.Name, func() quanyuan.Verdict { return compareNames(a.Name.Text, b.Name.Text) })
	add(quanyuan.ChildBirth, a.Birth, b.Birth, func() quanyuan.Verdict { return compareDates(a.Birth, b.Birth) })
	add(quanyuan.ChildID, a.ID, b.ID, func() quanyuan.Verdict { return compareNumbers(a.ID.Text, b.ID.Text) })
	add(quanyuan.ChildSex, a.Sex, b.Sex, func() quanyuan.Verdict { return compareCodes(code.Sex, a.Sex.Text, b.Sex.Text) })
	add(quanyuan.ChildOrder, a.Order, b.Order, func() quanyuan.Verdict { return compareCounts(a.Order.Text, b.Order.Text) })
	add(quanyuan.ChildPolicy, a.Policy, b.Policy, func() quanyuan.Verdict { return compareCodes(code.BirthPolicy, a.Policy.Text, b.Policy.Text) })
	return out
}

// Differences compares the 21 collation fields of a record and a person, as a
// proposal shows them; verdicts BothMissing are left out.
func Differences(r *quanyuan.Record, p *quanyuan.Person, parser *address.Parser) []quanyuan.Difference {
	return comparer{parser, r.Text(quanyuan.CommunityCode)}.differences(r, p)
}
