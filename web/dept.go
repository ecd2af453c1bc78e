package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/mask"
	"quanyuan/publish"
)

func init() {
	area(func(s *site) {
		s.get("/department", access.Import, deptLists)
		s.get("/department/lists/{batch}", access.Import, deptList)
		s.get("/department/card", access.Import, deptCardPage)
		s.door(43, "list.nav", "dept.title", "/department", access.Import)
	})
}

func deptListPath(id quanyuan.BatchID) string {
	return "/department/lists/" + strconv.FormatInt(int64(id), 10)
}

// deptRow is a list with what became of its rows.
type deptRow struct{ *desk.ListCard }

var deptOutcomes = family("dept.outcome.", "none", string(quanyuan.SetAside), string(quanyuan.DuplicateInBatch), string(quanyuan.OutOfScope), string(quanyuan.Possible), string(quanyuan.Elsewhere), string(quanyuan.Differs), string(quanyuan.Same), string(quanyuan.New))

func deptOutcome(q *request, o quanyuan.Outcome) string {
	return q.t(deptOutcomes + cmp.Or(string(o), "none"))
}

var deptTable = &list[deptRow]{
	id: "department", caption: "dept.lists", empty: "list.none",
	columns: []column[deptRow]{
		{key: "file", label: "list.file", cell: func(q *request, r deptRow) Cell {
			return Cell{Text: r.Batch.File, Href: deptListPath(r.Batch.ID), Small: r.Batch.Source.Unit}
		}, sort: func(a, b deptRow) int { return cmp.Compare(a.Batch.File, b.Batch.File) }},
		{key: "received", label: "list.received", cell: func(q *request, r deptRow) Cell {
			c := Cell{Text: when(q.now(), r.Batch.Received)}
			if r.Late > 0 {
				c.Tag = &Tag{"bad", q.t("dept.days_late", r.Late)}
			}
			return c
		}, sort: func(a, b deptRow) int { return a.Batch.Received.Compare(b.Batch.Received) }},
		deptCount("rows", "dept.rows", func(r deptRow) int { return r.Card.Rows }),
		deptCount("same", "dept.matched", func(r deptRow) int { return r.of(quanyuan.Same) }),
		deptCount("differs", "dept.differs", func(r deptRow) int { return r.of(quanyuan.Differs, quanyuan.Elsewhere, quanyuan.Possible) }),
		deptCount("new", "dept.outcome.new", func(r deptRow) int { return r.of(quanyuan.New) }),
		deptCount("refused", "dept.refused", func(r deptRow) int { return r.of(quanyuan.SetAside, quanyuan.DuplicateInBatch, quanyuan.OutOfScope) }),
		deptCount("waiting", "dept.waiting", func(r deptRow) int { return r.Waiting() }),
		deptCount("wrong", "dept.wrong", func(r deptRow) int { return r.Card.Wrong }),
		{key: "right", label: "dept.right_share", num: true, cell: func(q *request, r deptRow) Cell { return Cell{Text: deptShare(r.Card.RightShare())} }},
		{key: "source", label: "list.source", off: true, cell: func(q *request, r deptRow) Cell { return Cell{Text: q.sourceName(r.Batch.Source.Kind)} }},
		{key: "place", label: "table.place", off: true, cell: func(q *request, r deptRow) Cell { return Cell{Text: q.desk.PlaceName(r.Batch.Source.Division)} }},
	},
	filters: []filter[deptRow]{{key: "source", label: "list.source", options: (*request).deptSources, keep: func(r deptRow, v string) bool { return string(r.Batch.Source.Kind) == v }}},
}

func deptCount(key, label string, of func(deptRow) int) column[deptRow] {
	return column[deptRow]{key: key, label: label, num: true, cell: func(_ *request, r deptRow) Cell { return Cell{Text: number(of(r))} },
		sort: func(a, b deptRow) int { return cmp.Compare(of(b), of(a)) }}
}

// of counts the rows with some outcomes.
func (r deptRow) of(outcomes ...quanyuan.Outcome) (n int) {
	for _, f := range r.Fates {
		if slices.Contains(outcomes, f.Outcome) {
			n += f.Rows
		}
	}
	return n
}

