package desk

import (
	"context"
	"errors"
	"slices"
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
// with the receipts of searches, and writes them in groups: a write for each
// would wait for the disk, and make every reader forget the pages it holds.
type trail struct {
	write func(context.Context, *quanyuan.Change) error
	after func(time.Duration) <-chan time.Time

	mu      sync.Mutex
	lines   []quanyuan.AuditLine
	papers  []quanyuan.Paper // by value: a store that failed may have changed what it was given
	waiting bool             // somebody will flush
	failed  error            // the last flush failed: nothing is shown until one succeeds

	flushing sync.Mutex // one group after the other
}

// add takes a line. It fails while lines cannot be sealed: what cannot be
// written down is not shown.
func (t *trail) add(line quanyuan.AuditLine) error { return t.addAll([]quanyuan.AuditLine{line}) }

// addAll takes lines, and new papers that have their IDs.
func (t *trail) addAll(lines []quanyuan.AuditLine, papers ...quanyuan.Paper) error {
	t.mu.Lock()
	failed := t.failed != nil
	t.mu.Unlock()
	if failed {
		if err := t.flush(context.Background()); err != nil {
			return err
		}
	}
	t.mu.Lock()
	t.lines, t.papers = append(t.lines, lines...), append(t.papers, papers...)
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
	lines, papers := t.lines, t.papers
	t.lines, t.papers = nil, nil
	t.mu.Unlock()
	if len(lines)+len(papers) == 0 {
		return nil
	}
	c := &quanyuan.Change{Audit: slices.Clone(lines)}
	for _, p := range papers {
		c.Papers = append(c.Papers, &p)
	}
	err := t.write(ctx, c)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed = err; err != nil {
		t.lines, t.papers = append(lines, t.lines...), append(papers, t.papers...)
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "audit.unwritable", Err: err}
	}
	return nil
}

// writeGroup seals lines alone, or writes them with papers.
func writeGroup(store quanyuan.Store) func(context.Context, *quanyuan.Change) error {
	return func(ctx context.Context, c *quanyuan.Change) error {
		if len(c.Papers) == 0 {
			return store.Seal(ctx, c.Audit)
		}
		return store.Apply(ctx, c)
	}
}

// Close seals the audit lines that wait. The store stays open.
func (d *Desk) Close(ctx context.Context) error { return d.trail.flush(ctx) }

// nameless takes the names of those whom a change is about out of the reasons in
// its audit lines: nobody could take them out later.
func (d *Desk) nameless(ctx context.Context, c *quanyuan.Change) error {
	if !slices.ContainsFunc(c.Audit, func(l quanyuan.AuditLine) bool { return l.Reason != "" }) {
		return nil
	}
	var m marks
	for _, s := range c.Persons {
		before, err := d.store.Person(ctx, s.After.Number)
		if err != nil && !errors.Is(err, quanyuan.ErrNotFound) {
			return err
		}
		for _, p := range []*quanyuan.Person{before, s.After} {
			if p != nil {
				m.names = marksOf(p, nil).and(m).names
			}
		}
	}
	for i := range c.Audit {
		c.Audit[i].Reason = m.out(c.Audit[i].Reason)
	}
	return nil
}

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

// searchLines are what the audit says of a search: which fields were given, a
// hash that tells only whether two searches were for the same, and who was
// shown.
func (d *Desk) searchLines(ctx context.Context, receipt string, by quanyuan.Principal, query *quanyuan.Record, shown []*quanyuan.Person) ([]quanyuan.AuditLine, error) {
	hash, err := d.queryHash(ctx, query)
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(query.Values))
	for i, v := range query.Values {
		keys[i] = v.Field.Key()
	}
	l := d.line(by, access.Search, string(quanyuan.ReceiptPaper), receipt)
	l.Detail, l.Count = strings.Join(keys, ",")+" "+hash, len(shown)
	lines := []quanyuan.AuditLine{l}
	for _, p := range shown {
		lines = append(lines, d.line(by, access.Search, personKind, string(p.Number)))
	}
	return lines, nil
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
	if err := d.nameless(ctx, c); err != nil {
		return err
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
