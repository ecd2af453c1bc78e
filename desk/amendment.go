package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/register"
)

// amendable are the fields of which a resident may ask a correction; what else
// is wrong he says in words.
var amendable = []quanyuan.Field{quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.IDNumber, quanyuan.Ethnic, quanyuan.Marital, quanyuan.Phone,
	quanyuan.HukouAddress, quanyuan.ResidenceAddress, quanyuan.HukouNature, quanyuan.Relation, quanyuan.Education, quanyuan.Workplace, quanyuan.SchoolClass}

// Amendable lists the fields of which a resident may ask a correction.
func Amendable() []quanyuan.Field { return slices.Clone(amendable) }

const (
	amendmentsOpen  = 5   // that one person may have unanswered
	amendmentLength = 300 // characters of a text
)

// Wish is what a resident asks for.
type Wish struct {
	Field string // key; empty: something else, said in words
	Says  string // what is right
	Why   string // how the resident knows; may be empty
	Proof []byte // the file as it was sent; empty: none
}

// AskAmendment files what a resident asks to be corrected in the own record, on
// the desk of the community where he lives, or else where his hukou is.
func (d *Desk) AskAmendment(ctx context.Context, by quanyuan.Principal, w Wish) (*quanyuan.Amendment, error) {
	p, err := d.follow(ctx, by, access.Amend, by.Person)
	if err != nil {
		return nil, err
	}
	a, err := d.amendment(ctx, p, &w)
	if err != nil {
		return nil, err
	}
	open, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.AmendmentPaper, States: []string{quanyuan.AmendmentOpen}, Person: p.Number, Scope: quanyuan.Everywhere})
	if err != nil {
		return nil, err
	}
	if len(open) >= amendmentsOpen {
		return nil, refuse("amendment.many", len(open))
	}
	c := &quanyuan.Change{}
	if len(w.Proof) > 0 {
		e, err := readProof(w.Proof)
		if err != nil {
			return nil, err
		}
		ids, err := d.store.NewPaperIDs(ctx, quanyuan.ProofPaper, 1)
		if err != nil {
			return nil, err
		}
		a.Proof, a.ProofType = ids[0], e.Type
		d.file(c, by, e.Paper(ids[0], a.Desk, p.Number))
	}
	a.Steps = []quanyuan.Step{{Act: "ask", At: d.now()}}
	paper := a.Paper()
	d.file(c, by, paper)
	if err := d.apply(ctx, by, access.Amend, c); err != nil {
		return nil, err
	}
	return quanyuan.AmendmentOf(paper)
}

// amendment reads a wish about a person.
func (d *Desk) amendment(ctx context.Context, p *quanyuan.Person, w *Wish) (*quanyuan.Amendment, error) {
	a := &quanyuan.Amendment{Person: p.Number, Field: w.Field, Says: strings.TrimSpace(w.Says), Why: strings.TrimSpace(w.Why), State: quanyuan.AmendmentOpen}
	at := func(name, key string, args ...any) error {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args, Where: quanyuan.Where{Field: name}}
	}
	switch {
	case a.Says == "":
		return nil, at("says", "amendment.says")
	case utf8.RuneCountInString(a.Says) > amendmentLength:
		return nil, at("says", "amendment.long", amendmentLength)
	case utf8.RuneCountInString(a.Why) > amendmentLength:
		return nil, at("why", "amendment.long", amendmentLength)
	}
	for _, note := range []quanyuan.PlaceNotes{quanyuan.CountsResidence, quanyuan.CountsHukou} {
		if a.Desk == "" {
			a.Desk = register.CountedIn(p, note)
		}
	}
	if ds := p.Divisions(); a.Desk == "" && len(ds) > 0 {
		a.Desk = ds[0]
	}
	if a.Desk == "" {
		return nil, refuse("amendment.nowhere")
	}
	if a.Field == "" {
		return a, nil
	}
	f, ok := quanyuan.FieldByKey(a.Field)
	if !ok || !slices.Contains(amendable, f) {
		return nil, at("field", "amendment.field")
	}
	r, err := d.Form(ctx, map[quanyuan.Field]string{f: a.Says})
	if err != nil {
		var e *quanyuan.Error
		if errors.As(err, &e) {
			moved := *e
			moved.Where.Field = "says"
			return nil, &moved
		}
		return nil, err
	}
	if a.Value = r.Value(f); a.Value.Text != "" && a.Value.Text == p.Text(f) {
		return nil, at("says", "amendment.same")
	}
	return a, nil
}

// OwnAmendments lists what a resident asked for, the latest first.
func (d *Desk) OwnAmendments(ctx context.Context, by quanyuan.Principal) ([]*quanyuan.Amendment, error) {
	p, err := d.follow(ctx, by, access.Amend, by.Person)
	if err != nil {
		return nil, err
	}
	return d.amendments(ctx, quanyuan.PaperQuery{Kind: quanyuan.AmendmentPaper, Person: p.Number, Scope: quanyuan.Everywhere})
}

