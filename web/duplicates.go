package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/publish"
)

func init() {
	area(func(s *site) {
		s.lists("/duplicates", access.Rule, listDuplicates)
		s.get("/duplicates/next", access.Rule, nextDuplicate)
		s.get("/duplicates/{id}", access.Rule, showDuplicate)
		s.post("/duplicates/{id}", access.Rule, answerDuplicate)
		s.post("/duplicates/{id}/overrule", access.Rule, overruleDuplicate)
		s.door(30, "duplicate.nav", "duplicate.title", "/duplicates", access.Rule)
	})
}

func duplicatePath(id string) string { return "/duplicates/" + url.PathEscape(id) }

var duplicateStates = family("duplicate.state.", quanyuan.RulingOpen, quanyuan.RulingDisputed, quanyuan.RuledSame, quanyuan.RuledDifferent, quanyuan.RuledUnclear)

// duplicateRow is a question in the queue, with its place in it.
type duplicateRow struct {
	*desk.Question
	rank int
}

// duplicateList is the queue. It names no person: who is meant is seen when the
// question is opened.
var duplicateList = &list[duplicateRow]{
	id: "duplicates", caption: "duplicate.queue", empty: "duplicate.none",
	columns: []column[duplicateRow]{
		{key: "rank", label: "duplicate.rank", num: true, cell: func(q *request, r duplicateRow) Cell { return Cell{Text: number(r.rank)} },
			sort: func(a, b duplicateRow) int { return cmp.Compare(a.rank, b.rank) }},
		{key: "number", label: "duplicate.number", cell: func(q *request, r duplicateRow) Cell {
			return Cell{Text: q.t("duplicate.no", r.ID), Href: duplicatePath(r.ID) + q.filterQuery()}
		}},
		{key: "why", label: "duplicate.why", cell: func(q *request, r duplicateRow) Cell { return Cell{Text: q.whyAsked(r.Why)} },
			sort: func(a, b duplicateRow) int { return cmp.Compare(a.Why, b.Why) }},
		{key: "figures", label: "duplicate.figures", num: true, cell: func(q *request, r duplicateRow) Cell { return Cell{Text: number(r.Figures)} },
			sort: func(a, b duplicateRow) int { return cmp.Compare(b.Figures, a.Figures) }},
		{key: "place", label: "duplicate.place", cell: func(q *request, r duplicateRow) Cell { return Cell{Text: q.placesOf(r.Question)} },
			sort: func(a, b duplicateRow) int { return cmp.Compare(a.Place, b.Place) }},
		{key: "state", label: "duplicate.state", cell: func(q *request, r duplicateRow) Cell {
			t := q.stateTag(r.State)
			return Cell{Tag: &t}
		}, sort: func(a, b duplicateRow) int { return cmp.Compare(a.State, b.State) }},
	},
	filters: []filter[duplicateRow]{
		{key: "state", label: "duplicate.state", options: func(q *request) []Option {
			return []Option{{Value: quanyuan.RulingOpen, Text: q.t(duplicateStates + quanyuan.RulingOpen)}, {Value: quanyuan.RulingDisputed, Text: q.t(duplicateStates + quanyuan.RulingDisputed)}}
		}, keep: func(r duplicateRow, v string) bool { return r.State == v }},
		{key: "figures", label: "duplicate.figures", options: func(q *request) []Option {
			return []Option{{Value: "2", Text: q.t("duplicate.figures_2")}, {Value: "1", Text: q.t("duplicate.figures_1")}, {Value: "0", Text: q.t("duplicate.figures_0")}}
		}, keep: func(r duplicateRow, v string) bool { return strconv.Itoa(min(r.Figures, 2)) == v }},
		{key: "place", label: "table.place", options: communityOptions, keep: func(r duplicateRow, v string) bool {
			s := quanyuan.Scope{v}
			return s.Holds(r.Place) || r.Other != "" && s.Holds(r.Other)
		}},
	},
}

// filterQuery is the query of the filters that the address sets, to be carried
// from question to question, with more pairs of keys and values.
func (q *request) filterQuery(more ...string) string {
	kept := url.Values{}
	for _, key := range []string{"state", "figures", "place"} { // those of duplicateList
		if q.choice(key) != "" {
			kept.Set(key, q.choice(key))
		}
	}
	if id := q.askedFor(); id != "" {
		kept.Set("case", id)
	}
	for i := 0; i+1 < len(more); i += 2 {
		kept.Set(more[i], more[i+1])
	}
	if len(kept) == 0 {
		return ""
	}
	return "?" + kept.Encode()
}

func (q *request) whyAsked(key string) string {
	if s := publish.ReasonText(key, q.lang); s != "" {
		return s
	}
	return q.t("duplicate.why_alike")
}

func (q *request) placesOf(d *desk.Question) string {
	s := q.desk.PlaceName(d.Place)
	if d.Other != "" {
		s += q.t("parts.comma") + q.desk.PlaceName(d.Other)
	}
	return s
}

func (q *request) stateTag(state string) Tag {
	kind := map[string]string{quanyuan.RulingDisputed: "warn", quanyuan.RuledSame: "good", quanyuan.RuledDifferent: "info", quanyuan.RulingOpen: ""}[state]
	return Tag{kind, q.t(duplicateStates + state)}
}

// duplicatesView is the queue with its counts.
type duplicatesView struct {
	Counts []Count
	Start  string // the first question; "" for none
	Table  *Table
}

