package register

import (
	"strings"

	"quanyuan"
)

// state is what an action depends on.
type state uint8

const (
	absent state = iota // no such person yet
	living              // in the register
	exited
	merged // the number forwards to another
)

// allowed is the table of actions per state; what is not in it is refused with
// the message beside it.
var allowed = map[state]map[quanyuan.EventKind]bool{
	absent: {quanyuan.Entered: true},
	living: {quanyuan.Attached: true, quanyuan.Corrected: true, quanyuan.Confirmed: true, quanyuan.Pinned: true, quanyuan.Unpinned: true,
		quanyuan.Moved: true, quanyuan.Left: true, quanyuan.Held: true, quanyuan.Housed: true, quanyuan.Redistricted: true, quanyuan.Exited: true},
	exited: {quanyuan.Restored: true, quanyuan.Redistricted: true},
	merged: {},
}

func stateOf(p *quanyuan.Person) state {
	switch {
	case p == nil || p.Version == 0:
		return absent
	case p.Forward != "":
		return merged
	case p.Exited != "":
		return exited
	}
	return living
}

// Check says whether the event may happen to the person as he is now; record is
// what the event enters, corrects or confirms, nil for exit and restore. The
// error is an *quanyuan.Error to be shown.
func Check(p *quanyuan.Person, e quanyuan.Event, record *quanyuan.Record) error {
	if strings.TrimSpace(e.Actor) == "" {
		return refuse("event.actor")
	}
	s := stateOf(p)
	if !allowed[s][e.Kind] {
		switch s {
		case absent:
			return refuse("person.unknown", e.Person)
		case exited:
			return refuseExited(p)
		case merged:
			return refuse("person.merged", p.Number, p.Forward)
		default:
			return refuse("person.living")
		}
	}
	switch e.Kind {
	case quanyuan.Restored:
		if p.Exited == quanyuan.ExitErased {
			return refuseExited(p)
		}
	case quanyuan.Corrected, quanyuan.Confirmed, quanyuan.Pinned, quanyuan.Unpinned:
		return checkField(e, record)
	case quanyuan.Moved, quanyuan.Left, quanyuan.Held, quanyuan.Housed:
		return checkPlace(p, e, record)
	case quanyuan.Redistricted:
		return checkRedrawn(p, e, record)
	case quanyuan.Entered, quanyuan.Attached:
		if record == nil || record.SetAside != "" {
			return refuse("event.value", quanyuan.Name.Zh())
		}
	case quanyuan.Exited:
		if e.Reason == "" || !e.Date.IsZero() && !e.Date.Valid() {
			return refuse("event.value", quanyuan.ExitReason.Zh())
		}
	}
	return nil
}

// checkField refuses to change what is not a person's own value: the number is
// never changed, the household and community move by transfer.
func checkField(e quanyuan.Event, record *quanyuan.Record) error {
	switch e.Field {
	case quanyuan.PersonNumber, quanyuan.CommunityCode, quanyuan.CommunityName:
		return refuse("event.field", e.Field.Zh())
	}
	if e.Field >= quanyuan.NumFields {
		return refuse("event.field", int(e.Field))
	}
	if record == nil || record.Value(e.Field).State == quanyuan.Missing {
		return refuse("event.value", e.Field.Zh())
	}
	return nil
}

// checkPlace refuses a move to nowhere, an end or a choice of what is not there.
func checkPlace(p *quanyuan.Person, e quanyuan.Event, record *quanyuan.Record) error {
	community := ""
	if record != nil {
		community = record.Text(quanyuan.CommunityCode)
	}
	if len(community) != 12 {
		return refuse("event.value", quanyuan.CommunityCode.Zh())
	}
	if e.Kind != quanyuan.Held && e.Kind != quanyuan.Housed && !e.Date.Valid() {
		return refuse("event.date")
	}
	if e.Kind == quanyuan.Housed && record.Text(quanyuan.HouseholdNumber) == "" {
		return refuse("event.value", quanyuan.HouseholdNumber.Zh())
	}
	if e.Kind == quanyuan.Moved {
		if record.Text(quanyuan.HukouStatus) == "" && record.Text(quanyuan.ResidenceStatus) == "" {
			return refuse("event.value", quanyuan.HukouStatus.Zh())
		}
		return nil
	}
	if e.Kind == quanyuan.Held && e.Field != quanyuan.HukouStatus && e.Field != quanyuan.ResidenceStatus {
		return refuse("event.field", e.Field.Zh())
	}
	for i := range p.Presences {
		if pr := &p.Presences[i]; pr.Community == community && !pr.Ended() {
			return nil
		}
	}
	return refuse("person.not_there", p.Number, community)
}

// checkRedrawn refuses to give another code to a presence that is not there; one
// that has ended is given it too.
func checkRedrawn(p *quanyuan.Person, e quanyuan.Event, record *quanyuan.Record) error {
	switch from, to := record.Text(quanyuan.FormerCommunity), record.Text(quanyuan.CommunityCode); {
	case len(to) != 12 || from == to:
		return refuse("event.value", quanyuan.CommunityCode.Zh())
	case !e.Date.Valid():
		return refuse("event.date")
	case !p.In(from):
		return refuse("person.not_there", p.Number, from)
	}
	return nil
}

// CheckMerge says whether two persons may be made one. holds names the
// community that is counted for each field of MustChoose.
func CheckMerge(a, b *quanyuan.Person, actor string, holds map[quanyuan.Field]string) error {
	if strings.TrimSpace(actor) == "" {
		return refuse("event.actor")
	}
	if a.Number == b.Number {
		return refuse("merge.self")
	}
	for _, p := range []*quanyuan.Person{a, b} {
		switch stateOf(p) {
		case merged:
			return refuse("person.merged", p.Number, p.Forward)
		case exited:
			return refuseExited(p)
		}
	}
	for _, f := range MustChoose(a, b) {
		note := quanyuan.CountsHukou
		if f == quanyuan.ResidenceStatus {
			note = quanyuan.CountsResidence
		}
		x, y := CountedIn(a, note), CountedIn(b, note)
		if holds[f] != x && holds[f] != y {
			return refuse("merge.choose", f.Zh(), x, y)
		}
	}
	return nil
}

// refuseExited says that a person is not in the register; one who was erased
// never comes back.
func refuseExited(p *quanyuan.Person) error {
	if p.Exited == quanyuan.ExitErased {
		return refuse("person.erased", p.Number)
	}
	return refuse("person.exited")
}

func refuse(key string, args ...any) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
}
