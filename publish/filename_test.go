package publish

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestSafeName(t *testing.T) {
	for in, want := range map[string]string{
		"510198001001 东桥社区":   "510198001001 东桥社区",
		`a/b\c:d*e?f"g<h>i|j`: "a_b_c_d_e_f_g_h_i_j",
		"..":                  "_",
		" 公安 \t 所. ":          "公安 所",
		"con":                 "_con",
		"COM1.x":              "_COM1.x",
		"a\u202eb\x00":        "ab",
		"":                    "_",
	} {
		if got := safeName(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestNamesDoNotCollide(t *testing.T) {
	n := &filenames{}
	var got []string
	for _, title := range []string{"公安 A所", "公安 a所", "公安/A所", "公安_A所", "公安 A所 (2)"} {
		got = append(got, n.name(title))
	}
	if s := strings.Join(got, "; "); s != "公安 A所; 公安 a所 (2); 公安_A所; 公安_A所 (2); 公安 A所 (2) (2)" {
		t.Errorf("got %s", s)
	}
}

func TestNamesAreSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		titles := rapid.SliceOfN(rapid.String(), 1, 20).Draw(t, "titles")
		n, seen := &filenames{}, map[string]bool{}
		for _, title := range titles {
			name := n.name(title)
			low := strings.ToLower(name)
			switch {
			case seen[low]:
				t.Fatalf("%q twice", name)
			case name == "" || len(name) > 220 || !utf8.ValidString(name):
				t.Fatalf("%q", name)
			case strings.ContainsAny(name, "<>:\"/\\|?*\x00\n") || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
				t.Fatalf("%q is not safe", name)
			}
			seen[low] = true
		}
	})
}
