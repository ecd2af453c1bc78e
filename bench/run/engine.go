package main

import (
	"os"
	"path/filepath"
	"strings"

	"quanyuan/link/linktest"
)

// dataSet is a published set of records with its truth.
type dataSet struct {
	name     string
	files    []string
	id       string
	truth    string // column with the truth, never shown to the engine; empty: the id tells it
	ignore   string // column left out
	required float64
}

var dataSets = []dataSet{
	{"FEBRL 1", []string{"febrl/dataset1.csv"}, "rec_id", "", "", 0.998},
	{"FEBRL 2", []string{"febrl/dataset2.csv"}, "rec_id", "", "", 0.998},
	{"FEBRL 3", []string{"febrl/dataset3.csv"}, "rec_id", "", "", 0.998},
	{"FEBRL 4", []string{"febrl/dataset4a.csv", "febrl/dataset4b.csv"}, "rec_id", "", "", 0.998},
	{"FEBRL 1 without soc_sec_id", []string{"febrl/dataset1.csv"}, "rec_id", "", "soc_sec_id", 0},
	{"FEBRL 2 without soc_sec_id", []string{"febrl/dataset2.csv"}, "rec_id", "", "soc_sec_id", 0},
	{"FEBRL 3 without soc_sec_id", []string{"febrl/dataset3.csv"}, "rec_id", "", "soc_sec_id", 0},
	{"FEBRL 4 without soc_sec_id", []string{"febrl/dataset4a.csv", "febrl/dataset4b.csv"}, "rec_id", "", "soc_sec_id", 0},
	{"historical_50k", []string{"splink/historical_50k.csv"}, "unique_id", "cluster", "cluster", 0.83},
	{"fake_1000", []string{"splink/fake_1000.csv"}, "unique_id", "cluster", "cluster", 0.93},
}

// engine measures accuracy and time on the published data sets. FEBRL 4 has two
// files, each without duplicates in itself: it is measured by `link match`.
func (b *bench) engine(s *section) error {
	s.printf("Pairwise precision, recall and F1, for clusters over their transitive closure. Times are of the same run.\n\n" +
		"| data | command | rows | precision | recall | F1 | wall | processors busy | peak memory |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, d := range dataSets {
		if err := b.dataSet(s, d); err != nil {
			s.printf("| %s | not measured: %s |\n", d.name, oneLine(err))
		}
	}
	return b.ctx.Err()
}

func (b *bench) dataSet(s *section, d dataSet) error {
	truth := map[string]string{}
	var paths []string
	for _, f := range d.files {
		path := filepath.Join(b.shared, "data", "bench", filepath.FromSlash(f))
		if _, err := os.Stat(path); err != nil {
			return errAbsent(f)
		}
		if err := readDataTruth(path, d, truth); err != nil {
			return err
		}
		paths = append(paths, path)
	}
	run := b.dedupeSet
	command := "dedupe"
	if len(paths) == 2 {
		run, command = b.matchSet, "match"
	}
	u, score, err := run(d, paths, truth)
	if err != nil {
		return err
	}
	s.printf("| %s | %s | %d | %.4f | %.4f | %s | %s |\n", d.name, command, len(truth), score.Precision, score.Recall, precise(score.F1), u.columns())
	if d.required > 0 {
		s.figures = append(s.figures, atLeast(d.name+": F1", score.F1, d.required, ""))
	}
	return nil
}

func (b *bench) flags(d dataSet, out string) []string {
	f := []string{"--id", d.id, "-o", out, "--quiet"}
	if d.ignore != "" {
		f = append(f, "--ignore", d.ignore)
	}
	return f
}

func (b *bench) dedupeSet(d dataSet, paths []string, truth map[string]string) (usage, linktest.Score, error) {
	out := filepath.Join(b.dir, "clusters.csv")
	u, err := b.quanyuan(append(append([]string{"link", "dedupe"}, paths...), b.flags(d, out)...)...)
	if err != nil {
		return u, linktest.Score{}, err
	}
	score, err := scoreClusters(out, truth)
	return u, score, err
}

func (b *bench) matchSet(d dataSet, paths []string, truth map[string]string) (usage, linktest.Score, error) {
	out := filepath.Join(b.dir, "matches.csv")
	u, err := b.quanyuan(append(append([]string{"link", "match"}, paths...), b.flags(d, out)...)...)
	if err != nil {
		return u, linktest.Score{}, err
	}
	score, err := scoreMatches(out, truth)
	return u, score, err
}

// readDataTruth adds who each record of a file is.
func readDataTruth(path string, d dataSet, truth map[string]string) error {
	column := d.truth
	if column == "" {
		column = d.id
	}
	return eachRow(path, []string{d.id, column}, func(v []string) error {
		person := v[1]
		if d.truth == "" {
			person = febrlPerson(v[0])
		}
		truth[v[0]] = person
		return nil
	})
}

// febrlPerson: rec-223-org and rec-223-dup-0 are person 223.
func febrlPerson(id string) string {
	parts := strings.Split(id, "-")
	if len(parts) < 2 {
		return id
	}
	return parts[1]
}
