package register_test

import (
	"testing"
	"time"

	"quanyuan"
	"quanyuan/register"
)

// life is a small notation for a person's history: records with their source,
// then the events that name them.
type life struct {
	records []*quanyuan.Record
	kinds   map[quanyuan.RecordID]quanyuan.SourceKind
	events  []quanyuan.Event
}

func (l *life) record(kind quanyuan.SourceKind, values map[quanyuan.Field]string) quanyuan.RecordID {
	if l.kinds == nil {
		l.kinds = map[quanyuan.RecordID]quanyuan.SourceKind{}
	}
	r := &quanyuan.Record{ID: quanyuan.RecordID(len(l.records) + 1)}
	for f, text := range values {
		r.Set(f, quanyuan.Value{Text: text, State: quanyuan.Understood})
	}
	l.records = append(l.records, r)
	l.kinds[r.ID] = kind
	return r.ID
}

func (l *life) event(e quanyuan.Event) {
	e.At, e.Actor = time.Unix(0, 0), "某专干"
	l.events = append(l.events, e)
}

func (l *life) enter(kind quanyuan.SourceKind, values map[quanyuan.Field]string) quanyuan.RecordID {
	id := l.record(kind, values)
	l.event(quanyuan.Event{Kind: quanyuan.Entered, Record: id})
	return id
}

func (l *life) fold(t *testing.T) *quanyuan.Person {
	t.Helper()
	p, err := register.Fold("P1", l.events, l.records, register.Sources{Order: quanyuan.UsualAuthorities(), Of: func(id quanyuan.RecordID) (quanyuan.Source, quanyuan.Date) {
		return quanyuan.Source{Kind: l.kinds[id]}, quanyuan.Date{Year: 2024, Month: 6, Day: 30}
	}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestValueWins(t *testing.T) {
	type m = map[quanyuan.Field]string
	for _, c := range []struct {
		name string
		play func(*life)
		want string
		why  quanyuan.Reason
	}{
		{"nobody else says anything", func(l *life) {
			l.enter(quanyuan.Register, m{quanyuan.BirthDate: "1985-03-07"})
		}, "1985-03-07", quanyuan.WonOnly},
		{"the latest of equals", func(l *life) {
			l.enter(quanyuan.Register, m{quanyuan.BirthDate: "1985-03-07"})
			l.enter(quanyuan.School, m{quanyuan.BirthDate: "1985-03-17"})
		}, "1985-03-17", quanyuan.WonRecent},
		{"a month does not displace its day", func(l *life) {
			l.enter(quanyuan.Register, m{quanyuan.BirthDate: "1985-03-07"})
			l.enter(quanyuan.School, m{quanyuan.BirthDate: "1985-03"})
		}, "1985-03-07", quanyuan.WonRecent},
		{"several say it", func(l *life) {
			l.enter(quanyuan.Register, m{quanyuan.BirthDate: "1985-03-17"})
			l.enter(quanyuan.School, m{quanyuan.BirthDate: "1985-03-17"})
		}, "1985-03-17", quanyuan.WonAgreed},
		{"the police are the authority for the birth date", func(l *life) {
			l.enter(quanyuan.Police, m{quanyuan.BirthDate: "1985-03-07"})
			l.enter(quanyuan.School, m{quanyuan.BirthDate: "1985-03-17"})
		}, "1985-03-07", quanyuan.WonAuthority},
		{"a named person's correction wins over all", func(l *life) {
			l.enter(quanyuan.Police, m{quanyuan.BirthDate: "1985-03-07"})
			id := l.record("", m{quanyuan.BirthDate: "1985-03-08"})
			l.event(quanyuan.Event{Kind: quanyuan.Corrected, Record: id, Field: quanyuan.BirthDate})
			l.enter(quanyuan.Police, m{quanyuan.BirthDate: "1985-03-09"})
		}, "1985-03-08", quanyuan.WonConfirmed},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &life{}
			c.play(l)
			got := l.fold(t).Value(quanyuan.BirthDate)
			if got.Text != c.want || got.Reason != c.why {
				t.Errorf("%s (%s), want %s (%s)", got.Text, got.Reason, c.want, c.why)
			}
		})
	}
}

func TestExitAndRestore(t *testing.T) {
	l := &life{}
	id := l.enter(quanyuan.Register, map[quanyuan.Field]string{quanyuan.Name: "王某"})
	l.event(quanyuan.Event{Kind: quanyuan.Exited, Record: id, Reason: "1", Date: quanyuan.Date{Year: 2024, Month: 5, Day: 1}})
	p := l.fold(t)
	if p.Exited != "1" || p.Text(quanyuan.DeathDate) != "2024-05-01" {
		t.Errorf("after the exit: %q, died %q", p.Exited, p.Text(quanyuan.DeathDate))
	}
	l.event(quanyuan.Event{Kind: quanyuan.Restored, Record: id})
	p = l.fold(t)
	if p.Exited != "" || p.Text(quanyuan.DeathDate) != "" || p.Version != 3 {
		t.Errorf("after the restore: %+v", p)
	}
}

func TestCategories(t *testing.T) {
	for _, c := range []struct {
		name                            string
		hukou, residence, since, reason string
		want                            quanyuan.Category
	}{
		{"registered and living here", "1", "1", "", "", quanyuan.HukouAndLivesHere},
		{"registered here, lives elsewhere in the city", "1", "3", "", "", quanyuan.HukouLivesAway},
		{"from elsewhere, here for a year", "2", "1", "2023-06-01", "1", quanyuan.LivesHere30Days},
		{"from elsewhere, 29 days", "2", "1", "2024-06-01", "1", quanyuan.UnderThirtyDays},
		{"from elsewhere, 30 days", "2", "1", "2024-05-31", "1", quanyuan.LivesHere30Days},
		{"from elsewhere, for medical care", "2", "1", "2023-06-01", "7", quanyuan.Excluded},
		{"hukou pending", "3", "1", "", "", quanyuan.HukouPending},
		{"neither registered nor living here", "2", "2", "", "", quanyuan.CategoryNone},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &quanyuan.Record{}
			for f, text := range map[quanyuan.Field]string{quanyuan.HukouStatus: c.hukou, quanyuan.ResidenceStatus: c.residence, quanyuan.ArriveDate: c.since, quanyuan.StayReason: c.reason} {
				if text != "" {
					r.Set(f, quanyuan.Value{Text: text, State: quanyuan.Understood})
				}
			}
			if got := register.CategoryOf(r, quanyuan.Date{Year: 2024, Month: 6, Day: 30}); got != c.want {
				t.Errorf("category %d, want %d", got, c.want)
			}
		})
	}
}

