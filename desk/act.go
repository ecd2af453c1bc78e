package desk

import (
	"context"
	"sync"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/register"
)

// Attach rules that a record of a batch speaks of a person.
func (d *Desk) Attach(ctx context.Context, by quanyuan.Principal, number quanyuan.Number, id quanyuan.RecordID) (*quanyuan.Person, error) {
	if _, err := d.reach(ctx, by, access.Attach, number); err != nil {
		return nil, err
	}
	records, err := d.store.RecordsOf(ctx, []quanyuan.RecordID{id})
	if err != nil {
		return nil, err
	}
	if len(records) != 1 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "record.unknown"}
	}
	p, err := d.store.Person(ctx, number)
	if err != nil {
		return nil, err
	}
	if err := d.notRuledDifferent(ctx, []quanyuan.RecordID{id}, p.Records, ""); err != nil {
		return nil, err
	}
	return d.act(ctx, by, act{Event: quanyuan.Event{Kind: quanyuan.Attached, Person: number, Record: id}, record: records[0]})
}

// Correct replaces the value of one field by v; the former value stays in the
// history. The correction is about the record whose value it replaces.
func (d *Desk) Correct(ctx context.Context, by quanyuan.Principal, number quanyuan.Number, f quanyuan.Field, v quanyuan.Value) (*quanyuan.Person, error) {
	r := &quanyuan.Record{}
	r.Set(f, v)
	return d.act(ctx, by, act{Event: quanyuan.Event{Kind: quanyuan.Corrected, Person: number, Field: f}, record: r})
}

// Confirm states that a value is right as it is, although a rule finds it odd.
func (d *Desk) Confirm(ctx context.Context, by quanyuan.Principal, number quanyuan.Number, f quanyuan.Field) (*quanyuan.Person, error) {
	return d.act(ctx, by, act{Event: quanyuan.Event{Kind: quanyuan.Confirmed, Person: number, Field: f}, current: true})
}

// Pin fixes the value that a field has now, whatever sources say later.
func (d *Desk) Pin(ctx context.Context, by quanyuan.Principal, number quanyuan.Number, f quanyuan.Field) (*quanyuan.Person, error) {
	return d.act(ctx, by, act{Event: quanyuan.Event{Kind: quanyuan.Pinned, Person: number, Field: f}, current: true})
}

// Unpin lets a pinned value go: it stays a named person's word.
func (d *Desk) Unpin(ctx context.Context, by quanyuan.Principal, number quanyuan.Number, f quanyuan.Field) (*quanyuan.Person, error) {
	return d.act(ctx, by, act{Event: quanyuan.Event{Kind: quanyuan.Unpinned, Person: number, Field: f}, current: true})
}

// Move states how a person stands in the record's community from now on: a
// presence that begins or changes. day is the day of which the record speaks.
func (d *Desk) Move(ctx context.Context, by quanyuan.Principal, number quanyuan.Number, record *quanyuan.Record, day quanyuan.Date) (*quanyuan.Person, error) {
	if c := record.Text(quanyuan.CommunityCode); c != "" {
		if err := d.community(c); err != nil {
			return nil, err
		}
	}
	return d.move(ctx, by, number, record, day)
}

func (d *Desk) move(ctx context.Context, by quanyuan.Principal, number quanyuan.Number, record *quanyuan.Record, day quanyuan.Date) (*quanyuan.Person, error) {
	return d.act(ctx, by, act{Event: quanyuan.Event{Kind: quanyuan.Moved, Person: number, Date: day}, record: record})
}

// Leave ends the presence in a community.
func (d *Desk) Leave(ctx context.Context, by quanyuan.Principal, number quanyuan.Number, community, reason string, day quanyuan.Date) (*quanyuan.Person, error) {
	return d.act(ctx, by, act{Event: quanyuan.Event{Kind: quanyuan.Left, Person: number, Reason: reason, Date: day}, record: inCommunity(community)})
}

