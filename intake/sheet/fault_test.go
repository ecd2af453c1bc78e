package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"quanyuan"
)

func TestFaults(t *testing.T) {
	book := workbook(t, func(x *excelize.File) { check(x.SetCellValue("Sheet1", "A1", "姓名")) })
	var locked bytes.Buffer
	x := must(excelize.OpenReader(bytes.NewReader(book)))
	check(x.Write(&locked, excelize.Options{Password: "x"}))
	garbage := make([]byte, 4096)
	for i := range garbage {
		garbage[i] = byte(i*7919 + i*i>>3)
	}
	for _, c := range []struct {
		name string
		data []byte
		kind error
		key  string
	}{
		{"empty.csv", nil, ErrEmpty, "sheet.empty"},
		{"blank.csv", []byte("\n\n  \n"), ErrEmpty, "sheet.empty"},
		{"mark.csv", []byte("\xEF\xBB\xBF"), ErrEmpty, "sheet.empty"},
		{"locked.xlsx", locked.Bytes(), ErrEncrypted, "sheet.encrypted"},
		{"cut.xlsx", book[:len(book)/2], ErrCorrupt, "sheet.truncated"},
		{"scan.pdf", []byte("%PDF-1.7\n…"), ErrNotTable, "sheet.not_table"},
		{"photo.xls", []byte("\xFF\xD8\xFF\xE0"), ErrNotTable, "sheet.not_table"},
		{"all.rar", []byte("Rar!\x1a\x07\x01\x00"), ErrNotTable, "sheet.archive"},
		{"letter.docx", zipped("word/document.xml", "<w/>"), ErrNotTable, "sheet.not_table"},
		{"all.zip", zipped("名单.csv", "a,b"), ErrNotTable, "sheet.archive"},
		{"a.xlsb", zipped("xl/workbook.bin", ""), ErrNotTable, "sheet.xlsb"},
		{"feed.xml", []byte(`<?xml version="1.0"?><rss/>`), ErrNotTable, "sheet.not_table"},
		{"page.mht", []byte("MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n"), ErrNotTable, "sheet.not_table"},
		{"locked.csv", garbage, ErrNotTable, "sheet.binary"},
		{"a.xls", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...), ErrCorrupt, "sheet.corrupt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := OpenBytes(c.name, c.data, Options{})
			wantFault(t, err, c.kind, c.key)
		})
	}
	_, err := OpenBytes("a.csv", []byte(plainList), Options{MaxSize: 10})
	wantFault(t, err, ErrLimit, "sheet.too_big")
	_, err = OpenBytes("a.csv", []byte(plainList), Options{Encoding: "klingon"})
	wantFault(t, err, ErrNotTable, "sheet.encoding")
	_, err = OpenFile(t.TempDir()+"/无.csv", Options{})
	wantFault(t, err, ErrCorrupt, "sheet.missing")
}

func TestZipBombs(t *testing.T) {
	text := strings.Repeat("<c><v>1</v></c>", 400_000)
	bomb := xlsxOf(`<sheetData><row r="1">` + text + `</row></sheetData>`)
	f, err := OpenBytes("a.xlsx", bomb, Options{MaxUnpacked: 1 << 20})
	check(err)
	for _, err = range f.Sheets[0].Rows() {
	}
	wantFault(t, err, ErrLimit, "sheet.bomb")

	f, err = OpenBytes("a.xlsx", bomb, Options{})
	check(err)
	for _, err = range f.Sheets[0].Rows() {
	}
	wantFault(t, err, ErrLimit, "sheet.too_many_cols")

	data := workbook(t, func(x *excelize.File) {
		for i := range 100 {
			check(x.SetCellValue("Sheet1", fmt.Sprint("A", i+1), fmt.Sprint(strings.Repeat("长", 100), i)))
		}
	})
	f, err = OpenBytes("a.xlsx", data, Options{MaxStrings: 1000})
	check(err)
	for _, err = range f.Sheets[0].Rows() {
	}
	wantFault(t, err, ErrLimit, "sheet.bomb")
}

func TestMessagesInBothLanguages(t *testing.T) {
	for key, m := range messages {
		if strings.Count(m[0], "%")-2*strings.Count(m[0], "%%") != strings.Count(m[1], "%")-2*strings.Count(m[1], "%%") {
			t.Errorf("%s: the languages take different arguments", key)
		}
	}
	n := Note{Key: "sheet.note.delimiter", Args: []any{delimiterName('\t'), 3, 10, 9}, Where: quanyuan.Where{File: "a.csv"}}
	for _, kept := range []any{9, 9.0} { // as a receipt that was kept as JSON has it
		if got, want := Message("zh", n.Key, kept, 3, 10, 9), "分隔符判断为制表符，每行 3 列（前 10 行中 9 行如此）。"; got != want {
			t.Errorf("%T: %q, want %q", kept, got, want)
		}
	}
	if got, want := n.Message("zh"), "a.csv：分隔符判断为制表符，每行 3 列（前 10 行中 9 行如此）。"; got != want {
		t.Error(got)
	}
	if got, want := n.Message("en"), "a.csv: delimiter taken as tab, 3 columns (9 of the first 10 rows)."; got != want {
		t.Error(got)
	}
}

func TestCallersPanicIsHisOwn(t *testing.T) {
	defer func() {
		if recover() != "mine" {
			t.Error("the panic was swallowed")
		}
	}()
	for range open(t, "a.csv", []byte(plainList)).Sheets[0].Rows() {
		panic("mine")
	}
}
