package table

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"quanyuan/link/spill"
)

// oracle reads a file with encoding/csv, row by row and value by value.
func oracle(text string, comma rune) (names []string, columns [][]string, err error) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comma = comma
	r.TrimLeadingSpace = comma != '\t' // it would trim the delimiter too
	rows, err := r.ReadAll()
	if err != nil {
		return nil, nil, err
	}
	for i, name := range rows[0] {
		names = append(names, strings.TrimSpace(name))
		column := make([]string, 0, len(rows)-1)
		for _, row := range rows[1:] {
			column = append(column, strings.TrimSpace(row[i]))
		}
		columns = append(columns, column)
	}
	return names, columns, nil
}

// checkColumn checks what every column must be: a dictionary in order of first
// appearance, with counts.
func checkColumn(t interface{ Fatalf(string, ...any) }, c *Column, want []string) {
	if len(c.IDs) != len(want) {
		t.Fatalf("column %q has %d rows, want %d", c.Name, len(c.IDs), len(want))
	}
	if c.Values.At(0) != "" {
		t.Fatalf("column %q: the first value is %q", c.Name, c.Values.At(0))
	}
	values, counts, at := []string{""}, []uint32{0}, map[string]uint32{"": 0}
	for row, w := range want {
		id, ok := at[w]
		if !ok {
			id = uint32(len(values))
			at[w] = id
			values, counts = append(values, w), append(counts, 0)
		}
		counts[id]++
		if c.IDs[row] != id || c.Value(row) != w {
			t.Fatalf("column %q, row %d: %q (%d), want %q (%d)", c.Name, row, c.Value(row), c.IDs[row], w, id)
		}
	}
	if !slices.Equal(c.Values.Strings(), values) || !slices.Equal(c.Counts, counts) {
		t.Fatalf("column %q: dictionary or counts differ", c.Name)
	}
}

// TestAgainstEncodingCSV writes random tables in random style and reads them
// with tiny chunks, so that borders fall everywhere.
func TestAgainstEncodingCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		comma := rapid.SampledFrom([]string{",", ";", "\t", "|"}).Draw(t, "comma")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")
		columns := rapid.IntRange(2, 5).Draw(t, "columns")
		rows := rapid.IntRange(1, 60).Draw(t, "rows")
		value := rapid.OneOf(
			rapid.SampledFrom([]string{"", "a", "b", "王小明", "x\ny", "\"", "a\"b", "\"\"\n\"", "l\r\nm", " padded ", "a,b;c|d\te", "12345678", "1234567890abcdef"}),
			rapid.StringMatching(`[a-c,;"\n 　é]{0,12}`),
		)
		quote := rapid.Bool()
		field := func() string {
			v := value.Draw(t, "value")
			if quote.Draw(t, "quoted") || strings.ContainsAny(v, ",;|\t\"\r\n") {
				v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
			} else if comma == "," {
				v = rapid.SampledFrom([]string{"", " "}).Draw(t, "blank") + v
			}
			return v
		}
		var b strings.Builder
		b.WriteString(rapid.SampledFrom([]string{"", "\ufeff"}).Draw(t, "mark"))
		for c := range columns {
			fmt.Fprintf(&b, "%sname %d", strings.Repeat(comma, min(c, 1)), c)
		}
		for range rows {
			b.WriteString(end)
			for c := range columns {
				b.WriteString(strings.Repeat(comma, min(c, 1)) + field())
			}
		}
		if rapid.Bool().Draw(t, "last") {
			b.WriteString(end)
		}
		names, want, err := oracle(b.String(), rune(comma[0]))
		if err != nil {
			t.Fatalf("the oracle refuses the file: %v", err)
		}
		if len(want[0]) == 0 {
			return
		}
		opts := Options{
			Comma:   comma[0],
			Workers: rapid.IntRange(1, 3).Draw(t, "workers"),
			chunk:   rapid.IntRange(1, 200).Draw(t, "chunk"),
		}
		if rapid.Bool().Draw(t, "in files") {
			opts.Spill = spill.New("")
			defer opts.Spill.Close()
		}
		got, err := ReadCSV(context.Background(), strings.NewReader(b.String()), opts)
		if err != nil {
			t.Fatalf("%v\n%q", err, b.String())
		}
		if !slices.Equal(got.Names(), names) {
			t.Fatalf("names %q, want %q", got.Names(), names)
		}
		for i, c := range got.Columns {
			checkColumn(t, c, want[i])
		}
		if got.Spilt() != opts.Spill || opts.Spill.Err() != nil {
			t.Fatalf("the texts are not where they should be: %v", opts.Spill.Err())
		}
	})
}

