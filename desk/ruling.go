package desk

import (
	"context"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/register"
	"quanyuan/review"
)

// RuleOrder is one reader's answer to a question.
type RuleOrder struct {
	ID     string
	Answer string // quanyuan.RuledSame, RuledDifferent or RuledUnclear
	Reason string // needed from an office that decides
	// Holds names the community that is counted for each field of
	// register.MustChoose, when two persons become one.
	Holds   map[quanyuan.Field]string
	Seconds int // that it took
}

// Rule takes a reader's answer. It takes effect at once, unless a second person
// is to read the question too or it only measures its readers: whoever reads is
// not told which.
func (d *Desk) Rule(ctx context.Context, by quanyuan.Principal, o RuleOrder) error {
	paper, r, err := d.ruling(ctx, by, o.ID)
	if err != nil {
		return err
	}
	if err := mayRead(by, paper.State, r, o); err != nil {
		return err
	}
	if err := d.holdsFit(ctx, by, r, o); err != nil {
		return err
	}
	disputed := paper.State == quanyuan.RulingDisputed
	r.Readings = append(r.Readings, quanyuan.Reading{Reader: quanyuan.ReaderOf(by), Answer: o.Answer, At: d.now(), Seconds: o.Seconds, Blind: !disputed && len(r.Readings) > 0})
	state := review.After(r)
	if disputed {
		state = o.Answer
	}
	c := &quanyuan.Change{}
	if review.Decided(state) {
		if c, err = d.decide(ctx, by, r, o, paper.ID); err != nil {
			return err
		}
	}
	return d.writeRuling(ctx, by, c, r, state, paper)
}

func mayRead(by quanyuan.Principal, state string, r *quanyuan.Ruling, o RuleOrder) error {
	bad := func(key string) error { return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key} }
	switch {
	case strings.TrimSpace(by.Name) == "":
		return bad("event.actor")
	case !slices.Contains(review.Answers(), o.Answer):
		return bad("ruling.answer")
	case review.Decided(state):
		return bad("ruling.decided")
	case r.ReadBy(quanyuan.ReaderOf(by)):
		return bad("ruling.read_already")
	case state == quanyuan.RulingDisputed && !by.Scope().Holds(r.Office):
		return bad("ruling.office")
	case state == quanyuan.RulingDisputed && strings.TrimSpace(o.Reason) == "":
		return bad("transfer.reason")
	}
	return nil
}

// holdsFit asks of every reader alike which counted place holds, so that it
// does not show which question will have an effect.
func (d *Desk) holdsFit(ctx context.Context, by quanyuan.Principal, r *quanyuan.Ruling, o RuleOrder) error {
	if o.Answer != quanyuan.RuledSame {
		return nil
	}
	a, b, err := d.owners(ctx, r)
	if err != nil || a == "" || b == "" || a == b {
		return err
	}
	persons, err := d.store.PersonsByNumber(ctx, []quanyuan.Number{a, b})
	if err != nil || len(persons) != 2 {
		return err
	}
	return register.CheckMerge(persons[0], persons[1], by.Name, o.Holds)
}

// decide gives a question its answer and works out what follows from it: two
// persons become one, or a record comes to a person.
func (d *Desk) decide(ctx context.Context, by quanyuan.Principal, r *quanyuan.Ruling, o RuleOrder, id string) (*quanyuan.Change, error) {
	r.Decisions = append(r.Decisions, quanyuan.Decision{Answer: o.Answer, At: d.now(), Actor: by.Name, Division: by.Division, Reason: o.Reason})
	if o.Answer != quanyuan.RuledSame {
		return &quanyuan.Change{}, nil
	}
	a, b, err := d.owners(ctx, r)
	switch {
	case err != nil:
		return nil, err
	case a == b || a == "":
		return &quanyuan.Change{}, nil // they are one already
	case b != "":
		return d.mergeChange(ctx, by, Merge{A: a, B: b, Holds: o.Holds, Reason: causeOf(quanyuan.RulingPaper, id)}, id)
	}
	return d.attachChange(ctx, by, a, r.Sides[1], causeOf(quanyuan.RulingPaper, id), id)
}

