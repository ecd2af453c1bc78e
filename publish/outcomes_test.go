package publish_test

import (
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/publish"
)

func TestOutcomesContract(t *testing.T) {
	var b strings.Builder
	o, err := publish.NewOutcomes(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*quanyuan.Proposal{
		{Where: quanyuan.Where{File: "名单.xlsx", Sheet: "3栋", Row: 5}, Outcome: quanyuan.Differs, Person: "P1", Probability: 0.99996, Placed: "510198001001", Known: []string{"510198001001"},
			Differences: []quanyuan.Difference{{Field: quanyuan.Name, Verdict: quanyuan.Agree}, {Field: quanyuan.ChildName, Verdict: quanyuan.Contradict, Child: 1}, {Field: quanyuan.ChildName, Verdict: quanyuan.Contradict, Child: 2}, {Field: quanyuan.Phone, Verdict: quanyuan.Contradict}}},
		{Where: quanyuan.Where{File: "a.csv", Row: 2}, Part: 1, Outcome: quanyuan.New, Candidates: []quanyuan.Candidate{{Person: "P7", Probability: 0.01}}, Model: "1-ab12cd34"},
		{Where: quanyuan.Where{File: "a.csv", Row: 3}, Outcome: quanyuan.DuplicateInBatch, DuplicateOf: &quanyuan.Where{Row: 2}},
	} {
		if err := o.Write(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	want := "\ufefffile,sheet,row,outcome,person,probability,differs,part,reason,placed,known,duplicate_of,other_candidates,model\n" +
		"名单.xlsx,3栋,5,differs,P1,1.0000,子女姓名;电话号码,1,,510198001001,510198001001,,,\n" +
		"a.csv,,2,new,,,,2,,,,,P7,1-ab12cd34\n" +
		"a.csv,,3,duplicate_in_batch,,,,1,,,,2,,\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestClustersContract(t *testing.T) {
	var b strings.Builder
	err := publish.Clusters(&b, []quanyuan.Cluster{{Name: "P1", Members: []quanyuan.ClusterMember{{Person: "P1", Probability: 1}, {Person: "P9", Probability: 0.75}}}}, "1-ab12cd34")
	if err != nil {
		t.Fatal(err)
	}
	if want := "\ufeffperson,cluster,probability,model\nP1,P1,1.0000,1-ab12cd34\nP9,P1,0.7500,1-ab12cd34\n"; b.String() != want {
		t.Errorf("got %q", b.String())
	}
}
