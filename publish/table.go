package publish

import (
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Table is a sheet of a plain workbook: figures or a list, with a note under
// its rows that says what they mean. Cells are texts, whole numbers, percentages
// (float64) or numbers with their digits (Exact).
type Table struct {
	Name  string
	Head  []string
	Rows  [][]any
	Notes []string
}

// Exact is a number that a sheet shows with as many digits as it has, 15 at most.
type Exact float64

// WriteTables writes tables as one workbook; the same tables and time give the
// same bytes.
func WriteTables(w io.Writer, at time.Time, tables []Table) error {
	f := excelize.NewFile()
	defer f.Close()
	stable(f, at)
	if err := f.SetDefaultFont(bodyFont); err != nil {
		return err
	}
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	tst := &tableStyles{styles: st}
	right := &excelize.Alignment{Vertical: "center", Horizontal: "right", Indent: 1}
	font := &excelize.Font{Family: bodyFont, Size: 10}
	if tst.percent, err = f.NewStyle(&excelize.Style{Font: font, Border: box(1), CustomNumFmt: ptr("0.00"), Alignment: right}); err != nil {
		return err
	}
	if tst.exact, err = f.NewStyle(&excelize.Style{Font: font, Border: box(1), Alignment: right}); err != nil {
		return err
	}
	stamp := at.UTC().Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{Title: tables[0].Name, Creator: "全员 Quanyuan", LastModifiedBy: "全员 Quanyuan", Created: stamp, Modified: stamp, Language: "zh-CN"}); err != nil {
		return err
	}
	for i := range tables {
		if i == 0 {
			err = f.SetSheetName("Sheet1", tables[0].Name)
		} else {
			_, err = f.NewSheet(tables[i].Name)
		}
		if err != nil {
			return err
		}
		if err := writeTable(f, &tables[i], tst); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// tableStyles are the styles of plain tables.
type tableStyles struct {
	*styles
	percent, exact int
}

// mostWide is the widest column, in characters; longer texts wrap.
const mostWide = 70 // a SHA-256 stands in one line

// mostHigh is the highest row that programs take, in points.
const mostHigh = 409

// widths gives each column the room of its head and of its first rows.
func (t *Table) widths() []float64 {
	out := make([]float64, len(t.Head))
	for i, h := range t.Head {
		out[i] = min(textWidth(h)+4, mostWide)
		for _, r := range t.Rows[:min(len(t.Rows), 200)] {
			switch x := r[i].(type) {
			case string:
				for line := range strings.SplitSeq(x, "\n") {
					out[i] = max(out[i], min(textWidth(line)+2, mostWide))
				}
			case Exact:
				out[i] = max(out[i], min(textWidth(strconv.FormatFloat(float64(x), 'g', -1, 64))+3, 24))
			}
		}
	}
	return out
}

// roomy is how wide a table may be, in characters, before the heads of its
// numbers are broken, its first columns stand still and it is printed on pages
// beside each other.
const roomy = 200

// leading is how many of the first columns say what a row is about, 2 at most.
func (t *Table) leading() int {
	for i := range min(2, len(t.Head)) {
		for _, r := range t.Rows {
			if _, ok := r[i].(string); !ok {
				return i
			}
		}
	}
	return min(2, len(t.Head))
}

// Split gives a table with many columns as several with at most so many each
// beside the leading ones, for pages that are no wider than paper. Notes stand
// under the last.
func (t *Table) Split(most int) []Table {
	lead := t.leading()
	parts := max(1, (len(t.Head)-lead+most-1)/most)
	each := (len(t.Head) - lead + parts - 1) / parts
	var out []Table
	for from := lead; from < len(t.Head) || from == lead; from += each {
		to := min(from+each, len(t.Head))
		part := Table{Name: t.Name, Head: slices.Concat(t.Head[:lead], t.Head[from:to])}
		for _, r := range t.Rows {
			part.Rows = append(part.Rows, slices.Concat(r[:lead], r[from:to]))
		}
		out = append(out, part)
	}
	out[len(out)-1].Notes = t.Notes
	return out
}

// narrow gives columns of numbers the room of a part of their head: it wraps.
func (t *Table) narrow(widths []float64) {
	for i := t.leading(); i < len(widths); i++ {
		w := 0.0
		for _, piece := range strings.FieldsFunc(t.Head[i], func(r rune) bool { return r == ' ' || r == '，' || r == ',' }) {
			w = max(w, textWidth(piece)+4)
		}
		for _, r := range t.Rows[:min(len(t.Rows), 200)] {
			w = max(w, textWidth(pageCell(r[i]))+3)
		}
		widths[i] = min(widths[i], w)
	}
}

// across is the width of all columns.
func across(widths []float64) (all float64) {
	for _, w := range widths {
		all += w
	}
	return all
}

func writeTable(f *excelize.File, t *Table, st *tableStyles) error {
	widths, pane := t.widths(), excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if across(widths) > roomy {
		t.narrow(widths)
		if lead := t.leading(); lead > 0 && across(widths[:lead]) <= mostWide {
			pane.XSplit, pane.TopLeftCell, pane.ActivePane = lead, string(rune('A'+lead))+"2", "bottomRight"
		}
	}
	if err := printed(f, t, widths); err != nil {
		return err
	}
	sw, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	for i, width := range widths {
		if err := sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := sw.SetPanes(&pane); err != nil {
		return err
	}
	head, lines := make([]any, len(t.Head)), 1
	for i, h := range t.Head {
		head[i] = excelize.Cell{StyleID: st.head, Value: h}
		lines = max(lines, wrapped(h, widths[i]-2))
	}
	if err := sw.SetRow("A1", head, high(lines)...); err != nil {
		return err
	}
	for i, r := range t.Rows {
		cells, lines := make([]any, len(r)), 1
		for k, v := range r {
			cells[k] = st.cell(v)
			if text, ok := v.(string); ok {
				lines = max(lines, wrapped(text, widths[k]))
			}
		}
		if err := sw.SetRow("A"+strconv.Itoa(i+2), cells, high(lines)...); err != nil {
			return err
		}
	}
	if err := t.writeNotes(sw, st, widths); err != nil {
		return err
	}
	return sw.Flush()
}

// high is the height of a row of so many lines; one line needs none.
func high(lines int) []excelize.RowOpts {
	if lines < 2 {
		return nil
	}
	return []excelize.RowOpts{{Height: min(lineHeight*float64(lines)+4, mostHigh)}}
}

func (st *tableStyles) cell(v any) excelize.Cell {
	c := excelize.Cell{StyleID: st.cells[cellStyle{plain, false, false}], Value: v}
	switch x := v.(type) {
	case string:
		c.Value = clean(x)
	case int:
		c.StyleID = st.cells[cellStyle{number, false, false}]
	case float64:
		c.StyleID = st.percent
	case Exact:
		c.StyleID, c.Value = st.exact, float64(x)
	}
	return c
}

// writeNotes puts the notes under the rows, each across the whole table.
func (t *Table) writeNotes(sw *excelize.StreamWriter, st *tableStyles, widths []float64) error {
	last, all := 0, 0.0
	for last < len(widths) && (all < 60 || all+widths[last] <= 160) { // no wider than a page
		all += widths[last]
		last++
	}
	to, err := excelize.ColumnNumberToName(last)
	if err != nil {
		return err
	}
	for i, n := range t.Notes {
		at := strconv.Itoa(len(t.Rows) + 3 + i)
		if err := sw.SetRow("A"+at, []any{excelize.Cell{StyleID: st.text, Value: clean(n)}}, excelize.RowOpts{Height: min(heightOf(n, all), mostHigh)}); err != nil {
			return err
		}
		if last > 1 {
			if err := sw.MergeCell("A"+at, to+at); err != nil {
				return err
			}
		}
	}
	return nil
}

// printed prints a table on A4, across when it is wide, fitted to the width of
// the paper or of some sheets beside each other, with the head on every page. The
// library writes this before the rows: it comes first.
func printed(f *excelize.File, t *Table, widths []float64) error {
	all := across(widths)
	a4, fit, high, way := 9, max(1, int(math.Ceil(all/roomy))), 0, "portrait"
	if all > 100 {
		way = "landscape"
	}
	sheet := "'" + strings.ReplaceAll(t.Name, "'", "''") + "'!"
	titles := sheet + "$1:$1"
	if lead := t.leading(); fit > 1 && lead > 0 {
		titles = sheet + "$A:$" + string(rune('A'+lead-1)) + "," + titles
	}
	return firstOf(
		f.SetSheetProps(t.Name, &excelize.SheetPropsOptions{FitToPage: ptr(true)}),
		f.SetPageLayout(t.Name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &way, FitToWidth: &fit, FitToHeight: &high}),
		f.SetHeaderFooter(t.Name, &excelize.HeaderFooterOptions{OddFooter: "&L&9 &A&R&9&P / &N"}),
		f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: t.Name}))
}