func deptShare(s desk.Share) string {
	if s.All == 0 {
		return "—"
	}
	return trimZero(s.Rate()) + "%"
}

// deptSources are the kinds of sources whose lists the viewer sees.
func (q *request) deptSources() []Option {
	if !access.Limited(q.by.Post) {
		return q.sourceOptions()
	}
	return []Option{{Value: q.by.Mandate, Text: q.sourceName(quanyuan.SourceKind(q.by.Mandate))}}
}

// deptView is the first page of a department: its lists and what became of them.
type deptView struct {
	Table  *Table
	Counts []Count
	Asks   bool // may ask about a person
}

func deptLists(q *request) error {
	card, err := q.desk.SourceCard(q.ctx, q.by, desk.SourceQuery{})
	if err != nil {
		return err
	}
	var rows []deptRow
	for i := range slices.Backward(card.Lists) { // the latest first
		rows = append(rows, deptRow{&card.Lists[i]})
	}
	if q.wantsWorkbook() {
		return deptTable.workbook(q, rows)
	}
	waiting := 0
	for _, r := range rows {
		waiting += r.Waiting()
	}
	v := deptView{Asks: q.can(access.Inquire), Counts: []Count{
		{len(rows), q.t("dept.lists"), "", ""}, {card.Sum.Right, q.t("dept.right"), "/department/card", ""}, {card.Sum.Wrong, q.t("dept.wrong"), "/department/card#mend", badIf(card.Sum.Wrong)},
		{waiting, q.t("dept.waiting"), "", ""}, {card.Late, q.t("dept.late_lists"), "/department/card#late", badIf(card.Late)}}}
	return q.list("department/lists.html", q.t("dept.title"), deptTable.table(q, rows), func(t *Table) any { v.Table = t; return v })
}

// deptCardView is a report card: of one list, or of all.
type deptCardView struct {
	Rows, Right, Wrong, Open int
	Share                    string
	Mends                    []deptMend
	Fields                   []deptField
	Late                     []string // sentences
	Excel                    string
	Print                    string // who printed it, and when
}

// deptMend is one thing to mend, in words.
type deptMend struct {
	What, Todo string
	Rows       int
	Gain       string
	Examples   []deptExample
}

type deptExample struct{ Href, Text string }

type deptField struct {
	Name                      string
	Given, Odd, Ruled, Upheld int
	OddShare                  string
}

func (q *request) deptCard(c *desk.Card) deptCardView {
	v := deptCardView{Rows: c.Rows, Right: c.Right, Wrong: c.Wrong, Open: c.Open, Share: deptShare(c.RightShare()), Print: q.mark()}
	for _, m := range c.Mends() {
		l := deptMend{Rows: m.Rows, Gain: trimZero(c.Gain(m))}
		l.What, l.Todo = desk.MendText(m, q.lang)
		for _, e := range m.Examples {
			where := e.Where
			text := where.File
			if where.Sheet != "" {
				text += " [" + where.Sheet + "]"
			}
			l.Examples = append(l.Examples, deptExample{deptListPath(quanyuan.BatchID(e.List)), q.t("dept.example", text, where.Row)})
		}
		v.Mends = append(v.Mends, l)
	}
	for i := range c.Items {
		if it := c.Items[i]; it.Given > 0 && it.Odd+it.Ruled+it.Upheld > 0 {
			v.Fields = append(v.Fields, deptField{fieldName(quanyuan.Field(i), q.lang), it.Given, it.Odd, it.Ruled, it.Upheld, trimZero(100 * float64(it.Odd+it.Ruled) / float64(it.Given))})
		}
	}
	return v
}

// deptListView is what became of one list.
type deptListView struct {
	Card    deptCardView
	ID      quanyuan.BatchID
	File    string
	Source  string
	Unit    string
	Steps   []deptStep
	Receipt receiptView
	Fates   []deptFate
	Records int // rows about a person, as they are counted on
	Reading int // percent of a comparison that runs, for who watches
	Running bool
	Hash    string
}

// deptStep is a step of a list's way.
type deptStep struct {
	Text, Small string
	Done        bool
	Percent     int
}

type deptFate struct {
	What, Why               string
	Rows, Settled, Declined int
	Waiting                 int
}

