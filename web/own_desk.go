package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"quanyuan"
	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.lists("/amendments", access.Correct, ownRequests)
		s.get("/amendments/{id}", access.Correct, ownRequest)
		s.post("/amendments/{id}", access.Correct, ownDecide)
		s.get("/amendments/{id}/proof", access.Correct, ownProof)
		s.get("/persons/{number}/code", access.Invite, ownCodeAsk)
		s.post("/persons/{number}/code", access.Invite, ownCodeGive)
		s.door(23, "layout.nav.people", "own.requests", "/amendments", access.Correct)
	})
}

// ownRow is a request on the community's list.
type ownRow struct{ *quanyuan.Amendment }

var ownTable = &list[ownRow]{
	id: "amendments", caption: "own.requests", empty: "own.no_requests",
	columns: []column[ownRow]{
		{key: "what", label: "person.item", cell: func(q *request, r ownRow) Cell {
			return Cell{Text: q.ownWhat(r.Amendment), Href: "/amendments/" + url.PathEscape(r.ID)}
		}},
		{key: "person", label: "person.number", cell: func(_ *request, r ownRow) Cell { return Cell{Text: string(r.Person), Href: personPath(r.Person)} }, sort: func(a, b ownRow) int { return cmp.Compare(a.Person, b.Person) }},
		{key: "place", label: "home.place", cell: func(q *request, r ownRow) Cell { return Cell{Text: q.desk.PlaceName(r.Desk)} }, sort: func(a, b ownRow) int { return cmp.Compare(a.Desk, b.Desk) }},
		{key: "at", label: "person.at", cell: func(q *request, r ownRow) Cell { return Cell{Text: q.ownLine(r.Amendment, "").At} }, sort: func(a, b ownRow) int { return cmp.Compare(a.ID, b.ID) }},
		{key: "state", label: "own.state", cell: func(q *request, r ownRow) Cell {
			t := q.ownLine(r.Amendment, "").State
			return Cell{Tag: &t}
		}},
	},
	filters: []filter[ownRow]{
		{key: "state", label: "own.state", options: func(q *request) (out []Option) {
			for _, s := range []string{quanyuan.AmendmentOpen, quanyuan.AmendmentAccepted, quanyuan.AmendmentDeclined, quanyuan.AmendmentWithdrawn} {
				out = append(out, Option{Value: s, Text: q.t(ownStates + s)})
			}
			return out
		}, keep: func(r ownRow, v string) bool { return r.State == v }},
		placeFilter(func(r ownRow) string { return r.Desk }),
	},
	persons: true,
}

// ownRequestsView is the list of what residents ask for.
type ownRequestsView struct{ Table *Table }

func ownRequests(q *request) error {
	all, err := q.desk.Amendments(q.ctx, q.by)
	if err != nil {
		return err
	}
	rows := make([]ownRow, len(all))
	for i, a := range all {
		rows[i] = ownRow{a}
	}
	if q.wantsWorkbook() {
		return ownTable.workbook(q, rows)
	}
	return q.list("own/requests.html", q.t("own.requests"), ownTable.table(q, rows), func(t *Table) any { return ownRequestsView{t} })
}

// ownCounts is what waits on the first page: requests without an answer.
func (q *request) ownCounts() ([]Count, error) {
	if !q.can(access.Correct) {
		return nil, nil
	}
	open, err := q.desk.Amendments(q.ctx, q.by, quanyuan.AmendmentOpen)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	return []Count{{len(open), q.t("own.requests"), "/amendments?state=open", ""}}, nil
}

// ownRequestView is a request before the one who decides it.
type ownRequestView struct {
	Card  PersonCard
	What  string
	Now   string
	Says  string
	Why   string
	State Tag
	Proof string
	Kind  string // of the proof
	Steps []ownStep
	Form  *Form // nil: decided
	Field bool  // accepting corrects a field
}

