package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
	folding "quanyuan/register"
)

// list imports a list of a school about persons M001 to M00n, one row each.
func list(t *testing.T, d *desk.Desk, s quanyuan.Store, n int) []quanyuan.RecordID {
	t.Helper()
	ctx := context.Background()
	var b strings.Builder
	b.WriteString("姓名,性别,出生日期,社区编码\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "王某%c,女,1985-03-%02d,51019800100%d\n", '一'+rune(i), i, i%2+1)
	}
	path := filepath.Join(t.TempDir(), "school.csv")
	check(t, os.WriteFile(path, []byte(b.String()), 0o600))
	batch, err := d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.School, Unit: "春江小学"}})
	check(t, err)
	var ids []quanyuan.RecordID
	for r, err := range s.Records(ctx, batch.ID) {
		check(t, err)
		ids = append(ids, r.ID)
	}
	return ids
}

// propose writes proposals as a collation would: each record about the person
// of its number.
func propose(t *testing.T, s quanyuan.Store, ids []quanyuan.RecordID, change func(int, *quanyuan.Proposal)) {
	t.Helper()
	err := s.ReplaceProposals(context.Background(), func(yield func(*quanyuan.Proposal, error) bool) {
		for i, id := range ids {
			p := &quanyuan.Proposal{Record: id, Batch: quanyuan.BatchID(id >> 32), Outcome: quanyuan.Same, Person: quanyuan.Number(fmt.Sprintf("M%03d", i+1)), Probability: .99, Placed: fmt.Sprintf("51019800100%d", (i+1)%2+1)}
			if change != nil {
				change(i, p)
			}
			if !yield(p, nil) {
				return
			}
		}
	})
	check(t, err)
}

// keep writes clusters as a run of dedupe keeps them.
func keep(t *testing.T, s quanyuan.Store, pairs ...[2]quanyuan.Number) {
	t.Helper()
	var cs []quanyuan.Cluster
	for _, p := range pairs {
		cs = append(cs, quanyuan.Cluster{Name: string(p[0]), Members: []quanyuan.ClusterMember{{Person: p[0], Probability: .8}, {Person: p[1], Probability: .8}}})
	}
	raw, err := json.Marshal(cs)
	check(t, err)
	check(t, s.SetSetting(context.Background(), "clusters", raw))
}

func prepare(t *testing.T, d *desk.Desk) desk.Prepared {
	t.Helper()
	made, err := d.PrepareRulings(context.Background(), clerk, nil)
	check(t, err)
	return made
}

func twice(t *testing.T, d *desk.Desk, share float64) {
	t.Helper()
	check(t, d.SetReviewSettings(context.Background(), clerk, desk.ReviewSettings{Seed: "s", Share: share}))
}

func rule(t *testing.T, d *desk.Desk, by quanyuan.Principal, id, answer string) {
	t.Helper()
	check(t, d.Rule(context.Background(), by, desk.RuleOrder{ID: id, Answer: answer, Reason: "看过"}))
}

func numberOfQuestions(t *testing.T, d *desk.Desk, by quanyuan.Principal) []string {
	t.Helper()
	qs, err := d.Questions(context.Background(), by, 0)
	check(t, err)
	var ids []string
	for _, q := range qs {
		ids = append(ids, q.ID)
	}
	return ids
}

// named is a clerk of a division under another name.
func named(name, division string) quanyuan.Principal {
	p := quanyuan.Local(name)
	p.Division = division
	return p
}

