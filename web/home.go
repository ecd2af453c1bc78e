package web

import (
	"cmp"
	"errors"
	"net/http"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.get("/{$}", "", home)
		s.door(10, "layout.nav.today", "home.title", "/", "")
	})
}

// homeView is the first page: what is to be done today, and how the
// communities stand.
type homeView struct {
	Name   string
	Place  string
	Today  string
	Counts []Count
	// Waiting are rows of lists to work on; nil: no right.
	Waiting []Count
	Works   []workView
	Tasks   *Table // nil: no right
	Places  *Table // nil: no right
	Admin   bool   // an administrator, who sees no persons
	// Campaign is the campaign that is open, "" for none.
	Campaign string
}

// Count is a number that matters, with the page that shows what it counts.
type Count struct {
	Number any
	Label  string
	Href   string
	Kind   string // bad: must be looked at now
}

// placeFilter narrows a list to one community of the viewer's division.
func placeFilter[T any](of func(T) string) filter[T] {
	return filter[T]{key: "place", label: "table.place", options: communityOptions, keep: func(r T, v string) bool { return quanyuan.Scope{v}.Holds(of(r)) }}
}

// communityOptions are the towns and communities of the viewer's division.
func communityOptions(q *request) []Option {
	var out []Option
	for _, d := range q.desk.PlacesFor(q.by) {
		out = append(out, Option{Value: d.Code, Text: d.Name})
	}
	return out
}

// placeRow is a community with its counts.
type placeRow struct{ desk.PlaceCounts }

var placeList = &list[placeRow]{
	id: "places", caption: "home.places", empty: "home.no_places",
	columns: []column[placeRow]{
		{key: "place", label: "home.place", cell: func(q *request, r placeRow) Cell {
			c := Cell{Text: q.desk.PlaceName(r.Community)}
			if q.can(access.List) {
				c.Href = "/persons?place=" + r.Community
			}
			return c
		}, sort: func(a, b placeRow) int { return cmp.Compare(a.Community, b.Community) }},
		countColumn("registered", "home.registered", func(r placeRow) int { return r.Registered }),
		countColumn("resident", "home.resident", func(r placeRow) int { return r.Resident }),
		countColumn("c1", "person.category.1", func(r placeRow) int { return r.Categories[1] }),
		countColumn("c2", "person.category.2", func(r placeRow) int { return r.Categories[2] }),
		countColumn("c3", "person.category.3", func(r placeRow) int { return r.Categories[3] }),
		countColumn("c4", "person.category.4", func(r placeRow) int { return r.Categories[4] }),
		countColumn("c5", "person.category.5", func(r placeRow) int { return r.Categories[5] }),
		countColumn("disputed", "home.disputed", func(r placeRow) int { return r.Disputed }),
		countColumn("tasks", "home.open_tasks", func(r placeRow) int { return r.Tasks }),
		countColumn("late", "home.late", func(r placeRow) int { return r.Overdue }),
	},
}

func countColumn(key, label string, of func(placeRow) int) column[placeRow] {
	return column[placeRow]{key: key, label: label, num: true, cell: func(q *request, r placeRow) Cell { return Cell{Text: number(of(r))} },
		sort: func(a, b placeRow) int { return cmp.Compare(of(b), of(a)) }}
}

func home(q *request) error {
	if own, ok := ownPage(q.by); ok {
		return q.redirect(own)
	}
	if q.by.Post == quanyuan.Leader { // who does nothing with the rest
		return q.redirect("/overview")
	}
	v := homeView{Name: q.by.Name, Place: q.t("home.whole_city"), Today: q.today().String(), Admin: q.by.Post.Administrates()}
	if q.by.Division != "" {
		v.Place = q.desk.PlaceName(q.by.Division)
	}
	for _, w := range q.desk.OpenJobs(q.by.Account) {
		v.Works = append(v.Works, q.workView(&w))
	}
	if c, err := q.desk.Campaign(q.ctx); err == nil {
		v.Campaign = c.Name
	} else if !errors.Is(err, quanyuan.ErrNotFound) {
		return err
	}
	tasks, err := q.openTasks()
	if err != nil {
		return err
	}
	if q.can(access.Task) {
		v.Tasks = taskList.preview(q, tasks, "/tasks")
		late := 0
		for _, t := range tasks {
			if t.late {
				late++
			}
		}
		v.Counts = append(v.Counts, Count{len(tasks), q.t("home.open_tasks"), "/tasks", ""}, Count{late, q.t("home.late"), "/tasks?late=yes", badIf(late)})
	}
	asked, err := q.ownCounts()
	if err != nil {
		return err
	}
	v.Counts = append(v.Counts, asked...)
	if q.can(access.Attach) {
		if v.Waiting, err = q.waiting(desk.CaseQuery{}); err != nil {
			return err
		}
	}
	if q.can(access.Figures) {
		rows, err := q.placeRows(tasks)
		if err != nil {
			return err
		}
		if q.wantsWorkbook() {
			return placeList.workbook(q, rows)
		}
		v.Places = placeList.table(q, rows)
		var sum desk.PlaceCounts
		for _, r := range rows {
			sum.Registered, sum.Resident, sum.Disputed = sum.Registered+r.Registered, sum.Resident+r.Resident, sum.Disputed+r.Disputed
		}
		v.Counts = append(v.Counts, Count{sum.Registered, q.t("home.registered"), "", ""}, Count{sum.Resident, q.t("home.resident"), "", ""}, Count{sum.Disputed, q.t("home.disputed"), "", badIf(sum.Disputed)})
	}
	return q.show(http.StatusOK, "home/home.html", q.t("home.title"), v)
}

func badIf(n int) string {
	if n > 0 {
		return "bad"
	}
	return ""
}

func (q *request) placeRows(tasks []taskRow) ([]placeRow, error) {
	open := make([]*quanyuan.Task, len(tasks))
	for i, t := range tasks {
		open[i] = t.Task
	}
	counts, err := q.desk.Counts(q.ctx, q.by, open)
	if err != nil {
		return nil, err
	}
	rows := make([]placeRow, len(counts))
	for i, c := range counts {
		rows[i] = placeRow{c}
	}
	return rows, nil
}
