package web

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/intake"
)

// rowsView is the second step: rows with what is odd about them.
type rowsView struct {
	draftView
	Rules      []ruleLine
	Rule       string
	Rows       []rowView
	From, To   int
	Total      int
	Prev, Next string
}

type ruleLine struct {
	Key, Text string
	Count     int
	Chosen    bool
}

// rowView is one row: the cells of which something is said, to be mended, and
// the rest of the row.
type rowView struct {
	ID       string
	Action   string
	Sheet    string
	Row      int
	Name     string
	SetAside string
	Cells    []cellView
	Rest     []cellView
	Notes    []string // findings of no cell
	Mended   bool
	Well     bool // nothing is odd any more
}

type cellView struct {
	ID, Name, Label, Header, Text string
	Said                          []saidOf
	Faulty                        bool
}

type saidOf struct{ Sentence, Advice string }

// rowsAtOnce is how many rows a page of the second step has.
const rowsAtOnce = 15

func showRows(q *request) error {
	d, c, v, err := q.draft(2)
	if err != nil {
		return err
	}
	view := rowsView{draftView: v, Rule: q.choice("rule")}
	for rule, n := range c.Rules {
		if severityOf(c, rule) > quanyuan.Info {
			view.Rules = append(view.Rules, ruleLine{rule, q.ruleText(c, rule), n, rule == view.Rule})
		}
	}
	slices.SortFunc(view.Rules, func(a, b ruleLine) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Key, b.Key)) })
	var rows []*desk.CheckedRow
	for i := range c.Rows {
		r := &c.Rows[i]
		if view.Rule == "" || view.Rule == r.SetAside || slices.ContainsFunc(r.Findings, func(f quanyuan.Finding) bool { return f.Rule == view.Rule }) {
			rows = append(rows, r)
		}
	}
	view.Total = len(rows)
	pages := max(1, (len(rows)+rowsAtOnce-1)/rowsAtOnce)
	n, _ := strconv.Atoi(q.choice("page"))
	n = min(max(n, 1), pages)
	from, to := (n-1)*rowsAtOnce, min(n*rowsAtOnce, len(rows))
	view.From, view.To = min(from+1, to), to
	for _, r := range rows[from:to] {
		view.Rows = append(view.Rows, q.rowView(d, c, r))
	}
	if n > 1 {
		view.Prev = q.with("page", strconv.Itoa(n-1))
	}
	if n < pages {
		view.Next = q.with("page", strconv.Itoa(n+1))
	}
	return q.show(http.StatusOK, "lists/rows.html", d.File, view)
}

// severityOf is the gravest that a rule was found with.
func severityOf(c *desk.Checked, rule string) (gravest quanyuan.Severity) {
	for i := range c.Rows {
		for _, f := range c.Rows[i].Findings {
			if f.Rule == rule {
				gravest = max(gravest, f.Severity)
			}
		}
	}
	return gravest
}

// ruleText says what a rule finds, without the value of any row.
func (q *request) ruleText(c *desk.Checked, rule string) string {
	for i := range c.Rows {
		for _, f := range c.Rows[i].Findings {
			if f.Rule == rule {
				f.Args = slices.Repeat([]string{"…"}, len(f.Args))
				s, _ := desk.FindingText(f, q.lang)
				return fieldName(f.Field, q.lang) + q.t("parts.colon") + s
			}
		}
	}
	return rule
}

func rowID(sheet, row int) string { return fmt.Sprintf("row-%d-%d", sheet, row) }

func (q *request) rowView(d *draft, c *desk.Checked, r *desk.CheckedRow) rowView {
	index := slices.IndexFunc(c.Receipt.Sheets, func(s quanyuan.SheetReceipt) bool { return s.Sheet == r.Where.Sheet })
	v := rowView{ID: rowID(index, r.Where.Row), Action: draftPath(d) + "/rows", Sheet: r.Where.Sheet, Row: r.Where.Row, Name: r.Name, Well: r.SetAside == ""}
	if r.SetAside != "" {
		v.SetAside = desk.AsideText(r.SetAside, q.lang)
	}
	m := sheetOf(c.Mapping, r.Where.Sheet)
	if m == nil {
		return v
	}
	placed := make([]bool, len(r.Findings))
	for j := range m.Columns {
		col := &m.Columns[j]
		cell := cellView{ID: v.ID + "-" + col.Column, Name: "c." + col.Column, Header: col.Header, Label: col.Header, Text: d.cellText(r, col.Column)}
		field, known := quanyuan.FieldByKey(col.Field)
		if known {
			cell.Label = fieldName(field, q.lang)
		}
		for k, f := range r.Findings {
			if known && f.Field == field && !placed[k] {
				placed[k] = true
				q.addSaid(&cell, &v, f)
			}
		}
		if r.SetAside != "" && (field == quanyuan.Name && known || field == quanyuan.IDNumber) {
			cell.Faulty = true
		}
		if len(cell.Said) > 0 || cell.Faulty {
			v.Cells = append(v.Cells, cell)
		} else if cell.Text != "" || known {
			v.Rest = append(v.Rest, cell)
		}
	}
	for k, f := range r.Findings {
		if !placed[k] && f.Severity > quanyuan.Info {
			s, advice := desk.FindingText(f, q.lang)
			v.Well = false
			v.Notes = append(v.Notes, strings.TrimSpace(fieldName(f.Field, q.lang)+q.t("parts.colon")+s+" "+advice))
		}
	}
	return v
}

