package desk

import (
	"cmp"
	"context"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/review"
)

// CaseOrder settles a row that is about a person of the register.
type CaseOrder struct {
	Record  quanyuan.RecordID
	Version int64 // of the case as it was shown
	// Person is whom the row is about; empty: whom collation proposed.
	Person quanyuan.Number
	Chosen []Chosen
}

// Chosen is whose word a clerk takes on a field.
type Chosen = review.Chosen

// SettleCase rules that a row is about a person, and whose word holds in each
// field in which the two differ. All of it is written at once, and is taken
// back at once by TakeBackCase.
func (d *Desk) SettleCase(ctx context.Context, by quanyuan.Principal, o CaseOrder) error {
	p, c, r, err := d.openCase(ctx, by, o.Record, o.Version)
	if err != nil {
		return err
	}
	n := cmp.Or(o.Person, p.Person)
	if n == "" {
		return refuse("case.nobody")
	}
	question, err := d.questionOf(ctx, o.Record)
	if err != nil {
		return err
	}
	if question != "" {
		return refuse("case.question", question)
	}
	person, err := d.reach(ctx, by, access.Attach, n)
	if err != nil {
		return err
	}
	if err := d.notRuledDifferent(ctx, []quanyuan.RecordID{o.Record}, person.Records, ""); err != nil {
		return err
	}
	if left := review.Undecided(p, o.Chosen); n == p.Person && len(left) > 0 {
		return refuse("case.undecided", left[0].Zh(), left[0].Key())
	}
	review.SortChosen(o.Chosen)
	said, err := review.Settle(person, r, p.Placed, o.Chosen, d.today(), causeOf(quanyuan.CasePaper, quanyuan.CaseID(o.Record)))
	if err != nil {
		return err
	}
	sources, err := d.sources(ctx)
	if err != nil {
		return err
	}
	change := &quanyuan.Change{}
	if err := d.addSaid(ctx, change, by, n, said, sources); err != nil {
		return err
	}
	c.Person, c.Choices = n, nil
	for _, x := range o.Chosen {
		c.Choices = append(c.Choices, x.Choice)
	}
	return d.closeCase(ctx, by, change, p, c, quanyuan.CaseSettled, "")
}

// Choice reads whose word a clerk takes on a field: "list", "register", or
// "typed:" with what is written instead, which is understood as in a form.
func (d *Desk) Choice(ctx context.Context, f quanyuan.Field, text string) (review.Chosen, error) {
	c := review.Chosen{Choice: quanyuan.Choice{Field: f, Take: quanyuan.Take(text)}}
	if typed, ok := strings.CutPrefix(text, "typed:"); ok {
		r, err := d.Form(ctx, map[quanyuan.Field]string{f: typed})
		if err != nil {
			return c, err
		}
		c.Take, c.Value = quanyuan.TakeTyped, r.Value(f)
	}
	if c.Take != quanyuan.TakeList && c.Take != quanyuan.TakeRegister && c.Take != quanyuan.TakeTyped || !review.Choosable(f) {
		return c, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "case.take", Args: []any{f.Zh()}, Where: quanyuan.Where{Field: f.Key()}}
	}
	return c, nil
}

// openCase gives a case about which something may still be done, as it was
// shown.
func (d *Desk) openCase(ctx context.Context, by quanyuan.Principal, id quanyuan.RecordID, version int64) (*quanyuan.Proposal, *quanyuan.Case, *quanyuan.Record, error) {
	p, c, r, err := d.caseOf(ctx, by, id)
	switch {
	case err != nil:
		return nil, nil, nil, err
	case c.Version != version:
		return nil, nil, nil, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "paper.changed", Args: []any{quanyuan.CaseID(id)}}
	case c.State != quanyuan.CaseOpen:
		return nil, nil, nil, refuse("case.closed")
	}
	owner, err := d.store.PersonOf(ctx, id)
	if err == nil && owner != "" {
		err = &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "record.taken"}
	}
	return p, c, r, err
}