// TestWrongGuesses has quotes inside unquoted fields, after which the parity of
// quotes says nothing: chunks must be parsed again, and the result be the same
// for every size of chunk.
func TestWrongGuesses(t *testing.T) {
	var b strings.Builder
	b.WriteString("a,b\n")
	var want []string
	for i := range 2000 {
		v := []string{`5" pipe`, `O"Brien`, "x", `two "words" here`}[i%4]
		if i%3 == 0 {
			fmt.Fprintf(&b, "%s,\"y\nz, %d\"\n", v, i%7)
		} else {
			fmt.Fprintf(&b, "%s,%d\n", v, i)
		}
		want = append(want, v)
	}
	for chunk := 1; chunk < 4000; chunk = chunk*2 + 1 {
		got, err := ReadCSV(context.Background(), strings.NewReader(b.String()), Options{Workers: 2, chunk: chunk})
		if err != nil {
			t.Fatal(err)
		}
		checkColumn(t, got.Column("a"), want)
	}
}

// TestLongRecord has records far longer than a buffer.
func TestLongRecord(t *testing.T) {
	long := strings.Repeat("long text\n", 40_000)
	text := "a,b\n1,\"" + long + "\"\n2,x\n3,\"" + long + "y\"\n"
	got, err := ReadCSV(context.Background(), iotest.HalfReader(strings.NewReader(text)), Options{chunk: 1000})
	if err != nil {
		t.Fatal(err)
	}
	checkColumn(t, got.Column("a"), []string{"1", "2", "3"})
	checkColumn(t, got.Column("b"), []string{strings.TrimSpace(long), "x", long + "y"})
}

