package sheet

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// pad fills a text with blanks to a width of characters, or of bytes of GBK.
func pad(text string, width int, bytes bool) string {
	for _, r := range text {
		if width--; bytes && r >= 0x80 {
			width--
		}
	}
	return text + strings.Repeat(" ", max(width, 1))
}

// TestAligned reads text tables whose columns are padded with blanks, as old
// programs print them: in bytes of GBK or in characters, with empty cells, ruled
// lines, titles and totals.
func TestAligned(t *testing.T) {
	header := []string{"序号", "姓名", "性别", "身份证号", "电话", "住址"}
	people := [][]string{
		{"1", "陈建军", "男", "51010419850307005X", "13812345671", "督院街1号"},
		{"2", "李秀英", "女", "510104198703070042", "", "督院街22号"},
		{"3", "王芳", "女", "510104199001010028", "13812345672", ""},
		{"10", "欧阳春晓", "女", "510104199001010044", "", "三圣街5号附2号"},
	}
	widths := []int{6, 10, 6, 20, 13, 20}
	for _, bytes := range []bool{true, false} {
		for _, ruled := range []bool{true, false} {
			t.Run(fmt.Sprintf("bytes %v, ruled %v", bytes, ruled), func(t *testing.T) {
				line := func(cells []string) string {
					var b strings.Builder
					for i, c := range cells {
						b.WriteString(pad(c, widths[i], bytes))
					}
					return strings.TrimRight(b.String(), " ")
				}
				text := "春江社区参合人员名单\n打印日期 2024-06-28          第 1 页\n" + line(header) + "\n"
				if ruled {
					for _, w := range widths {
						text += strings.Repeat("-", w-1) + " "
					}
					text += "\n"
				}
				for _, p := range people {
					text += line(p) + "\n"
				}
				text += "合计: 4 人\n"
				f, err := OpenBytes("名单.txt", []byte(text), Options{})
				if err != nil {
					t.Fatal(err)
				}
				var rows [][]string
				for row, err := range f.Sheets[0].Rows() {
					if err != nil {
						t.Fatal(err)
					}
					var cells []string
					for _, c := range row.Cells {
						cells = append(cells, c.Text)
					}
					for len(cells) > 0 && cells[len(cells)-1] == "" {
						cells = cells[:len(cells)-1]
					}
					rows = append(rows, cells)
				}
				if f.Delimiter != ' ' || len(rows) != len(people)+4 {
					t.Fatalf("delimiter %q, rows %q", f.Delimiter, rows)
				}
				if !slices.Equal(rows[2], header) {
					t.Errorf("header %q", rows[2])
				}
				for i, p := range people {
					for len(p) > 0 && p[len(p)-1] == "" {
						p = p[:len(p)-1]
					}
					if !slices.Equal(rows[3+i], p) {
						t.Errorf("%q, want %q", rows[3+i], p)
					}
				}
			})
		}
	}
}

// TestNotAligned: texts that are read as before.
func TestNotAligned(t *testing.T) {
	for _, text := range []string{
		"姓名：陈建军　性别：男　与户主关系：户主\n出生日期：1985年3月7日　公民身份号码：51010419850307005X\n姓名：李秀英　性别：女　与户主关系：妻\n出生日期：1987年3月7日　公民身份号码：510104198703070042\n",
		"姓名,地址\n陈建军,督院街 1 号 2 栋\n李秀英,督院街 22 号 1 栋\n王芳,三圣街 5 号 3 栋\n",
		"陈建军\n李秀英\n王芳\n",
		"本社区 共有 三人\n他们是 陈建军 李秀英 和 王芳 等人\n已核对\n",
	} {
		f, err := OpenBytes("x.txt", []byte(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if f.aligned != nil {
			t.Errorf("%q: read as aligned columns %v", text, f.aligned)
		}
	}
}
