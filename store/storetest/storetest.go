// Package storetest holds the one suite that every store of the register runs.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"quanyuan"
)

// Opener opens an empty store, and opens the same store again after Close or
// after the process that held it was killed.
type Opener func(t *testing.T) (s quanyuan.Store, reopen func() quanyuan.Store)

// Noon is the time at which everything in the suite happens.
var Noon = time.Date(2024, 6, 30, 12, 0, 0, 0, time.UTC)

// Run runs the suite.
func Run(t *testing.T, open Opener) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Opener)
	}{
		{"ImportIsSeenOnlyAfterCommit", importSeenAfterCommit},
		{"AbortLeavesNothing", abortLeavesNothing},
		{"DeadImportIsSwept", deadImportSwept},
		{"SameFileTwiceIsRefused", sameFileTwice},
		{"SecondRegisterEntersNobody", secondRegister},
		{"EventsOfEverybody", eventsAfter},
		{"NumberTwiceInRegisterReplaces", numberTwice},
		{"ChangeChecksVersion", changeChecksVersion},
		{"ChangeMovesSearchKeys", changeMovesKeys},
		{"PersonsAreFoundOnlyInScope", personsInScope},
		{"PersonsAreLookedAtSideBySide", personsBeside},
		{"PlacesAreCounted", countsPlaces},
		{"PersonsComeByPage", personsByPage},
		{"ImportUnderWayIsOnNoPage", importUnderWay},
		{"ProposalsComeByPage", proposalsByPage},
		{"ChangesAreCounted", changesCounted},
		{"PersonIsFoundOnlyInScope", personInScope},
		{"MergeMovesRecords", mergeMovesRecords},
		{"PapersAreFoundOnlyInScope", papersInScope},
		{"PaperChecksVersion", paperChecksVersion},
		{"PapersAreNamedBeforehand", paperIDs},
		{"PapersComeInPages", papersInPages},
		{"AuditIsAChain", auditChain},
		{"AuditIsSealedWithTheChange", auditWithChange},
		{"AuditLinesAreFound", auditFound},
		{"AccountsAndTickets", accountsAndTickets},
		{"TheLastAdministratorStays", lastAdministrator},
		{"DetachLeavesRecordsToNobody", detachLeavesRecords},
		{"OpenProposalsWaitForAPerson", openProposals},
		{"ProposalsByDesk", proposalsByDesk},
		{"ProposalsAreReplaced", proposalsReplaced},
		{"RecordsRoundTrip", recordsRoundTrip},
		{"PersonsAreFoundByKeys", personsFoundByKeys},
		{"KeysAreMadeAnew", keysMadeAnew},
		{"AnErasureTakesOneAndLeavesTheOthers", erased},
		{"Settings", settings},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open) })
	}
}

func batch(file string, kind quanyuan.SourceKind) quanyuan.Batch {
	return quanyuan.Batch{File: file, Hash: "hash of " + file, Source: quanyuan.Source{Kind: kind, Unit: "某单位"}, AsOf: quanyuan.Date{Year: 2024, Month: 6, Day: 1}}
}

func record(row int, name string) *quanyuan.Record {
	r := &quanyuan.Record{Where: quanyuan.Where{File: "a.csv", Row: row}, Cells: []string{name, "x"}}
	r.Set(quanyuan.Name, quanyuan.Value{Raw: " " + name, Text: name, State: quanyuan.Understood})
	return r
}

func person(n int, ids ...quanyuan.RecordID) *quanyuan.Person {
	p := &quanyuan.Person{
		Number: quanyuan.Number(fmt.Sprintf("P%03d", n)), Records: ids, Version: 1,
		Values:    []quanyuan.Current{{Field: quanyuan.Name, Value: quanyuan.Value{Text: fmt.Sprint("某", n), State: quanyuan.Understood}, Reason: quanyuan.WonOnly}},
		Presences: []quanyuan.Presence{{Community: "510198001001", Category: quanyuan.HukouAndLivesHere}},
	}
	if n == 1 {
		p.Presences[0].Note = quanyuan.CountsHukou
	}
	return p
}

// register imports n persons and commits.
func register(t *testing.T, s quanyuan.Store, n int) {
	t.Helper()
	ctx := context.Background()
	im := must(s.Begin(ctx, batch("register.csv", quanyuan.Register)))(t)
	for i := range n {
		r := record(i+2, fmt.Sprint("某", i))
		check(t, im.Add(ctx, []*quanyuan.Record{r}))
		check(t, im.Enter(ctx, []quanyuan.Entry{{Person: person(i, r.ID), Keys: []uint64{uint64(i), 1 << 63}}}))
	}
	must(im.Commit(ctx, quanyuan.Receipt{Rows: n, Accepted: n, Records: n}))(t)
}