var deptWhys = family("dept.why.", "none", string(quanyuan.SetAside), string(quanyuan.DuplicateInBatch), string(quanyuan.OutOfScope), string(quanyuan.Possible), string(quanyuan.Elsewhere), string(quanyuan.Differs), string(quanyuan.Same), string(quanyuan.New))

func (v deptListView) refresh() int {
	if v.Running {
		return 5
	}
	return 0
}

func deptList(q *request) error {
	id, err := strconv.ParseInt(q.PathValue("batch"), 10, 64)
	if err != nil || id < 1 {
		return notFound
	}
	card, err := q.desk.SourceCard(q.ctx, q.by, desk.SourceQuery{Batch: quanyuan.BatchID(id)})
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return q.deptWorkbook(card, card.Lists[0].Batch.File)
	}
	l := &card.Lists[0]
	b := &l.Batch
	v := deptListView{Card: q.deptCard(&l.Card), ID: b.ID, File: b.File, Source: q.sourceName(b.Source.Kind), Unit: b.Source.Unit, Receipt: q.receipt(b.Receipt), Records: l.Card.Rows, Hash: b.Hash}
	v.Card.Late, v.Card.Excel = q.deptLate(card), q.with("as", "xlsx")
	for _, f := range l.Fates {
		v.Fates = append(v.Fates, deptFate{deptOutcome(q, f.Outcome), q.t(deptWhys + cmp.Or(string(f.Outcome), "none")), f.Rows, f.Settled, f.Declined, f.Waiting})
	}
	q.deptSteps(&v, l)
	q.crumb(q.t("dept.title"), "/department")
	return q.show(http.StatusOK, "department/list.html", q.t("dept.receipt_of", int64(b.ID)), v)
}

// deptSteps tells how far a list is: read, compared, settled.
func (q *request) deptSteps(v *deptListView, l *desk.ListCard) {
	waiting, compared := l.Waiting(), l.Compared()
	v.Steps = []deptStep{{q.t("dept.step_read"), when(q.now(), l.Batch.Received), true, 100}, {Text: q.t("dept.step_compared"), Done: compared}, {Text: q.t("dept.step_settled")}}
	if w := q.site.works.running(collateWork); w != nil && !compared {
		view := q.workView(w)
		v.Running, v.Steps[1].Percent, v.Steps[1].Small = true, view.Percent, q.t("dept.comparing", view.Percent)
	} else if !compared {
		v.Steps[1].Small = q.t("dept.not_compared")
	}
	if !compared {
		return
	}
	v.Steps[1].Percent = 100
	v.Steps[2].Done, v.Steps[2].Percent = waiting == 0, 100
	if waiting > 0 {
		v.Steps[2].Percent = 100 * (v.Records - waiting) / v.Records
		v.Steps[2].Small = q.t("dept.left", waiting)
	}
}

// deptLate says what of the lists came late.
func (q *request) deptLate(c *desk.SourceCard) (out []string) {
	for _, l := range c.Lists {
		switch {
		case l.Late > 0:
			out = append(out, q.t("dept.list_late", l.Batch.File, l.Due.String(), l.Late))
		case !l.Due.IsZero() && len(c.Lists) == 1:
			out = append(out, q.t("dept.list_in_time", l.Due.String()))
		}
	}
	if e := c.Events; e.All > 0 {
		out = append(out, q.t("dept.events", e.All, e.Open(), deptShare(e)))
	}
	if len(out) == 0 {
		out = append(out, q.t("dept.never_late"))
	}
	return out
}

// deptSumView is the report card over all lists.
type deptSumView struct {
	Card  deptCardView
	Lists []deptBar
	Of    string // whose card it is
	Units []Option
}

// deptBar is a list's place in time.
type deptBar struct {
	Href, File, Received string
	Rows                 int
	Share                string
	Right, Wrong, Open   int
	Late                 int
	Events               string
}

