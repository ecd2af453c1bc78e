package file_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"quanyuan/link/file"
	"quanyuan/link/table"
)

func save(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func column(t *table.Table, name string) []string {
	c := t.Column(name)
	if c == nil {
		return nil
	}
	out := make([]string, t.Rows)
	for i := range out {
		out[i] = c.Value(i)
	}
	return out
}

// Every type of a file written by another program is written as a CSV export
// would have it.
func TestParquetTypes(t *testing.T) {
	tbl, err := file.Read(context.Background(), "testdata/types.parquet", file.Options{Source: 2})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"name":         {"Ann Lee", "王小明", "", "Ann Lee"},
		"kind":         {"a", "b", "a", ""},
		"born":         {"1990-02-03", "", "1955-12-31", "2000-01-01"},
		"seen":         {"2024-06-30 09:05:01.25", "1960-01-01", "", "1969-12-31 23:59:59"},
		"made":         {"2024-06-30 09:05:01", "", "", ""},
		"at":           {"08:30:00", "", "23:59:59", "00:00:00"},
		"age":          {"34", "", "-1", "24"},
		"number":       {"18446744073709551615", "0", "1", ""},
		"gap":          {"12345", "", "0.5", ""},
		"price":        {"12.50", "-0.05", "", "0.00"},
		"large":        {"123456789012345678901234.5", "-1.5", "", ""},
		"yes":          {"true", "false", "", "true"},
		"phones":       {"13900000011;13900000012", "", "", "1;2"},
		"place.street": {"High St", "", "", "Low St"},
		"place.no":     {"1", "", "2", ""},
	}
	if len(tbl.Columns) != len(want) {
		t.Errorf("columns %q", tbl.Names())
	}
	for name, w := range want {
		if got := column(tbl, name); !slices.Equal(got, w) {
			t.Errorf("%s: %q, want %q", name, got, w)
		}
	}
	if c := tbl.Column("kind"); !slices.Equal(c.Values.Strings(), []string{"", "a", "b"}) || !slices.Equal(c.Counts, []uint32{1, 2, 1}) {
		t.Errorf("dictionary %q, counts %d", c.Values.Strings(), c.Counts)
	}
	if !slices.Equal(tbl.Sources, []uint8{2, 2, 2, 2}) {
		t.Errorf("sources %d", tbl.Sources)
	}
}

func TestNestedColumnsMustBeLeftOut(t *testing.T) {
	_, err := file.Read(context.Background(), "testdata/nested.parquet", file.Options{})
	if !errors.Is(err, table.ErrKind) || !strings.Contains(err.Error(), `nested.parquet: `) || !strings.Contains(err.Error(), `"map"`) {
		t.Errorf("got %v", err)
	}
	tbl, err := file.Read(context.Background(), "testdata/nested.parquet", file.Options{Skip: []string{"map"}, Label: "id"})
	if err != nil || !slices.Equal(tbl.Names(), []string{"kids"}) || !slices.Equal(tbl.Header, []string{"id", "kids", "map"}) || tbl.Column("kids").Value(0) != "a" || tbl.Labels.At(0) != "1" {
		t.Errorf("%v, %v", tbl, err)
	}
	if _, err := file.Read(context.Background(), "testdata/types.parquet", file.Options{ListSeparator: "9"}); err == nil || !strings.Contains(err.Error(), "--list-separator") {
		t.Errorf("a separator inside a value: %v", err)
	}
}

// A file cut short or with flipped bytes gives an error with its name, or what
// it held; it never ends the program.
func TestDamagedParquet(t *testing.T) {
	whole, err := os.ReadFile("testdata/types.parquet")
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(whole)-1; n += 97 {
		if _, err := file.Read(context.Background(), save(t, "cut.parquet", whole[:n]), file.Options{}); err == nil || !strings.Contains(err.Error(), "cut.parquet") {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
	faults := 0
	for i := 4; i < len(whole)-8; i += 41 {
		spoilt := slices.Clone(whole)
		spoilt[i] ^= 0x5a
		if _, err := file.Read(context.Background(), save(t, "spoilt.parquet", spoilt), file.Options{}); err != nil {
			faults++
			if !strings.Contains(err.Error(), "spoilt.parquet") {
				t.Fatalf("byte %d: %v", i, err)
			}
		}
	}
	if faults == 0 {
		t.Error("no flipped byte was noticed")
	}
}

// What is written is read back, whatever the format, and is the same bytes
// again.
func TestWriteAndRead(t *testing.T) {
	columns := []file.Column{{Name: "id"}, {Name: "a name"}, {Name: "weight", Number: true}}
	for _, ending := range []string{"x.csv", "x.txt", "x.csv.gz", "x.CSV.ZST", "x.parquet"} {
		rapid.Check(t, func(rt *rapid.T) {
			texts := rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "王,\"小\"", "x\ny", "7"}), 1, 50).Draw(rt, "texts")
			write := func() []byte {
				var b bytes.Buffer
				err := file.Write(&b, ending, columns, func(w file.Rows) {
					for i, s := range texts {
						w.Text(strconv.Itoa(i))
						w.Text(s)
						w.Number(float64(i)/4, 'f', 3)
						w.End()
					}
				})
				if err != nil {
					rt.Fatal(err)
				}
				return b.Bytes()
			}
			first := write()
			if !bytes.Equal(first, write()) {
				rt.Fatal("two writes differ")
			}
			tbl, err := file.Read(context.Background(), save(t, ending, first), file.Options{})
			if err != nil {
				rt.Fatal(err)
			}
			if !slices.Equal(tbl.Names(), []string{"id", "a name", "weight"}) || !slices.Equal(column(tbl, "a name"), texts) {
				rt.Fatalf("%s: %q read as %q", ending, texts, column(tbl, "a name"))
			}
			for i, w := range column(tbl, "weight") {
				if v, err := strconv.ParseFloat(w, 64); err != nil || math.Abs(v-float64(i)/4) > .0006 {
					rt.Fatalf("row %d: weight %q", i, w)
				}
			}
		})
	}
}

