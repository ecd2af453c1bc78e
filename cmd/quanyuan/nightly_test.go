package main

import (
	"context"
	"testing"
	"time"
)

// The clock of a night: next is the next moment of a time of day, in the place's
// own time.
func TestNextAt(t *testing.T) {
	china := time.FixedZone("CST", 8*3600)
	at := 2 * time.Hour
	for _, c := range []struct{ now, want time.Time }{
		{time.Date(2026, 11, 2, 1, 59, 59, 0, china), time.Date(2026, 11, 2, 2, 0, 0, 0, china)},
		{time.Date(2026, 11, 2, 2, 0, 0, 0, china), time.Date(2026, 11, 3, 2, 0, 0, 0, china)},
		{time.Date(2026, 12, 31, 23, 0, 0, 0, china), time.Date(2027, 1, 1, 2, 0, 0, 0, china)},
	} {
		if got := nextAt(c.now, at); !got.Equal(c.want) {
			t.Errorf("behind %s comes %s, want %s", c.now, got, c.want)
		}
	}
	for text, want := range map[string]time.Duration{"02:00": 2 * time.Hour, "23:45": 23*time.Hour + 45*time.Minute, "": 0} {
		if got, err := parseClock(text); err != nil || got != want {
			t.Errorf("%q: %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"2", "25:00", "02:60", "两点"} {
		if _, err := parseClock(text); err == nil {
			t.Errorf("%q is a time of day", text)
		}
	}
}

// nightly works once a night by the clock that it is given, however long the
// machine slept, and ends when it is told to.
func TestNightly(t *testing.T) {
	now := time.Date(2026, 11, 2, 22, 30, 0, 0, time.UTC)
	ctx, stop := context.WithCancel(t.Context())
	ticks := make(chan time.Time)
	waited := make(chan time.Duration)
	did := make(chan time.Time)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		nightly(ctx, func() time.Time { return now }, func(d time.Duration) <-chan time.Time { waited <- d; return ticks }, 2*time.Hour, func() { did <- now })
	}()
	turn := func(by time.Duration, wants time.Duration) {
		t.Helper()
		if d := <-waited; d != wants {
			t.Fatalf("at %s it waits %s, want %s", now, d, wants)
		}
		now = now.Add(by)
		ticks <- now
	}
	turn(time.Hour, time.Hour) // 23:30
	turn(2*time.Hour, time.Hour)
	turn(30*time.Minute, 30*time.Minute) // 02:00
	if at := <-did; at.Hour() != 2 || at.Minute() != 0 {
		t.Errorf("it worked at %s", at)
	}
	turn(50*time.Hour, time.Hour) // slept two nights
	if at := <-did; at.Day() != 5 {
		t.Errorf("it worked at %s", at)
	}
	if d := <-waited; d != time.Hour {
		t.Errorf("then it waits %s", d)
	}
	stop()
	<-ended
}
