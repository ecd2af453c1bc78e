package main

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/term"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// progress shows how far long work has come: one redrawn line on a terminal, a
// plain line every few seconds elsewhere.
type progress struct {
	e     *env
	what  string
	start time.Time
	last  time.Time
	drawn bool
}

func newProgress(e *env, what string) *progress {
	now := e.now()
	return &progress{e: e, what: what, start: now, last: now}
}

// update tells that done of total units are finished; total 0 means unknown.
func (p *progress) update(done, total int64) {
	now := p.e.now()
	every := 5 * time.Second
	if p.e.terminal {
		every = 200 * time.Millisecond
	}
	if now.Sub(p.last) < every {
		return
	}
	p.last = now
	end := "\n"
	if p.e.terminal {
		fmt.Fprint(p.e.stderr, "\r\x1b[K")
		end = ""
		p.drawn = true
	}
	fmt.Fprint(p.e.stderr, p.line(done, total, now.Sub(p.start)), end)
}

func (p *progress) line(done, total int64, passed time.Duration) string {
	rate := float64(done) / max(passed.Seconds(), 0.001)
	s := fmt.Sprintf("%s  %d", p.what, done)
	if total > 0 {
		s = fmt.Sprintf("%s  %d / %d (%d%%)", p.what, done, total, done*100/total)
	}
	s += fmt.Sprintf("  %.0f/s", rate)
	if total > done && rate > 0 {
		left := time.Duration(float64(total-done) / rate * float64(time.Second)).Round(time.Second)
		s += p.e.text("  剩余 ", "  left ") + left.String()
	}
	return s
}

// close removes a redrawn line.
func (p *progress) close() {
	if p.drawn {
		fmt.Fprint(p.e.stderr, "\r\x1b[K")
	}
}
