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

func personsInScope(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 5)
	for _, c := range []struct {
		query quanyuan.PersonQuery
		want  int
	}{
		{quanyuan.PersonQuery{}, 0}, // no scope, nobody
		{quanyuan.PersonQuery{Scope: quanyuan.Everywhere}, 5},
		{quanyuan.PersonQuery{Scope: quanyuan.Scope{"510198001000"}}, 5},
		{quanyuan.PersonQuery{Scope: quanyuan.Scope{"510198001001"}}, 5},
		{quanyuan.PersonQuery{Scope: quanyuan.Scope{"510198002000"}}, 0},
		{quanyuan.PersonQuery{Scope: quanyuan.Everywhere, Limit: 2}, 2},
		{quanyuan.PersonQuery{Scope: quanyuan.Everywhere, AfterCommunity: "510198001001", After: "P002"}, 2},
		{quanyuan.PersonQuery{Scope: quanyuan.Everywhere, Categories: []quanyuan.Category{quanyuan.HukouLivesAway}}, 0},
		{quanyuan.PersonQuery{Scope: quanyuan.Everywhere, Categories: []quanyuan.Category{quanyuan.HukouAndLivesHere}}, 5},
		{quanyuan.PersonQuery{Scope: quanyuan.Everywhere, Notes: quanyuan.Disputed | quanyuan.CountsHukou}, 1},
		{quanyuan.PersonQuery{Scope: quanyuan.Everywhere, Notes: quanyuan.Yielded}, 0},
	} {
		if ps := must(s.PersonsIn(ctx, c.query))(t); len(ps) != c.want {
			t.Errorf("%+v: %d persons, want %d", c.query, len(ps), c.want)
		}
	}
}

func countsPlaces(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 5)
	for _, scope := range []quanyuan.Scope{nil, {"510198002000"}, {"510198001000"}, quanyuan.Everywhere} {
		want := map[quanyuan.PlaceCount]int{} // counted one by one
		for _, p := range must(s.PersonsIn(ctx, quanyuan.PersonQuery{Scope: scope}))(t) {
			for _, pr := range p.Person.Presences {
				if pr.Community == p.Community && !pr.Ended() {
					want[quanyuan.PlaceCount{Community: pr.Community, Category: pr.Category, Note: pr.Note}]++
				}
			}
		}
		counts := must(s.CountPlaces(ctx, scope))(t)
		if len(counts) != len(want) {
			t.Errorf("%v: %d kinds of presences, want %d", scope, len(counts), len(want))
		}
		for _, c := range counts {
			n := c.Persons
			if c.Persons = 0; want[c] != n {
				t.Errorf("%v: %+v has %d persons, want %d", scope, c, n, want[c])
			}
		}
	}
}

func mergeMovesRecords(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 2)
	a, b := must(s.Person(ctx, "P000"))(t), must(s.Person(ctx, "P001"))(t)
	merge := &quanyuan.Event{Kind: quanyuan.Merged, Person: a.Number, Other: b.Number, Records: b.Records, At: Noon, Actor: "李某"}
	one, gone := *a, &quanyuan.Person{Number: b.Number, Exited: quanyuan.ExitMerged, Forward: a.Number}
	one.Records = append(one.Records, b.Records...)
	c := &quanyuan.Change{Events: []*quanyuan.Event{merge}, Persons: []quanyuan.PersonState{{After: &one, Seen: a.Version}, {After: gone, Seen: b.Version}}}
	check(t, s.Apply(ctx, c))
	if n := must(s.Count(ctx))(t); n != 1 {
		t.Errorf("%d persons, want 1", n)
	}
	if n := must(s.PersonOf(ctx, b.Records[0]))(t); n != a.Number {
		t.Errorf("the record belongs to %q", n)
	}
	es := must(s.Events(ctx, a.Number))(t)
	if len(es) != 3 || es[2].Kind != quanyuan.Merged || len(es[2].Records) != 1 || es[2].Seq != merge.Seq {
		t.Errorf("events %+v", es)
	}
	if es := must(s.Events(ctx, b.Number))(t); len(es) != 1 || es[0].Other != b.Number {
		t.Errorf("events of the absorbed number %+v", es)
	}
	if p := must(s.Person(ctx, b.Number))(t); p.Forward != a.Number {
		t.Errorf("forwards to %q", p.Forward)
	}
	// A record cannot be taken from somebody who has it no longer.
	again := &quanyuan.Event{Kind: quanyuan.Merged, Person: a.Number, Other: b.Number, Records: b.Records, At: Noon, Actor: "李某"}
	one.Version, gone.Version = a.Version+1, b.Version+1
	c = &quanyuan.Change{Events: []*quanyuan.Event{again}, Persons: []quanyuan.PersonState{{After: &one, Seen: a.Version + 1}, {After: gone, Seen: b.Version + 1}}}
	if err := s.Apply(ctx, c); !errors.Is(err, quanyuan.ErrConflict) {
		t.Errorf("merging what is merged: %v", err)
	}
}

