package table

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quanyuan/link/spill"
)

// register is a file with values that stand often, once and not at all.
func register(rows int) string {
	var b strings.Builder
	b.WriteString("name,place,id\n")
	for i := range rows {
		fmt.Fprintf(&b, "name %d,%s,%d\n", i%97, strings.Repeat("路", i*i%50), i)
	}
	return b.String()
}

// Where the texts lie changes neither values nor numbers, also of tables that
// are joined, and nothing is left of the files.
func TestSpiltTexts(t *testing.T) {
	read := func(rows int, files *spill.Files) *Table {
		tab, err := ReadCSV(context.Background(), strings.NewReader(register(rows)), Options{Label: "id", Spill: files, chunk: 100})
		if err != nil {
			t.Fatal(err)
		}
		return tab
	}
	dir := t.TempDir()
	files := spill.New(dir)
	defer files.Close()
	for _, rows := range []int{1, 64, 65, 5000} {
		want, err := Concat(read(rows, nil), read(rows/2+1, nil))
		if err != nil {
			t.Fatal(err)
		}
		moved := read(rows/2+1, nil)
		if err := moved.Spill(files); err != nil {
			t.Fatal(err)
		}
		for _, second := range []*Table{read(rows/2+1, files), read(rows/2+1, nil), moved} {
			got, err := Concat(read(rows, files), second)
			if err != nil {
				t.Fatal(err)
			}
			for i, c := range want.Columns {
				d := got.Columns[i]
				if !d.Values.Spilt() || !slices.Equal(c.Values.Strings(), d.Values.Strings()) || !slices.Equal(c.IDs, d.IDs) || !slices.Equal(c.Counts, d.Counts) {
					t.Fatalf("%d rows: column %q is another one", rows, c.Name)
				}
				for v, s := range c.Values.All() {
					if d.Values.At(v) != s {
						t.Fatalf("value %d is %q, want %q", v, d.Values.At(v), s)
					}
				}
				var all []string
				for some := range d.Values.Stretches(100) {
					all = append(all, some...)
				}
				if !slices.Equal(all, c.Values.Strings()) {
					t.Fatalf("%d rows: the stretches of %q are not its values", rows, c.Name)
				}
			}
		}
	}
	if err := files.Err(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
}

// No room for the texts is an error that says where; a text that cannot be read
// any more is one in the end.
func TestSpillFails(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	_, err := ReadCSV(context.Background(), strings.NewReader(register(10)), Options{Spill: spill.New(nowhere)})
	var failed *spill.Error
	if !errors.As(err, &failed) || failed.Dir != nowhere || !strings.Contains(failed.Localized("zh"), nowhere) {
		t.Errorf("the error is %v", err)
	}
	files := spill.New(t.TempDir())
	v := NewValues("", "a", "b")
	if err := v.Spill(files); err != nil || v.At(2) != "b" {
		t.Fatalf("%q, %v", v.At(2), err)
	}
	files.Close()
	if v.At(2) != "" || !errors.As(files.Err(), &failed) {
		t.Errorf("a lost file gives %q, %v", v.At(2), files.Err())
	}
}