// causeOf is the reason of an event that follows from a paper.
func causeOf(kind quanyuan.PaperKind, id string) string { return string(kind) + "/" + id }

// attachChange is what attaching free records to a person writes.
func (d *Desk) attachChange(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, ids []quanyuan.RecordID, reason, except string) (*quanyuan.Change, error) {
	p, err := d.store.Person(ctx, n)
	if err != nil {
		return nil, err
	}
	if err := d.notRuledDifferent(ctx, ids, p.Records, except); err != nil {
		return nil, err
	}
	records, err := d.store.RecordsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	sources, err := d.sources(ctx)
	if err != nil {
		return nil, err
	}
	c := &quanyuan.Change{}
	return c, d.addSaid(ctx, c, by, n, attached(n, records, reason), sources)
}

func attached(n quanyuan.Number, records []*quanyuan.Record, reason string) []review.Said {
	var said []review.Said
	for _, r := range records {
		said = append(said, review.Said{Event: quanyuan.Event{Kind: quanyuan.Attached, Person: n, Record: r.ID, Reason: reason}, Record: r})
	}
	return said
}

// Overrule puts another answer in the place of a decision. It takes a post that
// stands above the division for which was decided; the earlier answer stays
// readable. What the earlier answer did is taken back: a merge is split, an
// attached record leaves.
func (d *Desk) Overrule(ctx context.Context, by quanyuan.Principal, o RuleOrder) error {
	paper, r, err := d.ruling(ctx, by, o.ID)
	if err != nil {
		return err
	}
	bad := func(key string) error { return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key} }
	switch {
	case strings.TrimSpace(by.Name) == "":
		return bad("event.actor")
	case !slices.Contains(review.Answers(), o.Answer):
		return bad("ruling.answer")
	case len(r.Decisions) == 0:
		return bad("ruling.undecided")
	case !review.Outranks(by.Division, r.Decisions[len(r.Decisions)-1].Division):
		return bad("ruling.rank")
	case strings.TrimSpace(o.Reason) == "":
		return bad("transfer.reason")
	case paper.State == o.Answer:
		return bad("ruling.decided")
	}
	c := &quanyuan.Change{}
	if paper.State == quanyuan.RuledSame {
		if c, err = d.takeBack(ctx, by, r, o, paper.ID); err != nil {
			return err
		}
	}
	if o.Answer == quanyuan.RuledSame {
		c, err = d.decide(ctx, by, r, o, paper.ID)
		if err != nil {
			return err
		}
	} else {
		r.Decisions = append(r.Decisions, quanyuan.Decision{Answer: o.Answer, At: d.now(), Actor: by.Name, Division: by.Division, Reason: o.Reason})
	}
	return d.writeRuling(ctx, by, c, r, o.Answer, paper)
}

// takeBack is what undoing a ruling writes, nothing when its two sides are two
// persons by now.
func (d *Desk) takeBack(ctx context.Context, by quanyuan.Principal, r *quanyuan.Ruling, o RuleOrder, id string) (*quanyuan.Change, error) {
	a, b, err := d.owners(ctx, r)
	if err != nil || a != b {
		return &quanyuan.Change{}, err
	}
	events, err := d.store.Events(ctx, a)
	if err != nil {
		return nil, err
	}
	s := Split{Person: a, Reason: o.Reason, Records: r.Sides[1]}
	for _, e := range events {
		if e.Kind == quanyuan.Merged && e.Reason == causeOf(quanyuan.RulingPaper, id) && !register.Undone(e, events) {
			s.Merge, s.Records = e.Seq, nil
		}
	}
	return d.splitChange(ctx, by, s)
}

// owners are the persons who have the records of the two sides now, "" for a
// record that nobody has.
func (d *Desk) owners(ctx context.Context, r *quanyuan.Ruling) (a, b quanyuan.Number, err error) {
	if a, err = d.store.PersonOf(ctx, slices.Min(r.Sides[0])); err != nil {
		return "", "", err
	}
	b, err = d.store.PersonOf(ctx, slices.Min(r.Sides[1]))
	return a, b, err
}

