package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.get("/{$}", "", home)
		s.lists("/tasks", access.Task, showTasks)
		s.door(10, "layout.nav.today", "home.title", "/", "")
		s.door(11, "layout.nav.today", "home.tasks", "/tasks", access.Task)
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

var taskKinds = family("home.task.", quanyuan.TaskRecheck, quanyuan.TaskDispute, quanyuan.TaskRedistrict, desk.TaskOldSystem)

// taskRow is a task in a list.
type taskRow struct {
	*quanyuan.Task
	late bool
}

var taskList = &list[taskRow]{
	id: "tasks", caption: "home.tasks", empty: "home.no_tasks", persons: true,
	columns: []column[taskRow]{
		{key: "due", label: "home.due", cell: func(q *request, r taskRow) Cell {
			c := Cell{Text: r.Due.String()}
			if r.late {
				c.Tag = &Tag{"bad", q.t("home.late")}
			}
			return c
		}, sort: byDue},
		{key: "kind", label: "home.kind", cell: func(q *request, r taskRow) Cell { return Cell{Text: q.t(taskKinds + r.Kind)} },
			sort: func(a, b taskRow) int { return cmp.Compare(a.Kind, b.Kind) }},
		{key: "person", label: "home.person", cell: func(q *request, r taskRow) Cell {
			return Cell{Text: string(r.Person), Href: personPath(r.Person)}
		}, sort: func(a, b taskRow) int { return cmp.Compare(a.Person, b.Person) }},
		{key: "why", label: "home.why", cell: func(q *request, r taskRow) Cell { return Cell{Text: q.remark(r.Why)} }},
		{key: "place", label: "home.place", cell: func(q *request, r taskRow) Cell { return Cell{Text: q.desk.PlaceName(r.Community)} },
			sort: func(a, b taskRow) int { return cmp.Compare(a.Community, b.Community) }},
	},
	filters: []filter[taskRow]{
		{key: "kind", label: "home.kind", options: func(q *request) (out []Option) {
			for _, k := range []string{quanyuan.TaskRecheck, quanyuan.TaskDispute, quanyuan.TaskRedistrict, desk.TaskOldSystem} {
				out = append(out, Option{Value: k, Text: q.t(taskKinds + k)})
			}
			return out
		}, keep: func(r taskRow, v string) bool { return r.Kind == v }},
		{key: "late", label: "home.due", options: func(q *request) []Option {
			return []Option{{Value: "yes", Text: q.t("home.late")}}
		}, keep: func(r taskRow, v string) bool { return r.late }},
		placeFilter(func(r taskRow) string { return r.Community }),
	},
}

func byDue(a, b taskRow) int {
	return cmp.Or(cmp.Compare(a.Due.String(), b.Due.String()), cmp.Compare(a.ID, b.ID))
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
	v := homeView{Name: q.by.Name, Place: q.t("home.whole_city"), Today: q.today().String(), Admin: q.by.Post.Administrates()}
	if q.by.Division != "" {
		v.Place = q.desk.PlaceName(q.by.Division)
	}
	for _, w := range q.site.works.open(q.by.Account) {
		v.Works = append(v.Works, w.view(q))
	}
	slices.SortFunc(v.Works, func(a, b workView) int { return cmp.Compare(a.ID, b.ID) })
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
	if q.can(access.Attach) {
		if v.Waiting, err = q.waiting(desk.CaseQuery{}); err != nil {
			return err
		}
	}
	if q.can(access.Figures) {
		rows, err := q.placeRows()
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

func (q *request) placeRows() ([]placeRow, error) {
	counts, err := q.desk.Counts(q.ctx, q.by)
	if err != nil {
		return nil, err
	}
	rows := make([]placeRow, len(counts))
	for i, c := range counts {
		rows[i] = placeRow{c}
	}
	return rows, nil
}

// openTasks are the tasks about persons, those that are due first.
func (q *request) openTasks() ([]taskRow, error) {
	if !q.can(access.Task) {
		return nil, nil
	}
	tasks, err := q.desk.OpenTasks(q.ctx, q.by, nil)
	if err != nil {
		return nil, err
	}
	rows := make([]taskRow, len(tasks))
	for i, t := range tasks {
		days, ok := q.today().Days(t.Due)
		rows[i] = taskRow{t, t.State == quanyuan.TaskOverdue || ok && days < 0}
	}
	slices.SortFunc(rows, byDue)
	return rows, nil
}

// tasksView is the list of all open tasks.
type tasksView struct{ Table *Table }

func showTasks(q *request) error {
	rows, err := q.openTasks()
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return taskList.workbook(q, rows)
	}
	return q.list("home/tasks.html", q.t("home.tasks"), taskList.table(q, rows), func(t *Table) any { return tasksView{t} })
}
