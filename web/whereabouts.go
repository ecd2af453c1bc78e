package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

// signsWork is the making of a list of whereabouts, as jobs call it.
const signsWork = "whereabouts.work"

// signsKept is how long a list is shown before it has to be made again.
const signsKept = 12 * time.Hour

func init() {
	area(func(s *site) {
		kept := &signLists{of: map[string]signsOf{}}
		s.lists("/whereabouts", access.List, kept.show)
		s.post("/whereabouts/make", access.List, kept.begin)
		s.get("/whereabouts/{number}", access.List, kept.one)
		s.post("/whereabouts/{number}", access.Move, kept.answer)
		s.door(25, "layout.nav.people", "whereabouts.title", "/whereabouts", access.List)
	})
}

// signLists are the lists of whereabouts that were made, by account. They hold
// persons: they are kept in memory alone and end with the program.
type signLists struct {
	mu sync.Mutex
	of map[string]signsOf
}

// signsOf is one list and when it was made.
type signsOf struct {
	at   time.Time
	rows []signRow
}

// signRow is somebody whose whereabouts are asked for.
type signRow struct{ *desk.Whereabouts }

// mine is the list of whoever asks, as far as the rights of today reach.
func (k *signLists) mine(q *request) (signsOf, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s, ok := k.of[q.by.Account]
	if !ok || q.now().Sub(s.at) > signsKept {
		delete(k.of, q.by.Account)
		return signsOf{}, false
	}
	out, scope := signsOf{at: s.at}, q.by.Scope()
	for _, r := range s.rows {
		if scope.Holds(r.Community) {
			out.rows = append(out.rows, r)
		}
	}
	return out, true
}

