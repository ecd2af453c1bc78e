package splink

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// fuzzTexts are values that conditions are tried on.
var fuzzTexts = []string{"", "a", "王伟", "12.5", "2020-01-05", "[x, \"y\"]", "-1e300", "nan"}

// A condition of any text is understood or refused, never more; what is
// understood can be computed for any values.
func FuzzParse(f *testing.F) {
	models, err := filepath.Glob("testdata/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range models {
		if !strings.Contains(path, ".splink-") {
			continue
		}
		b, err := os.Open(path)
		if err != nil {
			f.Fatal(err)
		}
		m, err := Read(b)
		b.Close()
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range m.Comparisons {
			for _, l := range c.Levels {
				f.Add(l.SQL)
			}
		}
		for _, r := range m.Rules {
			f.Add(r.SQL)
		}
	}
	f.Add("case a_l when 'x' then -1.5e3::int else null end in (1, 2) or not a_r[1] like '%_' -- x")
	f.Add("`a_l` || extract(year from date '2020-01-01') between 'a' and 'b' /* */ is not distinct from [a_l, 'b']")
	f.Fuzz(func(t *testing.T, sql string) {
		for _, d := range []Dialect{DuckDB, Spark, SQLite, Postgres} {
			for _, form := range []form{suffixed, qualified} {
				e, err := parse(sql, d, form)
				if err != nil {
					continue
				}
				tryCondition(t, d, e)
			}
		}
	})
}

func tryCondition(t *testing.T, d Dialect, e *expr) {
	m := &Model{Dialect: d, Columns: map[string]Type{}, Comparisons: []Comparison{{Levels: []Level{{condition: e}}}}}
	m.infer()
	c, err := m.compiler(false)
	if err != nil {
		t.Fatal(err)
	}
	for _, col := range c.list {
		col.values, col.class = nil, nil
		for i, s := range fuzzTexts {
			col.values = append(col.values, castText(s, col.sort))
			col.class = append(col.class, uint32(i))
		}
	}
	condition, err := c.condition(e)
	if err != nil {
		return
	}
	p := c.newPair()
	for i := range fuzzTexts {
		for j := range fuzzTexts {
			p.now++
			for k := range c.list {
				p.ids[0][k], p.ids[1][k] = uint32(i), uint32(j)
			}
			if v := condition(p); v < unknown || v > yes {
				t.Fatalf("a condition gave %v", v)
			}
		}
	}
}

// Any JSON is a model or an error, and a model without problems scores.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"people.splink-4", "addresses.splink-5", "citizens.splink-5", "edges.splink-4"} {
		b, err := os.ReadFile("testdata/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add(modelOf(Spark, "a_l = a_r", "ELSE"))
	f.Fuzz(func(t *testing.T, s string) {
		m, err := Read(strings.NewReader(s))
		if err != nil {
			return
		}
		names := sortedKeys(m.Columns)
		for i, n := range names {
			if n != strings.TrimSpace(n) || !utf8.ValidString(n) || i > 0 && strings.EqualFold(n, names[i-1]) {
				return
			}
		}
		if len(names) == 0 {
			return
		}
		row := make([]string, len(names))
		for i := range row {
			row[i] = map[Type]string{Text: "x", Number: "1", Date: "2020-01-05", List: "[x]"}[m.Columns[names[i]]]
		}
		scorer, err := m.Scorer(records(t, names, row, row, make([]string, len(names))), Options{LeaveOut: true})
		if err != nil {
			t.Fatal(err)
		}
		for l := range 3 {
			// An error is what the database would refuse too.
			_, _ = scorer.Score(l, 2)
		}
	})
}
