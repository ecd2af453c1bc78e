package desk

import (
	"context"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/register"
	"quanyuan/review"
)

// sheetMost is how many sides a sheet has at most.
const sheetMost = 7

// Weighed is how far one item of two sides agrees under the register's model.
type Weighed = collate.Weighed

// Sheet lays the sides of a question side by side, together with those of the
// other open questions about the same person: a cluster is read at once.
type Sheet struct {
	// Questions: the one that was asked for first. Each asks whether Sides[0] is
	// Sides[i+1].
	Questions []*SheetQuestion
	Sides     []*SheetSide
	Lines     []SheetLine
	// Holds are the figures in which more than one side is counted: whoever says
	// that they are one says which community holds.
	Holds []SheetHold
}

// SheetQuestion is one question of a sheet.
type SheetQuestion struct {
	*Question
	// Mine is what the principal answered, "" when he did not.
	Mine string
	// Weights say item by item what speaks for one person and what against. They
	// are shown to nobody who is still to read blind.
	Weights []Weighed
}

// SheetSide is a set of records and what stands around it.
type SheetSide struct {
	Person    quanyuan.Number // who has the records now; "" for a record that nobody has
	Reach     bool            // the principal may open him
	Said      []Said          // where the records come from
	Stands    []quanyuan.Presence
	Household []SheetKin // who stands in the same household
	Dwelling  []SheetKin // who else lives behind the same door
}

// SheetKin is somebody around a side, as the principal may see him.
type SheetKin struct {
	Person   *quanyuan.Person
	Relation string // code, to the head of the household
	Also     bool   // stands around another side too
}

// SheetLine is what all sides say of a field, masked but for the few characters
// in which they differ.
type SheetLine struct {
	Field    quanyuan.Field
	Texts    []string           // by side
	Verdicts []quanyuan.Verdict // of the sides after the first against it
}

// Agrees reports that all sides that say something say the same, and that they
// are two at least.
func (l *SheetLine) Agrees() bool {
	agree := false
	for _, v := range l.Verdicts {
		switch v {
		case quanyuan.Agree:
			agree = true
		case quanyuan.Contradict, quanyuan.CannotTell:
			return false
		}
	}
	return agree
}

// SheetHold is a figure in which several sides are counted.
type SheetHold struct {
	Field       quanyuan.Field
	Communities []string
}

// sheetFields are shown beside the fields of a collation.
var sheetFields = []quanyuan.Field{quanyuan.FormerName, quanyuan.HouseholdNumber, quanyuan.HeadName, quanyuan.SpouseName, quanyuan.FatherName, quanyuan.MotherName, quanyuan.Workplace, quanyuan.SchoolClass}

// Sheet shows a question with all around it. Reading it is noted once for the
// question, with the number of persons who were shown.
func (d *Desk) Sheet(ctx context.Context, by quanyuan.Principal, id string) (*Sheet, error) {
	papers, rulings, err := d.together(ctx, by, id)
	if err != nil {
		return nil, err
	}
	s := &Sheet{}
	sides := [][]quanyuan.RecordID{rulings[0].Sides[0]}
	for i, r := range rulings {
		q := &SheetQuestion{Question: seen(papers[i], r)}
		for _, x := range r.Readings {
			if x.Reader == quanyuan.ReaderOf(by) {
				q.Mine = x.Answer
			}
		}
		s.Questions, sides = append(s.Questions, q), append(sides, r.Sides[1])
	}
	persons := make([]*quanyuan.Person, len(sides))
	for i, ids := range sides {
		if persons[i], err = d.side(ctx, ids); err != nil {
			return nil, err
		}
		side, err := d.sheetSide(ctx, by, ids, persons[i])
		if err != nil {
			return nil, err
		}
		s.Sides = append(s.Sides, side)
	}
	markAlso(s.Sides)
	s.Lines = d.sheetLines(by, persons)
	if s.Holds, err = d.sheetHolds(ctx, s.Sides); err != nil {
		return nil, err
	}
	for i, q := range s.Questions {
		if q.Mine == "" && !review.Decided(papers[i].State) && papers[i].State != quanyuan.RulingDisputed {
			continue
		}
		if q.Weights, err = d.weigh(ctx, by, persons[0], persons[i+1]); err != nil {
			return nil, err
		}
	}
	shown := len(sides)
	for _, side := range s.Sides {
		shown += len(side.Household) + len(side.Dwelling)
	}
	return s, d.note(by, access.View, string(quanyuan.RulingPaper), id, "", shown)
}