func (q *request) ownDecision(a *quanyuan.Amendment) *Form {
	return &Form{Action: "/amendments/" + url.PathEscape(a.ID), Submit: q.t("own.decide"), Hidden: []Pair{{"version", strconv.FormatInt(a.Version, 10)}}, Fields: []*Input{
		{Name: "answer", Label: q.t("own.answer"), Kind: "radio", Required: true, Wide: true, Options: []Option{{Value: "accept", Text: q.t("own.accept")}, {Value: "decline", Text: q.t("own.decline")}}},
		{Name: "reason", Label: q.t("parts.reason"), Hint: q.t("own.reason_hint"), Required: true, Wide: true},
	}}
}

func ownRequest(q *request) error {
	a, err := q.desk.Amendment(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	return q.ownShow(http.StatusOK, a, q.ownDecision(a))
}

func (q *request) ownShow(status int, a *quanyuan.Amendment, form *Form) error {
	v := ownRequestView{Card: PersonCard{Number: a.Person, Href: personPath(a.Person)}, What: q.ownWhat(a), Says: q.ownText(a), Why: a.Why, State: Tag{ownColour[a.State], q.t(ownStates + a.State)}, Steps: q.ownSteps(a)}
	if p, err := q.desk.View(q.ctx, q.by, a.Person); err == nil {
		v.Card = q.card(p)
		if f, ok := quanyuan.FieldByKey(a.Field); ok {
			v.Field, v.Now = true, valueWord(f, p.Text(f), q.lang)
		}
	}
	if a.Proof != "" {
		v.Proof, v.Kind = "/amendments/"+url.PathEscape(a.ID)+"/proof", map[string]string{"image/jpeg": "JPG", "application/pdf": "PDF"}[a.ProofType]
	}
	if a.State == quanyuan.AmendmentOpen {
		v.Form = form
	}
	q.crumb(q.t("own.requests"), "/amendments")
	return q.show(status, "own/request.html", q.t("own.request", shortID(a.ID)), v)
}

func ownDecide(q *request) error {
	id := q.PathValue("id")
	a, err := q.desk.Amendment(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	f := q.ownDecision(a)
	f.fill(q)
	version, _ := strconv.ParseInt(q.typed("version"), 10, 64)
	answer := q.typed("answer")
	if answer != "accept" && answer != "decline" {
		f.wrong("answer", q.t("own.answer_missing"))
		return q.ownShow(http.StatusUnprocessableEntity, a, f)
	}
	if err := q.desk.DecideAmendment(q.ctx, q.by, id, version, answer == "accept", q.typed("reason")); err != nil {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.ownShow(status, a, f)
	}
	q.tell("own.decided", shortID(id))
	return q.redirect("/amendments?state=open")
}

// ownCodeView gives a resident a code, once, on a slip.
type ownCodeView struct {
	Card   PersonCard
	Action string
	Code   string // "": not given yet
	Number string
	Until  string
	Site   string // where to sign in
	Given  string
}

func (q *request) ownCodeView() (*ownCodeView, error) {
	n := quanyuan.Number(q.PathValue("number"))
	p, err := q.desk.View(q.ctx, q.by, n)
	if err != nil {
		return nil, err
	}
	q.crumb(cmp.Or(p.Text(quanyuan.Name), string(p.Number)), personPath(p.Number))
	return &ownCodeView{Card: q.card(p), Action: personPath(p.Number) + "/code", Number: string(p.Number)}, nil
}

func ownCodeAsk(q *request) error {
	v, err := q.ownCodeView()
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, "own/code.html", q.t("own.code"), v)
}

// ownCodeGive shows the code in the answer alone: it stands in no address, and
// the register keeps its hash.
func ownCodeGive(q *request) error {
	v, err := q.ownCodeView()
	if err != nil {
		return err
	}
	code, err := q.desk.Invite(q.ctx, q.by, quanyuan.Number(v.Number))
	if err != nil {
		return err
	}
	v.Code = code[:5] + "-" + code[5:]
	v.Until, v.Given = q.now().Add(access.CodeLasts).Format("2006-01-02 15:04"), q.mark()
	if v.Site = q.Host + "/sign-in/code"; q.secure() {
		v.Site = "https://" + v.Site
	} else {
		v.Site = "http://" + v.Site
	}
	return q.show(http.StatusOK, "own/code.html", q.t("own.code"), v)
}