// TestQuestionsOfACollation: what is open becomes a question once, what changes
// more figures comes first, and an answer takes effect.
func TestQuestionsOfACollation(t *testing.T) {
	d, s := people(t, 6)
	ctx := context.Background()
	twice(t, d, 0)
	ids := list(t, d, s, 6)
	propose(t, s, ids, func(i int, p *quanyuan.Proposal) {
		switch i {
		case 0: // nearly certain: little to gain
			p.Outcome, p.Probability = quanyuan.Possible, .97
		case 1:
			p.Outcome, p.Probability, p.Reason = quanyuan.Possible, .5, "namesakes"
		case 2:
			p.Outcome, p.Person = quanyuan.New, "" // nobody in question
		case 3:
			p.Outcome, p.Differences = quanyuan.Differs, []quanyuan.Difference{{Field: quanyuan.Phone, Verdict: quanyuan.Contradict}}
		case 4:
			p.Outcome, p.Differences = quanyuan.Differs, []quanyuan.Difference{{Field: quanyuan.BirthDate, Verdict: quanyuan.Contradict}}
		}
	})
	keep(t, s, [2]quanyuan.Number{"M002", "M004"})
	if made := prepare(t, d); made != (desk.Prepared{Persons: 1, Records: 3}) {
		t.Errorf("made %+v", made)
	}
	if made := prepare(t, d); made != (desk.Prepared{Known: 4}) {
		t.Errorf("the second time %+v", made)
	}
	queue := numberOfQuestions(t, d, clerk)
	first, err := d.Question(ctx, clerk, queue[0])
	check(t, err)
	if len(queue) != 4 || first.Figures != 2 || len(first.Differences) == 0 {
		t.Fatalf("the queue is %v, first %+v", queue, first)
	}
	rule(t, d, clerk, queue[0], quanyuan.RuledSame)
	if p, err := d.Person(ctx, "M004"); err != nil || p.Number != "M002" {
		t.Errorf("two persons ruled the same: %v, %v", p, err)
	}
	for _, id := range queue[1:] {
		rule(t, d, clerk, id, quanyuan.RuledSame)
	}
	for i, want := range []quanyuan.Number{"M001", "M002", "", "", "M005", ""} {
		if n, err := s.PersonOf(ctx, ids[i]); err != nil || n != want {
			t.Errorf("record %d belongs to %q, want %q (%v)", i, n, want, err)
		}
	}
	wantKey(t, d.Rule(ctx, clerk, desk.RuleOrder{ID: queue[0], Answer: quanyuan.RuledDifferent}), "ruling.decided")
	if broken, _, err := d.Verify(ctx, 0, nil); err != nil || len(broken) > 0 {
		t.Errorf("verify: %v %v", broken, err)
	}
}

// TestSecondReadingIsBlind: the second reader sees a question like any other,
// cannot be the first, and what they differ on is decided above them.
func TestSecondReadingIsBlind(t *testing.T) {
	d, s := people(t, 4)
	ctx := context.Background()
	twice(t, d, 1)
	keep(t, s, [2]quanyuan.Number{"M002", "M004"}, [2]quanyuan.Number{"M001", "M003"})
	prepare(t, d)
	one, other, office := named("甲", chunjiang), named("乙", chunjiang), named("丙", town)
	id := numberOfQuestions(t, d, one)[0]
	rule(t, d, one, id, quanyuan.RuledSame)
	if p, _ := s.Person(ctx, "M004"); p.Forward != "" {
		t.Error("one of two readers merged two persons")
	}
	if len(numberOfQuestions(t, d, one)) != 0 {
		t.Error("the first reader is asked again")
	}
	wantKey(t, d.Rule(ctx, one, desk.RuleOrder{ID: id, Answer: quanyuan.RuledSame}), "ruling.read_already")
	q, err := d.Question(ctx, other, id)
	if err != nil || q.State != quanyuan.RulingOpen || len(q.Answers) > 0 {
		t.Errorf("the second reader sees %+v, %v", q, err)
	}
	for _, p := range []quanyuan.PaperQuery{{Kind: quanyuan.RulingPaper}, {Kind: quanyuan.RulingPaper, States: []string{quanyuan.RulingOpen}}} {
		papers, err := d.Papers(ctx, other, p)
		if err != nil || len(papers) != 1 || strings.Contains(string(papers[0].Body), "甲") || papers[0].Actor == "甲" || papers[0].State != quanyuan.RulingOpen {
			t.Errorf("papers %+v, %v", papers, err)
		}
	}
	if papers, err := d.Papers(ctx, other, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper, States: []string{quanyuan.RulingSecond}}); err != nil || len(papers) > 0 {
		t.Errorf("which are read twice is shown: %v, %v", papers, err)
	}
	if paper, err := d.Paper(ctx, other, quanyuan.RulingPaper, id); err != nil || strings.Contains(string(paper.Body), "甲") {
		t.Errorf("paper %+v, %v", paper, err)
	}
	rule(t, d, other, id, quanyuan.RuledDifferent)
	if len(numberOfQuestions(t, d, named("丁", chunjiang))) != 0 || !slices.Contains(numberOfQuestions(t, d, office), id) {
		t.Error("a disputed question lies on the office's desk alone")
	}
	if q, err = d.Question(ctx, office, id); err != nil || q.State != quanyuan.RulingDisputed || len(q.Answers) != 2 {
		t.Errorf("the office sees %+v, %v", q, err)
	}
	wantKey(t, d.Rule(ctx, office, desk.RuleOrder{ID: id, Answer: quanyuan.RuledSame}), "transfer.reason")
	rule(t, d, office, id, quanyuan.RuledSame)
	if p, _ := s.Person(ctx, "M004"); p.Forward != "M002" {
		t.Errorf("after the office's word: %+v", p)
	}
}

