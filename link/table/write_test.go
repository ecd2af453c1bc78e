package table

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
)

func TestEachKeepsTheOrder(t *testing.T) {
	for _, n := range []int{0, 1, eachRows, 5*eachRows + 7} {
		row := func(w *Writer, i int) {
			w.Text(strings.Repeat("x", i%5))
			w.Number(float64(i), 'f', 0)
			w.End()
		}
		var one, many strings.Builder
		w := NewWriter(&one)
		w.Text("head")
		w.End()
		for i := range n {
			row(w, i)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		w = NewWriter(&many)
		w.Text("head")
		w.End()
		w.Each(n, row)
		if err := w.Flush(); err != nil || one.String() != many.String() {
			t.Errorf("%d rows differ, %v", n, err)
		}
	}
}

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
