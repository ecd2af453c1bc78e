package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"quanyuan"
	"quanyuan/desk"
)

// parseClock reads a time of day; "" is none.
func parseClock(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "serve.nightly", Args: []any{text}}
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// nextAt is the next moment behind now at which the clocks of its place show a
// time of day; where that day's clocks leave it out, the moment that stands in
// its place.
func nextAt(now time.Time, at time.Duration) time.Time {
	y, m, d := now.Date()
	next := time.Date(y, m, d, int(at/time.Hour), int(at%time.Hour/time.Minute), 0, 0, now.Location())
	if !next.After(now) {
		next = time.Date(y, m, d+1, int(at/time.Hour), int(at%time.Hour/time.Minute), 0, 0, now.Location())
	}
	return next
}

// mostWait is how long is waited at once: a machine that slept, or whose clock
// was set, is not late by more.
const mostWait = time.Hour

// nightly does something every day at a time of day, until ctx ends.
func nightly(ctx context.Context, now func() time.Time, after func(time.Duration) <-chan time.Time, at time.Duration, do func()) {
	next := nextAt(now(), at)
	for {
		select {
		case <-ctx.Done():
			return
		case <-after(min(next.Sub(now()), mostWait)):
		}
		if now().Before(next) {
			continue
		}
		do()
		next = nextAt(now(), at)
	}
}

// collateArrived begins the job that collates the lists which came in since the
// last collation. It trains no model that a person has not asked for, beside the
// first of a register.
func collateArrived(ctx context.Context, d *desk.Desk, log *slog.Logger) {
	for _, j := range d.OpenJobs("") {
		if j.Title == "list.work_collate" || j.Title == nightlyJob {
			log.Info("nightly collation", "skipped", "a collation is under way")
			return
		}
	}
	_, err := d.StartJob(ctx, quanyuan.Local(nightlyName), nightlyJob, nil, func(ctx context.Context, at desk.Step) (string, error) {
		n, err := d.RenewArrived(ctx, quanyuan.Local(nightlyName), func(stage string, done, total int64) { at("list.stage."+stage, done, total) })
		var e *quanyuan.Error
		if err != nil && !errors.Is(err, context.Canceled) && !errors.As(err, &e) {
			log.Error("nightly collation", "error", err)
		}
		log.Info("nightly collation", "lists", n)
		return "", err
	})
	if err != nil {
		log.Error("nightly collation", "error", err)
	}
}

const (
	nightlyJob  = "jobs.nightly" // key of the pages' text
	nightlyName = "nightly"
)