// ruling gives a question to whom it concerns.
func (d *Desk) ruling(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Paper, *quanyuan.Ruling, error) {
	if err := d.may(by, access.Rule, string(quanyuan.RulingPaper), id); err != nil {
		return nil, nil, err
	}
	p, err := d.store.Paper(ctx, quanyuan.RulingPaper, id)
	if err != nil {
		return nil, nil, err
	}
	r, err := quanyuan.RulingOf(p)
	s := by.Scope()
	if err == nil && !s.Holds(r.Places[0]) && !s.Holds(r.Places[1]) && !s.Holds(r.Office) {
		err = &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "paper.unknown", Args: []any{id}}
	}
	return p, r, err
}

func (d *Desk) writeRuling(ctx context.Context, by quanyuan.Principal, c *quanyuan.Change, r *quanyuan.Ruling, state string, seen *quanyuan.Paper) error {
	if err := d.addRuling(c, by, r, state, seen); err != nil {
		return err
	}
	return d.apply(ctx, by, access.Rule, c)
}

// addRuling puts the new state of a question into a change.
func (d *Desk) addRuling(c *quanyuan.Change, by quanyuan.Principal, r *quanyuan.Ruling, state string, seen *quanyuan.Paper) error {
	p, err := r.Paper(state)
	if err != nil {
		return err
	}
	p.ID, p.Version, p.Rank, p.Persons, p.At, p.Actor = seen.ID, seen.Version, seen.Rank, seen.Persons, d.now(), by.Name
	c.Papers = append(c.Papers, p)
	return nil
}

// notRuledDifferent refuses to bring together what a named person has ruled to
// be two, unless by overruling that very ruling.
func (d *Desk) notRuledDifferent(ctx context.Context, a, b []quanyuan.RecordID, except string) error {
	for _, record := range a {
		papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper, States: []string{quanyuan.RuledDifferent}, Record: record, Scope: quanyuan.Everywhere})
		if err != nil {
			return err
		}
		for _, p := range papers {
			r, err := quanyuan.RulingOf(p)
			if err != nil {
				return err
			}
			if p.ID != except && r.Separates([]quanyuan.RecordID{record}, b) {
				return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "merge.different", Args: []any{p.ID}}
			}
		}
	}
	return nil
}

// addDifferent rules the two persons of a split to be different people.
func (d *Desk) addDifferent(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, reason string) error {
	stays, leaves := c.Persons[0].After, c.Persons[1].After
	r := &quanyuan.Ruling{Sides: [2][]quanyuan.RecordID{stays.Records, leaves.Records}, Places: [2]string{d.placeOf(stays), d.placeOf(leaves)}, Origin: "split",
		Decisions: []quanyuan.Decision{{Answer: quanyuan.RuledDifferent, At: d.now(), Actor: by.Name, Division: by.Division, Reason: reason}}}
	r.Office = officeOf(r.Places)
	p, err := r.Paper(quanyuan.RuledDifferent)
	if err != nil {
		return err
	}
	p.Persons, p.At, p.Actor = []quanyuan.Number{stays.Number, leaves.Number}, d.now(), by.Name
	c.Papers = append(c.Papers, p)
	return nil
}

// placeOf is the community whose desk a person lies on: where he is counted as
// living, else as registered, else where he stands at all.
func (d *Desk) placeOf(p *quanyuan.Person) string {
	for _, note := range []quanyuan.PlaceNotes{quanyuan.CountsResidence, quanyuan.CountsHukou} {
		if c := register.CountedIn(p, note); c != "" {
			return c
		}
	}
	if len(p.Presences) > 0 {
		return p.Presences[0].Community
	}
	return d.nowhere()
}

// nowhere is the desk for what stands in no community: the city's.
func (d *Desk) nowhere() string {
	if d.home() == "" {
		return "000000000000"
	}
	return string(d.home())
}

// officeOf is the division that decides when readers in two places differ.
func officeOf(places [2]string) string {
	a, b := places[0], places[1]
	if b == "" {
		b = a
	}
	office := review.CommonSuperior(a, b)
	if office == "" {
		return "000000000000"
	}
	return office
}
