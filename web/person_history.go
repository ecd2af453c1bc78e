package web

import (
	"strings"

	"quanyuan"
	"quanyuan/desk"
)

// eventLine is one line of a person's history.
type eventLine struct {
	At      string
	What    string // a sentence
	Actor   string
	Reason  string
	Said    string
	Other   quanyuan.Number
	OtherAt string
}

var (
	eventWords = family("person.event.", string(quanyuan.Entered), string(quanyuan.Attached), string(quanyuan.Corrected), string(quanyuan.Confirmed), string(quanyuan.Pinned), string(quanyuan.Unpinned), string(quanyuan.Moved), string(quanyuan.Left),
		string(quanyuan.Held), string(quanyuan.Housed), string(quanyuan.Redistricted), string(quanyuan.Exited), string(quanyuan.Restored), string(quanyuan.Merged), string(quanyuan.Split), string(quanyuan.Detached))
	// toldWords say an event with what it says.
	toldWords = family("person.told.", "value", "correct", "confirm", "pin", "unpin", "move", "leave", "hold", "house", "redistrict", "exit", "merge", "merged", "split", "from")
)

func (q *request) eventLine(d *desk.Dossier, e *quanyuan.Event) eventLine {
	l := eventLine{At: when(q.now(), e.At), What: q.told(d, e), Actor: e.Actor, Reason: e.Reason}
	if s, ok := d.Said[e.Record]; ok && s.Source.Kind != "" {
		l.Said = q.saidBy(d, e.Record)
	}
	switch e.Kind {
	case quanyuan.Exited, quanyuan.Redistricted: // the sentence says it
		l.Reason = ""
	case quanyuan.Left:
		l.Reason = codeWord("leave_reason", e.Reason, q.lang)
	}
	if e.Actor == "operator" || strings.HasPrefix(e.Actor, "batch") {
		l.Actor = q.t("person.by_list")
	}
	other := e.Other
	if other == d.Person.Number {
		other = e.Person
	}
	if other != "" {
		l.Other, l.OtherAt = other, personPath(other)
	}
	return l
}

// told says in words what happened, as far as whoever looks may see what the
// event's record says.
func (q *request) told(d *desk.Dossier, e *quanyuan.Event) string {
	said := d.Said[e.Record]
	place := ""
	if c := said.Text(quanyuan.CommunityCode); c != "" {
		place = q.desk.PlaceName(c)
	}
	kind := q.t(eventWords + string(e.Kind))
	switch e.Kind {
	case quanyuan.Corrected, quanyuan.Confirmed, quanyuan.Pinned, quanyuan.Unpinned:
		name := fieldName(e.Field, q.lang)
		v, ok := said.Values[e.Field]
		if !ok {
			return q.t(toldWords+"value", kind, name)
		}
		return q.t(toldWords+string(e.Kind), name, valueWord(e.Field, v.Text, q.lang))
	case quanyuan.Moved:
		if place != "" {
			return q.t(toldWords+"move", e.Date, place, q.standing(said))
		}
	case quanyuan.Left:
		if place != "" {
			return q.t(toldWords+"leave", e.Date, place)
		}
	case quanyuan.Held:
		if place != "" {
			return q.t(toldWords+"hold", fieldName(e.Field, q.lang), place)
		}
	case quanyuan.Housed:
		if place != "" {
			return strings.TrimRight(q.t(toldWords+"house", place, said.Text(quanyuan.HouseholdNumber), codeWord("relation", said.Text(quanyuan.Relation), q.lang)), " ，,")
		}
	case quanyuan.Redistricted:
		if place != "" {
			return q.t(toldWords+"redistrict", q.desk.PlaceName(said.Text(quanyuan.FormerCommunity)), place, e.Reason)
		}
	case quanyuan.Exited:
		return strings.TrimSpace(q.t(toldWords+"exit", codeWord("exit_reason", e.Reason, q.lang), e.Date))
	case quanyuan.Merged:
		if e.Other == d.Person.Number {
			return q.t(toldWords+"merged", string(e.Person))
		}
		return q.t(toldWords+"merge", string(e.Other), len(e.Records))
	case quanyuan.Split:
		if e.Other == d.Person.Number {
			return q.t(toldWords+"from", string(e.Person), len(e.Records))
		}
		return q.t(toldWords+"split", string(e.Other), len(e.Records))
	}
	return kind
}

// standing is how a record says that somebody stands in its community.
func (q *request) standing(said desk.Said) string {
	var parts []string
	for _, f := range []quanyuan.Field{quanyuan.HukouStatus, quanyuan.ResidenceStatus} {
		if c := said.Text(f); c != "" {
			parts = append(parts, codeWord(f.Key(), c, q.lang))
		}
	}
	return strings.Join(parts, q.t("person.and"))
}
