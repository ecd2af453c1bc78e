package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/intake"
	"quanyuan/mask"
)

func init() {
	area(func(s *site) {
		s.lists("/lists", access.Import, showLists)
		s.get("/lists/{batch}", access.Import, showReceipt)
		s.get("/collation", access.Collate, showCollation)
		s.post("/collation", access.Collate, startCollation)
		s.door(40, "list.nav", "list.title", "/lists", access.Import)
		s.door(41, "list.nav", "list.send", "/lists/new", access.Import)
		s.door(42, "list.nav", "list.collation", "/collation", access.Collate)
	})
}

// batchRow is a list that was taken in.
type batchRow struct{ quanyuan.Batch }

var batchList = &list[batchRow]{
	id: "batches", caption: "list.title", empty: "list.none",
	columns: []column[batchRow]{
		{key: "id", label: "list.id", num: true, cell: func(q *request, r batchRow) Cell {
			return Cell{Text: strconv.FormatInt(int64(r.ID), 10), Href: batchPath(r.ID)}
		}, sort: func(a, b batchRow) int { return cmp.Compare(a.ID, b.ID) }},
		{key: "file", label: "list.file", cell: func(q *request, r batchRow) Cell { return Cell{Text: r.File, Href: batchPath(r.ID)} }, sort: func(a, b batchRow) int { return cmp.Compare(a.File, b.File) }},
		{key: "source", label: "list.source", cell: func(q *request, r batchRow) Cell { return Cell{Text: q.sourceName(r.Source.Kind)} }, sort: func(a, b batchRow) int { return cmp.Compare(a.Source.Kind, b.Source.Kind) }},
		{key: "unit", label: "list.unit", cell: func(q *request, r batchRow) Cell { return Cell{Text: r.Source.Unit} }, sort: func(a, b batchRow) int { return cmp.Compare(a.Source.Unit, b.Source.Unit) }},
		{key: "place", label: "table.place", cell: func(q *request, r batchRow) Cell {
			if r.Source.Division == "" {
				return Cell{Text: q.t("home.whole_city")}
			}
			return Cell{Text: q.desk.PlaceName(r.Source.Division)}
		}, sort: func(a, b batchRow) int { return cmp.Compare(a.Source.Division, b.Source.Division) }},
		{key: "as_of", label: "list.as_of", cell: func(q *request, r batchRow) Cell { return Cell{Text: r.AsOf.String()} }, sort: func(a, b batchRow) int { return cmp.Compare(a.AsOf.String(), b.AsOf.String()) }},
		{key: "received", label: "list.received", cell: func(q *request, r batchRow) Cell { return Cell{Text: when(q.now(), r.Received)} }, sort: func(a, b batchRow) int { return a.Received.Compare(b.Received) }},
		receiptColumn("rows", "list.rows", func(r quanyuan.Receipt) int { return r.Rows }),
		receiptColumn("accepted", "list.accepted", func(r quanyuan.Receipt) int { return r.Accepted }),
		receiptColumn("aside", "list.aside", func(r quanyuan.Receipt) int { return r.SetAside }),
		receiptColumn("not_persons", "list.not_persons", func(r quanyuan.Receipt) int { return r.NotPersons }),
	},
	filters: []filter[batchRow]{
		{key: "source", label: "list.source", options: (*request).sourceOptions, keep: func(r batchRow, v string) bool { return string(r.Source.Kind) == v }},
		placeFilter(func(r batchRow) string { return r.Source.Division }),
	},
}

func receiptColumn(key, label string, of func(quanyuan.Receipt) int) column[batchRow] {
	return column[batchRow]{key: key, label: label, num: true, cell: func(q *request, r batchRow) Cell { return Cell{Text: number(of(r.Receipt))} },
		sort: func(a, b batchRow) int { return cmp.Compare(of(b.Receipt), of(a.Receipt)) }}
}

func batchPath(id quanyuan.BatchID) string { return "/lists/" + strconv.FormatInt(int64(id), 10) }

// listsView is the page of all lists: what waits to be taken in, and what was.
type listsView struct {
	Table  *Table
	Drafts []draftLine
}

