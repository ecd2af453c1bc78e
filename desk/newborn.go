package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/quality"
	"quanyuan/refdata/division"
)

// birthEntry is a newborn whom somebody entered: where, when, how many days
// after the birth, and by whose word.
type birthEntry struct {
	community string
	born      quanyuan.Date
	written   quanyuan.Date // zero: not known yet, or not as a newborn
	days      int
	source    string
}

// newbornUntil is within how many days of the birth somebody enters as a
// newborn; later it is an arrival, of whom nothing tells since when he is there.
const newbornUntil = 365

// bornLately gives the part of a person that the delays of births need, nil for
// whom cannot be a newborn of the last months, or who stood in the starting
// register: nothing tells when he was entered there.
func (m *measuring) bornLately(p *quanyuan.Person, community string) *birthEntry {
	born, ok := quanyuan.ParseDate(p.Text(quanyuan.BirthDate))
	if !ok || born.Day == 0 || p.Forward != "" {
		return nil
	}
	if days, _ := born.Days(m.day); days > 31*timelyMonths+newbornUntil {
		return nil
	}
	for _, id := range p.Records {
		if b := quanyuan.BatchID(id >> 32); b != 0 && b == m.start {
			return nil
		}
	}
	if ds := p.Divisions(); community == "" && len(ds) > 0 {
		community = ds[0]
	}
	if community == "" {
		return nil
	}
	return &birthEntry{community: strings.Clone(community), born: born}
}

// countBirths finds out when newborns were entered, and by whose word.
func (d *Desk) countBirths(ctx context.Context, m *measuring, numbers []quanyuan.Number) error {
	for _, n := range numbers {
		b := m.births[n]
		if b == nil {
			continue
		}
		es, err := d.store.Events(ctx, n)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(es, func(e quanyuan.Event) bool { return e.Kind == quanyuan.Entered })
		if i < 0 {
			continue
		}
		written := quanyuan.DateOf(es[i].At)
		if b.days, _ = b.born.Days(written); b.days < 0 || b.days > newbornUntil {
			continue
		}
		b.written = written
		if source := m.sources[m.sourceOf(es[i].Record)]; source.Kind != "" {
			b.source = source.Kind.Zh() + " " + source.Unit
			continue
		}
		births, err := d.birthsOfChild(ctx, n)
		if err != nil {
			return err
		}
		for _, x := range births {
			if len(x.Reports) > 0 {
				b.source = x.Reports[0].Source
			}
		}
	}
	return nil
}

// eachBirth calls do for the newborns entered in the last months.
func (m *measuring) eachBirth(now time.Time, do func(*birthEntry)) {
	from := quanyuan.DateOf(now.AddDate(0, -timelyMonths, 0)).String()
	for _, b := range m.births {
		if !b.written.IsZero() && b.written.String() >= from {
			do(b)
		}
	}
}

// BirthDelay is how long after their birth the newborns of a division, or those
// whom a source told of, were entered.
type BirthDelay struct {
	Code string `json:"code,omitempty"` // of the division
	Name string `json:"name"`           // of it or of the source; "" for the desk itself
	quality.Share
	Median int `json:"median_days"` // half of them within so many days
	Most   int `json:"p90_days"`    // nine of ten
	days   []int
}

func (b *BirthDelay) add(days int) {
	b.days = append(b.days, days)
	b.All++
	if days <= timely {
		b.Done++
	}
}

// close finds the days within which half, and nine of ten, were entered.
func (b *BirthDelay) close() {
	slices.Sort(b.days)
	if n := len(b.days); n > 0 {
		b.Median, b.Most = b.days[(n+1)/2-1], b.days[(9*n+9)/10-1]
	}
	b.days = nil
}

// BirthDelays tells how long after birth the newborns of the last twelve months were
// entered: by division in the order of codes, by source with the most first, and
// of all.
func (d *Desk) BirthDelays(ctx context.Context, by quanyuan.Principal, q QualityQuery) (parts, sources []BirthDelay, whole BirthDelay, err error) {
	if err := d.may(by, access.Figures, figuresKind, ""); err != nil {
		return nil, nil, whole, err
	}
	scope := within(q.Scope, by.Scope())
	places, told := map[string]*BirthDelay{}, map[string]*BirthDelay{}
	add := func(to map[string]*BirthDelay, key string, b BirthDelay, days int) {
		if to[key] == nil {
			to[key] = &b
		}
		to[key].add(days)
	}
	err = d.measured(ctx, q.Progress, func(m *measuring) error {
		m.eachBirth(d.now(), func(b *birthEntry) {
			code, ok := q.divisionIn(scope, b.community)
			if !ok {
				return
			}
			add(places, code, BirthDelay{Code: code, Name: d.tree().Name(division.Code(code))}, b.days)
			add(told, b.source, BirthDelay{Name: b.source}, b.days)
			whole.add(b.days)
		})
		return nil
	})
	whole.close()
	for _, code := range slices.Sorted(maps.Keys(places)) {
		places[code].close()
		parts = append(parts, *places[code])
	}
	for _, s := range told {
		s.close()
		sources = append(sources, *s)
	}
	slices.SortFunc(sources, func(a, b BirthDelay) int { return cmp.Or(cmp.Compare(b.All, a.All), strings.Compare(a.Name, b.Name)) })
	return parts, sources, whole, err
}
