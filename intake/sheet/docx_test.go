package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// document builds a Word document around a body.
func document(t testing.TB, body string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<Types/>`,
		"word/document.xml":   `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wordCell(text, props string) string {
	return `<w:tc><w:tcPr>` + props + `</w:tcPr><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:tc>`
}

func TestDocumentTables(t *testing.T) {
	body := `<w:p><w:r><w:t>某村低保名册</w:t></w:r></w:p><w:tbl>` +
		`<w:tr>` + wordCell("户主", "") + wordCell("家庭成员", `<w:gridSpan w:val="2"/>`) + `</w:tr>` +
		`<w:tr>` + wordCell("陈建军", `<w:vMerge w:val="restart"/>`) + wordCell("李秀英", "") + wordCell("妻 &amp; 母", "") + `</w:tr>` +
		`<w:tr>` + wordCell("", `<w:vMerge/>`) +
		`<w:tc><w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>陈小</w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>雨</w:t></w:r></w:p></w:tc>` +
		`<w:tc><w:p><w:r><w:t>长女</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>内表</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr>` +
		`</w:tbl><w:tbl><w:tr>` + wordCell("第二张表", "") + `</w:tr></w:tbl>`
	f, err := OpenBytes("名册.docx", document(t, body), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Format != DOCX || len(f.Sheets) != 1 {
		t.Fatalf("%s, %d sheets", f.Format, len(f.Sheets))
	}
	var got []string
	for row, err := range f.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		s := fmt.Sprint(row.Number)
		for _, c := range row.Cells {
			s += "|" + strings.ReplaceAll(c.Text, "\n", "/")
			if c.Has(Struck) {
				s += "~"
			}
			if c.Has(Covered) {
				s += "^" + c.Merge.Text
			}
		}
		got = append(got, s)
	}
	want := []string{"1|户主|家庭成员|^家庭成员", "2|陈建军|李秀英|妻 & 母", "3|^陈建军|陈小雨~|长女/内表", "4|第二张表"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestDocumentLimits: what no list needs is refused, and soon.
func TestDocumentLimits(t *testing.T) {
	wide := `<w:tbl><w:tr>` + strings.Repeat(wordCell("x", ""), 5000) + `</w:tr></w:tbl>`
	deep := strings.Repeat(`<w:tbl><w:tr><w:tc>`, 100_000)
	for name, c := range map[string]struct{ body, key string }{"wide": {wide, "sheet.too_many_cols"}, "cut off": {deep, ""}} {
		f, err := OpenBytes(name+".docx", document(t, c.body), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var last error
		rows := 0
		for _, err := range f.Sheets[0].Rows() {
			last = err
			rows++
		}
		if key := keyOf(last); key != c.key || rows > 1 {
			t.Errorf("%s: %d rows, %v", name, rows, last)
		}
	}
}

func keyOf(err error) string {
	if e, ok := err.(*Error); ok {
		return e.Key
	}
	return ""
}

// TestLongCell: a cell that no table program writes is refused with its place.
func TestLongCell(t *testing.T) {
	f, err := OpenBytes("长.csv", []byte("姓名,备注\n陈建军,"+strings.Repeat("长", 100_000)+"\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var last error
	for _, err := range f.Sheets[0].Rows() {
		last = err
	}
	if e, ok := last.(*Error); !ok || e.Key != "sheet.long_cell" || e.Args[0] != "B" || e.Where.Row != 2 {
		t.Errorf("%v", last)
	}
}
