package chinese_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"quanyuan/link/chinese"
	"quanyuan/link/compare"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// goldenPairs checks a file of lines "a | b | level": comments and order stay,
// -update rewrites the levels.
func goldenPairs(t *testing.T, file string, c compare.Comparator) {
	t.Helper()
	path := "testdata/" + file
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out strings.Builder
	levels := c.Levels()
	for s, n := bufio.NewScanner(f), 1; s.Scan(); n++ {
		line := s.Text()
		cells := strings.Split(line, "|")
		if strings.HasPrefix(line, "#") || len(cells) < 3 {
			fmt.Fprintln(&out, line)
			continue
		}
		a, b, want := strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])
		p := c.Prepare([]string{"", a, b})
		got := "missing"
		if !p.Missing(1) && !p.Missing(2) {
			got = levels[p.Level(1, 2)].Name
			if back := levels[p.Level(2, 1)].Name; back != got {
				t.Errorf("%s:%d: %s | %s is %s, the other way round %s", path, n, a, b, got, back)
			}
		}
		if got != want && !*update {
			t.Errorf("%s:%d: %s | %s is %s, want %s", path, n, a, b, got, want)
		}
		fmt.Fprintf(&out, "%s | %s | %s\n", a, b, got)
	}
	if *update {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNamePairs(t *testing.T) { goldenPairs(t, "names.txt", chinese.Name{}) }
