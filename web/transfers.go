package web

import (
	"cmp"
	"errors"
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
		s.lists("/transfers", access.Transfer, listTransfers)
		s.get("/transfers/many", access.Transfer, askMany)
		s.post("/transfers/many", access.Transfer, actOnMany)
		s.get("/transfers/new", access.Transfer, askTransfer)
		s.post("/transfers/new", access.Transfer, proposeTransfer)
		s.get("/transfers/{id}", access.Transfer, showTransfer)
		s.post("/transfers/{id}", access.Transfer, actOnTransfer)
		s.door(22, "layout.nav.people", "transfer.title", "/transfers", access.Transfer)
	})
}

// transferRow is a transfer in a list.
type transferRow struct{ *desk.TransferView }

// box is where a transfer lies for whoever looks.
func (r transferRow) box() string {
	switch {
	case r.Mine:
		return "mine"
	case slices.Contains(quanyuan.TransferPending(), r.State):
		return "waiting"
	}
	return "decided"
}

// disputed reports whether the two sides do not agree.
func (r transferRow) disputed() bool {
	return r.State == quanyuan.TransferEscalated || r.State == quanyuan.TransferRefused
}

// boxes are the trays, and what cuts across them.
var boxes = []string{"mine", "waiting", "decided", "late", "disputed"}

func (r transferRow) in(box string) bool {
	switch box {
	case "late":
		return r.Late
	case "disputed":
		return r.disputed()
	}
	return r.box() == box
}

var (
	boxWords       = family("transfer.box.", boxes...)
	transferStates = family("transfer.state.", quanyuan.TransferProposed, quanyuan.TransferAccepted, quanyuan.TransferRefused, quanyuan.TransferEscalated, quanyuan.TransferRejected, quanyuan.TransferWithdrawn)
	movingKinds    = family("transfer.kind.", string(quanyuan.MovesResidence), string(quanyuan.MovesHukou), string(quanyuan.MovesBoth))
	transferSteps  = family("transfer.act.", "propose", "accept", "refuse", "withdraw", "escalate", "approve", "reject")
	transferDone   = family("transfer.did.", "propose", "accept", "refuse", "withdraw", "escalate", "approve", "reject")
	sideWords      = family("transfer.side.", "proposing", "answering", "office")
	turnWords      = family("transfer.turn.", quanyuan.TransferProposed, quanyuan.TransferAccepted, quanyuan.TransferRefused, quanyuan.TransferEscalated, quanyuan.TransferRejected, quanyuan.TransferWithdrawn)
	loseWords      = family("transfer.lose.", string(quanyuan.MovesResidence), string(quanyuan.MovesHukou), string(quanyuan.MovesBoth))
	gainWords      = family("transfer.gain.", string(quanyuan.MovesResidence), string(quanyuan.MovesHukou), string(quanyuan.MovesBoth))
	stateColour    = map[string]string{quanyuan.TransferProposed: "info", quanyuan.TransferAccepted: "good", quanyuan.TransferRefused: "bad", quanyuan.TransferEscalated: "warn", quanyuan.TransferRejected: "bad"}
)

func transferPath(id string) string { return "/transfers/" + url.PathEscape(id) }

// shortID is the number of a paper as people say it.
func shortID(id string) string {
	if s := strings.TrimLeft(id, "0"); s != "" {
		return s
	}
	return id
}

func transferState(q *request, state string) Tag {
	return Tag{stateColour[state], q.t(transferStates + state)}
}

// sideName names one side of a transfer; the place outside where there is none.
func (q *request) sideName(code, outside string) string {
	switch {
	case code != "":
		return q.desk.PlaceName(code)
	case outside != "":
		return q.t("transfer.outside_of", q.desk.PlaceName(outside))
	}
	return q.t("transfer.out_of_city")
}

// daysLeft tells how long an answer may still take.
func (q *request) daysLeft(v *desk.TransferView) *Tag {
	left, ok := q.today().Days(v.Due)
	switch {
	case !ok || v.Due.IsZero():
		return nil
	case left < 0:
		return &Tag{"bad", q.t("transfer.overdue", -left)}
	case left == 0:
		return &Tag{"warn", q.t("transfer.due_today")}
	case left <= 3:
		return &Tag{"warn", q.t("transfer.days_left", left)}
	}
	return &Tag{"", q.t("transfer.days_left", left)}
}

