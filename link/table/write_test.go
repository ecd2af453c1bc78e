package table

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
)

func FuzzWriter(f *testing.F) {
	f.Add("a", "b,c")
	f.Add(`say "x"`, "line\nend ")
	f.Add("", "\r")
	f.Fuzz(func(t *testing.T, a, b string) {
		var out strings.Builder
		w := NewWriter(&out)
		w.Text("x")
		w.Text(a)
		w.Text(b)
		w.Number(1.5, 'f', 3)
		w.End()
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(strings.NewReader(out.String())).Read()
		line := func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") } // as encoding/csv reads it
		if want := []string{"x", line(a), line(b), "1.500"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%q came back as %q, %v", want, got, err)
		}
	})
}
