package web

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"

	"quanyuan"
	"quanyuan/desk"
)

// actOnCase does what a form of the page of a row asks for, and goes on to the
// next row; what is refused is shown on the page with all that was chosen.
func actOnCase(q *request) error {
	r, err := q.recordOf()
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(q.typed("version"), 10, 64)
	person := quanyuan.Number(q.typed("person"))
	switch q.typed("act") {
	case "all_list", "all_register":
		return q.chooseAll(r)
	case "search":
		return q.searchCase(r)
	case "enter":
		p, err := q.desk.EnterCase(q.ctx, q.by, r, version, q.typed("receipt"))
		if err != nil {
			return q.refuseCase(r, err)
		}
		return q.didCase(r, "entered", p.Number)
	case "attach":
		if err := q.desk.SettleCase(q.ctx, q.by, desk.CaseOrder{Record: r, Version: version, Person: person}); err != nil {
			return q.refuseCase(r, err)
		}
		return q.didCase(r, "settled", person)
	case "ask_transfer":
		return q.askTransfer(r, person)
	case "transfer":
		return q.transferCase(r, version, person)
	case "decline":
		if err := q.desk.DeclineCase(q.ctx, q.by, r, version, q.typed("reason")); err != nil {
			return q.refuseCase(r, err)
		}
		return q.didCase(r, "declined", "")
	case "take_back":
		if err := q.desk.TakeBackCase(q.ctx, q.by, r, version); err != nil {
			return q.refuseCase(r, err)
		}
		return q.tookBack(r)
	}
	return q.settleCase(r, version)
}

// reopenCase is the page of a row as it stands now, with what the form brought.
func (q *request) reopenCase(r quanyuan.RecordID) (*desk.CaseView, *caseView, error) {
	c, err := q.desk.Case(q.ctx, q.by, r)
	if err != nil {
		return nil, nil, err
	}
	v, err := q.caseView(c)
	if err != nil {
		return nil, nil, err
	}
	v.Filled = true
	for _, l := range v.Open {
		l.Take, l.Typed = q.typed("take."+l.Key), q.typed("typed."+l.Key)
		if l.Typed != "" && l.Take == "" { // without a script the text alone says so
			l.Take = string(quanyuan.TakeTyped)
		}
	}
	if q.typed("act") == "decline" {
		v.Decline = q.typed("reason")
	}
	return c, v, nil
}

// refuseCase shows the row again with the reason why nothing was done. When
// somebody else has changed the row or the person meanwhile, the page shows how
// they stand now; what was chosen stays.
func (q *request) refuseCase(r quanyuan.RecordID, cause error) error {
	_, v, err := q.reopenCase(r)
	if err != nil {
		return err
	}
	return q.refuseView(v, cause)
}

func (q *request) refuseView(v *caseView, cause error) error {
	if errors.Is(cause, quanyuan.ErrForbidden) {
		return cause
	}
	status, err := v.Summary.refuse(q, cause)
	if err != nil {
		return err
	}
	if status == http.StatusConflict {
		v.Summary.Faults = append(v.Summary.Faults, Fault{Text: q.t("row.conflict")})
	}
	return q.showCaseView(status, v)
}

// settleCase rules that the row is about the person, with whose word holds.
func (q *request) settleCase(r quanyuan.RecordID, version int64) error {
	_, v, err := q.reopenCase(r)
	if err != nil {
		return err
	}
	o := desk.CaseOrder{Record: r, Version: version}
	for _, l := range v.Open {
		chosen, fault := q.chosen(l)
		switch {
		case l.Take == string(quanyuan.TakeTyped) && l.Typed == "":
			l.Fault = q.t("row.type")
		case fault != nil && q.sentence(fault) == "":
			return fault
		case fault != nil:
			l.Fault = q.sentence(fault)
		case chosen != nil:
			o.Chosen = append(o.Chosen, *chosen)
		case l.Must:
			l.Fault = q.t("row.choose")
		}
		if l.Fault != "" {
			v.Summary.Faults = append(v.Summary.Faults, Fault{l.ID(), l.Label, l.Fault})
		}
	}
	if len(v.Summary.Faults) > 0 && v.Version == version {
		return q.showCaseView(http.StatusUnprocessableEntity, v)
	}
	v.Summary.Faults = nil
	if err := q.desk.SettleCase(q.ctx, q.by, o); err != nil {
		return q.refuseView(v, err)
	}
	return q.didCase(r, "settled", v.Person)
}

// chosen reads what was chosen on a field; nil when nothing was.
func (q *request) chosen(l *fieldLine) (*desk.Chosen, error) {
	take := l.Take
	if take == "" || !l.Choosable {
		return nil, nil
	}
	if take == string(quanyuan.TakeTyped) {
		take += ":" + l.Typed
	}
	c, err := q.desk.Choice(q.ctx, l.Field, take)
	if err != nil {
		return nil, err
	}
	return &c, nil
}

