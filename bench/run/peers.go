package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"quanyuan/link/linktest"
)

// splink runs the peer on the file that `link dedupe` had, after it.
func (b *bench) splink(s *section) error {
	python, err := b.environment()
	if err != nil {
		return err
	}
	if err := b.makeRegister(); err != nil {
		return err
	}
	truth, err := b.registerTruth()
	if err != nil {
		return err
	}
	if b.ours.wall == 0 {
		if err := b.dedupePeople(&section{}, truth); err != nil {
			return err
		}
	}
	pairs := filepath.Join(b.dir, "splink-pairs.csv")
	theirs, err := b.measure(python, filepath.Join(b.peers, "splink_register.py"), b.people, filepath.Join(b.dir, "splink-clusters.csv"), "--id", personNumber, "--pairs", pairs)
	if err != nil {
		return err
	}
	found, err := readPairs(pairs, truth)
	if err != nil {
		return err
	}
	s.printf("The same file of %d persons, from CSV to clusters and pairs, one run each in turn. Ours with no settings at all;\n"+
		"Splink with the settings of [peers/splink_register.py](peers/splink_register.py). The columns with a threshold close the pairs\n"+
		"transitively from that probability on; the best is the one that only the truth knows. Own clusters are those the tool gives\n"+
		"when nothing is chosen by hand (Splink has no threshold of its own: 0.95).\n", len(truth))
	s.printf("\n| | wall | processors busy | peak memory | own clusters | at 0.5 | at 0.95 | best |\n|---|---|---|---|---|---|---|---|\n")
	ours, err := readPairs(b.oursPairs(), truth)
	if err != nil {
		return err
	}
	b.compare(s, ours, theirs, found)
	return nil
}

// compare shows both and says whether ours is faster. Speed counts only beside
// accuracy: clusters worse than the peer's would be no gain.
func (b *bench) compare(s *section, ours *scored, theirs usage, found *scored) {
	own := found.at(log2Odds95)
	s.printf("| `quanyuan link dedupe` | %s | %s | %s |\n", b.ours.columns(), f1(b.ours.score), thresholds(ours))
	s.printf("| Splink 5.0.0, DuckDB | %s | %s | %s |\n", theirs.columns(), f1(own), thresholds(found))
	ratio := theirs.wall.Seconds() / b.ours.wall.Seconds()
	s.printf("\nSplink took %.1f times our wall time and %.1f times our memory.\n", ratio, theirs.memory/max(b.ours.memory, 1e-9))
	s.figures = append(s.figures, figure{b.registerName() + ": `link dedupe`, CSV to clusters",
		fmt.Sprintf("< %s (Splink 5, F1 %s)", theirs.seconds(), precise(own.F1)),
		fmt.Sprintf("%s, F1 %s: Splink takes %.1f times as long", b.ours.seconds(), precise(b.ours.score.F1), ratio),
		ratio > 1 && b.ours.score.F1 >= own.F1})
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
