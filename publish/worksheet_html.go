package publish

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"quanyuan"
)

//go:embed worksheet.html
var worksheetPage string

var worksheetTemplate = template.Must(template.New("worksheet").Funcs(template.FuncMap{"css": cssString}).Parse(worksheetPage))

// cssString is a text as a string of a style sheet. The template would take one
// with a colon for an address.
func cssString(s string) template.CSS {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		fmt.Fprintf(&b, "\\%06x", r)
	}
	b.WriteByte('"')
	return template.CSS(b.String())
}

// worksheetTable is one list of the page.
type worksheetTable struct {
	Name, Todo string
	Columns    []worksheetColumn
	Rows       []worksheetRow
}

type worksheetColumn struct {
	Title string
	Share float64 // of the width, percent
	Pen   bool    // filled in by hand
	ID    bool    // numbers and dates, which are not broken
}

type worksheetRow struct {
	First bool // another unit, group or estate begins
	Cells []string
}

// HTML writes the document as one page that prints on A4 across: heads are
// repeated on every sheet of paper, pages numbered, the mark of who took it out
// stands on each, and the last has the signatures. It needs nothing beside it.
func (d *WorksheetDocument) HTML(w io.Writer) error {
	var tables []worksheetTable
	var counts []signLine
	for _, kind := range quanyuan.WorksheetKinds() {
		spec := worksheetSpecs[kind]
		lines := d.of(kind)
		counts = append(counts, signLine{kind.Name("zh"), grouped(len(lines))})
		if len(lines) == 0 {
			continue
		}
		t := worksheetTable{Name: kind.Name("zh"), Todo: spec.todo, Columns: worksheetColumns(spec.columns)}
		last := ""
		for _, l := range lines {
			cells := d.cells(kind, l)
			t.Rows = append(t.Rows, worksheetRow{last != cells[0], cells})
			last = cells[0]
		}
		tables = append(tables, t)
	}
	return worksheetTemplate.Execute(w, map[string]any{
		"Title": d.title(), "Place": d.head.Place, "Part": d.Part, "About": d.about(), "Counts": counts, "Tables": tables, "Mark": d.mark(), "Marks": make([]struct{}, 12),
		"Secrecy": secrecy, "Signs": d.signLines(), "Empty": len(tables) == 0,
	})
}

// worksheetColumns share the width of the paper about as the workbook's do;
// digits are wide in print.
func worksheetColumns(columns []column) []worksheetColumn {
	all := append(columns[:len(columns):len(columns)], decided...)
	sum := 0.0
	width := func(c column) float64 {
		if c.role == identifier {
			return 1.2*c.width + 1.5
		}
		return c.width
	}
	for _, c := range all {
		sum += width(c)
	}
	out := make([]worksheetColumn, len(all))
	for i, c := range all {
		out[i] = worksheetColumn{c.title, width(c) / sum * 100, i >= len(columns), c.role == identifier}
	}
	return out
}