type draftLine struct {
	Path, File, Source, Made string
}

func showLists(q *request) error {
	batches, err := q.desk.BatchesFor(q.ctx, q.by)
	if err != nil {
		return err
	}
	rows := make([]batchRow, 0, len(batches))
	for _, b := range slices.Backward(batches) { // the latest first
		rows = append(rows, batchRow{b})
	}
	if q.wantsWorkbook() {
		return batchList.workbook(q, rows)
	}
	v := listsView{}
	open := q.site.drafts.open(q.by.Account)
	slices.SortFunc(open, func(a, b *draft) int { return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(a.ID, b.ID)) })
	for _, d := range open {
		v.Drafts = append(v.Drafts, draftLine{draftPath(d), d.File, q.sourceName(d.Source.Kind), when(q.now(), d.Made)})
	}
	return q.list("lists/lists.html", q.t("list.title"), batchList.table(q, rows), func(t *Table) any { v.Table = t; return v })
}

// receiptView is a receipt that adds up: read = accepted + set aside + no
// persons, in all and for every sheet.
type receiptView struct {
	quanyuan.Receipt
	Reasons []reasonLine
	Notes   []string
	Fits    bool
}

type reasonLine struct {
	Text  string
	Count int
}

func (q *request) receipt(r quanyuan.Receipt) receiptView {
	v := receiptView{Receipt: r, Fits: r.AddsUp()}
	for key, n := range r.Reasons {
		v.Reasons = append(v.Reasons, reasonLine{desk.AsideText(key, q.lang), n})
	}
	slices.SortFunc(v.Reasons, func(a, b reasonLine) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text)) })
	for _, n := range r.Notes {
		v.Notes = append(v.Notes, mask.Text(desk.NoteText(n, q.lang)))
	}
	return v
}

// batchView is the page of one list that was taken in.
type batchView struct {
	ID       quanyuan.BatchID
	File     string
	Source   string
	Unit     string
	Place    string
	AsOf     string
	Received string
	Hash     string
	Receipt  receiptView
	Aside    []asideLine
	Fixes    []fixLine
	Waiting  []Count
	Can      bool   // the viewer works on what came of it
	Fates    string // path to what became of every row; "" of the old system's
}

type asideLine struct {
	Sheet  string
	Row    int
	Reason string
}

type fixLine struct {
	Sheet, Column, Was, Text, By string
	Row                          int
}

// mostAside is how many rows that were set aside a receipt lists.
const mostAside = 200

func showReceipt(q *request) error {
	id, err := strconv.ParseInt(q.PathValue("batch"), 10, 64)
	if err != nil {
		return notFound
	}
	b, err := q.desk.ReceiptOf(q.ctx, q.by, quanyuan.BatchID(id))
	if err != nil {
		return err
	}
	v := batchView{ID: b.ID, File: b.File, Source: q.sourceName(b.Source.Kind), Unit: b.Source.Unit, AsOf: b.AsOf.String(), Received: when(q.now(), b.Received), Hash: b.Hash, Receipt: q.receipt(b.Receipt)}
	if v.Place = q.t("home.whole_city"); b.Source.Division != "" {
		v.Place = q.desk.PlaceName(b.Source.Division)
	}
	if b.Source.Kind != quanyuan.Register {
		v.Fates = deptListPath(b.ID)
	}
	if b.Receipt.SetAside > 0 {
		rows, err := q.desk.AsideRows(q.ctx, q.by, b.ID, mostAside)
		if err != nil {
			return err
		}
		for _, r := range rows {
			v.Aside = append(v.Aside, asideLine{r.Where.Sheet, r.Where.Row, desk.AsideText(r.Reason, q.lang)})
		}
	}
	var m intake.Mapping
	if json.Unmarshal(b.Mapping, &m) == nil {
		for _, f := range m.Fixes {
			hide := fixMask(&m, f)
			v.Fixes = append(v.Fixes, fixLine{f.Sheet, f.Column, hide(f.Was), hide(f.Text), f.By, f.Row})
		}
	}
	if v.Can = q.can(access.Attach); v.Can {
		if v.Waiting, err = q.waiting(desk.CaseQuery{Batch: b.ID}); err != nil {
			return err
		}
	}
	q.crumb(q.t("list.title"), "/lists")
	return q.show(http.StatusOK, "lists/receipt.html", q.t("list.batch", int64(b.ID)), v)
}

