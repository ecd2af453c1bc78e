package link_test

import (
	"context"
	"testing"

	"quanyuan/link"
	"quanyuan/link/linktest"
)

// BenchmarkDedupe is the whole way from a table to clusters, without settings.
func BenchmarkDedupe(b *testing.B) {
	tbl, err := linktest.Table(linktest.People(linktest.Population{Seed: 1, Households: 4000, Duplicates: .3, Twins: .02, Namesakes: .03, Noise: linktest.Usual}))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(r.Compared), "pairs")
	}
}
