package desk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/quality"
	"quanyuan/refdata/division"
)

// QualityQuery says of what the figures of quality are wanted.
type QualityQuery struct {
	Scope quanyuan.Scope
	// Level is that of the lines, division.Province to division.Community.
	Level int
	// Units gives lines for reporting units instead of divisions.
	Units    bool
	Progress func(done, total int64)
}

// Quality are the figures of one division, unit or source.
type Quality struct {
	Code string `json:"code"` // of the division, or the name of the unit
	Name string `json:"name"`
	quality.Figures
	Unique Share `json:"unique"`
	Timely Share `json:"timely"`
}

// Measures gives the figures in the order of Measures.
func (q *Quality) Measures() []Share {
	out := make([]Share, 0, len(Measures()))
	for i := range quality.Definitions {
		out = append(out, quality.Definitions[i].Of(&q.Figures))
	}
	return append(out, q.Unique, q.Timely)
}

// Measured is a measure of a division with the interval in which its way of
// working would take it, in percent: Wilson's of 95 %, for as many persons as
// it speaks of, or changes. A measure of nothing has none.
type Measured struct {
	Share
	Low, High float64
}

// Intervals gives the measures with their intervals, in the order of Measures.
func (q *Quality) Intervals() []Measured {
	shares := q.Measures()
	out := make([]Measured, len(shares))
	for i, m := range weigh(nil, shares, q.Persons) {
		out[i].Share = m.Share
		if m.All > 0 {
			low, high := m.Interval(wilson)
			out[i].Low, out[i].High = 100*low, 100*high
		}
	}
	return out
}

// Definition is a measure of quality with what it means.
type Definition = quality.Definition

// Measures lists the measures of quality with their definitions.
func Measures() []quality.Definition {
	return append(slices.Clone(quality.Definitions), quality.Unique, quality.Timely)
}

// Quality gives the figures for the parts of a part of the city, sorted by
// code, and for all of it. Everybody counts once, where Three counts him; who
// has died counts for the date of death only.
func (d *Desk) Quality(ctx context.Context, by quanyuan.Principal, q QualityQuery) (parts []Quality, whole Quality, err error) {
	if err := d.may(by, access.Figures, figuresKind, ""); err != nil {
		return nil, whole, err
	}
	scope := within(q.Scope, by.Scope())
	doubles, err := d.doubles(ctx)
	if err != nil {
		return nil, whole, err
	}
	err = d.measured(ctx, q.Progress, func(m *measuring) error {
		found := map[string]*Quality{}
		at := func(code string) *Quality {
			if found[code] == nil {
				found[code] = &Quality{Code: code, Name: code}
				if !q.Units {
					found[code].Name = d.tree().Name(division.Code(code))
				}
			}
			return found[code]
		}
		for code, f := range m.tally.By(q.keyIn(scope)) {
			at(code).Figures = *f
			at(code).Unique.Done, at(code).Unique.All = f.Persons, f.Persons
		}
		for _, place := range m.extra(doubles) {
			if code, ok := q.keyIn(scope)(place); ok {
				at(code).Unique.Done--
			}
		}
		if !q.Units {
			for code, s := range m.timely(d.now(), func(c string) (string, bool) { return q.divisionIn(scope, c) }) {
				at(code).Timely = s
			}
		}
		for _, code := range slices.Sorted(maps.Keys(found)) {
			parts = append(parts, *found[code])
			whole.add(found[code])
		}
		return nil
	})
	return parts, whole, err
}

func (q *Quality) add(o *Quality) {
	q.Figures.Add(&o.Figures)
	q.Unique.Add(o.Unique)
	q.Timely.Add(o.Timely)
}

// divisionIn is the division of a line; ok is false outside the scope.
func (q *QualityQuery) divisionIn(scope quanyuan.Scope, community string) (string, bool) {
	return string(division.Code(community).At(q.Level)), scope.Holds(community)
}

func (q *QualityQuery) keyIn(scope quanyuan.Scope) func(*quality.Place) (string, bool) {
	return func(c *quality.Place) (string, bool) {
		if q.Units {
			return c.Unit, c.Unit != "" && scope.Holds(c.Community)
		}
		return q.divisionIn(scope, c.Community)
	}
}

// double is a pair of persons that may be one: the first of a cluster and
// another member.
type double struct{ first, other quanyuan.Number }

// keptDoubles are the doubles as they were last read.
type keptDoubles struct {
	mu      sync.Mutex
	found   []byte // what the last search found, as it is kept
	rulings int64
	pairs   []double
}

// doubles are the entries too many that the last search for duplicates found
// and nobody ruled to be different. They are read again when either changes; the
// list is not written into.
func (d *Desk) doubles(ctx context.Context) ([]double, error) {
	k := &d.twice
	k.mu.Lock()
	defer k.mu.Unlock()
	rulings, err := d.store.Changes(ctx, quanyuan.ChangesOfRulings)
	if err != nil {
		return nil, err
	}
	found, err := d.setting(ctx, settingClusters)
	if err != nil || bytes.Equal(found, k.found) && rulings.All == k.rulings {
		return k.pairs, err
	}
	pairs, err := d.readDoubles(ctx)
	if err != nil {
		return nil, err
	}
	k.found, k.rulings, k.pairs = found, rulings.All, pairs
	return pairs, nil
}

