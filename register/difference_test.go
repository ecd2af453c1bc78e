package register

import (
	"slices"
	"strings"
	"testing"

	"quanyuan"
)

// side makes a person who stands in community c of whom a system says a phone;
// "" for c: nowhere.
func side(phone, c, household string, why quanyuan.Reason) *quanyuan.Person {
	p := &quanyuan.Person{Number: "P1", Version: 1}
	if phone != "" {
		p.Values = []quanyuan.Current{{Field: quanyuan.Phone, Value: quanyuan.Value{Text: phone, State: quanyuan.Understood}, Reason: why}}
	}
	if c != "" {
		p.Presences = []quanyuan.Presence{{Community: c, Hukou: "1", Residence: "1", Household: household}}
	}
	return p
}

func TestDiffer(t *testing.T) {
	const here, away = "510198001001", "510198001002"
	ended := side("1", here, "H1", quanyuan.WonOnly)
	ended.Presences[0].Until = quanyuan.Date{Year: 2024, Month: 6, Day: 1}
	exited := side("1", here, "H1", quanyuan.WonOnly)
	exited.Exited = "1"
	is := func(phone, c, household string) *quanyuan.Person {
		return side(phone, c, household, quanyuan.WonRecent)
	}
	for _, c := range []struct {
		name               string
		base, theirs, ours *quanyuan.Person
		want               string // field and verdict of each item
	}{
		{"all the same", is("1", here, "H1"), is("1", here, "H1"), is("1", here, "H1"), ""},
		{"a phone changed there", is("1", here, "H1"), is("2", here, "H1"), is("1", here, "H1"), "phone there"},
		{"and confirmed here", is("1", here, "H1"), is("2", here, "H1"), side("1", here, "H1", quanyuan.WonConfirmed), "phone conflict"},
		{"a phone changed here", is("1", here, "H1"), is("1", here, "H1"), is("2", here, "H1"), "phone here"},
		{"changed to the same", is("1", here, "H1"), is("2", here, "H1"), is("2", here, "H1"), "phone both"},
		{"changed to two", is("1", here, "H1"), is("2", here, "H1"), is("3", here, "H1"), "phone conflict"},
		{"no longer said there", is("1", here, "H1"), is("", here, "H1"), is("1", here, "H1"), "phone silent"},
		{"another household there", is("1", here, "H1"), is("1", here, "H2"), is("1", here, "H1"), "household_number there"},
		{"a second community there", is("1", here, "H1"), &quanyuan.Person{Values: is("1", "", "").Values, Presences: append(is("", here, "H1").Presences, is("", away, "").Presences...)}, is("1", here, "H1"), "community_code there"},
		{"moved there, stayed here", is("1", here, "H1"), is("1", away, ""), is("1", here, "H1"), "community_code gone, community_code there"},
		{"left here", is("1", here, "H1"), is("1", here, "H1"), ended, "community_code here"},
		{"left here, changed there", is("1", here, "H1"), is("1", here, "H2"), ended, "community_code conflict"},
		{"come there after he had left here", nil, is("1", here, "H1"), ended, "phone both, community_code conflict"},
		{"gone there", is("1", here, "H1"), nil, is("1", here, "H1"), "person_number gone"},
		{"gone there and dead here", is("1", here, "H1"), nil, exited, "person_number both"},
		{"gone there, left all communities here", is("1", here, "H1"), nil, ended, "person_number both"},
		{"dead here", is("1", here, "H1"), is("1", here, "H1"), exited, "person_number here"},
		{"new there", nil, is("1", here, "H1"), nil, "person_number new"},
		{"new here", nil, nil, is("1", here, "H1"), ""},
		{"new here and entered there", nil, is("1", here, "H1"), is("1", here, "H1"), "phone both, community_code both, hukou_status both, residence_status both, household_number both"},
	} {
		all := Columns{Has: func(quanyuan.Field) bool { return true }}
		var got []string
		for _, it := range Differ("P1", c.base, c.theirs, c.ours, all).Items {
			got = append(got, it.Field.Key()+" "+string(it.Verdict))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, strings.Join(got, ", "), c.want)
		}
	}
}

// TestRecordsAt follows a number through a merge, its undoing and what was said
// in between.
func TestRecordsAt(t *testing.T) {
	events := []quanyuan.Event{
		{Seq: 1, Kind: quanyuan.Entered, Person: "A", Record: 1},
		{Seq: 3, Kind: quanyuan.Merged, Person: "A", Other: "B", Records: []quanyuan.RecordID{2}},
		{Seq: 4, Kind: quanyuan.Corrected, Person: "A", Record: 3},
		{Seq: 5, Kind: quanyuan.Held, Person: "A", Record: 4},
		{Seq: 6, Kind: quanyuan.Split, Person: "A", Other: "B", Records: []quanyuan.RecordID{2}, Dropped: []quanyuan.RecordID{4}},
	}
	for seq, want := range [][]quanyuan.RecordID{nil, {1}, {1}, {1, 2}, {1, 2, 3}, {1, 2, 3, 4}, {1, 3}} {
		if got := RecordsAt("A", []quanyuan.RecordID{1, 3}, events, int64(seq)); !slices.Equal(got, want) {
			t.Errorf("after event %d: %v, want %v", seq, got, want)
		}
	}
}