// TestDifferentIsHonouredForEver: neither merge nor attachment brings together
// what was ruled to be two, and a new record that looks like both does not
// either.
func TestDifferentIsHonouredForEver(t *testing.T) {
	d, s := people(t, 4)
	ctx := context.Background()
	twice(t, d, 0)
	keep(t, s, [2]quanyuan.Number{"M002", "M004"})
	prepare(t, d)
	id := numberOfQuestions(t, d, clerk)[0]
	rule(t, d, clerk, id, quanyuan.RuledDifferent)
	_, err := d.Merge(ctx, clerk, desk.Merge{A: "M002", B: "M004"})
	wantKey(t, err, "merge.different")
	if made := prepare(t, d); made != (desk.Prepared{Known: 1}) {
		t.Errorf("asked again: %+v", made)
	}
	// A third person is merged into one of them: the ruling follows the records.
	holds := map[quanyuan.Field]string{quanyuan.HukouStatus: chunjiang, quanyuan.ResidenceStatus: chunjiang}
	_, err = d.Merge(ctx, clerk, desk.Merge{A: "M001", B: "M002", Holds: holds})
	check(t, err)
	_, err = d.Merge(ctx, clerk, desk.Merge{A: "M001", B: "M004", Holds: holds})
	wantKey(t, err, "merge.different")
	// A record ruled not to be M003's is not attached to M003.
	ids := list(t, d, s, 3)
	propose(t, s, ids, func(i int, p *quanyuan.Proposal) {
		if i == 2 {
			p.Outcome, p.Probability = quanyuan.Possible, .5
		}
	})
	prepare(t, d)
	rule(t, d, clerk, numberOfQuestions(t, d, clerk)[0], quanyuan.RuledDifferent)
	_, err = d.Attach(ctx, clerk, "M003", ids[2])
	wantKey(t, err, "merge.different")
	_, err = d.Attach(ctx, clerk, "M004", ids[2])
	check(t, err)
	_, err = d.Merge(ctx, clerk, desk.Merge{A: "M003", B: "M004", Holds: holds})
	wantKey(t, err, "merge.different")
}

// TestOverruleTakesBack: a higher post puts another answer in the place of the
// first, which stays readable.
func TestOverruleTakesBack(t *testing.T) {
	d, s := people(t, 4)
	ctx := context.Background()
	twice(t, d, 0)
	keep(t, s, [2]quanyuan.Number{"M002", "M004"})
	ids := list(t, d, s, 2)
	propose(t, s, ids[1:], func(i int, p *quanyuan.Proposal) {
		p.Outcome, p.Person, p.Placed = quanyuan.Possible, "M002", chunjiang
	})
	prepare(t, d)
	before, err := s.Person(ctx, "M004")
	check(t, err)
	one, office := named("甲", chunjiang), named("丙", town)
	for _, id := range numberOfQuestions(t, d, one) {
		rule(t, d, one, id, quanyuan.RuledSame)
		wantKey(t, d.Overrule(ctx, one, desk.RuleOrder{ID: id, Answer: quanyuan.RuledDifferent, Reason: "错"}), "ruling.rank")
	}
	qs, err := d.Papers(ctx, office, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper})
	check(t, err)
	for _, p := range slices.Backward(qs) {
		check(t, d.Overrule(ctx, office, desk.RuleOrder{ID: p.ID, Answer: quanyuan.RuledDifferent, Reason: "两个孩子"}))
	}
	after, err := s.Person(ctx, "M004")
	check(t, err)
	after.Version = before.Version
	if fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("after  %+v\nbefore %+v", after, before)
	}
	if n, _ := s.PersonOf(ctx, ids[1]); n == "M002" || n == "" {
		t.Errorf("the record still belongs to %q", n)
	}
	q, err := d.Question(ctx, one, qs[0].ID)
	if err != nil || len(q.Decisions) != 2 || q.Decisions[0].Answer != quanyuan.RuledSame || q.State != quanyuan.RuledDifferent {
		t.Errorf("%+v, %v", q, err)
	}
	_, err = d.Merge(ctx, clerk, desk.Merge{A: "M002", B: "M004"})
	wantKey(t, err, "merge.different")
	check(t, d.Overrule(ctx, named("市", ""), desk.RuleOrder{ID: qs[len(qs)-1].ID, Answer: quanyuan.RuledUnclear, Reason: "再查"}))
	if broken, _, err := d.Verify(ctx, 0, nil); err != nil || len(broken) > 0 {
		t.Errorf("verify: %v %v", broken, err)
	}
}

