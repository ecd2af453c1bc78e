package main

import (
	"os"
	"path/filepath"
	"testing"
)

func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

var truth = map[string]string{"a": "1", "b": "1", "c": "1", "d": "2", "e": "2"} // 4 true pairs

func TestScoreClusters(t *testing.T) {
	s, err := scoreClusters(written(t, "c.csv", "\ufeffid,cluster\na,a\nb,a\nc,c\nd,c\ne,e\n"), truth)
	if err != nil || s.Found != 2 || s.Right != 1 || s.True != 4 || s.F1 != 2.0/6 {
		t.Errorf("got %v, %v", s, err)
	}
	for name, text := range map[string]string{
		"a record missing": "id,cluster\na,a\n",
		"a record twice":   "id,cluster\na,a\na,a\nb,b\nc,c\nd,d\n",
		"an unknown id":    "id,cluster\nx,x\n",
		"no such column":   "id,group\na,a\n",
	} {
		if _, err := scoreClusters(written(t, "c.csv", text), truth); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestScoreMatchesAndPersons(t *testing.T) {
	s, err := scoreMatches(written(t, "m.csv", "id_l,id_r\na,b\nc,d\nd,e\n"), truth)
	if err != nil || s.Found != 3 || s.Right != 2 || s.F1 != 4.0/7 {
		t.Errorf("matches: got %v, %v", s, err)
	}
	s, err = scorePersons(written(t, "p.csv", "person,cluster,probability\na,a,1\nb,a,1\nc,a,1\n"), truth)
	if err != nil || s.Found != 3 || s.Right != 3 || s.True != 4 || s.Recall != 0.75 {
		t.Errorf("persons: got %v, %v", s, err)
	}
}

func TestScoredPairs(t *testing.T) {
	p, err := readPairs(written(t, "p.csv", "id_l,id_r,weight\na,b,9\nb,c,5\nd,e,3\nc,d,1\n"), truth)
	if err != nil {
		t.Fatal(err)
	}
	if s := p.at(4); s.Found != 3 || s.Right != 3 || s.True != 4 {
		t.Errorf("at 4: got %v", s)
	}
	if w, s := p.best(); s.F1 != 1 || w <= 1 || w > 3 {
		t.Errorf("best: got %v at %v", s, w)
	}
}

func TestPrecise(t *testing.T) {
	for x, want := range map[float64]string{0.99796: "0.9979", 1: "1.0000", 59.94: "59.9", 8000: "8000"} {
		if got := precise(x); got != want {
			t.Errorf("%v: got %s, want %s", x, got, want)
		}
	}
	if f := atLeast("x", 0.9979999, 0.998, ""); f.holds || f.measured != "0.9979" {
		t.Errorf("got %+v", f)
	}
}

func TestChosen(t *testing.T) {
	got, err := chosen("peers,engine")
	if err != nil || len(got) != 2 || got[0].name != "engine" {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := chosen("engines"); err == nil {
		t.Error("an unknown part: no error")
	}
}
