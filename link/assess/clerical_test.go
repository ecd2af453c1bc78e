package assess

import (
	"math"
	"testing"

	"quanyuan/link"
	"quanyuan/link/linktest"
)

// judge answers drawn pairs by the truth.
func (w *town) judge(t *testing.T, n int, seed uint64) []Answer {
	t.Helper()
	drawn, err := Draw(append([]link.Pair(nil), w.run.Pairs...), n, w.run.Threshold, seed)
	if err != nil {
		t.Fatal(err)
	}
	weight := map[[2]uint32]float64{}
	for _, p := range w.run.Pairs {
		weight[[2]uint32{p.A, p.B}] = p.Probability()
	}
	out := make([]Answer, len(drawn))
	for i, d := range drawn {
		out[i] = Answer{Drawn: d, Known: true, Same: w.truth[d.A] == w.truth[d.B], Linked: weight[[2]uint32{d.A, d.B}] >= w.run.Threshold}
	}
	return out
}

// TestAnswersAreUnbiased draws many samples of one run: their mean is the truth,
// and nearly all intervals hold it.
func TestAnswersAreUnbiased(t *testing.T) {
	w := linkTown(t, linktest.PersonColumns, linktest.People(population(3, 600, linktest.Heavy)), link.Options{Floor: 1e-3})
	precision, recall, _ := w.measured()
	const samples = 100
	var meanP, meanR float64
	var heldP, heldR int
	for seed := range uint64(samples) {
		j := Answers(w.judge(t, 150, seed), seed)
		meanP += j.Precision.Value / samples
		meanR += j.Recall.Value / samples
		if j.Precision.Low <= precision && precision <= j.Precision.High {
			heldP++
		}
		if j.Recall.Low <= recall && recall <= j.Recall.High {
			heldR++
		}
	}
	t.Logf("precision %.4f mean %.4f held %d; recall %.4f mean %.4f held %d of %d", precision, meanP, heldP, recall, meanR, heldR, samples)
	if math.Abs(meanP-precision) > 0.006 || math.Abs(meanR-recall) > 0.012 {
		t.Errorf("the estimates are off on average")
	}
	if heldP < samples*85/100 || heldR < samples*85/100 {
		t.Errorf("the intervals hold the truth too seldom")
	}
}

func TestDrawGivesEveryPairItsChance(t *testing.T) {
	var pairs []link.Pair
	for i := range 300 {
		pairs = append(pairs, link.Pair{A: uint32(i), B: uint32(i + 1), Weight: float32(i%20) - 9.5})
	}
	hits := make([]float64, len(pairs))
	const samples = 3000
	for seed := range uint64(samples) {
		drawn, err := Draw(append([]link.Pair(nil), pairs...), 60, 0.5, seed)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range drawn {
			hits[d.A] += float64(d.Pairs) / float64(d.Of)
		}
	}
	for i, h := range hits {
		if math.Abs(h/samples-1) > 0.35 { // several standard errors
			t.Errorf("pair %d of weight %v stands for %.2f pairs on average, not 1", i, pairs[i].Weight, h/samples)
		}
	}
	if _, err := Draw(pairs, 0, 0.5, 1); err == nil {
		t.Error("no pairs were drawn without a fault")
	}
}

func TestAnswersOfNobody(t *testing.T) {
	for _, answers := range [][]Answer{nil, {{Drawn: Drawn{Pairs: 9, Of: 1}}}} {
		if j := Answers(answers, 1); j.Answers != 0 || j.Precision.Low != 0 || j.Precision.High != 1 {
			t.Errorf("no answers give %+v", j)
		}
	}
}
