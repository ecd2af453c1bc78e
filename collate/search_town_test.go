package collate_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/collate"
	"quanyuan/desk"
	"quanyuan/refdata/address"
	"quanyuan/refdata/division"
	"quanyuan/simulate"
	"quanyuan/store/sqlite"
)

// town is a simulated town: its register in memory, its model, and the rows of
// all lists.
type town struct {
	parser  *address.Parser
	reg     *collate.Register
	persons []*quanyuan.Person
	lists   *collate.Lists
	model   *collate.Model // of the register and its lists
	records []*quanyuan.Record
	batches []quanyuan.Batch
	// human says who each number of the register is.
	human map[quanyuan.Number]string
	// keyed is the plainest store of search keys.
	keyed map[uint64][]*quanyuan.Person
}

// FindPersons is that of a store.
func (w *town) FindPersons(_ context.Context, keys []uint64, most int) ([]*quanyuan.Person, []int, error) {
	var found []*quanyuan.Person
	counts := make([]int, len(keys))
	for i, k := range keys {
		if counts[i] = len(w.keyed[k]); counts[i] <= most {
			found = append(found, w.keyed[k]...)
		}
	}
	slices.SortFunc(found, func(a, b *quanyuan.Person) int { return cmp.Compare(a.Number, b.Number) })
	return slices.Compact(found), counts, nil
}

var oneTown = sync.OnceValues(makeTown)

func simulated(t *testing.T) *town {
	t.Helper()
	w, err := oneTown()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func makeTown() (*town, error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "town-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if _, err := simulate.New(simulate.Options{Persons: 1000, Seed: 7}).Write(dir); err != nil {
		return nil, err
	}
	now := func() time.Time { return time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC) }
	s, err := sqlite.Create(ctx, filepath.Join(dir, "town.db"), now)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	raw, err := os.ReadFile(filepath.Join(dir, "divisions.csv"))
	if err != nil {
		return nil, err
	}
	if err := desk.Init(ctx, s, raw, "divisions.csv"); err != nil {
		return nil, err
	}
	d, err := desk.Open(ctx, s, now)
	if err != nil {
		return nil, err
	}
	if _, err := d.Import(ctx, desk.Upload{Path: filepath.Join(dir, "register.csv"), Source: quanyuan.Source{Kind: quanyuan.Register}}); err != nil {
		return nil, err
	}
	w := &town{keyed: map[uint64][]*quanyuan.Person{}}
	if err := w.importLists(ctx, d, s, dir); err != nil {
		return nil, err
	}
	tree, err := division.Embedded().WithFile(strings.NewReader(string(raw)), "divisions.csv")
	if err != nil {
		return nil, err
	}
	w.parser = address.NewParser(tree, homeOf(tree))
	for p, err := range s.Persons(ctx) {
		if err != nil {
			return nil, err
		}
		w.persons = append(w.persons, p)
		for _, k := range collate.SearchKeys(p, w.parser) {
			w.keyed[k] = append(w.keyed[k], p)
		}
	}
	if w.human, err = readTruth(filepath.Join(dir, "truth")); err != nil {
		return nil, err
	}
	if w.reg, err = collate.Load(s.Persons(ctx), w.parser); err != nil {
		return nil, err
	}
	if w.lists, err = w.reg.Read(ctx, s, w.batches); err != nil {
		return nil, err
	}
	w.model, err = w.reg.Train(ctx, w.lists, nil, collate.Options{})
	return w, err
}

// homeOf is the city of the simulated town.
func homeOf(t *division.Tree) division.Code {
	return t.Communities("")[0].Code.At(division.City)
}