// chooseAll takes one side on all fields, for whoever has no script.
func (q *request) chooseAll(r quanyuan.RecordID) error {
	_, v, err := q.reopenCase(r)
	if err != nil {
		return err
	}
	take := quanyuan.TakeList
	if q.typed("act") == "all_register" {
		take = quanyuan.TakeRegister
	}
	for _, l := range v.Open {
		if l.Choosable && l.Must {
			l.Take = string(take)
		}
	}
	return q.showCaseView(http.StatusOK, v)
}

// searchCase looks in the whole city and shows the receipt.
func (q *request) searchCase(r quanyuan.RecordID) error {
	c, v, err := q.reopenCase(r)
	if err != nil {
		return err
	}
	a, err := q.desk.SearchCase(q.ctx, q.by, r)
	if err != nil {
		return q.refuseView(v, err)
	}
	v.Receipt = q.searchReceipt(a, c.Desk)
	return q.showCaseView(http.StatusOK, v)
}

// askTransfer shows the form of a transfer of somebody whom the search found.
func (q *request) askTransfer(r quanyuan.RecordID, n quanyuan.Number) error {
	_, v, err := q.reopenCase(r)
	if err != nil {
		return err
	}
	v.Transfer = q.transferForm(v, n, q.PostForm["from"])
	return q.showCaseView(http.StatusOK, v)
}

func (q *request) transferCase(r quanyuan.RecordID, version int64, n quanyuan.Number) error {
	c, v, err := q.reopenCase(r)
	if err != nil {
		return err
	}
	t := quanyuan.Transfer{TransferKind: quanyuan.TransferKind(q.typed("kind")), From: q.typed("from"), To: c.Desk, Reason: q.typed("reason")}
	if n = cmp.Or(n, c.Person); n != "" {
		t.Moves = []quanyuan.Move{{Person: n}}
	}
	day, ok := quanyuan.ParseDate(q.typed("day"))
	if t.Day = day; !ok {
		err = &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{q.typed("day")}, Where: quanyuan.Where{Field: "day"}}
	} else {
		_, err = q.desk.TransferCase(q.ctx, q.by, r, version, t)
	}
	if err == nil {
		return q.didCase(r, "waiting", n)
	}
	if v.Transfer == nil || n != c.Person {
		from := c.Known
		if t.From != "" {
			from = []string{t.From}
		}
		v.Transfer = q.transferForm(v, n, from)
	}
	v.Transfer.fill(q)
	status, rest := v.Transfer.refuse(q, at(err, faultyInput))
	if rest != nil {
		return rest
	}
	v.Summary.Faults = v.Transfer.Faults
	if status == http.StatusConflict {
		v.Summary.Faults = append(v.Summary.Faults, Fault{Text: q.t("row.conflict")})
	}
	return q.showCaseView(status, v)
}

// faultyInput are the inputs to which errors of a transfer belong.
var faultyInput = map[string]string{"transfer.reason": "reason", "transfer.short_stay": "reason", "event.date": "day", "transfer.future": "day", "transfer.kind": "kind", "division.unknown": "from", "transfer.nowhere": "from"}

// at names the input to which an error belongs.
func at(err error, inputs map[string]string) error {
	var e *quanyuan.Error
	if errors.As(err, &e) && e.Where.Field == "" && inputs[e.Key] != "" {
		named := *e
		named.Where.Field = inputs[e.Key]
		return &named
	}
	return err
}

// undoCase takes back the last row that was done, and shows it again.
func undoCase(q *request) error {
	s := q.sitting()
	if len(s.Last) == 0 {
		q.tell("row.nothing_to_undo")
		_, keep := q.rowQuery()
		return q.redirect(withQuery("/cases", keep))
	}
	last := s.Last[len(s.Last)-1]
	c, err := q.desk.Case(q.ctx, q.by, last.Record)
	if err != nil {
		return err
	}
	switch {
	case c.State == quanyuan.CaseWaiting: // the row comes back with its transfer
		_, err = q.desk.ActOnTransfer(q.ctx, q.by, c.Case.Transfer, desk.TransferAct("withdraw"), q.t("row.undo_reason"), nil)
	case c.State != quanyuan.CaseOpen:
		err = q.desk.TakeBackCase(q.ctx, q.by, last.Record, c.Version)
	}
	if err != nil {
		v, e := q.caseView(c)
		if e != nil {
			return e
		}
		return q.refuseView(v, err)
	}
	return q.tookBack(last.Record)
}

// tookBack shows a row that is on the list again.
func (q *request) tookBack(r quanyuan.RecordID) error {
	s := q.sitting()
	for i, l := range s.Last {
		if l.Record == r {
			s.Last = append(s.Last[:i:i], s.Last[i+1:]...)
			s.Done = max(0, s.Done-1)
			break
		}
	}
	q.keepSitting(s)
	_, keep := q.rowQuery()
	q.tell("row.taken_back")
	return q.redirect(withQuery(casePath(r), keep))
}
