package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"quanyuan/link/linktest"
)

// engine measures accuracy and time of `link dedupe` on the named data sets:
// no labels, no settings.
func (b *bench) engine() error {
	b.printf("\n## The engine alone: `link dedupe`, no settings, no labels\n\nPairwise precision, recall and F1 over the transitive closure of the clusters.\n\n| data | precision | recall | F1 | wall | peak memory |\n|---|---|---|---|---|---|\n")
	for _, d := range []struct {
		name   string
		files  []string
		id     string
		truth  func(id, label string) string
		label  string // column with the truth, never shown to the engine
		ignore string
	}{
		{"FEBRL 1", []string{"febrl/dataset1.csv"}, "rec_id", febrlPerson, "", ""},
		{"FEBRL 2", []string{"febrl/dataset2.csv"}, "rec_id", febrlPerson, "", ""},
		{"FEBRL 3", []string{"febrl/dataset3.csv"}, "rec_id", febrlPerson, "", ""},
		{"FEBRL 4", []string{"febrl/dataset4a.csv", "febrl/dataset4b.csv"}, "rec_id", febrlPerson, "", ""},
		{"FEBRL 1 without soc_sec_id", []string{"febrl/dataset1.csv"}, "rec_id", febrlPerson, "", "soc_sec_id"},
		{"FEBRL 2 without soc_sec_id", []string{"febrl/dataset2.csv"}, "rec_id", febrlPerson, "", "soc_sec_id"},
		{"FEBRL 3 without soc_sec_id", []string{"febrl/dataset3.csv"}, "rec_id", febrlPerson, "", "soc_sec_id"},
		{"FEBRL 4 without soc_sec_id", []string{"febrl/dataset4a.csv", "febrl/dataset4b.csv"}, "rec_id", febrlPerson, "", "soc_sec_id"},
		{"historical_50k", []string{"splink/historical_50k.csv"}, "unique_id", labelled, "cluster", "cluster"},
		{"fake_1000", []string{"splink/fake_1000.csv"}, "unique_id", labelled, "cluster", "cluster"},
	} {
		args := []string{"link", "dedupe"}
		truth := map[string]string{}
		missing := false
		for _, f := range d.files {
			path := filepath.Join(b.shared, "bench", f)
			if err := readTruth(path, d.id, d.label, d.truth, truth); err != nil {
				missing = true
			}
			args = append(args, path)
		}
		if missing {
			b.printf("| %s | skipped: not there | | | | |\n", d.name)
			continue
		}
		out := filepath.Join(b.dir, "clusters.csv")
		args = append(args, "--id", d.id, "-o", out, "--quiet")
		if d.ignore != "" {
			args = append(args, "--ignore", d.ignore)
		}
		u, err := b.measure(b.bin, args...)
		if err != nil {
			return err
		}
		s, err := scoreClusters(out, truth)
		if err != nil {
			return err
		}
		b.printf("| %s | %.4f | %.4f | %.4f | %s |\n", d.name, s.Precision, s.Recall, s.F1, u)
	}
	return nil
}

// febrlPerson: rec-223-org and rec-223-dup-0 are person 223.
func febrlPerson(id, _ string) string {
	parts := strings.Split(id, "-")
	if len(parts) < 2 {
		return id
	}
	return parts[1]
}

func labelled(_, label string) string { return label }

// readCSV reads a whole file, header first, blanks trimmed.
func readCSV(path string) ([][]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	for _, row := range rows {
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
	}
	return rows, err
}

func columnOf(header []string, name string) int {
	for i, h := range header {
		if h == name {
			return i
		}
	}
	return -1
}

func readTruth(path, id, label string, person func(id, label string) string, truth map[string]string) error {
	rows, err := readCSV(path)
	if err != nil {
		return err
	}
	at, lab := columnOf(rows[0], id), columnOf(rows[0], label)
	if at < 0 {
		return fmt.Errorf("%s has no column %s", path, id)
	}
	for _, row := range rows[1:] {
		l := ""
		if lab >= 0 {
			l = row[lab]
		}
		truth[row[at]] = person(row[at], l)
	}
	return nil
}

// scoreClusters compares a file id,cluster with the truth by id.
func scoreClusters(path string, truth map[string]string) (linktest.Score, error) {
	rows, err := readCSV(path)
	if err != nil {
		return linktest.Score{}, err
	}
	if len(rows)-1 != len(truth) {
		return linktest.Score{}, fmt.Errorf("%s has %d rows, the truth %d", path, len(rows)-1, len(truth))
	}
	var found, real []string
	for _, row := range rows[1:] {
		t, ok := truth[row[0]]
		if !ok {
			return linktest.Score{}, fmt.Errorf("%s: id %q is not in the truth", path, row[0])
		}
		found, real = append(found, row[1]), append(real, t)
	}
	return linktest.Evaluate(linktest.Labels(found), linktest.Labels(real)), nil
}
