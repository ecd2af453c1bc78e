package desk

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/mask"
)

// sealWithin is how long a line may wait for others to be sealed with.
const sealWithin = time.Second

// trail gathers audit lines of what changes nothing (views, searches, refusals)
// and seals them in groups.
type trail struct {
	seal  func(context.Context, []quanyuan.AuditLine) error
	after func(time.Duration) <-chan time.Time

	mu      sync.Mutex
	lines   []quanyuan.AuditLine
	waiting bool  // somebody will flush
	failed  error // the last flush failed: nothing is shown until one succeeds

	flushing sync.Mutex // one group after the other
}

// add takes a line. It fails while lines cannot be sealed: what cannot be
// written down is not shown.
func (t *trail) add(line quanyuan.AuditLine) error {
	t.mu.Lock()
	failed := t.failed != nil
	t.mu.Unlock()
	if failed {
		if err := t.flush(context.Background()); err != nil {
			return err
		}
	}
	t.mu.Lock()
	t.lines = append(t.lines, line)
	start := !t.waiting
	t.waiting = true
	t.mu.Unlock()
	if start {
		due := t.after(sealWithin)
		go func() {
			<-due
			t.mu.Lock()
			t.waiting = false
			t.mu.Unlock()
			t.flush(context.Background())
		}()
	}
	return nil
}

// flush seals what has gathered. Lines that could not be sealed are kept.
func (t *trail) flush(ctx context.Context) error {
	t.flushing.Lock()
	defer t.flushing.Unlock()
	t.mu.Lock()
	group := t.lines
	t.lines = nil
	t.mu.Unlock()
	if len(group) == 0 {
		return nil
	}
	err := t.seal(ctx, group)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed = err; err != nil {
		t.lines = append(group, t.lines...)
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "audit.unwritable", Err: err}
	}
	return nil
}

// Close seals the audit lines that wait. The store stays open.
func (d *Desk) Close(ctx context.Context) error { return d.trail.flush(ctx) }

// line is an audit line about one object.
func (d *Desk) line(by quanyuan.Principal, action access.Action, kind, id string) quanyuan.AuditLine {
	if by.Post == quanyuan.Citizen {
		by.Name = string(by.Person) // persons stand there by their numbers
	}
	return quanyuan.AuditLine{At: d.now(), Account: by.Account, Name: by.Name, Post: by.Post, Division: by.Division,
		Action: string(action), Kind: kind, ID: id, Reason: reasonOf(by.Purpose), Outcome: quanyuan.Done}
}

// reasonOf is a reason as an audit line may hold it: short, without numbers of
// persons.
func reasonOf(s string) string {
	const longest = 100
	rs := []rune(mask.Remark(strings.TrimSpace(s)))
	return string(rs[:min(len(rs), longest)])
}

// note writes down what was done or shown.
func (d *Desk) note(by quanyuan.Principal, action access.Action, kind, id, detail string, count int) error {
	l := d.line(by, action, kind, id)
	l.Detail, l.Count = detail, count
	return d.trail.add(l)
}

// checked writes down a refusal, and gives the error back.
func (d *Desk) checked(by quanyuan.Principal, action access.Action, kind, id string, err error) error {
	var e *quanyuan.Error
	if !errors.As(err, &e) || e.Kind != quanyuan.ErrForbidden && e.Key != "person.elsewhere" {
		return err
	}
	l := d.line(by, action, kind, id)
	l.Outcome, l.Detail = quanyuan.Refused, e.Key
	return errors.Join(err, d.trail.add(l))
}

// auditSearch puts into the change that keeps a search's receipt what the audit
// says of it: which fields were given, a hash that tells only whether two
// searches were for the same, and who was shown.
func (d *Desk) auditSearch(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, query *quanyuan.Record, shown []*quanyuan.Person) error {
	hash, err := d.queryHash(ctx, query)
	if err != nil {
		return err
	}
	keys := make([]string, len(query.Values))
	for i, v := range query.Values {
		keys[i] = v.Field.Key()
	}
	l := d.line(by, access.Search, string(quanyuan.ReceiptPaper), c.PaperName(0))
	l.Detail, l.Count = strings.Join(keys, ",")+" "+hash, len(shown)
	c.Audit = append(c.Audit, l)
	for _, p := range shown {
		c.Audit = append(c.Audit, d.line(by, access.Search, personKind, string(p.Number)))
	}
	return nil
}

// apply writes a change. Everybody and everything it changes gets its audit
// line in the same transaction, unless the change has it already; a change that
// fails is noted as failed.
func (d *Desk) apply(ctx context.Context, by quanyuan.Principal, action access.Action, c *quanyuan.Change) error {
	if err := d.consequences(ctx, by, c); err != nil {
		return err
	}
	has := map[[2]string]bool{}
	for _, l := range c.Audit {
		has[[2]string{l.Kind, l.ID}] = true
	}
	add := func(kind, id string) {
		if !has[[2]string{kind, id}] {
			c.Audit = append(c.Audit, d.line(by, action, kind, id))
		}
	}
	for _, s := range c.Persons {
		add(personKind, string(s.After.Number))
	}
	for i, p := range c.Papers {
		add(string(p.Kind), c.PaperName(i))
	}
	lines := append([]quanyuan.AuditLine(nil), c.Audit...)
	err := d.store.Apply(ctx, c)
	if err == nil {
		return nil
	}
	var e *quanyuan.Error
	for _, l := range lines {
		l.Outcome, l.Detail = quanyuan.Failed, "internal"
		if errors.As(err, &e) {
			l.Detail = e.Key
		}
		if strings.HasPrefix(l.ID, "-") {
			l.ID = "" // it never got a number
		}
		err = errors.Join(err, d.trail.add(l))
	}
	return err
}
