package sheet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	return must(os.ReadFile("testdata/" + name))
}

func TestXLS17And24And31And40And44(t *testing.T) {
	f := open(t, "名册.xls", fixture(t, "list.xls"))
	wantDump(t, f, `
3栋!1|××社区人口花名册|^××社区人口花名册|^××社区人口花名册|^××社区人口花名册|^××社区人口花名册|^××社区人口花名册
3栋!2|户主|姓名|出生日期|电话|编码{h}|备注
3栋!3|张伟|张伟|d:1985-03-07|n:13812345678|n:0007{h}|n:0.29
3栋!4|^张伟|李娜{~}|d:1987-05|n:510322199001015000{!}|n:12.5{h}|已迁出
3栋!5||王芳{#}|b:TRUE|{=}|n:-3{h}
旧表!1|赵敏{f}{c}
`)
	wantNote(t, f, "sheet.note.hidden_row")
	wantNote(t, f, "sheet.note.hidden_column")
	wantNote(t, f, "sheet.note.hidden_sheet")
	wantNote(t, f, "sheet.note.imprecise")
}

func TestXLSStringsOverContinueRecords(t *testing.T) {
	f := open(t, "长.xls", fixture(t, "long.xls"))
	n := 0
	for row, err := range f.Sheets[0].Rows() {
		check(err)
		a := fmt.Sprintf("第%d行 ", n) + strings.Repeat("汉", n%90) + strings.Repeat("a", n%70)
		b := strings.Repeat("x", n*7%300)
		if row.Cells[0].Text != a || b != "" && row.Cells[1].Text != b {
			t.Fatalf("row %d: %q %q", n, row.Cells[0].Text, row.Cells[1].Text)
		}
		n++
	}
	if n != 100 {
		t.Errorf("%d rows", n)
	}
}

func TestXLS17Date1904(t *testing.T) {
	f := open(t, "日期.xls", fixture(t, "date1904.xls"))
	wantDump(t, f, "S!1|d:1985-03-07|d:1985-03-07 08:30:00\n")
	wantNote(t, f, "sheet.note.date1904")
}

// bare builds a workbook stream without container, as many programs of the
// 1990s wrote it.
type bare struct{ bytes.Buffer }

func (b *bare) rec(id int, parts ...any) *bare {
	var body bytes.Buffer
	for _, p := range parts {
		check(binary.Write(&body, binary.LittleEndian, p))
	}
	check(binary.Write(b, binary.LittleEndian, [2]uint16{uint16(id), uint16(body.Len())}))
	b.Write(body.Bytes())
	return b
}

func TestXLS31BareStreamOfOldPrograms(t *testing.T) {
	name := must(simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("张伟")))
	var b bare
	b.rec(0x0809, [4]uint16{8, 0x10, 0, 0})
	b.rec(0x0204, [3]uint16{1, 0, 0}, uint16(len(name)), name)
	b.rec(0x0203, [3]uint16{1, 2, 0}, 13812345678.0)
	b.rec(0x0204, [3]uint16{0, 0, 0}, uint16(2), []byte("id")) // rows need not be in order
	b.rec(0x000A)
	f := open(t, "导出.xls", b.Bytes())
	wantDump(t, f, "!1|id\n!2|张伟||n:13812345678\n")
	if f.Encoding != "gb18030" {
		t.Errorf("encoding %s", f.Encoding)
	}
}

func TestXLS2(t *testing.T) {
	var b bare
	b.rec(0x0009, [2]uint16{2, 0x10})
	b.rec(0x0004, [2]uint16{0, 0}, [3]byte{}, byte(4), []byte("name"))
	b.rec(0x0002, [2]uint16{0, 1}, [3]byte{}, uint16(1985))
	b.rec(0x0003, [2]uint16{1, 1}, [3]byte{}, 0.1)
	b.rec(0x000A)
	wantDump(t, open(t, "a.xls", b.Bytes()), "!1|name|n:1985\n!2||n:0.1\n")
}

func TestXLSFilePassIsEncrypted(t *testing.T) {
	var b bare
	b.rec(0x0809, [4]uint16{0x0600, 0x05, 0, 0}).rec(0x002F, [3]uint16{}).rec(0x000A)
	_, err := OpenBytes("密.xls", b.Bytes(), Options{})
	wantFault(t, err, ErrEncrypted, "sheet.encrypted")
}

func TestXLSCutOff(t *testing.T) {
	data := fixture(t, "list.xls")
	for _, n := range []int{600, 1500, 3000, 4608} {
		f, err := OpenBytes("a.xls", data[:n], Options{})
		if err != nil {
			continue
		}
		for _, s := range f.Sheets {
			for _, err = range s.Rows() {
			}
		}
		if err == nil {
			t.Errorf("%d of %d bytes read without a fault", n, len(data))
		}
	}
}

func TestRK(t *testing.T) {
	for _, c := range []struct {
		rk   uint32
		want string
	}{
		{29<<2 | 3, "0.29"},
		{uint32(0xFFFFFFFF)&^1 - 8, "-3"}, // integer -3: ((-3)<<2)|2
		{uint32(math.Float64bits(1) >> 32), "1"},
		{uint32(math.Float64bits(110)>>32) | 1, "1.1"},
		{123456789<<2 | 2, "123456789"},
	} {
		if got, _ := floatText(rk(c.rk)); got != c.want {
			t.Errorf("rk %#x = %s, want %s", c.rk, got, c.want)
		}
	}
}
