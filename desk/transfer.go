package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
	"quanyuan/review"
)

// settingTransferDays is how many days a transfer may wait for an answer.
const settingTransferDays = "transfer_days"

const transferDays = 15

// TransferOrder is what somebody proposes: who moves, what, from where to
// where. Steps and Moves are filled in by the desk.
type TransferOrder struct {
	quanyuan.Transfer
	Persons []quanyuan.Number
	// Households are numbers of households of the losing community; of their
	// members go along all who have what moves.
	Households []string
}

// TransferView is a transfer as one of those sees it who may.
type TransferView struct {
	ID      string
	Version int64
	State   string
	Due     quanyuan.Date // of the answer
	Role    review.Role   // of who looks
	// Mine: whoever looks is to act next.
	Mine bool
	// Late: the answer is overdue.
	Late bool
	// Acts are what whoever looks may do now.
	Acts []PossibleAct
	quanyuan.Transfer
}

// ProposeTransfer lays a transfer before the other side. One with a place
// outside the city has no other side and holds at once.
func (d *Desk) ProposeTransfer(ctx context.Context, by quanyuan.Principal, o TransferOrder) (*TransferView, error) {
	c, t, err := d.proposal(ctx, by, o)
	if err != nil {
		return nil, err
	}
	return d.writeTransfer(ctx, by, c, t, &quanyuan.Paper{})
}

// proposal is a transfer that may be proposed, with the change it makes at once.
func (d *Desk) proposal(ctx context.Context, by quanyuan.Principal, o TransferOrder) (*quanyuan.Change, *quanyuan.Transfer, error) {
	t := o.Transfer
	if err := d.may(by, access.Transfer, string(quanyuan.TransferPaper), ""); err != nil {
		return nil, nil, err
	}
	if err := d.checkOrder(by, &t); err != nil {
		return nil, nil, err
	}
	persons, err := d.movers(ctx, &t, o)
	if err != nil {
		return nil, nil, err
	}
	state, act := quanyuan.TransferProposed, review.Propose
	c := &quanyuan.Change{}
	if t.OneSided() {
		state = quanyuan.TransferAccepted
	} else {
		t.Superior = review.CommonSuperior(t.From, t.To)
	}
	t.Moves = nil
	for _, n := range persons {
		if err := d.mayMove(ctx, &t, n, ""); err != nil {
			return nil, nil, err
		}
		t.Moves = append(t.Moves, quanyuan.Move{Person: n, State: state})
	}
	if t.OneSided() {
		if err := d.carry(ctx, c, by, &t, persons); err != nil {
			return nil, nil, err
		}
	}
	t.Steps = []quanyuan.Step{{Act: string(act), At: d.now(), Actor: by.Name, Division: by.Division, Reason: t.Reason}}
	return c, &t, nil
}

// checkOrder checks what can be checked without the persons, and finds out
// which side proposes.
func (d *Desk) checkOrder(by quanyuan.Principal, t *quanyuan.Transfer) error {
	bad := func(key string, args ...any) error {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
	}
	if strings.TrimSpace(by.Name) == "" {
		return bad("event.actor")
	}
	if !slices.Contains([]quanyuan.TransferKind{quanyuan.MovesResidence, quanyuan.MovesHukou, quanyuan.MovesBoth}, t.TransferKind) {
		return bad("transfer.kind", string(t.TransferKind))
	}
	if c := division.Code(t.From); c != "" && (c.Level() != division.Community || d.tree().Name(c) == "") {
		return bad("division.unknown", t.From) // a retired one may still be left
	}
	if t.To != "" {
		if err := d.community(t.To); err != nil {
			return err
		}
	}
	scope := by.Scope()
	from, to := t.From != "" && scope.Holds(t.From), t.To != "" && scope.Holds(t.To)
	switch {
	case t.From == t.To:
		return bad("transfer.nowhere")
	case t.OneSided() && strings.TrimSpace(t.Outside) == "":
		return bad("transfer.outside")
	case !t.OneSided() && from == to, !from && !to:
		return bad("transfer.not_yours")
	case strings.TrimSpace(t.Reason) == "":
		return bad("transfer.reason")
	case review.ShortStay(t.Reason):
		return bad("transfer.short_stay")
	case t.Day.Day == 0 || !t.Day.Valid():
		return bad("event.date")
	}
	if days, _ := t.Day.Days(d.today()); days < 0 {
		return bad("transfer.future", t.Day)
	}
	t.ByGaining = !t.OneSided() && to
	return nil
}

