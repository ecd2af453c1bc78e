package link_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
)

func people(t *testing.T, p linktest.Population) (*table.Table, []uint32) {
	t.Helper()
	tbl, err := linktest.Table(linktest.People(p))
	if err != nil {
		t.Fatal(err)
	}
	return tbl, truth(tbl.Column("cluster"), func(s string) string { return s })
}

func truth(c *table.Column, entity func(string) string) []uint32 {
	v := make([]string, len(c.IDs))
	for i := range v {
		v[i] = entity(c.Value(i))
	}
	return linktest.Labels(v)
}

var town = linktest.Population{Seed: 11, Households: 1200, Duplicates: .3, Twins: .03, Namesakes: .03, Noise: linktest.Usual}

// The default threshold must be about as good as the best one, which only the
// truth could find, also where households are many and duplicates few.
func TestDefaultThresholdIsNearTheBest(t *testing.T) {
	few, heavy := town, town
	few.Seed, few.Duplicates = 12, .05
	heavy.Seed, heavy.Noise = 13, linktest.Heavy
	for _, tt := range []struct {
		name  string
		p     linktest.Population
		floor float64
	}{{"usual", town, .93}, {"few duplicates", few, .8}, {"heavy noise", heavy, .8}} {
		tbl, want := people(t, tt.p)
		r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := linktest.Evaluate(r.Clusters, want)
		_, best := linktest.Best(tbl.Rows, r.Pairs, want)
		if got.F1 < best.F1-.02 || got.F1 < tt.floor {
			t.Errorf("%s: %v, at the best threshold %v", tt.name, got, best)
		}
	}
}

func TestChineseColumnsAreKnown(t *testing.T) {
	p := town
	p.Households = 2000
	tbl, err := linktest.TableOf(linktest.ChineseColumns, linktest.ChinesePeople(p))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{"编号", "cluster"}}, link.Options{Suggested: func(s *link.Suggestion) {
		for _, p := range s.Profiles {
			kinds = append(kinds, p.Column+": "+string(p.Kind))
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"姓名: Chinese name", "性别: sex", "出生日期: date", "身份证号码: resident identity number", "民族: code", "居住地址: Chinese address", "电话号码: phone"}
	if !slices.Equal(kinds, want) {
		t.Errorf("columns are taken for %q", kinds)
	}
	if s := linktest.Evaluate(r.Clusters, truth(tbl.Column("cluster"), func(s string) string { return s })); s.F1 < .98 {
		t.Errorf("%v, want F1 ≥ 0.98", s)
	}
}

func TestThreadsAndOrderDoNotMatter(t *testing.T) {
	rows := linktest.People(town)
	run := func(rows [][]string, threads int) ([]link.Pair, map[string]string) {
		tbl, err := linktest.Table(rows)
		if err != nil {
			t.Fatal(err)
		}
		r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{Threads: threads})
		if err != nil {
			t.Fatal(err)
		}
		ids := tbl.Column("unique_id")
		lowest := map[uint32]string{}
		for row, c := range r.Clusters {
			if id := ids.Value(row); lowest[c] == "" || id < lowest[c] {
				lowest[c] = id
			}
		}
		named := map[string]string{}
		for row, c := range r.Clusters {
			named[ids.Value(row)] = lowest[c]
		}
		return r.Pairs, named
	}
	pairs, clusters := run(rows, 1)
	again, _ := run(rows, 3)
	if !slices.Equal(pairs, again) {
		t.Errorf("one thread finds %d pairs, three find others (%d)", len(pairs), len(again))
	}
	shuffled := slices.Clone(rows)
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	_, other := run(shuffled, 2)
	for id, c := range clusters {
		if other[id] != c {
			t.Fatalf("record %s is in cluster %s, after shuffling the rows in %s", id, c, other[id])
		}
	}
}

func TestModelScoresAsTheRunThatTrainedIt(t *testing.T) {
	tbl, _ := people(t, town)
	g, err := link.Suggest(tbl, "unique_id", "cluster")
	if err != nil {
		t.Fatal(err)
	}
	first, err := link.Dedupe(context.Background(), tbl, g.Spec, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := first.Model.Write(&file); err != nil {
		t.Fatal(err)
	}
	m, err := link.ReadModel(&file)
	if err != nil {
		t.Fatal(err)
	}
	spec, err := m.Spec(link.ComparatorNamed)
	if err != nil {
		t.Fatal(err)
	}
	second, err := link.Dedupe(context.Background(), tbl, spec, link.Options{Model: m})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(first.Pairs, second.Pairs) || !slices.Equal(first.Clusters, second.Clusters) {
		t.Error("the saved model scores differently")
	}
	for _, p := range first.Pairs[:100] {
		sum := 0.0
		for _, s := range m.Explain(p.Pattern) {
			sum += s.Weight
		}
		if math.Abs(sum-float64(p.Weight)) > 1e-3 {
			t.Fatalf("the steps add up to %v, the weight is %v:\n%s", sum, p.Weight, link.Waterfall(m.Explain(p.Pattern)))
		}
	}
	if _, err := link.Dedupe(context.Background(), tbl, link.Spec{Comparisons: spec.Comparisons[1:], Rules: spec.Rules}, link.Options{Model: m}); err == nil {
		t.Error("a model was used with another specification")
	}
}

func TestErrorsNameWhatIsWrong(t *testing.T) {
	tbl, _ := people(t, linktest.Population{Seed: 1, Households: 50, Duplicates: .2, Noise: linktest.Usual})
	name := link.Comparison{Column: "surname", Comparator: compare.Name()}
	rule := []block.Rule{{Keys: []block.Key{{Column: "dob"}}}}
	for _, tt := range []struct {
		spec link.Spec
		want string
	}{
		{link.Spec{Ignore: []string{"nope"}}, `"nope"`},
		{link.Spec{Ignore: []string{"nope"}, Comparisons: []link.Comparison{name}}, `"nope"`},
		{link.Spec{Comparisons: []link.Comparison{{Column: "nope", Comparator: compare.Name()}}, Rules: rule}, `"nope"`},
		{link.Spec{Comparisons: []link.Comparison{{Column: "dob"}}, Rules: rule}, "no comparator"},
		{link.Spec{Comparisons: []link.Comparison{name, name}, Rules: rule}, "twice"},
		{link.Spec{Comparisons: []link.Comparison{name}, Rules: []block.Rule{{Keys: []block.Key{{Column: "dob", Name: "nope"}}}}}, `"dob:nope"`},
	} {
		_, err := link.Dedupe(context.Background(), tbl, tt.spec, link.Options{})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want it to say %s", err, tt.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := link.Dedupe(ctx, tbl, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled run: %v", err)
	}
}