func TestForms(t *testing.T) {
	tests := []struct {
		name, text string
		opts       Options
		names      []string
		rows       [][]string // column by column
	}{
		{"blanks around", "rec_id, given_name, surname\nr1, ann, lee\nr2, ,\n", Options{}, []string{"rec_id", "given_name", "surname"}, [][]string{{"r1", "r2"}, {"ann", ""}, {"lee", ""}}},
		{"semicolon", "a;b\n1,5;2\n3,5;4\n", Options{}, []string{"a", "b"}, [][]string{{"1,5", "3,5"}, {"2", "4"}}},
		{"tab", "a\tb\n\t x\n", Options{}, []string{"a", "b"}, [][]string{{""}, {"x"}}},
		{"bar", "a|b\nx|y\n", Options{}, []string{"a", "b"}, [][]string{{"x"}, {"y"}}},
		{"one column", "name\nann\n\nbob\n", Options{}, []string{"name"}, [][]string{{"ann", "bob"}}},
		{"missing in one column", "name\n\"\"\nbob\n", Options{}, []string{"name"}, [][]string{{"", "bob"}}},
		{"blank lines", "\n\r\na,b\n\n \t \n1,2\n\r\n", Options{}, []string{"a", "b"}, [][]string{{"1"}, {"2"}}},
		{"no last line end", "a,b\n1,", Options{}, []string{"a", "b"}, [][]string{{"1"}, {""}}},
		{"separator line", "sep=;\r\na;b\r\n1;2,3\r\n", Options{}, []string{"a", "b"}, [][]string{{"1"}, {"2,3"}}},
		{"mark and quotes", "\ufeff\"a\",\"b\"\n\"x\" , \"y\"\n", Options{}, []string{"a", "b"}, [][]string{{"x"}, {"y"}}},
		{"unnamed index", ",b\n0,x\n", Options{}, []string{"column_1", "b"}, [][]string{{"0"}, {"x"}}},
		{"wide blanks", "a,b\n　王 　, \u00a0x\n", Options{}, []string{"a", "b"}, [][]string{{"王"}, {"x"}}},
		{"chosen columns", "a,b,c\n1,2,3\n", Options{Columns: []string{"c", "a"}}, []string{"a", "c"}, [][]string{{"1"}, {"3"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadCSV(context.Background(), strings.NewReader(tt.text), tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Names(), tt.names) {
				t.Fatalf("names %q, want %q", got.Names(), tt.names)
			}
			for i, c := range got.Columns {
				checkColumn(t, c, tt.rows[i])
			}
		})
	}
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name, text string
		opts       Options
		kind       error
		line       int
	}{
		{"empty", "", Options{}, ErrEmpty, 0},
		{"only blank lines", "\ufeff\n\r\n", Options{}, ErrEmpty, 0},
		{"header only", "a,b\n", Options{}, ErrNoRows, 0},
		{"same name twice", "\na,b,a\n1,2,3\n", Options{}, ErrDuplicate, 2},
		{"too few", "a,b\n1,2\n\n3\n", Options{}, ErrRagged, 4},
		{"too many", "a,b\n\"1\n\",2\n3,4,5\n", Options{}, ErrRagged, 4},
		{"never closed", "a,b\n1,2\n3,\"4\n5,6\n", Options{}, ErrQuote, 3},
		{"text after a quote", "a,b\n1,\"2\" 3\n", Options{}, ErrQuote, 2},
		{"not UTF-8", "a,b\n1,2\n\xcd\xf5,3\n", Options{}, ErrEncoding, 3},
		{"not UTF-8 before another fault", "a,b\n\xcd\xf5,2\n3\n", Options{}, ErrEncoding, 2},
		{"UTF-16", "\xff\xfea\x00,\x00b\x00", Options{}, ErrEncoding, 1},
		{"a zero byte", "a,b\n1,\x00\n", Options{}, ErrEncoding, 2},
		{"long field", "a,b\n1,2\n3," + strings.Repeat("x", 5000) + "\n", Options{MaxField: 4999}, ErrTooLong, 3},
		{"long quoted field", "a,b\n1,2\n3,\"" + strings.Repeat("x", 20000), Options{MaxField: 4999, chunk: 10}, ErrTooLong, 3},
		{"a name that is not there", "a,b\n1,2\n", Options{Columns: []string{"c"}}, ErrNoColumn, 1},
		{"old line ends", "a,b\r1,2\r", Options{}, ErrLineEnds, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.opts.Name = "list.csv"
			for _, workers := range []int{1, 3} {
				tt.opts.Workers = workers
				_, err := ReadCSV(context.Background(), strings.NewReader(tt.text), tt.opts)
				var e *Error
				if !errors.As(err, &e) || !errors.Is(err, tt.kind) || e.Line != tt.line {
					t.Fatalf("got %v, want %q on line %d", err, tt.kind, tt.line)
				}
				if !strings.HasPrefix(err.Error(), "list.csv: ") || e.Remedy == "" {
					t.Errorf("the message lacks the file or the remedy: %v", err)
				}
			}
		})
	}
}

// TestWide has as many columns as a spreadsheet can have, and one more.
func TestWide(t *testing.T) {
	for _, n := range []int{maxColumns, maxColumns + 1} {
		names, row := make([]string, n), make([]string, n)
		for i := range names {
			names[i], row[i] = fmt.Sprintf("c%d", i), "x"
		}
		text := strings.Join(names, ",") + "\n" + strings.Join(row, ",") + "\n"
		got, err := ReadCSV(context.Background(), strings.NewReader(text), Options{})
		if n > maxColumns {
			if !errors.Is(err, ErrTooMany) {
				t.Errorf("%d columns: %v", n, err)
			}
			continue
		}
		if err != nil || len(got.Columns) != n || got.Columns[n-1].Value(0) != "x" {
			t.Errorf("%d columns: %v", n, err)
		}
	}
}

