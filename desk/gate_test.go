package desk_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

// gate is a register of two persons with a clock that can be turned.
type gate struct {
	*desk.Desk
	t   *testing.T
	s   quanyuan.Store
	now time.Time
}

const password = "清早起来去散步吧朋友"

func openGate(t *testing.T) *gate {
	t.Helper()
	_, s := open(t)
	g := &gate{t: t, s: s, now: noon()}
	var err error
	g.Desk, err = desk.Open(context.Background(), s, func() time.Time { return g.now }, desk.Random(rand.NewChaCha8([32]byte{7})),
		desk.PasswordCost(access.Cost{Memory: 64, Passes: 1, Threads: 1}))
	check(t, err)
	return g
}

// account makes an account with its post, as the operator of the machine may.
func (g *gate) account(name string, post quanyuan.Post, division, mandate string) quanyuan.Principal {
	g.t.Helper()
	ctx := context.Background()
	check(g.t, g.AddAccount(ctx, quanyuan.Local("张运维"), name, "某"+name, password))
	check(g.t, g.Grant(ctx, quanyuan.Local("张运维"), name, post, division, mandate))
	return quanyuan.Principal{Account: name, Name: "某" + name, Post: post, Division: division, Mandate: mandate}
}

func key(err error) string {
	var e *quanyuan.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

func (g *gate) want(what string, err error, want string) {
	g.t.Helper()
	if got := key(err); got != want || want == "" && err != nil {
		g.t.Errorf("%s: %v, want %q", what, err, want)
	}
}

// TestANewAccountIsPowerless: who makes accounts gives none of them power, who
// gives power makes none, and a reset password takes the power away.
func TestANewAccountIsPowerless(t *testing.T) {
	g := openGate(t)
	ctx := context.Background()
	system := g.account("system", quanyuan.SystemAdmin, "", "")
	security := g.account("security", quanyuan.SecurityAdmin, "", "")
	login := func() error { _, _, err := g.LogIn(ctx, "clerk", password); return err }

	g.want("the security administrator makes an account", g.AddAccount(ctx, security, "clerk", "李专干", password), "access.post")
	g.want("the system administrator makes one", g.AddAccount(ctx, system, "clerk", "李专干", password), "")
	g.want("the same again", g.AddAccount(ctx, system, "clerk", "李专干", password), "account.exists")
	g.want("without a post", login(), "account.powerless")
	g.want("the system administrator grants", g.Grant(ctx, system, "clerk", quanyuan.Clerk, "510198001001", ""), "access.post")
	g.want("a division that is none", g.Grant(ctx, security, "clerk", quanyuan.Clerk, "510198009009", ""), "division.unknown")
	g.want("the security administrator grants", g.Grant(ctx, security, "clerk", quanyuan.Clerk, "510198001001", ""), "")
	g.want("with a post", login(), "")
	g.want("the system administrator resets the password", g.ResetPassword(ctx, system, "clerk", password+"!"), "")
	_, _, err := g.LogIn(ctx, "clerk", password+"!")
	g.want("with a password that another knows", err, "account.powerless")
	g.want("granted again", g.Grant(ctx, security, "clerk", quanyuan.Clerk, "510198001001", ""), "")
	_, by, err := g.LogIn(ctx, "clerk", password+"!")
	g.want("with its post again", err, "")
	if by.Post != quanyuan.Clerk || by.Name != "李专干" || by.Division != "510198001001" {
		t.Errorf("logged in as %+v", by)
	}
	g.want("the last system administrator is disabled", g.Disable(ctx, system, "system", true), "account.last")
	g.want("its password reset", g.ResetPassword(ctx, system, "system", password+"?"), "account.last")
	g.want("the clerk is disabled", g.Disable(ctx, system, "clerk", true), "")
	_, _, err = g.LogIn(ctx, "clerk", password+"!")
	g.want("disabled", err, "account.disabled")
	for _, a := range must(g.Accounts(ctx, security))(t) {
		if a.Password != "" {
			t.Errorf("the list of accounts shows the hash of %s", a.Name)
		}
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		check(t, err)
		return v
	}
}

func TestWrongPasswordsLock(t *testing.T) {
	g := openGate(t)
	ctx := context.Background()
	g.account("clerk", quanyuan.Clerk, "510198001001", "")
	login := func(p string) error { _, _, err := g.LogIn(ctx, "clerk", p); return err }
	_, _, err := g.LogIn(ctx, "nobody", password)
	g.want("an account that is not there", err, "login.wrong")
	for range access.MostFailures - 1 {
		g.want("a wrong password", login("x"), "login.wrong")
	}
	g.want("the right one in time", login(password), "")
	for range access.MostFailures {
		g.want("a wrong password", login("x"), "login.wrong")
	}
	g.want("the right one, locked", login(password), "account.locked")
	g.now = g.now.Add(access.LockedFor)
	g.want("the right one, later", login(password), "")
	check(t, g.Close(ctx))
	lines := tale(t, g.s, quanyuan.AuditQuery{Action: "login"})
	slices.Sort(lines) // what waits for its group is sealed later
	want := slices.Concat(slices.Repeat([]string{"clerk login account clerk done"}, 2), []string{"clerk login account clerk refused account.locked"},
		slices.Repeat([]string{"clerk login account clerk refused login.wrong"}, 2*access.MostFailures-1), []string{"login account refused login.wrong"})
	if !slices.Equal(lines, want) {
		t.Errorf("the audit says %q, want %q", lines, want)
	}
}

// TestGuessesAtOnceAreAllCounted: who guesses from many sides is locked out as
// soon as who guesses from one.
func TestGuessesAtOnceAreAllCounted(t *testing.T) {
	g := openGate(t)
	ctx := context.Background()
	g.account("clerk", quanyuan.Clerk, "510198001001", "")
	var wg sync.WaitGroup
	for range access.MostFailures {
		wg.Go(func() { g.LogIn(ctx, "clerk", "x") })
	}
	wg.Wait()
	_, _, err := g.LogIn(ctx, "clerk", password)
	g.want("after the guesses", err, "account.locked")
}

func TestSessions(t *testing.T) {
	g := openGate(t)
	ctx := context.Background()
	g.account("clerk", quanyuan.Clerk, "510198001001", "")
	secret, by, err := g.LogIn(ctx, "clerk", password)
	check(t, err)
	who := func() error { _, err := g.Identify(ctx, secret); return err }
	for range 3 { // used, it goes on
		g.now = g.now.Add(access.SessionIdle - time.Minute)
		g.want("in use", who(), "")
	}
	_, err = g.Identify(ctx, secret[:len(secret)-1]+"_")
	g.want("a secret a letter off", err, "ticket.unknown")
	g.now = g.now.Add(access.SessionIdle)
	g.want("idle", who(), "ticket.unknown")

	secret, _, err = g.LogIn(ctx, "clerk", password)
	check(t, err)
	check(t, g.LogOut(ctx, secret))
	g.want("logged out", who(), "ticket.unknown")

	secret, _, err = g.LogIn(ctx, "clerk", password)
	check(t, err)
	g.want("another's password", g.ChangePassword(ctx, by, "x", password+"!"), "login.wrong")
	g.want("a short one", g.ChangePassword(ctx, by, password, "short"), "password.short")
	g.want("its own", g.ChangePassword(ctx, by, password, password+"!"), "")
	g.want("the session of the old password", who(), "ticket.unknown")
	// The post is kept: nobody else knows the password.
	_, _, err = g.LogIn(ctx, "clerk", password+"!")
	g.want("the new password", err, "")
}

func TestTokens(t *testing.T) {
	g := openGate(t)
	ctx := context.Background()
	school := g.account("school", quanyuan.Submitter, "510198001000", "school")
	system := g.account("system", quanyuan.SystemAdmin, "", "")
	month := g.now.Add(30 * 24 * time.Hour)
	_, _, err := g.NewToken(ctx, system, "school", "报送", []string{"import"}, month)
	g.want("an administrator makes one for others", err, "token.own")
	ticket, secret, err := g.NewToken(ctx, school, "school", "报送", []string{"view"}, month)
	check(t, err)
	by, err := g.Identify(ctx, secret)
	check(t, err)
	p, err := g.View(ctx, by, "P001")
	check(t, err)
	if p.Text(quanyuan.IDNumber) != "510104********0112" {
		t.Errorf("a school sees %+v", p)
	}
	_, err = g.BatchesFor(ctx, by)
	g.want("what the token was not made for", err, "access.token_scope")
	_, _, err = g.NewToken(ctx, by, "school", "更多", []string{"import"}, month)
	g.want("a token makes another", err, "token.own")
	if ts := must(g.Tokens(ctx, system, "school"))(t); len(ts) != 1 || ts[0].Name != "报送" {
		t.Errorf("tokens %+v", ts)
	}
	g.now = month
	_, err = g.Identify(ctx, secret)
	g.want("after a month", err, "ticket.unknown")
	g.now = noon()
	check(t, g.RevokeToken(ctx, system, ticket.ID))
	_, err = g.Identify(ctx, secret)
	g.want("revoked", err, "ticket.unknown")
}

func TestResidentComesInByCode(t *testing.T) {
	g := openGate(t)
	ctx := context.Background()
	clerk := quanyuan.Principal{Account: "li", Name: "李专干", Post: quanyuan.Clerk, Division: "510198001001"}
	_, err := g.Invite(ctx, clerk2, "P001")
	g.want("a clerk of elsewhere invites", err, "person.elsewhere")
	first, err := g.Invite(ctx, clerk, "P001")
	check(t, err)
	code, err := g.Invite(ctx, clerk, "P001")
	check(t, err)
	redeem := func(n quanyuan.Number, code string) error { _, _, err := g.Redeem(ctx, n, code); return err }
	g.want("the code before", redeem("P001", first), "login.code")
	g.want("another's number", redeem("P002", code), "login.code")
	secret, _, err := g.Redeem(ctx, "P001", strings.ToLower(code))
	g.want("the code", err, "")
	g.want("the code again", redeem("P001", code), "login.code")
	by, err := g.Identify(ctx, secret)
	check(t, err)
	if p, err := g.View(ctx, by, "P001"); err != nil || p.Text(quanyuan.IDNumber) != "510104196203150112" {
		t.Errorf("his own record: %v", err)
	}
	_, err = g.View(ctx, by, "P002")
	g.want("another's", err, "access.own")
	_, err = g.List(ctx, by, quanyuan.PersonQuery{Scope: quanyuan.Everywhere})
	g.want("all of them", err, "access.post")

	code, err = g.Invite(ctx, clerk, "P001")
	check(t, err)
	for range access.MostFailures {
		g.want("guessing", redeem("P001", "AAAAAAAAAA"), "login.code")
	}
	g.want("the code after too many guesses", redeem("P001", code), "login.code")
	check(t, g.Close(ctx))
	lines := tale(t, g.s, quanyuan.AuditQuery{Kind: "person", ID: "P001", Action: "login"})
	want := slices.Concat([]string{"login person P001 refused login.code", "login person P001 done"}, slices.Repeat([]string{"login person P001 refused login.code"}, access.MostFailures))
	if !slices.Equal(lines, want) {
		t.Errorf("logins %q, want %q", lines, want)
	}
}
