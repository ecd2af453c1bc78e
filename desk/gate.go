package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
)

// tries is how often an act on an account is made anew when another one came
// in between.
const tries = 5

// seenEvery is how often a session's last use is written down.
const seenEvery = time.Minute

// LogIn lets an account in and gives the secret of a session. Wrong passwords
// are counted, and lock the account for a while; an account that is not there
// takes as long to refuse as a wrong password.
func (d *Desk) LogIn(ctx context.Context, name, password string) (secret string, by quanyuan.Principal, err error) {
	for range tries {
		secret, by, err = d.logIn(ctx, name, password)
		if !errors.Is(err, quanyuan.ErrConflict) {
			break
		}
	}
	return secret, by, err
}

func (d *Desk) logIn(ctx context.Context, name, password string) (string, quanyuan.Principal, error) {
	refused := func(by quanyuan.Principal, id string, err error) (string, quanyuan.Principal, error) {
		return "", quanyuan.Principal{}, d.checked(by, access.LogIn, accountKind, id, err)
	}
	a, err := d.store.Account(ctx, name)
	if errors.Is(err, quanyuan.ErrNotFound) {
		d.cost.Waste(password)
		return refused(quanyuan.Principal{}, "", errWrong) // the name may be a slip: a password, a person
	}
	if err != nil {
		return "", quanyuan.Principal{}, err
	}
	by := quanyuan.Principal{Account: a.Name, Name: a.Display, Post: a.Post, Division: a.Division}
	now := d.now()
	if access.Locked(a, now) {
		return refused(by, a.Name, &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "account.locked"})
	}
	ok, stale := d.cost.Check(a.Password, password)
	if !ok {
		return "", quanyuan.Principal{}, d.wrongPassword(ctx, by, a, now)
	}
	p, err := access.PrincipalOf(a)
	if err != nil {
		return refused(by, a.Name, err)
	}
	c := &quanyuan.Change{Audit: []quanyuan.AuditLine{d.line(p, access.LogIn, accountKind, a.Name)}}
	if stale {
		if a.Password, err = d.cost.Hash(password, d.random); err != nil {
			return "", p, err
		}
	}
	if stale || a.Failures > 0 || !a.Locked.IsZero() {
		a.Failures, a.Locked = 0, time.Time{}
		c.Accounts = []*quanyuan.Account{a}
	}
	t, secret, err := access.NewTicket(quanyuan.SessionTicket, now, access.SessionLasts, d.random)
	if err != nil {
		return "", p, err
	}
	t.Account = a.Name
	c.Tickets = []*quanyuan.Ticket{t}
	return secret, p, d.store.Apply(ctx, c)
}

var errWrong = &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "login.wrong"}

// wrongPassword counts and notes a wrong password, and says so.
func (d *Desk) wrongPassword(ctx context.Context, by quanyuan.Principal, a *quanyuan.Account, now time.Time) error {
	access.Failed(a, now)
	l := d.line(by, access.LogIn, accountKind, a.Name)
	l.Outcome, l.Detail = quanyuan.Refused, errWrong.Key
	if err := d.store.Apply(ctx, &quanyuan.Change{Accounts: []*quanyuan.Account{a}, Audit: []quanyuan.AuditLine{l}}); err != nil {
		return err
	}
	return errWrong
}

// Identify gives who bears a session or a token; the error is of kind
// quanyuan.ErrForbidden when it opens nothing. It comes before all that a
// program does that runs for long, and so sees to it that the desk works with
// the divisions of now.
func (d *Desk) Identify(ctx context.Context, shown string) (quanyuan.Principal, error) {
	if err := d.followDivisions(ctx); err != nil {
		return quanyuan.Principal{}, err
	}
	t, err := d.store.Ticket(ctx, access.TicketID(shown))
	if errors.Is(err, quanyuan.ErrNotFound) || err == nil && !access.Opens(t, shown, d.now()) {
		return quanyuan.Principal{}, &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "ticket.unknown"}
	}
	if err != nil {
		return quanyuan.Principal{}, err
	}
	by, err := d.bearer(ctx, t)
	if err != nil {
		return by, err
	}
	if now := d.now(); now.Sub(t.Seen) >= seenEvery {
		t.Seen = now
		if err := d.store.Apply(ctx, &quanyuan.Change{Tickets: []*quanyuan.Ticket{t}}); err != nil && !errors.Is(err, quanyuan.ErrConflict) {
			return quanyuan.Principal{}, err
		}
	}
	return by, nil
}