func TestReadErrors(t *testing.T) {
	broken := errors.New("the disk is gone")
	text := "a,b\n" + strings.Repeat("1,2\n", 10_000)
	r := io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))
	if _, err := ReadCSV(context.Background(), r, Options{chunk: 100}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ReadCSV(ctx, strings.NewReader(text), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestSharedFiles reads public data sets as encoding/csv does.
func TestSharedFiles(t *testing.T) {
	root := os.Getenv("QUANYUAN_SHARED")
	if root == "" {
		root = "../../../shared"
	}
	files, _ := filepath.Glob(filepath.Join(root, "data/bench/*/*.csv"))
	if len(files) == 0 {
		t.Skip("shared data sets are not here; set QUANYUAN_SHARED to their folder")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		names, want, err := oracle(string(text), ',')
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadCSV(context.Background(), bytes.NewReader(text), Options{Name: filepath.Base(file)})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Names(), names) {
			t.Fatalf("%s: names %q, want %q", file, got.Names(), names)
		}
		for i, c := range got.Columns {
			checkColumn(t, c, want[i])
		}
	}
}

// FuzzReadCSV checks that no file makes the reader panic, that chunks and
// threads change nothing, and that what encoding/csv takes is read as it does.
func FuzzReadCSV(f *testing.F) {
	f.Add("a,b\n1,2\n", uint8(3))
	f.Add("a;b\r\n\"x\"\"\r\n\";y\r\n", uint8(1))
	f.Add("\ufeffa\tb\n \"\"\t 5\" \n", uint8(7))
	f.Add("a|b\n\"", uint8(2))
	f.Fuzz(func(t *testing.T, text string, chunk uint8) {
		whole, err := ReadCSV(context.Background(), strings.NewReader(text), Options{Workers: 1})
		cut, err2 := ReadCSV(context.Background(), strings.NewReader(text), Options{Workers: 2, chunk: 16 * (int(chunk) + 1)})
		if fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Fatalf("chunks change the error: %v, %v", err, err2)
		}
		if err != nil {
			return
		}
		for i, c := range whole.Columns {
			d := cut.Columns[i]
			if c.Name != d.Name || !slices.Equal(c.Values.Strings(), d.Values.Strings()) || !slices.Equal(c.IDs, d.IDs) {
				t.Fatalf("chunks change column %q", c.Name)
			}
		}
	})
}

// benchFile is a file of n invented persons, eight columns, one of them unique.
func benchFile(n int) []byte {
	var b bytes.Buffer
	b.WriteString("unique_id,first_name,surname,dob,city,postcode,phone,email\n")
	x := uint64(1)
	next := func(n uint64) uint64 {
		x = x*6364136223846793005 + 1442695040888963407
		return (x >> 33) % n
	}
	for i := range n {
		fmt.Fprintf(&b, "%d,first%d,surname%d,19%02d-%02d-%02d,city%d,%c%d %dXY,0161 %07d,p%d@mail.example\n",
			i, next(3000), next(20000), next(100), 1+next(12), 1+next(28), next(500), 'A'+rune(next(26)), next(99), next(10), next(uint64(n)), next(uint64(n)))
	}
	return b.Bytes()
}

func BenchmarkReadCSV(b *testing.B) {
	text := benchFile(500_000)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ReadCSV(context.Background(), bytes.NewReader(text), Options{Workers: workers}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("parse only", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		p := parser{comma: ',', columns: 8, maxField: 1 << 20}
		for b.Loop() {
			for at := 0; at < len(text); at = p.end {
				p.parse(text, at, min(at+512<<10, len(text)), true)
			}
		}
	})
}

func TestLabelAndSkip(t *testing.T) {
	got, err := ReadCSV(context.Background(), strings.NewReader("id,a,b\nx1,1,2\nx2,,2\n"), Options{Label: "id", Skip: []string{"b", "other"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Columns) != 1 || got.Columns[0].Name != "a" || got.Labels.Len() != 2 || got.Labels.At(1) != "x2" || !slices.Equal(got.Header, []string{"id", "a", "b"}) {
		t.Errorf("columns %v, labels %v", got.Names(), got.Labels)
	}
	if _, err := ReadCSV(context.Background(), strings.NewReader("a\n1\n"), Options{Label: "id"}); !errors.Is(err, ErrNoColumn) {
		t.Errorf("a label that is missing: %v", err)
	}
}
