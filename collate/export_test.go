package collate

import (
	"context"
	"slices"

	"quanyuan"
	"quanyuan/link"
	"quanyuan/link/block"
)

// Bulk gives, for every record, the persons with whom the blocking rules bring
// it together, and the weights, by a run of the engine over whole tables.
func (reg *Register) Bulk(ctx context.Context, model *link.Model, records []*quanyuan.Record) ([]map[quanyuan.Number]float32, error) {
	views := make([]view, len(records))
	for i, r := range records {
		views[i] = recordView(r, newGazetteer(reg.parser).placed(r, quanyuan.Source{}))
	}
	t, err := newTable(views, newAddresses(reg.parser))
	if err != nil {
		return nil, err
	}
	res, err := link.Match(ctx, reg.table, t, newSpec(reg.parser), link.Options{PairsOnly: true, Floor: 1e-300, Model: model})
	if err != nil {
		return nil, err
	}
	out := make([]map[quanyuan.Number]float32, len(records))
	for i := range out {
		out[i] = map[quanyuan.Number]float32{}
	}
	for _, p := range res.Pairs {
		out[p.B][reg.numbers[p.A]] = p.Weight
	}
	return out, nil
}

// Meeter tells by which blocking rule records and persons of the register meet.
type Meeter struct {
	reg   *Register
	keyer *block.Keyer
	at    map[quanyuan.Number]int
	keys  [][]uint64 // person -> rule -> key
}

// NewMeeter makes the keys of all persons by the engine's own rules.
func (reg *Register) NewMeeter() (*Meeter, error) {
	keyer, err := block.NewKeyer(rules())
	if err != nil {
		return nil, err
	}
	m := &Meeter{reg, keyer, map[quanyuan.Number]int{}, nil}
	for i := range reg.views {
		m.at[reg.numbers[i]] = i
		m.keys = append(m.keys, m.of(&reg.views[i]))
	}
	return m, nil
}

// Record gives the keys of a record.
func (m *Meeter) Record(r *quanyuan.Record) []uint64 {
	v := recordView(r, newGazetteer(m.reg.parser).placed(r, quanyuan.Source{}))
	return m.of(&v)
}

func (m *Meeter) of(v *view) []uint64 {
	row := v.row(func(text string) doors { return doorsOf(m.reg.parser, text) })
	parts := make([][]uint64, m.keyer.Parts())
	for p := range parts {
		parts[p] = m.keyer.Part(nil, p, row[slices.Index(columns, m.keyer.Columns()[m.keyer.Column(p)])])
	}
	out := make([]uint64, len(ways()))
	for rule := range out {
		m.keyer.Keys(out[rule:rule+1], rule, parts)
	}
	return out
}

// Meets is the first rule by which a record meets a person, -1 when none does.
func (m *Meeter) Meets(record []uint64, n quanyuan.Number) int {
	for rule, key := range m.keys[m.at[n]] {
		if key != 0 && key == record[rule] {
			return rule
		}
	}
	return -1
}

// Ask gives the search keys of a query, and the kind of each.
func (s *Searcher) Ask(r *quanyuan.Record) ([]uint64, []uint8) {
	v := recordView(r, s.Placed(r))
	keys, kinds := s.ask(&v)
	out := make([]uint8, len(kinds))
	for i, k := range kinds {
		out[i] = uint8(k)
	}
	return keys, out
}

// Parents are the names of a person's parents, as far as the register, with all
// its households, knows them.
func (reg *Register) Parents(i int) (mother, father string) {
	return reg.views[i].mother.name, reg.views[i].father.name
}

// Pairs weighs the pairs of the register under a model, from an engine's
// probability on.
func (reg *Register) Pairs(ctx context.Context, m *Model, least float64) ([]link.Pair, error) {
	res, err := link.Dedupe(ctx, reg.table, newSpec(reg.parser), link.Options{Model: m.Engine, PairsOnly: true, Floor: least})
	if err != nil {
		return nil, err
	}
	return res.Pairs, nil
}

// WeightOf weighs two persons of the register as a search weighs a query and a
// person.
func (s *Searcher) WeightOf(reg *Register, a, b int) (float32, error) {
	one, err := s.single()
	if err != nil {
		return 0, err
	}
	defer s.singles.Put(one)
	patterns, err := one.Patterns(reg.views[a].compared(), [][]string{reg.views[b].compared()}, 0)
	if err != nil {
		return 0, err
	}
	return one.Weight(patterns[0]), nil
}

// ChanceOfRecord is the probability of a record and a person of this weight.
func (m *Model) ChanceOfRecord(weight float32) float64 {
	return link.Probability(float64(weight) + m.ofRecord())
}
