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
)

// allowed is the table of actions per state; what is not in it is refused with
// the message beside it.
var allowed = map[state]map[quanyuan.EventKind]bool{
	absent: {quanyuan.Entered: true},
	living: {quanyuan.Entered: true, quanyuan.Corrected: true, quanyuan.Confirmed: true, quanyuan.Exited: true},
	exited: {quanyuan.Restored: true},
}

func stateOf(p *quanyuan.Person) state {
	switch {
	case p == nil || p.Version == 0:
		return absent
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
			return refuse("person.exited")
		default:
			return refuse("person.living")
		}
	}
	switch e.Kind {
	case quanyuan.Corrected, quanyuan.Confirmed:
		return checkField(e, record)
	case quanyuan.Entered:
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

func refuse(key string, args ...any) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
}
