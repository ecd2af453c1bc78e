package publish

import (
	"cmp"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// workbook writes one book.
type workbook struct {
	ctx    *Context
	book   *book
	file   *excelize.File
	styles *styles
}

// writeBook writes a book as XLSX.
func writeBook(c *Context, b *book, w io.Writer) error {
	wb := &workbook{ctx: c, book: b, file: excelize.NewFile()}
	defer wb.file.Close()
	stable(wb.file, c.At)
	if err := wb.fill(); err != nil {
		return err
	}
	return wb.file.Write(w)
}

func (wb *workbook) fill() (err error) {
	if err := wb.file.SetDefaultFont(bodyFont); err != nil {
		return err
	}
	if wb.styles, err = newStyles(wb.file); err != nil {
		return err
	}
	stamp := wb.ctx.At.UTC().Format(time.RFC3339)
	if err := wb.file.SetDocProps(&excelize.DocProperties{Title: wb.title(), Creator: "全员 Quanyuan", LastModifiedBy: "全员 Quanyuan", Created: stamp, Modified: stamp, Language: "zh-CN"}); err != nil {
		return err
	}
	if err := wb.file.SetSheetName("Sheet1", coverName); err != nil {
		return err
	}
	if err := wb.cover(); err != nil {
		return err
	}
	for kind := range numSheets {
		rows := wb.rows(kind)
		if len(rows) == 0 {
			continue
		}
		if err := wb.sheet(kind, rows); err != nil {
			return err
		}
	}
	return nil
}

func (wb *workbook) title() string { return wb.book.title + "　消重补漏工作单" }

// row is a row of a sheet as cells, with a thick line above where its group
// begins.
type row struct {
	cells []any
	first bool
}

func (wb *workbook) rows(kind sheetKind) []row {
	if kind == sheetReportCard {
		return wb.card()
	}
	lines := wb.book.lines[kind]
	slices.SortStableFunc(lines, func(a, b *line) int {
		return cmp.Or(cmp.Compare(a.community, b.community), a.route.compare(&b.route), cmp.Compare(a.order, b.order))
	})
	columns := sheetSpecs[kind].columns
	out := make([]row, len(lines))
	group, last := 0, ""
	for i, l := range lines {
		r := row{cells: make([]any, 0, len(columns))}
		switch {
		case kind == sheetDuplicates:
			r.first = l.first
		case kind == sheetPossible:
			r.first = l.first
		default:
			key := l.community + "\n" + l.route.heading()
			r.first = key != last
			last = key
		}
		if l.first {
			group++
		}
		cells := l.cells
		for _, c := range columns {
			switch {
			case c.title == colPlace.title:
				r.cells = append(r.cells, clean(wb.heading(l)))
			case c.role == community:
				if wb.book.source {
					r.cells = append(r.cells, clean(wb.ctx.place(l.community)))
				}
			case c.role == number:
				r.cells = append(r.cells, group)
			default:
				r.cells = append(r.cells, clean(cells[0]))
				cells = cells[1:]
			}
		}
		if kind == sheetDiffers {
			markDifference(columns, r.cells, !wb.book.source)
		}
		out[i] = r
	}
	return out
}

// heading is the unit, group and estate of a line; what people write there may
// hold a phone.
func (wb *workbook) heading(l *line) string {
	return masker{wb.ctx.Unmasked}.text(l.route.heading())
}

// columns are those that the book shows: a community's own book does not
// repeat its name on every line.
func (wb *workbook) columns(kind sheetKind) []column {
	cs := slices.Clone(sheetSpecs[kind].columns)
	if !wb.book.source {
		cs = slices.DeleteFunc(cs, func(c column) bool { return c.role == community })
	}
	return cs
}

// decided are the columns for the clerk's pen.
var decided = []column{{"处理结果", 11, plain}, {"处理人", 8, plain}, {"日期", 9, plain}}

// sheet writes one sheet of a worklist.
func (wb *workbook) sheet(kind sheetKind, rows []row) error {
	return wb.table(&sheetSpecs[kind], wb.columns(kind), rows)
}

// table writes a sheet of rows, ready to print.
func (wb *workbook) table(spec *sheetSpec, columns []column, rows []row) error {
	if _, err := wb.file.NewSheet(spec.name); err != nil {
		return err
	}
	if err := wb.page(spec.name); err != nil {
		return err
	}
	sw, err := wb.file.NewStreamWriter(spec.name)
	if err != nil {
		return err
	}
	printed := len(columns)
	if len(spec.decisions) > 0 {
		columns = append(columns[:printed:printed], decided...)
	}
	if err := wb.layout(sw, spec, columns, len(rows)); err != nil {
		return err
	}
	head := make([]any, len(columns))
	for i, c := range columns {
		head[i] = excelize.Cell{StyleID: wb.styles.head, Value: c.title}
	}
	if err := sw.SetRow("A1", head, excelize.RowOpts{Height: 30}); err != nil {
		return err
	}
	cells := make([]any, len(columns))
	for i, r := range rows {
		for j := range columns {
			st, value := cellStyle{columns[j].role, r.first, false}, any("")
			if j < printed {
				value = r.cells[j]
			} else {
				st = cellStyle{plain, r.first, true}
			}
			if st.role == community {
				st.role = plain
			}
			cells[j] = excelize.Cell{StyleID: wb.styles.cells[st], Value: value}
		}
		if err := sw.SetRow("A"+strconv.Itoa(i+2), cells, excelize.RowOpts{Height: rowHeight(columns, r.cells)}); err != nil {
			return err
		}
	}
	return sw.Flush()
}

// Heights in points: programs do not agree on how high a wrapped row becomes by
// itself, and a pen needs room.
const (
	lineHeight = 13.5
	leastHigh  = 20
)

// rowHeight is high enough for the fullest cell.
func rowHeight(columns []column, cells []any) float64 {
	lines := 1
	for i, c := range cells {
		text, _ := c.(string)
		if runs, ok := c.([]excelize.RichTextRun); ok {
			for _, r := range runs {
				text += r.Text
			}
		}
		lines = max(lines, wrapped(text, columns[i].width))
	}
	return max(leastHigh, lineHeight*float64(lines)+4)
}

// wrapped is the number of lines a text takes in a column so wide.
func wrapped(s string, width float64) int {
	n := 0
	for part := range strings.SplitSeq(s, "\n") {
		n += max(1, int(math.Ceil(textWidth(part)/(width-0.6))))
	}
	return n
}

// textWidth is the width of a text in the characters that column widths count.
func textWidth(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r < 0x2e80 && r != '・' {
			w += 1.05
		} else {
			w += 2.05
		}
	}
	return w
}

