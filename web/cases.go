package web

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.lists("/cases", access.Attach, listCases)
		s.get("/cases/next", access.Attach, nextCase)
		s.get("/cases/done", access.Attach, casesDone)
		s.post("/cases/undo", access.Attach, undoCase)
		s.get("/cases/{record}", access.Attach, showCase)
		s.post("/cases/{record}", access.Attach, actOnCase)
		s.door(12, "layout.nav.today", "row.title", "/cases", access.Attach)
	})
}

// rowOutcomes are the outcomes that wait for a clerk, in the order in which
// they are offered.
var rowOutcomes = []quanyuan.Outcome{quanyuan.Differs, quanyuan.Elsewhere, quanyuan.New, quanyuan.Possible}

var rowOutcomeWords = family("row.outcome.", string(quanyuan.Differs), string(quanyuan.Elsewhere), string(quanyuan.New), string(quanyuan.Possible))

func (q *request) outcomeTag(o quanyuan.Outcome) Tag {
	kind := map[quanyuan.Outcome]string{quanyuan.Differs: "warn", quanyuan.Elsewhere: "bad", quanyuan.New: "info"}[o]
	return Tag{kind, q.t(rowOutcomeWords + string(o))}
}

// rowQuery is what the address asks for; every page on rows carries it along.
func (q *request) rowQuery() (desk.CaseQuery, string) {
	var query desk.CaseQuery
	keep := url.Values{}
	if o := quanyuan.Outcome(q.choice("outcome")); slices.Contains(rowOutcomes, o) {
		query.Outcomes = []quanyuan.Outcome{o}
		keep.Set("outcome", string(o))
	}
	if b, err := strconv.ParseInt(q.choice("batch"), 10, 64); err == nil && b > 0 {
		query.Batch = quanyuan.BatchID(b)
		keep.Set("batch", strconv.FormatInt(b, 10))
	}
	return query, keep.Encode()
}

// withQuery puts a query behind a path; more are names and values.
func withQuery(path, query string, more ...string) string {
	for i := 0; i+1 < len(more); i += 2 {
		if query != "" {
			query += "&"
		}
		query += more[i] + "=" + url.QueryEscape(more[i+1])
	}
	if query == "" {
		return path
	}
	return path + "?" + query
}

func casePath(r quanyuan.RecordID) string { return "/cases/" + quanyuan.CaseID(r) }

// caseList is the list of rows; the filter by list is added for each request,
// since its choices are what waits.
var caseList = list[*desk.CaseRow]{
	id: "cases", caption: "row.list", empty: "row.none", persons: true,
	columns: []column[*desk.CaseRow]{
		{key: "row", label: "row.row", num: true, cell: func(q *request, r *desk.CaseRow) Cell {
			_, keep := q.rowQuery()
			return Cell{Text: strconv.Itoa(r.Where.Row), Href: withQuery(casePath(r.Record), keep)}
		}, sort: func(a, b *desk.CaseRow) int { return cmp.Compare(a.Record, b.Record) }},
		{key: "outcome", label: "row.outcome", cell: func(q *request, r *desk.CaseRow) Cell {
			t := q.outcomeTag(r.Outcome)
			return Cell{Tag: &t}
		}, sort: func(a, b *desk.CaseRow) int {
			return slices.Index(rowOutcomes, a.Outcome) - slices.Index(rowOutcomes, b.Outcome)
		}},
		{key: "name", named: func(q *request) string { return fieldName(quanyuan.Name, q.lang) }, cell: func(q *request, r *desk.CaseRow) Cell { return Cell{Text: r.Name} },
			sort: func(a, b *desk.CaseRow) int { return cmp.Compare(a.Name, b.Name) }},
		{key: "born", named: func(q *request) string { return fieldName(quanyuan.BirthDate, q.lang) }, cell: func(q *request, r *desk.CaseRow) Cell { return Cell{Text: r.Born} },
			sort: func(a, b *desk.CaseRow) int { return cmp.Compare(a.Born, b.Born) }},
		{key: "fields", label: "row.fields", cell: func(q *request, r *desk.CaseRow) Cell {
			return Cell{Text: q.fieldNames(r.Fields)}
		}, sort: func(a, b *desk.CaseRow) int { return cmp.Compare(len(b.Fields), len(a.Fields)) }},
		{key: "person", label: "row.person", cell: func(q *request, r *desk.CaseRow) Cell { return Cell{Text: string(r.Person)} },
			sort: func(a, b *desk.CaseRow) int { return cmp.Compare(a.Person, b.Person) }},
		{key: "list", label: "row.source", cell: func(q *request, r *desk.CaseRow) Cell { return Cell{Text: q.sourceLine(r.Source, r.AsOf), Line: true} },
			sort: func(a, b *desk.CaseRow) int { return cmp.Compare(a.Batch, b.Batch) }},
		{key: "known", label: "row.known", cell: func(q *request, r *desk.CaseRow) Cell { return Cell{Text: q.placeNames(r.Known)} },
			sort: func(a, b *desk.CaseRow) int { return slices.Compare(a.Known, b.Known) }},
		{key: "place", label: "table.place", off: true, cell: func(q *request, r *desk.CaseRow) Cell { return Cell{Text: q.desk.PlaceName(r.Desk)} },
			sort: func(a, b *desk.CaseRow) int { return cmp.Compare(a.Desk, b.Desk) }},
		{key: "chance", label: "row.chance", off: true, num: true, cell: func(q *request, r *desk.CaseRow) Cell {
			if r.Person == "" {
				return Cell{}
			}
			return Cell{Text: percent(r.Chance)}
		}, sort: func(a, b *desk.CaseRow) int { return cmp.Compare(b.Chance, a.Chance) }},
	},
	find: func(q *request, r *desk.CaseRow, words string) bool {
		return strings.Contains(r.Name, words) || words == string(r.Person) || words == strconv.Itoa(r.Where.Row)
	},
}

