package publish

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"quanyuan"
)

// The sheets before and after the lists.
const (
	worksheetCover = "说明"
	worksheetSign  = "签收"
)

// XLSX writes the document as a workbook: what it is, a sheet for each list that
// has lines, and the sheet for signatures and stamp last.
func (d *WorksheetDocument) XLSX(w io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	stable(f, d.at())
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	wb := &workbook{ctx: &d.ctx, book: &book{title: d.title(), mark: d.mark()}, file: f, styles: st}
	stamp := d.at().UTC().Format(time.RFC3339)
	if err := firstOf(f.SetDefaultFont(bodyFont), f.SetSheetName("Sheet1", worksheetCover),
		f.SetDocProps(&excelize.DocProperties{Title: d.title(), Creator: "全员 Quanyuan", LastModifiedBy: "全员 Quanyuan", Description: d.mark(), Created: stamp, Modified: stamp, Language: "zh-CN"}),
		d.coverSheet(wb)); err != nil {
		return err
	}
	for _, kind := range quanyuan.WorksheetKinds() {
		spec := worksheetSpecs[kind]
		if rows := d.rows(kind); len(rows) > 0 {
			if err := wb.table(&spec, spec.columns, rows); err != nil {
				return err
			}
		}
	}
	if err := d.signSheet(wb); err != nil {
		return err
	}
	return f.Write(w)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *WorksheetDocument) rows(kind quanyuan.WorksheetKind) []row {
	var out []row
	last := ""
	for _, l := range d.of(kind) {
		texts := d.cells(kind, l)
		r := row{first: texts[0] != last}
		last = texts[0]
		for _, t := range texts {
			r.cells = append(r.cells, clean(t))
		}
		out = append(out, r)
	}
	return out
}

// coverSheet says what the document is and how much stands in it.
func (d *WorksheetDocument) coverSheet(wb *workbook) error {
	b := &signBook{f: wb.file, st: wb.styles, sheet: worksheetCover}
	b.do(wb.page(worksheetCover), b.f.SetColWidth(b.sheet, "A", "A", 40), b.f.SetColWidth(b.sheet, "B", "B", 90))
	b.wide(d.title(), wb.styles.title, 30)
	b.wide(strings.Join(known(d.head.Place, d.Part), "　"), wb.styles.heading, 22)
	for _, t := range d.about() {
		b.wide(clean(t), wb.styles.text, heightOf(t, 128))
	}
	b.wide("要核对多少", wb.styles.heading, 26)
	for _, kind := range quanyuan.WorksheetKinds() {
		b.table([]signLine{{kind.Name("zh"), fmt.Sprintf("%d 行　%s", d.Count(kind), worksheetSpecs[kind].todo)}})
		b.do(b.f.SetRowHeight(b.sheet, b.row, heightOf(worksheetSpecs[kind].todo, 88)))
	}
	return b.err
}

// signSheet is the last sheet: what is signed for, two signatures, the stamp.
func (d *WorksheetDocument) signSheet(wb *workbook) error {
	if _, err := wb.file.NewSheet(worksheetSign); err != nil {
		return err
	}
	b := &signBook{f: wb.file, st: wb.styles, sheet: worksheetSign}
	b.do(wb.page(worksheetSign), b.f.SetColWidth(b.sheet, "A", "A", 40), b.f.SetColWidth(b.sheet, "B", "B", 90))
	b.wide("签收", wb.styles.title, 30)
	b.table(d.signLines())
	b.wide("以上各表已逐人逐项核对，结果填写在表内，由签名人负责。", wb.styles.text, 24)
	for _, who := range []string{"核对人（签名）", "负责人（签名）"} {
		b.sign(who, "　　　　年　　月　　日")
	}
	b.sign("单位（盖章）", "")
	b.do(b.f.SetRowHeight(b.sheet, b.row, 120))
	return b.err
}