func (d *Desk) bearer(ctx context.Context, t *quanyuan.Ticket) (quanyuan.Principal, error) {
	if t.Person != "" {
		p, err := d.Person(ctx, t.Person)
		if err != nil {
			return quanyuan.Principal{}, err
		}
		return quanyuan.Principal{Name: string(p.Number), Post: quanyuan.Citizen, Person: p.Number}, nil
	}
	a, err := d.store.Account(ctx, t.Account)
	if err != nil {
		return quanyuan.Principal{}, err
	}
	by, err := access.PrincipalOf(a)
	if t.Kind == quanyuan.TokenTicket {
		by.Only = append([]string{}, t.Actions...)
	}
	return by, err
}

// AccountOfSession names the account of a session that may have ended, by the
// part of its secret that opens nothing: what was typed in it waits for that
// account alone.
func (d *Desk) AccountOfSession(ctx context.Context, id string) (string, error) {
	t, err := d.store.Ticket(ctx, id)
	if err != nil {
		return "", err
	}
	return t.Account, nil
}

// LogOut ends a session.
func (d *Desk) LogOut(ctx context.Context, shown string) error {
	by, err := d.Identify(ctx, shown)
	if err != nil {
		return err
	}
	t, err := d.store.Ticket(ctx, access.TicketID(shown))
	if err != nil {
		return err
	}
	t.Ended = d.now()
	return d.store.Apply(ctx, &quanyuan.Change{Tickets: []*quanyuan.Ticket{t}, Audit: []quanyuan.AuditLine{d.line(by, access.LogOut, accountKind, by.Account)}})
}

// AddAccount makes an account. It has no post and can do nothing until one is
// granted.
func (d *Desk) AddAccount(ctx context.Context, by quanyuan.Principal, name, display, password string) error {
	if err := d.may(by, access.Manage, accountKind, ""); err != nil {
		return err
	}
	if display = strings.TrimSpace(display); display == "" {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "account.display"}
	}
	if err := errors.Join(access.CheckName(name), access.CheckNewPassword(name, password)); err != nil {
		return err
	}
	if _, err := d.store.Account(ctx, name); !errors.Is(err, quanyuan.ErrNotFound) {
		return errors.Join(err, &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "account.exists", Args: []any{name}})
	}
	hash, err := d.cost.Hash(password, d.random)
	if err != nil {
		return err
	}
	a := &quanyuan.Account{Name: name, Display: display, Password: hash, Held: true, Made: d.now()}
	return d.changeAccount(ctx, by, access.Manage, a, "add", false)
}

// Grant gives an account its post. Its sessions and tokens end.
func (d *Desk) Grant(ctx context.Context, by quanyuan.Principal, name string, post quanyuan.Post, where, mandate string) error {
	if err := d.may(by, access.Grant, accountKind, name); err != nil {
		return err
	}
	all, err := d.store.Accounts(ctx)
	if err != nil {
		return err
	}
	a, err := d.store.Account(ctx, name)
	if err != nil {
		return err
	}
	if where != "" {
		if err := d.inUse(where); err != nil {
			return err
		}
	}
	a.Post, a.Division, a.Mandate, a.Held = post, where, mandate, false
	if err := access.CheckGrant(by, a, all); err != nil {
		return d.checked(by, access.Grant, accountKind, name, err)
	}
	return d.changeAccount(ctx, by, access.Grant, a, strings.TrimSpace(string(post)+" "+where+" "+mandate), true)
}

// Disable takes an account out of use, or lets it in again; one that comes back
// is powerless until it is granted its post anew.
func (d *Desk) Disable(ctx context.Context, by quanyuan.Principal, name string, disabled bool) error {
	if err := d.may(by, access.Manage, accountKind, name); err != nil {
		return err
	}
	a, err := d.store.Account(ctx, name)
	if err != nil {
		return err
	}
	detail := "enable"
	if a.Disabled = disabled; disabled {
		detail = "disable"
	} else {
		a.Held = true
	}
	return d.changeAccount(ctx, by, access.Manage, a, detail, true)
}

// ResetPassword gives an account a new password that somebody else knows: it is
// powerless until it is granted its post again, so that who resets a password
// does not come by the post.
func (d *Desk) ResetPassword(ctx context.Context, by quanyuan.Principal, name, password string) error {
	if err := d.may(by, access.Manage, accountKind, name); err != nil {
		return err
	}
	a, err := d.store.Account(ctx, name)
	if err != nil {
		return err
	}
	a.Held = a.Held || by.Post != quanyuan.Operator
	return d.setPassword(ctx, by, a, password, "reset")
}

