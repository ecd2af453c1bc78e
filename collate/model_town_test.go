package collate_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/collate"
)

// readTruth says which human each number of the register is.
func readTruth(dir string) (map[quanyuan.Number]string, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "register.csv"))
	if err != nil {
		return nil, err
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	if err != nil {
		return nil, err
	}
	human := map[quanyuan.Number]string{}
	for _, line := range lines[1:] {
		human[quanyuan.Number(line[0])] = line[1]
	}
	return human, nil
}

// oneByOne is a store in which every record is a batch of its own.
type oneByOne struct {
	*town
	records []*quanyuan.Record
}

func (o oneByOne) batches() []quanyuan.Batch {
	out := make([]quanyuan.Batch, len(o.records))
	for i := range out {
		out[i].ID = quanyuan.BatchID(i + 1)
	}
	return out
}

func (o oneByOne) Records(_ context.Context, id quanyuan.BatchID) iter.Seq2[*quanyuan.Record, error] {
	return func(yield func(*quanyuan.Record, error) bool) { yield(o.records[id-1], nil) }
}

func (o oneByOne) PersonsByNumber(_ context.Context, numbers []quanyuan.Number) ([]*quanyuan.Person, error) {
	var out []*quanyuan.Person
	for _, p := range o.persons {
		if slices.Contains(numbers, p.Number) {
			out = append(out, p)
		}
	}
	return out, nil
}

