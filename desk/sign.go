package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/campaign"
	"quanyuan/publish"
	"quanyuan/refdata/division"
)

// SignOrder is somebody's will to answer for a division.
type SignOrder struct {
	Division string
	Signer   string // who cleaned; the principal's name when it is empty
	Duty     string
	Head     string // who signs beside
}

// Sign fixes the state of a division under the open campaign: from then on a
// change of anybody in it shows as a signature that no longer fits.
func (d *Desk) Sign(ctx context.Context, by quanyuan.Principal, o SignOrder) (*quanyuan.Signature, error) {
	if err := d.may(by, access.Sign, string(quanyuan.SignaturePaper), "", o.Division); err != nil {
		return nil, err
	}
	if len(o.Division) != 12 || d.tree().Name(division.Code(o.Division)) == "" {
		return nil, refuse("sign.community")
	}
	if strings.TrimSpace(by.Name) == "" {
		return nil, refuse("event.actor")
	}
	c, err := d.Campaign(ctx)
	if err != nil {
		return nil, err
	}
	before, err := d.signature(ctx, c.ID, o.Division)
	if err == nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "sign.again", Args: []any{before.Signer, before.At.Format("2006-01-02 15:04")}}
	}
	if !errors.Is(err, quanyuan.ErrNotFound) {
		return nil, err
	}
	tasks, err := d.campaignTasks(ctx, c.ID, quanyuan.Scope{o.Division})
	if err != nil {
		return nil, err
	}
	s := &quanyuan.Signature{Campaign: c.ID, Division: o.Division, Signer: o.Signer, Duty: o.Duty, Head: o.Head, At: d.now(), Stands: true}
	if s.Signer == "" {
		s.Signer = by.Name
	}
	if s.State, err = d.stateOf(ctx, o.Division, tasks); err != nil {
		return nil, err
	}
	if err := d.trail.flush(ctx); err != nil {
		return nil, err
	}
	head, err := d.store.Head(ctx)
	if err != nil {
		return nil, err
	}
	s.Anchor = head.String()
	return s, d.putSignature(ctx, by, s)
}

func (d *Desk) putSignature(ctx context.Context, by quanyuan.Principal, s *quanyuan.Signature) error {
	p := s.Paper()
	p.At, p.Actor = d.now(), by.Name
	err := d.apply(ctx, by, access.Sign, &quanyuan.Change{Papers: []*quanyuan.Paper{p}})
	s.ID, s.Version = p.ID, p.Version
	return err
}

// stateOf is the state of a division now.
func (d *Desk) stateOf(ctx context.Context, code string, tasks []*quanyuan.Task) (quanyuan.SignedState, error) {
	s := campaign.NewSigning(code)
	q := quanyuan.PersonQuery{Scope: quanyuan.Scope{code}, Limit: chunk}
	for {
		ps, err := d.store.PersonsIn(ctx, q)
		if err != nil {
			return quanyuan.SignedState{}, err
		}
		for _, p := range ps {
			s.Add(p)
		}
		if len(ps) < q.Limit {
			return s.State(tasks), nil
		}
		last := ps[len(ps)-1]
		q.AfterCommunity, q.After = last.Community, last.Person.Number
	}
}

// signatures lists the signatures of a campaign that stand in a part of the city.
func (d *Desk) signatures(ctx context.Context, id string, scope quanyuan.Scope) ([]*quanyuan.Signature, error) {
	var out []*quanyuan.Signature
	for p, err := range d.everyPaper(ctx, quanyuan.PaperQuery{Kind: quanyuan.SignaturePaper, States: []string{quanyuan.SignatureStands}, Scope: scope}) {
		if err != nil {
			return nil, err
		}
		s, err := quanyuan.SignatureOf(p)
		if err != nil {
			return nil, err
		}
		if s.Campaign == id {
			out = append(out, s)
		}
	}
	return out, nil
}

// signature is the one that stands for a division.
func (d *Desk) signature(ctx context.Context, id, code string) (*quanyuan.Signature, error) {
	all, err := d.signatures(ctx, id, quanyuan.Scope{code})
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(s *quanyuan.Signature) bool { return s.Division == code }); i >= 0 {
		return all[i], nil
	}
	return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "sign.none"}
}

// CheckSignature gives the signature that stands for a division, the state of
// now, and whether it is still the one that was signed.
func (d *Desk) CheckSignature(ctx context.Context, by quanyuan.Principal, code string) (s *quanyuan.Signature, now quanyuan.SignedState, fits bool, err error) {
	if err := d.may(by, access.Figures, string(quanyuan.SignaturePaper), "", code); err != nil {
		return nil, now, false, err
	}
	c, err := d.Campaign(ctx)
	if err != nil {
		return nil, now, false, err
	}
	if s, err = d.signature(ctx, c.ID, code); err != nil {
		return nil, now, false, err
	}
	tasks, err := d.campaignTasks(ctx, c.ID, quanyuan.Scope{code})
	if err != nil {
		return nil, now, false, err
	}
	now, err = d.stateOf(ctx, code, tasks)
	return s, now, err == nil && now.Hash == s.State.Hash, err
}

// WithdrawSignature takes back the signature that stands for a division; it
// stays readable, with the reason.
func (d *Desk) WithdrawSignature(ctx context.Context, by quanyuan.Principal, code, reason string) error {
	if err := d.may(by, access.Sign, string(quanyuan.SignaturePaper), "", code); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return refuse("transfer.reason")
	}
	c, err := d.Campaign(ctx)
	if err != nil {
		return err
	}
	s, err := d.signature(ctx, c.ID, code)
	if err != nil {
		return err
	}
	s.Stands, s.Withdrawn = false, reason
	return d.putSignature(ctx, by, s)
}

// SignSheet is the sheet that is printed, signed and stamped.
func (d *Desk) SignSheet(ctx context.Context, by quanyuan.Principal, code string) (*publish.SignSheet, error) {
	s, _, fits, err := d.CheckSignature(ctx, by, code)
	if err != nil {
		return nil, err
	}
	c, err := d.Campaign(ctx)
	if err != nil {
		return nil, err
	}
	return &publish.SignSheet{Campaign: c, Signature: s, Place: d.tree().FullName(division.Code(code)), Fits: fits, Task: campaign.Zh[string]}, nil
}