// begin makes the list: every list of the year is read, so it is a long work.
func (k *signLists) begin(q *request) error {
	d, by, now := q.desk, q.by, q.site.o.Now
	return q.start(signsWork, nil, func(ctx context.Context, at step) (string, error) {
		all, err := d.Whereabouts(ctx, by, desk.WhereaboutsQuery{Progress: func(done, total int64) { at("whereabouts.reading", done, total) }})
		if err != nil {
			return "", err
		}
		s := signsOf{at: now()}
		for _, of := range all {
			for _, w := range of.Lines {
				s.rows = append(s.rows, signRow{w})
			}
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		k.of[by.Account] = s
		return "/whereabouts", nil
	})
}

func signPath(n quanyuan.Number) string { return "/whereabouts/" + string(n) }

func signKind(q *request, kind string) string {
	return quanyuan.Message(q.lang, "whereabouts.kind."+kind)
}

func (r signRow) chance() string {
	switch {
	case r.Chance == 0:
		return ""
	case r.Chance > 0.999: // nothing is certain before somebody has looked
		return ">99.9%"
	}
	return fmt.Sprintf("%.1f%%", 100*r.Chance)
}

var signList = &list[signRow]{
	id: "signs", caption: "whereabouts.title", empty: "whereabouts.none", persons: true,
	columns: []column[signRow]{
		{key: "place", label: "table.place", cell: func(q *request, r signRow) Cell { return Cell{Text: q.desk.PlaceName(r.Community)} },
			sort: func(a, b signRow) int { return cmp.Compare(a.Community, b.Community) }},
		{key: "kind", label: "whereabouts.kind", cell: func(q *request, r signRow) Cell { return Cell{Tag: &Tag{"info", signKind(q, r.Kind)}} },
			sort: func(a, b signRow) int { return cmp.Compare(a.Kind, b.Kind) }},
		{key: "chance", label: "whereabouts.chance", num: true, cell: func(q *request, r signRow) Cell { return Cell{Text: r.chance()} },
			sort: func(a, b signRow) int { return cmp.Compare(a.Chance, b.Chance) }},
		{key: "number", label: "person.number", cell: func(q *request, r signRow) Cell {
			if r.Person == "" {
				return Cell{Text: "—", Small: q.t("worksheet.of_a_list")}
			}
			return Cell{Text: string(r.Person), Href: signPath(r.Person)}
		}, sort: func(a, b signRow) int { return cmp.Compare(a.Person, b.Person) }},
		{key: "name", named: func(q *request) string { return fieldName(quanyuan.Name, q.lang) }, cell: func(q *request, r signRow) Cell { return Cell{Text: r.Shown.Text(quanyuan.Name)} },
			sort: func(a, b signRow) int {
				return cmp.Compare(a.Shown.Text(quanyuan.Name), b.Shown.Text(quanyuan.Name))
			}},
		{key: "birth", named: func(q *request) string { return fieldName(quanyuan.BirthDate, q.lang) }, cell: func(q *request, r signRow) Cell { return Cell{Text: r.Shown.Text(quanyuan.BirthDate)} }},
		{key: "address", named: func(q *request) string { return fieldName(quanyuan.ResidenceAddress, q.lang) }, cell: func(q *request, r signRow) Cell {
			return Cell{Text: r.Shown.Text(quanyuan.ResidenceAddress)}
		}},
		{key: "why", label: "worksheet.why", cell: func(q *request, r signRow) Cell { return Cell{Text: q.signWhy(r)} }},
	},
	filters: []filter[signRow]{
		{key: "place", label: "table.place", options: communityOptions, keep: func(r signRow, v string) bool { return r.Community == v }},
		{key: "kind", label: "whereabouts.kind", options: func(q *request) (out []Option) {
			for _, k := range desk.LikelyKinds() {
				out = append(out, Option{Value: k, Text: signKind(q, k)})
			}
			return out
		}, keep: func(r signRow, v string) bool { return r.Kind == v }},
	},
}

// signWhy says why somebody stands on the list.
func (q *request) signWhy(r signRow) string {
	var out []string
	for _, w := range r.Why {
		out = append(out, q.remark(w))
	}
	return strings.Join(out, q.pick("；", "; "))
}

// signsView is the list, or the way to make it.
type signsView struct {
	Made    string // when; "": not yet
	Running string // path of the work that makes it
	Table   *Table
}

func (k *signLists) show(q *request) error {
	s, made := k.mine(q)
	if q.wantsWorkbook() {
		return signList.workbook(q, s.rows)
	}
	v := signsView{}
	if w := q.site.works.running(signsWork); w != nil && w.Account == q.by.Account {
		v.Running = workPath(w.ID)
	}
	if !made {
		return q.show(http.StatusOK, "worksheets/whereabouts.html", q.t("whereabouts.title"), v)
	}
	v.Made = when(q.now(), s.at)
	return q.list("worksheets/whereabouts.html", q.t("whereabouts.title"), signList.table(q, s.rows), func(t *Table) any { v.Table = t; return v })
}

// signLine is what a list says of somebody.
type signLine struct{ Day, Source, Says, Place string }

var signSays = family("whereabouts.says.", "lives", "registered", "dead", "left", "away")

// signPage is one question: who, why, what lists say, and the answer.
type signPage struct {
	Card        PersonCard
	Kind        string
	Chance, Why string
	Lines       []signLine
	Home        *Form  // found at home; nil: no right
	Left, Dead  string // forms of the person's page; "": no right
}

func (k *signLists) one(q *request) error { return k.page(q, http.StatusOK, nil) }

// page shows a question, with the answer that was refused where there is one.
func (k *signLists) page(q *request, status int, refused *Form) error {
	s, _ := k.mine(q)
	for _, r := range s.rows {
		if r.Person == "" || string(r.Person) != q.PathValue("number") {
			continue
		}
		v := signPage{Card: q.card(r.Shown), Kind: signKind(q, r.Kind), Chance: r.chance(), Why: q.signWhy(r)}
		for _, x := range r.Signs {
			l := signLine{Day: x.Day.String(), Source: strings.TrimSpace(q.sourceName(x.Source.Kind) + " " + x.Source.Unit), Says: q.t(signSays + x.Says)}
			if x.Place != "" {
				l.Place = q.desk.PlaceName(x.Place)
			}
			v.Lines = append(v.Lines, l)
		}
		if q.can(access.Move) {
			if v.Home = refused; refused == nil {
				v.Home = q.homeForm(r.Person)
			}
			v.Left = q.actLink(r.Person, "leave", "place", r.Community).Href
		}
		if q.can(access.Exit) {
			v.Dead = q.actLink(r.Person, "exit").Href
		}
		q.crumb(q.t("whereabouts.title"), "/whereabouts")
		return q.show(status, "worksheets/one.html", q.t("whereabouts.of", v.Card.Name), v)
	}
	return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "whereabouts.not_listed", Args: []any{q.PathValue("number")}}
}

// homeForm says that somebody was found at home.
func (q *request) homeForm(n quanyuan.Number) *Form {
	return &Form{Action: signPath(n), Submit: q.t("whereabouts.home"), Fields: []*Input{
		{Name: "day", Label: q.t("whereabouts.day"), Hint: q.t("whereabouts.day_hint"), Value: q.today().String(), Mode: "numeric", Required: true},
	}}
}

// answer notes that somebody was found at home, and takes him off the list.
func (k *signLists) answer(q *request) error {
	n := quanyuan.Number(q.PathValue("number"))
	day, err := q.day("day")
	if err == nil {
		_, err = q.desk.AnswerWhereabouts(q.ctx, q.by, desk.WhereaboutsAnswer{Person: n, Answer: desk.AnswerHere, Day: day})
	}
	if err != nil {
		f := q.homeForm(n)
		f.fill(q)
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return k.page(q, status, f)
	}
	k.mu.Lock()
	s := k.of[q.by.Account]
	rows := s.rows[:0:0]
	for _, r := range s.rows {
		if r.Person != n {
			rows = append(rows, r)
		}
	}
	k.of[q.by.Account] = signsOf{s.at, rows}
	k.mu.Unlock()
	q.tell("whereabouts.noted")
	return q.redirect("/whereabouts")
}
