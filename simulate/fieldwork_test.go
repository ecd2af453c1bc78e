package simulate

import (
	"fmt"
	"slices"
	"testing"
)

// TestFieldwork: a survey team that goes everywhere meets everybody who lives in
// the town, but for the houses that give no answer, and says the same again.
func TestFieldwork(t *testing.T) {
	town := New(Options{Persons: 1000, Seed: 3, RegisterOnly: true})
	list := func() (rows [][]string) {
		team := town.Fieldwork()
		for _, a := range town.Areas {
			var spots []string
			for _, e := range a.Estates {
				spots = append(spots, e.name+"/")
			}
			for _, g := range a.Groups {
				spots = append(spots, g+"/")
			}
			rows = append(rows, team.List(a.Code, a.Code, spots)...)
		}
		return rows
	}
	rows := list()
	people, silent := 0, 0
	for _, r := range rows {
		if len(r) != len(FormHead) {
			t.Fatalf("%d cells under %d headers", len(r), len(FormHead))
		}
		if r[5] != "" {
			people++
		} else {
			silent++
		}
	}
	homes, living := map[string]bool{}, 0
	for i := range town.Humans {
		if h := &town.Humans[i]; h.alive() && h.Now.Home.Area >= 0 {
			living++
			homes[fmt.Sprint(h.Now.Home)] = true
		}
	}
	if people > living || people < living*9/10 || silent == 0 || silent > len(homes)/10 {
		t.Errorf("%d of %d met, %d of %d houses silent", people, living, silent, len(homes))
	}
	for i, r := range list() {
		if !slices.Equal(r, rows[i]) {
			t.Fatal("the same team finds something else")
		}
	}
	if in, all := town.Covered(); in == 0 || in >= all || all > living {
		t.Errorf("%d of %d covered", in, all)
	}
	of := town.Register[0]
	if got := town.Fieldwork().Follow(of.Number, "nowhere", nil); got != "迁走" && got != "死亡" {
		t.Errorf("in another place: %s", got)
	}
	if got := town.Fieldwork().Follow("none", "nowhere", nil); got != "查无" {
		t.Errorf("an unknown number: %s", got)
	}
}