func (d *Desk) readDoubles(ctx context.Context) ([]double, error) {
	clusters, err := d.clusters(ctx)
	if err != nil || len(clusters) == 0 {
		return nil, err
	}
	different, err := d.ruledDifferent(ctx)
	if err != nil {
		return nil, err
	}
	apart := map[double]bool{}
	for _, x := range different {
		a, b := x[0].Person, x[1].Person
		apart[double{min(a, b), max(a, b)}] = true
	}
	var out []double
	for _, c := range clusters {
		for _, m := range c.Members[min(1, len(c.Members)):] {
			v := double{c.Members[0].Person, m.Person}
			if !apart[double{min(v.first, v.other), max(v.first, v.other)}] {
				out = append(out, v)
			}
		}
	}
	return out, nil
}

// extra gives where those of the pairs' second persons are counted of whom the
// first is counted too.
func (m *measuring) extra(doubles []double) []*quality.Place {
	var out []*quality.Place
	alive := func(n quanyuan.Number) *quality.Place {
		i, ok := m.at[n]
		if !ok || !m.entries[i].measured {
			return nil
		}
		place, kind := m.tally.Of(m.entries[i].cell)
		if kind.Dead {
			return nil
		}
		return place
	}
	for _, v := range doubles {
		if place := alive(v.other); place != nil && alive(v.first) != nil {
			out = append(out, place)
		}
	}
	return out
}

// SourceQuality are the values of which a source's word holds now.
type SourceQuality struct {
	Source quanyuan.Source
	quality.Figures
}

// QualityBySource gives the figures of the values in force by whose word they
// are, sources with the most values first. The zero source is the desk itself.
func (d *Desk) QualityBySource(ctx context.Context, by quanyuan.Principal, q QualityQuery) (out []SourceQuality, err error) {
	if err := d.may(by, access.Figures, figuresKind, ""); err != nil {
		return nil, err
	}
	scope := within(q.Scope, by.Scope())
	err = d.measured(ctx, q.Progress, func(m *measuring) error {
		found := m.tally.BySource(func(c *quality.Place) bool { return scope.Holds(c.Community) })
		for _, n := range slices.Sorted(maps.Keys(found)) {
			out = append(out, SourceQuality{m.sources[n], *found[n]})
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b SourceQuality) int {
		x, y := a.Valid(), b.Valid()
		return cmp.Or(cmp.Compare(y.All, x.All), strings.Compare(a.Source.Unit, b.Source.Unit))
	})
	return out, err
}

// QualityWork lists what to fix first: groups of gaps of the divisions of a
// part of the city in a measure, those first that move the measure most.
func (d *Desk) QualityWork(ctx context.Context, by quanyuan.Principal, q QualityQuery, measure string) ([]quality.Todo, error) {
	if err := d.may(by, access.Figures, figuresKind, ""); err != nil {
		return nil, err
	}
	m, ok := quality.DefinitionOf(measure)
	if !ok {
		return nil, refuse("quality.measure", measure)
	}
	parts, _, err := d.Quality(ctx, by, q)
	if err != nil {
		return nil, err
	}
	figures := map[string]*quality.Figures{}
	for i := range parts {
		figures[parts[i].Code] = &parts[i].Figures
	}
	return quality.Worklist(figures, m), nil
}

// QualityRow is a person who keeps a measure from being full.
type QualityRow struct {
	Number    quanyuan.Number  `json:"number"`
	Community string           `json:"community"`
	Fields    []quanyuan.Field `json:"-"` // in which
}

// RowsQuery says of which figure the rows are wanted.
type RowsQuery struct {
	Scope   quanyuan.Scope
	Measure string
	// Field keeps the gaps of one field; NumFields: of all.
	Field quanyuan.Field
	After quanyuan.Number // continues behind this number
	Limit int             // 0: no limit
}

// QualityRows gives the persons behind a figure, in the order of their numbers.
// It names persons and is noted.
func (d *Desk) QualityRows(ctx context.Context, by quanyuan.Principal, q RowsQuery) (rows []QualityRow, err error) {
	if err := errors.Join(d.may(by, access.Figures, figuresKind, ""), d.may(by, access.List, figuresKind, "")); err != nil {
		return nil, err
	}
	def, ok := quality.DefinitionOf(q.Measure)
	if !ok {
		return nil, refuse("quality.measure", q.Measure)
	}
	scope := within(q.Scope, by.Scope())
	err = d.measured(ctx, nil, func(m *measuring) error {
		lacking := map[*quality.Kind][]quanyuan.Field{} // the same for all of a kind
		for i := range m.entries {
			e := &m.entries[i]
			if !e.measured || e.number <= q.After {
				continue
			}
			place, kind := m.tally.Of(e.cell)
			if !scope.Holds(place.Community) {
				continue
			}
			fields, known := lacking[kind]
			if !known {
				fields = def.Lacks(kind)
				if q.Field < quanyuan.NumFields {
					fields = slices.DeleteFunc(fields, func(f quanyuan.Field) bool { return f != q.Field })
				}
				lacking[kind] = fields
			}
			if len(fields) > 0 {
				rows = append(rows, QualityRow{e.number, place.Community, fields})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b QualityRow) int { return cmp.Compare(a.Number, b.Number) })
	if q.Limit > 0 {
		rows = rows[:min(q.Limit, len(rows))]
	}
	detail := strings.Join(append([]string{q.Measure}, scope...), ",")
	return rows, d.note(by, access.List, figuresKind, "", detail, len(rows))
}
