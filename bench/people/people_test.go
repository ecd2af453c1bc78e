package people

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"quanyuan/refdata/idnumber"
)

func read(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func write(t *testing.T, name string, rows int, seed uint64) (Paths, map[string]string) {
	t.Helper()
	k, err := KindOf(name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := k.Write(filepath.Join(t.TempDir(), "p.csv"), rows, seed)
	if err != nil {
		t.Fatal(err)
	}
	truth := map[string]string{}
	for _, r := range read(t, p.Truth) {
		truth[r[0]] = r[1]
	}
	return p, truth
}

func pairs(truth map[string]string) (n int) {
	seen := map[string]int{}
	for _, person := range truth {
		n += seen[person]
		seen[person]++
	}
	return n
}

func TestEveryKindHasTheRowsAndTruthItPromises(t *testing.T) {
	const rows = 3000
	perRow := map[string][2]float64{"latin": {1, 1.5}, "latin-few": {0.005, 0.015}, "latin-pair": {0.25, 0.4}, "latin-panel": {0.2, 0.9},
		"chinese": {1, 1.5}, "chinese-few": {0.005, 0.015}, "chinese-pair": {0.25, 0.4}, "chinese-panel": {0.2, 0.9}}
	for _, name := range Names() {
		k, _ := KindOf(name)
		p, truth := write(t, name, rows, 5)
		n := 0
		for _, path := range p.Rows {
			for _, r := range read(t, path) {
				if n++; len(r) != len(k.Columns()) || truth[r[0]] == "" {
					t.Fatalf("%s: row %q has no truth or another number of columns than %q", name, r, k.Columns())
				}
			}
		}
		if n != len(truth) || n < rows || !k.Panel() && n != rows {
			t.Errorf("%s: %d rows and %d truths, want %d", name, n, len(truth), rows)
		}
		if got := float64(pairs(truth)) / float64(n); got < perRow[name][0] || got > perRow[name][1] {
			t.Errorf("%s: %.3f true pairs a row, want within %v", name, got, perRow[name])
		}
		if k.Panel() {
			panelPairs(t, name, p, truth)
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	same := func(x, y string) bool {
		p, _ := os.ReadFile(x)
		q, _ := os.ReadFile(y)
		return bytes.Equal(p, q)
	}
	for _, name := range []string{"latin", "chinese"} {
		a, _ := write(t, name, 500, 1)
		b, _ := write(t, name, 500, 1)
		c, _ := write(t, name, 500, 2)
		if !same(a.Rows[0], b.Rows[0]) || !same(a.Truth, b.Truth) {
			t.Errorf("%s: two runs with one seed differ", name)
		}
		if same(a.Rows[0], c.Rows[0]) {
			t.Errorf("%s: another seed gives the same rows", name)
		}
	}
	a, _ := write(t, "latin-panel", 100, 1)
	b, _ := write(t, "latin-panel", 100, 1)
	if !same(a.Rows[0], b.Rows[0]) || !same(a.Panel, b.Panel) {
		t.Error("latin-panel: two runs with one seed differ")
	}
}

// panelPairs are two persons each, of every kind there is, and many.
func panelPairs(t *testing.T, name string, p Paths, truth map[string]string) {
	t.Helper()
	kinds := map[string]int{}
	for _, r := range read(t, p.Panel) {
		kinds[r[0]]++
		if truth[r[1]] == "" || truth[r[1]] == truth[r[2]] {
			t.Fatalf("%s: %v are one person, or unknown", name, r)
		}
	}
	want := len(latinHard)
	if name == "chinese-panel" {
		want = len(chineseHard)
	}
	if len(kinds) != want {
		t.Errorf("%s: kinds %v, want %d", name, kinds, want)
	}
	for kind, n := range kinds {
		if n < 1000 {
			t.Errorf("%s: %d pairs of %s: too few to see one in a thousand", name, n, kind)
		}
	}
}

func TestPairFilesHoldAPersonOnce(t *testing.T) {
	p, truth := write(t, "latin-pair", 2000, 3)
	both := map[string]int{}
	for _, path := range p.Rows {
		here := map[string]bool{}
		for _, r := range read(t, path) {
			if who := truth[r[0]]; here[who] {
				t.Fatalf("%s is twice in %s", who, filepath.Base(path))
			} else {
				here[who] = true
				both[who]++
			}
		}
	}
	two := 0
	for _, n := range both {
		two += n - 1
	}
	if two < 500 || two > 800 {
		t.Errorf("%d of %d persons are in both files, want about half", two, len(both))
	}
}

func TestIdentityNumbersAreValidUnlessMistyped(t *testing.T) {
	p, _ := write(t, "chinese", 3000, 1)
	full, good := 0, 0
	for _, r := range read(t, p.Rows[0]) {
		if len(r[1+cNumber]) == 18 {
			full++
			if idnumber.Parse(r[1+cNumber]).Valid() {
				good++
			}
		}
	}
	if share := float64(good) / float64(full); full < 1500 || share < 0.97 || share == 1 {
		t.Errorf("%d numbers, %.3f of them valid", full, share)
	}
}

func TestHandsMistypeWhatTheySay(t *testing.T) {
	h := hand{newDice(1, "test", 0), 1}
	for range 2000 {
		if s := h.slipFigures("1990-05-31", 0); len(s) < 9 || len(s) > 11 || s[0] == '-' {
			t.Fatalf("slipFigures gave %q", s)
		}
		if s := h.slipLetter("margaret"); len(s) < 7 || len(s) > 9 {
			t.Fatalf("slipLetter gave %q", s)
		}
		if s := []rune(h.slipCharacter([]rune("王建国"), 1)); len(s) < 2 || len(s) > 3 || s[0] != '王' {
			t.Fatalf("slipCharacter gave %q", string(s))
		}
	}
	if got := (date{1984, 12, 2}); lunarDay(got) != (date{1984, 10, 10}) {
		t.Errorf("lunarDay(%v) = %v", got, lunarDay(got))
	}
}

func BenchmarkLatin(b *testing.B)   { benchmark(b, "latin") }
func BenchmarkChinese(b *testing.B) { benchmark(b, "chinese") }

func benchmark(b *testing.B, name string) {
	k, _ := KindOf(name)
	m := k.maker(1, k.spread)
	b.ReportAllocs()
	n, h := 0, uint64(0)
	for b.Loop() {
		m.household(h, func(record) { n++ })
		h++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
}