// A Parquet file makes the same table as a CSV file of the same cells.
func TestParquetIsAsCSV(t *testing.T) {
	names := []string{"a", "b"}
	var cells [][]string
	for i := range 5000 {
		cells = append(cells, []string{strconv.Itoa(i * i % 911), []string{"", "x", "王", "yy"}[i*7%4]})
	}
	var text, packed bytes.Buffer
	w := csv.NewWriter(&text)
	w.Write(names)
	w.WriteAll(cells)
	err := file.Write(&packed, "a.parquet", []file.Column{{Name: "a"}, {Name: "b"}}, func(w file.Rows) {
		for _, c := range cells {
			w.Text(c[0])
			w.Text(c[1])
			w.End()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	one, err := file.Read(context.Background(), save(t, "a.csv", text.Bytes()), file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	two, err := file.Read(context.Background(), save(t, "a.parquet", packed.Bytes()), file.Options{Threads: 3})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range one.Columns {
		d := two.Columns[i]
		if c.Name != d.Name || !slices.Equal(c.Values.Strings(), d.Values.Strings()) || !slices.Equal(c.IDs, d.IDs) || !slices.Equal(c.Counts, d.Counts) {
			t.Errorf("column %q differs", c.Name)
		}
	}
}

func pack(t *testing.T, kind, text string) []byte {
	var b bytes.Buffer
	switch kind {
	case "gz":
		z := gzip.NewWriter(&b)
		z.Write([]byte(text))
		z.Close()
	case "zst":
		z, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		z.Write([]byte(text))
		z.Close()
	}
	return b.Bytes()
}

func TestPackedAndEncoded(t *testing.T) {
	big5 := "name,dob\n" + strings.Repeat("\xa4\xfd,1990-02-03\n\xa7\xf5\xae\x52,1988-01-01\n", 2000)
	text := "name,dob\n" + strings.Repeat("王小明,1990-02-03\n李娜,1988-01-01\n", 2000)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	cut := pack(t, "gz", text)
	for _, tt := range []struct {
		name     string
		content  []byte
		encoding string
		want     string // of the error
	}{
		{"a.csv", []byte(text), "", ""},
		{"a.csv", []byte("\xef\xbb\xbf" + text), "", ""},
		{"a.csv.gz", pack(t, "gz", text), "", ""},
		{"a.csv", pack(t, "gz", text), "", ""},
		{"a.csv.zst", pack(t, "zst", text), "", ""},
		{"a.csv", []byte(utf16), "", ""},
		{"a.csv", []byte(utf16), "utf-16", ""},
		{"a.csv", []byte(gb), "gb18030", ""},
		{"a.csv", []byte(gb), "", "a.csv: line 2: the text is not UTF-8"},
		{"a.csv", []byte("name,dob\n王,\xff\xff\n"), "gb18030", "a.csv: line 2: the text is not UTF-8: it is not gb18030 either"},
		{"a.csv", []byte(big5), "big5", ""},
		{"a.csv", []byte("name,dob\n\xff\xff,1990-01-01\n"), "big5", "a.csv: line 2: the text is not UTF-8: it is not big5 either"},
		{"a.csv", []byte(text), "latin99", `encoding "latin99" is not known`},
		{"a.csv.gz", cut[:len(cut)/2], "", "a.csv.gz: the file is damaged: its compressed data end too early"},
		{"a.csv.gz", []byte(text), "", "not compressed as its name says"},
		{"a.parquet", []byte(text), "", "begins with PAR1"},
		{"a.xlsx", []byte("PK\x03\x04..."), "", "Excel workbook"},
		{"a.xls", []byte("\xd0\xcf\x11\xe0..."), "", "old Excel workbook"},
		{"a.csv", nil, "", "a.csv: the file is empty"},
		{"a.csv", []byte("a,b\n"), "", "has a header and no rows"},
	} {
		tbl, err := file.Read(context.Background(), save(t, tt.name, tt.content), file.Options{Encoding: tt.encoding})
		switch {
		case tt.want != "":
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s %s: error %v, want %s", tt.name, tt.encoding, err, tt.want)
			}
		case err != nil:
			t.Errorf("%s %s: %v", tt.name, tt.encoding, err)
		case tbl.Rows != 4000 || tbl.Column("name").Value(1) != "李娜":
			t.Errorf("%s %s: %d rows, %q", tt.name, tt.encoding, tbl.Rows, tbl.Names())
		}
	}
}

func BenchmarkParquet(b *testing.B) {
	var packed bytes.Buffer
	err := file.Write(&packed, "a.parquet", []file.Column{{Name: "surname"}, {Name: "number"}}, func(w file.Rows) {
		for i := range 200_000 {
			w.Text(fmt.Sprint("name", i%5000))
			w.Text(fmt.Sprint(i * 7919))
			w.End()
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	path := save(b, "a.parquet", packed.Bytes())
	b.SetBytes(int64(packed.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := file.Read(context.Background(), path, file.Options{Threads: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