func (d *Desk) amendments(ctx context.Context, q quanyuan.PaperQuery) (out []*quanyuan.Amendment, err error) {
	ps, err := d.store.Papers(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, p := range slices.Backward(ps) {
		a, err := quanyuan.AmendmentOf(p)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// Amendments lists what residents of the principal's division ask for, in some
// states or in all, the latest first. It is noted.
func (d *Desk) Amendments(ctx context.Context, by quanyuan.Principal, states ...string) ([]*quanyuan.Amendment, error) {
	if err := d.may(by, access.Correct, string(quanyuan.AmendmentPaper), ""); err != nil {
		return nil, err
	}
	out, err := d.amendments(ctx, quanyuan.PaperQuery{Kind: quanyuan.AmendmentPaper, States: states, Scope: by.Scope()})
	if err != nil {
		return nil, err
	}
	return out, d.note(by, access.List, string(quanyuan.AmendmentPaper), "", strings.Join(by.Scope(), ","), len(out))
}

// Amendment gives one: to the resident who asked, or to who decides it.
func (d *Desk) Amendment(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Amendment, error) {
	p, err := d.amendmentPaper(ctx, by, id)
	if err != nil {
		return nil, err
	}
	return quanyuan.AmendmentOf(p)
}

func (d *Desk) amendmentPaper(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Paper, error) {
	if by.Post != quanyuan.Citizen {
		return d.Paper(ctx, by, quanyuan.AmendmentPaper, id)
	}
	me, err := d.follow(ctx, by, access.Amend, by.Person)
	if err != nil {
		return nil, err
	}
	p, err := d.store.Paper(ctx, quanyuan.AmendmentPaper, id)
	if err == nil && !slices.Contains(p.Persons, me.Number) { // not to be told apart from one that is not there
		err = &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "paper.unknown", Args: []any{id}}
	}
	return p, err
}

// Proof gives what was sent as proof, to who asked and to who decides. It is
// noted.
func (d *Desk) Proof(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Attachment, error) {
	a, err := d.Amendment(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if a.Proof == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "proof.none"}
	}
	p, err := d.store.Paper(ctx, quanyuan.ProofPaper, a.Proof)
	if err != nil {
		return nil, err
	}
	e, err := quanyuan.ProofOf(p)
	if err != nil {
		return nil, err
	}
	return e, d.note(by, access.View, string(quanyuan.ProofPaper), a.Proof, "", 1)
}

// WithdrawAmendment takes back what a resident asked for.
func (d *Desk) WithdrawAmendment(ctx context.Context, by quanyuan.Principal, id string) error {
	if by.Post != quanyuan.Citizen {
		return d.checked(by, access.Amend, string(quanyuan.AmendmentPaper), id, access.May(by, access.Amend, ""))
	}
	a, err := d.Amendment(ctx, by, id)
	if err != nil {
		return err
	}
	if a.State != quanyuan.AmendmentOpen {
		return refuse("amendment.closed")
	}
	a.State = quanyuan.AmendmentWithdrawn
	a.Steps = append(a.Steps, quanyuan.Step{Act: "withdraw", At: d.now()})
	c := &quanyuan.Change{}
	d.file(c, by, a.Paper())
	return d.apply(ctx, by, access.Amend, c)
}

// DecideAmendment answers a resident, with a reason. To accept one of a field
// corrects it in the same act; what is no field the clerk has done herself.
// version is that of the amendment as it was shown.
func (d *Desk) DecideAmendment(ctx context.Context, by quanyuan.Principal, id string, version int64, accept bool, reason string) error {
	p, err := d.amendmentPaper(ctx, by, id)
	if err != nil {
		return err
	}
	if err := d.may(by, access.Correct, string(quanyuan.AmendmentPaper), id, p.Desk); err != nil {
		return err
	}
	a, err := quanyuan.AmendmentOf(p)
	if err != nil {
		return err
	}
	if a.State != quanyuan.AmendmentOpen {
		return refuse("amendment.closed")
	}
	if reason = strings.TrimSpace(reason); utf8.RuneCountInString(reason) < 4 {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "access.reason", Where: quanyuan.Where{Field: "reason"}}
	}
	a.Version = version
	step := quanyuan.Step{Act: "decline", At: d.now(), Actor: by.Name, Division: by.Division, Reason: reason}
	if a.State = quanyuan.AmendmentDeclined; accept {
		a.State, step.Act = quanyuan.AmendmentAccepted, "accept"
	}
	a.Steps = append(a.Steps, step)
	paper := a.Paper()
	f, ok := quanyuan.FieldByKey(a.Field)
	if !accept || !ok {
		c := &quanyuan.Change{}
		d.file(c, by, paper)
		return d.apply(ctx, by, access.Correct, c)
	}
	number, err := d.follow(ctx, by, access.Correct, a.Person)
	if err != nil {
		return err
	}
	paper.At, paper.Actor = d.now(), by.Name
	r := &quanyuan.Record{}
	r.Set(f, a.Value)
	_, err = d.act(ctx, by, act{Event: quanyuan.Event{Kind: quanyuan.Corrected, Person: number.Number, Field: f, Reason: reason}, record: r, papers: []*quanyuan.Paper{paper}})
	return err
}