// ChangePassword gives the principal's own account another password. Its
// sessions and tokens end.
func (d *Desk) ChangePassword(ctx context.Context, by quanyuan.Principal, old, password string) error {
	a, err := d.store.Account(ctx, by.Account)
	if err != nil {
		return err
	}
	now := d.now()
	if access.Locked(a, now) {
		return d.checked(by, access.LogIn, accountKind, a.Name, &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "account.locked"})
	}
	if ok, _ := d.cost.Check(a.Password, old); !ok {
		return d.wrongPassword(ctx, by, a, now)
	}
	return d.setPassword(ctx, by, a, password, "password")
}

func (d *Desk) setPassword(ctx context.Context, by quanyuan.Principal, a *quanyuan.Account, password, detail string) (err error) {
	if err := access.CheckNewPassword(a.Name, password); err != nil {
		return err
	}
	if a.Password, err = d.cost.Hash(password, d.random); err != nil {
		return err
	}
	a.Failures, a.Locked = 0, time.Time{}
	return d.changeAccount(ctx, by, access.Manage, a, detail, true)
}

// changeAccount writes an account with its audit line, and ends what its former
// state let in.
func (d *Desk) changeAccount(ctx context.Context, by quanyuan.Principal, action access.Action, a *quanyuan.Account, detail string, end bool) error {
	l := d.line(by, action, accountKind, a.Name)
	l.Detail = detail
	c := &quanyuan.Change{Accounts: []*quanyuan.Account{a}, Audit: []quanyuan.AuditLine{l}}
	if end {
		var err error
		if c.Tickets, err = d.store.Tickets(ctx, a.Name, ""); err != nil {
			return err
		}
		for _, t := range c.Tickets {
			t.Ended = d.now()
		}
	}
	return d.apply(ctx, by, action, c)
}

// Accounts lists the accounts to who may manage them, without their passwords.
func (d *Desk) Accounts(ctx context.Context, by quanyuan.Principal) ([]*quanyuan.Account, error) {
	if access.May(by, access.Grant) != nil && access.May(by, access.Audit) != nil {
		if err := d.may(by, access.Manage, accountKind, ""); err != nil {
			return nil, err
		}
	}
	as, err := d.store.Accounts(ctx)
	for _, a := range as {
		a.Password = ""
	}
	return as, err
}

// NewToken makes a token for the account's own program, and gives its secret.
// An administrator makes none for others: he would come by their power.
func (d *Desk) NewToken(ctx context.Context, by quanyuan.Principal, account, name string, actions []string, expires time.Time) (*quanyuan.Ticket, string, error) {
	if by.Post != quanyuan.Operator && (by.Account != account || by.Only != nil) {
		return nil, "", d.checked(by, access.Manage, accountKind, account, &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "token.own"})
	}
	a, err := d.store.Account(ctx, account)
	if err != nil {
		return nil, "", err
	}
	now := d.now()
	t, secret, err := access.NewTicket(quanyuan.TokenTicket, now, 0, d.random)
	if err != nil {
		return nil, "", err
	}
	t.Account, t.Name, t.Actions, t.Expires = a.Name, strings.TrimSpace(name), slices.Clone(actions), expires
	if err := access.CheckToken(a, t, now); err != nil {
		return nil, "", err
	}
	l := d.line(by, access.Manage, accountKind, a.Name)
	l.Detail = "token " + t.ID + " " + strings.Join(t.Actions, ",")
	return t, secret, d.store.Apply(ctx, &quanyuan.Change{Tickets: []*quanyuan.Ticket{t}, Audit: []quanyuan.AuditLine{l}})
}

// Tokens lists the tokens of an account that have not ended, to itself and to
// who manages accounts.
func (d *Desk) Tokens(ctx context.Context, by quanyuan.Principal, account string) ([]*quanyuan.Ticket, error) {
	if by.Account != account || account == "" {
		if err := d.may(by, access.Manage, accountKind, account); err != nil {
			return nil, err
		}
	}
	ts, err := d.store.Tickets(ctx, account, "")
	return slices.DeleteFunc(ts, func(t *quanyuan.Ticket) bool { return t.Kind != quanyuan.TokenTicket }), err
}

