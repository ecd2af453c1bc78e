package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"quanyuan/link/linktest"
)

// contest is a file that ours and the peer link in turn.
type contest struct {
	title  string
	file   string
	id     string
	ignore []string // flags for ours: columns with the truth
	script string   // in the folder of peers
	truth  map[string]string
	ours   result // measured before, or empty
	figure string // name of the required figure; empty: none
}

const peerHead = "Ours with no settings at all; Splink with those of its script. One run each in turn, from CSV to clusters and pairs.\n" +
	"The columns with a threshold close the pairs transitively from that probability on; the best threshold is the one that only\n" +
	"the truth knows. Own clusters are those a tool gives when nothing is chosen by hand (Splink has no threshold of its own: 0.95).\n"

// splink runs the peer on the files that `link dedupe` gets, after it.
func (b *bench) splink(s *section) error {
	python, err := b.environment()
	if err != nil {
		return err
	}
	s.printf("%s", peerHead)
	for _, make := range []func() (contest, error){b.registerContest, b.personsContest} {
		c, err := make()
		if err == nil {
			err = b.contest(s, c, python)
		}
		if err != nil {
			s.printf("\n**Not measured:** %v\n", err)
		}
	}
	return b.ctx.Err()
}

func (b *bench) registerContest() (contest, error) {
	if err := b.makeRegister(); err != nil {
		return contest{}, err
	}
	truth, err := b.registerTruth()
	return contest{title: "Chinese register", file: b.people, id: personNumber, script: "splink_register.py", truth: truth,
		ours: b.ours, figure: b.registerName() + ": `link dedupe`, CSV to clusters"}, err
}

// personsContest makes people with Latin names, about as many as the register has.
func (b *bench) personsContest() (contest, error) {
	rows := linktest.People(linktest.Population{Seed: b.seed, Households: b.persons / 3, Duplicates: 0.2, Twins: 0.02, Namesakes: 0.02, Noise: linktest.Usual})
	c := contest{title: "Latin names", file: filepath.Join(b.dir, "persons.csv"), id: linktest.PersonColumns[0], script: "splink_persons.py",
		ignore: []string{"--ignore", "cluster"}, truth: make(map[string]string, len(rows))}
	f, err := os.Create(c.file)
	if err != nil {
		return c, err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	if err := w.WriteAll(append([][]string{linktest.PersonColumns}, rows...)); err != nil {
		return c, err
	}
	for _, r := range rows {
		c.truth[r[0]] = r[len(r)-1]
	}
	return c, f.Close()
}

func (b *bench) contest(s *section, c contest, python string) error {
	ours := b.oursPairs()
	if c.ours.wall == 0 {
		var err error
		ours = filepath.Join(b.dir, "contest-pairs.csv")
		if c.ours, err = b.dedupeFile(c.file, c.id, ours, c.truth, c.ignore...); err != nil {
			return err
		}
	}
	pairs := filepath.Join(b.dir, "splink-pairs.csv")
	theirs, err := b.measure(python, filepath.Join(b.peers, c.script), c.file, filepath.Join(b.dir, "splink-clusters.csv"), "--id", c.id, "--pairs", pairs)
	if err != nil {
		return err
	}
	found, err := readPairs(pairs, c.truth)
	if err != nil {
		return err
	}
	own, err := readPairs(ours, c.truth)
	if err != nil {
		return err
	}
	s.printf("\n### %s: %d records, %d true pairs ([%s](peers/%s))\n", c.title, len(c.truth), truePairs(c.truth), c.script, c.script)
	s.printf("\n| | wall | processors busy | peak memory | own clusters | at 0.5 | at 0.95 | best |\n|---|---|---|---|---|---|---|---|\n")
	compare(s, c, own, theirs, found)
	return nil
}

// compare shows both and says whether ours is faster. Speed counts only beside
// accuracy: clusters worse than the peer's would be no gain.
func compare(s *section, c contest, ours *scored, theirs usage, found *scored) {
	own := found.at(log2Odds95)
	s.printf("| `quanyuan link dedupe` | %s | %s | %s |\n", c.ours.columns(), f1(c.ours.score), thresholds(ours))
	s.printf("| Splink 5, DuckDB | %s | %s | %s |\n", theirs.columns(), f1(own), thresholds(found))
	ratio := theirs.wall.Seconds() / c.ours.wall.Seconds()
	s.printf("\nSplink took %.1f times our wall time and %.1f times our memory.\n", ratio, theirs.memory/max(c.ours.memory, 1e-9))
	if c.figure == "" {
		return
	}
	s.figures = append(s.figures, figure{c.figure,
		fmt.Sprintf("< %s (Splink 5, F1 %s)", theirs.seconds(), precise(own.F1)),
		fmt.Sprintf("%s, F1 %s: Splink takes %.1f times as long", c.ours.seconds(), precise(c.ours.score.F1), ratio),
		ratio > 1 && c.ours.score.F1 >= own.F1})
}

const log2Odds95 = 4.2479275 // log2(0.95/0.05)

func f1(s linktest.Score) string {
	return fmt.Sprintf("%s (P %.3f, R %.3f)", precise(s.F1), s.Precision, s.Recall)
}

// thresholds are F1 at probability 0.5 (weight 0), at 0.95 and at the best.
func thresholds(p *scored) string {
	w, best := p.best()
	return fmt.Sprintf("%s | %s | %s, weight %.1f", f1(p.at(0)), f1(p.at(log2Odds95)), f1(best), w)
}

// environment makes bench/.venv with the pinned versions, once, and returns its
// Python.
func (b *bench) environment() (string, error) {
	requirements, err := filepath.Abs(filepath.Join(b.peers, "requirements.txt"))
	if err != nil {
		return "", err
	}
	want, err := os.ReadFile(requirements)
	if err != nil {
		return "", fmt.Errorf("no list of versions: %w", err)
	}
	dir := filepath.Join(filepath.Dir(filepath.Dir(requirements)), ".venv")
	python := filepath.Join(dir, "bin", "python")
	if runtime.GOOS == "windows" {
		python = filepath.Join(dir, "Scripts", "python.exe")
	}
	stamp := filepath.Join(dir, "requirements.txt")
	if have, err := os.ReadFile(stamp); err == nil && string(have) == string(want) {
		return python, nil
	}
	system, err := systemPython()
	if err != nil {
		return "", err
	}
	if _, err := b.measure(system, "-m", "venv", "--clear", dir); err != nil {
		return "", fmt.Errorf("no virtual environment: %w", err)
	}
	if _, err := b.measure(python, "-m", "pip", "install", "--quiet", "--no-input", "-r", requirements); err != nil {
		return "", fmt.Errorf("the pinned versions could not be installed: %w", err)
	}
	return python, os.WriteFile(stamp, want, 0o644)
}

func systemPython() (string, error) {
	for _, name := range []string{"python3", "python"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no Python to run the peers with")
}
