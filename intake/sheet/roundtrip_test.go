package sheet

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// writers write a table in the formats for which no library does.
var writers = map[string]func(table [][]string) []byte{
	"html": func(table [][]string) []byte {
		var b strings.Builder
		b.WriteString("<html><meta charset=gbk><table>")
		for _, row := range table {
			b.WriteString("<tr>")
			for _, text := range row {
				fmt.Fprintf(&b, "<td>%s</td>", html.EscapeString(text))
			}
		}
		return gbk(b.String())
	},
	"xml2003": func(table [][]string) []byte {
		var b strings.Builder
		b.WriteString(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>`)
		for _, row := range table {
			b.WriteString("<Row>")
			for _, text := range row {
				fmt.Fprintf(&b, `<Cell><Data ss:Type="String">%s</Data></Cell>`, html.EscapeString(text))
			}
			b.WriteString("</Row>")
		}
		return []byte(b.String() + "</Table></Worksheet></Workbook>")
	},
	"ods": func(table [][]string) []byte {
		var b strings.Builder
		b.WriteString(`<table:table table:name="S">`)
		for _, row := range table {
			b.WriteString("<table:table-row>")
			for _, text := range row {
				fmt.Fprintf(&b, `<table:table-cell><text:p>%s</text:p></table:table-cell>`, html.EscapeString(text))
			}
			b.WriteString("</table:table-row>")
		}
		return zipped("META-INF/manifest.xml", odsManifest, "content.xml", b.String()+"</table:table>")
	},
	"biff5": func(table [][]string) []byte {
		var b bare
		b.rec(0x0809, [4]uint16{0x0500, 0x10, 0, 0})
		for r, row := range table {
			for c, text := range row {
				t := gbk(text)
				b.rec(0x0204, [3]uint16{uint16(r), uint16(c), 0}, uint16(len(t)), t)
			}
		}
		return b.rec(0x000A).Bytes()
	},
	"biff8": func(table [][]string) []byte {
		var b bare
		b.rec(0x0809, [4]uint16{0x0600, 0x10, 0, 0})
		for r, row := range table {
			for c, text := range row {
				t := utf16Bytes(text, false, false)
				b.rec(0x0204, [3]uint16{uint16(r), uint16(c), 0}, uint16(len(t)/2), byte(1), t)
			}
		}
		return b.rec(0x000A).Bytes()
	},
}

func TestReadsWhatWasWritten(t *testing.T) {
	cell := rapid.StringOfN(rapid.SampledFrom([]rune("张伟abc019<>&'\",;·𠮷㐂龴×")), 0, 8, -1)
	for name, write := range writers {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			table := rapid.SliceOfN(rapid.SliceOfN(cell, 0, 6), 1, 10).Draw(t, "table")
			f, err := OpenBytes("a.xls", write(table), Options{})
			check(err)
			got := map[[2]int]string{}
			for row, err := range f.Sheets[0].Rows() {
				check(err)
				for i := range row.Cells {
					got[[2]int{row.Number - 1, i}] = row.Cells[i].Text
				}
			}
			for r, row := range table {
				for c, text := range row {
					if have := got[[2]int{r, c}]; have != text {
						t.Fatalf("row %d column %d: %q, want %q", r+1, c+1, have, text)
					}
				}
			}
		}))
	}
}