// TestOnePersonOfTwoCommunities: a question about two communities lies on both
// desks; whoever answers says which counted place holds. Nobody else is asked.
func TestOnePersonOfTwoCommunities(t *testing.T) {
	d, s := people(t, 2)
	ctx := context.Background()
	twice(t, d, 0)
	keep(t, s, [2]quanyuan.Number{"M001", "M002"})
	prepare(t, d)
	one, other := numberOfQuestions(t, d, at(chunjiang)), numberOfQuestions(t, d, at(changning))
	if len(one) != 1 || !slices.Equal(one, other) {
		t.Fatalf("on the desks: %v and %v", one, other)
	}
	o := desk.RuleOrder{ID: one[0], Answer: quanyuan.RuledSame}
	wantKey(t, d.Rule(ctx, at(chunjiang), o), "merge.choose")
	wantKey(t, d.Rule(ctx, at(jiangbei), o), "paper.unknown")
	school := at(town)
	school.Post = quanyuan.Submitter
	wantKey(t, d.Rule(ctx, school, o), "access.post")
	o.Holds = map[quanyuan.Field]string{quanyuan.HukouStatus: changning, quanyuan.ResidenceStatus: chunjiang}
	community := at(chunjiang)
	community.Post = quanyuan.Clerk
	check(t, d.Rule(ctx, community, o))
	if p, err := d.Person(ctx, "M002"); err != nil || p.Number != "M001" || folding.CountedIn(p, quanyuan.CountsResidence) != chunjiang {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestASplitMayRuleDifferent: taking a merge back offers to keep the two apart.
func TestASplitMayRuleDifferent(t *testing.T) {
	for _, different := range []bool{false, true} {
		d, s := people(t, 3)
		ctx := context.Background()
		_, err := d.Merge(ctx, clerk, desk.Merge{A: "M001", B: "M003"})
		check(t, err)
		_, _, err = d.Split(ctx, clerk, desk.Split{Person: "M001", Merge: lastMerge(t, s, "M001"), Different: different, Reason: "双胞胎"})
		check(t, err)
		_, err = d.Merge(ctx, clerk, desk.Merge{A: "M001", B: "M003"})
		if different {
			wantKey(t, err, "merge.different")
		} else {
			check(t, err)
		}
	}
}

// TestKnownQuestionsMeasureReaders and change nothing.
func TestKnownQuestionsMeasureReaders(t *testing.T) {
	d, s := people(t, 6)
	ctx := context.Background()
	twice(t, d, 0)
	keep(t, s, [2]quanyuan.Number{"M002", "M004"})
	prepare(t, d)
	pairs := []desk.KnownPair{{A: "M001", B: "M003", Same: true}, {A: "M001", B: "M005"}}
	if n, err := d.SeedKnown(ctx, clerk, pairs); n != 2 || err != nil {
		t.Fatalf("%d seeded, %v", n, err)
	}
	if n, err := d.SeedKnown(ctx, clerk, pairs); n != 0 || err != nil {
		t.Fatalf("%d seeded again, %v", n, err)
	}
	for _, reader := range []string{"甲", "乙"} {
		by := named(reader, changning) // M001, M003 and M005 live there
		queue := numberOfQuestions(t, d, by)
		if len(queue) != 2 {
			t.Fatalf("%s has %v", reader, queue)
		}
		for _, id := range queue {
			paper, err := d.Paper(ctx, by, quanyuan.RulingPaper, id)
			if err != nil || strings.Contains(string(paper.Body), "known") || strings.Contains(string(paper.Body), "甲") {
				t.Errorf("it shows that it measures: %s, %v", paper.Body, err)
			}
			rule(t, d, by, id, quanyuan.RuledSame)
		}
	}
	if n, _ := s.Count(ctx); n != 6 {
		t.Errorf("%d persons after answers to known questions", n)
	}
	readers, agreements, err := d.Readers(ctx, clerk)
	if err != nil || len(readers) != 2 || readers[0].Known != 2 || readers[0].Right != 1 || len(agreements) != 0 {
		t.Errorf("%+v %+v, %v", readers, agreements, err)
	}
	labels, err := d.Labels(ctx, clerk)
	if err != nil || len(labels) != 0 {
		t.Errorf("a known question became a label: %v, %v", labels, err)
	}
	// A question settled by two who agree becomes a known one.
	twice(t, d, 1)
	keep(t, s, [2]quanyuan.Number{"M001", "M005"})
	prepare(t, d)
	for _, reader := range []string{"甲", "乙"} {
		by := named(reader, changning)
		rule(t, d, by, numberOfQuestions(t, d, by)[0], quanyuan.RuledDifferent)
	}
	if n, err := d.SeedSettled(ctx, clerk, 5); n != 0 || err != nil {
		t.Errorf("the pair is asked as a known one already, yet %d more (%v)", n, err)
	}
	labels, err = d.Labels(ctx, clerk)
	if err != nil || len(labels) != 1 || labels[0].Same {
		t.Errorf("labels %v, %v", labels, err)
	}
}

// TestALotIsCarriedOutOnce: a lot is signed after its sample was looked at, is
// stopped between chunks, and goes on to its end with every record attached
// once.
func TestALotIsCarriedOutOnce(t *testing.T) {
	desk.SetLotChunk(3)
	defer desk.SetLotChunk(1000)
	d, s := people(t, 20)
	ctx := context.Background()
	ids := list(t, d, s, 20)
	propose(t, s, ids, func(i int, p *quanyuan.Proposal) {
		switch i {
		case 0:
			p.Differences = []quanyuan.Difference{{Field: quanyuan.IDNumber, Verdict: quanyuan.Contradict}}
			p.Outcome = quanyuan.Differs
		case 1:
			p.Probability = .9
		case 2:
			p.Outcome = quanyuan.Possible
		}
	})
	v, err := d.MakeLot(ctx, clerk, desk.LotOrder{})
	check(t, err)
	if len(v.Items) != 17 || len(v.Sample) != 17 {
		t.Fatalf("%d items, %d to be looked at", len(v.Items), len(v.Sample))
	}
	_, err = d.MakeLot(ctx, clerk, desk.LotOrder{})
	wantKey(t, err, "lot.empty") // all are in the open lot
	_, err = d.SignLot(ctx, clerk, v.ID, nil)
	wantKey(t, err, "lot.unchecked")
	for n, item := range v.Sample {
		answer := quanyuan.RuledSame
		if n == 4 {
			answer = quanyuan.RuledDifferent
		}
		qs, err := d.LotCases(ctx, clerk, v.ID, []int{item})
		if err != nil || len(qs) != 1 || len(qs[0].Differences) == 0 {
			t.Fatalf("cases %+v, %v", qs, err)
		}
		_, err = d.CheckLot(ctx, clerk, v.ID, map[int]string{item: answer})
		check(t, err)
	}
	wrong := v.Items[v.Sample[4]]
	_, err = d.SignLot(ctx, quanyuan.Local("没看过的人"), v.ID, nil)
	wantKey(t, err, "lot.unchecked")
	stop, cancel := context.WithCancel(ctx)
	_, err = d.SignLot(stop, clerk, v.ID, func(done, total int64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped: %v", err)
	}
	half, err := d.Lot(ctx, clerk, v.ID)
	if err != nil || half.State != quanyuan.LotSigned || half.Next != 3 {
		t.Fatalf("half done: %+v, %v", half, err)
	}
	// Meanwhile somebody attaches one of the rest by hand.
	byHand := v.Items[10]
	if byHand == wrong {
		byHand = v.Items[11]
	}
	_, err = d.Attach(ctx, clerk, byHand.Person, byHand.Record)
	check(t, err)
	done, err := d.SignLot(ctx, quanyuan.Local("另一人"), v.ID, nil)
	check(t, err)
	if done.State != quanyuan.LotDone || done.Attached != 15 || done.Signed.Errors != 1 {
		t.Errorf("done %+v", done.Lot)
	}
	for _, it := range v.Items {
		events, err := s.Events(ctx, it.Person)
		check(t, err)
		n := 0
		for _, e := range events {
			if e.Kind == quanyuan.Attached && e.Record == it.Record {
				n++
				if e.Actor != clerk.Name {
					t.Errorf("attached by %s, who did not sign", e.Actor)
				}
			}
		}
		if want := 1; it == wrong && n != 0 || it != wrong && n != want {
			t.Errorf("%v attached %d times", it, n)
		}
	}
	_, err = d.Attach(ctx, clerk, wrong.Person, wrong.Record)
	wantKey(t, err, "merge.different")
	if labels, err := d.Labels(ctx, clerk); err != nil || len(labels) != 17 {
		t.Errorf("%d labels, %v", len(labels), err)
	}
	if broken, _, err := d.Verify(ctx, 0, nil); err != nil || len(broken) > 0 {
		t.Errorf("verify: %v %v", broken, err)
	}
}
