package link

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/table"
)

// pairsOf lists the candidates the engine walks over.
func pairsOf(t *rapid.T, tbl *table.Table, rules []block.Rule, matching bool) [][2]uint32 {
	e, err := encode(context.Background(), tbl, []Comparison{{Column: "a", Comparator: compare.Exact()}, {Column: "b", Comparator: compare.Exact()}}, nil, matching, 2)
	if err != nil {
		t.Fatal(err)
	}
	c, counts, err := findCandidates(context.Background(), tbl, rules, e, 2)
	if err != nil {
		t.Fatal(err)
	}
	var out [][2]uint32
	w := walker{c: c, e: e}
	for _, u := range c.units() {
		w.walk(u, func(a, b uint32, _, _ []uint32) {
			x, y := e.order[a], e.order[b]
			out = append(out, [2]uint32{min(x, y), max(x, y)})
		})
	}
	if len(counts) > 0 && counts[0].Pairs > int64(len(out)) {
		t.Fatalf("first rule counts %d pairs, all rules make %d", counts[0].Pairs, len(out))
	}
	slices.SortFunc(out, func(a, b [2]uint32) int { return int(int64(a[0])<<32|int64(a[1])) - int(int64(b[0])<<32|int64(b[1])) })
	return out
}

// The rules together must make exactly the pairs that share a key of some
// rule, each once.
func TestCandidatesAreTheUnionOfTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "rows")
		value := rapid.SampledFrom([]string{"", "x", "y", "z", "xa", "xb"})
		tbl := &table.Table{Rows: n, Sources: make([]uint8, n)}
		texts := map[string][]string{}
		for _, name := range []string{"a", "b", "c"} {
			v := make([]string, n)
			for i := range v {
				v[i] = value.Draw(t, name)
			}
			texts[name] = v
			tbl.Columns = append(tbl.Columns, column(name, v))
		}
		matching := rapid.Bool().Draw(t, "matching")
		for i := range tbl.Sources {
			tbl.Sources[i] = uint8(rapid.IntRange(0, 1).Draw(t, "source"))
		}
		key := func(c, f string) block.Key { return block.Key{Column: c, Name: f} }
		rules := [][]block.Rule{
			{{Keys: []block.Key{key("a", "")}}},
			{{Keys: []block.Key{key("a", ""), key("b", "")}}, {Keys: []block.Key{key("c", "initial")}}},
			{{Keys: []block.Key{key("a", "initial"), key("c", "")}}, {Keys: []block.Key{key("b", "")}}, {Keys: []block.Key{key("a", "")}}},
		}[rapid.IntRange(0, 2).Draw(t, "rules")]
		var want [][2]uint32
		for i := range n {
			for j := i + 1; j < n; j++ {
				if matching && tbl.Sources[i] == tbl.Sources[j] {
					continue
				}
				for _, r := range rules {
					shared := true
					for _, k := range r.Keys {
						f := block.Func(cmpName(k.Name))
						x, y := f(texts[k.Column][i]), f(texts[k.Column][j])
						shared = shared && x != "" && x == y
					}
					if shared {
						want = append(want, [2]uint32{uint32(i), uint32(j)})
						break
					}
				}
			}
		}
		got := pairsOf(t, tbl, rules, matching)
		if !slices.Equal(got, want) {
			t.Fatalf("pairs %v\nwant %v", got, want)
		}
	})
}

func TestLargeBlocksAreSplit(t *testing.T) {
	const n = 300
	a, b := make([]string, n), make([]string, n)
	for i := range a {
		a[i], b[i] = "same", fmt.Sprint("v", i%30)
	}
	tbl := &table.Table{Rows: n, Columns: []*table.Column{column("a", a), column("b", b)}}
	e, err := encode(context.Background(), tbl, []Comparison{{Column: "a", Comparator: compare.Exact()}, {Column: "b", Comparator: compare.Exact()}}, nil, false, 1)
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := findCandidates(context.Background(), tbl, []block.Rule{{Keys: []block.Key{{Column: "a"}}}}, e, 1)
	if err != nil {
		t.Fatal(err)
	}
	before := c.blocks[0].Pairs(nil)
	if lost := c.splitLarge(0, e, before); lost != 0 {
		t.Errorf("%d pairs lost below the limit", lost)
	}
	lost := c.splitLarge(0, e, before-1)
	if left := c.blocks[0].Pairs(nil); left != 30*10*9/2 || left+lost != before {
		t.Errorf("%d pairs left, %d lost of %d", left, lost, before)
	}
}

func cmpName(s string) string {
	if s == "" {
		return "exact"
	}
	return s
}

func column(name string, values []string) *table.Column {
	t, err := table.ReadCSV(context.Background(), strings.NewReader(name+",row\n"+lines(values)), table.Options{})
	if err != nil {
		panic(err)
	}
	return t.Column(name)
}

func lines(values []string) string {
	var b strings.Builder
	for i, v := range values {
		fmt.Fprintf(&b, "%s,%d\n", v, i)
	}
	return b.String()
}
