package web

import (
	"net/http"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.get("/persons/{number}/split", access.Split, showSplit)
		s.post("/persons/{number}/split", access.Split, splitPerson)
	})
}

// splitView is how one person becomes two again.
type splitView struct {
	Number  string
	Path    string
	Merges  []mergeLine // that can be taken back
	Chosen  int64       // the merge to be taken back, 0: none yet
	Stays   []string
	Leaves  []string
	Dropped []string
	Open    []openLine // records of which somebody must say whose they are
	// Reason and Different are what a form brought that was refused.
	Reason    string
	Different bool
	Form      Form
}

type mergeLine struct {
	Seq              int64
	At, Actor, Other string
}

type openLine struct {
	Record        quanyuan.RecordID
	Text          string
	Stays, Leaves bool // neither while it is not said
}

func splitPath(n quanyuan.Number) string { return personPath(n) + "/split" }

func showSplit(q *request) error { return q.split(http.StatusOK, Form{}) }

// chosenSplit reads what a form or an address says of a split.
func (q *request) chosenSplit() desk.Split {
	s := desk.Split{Person: quanyuan.Number(q.PathValue("number")), Reason: q.typed("reason"), Different: q.typed("different") != "", Sides: map[quanyuan.RecordID]bool{}}
	s.Merge, _ = strconv.ParseInt(q.FormValue("merge"), 10, 64)
	for _, id := range q.PostForm["open"] {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil && q.typed("side."+id) != "" {
			s.Sides[quanyuan.RecordID(n)] = q.typed("side."+id) == "leaves"
		}
	}
	return s
}

func (q *request) split(status int, form Form) error {
	d, err := q.open()
	if err != nil {
		return err
	}
	n := d.Person.Number
	s := q.chosenSplit()
	v := splitView{Number: string(n), Path: splitPath(n), Form: form, Reason: s.Reason, Different: s.Different || q.Method == http.MethodGet}
	for _, e := range desk.Undoable(d.Events) {
		v.Merges = append(v.Merges, mergeLine{e.Seq, when(q.now(), e.At), e.Actor, string(e.Other)})
	}
	if s.Merge == 0 && len(v.Merges) == 1 { // nothing to choose
		s.Merge = v.Merges[0].Seq
	}
	if s.Merge != 0 {
		plan, err := q.desk.PlanSplit(q.ctx, q.by, s)
		if err != nil {
			return err
		}
		v.Chosen = s.Merge
		for _, id := range d.Person.Records {
			leaves, said := s.Sides[id]
			switch {
			case said || slices.Contains(plan.Open, id): // what a refused form said stays to be seen
				v.Open = append(v.Open, openLine{id, q.openText(d, id), said && !leaves, leaves})
			case slices.Contains(plan.Leave, id):
				v.Leaves = append(v.Leaves, q.saidBy(d, id))
			case slices.Contains(plan.Dropped, id):
				v.Dropped = append(v.Dropped, q.saidBy(d, id))
			default:
				v.Stays = append(v.Stays, q.saidBy(d, id))
			}
		}
	}
	q.crumb(string(n), personPath(n))
	return q.show(status, "duplicates/split.html", q.t("duplicate.split"), v)
}

// openText says what a record did when it was made.
func (q *request) openText(d *desk.Dossier, id quanyuan.RecordID) string {
	for i := range d.Events {
		if e := &d.Events[i]; e.Record == id {
			l := q.eventLine(d, e)
			return l.At + " " + l.What + " " + l.Actor
		}
	}
	return q.saidBy(d, id)
}

func splitPerson(q *request) error {
	s := q.chosenSplit()
	if s.Reason == "" {
		f := Form{}
		f.wrong("", q.t("duplicate.split_reason"))
		return q.split(http.StatusUnprocessableEntity, f)
	}
	stays, leaves, err := q.desk.Split(q.ctx, q.by, s)
	if err != nil {
		var f Form
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.split(status, f)
	}
	q.tell("duplicate.split_done", string(leaves.Number))
	return q.redirect(personPath(stays.Number))
}
