package collate_test

import (
	"context"
	"encoding/json"
	"iter"
	"math/rand/v2"
	"testing"

	"quanyuan"
	"quanyuan/collate"
)

// PersonsUnder is that of a store.
func (w *town) PersonsUnder(_ context.Context, keys []uint64) iter.Seq2[quanyuan.Under, error] {
	under := map[*quanyuan.Person][]uint64{}
	for _, k := range keys {
		for _, p := range w.keyed[k] {
			under[p] = append(under[p], k)
		}
	}
	return func(yield func(quanyuan.Under, error) bool) {
		for p, keys := range under { // in no order
			if !yield(quanyuan.Under{Person: p, Keys: keys}, nil) {
				return
			}
		}
	}
}

// kept is a store of the town's lists and persons; with rows only those rows
// are in its lists.
type kept struct {
	oneByOne
	rows map[quanyuan.RecordID]bool
}

func (k kept) Records(_ context.Context, id quanyuan.BatchID) iter.Seq2[*quanyuan.Record, error] {
	return func(yield func(*quanyuan.Record, error) bool) {
		for _, r := range k.town.records {
			if r.Batch == id && (k.rows == nil || k.rows[r.ID]) && !yield(r, nil) {
				return
			}
		}
	}
}

// TestAPartOfTheRegisterIsEnough: lists are proposed the same, to the byte,
// whether the whole register is loaded or only whom they may be about.
func TestAPartOfTheRegisterIsEnough(t *testing.T) {
	w := simulated(t)
	ctx := context.Background()
	whole, err := collate.Load(func(yield func(*quanyuan.Person, error) bool) {
		for _, p := range w.persons {
			if !yield(p, nil) {
				return
			}
		}
	}, w.parser)
	if err != nil {
		t.Fatal(err)
	}
	some, other := w.persons[len(w.persons)/3].Number, w.records[5].ID
	o := collate.Options{Different: []collate.Different{ // also of persons who may not be loaded
		{{Person: w.persons[0].Number}, {Person: some}}, {{Person: some}, {Record: other}}, {{Record: w.records[7].ID}, {Person: w.persons[9].Number}}}}
	clusters, err := whole.Duplicates(ctx, w.model, o)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(whole.Known(clusters)) // as it is kept
	if err != nil {
		t.Fatal(err)
	}
	var known collate.Known
	if err := json.Unmarshal(raw, &known); err != nil {
		t.Fatal(err)
	}
	if known.Persons != len(w.persons) || len(known.Houses) == 0 || len(known.Clusters) == 0 {
		t.Fatalf("%d persons, %d houses, %d clusters are too few to prove anything", known.Persons, len(known.Houses), len(known.Clusters))
	}
	fewest := len(w.persons)
	check := func(name string, store kept, batches []quanyuan.Batch) {
		t.Helper()
		lists, err := whole.Read(ctx, store, batches)
		if err != nil {
			t.Fatal(err)
		}
		part, listed, err := collate.ForLists(ctx, store, batches, w.parser, &known)
		if err != nil {
			t.Fatal(err)
		}
		want, got := proposals(t, whole, store, lists, w.model, o), proposals(t, part, store, listed, w.model, o)
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Fatalf("%s: row %d of %d\n got %v\nwant %s", name, i, len(want), got[min(i, len(got)-1):min(i+1, len(got))], want[i])
			}
		}
		fewest = min(fewest, part.Len())
	}
	check("all lists", kept{oneByOne: oneByOne{town: w}}, w.batches)
	dice := rand.New(rand.NewPCG(3, 4))
	for _, b := range w.batches {
		check(b.File, kept{oneByOne: oneByOne{town: w}}, []quanyuan.Batch{b})
		rows := map[quanyuan.RecordID]bool{}
		for _, r := range w.records {
			if r.Batch == b.ID && dice.IntN(10) == 0 {
				rows[r.ID] = true
			}
		}
		check("a few rows of "+b.File, kept{oneByOne{town: w}, rows}, []quanyuan.Batch{b})
	}
	if fewest > len(w.persons)/5 {
		t.Errorf("%d of %d persons were loaded for the shortest list", fewest, len(w.persons))
	}
}

// proposals are written as text.
func proposals(t *testing.T, reg *collate.Register, store collate.Batches, lists *collate.Lists, m *collate.Model, o collate.Options) (out []string) {
	t.Helper()
	err := reg.Collate(context.Background(), store, lists, m, o, func(p *quanyuan.Proposal) error {
		raw, err := json.Marshal(p)
		out = append(out, string(raw))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
