package splink

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"quanyuan/link/table"
)

func readModel(t testing.TB, name string) *Model {
	t.Helper()
	f, err := os.Open("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func readRecords(t testing.TB, names ...string) *table.Table {
	t.Helper()
	var parts []*table.Table
	for i, name := range names {
		f, err := os.Open("testdata/" + name + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		part, err := table.ReadCSV(context.Background(), f, table.Options{Name: name, Source: uint8(i)})
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	all, err := table.Concat(parts...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// golden is a model and what Splink said with it; see testdata/capture.py.
type golden struct {
	model   string
	records []string
	bytes   bool // captured with DuckDB 2.0.0
	given   map[string]map[string]float64
}

// edgeNames are the frequencies that the edges were given; Dan has none.
var edgeNames = map[string]map[string]float64{"name": {"Ann": .5, "Bea": .001, "Cid": .2}}

var goldens = []golden{
	{"people.splink-4", []string{"people"}, false, nil},
	{"people.splink-5", []string{"people"}, true, nil},
	{"addresses.splink-4", []string{"addresses_a", "addresses_b"}, false, nil},
	{"addresses.splink-5", []string{"addresses_a", "addresses_b"}, true, nil},
	{"citizens.splink-4", []string{"citizens"}, false, nil},
	{"citizens.splink-5", []string{"citizens"}, true, nil},
	{"edges.splink-4", []string{"edges"}, false, edgeNames},
	{"edges.splink-5", []string{"edges"}, true, edgeNames},
}

// Every pair, its blocking rule, the level of each comparison, weight and
// probability are those that Splink gave: the numbers to 1e-9.
func TestSameAsSplink(t *testing.T) {
	for _, g := range goldens {
		t.Run(g.model, func(t *testing.T) {
			m := readModel(t, g.model)
			if len(m.Problems) > 0 || len(m.Unknown) > 0 {
				t.Fatalf("problems %v, unknown fields %v", m.Problems, m.Unknown)
			}
			records := readRecords(t, g.records...)
			s, err := m.Scorer(records, Options{Bytes: g.bytes, Frequencies: g.given})
			if err != nil {
				t.Fatal(err)
			}
			ids := make([]string, records.Rows)
			for i := range ids {
				ids[i] = records.Column(m.ID).Value(i)
			}
			pairs, err := s.Pairs(context.Background(), PairOptions{Order: m.IDOrder(records, ids, g.records), Threads: 2})
			if err != nil {
				t.Fatal(err)
			}
			got := map[[2]string]Pair{}
			for _, p := range pairs {
				got[[2]string{ids[p.L], ids[p.R]}] = p
			}
			f, err := os.Open("testdata/" + g.model + ".csv")
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			want, err := csv.NewReader(f).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(want)-1 || len(pairs) != len(got) {
				t.Errorf("%d pairs, Splink made %d", len(pairs), len(want)-1)
			}
			worst := 0.0
			for _, row := range want[1:] {
				p, ok := got[[2]string{row[0], row[1]}]
				if !ok {
					t.Fatalf("Splink made the pair %s, %s", row[0], row[1])
				}
				delta, diff := checkPair(s, p, row)
				if diff != "" {
					t.Fatalf("pair %s, %s: %s", row[0], row[1], diff)
				}
				worst = max(worst, delta)
			}
			t.Logf("%d pairs, largest difference %.2g", len(want)-1, worst)
		})
	}
}

// checkPair holds a pair against a row of a golden.
func checkPair(s *Scorer, p Pair, row []string) (delta float64, diff string) {
	score, err := s.Score(int(p.L), int(p.R))
	if err != nil {
		return 0, err.Error()
	}
	for i, part := range score.Parts {
		got := strconv.Itoa(part.Gamma)
		if part.Gamma == NoLevel {
			got = "NULL"
		}
		if want := row[5+i]; got != want {
			return 0, fmt.Sprintf("%s is at level %s, Splink's at %s", part.Comparison, got, want)
		}
	}
	if strconv.Itoa(p.Rule) != row[2] {
		return 0, fmt.Sprintf("is of rule %d, Splink's of %s", p.Rule, row[2])
	}
	for i, v := range []float64{p.Weight, p.Probability} {
		want, err := strconv.ParseFloat(row[3+i], 64)
		if err != nil {
			return 0, err.Error()
		}
		d := math.Abs(v - want)
		if math.IsNaN(v) && math.IsNaN(want) || v == want {
			d = 0
		}
		if !(d <= 1e-9) {
			return 0, fmt.Sprintf("%v, Splink's is %v", v, want)
		}
		delta = max(delta, d)
	}
	if math.Float64bits(score.Weight) != math.Float64bits(p.Weight) || math.Float64bits(score.Probability) != math.Float64bits(p.Probability) {
		return 0, "Score and Pairs differ"
	}
	return delta, ""
}

// Similarities are DuckDB's to the last bit, on strings chosen to be nasty.
func TestSimilaritiesOfDuckDB(t *testing.T) {
	for _, version := range []string{"2.0.0", "2.0.1"} {
		var g map[string]json.RawMessage
		readJSON(t, "strings.duckdb-"+version, &g)
		var texts []string
		if err := json.Unmarshal(g["strings"], &texts); err != nil {
			t.Fatal(err)
		}
		for name, f := range similarities {
			var want [][]*float64
			if err := json.Unmarshal(g[name], &want); err != nil {
				t.Fatal(name, err)
			}
			for i, l := range texts {
				for j, r := range texts {
					if want[i][j] == nil {
						continue
					}
					if got := f.of(l, r, version == "2.0.0", &scratch{}); got != *want[i][j] {
						t.Errorf("DuckDB %s: %s(%q, %q) = %v, want %v", version, name, l, r, got, *want[i][j])
					}
				}
			}
		}
	}
}

func readJSON(t testing.TB, name string, into any) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

// Expressions give the values that DuckDB gives.
func TestExpressionsOfDuckDB(t *testing.T) {
	var g struct {
		Pairs  [][2]*string
		Values map[string][]*string
	}
	readJSON(t, "expressions", &g)
	for _, sql := range sortedKeys(g.Values) {
		c := newCompiler(DuckDB, false)
		col := c.add("a", sText)
		p := c.newPair()
		for i, texts := range g.Pairs {
			col.values, col.class = []value{null}, []uint32{0}
			for side, s := range texts {
				if p.ids[side][0] = 0; s != nil {
					k := slices.IndexFunc(col.values, func(v value) bool { return v.sort == sText && v.s == *s })
					if k < 0 {
						k = len(col.values)
						col.values = append(col.values, text(*s))
						col.class = append(col.class, uint32(k))
					}
					p.ids[side][0] = uint32(k)
				}
			}
			clear(c.known)
			e, err := parse(sql, DuckDB, suffixed)
			if err != nil {
				t.Errorf("%s: %v", sql, err)
				break
			}
			n, err := c.compile(e)
			if err != nil {
				t.Errorf("%s: %v", sql, err)
				break
			}
			got, want := n.eval(p).String(), "NULL"
			if w := g.Values[sql][i]; w != nil {
				want = *w
			}
			if got != want && !near(got, want) {
				show := func(s *string) string {
					if s == nil {
						return "NULL"
					}
					return strconv.Quote(*s)
				}
				t.Errorf("%s with %s, %s = %q, want %q", sql, show(texts[0]), show(texts[1]), got, want)
			}
		}
	}
}

// near passes the last digit of transcendental functions.
func near(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && math.Abs(x-y) <= 1e-15*math.Abs(y)
}
