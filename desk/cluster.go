package desk

import (
	"context"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/register"
	"quanyuan/review"
)

// RuleTogether takes a reader's answers to several questions about one person,
// as a sheet shows them: all take effect in one transaction, or none. Each is
// treated as Rule treats it alone. Which community holds is said once for all.
func (d *Desk) RuleTogether(ctx context.Context, by quanyuan.Principal, orders []RuleOrder, holds map[quanyuan.Field]string) error {
	if err := d.may(by, access.Rule, string(quanyuan.RulingPaper), ""); err != nil {
		return err
	}
	switch len(orders) {
	case 0:
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "ruling.answer"}
	case 1:
		o := orders[0]
		o.Holds = holds
		return d.Rule(ctx, by, o)
	}
	g := &joining{d: d, by: by, holds: holds}
	rulings := make([]*quanyuan.Ruling, len(orders))
	papers := make([]*quanyuan.Paper, len(orders))
	states := make([]string, len(orders))
	var said, effective []join // what was answered, and what of it takes effect
	for i, o := range orders {
		paper, r, err := d.ruling(ctx, by, o.ID)
		if err != nil {
			return err
		}
		if i > 0 && slices.Min(r.Sides[0]) != slices.Min(rulings[0].Sides[0]) || paper.State == quanyuan.RulingDisputed || slices.ContainsFunc(orders[:i], func(x RuleOrder) bool { return x.ID == o.ID }) {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "ruling.together", Args: []any{o.ID}}
		}
		if err := mayRead(by, paper.State, r, o); err != nil {
			return err
		}
		papers[i], rulings[i] = paper, r
		r.Readings = append(r.Readings, quanyuan.Reading{Reader: quanyuan.ReaderOf(by), Answer: o.Answer, At: d.now(), Seconds: o.Seconds, Blind: len(r.Readings) > 0})
		states[i] = review.After(r)
		if review.Decided(states[i]) {
			r.Decisions = append(r.Decisions, quanyuan.Decision{Answer: o.Answer, At: d.now(), Actor: by.Name, Division: by.Division, Reason: o.Reason})
		}
		if o.Answer != quanyuan.RuledSame {
			continue
		}
		a, b, err := d.owners(ctx, r)
		if err != nil {
			return err
		}
		if g.first = a; a == "" || a == b {
			continue // they are one already
		}
		j := join{ruling: o.ID, person: b, records: r.Sides[1]}
		if said = append(said, j); review.Decided(states[i]) {
			effective = append(effective, j)
		}
	}
	// Every answer is checked alike, so that it does not show which has an effect.
	c, err := g.change(ctx, said)
	if err == nil && len(effective) != len(said) {
		c, err = g.change(ctx, effective)
	}
	if err != nil {
		return err
	}
	for i, r := range rulings {
		if err := d.addRuling(c, by, r, states[i], papers[i]); err != nil {
			return err
		}
	}
	return d.apply(ctx, by, access.Rule, c)
}

// join is a side that comes to the first person of a cluster.
type join struct {
	ruling  string
	person  quanyuan.Number // "" when nobody has the records
	records []quanyuan.RecordID
}

// joining makes several sides one person.
type joining struct {
	d     *Desk
	by    quanyuan.Principal
	first quanyuan.Number
	holds map[quanyuan.Field]string

	c      *quanyuan.Change
	events []quanyuan.Event // of all persons
	state  *quanyuan.Person // who survives, as he is by now
	ids    []quanyuan.RecordID
}

// change is what it writes: a merge for every person, as if they came one after
// the other, and an attachment for every record that nobody has.
func (g *joining) change(ctx context.Context, joins []join) (*quanyuan.Change, error) {
	g.c = &quanyuan.Change{}
	if len(joins) == 0 {
		return g.c, nil
	}
	persons, err := g.persons(ctx, joins)
	if err != nil {
		return nil, err
	}
	before := persons[0]
	g.state, g.ids = before, slices.Clone(before.Records)
	// Records come to the first person before anybody goes up in another, so that
	// a merge can be taken back without asking whose they are.
	var came []quanyuan.RecordID
	first := persons[slices.IndexFunc(persons, func(p *quanyuan.Person) bool { return p.Number == g.first })]
	for _, j := range joins {
		if j.person == "" {
			if err := g.attach(ctx, first, j, append(slices.Clone(first.Records), came...)); err != nil {
				return nil, err
			}
			came = append(came, j.records...)
		}
	}
	if before.Number == g.first {
		g.ids = append(g.ids, came...)
	}
	if err := g.fold(ctx); err != nil {
		return nil, err
	}
	for _, p := range persons[1:] {
		records := slices.Clone(p.Records)
		if p.Number == g.first {
			records = append(records, came...)
		}
		i := slices.IndexFunc(joins, func(j join) bool { return j.person == p.Number || p.Number == g.first && j.person != "" })
		if err := g.merge(ctx, p, records, causeOf(quanyuan.RulingPaper, joins[i].ruling)); err != nil {
			return nil, err
		}
	}
	survivor := quanyuan.PersonState{After: g.state, Keys: collate.SearchKeys(g.state, g.d.parser()), Seen: before.Version}
	g.c.Persons = append(g.c.Persons, survivor)
	for _, p := range persons[1:] {
		g.c.Persons = append(g.c.Persons, quanyuan.PersonState{After: &quanyuan.Person{Number: p.Number, Exited: quanyuan.ExitMerged, Forward: before.Number}, Seen: p.Version})
	}
	if len(persons) > 1 {
		g.d.auditStates(g.c, g.by, access.Merge, causeOf(quanyuan.RulingPaper, joins[0].ruling))
	}
	return g.c, nil
}

