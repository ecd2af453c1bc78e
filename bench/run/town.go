package main

import (
	"path/filepath"

	"quanyuan/simulate"
)

// step is one command of a way through and what it took.
type step struct {
	name string
	args []string
}

// run runs steps in turn and shows each; it returns their wall time in all.
func (b *bench) run(s *section, steps []step) (seconds float64, err error) {
	s.printf("\n| step | wall | processors busy | peak memory |\n|---|---|---|---|\n")
	for _, st := range steps {
		u, err := b.quanyuan(st.args...)
		if err != nil {
			s.printf("| %s | failed | | |\n", st.name)
			return seconds, err
		}
		seconds += u.wall.Seconds()
		s.printf("| %s | %s |\n", st.name, u.columns())
	}
	s.printf("| in all | %.2f s | | |\n", seconds)
	return seconds, nil
}

// demo goes the steps of `quanyuan demo` one by one and holds the results
// against the truth.
func (b *bench) demo(s *section) error {
	dir := filepath.Join(b.dir, "town")
	town, db, results := filepath.Join(dir, "town"), filepath.Join(dir, "town.db"), filepath.Join(dir, "results")
	s.printf("%d persons, seed %d, all lists. The truth is held against what `collate` writes: `outcomes.csv` and `clusters.csv`.\n", b.town, b.seed)
	seconds, err := b.run(s, []step{
		{"`simulate`", []string{"simulate", "--persons", number(b.town), "--seed", number(b.seed), "--out", town}},
		{"`init`", []string{"init", "--db", db, "--divisions", filepath.Join(town, "divisions.csv")}},
		{"`import --as register`", []string{"import", "--db", db, "--as", "register", filepath.Join(town, "register.csv")}},
		{"`import --manifest`", []string{"import", "--db", db, "--manifest", filepath.Join(town, "lists.csv")}},
		{"`collate`", []string{"collate", "--db", db, "--out", results}},
	})
	if err != nil {
		return err
	}
	scores, err := simulate.Score(filepath.Join(town, "truth"), results)
	if err != nil {
		return err
	}
	once := float64(scores.Rows-scores.Missing-scores.Doubled) / float64(max(1, scores.Rows+scores.Unexpected))
	s.printf("\n```\n%s```\n", scores)
	s.figures = append(s.figures,
		atLeast("demo town: matched rows, precision", scores.Matched.Precision(), 0.999, ""),
		atLeast("demo town: matched rows, recall", scores.Matched.Recall(), 0.985, ""),
		atLeast("demo town: person rows accounted for exactly once", once, 1, ""),
		atLeast("demo town: differing fields, F1", scores.Differs.F1(), 0.97, ""),
		atLeast("demo town: register duplicates, F1", scores.Clusters.F1(), 0.97, ""),
		under("demo town: in all", seconds, 60, " s"))
	return nil
}
