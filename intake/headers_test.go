package intake

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"quanyuan"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestHeaders: how the headers of fourteen kinds of lists are understood. The
// golden file has a line for each meaning: what the column is taken for (the
// role in brackets, what it would have asked after a stroke), then its headers.
// A header of somebody else's column must never stand under a plain field.
func TestHeaders(t *testing.T) {
	const file = "testdata/headers.txt"
	was, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var now bytes.Buffer
	var v *vocabulary
	section := map[string][]string{}
	var order []string
	flush := func() {
		for _, k := range order {
			fmt.Fprintf(&now, "%s: %s\n", k, strings.Join(section[k], " "))
		}
		clear(section)
		order = nil
	}
	for lines := bufio.NewScanner(bytes.NewReader(was)); lines.Scan(); {
		line := lines.Text()
		if kind, ok := strings.CutPrefix(line, "# "); ok {
			flush()
			fmt.Fprintf(&now, "# %s\n", kind)
			v = vocabularyOf(quanyuan.SourceKind(kind))
			continue
		}
		_, headers, _ := strings.Cut(line, ": ")
		for _, h := range strings.Fields(headers) {
			k := v.understand(h).String()
			if section[k] == nil {
				order = append(order, k)
			}
			section[k] = append(section[k], h)
		}
	}
	flush()
	if *update {
		if err := os.WriteFile(file, now.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if now.String() != string(was) {
		a, b := strings.Split(string(was), "\n"), strings.Split(now.String(), "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("%s line %d\nwas %s\nnow %s\n(-update rewrites it)", file, i+1, a[i], b[i])
			}
		}
		t.Fatalf("%s: %d lines became %d", file, len(a), len(b))
	}
}

// String writes a target as the golden file has it.
func (t target) String() string {
	s := string(t.attr)
	switch {
	case s == "":
		return "unknown"
	case t.role == roleSelf || t.role == rolePlain || t.role == roleChild:
	case t.attr == attrIgnore:
		s += fmt.Sprintf("(%s)/%s", t.role, t.said)
	default:
		s += fmt.Sprintf("(%s)", t.role)
	}
	if t.child > 0 {
		s += fmt.Sprintf("#%d", t.child)
	}
	if t.part != "" {
		s += "." + t.part
	}
	return s
}
