package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.lists("/erasures", access.Erase, showErasures)
		s.get("/erasures/new", access.Erase, askErasure)
		s.post("/erasures/new", access.Erase, fileErasure)
		s.get("/erasures/of/{id}", access.Erase, showErasure)
		s.post("/erasures/of/{id}/confirm", access.Erase, confirmErasure)
		s.post("/erasures/of/{id}/end", access.Erase, endErasure)
		s.get("/erasures/of/{id}/certificate/{format}", access.Erase, erasureCertificate)
		s.door(91, "admin.nav", "erase.title", "/erasures", access.Erase)
	})
}

func erasurePath(id string) string { return "/erasures/of/" + url.PathEscape(id) }

var (
	erasureStates = []string{quanyuan.ErasureAsked, quanyuan.ErasureBegun, quanyuan.ErasureDone, quanyuan.ErasureDeclined, quanyuan.ErasureWithdrawn}
	erasureTags   = map[string]string{quanyuan.ErasureAsked: "warn", quanyuan.ErasureBegun: "bad", quanyuan.ErasureDone: "good"}
	eraseActs     = family("erase.act.", "ask", "decline", "withdraw", "confirm")
	eraseStages   = family("erase.stage.", "find", "write", "scrub", "look")
)

// The states and grounds are named by the register's own messages.
const (
	eraseStateWords  = "erase.state."
	eraseGroundWords = "erase.ground."
)

func (q *request) erasureTag(e *quanyuan.Erasure) Tag {
	return Tag{erasureTags[e.State], q.t(eraseStateWords + e.State)}
}

var erasureList = &list[*quanyuan.Erasure]{
	id: "erasures", caption: "erase.title", empty: "erase.none",
	columns: []column[*quanyuan.Erasure]{
		{key: "asked", label: "erase.asked", cell: func(q *request, e *quanyuan.Erasure) Cell {
			return Cell{Text: when(q.now(), e.Asked().At), Href: erasurePath(e.ID)}
		}, sort: func(a, b *quanyuan.Erasure) int { return a.Asked().At.Compare(b.Asked().At) }},
		{key: "person", label: "person.number", cell: func(q *request, e *quanyuan.Erasure) Cell { return Cell{Text: string(e.Person)} },
			sort: func(a, b *quanyuan.Erasure) int { return strings.Compare(string(a.Person), string(b.Person)) }},
		{key: "ground", label: "erase.grounds", cell: func(q *request, e *quanyuan.Erasure) Cell { return Cell{Text: q.t(eraseGroundWords + e.Ground)} }},
		{key: "who", label: "person.who", cell: func(q *request, e *quanyuan.Erasure) Cell { return Cell{Text: e.Asked().Actor} }},
		{key: "state", label: "admin.state", cell: func(q *request, e *quanyuan.Erasure) Cell { t := q.erasureTag(e); return Cell{Tag: &t} },
			sort: func(a, b *quanyuan.Erasure) int {
				return slices.Index(erasureStates, a.State) - slices.Index(erasureStates, b.State)
			}},
	},
}

// erasuresView is the list of erasures.
type erasuresView struct{ Table *Table }

func showErasures(q *request) error {
	all, err := q.desk.Erasures(q.ctx, q.by)
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return erasureList.workbook(q, all)
	}
	return q.list("erasures/list.html", q.t("erase.title"), erasureList.table(q, all), func(t *Table) any { return erasuresView{t} })
}

func (q *request) erasureForm() *Form {
	grounds := []Option{{"", q.t("person.choose"), true}}
	for _, g := range quanyuan.Grounds() {
		grounds = append(grounds, Option{Value: g, Text: q.t(eraseGroundWords + g)})
	}
	return &Form{Action: "/erasures/new", Submit: q.t("erase.ask_do"), Fields: []*Input{
		{Name: "person", Label: q.t("person.number"), Required: true, Value: q.FormValue("person")},
		{Name: "ground", Label: q.t("erase.grounds"), Kind: "select", Required: true, Options: grounds, Wide: true},
		{Name: "why", Label: q.t("parts.reason"), Hint: q.t("erase.reason_hint"), Required: true, Wide: true},
	}}
}

func askErasure(q *request) error { return q.showErasureForm(http.StatusOK, q.erasureForm()) }

func (q *request) showErasureForm(status int, f *Form) error {
	q.crumb(q.t("erase.title"), "/erasures")
	return q.show(status, "erasures/new.html", q.t("erase.ask"), f)
}

func fileErasure(q *request) error {
	f := q.erasureForm()
	f.fill(q)
	e, err := q.desk.AskErasure(q.ctx, q.by, quanyuan.Number(q.typed("person")), q.typed("ground"), q.typed("why"))
	if err != nil {
		status, err := f.refuse(q, err)
		if err != nil {
			return err
		}
		return q.showErasureForm(status, f)
	}
	q.tell("erase.was_asked")
	return q.redirect(erasurePath(e.ID))
}

// erasureView is one erasure: who asked and why, what it erases, what can be
// done about it.
type erasureView struct {
	Number, Ground, Reason string
	Path                   string
	State                  Tag
	Steps                  []erasureStepView
	Rows                   [][]string // of the certificate, or what it would be
	Foreseen               []string
	Confirm, End           *Form
	Finish, Done           bool
	Job                    string
}

type erasureStepView struct{ At, What, Who, Reason string }

