package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quanyuan"
)

// erased takes one of two persons out of a list, a paper, a proposal and the
// register; nothing that is asked of the store tells of him, and all of the other.
func erased(t *testing.T, open Opener) {
	s, reopen := open(t)
	ctx := context.Background()
	register(t, s, 2)
	im := must(s.Begin(ctx, batch("list.csv", quanyuan.Police)))(t)
	check(t, im.Keep(ctx, strings.NewReader("甲某,13900001111\n乙某,13900002222\n")))
	his, hers := record(2, "甲某"), record(3, "乙某")
	his.Set(quanyuan.Phone, quanyuan.Value{Text: "13900001111", State: quanyuan.Understood})
	his.Cells, hers.Cells = []string{"甲某", "13900001111"}, []string{"乙某", "13900002222"}
	check(t, im.Add(ctx, []*quanyuan.Record{his, hers}))
	im.SetMapping([]byte(`{"fix":"甲某"}`))
	b := must(im.Commit(ctx, quanyuan.Receipt{Rows: 2, Accepted: 2, Records: 2}))(t)
	proposals := []*quanyuan.Proposal{{Record: his.ID, Batch: b.ID, Outcome: quanyuan.Same, Person: "P000", Reason: "甲某"}, {Record: hers.ID, Batch: b.ID, Outcome: quanyuan.New, Placed: "510198001001"}}
	check(t, s.ReplaceProposals(ctx, func(yield func(*quanyuan.Proposal, error) bool) {
		for _, p := range proposals {
			if !yield(p, nil) {
				return
			}
		}
	}))
	attach(t, s, "P000", his.ID)
	found := must(s.Person(ctx, "P000"))(t)
	check(t, s.Apply(ctx, &quanyuan.Change{Persons: []quanyuan.PersonState{{After: found, Keys: []uint64{0}, Seen: found.Version}}}))
	note := &quanyuan.Paper{Kind: quanyuan.TaskPaper, ID: "t", State: "open", Desk: "510198001001", Persons: []quanyuan.Number{"P000"}, Body: []byte(`{"note":"甲某 13900001111"}`)}
	check(t, s.Apply(ctx, &quanyuan.Change{Papers: []*quanyuan.Paper{note}, Reply: &quanyuan.Reply{Account: "a", Key: [32]byte{1}, At: Noon}}))
	check(t, s.KeepReply(ctx, &quanyuan.Reply{Account: "a", Key: [32]byte{1}, At: Noon, Status: 200, Body: []byte("甲某 13900001111")}))
	check(t, s.Seal(ctx, []quanyuan.AuditLine{{At: Noon, Action: "view", Kind: "person", ID: "P000", Outcome: quanyuan.Done}}))

	texts := []string{"13900001111", "甲某", "乙某"}
	if ns := must(s.FindByKeys(ctx, []uint64{0, 1}))(t); len(ns) != 2 {
		t.Errorf("found under their keys: %v", ns)
	}
	if got, want := places(t, s, texts), fmt.Sprintf("record %d [0 1] record %d [2] row %d [0 1] row %d [2] paper task t [0 1] proposal %d [1] batch %d [1] reply [0 1]", his.ID, hers.ID, his.ID, hers.ID, his.ID, b.ID); got != want {
		t.Errorf("found\n%s, want\n%s", got, want)
	}

	// While a list comes in nobody is erased, since it may hold him.
	coming := must(s.Begin(ctx, batch("more.csv", quanyuan.School)))(t)
	if err := s.Wipe(ctx, &quanyuan.Wiping{}); !errors.Is(err, quanyuan.ErrConflict) {
		t.Errorf("erased during an import: %v", err)
	}
	check(t, coming.Abort(ctx))

	before := must(s.Person(ctx, "P000"))(t)
	bare := &quanyuan.Record{ID: his.ID, Batch: b.ID, SetAside: quanyuan.AsideErased}
	without := must(s.Batches(ctx))(t)[1]
	without.Mapping = []byte(`{"fix":""}`)
	note.Body = []byte(`{"note":""}`)
	exit := &quanyuan.Event{Kind: quanyuan.Exited, Person: "P000", Record: -1, Reason: quanyuan.ExitErased, At: Noon, Actor: "某"}
	after := &quanyuan.Person{Number: "P000", Records: append(slices.Clone(before.Records), -1), Exited: quanyuan.ExitErased}
	w := &quanyuan.Wiping{Records: []*quanyuan.Record{bare}, Files: []quanyuan.BatchID{b.ID}, Batches: []*quanyuan.Batch{&without}, Drop: []quanyuan.RecordID{his.ID},
		Change: quanyuan.Change{Records: []*quanyuan.Record{{}}, Events: []*quanyuan.Event{exit}, Papers: []*quanyuan.Paper{note}, Persons: []quanyuan.PersonState{{After: after, Seen: before.Version + 1}}}}
	if err := s.Wipe(ctx, w); !errors.Is(err, quanyuan.ErrConflict) {
		t.Errorf("erased as somebody saw him who has changed since: %v", err)
	}
	if rs := must(s.RecordsOf(ctx, []quanyuan.RecordID{his.ID}))(t); len(rs) != 1 || rs[0].Text(quanyuan.Name) != "甲某" {
		t.Errorf("half of an erasure was written: %+v", rs)
	}
	w.Persons[0].Seen, exit.Record, after.Records[len(after.Records)-1], w.Change.Records[0].ID = before.Version, -1, -1, 0
	check(t, s.Wipe(ctx, w))
	check(t, s.Scrub(ctx))

	for range 2 { // and again after a kill
		if got, want := places(t, s, texts), fmt.Sprintf("record %d [2] row %d [2]", hers.ID, hers.ID); got != want {
			t.Errorf("left\n%s, want\n%s", got, want)
		}
		rs := must(s.RecordsOf(ctx, []quanyuan.RecordID{his.ID, hers.ID}))(t)
		if len(rs) != 2 || rs[0].SetAside != quanyuan.AsideErased || len(rs[0].Values) != 0 || rs[1].Text(quanyuan.Name) != "乙某" {
			t.Errorf("records %+v", rs)
		}
		if p := must(s.Person(ctx, "P000"))(t); p.Exited != quanyuan.ExitErased || len(p.Values) != 0 {
			t.Errorf("person %+v", p)
		}
		if ns := must(s.FindByKeys(ctx, []uint64{0, 1}))(t); !slices.Equal(ns, []quanyuan.Number{"P001"}) {
			t.Errorf("found under his keys: %v", ns)
		}
		if _, err := s.Proposal(ctx, his.ID); !errors.Is(err, quanyuan.ErrNotFound) {
			t.Errorf("his proposal: %v", err)
		}
		must(s.Proposal(ctx, hers.ID))(t)
		r := must(s.Reply(ctx, "a", [32]byte{1}, Noon))(t)
		if r.Status != 0 || r.Body != nil {
			t.Errorf("the reply is kept: %+v", r)
		}
		chain(t, s)
		s = reopen()
	}
}

// places writes down where texts stand, without the store's own settings.
func places(t *testing.T, s quanyuan.Store, texts []string) string {
	t.Helper()
	var out []string
	for _, m := range must(s.Mentions(context.Background(), texts))(t) {
		if m.Of == "reply" {
			m.ID = ""
		}
		out = append(out, strings.TrimSpace(m.Of+" "+m.ID)+" "+fmt.Sprint(m.Texts))
	}
	return strings.Join(out, " ")
}