func (q *request) fieldNames(fs []quanyuan.Field) string {
	names := make([]string, len(fs))
	for i, f := range fs {
		names[i] = fieldName(f, q.lang)
	}
	return q.join(names)
}

func (q *request) placeNames(codes []string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = q.desk.PlaceName(c)
	}
	return q.join(names)
}

// sourceLine names who sent a list and of which day it speaks.
func (q *request) sourceLine(s quanyuan.Source, asOf quanyuan.Date) string {
	line := strings.TrimSpace(q.sourceName(s.Kind) + " " + s.Unit)
	if !asOf.IsZero() {
		line += " " + asOf.String()
	}
	return line
}

// casesView is the list of rows with what waits of each kind.
type casesView struct {
	Counts []Count
	Start  string // path to the first row; "" when there is none
	Table  *Table
}

func listCases(q *request) error {
	query, keep := q.rowQuery()
	lists, err := q.desk.WaitingLists(q.ctx, q.by, desk.CaseQuery{})
	if err != nil {
		return err
	}
	l := caseList
	l.filters = []filter[*desk.CaseRow]{
		{key: "outcome", label: "row.outcome", options: func(q *request) (out []Option) {
			for _, o := range rowOutcomes {
				out = append(out, Option{Value: string(o), Text: q.t(rowOutcomeWords + string(o))})
			}
			return out
		}},
		{key: "batch", label: "row.source", options: func(q *request) []Option { return q.listsOf(lists, query.Outcomes) }},
		{key: "place", label: "table.place", options: communityOptions},
	}
	if place := q.choice("place"); place != "" {
		query.Scope = quanyuan.Scope{place}
	}
	if q.wantsWorkbook() {
		rows, err := q.allCases(query)
		if err != nil {
			return err
		}
		return l.workbook(q, rows)
	}
	v := casesView{}
	if v.Table, err = q.caseTable(&l, query, lists); err != nil {
		return err
	}
	counts := waitingOf(lists, desk.CaseQuery{Batch: query.Batch})
	for _, o := range rowOutcomes {
		v.Counts = append(v.Counts, Count{counts[o], q.t(rowOutcomeWords + string(o)), withQuery("/cases", batchQuery(query.Batch), "outcome", string(o)), ""})
	}
	if len(v.Table.Rows) > 0 {
		v.Start = withQuery("/cases/next", keep)
	}
	return q.list("cases/list.html", q.t("row.title"), v.Table, func(*Table) any { return v })
}

func (q *request) allCases(query desk.CaseQuery) ([]*desk.CaseRow, error) {
	query.Limit = mostRows + 1
	return q.desk.Cases(q.ctx, q.by, query)
}

// caseTable reads the rows of the page, or all of them where it must. lists are
// those of all of the viewer's divisions.
func (q *request) caseTable(l *list[*desk.CaseRow], query desk.CaseQuery, lists []desk.WaitingList) (*Table, error) {
	if l.whole(q) {
		rows, err := q.allCases(query)
		if err != nil {
			return nil, err
		}
		return l.table(q, rows), nil
	}
	if len(query.Scope) > 0 {
		var err error
		if lists, err = q.desk.WaitingLists(q.ctx, q.by, query); err != nil {
			return nil, err
		}
	}
	total := 0
	for _, n := range waitingOf(lists, query) {
		total += n
	}
	most := min(total, mostRows)
	page := q.stretch(most)
	query.Skip, query.Limit = page.from, pageRows
	rows, err := q.desk.Cases(q.ctx, q.by, query)
	if err != nil {
		return nil, err
	}
	return l.paged(q, most, total > most, page, rows), nil
}

// waitingOf sums up what waits of the list and outcomes that a query names.
func waitingOf(lists []desk.WaitingList, query desk.CaseQuery) map[quanyuan.Outcome]int {
	counts := map[quanyuan.Outcome]int{}
	for _, l := range lists {
		for o, n := range l.Rows {
			if (query.Batch == 0 || l.Batch == query.Batch) && (len(query.Outcomes) == 0 || slices.Contains(query.Outcomes, o)) {
				counts[o] += n
			}
		}
	}
	return counts
}