// RevokeToken ends a token: for the account itself, or for who manages accounts.
func (d *Desk) RevokeToken(ctx context.Context, by quanyuan.Principal, id string) error {
	t, err := d.store.Ticket(ctx, id)
	if err == nil && t.Kind != quanyuan.TokenTicket {
		err = &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "ticket.unknown"}
	}
	if err != nil {
		return err
	}
	if by.Account != t.Account || by.Only != nil {
		if err := d.may(by, access.Manage, accountKind, t.Account); err != nil {
			return err
		}
	}
	t.Ended = d.now()
	l := d.line(by, access.Manage, accountKind, t.Account)
	l.Detail = "revoke " + t.ID
	return d.store.Apply(ctx, &quanyuan.Change{Tickets: []*quanyuan.Ticket{t}, Audit: []quanyuan.AuditLine{l}})
}

// codesADay is how many codes are given for one person within a day.
const codesADay = 5

// Invite gives a code with which a resident logs in once; codes given before
// end.
func (d *Desk) Invite(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) (code string, err error) {
	p, err := d.follow(ctx, by, access.Invite, n)
	if err != nil {
		return "", err
	}
	given, err := d.store.AuditLines(ctx, quanyuan.AuditQuery{Kind: personKind, ID: string(p.Number), Action: string(access.Invite), Outcome: quanyuan.Done, Since: d.now().Add(-24 * time.Hour)})
	if err != nil {
		return "", err
	}
	if len(given) >= codesADay {
		return "", &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "invite.often", Args: []any{codesADay}}
	}
	t, code, err := d.cost.NewCode(p.Number, d.now(), d.random)
	if err != nil {
		return "", err
	}
	c := &quanyuan.Change{Audit: []quanyuan.AuditLine{d.line(by, access.Invite, personKind, string(p.Number))}}
	old, err := d.store.Tickets(ctx, "", p.Number)
	if err != nil {
		return "", err
	}
	for _, o := range old {
		if o.Kind == quanyuan.CodeTicket {
			o.Ended = d.now()
			c.Tickets = append(c.Tickets, o)
		}
	}
	c.Tickets = append(c.Tickets, t)
	return code, d.store.Apply(ctx, c)
}

// Redeem lets a resident in with the code that was given for his number, and
// gives the secret of a session. A code ends after it was used, and after too
// many wrong ones.
func (d *Desk) Redeem(ctx context.Context, n quanyuan.Number, code string) (secret string, by quanyuan.Principal, err error) {
	for range tries {
		secret, by, err = d.redeem(ctx, n, code)
		if !errors.Is(err, quanyuan.ErrConflict) {
			break
		}
	}
	return secret, by, err
}

func (d *Desk) redeem(ctx context.Context, n quanyuan.Number, code string) (string, quanyuan.Principal, error) {
	now := d.now()
	by := quanyuan.Principal{Name: string(n), Post: quanyuan.Citizen, Person: n}
	open, err := d.store.Tickets(ctx, "", n)
	if err != nil {
		return "", by, err
	}
	i := slices.IndexFunc(open, func(t *quanyuan.Ticket) bool { return t.Kind == quanyuan.CodeTicket && access.Alive(t, now) })
	wrong := &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "login.code"}
	if i < 0 {
		d.cost.Waste(code)
		return "", quanyuan.Principal{}, d.checked(quanyuan.Principal{}, access.LogIn, personKind, "", wrong)
	}
	t := open[i]
	if !d.cost.CheckCode(t, code, now) {
		if t.Failures++; t.Failures >= access.MostFailures {
			t.Ended = now
		}
		l := d.line(by, access.LogIn, personKind, string(n))
		l.Outcome, l.Detail = quanyuan.Refused, wrong.Key
		if err := d.store.Apply(ctx, &quanyuan.Change{Tickets: []*quanyuan.Ticket{t}, Audit: []quanyuan.AuditLine{l}}); err != nil {
			return "", quanyuan.Principal{}, err
		}
		return "", quanyuan.Principal{}, wrong
	}
	t.Ended = now
	session, secret, err := access.NewTicket(quanyuan.SessionTicket, now, access.SessionLasts, d.random)
	if err != nil {
		return "", by, err
	}
	session.Person = t.Person
	c := &quanyuan.Change{Tickets: []*quanyuan.Ticket{t, session}, Audit: []quanyuan.AuditLine{d.line(by, access.LogIn, personKind, string(n))}}
	return secret, by, d.store.Apply(ctx, c)
}
