package desk

import (
	"time"

	"quanyuan"
	"quanyuan/quality"
)

// eventFields are the days of events that a list may report.
var eventFields = []quanyuan.Field{quanyuan.DeathDate, quanyuan.MarriageDate, quanyuan.ArriveDate, quanyuan.LeaveDate}

// telling remembers which events a source has told before.
type telling struct{ known map[string]bool }

// add counts the events of a row that the source tells for the first time, of
// the last timelyMonths before the list came; those told within timely days
// are Done. Whom it cannot name it does not count.
func (t *telling) add(r *quanyuan.Record, received time.Time, s *quality.Share) {
	who := r.Text(quanyuan.IDNumber)
	if who == "" && r.Text(quanyuan.Name) != "" && r.Text(quanyuan.BirthDate) != "" {
		who = r.Text(quanyuan.Name) + " " + r.Text(quanyuan.BirthDate)
	}
	if who == "" || r.SetAside != "" {
		return
	}
	came := quanyuan.DateOf(received)
	from := quanyuan.DateOf(received.AddDate(0, -timelyMonths, 0)).String()
	count := func(what, day string) {
		at, ok := quanyuan.ParseDate(day)
		key := what + " " + day + " " + who
		if !ok || at.Day == 0 || t.known[key] {
			return
		}
		t.known[key] = true
		days, ok := at.Days(came)
		if !ok || days < 0 || at.String() < from {
			return
		}
		s.All++
		if days <= timely {
			s.Done++
		}
	}
	for _, f := range eventFields {
		count(f.Key(), r.Text(f))
	}
	for _, c := range r.Children {
		if c.Birth.Known() {
			count(quanyuan.ChildBirth.Key(), c.Birth.Text)
		}
	}
	if r.Role == quanyuan.Newborn {
		count(quanyuan.ChildBirth.Key(), r.Text(quanyuan.BirthDate))
	}
}
