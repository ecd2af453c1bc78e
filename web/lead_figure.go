package web

import (
	"html/template"
	"math"
	"net/url"
	"strconv"
	"strings"

	"quanyuan/publish"
)

// leadFigure is a picture with the same figures as a table below it.
type leadFigure struct {
	ID, Title  string
	Notes      []string
	Chart      template.HTML
	Head       []Head
	Rows       [][]Cell
	Empty      string // in the place of a table without rows
	Href, More string // the page that tells more
}

// Folded reports whether the table is long enough to be folded under its
// picture.
func (f *leadFigure) Folded() bool { return f.Chart != "" && len(f.Rows) > 12 }

// table is the figure as a sheet of a workbook.
func (f *leadFigure) table() publish.Table {
	t := publish.Table{Name: sheetName(f.Title), Notes: f.Notes}
	for _, h := range f.Head {
		t.Head = append(t.Head, h.Text)
	}
	for _, r := range f.Rows {
		row := make([]any, len(t.Head))
		for i := range row {
			row[i] = ""
			if i < len(r) {
				row[i] = figureCell(r[i])
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// figureCell is a number where the cell is one, so that workbooks count with it.
func figureCell(c Cell) any {
	text := plainCell(c)
	if !c.Num {
		return text
	}
	plain := strings.ReplaceAll(text, ",", "")
	if n, err := strconv.Atoi(plain); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(strings.TrimSuffix(plain, "%"), 64); err == nil {
		return f
	}
	return text
}

// sheetName is a text as a sheet of a workbook may be called.
func sheetName(text string) string {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return ' '
		}
		return r
	}, text)
	if rs := []rune(text); len(rs) > 31 {
		text = string(rs[:31])
	}
	return text
}

// leadWorkbook gives figures as one workbook, each as a sheet.
func (q *request) leadWorkbook(name string, figures ...*leadFigure) error {
	var tables []publish.Table
	used := map[string]bool{}
	for _, f := range figures {
		if f == nil || len(f.Rows) == 0 {
			continue
		}
		t := f.table()
		for n := 2; used[t.Name]; n++ {
			t.Name = sheetName(string([]rune(f.Title)[:min(len([]rune(f.Title)), 26)]) + " " + strconv.Itoa(n))
		}
		used[t.Name] = true
		tables = append(tables, t)
	}
	if len(tables) == 0 {
		tables = []publish.Table{{Name: sheetName(name), Head: []string{q.t("lead.nothing")}}}
	}
	h := q.w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name+" "+q.today().String()+".xlsx"))
	return publish.WriteTables(q.w, q.now(), tables)
}

// rateText writes a percentage with two digits; what is not all is not written
// as all, nor what is not nothing as nothing.
func rateText(p float64) string {
	switch {
	case p < 100 && p >= 99.995:
		return ">99.99%"
	case p > 0 && p < .005:
		return "<0.01%"
	}
	return strconv.FormatFloat(p, 'f', 2, 64) + "%"
}

// lowText and highText write the ends of an interval, rounded outwards, so that
// rounding never narrows it.
func lowText(p float64) string  { return strconv.FormatFloat(math.Floor(p*100+1e-9)/100, 'f', 2, 64) }
func highText(p float64) string { return rateEnd(math.Ceil(p*100-1e-9) / 100) }

func rateEnd(p float64) string { return strconv.FormatFloat(min(p, 100), 'f', 2, 64) + "%" }

func percentText(p float64) string { return strconv.FormatFloat(p, 'f', -1, 64) + "%" }

// figures are all of the page as sheets.
func (v *leadView) figures(q *request, b *leadBelow) []*leadFigure {
	quality := &leadFigure{Title: q.t("lead.quality"), Head: []Head{{Text: q.t("lead.measure")}, {Text: q.t("lead.share"), Num: true}, {Text: q.t("lead.interval")}, {Text: q.t("lead.of_all")}, {Text: q.t("lead.target_is", v.Target)}}}
	for _, m := range v.Measures {
		quality.Rows = append(quality.Rows, []Cell{{Text: m.Name}, num(m.Value), {Text: m.Interval}, {Text: m.Share}, {Text: m.Tag.Text}})
		quality.Notes = append(quality.Notes, m.Name+q.t("parts.colon")+m.Meaning)
	}
	counts := &leadFigure{Title: q.t("lead.title"), Head: []Head{{Text: v.Place}, {Text: v.Day, Num: true}}}
	for _, c := range v.Counts {
		counts.Rows = append(counts.Rows, []Cell{{Text: c.Label}, num(number(c.Number))})
	}
	counts.Rows = append(counts.Rows, []Cell{{Text: q.t("lead.coverage")}, {Text: v.Coverage.Tag.Text + " " + v.Coverage.Sentence}})
	out := []*leadFigure{counts, quality, v.Ahead, v.Stuck}
	if v.Map != nil {
		out = append(out, q.leadByPlace(b))
	}
	return append(out, v.People...)
}

// leadByPlace lists everything that a map can show.
func (q *request) leadByPlace(b *leadBelow) *leadFigure {
	f := &leadFigure{ID: "places", Title: q.t("lead.by_place"), Head: []Head{{Text: q.t("lead.place")}}}
	for _, key := range leadShown() {
		f.Head = append(f.Head, Head{Text: q.leadShownName(key), Num: true})
	}
	for _, code := range b.codes() {
		row := []Cell{{Text: q.desk.PlaceName(code), Href: leadPath(code)}}
		for _, key := range leadShown() {
			row = append(row, num(b.at(code, key).text))
		}
		f.Rows = append(f.Rows, row)
	}
	return f
}
