package link_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"quanyuan/link"
	"quanyuan/link/linktest"
)

// invented makes words that nobody knows.
func invented(rng *rand.Rand) string {
	const syllables = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi zo"
	all := strings.Fields(syllables)
	var b strings.Builder
	for range 2 + rng.IntN(2) {
		b.WriteString(all[rng.IntN(len(all))])
	}
	return b.String()
}

// works are titles of authors who write of few things each: their titles have
// words in common. Some stand twice, with a word left out or another one.
func works(t *testing.T) (columns []string, rows [][]string) {
	t.Helper()
	rng := rand.New(rand.NewPCG(4, 11))
	var words []string
	for range 600 {
		words = append(words, invented(rng))
	}
	n := 0
	for range 60 {
		author := invented(rng) + " " + invented(rng)
		shelf := fmt.Sprintf("S%d", rng.IntN(12))
		var themes []string
		for range 12 {
			themes = append(themes, words[rng.IntN(len(words))])
		}
		for range 25 {
			title := make([]string, 5)
			for i := range title {
				if title[i] = themes[rng.IntN(len(themes))]; i > 2 {
					title[i] = words[rng.IntN(len(words))]
				}
			}
			n++
			rows = append(rows, []string{author, strings.Join(title, " "), shelf, fmt.Sprint(n)})
			if rng.IntN(5) == 0 {
				again := append([]string(nil), title...)
				again[rng.IntN(len(again))] = words[rng.IntN(len(words))]
				rows = append(rows, []string{author, strings.Join(again, " "), shelf, fmt.Sprint(n)})
			}
		}
	}
	return []string{"author", "title", "shelf", "cluster"}, rows
}

// Titles of one author resemble each other; that does not make them one. Those
// that do are told from them by their weights, and most are not put together.
func TestWorksOfOneAuthorStayApart(t *testing.T) {
	columns, rows := works(t)
	tbl, err := linktest.TableOf(columns, rows)
	if err != nil {
		t.Fatal(err)
	}
	r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{"cluster"}}, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := truth(tbl.Column("cluster"), func(s string) string { return s })
	score := linktest.Evaluate(r.Clusters, want)
	_, best := linktest.Best(len(rows), r.Pairs, want)
	t.Logf("%s; at the best threshold %s", score, best)
	if best.F1 < 0.85 || score.Recall < 0.95 || score.Precision < 0.15 {
		t.Errorf("%s; at the best threshold %s; want F1 0.85 there, and recall 0.95 and precision 0.15 without it", score, best)
	}
}

// What is written of things in two lists has a few words in common and many that
// are not: texts are graded far down.
func TestTextsAreGradedFarDown(t *testing.T) {
	columns, rows := works(t)
	s := suggested(t, columns, rows)
	for _, c := range s.Spec.Comparisons {
		if c.Column != "title" {
			continue
		}
		p := c.Comparator.Prepare([]string{"zuko mahe lori", "zuko besa gidu nafo tare", "besa gidu nafo tare", "lupa weri"})
		if base, _, _ := link.SplitComparator(c.Comparator.Name()); base != "tokens" || p.Level(0, 1) <= p.Level(0, 3) || p.Level(1, 2) <= p.Level(0, 1) {
			t.Errorf("%s gives levels %d, %d, %d to one word of many, none, all but one; each must be told from the next", c.Comparator.Name(), p.Level(0, 1), p.Level(0, 3), p.Level(1, 2))
		}
		if again, err := link.ComparatorNamed(c.Comparator.Name()); err != nil || again.Name() != c.Comparator.Name() {
			t.Errorf("a model cannot find %s again: %v", c.Comparator.Name(), err)
		}
		return
	}
	t.Error("the title is not compared")
}

// Two lists that have nobody twice have no more matches than the shorter one has
// rows, however alike all that is in them looks.
func TestMatchesAreNoMoreThanAList(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 9))
	list := func(n int) (rows [][]string) {
		for range n {
			maker, kind := fmt.Sprintf("maker%d", rng.IntN(8)), fmt.Sprintf("kind%d", rng.IntN(6))
			rows = append(rows, []string{strings.Join([]string{maker, kind, invented(rng)}, " "), maker, fmt.Sprint(10 * (1 + rng.IntN(40)))})
		}
		return rows
	}
	columns := []string{"item", "maker", "price"}
	left, err := linktest.TableOf(columns, list(80))
	if err != nil {
		t.Fatal(err)
	}
	right, err := linktest.TableOf(columns, list(600))
	if err != nil {
		t.Fatal(err)
	}
	for relation, most := range map[link.Relation]float64{link.OneToOne: 80, link.OneToMany: 600} {
		r, err := link.Match(context.Background(), left, right, link.Spec{}, link.Options{Relation: relation})
		if err != nil {
			t.Fatal(err)
		}
		var matches float64
		for _, c := range r.Model.Mixture.Classes {
			if c.Match {
				matches += c.Pairs
			}
		}
		if matches > most+1e-6 {
			t.Errorf("relation %d: %.1f matches are expected of %d and %d rows, want %.0f at most", relation, matches, left.Rows, right.Rows, most)
		}
	}
}

// Among columns that tell of the record, however many, those stay that tell of
// the person: the birth date is the one whose years are far apart.
func TestManyColumnsOfTheRecord(t *testing.T) {
	p := town
	p.Households = 500
	rng := rand.New(rand.NewPCG(8, 3))
	var columns []string
	for i, c := range linktest.PersonColumns {
		if c == "dob" {
			c = "k7" // its header does not tell
		}
		if i > 0 {
			columns = append(columns, c)
		}
	}
	var rows [][]string
	for _, r := range linktest.People(p) {
		rows = append(rows, r[1:])
	}
	for i := range 8 {
		columns = append(columns, fmt.Sprintf("visit%d", i), fmt.Sprintf("m%d", i))
		for r := range rows {
			rows[r] = append(rows[r], fmt.Sprintf("%d-%02d-%02d", 2018+rng.IntN(6), 1+rng.IntN(12), 1+rng.IntN(28)), fmt.Sprintf("%.2f", 10+90*rng.Float64()))
		}
	}
	s := suggested(t, columns, rows)
	for _, p := range s.Profiles {
		switch {
		case strings.HasPrefix(p.Column, "visit") || strings.HasPrefix(p.Column, "m") && len(p.Column) == 2:
			if p.Used {
				t.Errorf("%s is used: %s", p.Column, p.Why)
			}
		case p.Column == "k7" || p.Column == "first_name" || p.Column == "surname":
			if !p.Used {
				t.Errorf("%s is not used: %s", p.Column, p.Why)
			}
		}
	}
}

// Who reads the plan learns that a column was read in a wrong encoding.
func TestDamagedColumnsAreNamed(t *testing.T) {
	columns, rows := works(t)
	for i := 0; i < len(rows); i += 7 {
		rows[i][1] = fmt.Sprintf("ã ã¼ã ã³ã ã²ã ã %d ãª", i)
	}
	s := suggested(t, columns, rows)
	for _, p := range s.Profiles {
		if told := strings.Contains(p.Why, "wrong encoding"); told != (p.Column == "title") {
			t.Errorf("%s: %s", p.Column, p.Why)
		}
	}
}

// suggested is what the engine would do with rows, their label left out.
func suggested(t *testing.T, columns []string, rows [][]string) *link.Suggestion {
	t.Helper()
	tbl, err := linktest.TableOf(columns, rows)
	if err != nil {
		t.Fatal(err)
	}
	s, err := link.Suggest(tbl, "cluster")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