// closeCase writes a change together with what it does about a case.
func (d *Desk) closeCase(ctx context.Context, by quanyuan.Principal, change *quanyuan.Change, p *quanyuan.Proposal, c *quanyuan.Case, state, reason string) error {
	c.State = state
	d.stepCase(change, by, p, c, state, reason)
	return d.apply(ctx, by, access.Attach, change)
}

// stepCase puts a case, with one step more, into a change.
func (d *Desk) stepCase(change *quanyuan.Change, by quanyuan.Principal, p *quanyuan.Proposal, c *quanyuan.Case, act, reason string) {
	c.Steps = append(c.Steps, quanyuan.Step{Act: act, At: d.now(), Actor: by.Name, Division: by.Division, Reason: reason})
	paper := c.Paper(cmp.Or(p.Desk(), d.nowhere()))
	d.file(change, by, paper)
	change.Audit = append(change.Audit, d.line(by, access.Attach, string(paper.Kind), paper.ID))
}

// SearchCase looks in the whole city for the person a new row may be about, and
// keeps the receipt with which the row may be entered.
func (d *Desk) SearchCase(ctx context.Context, by quanyuan.Principal, id quanyuan.RecordID) (*Answer, error) {
	_, _, r, err := d.caseOf(ctx, by, id)
	if err != nil {
		return nil, err
	}
	query := &quanyuan.Record{Role: r.Role}
	for _, v := range r.Values {
		query.Set(v.Field, v.Value)
	}
	return d.Search(ctx, by, query)
}

// EnterCase adds the person a new row is about, on the receipt of SearchCase.
func (d *Desk) EnterCase(ctx context.Context, by quanyuan.Principal, id quanyuan.RecordID, version int64, receipt string) (*quanyuan.Person, error) {
	p, c, r, err := d.openCase(ctx, by, id, version)
	if err != nil {
		return nil, err
	}
	c.State = quanyuan.CaseSettled
	c.Steps = append(c.Steps, quanyuan.Step{Act: "entered", At: d.now(), Actor: by.Name, Division: by.Division})
	return d.enter(ctx, by, r, p.Placed, receipt, func(n quanyuan.Number) *quanyuan.Paper {
		c.Person = n
		paper := c.Paper(cmp.Or(p.Desk(), d.nowhere()))
		paper.At, paper.Actor = d.now(), by.Name
		return paper
	})
}

// TransferCase proposes to take over the person of a row from the community in
// which the register has him. The row waits for the answer. The one person of
// t.Moves is whom it is about; without any, whom collation proposed.
func (d *Desk) TransferCase(ctx context.Context, by quanyuan.Principal, id quanyuan.RecordID, version int64, t quanyuan.Transfer) (*TransferView, error) {
	p, c, _, err := d.openCase(ctx, by, id, version)
	if err != nil {
		return nil, err
	}
	n := p.Person
	if len(t.Moves) == 1 {
		n = t.Moves[0].Person
	}
	if n == "" {
		return nil, refuse("case.nobody")
	}
	change, proposed, err := d.proposal(ctx, by, TransferOrder{Transfer: t, Persons: []quanyuan.Number{n}})
	if err != nil {
		return nil, err
	}
	// The row names its transfer, so that must have its number before both are
	// written; one that is refused leaves a gap.
	ids, err := d.store.NewPaperIDs(ctx, quanyuan.TransferPaper, 1)
	if err != nil {
		return nil, err
	}
	c.Person = n
	if len(proposed.Pending()) > 0 {
		c.State, c.Transfer = quanyuan.CaseWaiting, ids[0]
		d.stepCase(change, by, p, c, c.State, t.Reason)
	} else { // with a place outside the city: nobody has to answer
		d.stepCase(change, by, p, c, review.StateOf(proposed), t.Reason)
	}
	return d.writeTransfer(ctx, by, change, proposed, &quanyuan.Paper{ID: ids[0]})
}

