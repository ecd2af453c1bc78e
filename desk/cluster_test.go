package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// askedOfOne makes a cluster of M001 with M002, M003 and M005, and a record
// that may be M001's: four questions about one person.
func askedOfOne(t *testing.T, share float64) (*desk.Desk, quanyuan.Store, []quanyuan.RecordID) {
	t.Helper()
	d, s := people(t, 6)
	twice(t, d, share)
	ids := list(t, d, s, 6)
	propose(t, s, ids, func(i int, p *quanyuan.Proposal) {
		p.Outcome, p.Person = quanyuan.New, "" // nobody in question
		if i == 0 {
			p.Outcome, p.Person, p.Probability = quanyuan.Possible, "M001", .6
		}
	})
	c := quanyuan.Cluster{Name: "M001"}
	for _, n := range []quanyuan.Number{"M001", "M002", "M003", "M005"} {
		c.Members = append(c.Members, quanyuan.ClusterMember{Person: n, Probability: .8})
	}
	raw, err := json.Marshal([]quanyuan.Cluster{c})
	check(t, err)
	check(t, s.SetSetting(context.Background(), "clusters", raw))
	prepare(t, d)
	return d, s, ids
}

// answers are those that a test gives to the four questions, by the other side.
var clusterAnswers = map[quanyuan.Number]string{"M002": quanyuan.RuledSame, "M003": quanyuan.RuledDifferent, "M005": quanyuan.RuledSame, "": quanyuan.RuledSame}

// TestAClusterAtOnceIsOneAfterTheOther: answers given together do what the same
// answers do one after the other.
func TestAClusterAtOnceIsOneAfterTheOther(t *testing.T) {
	ctx := context.Background()
	holds := map[quanyuan.Field]string{quanyuan.HukouStatus: "510198001001", quanyuan.ResidenceStatus: "510198001001"}
	var made [2]string
	for i := range made {
		d, s, ids := askedOfOne(t, 0)
		sheet, err := d.Sheet(ctx, clerk, numberOfQuestions(t, d, clerk)[0])
		check(t, err)
		if len(sheet.Questions) != 4 || len(sheet.Sides) != 5 || sheet.Sides[0].Person != "M001" {
			t.Fatalf("the sheet has %d questions and %d sides", len(sheet.Questions), len(sheet.Sides))
		}
		if len(sheet.Holds) != 2 {
			t.Errorf("places to choose: %+v", sheet.Holds)
		}
		var orders []desk.RuleOrder
		for j, q := range sheet.Questions {
			orders = append(orders, desk.RuleOrder{ID: q.ID, Answer: clusterAnswers[sheet.Sides[j+1].Person]})
		}
		if i == 0 {
			wantKey(t, d.RuleTogether(ctx, clerk, orders, nil), "merge.choose")
			if p, err := s.Person(ctx, "M002"); err != nil || p.Exited != "" || len(numberOfQuestions(t, d, clerk)) != 4 {
				t.Fatalf("refused, and yet %+v, %v", p, err)
			}
			check(t, d.RuleTogether(ctx, clerk, orders, holds))
		} else {
			for _, o := range orders {
				o.Holds = holds
				check(t, d.Rule(ctx, clerk, o))
			}
		}
		if left := numberOfQuestions(t, d, clerk); len(left) != 0 {
			t.Errorf("left %v", left)
		}
		if n, err := s.PersonOf(ctx, ids[0]); err != nil || n != "M001" {
			t.Errorf("the record belongs to %q, %v", n, err)
		}
		made[i] = stateOf(t, s, "M001", "M002", "M003", "M005")
		if broken, _, err := d.Verify(ctx, 0, nil); err != nil || len(broken) > 0 {
			t.Errorf("verify: %v %v", broken, err)
		}
	}
	if made[0] != made[1] {
		t.Errorf("together\n%s\none after the other\n%s", made[0], made[1])
	}
}

