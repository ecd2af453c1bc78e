package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"quanyuan"
)

func personInScope(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 2)
	for _, c := range []struct {
		scope  quanyuan.Scope
		number quanyuan.Number
		key    string // of the error; empty: found
	}{
		{quanyuan.Everywhere, "P001", ""},
		{quanyuan.Scope{"510198000000"}, "P001", ""},
		{quanyuan.Scope{"510198001001"}, "P001", ""},
		{quanyuan.Scope{"510198001002"}, "P001", "person.elsewhere"},
		{quanyuan.Scope{"510198001002", "510198001001"}, "P001", ""},
		{nil, "P001", "person.elsewhere"},
		// A clerk cannot tell a number that is not there from one of elsewhere.
		{quanyuan.Scope{"510198001002"}, "P999", "person.elsewhere"},
		{quanyuan.Everywhere, "P999", "person.unknown"},
	} {
		p, err := s.PersonIn(ctx, c.scope, c.number)
		var e *quanyuan.Error
		switch {
		case c.key == "" && (err != nil || p.Number != c.number):
			t.Errorf("%v %s: %v", c.scope, c.number, err)
		case c.key != "" && (!errors.As(err, &e) || e.Key != c.key || !errors.Is(err, quanyuan.ErrNotFound)):
			t.Errorf("%v %s: %v, want %s", c.scope, c.number, err, c.key)
		}
	}
}

func line(action, kind, id string) quanyuan.AuditLine {
	return quanyuan.AuditLine{At: Noon, Account: "li", Name: "李某", Post: quanyuan.Clerk, Division: "510198001001", Action: action, Kind: kind, ID: id, Outcome: quanyuan.Done, Count: 1}
}

// chain computes the chain again and gives its end.
func chain(t *testing.T, s quanyuan.Store) (head quanyuan.AuditHead) {
	t.Helper()
	for l, err := range s.Chain(context.Background()) {
		check(t, err)
		if head = head.Next(l.Line); l.Seq != head.Seq || string(l.Hash) != string(head.Hash[:]) {
			t.Fatalf("line %d does not follow: hash %x, want %x", l.Seq, l.Hash, head.Hash)
		}
	}
	return head
}

func auditChain(t *testing.T, open Opener) {
	s, reopen := open(t)
	ctx := context.Background()
	if head := must(s.Head(ctx))(t); head != (quanyuan.AuditHead{}) {
		t.Errorf("head of no lines: %v", head)
	}
	group := []quanyuan.AuditLine{line("view", "person", "P001"), line("search", "", "")}
	check(t, s.Seal(ctx, group))
	if group[0].Seq != 1 || group[1].Seq != 2 {
		t.Errorf("numbered %d, %d", group[0].Seq, group[1].Seq)
	}
	check(t, s.Seal(ctx, nil))
	s = reopen()
	check(t, s.Seal(ctx, []quanyuan.AuditLine{line("view", "person", "P002")}))
	end := chain(t, s)
	if end.Seq != 3 {
		t.Errorf("%d lines, want 3", end.Seq)
	}
	if head := must(s.Head(ctx))(t); head != end {
		t.Errorf("head %v, want %v", head, end)
	}
}

func auditWithChange(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	p := task("510198001001", "", 1)
	c := &quanyuan.Change{Papers: []*quanyuan.Paper{p}}
	c.Audit = []quanyuan.AuditLine{line("sign", "task", c.PaperName(0))} // not numbered yet
	check(t, s.Apply(ctx, c))
	if c.Audit[0].ID != p.ID {
		t.Errorf("the line names the paper %q, not %q", c.Audit[0].ID, p.ID)
	}
	stale := *p
	stale.Version = 9
	if err := s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{&stale}, Audit: []quanyuan.AuditLine{line("sign", "task", "1")}}); err == nil {
		t.Fatal("a stale paper was written")
	}
	if end := chain(t, s); end.Seq != 1 {
		t.Errorf("%d lines, want only that of the change that was written", end.Seq)
	}
	im := must(s.Begin(ctx, batch("list.csv", quanyuan.School)))(t)
	b := must(im.Commit(ctx, quanyuan.Receipt{}, line("import", "batch", "")))(t)
	if got := must(s.AuditLines(ctx, quanyuan.AuditQuery{Kind: "batch", ID: fmt.Sprint(b.ID)}))(t); len(got) != 1 || got[0].Seq != 2 {
		t.Errorf("lines of the import: %+v", got)
	}
}

