package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/refdata/code"
)

func init() {
	area(func(s *site) {
		s.lists("/tasks", access.Task, showTasks)
		s.get("/tasks/{id}", access.Task, showTask)
		s.post("/tasks/{id}", access.Task, answerTask)
		s.door(11, "layout.nav.today", "home.tasks", "/tasks", access.Task)
	})
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
		{key: "why", label: "home.why", cell: func(q *request, r taskRow) Cell { return Cell{Text: q.remark(r.Why), Href: taskPath(r.ID)} }},
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

// byDue puts what is due first first, and what has no day last.
func byDue(a, b taskRow) int {
	without := func(r taskRow) int {
		if r.Due.IsZero() {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(without(a), without(b)), cmp.Compare(a.Due.String(), b.Due.String()), cmp.Compare(a.ID, b.ID))
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

func taskPath(id string) string { return "/tasks/" + url.PathEscape(id) }

// taskView is one task, whom it is about, and the form that answers it.
type taskView struct {
	Kind  string
	Why   string
	Due   string
	Late  bool
	Place string
	Card  *PersonCard // nil where the viewer may not open the person
	Form  *Form       // nil where the task is answered elsewhere
}

var answerWords = family("task.answer.", desk.AnswerHere, desk.AnswerElsewhere, desk.AnswerLeft, desk.AnswerExcluded)

// answers are what may be found out of a task of a kind.
var answers = map[string][]string{
	quanyuan.TaskRecheck: {desk.AnswerHere, desk.AnswerLeft, desk.AnswerExcluded},
	quanyuan.TaskDispute: {desk.AnswerHere, desk.AnswerElsewhere, desk.AnswerLeft},
}

// task gives the task that the path names, while it waits.
func (q *request) task() (*taskRow, error) {
	rows, err := q.openTasks()
	if err != nil {
		return nil, err
	}
	id := q.PathValue("id")
	if i := slices.IndexFunc(rows, func(r taskRow) bool { return r.ID == id }); i >= 0 {
		return &rows[i], nil
	}
	return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "task.unknown", Args: []any{id}}
}

func (q *request) taskForm(t *taskRow) *Form {
	if answers[t.Kind] == nil {
		return nil
	}
	f := &Form{Action: taskPath(t.ID), Submit: q.t("task.do")}
	choose := &Input{Name: "answer", Label: q.t("task.found"), Kind: "radio", Required: true, Wide: true}
	for _, a := range answers[t.Kind] {
		o := Option{Value: a, Text: q.t(answerWords + a)}
		if a == desk.AnswerElsewhere {
			o.Text = q.t("task.holds", q.desk.PlaceName(t.Other))
		}
		choose.Options = append(choose.Options, o)
	}
	f.Fields = append(f.Fields, choose)
	if t.Kind == quanyuan.TaskRecheck {
		reason := &Input{Name: "reason", Label: q.t("task.excluded_why"), Hint: q.t("task.excluded_hint"), Kind: "select", Options: []Option{{}}}
		for _, e := range code.StayReason.Entries {
			if e.OutOfScope {
				reason.Options = append(reason.Options, Option{Value: e.Code, Text: codeWord("stay_reason", e.Code, q.lang)})
			}
		}
		f.Fields = append(f.Fields, reason)
	}
	f.Fields = append(f.Fields, &Input{Name: "day", Label: q.t("task.day"), Hint: q.t("task.day_hint"), Value: q.today().String()})
	return f
}

func showTask(q *request) error {
	t, err := q.task()
	if err != nil {
		return err
	}
	return q.showTask(http.StatusOK, t, q.taskForm(t))
}

func (q *request) showTask(status int, t *taskRow, f *Form) error {
	v := taskView{Kind: q.t(taskKinds + t.Kind), Why: q.remark(t.Why), Due: t.Due.String(), Late: t.late, Place: q.desk.PlaceName(t.Community), Form: f}
	if t.Person != "" && q.can(access.View) {
		p, err := q.desk.View(q.ctx, q.by, t.Person)
		if err != nil && q.sentence(err) == "" {
			return err
		}
		if err == nil {
			c := q.card(p)
			v.Card = &c
		}
	}
	q.crumb(q.t("home.tasks"), "/tasks")
	return q.show(status, "home/task.html", v.Kind, v)
}

// answerTask says what was found out; the next task follows.
func answerTask(q *request) error {
	t, err := q.task()
	if err != nil {
		return err
	}
	f := q.taskForm(t)
	if f == nil {
		return notFound
	}
	f.fill(q)
	a := desk.TaskAnswer{Task: t.ID, Answer: q.typed("answer"), Reason: q.typed("reason")}
	if day := q.typed("day"); day != "" {
		parsed, ok := quanyuan.ParseDate(day)
		if !ok {
			f.wrong("day", q.t("date.bad", day))
		}
		a.Day = parsed
	}
	if a.Answer == "" {
		f.wrong("answer", q.t("task.choose"))
	}
	if len(f.Faults) > 0 {
		return q.showTask(http.StatusUnprocessableEntity, t, f)
	}
	if _, err := q.desk.AnswerTask(q.ctx, q.by, a); err != nil {
		status, err := f.refuse(q, err)
		if err != nil {
			return err
		}
		return q.showTask(status, t, f)
	}
	rest, err := q.openTasks()
	if err != nil {
		return err
	}
	q.tell("task.done", len(rest))
	if len(rest) == 0 {
		return q.redirect("/tasks")
	}
	return q.redirect(taskPath(rest[0].ID))
}