func (r transferRow) since() string {
	if len(r.Steps) == 0 {
		return ""
	}
	return r.Steps[0].At.Format("2006-01-02")
}

var transferList = &list[transferRow]{
	id: "transfers", caption: "transfer.list", empty: "transfer.none", persons: true,
	columns: []column[transferRow]{
		{key: "id", label: "transfer.number", cell: func(q *request, r transferRow) Cell {
			return Cell{Text: shortID(r.ID), Href: transferPath(r.ID)}
		}, sort: func(a, b transferRow) int {
			return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
		}},
		{key: "state", label: "transfer.state", cell: func(q *request, r transferRow) Cell {
			t := transferState(q, r.State)
			return Cell{Tag: &t}
		}, sort: func(a, b transferRow) int { return cmp.Compare(a.State, b.State) }},
		{key: "due", label: "transfer.due", cell: func(q *request, r transferRow) Cell { return Cell{Tag: q.daysLeft(r.TransferView)} }, sort: byAnswer},
		{key: "kind", label: "transfer.kind", cell: func(q *request, r transferRow) Cell { return Cell{Text: q.t(movingKinds + string(r.TransferKind))} },
			sort: func(a, b transferRow) int { return cmp.Compare(a.TransferKind, b.TransferKind) }},
		{key: "from", label: "transfer.from", cell: func(q *request, r transferRow) Cell { return Cell{Text: q.sideName(r.From, r.Outside)} },
			sort: func(a, b transferRow) int { return cmp.Compare(a.From, b.From) }},
		{key: "to", label: "transfer.to", cell: func(q *request, r transferRow) Cell { return Cell{Text: q.sideName(r.To, r.Outside)} },
			sort: func(a, b transferRow) int { return cmp.Compare(a.To, b.To) }},
		{key: "persons", label: "transfer.persons", cell: func(q *request, r transferRow) Cell {
			c := Cell{}
			if len(r.Moves) > 0 {
				c.Text = string(r.Moves[0].Person)
			}
			if len(r.Moves) > 1 {
				c.Text = q.t("transfer.and_others", c.Text, len(r.Moves))
			}
			return c
		}, sort: func(a, b transferRow) int { return cmp.Compare(len(a.Moves), len(b.Moves)) }},
		{key: "reason", label: "parts.reason", cell: func(q *request, r transferRow) Cell { return Cell{Text: r.Reason} }},
		{key: "day", label: "transfer.day", off: true, cell: func(q *request, r transferRow) Cell { return Cell{Text: r.Day.String()} },
			sort: func(a, b transferRow) int { return cmp.Compare(a.Day.String(), b.Day.String()) }},
		{key: "since", label: "transfer.since", cell: func(q *request, r transferRow) Cell { return Cell{Text: r.since()} },
			sort: func(a, b transferRow) int { return cmp.Compare(a.since(), b.since()) }},
	},
	filters: []filter[transferRow]{
		{key: "box", label: "transfer.tray", options: func(q *request) (out []Option) {
			for _, b := range boxes {
				out = append(out, Option{Value: b, Text: q.t(boxWords + b)})
			}
			return out
		}, keep: func(r transferRow, v string) bool { return r.in(v) }},
		{key: "kind", label: "transfer.kind", options: kindOptions, keep: func(r transferRow, v string) bool { return string(r.TransferKind) == v }},
		{key: "state", label: "transfer.state", options: func(q *request) (out []Option) {
			for s := range stateColour {
				out = append(out, Option{Value: s, Text: q.t(transferStates + s)})
			}
			out = append(out, Option{Value: quanyuan.TransferWithdrawn, Text: q.t(transferStates + quanyuan.TransferWithdrawn)})
			slices.SortFunc(out, func(a, b Option) int { return strings.Compare(a.Value, b.Value) })
			return out
		}, keep: func(r transferRow, v string) bool { return r.State == v }},
	},
	find: func(q *request, r transferRow, words string) bool {
		return shortID(r.ID) == shortID(words) || strings.Contains(r.Reason, words) || strings.Contains(q.sideName(r.From, r.Outside)+q.sideName(r.To, r.Outside), words) ||
			slices.ContainsFunc(r.Moves, func(m quanyuan.Move) bool { return strings.EqualFold(string(m.Person), words) })
	},
}

