package desk

import (
	"context"
	"slices"

	"quanyuan"
	"quanyuan/collate"
	"quanyuan/register"
	"quanyuan/review"
)

// addSaid puts several events of one person into a change, each checked against
// what the ones before it made of him. A change holds a person once.
func (d *Desk) addSaid(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, number quanyuan.Number, said []review.Said, sources register.Sources) error {
	p, err := d.store.Person(ctx, number)
	if err != nil {
		return err
	}
	history, err := d.store.Events(ctx, number)
	if err != nil {
		return err
	}
	records, err := d.store.RecordsOf(ctx, p.Records)
	if err != nil {
		return err
	}
	state := quanyuan.PersonState{After: p, Seen: p.Version}
	for _, s := range said {
		e := s.Event
		e.Actor, e.At = by.Name, d.now()
		if err := register.Check(state.After, e, s.Record); err != nil {
			return err
		}
		if e.Record == 0 {
			e.Record = c.Add(s.Record)
			s.Record.ID = e.Record
		}
		c.Events = append(c.Events, &e)
		history, records = append(history, e), append(records, s.Record)
		if state.After, err = register.Fold(number, history, records, sources); err != nil {
			return err
		}
	}
	state.Keys = collate.SearchKeys(state.After, d.parser())
	c.Persons = append(c.Persons, state)
	return nil
}

// holdsPerson reports whether a change has the person already.
func holdsPerson(c *quanyuan.Change, n quanyuan.Number) bool {
	return slices.ContainsFunc(c.Persons, func(s quanyuan.PersonState) bool { return s.After.Number == n })
}