// collated collates batches under the town's model.
func (o oneByOne) collated(t *testing.T, batches []quanyuan.Batch, threads int) []*quanyuan.Proposal {
	t.Helper()
	ctx := context.Background()
	lists, err := o.reg.Read(ctx, o, batches)
	if err != nil {
		t.Fatal(err)
	}
	var out []*quanyuan.Proposal
	err = o.reg.Collate(ctx, o, lists, o.model, collate.Options{Threads: threads}, func(p *quanyuan.Proposal) error {
		out = append(out, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAPairHasOneWeight: under one model a pair weighs the same in collation, in
// the search for duplicates and in the search before adding.
func TestAPairHasOneWeight(t *testing.T) {
	w := simulated(t)
	ctx := context.Background()
	s, err := collate.NewSearcher(w.model, w.parser)
	if err != nil {
		t.Fatal(err)
	}
	rows := oneByOne{w, w.records[:min(len(w.records), 800)]}
	collated, searched := 0, 0
	for i, p := range rows.collated(t, rows.batches(), 0) {
		found, err := s.Search(ctx, w, rows.records[i], 20)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Candidates {
			collated++
			m := slices.IndexFunc(found.Matches, func(m quanyuan.Match) bool { return m.Person == c.Person })
			if m < 0 {
				continue // more likely ones came before
			}
			searched++
			if found.Matches[m].Weight != c.Weight {
				t.Fatalf("%v and %s: weight %v when collated, %v when searched", p.Where, c.Person, c.Weight, found.Matches[m].Weight)
			}
		}
	}
	pairs, err := w.reg.Pairs(ctx, w.model, 1e-300)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pairs {
		one, err := s.WeightOf(w.reg, int(p.A), int(p.B))
		if err != nil {
			t.Fatal(err)
		}
		if one != p.Weight {
			t.Fatalf("persons %d and %d: weight %v among duplicates, %v alone", p.A, p.B, p.Weight, one)
		}
	}
	t.Logf("%d candidates, %d of them searched for, %d pairs of persons", collated, searched, len(pairs))
	if searched < len(rows.records)/2 || searched < collated*9/10 || len(pairs) < 20 {
		t.Errorf("%d candidates, %d of them searched for, %d pairs of persons: too few to prove anything", collated, searched, len(pairs))
	}
}

// TestOneByOneOrTogether: under one model a row is about the same person, with
// the same probability, whether it is collated alone or with all others, with
// any number of threads.
func TestOneByOneOrTogether(t *testing.T) {
	w := simulated(t)
	dice := rand.New(rand.NewPCG(3, 4))
	rows := oneByOne{w, slices.Clone(w.records)}
	dice.Shuffle(len(rows.records), func(i, j int) { rows.records[i], rows.records[j] = rows.records[j], rows.records[i] })
	rows.records = rows.records[:40]
	batches := rows.batches()
	together := rows.collated(t, batches, 3)
	for i := range batches {
		alone := rows.collated(t, batches[i:i+1], 1)
		if len(alone) != 1 || !reflect.DeepEqual(alone[0], together[i]) {
			t.Fatalf("%v: alone %+v, together %+v", together[i].Where, alone[0], together[i])
		}
	}
}

// TestPartitionOfAnyOrder: persons entered in another order, and so with other
// numbers, are the same clusters under one model.
func TestPartitionOfAnyOrder(t *testing.T) {
	w := simulated(t)
	want := w.partition(t, w.persons, 1)
	if len(want) < 5 {
		t.Fatalf("%d clusters prove nothing", len(want))
	}
	for seed := range uint64(3) {
		order := rand.New(rand.NewPCG(seed, 5)).Perm(len(w.persons))
		persons := make([]*quanyuan.Person, len(order))
		for i, from := range order {
			persons[i] = w.persons[from]
		}
		if got := w.partition(t, persons, 2); !reflect.DeepEqual(got, want) {
			t.Errorf("order %d: %d clusters, %d in the order of entry", seed, len(got), len(want))
		}
	}
}

// partition are the clusters of persons, entered in this order, by their numbers
// in the town.
func (w *town) partition(t *testing.T, persons []*quanyuan.Person, threads int) [][]quanyuan.Number {
	t.Helper()
	entered := map[quanyuan.Number]quanyuan.Number{}
	reg, err := collate.Load(func(yield func(*quanyuan.Person, error) bool) {
		for i, p := range persons {
			q := *p
			q.Number = quanyuan.Number(fmt.Sprintf("N%07d", i))
			entered[q.Number] = p.Number
			if !yield(&q, nil) {
				return
			}
		}
	}, w.parser)
	if err != nil {
		t.Fatal(err)
	}
	clusters, err := reg.Duplicates(context.Background(), w.model, collate.Options{Threads: threads})
	if err != nil {
		t.Fatal(err)
	}
	var out [][]quanyuan.Number
	for _, c := range clusters {
		var members []quanyuan.Number
		for _, m := range c.Members {
			members = append(members, entered[m.Person])
		}
		slices.Sort(members)
		out = append(out, members)
	}
	slices.SortFunc(out, slices.Compare)
	return out
}

// TestOddsAreTheRegisters: the odds of two persons are near the share of true
// duplicates, though rows of lists are far more often about somebody again, and
// a register without any keeps finite odds.
func TestOddsAreTheRegisters(t *testing.T) {
	w := simulated(t)
	ctx := context.Background()
	humans := map[string]int{}
	var once []*quanyuan.Person
	pairs := 0.0
	for _, p := range w.persons {
		h := w.human[p.Number]
		if pairs += float64(humans[h]); humans[h] == 0 {
			once = append(once, p)
		}
		humans[h]++
	}
	n := float64(len(w.persons))
	want := math.Log2(pairs / (n * (n - 1) / 2))
	t.Logf("%v true pairs, odds %.2f, estimated %.2f, of the training data %.2f", pairs, want, w.model.Odds.Persons, w.model.Engine.Explain(0)[0].Weight)
	if math.Abs(w.model.Odds.Persons-want) > 1 {
		t.Errorf("odds of two persons %.2f bits, in truth %.2f", w.model.Odds.Persons, want)
	}
	reg, err := collate.Load(func(yield func(*quanyuan.Person, error) bool) {
		for _, p := range once {
			if !yield(p, nil) {
				return
			}
		}
	}, w.parser)
	if err != nil {
		t.Fatal(err)
	}
	clean, err := reg.Train(ctx, w.lists, nil, collate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	// A clean register's lists teach what duplicates would look like.
	found := w.judge(t, clean)
	t.Logf("the clean register's model: odds %.2f, %d pairs of the other's %v found, %d wrong", clean.Odds.Persons, found[0], pairs, found[1])
	if clean.Odds.Persons >= w.model.Odds.Persons || float64(found[0]) < pairs*.8 || found[1] > 0 {
		t.Errorf("the clean register's model: odds %.2f, %v of %v pairs found, %d wrong", clean.Odds.Persons, found[0], pairs, found[1])
	}
}

// judge counts the right and the wrong pairs of persons that a model finds.
func (w *town) judge(t *testing.T, m *collate.Model) (counts [2]int) {
	t.Helper()
	clusters, err := w.reg.Duplicates(context.Background(), m, collate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range clusters {
		for i, a := range c.Members {
			for _, b := range c.Members[i+1:] {
				if w.human[a.Person] == w.human[b.Person] {
					counts[0]++
				} else {
					counts[1]++
				}
			}
		}
	}
	return counts
}

// TestRulingsTeach: a hundred newcomers have the name and the birthday of
// somebody who lives elsewhere, and no number. Nothing in the data says that
// they are not him who has moved; people who rule on half of them do, and the
// model is less surprised by the truth of the other half. True duplicates are
// found as before.
func TestRulingsTeach(t *testing.T) {
	w := simulated(t)
	persons := slices.Clone(w.persons)
	var labels []collate.Label
	var held [][2]int
	for i := range 100 {
		old, neighbour := w.persons[i*4], w.persons[i*4+500]
		n := &quanyuan.Person{Number: quanyuan.Number(fmt.Sprintf("Z%05d", i)), Presences: neighbour.Presences}
		for _, f := range []quanyuan.Field{quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate} {
			n.Values = append(n.Values, old.Value(f))
		}
		for _, f := range []quanyuan.Field{quanyuan.ResidenceAddress, quanyuan.Phone} {
			if v := neighbour.Value(f); v.Text != "" {
				n.Values = append(n.Values, v)
			}
		}
		slices.SortFunc(n.Values, func(a, b quanyuan.Current) int { return cmp.Compare(a.Field, b.Field) })
		persons = append(persons, n)
		if i%2 == 0 {
			labels = append(labels, collate.Label{A: queryOf(old), B: queryOf(n)})
		} else {
			held = append(held, [2]int{i * 4, len(w.persons) + i})
		}
	}
	reg, err := collate.Load(func(yield func(*quanyuan.Person, error) bool) {
		for _, p := range persons {
			if !yield(p, nil) {
				return
			}
		}
	}, w.parser)
	if err != nil {
		t.Fatal(err)
	}
	var losses [2]float64
	for k, l := range [][]collate.Label{nil, labels} {
		m, err := reg.Train(context.Background(), w.lists, l, collate.Options{})
		if err != nil {
			t.Fatal(err)
		}
		losses[k] = surprise(t, w, reg, m, held)
		t.Logf("%d labels: %.2f bits of surprise over %d pairs of two people, odds %.2f; true and wrong duplicates %v", len(l), losses[k], len(held), m.Odds.Persons, w.judge(t, m))
	}
	if losses[1] > losses[0]*.8 {
		t.Errorf("%.2f bits of surprise without rulings, %.2f with", losses[0], losses[1])
	}
}

// surprise is how surprised a model is, in bits, that pairs of persons are two
// people each.
func surprise(t *testing.T, w *town, reg *collate.Register, m *collate.Model, pairs [][2]int) (bits float64) {
	t.Helper()
	s, err := collate.NewSearcher(m, w.parser)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pairs {
		weight, err := s.WeightOf(reg, p[0], p[1])
		if err != nil {
			t.Fatal(err)
		}
		bits -= math.Log2(max(1-m.ChanceOfRecord(weight), 1e-9))
	}
	return bits
}
