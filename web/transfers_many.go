package web

import (
	"net/http"
	"slices"

	"quanyuan"
	"quanyuan/desk"
)

// mostMany is how many transfers are acted on at once.
const mostMany = 200

// manyView is a list of transfers to act on together.
type manyView struct {
	Form   *Form
	Rows   []manyLine
	More   int // that are not shown
	Failed []manyFault
	Done   int
}

type manyLine struct {
	ID, Number, Href, Kind, From, To, Reason string
	Persons                                  int
	State                                    Tag
	Left                                     *Tag
	Ticked                                   bool
}

// manyFault is a transfer on which the act could not be done.
type manyFault struct{ ID, Href, Text string }

func askMany(q *request) error { return q.showMany(http.StatusOK, q.manyForm(), nil, 0) }

func (q *request) manyForm() *Form {
	acts := &Input{Name: "act", Label: q.t("transfer.what_to_do"), Kind: "radio", Required: true, Wide: true}
	for _, a := range desk.TransferActs() {
		acts.Options = append(acts.Options, Option{Value: string(a), Text: q.t(stepWords + string(a))})
	}
	return &Form{Action: "/transfers/many", Submit: q.t("transfer.do_many"), Fields: []*Input{acts, {Name: "reason", Label: q.t("parts.reason"), Hint: q.t("transfer.reason_hint"), Kind: "textarea", Wide: true}}}
}

// showMany shows all transfers with which whoever asks may do something.
func (q *request) showMany(status int, f *Form, failed []manyFault, done int) error {
	rows, err := q.transferRows()
	if err != nil {
		return err
	}
	v := manyView{Form: f, Failed: failed, Done: done}
	possible := map[desk.TransferAct]bool{}
	for _, r := range rows {
		if len(r.Acts) == 0 {
			continue
		}
		if len(v.Rows) == mostMany {
			v.More++
			continue
		}
		for _, a := range r.Acts {
			possible[a.Act] = true
		}
		v.Rows = append(v.Rows, manyLine{r.ID, shortID(r.ID), transferPath(r.ID), q.t(transferKinds + string(r.TransferKind)), q.sideName(r.From, r.Outside), q.sideName(r.To, r.Outside), r.Reason,
			len(r.Moves), transferState(q, r.State), q.daysLeft(r.TransferView), slices.Contains(q.PostForm["transfer"], r.ID)})
	}
	acts := f.field("act")
	acts.Options = slices.DeleteFunc(acts.Options, func(o Option) bool { return !possible[desk.TransferAct(o.Value)] })
	q.crumb(q.t("transfer.title"), "/transfers")
	return q.show(status, "transfers/many.html", q.t("transfer.many"), v)
}

// actOnMany does one thing with every transfer that was ticked. Each is an act
// of its own: what cannot be done is told, and keeps no other from being done.
func actOnMany(q *request) error {
	f := q.manyForm()
	f.fill(q)
	act := desk.TransferAct(q.typed("act"))
	if !slices.Contains(desk.TransferActs(), act) {
		f.wrong("act", quanyuan.Message(q.lang, "transfer.no_act"))
	}
	ids := q.PostForm["transfer"]
	if len(ids) == 0 {
		f.wrong("", quanyuan.Message(q.lang, "transfer.tick"))
	}
	if len(f.Faults) > 0 {
		return q.showMany(http.StatusUnprocessableEntity, f, nil, 0)
	}
	var failed []manyFault
	done := 0
	for _, id := range ids[:min(len(ids), mostMany)] {
		if _, err := q.desk.ActOnTransfer(q.ctx, q.by, id, act, q.typed("reason"), nil); err != nil {
			sentence := q.sentence(err)
			if sentence == "" {
				return err
			}
			failed = append(failed, manyFault{shortID(id), transferPath(id), sentence})
			continue
		}
		done++
	}
	if len(failed) == 0 {
		q.tell("transfer.done_many", done)
		return q.redirect("/transfers")
	}
	return q.showMany(http.StatusUnprocessableEntity, f, failed, done)
}
