package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"quanyuan"
	"quanyuan/desk"
)

// works are the long works of the register as pages see them.
type works struct{ desk *desk.Desk }

// step tells a work how far it is in a stage; total 0: not known.
type step = desk.Step

// start begins a work of whoever asks and sends him to its page. title and the
// stages are keys of texts. do gives the path to what it made.
func (q *request) start(title string, args []any, do func(ctx context.Context, at step) (string, error)) error {
	log := q.site.o.Log
	w, err := q.desk.StartJob(q.ctx, q.by, title, args, func(ctx context.Context, at step) (string, error) {
		path, err := do(ctx, at)
		var e *quanyuan.Error
		if err != nil && !errors.Is(err, context.Canceled) && !errors.As(err, &e) {
			log.Error("long work", "title", title, "error", err)
		}
		return path, err
	})
	if err != nil {
		return err
	}
	return q.redirect(workPath(w.ID))
}

func workPath(id string) string { return "/work/" + id }

// running is a work of a kind that has not ended, whoever started it; nil for
// none.
func (ws works) running(title string) *desk.JobView {
	for _, w := range ws.desk.OpenJobs("") {
		if w.Title == title {
			return &w
		}
	}
	return nil
}

// workView is a work as its page shows it.
type workView struct {
	ID          string
	Title       string
	Stage       string
	Done, Total int64
	Percent     int
	Left        string // how long it will still take
	Ended       bool
	Stopped     bool
	Fault       string
	Where       string
	Result      string
}

func (v workView) refresh() int {
	if v.Ended {
		return 0
	}
	return 2
}

// workTitle names a work; what it is about is left out where that is not kept.
func (q *request) workTitle(w *desk.JobView) string {
	if w.Subject == nil {
		return q.t(w.Title, "…")
	}
	return q.t(w.Title, w.Subject...)
}

func (q *request) workView(w *desk.JobView) workView {
	v := workView{ID: w.ID, Title: q.workTitle(w), Ended: !w.Ended.IsZero() || w.Lost, Stopped: w.State == quanyuan.JobStopped, Result: w.Result}
	if n := len(w.Steps); n > 0 {
		s := w.Steps[n-1]
		v.Stage, v.Done, v.Total = q.t(s.Stage), s.Done, s.Total
		if s.Total > 0 {
			v.Percent = int(min(100, s.Done*100/s.Total))
			if passed := q.now().Sub(s.Began); s.Done > 0 && s.Done < s.Total && passed > time.Second {
				v.Left = q.span(time.Duration(float64(passed) / float64(s.Done) * float64(s.Total-s.Done)))
			}
		}
	}
	if w.State == quanyuan.JobFailed || w.Lost {
		v.Fault, v.Where = q.workFault(w)
	}
	return v
}

// workFault says why a work failed; one of an earlier run of the program has no
// more than the kind of its fault.
func (q *request) workFault(w *desk.JobView) (sentence, where string) {
	var e *quanyuan.Error
	if errors.As(w.Err, &e) {
		where = e.Where.String()
	}
	switch {
	case w.Lost:
		return q.t("work.lost"), ""
	case w.Err == nil:
		return q.t("work.failed_then", w.Fault), ""
	}
	if sentence = q.sentence(w.Err); sentence == "" {
		sentence = q.t("layout.internal")
	}
	return sentence, where
}

// span says how long something takes, roughly.
func (q *request) span(d time.Duration) string {
	if d < time.Minute {
		return q.t("work.seconds", int(d.Seconds())+1)
	}
	return q.t("work.minutes", int((d + 30*time.Second).Minutes()))
}

func init() {
	area(func(s *site) {
		s.get("/work/{id}", "", showWork)
		s.post("/work/{id}/stop", "", stopWork)
	})
}

func showWork(q *request) error {
	w, err := q.desk.Job(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	v := q.workView(&w)
	good := v.Ended && v.Fault == "" && !v.Stopped && v.Result != ""
	if q.scripted("work") {
		if good {
			q.w.Header().Set("HX-Redirect", v.Result)
		}
		return q.part("work/work.html", "progress", v)
	}
	if good {
		return q.redirect(v.Result)
	}
	return q.show(http.StatusOK, "work/work.html", v.Title, v)
}

func stopWork(q *request) error {
	id := q.PathValue("id")
	if err := q.desk.StopJob(q.ctx, q.by, id); err != nil && !errors.Is(err, quanyuan.ErrConflict) { // it has ended: its page says how
		return err
	}
	return q.redirect(workPath(id))
}
