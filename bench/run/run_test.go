package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quanyuan/bench/score"
)

func TestChosenParts(t *testing.T) {
	all, err := chosen("")
	if err != nil || len(all) != len(parts) {
		t.Errorf("no choice gives %d parts, %v", len(all), err)
	}
	two, err := chosen("register,hard")
	if err != nil || len(two) != 2 || two[0].name != "hard" {
		t.Errorf("got %v, %v", two, err)
	}
	if _, err := chosen("nothing"); err == nil || !strings.Contains(err.Error(), "hard") {
		t.Errorf("an unknown part: %v", err)
	}
}

// scored is an outcome of clusters of four records that are two entities.
func scored(t *testing.T, name string, labels []uint32, wall time.Duration) outcome {
	t.Helper()
	truth := score.NewTruth()
	for i, e := range []string{"a", "a", "b", "b"} {
		if err := truth.Add(string(rune('1'+i)), e); err != nil {
			t.Fatal(err)
		}
	}
	s := truth.Of(labels)
	return outcome{name: name, own: s, best: s, shown: true, usage: usage{wall: wall}}
}

func TestFiguresHoldAgainstTheBestPeer(t *testing.T) {
	good, bad := []uint32{1, 1, 2, 2}, []uint32{1, 1, 2, 3}
	ours := scored(t, "ours", bad, time.Second)
	s := &section{}
	(&bench{}).figures(s, job{title: "x", ratio: 6}, []outcome{ours, scored(t, "slow", bad, 7*time.Second), scored(t, "right", good, time.Minute),
		{name: "broken", err: os.ErrNotExist}})
	text := page(machine{}, []*section{s})
	for _, want := range []string{"| x: F1 beside the best peer at its best threshold | ≥ 1.0000 (right) | 0.6666 | **falls short** |",
		"| x: slow takes our wall time | ≥ 6 times | 7.0 times | holds |", "| x: F1 lost for not knowing the best threshold | ≤ 0.003 | 0.0000 | holds |"} {
		if !strings.Contains(text, want) {
			t.Errorf("no line %q in\n%s", want, text)
		}
	}
}

func TestFiguresAreCutNotRounded(t *testing.T) {
	for x, want := range map[float64]string{0.99796: "0.9979", 1: "1.0000", 12.34: "12.3", 1234.5: "1234"} {
		if got := precise(x); got != want {
			t.Errorf("precise(%v) = %s, want %s", x, got, want)
		}
	}
}

func TestSameBytes(t *testing.T) {
	dir := t.TempDir()
	put := func(name string, n int, last byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, append(make([]byte, n), last), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a := put("a", 1<<16, 1)
	for _, c := range []struct {
		path string
		want bool
	}{{put("b", 1<<16, 1), true}, {put("c", 1<<16, 2), false}, {put("d", 1<<16-1, 1), false}, {put("e", 1<<17, 1), false}} {
		if got, err := sameBytes(a, c.path); err != nil || got != c.want {
			t.Errorf("%s: %v, %v", filepath.Base(c.path), got, err)
		}
	}
	if _, err := sameBytes(a, filepath.Join(dir, "none")); err == nil {
		t.Error("a file that is not there is the same")
	}
}

func TestFebrlPerson(t *testing.T) {
	for id, want := range map[string]string{"rec-223-org": "223", "rec-223-dup-0": "223", "7": "7"} {
		if got := febrlPerson(id); got != want {
			t.Errorf("febrlPerson(%s) = %s", id, got)
		}
	}
}
