package collate

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"
	"slices"

	"quanyuan"
	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/table"
)

// Batches is what collation reads of a store.
type Batches interface {
	Records(ctx context.Context, id quanyuan.BatchID) iter.Seq2[*quanyuan.Record, error]
	PersonsByNumber(ctx context.Context, numbers []quanyuan.Number) ([]*quanyuan.Person, error)
}

// Lists are the records of batches as the engine sees them.
type Lists struct {
	table   *table.Table
	of      []quanyuan.Batch
	views   []view
	ids     []quanyuan.RecordID
	where   []quanyuan.Where
	batches []quanyuan.BatchID
	at      map[quanyuan.RecordID]int
	scope   []string // reason why out of scope
	read    *addresses
}

// Len is the number of records, those set aside not counted.
func (rs *Lists) Len() int { return len(rs.views) }

// Collate compares every record of the lists with the register and with its own
// batch under a model. emit gets one proposal for each record, in the order of
// batches and records; it writes nothing itself.
func (reg *Register) Collate(ctx context.Context, store Batches, lists *Lists, m *Model, o Options, emit func(*quanyuan.Proposal) error) error {
	reg.rule(o.Different)
	found, err := reg.find(ctx, lists, m, o)
	if err != nil {
		return err
	}
	for _, b := range lists.of {
		if err := reg.proposeBatch(ctx, store, b, lists, found, emit); err != nil {
			return err
		}
	}
	return nil
}

// chunk is how many records look up their persons together.
const chunk = 1000

func (reg *Register) proposeBatch(ctx context.Context, store Batches, b quanyuan.Batch, rs *Lists, f *found, emit func(*quanyuan.Proposal) error) error {
	var waiting []*quanyuan.Record
	flush := func() error {
		proposals, err := reg.propose(ctx, store, b, waiting, rs, f)
		waiting = waiting[:0]
		for _, p := range proposals {
			if err == nil {
				err = emit(p)
			}
		}
		return err
	}
	for r, err := range store.Records(ctx, b.ID) {
		if err != nil {
			return err
		}
		if waiting = append(waiting, r); len(waiting) == chunk {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// Read reads the records of batches, to be collated or to be learnt from.
func (reg *Register) Read(ctx context.Context, store Batches, batches []quanyuan.Batch) (*Lists, error) {
	rs := &Lists{of: batches, at: map[quanyuan.RecordID]int{}}
	for _, b := range batches {
		from := len(rs.views)
		for r, err := range store.Records(ctx, b.ID) {
			if err != nil {
				return nil, err
			}
			if r.SetAside != "" {
				continue
			}
			rs.at[r.ID] = len(rs.views)
			rs.views = append(rs.views, recordView(r, reg.houses.placed(r, b.Source)))
			rs.ids = append(rs.ids, r.ID)
			rs.where = append(rs.where, r.Where)
			rs.batches = append(rs.batches, b.ID)
			rs.scope = append(rs.scope, outOfScope(r, b.AsOf))
		}
		joinHouseholds(rs.views[from:])
	}
	var err error
	rs.read = reg.houses.taken()
	rs.table, err = newTable(rs.views, rs.read)
	return rs, err
}

// found is what the engine and the guards found for the rows under a model.
type found struct {
	model      *Model
	candidates [][]candidate
	first      []uint32 // the row that leads those of the same person in the same file
}

// candidate is a person whom a row may be about.
type candidate struct {
	person uint32
	weight float64 // under the model
	odds   float64 // log2 odds that the row is about the person
	reason string  // why a person must look, "" when nothing speaks against it
}

// shownFrom is the probability from which a candidate is named at all.
const shownFrom = 1e-4

func (reg *Register) find(ctx context.Context, rs *Lists, m *Model, o Options) (*found, error) {
	f := &found{model: m, candidates: make([][]candidate, len(rs.views)), first: make([]uint32, len(rs.views))}
	for i := range f.first {
		f.first[i] = uint32(i)
	}
	if len(rs.views) == 0 {
		return f, nil
	}
	shift := m.ofRecord()
	res, err := link.Match(ctx, reg.table, rs.table, newSpec(reg.parser), link.Options{Threads: o.Threads, Progress: o.Progress, Model: m.Engine, PairsOnly: true, Floor: floor(shownFrom, shift)})
	if err != nil {
		return nil, err
	}
	for _, p := range res.Pairs {
		reason := guard(&reg.views[p.A], &rs.views[p.B], reg.parser)
		switch {
		case reason == twoPeople || reg.ruled.notOf(rs.ids[p.B], p.A):
			continue
		case reason == "" && reg.notOfFamily(rs.ids[p.B], reg.family[p.A]):
			reason = reasonRuled
		}
		f.candidates[p.B] = append(f.candidates[p.B], candidate{p.A, float64(p.Weight), float64(p.Weight) + shift, reason})
	}
	for i := range f.candidates {
		slices.SortFunc(f.candidates[i], func(a, b candidate) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.person, b.person))
		})
	}
	return f, reg.findDoubles(ctx, rs, f, o)
}