func showErasure(q *request) error {
	e, err := q.desk.ForeseeErasure(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	return q.showErasureOf(http.StatusOK, e, q.confirmForm(e), q.endForm(e))
}

func (q *request) confirmForm(e *quanyuan.Erasure) *Form {
	return &Form{Action: erasurePath(e.ID) + "/confirm", Submit: q.t("erase.confirm_do"), Danger: true, Fields: []*Input{
		{Name: "number", Label: q.t("erase.number_again"), Hint: q.t("erase.number_hint"), Required: true},
		{Name: "remark", Label: q.t("erase.remark"), Wide: true},
	}}
}

func (q *request) endForm(e *quanyuan.Erasure) *Form {
	submit := q.t("erase.decline_do")
	if e.Asked().Account == q.by.Account {
		submit = q.t("erase.withdraw_do")
	}
	return &Form{Action: erasurePath(e.ID) + "/end", Submit: submit, Fields: []*Input{
		{Name: "why", Label: q.t("parts.reason"), Hint: q.t("erase.reason_hint"), Required: true, Wide: true},
	}}
}

const eraseWork = "erase.work"

func (q *request) showErasureOf(status int, e *quanyuan.Erasure, confirm, end *Form) error {
	v := erasureView{Number: string(e.Person), Ground: q.t(eraseGroundWords + e.Ground), Reason: e.Reason, Path: erasurePath(e.ID), State: q.erasureTag(e)}
	for _, s := range e.Steps {
		v.Steps = append(v.Steps, erasureStepView{when(q.now(), s.At), q.t(eraseActs + s.Act), s.Actor + " · " + access.PostName(s.Post, q.lang), s.Reason})
	}
	if w := q.site.works.running(eraseWork); w != nil && w.Account == q.by.Account {
		v.Job = workPath(w.ID)
	}
	switch e.State {
	case quanyuan.ErasureAsked:
		v.Foreseen = q.foreseen(e)
		if e.Asked().Account != q.by.Account && e.Asked().Post != q.by.Post {
			v.Confirm = confirm
		}
		v.End = end
	case quanyuan.ErasureBegun:
		v.Finish = true
	case quanyuan.ErasureDone:
		sheet, err := q.desk.ErasureSheet(q.ctx, q.by, e.ID, q.lang)
		if err != nil {
			return err
		}
		rows := sheet.Rows()
		v.Done, v.Rows = true, rows[1:len(rows)-1] // without the title and the lines to sign
	}
	q.crumb(q.t("erase.title"), "/erasures")
	return q.show(status, "erasures/one.html", q.t("erase.of", v.Number), v)
}

// foreseen says what an erasure would do.
func (q *request) foreseen(e *quanyuan.Erasure) []string {
	out := []string{q.t("erase.would", len(e.Records), e.Count.Rows, e.Count.Papers, e.Count.Others), q.t("erase.would_files", len(e.Files))}
	if e.Count.Possible > 0 {
		out = append(out, quanyuan.Message(q.lang, "erase.left.possible", e.Count.Possible))
	}
	return append(out, q.t("erase.would_stay"))
}

func confirmErasure(q *request) error {
	id := q.PathValue("id")
	e, err := q.desk.ForeseeErasure(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	f := q.confirmForm(e)
	f.fill(q)
	if e.State == quanyuan.ErasureAsked && q.typed("number") != string(e.Person) {
		f.wrong("number", q.t("erase.number_wrong"))
		return q.showErasureOf(http.StatusUnprocessableEntity, e, f, q.endForm(e))
	}
	if q.site.works.running(eraseWork) != nil {
		q.tell("erase.already")
		return q.redirect(erasurePath(id))
	}
	d, by, remark := q.desk, q.by, q.typed("remark")
	return q.start(eraseWork, []any{string(e.Person)}, func(ctx context.Context, at step) (string, error) {
		_, err := d.ConfirmErasure(ctx, by, id, remark, func(stage string, done, total int64) {
			at(eraseStages+strings.TrimPrefix(stage, "erase."), done, total)
		})
		return erasurePath(id), err
	})
}

func endErasure(q *request) error {
	id := q.PathValue("id")
	e, err := q.desk.EndErasure(q.ctx, q.by, id, q.typed("why"))
	if err != nil {
		before, gone := q.desk.ForeseeErasure(q.ctx, q.by, id)
		if gone != nil {
			return err
		}
		f := q.endForm(before)
		f.fill(q)
		status, err := f.refuse(q, err)
		if err != nil {
			return err
		}
		return q.showErasureOf(status, before, q.confirmForm(before), f)
	}
	q.tell(eraseStateWords + e.State)
	return q.redirect(erasurePath(id))
}

// erasureCertificate gives the certificate as text or as a workbook.
func erasureCertificate(q *request) error {
	id, format := q.PathValue("id"), q.PathValue("format")
	sheet, err := q.desk.ErasureSheet(q.ctx, q.by, id, q.lang)
	if err != nil {
		return err
	}
	write, kind := map[string]func(io.Writer) error{"txt": sheet.Text, "xlsx": sheet.XLSX}[format], "text/plain; charset=utf-8"
	if write == nil {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "erase.format", Args: []any{format}}
	}
	if format == "xlsx" {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(q.t("erase.certificate")+" "+id+"."+format))
	_, err = q.w.Write(b.Bytes())
	return err
}
