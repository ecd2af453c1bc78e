package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/intake"
)

// draftView is what the steps of a list have in common.
type draftView struct {
	Path    string
	File    string
	Source  string
	Unit    string
	AsOf    string
	Step    int // 1 columns, 2 rows, 3 submit
	Receipt receiptView
	Found   int // rows of which there is something to say
	Fixes   int
}

// draft gives the draft that the path names with what a check finds in it.
func (q *request) draft(step int) (*draft, *desk.Checked, draftView, error) {
	d, err := q.site.drafts.of(q)
	if err != nil {
		return nil, nil, draftView{}, err
	}
	c, err := q.site.drafts.check(q.ctx, q.desk, q.by, d, nil)
	if err != nil {
		return nil, nil, draftView{}, err
	}
	v := draftView{Path: draftPath(d), File: d.File, Source: q.sourceName(d.Source.Kind), Unit: d.Source.Unit, AsOf: d.AsOf.String(), Step: step, Receipt: q.receipt(c.Receipt), Found: c.Found, Fixes: len(d.Mapping.Fixes)}
	q.crumb(q.t("list.title"), "/lists")
	return d, c, v, nil
}

// columnsView is the first step: how every sheet and column was understood.
type columnsView struct {
	draftView
	Sheets []sheetView
}

// sheetView is a sheet with what its columns were taken for.
type sheetView struct {
	Index   int
	Name    string
	Counts  quanyuan.SheetReceipt
	Read    bool // it is a list of persons
	Skip    bool // somebody said that it is none
	Header  string
	Says    []string // what holds for all its rows
	Mended  bool
	Columns []columnView
}

type columnView struct {
	Name    string // of its select
	Column  string
	Header  string
	Samples []string
	Options []Option
	Used    bool
	Extra   string // role, part, child: what else was understood
	By      string
	Unsure  bool
}

var (
	byWords    = family("list.by.", "header", "content", "both", "person")
	otherWords = family("list.other.", "serial", "other_number", "weak_address", "weak_death", "person_category", "marriage_kind", "members")
	kindWords  = family("list.kind.", "birth", "death", "marriage", "divorce")
)

func showColumns(q *request) error {
	d, c, v, err := q.draft(1)
	if err != nil {
		return err
	}
	view := columnsView{draftView: v}
	for i, r := range c.Receipt.Sheets {
		s := sheetView{Index: i, Name: r.Sheet, Counts: r}
		if m := sheetOf(c.Mapping, r.Sheet); m != nil {
			s.Read, s.Skip, s.Says = true, m.Skip, q.saysOfSheet(m)
			s.Mended = sheetOf(&d.Mapping, r.Sheet) != nil
			var header []string
			for _, n := range m.Header {
				header = append(header, strconv.Itoa(n))
			}
			s.Header = strings.Join(header, ", ")
			for j := range m.Columns {
				s.Columns = append(s.Columns, q.columnView(i, &m.Columns[j], c.Samples[r.Sheet]))
			}
		}
		view.Sheets = append(view.Sheets, s)
	}
	return q.show(http.StatusOK, "lists/columns.html", d.File, view)
}

func sheetOf(m *intake.Mapping, name string) *intake.SheetMapping {
	for i := range m.Sheets {
		if m.Sheets[i].Sheet == name {
			return &m.Sheets[i]
		}
	}
	return nil
}

// saysOfSheet lists what the sheet says of all its rows.
func (q *request) saysOfSheet(m *intake.SheetMapping) []string {
	var out []string
	if m.Kind != "" {
		out = append(out, q.t(kindWords+m.Kind))
	}
	if m.Community != "" {
		out = append(out, q.desk.PlaceName(m.Community))
	}
	for _, s := range []struct {
		f    quanyuan.Field
		text string
	}{{quanyuan.Estate, m.Estate}, {quanyuan.Building, m.Building}, {quanyuan.Group, m.Group}} {
		if s.text != "" {
			out = append(out, fieldName(s.f, q.lang)+" "+s.text)
		}
	}
	return out
}