func listDuplicates(q *request) error {
	rows, err := q.toRule()
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return duplicateList.workbook(q, rows)
	}
	return q.list("duplicates/list.html", q.t("duplicate.title"), duplicateList.table(q, rows), func(t *Table) any {
		v := duplicatesView{Table: t}
		disputed, twice := 0, 0
		for _, r := range rows {
			if r.State == quanyuan.RulingDisputed {
				disputed++
			}
			if r.Figures > 0 {
				twice++
			}
		}
		v.Counts = []Count{{len(rows), q.t("duplicate.waiting"), "/duplicates", ""}, {twice, q.t("duplicate.twice"), "/duplicates?sort=figures", ""}, {disputed, q.t("duplicate.disputed"), "/duplicates?state=disputed", badIf(disputed)}}
		if t.Total > 0 {
			v.Start = "/duplicates/next" + q.filterQuery()
		}
		return v
	})
}

// toRule are the questions that whoever asks has to read.
func (q *request) toRule() ([]duplicateRow, error) {
	qs, err := q.desk.Questions(q.ctx, q.by, mostRows+1)
	if err != nil {
		return nil, err
	}
	rows := make([]duplicateRow, len(qs))
	for i, x := range qs {
		rows[i] = duplicateRow{x, i + 1}
	}
	return rows, nil
}

// following is the question that comes after one in the queue as it is
// narrowed, from its beginning again at the end; "" when there is no other.
func (q *request) following(after string, skip []string) (string, error) {
	rows, err := q.toRule()
	if err != nil {
		return "", err
	}
	rows = duplicateList.narrow(q, rows)
	at := slices.IndexFunc(rows, func(r duplicateRow) bool { return r.ID == after })
	for i := range rows {
		if r := rows[(at+1+i)%len(rows)]; r.ID != after && !slices.Contains(skip, r.ID) {
			return r.ID, nil
		}
	}
	return "", nil
}

// nextDuplicate leads to the first question.
func nextDuplicate(q *request) error {
	id, err := q.following("", nil)
	if err != nil {
		return err
	}
	if id == "" {
		q.tell("duplicate.all_read")
		return q.redirect("/duplicates")
	}
	return q.redirect(duplicatePath(id) + q.filterQuery())
}

func showDuplicate(q *request) error {
	s, err := q.desk.Sheet(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	v, err := q.besideView(s)
	if err != nil {
		return err
	}
	return q.showSheet(http.StatusOK, v)
}

func (q *request) showSheet(status int, v *besideView) error {
	if id := q.askedFor(); id != "" {
		q.crumb(q.t("asked.back"), "/cases/"+id)
	} else {
		q.crumb(q.t("duplicate.title"), "/duplicates"+q.filterQuery())
	}
	return q.show(status, "duplicates/sheet.html", q.t("duplicate.no", v.ID), v)
}

// mostSeconds is the longest that reading a question can have taken: whoever
// takes longer was away.
const mostSeconds = 3600

// orders reads what was answered, in the order of the questions that were
// shown: each is looked up anew when it is ruled on.
func (q *request) orders() []desk.RuleOrder {
	seconds := 0
	if began, err := strconv.ParseInt(q.typed("began"), 10, 64); err == nil {
		seconds = int(min(max(q.now().Unix()-began, 0), mostSeconds))
	}
	var out []desk.RuleOrder
	for _, id := range q.PostForm["question"] {
		answer := q.typed("answer." + id)
		if all := q.typed("all"); all != "" {
			answer = all
		}
		if answer != "" {
			out = append(out, desk.RuleOrder{ID: id, Answer: answer, Reason: q.typed("reason"), Seconds: seconds})
		}
	}
	return out
}

// holds reads which community is counted.
func (q *request) holds() map[quanyuan.Field]string {
	out := map[quanyuan.Field]string{}
	for _, f := range []quanyuan.Field{quanyuan.HukouStatus, quanyuan.ResidenceStatus} {
		if c := q.typed("holds." + f.Key()); c != "" {
			out[f] = c
		}
	}
	return out
}

func answerDuplicate(q *request) error {
	orders, next := q.orders(), q.typed("next")
	if err := q.desk.RuleTogether(q.ctx, q.by, orders, q.holds()); err != nil {
		return q.refuseSheet(err)
	}
	q.tell("duplicate.answered", len(orders))
	if id := q.askedFor(); id != "" {
		return q.redirect("/cases/" + id)
	}
	if next == "" {
		return q.redirect("/duplicates" + q.filterQuery())
	}
	return q.redirect(duplicatePath(next) + q.filterQuery("last", orders[0].ID))
}

func overruleDuplicate(q *request) error {
	o := desk.RuleOrder{ID: q.PathValue("id"), Answer: q.typed("answer"), Reason: q.typed("reason"), Holds: q.holds()}
	if err := q.desk.Overrule(q.ctx, q.by, o); err != nil {
		return q.refuseSheet(err)
	}
	q.tell("duplicate.overruled")
	return q.redirect(duplicatePath(o.ID))
}

// refuseSheet shows the question again with what is wrong; what was chosen is
// kept.
func (q *request) refuseSheet(wrong error) error {
	s, err := q.desk.Sheet(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	v, err := q.besideView(s)
	if err != nil {
		return err
	}
	status, rest := v.Form.refuse(q, wrong)
	if rest != nil {
		return rest
	}
	return q.showSheet(status, v)
}

func (q *request) began() int64 { return q.now().Truncate(time.Second).Unix() }
