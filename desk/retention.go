package desk

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
)

// DueBatch is a batch whose time has passed.
type DueBatch struct {
	quanyuan.Batch
	Hold string // paper of a hold that keeps it; empty: it may be destroyed
}

// Retention lists the batches whose file and raw rows need not be kept any more
// and are not destroyed yet, in the order in which they came.
func (d *Desk) Retention(ctx context.Context, by quanyuan.Principal) ([]DueBatch, error) {
	if err := d.may(by, access.Dispose, "batch", ""); err != nil {
		return nil, err
	}
	batches, err := d.store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	years, err := d.RetentionYears(ctx)
	if err != nil {
		return nil, err
	}
	var due []DueBatch
	for _, b := range batches {
		done, err := d.disposalOf(ctx, b.ID)
		if err != nil {
			return nil, err
		}
		if done == nil && d.passed(&b, years) {
			due = append(due, DueBatch{Batch: b})
		}
	}
	if len(due) == 0 {
		return nil, nil
	}
	held, err := d.held(ctx)
	for i := range due {
		due[i].Hold = held[due[i].ID]
	}
	return due, err
}

func (d *Desk) passed(b *quanyuan.Batch, years int) bool {
	return !b.Received.AddDate(years, 0, 0).After(d.now())
}

func (d *Desk) disposalOf(ctx context.Context, id quanyuan.BatchID) (*quanyuan.Disposal, error) {
	p, err := d.store.Paper(ctx, quanyuan.DisposalPaper, strconv.FormatInt(int64(id), 10))
	if errors.Is(err, quanyuan.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := &quanyuan.Disposal{}
	return out, json.Unmarshal(p.Body, out)
}

// held gives the batches that a hold keeps, with its paper: those named, those
// with a record of a person who is named or stands or stood in a division that
// is named, and those that speak for such a division.
func (d *Desk) held(ctx context.Context) (map[quanyuan.BatchID]string, error) {
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.HoldPaper, States: []string{quanyuan.HoldStands}, Scope: quanyuan.Everywhere})
	if err != nil {
		return nil, err
	}
	out := map[quanyuan.BatchID]string{}
	persons, places := map[quanyuan.Number]string{}, map[string]string{}
	for _, p := range papers {
		h, err := quanyuan.HoldOf(p)
		if err != nil {
			return nil, err
		}
		switch h.Of {
		case "batch":
			n, _ := strconv.ParseInt(h.Name, 10, 64)
			out[quanyuan.BatchID(n)] = p.ID
		case "person":
			persons[quanyuan.Number(h.Name)] = p.ID
		default:
			places[h.Name] = p.ID
		}
	}
	if len(persons)+len(places) == 0 {
		return out, nil
	}
	return out, errors.Join(d.heldByPlace(ctx, out, places), d.heldByPerson(ctx, out, persons, places))
}

func (d *Desk) heldByPlace(ctx context.Context, out map[quanyuan.BatchID]string, places map[string]string) error {
	batches, err := d.store.Batches(ctx)
	for _, b := range batches {
		for _, place := range sortedKeys(places) {
			if c := b.Source.Division; c != "" && (quanyuan.Scope{place}.Holds(c) || quanyuan.Scope{c}.Holds(place)) {
				out[b.ID] = places[place]
			}
		}
	}
	return err
}

func (d *Desk) heldByPerson(ctx context.Context, out map[quanyuan.BatchID]string, persons map[quanyuan.Number]string, places map[string]string) error {
	forwards := map[quanyuan.Number]string{}
	for n, hold := range persons {
		p, err := d.Person(ctx, n)
		if err != nil {
			return err
		}
		forwards[p.Number] = hold
	}
	for p, err := range d.store.Persons(ctx) {
		if err != nil {
			return err
		}
		hold := forwards[p.Number]
		for i := range p.Presences {
			for _, place := range sortedKeys(places) {
				if (quanyuan.Scope{place}).Holds(p.Presences[i].Community) {
					hold = places[place]
				}
			}
		}
		if hold == "" {
			continue
		}
		for _, r := range p.Records {
			if b := quanyuan.BatchID(r >> 32); b > 0 {
				out[b] = hold
			}
		}
	}
	return nil
}