func (w *town) importLists(ctx context.Context, d *desk.Desk, s quanyuan.Store, dir string) error {
	raw, err := os.ReadFile(filepath.Join(dir, "lists.csv"))
	if err != nil {
		return err
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	if err != nil {
		return err
	}
	for _, line := range lines[1:] {
		kind, _ := quanyuan.ParseSourceKind(line[1])
		b, err := d.Import(ctx, desk.Upload{Path: filepath.Join(dir, line[0]), Source: quanyuan.Source{Kind: kind, Unit: line[2], Division: line[3]}})
		if err != nil {
			return err
		}
		for r, err := range s.Records(ctx, b.ID) {
			if err != nil {
				return err
			}
			if r.SetAside == "" {
				w.records = append(w.records, r)
			}
		}
		w.batches = append(w.batches, b)
	}
	return nil
}

// TestStoredKeysFindWhatBulkCollationFinds: for every row of every list, and
// every person of the register as a query of his own, the persons found by the
// stored keys are those that the blocking rules over whole tables bring
// together, and more that only a search looks at.
func TestStoredKeysFindWhatBulkCollationFinds(t *testing.T) {
	w := simulated(t)
	ctx := context.Background()
	s, err := collate.NewSearcher(w.model, w.parser)
	if err != nil {
		t.Fatal(err)
	}
	queries := w.questions()
	bulk, err := w.reg.Bulk(ctx, w.model.Engine, queries)
	if err != nil {
		t.Fatal(err)
	}
	meeter, err := w.reg.NewMeeter()
	if err != nil {
		t.Fatal(err)
	}
	pairs, more := 0, 0
	alone := map[uint8]int{} // pairs that only one kind of key finds
	for i, r := range queries {
		keys, kinds := s.Ask(r)
		by := map[quanyuan.Number][]uint8{}
		for k, key := range keys {
			for _, p := range w.keyed[key] {
				by[p.Number] = append(by[p.Number], kinds[k])
			}
		}
		own := meeter.Record(r)
		for n, kinds := range by {
			rule := meeter.Meets(own, n)
			if _, in := bulk[i][n]; in != (rule >= 0) {
				t.Fatalf("%v and %s: in bulk %v, but they meet by rule %d", r.Where, n, in, rule)
			} else if !in {
				more++
			} else if slices.Sort(kinds); len(slices.Compact(kinds)) == 1 {
				alone[kinds[0]]++
			}
		}
		for n := range bulk[i] {
			if pairs++; by[n] == nil {
				t.Fatalf("%v and %s meet by rule %d of bulk collation, and by no stored key", r.Where, n, meeter.Meets(own, n))
			}
		}
	}
	t.Logf("%d queries, %d pairs in common, %d more in search; found by one kind of key alone: %v", len(queries), pairs, more, alone)
	if pairs < len(queries)/2 || len(alone) < 6 {
		t.Errorf("%d pairs, %d kinds of keys without which some would be missing: too few to prove anything", pairs, len(alone))
	}
}

// questions are the rows of all lists, the same rows with only some of their
// values, and every person of the register asked for by some of his values and
// by his parents.
func (w *town) questions() []*quanyuan.Record {
	out := slices.Clone(w.records)
	dice := rand.New(rand.NewPCG(1, 2))
	for _, r := range w.records {
		out = append(out, some(r, dice))
	}
	for i, p := range w.persons {
		out = append(out, some(queryOf(p), dice))
		mother, father := w.reg.Parents(i)
		for _, by := range []quanyuan.Field{quanyuan.Name, quanyuan.BirthDate} {
			r := &quanyuan.Record{}
			r.Set(by, p.Value(by).Value)
			r.Set(quanyuan.MotherName, quanyuan.Value{Text: mother, State: quanyuan.Understood})
			r.Set(quanyuan.FatherName, quanyuan.Value{Text: father, State: quanyuan.Understood})
			if mother+father != "" {
				out = append(out, r)
			}
		}
	}
	return out
}

// some keeps about a third of a record's values.
func some(r *quanyuan.Record, dice *rand.Rand) *quanyuan.Record {
	out := &quanyuan.Record{Where: r.Where}
	for _, v := range r.Values {
		if dice.IntN(3) == 0 {
			out.Set(v.Field, v.Value)
		}
	}
	return out
}

// queryOf asks for a person of the register by everything known of him.
func queryOf(p *quanyuan.Person) *quanyuan.Record {
	r := &quanyuan.Record{Children: p.Children}
	for _, v := range p.Values {
		r.Set(v.Field, v.Value)
	}
	return r
}

// TestSearchWeighsAsBulkCollationDoes: what a search finds has the weight that
// the engine gives it over whole tables, and nobody whom the engine weighs more
// is missing.
func TestSearchWeighsAsBulkCollationDoes(t *testing.T) {
	w := simulated(t)
	ctx := context.Background()
	s, err := collate.NewSearcher(w.model, w.parser)
	if err != nil {
		t.Fatal(err)
	}
	bulk, err := w.reg.Bulk(ctx, w.model.Engine, w.records)
	if err != nil {
		t.Fatal(err)
	}
	weighed := 0
	for i, r := range w.records {
		const most = 5
		found, err := s.Search(ctx, w, r, most)
		if err != nil {
			t.Fatal(err)
		}
		got := map[quanyuan.Number]float32{}
		last := float32(-1e30)
		for _, m := range found.Matches {
			got[m.Person] = float32(m.Weight)
			if want, in := bulk[i][m.Person]; in {
				weighed++
				if want != float32(m.Weight) {
					t.Fatalf("%v and %s: weight %v, in bulk %v", r.Where, m.Person, m.Weight, want)
				}
			}
		}
		if len(found.Matches) == most {
			last = float32(slices.MinFunc(found.Matches, func(a, b quanyuan.Match) int { return cmp.Compare(a.Weight, b.Weight) }).Weight)
		}
		for n, weight := range bulk[i] {
			if _, in := got[n]; !in && weight > last {
				t.Fatalf("%v: %s is missing, weight %v, while the last of the matches has %v", r.Where, n, weight, last)
			}
		}
	}
	if weighed < len(w.records)*9/10 {
		t.Errorf("only %d weights were compared for %d records", weighed, len(w.records))
	}
}