// Hold chooses which of several places that claim a person's hukou or residence
// (f) is counted.
func (d *Desk) Hold(ctx context.Context, by quanyuan.Principal, number quanyuan.Number, f quanyuan.Field, community string) (*quanyuan.Person, error) {
	return d.act(ctx, by, act{Event: quanyuan.Event{Kind: quanyuan.Held, Person: number, Field: f}, record: inCommunity(community)})
}

// Exit takes a person out of the register, with a reason and, for a death, its
// day. The person stays readable and can be restored.
func (d *Desk) Exit(ctx context.Context, by quanyuan.Principal, number quanyuan.Number, reason string, day quanyuan.Date) (*quanyuan.Person, error) {
	if reason == register.ReasonDeath && day.IsZero() {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "person.death_day", Where: quanyuan.Where{Field: "day"}}
	}
	return d.act(ctx, by, act{Event: quanyuan.Event{Kind: quanyuan.Exited, Person: number, Reason: reason, Date: day}, record: &quanyuan.Record{}})
}

// Restore takes an exit back.
func (d *Desk) Restore(ctx context.Context, by quanyuan.Principal, number quanyuan.Number) (*quanyuan.Person, error) {
	return d.act(ctx, by, act{Event: quanyuan.Event{Kind: quanyuan.Restored, Person: number}, record: &quanyuan.Record{}})
}

func inCommunity(code string) *quanyuan.Record {
	r := &quanyuan.Record{}
	r.Set(quanyuan.CommunityCode, quanyuan.Value{Text: code, State: quanyuan.Understood})
	return r
}

// act is one event on one person with what it says.
type act struct {
	quanyuan.Event
	record *quanyuan.Record // said by the event
	// as is the right under which it is done when that is another than the
	// event's own; whoever sets it has asked for it.
	as      access.Action
	current bool // the record says the value that the field has now
	papers  []*quanyuan.Paper
}

// actions are the rights that events need.
var actions = map[quanyuan.EventKind]access.Action{
	quanyuan.Entered: access.Enter, quanyuan.Attached: access.Attach, quanyuan.Corrected: access.Correct, quanyuan.Confirmed: access.Confirm,
	quanyuan.Pinned: access.Pin, quanyuan.Unpinned: access.Pin, quanyuan.Moved: access.Move, quanyuan.Left: access.Move, quanyuan.Held: access.Hold, quanyuan.Housed: access.Household,
	quanyuan.Exited: access.Exit, quanyuan.Restored: access.Restore, quanyuan.Merged: access.Merge, quanyuan.Split: access.Split,
}

// act writes one event with the person's new state, its search keys and its
// audit line, or nothing. It gives the person as the principal may see it.
func (d *Desk) act(ctx context.Context, by quanyuan.Principal, a act) (*quanyuan.Person, error) {
	c := &quanyuan.Change{Papers: a.papers}
	if err := d.add(ctx, c, by, a); err != nil {
		return nil, err
	}
	if err := d.apply(ctx, by, actions[a.Kind], c); err != nil {
		return nil, err
	}
	p, err := d.store.Person(ctx, a.Person)
	if err != nil {
		return nil, err
	}
	return d.show(by, p), nil
}

// add puts an act on one person into a change, with its audit line, if the
// principal may do it. A change holds at most one act for each person.
func (d *Desk) add(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, a act) error {
	before, err := d.subject(ctx, by, a)
	if err != nil {
		return err
	}
	if a.current && before != nil {
		a.record = &quanyuan.Record{}
		a.record.Set(a.Field, before.Value(a.Field).Value)
	}
	a.Actor, a.At = by.Name, d.now()
	if err := register.Check(before, a.Event, a.record); err != nil {
		return err
	}
	state := quanyuan.PersonState{}
	var history []quanyuan.Event
	var records []quanyuan.RecordID
	if before != nil {
		state.Seen = before.Version
		if a.About == 0 && (a.Kind == quanyuan.Corrected || a.current) {
			a.About = before.Value(a.Field).Record
		}
		records = before.Records
		if history, err = d.store.Events(ctx, a.Person); err != nil {
			return err
		}
	}
	e := a.Event
	if e.Record == 0 {
		e.Record = c.Add(a.record)
		a.record.ID = e.Record
	}
	c.Events = append(c.Events, &e)
	if state.After, err = d.fold(ctx, a.Person, append(history, e), records, a.record); err != nil {
		return err
	}
	state.Keys = collate.SearchKeys(state.After, d.parser())
	c.Persons = append(c.Persons, state)
	c.Audit = append(c.Audit, d.lineOf(by, a))
	return nil
}

