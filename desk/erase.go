package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/publish"
)

// erasureKind is what audit lines call an erasure.
const erasureKind = string(quanyuan.ErasurePaper)

// AskErasure asks that a person be erased, on one of quanyuan.Grounds. Nothing
// is erased before another one has confirmed it; see AnswerErasure.
func (d *Desk) AskErasure(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, ground, reason string) (*quanyuan.Erasure, error) {
	p, err := d.erasable(ctx, by, n)
	if err != nil {
		return nil, err
	}
	switch {
	case strings.TrimSpace(by.Name) == "":
		return nil, refuse("event.actor")
	case !slices.Contains(quanyuan.Grounds(), ground):
		return nil, refuse("erase.ground", strings.Join(quanyuan.Grounds(), ", "))
	}
	if err := d.erasureReason(ctx, p, reason); err != nil {
		return nil, err
	}
	open, err := d.erasuresOf(ctx, p.Number, quanyuan.ErasureAsked, quanyuan.ErasureBegun)
	if err != nil {
		return nil, err
	}
	if len(open) > 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "erase.open", Args: []any{p.Number, open[0].ID}}
	}
	e := &quanyuan.Erasure{ID: string(p.Number) + "-" + d.now().UTC().Format("20060102150405"), Person: p.Number, Ground: ground, Reason: reasonOf(reason), State: quanyuan.ErasureAsked}
	e.Steps = []quanyuan.Step{d.erasureStep(by, "ask", reason)}
	x, err := d.erasing(ctx, by, e)
	if err != nil {
		return nil, err
	}
	if err := x.free(); err != nil {
		return nil, err
	}
	return e, d.keepErasure(ctx, by, e, "ask")
}

// erasable gives the person whom somebody may have erased.
func (d *Desk) erasable(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) (*quanyuan.Person, error) {
	var p *quanyuan.Person
	var err error
	if by.Post == quanyuan.SecurityAdmin { // who stands above all divisions, and opens nobody
		if err = d.may(by, access.Erase, personKind, string(n)); err == nil {
			p, err = d.Person(ctx, n)
		}
	} else {
		p, err = d.follow(ctx, by, access.Erase, n)
	}
	if err == nil && p.Exited == quanyuan.ExitErased {
		err = refuse("person.erased", p.Number)
	}
	return p, err
}

// erasureReason refuses a reason that would keep what is to be erased.
func (d *Desk) erasureReason(ctx context.Context, p *quanyuan.Person, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return refuse("retention.reason")
	}
	records, err := d.store.RecordsOf(ctx, p.Records)
	if err != nil {
		return err
	}
	if marksOf(p, records).in(reason) {
		return refuse("erase.reason")
	}
	return nil
}

// erasureStep is a step with who took it: the account, by which two people are
// told apart, and the post.
func (d *Desk) erasureStep(by quanyuan.Principal, act, reason string) quanyuan.Step {
	return quanyuan.Step{Act: act, At: d.now(), Actor: by.Name, Account: by.Account, Post: by.Post, Division: by.Division, Reason: reasonOf(reason)}
}

// keepErasure writes the paper of an erasure.
func (d *Desk) keepErasure(ctx context.Context, by quanyuan.Principal, e *quanyuan.Erasure, act string) error {
	c := &quanyuan.Change{}
	d.file(c, by, e.Paper())
	c.Audit = append(c.Audit, d.erasureLine(by, e, act))
	if err := d.apply(ctx, by, access.Erase, c); err != nil {
		return err
	}
	e.Version = c.Papers[0].Version
	return nil
}

func (d *Desk) erasureLine(by quanyuan.Principal, e *quanyuan.Erasure, act string) quanyuan.AuditLine {
	l := d.line(by, access.Erase, erasureKind, e.ID)
	l.Detail, l.Reason = act, e.Reason
	return l
}

// Erasures lists the erasures, the latest first.
func (d *Desk) Erasures(ctx context.Context, by quanyuan.Principal) ([]*quanyuan.Erasure, error) {
	if err := d.may(by, access.Erase, erasureKind, ""); err != nil {
		return nil, err
	}
	return d.erasuresOf(ctx, "")
}

