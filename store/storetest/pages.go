package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"quanyuan"
)

// personsByPage: pages and counts are those of the whole list, whatever it is
// narrowed by; who has exited is on none, and whoever came back is again.
func personsByPage(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 9)
	exit := func(n quanyuan.Number, reason string) {
		p := *must(s.Person(ctx, n))(t)
		p.Exited = reason
		r := record(99, "某")
		e := &quanyuan.Event{Kind: quanyuan.Exited, Person: n, Reason: reason, At: Noon, Actor: "李某", Record: -1}
		check(t, s.Apply(ctx, &quanyuan.Change{Records: []*quanyuan.Record{r}, Events: []*quanyuan.Event{e}, Persons: []quanyuan.PersonState{{After: &p, Seen: p.Version}}}))
	}
	pages := func(when string, want int) {
		t.Helper()
		for _, q := range []quanyuan.PersonQuery{
			{Scope: quanyuan.Everywhere}, {Scope: quanyuan.Scope{"510198001001"}}, {Scope: quanyuan.Scope{"510198002000"}}, {},
			{Scope: quanyuan.Everywhere, Notes: quanyuan.CountsHukou}, {Scope: quanyuan.Everywhere, AfterCommunity: "510198001001", After: "P003"},
			{Scope: quanyuan.Everywhere, Categories: []quanyuan.Category{quanyuan.HukouLivesAway}},
		} {
			all := must(s.PersonsIn(ctx, q))(t)
			if len(q.Scope) == 1 && q.Scope[0] == "" && q.After == "" && q.Notes == 0 && len(q.Categories) == 0 && len(all) != want {
				t.Errorf("%s: %d persons, want %d", when, len(all), want)
			}
			for _, q.Skip = range []int{0, 1, 3, 8, 9, 20} {
				for _, q.Limit = range []int{0, 1, 4, 30} {
					rest := all[min(q.Skip, len(all)):]
					if q.Limit > 0 {
						rest = rest[:min(q.Limit, len(rest))]
					}
					page := must(s.PersonsIn(ctx, q))(t)
					same := slices.EqualFunc(page, rest, func(a, b quanyuan.Placed) bool {
						return a.Community == b.Community && a.Person.Number == b.Person.Number
					})
					if n := must(s.CountPersonsIn(ctx, q))(t); !same || n != len(rest) {
						t.Errorf("%s: %+v: %d persons, counted %d, want %d", when, q, len(page), n, len(rest))
					}
				}
			}
		}
	}
	pages("at first", 9)
	exit("P004", "1")
	pages("after an exit", 8)
	exit("P004", "")
	pages("when he is back", 9)
}

// importUnderWay: what is staged is on no page and in no count, before its
// commit and beside persons that are seen.
func importUnderWay(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	seen := func(want int) {
		t.Helper()
		q := quanyuan.PersonQuery{Scope: quanyuan.Everywhere}
		listed, counted, places := len(must(s.PersonsIn(ctx, q))(t)), must(s.CountPersonsIn(ctx, q))(t), 0
		for _, c := range must(s.CountPlaces(ctx, q.Scope))(t) {
			places += c.Persons
		}
		if listed != want || counted != want || places != want {
			t.Errorf("%d listed, %d counted, %d counted by places, want %d", listed, counted, places, want)
		}
	}
	register(t, s, 3)
	seen(3)
	im := must(s.Begin(ctx, batch("other.csv", quanyuan.Register)))(t)
	for i := range 2 {
		r := record(i+2, fmt.Sprint("某", 5+i))
		check(t, im.Add(ctx, []*quanyuan.Record{r}))
		check(t, im.Enter(ctx, []quanyuan.Entry{{Person: person(5+i, r.ID), Keys: []uint64{uint64(i)}}}))
	}
	seen(3)
	check(t, im.Abort(ctx))
	seen(3)
}