func kindOptions(q *request) (out []Option) {
	for _, k := range []quanyuan.TransferKind{quanyuan.MovesResidence, quanyuan.MovesHukou, quanyuan.MovesBoth} {
		out = append(out, Option{Value: string(k), Text: q.t(movingKinds + string(k))})
	}
	return out
}

// byAnswer puts what must be answered first before all else.
func byAnswer(a, b transferRow) int {
	key := func(r transferRow) string {
		if r.Due.IsZero() {
			return "9"
		}
		return r.Due.String()
	}
	return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
}

// transfersView is the list of transfers with the trays above it.
type transfersView struct {
	Counts []Count
	Table  *Table
	Many   bool // there is something to act on
}

// transferRows are all transfers that concern whoever asks, those to be
// answered first.
func (q *request) transferRows() ([]transferRow, error) {
	views, err := q.desk.Transfers(q.ctx, q.by, nil, mostRows+1)
	if err != nil {
		return nil, err
	}
	rows := make([]transferRow, len(views))
	for i, v := range views {
		rows[i] = transferRow{v}
	}
	slices.SortFunc(rows, byAnswer)
	return rows, nil
}

func listTransfers(q *request) error {
	rows, err := q.transferRows()
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return transferList.workbook(q, rows)
	}
	v := transfersView{}
	for _, b := range boxes {
		n := 0
		for _, r := range rows {
			if r.in(b) {
				n++
			}
		}
		c := Count{n, q.t(boxWords + b), "/transfers?box=" + b, ""}
		if b == "late" {
			c.Kind = badIf(n)
		}
		v.Counts = append(v.Counts, c)
	}
	v.Many = slices.ContainsFunc(rows, func(r transferRow) bool { return len(r.Acts) > 0 })
	return q.list("transfers/list.html", q.t("transfer.title"), transferList.table(q, rows), func(t *Table) any { v.Table = t; return v })
}

// transferView is the page of one transfer.
type transferView struct {
	ID      string
	Version int64
	Kind    string
	State   Tag
	Left    *Tag
	Due     string
	From    sideView
	To      sideView
	Day     string
	Reason  string
	Address string
	House   string
	Turn    string // whose turn it is
	Side    string // of whoever looks
	Persons []moverLine
	Steps   []stepLine
	Form    *Form // nil: nothing to be done by whoever looks
	Ticks   bool  // persons may be chosen
}

// sideView is one side's paper: what it says, and what becomes of it.
type sideView struct {
	Role  string // proposed, answers
	Place string
	What  string
	Said  []stepLine
}

type moverLine struct {
	Card   PersonCard
	Reach  bool
	State  Tag
	Ticked bool
}

type stepLine struct {
	At, What, Actor, Place, Reason string
	Persons                        int
}