func importSeenAfterCommit(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	im := must(s.Begin(ctx, batch("register.csv", quanyuan.Register)))(t)
	check(t, im.Keep(ctx, strings.NewReader("the file as received")))
	r := record(2, "王某")
	check(t, im.Add(ctx, []*quanyuan.Record{r}))
	check(t, im.Enter(ctx, []quanyuan.Entry{{Person: person(1, r.ID), Keys: []uint64{7}}}))
	if n := must(s.CountBatches(ctx))(t); n != 0 {
		t.Errorf("%d batches counted that nobody sees", n)
	}
	if bs := must(s.Batches(ctx))(t); len(bs) != 0 {
		t.Errorf("batch seen before commit: %v", bs)
	}
	if n := must(s.Count(ctx))(t); n != 0 {
		t.Errorf("%d persons seen before commit", n)
	}
	if ns := must(s.FindByKeys(ctx, []uint64{7}))(t); len(ns) != 0 {
		t.Errorf("found before commit: %v", ns)
	}
	if rs := collect(t, s.Records(ctx, 1)); len(rs) != 0 {
		t.Errorf("%d records seen before commit", len(rs))
	}
	staged := must(im.Records(ctx, []quanyuan.RecordID{r.ID}))(t)
	if len(staged) != 1 || staged[0].Text(quanyuan.Name) != "王某" {
		t.Errorf("the import itself does not see its record: %v", staged)
	}
	b := must(im.Commit(ctx, quanyuan.Receipt{Rows: 1, Accepted: 1, Records: 1}))(t)
	bs := must(s.Batches(ctx))(t)
	if n := must(s.CountBatches(ctx))(t); n != len(bs) {
		t.Errorf("%d batches counted, %d listed", n, len(bs))
	}
	if len(bs) != 1 || bs[0].ID != b.ID || bs[0].Receipt.Accepted != 1 || !bs[0].Received.Equal(Noon) {
		t.Errorf("batches after commit: %+v", bs)
	}
	if ns := must(s.FindByKeys(ctx, []uint64{7, 8}))(t); len(ns) != 1 || ns[0] != "P001" {
		t.Errorf("found %v", ns)
	}
	es := must(s.Events(ctx, "P001"))(t)
	if len(es) != 1 || es[0].Kind != quanyuan.Entered || es[0].Record != r.ID {
		t.Errorf("events %+v", es)
	}
}

func abortLeavesNothing(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	im := must(s.Begin(ctx, batch("register.csv", quanyuan.Register)))(t)
	r := record(2, "王某")
	check(t, im.Add(ctx, []*quanyuan.Record{r}))
	check(t, im.Enter(ctx, []quanyuan.Entry{{Person: person(1, r.ID)}}))
	check(t, im.Abort(ctx))
	if rs := must(s.RecordsOf(ctx, []quanyuan.RecordID{r.ID}))(t); len(rs) != 0 {
		t.Errorf("records left: %v", rs)
	}
	register(t, s, 1)
}

func deadImportSwept(t *testing.T, open Opener) {
	s, reopen := open(t)
	ctx := context.Background()
	im := must(s.Begin(ctx, batch("register.csv", quanyuan.Register)))(t)
	r := record(2, "王某")
	check(t, im.Add(ctx, []*quanyuan.Record{r}))
	check(t, im.Enter(ctx, []quanyuan.Entry{{Person: person(0, r.ID)}}))
	s = reopen()
	if n := must(s.Count(ctx))(t); n != 0 {
		t.Errorf("%d persons of a dead import", n)
	}
	register(t, s, 3)
	if n := must(s.Count(ctx))(t); n != 3 {
		t.Errorf("%d persons, want 3", n)
	}
}

func sameFileTwice(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	im := must(s.Begin(ctx, batch("list.xlsx", quanyuan.Police)))(t)
	check(t, im.Add(ctx, []*quanyuan.Record{record(2, "王某")}))
	must(im.Commit(ctx, quanyuan.Receipt{}))(t)
	_, err := s.Begin(ctx, batch("list.xlsx", quanyuan.Police))
	if !errors.Is(err, quanyuan.ErrExists) {
		t.Errorf("second import of the same file: %v", err)
	}
	im = must(s.Begin(ctx, batch("list.xlsx", quanyuan.School)))(t)
	check(t, im.Abort(ctx))
}

