package desk

import (
	"context"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/register"
)

// Merge is the order to make two persons one.
type Merge struct {
	A, B quanyuan.Number
	// Holds names the community that is counted for each field of
	// register.MustChoose.
	Holds  map[quanyuan.Field]string
	Reason string
}

// Merge makes two persons one: the number entered first survives, the other
// forwards to it. It is refused while a ruling says that they are different,
// and when both are counted in different communities and Holds does not choose.
func (d *Desk) Merge(ctx context.Context, by quanyuan.Principal, m Merge) (*quanyuan.Person, error) {
	for _, n := range []quanyuan.Number{m.A, m.B} {
		if _, err := d.reach(ctx, by, access.Merge, n); err != nil {
			return nil, err
		}
	}
	c, err := d.mergeChange(ctx, by, m, "")
	if err != nil {
		return nil, err
	}
	if err := d.apply(ctx, by, access.Merge, c); err != nil {
		return nil, err
	}
	one, err := d.store.Person(ctx, c.Events[0].Person)
	if err != nil {
		return nil, err
	}
	return d.show(by, one), nil
}

// mergeChange is what a merge writes; whoever calls it has asked whether it may
// be. A ruling may bring together persons of two communities. except is the
// ruling that is being
// overruled and forbids nothing any more.
func (d *Desk) mergeChange(ctx context.Context, by quanyuan.Principal, m Merge, except string) (*quanyuan.Change, error) {
	a, err := d.store.Person(ctx, m.A)
	if err != nil {
		return nil, err
	}
	b, err := d.store.Person(ctx, m.B)
	if err != nil {
		return nil, err
	}
	if err := register.CheckMerge(a, b, by.Name, m.Holds); err != nil {
		return nil, err
	}
	if err := d.notRuledDifferent(ctx, a.Records, b.Records, except); err != nil {
		return nil, err
	}
	events, err := d.eventsOf(ctx, m.A, m.B)
	if err != nil {
		return nil, err
	}
	if number, _ := register.Survivor(m.A, m.B, events); number != m.A {
		a, b = b, a
	}
	c := &quanyuan.Change{}
	merge := &quanyuan.Event{Kind: quanyuan.Merged, Person: a.Number, Other: b.Number, Records: slices.Clone(b.Records), At: d.now(), Actor: by.Name, Reason: m.Reason}
	c.Events = append(c.Events, merge)
	for _, f := range register.MustChoose(a, b) {
		r := inCommunity(m.Holds[f])
		held := &quanyuan.Event{Kind: quanyuan.Held, Person: a.Number, Record: c.Add(r), Field: f, Cause: -1, At: merge.At, Actor: by.Name}
		r.ID = held.Record
		c.Events = append(c.Events, held)
	}
	if err := d.addStates(ctx, c, events, a, append(slices.Clone(a.Records), b.Records...), b, nil); err != nil {
		return nil, err
	}
	c.Persons[1].After = &quanyuan.Person{Number: b.Number, Exited: quanyuan.ExitMerged, Forward: a.Number}
	c.Persons[1].Keys = nil
	d.auditStates(c, by, access.Merge, m.Reason)
	return c, nil
}

// Split is the order to make one person two.
type Split struct {
	Person quanyuan.Number
	// Merge is the Seq of the merge to be taken back; 0: Records leave for a
	// number of their own.
	Merge   int64
	Records []quanyuan.RecordID
	// Sides says of records made since the merge about the person as a whole
	// whether they leave; see Desk.PlanSplit.
	Sides  map[quanyuan.RecordID]bool
	Reason string
	// Different rules that the two are different people, so that they never
	// become one again by themselves.
	Different bool
}

// PlanSplit works out what a split would do, and what must still be said.
func (d *Desk) PlanSplit(ctx context.Context, by quanyuan.Principal, s Split) (register.Allotment, error) {
	if _, err := d.reach(ctx, by, access.Split, s.Person); err != nil {
		return register.Allotment{}, err
	}
	_, allotment, _, err := d.planSplit(ctx, s)
	return allotment, err
}

func (d *Desk) planSplit(ctx context.Context, s Split) (merge quanyuan.Event, a register.Allotment, events []quanyuan.Event, err error) {
	p, err := d.store.Person(ctx, s.Person)
	if err != nil {
		return merge, a, nil, err
	}
	if p.Exited == quanyuan.ExitErased {
		return merge, a, nil, refuse("person.erased", p.Number)
	}
	if s.Merge != 0 {
		if merge, err = d.store.Event(ctx, s.Merge); err != nil {
			return merge, a, nil, err
		}
		events, err = d.eventsSince(ctx, merge, s.Person)
	} else {
		events, err = d.eventsOf(ctx, s.Person)
	}
	if err != nil {
		return merge, a, nil, err
	}
	if s.Merge != 0 {
		if merge.Kind != quanyuan.Merged || register.Undone(merge, events) {
			return merge, a, nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "split.no_merge", Args: []any{s.Merge}}
		}
		if a = register.Undo(merge, p.Records, events, s.Sides); len(a.Leave) == 0 {
			err = &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "split.no_merge", Args: []any{s.Merge}}
		}
		return merge, a, events, err
	}
	var ok bool
	if a.Leave, ok = register.Choose(s.Records, events); !ok {
		err = &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "split.nothing_left"}
	}
	return merge, a, events, err
}