func showTransfer(q *request) error {
	t, err := q.desk.Transfer(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	return q.showTransfer(http.StatusOK, t, q.proposingForm(t))
}

// proposingForm is the form of all that may be done now; nil for nothing.
func (q *request) proposingForm(t *desk.TransferView) *Form {
	if len(t.Acts) == 0 {
		return nil
	}
	acts := &Input{Name: "act", Label: q.t("transfer.what_to_do"), Kind: "radio", Required: true, Wide: true}
	reason := &Input{Name: "reason", Label: q.t("parts.reason"), Kind: "textarea", Wide: true}
	for _, a := range t.Acts {
		text := q.t(transferSteps + string(a.Act))
		if a.Reason {
			text = q.t("transfer.with_reason", text)
		}
		acts.Options = append(acts.Options, Option{string(a.Act), text, len(t.Acts) == 1})
	}
	return &Form{Action: transferPath(t.ID), Submit: q.t("transfer.do"), Fields: []*Input{acts, reason}, Hidden: []Pair{{"version", strconv.FormatInt(t.Version, 10)}}}
}

func (q *request) showTransfer(status int, t *desk.TransferView, f *Form) error {
	persons, err := q.desk.TransferPersons(q.ctx, q.by, t.ID)
	if err != nil {
		return err
	}
	v := transferView{ID: shortID(t.ID), Version: t.Version, Kind: q.t(movingKinds + string(t.TransferKind)), State: transferState(q, t.State), Left: q.daysLeft(t), Due: t.Due.String(),
		Day: t.Day.String(), Reason: t.Reason, Address: t.Address, House: t.Household, Turn: q.t(turnWords + t.State), Form: f}
	if side := t.Side(); side != "" {
		v.Side = q.t(sideWords + side)
	}
	if t.State == quanyuan.TransferEscalated {
		v.Turn = q.t(turnWords+t.State) + " " + q.desk.PlaceName(t.Superior)
	}
	v.From = sideView{Place: q.sideName(t.From, t.Outside), What: q.t(loseWords + string(t.TransferKind))}
	v.To = sideView{Place: q.sideName(t.To, t.Outside), What: q.t(gainWords + string(t.TransferKind))}
	proposing, _ := t.Sides()
	for _, s := range t.Steps {
		line := stepLine{when(q.now(), s.At), q.t(transferDone + s.Act), s.Actor, q.t("home.whole_city"), s.Reason, len(s.Persons)}
		if s.Division != "" {
			line.Place = q.desk.PlaceName(s.Division)
		}
		v.Steps = append(v.Steps, line)
		q.lay(&v, t, s, line, proposing)
	}
	v.From.Role, v.To.Role = q.t(sideWords+"answering"), q.t(sideWords+"proposing")
	if proposing == t.From {
		v.From.Role, v.To.Role = v.To.Role, v.From.Role
	}
	ticked := q.PostForm["person"]
	for _, m := range t.Moves {
		line := moverLine{Card: PersonCard{Number: m.Person}, State: transferState(q, m.State), Ticked: slices.Contains(ticked, string(m.Person))}
		if p := persons[m.Person]; p != nil {
			line.Card = q.card(p)
			line.Reach = q.by.Scope().Reaches(p.Divisions())
		}
		v.Persons = append(v.Persons, line)
	}
	v.Ticks = f != nil && len(t.Moves) > 1
	q.crumb(q.t("transfer.title"), "/transfers")
	return q.show(status, "transfers/one.html", q.t("transfer.one", shortID(t.ID)), v)
}

// lay puts a step on the paper of the side that did it.
func (q *request) lay(v *transferView, t *desk.TransferView, s quanyuan.Step, line stepLine, proposing string) {
	side := &v.To
	switch s.Act {
	case "propose", "withdraw":
		if proposing == t.From {
			side = &v.From
		}
	case "accept", "refuse":
		if proposing == t.To {
			side = &v.From
		}
	default: // escalation and decision belong to neither paper
		return
	}
	side.Said = append(side.Said, line)
}

func actOnTransfer(q *request) error {
	id := q.PathValue("id")
	t, err := q.desk.Transfer(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	if seen, _ := strconv.ParseInt(q.typed("version"), 10, 64); seen != t.Version {
		return q.refuseTransfer(t, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "transfer.changed"})
	}
	var persons []quanyuan.Number
	for _, n := range q.PostForm["person"] {
		persons = append(persons, quanyuan.Number(n))
	}
	act := desk.TransferAct(q.typed("act"))
	if !slices.Contains(desk.TransferActs(), act) {
		return q.refuseTransfer(t, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "transfer.no_act", Where: quanyuan.Where{Field: "act"}})
	}
	if _, err := q.desk.ActOnTransfer(q.ctx, q.by, id, act, q.typed("reason"), persons); err != nil {
		return q.refuseTransfer(t, err)
	}
	q.tell("transfer.done", shortID(id))
	return q.redirect(transferPath(id))
}

// refuseTransfer shows a transfer with what is wrong with what was asked.
func (q *request) refuseTransfer(t *desk.TransferView, err error) error {
	f := q.proposingForm(t)
	if f == nil { // nothing can be done any more
		return err
	}
	f.fill(q)
	var e *quanyuan.Error
	if errors.As(err, &e) && e.Key == "transfer.reason" {
		err = atField(e, "reason")
	}
	status, rest := f.refuse(q, err)
	if rest != nil {
		return rest
	}
	return q.showTransfer(status, t, f)
}
