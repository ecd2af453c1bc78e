package index_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"quanyuan/link"
	"quanyuan/link/index"
	"quanyuan/link/table"
)

// history is an index, what should be in it, and whoever follows its events.
type history struct {
	*world
	x        *index.Index
	o        index.Options
	records  map[string][]string
	list     map[string]string // of the records
	rulings  map[[2]string]bool
	follower follower
}

// TestHistories adds, changes and removes records at random, and holds the
// clusters against a batch run, those that follow from the events, and those
// that come back from a snapshot.
func TestHistories(t *testing.T) {
	for name, world := range map[string]func() *world{"western": western, "chinese": chinese} {
		t.Run(name, func(t *testing.T) {
			w := world()
			rapid.Check(t, func(t *rapid.T) {
				h := &history{world: w, o: index.Options{Threshold: rapid.SampledFrom([]float64{0, .02, .9}).Draw(t, "threshold"), Floor: rapid.SampledFrom([]float64{0, 1e-300}).Draw(t, "floor"), Threads: 3, ContradictionsAreFinal: rapid.Bool().Draw(t, "final")}, records: map[string][]string{}, list: map[string]string{}, rulings: map[[2]string]bool{}}
				h.x = w.index(h.o)
				for _, l := range lists {
					if err := h.x.Declare(l); err != nil {
						t.Fatal(err)
					}
				}
				h.x.Guests(rapid.IntRange(0, 3).Draw(t, "guests"))
				t.Repeat(map[string]func(*rapid.T){
					"add": h.add, "add more": h.add, "add all": h.addAll, "change": h.change, "remove": h.remove,
					"restore": h.restore, "find": h.find, "rule": h.rule, "rule again": h.rule, "withdraw": h.withdraw, "": h.check,
				})
				h.hold(t)
			})
		})
	}
}

// draw takes a record of few households, so that there are matches, and
// sometimes puts the value of another into it, so that they contradict.
func (h *history) draw(t *rapid.T) []string {
	values := slices.Clone(h.rows[rapid.IntRange(0, 80).Draw(t, "row")])
	if i := rapid.IntRange(0, 4*len(values)).Draw(t, "other value"); i < len(values) {
		values[i] = h.rows[rapid.IntRange(0, len(h.rows)-1).Draw(t, "from")][i]
	}
	return values
}

// lists are where records may come from; none is where nothing is said.
var lists = []index.List{{Name: "police", Unique: true}, {Name: "school"}, {Name: "hospital", Unique: true}}

func drawList(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "", "police", "school", "hospital"}).Draw(t, "list")
}

// rule says of two ids, whether they are there or not, that they are two, and
// withdraw takes it back.
func (h *history) rule(t *rapid.T) {
	a, b := h.id(t), h.id(t)
	if err := h.x.Rule(a, b); (err == nil) != (a != b) {
		t.Fatal(err)
	}
	if a != b {
		h.rulings[[2]string{min(a, b), max(a, b)}] = true
	}
}

