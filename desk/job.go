package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/access"
)

// jobs are the long works under way in this process: they go on when whoever
// began them turns away, and can be stopped. A job that the end of the program
// stops has done nothing, or all of what its use case promises.
type jobs struct {
	mu      sync.Mutex
	base    context.Context // nil: none was begun yet
	stop    context.CancelFunc
	all     map[string]*running
	running sync.WaitGroup
}

// jobKeptFor is how long an ended job can be looked at with what its paper does
// not keep: its subject, its result, the whole of its fault.
const jobKeptFor = 24 * time.Hour

// mostSteps bounds the log of a job.
const mostSteps = 100

// running is one job of this process.
type running struct {
	cancel context.CancelFunc
	mu     sync.Mutex
	JobView
}

// JobView is a job as it stands.
type JobView struct {
	quanyuan.Job
	Subject []any  // what it is about; nil for a job of an earlier run of the program
	Result  string // what it made, in the words of whoever began it
	Err     error
	// Over is closed when the job has ended and its paper is written; nil for one
	// that this process has not begun.
	Over <-chan struct{}
	// Lost says that it is neither under way nor ended: the program ended first.
	Lost bool
}

// errPowerless is the answer to an account without a post.
var errPowerless = &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "account.powerless"}

// Step tells a job how far it is in a stage; total 0: not known.
type Step func(stage string, done, total int64)

// StartJob begins a long work and gives it as it stands. title is a key of a
// text. do asks for rights itself: a job is how something is done, not what.
func (d *Desk) StartJob(ctx context.Context, by quanyuan.Principal, title string, subject []any, do func(ctx context.Context, at Step) (result string, err error)) (JobView, error) {
	if by.Post == "" {
		return JobView{}, errPowerless
	}
	ids, err := d.store.NewPaperIDs(ctx, quanyuan.JobPaper, 1)
	if err != nil {
		return JobView{}, err
	}
	over := make(chan struct{})
	r := &running{JobView: JobView{Subject: subject, Over: over, Job: quanyuan.Job{ID: ids[0], Title: title, Account: by.Account, Name: by.Name, Began: d.now(), State: quanyuan.JobRunning}}}
	own, err := d.jobs.add(r, d.now())
	if err != nil {
		return JobView{}, err
	}
	if err := d.keepJob(ctx, r); err != nil {
		r.cancel()
		d.jobs.remove(r.ID)
		return JobView{}, err
	}
	go func() {
		defer d.jobs.running.Done()
		defer close(over)
		defer r.cancel()
		result, err := do(own, func(stage string, done, total int64) { r.step(d.now(), stage, done, total) })
		r.end(d.now(), result, err)
		// A job whose end cannot be written is shown as one that the program's end
		// cut off: nothing else depends on its paper.
		_ = d.keepJob(context.WithoutCancel(own), r)
	}()
	return r.view(), nil
}

// keepJob writes a job's paper. It is no act, so no audit line stands for it:
// what a job does is noted by the use case that it carries out.
func (d *Desk) keepJob(ctx context.Context, r *running) error {
	v := r.view()
	p := v.Paper()
	p.Desk = string(d.home())
	if err := d.store.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{p}}); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Version++
	return nil
}

func (j *jobs) add(r *running, now time.Time) (context.Context, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.base == nil {
		j.base, j.stop = context.WithCancel(context.Background())
		j.all = map[string]*running{}
	}
	if j.base.Err() != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "job.stopped"}
	}
	for id, old := range j.all {
		if v := old.view(); !v.Ended.IsZero() && now.Sub(v.Ended) > jobKeptFor {
			delete(j.all, id)
		}
	}
	own, cancel := context.WithCancel(j.base)
	r.cancel = cancel
	j.all[r.ID] = r
	j.running.Add(1)
	return own, nil
}

// remove takes back a job that did not begin.
func (j *jobs) remove(id string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.all, id)
	j.running.Done()
}

func (j *jobs) get(id string) *running {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.all[id]
}

// StopJobs stops all jobs of this process, waits until they have ended, and
// lets no other begin.
func (d *Desk) StopJobs() {
	d.jobs.mu.Lock()
	if d.jobs.base == nil {
		d.jobs.base, d.jobs.stop = context.WithCancel(context.Background())
	}
	d.jobs.stop()
	d.jobs.mu.Unlock()
	d.jobs.running.Wait()
}

