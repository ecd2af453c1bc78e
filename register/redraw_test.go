package register_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"quanyuan"
	"quanyuan/register"
)

func (l *life) redraw(from, to, household string, day quanyuan.Date) {
	v := values{quanyuan.CommunityCode: to, quanyuan.FormerCommunity: from}
	if household != "" {
		v[quanyuan.HouseholdNumber] = household
	}
	l.event(quanyuan.Event{Kind: quanyuan.Redistricted, Record: l.record("", v), Date: day, Reason: "3号"})
}

// TestRedraw: what stood under the old code stands under the new one, once.
func TestRedraw(t *testing.T) {
	day := quanyuan.Date{Year: 2024, Month: 7, Day: 1}
	before := quanyuan.Date{Year: 2024, Month: 6, Day: 1}
	for _, c := range []struct {
		name string
		play func(*life)
		want string
	}{
		{"another code for the same place", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
			l.redraw(famA, dorm, "", day)
		}, "003: 1/1 1 registered resident"},
		{"registered in one part, living in the other", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "2"))
			l.enter(quanyuan.Community, at(famB, "", "2", "1"))
			l.redraw(famA, famB, "", day)
		}, "002: 1/1 1 registered resident"},
		{"two parts that both claimed him claim him once", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
			l.enter(quanyuan.Community, at(famB, "", "1", "1"))
			l.redraw(famA, famB, "", day)
		}, "002: 1/1 1 registered resident"},
		{"registered in one part, in the dormitory of the other", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "2"))
			l.enter(quanyuan.School, at(famB, "城南中学", "2", "1"))
			l.redraw(famA, famB, "", day)
		}, "002: 1/1 1 registered resident"},
		{"a list of before the revision means the place as it was", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
			l.redraw(famA, famB, "", day)
			l.enter(quanyuan.Police, at(famA, "", "1", "2")) // of 30 June
		}, "002: 1/2 2 registered"},
		{"a move of after it means the code as it is now", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
			l.redraw(famA, famB, "", day)
			l.event(quanyuan.Event{Kind: quanyuan.Moved, Record: l.record("", at(famA, "", "2", "1")), Date: register.DayAfter(day)})
		}, "001: 2/1 3 resident; 002: 1/1 1 registered disputed"},
		{"a presence that ended goes too", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
			l.event(quanyuan.Event{Kind: quanyuan.Left, Record: l.record("", at(famA, "", "", "")), Date: before, Reason: "moved"})
			l.redraw(famA, famB, "", day)
		}, "002: 1/1 0 ended"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &life{}
			c.play(l)
			if got := standing(l.fold(t)); got != c.want {
				t.Errorf("stands\n%s, want\n%s", got, c.want)
			}
		})
	}
}

// TestRedrawKeepsTotals: whatever was said of a person, a change of divisions
// makes nobody registered or resident who was not, and nobody less so.
func TestRedrawKeepsTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := []string{famA, famB, dorm}
		l := &life{}
		for range rapid.IntRange(1, 6).Draw(t, "words") {
			v := at(rapid.SampledFrom(places).Draw(t, "place"), rapid.SampledFrom([]string{"", "", "某厂"}).Draw(t, "unit"),
				rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "hukou"), rapid.SampledFrom([]string{"1", "2"}).Draw(t, "residence"))
			if rapid.Bool().Draw(t, "short") {
				v[quanyuan.ArriveDate] = rapid.SampledFrom([]string{"2024-06-20", "2023-01-01"}).Draw(t, "arrived")
			}
			switch id := l.record(quanyuan.Community, v); rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				l.event(quanyuan.Event{Kind: quanyuan.Left, Record: id, Date: quanyuan.Date{Year: 2024, Month: 6, Day: 25}})
			case 1:
				l.event(quanyuan.Event{Kind: quanyuan.Moved, Record: id, Date: quanyuan.Date{Year: 2024, Month: 6, Day: 20}})
			default:
				l.event(quanyuan.Event{Kind: quanyuan.Entered, Record: id})
			}
		}
		sources := func(quanyuan.RecordID) (quanyuan.Source, quanyuan.Date) {
			return quanyuan.Source{Kind: quanyuan.Community}, quanyuan.Date{Year: 2024, Month: 6, Day: 30}
		}
		counts := func() string {
			p, err := register.Fold("P1", l.events, l.records, register.Sources{Of: sources})
			if err != nil {
				t.Fatal(err)
			}
			hukou, living := 0, 0
			for i := range p.Presences {
				for j := range p.Presences[:i] {
					if p.Presences[i].Community == p.Presences[j].Community {
						t.Fatalf("two presences in %s", p.Presences[i].Community)
					}
				}
				hukou += int(p.Presences[i].Note & quanyuan.CountsHukou)
				living += int(p.Presences[i].Note & quanyuan.CountsResidence)
			}
			return fmt.Sprint(hukou, living)
		}
		was := counts()
		l.redraw(rapid.SampledFrom(places[:2]).Draw(t, "from"), rapid.SampledFrom([]string{dorm, "510198001009"}).Draw(t, "to"), "", quanyuan.Date{Year: 2024, Month: 7, Day: 1})
		if is := counts(); is != was {
			t.Fatalf("counted %s, before %s", is, was)
		}
	})
}
