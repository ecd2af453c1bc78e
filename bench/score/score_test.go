package score

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"quanyuan/link/cluster"
)

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "f.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// chance is a truth with clusters and pairs drawn at random.
func chance(seed uint64) (*Truth, []uint32, *Pairs) {
	r := rand.New(rand.NewPCG(seed, 1))
	t := NewTruth()
	for i := range 60 {
		if err := t.Add(strconv.Itoa(i+1), strconv.Itoa(r.IntN(25))); err != nil {
			panic(err)
		}
	}
	labels := make([]uint32, 60)
	for i := range labels {
		labels[i] = uint32(r.IntN(30))
	}
	p := &Pairs{truth: t}
	for range 80 {
		p.edges = append(p.edges, cluster.Edge{A: uint32(r.IntN(60)), B: uint32(r.IntN(60)), Weight: float32(20 - len(p.edges)/4)})
	}
	return t, labels, p
}

// TestScoreIsThatOfAllPairs counts every pair of records one by one.
func TestScoreIsThatOfAllPairs(t *testing.T) {
	for seed := range uint64(50) {
		truth, labels, _ := chance(seed)
		var found, all, right int64
		var bp, br float64
		for i := range labels {
			var c, e, both float64
			for j := range labels {
				same, one := labels[i] == labels[j], truth.Same(uint32(i), uint32(j))
				if same {
					c++
				}
				if one {
					e++
				}
				if same && one {
					both++
				}
				if j > i {
					found, all, right = found+count(same), all+count(one), right+count(same && one)
				}
			}
			bp, br = bp+both/c/float64(len(labels)), br+both/e/float64(len(labels))
		}
		s := truth.Of(labels)
		if s.Found != found || s.True != all || s.Right != right || math.Abs(s.B3-2*bp*br/(bp+br)) > 1e-12 {
			t.Fatalf("seed %d: %v, counted %d %d %d, B³ %f", seed, s, found, all, right, 2*bp*br/(bp+br))
		}
		ones := make([]uint8, len(s.size))
		for i := range ones {
			ones[i] = 1
		}
		if math.Abs(s.drawn(ones)-s.F1) > 1e-12 {
			t.Fatalf("seed %d: every entity drawn once gives F1 %f, not %f", seed, s.drawn(ones), s.F1)
		}
	}
}

func count(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// TestBestIsTheBestOfAllWeights tries each weight by itself.
func TestBestIsTheBestOfAllWeights(t *testing.T) {
	for seed := range uint64(50) {
		_, _, p := chance(seed)
		want := 0.0
		for _, e := range p.edges {
			want = max(want, p.At(e.Weight).F1)
		}
		if _, got := p.Best(); got.F1 != want {
			t.Fatalf("seed %d: best F1 %f, one weight gives %f", seed, got.F1, want)
		}
	}
}

func TestIntervalsHoldTheFigure(t *testing.T) {
	truth, labels, p := chance(7)
	a, b := truth.Of(labels), p.At(0)
	if i := Spread(a, 1); i.Low > a.F1 || i.High < a.F1 || i.Low == i.High {
		t.Errorf("interval %v does not hold %f", i, a.F1)
	}
	if i := Ahead(a, b, 1); i.Low > a.F1-b.F1 || i.High < a.F1-b.F1 {
		t.Errorf("interval %v does not hold %f", i, a.F1-b.F1)
	}
	if i := Ahead(a, a, 1); i != (Interval{}) {
		t.Errorf("a is ahead of itself by %v", i)
	}
}

func TestCalibrationCountsEveryPairOnce(t *testing.T) {
	_, _, p := chance(3)
	pairs, truly := 0, 0.0
	for _, b := range p.Calibration() {
		pairs += b.Pairs
		truly += b.Truly * float64(b.Pairs)
		low, high := 1/(1+math.Exp2(-float64(b.From))), 1/(1+math.Exp2(-float64(b.To)))
		if b.Promised < low || b.Promised > high {
			t.Errorf("%v: promised is not within %f and %f", b, low, high)
		}
	}
	if pairs != p.Len() || math.Abs(truly-float64(p.True())) > 1e-9 {
		t.Errorf("%d pairs, %f true; there are %d and %d", pairs, truly, p.Len(), p.True())
	}
}

func TestFilesAreHeldAgainstTheTruth(t *testing.T) {
	truth, err := ReadTruth(file(t, "id,cluster\nx,1\ny,1\nz,2\n2,3\n"), "id", "cluster")
	if err != nil {
		t.Fatal(err)
	}
	labels, err := truth.ReadClusters(file(t, "id,cluster\nz,9\ny,9\nx,9\n2,4\n"))
	if err != nil {
		t.Fatal(err)
	}
	if s := truth.Of(labels); s.Found != 3 || s.Right != 1 || s.True != 1 {
		t.Errorf("got %v", s)
	}
	for _, bad := range []string{"id,cluster\nx,1\n", "id,cluster\nx,1\nx,1\ny,1\nz,1\n", "id,cluster\nx,1\ny,1\nz,1\n1,1\n", "id,group\nx,1\n"} {
		if _, err := truth.ReadClusters(file(t, bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	p, err := truth.ReadPairs(file(t, "id_l,id_r,weight\nx,y,3.5\ny,z,-1\n"))
	if err != nil || p.Len() != 2 || p.True() != 1 {
		t.Errorf("pairs %v, %v", p, err)
	}
	kinds, all, err := truth.ReadPanel(file(t, "kind,id_l,id_r\ntwins,x,z\ntwins,x,2\n"), labels)
	if err != nil || len(kinds) != 1 || all.Pairs != 2 || all.Merged != 1 {
		t.Errorf("panel %v, %v, %v", kinds, all, err)
	}
}
