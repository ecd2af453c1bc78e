package api

import (
	"time"

	"quanyuan"
)

// Value is what the register holds of a field, and why.
type Value struct {
	Text   string `json:"text"`
	State  string `json:"state" enum:"understood,doubtful,invalid,placeholder"`
	Why    string `json:"why" doc:"the rule by which it won" enum:"pinned,confirmed,authority,recent,agreed,only"`
	Record int64  `json:"record" doc:"the record that says so"`
}

// Person is a person as the caller may see it.
type Person struct {
	Number    string           `json:"number"`
	Version   int64            `json:"version"`
	Exited    string           `json:"exited,omitempty" doc:"code of the exit reason"`
	Values    map[string]Value `json:"values" doc:"by the key of the field; numbers are masked unless they were unmasked with a reason"`
	Children  []Child          `json:"children,omitempty"`
	Presences []Presence       `json:"presences"`
	Records   []int64          `json:"records"`
}

// Child holds the six birth items.
type Child struct {
	Name   string `json:"name,omitempty"`
	Birth  string `json:"birth_date,omitempty"`
	ID     string `json:"id_number,omitempty"`
	Sex    string `json:"sex,omitempty"`
	Order  string `json:"order,omitempty"`
	Policy string `json:"policy,omitempty"`
}

// Presence is how a person stands in a community.
type Presence struct {
	Community       string `json:"community"`
	Hukou           string `json:"hukou_status,omitempty"`
	Residence       string `json:"residence_status,omitempty"`
	Category        int    `json:"category" doc:"1–4; 5: under thirty days; 6: not counted; 0: not known"`
	CountsHukou     bool   `json:"counts_hukou" doc:"counted here as registered"`
	CountsResidence bool   `json:"counts_residence" doc:"counted here as living"`
	Disputed        bool   `json:"disputed,omitempty" doc:"another presence claims the same and is counted"`
	Yielded         bool   `json:"yielded,omitempty" doc:"a unit's presence that stands back behind the family's"`
	Household       string `json:"household,omitempty"`
	Group           string `json:"group,omitempty"`
	Estate          string `json:"estate,omitempty"`
	Unit            string `json:"unit,omitempty"`
	Since           string `json:"since,omitempty"`
	Until           string `json:"until,omitempty"`
	Reason          string `json:"reason,omitempty"`
	Recheck         string `json:"recheck,omitempty" doc:"the day on which a short stay is looked at again"`
	Record          int64  `json:"record,omitempty"`
}

// Event is one line of a person's history.
type Event struct {
	Seq     int64     `json:"seq"`
	Kind    string    `json:"kind"`
	Person  string    `json:"person" doc:"the number under which it happened"`
	Record  int64     `json:"record,omitempty"`
	About   int64     `json:"about,omitempty" doc:"the record of which it speaks"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Field   string    `json:"field,omitempty"`
	Reason  string    `json:"reason,omitempty"`
	Date    string    `json:"date,omitempty"`
	Other   string    `json:"other,omitempty"`
	Records []int64   `json:"records,omitempty"`
	Dropped []int64   `json:"dropped,omitempty"`
	Cause   int64     `json:"cause,omitempty"`
}

var valueStates = map[quanyuan.ValueState]string{quanyuan.Understood: "understood", quanyuan.Doubtful: "doubtful", quanyuan.Invalid: "invalid", quanyuan.Placeholder: "placeholder"}

func personOf(p *quanyuan.Person) Person {
	out := Person{Number: string(p.Number), Version: p.Version, Exited: p.Exited, Values: map[string]Value{}, Presences: []Presence{}, Records: numbers(p.Records)}
	for _, v := range p.Values {
		out.Values[v.Field.Key()] = Value{Text: v.Text, State: valueStates[v.State], Why: string(v.Reason), Record: int64(v.Record)}
	}
	for _, c := range p.Children {
		out.Children = append(out.Children, Child{c.Name.Text, c.Birth.Text, c.ID.Text, c.Sex.Text, c.Order.Text, c.Policy.Text})
	}
	for i := range p.Presences {
		out.Presences = append(out.Presences, presenceOf(&p.Presences[i]))
	}
	return out
}

func presenceOf(p *quanyuan.Presence) Presence {
	is := func(n quanyuan.PlaceNotes) bool { return p.Note&n != 0 }
	return Presence{
		Community: p.Community, Hukou: p.Hukou, Residence: p.Residence, Category: int(p.Category),
		CountsHukou: is(quanyuan.CountsHukou), CountsResidence: is(quanyuan.CountsResidence), Disputed: is(quanyuan.Disputed), Yielded: is(quanyuan.Yielded),
		Household: p.Household, Group: p.Group, Estate: p.Estate, Unit: p.Unit,
		Since: p.Since.String(), Until: p.Until.String(), Reason: p.Reason, Recheck: p.Recheck.String(), Record: int64(p.Record),
	}
}

func eventOf(e *quanyuan.Event) Event {
	out := Event{Seq: e.Seq, Kind: string(e.Kind), Person: string(e.Person), Record: int64(e.Record), About: int64(e.About), At: e.At, Actor: e.Actor,
		Reason: e.Reason, Date: e.Date.String(), Other: string(e.Other), Records: numbers(e.Records), Dropped: numbers(e.Dropped), Cause: e.Cause}
	switch e.Kind {
	case quanyuan.Corrected, quanyuan.Confirmed, quanyuan.Pinned, quanyuan.Unpinned, quanyuan.Held:
		out.Field = e.Field.Key()
	}
	return out
}

func numbers(ids []quanyuan.RecordID) []int64 {
	out := make([]int64, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}