func (q *request) columnView(sheet int, m *intake.ColumnMapping, samples [][]string) columnView {
	v := columnView{Name: fmt.Sprintf("c%d.%s", sheet, m.Column), Column: m.Column, Header: m.Header, Used: m.Field != "", Unsure: m.Field != "" && m.Sure < 0.5 && m.By != "person"}
	if at := columnAt(m.Column); at < len(samples) {
		v.Samples = samples[at]
	}
	switch {
	case strings.Contains(m.By, "+"): // header and content
		v.By = q.t(byWords + "both")
	case m.By != "":
		v.By = q.t(byWords + m.By)
	}
	var extra []string
	for _, s := range []string{m.Role, m.Part, m.Variant, m.Dates} {
		if s != "" {
			extra = append(extra, s)
		}
	}
	if m.Child > 0 {
		extra = append(extra, "#"+strconv.Itoa(m.Child))
	}
	if m.Member > 0 { // a further person of the row
		extra = append(extra, "+"+strconv.Itoa(m.Member))
	}
	v.Extra = strings.Join(extra, ", ")
	v.Options = append(v.Options, Option{"", q.t("list.not_used"), m.Field == ""})
	for f := quanyuan.Field(0); f < quanyuan.NumFields; f++ {
		v.Options = append(v.Options, Option{f.Key(), fieldName(f, q.lang), m.Field == f.Key()})
	}
	for _, key := range []string{"serial", "other_number", "weak_address", "weak_death", "person_category", "marriage_kind", "members"} {
		v.Options = append(v.Options, Option{key, q.t(otherWords + key), m.Field == key})
	}
	return v
}

// columnAt is the place of a column by its letters.
func columnAt(letters string) int {
	at := 0
	for _, r := range letters {
		at = at*26 + int(r-'A') + 1
	}
	return at - 1
}

// mendColumns takes what somebody says of columns and sheets; what he leaves as
// it was guessed stays a guess.
func mendColumns(q *request) error {
	d, c, _, err := q.draft(1)
	if err != nil {
		return err
	}
	changed := 0
	d.mu.Lock()
	if d.taking {
		d.mu.Unlock()
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "draft.gone"}
	}
	for i, r := range c.Receipt.Sheets {
		m := sheetOf(c.Mapping, r.Sheet)
		if m == nil {
			continue
		}
		now := *m
		now.Columns = slices.Clone(m.Columns)
		n := q.mendSheet(i, &now)
		if n == 0 {
			continue
		}
		changed += n
		d.Mapping.Sheets = append(slices.DeleteFunc(d.Mapping.Sheets, func(s intake.SheetMapping) bool { return s.Sheet == r.Sheet }), now)
	}
	if changed > 0 {
		d.checked = nil
	}
	d.mu.Unlock()
	if changed > 0 {
		if err := q.site.drafts.keep(d); err != nil {
			return err
		}
		q.tell("list.columns_changed", changed)
	}
	if q.PostForm.Get("stay") != "" {
		return q.redirect(draftPath(d))
	}
	return q.redirect(draftPath(d) + "/rows")
}

// mendSheet puts into a mapping what the form says otherwise; it counts that.
func (q *request) mendSheet(i int, m *intake.SheetMapping) (changed int) {
	if skip := q.PostForm.Get(fmt.Sprintf("skip%d", i)) != ""; skip != m.Skip {
		m.Skip = skip
		changed++
	}
	for j := range m.Columns {
		col := &m.Columns[j]
		name := fmt.Sprintf("c%d.%s", i, col.Column)
		if !q.PostForm.Has(name) || q.PostForm.Get(name) == col.Field {
			continue
		}
		key := q.PostForm.Get(name)
		if _, ok := quanyuan.FieldByKey(key); !ok && key != "" && !hasText(otherWords+key) {
			continue
		}
		*col = intake.ColumnMapping{Column: col.Column, Header: col.Header, Field: key, Member: col.Member, By: "person", Sure: 1}
		changed++
	}
	return changed
}
