package register_test

import (
	"fmt"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/register"
)

type values = map[quanyuan.Field]string

// at is what a record says of a community; unit is who reports, "" the family's side.
func at(community, unit, hukou, residence string) values {
	v := values{quanyuan.CommunityCode: community, quanyuan.HukouStatus: hukou, quanyuan.ResidenceStatus: residence}
	if unit != "" {
		v[quanyuan.ReportingUnit] = unit
	}
	return v
}

const famA, famB, dorm = "510198001001", "510198001002", "510198001003"

// standing writes presences as "community: hukou/residence category notes".
func standing(p *quanyuan.Person) string {
	var out []string
	for _, pr := range p.Presences {
		notes := ""
		for _, n := range []struct {
			note quanyuan.PlaceNotes
			word string
		}{{quanyuan.CountsHukou, " registered"}, {quanyuan.CountsResidence, " resident"}, {quanyuan.Disputed, " disputed"}, {quanyuan.Yielded, " yielded"}} {
			if pr.Note&n.note != 0 {
				notes += n.word
			}
		}
		if pr.Ended() {
			notes += " ended"
		}
		out = append(out, fmt.Sprintf("%s: %s/%s %d%s", pr.Community[9:], pr.Hukou, pr.Residence, pr.Category, notes))
	}
	return strings.Join(out, "; ")
}

// TestUnitStandsBack: what a unit reports of somebody who also lives with a
// family leaves the statistics, and comes back when the family's ends.
func TestUnitStandsBack(t *testing.T) {
	const unit = "春江电子厂"
	day := quanyuan.Date{Year: 2024, Month: 7, Day: 1}
	leave := func(l *life, v values) {
		l.event(quanyuan.Event{Kind: quanyuan.Left, Record: l.record("", v), Date: day, Reason: "moved"})
	}
	for _, c := range []struct {
		name string
		play func(*life)
		want string
	}{
		{"lives with the family, and the unit says he lives there", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
			l.enter(quanyuan.Employer, at(dorm, unit, "2", "1"))
		}, "001: 1/1 1 registered resident; 003: 8/8 0 yielded"},
		{"the order in which it is said does not matter", func(l *life) {
			l.enter(quanyuan.Employer, at(dorm, unit, "2", "1"))
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
		}, "001: 1/1 1 registered resident; 003: 8/8 0 yielded"},
		{"it comes back when the family's ends", func(l *life) {
			l.enter(quanyuan.Community, at(famB, "", "2", "1"))
			l.enter(quanyuan.Employer, at(dorm, unit, "2", "1"))
			leave(l, at(famB, "", "", ""))
		}, "002: 2/1 0 ended; 003: 2/1 3 resident"},
		{"and leaves again when a family's begins", func(l *life) {
			l.enter(quanyuan.Community, at(famB, "", "2", "1"))
			l.enter(quanyuan.Employer, at(dorm, unit, "2", "1"))
			leave(l, at(famB, "", "", ""))
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
		}, "001: 1/1 1 registered resident; 002: 2/1 0 ended; 003: 8/8 0 yielded"},
		{"a pupil registered at home who lives in the dormitory is a resident there", func(l *life) {
			l.enter(quanyuan.Register, at(famA, "", "1", "2"))
			l.enter(quanyuan.School, at(dorm, "城南中学", "2", "1"))
		}, "001: 1/2 2 registered; 003: 2/1 3 resident"},
		{"nor does a family yet to be found take the dormitory away", func(l *life) {
			l.enter(quanyuan.Register, at(famA, "", "1", "9"))
			l.enter(quanyuan.School, at(dorm, "城南中学", "2", "1"))
		}, "001: 1/9 2 registered; 003: 2/1 3 resident"},
		{"two registrations without a residence at home are a dispute, no yielding", func(l *life) {
			l.enter(quanyuan.Register, at(famA, "", "1", "2"))
			l.enter(quanyuan.School, at(dorm, "城南中学", "1", "1"))
		}, "001: 1/2 2 disputed; 003: 1/1 1 registered resident"},
		{"a stay that does not count takes nothing from the unit", func(l *life) {
			v := at(famB, "", "2", "1")
			v[quanyuan.StayReason] = "10"
			l.enter(quanyuan.Community, v)
			l.enter(quanyuan.Employer, at(dorm, unit, "1", "1"))
		}, "002: 2/1 6; 003: 1/1 1 registered resident"},
		{"in one community the unit stands behind the family, and shows when it ends", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
			l.enter(quanyuan.Employer, at(famA, unit, "2", "1"))
		}, "001: 1/1 1 registered resident"},
		{"shown when the family's has ended", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "2", "1"))
			l.enter(quanyuan.Employer, at(famA, unit, "2", "1"))
			leave(l, at(famA, "", "", ""))
		}, "001: 2/1 3 resident"},
		{"a unit's end leaves the family alone", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
			l.enter(quanyuan.Employer, at(dorm, unit, "2", "1"))
			leave(l, at(dorm, unit, "", ""))
		}, "001: 1/1 1 registered resident; 003: 2/1 0 ended"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &life{}
			c.play(l)
			if got := standing(l.fold(t)); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