// A later export of the old system is kept like any list. Where there was no
// first one, who is there already makes a starting register impossible.
func secondRegister(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 2)
	im := must(s.Begin(ctx, batch("other.csv", quanyuan.Register)))(t)
	check(t, im.Add(ctx, []*quanyuan.Record{record(2, "王某")}))
	must(im.Commit(ctx, quanyuan.Receipt{Rows: 1, Accepted: 1, Records: 1}))(t)
	if n := must(s.Count(ctx))(t); n != 2 {
		t.Errorf("%d persons after the second, want the 2 of the first", n)
	}
	if bs := must(s.Batches(ctx))(t); len(bs) != 2 {
		t.Errorf("%d batches, want both", len(bs))
	}

	s, _ = open(t)
	r := record(0, "李某")
	c := &quanyuan.Change{}
	e := &quanyuan.Event{Kind: quanyuan.Entered, Person: "P009", Record: c.Add(r), Actor: "李专干"}
	c.Events = []*quanyuan.Event{e}
	c.Persons = []quanyuan.PersonState{{After: person(9, e.Record)}}
	check(t, s.Apply(ctx, c))
	if _, err := s.Begin(ctx, batch("register.csv", quanyuan.Register)); !errors.Is(err, quanyuan.ErrExists) {
		t.Errorf("a starting register beside persons of a desk: %v", err)
	}
}

func eventsAfter(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 5)
	var seqs []int64
	for after := int64(0); ; {
		es := must(s.EventsAfter(ctx, after, 2))(t)
		if len(es) == 0 {
			break
		}
		for _, e := range es {
			seqs = append(seqs, e.Seq)
		}
		after = es[len(es)-1].Seq
	}
	if !slices.IsSorted(seqs) || len(slices.Compact(seqs)) != 5 {
		t.Errorf("events %v, want those of five persons in order", seqs)
	}
}

func numberTwice(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	im := must(s.Begin(ctx, batch("register.csv", quanyuan.Register)))(t)
	a, b := record(2, "王某"), record(3, "王某")
	check(t, im.Add(ctx, []*quanyuan.Record{a, b}))
	check(t, im.Enter(ctx, []quanyuan.Entry{{Person: person(1, a.ID), Keys: []uint64{5}}}))
	check(t, im.Enter(ctx, []quanyuan.Entry{{Person: person(1, a.ID, b.ID), Keys: []uint64{5, 6}}}))
	must(im.Commit(ctx, quanyuan.Receipt{}))(t)
	p := must(s.Person(ctx, "P001"))(t)
	if len(p.Records) != 2 {
		t.Errorf("records %v", p.Records)
	}
	if n := must(s.Count(ctx))(t); n != 1 {
		t.Errorf("%d persons", n)
	}
	if es := must(s.Events(ctx, "P001"))(t); len(es) != 2 {
		t.Errorf("%d events, want one per record", len(es))
	}
}

func changeChecksVersion(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 1)
	p := must(s.Person(ctx, "P000"))(t)
	seen := p.Version
	p.Exited = "1"
	p.Records = append(p.Records, -1)
	e := quanyuan.Event{Kind: quanyuan.Exited, Person: p.Number, Record: -1, At: Noon, Actor: "李某", Reason: "1", Date: quanyuan.Date{Year: 2024, Month: 5, Day: 3}}
	exit := func() error {
		e, after := e, *p
		return s.Apply(ctx, &quanyuan.Change{Records: []*quanyuan.Record{{}}, Events: []*quanyuan.Event{&e}, Persons: []quanyuan.PersonState{{After: &after, Seen: seen}}})
	}
	check(t, exit())
	if n := must(s.Count(ctx))(t); n != 0 {
		t.Errorf("%d persons after the exit", n)
	}
	if err := exit(); !errors.Is(err, quanyuan.ErrConflict) {
		t.Errorf("a change on a stale version: %v", err)
	}
	es := must(s.Events(ctx, "P000"))(t)
	if last := es[len(es)-1]; last.Actor != "李某" || last.Date != e.Date || !last.At.Equal(Noon) {
		t.Errorf("event %+v", last)
	}
	if _, err := s.Person(ctx, "P999"); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("unknown person: %v", err)
	}
}

