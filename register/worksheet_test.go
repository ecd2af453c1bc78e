package register

import (
	"testing"

	"quanyuan"
)

// TestOnSheets: which worksheet a presence stands on, and the words for it.
func TestOnSheets(t *testing.T) {
	const here, there = "510104091001", "510104091002"
	text := func(f quanyuan.Field, s string) []quanyuan.Current {
		return []quanyuan.Current{{Field: f, Value: quanyuan.Value{Text: s, State: quanyuan.Understood}}}
	}
	lives := quanyuan.Presence{Community: there, Hukou: "2", Residence: "1", Category: quanyuan.LivesHere30Days, Note: quanyuan.CountsResidence}
	for _, c := range []struct {
		name   string
		person quanyuan.Person
		in     quanyuan.Presence
		sheet  quanyuan.WorksheetKind
		words  string
	}{
		{"registered and living here", quanyuan.Person{}, quanyuan.Presence{Hukou: "1", Residence: "1", Category: quanyuan.HukouAndLivesHere}, "", ""},
		{"lives in another province", quanyuan.Person{}, quanyuan.Presence{Hukou: "1", Residence: "5", Category: quanyuan.HukouLivesAway}, quanyuan.AwaySheet, "lives in another province"},
		{"away, nobody knows where", quanyuan.Person{}, quanyuan.Presence{Hukou: "1", Residence: "9", Category: quanyuan.HukouLivesAway}, quanyuan.EmptySheet, "registered here, gone, whereabouts not known"},
		{"away, place not stated", quanyuan.Person{}, quanyuan.Presence{Hukou: "1", Residence: "7", Category: quanyuan.HukouLivesAway}, quanyuan.EmptySheet, "registered here, gone, whereabouts not known"},
		{"away, but counted as living in the next community", quanyuan.Person{Presences: []quanyuan.Presence{lives}}, quanyuan.Presence{Hukou: "1", Residence: "9", Category: quanyuan.HukouLivesAway}, quanyuan.AwaySheet, "registered as living in " + there},
		{"away, but the file names a division elsewhere", quanyuan.Person{Values: text(quanyuan.ResidenceDivision, "330102000000")}, quanyuan.Presence{Hukou: "1", Residence: "7", Category: quanyuan.HukouLivesAway}, quanyuan.AwaySheet, "registered as living in 330102000000"},
		{"away, and the file names this community", quanyuan.Person{Values: text(quanyuan.ResidenceDivision, here)}, quanyuan.Presence{Hukou: "1", Residence: "7", Category: quanyuan.HukouLivesAway}, quanyuan.EmptySheet, "registered here, gone, whereabouts not known"},
		{"lives here, registered elsewhere", quanyuan.Person{}, quanyuan.Presence{Hukou: "2", Residence: "1", Category: quanyuan.LivesHere30Days}, quanyuan.GuestSheet, "registered elsewhere, living here"},
		{"here for under thirty days", quanyuan.Person{}, quanyuan.Presence{Hukou: "2", Residence: "1", Category: quanyuan.UnderThirtyDays}, "", ""},
		{"hukou pending", quanyuan.Person{}, quanyuan.Presence{Hukou: "3", Residence: "1", Category: quanyuan.HukouPending}, quanyuan.UnregisteredSheet, "hukou pending, living here"},
		{"dead and still here, also as living away", quanyuan.Person{Values: text(quanyuan.DeathDate, "2024-05-01")}, quanyuan.Presence{Hukou: "1", Residence: "5", Category: quanyuan.HukouLivesAway}, quanyuan.UnstruckSheet, "the register has the date of death 2024-05-01 and has not struck him off"},
		{"dead and struck off", quanyuan.Person{Exited: "1", Values: text(quanyuan.DeathDate, "2024-05-01")}, quanyuan.Presence{Hukou: "1", Residence: "1", Category: quanyuan.HukouAndLivesHere}, "", ""},
		{"a presence that has ended", quanyuan.Person{}, quanyuan.Presence{Hukou: "1", Residence: "5", Category: quanyuan.HukouLivesAway, Until: quanyuan.Date{Year: 2024, Month: 1, Day: 1}}, "", ""},
		{"a unit's presence behind the family's", quanyuan.Person{}, quanyuan.Presence{Hukou: "8", Residence: "8", Note: quanyuan.Yielded}, "", ""},
		{"hukou claimed by two, counted there", quanyuan.Person{Presences: []quanyuan.Presence{{Community: there, Hukou: "1", Note: quanyuan.CountsHukou}}},
			quanyuan.Presence{Hukou: "1", Residence: "1", Category: quanyuan.HukouAndLivesHere, Note: quanyuan.Disputed | quanyuan.CountsResidence}, quanyuan.UnstruckSheet, "registered in " + there + " too, and counted there by rule"},
	} {
		c.in.Community = here
		got := OnSheets(&c.person, &c.in)
		if c.sheet == "" {
			if len(got) != 0 {
				t.Errorf("%s: on %v, want no sheet", c.name, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Sheet != c.sheet || Text(got[0].Why, "en") != c.words {
			t.Errorf("%s: %+v, want %s: %s", c.name, got, c.sheet, c.words)
		}
	}
}
