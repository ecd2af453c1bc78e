package quanyuan

import (
	"encoding/json"
	"slices"
	"time"
)

// States of a transfer paper. Accepted, rejected and withdrawn are final.
const (
	TransferProposed  = "proposed"  // waits for the other side
	TransferAccepted  = "accepted"  // done: by the other side, by the office, or one-sided
	TransferRefused   = "refused"   // by the other side; whoever proposed may escalate
	TransferEscalated = "escalated" // waits for the common superior
	TransferRejected  = "rejected"  // by the common superior
	TransferWithdrawn = "withdrawn"
)

// TransferPending are the states in which a transfer still binds its persons.
func TransferPending() []string { return []string{TransferProposed, TransferEscalated} }

// TransferKind says what moves.
type TransferKind string

// The kinds of transfers.
const (
	MovesResidence TransferKind = "residence" // 流入（出）
	MovesHukou     TransferKind = "hukou"     // 迁入（出）
	MovesBoth      TransferKind = "both"
)

// Moves reports whether a transfer of this kind moves the hukou or the residence.
func (k TransferKind) Moves(f Field) bool {
	return k == MovesBoth || f == HukouStatus && k == MovesHukou || f == ResidenceStatus && k == MovesResidence
}

// Transfer is a handshake of two communities about where persons stand, or a
// one-sided word about a move to or from a place outside the city.
type Transfer struct {
	TransferKind TransferKind `json:"kind"`
	From         string       `json:"from,omitempty"` // losing community; empty: from outside the city
	To           string       `json:"to,omitempty"`   // gaining community; empty: out of the city
	// Outside names the place outside the city, a division code or words.
	Outside string `json:"outside,omitempty"`
	Reason  string `json:"reason"` // why they move
	Day     Date   `json:"day"`    // of the move
	// ByGaining: the gaining side proposed, and the losing one answers.
	ByGaining bool `json:"by_gaining,omitempty"`
	// Superior decides when the two sides do not agree.
	Superior string `json:"superior,omitempty"`
	// Address and Household are where the persons live from now on.
	Address   string `json:"address,omitempty"`
	Household string `json:"household,omitempty"`
	Moves     []Move `json:"moves"` // sorted by person
	Steps     []Step `json:"steps"` // what was done, in order
}

// Move is one person of a transfer.
type Move struct {
	Person Number `json:"person"`
	State  string `json:"state"` // of this person: one of the states of a transfer
}

// Step is one act on a paper.
type Step struct {
	Act      string    `json:"act"`
	At       time.Time `json:"at"`
	Actor    string    `json:"actor"`
	Account  string    `json:"account,omitempty"`  // where two people must not be one
	Post     Post      `json:"post,omitempty"`     // likewise
	Division string    `json:"division,omitempty"` // for which the actor acted
	Reason   string    `json:"reason,omitempty"`
	Persons  []Number  `json:"persons,omitempty"` // empty: all
}

// OneSided reports whether the transfer needs no second side.
func (t *Transfer) OneSided() bool { return t.From == "" || t.To == "" }

// Sides gives the proposing and the answering community; the latter is empty
// for a one-sided transfer.
func (t *Transfer) Sides() (proposing, answering string) {
	if t.From == "" || t.To != "" && t.ByGaining {
		return t.To, t.From
	}
	return t.From, t.To
}

// Pending lists the persons who still wait.
func (t *Transfer) Pending() []Number {
	var ns []Number
	for _, m := range t.Moves {
		if slices.Contains(TransferPending(), m.State) {
			ns = append(ns, m.Person)
		}
	}
	return ns
}

// Paper lays the transfer on the desk of the side that answers; the other side
// sees it too, and so does every office above both. state is the transfer's.
func (t *Transfer) Paper(state string) (*Paper, error) {
	proposing, answering := t.Sides()
	p := &Paper{Kind: TransferPaper, State: state, Desk: answering, Other: proposing}
	if answering == "" {
		p.Desk, p.Other = proposing, ""
	}
	for _, m := range t.Moves {
		p.Persons = append(p.Persons, m.Person)
	}
	var err error
	p.Body, err = json.Marshal(t)
	return p, err
}

// TransferOf reads the transfer that a paper holds.
func TransferOf(p *Paper) (*Transfer, error) {
	t := &Transfer{}
	return t, p.read(TransferPaper, t)
}
