package desk

import (
	"context"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
	"quanyuan/review"
)

// PossibleAct is something that may be done with a transfer now.
type PossibleAct struct {
	Act     TransferAct
	Reason  bool              // it needs one
	Persons []quanyuan.Number // for whom it may be done
}

// Side names the role of whoever looks: "proposing", "answering" or "office".
func (v *TransferView) Side() string {
	switch v.Role {
	case review.Proposing:
		return "proposing"
	case review.Answering:
		return "answering"
	case review.Office:
		return "office"
	}
	return ""
}

// TransferActs lists what can be done with a transfer after it was proposed.
func TransferActs() []TransferAct {
	return []TransferAct{review.Accept, review.Refuse, review.Withdraw, review.Escalate, review.Approve, review.Reject}
}

// possibleActs asks the table of transfers for every person.
func possibleActs(v *TransferView) (out []PossibleAct) {
	for _, act := range TransferActs() {
		p := PossibleAct{Act: act}
		for _, m := range v.Moves {
			if _, err := review.Next(m.State, act, v.Role, "?", v.Late); err != nil {
				continue
			}
			p.Persons = append(p.Persons, m.Person)
			if _, err := review.Next(m.State, act, v.Role, "", v.Late); err != nil {
				p.Reason = true
			}
		}
		if len(p.Persons) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// late reports whether the answer to a paper is overdue.
func (d *Desk) late(p *quanyuan.Paper) bool {
	left, known := d.today().Days(p.Due)
	return known && left < 0
}

// TransferPersons shows who moves: those of the principal's divisions as he may
// see them, others as a search shows those who live elsewhere. Each is noted.
func (d *Desk) TransferPersons(ctx context.Context, by quanyuan.Principal, id string) (map[quanyuan.Number]*quanyuan.Person, error) {
	_, t, err := d.transfer(ctx, by, id)
	if err != nil {
		return nil, err
	}
	out := map[quanyuan.Number]*quanyuan.Person{}
	var lines []quanyuan.AuditLine
	for _, m := range t.Moves {
		p, err := d.Person(ctx, m.Person)
		if err != nil {
			return nil, err
		}
		if seen := access.Candidate(by, p); seen != nil {
			out[m.Person] = seen
			line := d.line(by, access.View, personKind, string(p.Number))
			line.Detail = string(quanyuan.TransferPaper) + " " + id
			lines = append(lines, line)
		}
	}
	return out, d.trail.addAll(lines)
}

// Mover is a person of a transfer that is not proposed yet.
type Mover struct {
	Person quanyuan.Number
	Shown  *quanyuan.Person // as a search shows him; nil when he cannot go along
	Err    error            // why he cannot go along; nil: he can
}

// CheckTransfer tells of everybody in an order whether he could move; nothing
// is written but who was looked at.
func (d *Desk) CheckTransfer(ctx context.Context, by quanyuan.Principal, o TransferOrder) ([]Mover, error) {
	t := o.Transfer
	if err := d.may(by, access.Transfer, string(quanyuan.TransferPaper), ""); err != nil {
		return nil, err
	}
	if err := d.checkOrder(by, &t); err != nil {
		return nil, err
	}
	// A number that nobody has does not hide the others.
	var out []Mover
	known := o
	known.Persons = nil
	for _, n := range o.Persons {
		if _, err := d.Person(ctx, n); err != nil {
			out = append(out, Mover{Person: n, Err: err})
			continue
		}
		known.Persons = append(known.Persons, n)
	}
	if len(known.Persons)+len(known.Households) == 0 && len(out) > 0 {
		return out, nil
	}
	persons, err := d.movers(ctx, &t, known)
	if err != nil {
		return nil, err
	}
	var lines []quanyuan.AuditLine
	for _, n := range persons {
		p, err := d.Person(ctx, n)
		if err != nil {
			return nil, err
		}
		m := Mover{Person: n, Err: d.mayMove(ctx, &t, n, "")}
		if m.Err == nil { // a number alone shows nobody who does not stand there
			m.Shown = access.Candidate(by, p)
		}
		if m.Shown != nil {
			lines = append(lines, d.line(by, access.Search, personKind, string(n)))
		}
		out = append(out, m)
	}
	return out, d.trail.addAll(lines)
}

// Communities are all communities of the register that are in use, with their
// names.
func (d *Desk) Communities() []Place {
	return slices.DeleteFunc(d.PlacesFor(quanyuan.Principal{}), func(p Place) bool { return d.community(p.Code) != nil || p.Level != division.Community })
}

// OwnCommunities are those for which the principal acts.
func (d *Desk) OwnCommunities(by quanyuan.Principal) []Place {
	return slices.DeleteFunc(d.Communities(), func(p Place) bool { return !by.Scope().Holds(p.Code) })
}
