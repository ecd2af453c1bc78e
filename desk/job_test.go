package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
)

// waitFor gives a job once it has ended.
func (g *gate) waitFor(by quanyuan.Principal, id string) desk.JobView {
	g.t.Helper()
	v, err := g.Job(context.Background(), by, id)
	check(g.t, err)
	<-v.Over
	v, err = g.Job(context.Background(), by, id)
	check(g.t, err)
	return v
}

// A job is seen by who began it and by who looks after the machine, who learns
// neither what it was about nor what it made; its paper outlives the process.
func TestJobs(t *testing.T) {
	g := openGate(t)
	ctx := context.Background()
	town := g.account("town", quanyuan.TownOffice, "510198001000", "")
	system := g.account("system", quanyuan.SystemAdmin, "", "")
	clerk := g.account("clerk", quanyuan.Clerk, "510198001001", "")
	hold, reached := make(chan struct{}), make(chan struct{})
	w, err := g.StartJob(ctx, town, "list.work_import", []any{"周小满的名单.xlsx"}, func(_ context.Context, at desk.Step) (string, error) {
		at("list.stage.read", 1, 4)
		at("list.stage.read", 4, 4)
		at("list.stage.store", 2, 4)
		close(reached)
		<-hold
		return "/lists/7", nil
	})
	check(t, err)
	<-reached
	if open := g.OpenJobs("town"); len(open) != 1 || open[0].ID != w.ID || len(g.OpenJobs("clerk")) != 0 || len(g.OpenJobs("")) != 1 {
		t.Errorf("under way: %v", open)
	}
	_, err = g.Job(ctx, clerk, w.ID)
	g.want("another looks at it", err, "job.unknown")
	_, err = g.Jobs(ctx, town)
	g.want("the town lists jobs", err, "access.post")
	g.want("another stops it", g.StopJob(ctx, clerk, w.ID), "job.unknown")
	for _, by := range []quanyuan.Principal{town, system} {
		v, err := g.Job(ctx, by, w.ID)
		check(t, err)
		if v.State != quanyuan.JobRunning || len(v.Steps) != 2 || v.Steps[0].Done != 4 || v.Steps[1].Done != 2 || (v.Subject == nil) != (by.Account == "system") {
			t.Errorf("%s sees %+v", by.Account, v)
		}
	}
	close(hold)
	if v := g.waitFor(town, w.ID); v.State != quanyuan.JobDone || v.Result != "/lists/7" {
		t.Errorf("ended: %+v", v)
	}
	g.want("it is stopped when it has ended", g.StopJob(ctx, town, w.ID), "job.ended")

	endless, err := g.StartJob(ctx, town, "list.work_collate", nil, func(ctx context.Context, _ desk.Step) (string, error) { <-ctx.Done(); return "", ctx.Err() })
	check(t, err)
	check(t, g.StopJob(ctx, system, endless.ID))
	if v := g.waitFor(town, endless.ID); v.State != quanyuan.JobStopped {
		t.Errorf("stopped: %+v", v)
	}
	if !strings.Contains(strings.Join(tale(t, g.s, quanyuan.AuditQuery{Kind: "job"}), "\n"), endless.ID) {
		check(t, g.Close(ctx))
		if !strings.Contains(strings.Join(tale(t, g.s, quanyuan.AuditQuery{Kind: "job"}), "\n"), endless.ID) {
			t.Error("that an administrator stopped a job is not noted")
		}
	}
	secret := errors.New("周小满 510198199001011234")
	failed, err := g.StartJob(ctx, town, "list.work_collate", nil, func(context.Context, desk.Step) (string, error) { return "", secret })
	check(t, err)
	if v := g.waitFor(town, failed.ID); v.State != quanyuan.JobFailed || v.Fault != "internal" || !errors.Is(v.Err, secret) {
		t.Errorf("failed: %+v", v)
	}
	g.StopJobs() // waits: papers are written
	_, err = g.StartJob(ctx, town, "list.work_collate", nil, nil)
	g.want("one begins while the register closes", err, "job.stopped")

	papers, err := g.s.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.JobPaper, Scope: quanyuan.Everywhere})
	check(t, err)
	for _, p := range papers {
		if strings.Contains(string(p.Body), "周小满") {
			t.Errorf("a job's paper holds what it was about: %s", p.Body)
		}
	}
	again, err := desk.Open(ctx, g.s, func() time.Time { return g.now })
	check(t, err)
	past, err := again.Jobs(ctx, system)
	check(t, err)
	var states []string
	for _, v := range past {
		states = append(states, v.State)
	}
	if got := strings.Join(states, " "); got != "failed stopped done" || past[0].Lost {
		t.Errorf("after a restart: %s", got)
	}
}

// A job whose process ended before it did is told apart from one under way.
func TestLostJob(t *testing.T) {
	g := openGate(t)
	ctx := context.Background()
	system := g.account("system", quanyuan.SystemAdmin, "", "")
	hold := make(chan struct{})
	defer g.StopJobs()
	defer close(hold)
	w, err := g.StartJob(ctx, system, "list.work_collate", nil, func(context.Context, desk.Step) (string, error) { <-hold; return "", nil })
	check(t, err)
	other, err := desk.Open(ctx, g.s, func() time.Time { return g.now })
	check(t, err)
	v, err := other.Job(ctx, system, w.ID)
	check(t, err)
	if !v.Lost {
		t.Errorf("another process takes it for its own: %+v", v)
	}
	g.want("it stops it", other.StopJob(ctx, system, w.ID), "job.ended")
}
