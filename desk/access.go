package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"quanyuan"
	"quanyuan/access"
)

// The kinds of objects in audit lines, beside those of papers.
const (
	personKind  = "person"
	batchKind   = "batch"
	accountKind = "account"
	modelKind   = "model"
)

// operator is who acts when a program on the register's own machine does
// without naming anybody.
var operator = quanyuan.Local("operator")

// settingSalt keeps what hashes of queries in audit lines are salted with.
const settingSalt = "audit.salt"

// may asks whether somebody may do something where one of the divisions is his
// (none given: at all). A refusal is noted.
func (d *Desk) may(by quanyuan.Principal, action access.Action, kind, id string, divisions ...string) error {
	return d.checked(by, action, kind, id, access.May(by, action, divisions...))
}

// reach gives a person about whom the principal may do something. The store
// finds only who stands in his part of the city. A refusal is noted.
func (d *Desk) reach(ctx context.Context, by quanyuan.Principal, action access.Action, n quanyuan.Number) (*quanyuan.Person, error) {
	p, err := d.inReach(ctx, by, action, n)
	if err != nil {
		return nil, d.checked(by, action, personKind, string(n), err)
	}
	return p, nil
}

func (d *Desk) inReach(ctx context.Context, by quanyuan.Principal, action access.Action, n quanyuan.Number) (p *quanyuan.Person, err error) {
	if err := access.May(by, action); err != nil {
		return nil, err
	}
	if access.RightOf(by.Post, action) == access.Own {
		if n != by.Person {
			return nil, access.MayPerson(by, action, &quanyuan.Person{Number: n})
		}
		p, err = d.store.Person(ctx, n)
	} else {
		p, err = d.store.PersonIn(ctx, by.Scope(), n)
	}
	if err != nil || p.Forward != "" { // a number that only forwards says nothing of anybody
		return p, err
	}
	return p, access.MayPerson(by, action, p)
}

// follow is reach for whoever has the number now, after merges.
func (d *Desk) follow(ctx context.Context, by quanyuan.Principal, action access.Action, n quanyuan.Number) (*quanyuan.Person, error) {
	for {
		p, err := d.reach(ctx, by, action, n)
		if err != nil || p.Forward == "" {
			return p, err
		}
		if n == by.Person {
			by.Person = p.Forward
		}
		n = p.Forward
	}
}

// show is a person as the principal may see him after what he did; somebody who
// has left his part of the city is no more than a number.
func (d *Desk) show(by quanyuan.Principal, p *quanyuan.Person) *quanyuan.Person {
	if seen := access.ViewPerson(by, p); seen != nil {
		return seen
	}
	return &quanyuan.Person{Number: p.Number, Forward: p.Forward, Exited: p.Exited, Version: p.Version}
}

// View shows a person to a principal, masked; a merged number gives the person
// it forwards to. It is noted.
func (d *Desk) View(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) (*quanyuan.Person, error) {
	p, err := d.follow(ctx, by, access.View, n)
	if err != nil {
		return nil, err
	}
	if err := d.note(by, access.View, personKind, string(p.Number), "", 1); err != nil {
		return nil, err
	}
	return d.show(own(by, p), p), nil
}

// own lets a resident whose number was merged stay himself.
func own(by quanyuan.Principal, p *quanyuan.Person) quanyuan.Principal {
	if by.Post == quanyuan.Citizen {
		by.Person = p.Number
	}
	return by
}

// History shows a person's events to a principal. It is noted.
func (d *Desk) History(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) ([]quanyuan.Event, error) {
	p, err := d.follow(ctx, by, access.View, n)
	if err != nil {
		return nil, err
	}
	if err := d.note(by, access.View, personKind, string(p.Number), "history", 1); err != nil {
		return nil, err
	}
	return d.store.Events(ctx, p.Number)
}

