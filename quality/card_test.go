package quality

import (
	"testing"

	"pgregory.net/rapid"

	"quanyuan"
)

// A card adds up, joins as if all rows had come at once, and promises of every
// mend exactly what mending it alone brings.
func TestCardAgainstCounting(t *testing.T) {
	problems := []Problem{
		{AsideProblem, "row.no_name", quanyuan.NumFields}, {DoubleProblem, "", quanyuan.NumFields},
		{FindingProblem, "id.check_digit", quanyuan.IDNumber}, {FindingProblem, "id.sex", quanyuan.Sex}, {RuledProblem, "", quanyuan.Phone},
	}
	rapid.Check(t, func(t *rapid.T) {
		var all, first, second Card
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) *Judgement {
			return &Judgement{Open: rapid.Bool().Draw(t, "open"), Given: []quanyuan.Field{quanyuan.IDNumber, quanyuan.Phone},
				Problems: rapid.SliceOfNDistinct(rapid.SampledFrom(problems), 0, 3, rapid.ID[Problem]).Draw(t, "problems")}
		}), 0, 30).Draw(t, "rows")
		cut := rapid.IntRange(0, len(rows)).Draw(t, "cut")
		for i, j := range rows {
			j.Where.Row = i + 1
			all.Add(1, j)
			if i < cut {
				first.Add(1, j)
			} else {
				second.Add(1, j)
			}
		}
		first.Join(&second)
		if first.Rows != all.Rows || first.Right != all.Right || first.Items != all.Items || len(first.Mends()) != len(all.Mends()) {
			t.Fatalf("joined %+v, at once %+v", first, all)
		}
		if all.Rows != all.Right+all.Wrong+all.Open {
			t.Fatalf("%d rows are %d right, %d wrong, %d open", all.Rows, all.Right, all.Wrong, all.Open)
		}
		for i, m := range all.Mends() {
			if n := first.Mends()[i]; n.Rows != m.Rows || n.Sole != m.Sole || n.Problem != m.Problem || len(n.Examples) != len(m.Examples) {
				t.Fatalf("joined %+v, at once %+v", n, m)
			}
			var mended Card
			for _, j := range rows {
				without := *j
				without.Problems = nil
				for _, p := range j.Problems {
					if p != m.Problem {
						without.Problems = append(without.Problems, p)
					}
				}
				mended.Add(1, &without)
			}
			if got := all.Wrong - mended.Wrong; got != m.Sole {
				t.Fatalf("mending %+v alone takes %d rows out of the wrong ones, promised %d", m.Problem, got, m.Sole)
			}
		}
	})
}
