package publish_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"quanyuan"
	"quanyuan/publish"
)

// city is a run over many communities with invented rows, in the proportions
// of a campaign.
func city(communities, rows int) *fixture {
	rnd := rand.New(rand.NewPCG(1, 2))
	f := &fixture{people: map[quanyuan.Number]*quanyuan.Person{}}
	f.context = publish.Context{
		City: "桥头区", Accept: 0.95, Possible: 0.2,
		Division: func(code string) string { return "社区" + code[6:] },
		Person:   func(n quanyuan.Number) (*quanyuan.Person, error) { return f.people[n], nil },
	}
	kinds := []quanyuan.SourceKind{quanyuan.Police, quanyuan.School, quanyuan.Health, quanyuan.Property, quanyuan.Social, quanyuan.Employer}
	for i := range 12 {
		f.batches = append(f.batches, &quanyuan.Batch{ID: quanyuan.BatchID(i + 1), File: fmt.Sprintf("名单%d.xlsx", i+1), Source: quanyuan.Source{Kind: kinds[i%len(kinds)], Unit: fmt.Sprintf("第%d单位", i+1)}})
	}
	outcomes := []quanyuan.Outcome{quanyuan.Same, quanyuan.Same, quanyuan.Same, quanyuan.Same, quanyuan.Same, quanyuan.Differs, quanyuan.Differs, quanyuan.New, quanyuan.Elsewhere, quanyuan.Possible, quanyuan.OutOfScope, quanyuan.DuplicateInBatch, quanyuan.SetAside}
	for i := range rows {
		code := fmt.Sprintf("510198%03d%03d", 1+i%communities/50, 1+i%communities%50)
		o := outcomes[rnd.IntN(len(outcomes))]
		b := f.batches[rnd.IntN(len(f.batches))]
		name := string([]rune("赵钱孙李周吴郑王")[i%8]) + string([]rune("伟芳娜敏静丽强磊")[rnd.IntN(8)])
		id := fmt.Sprintf("510198%04d%02d%02d%04d", 1940+rnd.IntN(80), 1+rnd.IntN(12), 1+rnd.IntN(28), rnd.IntN(10000))
		kv := map[quanyuan.Field]string{quanyuan.Name: name, quanyuan.Sex: "1", quanyuan.BirthDate: id[6:10] + "-" + id[10:12] + "-" + id[12:14], quanyuan.IDNumber: id,
			quanyuan.Group: fmt.Sprintf("%d组", 1+rnd.IntN(12)), quanyuan.Building: fmt.Sprintf("%d栋", 1+rnd.IntN(30)), quanyuan.ResidenceAddress: fmt.Sprintf("桥畔路%d号%d单元%d01", 1+rnd.IntN(200), 1+rnd.IntN(4), 1+rnd.IntN(30))}
		r := &quanyuan.Record{ID: quanyuan.RecordID(i + 1), Values: understood(kv), Where: quanyuan.Where{File: b.File, Sheet: "Sheet1", Row: 2 + i}}
		p := &quanyuan.Proposal{Record: r.ID, Batch: b.ID, Where: r.Where, Outcome: o, Placed: code}
		switch o {
		case quanyuan.Same, quanyuan.Differs, quanyuan.Elsewhere, quanyuan.Possible:
			n := quanyuan.Number(fmt.Sprintf("Q%09d", i))
			p.Person, p.Probability, p.Known = n, 0.97+0.03*rnd.Float64(), []string{code}
			f.people[n] = person(n, code, quanyuan.HukouAndLivesHere, kv)
			if o == quanyuan.Possible {
				p.Probability, p.Reason, p.Candidates = rnd.Float64(), "weak", []quanyuan.Candidate{{Person: n, Probability: p.Probability}}
			}
			if o == quanyuan.Differs {
				for _, d := range []quanyuan.Field{quanyuan.Marital, quanyuan.ResidenceAddress, quanyuan.Phone, quanyuan.ChildName} {
					if rnd.IntN(2) == 0 {
						p.Differences = append(p.Differences, quanyuan.Difference{Field: d, Verdict: quanyuan.Contradict, Here: "桥畔路12号", There: "桥畔路21号"})
					}
				}
			}
			if o == quanyuan.Elsewhere {
				p.Known = []string{"510198001001"}
			}
		case quanyuan.SetAside:
			p.Reason = "weak"
		}
		if rnd.IntN(10) == 0 {
			r.Findings = []quanyuan.Finding{{Rule: "id.check_digit", Field: quanyuan.IDNumber, Severity: quanyuan.Warning}}
		}
		b.Receipt.Rows++
		b.Receipt.Records++
		b.Receipt.Accepted++
		if o == quanyuan.SetAside {
			b.Receipt.Accepted--
			b.Receipt.SetAside++
		}
		f.items = append(f.items, publish.Item{Batch: b, Record: r, Proposal: p})
	}
	return f
}

// BenchmarkWorklists writes the workbooks of a city: 1,000 communities, 100,000
// rows.
func BenchmarkWorklists(b *testing.B) {
	f := city(1000, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		w, _ := f.publish(b)
		size := 0
		if err := w.Write(context.Background(), func(_ string, write func(io.Writer) error) error {
			return write(io.Discard)
		}, func(done, total int64) { size = int(total) }); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(size), "workbooks")
	}
}