// Unmask shows a person with some masked fields in full. It asks for a reason,
// and is noted with it.
func (d *Desk) Unmask(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, fields []quanyuan.Field, reason string) (*quanyuan.Person, error) {
	by.Purpose = strings.TrimSpace(reason)
	p, err := d.follow(ctx, by, access.Unmask, n)
	if err != nil {
		return nil, err
	}
	if by.Post != quanyuan.Operator && utf8.RuneCountInString(by.Purpose) < 4 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "access.reason"}
	}
	keys := make([]string, len(fields))
	for i, f := range fields {
		if f >= quanyuan.NumFields {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.field", Args: []any{int(f)}}
		}
		keys[i] = f.Key()
	}
	slices.Sort(keys)
	by.Purpose = marks{names: marksOf(p, nil).names}.out(by.Purpose) // nobody could take it out of the audit later
	if err := d.note(by, access.Unmask, personKind, string(p.Number), strings.Join(slices.Compact(keys), ","), 1); err != nil {
		return nil, err
	}
	return access.Unmasked(by, p, fields), nil
}

// Lookers tells who looked at, searched for or changed a person, and who was
// refused; a resident may ask it of himself.
func (d *Desk) Lookers(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) ([]quanyuan.AuditLine, error) {
	if access.RightOf(by.Post, access.Trace) == access.Own {
		if _, err := d.follow(ctx, by, access.Trace, n); err != nil {
			return nil, err
		}
	} else if err := d.may(by, access.Trace, personKind, string(n)); err != nil {
		return nil, err
	}
	if err := d.note(by, access.Trace, personKind, string(n), "", 0); err != nil {
		return nil, err
	}
	numbers := []quanyuan.Number{n}
	events, err := d.store.Events(ctx, n)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if e.Kind == quanyuan.Merged && !slices.Contains(numbers, e.Other) {
			numbers = append(numbers, e.Other)
		}
	}
	return d.linesAbout(ctx, numbers)
}

func (d *Desk) linesAbout(ctx context.Context, numbers []quanyuan.Number) ([]quanyuan.AuditLine, error) {
	if err := d.trail.flush(ctx); err != nil {
		return nil, err
	}
	var all []quanyuan.AuditLine
	for _, n := range numbers {
		lines, err := d.store.AuditLines(ctx, quanyuan.AuditQuery{Kind: personKind, ID: string(n)})
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
	}
	slices.SortFunc(all, func(a, b quanyuan.AuditLine) int { return int(a.Seq - b.Seq) })
	return all, nil
}

// AuditLines lists audit lines to who may read them.
func (d *Desk) AuditLines(ctx context.Context, by quanyuan.Principal, q quanyuan.AuditQuery) ([]quanyuan.AuditLine, error) {
	if err := d.audits(ctx, by, "list"); err != nil {
		return nil, err
	}
	return d.store.AuditLines(ctx, q)
}

// Anchor is the end of the audit chain now, to be printed where nobody can
// change it.
func (d *Desk) Anchor(ctx context.Context, by quanyuan.Principal) (quanyuan.AuditHead, error) {
	if err := d.audits(ctx, by, "anchor"); err != nil {
		return quanyuan.AuditHead{}, err
	}
	return d.store.Head(ctx)
}

// VerifyAudit computes the audit chain again; see access.Verify.
func (d *Desk) VerifyAudit(ctx context.Context, by quanyuan.Principal, anchors ...quanyuan.AuditHead) (quanyuan.AuditHead, *access.Broken, error) {
	if err := d.audits(ctx, by, "verify"); err != nil {
		return quanyuan.AuditHead{}, nil, err
	}
	end, err := d.store.Head(ctx)
	if err != nil {
		return end, nil, err
	}
	return access.Verify(d.store.Chain(ctx), end, anchors...)
}

// audits notes that the audit is read, and seals what waits.
func (d *Desk) audits(ctx context.Context, by quanyuan.Principal, what string) error {
	if err := d.may(by, access.Audit, "", ""); err != nil {
		return err
	}
	if err := d.note(by, access.Audit, "", "", what, 0); err != nil {
		return err
	}
	return d.trail.flush(ctx)
}

// queryHash is HMAC-SHA256 of the values of a query under the register's salt.
func (d *Desk) queryHash(ctx context.Context, query *quanyuan.Record) (string, error) {
	salt, err := d.store.Setting(ctx, settingSalt)
	if errors.Is(err, quanyuan.ErrNotFound) {
		salt = make([]byte, 32)
		if _, err := io.ReadFull(d.random, salt); err != nil {
			return "", err
		}
		err = d.store.SetSetting(ctx, settingSalt, salt)
	}
	if err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, salt)
	for _, v := range query.Values {
		io.WriteString(h, v.Field.Key()+"\x00"+v.Text+"\x00")
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}