// proposalsByPage: pages and counts of proposals are those of the whole list.
func proposalsByPage(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 1)
	rs := listOf(t, s, 12)
	outcomes := []quanyuan.Outcome{quanyuan.New, quanyuan.Differs, quanyuan.Possible}
	check(t, s.ReplaceProposals(ctx, func(yield func(*quanyuan.Proposal, error) bool) {
		for i, r := range rs {
			p := &quanyuan.Proposal{Record: r.ID, Batch: r.Batch, Outcome: outcomes[i%3], Placed: fmt.Sprintf("51019800100%d", 1+i%2)}
			if !yield(p, nil) {
				return
			}
		}
	}))
	attach(t, s, "P000", rs[3].ID)
	c := quanyuan.Case{Record: rs[6].ID, State: quanyuan.CaseDeclined}
	check(t, s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{c.Paper("510198001001")}}))
	for _, q := range []quanyuan.ProposalQuery{
		{}, {Scope: quanyuan.Everywhere}, {Scope: quanyuan.Scope{"510198001002"}}, {Scope: quanyuan.Everywhere, Outcomes: outcomes[:2]},
		{Scope: quanyuan.Everywhere, Batch: rs[0].Batch}, {Scope: quanyuan.Everywhere, Batch: rs[0].Batch + 1}, {Scope: quanyuan.Everywhere, Before: rs[9].ID}, {Scope: quanyuan.Everywhere, After: rs[2].ID},
	} {
		all := must(s.ProposalsIn(ctx, q))(t)
		for _, q.Skip = range []int{0, 1, 5, 30} {
			for _, q.Limit = range []int{0, 1, 4, 30} {
				rest := all[min(q.Skip, len(all)):]
				if q.Limit > 0 {
					rest = rest[:min(q.Limit, len(rest))]
				}
				page := must(s.ProposalsIn(ctx, q))(t)
				if !slices.EqualFunc(page, rest, func(a, b *quanyuan.Proposal) bool { return a.Record == b.Record }) {
					t.Errorf("%+v: %d proposals, want %d", q, len(page), len(rest))
				}
			}
		}
		if q.Before != 0 || q.After != 0 {
			continue
		}
		want := map[quanyuan.ProposalCount]int{}
		for _, p := range all {
			want[quanyuan.ProposalCount{Batch: p.Batch, Outcome: p.Outcome}]++
		}
		counts := must(s.CountProposals(ctx, q))(t)
		sorted := slices.IsSortedFunc(counts, func(a, b quanyuan.ProposalCount) int {
			return cmp.Or(cmp.Compare(a.Batch, b.Batch), cmp.Compare(a.Outcome, b.Outcome))
		})
		if len(counts) != len(want) || !sorted {
			t.Errorf("%+v: counts %v, want %v", q, counts, want)
		}
		for _, c := range counts {
			if n := c.Proposals; n != want[quanyuan.ProposalCount{Batch: c.Batch, Outcome: c.Outcome}] {
				t.Errorf("%+v: %+v", q, c)
			}
		}
	}
}

