package review

import (
	"strings"

	"quanyuan"
)

// Act is what somebody does with a transfer.
type Act string

// The acts on a transfer after it was proposed.
const (
	Propose  Act = "propose"
	Accept   Act = "accept"
	Refuse   Act = "refuse"
	Withdraw Act = "withdraw"
	Escalate Act = "escalate"
	// Approve and Reject are the office's decisions.
	Approve Act = "approve"
	Reject  Act = "reject"
)

// Role is in what place somebody stands to a transfer.
type Role uint8

// The roles.
const (
	Stranger  Role = iota
	Proposing      // the side that proposed
	Answering      // the other side
	Office         // at or above the common superior
)

// rule is one line of the table of transfers.
type rule struct {
	state string
	act   Act
	role  Role
	next  string
	// reason: the act needs one. late: the act is allowed when the answer is
	// overdue.
	reason, late bool
}

// transfers is the table: what is not in it is refused.
var transfers = []rule{
	{quanyuan.TransferProposed, Accept, Answering, quanyuan.TransferAccepted, false, false},
	{quanyuan.TransferProposed, Refuse, Answering, quanyuan.TransferRefused, true, false},
	{quanyuan.TransferProposed, Withdraw, Proposing, quanyuan.TransferWithdrawn, false, false},
	{quanyuan.TransferProposed, Escalate, Proposing, quanyuan.TransferEscalated, false, true},
	{quanyuan.TransferProposed, Escalate, Answering, quanyuan.TransferEscalated, false, true},
	{quanyuan.TransferRefused, Escalate, Proposing, quanyuan.TransferEscalated, true, false},
	{quanyuan.TransferEscalated, Accept, Answering, quanyuan.TransferAccepted, false, false},
	{quanyuan.TransferEscalated, Withdraw, Proposing, quanyuan.TransferWithdrawn, false, false},
	{quanyuan.TransferEscalated, Approve, Office, quanyuan.TransferAccepted, true, false},
	{quanyuan.TransferEscalated, Reject, Office, quanyuan.TransferRejected, true, false},
}

// Next gives the state after an act, or why the act is refused. late says that
// the answer is overdue.
func Next(state string, act Act, role Role, reason string, late bool) (string, error) {
	others := false
	for _, r := range transfers {
		if r.state != state || r.act != act {
			continue
		}
		switch {
		case r.role != role:
			others = true
		case r.late && !late:
			return "", refuse("transfer.not_due")
		case r.reason && strings.TrimSpace(reason) == "":
			return "", refuse("transfer.reason")
		default:
			return r.next, nil
		}
	}
	if others {
		return "", refuse("transfer.not_yours")
	}
	return "", refuse("transfer.state")
}

// RoleOf tells in what role somebody acts whose post is for a division: whoever
// has both communities below him is an office.
func RoleOf(t *quanyuan.Transfer, scope quanyuan.Scope) Role {
	proposing, answering := t.Sides()
	mine, theirs := scope.Holds(proposing), answering != "" && scope.Holds(answering)
	switch {
	case mine && theirs:
		return Office
	case mine:
		return Proposing
	case theirs:
		return Answering
	}
	return Stranger
}

// CommonSuperior is the smallest division that holds both communities: their
// town, county, city or province, and the whole country ("") beyond.
func CommonSuperior(a, b string) string {
	for _, n := range []int{9, 6, 4, 2} {
		if len(a) == 12 && len(b) == 12 && a[:n] == b[:n] {
			return a[:n] + strings.Repeat("0", 12-n)
		}
	}
	return ""
}

func refuse(key string, args ...any) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
}

// StateOf is the state of a transfer as a whole: what still waits comes first,
// then what was done.
func StateOf(t *quanyuan.Transfer) string {
	for _, state := range []string{quanyuan.TransferEscalated, quanyuan.TransferProposed, quanyuan.TransferAccepted,
		quanyuan.TransferRefused, quanyuan.TransferRejected, quanyuan.TransferWithdrawn} {
		for _, m := range t.Moves {
			if m.State == state {
				return state
			}
		}
	}
	return quanyuan.TransferWithdrawn
}
