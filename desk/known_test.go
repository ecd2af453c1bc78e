package desk_test

import (
	"context"
	"encoding/json"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// TestWhatIsKnownChangesNothing: a collation says the same, to the byte, whether
// what the register tells by itself was kept or is found again; what somebody
// does to the register in between makes it void.
func TestWhatIsKnownChangesNothing(t *testing.T) {
	ctx := context.Background()
	d, s, _ := cityStored(t)
	collate := func(d *desk.Desk) string {
		t.Helper()
		out := []any{}
		c, err := d.Collate(ctx, nil, func(p *quanyuan.Proposal) error {
			out = append(out, p)
			return nil
		})
		check(t, err)
		raw, err := json.Marshal(append(out, c.Clusters, c.Persons, c.Outcomes, c.Model))
		check(t, err)
		return string(raw)
	}
	forget := func() { check(t, s.SetSetting(ctx, "register.known", []byte{})) }
	kept := func() string {
		raw, err := s.Setting(ctx, "register.known")
		check(t, err)
		return string(raw)
	}
	importPupils(t, d, 5)
	before := ""
	for _, act := range []struct {
		name string
		do   func()
	}{
		{"nothing", func() {}},
		{"a name", func() { must(d.Correct(ctx, li, "P003", quanyuan.Name, text("陈晓霖")))(t) }},
		{"an exit", func() { must(d.Exit(ctx, li, "P003", "1", quanyuan.Date{Year: 2024, Month: 5, Day: 3}))(t) }},
		{"a list", func() { importPupils(t, d, 6) }},
	} {
		act.do()
		after := collate(d)
		if after == before {
			t.Errorf("%s: changes nothing that is collated", act.name)
		}
		before = after
		known := kept()
		if again := collate(d); again != after || kept() != known {
			t.Errorf("%s: with what is known\n got %s\nwant %s", act.name, again, after)
		}
		dd, err := d.Dedupe(ctx, nil)
		check(t, err)
		forget()
		if fresh := collate(d); fresh != after {
			t.Errorf("%s: with nothing known\n got %s\nwant %s", act.name, fresh, after)
		}
		anew, err := d.Dedupe(ctx, nil)
		check(t, err)
		if a, b := must(json.Marshal(dd.Clusters))(t), must(json.Marshal(anew.Clusters))(t); string(a) != string(b) {
			t.Errorf("%s: duplicates %s, found again %s", act.name, a, b)
		}
	}
}
