package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/traditionalchinese"
	"pgregory.net/rapid"
)

const plainList = "姓名,性别,身份证号\n张伟,男,510322199001015432\n李娜,女,510322199001015424\n"

const plainDump = "!1|姓名|性别|身份证号\n!2|张伟|男|510322199001015432\n!3|李娜|女|510322199001015424\n"

func utf16Bytes(s string, big, mark bool) []byte {
	var b []byte
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	for _, u := range units {
		lo, hi := byte(u), byte(u>>8)
		if big {
			lo, hi = hi, lo
		}
		b = append(b, lo, hi)
	}
	return b
}

func TestCSV31Encodings(t *testing.T) {
	tabs := strings.ReplaceAll(plainList, ",", "\t")
	traditional := "姓名,性別,身分證字號,戶籍地址\n張偉,男,A123456789,臺北市中正區重慶南路一段\n李麗娜,女,A223456789,臺北縣板橋區縣民大道\n"
	for _, c := range []struct {
		name, encoding, want string
		data                 []byte
	}{
		{"utf-8", "utf-8", plainDump, []byte(plainList)},
		{"utf-8 with mark", "utf-8", plainDump, []byte("\uFEFF" + plainList)},
		{"gb18030", "gb18030", plainDump, gbk(plainList)},
		{"utf-16le with mark", "utf-16le", plainDump, utf16Bytes(tabs, false, true)},
		{"utf-16be with mark", "utf-16be", plainDump, utf16Bytes(tabs, true, true)},
		{"utf-16le", "utf-16le", plainDump, utf16Bytes(tabs, false, false)},
		{"utf-16be", "utf-16be", plainDump, utf16Bytes(tabs, true, false)},
		{"semicolons", "utf-8", plainDump, []byte(strings.ReplaceAll(plainList, ",", ";"))},
		{"bars", "utf-8", plainDump, []byte(strings.ReplaceAll(plainList, ",", "|"))},
		{"old Mac", "utf-8", plainDump, []byte(strings.ReplaceAll(plainList, "\n", "\r"))},
		{"Windows", "gb18030", plainDump, gbk(strings.ReplaceAll(plainList, "\n", "\r\n"))},
		{"traditional in gbk", "gb18030", "", gbk(traditional)},
		{"big5", "big5", "", must(traditionalchinese.Big5.NewEncoder().Bytes([]byte(traditional)))},
		{"valid UTF-8 by chance", "gb18030", "!1|1|联通\n", gbk("1,联通\n")},
		{"Latin", "utf-8", "!1|José|Åsa\n", []byte("José,Åsa\n")},
		{"one column", "utf-8", "!1|姓名\n!2|张伟\n", []byte("姓名\n张伟\n")},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, "名单.csv", c.data)
			if f.Encoding != c.encoding {
				t.Errorf("encoding %s, want %s", f.Encoding, c.encoding)
			}
			want := c.want
			if want == "" {
				want = dump(t, open(t, "a.csv", []byte(traditional)))
			}
			wantDump(t, f, want)
			wantNote(t, f, "sheet.note.encoding").Message("zh")
		})
	}
}

func TestCSV31LateChinese(t *testing.T) {
	head := strings.Repeat("1,abc,13812345678\n", 150_000) // no Chinese in the first megabytes
	f := open(t, "a.csv", append([]byte(head), gbk("2,张伟,13812345679\n")...))
	if f.Encoding != "gb18030" {
		t.Fatalf("encoding %s", f.Encoding)
	}
	last := ""
	for row, err := range f.Sheets[0].Rows() {
		check(err)
		last = fmt.Sprint(row.Number, row.Cells[1].Text)
	}
	if last != "150001张伟" {
		t.Error(last)
	}
}

func TestCSV30And31PrivateAndLostCodes(t *testing.T) {
	// FE59 and A6D9 decode to U+FFFD in golang.org/x/text.
	data := append(gbk("姓名,备注\n"), 0xFE, 0x59, ',', 0xA6, 0xD9, '\n')
	wantDump(t, open(t, "a.csv", data), "!1|姓名|备注\n!2|龴|︐\n")
	f := open(t, "a.csv", []byte("姓名,备注\n李\uE863,\uE5E5空\n"))
	wantDump(t, f, "!1|姓名|备注\n!2|李䶮|\u3000空\n")
	wantNote(t, f, "sheet.note.private")
}