// stateOf is what is known of persons, without what depends on how many acts
// and desk records there were.
func stateOf(t *testing.T, s quanyuan.Store, numbers ...quanyuan.Number) string {
	t.Helper()
	var b strings.Builder
	for _, n := range numbers {
		p, err := s.Person(context.Background(), n)
		check(t, err)
		fmt.Fprintf(&b, "%s %s %s", n, p.Exited, p.Forward)
		for _, v := range p.Values {
			fmt.Fprintf(&b, " %s=%s", v.Field.Key(), v.Text)
		}
		for _, pr := range p.Presences {
			fmt.Fprintf(&b, " [%s %d %d]", pr.Community, pr.Category, pr.Note)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestAMergeOfAClusterIsTakenBackAlone: one of several merges of an answer is
// overruled, the others stand.
func TestAMergeOfAClusterIsTakenBackAlone(t *testing.T) {
	ctx := context.Background()
	d, s, _ := askedOfOne(t, 0)
	reader := named("甲", "510198001002")
	sheet, err := d.Sheet(ctx, reader, numberOfQuestions(t, d, reader)[0])
	check(t, err)
	var orders []desk.RuleOrder
	overruled := ""
	for j, q := range sheet.Questions {
		orders = append(orders, desk.RuleOrder{ID: q.ID, Answer: clusterAnswers[sheet.Sides[j+1].Person]})
		if sheet.Sides[j+1].Person == "M005" {
			overruled = q.ID
		}
	}
	check(t, d.RuleTogether(ctx, reader, orders, map[quanyuan.Field]string{quanyuan.HukouStatus: "510198001002", quanyuan.ResidenceStatus: "510198001002"}))
	check(t, d.Overrule(ctx, named("丙", town), desk.RuleOrder{ID: overruled, Answer: quanyuan.RuledDifferent, Reason: "是姐妹"}))
	for n, forward := range map[quanyuan.Number]quanyuan.Number{"M002": "M001", "M005": "", "M003": ""} {
		if p, err := s.Person(ctx, n); err != nil || p.Forward != forward {
			t.Errorf("%s goes to %q, want %q (%v)", n, p.Forward, forward, err)
		}
	}
	if broken, _, err := d.Verify(ctx, 0, nil); err != nil || len(broken) > 0 {
		t.Errorf("verify: %v %v", broken, err)
	}
}

// TestTogetherIsBlind: a question that is read twice takes no effect with the
// others, nothing of the weights is shown before the answer, and all of it is
// asked alike.
func TestTogetherIsBlind(t *testing.T) {
	ctx := context.Background()
	d, s, _ := askedOfOne(t, 1)
	reader := named("甲", "510198001002")
	sheet, err := d.Sheet(ctx, reader, numberOfQuestions(t, d, reader)[0])
	check(t, err)
	var orders []desk.RuleOrder
	for _, q := range sheet.Questions {
		if q.Weights != nil || q.Answers != nil || q.Mine != "" {
			t.Errorf("shown before an answer: %+v", q)
		}
		orders = append(orders, desk.RuleOrder{ID: q.ID, Answer: quanyuan.RuledSame})
	}
	wantKey(t, d.RuleTogether(ctx, reader, orders, nil), "merge.choose")
	wantKey(t, d.RuleTogether(ctx, reader, append(orders, orders[0]), nil), "ruling.together")
	check(t, d.RuleTogether(ctx, reader, orders, map[quanyuan.Field]string{quanyuan.HukouStatus: "510198001001", quanyuan.ResidenceStatus: "510198001001"}))
	if p, _ := s.Person(ctx, "M002"); p.Exited != "" {
		t.Error("one of two readers merged two persons")
	}
	after, err := d.Sheet(ctx, reader, orders[0].ID)
	check(t, err)
	if len(after.Questions) != 1 || after.Questions[0].Mine != quanyuan.RuledSame || len(after.Questions[0].Weights) == 0 || after.Questions[0].Answers != nil {
		t.Errorf("after the answer %+v", after.Questions[0])
	}
	second := named("乙", "510198001002")
	if blind, err := d.Sheet(ctx, second, orders[0].ID); err != nil || len(blind.Questions) != 4 || blind.Questions[0].Weights != nil {
		t.Errorf("the second reader sees %+v, %v", blind, err)
	}
}