// fixMask covers what stands in a mended cell as its field is covered.
func fixMask(m *intake.Mapping, f intake.Fix) func(string) string {
	if s := sheetOf(m, f.Sheet); s != nil {
		for _, c := range s.Columns {
			if field, ok := quanyuan.FieldByKey(c.Field); ok && c.Column == f.Column {
				return func(text string) string { return mask.Field(field, text) }
			}
		}
	}
	return mask.Text
}

var outcomeWords = family("list.outcome.", string(quanyuan.Possible), string(quanyuan.Elsewhere), string(quanyuan.Differs), string(quanyuan.New))

// waiting counts the rows of lists that wait for the viewer, with the pages on
// which he works on them.
func (q *request) waiting(query desk.CaseQuery) ([]Count, error) {
	counts, err := q.desk.CaseCounts(q.ctx, q.by, query)
	if err != nil {
		return nil, err
	}
	var out []Count
	for _, o := range []quanyuan.Outcome{quanyuan.Possible, quanyuan.Elsewhere, quanyuan.Differs, quanyuan.New} {
		href := ""
		if q.site.has("/cases") {
			href = "/cases?outcome=" + string(o)
			if query.Batch != 0 {
				href += "&batch=" + strconv.FormatInt(int64(query.Batch), 10)
			}
		}
		out = append(out, Count{counts[o], q.t(outcomeWords + string(o)), href, ""})
	}
	return out, nil
}

// has reports whether somebody gets to a page by a path.
func (s *site) has(path string) bool {
	_, pattern := s.mux.Handler(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}, Host: "site"})
	return pattern != "" && pattern != "/"
}

// collationView tells what waits and starts the comparison of all lists.
type collationView struct {
	Lists   int
	Persons int
	Waiting []Count
	Running string // path of the work under way
}

var stageWords = family("list.stage.", "prepare", "block", "compare", "train", "score", "cluster", "questions", "tasks", "read", "store")

const collateWork = "list.work_collate"

func showCollation(q *request) error {
	batches, err := q.desk.Batches(q.ctx)
	if err != nil {
		return err
	}
	v := collationView{}
	for _, b := range batches {
		if b.Source.Kind != quanyuan.Register {
			v.Lists++
		}
	}
	if q.can(access.Attach) {
		if v.Waiting, err = q.waiting(desk.CaseQuery{}); err != nil {
			return err
		}
	}
	if w := q.site.works.running(collateWork); w != nil {
		v.Running = "/work/" + w.ID
	}
	return q.show(http.StatusOK, "lists/collation.html", q.t("list.collation"), v)
}

// startCollation compares all lists with the register, once at a time.
func startCollation(q *request) error {
	if w := q.site.works.running(collateWork); w != nil {
		q.tell("list.collates_already")
		return q.redirect("/collation")
	}
	d, by := q.desk, q.by
	return q.start(collateWork, nil, func(ctx context.Context, at step) (string, error) {
		_, err := d.Renew(ctx, by, func(stage string, done, total int64) { at(stageWords+stage, done, total) })
		return "/collation#came", err
	})
}

// sourceOptions are the kinds of sources that lists come from.
func (q *request) sourceOptions() []Option {
	var out []Option
	for _, k := range []quanyuan.SourceKind{quanyuan.Community, quanyuan.School, quanyuan.Health, quanyuan.Police, quanyuan.Civil, quanyuan.Social, quanyuan.Commerce, quanyuan.Employer, quanyuan.Property, quanyuan.Floating, quanyuan.Elderly, quanyuan.Disabled} {
		out = append(out, Option{Value: string(k), Text: q.sourceName(k)})
	}
	return out
}
