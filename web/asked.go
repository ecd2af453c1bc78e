package web

import (
	"cmp"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.lists("/duplicates/decided", access.Rule, showAsked)
		s.door(31, "duplicate.nav", "asked.title", "/duplicates/decided", access.Rule)
	})
}

// askedStates are the answers that were given.
var askedStates = []string{quanyuan.RuledSame, quanyuan.RuledDifferent, quanyuan.RuledUnclear}

// askedRow is a question that was decided, with the decision that holds.
type askedRow struct {
	id, state, desk, other string
	*quanyuan.Ruling
	last quanyuan.Decision
}

var askedList = &list[askedRow]{
	id: "asked", caption: "asked.title", empty: "asked.none",
	columns: []column[askedRow]{
		{key: "number", label: "duplicate.number", cell: func(q *request, r askedRow) Cell {
			return Cell{Text: q.t("duplicate.no", r.id), Href: duplicatePath(r.id)}
		},
			sort: func(a, b askedRow) int { return cmp.Compare(a.id, b.id) }},
		{key: "answer", label: "asked.answer", cell: func(q *request, r askedRow) Cell { t := q.stateTag(r.state); return Cell{Tag: &t} },
			sort: func(a, b askedRow) int { return cmp.Compare(a.state, b.state) }},
		{key: "at", label: "person.at", cell: func(q *request, r askedRow) Cell { return Cell{Text: when(q.now(), r.last.At)} },
			sort: func(a, b askedRow) int { return a.last.At.Compare(b.last.At) }},
		{key: "who", label: "person.who", cell: func(q *request, r askedRow) Cell {
			return Cell{Text: r.last.Actor, Small: q.placeOrCity(r.last.Division)}
		}, sort: func(a, b askedRow) int { return cmp.Compare(a.last.Actor, b.last.Actor) }},
		{key: "reason", label: "parts.reason", cell: func(q *request, r askedRow) Cell { return Cell{Text: r.last.Reason} }},
		{key: "why", label: "duplicate.why", cell: func(q *request, r askedRow) Cell { return Cell{Text: q.whyAsked(r.Why)} },
			sort: func(a, b askedRow) int { return cmp.Compare(a.Why, b.Why) }},
		{key: "place", label: "duplicate.place", cell: func(q *request, r askedRow) Cell {
			names := []string{q.desk.PlaceName(r.desk)}
			if r.other != "" {
				names = append(names, q.desk.PlaceName(r.other))
			}
			return Cell{Text: q.join(names)}
		}, sort: func(a, b askedRow) int { return cmp.Compare(a.desk, b.desk) }},
		{key: "times", label: "asked.times", num: true, cell: func(q *request, r askedRow) Cell { return Cell{Text: number(len(r.Decisions))} },
			sort: func(a, b askedRow) int { return cmp.Compare(len(b.Decisions), len(a.Decisions)) }},
	},
	filters: []filter[askedRow]{
		{key: "state", label: "asked.answer", options: func(q *request) (out []Option) {
			for _, s := range askedStates {
				out = append(out, Option{Value: s, Text: q.t(duplicateStates + s)})
			}
			return out
		}, keep: func(r askedRow, v string) bool { return r.state == v }},
		{key: "overruled", label: "asked.overruled", options: func(q *request) []Option { return []Option{{Value: "yes", Text: q.t("asked.overruled_only")}} },
			keep: func(r askedRow, _ string) bool { return len(r.Decisions) > 1 }},
		{key: "place", label: "table.place", options: communityOptions, keep: func(r askedRow, v string) bool {
			s := quanyuan.Scope{v}
			return s.Holds(r.desk) || r.other != "" && s.Holds(r.other)
		}},
	},
}

// placeOrCity names a division, or the whole city.
func (q *request) placeOrCity(code string) string {
	if code == "" {
		return q.t("home.whole_city")
	}
	return q.desk.PlaceName(code)
}

// askedView is the list of decided questions, the latest decision first.
type askedView struct{ Table *Table }

func showAsked(q *request) error {
	papers, err := q.desk.Papers(q.ctx, q.by, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper, States: askedStates, Limit: mostRows + 1})
	if err != nil {
		return err
	}
	var rows []askedRow
	for _, p := range papers {
		r, err := quanyuan.RulingOf(p)
		if err != nil {
			return err
		}
		if n := len(r.Decisions); n > 0 {
			rows = append(rows, askedRow{p.ID, p.State, p.Desk, p.Other, r, r.Decisions[n-1]})
		}
	}
	slices.SortStableFunc(rows, func(a, b askedRow) int { return cmp.Or(b.last.At.Compare(a.last.At), cmp.Compare(a.id, b.id)) })
	if q.wantsWorkbook() {
		return askedList.workbook(q, rows)
	}
	return q.list("duplicates/decided.html", q.t("asked.title"), askedList.table(q, rows), func(t *Table) any { return askedView{t} })
}

// askedFor is the row of a list for which a question was opened; "" for none.
func (q *request) askedFor() string {
	id := q.choice("case")
	if len(id) > 20 || strings.Trim(id, "0123456789") != "" {
		return ""
	}
	return id
}