// DeclineCase closes a row that changes nothing, for a reason: not a person, not
// in scope, asked of the source.
func (d *Desk) DeclineCase(ctx context.Context, by quanyuan.Principal, id quanyuan.RecordID, version int64, reason string) error {
	p, c, _, err := d.openCase(ctx, by, id, version)
	if err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return refuse("transfer.reason")
	}
	return d.closeCase(ctx, by, &quanyuan.Change{}, p, c, quanyuan.CaseDeclined, reason)
}

// TakeBackCase puts a row on the list again as if nothing had been done: its
// record leaves the person, with the choices made then. It is refused when
// something later rests on them. A person who was added for the row is taken
// out by an exit, not by this.
func (d *Desk) TakeBackCase(ctx context.Context, by quanyuan.Principal, id quanyuan.RecordID, version int64) error {
	p, c, _, err := d.caseOf(ctx, by, id)
	switch {
	case err != nil:
		return err
	case c.Version != version:
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "paper.changed", Args: []any{quanyuan.CaseID(id)}}
	case c.State == quanyuan.CaseOpen:
		return refuse("case.open")
	case c.State == quanyuan.CaseWaiting:
		return refuse("case.waits", c.Transfer)
	}
	change := &quanyuan.Change{}
	if c.State == quanyuan.CaseSettled {
		if change, err = d.detachChange(ctx, by, id); err != nil {
			return err
		}
	}
	c.Choices = nil
	return d.closeCase(ctx, by, change, p, c, quanyuan.CaseOpen, "")
}

// detachChange is what taking an attachment back writes.
func (d *Desk) detachChange(ctx context.Context, by quanyuan.Principal, id quanyuan.RecordID) (*quanyuan.Change, error) {
	n, err := d.store.PersonOf(ctx, id)
	if err != nil {
		return nil, err
	}
	person, err := d.reach(ctx, by, access.Attach, n)
	if err != nil {
		return nil, err
	}
	if person.Exited == quanyuan.ExitErased {
		return nil, refuse("person.erased", n)
	}
	events, err := d.store.Events(ctx, n)
	if err != nil {
		return nil, err
	}
	attached, dropped, err := review.Detach(id, events)
	if err != nil {
		return nil, err
	}
	gone := map[quanyuan.RecordID]bool{}
	for _, r := range dropped {
		gone[r] = true
	}
	var left []quanyuan.Event
	var records []quanyuan.RecordID
	for _, e := range events {
		if !gone[e.Record] {
			left = append(left, e)
		}
	}
	for _, r := range person.Records {
		if !gone[r] {
			records = append(records, r)
		}
	}
	after, err := d.fold(ctx, n, left, records)
	if err != nil {
		return nil, err
	}
	e := &quanyuan.Event{Kind: quanyuan.Detached, Person: n, Dropped: dropped, Cause: attached, At: d.now(), Actor: by.Name, Reason: causeOf(quanyuan.CasePaper, quanyuan.CaseID(id))}
	return &quanyuan.Change{Events: []*quanyuan.Event{e}, Persons: []quanyuan.PersonState{{After: after, Seen: person.Version, Keys: collate.SearchKeys(after, d.parser())}}}, nil
}

// reopen puts rows on the list again whose transfer has been answered.
func (d *Desk) reopen(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, transfer *quanyuan.Paper) error {
	if transfer.State == quanyuan.TransferProposed || transfer.State == quanyuan.TransferEscalated {
		return nil
	}
	for _, n := range transfer.Persons {
		ps, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.CasePaper, States: []string{quanyuan.CaseWaiting}, Person: n, Scope: quanyuan.Everywhere})
		if err != nil {
			return err
		}
		for _, p := range ps {
			k, err := quanyuan.CaseOf(p)
			if err != nil {
				return err
			}
			if k.Transfer != transfer.ID {
				continue
			}
			k.State, k.Transfer = quanyuan.CaseOpen, ""
			k.Steps = append(k.Steps, quanyuan.Step{Act: transfer.State, At: d.now(), Actor: by.Name, Division: by.Division})
			d.file(c, by, k.Paper(p.Desk))
		}
	}
	return nil
}
