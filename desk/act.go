package desk

import (
	"context"
	"errors"

	"quanyuan"
	"quanyuan/collate"
	"quanyuan/register"
)

// Enter adds a person who is new, under a number of the desk's own.
func (d *Desk) Enter(ctx context.Context, number quanyuan.Number, record *quanyuan.Record, actor string) (*quanyuan.Person, error) {
	return d.act(ctx, quanyuan.Event{Kind: quanyuan.Entered, Person: number, Actor: actor}, record)
}

// Correct replaces the value of one field by the record's; the former value
// stays in the history.
func (d *Desk) Correct(ctx context.Context, number quanyuan.Number, f quanyuan.Field, v quanyuan.Value, actor string) (*quanyuan.Person, error) {
	r := &quanyuan.Record{}
	r.Set(f, v)
	return d.act(ctx, quanyuan.Event{Kind: quanyuan.Corrected, Person: number, Field: f, Actor: actor}, r)
}

// Confirm states that a value is right as it is, although a rule finds it odd.
func (d *Desk) Confirm(ctx context.Context, number quanyuan.Number, f quanyuan.Field, actor string) (*quanyuan.Person, error) {
	p, err := d.store.Person(ctx, number)
	if err != nil {
		return nil, err
	}
	r := &quanyuan.Record{}
	r.Set(f, p.Value(f).Value)
	return d.act(ctx, quanyuan.Event{Kind: quanyuan.Confirmed, Person: number, Field: f, Actor: actor}, r)
}

// Exit takes a person out of the register, with a reason and, for a death, its
// day. The person stays readable and can be restored.
func (d *Desk) Exit(ctx context.Context, number quanyuan.Number, reason string, day quanyuan.Date, actor string) (*quanyuan.Person, error) {
	return d.act(ctx, quanyuan.Event{Kind: quanyuan.Exited, Person: number, Reason: reason, Date: day, Actor: actor}, nil)
}

// Restore takes an exit back.
func (d *Desk) Restore(ctx context.Context, number quanyuan.Number, actor string) (*quanyuan.Person, error) {
	return d.act(ctx, quanyuan.Event{Kind: quanyuan.Restored, Person: number, Actor: actor}, nil)
}

// act writes one event with the person's new state and search keys, or nothing.
func (d *Desk) act(ctx context.Context, e quanyuan.Event, record *quanyuan.Record) (*quanyuan.Person, error) {
	before, err := d.person(ctx, e)
	if err != nil {
		return nil, err
	}
	if err := register.Check(before, e, record); err != nil {
		return nil, err
	}
	e.At = d.now()
	var seen int64
	if before != nil {
		seen = before.Version
		if e.Record == 0 && record == nil {
			e.Record = before.Records[0]
		}
	}
	after, err := d.fold(ctx, before, e, record)
	if err != nil {
		return nil, err
	}
	if _, err := d.store.Append(ctx, e, record, after, collate.SearchKeys(after, d.parser), seen); err != nil {
		return nil, err
	}
	return d.store.Person(ctx, e.Person)
}

// person is the person an event is about, nil when it enters a new one.
func (d *Desk) person(ctx context.Context, e quanyuan.Event) (*quanyuan.Person, error) {
	p, err := d.store.Person(ctx, e.Person)
	if err != nil && e.Kind == quanyuan.Entered && errors.Is(err, quanyuan.ErrNotFound) {
		return nil, nil
	}
	return p, err
}

// fold computes the state after the event. The event's record has no ID yet:
// the store assigns it in the same transaction, so it stands as 0 here.
func (d *Desk) fold(ctx context.Context, before *quanyuan.Person, e quanyuan.Event, record *quanyuan.Record) (*quanyuan.Person, error) {
	var events []quanyuan.Event
	var records []*quanyuan.Record
	if before != nil {
		var err error
		if events, err = d.store.Events(ctx, e.Person); err != nil {
			return nil, err
		}
		if records, err = d.store.RecordsOf(ctx, before.Records); err != nil {
			return nil, err
		}
	}
	if record != nil {
		records = append(records, record)
	}
	sources, err := d.sources(ctx)
	if err != nil {
		return nil, err
	}
	p, err := register.Fold(e.Person, append(events, e), records, sources)
	if err == nil {
		p.Records = withoutZero(p.Records)
	}
	return p, err
}

func withoutZero(ids []quanyuan.RecordID) []quanyuan.RecordID {
	out := ids[:0]
	for _, id := range ids {
		if id != 0 {
			out = append(out, id)
		}
	}
	return out
}

// sources tells who sent a record.
func (d *Desk) sources(ctx context.Context) (register.Sources, error) {
	batches, err := d.store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[quanyuan.BatchID]quanyuan.Batch, len(batches))
	for _, b := range batches {
		byID[b.ID] = b
	}
	today := d.today()
	return func(id quanyuan.RecordID) (quanyuan.Source, quanyuan.Date) {
		b, ok := byID[quanyuan.BatchID(id>>32)]
		if !ok {
			return quanyuan.Source{}, today
		}
		return b.Source, b.AsOf
	}, nil
}
