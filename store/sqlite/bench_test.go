package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"quanyuan"
	"quanyuan/store/sqlite"
)

// typicalRecord has as many fields as a row of a starting register.
func typicalRecord(i int) *quanyuan.Record {
	r := &quanyuan.Record{Where: quanyuan.Where{File: "register.csv", Row: i + 2}}
	for f := quanyuan.Name; f < quanyuan.Phone; f++ {
		r.Set(f, quanyuan.Value{Text: fmt.Sprintf("值%d-%d", f, i), State: quanyuan.Understood})
	}
	for range 30 {
		r.Cells = append(r.Cells, fmt.Sprint("原文", i))
	}
	return r
}

// BenchmarkRegisterImport stores records, persons, presences, events and eleven
// search keys each; ns/op is per person.
func BenchmarkRegisterImport(b *testing.B) {
	ctx := context.Background()
	s, err := sqlite.Create(ctx, filepath.Join(b.TempDir(), "a.db"), noon)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	im, err := s.Begin(ctx, quanyuan.Batch{File: "register.csv", Source: quanyuan.Source{Kind: quanyuan.Register}})
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	b.ReportAllocs()
	const chunk = 5000
	for at := 0; at < b.N; at += chunk {
		var records []*quanyuan.Record
		var entries []quanyuan.Entry
		for i := at; i < min(at+chunk, b.N); i++ {
			records = append(records, typicalRecord(i))
		}
		if err := im.Add(ctx, records); err != nil {
			b.Fatal(err)
		}
		for i, r := range records {
			p := &quanyuan.Person{Number: quanyuan.Number(fmt.Sprintf("P%09d", at+i)), Records: []quanyuan.RecordID{r.ID}, Version: 1,
				Presences: []quanyuan.Presence{{Community: "510198001001", Category: quanyuan.HukouAndLivesHere}}}
			for _, v := range r.Values {
				p.Values = append(p.Values, quanyuan.Current{Field: v.Field, Value: v.Value, Record: r.ID, Reason: quanyuan.WonOnly})
			}
			e := quanyuan.Entry{Person: p}
			for k := range uint64(11) {
				e.Keys = append(e.Keys, (uint64(at+i)*11+k)*0x9E3779B97F4A7C15)
			}
			entries = append(entries, e)
		}
		if err := im.Enter(ctx, entries); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := im.Commit(ctx, quanyuan.Receipt{}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSeal seals audit lines one by one and in groups, as views gather.
func BenchmarkSeal(b *testing.B) {
	for _, group := range []int{1, 100} {
		b.Run(fmt.Sprint(group), func(b *testing.B) {
			ctx := context.Background()
			s, err := sqlite.Create(ctx, filepath.Join(b.TempDir(), "a.db"), noon)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			lines := make([]quanyuan.AuditLine, group)
			for i := range lines {
				lines[i] = quanyuan.AuditLine{At: noon(), Account: "li", Name: "李某", Post: quanyuan.Clerk, Division: "510198001001", Action: "view", Kind: "person", ID: fmt.Sprint("P", i), Outcome: quanyuan.Done}
			}
			for b.Loop() {
				if err := s.Seal(ctx, lines); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*group)/b.Elapsed().Seconds(), "lines/s")
		})
	}
}