// addSaid puts a finding beside its cell.
func (q *request) addSaid(cell *cellView, v *rowView, f quanyuan.Finding) {
	if f.Rule == "cell.fixed" {
		v.Mended = true
	} else if f.Severity == quanyuan.Info {
		return // nothing to do about it
	} else {
		v.Well, cell.Faulty = false, cell.Faulty || f.Severity == quanyuan.Fault
	}
	s, advice := desk.FindingText(f, q.lang)
	cell.Said = append(cell.Said, saidOf{s, advice})
}

// cellText is a cell as it was mended, or as it is.
func (d *draft) cellText(r *desk.CheckedRow, column string) string {
	for _, f := range slices.Backward(d.Mapping.Fixes) {
		if f.Sheet == r.Where.Sheet && f.Row == r.Where.Row && f.Column == column {
			return f.Text
		}
	}
	if at := columnAt(column); at >= 0 && at < len(r.Cells) {
		return r.Cells[at]
	}
	return ""
}

// mendRow writes cells of a row anew; the file stays as it is.
func mendRow(q *request) error {
	d, c, _, err := q.draft(2)
	if err != nil {
		return err
	}
	sheet := q.PostForm.Get("sheet")
	row, _ := strconv.Atoi(q.PostForm.Get("row"))
	i := slices.IndexFunc(c.Rows, func(r desk.CheckedRow) bool { return r.Where.Sheet == sheet && r.Where.Row == row })
	if i < 0 {
		return notFound
	}
	before := c.Rows[i]
	if q.fix(d, &before) > 0 {
		if err := q.site.drafts.keep(d); err != nil {
			return err
		}
		if c, err = q.site.drafts.check(q.ctx, q.desk, q.by, d, nil); err != nil {
			return err
		}
	}
	after := before
	after.Findings, after.SetAside = nil, ""
	if i := slices.IndexFunc(c.Rows, func(r desk.CheckedRow) bool { return r.Where.Sheet == sheet && r.Where.Row == row }); i >= 0 {
		after = c.Rows[i]
	}
	v := q.rowView(d, c, &after)
	if q.scripted(v.ID) {
		return q.part("lists/rows.html", "row", v)
	}
	return q.redirect(draftPath(d) + "/rows#" + v.ID)
}

// mostCell is the longest text of a cell that is taken.
const mostCell = 500

// fix notes what the form says of a row's cells otherwise; it counts that.
func (q *request) fix(d *draft, r *desk.CheckedRow) (changed int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.taking {
		return 0
	}
	for _, name := range slices.Sorted(maps.Keys(q.PostForm)) {
		column, ok := strings.CutPrefix(name, "c.")
		if !ok || columnAt(column) < 0 || columnAt(column) > 16_383 || strings.Trim(column, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			continue
		}
		text := strings.TrimSpace(q.PostForm.Get(name))
		if text == strings.TrimSpace(d.cellText(r, column)) || len(text) > mostCell {
			continue
		}
		was := ""
		if at := columnAt(column); at < len(r.Cells) {
			was = r.Cells[at]
		}
		d.Mapping.Fixes = append(slices.DeleteFunc(d.Mapping.Fixes, func(f intake.Fix) bool {
			return f.Sheet == r.Where.Sheet && f.Row == r.Where.Row && f.Column == column
		}), intake.Fix{Sheet: r.Where.Sheet, Row: r.Where.Row, Column: column, Text: text, Was: was, By: q.by.Name})
		changed++
	}
	if changed > 0 {
		d.checked = nil
	}
	return changed
}
