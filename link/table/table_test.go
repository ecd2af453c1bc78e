package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// rowsOf draws rows of few values, so that they repeat.
func rowsOf(t *rapid.T, columns int, label string) [][]string {
	value := rapid.SampledFrom([]string{"", "a", "b", "cc", "王", "王小明", " a "})
	return rapid.SliceOfN(rapid.SliceOfN(value, columns, columns), 0, 30).Draw(t, label)
}

// columnOf is one column of rows, trimmed.
func columnOf(rows [][]string, i int) []string {
	out := make([]string, len(rows))
	for r := range rows {
		out[r] = strings.TrimSpace(rows[r][i])
	}
	return out
}

func TestNew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rowsOf(t, 2, "rows")
		got, err := New([]string{"a", "b"}, slices.Values(rows))
		if err != nil {
			t.Fatal(err)
		}
		checkColumn(t, got.Column("a"), columnOf(rows, 0))
		checkColumn(t, got.Column("b"), columnOf(rows, 1))
		if got.Rows != len(rows) || len(got.Sources) != len(rows) || got.Column("c") != nil {
			t.Fatalf("%d rows, %d sources, want %d", got.Rows, len(got.Sources), len(rows))
		}
	})
}

func TestBuilderFaults(t *testing.T) {
	if _, err := NewBuilder("a", "a"); !errors.Is(err, ErrDuplicate) {
		t.Errorf("got %v", err)
	}
	b, err := NewBuilder("a", "b")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Append("1"); !errors.Is(err, ErrRagged) {
		t.Errorf("got %v", err)
	}
	if err := b.Append("1", "\xff"); !errors.Is(err, ErrEncoding) {
		t.Errorf("got %v", err)
	}
	if got := b.Table(); got.Rows != 0 {
		t.Errorf("refused rows were kept: %d", got.Rows)
	}
}

func TestConcat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, two := rowsOf(t, 2, "one"), rowsOf(t, 2, "two")
		a, _ := New([]string{"x", "y"}, slices.Values(one))
		b, _ := New([]string{"y", "z"}, slices.Values(two))
		got, err := Concat(a, b)
		if err != nil {
			t.Fatal(err)
		}
		blank := func(n int) []string { return make([]string, n) }
		checkColumn(t, got.Column("x"), append(columnOf(one, 0), blank(len(two))...))
		checkColumn(t, got.Column("y"), append(columnOf(one, 1), columnOf(two, 0)...))
		checkColumn(t, got.Column("z"), append(blank(len(one)), columnOf(two, 1)...))
		for row, s := range got.Sources {
			if want := row >= len(one); (s == 1) != want {
				t.Fatalf("row %d is of source %d", row, s)
			}
		}
	})
}

func TestConcatSources(t *testing.T) {
	b, _ := NewBuilder("a")
	for s := range 3 {
		if err := b.AppendFrom(uint8(s), "x"); err != nil {
			t.Fatal(err)
		}
	}
	three := b.Table()
	got, err := Concat(three, three)
	if err != nil || !slices.Equal(got.Sources, []uint8{0, 1, 2, 3, 4, 5}) {
		t.Fatalf("sources %v, %v", got.Sources, err)
	}
	b, _ = NewBuilder("a")
	if err := b.AppendFrom(7, "x"); err != nil {
		t.Fatal(err)
	}
	if got, err := Concat(b.Table(), three); err != nil || !slices.Equal(got.Sources, []uint8{0, 1, 2, 3}) {
		t.Fatalf("sources %v, %v", got.Sources, err)
	}
	if _, err := Concat(slices.Repeat([]*Table{three}, 86)...); err == nil {
		t.Error("258 sources were taken")
	}
}

func TestDerive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rowsOf(t, 3, "rows")
		tab, _ := New([]string{"a", "b", "c"}, slices.Values(rows))
		calls := make(map[string]int)
		got := Derive(tab, "key", []string{"c", "nowhere", "a"}, func(parts []string) string {
			calls[strings.Join(parts, "|")]++
			return parts[0] + parts[1] + parts[2][:min(1, len(parts[2]))]
		})
		want := make([]string, len(rows))
		distinct := make(map[string]int)
		for r := range rows {
			c, a := strings.TrimSpace(rows[r][2]), strings.TrimSpace(rows[r][0])
			want[r] = c + a[:min(1, len(a))]
			distinct[c+"||"+a] = 1
		}
		checkColumn(t, got, want)
		if fmt.Sprint(calls) != fmt.Sprint(distinct) {
			t.Fatalf("calls %v, want one for each of %v", calls, distinct)
		}
	})
}

// TestDictionaryGrows has more values than the first slots and blocks hold,
// values that share a hash in their upper 32 bits included by sheer number.
func TestDictionaryGrows(t *testing.T) {
	d := newDictionary()
	const n = 200_000
	for round := range 2 {
		for i := range n {
			if id := d.id(fmt.Sprintf("value %d", i)); id != uint32(i+1) {
				t.Fatalf("round %d: value %d has number %d", round, i, id)
			}
		}
	}
	long := strings.Repeat("x", 3*lastBlock)
	if d.id(long) != n+1 || d.id("short") != n+2 || d.id(long) != n+1 {
		t.Error("a value longer than a block is not found again")
	}
	if values := d.values(); values.At(n+1) != long || values.At(7) != "value 6" || values.At(n+2) != "short" {
		t.Error("values differ")
	}
}

func BenchmarkDerive(b *testing.B) {
	t, err := ReadCSV(context.Background(), bytes.NewReader(benchFile(200_000)), Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, cols := range [][]string{{"surname"}, {"first_name", "surname"}, {"surname", "dob", "city"}} {
		b.Run(strings.Join(cols, "+"), func(b *testing.B) {
			for b.Loop() {
				Derive(t, "key", cols, func(parts []string) string { return parts[0][:1] })
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(t.Rows), "ns/row")
		})
	}
}

func ExampleReadCSV() {
	file := "id, name, born\n1, Wang Xiaoming, 1990-02-03\n2, \"Li, Na\", 1990-02-03\n"
	t, err := ReadCSV(context.Background(), strings.NewReader(file), Options{Name: "people.csv"})
	if err != nil {
		panic(err)
	}
	for _, c := range t.Columns {
		fmt.Printf("%s %q %v\n", c.Name, c.Values.Strings(), c.IDs)
	}
	// Output:
	// id ["" "1" "2"] [1 2]
	// name ["" "Wang Xiaoming" "Li, Na"] [1 2]
	// born ["" "1990-02-03"] [1 1]
}

func TestHead(t *testing.T) {
	whole, err := ReadCSV(context.Background(), strings.NewReader("id,a\n1,x\n2,y\n3,x\n"), Options{Label: "id"})
	if err != nil {
		t.Fatal(err)
	}
	h := whole.Head(2)
	if c := h.Column("a"); h.Rows != 2 || h.Labels.Len() != 2 || h.Labels.At(1) != "2" || c.Value(1) != "y" || c.Counts[c.IDs[0]] != 1 {
		t.Errorf("head %+v, column %+v", h, h.Column("a"))
	}
	if c := whole.Column("a"); whole.Labels.Len() != 3 || c.Counts[c.IDs[0]] != 2 {
		t.Error("the whole table was changed")
	}
}