// movers lists who moves, each once, in order of the numbers.
func (d *Desk) movers(ctx context.Context, t *quanyuan.Transfer, o TransferOrder) ([]quanyuan.Number, error) {
	persons := slices.Clone(o.Persons)
	for _, household := range o.Households {
		members, err := d.store.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{t.From}, Household: household})
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if _, err := review.Carry(t, m.Person); err == nil {
				persons = append(persons, m.Person.Number)
			}
		}
	}
	for i, n := range persons {
		p, err := d.Person(ctx, n)
		if err != nil {
			return nil, err
		}
		persons[i] = p.Number
	}
	slices.Sort(persons)
	if persons = slices.Compact(persons); len(persons) == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "transfer.nobody"}
	}
	return persons, nil
}

// mayMove refuses a person who does not have what moves, or about whom another
// transfer (not the paper except) of the same is pending.
func (d *Desk) mayMove(ctx context.Context, t *quanyuan.Transfer, n quanyuan.Number, except string) error {
	p, err := d.store.Person(ctx, n)
	if err != nil {
		return err
	}
	if _, err := review.Carry(t, p); err != nil {
		return err
	}
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.TransferPaper, States: quanyuan.TransferPending(), Scope: quanyuan.Everywhere, Person: n})
	if err != nil {
		return err
	}
	for _, paper := range papers {
		other, err := quanyuan.TransferOf(paper)
		if err != nil {
			return err
		}
		overlap := other.TransferKind == t.TransferKind || other.TransferKind == quanyuan.MovesBoth || t.TransferKind == quanyuan.MovesBoth
		if paper.ID != except && overlap && slices.Contains(other.Pending(), n) {
			return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "transfer.pending", Args: []any{n, paper.ID}}
		}
	}
	return nil
}

// carry puts what both sides say of the persons into a change.
func (d *Desk) carry(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, t *quanyuan.Transfer, persons []quanyuan.Number) error {
	sources, err := d.sources(ctx)
	if err != nil {
		return err
	}
	for _, n := range persons {
		p, err := d.Person(ctx, n)
		if err != nil {
			return err
		}
		if holdsPerson(c, p.Number) {
			continue // two numbers of the paper have become one person
		}
		said, err := review.Carry(t, p)
		if err != nil {
			return err
		}
		if err := d.addSaid(ctx, c, by, p.Number, said, sources); err != nil {
			return err
		}
	}
	return nil
}

// TransferAct is what may be done with a transfer.
type TransferAct = review.Act

// ActOnTransfer does something with a transfer: for all persons for whom the
// act is allowed, or for those named and for none if one of them is refused.
// Accepting writes what both communities say of every person at once.
func (d *Desk) ActOnTransfer(ctx context.Context, by quanyuan.Principal, id string, act review.Act, reason string, persons []quanyuan.Number) (*TransferView, error) {
	if strings.TrimSpace(by.Name) == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	paper, t, err := d.transfer(ctx, by, id)
	if err != nil {
		return nil, err
	}
	for _, n := range persons {
		if !slices.ContainsFunc(t.Moves, func(m quanyuan.Move) bool { return m.Person == n }) {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "transfer.not_in", Args: []any{n, id}}
		}
	}
	changed, err := d.decideMoves(ctx, by, paper, t, act, reason, persons)
	if err != nil {
		return nil, err
	}
	c := &quanyuan.Change{}
	if act == review.Accept || act == review.Approve {
		if err := d.carry(ctx, c, by, t, changed); err != nil {
			return nil, err
		}
	}
	step := quanyuan.Step{Act: string(act), At: d.now(), Actor: by.Name, Division: by.Division, Reason: reason}
	if len(changed) < len(t.Moves) {
		step.Persons = changed
	}
	t.Steps = append(t.Steps, step)
	if act == review.Escalate {
		paper.Due = quanyuan.Date{}
	}
	return d.writeTransfer(ctx, by, c, t, paper)
}

// decideMoves gives the persons of a transfer their new states.
func (d *Desk) decideMoves(ctx context.Context, by quanyuan.Principal, paper *quanyuan.Paper, t *quanyuan.Transfer, act review.Act, reason string, persons []quanyuan.Number) (changed []quanyuan.Number, err error) {
	role := review.RoleOf(t, by.Scope())
	late := d.late(paper)
	var refused error
	for i := range t.Moves {
		m := &t.Moves[i]
		if len(persons) > 0 && !slices.Contains(persons, m.Person) {
			continue
		}
		next, err := review.Next(m.State, act, role, reason, late)
		if err == nil && act == review.Escalate && m.State == quanyuan.TransferRefused {
			err = d.mayMove(ctx, t, m.Person, paper.ID)
		}
		if err != nil {
			if refused == nil {
				refused = err
			}
			continue
		}
		m.State = next
		changed = append(changed, m.Person)
	}
	if refused != nil && (len(changed) == 0 || len(persons) > 0) {
		return nil, refused
	}
	return changed, nil
}