func (d *Desk) erasuresOf(ctx context.Context, n quanyuan.Number, states ...string) ([]*quanyuan.Erasure, error) {
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.ErasurePaper, States: states, Person: n, Scope: quanyuan.Everywhere})
	if err != nil {
		return nil, err
	}
	out := make([]*quanyuan.Erasure, len(papers))
	for i, p := range papers {
		if out[i], err = quanyuan.ErasureOf(p); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b *quanyuan.Erasure) int {
		return cmp.Or(b.Asked().At.Compare(a.Asked().At), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// Erasure gives one erasure.
func (d *Desk) Erasure(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Erasure, error) {
	if err := d.may(by, access.Erase, erasureKind, id); err != nil {
		return nil, err
	}
	p, err := d.store.Paper(ctx, quanyuan.ErasurePaper, id)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "erase.unknown", Args: []any{id}}
	}
	if err != nil {
		return nil, err
	}
	return quanyuan.ErasureOf(p)
}

// ForeseeErasure gives an erasure that was asked for with what it would erase.
func (d *Desk) ForeseeErasure(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Erasure, error) {
	e, err := d.Erasure(ctx, by, id)
	if err != nil || e.State != quanyuan.ErasureAsked {
		return e, err
	}
	x, err := d.erasing(ctx, by, e)
	if err != nil {
		return nil, err
	}
	return e, x.count()
}

// EndErasure declines an erasure that was asked for, or withdraws one's own.
func (d *Desk) EndErasure(ctx context.Context, by quanyuan.Principal, id, reason string) (*quanyuan.Erasure, error) {
	e, err := d.Erasure(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if e.State != quanyuan.ErasureAsked {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "erase.not_open", Args: []any{e.ID}}
	}
	p, err := d.store.Person(ctx, e.Person)
	if err != nil {
		return nil, err
	}
	if err := d.erasureReason(ctx, p, reason); err != nil {
		return nil, err
	}
	act := "decline"
	if e.State = quanyuan.ErasureDeclined; sameActor(e.Asked(), by) {
		act, e.State = "withdraw", quanyuan.ErasureWithdrawn
	}
	e.Steps = append(e.Steps, d.erasureStep(by, act, reason))
	return e, d.keepErasure(ctx, by, e, act)
}

func sameActor(s quanyuan.Step, by quanyuan.Principal) bool {
	return s.Account != "" && s.Account == by.Account || s.Actor == by.Name
}

// second refuses whoever may not confirm an erasure: it takes the security
// administrator and the city's office, one of whom asked. Who works at the
// machine itself without an account stands for either, in another name.
func second(asked quanyuan.Step, by quanyuan.Principal) error {
	switch {
	case strings.TrimSpace(by.Name) == "":
		return refuse("event.actor")
	case sameActor(asked, by):
		return &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "erase.second"}
	case asked.Post == by.Post && by.Post != quanyuan.Operator:
		return &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "erase.posts"}
	}
	return nil
}

// ConfirmErasure erases: nobody sees anything of the person from then on, and
// no byte of what was kept of him is left in the store when it returns without
// an error. One that was cut short is finished by confirming again. Stages are
// "erase.find", "erase.write", "erase.scrub" and "erase.look".
func (d *Desk) ConfirmErasure(ctx context.Context, by quanyuan.Principal, id, reason string, progress func(stage string, done, total int64)) (*quanyuan.Erasure, error) {
	e, err := d.Erasure(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if err := d.roomToErase(ctx); err != nil {
		return nil, err
	}
	var look marks
	switch e.State {
	case quanyuan.ErasureAsked:
		if err := d.checked(by, access.Erase, erasureKind, id, second(e.Asked(), by)); err != nil {
			return nil, err
		}
		if look, err = d.erase(ctx, by, e, reason, progress); err != nil {
			return nil, err
		}
	case quanyuan.ErasureBegun:
	default:
		return nil, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "erase.not_open", Args: []any{e.ID}}
	}
	return e, d.finishErasure(ctx, by, e, look, progress)
}

// roomToErase refuses while the disk has no room for the file to be written anew:
// a copy of it, and the log through which it takes the place of the old.
func (d *Desk) roomToErase(ctx context.Context) error {
	if d.storage == nil {
		return nil
	}
	space, err := d.storage.Space(ctx)
	if err == nil && space.Free >= 0 && space.Free < 2*(space.File+space.Log) {
		err = &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "erase.disk"}
	}
	return err
}

