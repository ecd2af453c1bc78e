package assess

import (
	"context"
	"math"
	"reflect"
	"testing"

	"quanyuan/link"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

// town is a linked population with its truth.
type town struct {
	table *table.Table
	truth []uint32
	spec  link.Spec
	run   *link.Result
}

func population(seed uint64, households int, noise linktest.Noise) linktest.Population {
	return linktest.Population{Seed: seed, Households: households, Duplicates: 0.4, Twins: 0.03, Namesakes: 0.02, Noise: noise}
}

func linkTown(t testing.TB, columns []string, rows [][]string, o link.Options) *town {
	t.Helper()
	all, err := linktest.TableOf(columns, rows)
	if err != nil {
		t.Fatal(err)
	}
	w := &town{table: all}
	texts := make([]string, all.Rows)
	for i := range texts {
		texts[i] = all.Column("cluster").Value(i)
	}
	w.truth = linktest.Labels(texts)
	o.Suggested = func(s *link.Suggestion) { w.spec = s.Spec }
	if o.Floor == 0 {
		o.Floor = 1e-6
	}
	w.run, err = link.Dedupe(context.Background(), all, link.Spec{Ignore: []string{columns[0], "cluster"}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// measured is the true precision and recall of the pairs above the threshold,
// among the compared pairs and among all.
func (w *town) measured() (precision, recall, overall float64) {
	var right, found, matches, all float64
	size := map[uint32]float64{}
	for _, l := range w.truth {
		all += size[l]
		size[l]++
	}
	for _, p := range w.run.Pairs {
		one := w.truth[p.A] == w.truth[p.B]
		if one {
			matches++
		}
		if p.Probability() >= w.run.Threshold {
			found++
			if one {
				right++
			}
		}
	}
	return right / found, right / matches, right / all
}

// TestEstimatesHoldTheTruth sets the estimates beside the truth of twelve seeded
// populations. What is asserted is what can be relied on: precision is not claimed
// much too high, and how far recall is claimed too high at most; the log tells how
// often the intervals hold the truth, which in spoilt lists is seldom.
func TestEstimatesHoldTheTruth(t *testing.T) {
	for _, c := range []struct {
		name    string
		columns []string
		make    func(linktest.Population) [][]string
		noise   linktest.Noise
		// how far the truth may be from the nearer end of the interval:
		// precision below it and above it, recall below it, overall recall below it
		below, above, recall, overall float64
	}{
		{"Latin, usual", linktest.PersonColumns, linktest.People, linktest.Usual, 0.015, 0.03, 0.04, 0.04},
		{"Latin, heavy", linktest.PersonColumns, linktest.People, linktest.Heavy, 0.01, 0.05, 0.14, 0.20},
		{"Chinese, usual", linktest.ChineseColumns, linktest.ChinesePeople, linktest.Usual, 0.01, 0.03, 0.04, 0.04},
		{"Chinese, heavy", linktest.ChineseColumns, linktest.ChinesePeople, linktest.Heavy, 0.01, 0.05, 0.05, 0.06},
	} {
		t.Run(c.name, func(t *testing.T) {
			const populations = 3
			var held [3]int
			for seed := range uint64(populations) {
				w := linkTown(t, c.columns, c.make(population(seed+1, 300, c.noise)), link.Options{})
				blocking, err := link.BlockingRecall(w.table, w.run.Model, w.spec, w.run.Pairs, 0)
				if err != nil {
					t.Fatal(err)
				}
				q, err := Measure(context.Background(), w.run.Model, w.run.Patterns, w.run.Threshold, Options{Blocking: blocking, Times: 40})
				if err != nil {
					t.Fatal(err)
				}
				precision, recall, overall := w.measured()
				if q.Overall == nil {
					t.Fatalf("seed %d: recall of blocking is not known", seed+1)
				}
				for i, x := range []struct {
					truth        float64
					is           Estimate
					below, above float64
				}{{precision, q.Precision, c.below, c.above}, {recall, q.Recall, c.recall, 0.01}, {overall, *q.Overall, c.overall, 0.01}} {
					if x.is.Low <= x.truth && x.truth <= x.is.High {
						held[i]++
					}
					if x.truth < x.is.Low-x.below || x.truth > x.is.High+x.above {
						t.Errorf("seed %d: %s is %.4f, estimated %+v", seed+1, []string{"precision", "recall", "overall recall"}[i], x.truth, x.is)
					}
				}
			}
			t.Logf("of %d intervals hold the truth: precision %d, recall %d, overall recall %d", populations, held[0], held[1], held[2])
		})
	}
}

// TestMeasureAgreesWithTheModel: the point estimates are those of the mixture, the
// curve falls and rises as it must, and threads change nothing.
func TestMeasureAgreesWithTheModel(t *testing.T) {
	w := linkTown(t, linktest.PersonColumns, linktest.People(population(9, 200, linktest.Usual)), link.Options{})
	q, err := Measure(context.Background(), w.run.Model, w.run.Patterns, 0.7, Options{Times: 20, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	plain := w.run.Model.Expected(w.run.Patterns, 0.7)
	if math.Abs(q.Precision.Value-plain.Precision) > 1e-6 || math.Abs(q.Recall.Value-plain.Recall) > 1e-6 || q.Pairs != plain.Pairs {
		t.Errorf("measured %v %v of %v pairs, the model says %+v", q.Precision, q.Recall, q.Pairs, plain)
	}
	for i, p := range q.Curve[1:] {
		if p.Precision.Value < q.Curve[i].Precision.Value-1e-9 || p.Recall.Value > q.Curve[i].Recall.Value+1e-9 {
			t.Errorf("at weight %v precision falls or recall rises", p.Weight)
		}
	}
	for _, l := range q.Weights {
		if !(l.Low <= l.Weight && l.Weight <= l.High) || l.High-l.Low > 40 {
			t.Errorf("%s %s: weight %v in %v to %v", l.Comparison, l.Level, l.Weight, l.Low, l.High)
		}
	}
	again, err := Measure(context.Background(), w.run.Model, w.run.Patterns, 0.7, Options{Times: 20, Threads: 3})
	if err != nil || !reflect.DeepEqual(q, again) {
		t.Errorf("with three threads: %v, %+v instead of %+v", err, again, q)
	}
	if _, err := Measure(context.Background(), w.run.Model, w.run.Patterns, 1, Options{}); err == nil {
		t.Error("a threshold of 1 was taken")
	}
}

// TestSameCountsGiveSameParameters: the refit starts where training ended.
func TestSameCountsGiveSameParameters(t *testing.T) {
	w := linkTown(t, linktest.PersonColumns, linktest.People(population(9, 200, linktest.Usual)), link.Options{})
	r := newRefit(w.run.Model, w.run.Patterns, []float64{0})
	same := r.follow(r.step(r.fitted, func(at int) float64 { return r.counts[r.most[at]].Pairs }))
	for c := range same.n {
		if math.Abs(same.n[c]-r.fitted.n[c]) > 1e-6*(1+r.fitted.n[c]) {
			t.Errorf("class %d: %v pairs instead of %v", c, same.n[c], r.fitted.n[c])
		}
		if from := w.run.Model.Mixture.Classes[c].From; from[0] != train.Own {
			continue
		}
		for g, p := range same.p[c][0] {
			if math.Abs(p-r.fitted.p[c][0][g]) > 1e-9 {
				t.Errorf("class %d, grade %d: %v instead of %v", c, g, p, r.fitted.p[c][0][g])
			}
		}
	}
	for at, i := range r.most {
		if p := r.weigher(r.fitted).divide(at, 0, nil); math.Abs(p-r.probability[i]) > 1e-6 {
			t.Fatalf("pattern %d has probability %v, the model says %v", i, p, r.probability[i])
		}
	}
}

func TestShare(t *testing.T) {
	// Newcombe, Statistics in Medicine 17 (1998), table I, method 3
	for _, x := range []struct {
		k, n      int
		low, high float64
	}{{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}, {0, 0, 0, 1}} {
		s := Share(x.k, x.n)
		if math.Abs(s.Low-x.low) > 6e-5 || math.Abs(s.High-x.high) > 6e-5 {
			t.Errorf("%d of %d: %v, want %v to %v", x.k, x.n, s, x.low, x.high)
		}
	}
}
