package desk

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
	"quanyuan/register"
)

// StatsQuery says of what, of which day and in which boundaries counts are wanted.
type StatsQuery struct {
	Scope quanyuan.Scope
	On    quanyuan.Date // zero: today
	// Now counts in the boundaries of today, else in those of the day.
	Now      bool
	Level    int // division.Town, division.Community and so on
	Progress func(done int64)
}

// Stats counts the persons of one division on a day.
type Stats struct {
	Division   string `json:"division"`
	Name       string `json:"name"`
	Registered int    `json:"registered"` // counted as registered
	Resident   int    `json:"resident"`   // counted as living
	// Categories counts presences by category, from 0 (not counted) to 6. A
	// person with two presences stands in both.
	Categories [7]int `json:"categories"`
}

// Stats counts persons on a day, by what is known today (see register.AsOf),
// for the divisions of a part of the city in the order of their codes, and for
// all of it. Every person is counted as registered once at most, and as living
// once at most, so both wholes are the same in the boundaries of then and now.
// Categories may differ: who was registered in one part of a merged community
// and lived in the other had two presences then and has one now.
func (d *Desk) Stats(ctx context.Context, by quanyuan.Principal, q StatsQuery) (parts []Stats, whole Stats, err error) {
	if err := d.may(by, access.Figures, "", ""); err != nil {
		return nil, whole, err
	}
	if q.On.IsZero() {
		q.On = d.today()
	}
	scope := within(q.Scope, by.Scope())
	found := map[string]*Stats{}
	err = d.people(ctx, &q, func(p *quanyuan.Person) { d.countPerson(p, scope, q.Level, found, &whole) })
	if err != nil {
		return nil, whole, err
	}
	for _, s := range found {
		parts = append(parts, *s)
	}
	slices.SortFunc(parts, func(a, b Stats) int { return cmp.Compare(a.Division, b.Division) })
	return parts, whole, nil
}

// people gives everybody as he was on the day, in no order; today he is as he
// stands. Who looks at a person keeps nothing of him.
func (d *Desk) people(ctx context.Context, q *StatsQuery, do func(*quanyuan.Person)) error {
	sources, err := d.sources(ctx)
	if err != nil {
		return err
	}
	past := q.On != d.today()
	var said saying
	if past {
		if said, err = d.sayingOf(ctx, q, sources); err != nil {
			return err
		}
	}
	var turn sync.Mutex
	seen := int64(0)
	look := func(p *quanyuan.Person) (err error) {
		if past && p.Forward == "" {
			switch said.of(p) {
			case saidBefore | saidAfter:
				if p, err = d.asOf(ctx, p, q, sources); err != nil {
					return err
				}
			case saidAfter: // nothing was known of him
				p = nil
			}
		}
		turn.Lock()
		defer turn.Unlock()
		if p != nil && p.Forward == "" {
			do(p)
		}
		if seen++; q.Progress != nil {
			q.Progress(seen)
		}
		return nil
	}
	return d.store.PersonsBeside(ctx, slices.Repeat([]func(*quanyuan.Person) error{look}, max(1, runtime.GOMAXPROCS(0)))...)
}

// saying tells whether events speak of a day or of later: by the record that
// each has, by the number where it only assigns records. Most persons have
// events of one kind only, and need not be folded again.
type saying struct {
	records map[quanyuan.RecordID]uint8
	numbers map[quanyuan.Number]uint8
}

const (
	saidBefore = 1 << iota // on the day or earlier
	saidAfter
)

func (d *Desk) sayingOf(ctx context.Context, q *StatsQuery, sources register.Sources) (saying, error) {
	out := saying{map[quanyuan.RecordID]uint8{}, map[quanyuan.Number]uint8{}}
	counts := register.CountsOn(q.On, q.Now, sources)
	for seq := int64(0); ; {
		es, err := d.store.EventsAfter(ctx, seq, chunk)
		if err != nil || len(es) == 0 {
			return out, err
		}
		for _, e := range es {
			when := uint8(saidAfter)
			if counts(e) {
				when = saidBefore
			}
			if e.Record != 0 {
				out.records[e.Record] |= when
			}
			if e.Kind.Structural() {
				out.numbers[e.Person] |= when
			}
			if e.Other != "" {
				out.numbers[e.Other] |= when
			}
			seq = e.Seq
		}
	}
}

func (s *saying) of(p *quanyuan.Person) uint8 {
	when := s.numbers[p.Number]
	for _, r := range p.Records {
		when |= s.records[r]
	}
	return when
}

// asOf is a person as he was on the day.
func (d *Desk) asOf(ctx context.Context, p *quanyuan.Person, q *StatsQuery, sources register.Sources) (*quanyuan.Person, error) {
	events, err := d.store.Events(ctx, p.Number)
	if err != nil {
		return nil, err
	}
	records, err := d.store.RecordsOf(ctx, p.Records)
	if err != nil {
		return nil, err
	}
	return register.Fold(p.Number, register.AsOf(events, q.On, q.Now, sources), records, sources)
}

func (d *Desk) countPerson(p *quanyuan.Person, scope quanyuan.Scope, level int, found map[string]*Stats, whole *Stats) {
	if p.Exited != "" {
		return
	}
	for i := range p.Presences {
		pr := &p.Presences[i]
		if pr.Ended() || !scope.Holds(pr.Community) {
			continue
		}
		code := string(division.Code(pr.Community).At(level))
		s := found[code]
		if s == nil {
			s = &Stats{Division: code, Name: d.tree().Name(division.Code(code))}
			found[code] = s
		}
		for _, s := range []*Stats{s, whole} {
			s.Categories[pr.Category]++
			if pr.Note&quanyuan.CountsHukou != 0 {
				s.Registered++
			}
			if pr.Note&quanyuan.CountsResidence != 0 {
				s.Resident++
			}
		}
	}
}