// transfer gives a transfer to whom it concerns; to others it is not there.
func (d *Desk) transfer(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Paper, *quanyuan.Transfer, error) {
	if err := d.may(by, access.Transfer, string(quanyuan.TransferPaper), id); err != nil {
		return nil, nil, err
	}
	paper, err := d.store.Paper(ctx, quanyuan.TransferPaper, id)
	if err != nil {
		return nil, nil, err
	}
	t, err := quanyuan.TransferOf(paper)
	if err == nil && review.RoleOf(t, by.Scope()) == review.Stranger {
		err = &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "paper.unknown", Args: []any{id}}
	}
	return paper, t, err
}

// writeTransfer writes a transfer with what follows from it, over the paper
// that was seen.
func (d *Desk) writeTransfer(ctx context.Context, by quanyuan.Principal, c *quanyuan.Change, t *quanyuan.Transfer, seen *quanyuan.Paper) (*TransferView, error) {
	paper, err := t.Paper(review.StateOf(t))
	if err != nil {
		return nil, err
	}
	paper.ID, paper.Version, paper.Due, paper.At, paper.Actor = seen.ID, seen.Version, seen.Due, d.now(), by.Name
	if len(t.Pending()) == 0 {
		paper.Due = quanyuan.Date{}
	} else if paper.Due.IsZero() {
		days, err := d.TransferDays(ctx)
		if err != nil {
			return nil, err
		}
		paper.Due = quanyuan.DateOf(d.now().Add(time.Duration(days) * 24 * time.Hour))
	}
	c.Papers = append(c.Papers, paper)
	if err := d.apply(ctx, by, access.Transfer, c); err != nil {
		return nil, err
	}
	return d.viewTransfer(by, paper, t), nil
}

// viewTransfer is viewOf with what depends on the day.
func (d *Desk) viewTransfer(by quanyuan.Principal, p *quanyuan.Paper, t *quanyuan.Transfer) *TransferView {
	v := viewOf(by, p, t)
	v.Late = d.late(p)
	v.Acts = possibleActs(v)
	return v
}

func viewOf(by quanyuan.Principal, p *quanyuan.Paper, t *quanyuan.Transfer) *TransferView {
	v := &TransferView{ID: p.ID, Version: p.Version, State: p.State, Due: p.Due, Role: review.RoleOf(t, by.Scope()), Transfer: *t}
	v.Mine = v.State == quanyuan.TransferProposed && v.Role == review.Answering || v.State == quanyuan.TransferEscalated && v.Role == review.Office
	return v
}

// TransferOf reads the transfer of a paper for whoever was given it; what may be
// done with it depends on the day and is not told.
func TransferOf(by quanyuan.Principal, p *quanyuan.Paper) (*TransferView, error) {
	t, err := quanyuan.TransferOf(p)
	if err != nil {
		return nil, err
	}
	return viewOf(by, p, t), nil
}

// Transfer shows one transfer to whom it concerns.
func (d *Desk) Transfer(ctx context.Context, by quanyuan.Principal, id string) (*TransferView, error) {
	p, t, err := d.transfer(ctx, by, id)
	if err != nil {
		return nil, err
	}
	return d.viewTransfer(by, p, t), nil
}

// Transfers lists the transfers in some states (none named: in all) that
// concern whoever looks, at most limit (0: all).
func (d *Desk) Transfers(ctx context.Context, by quanyuan.Principal, states []string, limit int) ([]*TransferView, error) {
	if err := d.may(by, access.Transfer, string(quanyuan.TransferPaper), ""); err != nil {
		return nil, err
	}
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.TransferPaper, States: states, Scope: by.Scope(), Limit: limit})
	if err != nil {
		return nil, err
	}
	var out []*TransferView
	for _, p := range papers {
		t, err := quanyuan.TransferOf(p)
		if err != nil {
			return nil, err
		}
		out = append(out, d.viewTransfer(by, p, t))
	}
	return out, nil
}

// TransferDays is how many days a transfer may wait for an answer before either
// side can escalate it.
func (d *Desk) TransferDays(ctx context.Context) (int, error) {
	raw, err := d.store.Setting(ctx, settingTransferDays)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return transferDays, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(raw))
}

// SetTransferDays sets it, for transfers proposed from now on.
func (d *Desk) SetTransferDays(ctx context.Context, by quanyuan.Principal, days int) error {
	if err := d.may(by, access.Campaign, "setting", settingTransferDays); err != nil {
		return err
	}
	if days < 1 || days > 365 {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "transfer.days", Args: []any{days}}
	}
	if err := d.store.SetSetting(ctx, settingTransferDays, []byte(strconv.Itoa(days))); err != nil {
		return err
	}
	return d.note(by, access.Campaign, "setting", settingTransferDays, strconv.Itoa(days), 0)
}