func batchQuery(b quanyuan.BatchID) string {
	if b == 0 {
		return ""
	}
	return "batch=" + strconv.FormatInt(int64(b), 10)
}

// listsOf are the lists of which rows with some outcomes wait, as choices.
func (q *request) listsOf(lists []desk.WaitingList, outcomes []quanyuan.Outcome) (out []Option) {
	for _, l := range lists {
		if len(waitingOf([]desk.WaitingList{l}, desk.CaseQuery{Outcomes: outcomes})) > 0 {
			out = append(out, Option{Value: strconv.FormatInt(int64(l.Batch), 10), Text: q.sourceLine(l.Source, l.AsOf)})
		}
	}
	return out
}

// nextCase leads to the row behind or before one, or to the end.
func nextCase(q *request) error {
	after, _ := strconv.ParseInt(q.choice("after"), 10, 64)
	before, _ := strconv.ParseInt(q.choice("before"), 10, 64)
	return q.toCase(quanyuan.RecordID(after), quanyuan.RecordID(before))
}

func (q *request) toCase(after, before quanyuan.RecordID) error {
	query, keep := q.rowQuery()
	query.After, query.Before, query.Limit = after, before, 1
	rows, err := q.desk.Cases(q.ctx, q.by, query)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return q.redirect(withQuery("/cases/done", keep))
	}
	return q.redirect(withQuery(casePath(rows[0].Record), keep))
}

// doneView is what stands after the last row.
type doneView struct {
	Sitting  sitting
	Left     int // rows of the kind that were asked for and passed over
	Counts   []Count
	Again    string
	List     string
	Position casePosition
}

func casesDone(q *request) error {
	query, keep := q.rowQuery()
	counts, err := q.desk.CaseCounts(q.ctx, q.by, desk.CaseQuery{Batch: query.Batch})
	if err != nil {
		return err
	}
	v := doneView{Sitting: q.sitting(), Again: withQuery("/cases/next", keep), List: withQuery("/cases", keep)}
	for _, o := range rowOutcomes {
		if len(query.Outcomes) == 0 || query.Outcomes[0] == o {
			v.Left += counts[o]
		} else if counts[o] > 0 {
			v.Counts = append(v.Counts, Count{counts[o], q.t(rowOutcomeWords + string(o)), withQuery("/cases/next", batchQuery(query.Batch), "outcome", string(o)), ""})
		}
	}
	v.Position = q.position(v.Left)
	q.crumb(q.t("row.title"), v.List)
	return q.show(http.StatusOK, "cases/done.html", q.t("row.done_title"), v)
}

// sitting is what somebody did since he signed in: how many rows, and the last
// of them, which he may take back. It is kept by his browser and holds numbers
// of rows and persons only.
type sitting struct {
	Account string    `json:"a"`
	Done    int       `json:"n"`
	Last    []lastRow `json:"l,omitempty"` // the latest at the end
}

// lastRow is a row that was done.
type lastRow struct {
	Record quanyuan.RecordID `json:"r"`
	Act    string            `json:"k"`
	Person quanyuan.Number   `json:"p,omitempty"`
}

// mostLast is how many rows can be taken back one after the other.
const mostLast = 20

const sittingCookie = "quanyuan-rows"

func (q *request) sitting() sitting {
	var s sitting
	if c, err := q.Cookie(sittingCookie); err == nil {
		if raw, err := base64.RawURLEncoding.DecodeString(c.Value); err != nil || json.Unmarshal(raw, &s) != nil {
			s = sitting{}
		}
	}
	if s.Account != q.by.Account {
		return sitting{Account: q.by.Account}
	}
	return s
}

func (q *request) keepSitting(s sitting) {
	if len(s.Last) > mostLast {
		s.Last = s.Last[len(s.Last)-mostLast:]
	}
	if raw, err := json.Marshal(s); err == nil {
		q.setCookie(sittingCookie, base64.RawURLEncoding.EncodeToString(raw), access.SessionLasts)
	}
}

// didCase counts a row and goes on to the next.
func (q *request) didCase(r quanyuan.RecordID, act string, n quanyuan.Number) error {
	s := q.sitting()
	s.Done++
	s.Last = append(s.Last, lastRow{r, act, n})
	q.keepSitting(s)
	return q.toCase(r, 0)
}

var didWords = family("row.did.", "settled", "entered", "waiting", "declined")

// casePosition is the line above a row: how many were done, what was done last.
type casePosition struct {
	Done int
	Left int
	Did  string // what was done last, with its person
	Last quanyuan.RecordID
	Undo string // path; "" when nothing can be taken back
}

func (q *request) position(left int) casePosition {
	s := q.sitting()
	p := casePosition{Done: s.Done, Left: left}
	if len(s.Last) > 0 {
		last := s.Last[len(s.Last)-1]
		_, keep := q.rowQuery()
		p.Did, p.Last, p.Undo = q.t(didWords+last.Act, string(last.Person)), last.Record, withQuery("/cases/undo", keep)
	}
	return p
}
