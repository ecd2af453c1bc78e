package sheet

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// dump writes all rows of a file, one line each: sheet!row, cells as text.
func dump(t testing.TB, f *File) string {
	t.Helper()
	var b strings.Builder
	for _, s := range f.Sheets {
		for row, err := range s.Rows() {
			if err != nil {
				t.Fatalf("%s: %v", s.Name, err)
			}
			fmt.Fprintf(&b, "%s!%d", s.Name, row.Number)
			for i := range row.Cells {
				fmt.Fprintf(&b, "|%s", show(&row.Cells[i]))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// show is a cell with what is special about it.
func show(c *Cell) string {
	s := strings.ReplaceAll(c.Text, "\n", "⏎")
	switch c.Kind {
	case Number:
		s = "n:" + s
	case Date:
		s = "d:" + s
	case Bool:
		s = "b:" + s
	case ErrorValue:
		s = "e:" + s
	case Uncomputed:
		s = "u:" + c.Raw
	}
	for _, f := range []struct {
		flag Flags
		mark string
	}{{Struck, "~"}, {HiddenColumn, "h"}, {Filled, "f"}, {Coloured, "c"}, {Framed, "#"}, {Formula, "="}, {Imprecise, "!"}, {Damaged, "?"}} {
		if c.Flags&f.flag != 0 {
			s += "{" + f.mark + "}"
		}
	}
	if c.Has(Covered) {
		s += "^" + c.Merge.Text
	}
	return s
}

func open(t testing.TB, name string, data []byte) *File {
	t.Helper()
	f, err := OpenBytes(name, data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func wantDump(t *testing.T, f *File, want string) {
	t.Helper()
	if got := dump(t, f); got != strings.TrimLeft(want, "\n") {
		t.Errorf("got\n%swant%s", got, want)
	}
}

func hasNote(f *File, key string) *Note {
	for i := range f.Notes {
		if f.Notes[i].Key == key {
			return &f.Notes[i]
		}
	}
	return nil
}

func wantNote(t *testing.T, f *File, key string) *Note {
	t.Helper()
	n := hasNote(f, key)
	if n == nil {
		t.Fatalf("no note %s in %v", key, f.Notes)
	}
	return n
}

func wantFault(t *testing.T, err error, kind error, key string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want *Error %s", err, key)
	}
	if !errors.Is(err, kind) || e.Key != key {
		t.Errorf("got %v (%s), want %s", err, e.Key, key)
	}
	if e.Where.File == "" {
		t.Errorf("%s does not name the file", key)
	}
	for _, lang := range []string{"zh", "en"} {
		if m := e.Message(lang); strings.Contains(m, "%!") || strings.HasSuffix(m, e.Key) {
			t.Errorf("message %s: %s", lang, m)
		}
	}
}

// workbook builds an XLSX with excelize.
func workbook(t testing.TB, build func(x *excelize.File)) []byte {
	t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	build(x)
	b, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
