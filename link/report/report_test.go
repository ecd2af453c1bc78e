package report

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quanyuan/link"
	"quanyuan/link/chinese"
	"quanyuan/link/cluster"
	"quanyuan/link/compare"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// population is a small town; its last column says who is who.
func population(households int) [][]string {
	return linktest.ChinesePeople(linktest.Population{Seed: 7, Households: households, Duplicates: 0.5, Twins: 0.1, Noise: linktest.Usual})
}

// tableOf makes a table whose first column names the records.
func tableOf(t testing.TB, columns []string, rows [][]string) *table.Table {
	t.Helper()
	var b strings.Builder
	for _, r := range append([][]string{columns}, rows...) {
		b.WriteString(strings.Join(r, ",") + "\n")
	}
	tab, err := table.ReadCSV(context.Background(), strings.NewReader(b.String()), table.Options{Label: columns[0]})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// dedupe links rows with the given columns; the first column names the records
// and the last one is the truth.
func dedupe(t testing.TB, columns []string, rows [][]string) Input {
	t.Helper()
	in := Input{Title: "town", Lang: "zh", Left: tableOf(t, columns, rows), Labels: columns[len(columns)-1]}
	options := link.Options{Suggested: func(s *link.Suggestion) { in.Suggestion = s }}
	var err error
	if in.Result, err = link.Dedupe(context.Background(), in.Left, link.Spec{Ignore: []string{in.Labels}}, options); err != nil {
		t.Fatal(err)
	}
	return in
}

func build(t testing.TB, in Input) *Data {
	t.Helper()
	d, err := New(in)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The data of a tiny run under a made-up model, as they stand in the page. They
// do not change with what the engine learns.
func TestDataOfATinyRun(t *testing.T) {
	in := pairsRun(5, []string{"王", "wang"})
	in.Result.Rules = []link.RuleCount{{Rule: "王0 + wang1:year", Pairs: 7, Lost: 2, Sizes: []int64{0, 3, 1}}}
	in.Result.Patterns = []train.Count{{Pattern: 0x333333, Pairs: 2}, {Pattern: 0x111111, Pairs: 40}}
	in.Result.Splits = []cluster.Split{{Link: cluster.Edge{A: 1, B: 3, Weight: 2.5}, Reason: cluster.Negative, A: 0, B: 3, Weight: -7}}
	in.Labels = in.Left.Columns[5].Name
	got, err := json.MarshalIndent(build(t, in), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "tiny.json")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the data are not those of %s; look at the difference and rewrite it with -update if it is meant", golden)
	}
}

// Whatever the order of the rows, the page is the same.
func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	rows := population(60)
	page := func() []byte {
		in := dedupe(t, linktest.ChineseColumns, rows)
		in.MostPairs, in.MostClusters = 40, 12
		var b bytes.Buffer
		if err := Write(&b, build(t, in)); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := page()
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	if !bytes.Equal(first, page()) {
		t.Error("the report depends on the order of the rows")
	}
}

// What the report shows adds up with the run.
func TestFiguresAddUp(t *testing.T) {
	in := dedupe(t, linktest.ChineseColumns, population(120))
	d := build(t, in)
	var compared, histogram float64
	for _, p := range d.Patterns {
		compared += p.Pairs
	}
	for _, b := range d.Histogram {
		histogram += b.Pairs
	}
	compared += d.Rest.Pairs
	if compared != float64(in.Result.Compared) || histogram != compared {
		t.Errorf("patterns count %v pairs, the histogram %v, the run compared %d", compared, histogram, in.Result.Compared)
	}
	for i, p := range d.Patterns {
		sum := d.Model.Prior
		for _, w := range p.Steps {
			sum += w
		}
		if math.Abs(p.Weight) < 900 && len(p.Steps) != len(d.Model.Comparisons) {
			t.Errorf("pattern %d has %d steps for %d comparisons", i, len(p.Steps), len(d.Model.Comparisons))
		}
	}
	for _, c := range d.Model.Comparisons {
		var m, u float64
		for _, l := range c.Levels {
			m, u = m+l.M, u+l.U
		}
		if math.Abs(m-1) > 1e-3 || math.Abs(u-1) > 1e-3 {
			t.Errorf("comparison %s: m sums to %v and u to %v", c.Name, m, u)
		}
	}
	truth := linktest.Evaluate(in.Result.Clusters, in.Left.Column(in.Labels).IDs)
	if d.Summary.TruePairs != int(truth.True) {
		t.Errorf("%d pairs of one person, by labels %d", d.Summary.TruePairs, truth.True)
	}
	at := d.Thresholds[slices.IndexFunc(d.Thresholds, func(p Point) bool { return p.Weight == d.Summary.Cut })]
	if at.Pairs != d.Summary.Matches {
		t.Errorf("%d pairs at the threshold, %d matches", at.Pairs, d.Summary.Matches)
	}
	for i, p := range d.Thresholds[1:] {
		if before := d.Thresholds[i]; p.Pairs > before.Pairs || p.Entities < before.Entities || p.Recall > before.Recall+1e-9 {
			t.Errorf("a higher threshold gives more: %+v, then %+v", before, p)
		}
	}
	var clusters int
	for i, n := range d.Clusters.Sizes {
		if i > 0 {
			clusters += n
		}
	}
	if clusters != d.Clusters.Total || clusters != d.Summary.Groups {
		t.Errorf("clusters: %d by size, %d in all, %d in the summary", clusters, d.Clusters.Total, d.Summary.Groups)
	}
}

// A sample shows every pattern before it shows any twice.
func TestSampleShowsEveryPattern(t *testing.T) {
	in := dedupe(t, linktest.ChineseColumns, population(120))
	patterns := map[any]bool{}
	for _, p := range in.Result.Pairs {
		patterns[p.Pattern] = true
	}
	in.MostPairs = len(patterns)
	d := build(t, in)
	seen := map[int]bool{}
	for _, p := range d.Pairs.Pattern {
		seen[p] = true
	}
	if len(seen) != len(patterns) || len(d.Pairs.A) != len(patterns) || d.Pairs.Total != len(in.Result.Pairs) {
		t.Errorf("%d of %d patterns shown by %d pairs of %d", len(seen), len(patterns), len(d.Pairs.A), d.Pairs.Total)
	}
	if !slices.IsSortedFunc(d.Pairs.Weight, func(a, b float64) int { return cmp.Compare(b, a) }) {
		t.Error("pairs are not in order of weight")
	}
}

// A masked report holds no value of any record.
func TestMasked(t *testing.T) {
	in := dedupe(t, linktest.ChineseColumns, population(40))
	in.Masked = true
	text, err := json.Marshal(build(t, in))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range in.Left.Columns {
		for _, v := range c.Values.All() {
			if len([]rune(v)) >= 2 && regexp.MustCompile(`\p{Han}{2}|\d{6}`).MatchString(v) && bytes.Contains(text, []byte(v)) {
				t.Fatalf("the masked report holds %q of column %s", v, c.Name)
			}
		}
	}
}

// matching links one half of a town with the other.
func matching(t *testing.T) Input {
	t.Helper()
	rows := population(80)
	in := Input{Title: "two", Labels: "cluster"}
	in.Left = tableOf(t, linktest.ChineseColumns, rows[:len(rows)/2])
	in.Right = tableOf(t, linktest.ChineseColumns, rows[len(rows)/2:])
	var err error
	in.Result, err = link.Match(context.Background(), in.Left, in.Right, link.Spec{Ignore: []string{"cluster"}}, link.Options{Floor: 1e-9})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// Two tables: records keep their side, and nothing is clustered.
func TestMatch(t *testing.T) {
	in := matching(t)
	right := in.Right
	d := build(t, in)
	if !d.Matching || d.Clusters != nil || d.Summary.RightRows != right.Rows || len(d.Pairs.A) == 0 {
		t.Fatalf("summary %+v", d.Summary)
	}
	if s := d.Summary; s.Matches != len(in.Result.Matches) || len(d.Splits) != len(in.Result.Splits) || len(d.Splits) == 0 {
		t.Errorf("%d matches and %d splits are shown, the run has %d and %d", s.Matches, len(d.Splits), len(in.Result.Matches), len(in.Result.Splits))
	}
	for _, s := range d.Splits {
		if d.Records.Side[s.A] != 0 || d.Records.Side[s.B] != 1 || s.Pattern < 0 {
			t.Errorf("split %+v is of sides %d and %d", s, d.Records.Side[s.A], d.Records.Side[s.B])
		}
	}
	name := slices.IndexFunc(d.Records.Columns, func(v Values) bool { return v.Name == "姓名" })
	for i := range d.Pairs.A {
		a, b := d.Pairs.A[i], d.Pairs.B[i]
		if d.Records.Side[a] != 0 || d.Records.Side[b] != 1 {
			t.Fatalf("pair %d has sides %d and %d", i, d.Records.Side[a], d.Records.Side[b])
		}
		c := d.Records.Columns[name]
		row := 0
		for right.Labels.At(row) != d.Records.Names[b] {
			row++
		}
		if want := right.Column("姓名").Value(row); c.Values[c.IDs[b]] != want {
			t.Fatalf("record %s of the right table is called %q, the table says %q", d.Records.Names[b], c.Values[c.IDs[b]], want)
		}
	}
}

// The links that the clusters gave up come through with pair and reason.
func TestSplits(t *testing.T) {
	in := dedupe(t, linktest.ChineseColumns, population(40))
	p := in.Result.Pairs[0]
	in.Result.Splits = []cluster.Split{
		{Link: cluster.Edge{A: p.A, B: p.B, Weight: 7}, Reason: cluster.Contradiction, A: p.B, B: p.A, Weight: -9},
		{Link: cluster.Edge{A: p.A, B: p.B, Weight: 8}, Reason: cluster.TooLarge},
	}
	d := build(t, in)
	if len(d.Splits) != 2 || d.Splits[0].Reason != "too_large" || d.Splits[0].AgainstA != -1 {
		t.Fatalf("splits: %+v", d.Splits)
	}
	if s := d.Splits[1]; s.Reason != "contradiction" || s.Against != -9 || s.Pattern < 0 || s.AgainstA != s.A || s.AgainstB != s.B {
		t.Errorf("split: %+v", s)
	}
}

func TestErrorsSayWhat(t *testing.T) {
	in := dedupe(t, linktest.ChineseColumns, population(20))
	for name, c := range map[string]struct {
		change func(*Input)
		want   string
	}{
		"no such labels": {func(in *Input) { in.Labels = "nobody" }, `no column "nobody"`},
		"few rows":       {func(in *Input) { in.Left = tableOf(t, linktest.ChineseColumns, population(20)[:5]) }, "the table has 5"},
		"other table":    {func(in *Input) { in.Left = &table.Table{Rows: in.Left.Rows}; in.Labels = "" }, "which the table does not have"},
	} {
		bad := in
		c.change(&bad)
		if _, err := New(bad); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

// What goes into the page comes out of it, and nothing in it can be taken for
// markup.
func TestPageHoldsTheData(t *testing.T) {
	d := &Data{Title: `</title><script>alert(1)</script>`, Lang: "en", Records: Records{Names: []string{"</script>", "\x00\u202e"}}}
	var b bytes.Buffer
	if err := Write(&b, d); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "<script"); n != 2 {
		t.Errorf("%d scripts in the page, want the data and the program", n)
	}
	if regexp.MustCompile(`(?i)(src|href)\s*=\s*["']?https?:|@import|url\(`).Match(b.Bytes()) {
		t.Error("the page names something outside itself")
	}
	m := regexp.MustCompile(`id="data">([^<]*)<`).FindSubmatch(b.Bytes())
	zipped, err := base64.StdEncoding.DecodeString(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	unzip, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unzip)
	if err != nil {
		t.Fatal(err)
	}
	var back Data
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back.Records.Names, d.Records.Names) || back.Title != d.Title {
		t.Errorf("out of the page came %+v", back)
	}
}

// Every key of the words is used, and every key that is used has words.
func TestWordsAreWhole(t *testing.T) {
	var all strings.Builder
	for _, name := range scripts {
		text, err := page.ReadFile("page/" + name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	text := all.String()
	known := map[string]bool{}
	words, rest, _ := strings.Cut(text, "const LEVELS")
	for _, m := range regexp.MustCompile(`(?m)^  '?([a-z_]+[a-z _]*)'?: \['`).FindAllStringSubmatch(words, -1) {
		known[m[1]] = true
		if strings.HasPrefix(m[1], "s_") || strings.HasPrefix(m[1], "r_") {
			continue // made of a prefix and a name
		}
		if !regexp.MustCompile(`'` + m[1] + `'|\n {4}` + m[1] + `: `).MatchString(rest) {
			t.Errorf("nothing says %q", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`\bt\('([a-z_]+)'[,)]`).FindAllStringSubmatch(text, -1) {
		if !known[m[1]] {
			t.Errorf("there are no words for %q", m[1])
		}
	}
}

// Levels of comparators and key functions have words in both languages.
func TestNamesOfTheEngineHaveWords(t *testing.T) {
	text, err := page.ReadFile("page/words.js")
	if err != nil {
		t.Fatal(err)
	}
	said := func(name string) bool { return regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `: \['`).Match(text) }
	comparators := chinese.Comparators()
	for _, e := range compare.Builtin().Entries() {
		c, err := compare.New(e.Name, nil)
		if err != nil {
			t.Fatal(err)
		}
		comparators = append(comparators, c)
	}
	for _, c := range comparators {
		for _, l := range c.Levels()[1:] {
			family, _, _ := strings.Cut(l.Name, "_") // jw of jw_0.92
			if !said(l.Name) && !said(family) {
				t.Errorf("level %s of comparator %s has no words: add them to LEVELS in page/words.js", l.Name, c.Name())
			}
		}
	}
	for r := cluster.CannotLink; r <= cluster.TooLarge; r++ {
		if !said("r_" + r.String()) {
			t.Errorf("reason %s of a split has no words: add them to WORDS in page/words.js", r)
		}
	}
	for name := range chinese.Keys() {
		if !said(name) {
			t.Errorf("blocking key %s has no words: add them to KEYS in page/words.js", name)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	in := dedupe(b, linktest.ChineseColumns, population(1500))
	b.ReportAllocs()
	for b.Loop() {
		build(b, in)
	}
}