// together gives a question and, while the principal is to read it, the other
// open questions about the person of its first side that he is to read too.
func (d *Desk) together(ctx context.Context, by quanyuan.Principal, id string) ([]*quanyuan.Paper, []*quanyuan.Ruling, error) {
	p, r, err := d.ruling(ctx, by, id)
	if err != nil {
		return nil, nil, err
	}
	papers, rulings := []*quanyuan.Paper{p}, []*quanyuan.Ruling{r}
	if !waits(by, p, r) {
		return papers, rulings, nil
	}
	record := slices.Min(r.Sides[0])
	more, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper, States: []string{quanyuan.RulingOpen, quanyuan.RulingSecond}, Record: record, Scope: by.Scope()})
	if err != nil {
		return nil, nil, err
	}
	others := []quanyuan.RecordID{slices.Min(r.Sides[1])}
	for _, p := range more {
		x, err := quanyuan.RulingOf(p)
		if err != nil {
			return nil, nil, err
		}
		// One pair may be asked about twice, to measure readers: that must not show.
		other := slices.Min(x.Sides[1])
		if p.ID == id || !waits(by, p, x) || slices.Min(x.Sides[0]) != record || slices.Contains(others, other) || len(papers) == sheetMost-1 {
			continue
		}
		papers, rulings, others = append(papers, p), append(rulings, x), append(others, other)
	}
	return papers, rulings, nil
}

// waits reports whether a question waits to be read blind by the principal.
func waits(by quanyuan.Principal, p *quanyuan.Paper, r *quanyuan.Ruling) bool {
	return (p.State == quanyuan.RulingOpen || p.State == quanyuan.RulingSecond) && !r.ReadBy(quanyuan.ReaderOf(by))
}

// weigh asks the register's model what speaks for one person and what against;
// what is said of fields that the principal may not see is left out.
func (d *Desk) weigh(ctx context.Context, by quanyuan.Principal, a, b *quanyuan.Person) ([]Weighed, error) {
	s, _, _, err := d.ready(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.Weigh(a, b)
	return slices.DeleteFunc(all, func(w Weighed) bool {
		f, ok := itemFields[w.Item]
		return ok && access.Shows(by, f) != access.Masked && access.Shows(by, f) != access.Full
	}), err
}

// itemFields are the fields behind the items of a comparison.
var itemFields = map[string]quanyuan.Field{"name": quanyuan.Name, "id": quanyuan.IDNumber, "birth": quanyuan.BirthDate, "sex": quanyuan.Sex, "phone": quanyuan.Phone,
	"residence": quanyuan.ResidenceAddress, "hukou": quanyuan.HukouAddress, "kin": quanyuan.SpouseName}

// sheetSide gathers what stands around a side.
func (d *Desk) sheetSide(ctx context.Context, by quanyuan.Principal, ids []quanyuan.RecordID, p *quanyuan.Person) (*SheetSide, error) {
	side := &SheetSide{Stands: p.Presences}
	records, err := d.store.RecordsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	sources, err := d.sources(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		source, asOf := sources.Of(r.ID)
		side.Said = append(side.Said, Said{Source: source, AsOf: asOf, Where: r.Where})
	}
	if side.Person, err = d.store.PersonOf(ctx, slices.Min(ids)); err != nil {
		return nil, err
	}
	if side.Person != "" {
		whole, err := d.store.Person(ctx, side.Person)
		if err != nil {
			return nil, err
		}
		side.Reach = access.MayPerson(by, access.View, whole) == nil
	}
	return side, d.around(ctx, by, p, side)
}

// markAlso marks who stands around more than one side, by number or by name.
func markAlso(sides []*SheetSide) {
	kin := func(s *SheetSide) (out []*SheetKin) {
		for _, list := range [][]SheetKin{s.Household, s.Dwelling} {
			for i := range list {
				out = append(out, &list[i])
			}
		}
		return out
	}
	for i, a := range sides {
		for j, b := range sides {
			if i == j {
				continue
			}
			for _, x := range kin(a) {
				x.Also = x.Also || slices.ContainsFunc(kin(b), func(y *SheetKin) bool {
					name := x.Person.Text(quanyuan.Name)
					return x.Person.Number == y.Person.Number || name != "" && name == y.Person.Text(quanyuan.Name)
				})
			}
		}
	}
}

// aroundMost is how many persons around a side are shown of each kind.
const aroundMost = 12

// around adds the household of a side and who else lives behind its door. The
// household of a record that nobody has is the one that it names.
func (d *Desk) around(ctx context.Context, by quanyuan.Principal, p *quanyuan.Person, side *SheetSide) error {
	if access.May(by, access.List) != nil {
		return nil
	}
	taken := []quanyuan.Number{side.Person}
	add := func(to *[]SheetKin, whole *quanyuan.Person, relation string) {
		if slices.Contains(taken, whole.Number) || whole.Exited != "" || len(*to) == aroundMost {
			return
		}
		if shown := access.Candidate(by, whole); shown != nil {
			taken = append(taken, whole.Number)
			*to = append(*to, SheetKin{Person: shown, Relation: relation})
		}
	}
	houses := p.Presences
	if len(houses) == 0 {
		houses = []quanyuan.Presence{{Community: p.Text(quanyuan.CommunityCode), Household: p.Text(quanyuan.HouseholdNumber)}}
	}
	for _, pr := range houses {
		if pr.Ended() || pr.Household == "" || pr.Community == "" {
			continue
		}
		members, err := d.store.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{pr.Community}, Household: pr.Household, Limit: aroundMost + 1})
		if err != nil {
			return err
		}
		for _, m := range members {
			add(&side.Household, m.Person, m.Person.Text(quanyuan.Relation))
		}
	}
	s, _, _, err := d.ready(ctx)
	if err != nil {
		return err
	}
	near, _, err := d.store.FindPersons(ctx, s.DwellingKeys(p), 4*aroundMost)
	if err != nil {
		return err
	}
	for _, n := range near {
		add(&side.Dwelling, n, "")
	}
	return nil
}