// persons are those who become one: first who survives, then those who are
// counted where the figures are to hold, then the others.
func (g *joining) persons(ctx context.Context, joins []join) ([]*quanyuan.Person, error) {
	numbers := []quanyuan.Number{g.first}
	for _, j := range joins {
		if j.person != "" && !slices.Contains(numbers, j.person) {
			numbers = append(numbers, j.person)
		}
	}
	var err error
	if g.events, err = g.d.eventsOf(ctx, numbers...); err != nil {
		return nil, err
	}
	survivor := numbers[0]
	for _, n := range numbers[1:] {
		survivor, _ = register.Survivor(survivor, n, g.events)
	}
	var out []*quanyuan.Person
	for _, n := range numbers {
		p, err := g.d.store.Person(ctx, n)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	rank := func(p *quanyuan.Person) int {
		switch {
		case p.Number == survivor:
			return 0
		case g.holds[quanyuan.HukouStatus] != "" && register.CountedIn(p, quanyuan.CountsHukou) == g.holds[quanyuan.HukouStatus],
			g.holds[quanyuan.ResidenceStatus] != "" && register.CountedIn(p, quanyuan.CountsResidence) == g.holds[quanyuan.ResidenceStatus]:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(out, func(a, b *quanyuan.Person) int { return rank(a) - rank(b) })
	return out, nil
}

// merge lets a person go up in the one who survives.
func (g *joining) merge(ctx context.Context, p *quanyuan.Person, records []quanyuan.RecordID, reason string) error {
	if err := register.CheckMerge(g.state, p, g.by.Name, g.holds); err != nil {
		return err
	}
	if err := g.d.notRuledDifferent(ctx, records, g.ids, ""); err != nil {
		return err
	}
	at := g.d.now()
	g.c.Events = append(g.c.Events, &quanyuan.Event{Kind: quanyuan.Merged, Person: g.state.Number, Other: p.Number, Records: records, At: at, Actor: g.by.Name, Reason: reason})
	cause := -int64(len(g.c.Events))
	for _, f := range register.MustChoose(g.state, p) {
		r := inCommunity(g.holds[f])
		held := &quanyuan.Event{Kind: quanyuan.Held, Person: g.state.Number, Record: g.c.Add(r), Field: f, Cause: cause, At: at, Actor: g.by.Name}
		r.ID = held.Record
		g.c.Events = append(g.c.Events, held)
	}
	g.ids = append(g.ids, records...)
	return g.fold(ctx)
}

// attach lets records that nobody has come to the first person, who has some.
func (g *joining) attach(ctx context.Context, first *quanyuan.Person, j join, has []quanyuan.RecordID) error {
	if err := g.d.notRuledDifferent(ctx, j.records, has, ""); err != nil {
		return err
	}
	records, err := g.d.store.RecordsOf(ctx, j.records)
	if err != nil {
		return err
	}
	for _, s := range attached(g.first, records, causeOf(quanyuan.RulingPaper, j.ruling)) {
		e := s.Event
		e.Actor, e.At = g.by.Name, g.d.now()
		if err := register.Check(first, e, s.Record); err != nil {
			return err
		}
		g.c.Events = append(g.c.Events, &e)
	}
	return nil
}

// fold works out what the survivor is by now.
func (g *joining) fold(ctx context.Context) error {
	var own []quanyuan.Event
	for _, e := range g.events {
		if !e.Kind.Structural() && slices.Contains(g.ids, e.Record) {
			own = append(own, e)
		}
	}
	for _, e := range g.c.Events {
		if !e.Kind.Structural() && (e.Record < 0 || slices.Contains(g.ids, e.Record)) {
			own = append(own, *e)
		}
	}
	var err error
	g.state, err = g.d.fold(ctx, g.state.Number, own, g.ids, g.c.Records...)
	return err
}
