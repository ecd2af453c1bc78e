package simulate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func files(t *testing.T, m map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range m {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// The truth: rows 2–4 are known people, 5 is new, 6 cannot be understood, 7 is
// about two persons; person P1 and P1b are one human.
const truthRows = `file,sheet,row,part,human,outcome,persons,differs,by_person
a.csv,,2,1,1,same,P1;P1b,,P1:same:|P1b:elsewhere:电话号码
a.csv,,3,1,2,differs,P2,姓名,P2:differs:姓名
a.csv,,4,1,3,same,P3,,P3:same:
a.csv,,5,1,4,new,,,
a.csv,,6,1,,set_aside,,,
a.csv,,7,1,5,same,P5,,P5:same:
a.csv,,7,2,6,differs,P6,性别,P6:differs:性别
`

func TestScore(t *testing.T) {
	truth := files(t, map[string]string{"rows.csv": truthRows, "register.csv": "person,human\nP1,1\nP1b,1\nP2,2\nP3,3\nP5,5\nP6,6\n"})
	results := files(t, map[string]string{
		"outcomes.csv": "\uFEFFfile,sheet,row,outcome,person,probability,differs\n" +
			"a.csv,,2,elsewhere,P1b,0.9,电话号码\n" + // the other number of the same human, rightly told
			"a.csv,,3,differs,P2,0.9,姓名;性别\n" + // one field too much
			"a.csv,,3,same,P3,0.9,\n" + // doubled
			"a.csv,,4,possible,P3,0.6,\n" + // left open with the right candidate
			"a.csv,,5,same,P3,0.9,\n" + // a new person given to somebody else
			"a.csv,,7,differs,P6,0.9,性别\n" + // parts in the other order
			"a.csv,,7,same,P5,0.9,\n" +
			"a.csv,,9,new,,,\n", // no such row
		"clusters.csv": "person,cluster,probability\nP1,c1,1\nP1b,c1,1\nP2,c2,1\nP3,c2,1\n",
	})
	s, err := ScoreWithExamples(truth, results, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what string
		got  any
		want any
	}{
		{"rows", s.Rows, 7}, {"missing", s.Missing, 1}, {"doubled", s.Doubled, 1}, {"unexpected", s.Unexpected, 1},
		{"matched", s.Matched, Ratio{4, 5, 5}}, {"open", s.Possible, 1}, {"open right", s.PossibleRight, 1},
		{"differs", s.Differs, Ratio{3, 4, 3}}, {"name", s.Fields["姓名"], Ratio{1, 1, 1}}, {"sex", s.Fields["性别"], Ratio{1, 2, 1}},
		{"clusters", s.Clusters, Ratio{1, 2, 1}},
		{"other number", s.Outcomes[[2]string{elsewhere, elsewhere}], 1},
		{"set aside lost", s.Outcomes[[2]string{setAside, "missing"}], 1},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	if text := s.String(); !strings.Contains(text, "missing 1, doubled 1, unexpected 1") || !strings.Contains(text, "wrong person") {
		t.Errorf("text lacks figures or examples:\n%s", text)
	}
}

func TestScoreErrors(t *testing.T) {
	truth := files(t, map[string]string{"rows.csv": "file,sheet,row,human,outcome,differs,by_person\na,,1,1,same,,P1\n", "register.csv": "person,human\n"})
	if _, err := Score(truth, t.TempDir()); err == nil || !strings.Contains(err.Error(), "by_person") {
		t.Errorf("a broken truth is told: %v", err)
	}
	if _, err := Score(t.TempDir(), t.TempDir()); err == nil {
		t.Error("an empty folder must be an error")
	}
}