// layout sets widths, frozen head, filter, drop-down list and repeated head.
func (wb *workbook) layout(sw *excelize.StreamWriter, spec *sheetSpec, columns []column, rows int) error {
	name := spec.name
	for i, c := range columns {
		if err := sw.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(len(columns))
	if err != nil {
		return err
	}
	if err := wb.file.AutoFilter(name, "A1:"+last+strconv.Itoa(rows+1), nil); err != nil {
		return err
	}
	if len(spec.decisions) > 0 {
		col, err := excelize.ColumnNumberToName(len(columns) - len(decided) + 1)
		if err != nil {
			return err
		}
		if err := wb.choices(name, col+"2:"+col+strconv.Itoa(rows+1), spec); err != nil {
			return err
		}
	}
	return wb.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + name + "'!$1:$1", Scope: name})
}

// choices lets the clerk choose her decision from a list; another text is
// allowed after a question.
func (wb *workbook) choices(sheet, cells string, spec *sheetSpec) error {
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(cells)
	if err := dv.SetDropList(spec.decisions); err != nil {
		return err
	}
	dv.SetError(excelize.DataValidationErrorStyleWarning, "处理结果", "列表里没有这一项，仍要填写吗？")
	return wb.file.AddDataValidation(sheet, dv)
}

// page is A4 across, as wide as the sheet, with unit, date and page numbers in
// the footer. The library writes these before the rows: they come first.
func (wb *workbook) page(sheet string) error {
	a4, fit, high, across := 9, 1, 0, "landscape"
	if sheet == coverName && wb.groups() <= 20 {
		high = 1
	}
	if err := wb.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: ptr(true)}); err != nil {
		return err
	}
	if err := wb.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &across, FitToWidth: &fit, FitToHeight: &high}); err != nil {
		return err
	}
	if err := wb.file.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{
		Left: ptr(0.4), Right: ptr(0.4), Top: ptr(0.5), Bottom: ptr(0.6), Header: ptr(0.25), Footer: ptr(0.3), Horizontally: ptr(true),
	}); err != nil {
		return err
	}
	plainly := func(s string, most int) string { return strings.ReplaceAll(cut(s, most), "&", "&&") }
	unit, mark := plainly(wb.book.title, 40), ""
	if wb.book.mark != "" {
		mark = "&L&9 " + plainly(wb.book.mark, 60)
	}
	return wb.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{
		OddHeader: mark + "&R&9" + secrecy,
		OddFooter: "&L&9 " + unit + " · &A&C&9第 &P 页，共 &N 页&R&9 " + wb.ctx.date(),
	})
}