// TestDisputesEndByChoice: a named person's choice ends a dispute; what is said
// after it opens another.
func TestDisputesEndByChoice(t *testing.T) {
	l := &life{}
	l.enter(quanyuan.Register, at(famA, "", "1", "1"))
	l.enter(quanyuan.Register, at(famB, "", "2", "1"))
	if got := standing(l.fold(t)); got != "001: 1/1 1 registered disputed; 002: 2/1 3 resident" {
		t.Errorf("before the choice %s", got)
	}
	l.event(quanyuan.Event{Kind: quanyuan.Held, Field: quanyuan.ResidenceStatus, Record: l.record("", values{quanyuan.CommunityCode: famA})})
	if got := standing(l.fold(t)); got != "001: 1/1 1 registered resident; 002: 2/1 3" {
		t.Errorf("after the choice %s", got)
	}
	l.enter(quanyuan.Community, at(famB, "", "2", "1"))
	if got := standing(l.fold(t)); got != "001: 1/1 1 registered resident; 002: 2/1 3 disputed" {
		t.Errorf("said again since %s", got)
	}
}

// TestThirtyDays: a stay of 29 days does not count and is looked at again on the
// thirtieth; looked at on that day it counts.
func TestThirtyDays(t *testing.T) {
	stay := at(famB, "", "2", "1")
	stay[quanyuan.ArriveDate] = "2024-06-01"
	for day, want := range map[int]quanyuan.Category{29: quanyuan.UnderThirtyDays, 30: quanyuan.UnderThirtyDays, 31: quanyuan.LivesHere30Days} {
		l := &life{}
		l.event(quanyuan.Event{Kind: quanyuan.Entered, Record: l.record("", values{quanyuan.Name: "王某"})})
		date := quanyuan.Date{Year: 2024, Month: 6, Day: day}
		if day == 31 {
			date = quanyuan.Date{Year: 2024, Month: 7, Day: 1}
		}
		l.event(quanyuan.Event{Kind: quanyuan.Moved, Record: l.record("", stay), Date: date})
		pr := l.fold(t).Presences[0]
		if pr.Category != want {
			t.Errorf("%s, day %d: category %d, want %d", date, day, pr.Category, want)
		}
		if recheck := pr.Recheck.String(); want == quanyuan.UnderThirtyDays && recheck != "2024-07-01" || want != quanyuan.UnderThirtyDays && recheck != "" {
			t.Errorf("%s: looked at again %q", date, recheck)
		}
	}
}

// TestHousedMovesTheHouseholdAlone: a household changes without anything being
// said about where the person lives.
func TestHousedMovesTheHouseholdAlone(t *testing.T) {
	l := &life{}
	v := at(famA, "", "1", "1")
	v[quanyuan.HouseholdNumber], v[quanyuan.Relation] = "H1", "20"
	l.enter(quanyuan.Register, v)
	l.enter(quanyuan.Register, at(famB, "", "2", "1"))
	before := standing(l.fold(t))
	r := l.record("", values{quanyuan.CommunityCode: famA, quanyuan.HouseholdNumber: "H1-2", quanyuan.Relation: "02"})
	e := quanyuan.Event{Kind: quanyuan.Housed, Record: r, Actor: "李专干"}
	if err := register.Check(l.fold(t), e, l.records[r-1]); err != nil {
		t.Fatal(err)
	}
	l.event(e)
	p := l.fold(t)
	if got := standing(p); got != before {
		t.Errorf("where he stands changed from %s to %s", before, got)
	}
	if p.Presences[0].Household != "H1-2" || p.Text(quanyuan.Relation) != "02" {
		t.Errorf("household %q, relation %q", p.Presences[0].Household, p.Text(quanyuan.Relation))
	}
	// A list that knows no households takes nobody out of his.
	l.enter(quanyuan.Community, at(famA, "", "1", "1"))
	if h := l.fold(t).Presences[0].Household; h != "H1-2" {
		t.Errorf("after a list without households %q", h)
	}
}