// lineOf is the audit line of an act: the field, never its value.
func (d *Desk) lineOf(by quanyuan.Principal, a act) quanyuan.AuditLine {
	action := a.as
	if action == "" {
		action = actions[a.Kind]
	}
	l := d.line(by, action, personKind, string(a.Person))
	l.Detail, l.Count = string(a.Kind), 1
	switch a.Kind {
	case quanyuan.Corrected, quanyuan.Confirmed, quanyuan.Pinned, quanyuan.Unpinned, quanyuan.Held:
		l.Detail += " " + a.Field.Key()
	}
	if a.Reason != "" {
		l.Reason = reasonOf(a.Reason)
	}
	return l
}

// subject is the person an act is about, nil when it enters a new one; an error
// when the principal may not do it.
func (d *Desk) subject(ctx context.Context, by quanyuan.Principal, a act) (*quanyuan.Person, error) {
	action := actions[a.Kind]
	community := ""
	if a.record != nil {
		community = a.record.Text(quanyuan.CommunityCode)
	}
	switch {
	case a.as != "" && a.Kind != quanyuan.Entered:
		return d.store.Person(ctx, a.Person)
	case a.as != "":
		return nil, nil
	case a.Kind == quanyuan.Entered:
		return nil, d.checked(by, action, personKind, "", access.MayAt(by, action, []string{community}))
	}
	p, err := d.reach(ctx, by, action, a.Person)
	if err == nil && community != "" && (a.Kind == quanyuan.Moved || a.Kind == quanyuan.Left) {
		// What happens in another community is for that one to say.
		err = d.checked(by, action, personKind, string(a.Person), access.MayAt(by, action, []string{community}))
	}
	return p, err
}

// fold computes a person from events and the records they name: those with the
// IDs and the one that is not in the store yet.
func (d *Desk) fold(ctx context.Context, number quanyuan.Number, events []quanyuan.Event, ids []quanyuan.RecordID, more ...*quanyuan.Record) (*quanyuan.Person, error) {
	records, err := d.store.RecordsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	sources, err := d.sources(ctx)
	if err != nil {
		return nil, err
	}
	return register.Fold(number, events, append(records, more...), sources)
}

// senders remembers who sent which batch, since every act asks.
type senders struct {
	mu   sync.Mutex
	byID map[quanyuan.BatchID]sender // replaced as a whole, never written into
}

type sender struct {
	source quanyuan.Source
	asOf   quanyuan.Date
}

// of gives all senders; the batches are read again when there are more.
func (s *senders) of(ctx context.Context, store quanyuan.Batches) (map[quanyuan.BatchID]sender, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := store.CountBatches(ctx)
	if err != nil || n == len(s.byID) {
		return s.byID, err
	}
	batches, err := store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[quanyuan.BatchID]sender, len(batches))
	for i := range batches {
		byID[batches[i].ID] = sender{batches[i].Source, batches[i].AsOf}
	}
	s.byID = byID
	return byID, nil
}

// sources tells who sent a record, and whose word goes first.
func (d *Desk) sources(ctx context.Context) (register.Sources, error) {
	byID, err := d.senders.of(ctx, d.store)
	if err != nil {
		return register.Sources{}, err
	}
	order, err := d.SourceOrder(ctx)
	if err != nil {
		return register.Sources{}, err
	}
	return register.Sources{Order: order.Order, Of: func(id quanyuan.RecordID) (quanyuan.Source, quanyuan.Date) {
		if b, ok := byID[quanyuan.BatchID(id>>32)]; ok && id > 0 {
			return b.source, b.asOf
		}
		return quanyuan.Source{}, quanyuan.Date{}
	}}, nil
}
