package desk_test

import (
	"context"
	"math"
	"testing"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/simulate"
)

// TestWhereaboutsOfATown holds the list against the truth of a virtual town:
// who died, left or moved without the register hearing of it is found, and few
// who are there are put in question.
func TestWhereaboutsOfATown(t *testing.T) {
	ctx := context.Background()
	town := simulate.New(simulate.Options{Persons: 1500, Seed: 21})
	d := townDesk(t, town)
	all, err := d.Whereabouts(ctx, clerk, desk.WhereaboutsQuery{})
	if err != nil {
		t.Fatal(err)
	}
	// From what the desk keeps in memory comes the same as from the register.
	check(t, d.CountFigures(ctx, clerk, nil))
	kept, err := d.Whereabouts(ctx, clerk, desk.WhereaboutsQuery{})
	if err != nil || asText(t, kept) != asText(t, all) {
		t.Fatalf("from memory another list: %v", err)
	}
	truth := map[quanyuan.Number]*simulate.Human{}
	numbers, missing := map[int32]int{}, map[string]bool{} // how often in the register; ID numbers of who is not
	for i := range town.Register {
		p := &town.Register[i]
		truth[quanyuan.Number(p.Number)] = &town.Humans[p.Human]
		numbers[p.Human]++
	}
	for i := range town.Humans {
		missing[town.Humans[i].IDNumber] = missing[town.Humans[i].IDNumber] || numbers[int32(i)] == 0
	}
	gone := func(h *simulate.Human, community string) bool {
		return h.Now.Death != (simulate.Date{}) || h.Now.Home.Area < 0 || town.Areas[h.Now.Home.Area].Code != community
	}
	listed, right, chance := map[string]int{}, map[string]int{}, map[string]float64{}
	for _, of := range all {
		for _, w := range of.Lines {
			listed[w.Kind]++
			chance[w.Kind] += w.Chance
			ok := false
			switch w.Kind {
			case desk.LikelyMissed:
				id := w.Shown.Text(quanyuan.IDNumber)
				ok = id == "" || missing[id]
			case desk.LikelyDouble:
				ok = numbers[truth[w.Person].ID] > 1
			default:
				ok = gone(truth[w.Person], w.Community)
			}
			if ok {
				right[w.Kind]++
			}
		}
	}
	away := 0 // of those counted as living somewhere
	for _, p := range town.Register {
		for _, q := range p.Presences {
			if q.ResidenceStatus == 1 && p.Death == (simulate.Date{}) && gone(&town.Humans[p.Human], town.Areas[q.Area].Code) {
				away++
			}
		}
	}
	t.Logf("listed %v, right %v, expected %v; %d are gone", listed, right, chance, away)
	found := right[desk.LikelyDead] + right[desk.LikelyLeft] + right[desk.LikelyElsewhere] + right[desk.LikelyGone]
	asked := listed[desk.LikelyDead] + listed[desk.LikelyLeft] + listed[desk.LikelyElsewhere] + listed[desk.LikelyGone]
	if asked == 0 || float64(found)/float64(asked) < 0.85 {
		t.Errorf("of %d put in question %d are gone, want 85 %%", asked, found)
	}
	if float64(found)/float64(away) < 0.8 {
		t.Errorf("%d of %d who are gone were found, want 80 %%", found, away)
	}
	// The chance means what it says: as many are gone as expected, within what
	// so few people may vary.
	if d := math.Abs(chance[desk.LikelyGone] - float64(right[desk.LikelyGone])); listed[desk.LikelyGone] == 0 || d > 2*math.Sqrt(chance[desk.LikelyGone]) {
		t.Errorf("of %d seen by nobody %d are gone, %.1f expected", listed[desk.LikelyGone], right[desk.LikelyGone], chance[desk.LikelyGone])
	}
	for _, k := range []string{desk.LikelyDouble, desk.LikelyMissed} {
		if listed[k] > 0 && float64(right[k])/float64(listed[k]) < 0.8 {
			t.Errorf("%s: %d of %d are right", k, right[k], listed[k])
		}
	}
	answers(t, d, all)
}

// answers goes on with the town: who is found at home is asked about no more,
// who has died leaves by the ordinary act, and the list itself changes nothing.
func answers(t *testing.T, d *desk.Desk, all []desk.WhereaboutsOf) {
	ctx := context.Background()
	var unseen, dead *desk.Whereabouts
	for _, of := range all {
		for _, w := range of.Lines {
			switch {
			case w.Kind == desk.LikelyGone && unseen == nil:
				unseen = w
			case w.Kind == desk.LikelyDead && dead == nil:
				dead = w
			}
		}
	}
	for _, w := range []*desk.Whereabouts{unseen, dead} {
		p, err := d.Person(ctx, w.Person)
		if err != nil || p.Exited != "" {
			t.Fatalf("the list itself changed %s: %v %v", w.Person, p, err)
		}
	}
	elsewhere := quanyuan.Principal{Account: "x", Name: "别处专干", Post: quanyuan.Clerk, Division: "110101001001"}
	if _, err := d.AnswerWhereabouts(ctx, elsewhere, desk.WhereaboutsAnswer{Person: unseen.Person, Answer: desk.AnswerHere}); err == nil {
		t.Error("a clerk of another community answered")
	}
	if _, err := d.AnswerWhereabouts(ctx, clerk, desk.WhereaboutsAnswer{Person: unseen.Person, Answer: "gone"}); err == nil {
		t.Error("an answer that there is not was taken")
	}
	for range 2 { // twice is once
		if _, err := d.AnswerWhereabouts(ctx, clerk, desk.WhereaboutsAnswer{Person: unseen.Person, Answer: desk.AnswerHere}); err != nil {
			t.Fatal(err)
		}
	}
	p, err := d.AnswerWhereabouts(ctx, clerk, desk.WhereaboutsAnswer{Person: dead.Person, Answer: desk.AnswerDead, Day: quanyuan.Date{Year: 2026, Month: 10, Day: 1}})
	if err != nil || p.Exited != "1" {
		t.Fatalf("after a death: %v %v", p, err)
	}
	all, err = d.Whereabouts(ctx, clerk, desk.WhereaboutsQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range all {
		for _, w := range of.Lines {
			if w.Person == unseen.Person || w.Person == dead.Person {
				t.Errorf("%s is asked about again as %s", w.Person, w.Kind)
			}
		}
	}
}