func (h *history) withdraw(t *rapid.T) {
	ruled := slices.SortedFunc(maps.Keys(h.rulings), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	if len(ruled) == 0 {
		if err := h.x.Withdraw("r00", "r01"); !errors.Is(err, index.ErrNotFound) {
			t.Fatal(err)
		}
		return
	}
	pair := rapid.SampledFrom(ruled).Draw(t, "ruling")
	if err := h.x.Withdraw(pair[1], pair[0]); err != nil {
		t.Fatal(err)
	}
	delete(h.rulings, pair)
}

func (h *history) id(t *rapid.T) string {
	return fmt.Sprintf("r%02d", rapid.IntRange(0, 60).Draw(t, "id"))
}

func (h *history) add(t *rapid.T) {
	id, values, list := h.id(t), h.draw(t), drawList(t)
	if err := h.x.AddTo(list, id, values); (err == nil) != (h.records[id] == nil) {
		t.Fatal(err)
	}
	if h.records[id] == nil {
		h.records[id], h.list[id] = values, list
	}
}

func (h *history) addAll(t *rapid.T) {
	b := &table.Texts{}
	columns, err := table.NewBuilder(h.columns...)
	if err != nil {
		t.Fatal(err)
	}
	list := drawList(t)
	for range rapid.IntRange(0, 12).Draw(t, "rows") {
		id, values := h.id(t), h.draw(t)
		if h.records[id] != nil {
			continue
		}
		h.records[id], h.list[id] = values, list
		b.Add([]byte(id))
		if err := columns.Append(values...); err != nil {
			t.Fatal(err)
		}
	}
	table := columns.Table()
	table.Labels = b
	if n, err := h.x.AddAllTo(context.Background(), list, table); err != nil || n != table.Rows {
		t.Fatal(n, err)
	}
}

func (h *history) change(t *rapid.T) {
	id, values := h.id(t), h.draw(t)
	if err := h.x.Change(id, values); (err == nil) != (h.records[id] != nil) {
		t.Fatal(err)
	}
	if h.records[id] != nil {
		h.records[id] = values
	}
}

func (h *history) remove(t *rapid.T) {
	id := h.id(t)
	if err := h.x.Remove(id); (err == nil) != (h.records[id] != nil) {
		t.Fatal(err)
	}
	delete(h.records, id)
}

// restore goes on with an index that was saved and read again.
func (h *history) restore(t *rapid.T) {
	var first, second bytes.Buffer
	if err := h.x.Snapshot(&first); err != nil {
		t.Fatal(err)
	}
	saved := first.Bytes()
	x, err := index.Restore(bytes.NewReader(saved), link.ComparatorNamed, h.o)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Snapshot(&second); err != nil || !bytes.Equal(saved, second.Bytes()) {
		t.Fatalf("a snapshot of what was restored is another one (%v)", err)
	}
	if a, b := maps.Collect(h.x.All()), maps.Collect(x.All()); !maps.Equal(a, b) {
		t.Fatalf("clusters %v, restored %v", a, b)
	}
	h.x = x
}

// find looks for a record that is there or not, and holds what comes against
// the pairs of a batch run in which it is.
func (h *history) find(t *rapid.T) {
	values, list := h.draw(t), drawList(t)
	got, err := h.x.FindFor(list, values, 100)
	if err != nil {
		t.Fatal(err)
	}
	const name = "~" // after all others
	all := maps.Clone(h.records)
	all[name] = values
	want := map[string]float64{}
	compared := 0
	floor := float32(link.WeightOf(cmp.Or(h.o.Floor, .01)))
	from := maps.Clone(h.list)
	from[name] = list
	for _, p := range h.pairs(all, sourcesOf(all, from)) {
		if p.b == name {
			compared++
			if float32(p.weight) >= floor {
				want[p.a] = p.weight
			}
		}
	}
	if len(got.Candidates) != len(want) || got.Compared != compared || got.Truncated {
		t.Fatalf("%d candidates, a batch run has %d", len(got.Candidates), len(want))
	}
	same := true
	for i, c := range got.Candidates {
		if w, ok := want[c.ID]; !ok || w != c.Weight {
			t.Fatalf("%s has weight %v, in a batch run %v (%v)", c.ID, c.Weight, w, ok)
		}
		if c.Same != slices.Equal(h.records[c.ID], values) || c.Same && !same {
			t.Fatalf("%s at place %d: same values: %v", c.ID, i, c.Same)
		}
		if i > 0 && c.Same == same && c.Weight > got.Candidates[i-1].Weight {
			t.Fatalf("the candidates are not in order: %v", got.Candidates)
		}
		same = c.Same
		sum := 0.0
		for _, s := range h.x.Explain(c) {
			sum += s.Weight
		}
		if math.Abs(sum-c.Weight) > 1e-3 {
			t.Fatalf("the steps add up to %v, the weight is %v", sum, c.Weight)
		}
	}
	few, err := h.x.FindFor(list, values, 2)
	if err != nil || !slices.Equal(few.Candidates, got.Candidates[:min(2, len(want))]) {
		t.Fatalf("the best two are %v, of all %v (%v)", few.Candidates, got.Candidates, err)
	}
}

// check follows the events.
func (h *history) check(t *rapid.T) {
	if err := h.follower.follow(h.x.Events(h.follower.last, 3)); err != nil {
		t.Fatal(err)
	}
}

// hold compares everything at the end of a history.
func (h *history) hold(t *rapid.T) {
	got := maps.Collect(h.x.All())
	ids := slices.Sorted(maps.Keys(h.records))
	cannot := func(a, b uint32) bool {
		x, y := ids[a], ids[b]
		return h.rulings[[2]string{min(x, y), max(x, y)}]
	}
	o := link.Options{Threshold: h.o.Threshold, ContradictionsAreFinal: h.o.ContradictionsAreFinal, CannotLink: cannot, Sources: sourcesOf(h.records, h.list)}
	if want := h.batch(h.records, o); !maps.Equal(partition(got), want) {
		t.Fatalf("clusters %v, a batch run has %v", partition(got), want)
	}
	if err := h.follower.follow(h.x.Events(h.follower.last, 0)); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(h.follower.cluster, got) {
		t.Fatalf("clusters %v, by the events %v", got, h.follower.cluster)
	}
	clusters := map[uint64]bool{}
	for id, c := range got {
		clusters[c] = true
		values, _ := h.x.Values(id)
		of, members, _ := h.x.Cluster(id)
		if !slices.Equal(values, h.records[id]) || of != c || !slices.Contains(members, id) {
			t.Fatalf("record %s of cluster %d: %q of cluster %d %q", id, c, values, of, members)
		}
	}
	if h.x.Len() != len(h.records) || h.x.Clusters() != len(clusters) {
		t.Fatalf("%d records, %d clusters, want %d, %d", h.x.Len(), h.x.Clusters(), len(h.records), len(clusters))
	}
}

// follower knows the partition by the events alone.
type follower struct {
	last    uint64
	cluster map[string]uint64
}

func (f *follower) follow(events []index.Event) error {
	if f.cluster == nil {
		f.cluster = map[string]uint64{}
	}
	members := func(c uint64) (out []string) {
		for id, of := range f.cluster {
			if of == c {
				out = append(out, id)
			}
		}
		return out
	}
	for _, e := range events {
		if f.last++; e.Number != f.last {
			return fmt.Errorf("event %d after %d", e.Number, f.last-1)
		}
		from, to := uint64(0), e.Cluster
		switch e.Kind {
		case index.Created:
			if len(members(e.Cluster)) > 0 {
				return fmt.Errorf("%+v: the cluster is there", e)
			}
		case index.Grew:
			if len(members(e.Cluster)) == 0 {
				return fmt.Errorf("%+v: the cluster is not there", e)
			}
		case index.Shrank, index.Removed:
			from, to = e.Cluster, 0
			if (len(members(e.Cluster)) == len(e.Records)) != (e.Kind == index.Removed) {
				return fmt.Errorf("%+v: the cluster has %q", e, members(e.Cluster))
			}
		case index.Merged:
			from, e.Records = e.Other, members(e.Other)
			if e.Cluster > e.Other || len(e.Records) == 0 {
				return fmt.Errorf("%+v: the older name must survive", e)
			}
		case index.Split:
			from, to = e.Cluster, e.Other
		}
		for _, id := range e.Records {
			if f.cluster[id] != from {
				return fmt.Errorf("%+v: record %s is in cluster %d", e, id, f.cluster[id])
			}
			f.cluster[id] = to
			if to == 0 {
				delete(f.cluster, id)
			}
		}
	}
	return nil
}

// TestReadersAndWriter has goroutines that read everything while one writes; the
// race detector watches.
func TestReadersAndWriter(t *testing.T) {
	w := western()
	x := w.index(index.Options{})
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for n := range 3 {
		wg.Go(func() {
			for i := n; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := x.Find(w.rows[i%len(w.rows)], 3); err != nil {
					t.Error(err)
				}
				id := fmt.Sprint(i % 50)
				if cluster, members, ok := x.Cluster(id); ok && (cluster == 0 || !slices.Contains(members, id)) {
					t.Errorf("record %s of cluster %d with %q", id, cluster, members)
				}
				x.Events(uint64(i), 2)
				for range x.All() {
				}
				if err := x.Snapshot(io.Discard); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for round := range 4 {
		for i := range 50 {
			if err := x.Add(fmt.Sprint(i), w.rows[i]); err != nil {
				t.Error(err)
			}
		}
		for i := range 50 {
			if err := errors.Join(x.Change(fmt.Sprint(i), w.rows[i+round]), x.Remove(fmt.Sprint(i))); err != nil {
				t.Error(err)
			}
		}
	}
	close(stop)
	wg.Wait()
	if x.Len() != 0 || x.Clusters() != 0 {
		t.Errorf("%d records, %d clusters are left", x.Len(), x.Clusters())
	}
}

// TestRefusals are the mistakes a caller can make; nothing is changed by them.
func TestRefusals(t *testing.T) {
	w := western()
	x := w.index(index.Options{})
	if err := errors.Join(x.Declare(index.List{Name: "police"}), x.Add("a", w.rows[0])); err != nil {
		t.Fatal(err)
	}
	twice, err := table.NewBuilder(w.columns...)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(twice.Append(w.rows[1]...), twice.Append(w.rows[2]...)); err != nil {
		t.Fatal(err)
	}
	two := twice.Table()
	two.Labels = &table.Texts{}
	two.Labels.Add([]byte("b"))
	two.Labels.Add([]byte("b"))
	_, errTwice := x.AddAll(context.Background(), two)
	_, errNone := x.AddAll(context.Background(), &table.Table{Rows: 1})
	_, errLimit := x.Find(w.rows[0], 0)
	_, errValues := x.Find(w.rows[0][1:], 1)
	_, errThreshold := index.New(w.model, link.ComparatorNamed, index.Options{Threshold: 1})
	for _, tt := range []struct {
		err  error
		is   error
		text string
	}{
		{x.Add("a", w.rows[1]), index.ErrExists, `"a"`},
		{x.Add("", w.rows[1]), nil, "an id is"},
		{x.Add("b", w.rows[1][1:]), nil, "the index has columns"},
		{x.Add("b", append([]string{"\xff"}, w.rows[1][1:]...)), nil, "must be UTF-8"},
		{x.Change("b", w.rows[1]), index.ErrNotFound, `"b"`},
		{x.Remove("b"), index.ErrNotFound, `"b"`},
		{errTwice, nil, "stands twice"},
		{errNone, nil, "no column"},
		{errLimit, nil, "limit above 0"},
		{errValues, nil, "the index has columns"},
		{errThreshold, nil, "threshold 1"},
		{x.Declare(index.List{Name: "police", Unique: true}), index.ErrDeclared, `"police"`},
		{x.Declare(index.List{}), nil, "a name is"},
		{x.AddTo("army", "b", w.rows[1]), nil, `"army" was not declared`},
		{x.Rule("a", "a"), nil, "give two ids"},
		{x.Rule("a", ""), nil, "an id is"},
		{x.Withdraw("a", "b"), index.ErrNotFound, `"b"`},
	} {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.text) || tt.is != nil && !errors.Is(tt.err, tt.is) {
			t.Errorf("%v, want one that says %q", tt.err, tt.text)
		}
	}
	if got := maps.Collect(x.All()); !maps.Equal(got, map[string]uint64{"a": 1}) || x.LastEvent() != 1 {
		t.Errorf("%v, %d events", got, x.LastEvent())
	}
}

// TestTruncated has more records under one key than a search may compare with.
func TestTruncated(t *testing.T) {
	w := western()
	x := w.index(index.Options{MostCompared: 5})
	for i := range 40 {
		if err := x.Add(fmt.Sprintf("%02d", i), w.rows[0]); err != nil {
			t.Fatal(err)
		}
	}
	a, err := x.Find(w.rows[0], 10)
	if err != nil || !a.Truncated || a.Compared != 5 || len(a.Candidates) != 5 || a.Candidates[0].ID != "00" || !a.Candidates[4].Same {
		t.Errorf("%+v (%v)", a, err)
	}
	if n := x.Clusters(); n != 1 {
		t.Errorf("%d clusters of 40 like records: adding must compare with all", n)
	}
}
