package main

import (
	"os"
	"path/filepath"
	"strings"

	"quanyuan/bench/score"
)

// dataSet is a published set of records with its truth.
type dataSet struct {
	name     string
	files    []string
	id       string
	truth    string // column with the truth, never shown to anybody; "": the id tells it
	ignore   string // column left out
	required float64
	settings string // of Splink's script
}

var dataSets = []dataSet{
	{"FEBRL 1", []string{"febrl/dataset1.csv"}, "rec_id", "", "", 0.998, "febrl"},
	{"FEBRL 2", []string{"febrl/dataset2.csv"}, "rec_id", "", "", 0.998, "febrl"},
	{"FEBRL 3", []string{"febrl/dataset3.csv"}, "rec_id", "", "", 0.998, "febrl"},
	{"FEBRL 4", []string{"febrl/dataset4a.csv", "febrl/dataset4b.csv"}, "rec_id", "", "", 0.998, "febrl"},
	{"FEBRL 1 without soc_sec_id", []string{"febrl/dataset1.csv"}, "rec_id", "", "soc_sec_id", 0, "febrl"},
	{"FEBRL 2 without soc_sec_id", []string{"febrl/dataset2.csv"}, "rec_id", "", "soc_sec_id", 0, "febrl"},
	{"FEBRL 3 without soc_sec_id", []string{"febrl/dataset3.csv"}, "rec_id", "", "soc_sec_id", 0, "febrl"},
	{"FEBRL 4 without soc_sec_id", []string{"febrl/dataset4a.csv", "febrl/dataset4b.csv"}, "rec_id", "", "soc_sec_id", 0, "febrl"},
	{"historical_50k", []string{"splink/historical_50k.csv"}, "unique_id", "cluster", "cluster", 0.83, "historical"},
	{"fake_1000", []string{"splink/fake_1000.csv"}, "unique_id", "cluster", "cluster", 0.93, "fake"},
	{"restaurant", []string{"restaurant/restaurant.csv"}, "id", "class", "class", 0, "restaurant"},
}

// quick is the time a file of so many rows may take.
const quick, quickRows = 0.3, 10_000

// published measures accuracy and time on the published sets, beside Splink with
// the settings of its own examples and GoldenMatch with none.
func (b *bench) published(s *section) error {
	s.printf("%s", "Splink with the settings of its own worked examples, GoldenMatch and ours with none. FEBRL 4 has two files, each without duplicates in itself.\n")
	slowest, which := 0.0, ""
	for _, d := range dataSets {
		j, err := b.publishedJob(d)
		if err != nil {
			s.printf("\n### %s\n\nNot measured: %v\n", d.name, err)
			continue
		}
		if err := b.contest(s, j); err != nil {
			return err
		}
		if j.truth.Records() <= quickRows {
			if u, err := b.middle(j); err == nil && u.wall.Seconds() > slowest {
				slowest, which = u.wall.Seconds(), d.name
			}
		}
	}
	if which != "" {
		s.figures = append(s.figures, atMost("published files of up to 10,000 rows, slowest ("+which+")", slowest, quick, " s"))
	}
	return b.quickFiles(s)
}

// quickFiles measures small files of persons.
func (b *bench) quickFiles(s *section) error {
	for _, kind := range []string{"latin", "chinese"} {
		j, clean, err := b.populate(kind, quickRows)
		if err != nil {
			return err
		}
		u, err := b.middle(j)
		clean()
		if err != nil {
			return err
		}
		s.figures = append(s.figures, atMost(j.title+": wall", u.wall.Seconds(), quick, " s"))
	}
	return nil
}

// middle is the median of three runs of ours.
func (b *bench) middle(j job) (usage, error) {
	var runs [rounds]usage
	for i := range runs {
		var err error
		if runs[i], err = b.quanyuan(b.linkArgs(j)...); err != nil {
			return usage{}, err
		}
	}
	lo, mid, hi := runs[0], runs[1], runs[2]
	if lo.wall > mid.wall {
		lo, mid = mid, lo
	}
	if mid.wall > hi.wall {
		mid = hi
	}
	if lo.wall > mid.wall {
		mid = lo
	}
	return mid, nil
}

func (b *bench) publishedJob(d dataSet) (job, error) {
	j := job{title: d.name, id: d.id, ignore: d.ignore, truth: score.NewTruth(), required: d.required}
	column, entity := d.truth, func(s string) string { return s }
	if column == "" {
		column, entity = d.id, febrlPerson
	}
	for _, f := range d.files {
		path := filepath.Join(b.shared, "data", "bench", filepath.FromSlash(f))
		if _, err := os.Stat(path); err != nil {
			return j, score.Absent(f)
		}
		if err := j.truth.Read(path, d.id, column, entity); err != nil {
			return j, err
		}
		j.files = append(j.files, path)
	}
	p := peer{name: "Splink 5, DuckDB", requirements: "splink", script: "splink_sets.py", args: []string{d.settings}}
	if d.ignore != "" && d.truth == "" {
		p.after = []string{"--without", d.ignore}
	}
	j.peers = []peer{p}
	if len(d.files) == 1 {
		g := peer{name: "GoldenMatch 3.22, no settings", requirements: "goldenmatch", script: "goldenmatch_auto.py", after: []string{"--id", d.id}}
		if d.ignore != "" {
			g.after = append(g.after, "--ignore", d.ignore)
		}
		j.peers = append(j.peers, g)
	}
	return j, nil
}

// febrlPerson: rec-223-org and rec-223-dup-0 are person 223.
func febrlPerson(id string) string {
	parts := strings.Split(id, "-")
	if len(parts) < 2 {
		return id
	}
	return parts[1]
}
