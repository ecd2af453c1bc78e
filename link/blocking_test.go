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
	"quanyuan/link/spill"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

// exactly compares two columns for equality.
var exactly = []Comparison{{Column: "a", Comparator: compare.Exact()}, {Column: "b", Comparator: compare.Exact()}}

// pairsOf lists the candidates the engine walks over.
func pairsOf(t *rapid.T, tbl *table.Table, rules []block.Rule, s *block.Sources, o Options, most int64) [][2]uint32 {
	e, c := begin(t, tbl, Spec{Comparisons: exactly, Rules: rules, MostBlockPairs: most}, s, o)
	var out [][2]uint32
	w := newWalker(c, e, 1)
	for i := range c.units {
		err := w.walk(&c.units[i], func(a, b uint32, p train.Pattern) {
			if want := newGrader(e).pattern(e.row(a), e.row(b)); p != want {
				t.Fatalf("rows %d and %d: pattern %x, one by one %x", a, b, p, want)
			}
			x, y := e.order[a], e.order[b]
			out = append(out, [2]uint32{min(x, y), max(x, y)})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(c.lists[0]) == 0 && c.counts[0].Pairs-c.counts[0].Lost > int64(len(out)) {
		t.Fatalf("first rule counts %d pairs, all rules make %d", c.counts[0].Pairs, len(out))
	}
	counted := int64(0)
	for i := range c.units {
		if o.spill == nil { // plans hold all blocks
			counted += w.count(&c.units[i])
		}
	}
	if o.spill == nil && counted != int64(len(out)) {
		t.Fatalf("%d pairs counted, %d walked", counted, len(out))
	}
	together := 0
	for x := range uint32(e.n) {
		for y := x + 1; y < uint32(e.n); y++ {
			if c.together(x, y) {
				together++
			}
		}
	}
	if together != len(out) {
		t.Fatalf("%d pairs are together, %d walked", together, len(out))
	}
	slices.SortFunc(out, func(a, b [2]uint32) int { return int(int64(a[0])<<32|int64(a[1])) - int(int64(b[0])<<32|int64(b[1])) })
	return out
}

// begin goes the way of run up to the candidates.
func begin(t interface{ Fatal(...any) }, tbl *table.Table, spec Spec, s *block.Sources, o Options) (*encoded, *candidates) {
	e := arrange(tbl, exactly, s, nil, 2)
	c, err := findCandidates(context.Background(), tbl, spec, e, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.prepare(context.Background(), tbl, exactly, nil, 2, false); err != nil {
		t.Fatal(err)
	}
	return e, c
}

// The rules together must make exactly the pairs that share a key of some
// rule, each once.
func TestCandidatesAreTheUnionOfTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "rows")
		value := rapid.SampledFrom([]string{"", "x", "y", "z", "xa", "xb", "x;y", "y;x;xa", "z; ;xb", ";", "xa/xb", "x;x"})
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
		for i := range tbl.Sources {
			tbl.Sources[i] = uint8(rapid.IntRange(0, 2).Draw(t, "source"))
		}
		sources := &block.Sources{Of: tbl.Sources}
		for i := range 3 {
			sources.Unique[i] = rapid.Bool().Draw(t, "unique")
		}
		key := func(c, f string) block.Key { return block.Key{Column: c, Name: f} }
		rules := [][]block.Rule{
			{{Keys: []block.Key{key("a", "")}}},
			{{Keys: []block.Key{key("a", ""), key("b", "")}}, {Keys: []block.Key{key("c", "initial")}}},
			{{Keys: []block.Key{key("a", "initial"), key("c", "")}}, {Keys: []block.Key{key("b", "")}}, {Keys: []block.Key{key("a", "")}}},
			{{Keys: []block.Key{key("a", "exact*")}}},
			{{Keys: []block.Key{key("a", "initial*"), key("c", "")}}, {Keys: []block.Key{key("b", "exact*")}}, {Keys: []block.Key{key("a", "")}}},
			{{Keys: []block.Key{key("c", "")}}, {Keys: []block.Key{key("a", "exact*"), key("b", "initial*")}}, {Keys: []block.Key{key("b", "exact*"), key("a", "initial*")}, AnyOrder: true}},
			{{Keys: []block.Key{key("a", "exact~2")}}, {Keys: []block.Key{key("b", "reversed~4")}}},
			{{Keys: []block.Key{key("c", "")}}, {Keys: []block.Key{key("a", "exact~3"), key("b", "initial")}}, {Keys: []block.Key{key("a", "reversed~3"), key("c", "initial~2")}}},
			{{Keys: []block.Key{key("a", "exact*~2")}}, {Keys: []block.Key{key("b", "exact~16")}}},
			{{Keys: []block.Key{key("a", ""), key("b", "")}, AnyOrder: true}, {Keys: []block.Key{key("a", "exact*"), key("b", "exact*"), key("c", "initial*")}, AnyOrder: true}},
			{{Keys: []block.Key{key("c", "any")}}, {Keys: []block.Key{key("a", "any")}}},
			{{Keys: []block.Key{key("c", "exact<4")}}, {Keys: []block.Key{key("b", "exact*<12")}}, {Keys: []block.Key{key("a", "exact*"), key("b", "initial<9")}}},
		}[rapid.IntRange(0, 11).Draw(t, "rules")]
		var want [][2]uint32
		for i := range n {
			for j := i + 1; j < n; j++ {
				if !sources.Allowed(uint32(i), uint32(j)) {
					continue
				}
				for _, r := range rules {
					shared := meet(r, texts, i, j)
					if shared {
						want = append(want, [2]uint32{uint32(i), uint32(j)})
						break
					}
				}
			}
		}
		o := Options{Threads: 2}
		if rapid.Bool().Draw(t, "in files") {
			o.spill = spill.New("")
			defer o.spill.Close()
		}
		got := pairsOf(t, tbl, rules, sources, o, 0)
		if !slices.Equal(got, want) {
			t.Fatalf("pairs %v\nwant %v", got, want)
		}
		if o.spill != nil {
			return
		}
		// Divided blocks make some of the pairs, and each of them once.
		few := pairsOf(t, tbl, rules, sources, o, int64(rapid.IntRange(1, 40).Draw(t, "most")))
		for i, p := range few {
			if _, found := slices.BinarySearchFunc(want, p, func(a, b [2]uint32) int { return slices.Compare(a[:], b[:]) }); !found || i > 0 && p == few[i-1] {
				t.Fatalf("divided blocks make %v, of %v", few, want)
			}
		}
	})
}