// task is a paper on the desk of one community that another one sees too.
func task(desk, other string, rank float64) *quanyuan.Paper {
	return &quanyuan.Paper{Kind: quanyuan.TaskPaper, State: "open", Desk: desk, Other: other, Rank: rank, Due: quanyuan.Date{Year: 2024, Month: 7, Day: int(rank)},
		Persons: []quanyuan.Number{"P001"}, Records: []quanyuan.RecordID{7}, At: Noon, Actor: "李某", Body: []byte(`{"x":1}`)}
}

func papersInScope(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	for i := range 4 {
		other := ""
		if i == 3 {
			other = "510198002001"
		}
		check(t, s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{task(fmt.Sprintf("51019800100%d", i%2+1), other, float64(i+1))}}))
	}
	everywhere := quanyuan.PaperQuery{Kind: quanyuan.TaskPaper, Scope: quanyuan.Everywhere}
	ps := must(s.Papers(ctx, everywhere))(t)
	if len(ps) != 4 || ps[0].Rank != 4 || ps[0].ID != "00000004" || string(ps[0].Body) != `{"x":1}` {
		t.Fatalf("papers %+v", ps)
	}
	for _, c := range []struct {
		name  string
		query func(*quanyuan.PaperQuery)
		want  int
	}{
		{"no scope", func(q *quanyuan.PaperQuery) { q.Scope = nil }, 0},
		{"one desk", func(q *quanyuan.PaperQuery) { q.Scope = quanyuan.Scope{"510198001001"} }, 2},
		{"the other side", func(q *quanyuan.PaperQuery) { q.Scope = quanyuan.Scope{"510198002000"} }, 1},
		{"another kind", func(q *quanyuan.PaperQuery) { q.Kind = quanyuan.TransferPaper }, 0},
		{"another state", func(q *quanyuan.PaperQuery) { q.States = []string{"done"} }, 0},
		{"this state", func(q *quanyuan.PaperQuery) { q.States = []string{"done", "open"} }, 4},
		{"about a person", func(q *quanyuan.PaperQuery) { q.Person = "P001" }, 4},
		{"about nobody known", func(q *quanyuan.PaperQuery) { q.Person = "P009" }, 0},
		{"about a record", func(q *quanyuan.PaperQuery) { q.Record = 7 }, 4},
		{"overdue", func(q *quanyuan.PaperQuery) { q.DueBefore = quanyuan.Date{Year: 2024, Month: 7, Day: 3} }, 2},
		{"the next page", func(q *quanyuan.PaperQuery) { q.AfterRank, q.AfterID = ps[1].Rank, ps[1].ID }, 2},
		{"a short page", func(q *quanyuan.PaperQuery) { q.Limit = 3 }, 3},
	} {
		q := everywhere
		c.query(&q)
		if got := must(s.Papers(ctx, q))(t); len(got) != c.want {
			t.Errorf("%s: %d papers, want %d", c.name, len(got), c.want)
		}
	}
}

func paperChecksVersion(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	p := task("510198001001", "", 1)
	check(t, s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{p}}))
	stale := *p
	p.State, p.Persons = "done", nil
	check(t, s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{p}}))
	if err := s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{&stale}}); !errors.Is(err, quanyuan.ErrConflict) {
		t.Errorf("a stale paper: %v", err)
	}
	got := must(s.Paper(ctx, quanyuan.TaskPaper, p.ID))(t)
	if got.State != "done" || got.Version != 2 {
		t.Errorf("paper %+v", got)
	}
	if ps := must(s.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.TaskPaper, Scope: quanyuan.Everywhere, Person: "P001"}))(t); len(ps) != 0 {
		t.Errorf("still listed under a person it no longer names: %v", ps)
	}
	if _, err := s.Paper(ctx, quanyuan.TaskPaper, "nope"); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("unknown paper: %v", err)
	}
}

