package web

import (
	"cmp"
	"net/http"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.lists("/jobs", access.Configure, showJobs)
		s.get("/jobs/{id}", access.Configure, showJob)
		s.post("/jobs/{id}/stop", access.Configure, stopJob)
		s.door(80, "admin.nav", "jobs.title", "/jobs", access.Configure)
	})
}

// jobStates are what lists of jobs are narrowed by.
var jobStates = []string{quanyuan.JobRunning, quanyuan.JobDone, quanyuan.JobStopped, quanyuan.JobFailed, jobLost}

// jobLost is the state of a job that the end of the program cut off.
const jobLost = "lost"

var jobStateWords = family("jobs.state.", jobStates...)

func jobPath(id string) string { return "/jobs/" + id }

func jobState(w desk.JobView) string {
	if w.Lost {
		return jobLost
	}
	return w.State
}

func (q *request) jobTag(w *desk.JobView) Tag {
	state := jobState(*w)
	kind := map[string]string{quanyuan.JobRunning: "info", quanyuan.JobDone: "good", quanyuan.JobStopped: "warn", quanyuan.JobFailed: "bad", jobLost: "bad"}[state]
	return Tag{kind, q.t(jobStateWords + state)}
}

// jobWho is who began a job; without anybody it was the program's clock.
func (q *request) jobWho(w *desk.JobView) string {
	if w.Account == "" {
		return q.t("jobs.by_clock")
	}
	return w.Name
}

// jobTook is how long a job has taken so far, or took.
func (q *request) jobTook(w *desk.JobView) string {
	end := w.Ended
	if end.IsZero() {
		if w.Lost {
			return ""
		}
		end = q.now()
	}
	return q.span(end.Sub(w.Began))
}

var jobList = &list[desk.JobView]{
	id: "jobs", caption: "jobs.title", empty: "jobs.none",
	columns: []column[desk.JobView]{
		{key: "id", label: "jobs.number", cell: func(q *request, w desk.JobView) Cell { return Cell{Text: w.ID, Href: jobPath(w.ID)} },
			sort: func(a, b desk.JobView) int { return cmp.Compare(a.ID, b.ID) }},
		{key: "title", label: "jobs.what", cell: func(q *request, w desk.JobView) Cell { return Cell{Text: q.workTitle(&w)} },
			sort: func(a, b desk.JobView) int { return cmp.Compare(a.Title, b.Title) }},
		{key: "who", label: "jobs.who", cell: func(q *request, w desk.JobView) Cell { return Cell{Text: q.jobWho(&w), Small: w.Account} },
			sort: func(a, b desk.JobView) int { return cmp.Compare(a.Account, b.Account) }},
		{key: "began", label: "jobs.began", cell: func(q *request, w desk.JobView) Cell { return Cell{Text: when(q.now(), w.Began)} },
			sort: func(a, b desk.JobView) int { return a.Began.Compare(b.Began) }},
		{key: "took", label: "jobs.took", cell: func(q *request, w desk.JobView) Cell { return Cell{Text: q.jobTook(&w)} }},
		{key: "state", label: "jobs.state", cell: func(q *request, w desk.JobView) Cell {
			t := q.jobTag(&w)
			c := Cell{Tag: &t}
			if v := q.workView(&w); !v.Ended && v.Total > 0 {
				c.Small = q.t("work.so_far", v.Done, v.Total, v.Percent)
			}
			return c
		}, sort: func(a, b desk.JobView) int { return cmp.Compare(jobState(a), jobState(b)) }},
	},
	filters: []filter[desk.JobView]{{key: "state", label: "jobs.state", options: func(q *request) (out []Option) {
		for _, s := range jobStates {
			out = append(out, Option{Value: s, Text: q.t(jobStateWords + s)})
		}
		return out
	}, keep: func(w desk.JobView, v string) bool { return jobState(w) == v }}},
}

// jobsView is the list of long works, under way and past.
type jobsView struct{ Table *Table }

func showJobs(q *request) error {
	all, err := q.desk.Jobs(q.ctx, q.by)
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return jobList.workbook(q, all)
	}
	return q.list("admin/jobs.html", q.t("jobs.title"), jobList.table(q, all), func(t *Table) any { return jobsView{t} })
}

// jobPage is one long work with its log.
type jobPage struct {
	workView
	Who, Began, Took string
	State            Tag
	Steps            []jobLine
}

type jobLine struct{ At, Stage, Took, Done string }

func showJob(q *request) error {
	w, err := q.desk.Job(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	v := jobPage{workView: q.workView(&w), Who: q.jobWho(&w), Began: w.Began.In(q.now().Location()).Format(time.DateTime), Took: q.jobTook(&w), State: q.jobTag(&w)}
	for i, s := range w.Steps {
		l := jobLine{At: s.Began.In(q.now().Location()).Format(time.TimeOnly), Stage: q.t(s.Stage)}
		end := w.Ended
		if i+1 < len(w.Steps) {
			end = w.Steps[i+1].Began
		}
		if !end.IsZero() {
			l.Took = q.span(end.Sub(s.Began))
		}
		switch {
		case s.Total > 0:
			l.Done = number(s.Done) + " / " + number(s.Total)
		case s.Done > 0:
			l.Done = number(s.Done)
		}
		v.Steps = append(v.Steps, l)
	}
	q.crumb(q.t("jobs.title"), "/jobs")
	return q.show(http.StatusOK, "admin/job.html", v.Title, v)
}

func stopJob(q *request) error {
	id := q.PathValue("id")
	if err := q.desk.StopJob(q.ctx, q.by, id); err != nil {
		return err
	}
	q.tell("jobs.stopping")
	return q.redirect(jobPath(id))
}

// The title of the job that the service begins by the clock.
var _ = family("jobs.", "nightly")