// meet is the plain reading of a rule: every key of it is in both rows, of a
// key of several parts that of some part, of a sorted neighbourhood one that
// stands so near among all of the column.
func meet(r block.Rule, texts map[string][]string, i, j int) bool {
	of := func(k block.Key, row int) []string {
		f, cell := block.Func(k.Function()), texts[k.Column][row]
		parts := []string{cell}
		if k.Several() {
			parts = strings.FieldsFunc(cell, func(r rune) bool { return r == ';' || r == '/' })
		}
		var out []string
		for _, p := range parts {
			out = append(out, f(p))
		}
		return out
	}
	near := func(k block.Key) bool {
		var all []string
		for row := range texts[k.Column] {
			all = append(all, of(k, row)...)
		}
		slices.Sort(all)
		all = slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == "" })
		for _, x := range of(k, i) {
			for _, y := range of(k, j) {
				if d := slices.Index(all, x) - slices.Index(all, y); x != "" && y != "" && max(d, -d) < k.Window() {
					return true
				}
			}
		}
		return false
	}
	// shared tells of two keys that may be of two columns
	shared := func(k, l block.Key) bool {
		if k.Window() > 0 {
			return near(k)
		}
		for _, x := range of(k, i) {
			if x != "" && slices.Contains(of(l, j), x) {
				return true
			}
		}
		return false
	}
	if r.Rows() > 0 {
		return rarely(r, len(texts["a"]), of, i, j)
	}
	rest := r.Keys
	if r.AnyOrder {
		straight := shared(rest[0], rest[0]) && shared(rest[1], rest[1])
		if !straight && !(shared(rest[0], rest[1]) && shared(rest[1], rest[0])) {
			return false
		}
		rest = rest[2:]
	}
	for _, k := range rest {
		if !shared(k, k) {
			return false
		}
	}
	return true
}

// rarely reports whether two rows share keys of a rule that together are those of
// fewer rows than its bound.
func rarely(r block.Rule, rows int, of func(k block.Key, row int) []string, i, j int) bool {
	sets := [][]string{nil} // keys of row i, one of each part
	for _, k := range r.Keys {
		var longer [][]string
		for _, set := range sets {
			for _, x := range of(k, i) {
				longer = append(longer, append(slices.Clone(set), x))
			}
		}
		sets = longer
	}
	has := func(row int, set []string) bool {
		for n, k := range r.Keys {
			if set[n] == "" || !slices.Contains(of(k, row), set[n]) {
				return false
			}
		}
		return true
	}
	for _, set := range sets {
		with := 0
		for row := range rows {
			if has(row, set) {
				with++
			}
		}
		if has(i, set) && has(j, set) && with < r.Rows() {
			return true
		}
	}
	return false
}

func TestLargeBlocksAreSplit(t *testing.T) {
	const n = 300
	a, b := make([]string, n), make([]string, n)
	for i := range a {
		a[i], b[i] = "same", fmt.Sprint("v", i%30)
	}
	tbl := &table.Table{Rows: n, Columns: []*table.Column{column("a", a), column("b", b)}}
	h, err := block.NewHasher(tbl, []block.Rule{{Keys: []block.Key{{Column: "a"}}}})
	if err != nil {
		t.Fatal(err)
	}
	e := arrange(tbl, exactly, nil, nil, 1)
	all := h.Keys(0, e.order)
	fresh := func() *splitter {
		keys := slices.Clone(all)
		return &splitter{t: tbl, order: e.order, keys: block.RowKeys{First: keys}, blocks: block.Group(keys, nil)}
	}
	s := fresh()
	columns := dividing(tbl, Spec{Comparisons: exactly}, block.Rule{Keys: []block.Key{{Column: "a"}}})
	before := s.blocks.Pairs(nil)
	if s.find(columns, before); s.splits != nil || s.blocks.Pairs(nil) != before {
		t.Errorf("split below the limit: %v", s.splits)
	}
	if s.find(columns, before-1); s.blocks.Pairs(nil) != 30*10*9/2 || len(s.splits) != 1 {
		t.Errorf("%d pairs left, splits %v", s.blocks.Pairs(nil), s.splits)
	}
	again := fresh()
	if err := again.follow(s.splits); err != nil || !slices.Equal(again.blocks.Rows, s.blocks.Rows) {
		t.Errorf("a model's splits give other blocks: %v", err)
	}
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
