package desk

import (
	"context"

	"quanyuan"
	"quanyuan/register"
)

// Verify folds the events of every person again and compares; it reports what
// does not hold, at most limit lines (0: all), and how many persons it saw.
func (d *Desk) Verify(ctx context.Context, limit int, progress func(done int64)) (broken []register.Broken, persons int, err error) {
	sources, err := d.sources(ctx)
	if err != nil {
		return nil, 0, err
	}
	for p, err := range d.store.Persons(ctx) {
		if err != nil {
			return broken, persons, err
		}
		persons++
		folded := p
		if p.Forward == "" {
			events, err := d.store.Events(ctx, p.Number)
			if err != nil {
				return broken, persons, err
			}
			records, err := d.store.RecordsOf(ctx, p.Records)
			if err != nil {
				return broken, persons, err
			}
			if folded, err = register.Fold(p.Number, events, records, sources); err != nil {
				broken = append(broken, register.Broken{Person: p.Number, Rule: "fold"})
				folded = p
			}
		}
		broken = append(broken, register.Verify(p, folded)...)
		if limit > 0 && len(broken) >= limit {
			return broken[:limit], persons, nil
		}
		if progress != nil {
			progress(int64(persons))
		}
	}
	return broken, persons, nil
}

// Person gives a person by number; a number that was merged gives the person
// it forwards to.
func (d *Desk) Person(ctx context.Context, n quanyuan.Number) (*quanyuan.Person, error) {
	for {
		p, err := d.store.Person(ctx, n)
		if err != nil || p.Forward == "" {
			return p, err
		}
		n = p.Forward
	}
}
