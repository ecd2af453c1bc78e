package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"quanyuan"
)

// works are the long works under way: they go on when the page that started
// them is closed, and can be stopped. A work that the program's end stops has
// done nothing, or all of what its use case promises.
type works struct {
	now  func() time.Time
	base context.Context
	stop context.CancelFunc

	mu   sync.Mutex
	last int
	all  map[string]*work
}

// keptFor is how long a finished work can be looked at.
const keptFor = 24 * time.Hour

// work is one long work.
type work struct {
	id     string
	title  string // key
	args   []any
	owner  string // account
	cancel context.CancelFunc
	now    func() time.Time

	mu          sync.Mutex
	stage       string // key of what is being done
	done, total int64
	since       time.Time // of the stage
	ended       time.Time
	err         error
	result      string // path to what it made
}

func newWorks(now func() time.Time) *works {
	w := &works{now: now, all: map[string]*work{}}
	w.base, w.stop = context.WithCancel(context.Background())
	return w
}

// step tells a work how far it is in a stage; total 0: not known.
type step func(stage string, done, total int64)

// start begins a work of whoever asks and sends him to its page. do gives the
// path to what it made.
func (q *request) start(title string, args []any, do func(ctx context.Context, at step) (string, error)) error {
	ws := q.site.works
	ctx, cancel := context.WithCancel(ws.base)
	w := &work{title: title, args: args, owner: q.by.Account, cancel: cancel, now: ws.now, since: ws.now()}
	ws.add(w)
	go func() {
		defer cancel()
		result, err := do(ctx, w.step)
		w.end(result, err)
		var e *quanyuan.Error
		if err != nil && !errors.Is(err, context.Canceled) && !errors.As(err, &e) {
			q.site.o.Log.Error("long work", "title", title, "error", err)
		}
	}()
	return q.redirect("/work/" + w.id)
}

func (ws *works) add(w *work) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for id, old := range ws.all {
		if ended := old.endedAt(); !ended.IsZero() && ws.now().Sub(ended) > keptFor {
			delete(ws.all, id)
		}
	}
	ws.last++
	w.id = strconv.Itoa(ws.last)
	ws.all[w.id] = w
}

// of gives the work with an id if it is the account's.
func (ws *works) of(id, account string) (*work, error) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if w := ws.all[id]; w != nil && account != "" && w.owner == account {
		return w, nil
	}
	return nil, notFound
}

// running is a work of a kind that has not ended, whoever started it; nil for
// none.
func (ws *works) running(title string) *work {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for _, w := range ws.all {
		if w.title == title && w.endedAt().IsZero() {
			return w
		}
	}
	return nil
}

// open are the works of an account that have not ended.
func (ws *works) open(account string) (out []*work) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for _, w := range ws.all {
		if w.owner == account && w.endedAt().IsZero() {
			out = append(out, w)
		}
	}
	return out
}

func (w *work) step(stage string, done, total int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if stage != w.stage || done < w.done {
		w.since = w.now()
	}
	w.stage, w.done, w.total = stage, done, total
}

func (w *work) end(result string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended, w.result, w.err = w.now(), result, err
}

func (w *work) endedAt() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ended
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

func (w *work) view(q *request) workView {
	w.mu.Lock()
	defer w.mu.Unlock()
	v := workView{ID: w.id, Title: q.t(w.title, w.args...), Done: w.done, Total: w.total, Ended: !w.ended.IsZero(), Result: w.result}
	if w.stage != "" {
		v.Stage = q.t(w.stage)
	}
	if w.total > 0 {
		v.Percent = int(min(100, w.done*100/w.total))
		if passed := w.now().Sub(w.since); w.done > 0 && w.done < w.total && passed > time.Second {
			v.Left = q.span(time.Duration(float64(passed) / float64(w.done) * float64(w.total-w.done)))
		}
	}
	switch {
	case w.err == nil:
	case errors.Is(w.err, context.Canceled):
		v.Stopped = true
	default:
		var e *quanyuan.Error
		if errors.As(w.err, &e) {
			v.Where = e.Where.String()
		}
		if v.Fault = q.sentence(w.err); v.Fault == "" {
			v.Fault = q.t("layout.internal")
		}
	}
	return v
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
	w, err := q.site.works.of(q.PathValue("id"), q.by.Account)
	if err != nil {
		return err
	}
	v := w.view(q)
	if q.scripted("work") {
		if v.Ended && v.Fault == "" && !v.Stopped && v.Result != "" {
			q.w.Header().Set("HX-Redirect", v.Result)
		}
		return q.part("work/work.html", "progress", v)
	}
	if v.Ended && v.Fault == "" && !v.Stopped && v.Result != "" {
		return q.redirect(v.Result)
	}
	return q.show(http.StatusOK, "work/work.html", v.Title, v)
}

func stopWork(q *request) error {
	w, err := q.site.works.of(q.PathValue("id"), q.by.Account)
	if err != nil {
		return err
	}
	w.cancel()
	return q.redirect("/work/" + w.id)
}