func changeMovesKeys(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	register(t, s, 2)
	p := must(s.Person(ctx, "P000"))(t)
	seen := p.Version
	r := record(0, "新某")
	e := &quanyuan.Event{Kind: quanyuan.Corrected, Person: p.Number, Record: -1, At: Noon, Actor: "李某", Field: quanyuan.Name}
	p.Records = append(p.Records, -1)
	check(t, s.Apply(ctx, &quanyuan.Change{Records: []*quanyuan.Record{r}, Events: []*quanyuan.Event{e}, Persons: []quanyuan.PersonState{{After: p, Keys: []uint64{42}, Seen: seen}}}))
	if ns := must(s.FindByKeys(ctx, []uint64{0}))(t); len(ns) != 0 {
		t.Errorf("found under the old key: %v", ns)
	}
	if ns := must(s.FindByKeys(ctx, []uint64{42}))(t); len(ns) != 1 {
		t.Errorf("not found under the new key: %v", ns)
	}
	if ps := must(s.PersonsByNumber(ctx, []quanyuan.Number{"P001", "P999", "P000"}))(t); len(ps) != 2 || ps[0].Number != "P000" {
		t.Errorf("persons by number: %v", ps)
	}
	if ns := must(s.FindByKeys(ctx, []uint64{1 << 63}))(t); len(ns) != 1 || ns[0] != "P001" {
		t.Errorf("the other person's key: %v", ns)
	}
	p = must(s.Person(ctx, "P000"))(t)
	if len(p.Records) != 2 {
		t.Errorf("the correcting record is not among %v", p.Records)
	}
	rs := must(s.RecordsOf(ctx, p.Records))(t)
	if len(rs) != 2 {
		t.Errorf("%d records", len(rs))
	}
}

func proposalsReplaced(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	write := func(ps ...*quanyuan.Proposal) error {
		return s.ReplaceProposals(ctx, func(yield func(*quanyuan.Proposal, error) bool) {
			for _, p := range ps {
				if !yield(p, nil) {
					return
				}
			}
		})
	}
	check(t, write(&quanyuan.Proposal{Batch: 1, Record: 1, Outcome: quanyuan.New}, &quanyuan.Proposal{Batch: 1, Record: 2, Outcome: quanyuan.Same}))
	check(t, write(&quanyuan.Proposal{Batch: 1, Record: 2, Outcome: quanyuan.Differs, Person: "P1"}))
	ps := collect(t, s.Proposals(ctx, 1))
	if len(ps) != 1 || ps[0].Outcome != quanyuan.Differs {
		t.Errorf("proposals %v", ps)
	}
	boom := errors.New("boom")
	err := s.ReplaceProposals(ctx, func(yield func(*quanyuan.Proposal, error) bool) { yield(nil, boom) })
	if !errors.Is(err, boom) {
		t.Errorf("error %v", err)
	}
	if ps := collect(t, s.Proposals(ctx, 1)); len(ps) != 1 {
		t.Errorf("a failed run left %d proposals of the last one", len(ps))
	}
}

func recordsRoundTrip(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	im := must(s.Begin(ctx, batch("list.xlsx", quanyuan.Civil)))(t)
	r := record(5, "王某")
	r.Part, r.Role, r.Where.Sheet = 1, quanyuan.Wife, "2024年"
	r.Children = []quanyuan.Child{{Name: quanyuan.Value{Text: "王小某", State: quanyuan.Understood}}}
	r.Findings = []quanyuan.Finding{{Rule: "id.check_digit", Field: quanyuan.IDNumber, Severity: quanyuan.Fault}}
	sound := record(6, "李某")
	sound.Set(quanyuan.CommunityCode, quanyuan.Value{Text: "510198001001", State: quanyuan.Understood})
	check(t, im.Add(ctx, []*quanyuan.Record{r, sound}))
	b := must(im.Commit(ctx, quanyuan.Receipt{}))(t)
	got, found := collect(t, s.Records(ctx, b.ID)), collect(t, s.Found(ctx, b.ID))
	if len(got) != 2 || len(found) != 2 {
		t.Fatalf("%d records, %d found in", len(got), len(found))
	}
	want := *r
	want.Cells = nil
	if fmt.Sprintf("%+v", *got[0]) != fmt.Sprintf("%+v", want) || fmt.Sprintf("%+v", *found[0]) != fmt.Sprintf("%+v", want) {
		t.Errorf("got  %+v\nor   %+v\nwant %+v", *got[0], *found[0], want)
	}
	if f := found[1]; f.ID != sound.ID || f.Text(quanyuan.CommunityCode) != "510198001001" || len(f.Findings) > 0 {
		t.Errorf("found %+v", *f)
	}
}

func settings(t *testing.T, open Opener) {
	s, reopen := open(t)
	ctx := context.Background()
	if _, err := s.Setting(ctx, "x"); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("unset setting: %v", err)
	}
	check(t, s.SetSetting(ctx, "x", []byte("1")))
	check(t, s.SetSetting(ctx, "x", []byte("2")))
	s = reopen()
	if v := must(s.Setting(ctx, "x"))(t); string(v) != "2" {
		t.Errorf("setting %q", v)
	}
}

func collect[T any](t *testing.T, seq iter.Seq2[T, error]) (all []T) {
	t.Helper()
	for v, err := range seq {
		check(t, err)
		all = append(all, v)
	}
	return all
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		check(t, err)
		return v
	}
}