// erase writes the erasure of a demand, and gives what to look for afterwards.
func (d *Desk) erase(ctx context.Context, by quanyuan.Principal, e *quanyuan.Erasure, reason string, progress func(stage string, done, total int64)) (look marks, err error) {
	p, err := d.store.Person(ctx, e.Person)
	if err != nil {
		return look, err
	}
	if strings.TrimSpace(reason) != "" {
		if err := d.erasureReason(ctx, p, reason); err != nil {
			return look, err
		}
	}
	if err := d.trail.flush(ctx); err != nil { // receipts of searches that wait are papers too
		return look, err
	}
	progress("erase.find", 0, 0)
	x, err := d.erasing(ctx, by, e)
	if err != nil {
		return look, err
	}
	if err := x.free(); err != nil {
		return look, err
	}
	e.Steps = append(e.Steps, d.erasureStep(by, "confirm", reason))
	progress("erase.write", 0, 0)
	return x.marks, x.write("confirm")
}

// finishErasure leaves nothing in the bytes, looks whether that is so, and
// completes the certificate.
func (d *Desk) finishErasure(ctx context.Context, by quanyuan.Principal, e *quanyuan.Erasure, look marks, progress func(stage string, done, total int64)) error {
	if err := d.listErased(ctx); err != nil {
		return err
	}
	for _, kept := range []string{settingKnown, settingFound} { // addresses, duplicates, what was found; the next collation makes them anew
		if err := d.store.SetSetting(ctx, kept, []byte{}); err != nil {
			return err
		}
	}
	progress("erase.scrub", 0, 0)
	if err := d.store.Scrub(ctx); err != nil {
		return err
	}
	progress("erase.look", 0, 0)
	if numbers := look.numbers(); len(numbers)+len(look.names) > 0 {
		left, err := d.leftOf(ctx, numbers, look.names)
		if err != nil {
			return err
		}
		e.Left, e.Looked = left, true
	}
	e.At, e.State = d.now(), quanyuan.ErasureDone
	if err := d.keepErasure(ctx, by, e, "done"); err != nil {
		return err
	}
	return d.listErased(ctx)
}

// leftOf tells where numbers still stand, by kinds of places, and names in the
// audit: elsewhere a name may be that of others.
func (d *Desk) leftOf(ctx context.Context, numbers, names []string) ([]quanyuan.Remnant, error) {
	found, err := d.store.Mentions(ctx, slices.Concat(numbers, names))
	if err != nil {
		return nil, err
	}
	var out []quanyuan.Remnant
	for _, m := range found {
		if m.Texts[0] >= len(numbers) && m.Of != "audit" {
			continue
		}
		i := slices.IndexFunc(out, func(l quanyuan.Remnant) bool { return l.Of == m.Of })
		if i < 0 {
			out = append(out, quanyuan.Remnant{Of: m.Of})
			i = len(out) - 1
		}
		out[i].Count++
		if n, err := d.holderOf(ctx, m); err != nil {
			return nil, err
		} else if n != "" && !slices.Contains(out[i].Persons, n) {
			out[i].Persons = append(out[i].Persons, n)
		}
	}
	for i := range out {
		slices.Sort(out[i].Persons)
	}
	return out, nil
}

// holderOf is the person in whose record something stands, "" if in nobody's.
func (d *Desk) holderOf(ctx context.Context, m quanyuan.Mention) (quanyuan.Number, error) {
	switch m.Of {
	case "person":
		return quanyuan.Number(m.ID), nil
	case "record", "row":
		return d.store.PersonOf(ctx, recordNamed(m.ID))
	}
	return "", nil
}

// ErasureSheet is the certificate of an erasure that is complete; lang is zh or
// en.
func (d *Desk) ErasureSheet(ctx context.Context, by quanyuan.Principal, id, lang string) (*publish.ErasureSheet, error) {
	e, err := d.Erasure(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if e.State != quanyuan.ErasureDone {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "erase.not_done", Args: []any{e.ID}}
	}
	return &publish.ErasureSheet{Erasure: e, Lang: lang, Post: func(p quanyuan.Post) string { return access.PostName(p, lang) }}, nil
}
