package link

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"quanyuan/link/block"
	"quanyuan/link/table"
)

// emailsInform is a table of persons of whom many have no address for mail in
// any record, and a specification that learns from that.
func emailsInform(t testing.TB) (*table.Table, Spec) {
	t.Helper()
	rng := rand.New(rand.NewPCG(21, 3))
	word := func(kinds int) string {
		w := rng.IntN(kinds)
		return string([]byte{"bdfgklmnprstv"[w%13], "aeiou"[w/13%5], "lmnrst"[w/65%6], "aeiou"[w/390%5], "kmnrst"[w/1950%6]})
	}
	text := "given,surname,born,city,email\n"
	for range 1500 {
		given, surname, born := word(300), word(8000), fmt.Sprintf("%d-%02d-%02d", 1930+rng.IntN(80), 1+rng.IntN(12), 1+rng.IntN(28))
		mail := fmt.Sprintf("%s%d@%s.org", given, rng.IntN(100), word(90))
		if rng.Float64() < .5 {
			mail = ""
		}
		for range 1 + rng.IntN(2) {
			known := mail
			if rng.Float64() < .1 {
				known = ""
			}
			if rng.Float64() < .1 {
				born = ""
			}
			text += strings.Join([]string{given, surname, born, word(20), known}, ",") + "\n"
		}
	}
	tbl, err := table.ReadCSV(context.Background(), strings.NewReader(text), table.Options{Name: "people.csv"})
	if err != nil {
		t.Fatal(err)
	}
	g, err := Suggest(tbl)
	if err != nil {
		t.Fatal(err)
	}
	g.Spec.Comparisons = slices.Clone(g.Spec.Comparisons)
	for i := range g.Spec.Comparisons {
		g.Spec.Comparisons[i].Informative = g.Spec.Comparisons[i].Column == "email"
	}
	return tbl, g.Spec
}

// Who has no address in one record mostly has none in the other: so it is among
// matches, and everything that weighs, weighs it alike.
func TestWhatIsMissingInforms(t *testing.T) {
	tbl, spec := emailsInform(t)
	r, err := Dedupe(context.Background(), tbl, spec, Options{})
	if err != nil {
		t.Fatal(err)
	}
	k := slices.IndexFunc(spec.Comparisons, func(c Comparison) bool { return c.Informative })
	classes := r.Model.Mixture.Classes
	match, chance := classes[0].P[k], classes[len(classes)-1].P[k]
	if !r.Model.Comparisons[k].Informative || match[0] > .8*chance[0] || classes[0].P[0][0] != 1 {
		t.Errorf("missing in %v of matches, %v of others; %v in another field", match[0], chance[0], classes[0].P[0][0])
	}
	var b bytes.Buffer
	if err := r.Model.Write(&b); err != nil {
		t.Fatal(err)
	}
	m, err := ReadModel(&b)
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := m.Spec(ComparatorNamed)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Dedupe(context.Background(), tbl, frozen, Options{Model: m})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(again.Pairs, r.Pairs) || !slices.Equal(again.Clusters, r.Clusters) {
		t.Error("the saved model weighs otherwise")
	}

	e := arrange(tbl, spec.Comparisons, nil, nil, 1)
	if err := e.prepare(context.Background(), tbl, spec.Comparisons, m, 1, false); err != nil {
		t.Fatal(err)
	}
	j := newJudge(e, m)
	s, err := NewScorer(m, ComparatorNamed)
	if err != nil {
		t.Fatal(err)
	}
	w := s.Weigher()
	at := make([]uint32, e.n) // where the rows of the table stand
	for r, from := range e.order {
		at[from] = uint32(r)
	}
	rng, missing := rand.New(rand.NewPCG(1, 1)), 0
	for n := range 2000 {
		x, y := uint32(rng.IntN(e.n)), uint32(rng.IntN(e.n))
		if n < len(r.Pairs)/2 {
			x, y = at[r.Pairs[n].A], at[r.Pairs[n].B]
		}
		p := j.pattern(x, y)
		if p.Grade(k) == 0 {
			missing++
		}
		weight := m.Weight(p)
		if got := j.Groups([]uint32{x}, []uint32{y}); math.Abs(got-weight) > 1e-9 {
			t.Fatalf("pattern %x weighs %v, as groups %v", p, weight, got)
		}
		var sum float64
		for _, step := range m.Explain(p) {
			sum += step.Weight
		}
		if math.Abs(sum-weight) > 1e-9 {
			t.Fatalf("pattern %x weighs %v, its steps %v", p, weight, sum)
		}
		for open := range len(spec.Comparisons) { // what is not compared yet may turn out missing, too
			without := p &^ (15 << (4 * open))
			if bound := w.Bound(without, 1<<open); float64(bound) < weight {
				t.Fatalf("pattern %x weighs %v, bounded by %v without comparison %d", p, weight, bound, open)
			}
		}
	}
	if missing < 200 {
		t.Errorf("a value is missing in %d pairs only", missing)
	}
}

// Missing values are counted in the pairs that may be compared.
func TestPairsWithMissingValues(t *testing.T) {
	tbl, spec := emailsInform(t)
	sources := &block.Sources{Of: make([]uint8, tbl.Rows), Unique: [256]bool{true}}
	for r := range sources.Of {
		sources.Of[r] = uint8(r % 3)
	}
	for _, s := range []*block.Sources{nil, sources} {
		e := arrange(tbl, spec.Comparisons, s, nil, 1)
		if err := e.prepare(context.Background(), tbl, spec.Comparisons, nil, 1, false); err != nil {
			t.Fatal(err)
		}
		k := slices.IndexFunc(spec.Comparisons, func(c Comparison) bool { return c.Informative })
		want := 0.0
		for a := range uint32(e.n) {
			for b := range a {
				if e.sources.Allowed(a, b) && (e.row(a)[k] == 0 || e.row(b)[k] == 0) {
					want++
				}
			}
		}
		if got := e.fields[k].missing(e, k); got != want {
			t.Errorf("%v pairs with a missing value, counted one by one %v", got, want)
		}
	}
}
