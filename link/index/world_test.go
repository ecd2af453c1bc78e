package index_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/index"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
)

// world is a model with the records it was trained on.
type world struct {
	model   *link.Model
	columns []string   // of the index
	rows    [][]string // records of one person and of one household together
}

// western and chinese have many records of a person and many mistakes, so that
// components are large and contradictory.
var (
	crowd   = linktest.Population{Seed: 5, Households: 250, Duplicates: 2, Twins: .1, Namesakes: .1, Noise: linktest.Heavy}
	western = sync.OnceValue(func() *world {
		w := newWorld(linktest.PersonColumns, twoPhones(linktest.People(crowd)), "unique_id", "cluster")
		if !slices.ContainsFunc(w.model.Rules, func(r block.Rule) bool { return slices.ContainsFunc(r.Keys, block.Key.Several) }) {
			panic("no rule has a key of several parts")
		}
		return w
	})
	chinese = sync.OnceValue(func() *world {
		return newWorld(linktest.ChineseColumns, linktest.ChinesePeople(crowd), "编号", "cluster")
	})
)

// twoPhones puts the telephone of another record before that of every other one.
func twoPhones(rows [][]string) [][]string {
	at := slices.Index(linktest.PersonColumns, "phone")
	for i := 1; i < len(rows); i += 2 {
		if one, other := rows[i][at], rows[i-1][at]; one != "" && other != "" {
			rows[i][at] = other + "; " + one
		}
	}
	return rows
}

func newWorld(names []string, rows [][]string, ignore ...string) *world {
	t, err := linktest.TableOf(names, rows)
	if err != nil {
		panic(err)
	}
	g, err := link.Suggest(t, ignore...)
	if err != nil {
		panic(err)
	}
	g.Spec.MostBlockPairs = 20 // so that blocks are divided
	r, err := link.Dedupe(context.Background(), t, g.Spec, link.Options{})
	if err != nil || len(r.Model.Splits) == 0 {
		panic(fmt.Sprint("no model with divided blocks: ", err))
	}
	w := &world{model: r.Model}
	x := w.index(index.Options{})
	w.columns = x.Columns()
	truth := t.Column("cluster")
	order := make([]int, t.Rows)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(len(truth.Value(a)), len(truth.Value(b))), cmp.Compare(truth.Value(a), truth.Value(b)))
	})
	for _, row := range order {
		values := make([]string, len(w.columns))
		for i, name := range w.columns {
			values[i] = t.Column(name).Value(row)
		}
		w.rows = append(w.rows, values)
	}
	return w
}

func (w *world) index(o index.Options) *index.Index {
	x, err := index.New(w.model, link.ComparatorNamed, o)
	if err != nil {
		panic(err)
	}
	return x
}

// batch gives every record the smallest id of its cluster, by a batch run.
func (w *world) batch(records map[string][]string, o link.Options) map[string]string {
	ids, r := w.dedupe(records, o)
	out := map[string]string{}
	for row, c := range r.Clusters {
		out[ids[row]] = ids[c]
	}
	return out
}

// pair is two records that a batch run compares, with their weight.
type pair struct {
	a, b   string
	weight float64
}

// pairs are all that share a blocking key, by a batch run.
func (w *world) pairs(records map[string][]string, s *block.Sources) []pair {
	ids, r := w.dedupe(records, link.Options{Floor: 1e-300, Sources: s})
	var out []pair
	for _, p := range r.Pairs {
		out = append(out, pair{ids[p.A], ids[p.B], float64(p.Weight)})
	}
	return out
}

// sourcesOf says which list every record is of, in order of their ids.
func sourcesOf(records map[string][]string, list map[string]string) *block.Sources {
	s := &block.Sources{}
	for i, l := range lists {
		s.Unique[i+1] = l.Unique
	}
	for _, id := range slices.Sorted(maps.Keys(records)) {
		s.Of = append(s.Of, uint8(slices.IndexFunc(lists, func(l index.List) bool { return l.Name == list[id] })+1))
	}
	return s
}

// dedupe is a batch run over records in order of their ids.
func (w *world) dedupe(records map[string][]string, o link.Options) ([]string, *link.Result) {
	ids := slices.Sorted(maps.Keys(records))
	b, err := table.NewBuilder(w.columns...)
	if err != nil {
		panic(err)
	}
	for _, id := range ids {
		if err := b.Append(records[id]...); err != nil {
			panic(err)
		}
	}
	spec, err := w.model.Spec(link.ComparatorNamed)
	if err != nil {
		panic(err)
	}
	o.Model, o.Threads = w.model, 1
	r, err := link.Dedupe(context.Background(), b.Table(), spec, o)
	if err != nil {
		panic(err)
	}
	return ids, r
}

// partition gives every record the smallest id of its cluster.
func partition(clusters map[string]uint64) map[string]string {
	least := map[uint64]string{}
	for id, c := range clusters {
		if least[c] == "" || id < least[c] {
			least[c] = id
		}
	}
	out := map[string]string{}
	for id, c := range clusters {
		out[id] = least[c]
	}
	return out
}