// groups counts the lines of the cover's table of places.
func (wb *workbook) groups() int {
	seen := map[string]bool{}
	for _, kind := range counted {
		for _, l := range wb.book.lines[kind] {
			if wb.book.source {
				seen[l.community] = true
			} else {
				seen[l.route.heading()] = true
			}
		}
	}
	return len(seen)
}

// secrecy is printed above every page.
const secrecy = "含个人信息，仅限办理登记使用，用后销毁"

func ptr[T any](v T) *T { return &v }

// clean makes a text fit for a cell: no characters that XML cannot hold, no
// more than a person reads.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
	return cut(s, 1000)
}

// markDifference underlines, in the pair of values side by side, the part in
// which they differ.
func markDifference(columns []column, cells []any, hidden bool) {
	b, a := -1, -1
	i := 0
	for _, c := range columns {
		if c.role == community && hidden {
			continue
		}
		switch c.role {
		case before:
			b = i
		case after:
			a = i
		}
		i++
	}
	if a < 0 || b < 0 {
		return
	}
	x, y := cells[b].(string), cells[a].(string)
	cells[b], cells[a] = marked(x, y, false), marked(y, x, true)
}

// marked is a text whose part that the other lacks is red and underlined. Two
// texts with little in common are left as they are.
func marked(s, other string, bold bool) any {
	x, y := []rune(s), []rune(other)
	head := 0
	for head < len(x) && head < len(y) && x[head] == y[head] {
		head++
	}
	tail := 0
	for tail < len(x)-head && tail < len(y)-head && x[len(x)-1-tail] == y[len(y)-1-tail] {
		tail++
	}
	middle := len(x) - head - tail
	if middle == 0 || (head+tail)*2 < len(x) {
		return s
	}
	font := func(mark bool) *excelize.Font {
		f := &excelize.Font{Family: bodyFont, Size: 10, Bold: bold || mark}
		if mark {
			f.Color, f.Underline = redInk, "single"
		}
		return f
	}
	var runs []excelize.RichTextRun
	for _, r := range []excelize.RichTextRun{
		{Text: string(x[:head]), Font: font(false)}, {Text: string(x[head : head+middle]), Font: font(true)}, {Text: string(x[head+middle:]), Font: font(false)},
	} {
		if r.Text != "" {
			runs = append(runs, r)
		}
	}
	return runs
}
