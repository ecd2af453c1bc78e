package storetest

import (
	"context"
	"errors"
	"testing"

	"quanyuan"
)

// listOf imports a list of n rows.
func listOf(t *testing.T, s quanyuan.Store, n int) []*quanyuan.Record {
	t.Helper()
	ctx := context.Background()
	im := must(s.Begin(ctx, batch("list.xlsx", quanyuan.Police)))(t)
	var rs []*quanyuan.Record
	for i := range n {
		rs = append(rs, record(i+2, "王某"))
	}
	check(t, im.Add(ctx, rs))
	must(im.Commit(ctx, quanyuan.Receipt{}))(t)
	return rs
}

// attach gives a record to a person.
func attach(t *testing.T, s quanyuan.Store, n quanyuan.Number, id quanyuan.RecordID) *quanyuan.Event {
	t.Helper()
	ctx := context.Background()
	p := must(s.Person(ctx, n))(t)
	seen := p.Version
	p.Records = append(p.Records, id)
	e := &quanyuan.Event{Kind: quanyuan.Attached, Person: n, Record: id, At: Noon, Actor: "李某"}
	check(t, s.Apply(ctx, &quanyuan.Change{Events: []*quanyuan.Event{e}, Persons: []quanyuan.PersonState{{After: p, Seen: seen}}}))
	return e
}

// detachLeavesRecords takes an attachment back: the record is nobody's, both
// events stay readable, and the record may go to somebody else.
func detachLeavesRecords(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 2)
	id := listOf(t, s, 1)[0].ID
	attached := attach(t, s, "P000", id)
	p := must(s.Person(ctx, "P000"))(t)
	seen := p.Version
	p.Records = p.Records[:1]
	detach := func() *quanyuan.Change {
		e := &quanyuan.Event{Kind: quanyuan.Detached, Person: "P000", Dropped: []quanyuan.RecordID{id}, Cause: attached.Seq, At: Noon, Actor: "李某"}
		return &quanyuan.Change{Events: []*quanyuan.Event{e}, Persons: []quanyuan.PersonState{{After: p, Seen: seen}}}
	}
	check(t, s.Apply(ctx, detach()))
	if n := must(s.PersonOf(ctx, id))(t); n != "" {
		t.Errorf("the record belongs to %q", n)
	}
	es := must(s.Events(ctx, "P000"))(t)
	if last := es[len(es)-1]; last.Kind != quanyuan.Detached || len(last.Dropped) != 1 || last.Cause != attached.Seq {
		t.Errorf("events %+v", es)
	}
	seen = must(s.Person(ctx, "P000"))(t).Version
	if err := s.Apply(ctx, detach()); !errors.Is(err, quanyuan.ErrConflict) {
		t.Errorf("taken back twice: %v", err)
	}
	attach(t, s, "P001", id)
	if n := must(s.PersonOf(ctx, id))(t); n != "P001" {
		t.Errorf("the record belongs to %q", n)
	}
}

// proposalsByDesk lists and counts what waits on the desks of a division.
func proposalsByDesk(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 1)
	rs := listOf(t, s, 5)
	here, there := "510198001001", "510198001002"
	ps := []*quanyuan.Proposal{
		{Outcome: quanyuan.Differs, Placed: here}, {Outcome: quanyuan.New, Placed: here}, {Outcome: quanyuan.New, Known: []string{there}},
		{Outcome: quanyuan.Differs, Placed: here}, {Outcome: quanyuan.Differs, Placed: here},
	}
	check(t, s.ReplaceProposals(ctx, func(yield func(*quanyuan.Proposal, error) bool) {
		for i, p := range ps {
			p.Record, p.Batch = rs[i].ID, rs[i].Batch
			if !yield(p, nil) {
				return
			}
		}
	}))
	attach(t, s, "P000", rs[0].ID)
	for i, state := range []string{quanyuan.CaseWaiting, quanyuan.CaseOpen} {
		c := quanyuan.Case{Record: rs[3+i].ID, State: state}
		check(t, s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{c.Paper(here)}}))
	}
	if p := must(s.Proposal(ctx, rs[2].ID))(t); p.Desk() != there {
		t.Errorf("proposal %+v", p)
	}
	if _, err := s.Proposal(ctx, 77); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("no proposal: %v", err)
	}
	for _, c := range []struct {
		q    quanyuan.ProposalQuery
		want []int
	}{
		{quanyuan.ProposalQuery{}, nil},
		{quanyuan.ProposalQuery{Scope: quanyuan.Everywhere}, []int{1, 2, 4}},
		{quanyuan.ProposalQuery{Scope: quanyuan.Scope{here}}, []int{1, 4}},
		{quanyuan.ProposalQuery{Scope: quanyuan.Scope{here}, Limit: 1}, []int{1}},
		{quanyuan.ProposalQuery{Scope: quanyuan.Scope{here}, After: rs[1].ID}, []int{4}},
		{quanyuan.ProposalQuery{Scope: quanyuan.Everywhere, Before: rs[4].ID}, []int{2, 1}},
		{quanyuan.ProposalQuery{Scope: quanyuan.Everywhere, Before: rs[4].ID, Limit: 1}, []int{2}},
		{quanyuan.ProposalQuery{Scope: quanyuan.Everywhere, Outcomes: []quanyuan.Outcome{quanyuan.New}}, []int{1, 2}},
		{quanyuan.ProposalQuery{Scope: quanyuan.Everywhere, Batch: rs[0].Batch + 1}, nil},
	} {
		var want, got []quanyuan.RecordID
		for _, i := range c.want {
			want = append(want, rs[i].ID)
		}
		for _, p := range must(s.ProposalsIn(ctx, c.q))(t) {
			got = append(got, p.Record)
		}
		if !equal(got, want) {
			t.Errorf("%+v: %v, want %v", c.q, got, want)
		}
	}
	count := func(q quanyuan.ProposalQuery) map[quanyuan.Outcome]int {
		n := map[quanyuan.Outcome]int{}
		for _, c := range must(s.CountProposals(ctx, q))(t) {
			n[c.Outcome] += c.Proposals
		}
		return n
	}
	if n := count(quanyuan.ProposalQuery{Scope: quanyuan.Scope{here}, Outcomes: []quanyuan.Outcome{quanyuan.New}}); n[quanyuan.New] != 1 || len(n) != 1 {
		t.Errorf("new rows counted %v", n)
	}
	if n := count(quanyuan.ProposalQuery{Scope: quanyuan.Scope{here}}); n[quanyuan.New] != 1 || n[quanyuan.Differs] != 1 || len(n) != 2 {
		t.Errorf("counts %v", n)
	}
}