// sheetHolds gathers where the persons of the sides are counted.
func (d *Desk) sheetHolds(ctx context.Context, sides []*SheetSide) ([]SheetHold, error) {
	holds := []SheetHold{{Field: quanyuan.HukouStatus}, {Field: quanyuan.ResidenceStatus}}
	var persons []quanyuan.Number
	for _, s := range sides {
		if s.Person != "" && !slices.Contains(persons, s.Person) {
			persons = append(persons, s.Person)
		}
	}
	for _, n := range persons {
		p, err := d.store.Person(ctx, n)
		if err != nil {
			return nil, err
		}
		for i, note := range []quanyuan.PlaceNotes{quanyuan.CountsHukou, quanyuan.CountsResidence} {
			if c := register.CountedIn(p, note); c != "" && !slices.Contains(holds[i].Communities, c) {
				holds[i].Communities = append(holds[i].Communities, c)
			}
		}
	}
	return slices.DeleteFunc(holds, func(h SheetHold) bool { return len(h.Communities) < 2 }), nil
}

// sheetLines sets the sides beside each other, field by field.
func (d *Desk) sheetLines(by quanyuan.Principal, persons []*quanyuan.Person) []SheetLine {
	compared := make([]map[quanyuan.Field]quanyuan.Difference, len(persons))
	for i, p := range persons[1:] {
		compared[i+1] = map[quanyuan.Field]quanyuan.Difference{}
		for _, x := range collate.Differences(recordOf(p), persons[0], d.parser()) {
			if x.Child == 0 {
				compared[i+1][x.Field] = x
			}
		}
	}
	var out []SheetLine
	for _, f := range slices.Concat(quanyuan.CollationFields(), sheetFields) {
		if f == quanyuan.HukouStatus || f == quanyuan.ResidenceStatus { // where each stands says so
			continue
		}
		line := SheetLine{Field: f, Texts: make([]string, len(persons)), Verdicts: make([]quanyuan.Verdict, len(persons)-1)}
		for i, p := range persons {
			line.Texts[i] = sheetText(f, p)
		}
		if strings.Join(line.Texts, "") == "" {
			continue
		}
		for i := range persons[1:] {
			x, ok := compared[i+1][f]
			switch first, own := line.Texts[0], line.Texts[i+1]; {
			case ok:
				line.Verdicts[i] = x.Verdict
			case own == first:
				line.Verdicts[i] = quanyuan.Agree
			case own == "":
				line.Verdicts[i] = quanyuan.MissingHere
			case first == "":
				line.Verdicts[i] = quanyuan.MissingThere
			default:
				line.Verdicts[i] = quanyuan.Contradict
			}
		}
		var ok bool
		if line.Texts, ok = access.Beside(by, f, line.Texts); ok {
			out = append(out, line)
		}
	}
	return out
}

// sheetText is what a side says of a field: a code, or as it was written where
// it was not understood. Children stand in one line by their names.
func sheetText(f quanyuan.Field, p *quanyuan.Person) string {
	switch {
	case f == quanyuan.ChildName:
		var names []string
		for _, c := range p.Children {
			if c.Name.Text != "" {
				names = append(names, c.Name.Text)
			}
		}
		return strings.Join(names, "、")
	case f > quanyuan.ChildName && f <= quanyuan.ChildPolicy:
		return ""
	}
	v := p.Value(f)
	if v.Known() {
		return strings.ReplaceAll(v.Text, ";", "、") // as masks take lists apart
	}
	return v.Written()
}

// recordOf is what a person's values say as a record.
func recordOf(p *quanyuan.Person) *quanyuan.Record {
	r := &quanyuan.Record{Children: p.Children}
	for _, v := range p.Values {
		r.Set(v.Field, v.Value)
	}
	return r
}