// HoldBack keeps a batch, a person or a division from disposal, or lets it go.
func (d *Desk) HoldBack(ctx context.Context, by quanyuan.Principal, h quanyuan.Hold, release bool) error {
	if err := d.may(by, access.Dispose, string(quanyuan.HoldPaper), ""); err != nil {
		return err
	}
	bad := func(key string, args ...any) error {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
	}
	if strings.TrimSpace(by.Name) == "" {
		return bad("event.actor")
	}
	if strings.TrimSpace(h.Reason) == "" {
		return bad("retention.reason")
	}
	if err := d.holdable(ctx, &h); err != nil {
		return err
	}
	before, err := d.paper(ctx, &quanyuan.Change{}, quanyuan.HoldPaper, h.Of+"-"+h.Name)
	if err != nil {
		return err
	}
	if release {
		if before == nil || before.State != quanyuan.HoldStands {
			return bad("retention.no_hold")
		}
		was, err := quanyuan.HoldOf(before)
		if err != nil {
			return err
		}
		h.Reason, h.Release = was.Reason, h.Reason
	}
	if h.Stands = !release; before != nil {
		h.Version = before.Version
	}
	c := &quanyuan.Change{}
	d.file(c, by, h.Paper())
	return d.apply(ctx, by, access.Dispose, c)
}

// holdable checks that there is what a hold names.
func (d *Desk) holdable(ctx context.Context, h *quanyuan.Hold) error {
	switch h.Of {
	case "batch":
		_, err := d.batch(ctx, h.Name)
		return err
	case "person":
		_, err := d.store.Person(ctx, quanyuan.Number(h.Name))
		return err
	case "division":
		if d.tree().Name(division.Code(h.Name)) == "" {
			return unknownDivision(h.Name)
		}
		return nil
	}
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "retention.hold"}
}

func (d *Desk) batch(ctx context.Context, id string) (*quanyuan.Batch, error) {
	batches, err := d.store.Batches(ctx)
	for i := range batches {
		if strconv.FormatInt(int64(batches[i].ID), 10) == id {
			return &batches[i], nil
		}
	}
	return nil, errors.Join(err, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "retention.batch", Args: []any{id}})
}

// DisposeOf destroys the file and the raw rows of a batch whose time has passed
// and that no hold keeps. Records, values and the receipt stay. One that was
// cut short is finished by disposing again.
func (d *Desk) DisposeOf(ctx context.Context, by quanyuan.Principal, id, reason string) (*quanyuan.Disposal, error) {
	if err := d.may(by, access.Dispose, "batch", id); err != nil {
		return nil, err
	}
	bad := func(key string, args ...any) error {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
	}
	if strings.TrimSpace(by.Name) == "" {
		return nil, bad("event.actor")
	}
	if strings.TrimSpace(reason) == "" {
		return nil, bad("retention.reason")
	}
	b, err := d.batch(ctx, id)
	if err != nil {
		return nil, err
	}
	years, err := d.RetentionYears(ctx)
	if err != nil {
		return nil, err
	}
	if !d.passed(b, years) {
		return nil, bad("retention.early", b.ID, quanyuan.DateOf(b.Received))
	}
	held, err := d.held(ctx)
	if err != nil {
		return nil, err
	}
	if held[b.ID] != "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "retention.held", Args: []any{b.ID, held[b.ID]}}
	}
	out := &quanyuan.Disposal{Batch: b.ID, File: b.File, FileHash: b.Hash, Received: b.Received, At: d.now(), Actor: by.Name, Reason: reason}
	before, err := d.paper(ctx, &quanyuan.Change{}, quanyuan.DisposalPaper, id)
	if err != nil {
		return nil, err
	}
	if before != nil {
		if err := json.Unmarshal(before.Body, out); err != nil {
			return nil, err
		}
	}
	err = d.store.Dispose(ctx, b.ID, func(x quanyuan.Destroyed) *quanyuan.Change {
		c := &quanyuan.Change{}
		p := &quanyuan.Paper{Kind: quanyuan.DisposalPaper, ID: id, State: quanyuan.DisposalDone}
		if before != nil {
			p.Version = before.Version
		} else {
			out.Destroyed = x
		}
		p.Body, _ = json.Marshal(out) // of plain types: it cannot fail
		d.file(c, by, p)
		l := d.line(by, access.Dispose, "batch", id)
		l.Count, l.Reason, l.Detail = x.Rows, reasonOf(reason), x.Hash
		c.Audit = append(c.Audit, l)
		return c
	})
	return out, err
}