func TestChildrenOfSeveralRecordsAreJoined(t *testing.T) {
	v := func(s string) quanyuan.Value { return quanyuan.Value{Text: s, State: quanyuan.Understood} }
	l := &life{}
	l.enter(quanyuan.Register, nil)
	l.enter(quanyuan.Health, nil)
	l.records[0].Children = []quanyuan.Child{{Name: v("王小甲"), Birth: v("2010")}}
	l.records[1].Children = []quanyuan.Child{{Name: v("王小甲"), Birth: v("2010-05-02"), Sex: v("1")}, {Name: v("王小乙"), Birth: v("2014-01-09")}}
	got := l.fold(t).Children
	if len(got) != 2 || got[0].Birth.Text != "2010-05-02" || got[0].Sex.Text != "1" {
		t.Errorf("children %+v", got)
	}
}

func TestCheckIsATable(t *testing.T) {
	now := &quanyuan.Person{Number: "P1", Version: 1}
	gone := &quanyuan.Person{Number: "P1", Version: 2, Exited: "1"}
	name := &quanyuan.Record{}
	name.Set(quanyuan.Name, quanyuan.Value{Text: "王某", State: quanyuan.Understood})
	for _, c := range []struct {
		name   string
		person *quanyuan.Person
		event  quanyuan.Event
		ok     bool
	}{
		{"enter a new person", nil, quanyuan.Event{Kind: quanyuan.Entered}, true},
		{"correct nobody", nil, quanyuan.Event{Kind: quanyuan.Corrected}, false},
		{"correct", now, quanyuan.Event{Kind: quanyuan.Corrected, Field: quanyuan.Name}, true},
		{"correct the person number", now, quanyuan.Event{Kind: quanyuan.Corrected, Field: quanyuan.PersonNumber}, false},
		{"correct to nothing", now, quanyuan.Event{Kind: quanyuan.Corrected, Field: quanyuan.Phone}, false},
		{"exit without a reason", now, quanyuan.Event{Kind: quanyuan.Exited}, false},
		{"exit", now, quanyuan.Event{Kind: quanyuan.Exited, Reason: "2"}, true},
		{"restore the living", now, quanyuan.Event{Kind: quanyuan.Restored}, false},
		{"restore", gone, quanyuan.Event{Kind: quanyuan.Restored}, true},
		{"correct the exited", gone, quanyuan.Event{Kind: quanyuan.Corrected, Field: quanyuan.Name}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.event.Actor = "某专干"
			err := register.Check(c.person, c.event, name)
			if (err == nil) != c.ok {
				t.Errorf("error %v, want ok %v", err, c.ok)
			}
		})
	}
	if err := register.Check(now, quanyuan.Event{Kind: quanyuan.Exited, Reason: "1"}, nil); err == nil {
		t.Error("an event without a named person passed")
	}
}