// changesCounted: the number of a list rises with all that changes what became
// of its rows, that of a community with who stands there, that of rulings with
// what is ruled and whose records are, and others do not.
func changesCounted(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 2)
	rs := listOf(t, s, 3)
	here, there := "510198001001", "510198001002"
	names := []struct {
		of   quanyuan.ChangesOf
		name string
	}{{quanyuan.ChangesOfRows, fmt.Sprint(rs[0].Batch)}, {quanyuan.ChangesOfRows, fmt.Sprint(rs[0].Batch + 7)}, {quanyuan.ChangesOfPlaces, here}, {quanyuan.ChangesOfPlaces, there}, {quanyuan.ChangesOfRulings, ""}}
	var last [5]int64
	look := func() (now [5]int64) {
		for i, n := range names {
			now[i] = must(s.Changes(ctx, n.of))(t).At(n.name)
		}
		return now
	}
	changed := func(what string, want ...bool) {
		t.Helper()
		now := look()
		for i := range names {
			if now[i] > last[i] != want[i] {
				t.Errorf("%s: %v %v after %v", what, names[i], now[i], last[i])
			}
		}
		last = now
	}
	last = look()
	changed("nothing", false, false, false, false, false)
	check(t, s.ReplaceProposals(ctx, func(func(*quanyuan.Proposal, error) bool) {}))
	changed("a comparison", true, true, false, false, false)
	attach(t, s, "P000", rs[0].ID)
	changed("a row that is somebody's now", true, false, true, false, true)
	c := quanyuan.Case{Record: rs[1].ID, State: quanyuan.CaseDeclined}
	check(t, s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{c.Paper(here)}}))
	changed("a row that was turned down", true, false, false, false, false)
	check(t, s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{task(here, "", 1)}}))
	changed("a task", false, false, false, false, false)
	apart := quanyuan.Ruling{Sides: [2][]quanyuan.RecordID{{rs[1].ID}, {rs[2].ID}}}
	check(t, s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{must(apart.Paper(quanyuan.RuledDifferent))(t)}}))
	changed("a ruling", false, false, false, false, true)
	for _, to := range []string{there, here} {
		p := *must(s.Person(ctx, "P001"))(t)
		p.Presences = []quanyuan.Presence{{Community: to, Category: quanyuan.HukouAndLivesHere}}
		check(t, s.Apply(ctx, &quanyuan.Change{Persons: []quanyuan.PersonState{{After: &p, Seen: p.Version}}}))
		changed("somebody who moved", false, false, true, true, false)
	}
	im := must(s.Begin(ctx, batch("other.csv", quanyuan.Register)))(t)
	must(im.Commit(ctx, quanyuan.Receipt{}))(t)
	changed("a starting register", false, false, true, true, true)
}

// personsBeside: everybody is shown to one of the lookers, once and as he is;
// whom an import under way has staged is not, and an error ends it.
func personsBeside(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	none := func(*quanyuan.Person) error { t.Error("somebody in an empty register"); return nil }
	check(t, s.PersonsBeside(ctx, none, none))
	register(t, s, 5000)
	im := must(s.Begin(ctx, batch("other.csv", quanyuan.Register)))(t)
	r := record(2, "某")
	check(t, im.Add(ctx, []*quanyuan.Record{r}))
	check(t, im.Enter(ctx, []quanyuan.Entry{{Person: person(9000, r.ID), Keys: []uint64{1}}}))
	seen := make([]map[quanyuan.Number]string, 3)
	var lookers []func(*quanyuan.Person) error
	for i := range seen {
		seen[i] = map[quanyuan.Number]string{}
		lookers = append(lookers, func(p *quanyuan.Person) error {
			if seen[i][p.Number] != "" {
				t.Errorf("%s was shown twice", p.Number)
			}
			seen[i][p.Number] = fmt.Sprint(*p)
			return nil
		})
	}
	check(t, s.PersonsBeside(ctx, lookers...))
	all := 0
	for p, err := range s.Persons(ctx) {
		check(t, err)
		var shown []string
		for i := range seen {
			if text := seen[i][p.Number]; text != "" {
				shown = append(shown, text)
			}
		}
		if want := fmt.Sprint(*p); len(shown) != 1 || shown[0] != want {
			t.Fatalf("shown %q, not once %q", shown, want)
		}
		all++
	}
	if n := len(seen[0]) + len(seen[1]) + len(seen[2]); n != all || all != 5000 {
		t.Errorf("%d were shown of %d", n, all)
	}
	enough := errors.New("enough")
	if err := s.PersonsBeside(ctx, func(*quanyuan.Person) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("it ended with %v", err)
	}
	ended, end := context.WithCancel(ctx)
	end()
	if err := s.PersonsBeside(ended, none); !errors.Is(err, context.Canceled) {
		t.Errorf("when the context has ended: %v", err)
	}
}