// findDoubles finds the rows of one file that are about one person: those taken
// to be about the same person of the register, and those that the engine links
// with each other.
func (reg *Register) findDoubles(ctx context.Context, rs *Lists, f *found, o Options) error {
	t, err := rs.withBatches()
	if err != nil {
		return err
	}
	spec := newSpec(reg.parser)
	for i := range spec.Rules {
		spec.Rules[i].Keys = append(slices.Clone(spec.Rules[i].Keys), block.Key{Column: colBatch})
	}
	least := floor(f.model.Thresholds.Accept, f.model.ofPersons())
	res, err := link.Dedupe(ctx, t, spec, link.Options{Threads: o.Threads, Progress: o.Progress, Model: f.model.Engine, Floor: least, Threshold: least, PairsOnly: true})
	if err != nil {
		return err
	}
	person := make([]int64, len(rs.views))
	for i := range person {
		person[i] = -1
		if c, p := reg.best(f.model, f.candidates[i], rs.views[i].community); p >= f.model.Thresholds.Accept && c.reason == "" {
			person[i] = int64(reg.family[c.person])
		}
	}
	apart := func(a, b uint32) bool {
		if rs.batches[a] != rs.batches[b] || person[a] >= 0 && person[b] >= 0 && person[a] != person[b] {
			return true
		}
		if reg.ruled.twoRecords(rs.ids[a], rs.ids[b]) || person[b] >= 0 && reg.notOfFamily(rs.ids[a], uint32(person[b])) || person[a] >= 0 && reg.notOfFamily(rs.ids[b], uint32(person[a])) {
			return true
		}
		if reg.leansAway(f.candidates[a], person[b]) || reg.leansAway(f.candidates[b], person[a]) {
			return true
		}
		return !(person[a] >= 0 && person[a] == person[b]) && guard(&rs.views[a], &rs.views[b], reg.parser) != ""
	}
	pairs := slices.DeleteFunc(res.Pairs, func(p link.Pair) bool { return apart(p.A, p.B) })
	pairs = append(pairs, samePerson(rs, person)...)
	root := join(len(rs.views), pairs, apart)
	leads := map[uint32]uint32{}
	for i, r := range root {
		j, seen := leads[r]
		if !seen || rs.views[i].filled >= rs.views[j].filled+clearlyFuller {
			leads[r] = uint32(i)
		}
	}
	for i, r := range root {
		f.first[i] = leads[r]
	}
	return nil
}

// leansAway reports that a row's candidates speak for another family than the
// one given: a father's row, though not settled, is not his son's of the same
// name that was.
func (reg *Register) leansAway(cs []candidate, family int64) bool {
	if family < 0 || len(cs) == 0 || int64(reg.family[cs[0].person]) == family || cs[0].reason != "" || cs[0].odds < leaning {
		return false
	}
	for _, c := range cs[1:] {
		if int64(reg.family[c.person]) == family {
			return cs[0].odds-c.odds >= leaning
		}
	}
	return true
}

// leaning is the weight, in bits, from which one candidate is preferred: two to
// one.
const leaning = 1

// clearlyFuller is how many values more a later row must give to stand for the
// person in the place of the first.
const clearlyFuller = 3

const colBatch = "batch"

// withBatches is the table with a column that says which list a row is of.
func (rs *Lists) withBatches() (*table.Table, error) {
	b, err := table.NewBuilder(colBatch)
	if err != nil {
		return nil, err
	}
	for _, id := range rs.batches {
		if err := b.Append(fmt.Sprint(id)); err != nil {
			return nil, err
		}
	}
	return &table.Table{Rows: rs.table.Rows, Columns: append(slices.Clone(rs.table.Columns), b.Table().Columns...)}, nil
}

// samePerson links the rows of a file that are about one person of the
// register, each with the first.
func samePerson(rs *Lists, person []int64) []link.Pair {
	type key struct {
		batch  quanyuan.BatchID
		person int64
	}
	first := map[key]uint32{}
	var out []link.Pair
	for i, p := range person {
		if p < 0 {
			continue
		}
		k := key{rs.batches[i], p}
		if j, ok := first[k]; ok {
			out = append(out, link.Pair{A: j, B: uint32(i), Weight: math.MaxFloat32})
		} else {
			first[k] = uint32(i)
		}
	}
	return out
}

// best chooses among a row's candidates: the likeliest family of persons, and
// of its members the one who stands in the row's community. The probability is
// that of the family against all others the row may be about.
func (reg *Register) best(m *Model, cs []candidate, community string) (best candidate, probability float64) {
	if len(cs) == 0 {
		return candidate{}, 0
	}
	top := -1
	for i, c := range cs {
		if c.reason == "" {
			top = i
			break
		}
	}
	// A guarded candidate leads only when nobody unguarded is in question.
	if top < 0 || cs[top].odds < link.WeightOf(m.Thresholds.Possible) {
		top = 0
	}
	family := reg.family[cs[top].person]
	best = cs[top]
	rivals := 0.0
	for i, c := range cs {
		switch {
		case reg.family[c.person] == family:
			if c.reason == "" && !slices.Contains(reg.places[best.person], community) && slices.Contains(reg.places[c.person], community) {
				best = candidate{c.person, best.weight, best.odds, c.reason}
			}
		case i != top && c.reason == "":
			rivals += math.Exp2(c.odds - cs[top].odds)
		}
	}
	return best, link.Probability(cs[top].odds) / (1 + rivals)
}
