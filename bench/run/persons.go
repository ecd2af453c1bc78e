package main

import (
	"fmt"
	"os"
	"path/filepath"

	"quanyuan/bench/people"
	"quanyuan/bench/score"
)

// splink is Splink with the settings for a kind of persons.
func splink(language string, files int) peer {
	p := peer{name: "Splink 5, DuckDB", requirements: "splink", script: "splink_" + language + ".py"}
	if files == 2 {
		p.after = []string{"--link"}
	}
	return p
}

// populate makes a file of invented persons and the job to link it.
func (b *bench) populate(kind string, rows int) (job, func(), error) {
	k, err := people.KindOf(kind)
	if err != nil {
		return job{}, nil, err
	}
	paths, err := k.Write(filepath.Join(b.dir, fmt.Sprintf("%s-%d.csv", kind, rows)), rows, b.seed)
	clean := func() {
		for _, p := range append(paths.Rows, paths.Truth, paths.Panel) {
			os.Remove(p)
		}
	}
	if err != nil {
		clean()
		return job{}, nil, err
	}
	truth, err := score.ReadTruth(paths.Truth, "id", "cluster")
	return job{title: fmt.Sprintf("`%s`, %s rows", kind, short(float64(rows))), files: paths.Rows, id: "id", truth: truth, panel: paths.Panel}, clean, err
}

// personsContest makes the persons, lets ours and peers link them, and removes
// the files.
func (b *bench) personsContest(s *section, kind string, rows int, ratio float64, peers ...peer) error {
	j, clean, err := b.populate(kind, rows)
	if err != nil {
		return err
	}
	defer clean()
	j.ratio, j.peers = ratio, peers
	return b.contest(s, j)
}

const personsHead = "Ours with no settings at all; Splink with those of its script, tuned with the truth at hand. They run in turn on one file, from CSV to\n" +
	"clusters and pairs; what takes less than 20 s runs three times and the median is shown. Own clusters are those a tool gives when nothing is\n" +
	"chosen by hand (Splink has no threshold of its own: 0.95); the best threshold is the one that only the truth knows.\n"

func (b *bench) millions(s *section) error {
	s.printf("%s", personsHead)
	if err := b.personsContest(s, "latin", b.rows, 6, splink("latin", 1)); err != nil {
		return err
	}
	return b.personsContest(s, "chinese", b.rows, 10, splink("chinese", 1))
}

func (b *bench) fewDuplicates(s *section) error {
	s.printf("Where one record in a hundred is a second one, a threshold that is a little wrong ruins the precision.\n")
	for _, language := range []string{"latin", "chinese"} {
		if err := b.personsContest(s, language+"-few", b.rows, 0, splink(language, 1)); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) twoFiles(s *section) error {
	s.printf("Half of the persons are in both files. `link match` pairs one with one; Splink's links are closed transitively.\n")
	for _, language := range []string{"latin", "chinese"} {
		if err := b.personsContest(s, language+"-pair", b.rows/5, 0, splink(language, 2)); err != nil {
			return err
		}
	}
	return nil
}

// hard measures the persons that are easily taken for one.
func (b *bench) hard(s *section) error {
	s.printf("Groups of persons that are easily taken for one, within 50,000 rows of ordinary ones.\n")
	for _, language := range []string{"latin", "chinese"} {
		j, clean, err := b.populate(language+"-panel", 50_000)
		if err != nil {
			return err
		}
		j.peers = []peer{splink(language, 1)}
		err = b.panel(s, j)
		clean()
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) panel(s *section, j job) error {
	if err := b.contest(s, j); err != nil {
		return err
	}
	s.printf("\n| pairs of two persons in one cluster | pairs | ours | Splink 5 at 0.95 |\n|---|---|---|---|\n")
	var kinds [2][]score.Merged
	for i := range kinds {
		labels, err := j.truth.ReadClusters(b.clusters(i))
		if err != nil {
			continue
		}
		each, all, err := j.truth.ReadPanel(j.panel, labels)
		if err != nil {
			return err
		}
		kinds[i] = append(each, all)
	}
	for n, k := range kinds[0] {
		theirs := "not measured"
		if n < len(kinds[1]) {
			theirs = fmt.Sprintf("%.2f %%", 100*kinds[1][n].Share())
		}
		s.printf("| %s | %d | %.2f %% | %s |\n", k.Kind, k.Pairs, 100*k.Share(), theirs)
	}
	return nil
}

// others measures the tools that cannot take a million rows.
func (b *bench) others(s *section) error {
	s.printf("Tools that do not get far with a million rows, on fewer. GoldenMatch has no settings, dedupe was taught a hundred pairs by the truth,\nrecordlinkage has those of its script.\n")
	j, clean, err := b.populate("latin", b.small)
	if err != nil {
		return err
	}
	defer clean()
	truth := filepath.Join(b.dir, fmt.Sprintf("latin-%d.truth.csv", b.small))
	j.peers = []peer{splink("latin", 1),
		{name: "recordlinkage 0.16", requirements: "recordlinkage", script: "recordlinkage_latin.py"},
		{name: "GoldenMatch 3.22, no settings", requirements: "goldenmatch", script: "goldenmatch_auto.py"},
		{name: "dedupe 3.0.3, 100 labels", requirements: "dedupe", script: "dedupe_latin.py", after: []string{"--truth", truth}}}
	if err := b.contest(s, j); err != nil {
		return err
	}
	return b.personsContest(s, "chinese", b.small, 0, splink("chinese", 1),
		peer{name: "GoldenMatch 3.22, no settings", requirements: "goldenmatch", script: "goldenmatch_auto.py"})
}