func deptCardPage(q *request) error {
	query := desk.SourceQuery{Kind: quanyuan.SourceKind(q.choice("source")), Unit: q.choice("unit")}
	card, err := q.desk.SourceCard(q.ctx, q.by, query)
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return q.deptWorkbook(card, q.t("dept.card"))
	}
	v := deptSumView{Card: q.deptCard(&card.Sum), Of: cmp.Or(query.Unit, q.t("dept.all_units"))}
	v.Card.Late, v.Card.Excel = q.deptLate(card), q.with("as", "xlsx")
	for _, l := range card.Lists {
		v.Lists = append(v.Lists, deptBar{deptListPath(l.Batch.ID), l.Batch.File, when(q.now(), l.Batch.Received), l.Card.Rows, deptShare(l.Card.RightShare()), l.Card.Right, l.Card.Wrong, l.Card.Open, l.Late, deptShare(l.Events)})
	}
	if v.Units, err = q.deptUnits(); err != nil {
		return err
	}
	q.crumb(q.t("dept.title"), "/department")
	return q.show(http.StatusOK, "department/card.html", q.t("dept.card"), v)
}

// deptUnits are the units whose lists the viewer sees, as choices.
func (q *request) deptUnits() ([]Option, error) {
	batches, err := q.desk.BatchesFor(q.ctx, q.by)
	if err != nil {
		return nil, err
	}
	var units []string
	for _, b := range batches {
		if u := b.Source.Unit; u != "" && b.Source.Kind != quanyuan.Register && !slices.Contains(units, u) {
			units = append(units, u)
		}
	}
	slices.Sort(units)
	out := []Option{{"", q.t("dept.all_units"), q.choice("unit") == ""}}
	for _, u := range units {
		out = append(out, Option{u, u, u == q.choice("unit")})
	}
	return out, nil
}

// deptWorkbook gives a card as Excel: what became of the rows, what to mend, by
// field, and when the lists came.
func (q *request) deptWorkbook(c *desk.SourceCard, name string) error {
	text := func(key string, args ...any) string { return q.t(key, args...) }
	lists := publish.Table{Name: text("dept.lists"), Head: []string{text("list.id"), text("list.file"), text("list.unit"), text("list.received"), text("dept.rows"), text("dept.right"), text("dept.wrong"), text("dept.open"), text("dept.right_share"), text("dept.days"), text("dept.events_in_time")}}
	fates := publish.Table{Name: text("dept.fates"), Head: []string{text("list.file"), text("dept.what"), text("dept.rows"), text("dept.settled"), text("dept.declined"), text("dept.waiting")}}
	for i := range c.Lists {
		l := &c.Lists[i]
		lists.Rows = append(lists.Rows, []any{int(l.Batch.ID), l.Batch.File, l.Batch.Source.Unit, l.Batch.Received.Format("2006-01-02 15:04"), l.Card.Rows, l.Card.Right, l.Card.Wrong, l.Card.Open, deptShare(l.Card.RightShare()), l.Late, deptShare(l.Events)})
		for _, f := range l.Fates {
			fates.Rows = append(fates.Rows, []any{l.Batch.File, deptOutcome(q, f.Outcome), f.Rows, f.Settled, f.Declined, f.Waiting})
		}
	}
	lists.Notes = append(q.deptLate(c), q.t("dept.sum_rows", c.Sum.Rows, c.Sum.Right, c.Sum.Wrong, c.Sum.Open), q.mark())
	mends := publish.Table{Name: text("dept.mend"), Head: []string{text("dept.what"), text("dept.todo"), text("dept.rows"), text("dept.gain"), text("dept.examples")}, Notes: []string{text("dept.mend_why")}}
	fields := publish.Table{Name: text("dept.by_field"), Head: []string{text("person.item"), text("dept.given"), text("dept.odd"), text("dept.ruled"), text("dept.upheld")}}
	v := q.deptCard(&c.Sum)
	for i, m := range c.Sum.Mends() {
		examples := ""
		for _, e := range v.Mends[i].Examples {
			if examples != "" {
				examples += q.pick("；", "; ")
			}
			examples += e.Text
		}
		mends.Rows = append(mends.Rows, []any{mask.Text(v.Mends[i].What), v.Mends[i].Todo, m.Rows, c.Sum.Gain(m), examples})
	}
	for _, f := range v.Fields {
		fields.Rows = append(fields.Rows, []any{f.Name, f.Given, f.Odd, f.Ruled, f.Upheld})
	}
	h := q.w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(q.t("dept.card")+" "+name+" "+q.today().String()+".xlsx"))
	return publish.WriteTables(q.w, q.now(), []publish.Table{lists, fates, mends, fields})
}