func auditFound(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	later := line("correct", "person", "P001")
	later.At, later.Account, later.Outcome = Noon.Add(time.Hour), "wang", quanyuan.Refused
	check(t, s.Seal(ctx, []quanyuan.AuditLine{line("view", "person", "P001"), line("view", "person", "P0010"), line("import", "batch", "1"), later}))
	for _, c := range []struct {
		name  string
		query quanyuan.AuditQuery
		want  string
	}{
		{"all", quanyuan.AuditQuery{}, "[1 2 3 4]"},
		{"who looked at a person", quanyuan.AuditQuery{Kind: "person", ID: "P001"}, "[1 4]"},
		{"a kind", quanyuan.AuditQuery{Kind: "person"}, "[1 2 4]"},
		{"an account", quanyuan.AuditQuery{Account: "wang"}, "[4]"},
		{"an action", quanyuan.AuditQuery{Action: "view"}, "[1 2]"},
		{"refusals", quanyuan.AuditQuery{Outcome: quanyuan.Refused}, "[4]"},
		{"since", quanyuan.AuditQuery{Since: Noon.Add(time.Minute)}, "[4]"},
		{"the next page", quanyuan.AuditQuery{After: 2}, "[3 4]"},
		{"the first two of a page", quanyuan.AuditQuery{After: 1, Limit: 2}, "[2 3]"},
		{"the last two", quanyuan.AuditQuery{Last: 2}, "[3 4]"},
	} {
		var seqs []int64
		for _, l := range must(s.AuditLines(ctx, c.query))(t) {
			seqs = append(seqs, l.Seq)
		}
		if got := fmt.Sprint(seqs); got != c.want {
			t.Errorf("%s: lines %s, want %s", c.name, got, c.want)
		}
	}
	later.Seq = 4
	if got := must(s.AuditLines(ctx, quanyuan.AuditQuery{After: 3}))(t)[0]; got != later {
		t.Errorf("line %+v, want %+v", got, later)
	}
}

func accountsAndTickets(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	if _, err := s.Account(ctx, "li"); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("unknown account: %v", err)
	}
	a := &quanyuan.Account{Name: "li", Display: "李某", Password: "$argon2id$", Made: Noon}
	one := &quanyuan.Ticket{ID: "b", Kind: quanyuan.SessionTicket, Hash: "h", Account: "li", Made: Noon, Expires: Noon.Add(time.Hour)}
	two := &quanyuan.Ticket{ID: "a", Kind: quanyuan.TokenTicket, Hash: "i", Account: "li", Actions: []string{"view"}, Made: Noon.Add(time.Minute)}
	code := &quanyuan.Ticket{ID: "c", Kind: quanyuan.CodeTicket, Person: "P001"}
	check(t, s.Apply(ctx, &quanyuan.Change{Accounts: []*quanyuan.Account{a}, Tickets: []*quanyuan.Ticket{one, two, code}}))
	stale := *a
	a.Post, a.Failures = quanyuan.Clerk, 2
	check(t, s.Apply(ctx, &quanyuan.Change{Accounts: []*quanyuan.Account{a}}))
	for _, c := range []*quanyuan.Change{{Accounts: []*quanyuan.Account{&stale}}, {Accounts: []*quanyuan.Account{{Name: "li"}}}, {Tickets: []*quanyuan.Ticket{{ID: "b"}}}} {
		if err := s.Apply(ctx, c); !errors.Is(err, quanyuan.ErrConflict) {
			t.Errorf("a stale account or ticket: %v", err)
		}
	}
	if got := must(s.Account(ctx, "li"))(t); *got != *a {
		t.Errorf("account %+v, want %+v", got, a)
	}
	if as := must(s.Accounts(ctx))(t); len(as) != 1 {
		t.Errorf("%d accounts", len(as))
	}
	if ts := must(s.Tickets(ctx, "li", ""))(t); len(ts) != 2 || ts[0].ID != "b" || ts[1].Actions[0] != "view" {
		t.Errorf("tickets %+v", ts)
	}
	if ts := must(s.Tickets(ctx, "", "P001"))(t); len(ts) != 1 || ts[0].ID != "c" {
		t.Errorf("tickets of a person %+v", ts)
	}
	one.Ended = Noon
	check(t, s.Apply(ctx, &quanyuan.Change{Tickets: []*quanyuan.Ticket{one}}))
	if ts := must(s.Tickets(ctx, "li", ""))(t); len(ts) != 1 {
		t.Errorf("an ended ticket is listed: %+v", ts)
	}
	if got := must(s.Ticket(ctx, "b"))(t); got.Ended.IsZero() {
		t.Errorf("ticket %+v", got)
	}
}

func lastAdministrator(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	write := func(as ...*quanyuan.Account) error { return s.Apply(ctx, &quanyuan.Change{Accounts: as}) }
	a := &quanyuan.Account{Name: "a", Post: quanyuan.AuditAdmin}
	b := &quanyuan.Account{Name: "b", Post: quanyuan.AuditAdmin, Held: true} // powerless, so it does not count
	check(t, write(a, b))
	for name, take := range map[string]func(*quanyuan.Account){
		"disabled":     func(a *quanyuan.Account) { a.Disabled = true },
		"held":         func(a *quanyuan.Account) { a.Held = true },
		"another post": func(a *quanyuan.Account) { a.Post = quanyuan.Clerk },
	} {
		gone := *a
		take(&gone)
		if err := write(&gone); !errors.Is(err, quanyuan.ErrInvalid) {
			t.Errorf("the last one, %s: %v", name, err)
		}
	}
	b.Held = false
	check(t, write(b))
	a.Disabled = true
	check(t, write(a))
}