func (r *running) step(now time.Time, stage string, done, total int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := len(r.Steps) - 1
	if last < 0 || r.Steps[last].Stage != stage || done < r.Steps[last].Done {
		if last+1 < mostSteps {
			r.Steps = append(r.Steps, quanyuan.JobStep{})
			last++
		}
		r.Steps[last] = quanyuan.JobStep{Stage: stage, Began: now}
	}
	r.Steps[last].Done, r.Steps[last].Total = done, total
}

func (r *running) end(now time.Time, result string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Ended, r.Result, r.Err, r.State = now, result, err, quanyuan.JobDone
	var e *quanyuan.Error
	switch {
	case errors.Is(err, context.Canceled):
		r.State = quanyuan.JobStopped
	case errors.As(err, &e):
		r.State, r.Fault = quanyuan.JobFailed, e.Key
	case err != nil:
		r.State, r.Fault = quanyuan.JobFailed, "internal"
	}
}

func (r *running) view() JobView {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := r.JobView
	v.Steps = slices.Clone(v.Steps)
	return v
}

// OpenJobs are the jobs under way in this process that an account began, or
// with "" all of them, the first begun first.
func (d *Desk) OpenJobs(account string) (out []JobView) {
	d.jobs.mu.Lock()
	defer d.jobs.mu.Unlock()
	for _, r := range d.jobs.all {
		if v := r.view(); v.Ended.IsZero() && (account == "" || v.Account == account) {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b JobView) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Job gives a job to whoever began it, and to who looks after the register.
func (d *Desk) Job(ctx context.Context, by quanyuan.Principal, id string) (JobView, error) {
	var v JobView
	if by.Post == "" {
		return v, errPowerless
	}
	unknown := &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "job.unknown"}
	if r := d.jobs.get(id); r != nil {
		v = r.view()
	} else {
		p, err := d.store.Paper(ctx, quanyuan.JobPaper, id)
		if errors.Is(err, quanyuan.ErrNotFound) {
			return v, unknown
		}
		if err != nil {
			return v, err
		}
		if v, err = d.pastJob(p); err != nil {
			return v, err
		}
	}
	switch {
	case by.Account != "" && by.Account == v.Account:
		return v, nil
	case access.May(by, access.Configure) != nil:
		return JobView{}, unknown
	}
	v.Subject, v.Result = nil, "" // he looks after the machine, not after the lists
	return v, nil
}

// pastJob reads a job that this process has not, or no longer, in memory.
func (d *Desk) pastJob(p *quanyuan.Paper) (JobView, error) {
	j, err := quanyuan.JobOf(p)
	if err != nil {
		return JobView{}, err
	}
	return JobView{Job: *j, Lost: j.State == quanyuan.JobRunning}, nil
}

// Jobs lists the jobs under way and past, the latest first, to who looks after
// the register.
func (d *Desk) Jobs(ctx context.Context, by quanyuan.Principal) ([]JobView, error) {
	if err := d.may(by, access.Configure, string(quanyuan.JobPaper), ""); err != nil {
		return nil, err
	}
	var out []JobView
	for p, err := range d.everyPaper(ctx, quanyuan.PaperQuery{Kind: quanyuan.JobPaper, Scope: quanyuan.Everywhere}) {
		if err != nil {
			return nil, err
		}
		v, err := d.pastJob(p)
		if err != nil {
			return nil, err
		}
		if r := d.jobs.get(v.ID); r != nil {
			v = r.view()
			v.Subject, v.Result = nil, ""
		}
		out = append(out, v)
	}
	slices.Reverse(out)
	return out, nil
}

// StopJob stops a job: one's own, or any for who looks after the register,
// which is noted.
func (d *Desk) StopJob(ctx context.Context, by quanyuan.Principal, id string) error {
	v, err := d.Job(ctx, by, id)
	if err != nil {
		return err
	}
	r := d.jobs.get(id)
	if r == nil || !v.Ended.IsZero() {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "job.ended"}
	}
	r.cancel()
	if by.Account == v.Account && by.Account != "" {
		return nil
	}
	return d.note(by, access.Configure, string(quanyuan.JobPaper), id, "stop", 0)
}