// eventsSince gives the events of all numbers that merged records may have gone
// through since the merge, among them the person who has them now.
func (d *Desk) eventsSince(ctx context.Context, merge quanyuan.Event, now quanyuan.Number) ([]quanyuan.Event, error) {
	numbers := []quanyuan.Number{now, merge.Person, merge.Other}
	for seen := 0; ; {
		events, err := d.eventsOf(ctx, numbers...)
		if err != nil || seen == len(numbers) {
			return events, err
		}
		seen = len(numbers)
		for _, e := range events {
			if e.Seq <= merge.Seq || !e.Kind.Structural() {
				continue
			}
			for _, n := range []quanyuan.Number{e.Person, e.Other} {
				if !slices.Contains(numbers, n) {
					numbers = append(numbers, n)
				}
			}
		}
	}
}

// Split makes one person two. Taking back a merge restores both sides with all
// that was said of each since; it is refused while records about the person as
// a whole are not allotted.
func (d *Desk) Split(ctx context.Context, by quanyuan.Principal, s Split) (stays, leaves *quanyuan.Person, err error) {
	if _, err := d.reach(ctx, by, access.Split, s.Person); err != nil {
		return nil, nil, err
	}
	c, err := d.splitChange(ctx, by, s)
	if err != nil {
		return nil, nil, err
	}
	if s.Different {
		if err := d.addDifferent(ctx, c, by, s.Reason); err != nil {
			return nil, nil, err
		}
	}
	if err := d.apply(ctx, by, access.Split, c); err != nil {
		return nil, nil, err
	}
	if stays, err = d.store.Person(ctx, c.Events[0].Person); err != nil {
		return nil, nil, err
	}
	if leaves, err = d.store.Person(ctx, c.Events[0].Other); err != nil {
		return nil, nil, err
	}
	return d.show(by, stays), d.show(by, leaves), nil
}

// splitChange is what a split writes, when it may be: the state of whoever stays, then that of
// whoever leaves.
func (d *Desk) splitChange(ctx context.Context, by quanyuan.Principal, s Split) (*quanyuan.Change, error) {
	if by.Name == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	p, err := d.store.Person(ctx, s.Person)
	if err != nil {
		return nil, err
	}
	merge, a, events, err := d.planSplit(ctx, s)
	if err != nil {
		return nil, err
	}
	if len(a.Open) > 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "split.open", Args: []any{len(a.Open)}}
	}
	other := &quanyuan.Person{Number: merge.Other}
	if s.Merge == 0 {
		other.Number, err = d.store.NewNumber(ctx)
	} else {
		other, err = d.store.Person(ctx, merge.Other)
	}
	if err != nil {
		return nil, err
	}
	split := &quanyuan.Event{Kind: quanyuan.Split, Person: p.Number, Other: other.Number, Records: a.Leave, Dropped: a.Dropped, Cause: s.Merge, At: d.now(), Actor: by.Name, Reason: s.Reason}
	c := &quanyuan.Change{Events: []*quanyuan.Event{split}}
	stay := slices.DeleteFunc(slices.Clone(p.Records), func(r quanyuan.RecordID) bool {
		return slices.Contains(a.Leave, r) || slices.Contains(a.Dropped, r)
	})
	if err := d.addStates(ctx, c, events, p, stay, other, a.Leave); err != nil {
		return nil, err
	}
	d.auditStates(c, by, access.Split, s.Reason)
	return c, nil
}

// auditStates gives everybody of a change his audit line, with the reason.
func (d *Desk) auditStates(c *quanyuan.Change, by quanyuan.Principal, action access.Action, reason string) {
	for _, s := range c.Persons {
		l := d.line(by, action, personKind, string(s.After.Number))
		if reason != "" {
			l.Reason = reasonOf(reason)
		}
		c.Audit = append(c.Audit, l)
	}
}

// addStates puts two persons into a change, folded anew over the records that
// each has after it.
func (d *Desk) addStates(ctx context.Context, c *quanyuan.Change, events []quanyuan.Event, a *quanyuan.Person, recordsA []quanyuan.RecordID, b *quanyuan.Person, recordsB []quanyuan.RecordID) error {
	for _, side := range []struct {
		person  *quanyuan.Person
		records []quanyuan.RecordID
	}{{a, recordsA}, {b, recordsB}} {
		var own []quanyuan.Event
		for _, e := range events {
			if !e.Kind.Structural() && slices.Contains(side.records, e.Record) {
				own = append(own, e)
			}
		}
		for _, e := range c.Events {
			if !e.Kind.Structural() && e.Person == side.person.Number {
				own = append(own, *e)
			}
		}
		after, err := d.fold(ctx, side.person.Number, own, side.records, c.Records...)
		if err != nil {
			return err
		}
		c.Persons = append(c.Persons, quanyuan.PersonState{After: after, Keys: collate.SearchKeys(after, d.parser()), Seen: side.person.Version})
	}
	return nil
}

// eventsOf gives the events of several numbers, each once, in order.
func (d *Desk) eventsOf(ctx context.Context, numbers ...quanyuan.Number) ([]quanyuan.Event, error) {
	var all []quanyuan.Event
	for _, n := range numbers {
		es, err := d.store.Events(ctx, n)
		if err != nil {
			return nil, err
		}
		all = append(all, es...)
	}
	slices.SortFunc(all, func(a, b quanyuan.Event) int { return int(a.Seq - b.Seq) })
	return slices.CompactFunc(all, func(a, b quanyuan.Event) bool { return a.Seq == b.Seq }), nil
}

// Undoable are the merges among the events of a person that can be taken back.
func Undoable(events []quanyuan.Event) (out []quanyuan.Event) {
	for _, e := range events {
		if e.Kind == quanyuan.Merged && !register.Undone(e, events) {
			out = append(out, e)
		}
	}
	return out
}