// paperIDs writes papers under IDs that were taken before, beside one that the
// store numbers.
func paperIDs(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	ids := must(s.NewPaperIDs(ctx, quanyuan.TaskPaper, 3))(t)
	own := task("510198001001", "", 1)
	check(t, s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{own}}))
	ids = append(ids, own.ID)
	ids = append(ids, must(s.NewPaperIDs(ctx, quanyuan.TaskPaper, 2))(t)...)
	if len(ids) != 6 || !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != 6 {
		t.Fatalf("ids %v, want six that rise", ids)
	}
	late := task("510198001001", "", 2)
	late.ID = ids[1]
	check(t, s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{late}}))
	if got := must(s.Paper(ctx, quanyuan.TaskPaper, ids[1]))(t); got.Rank != 2 {
		t.Errorf("paper written later: %+v", got)
	}
	twice := task("510198001001", "", 3)
	twice.ID = ids[1]
	if err := s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{twice}}); !errors.Is(err, quanyuan.ErrConflict) {
		t.Errorf("another paper under the ID: %v", err)
	}
}

// papersInPages lists papers of several states page by page, for the city and
// for a community, and holds them against the whole list sorted plainly.
func papersInPages(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	desks := []string{"510198001001", "510198001002", "510199001001"}
	var all []*quanyuan.Paper
	c := &quanyuan.Change{}
	for i := range 60 {
		p := task(desks[i%3], map[bool]string{true: desks[0]}[i%7 == 0], float64(i*i%5))
		p.State = []string{"open", "done", "late"}[i%4%3]
		c.Papers, all = append(c.Papers, p), append(all, p)
	}
	check(t, s.Apply(ctx, c))
	slices.SortFunc(all, func(a, b *quanyuan.Paper) int { return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(a.ID, b.ID)) })
	for _, scope := range []quanyuan.Scope{quanyuan.Everywhere, {"510198000000"}, {"510198001000"}, {desks[0]}, {desks[1], desks[2]}, nil} {
		for _, states := range [][]string{nil, {"open"}, {"open", "late", "open"}} {
			for _, limit := range []int{0, 1, 7} {
				var want, got []string
				for _, p := range all {
					if (scope.Holds(p.Desk) || p.Other != "" && scope.Holds(p.Other)) && (states == nil || slices.Contains(states, p.State)) {
						want = append(want, p.ID)
					}
				}
				q := quanyuan.PaperQuery{Kind: quanyuan.TaskPaper, Scope: scope, States: states, Limit: limit}
				for {
					page := must(s.Papers(ctx, q))(t)
					for _, p := range page {
						got = append(got, p.ID)
					}
					if limit == 0 || len(page) < limit {
						break
					}
					q.AfterRank, q.AfterID = page[len(page)-1].Rank, page[len(page)-1].ID
				}
				if !slices.Equal(got, want) {
					t.Errorf("scope %v, states %v, pages of %d: %v, want %v", scope, states, limit, got, want)
				}
			}
		}
	}
}

// openProposals attaches the record of one of three proposals.
func openProposals(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 1)
	im := must(s.Begin(ctx, batch("list.xlsx", quanyuan.Police)))(t)
	rs := []*quanyuan.Record{record(2, "王某"), record(3, "李某"), record(4, "张某")}
	check(t, im.Add(ctx, rs))
	must(im.Commit(ctx, quanyuan.Receipt{}))(t)
	outcomes := []quanyuan.Outcome{quanyuan.Differs, quanyuan.Same, quanyuan.New}
	check(t, s.ReplaceProposals(ctx, func(yield func(*quanyuan.Proposal, error) bool) {
		for i, r := range rs {
			if !yield(&quanyuan.Proposal{Batch: r.Batch, Record: r.ID, Outcome: outcomes[i]}, nil) {
				return
			}
		}
	}))
	if ps := collect(t, s.OpenProposals(ctx)); len(ps) != 2 || ps[0].Record != rs[0].ID || ps[1].Record != rs[2].ID {
		t.Fatalf("open %v", ps)
	}
	p := must(s.Person(ctx, "P000"))(t)
	seen := p.Version
	p.Records = append(p.Records, rs[0].ID)
	attach := &quanyuan.Event{Kind: quanyuan.Attached, Person: p.Number, Record: rs[0].ID, At: Noon, Actor: "李某"}
	check(t, s.Apply(ctx, &quanyuan.Change{Events: []*quanyuan.Event{attach}, Persons: []quanyuan.PersonState{{After: p, Seen: seen}}}))
	if ps := collect(t, s.OpenProposals(ctx)); len(ps) != 1 || ps[0].Record != rs[2].ID {
		t.Errorf("open after one was attached: %v", ps)
	}
}
