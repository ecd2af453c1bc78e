package assess

import (
	"context"
	"testing"

	"quanyuan/link"
	"quanyuan/link/linktest"
)

// BenchmarkMeasure measures a run of 20,000 households; the run itself is
// beside it.
func BenchmarkMeasure(b *testing.B) {
	rows := linktest.People(population(1, 20_000, linktest.Usual))
	w := linkTown(b, linktest.PersonColumns, rows, link.Options{Floor: 0.01})
	b.Run("run", func(b *testing.B) {
		for b.Loop() {
			linkTown(b, linktest.PersonColumns, rows, link.Options{Floor: 0.01})
		}
	})
	b.Run("measure", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Measure(context.Background(), w.run.Model, w.run.Patterns, w.run.Threshold, Options{Threads: 1}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("blocking", func(b *testing.B) {
		for b.Loop() {
			if _, err := link.BlockingRecall(w.table, w.run.Model, w.spec, w.run.Pairs, 1); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			if _, err := Check(context.Background(), w.table, w.run.Model, w.spec, CheckOptions{Threads: 1}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