func TestEmptyAndTinyTables(t *testing.T) {
	spec := link.Spec{Comparisons: []link.Comparison{{Column: "surname", Comparator: compare.Name(), TermFrequency: true, Shared: true}, {Column: "dob", Comparator: compare.Date()}},
		Rules: []block.Rule{{Keys: []block.Key{{Column: "dob"}}}}}
	for n := 1; n < 5; n++ {
		rows := linktest.People(linktest.Population{Seed: 3, Households: 3, Noise: linktest.Usual})[:n]
		tbl, err := linktest.Table(rows)
		if err != nil {
			t.Fatal(err)
		}
		r, err := link.Dedupe(context.Background(), tbl, spec, link.Options{})
		if err != nil {
			t.Fatalf("%d rows: %v", n, err)
		}
		if len(r.Clusters) != n {
			t.Errorf("%d rows have %d clusters", n, len(r.Clusters))
		}
	}
}

func TestTablesWithoutRows(t *testing.T) {
	some, _ := people(t, linktest.Population{Seed: 3, Households: 3, Noise: linktest.Usual})
	b, err := table.NewBuilder(some.Names()...)
	if err != nil {
		t.Fatal(err)
	}
	none := b.Table()
	spec := link.Spec{Comparisons: []link.Comparison{{Column: "surname", Comparator: compare.Name(), TermFrequency: true, Shared: true}, {Column: "dob", Comparator: compare.Date()}},
		Rules: []block.Rule{{Keys: []block.Key{{Column: "dob"}}}}}
	for _, tt := range [][2]*table.Table{{none, some}, {some, none}, {none, none}} {
		r, err := link.Match(context.Background(), tt[0], tt[1], spec, link.Options{})
		if err != nil || len(r.Pairs) != 0 {
			t.Errorf("%d rows against %d: %v, %v", tt[0].Rows, tt[1].Rows, r, err)
		}
	}
	if r, err := link.Dedupe(context.Background(), none, spec, link.Options{}); err != nil || len(r.Clusters) != 0 {
		t.Errorf("no rows: %v, %v", r, err)
	}
}

// shared finds the data sets that are not part of the repository.
func shared(t *testing.T, name string) *table.Table {
	t.Helper()
	root := os.Getenv("QUANYUAN_SHARED")
	if root == "" {
		root = "../../shared"
	}
	path := filepath.Join(root, "data", "bench", name)
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("%s is not here: accuracy on it is not tested", path)
	}
	defer f.Close()
	tbl, err := table.ReadCSV(context.Background(), f, table.Options{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return tbl
}

// The engine finds by itself how to link the well-known test sets: no
// settings, no labels.
func TestFEBRL(t *testing.T) {
	number := func(id string) string { return strings.Split(id, "-")[1] }
	for _, name := range []string{"1", "2", "3", "4"} {
		var tbl *table.Table
		if name == "4" {
			var err error
			if tbl, err = table.Concat(shared(t, "febrl/dataset4a.csv"), shared(t, "febrl/dataset4b.csv")); err != nil {
				t.Fatal(err)
			}
		} else {
			tbl = shared(t, "febrl/dataset"+name+".csv")
		}
		want := truth(tbl.Column("rec_id"), number)
		for _, tt := range []struct {
			ignore []string
			floor  float64
		}{{[]string{"rec_id"}, .998}, {[]string{"rec_id", "soc_sec_id"}, .99}} {
			r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: tt.ignore}, link.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if s := linktest.Evaluate(r.Clusters, want); s.F1 < tt.floor {
				t.Errorf("FEBRL %s without %v: %v, want F1 ≥ %v", name, tt.ignore, s, tt.floor)
			}
		}
	}
}

func TestSplinkSets(t *testing.T) {
	for _, tt := range []struct {
		name  string
		floor float64
	}{{"fake_1000", .94}, {"historical_50k", .87}} {
		if testing.Short() && tt.name != "fake_1000" {
			continue
		}
		tbl := shared(t, "splink/"+tt.name+".csv")
		want := truth(tbl.Column("cluster"), func(s string) string { return s })
		r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if s := linktest.Evaluate(r.Clusters, want); s.F1 < tt.floor {
			t.Errorf("%s: %v, want F1 ≥ %v", tt.name, s, tt.floor)
		}
	}
}