func TestCSVRecords(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"line breaks in quotes", "a,b\n\"x\ny\",2\nc,d\n", "!1|a|b\n!2|x⏎y|2\n!4|c|d\n"},
		{"Windows breaks in quotes", "a,b\r\n\"x\r\ny\",2\r\nc,d", "!1|a|b\n!2|x⏎y|2\n!4|c|d\n"},
		{"doubled marks", "a,b\n\"x\"\"y\",\"\"\n", "!1|a|b\n!2|x\"y\n"},
		{"mark within a field", "a,b\nx\"y,2\n", "!1|a|b\n!2|x\"y|2\n"},
		{"text behind the closing mark", "a,b\n\"x\"y,2\n", "!1|a|b\n!2|xy|2\n"},
		{"mark never closed (22)", "a,b,c\n1,\",3\n4,5,6\n", "!1|a|b|c\n!2|1|\"|3\n!3|4|5|6\n"},
		{"text formulas", "a,b\n=\"0123\",=\"\"\n", "!1|a|b\n!2|0123{=}\n"},
		{"empty lines keep the numbering", "\n\na,b\n,,\n1,2\n", "!3|a|b\n!5|1|2\n"},
		{"NUL bytes", "a,b\n\x00x,\x00\n", "!1|a|b\n!2|x\n"},
		{"sep line", "sep=;\na;b,c\n", "!2|a|b,c\n"},
		{"broken UTF-8", strings.Repeat("张伟,李娜\n", 9) + "张\xE4,b\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, "a.csv", []byte(c.in))
			got := dump(t, f)
			if c.want != "" && got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
			if c.want == "" {
				if !strings.HasSuffix(got, "!10|张\uFFFD{?}|b\n") {
					t.Error(got)
				}
				if n := wantNote(t, f, "sheet.note.invalid"); n.Where.Row != 10 {
					t.Errorf("%+v", n)
				}
			}
		})
	}
}

func TestCSVReadsWhatWasWritten(t *testing.T) {
	cell := rapid.StringOfN(rapid.SampledFrom([]rune("张伟李娜abc019,;\t|\"\n 、，·𠮷㐂")), 0, 8, -1)
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 6).Draw(t, "width")
		table := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 20).Draw(t, "table")
		comma := rapid.SampledFrom([]rune(",;\t|")).Draw(t, "comma")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = comma
		check(w.WriteAll(table))
		data := b.Bytes()
		encoding := rapid.SampledFrom([]string{utf8Name, gb18030Name, utf16LEName, utf16BEName}).Draw(t, "encoding")
		switch encoding {
		case gb18030Name:
			data = gbk(b.String())
		case utf16LEName:
			data = utf16Bytes(b.String(), false, false)
		case utf16BEName:
			data = utf16Bytes(b.String(), true, false)
		}
		f, err := OpenBytes("a.csv", data, Options{Encoding: encoding, Delimiter: comma})
		if err != nil {
			if strings.TrimSpace(b.String()) == "" {
				return
			}
			t.Fatal(err)
		}
		got := map[int][]string{}
		for row, err := range f.Sheets[0].Rows() {
			check(err)
			for i := range row.Cells {
				got[row.Number] = append(got[row.Number], row.Cells[i].Text)
			}
		}
		line := 1
		for _, want := range table {
			for i, text := range want {
				have := ""
				if i < len(got[line]) {
					have = got[line][i]
				}
				if have != text && !(text != "" && blank(text) && have == "") {
					t.Fatalf("line %d column %d: %q, want %q", line, i, have, text)
				}
			}
			line += 1 + strings.Count(strings.Join(want, ""), "\n")
		}
	})
}

func TestCSVTooManyColumns(t *testing.T) {
	f, err := OpenBytes("a.csv", []byte("a,b\n"+strings.Repeat(",", 5000)+"x\n"), Options{})
	check(err)
	for _, err = range f.Sheets[0].Rows() {
	}
	wantFault(t, err, ErrLimit, "sheet.too_many_cols")
}

func list(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("序号,姓名,性别,出生日期,身份证号码,婚姻,类别,户籍地址,居住地址,民族,电话,关系\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,张%d,男,1985-03-07,51032219900101%04d,初婚,户籍人口,四川省自贡市富顺县富世街道,锦绣小区%d栋%d单元,汉族,%d,户主\n", i, i%977, i%10000, i%97, i%7, 13800000000+i)
	}
	return b.Bytes()
}

func benchText(b *testing.B, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		f := open(b, "a.csv", data)
		for _, err := range f.Sheets[0].Rows() {
			check(err)
		}
	}
}

func BenchmarkCSV(b *testing.B) { benchText(b, list(50_000)) }

func BenchmarkCSVGB18030(b *testing.B) { benchText(b, gbk(string(list(50_000)))) }

func BenchmarkCSVQuoted(b *testing.B) {
	text := strings.ReplaceAll(string(list(50_000)), ",", "\",\"")
	benchText(b, []byte("\""+strings.ReplaceAll(strings.TrimSpace(text), "\n", "\"\n\"")+"\"\n"))
}

func TestNotesOfTwoPassesCountOnce(t *testing.T) {
	f := open(t, "a.csv", []byte("a,b\n李\uE863,1\n李\uE863,2\n"))
	dump(t, f)
	dump(t, f)
	if n := wantNote(t, f, "sheet.note.private"); n.Count != 2 || n.Where.Row != 2 {
		t.Errorf("%+v", n)
	}
}
