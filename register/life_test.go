package register

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestLearnSigns: of people of whom it is known who is gone and what lists see,
// the estimates come near the truth, and chances mean what they say.
func TestLearnSigns(t *testing.T) {
	const gone = 0.08
	shares := []float64{0.9, 0.6, 0.5}
	r := rand.New(rand.NewPCG(7, 7))
	var people []Sighted
	var away []bool
	cells := []LifeCell{{"510104091001", 2}, {"510104091002", 2}}
	for i := range 6000 {
		p := Sighted{Cell: cells[i%2]}
		absent := r.Float64() < gone
		for l, share := range shares {
			if l == 0 && i%2 == 1 {
				continue // the first list does not reach the second community
			}
			if !absent && r.Float64() < share {
				p.Seen = append(p.Seen, l)
			}
		}
		people, away = append(people, p), append(away, absent)
	}
	s := LearnSigns(people)
	if math.Abs(s.Gone[2]-gone) > 0.03 {
		t.Errorf("%.3f estimated to be gone, %.3f are", s.Gone[2], gone)
	}
	for l, share := range shares {
		if got := s.Seen[cells[0]][l]; math.Abs(got-share) > 0.04 {
			t.Errorf("list %d estimated to see %.3f, sees %.3f", l, got, share)
		}
	}
	if _, reaches := s.Seen[cells[1]][0]; reaches {
		t.Error("a list is held against people whom it does not reach")
	}
	for i, cell := range cells { // of those with one chance as many are gone as it says
		n, sum, chance := 0, 0, 0.0
		for j := range people {
			if p := &people[j]; p.Cell == cell && len(p.Seen) == 0 {
				n, chance = n+1, s.GoneChance(p)
				if away[j] {
					sum++
				}
			}
		}
		if got := float64(sum) / float64(n); math.Abs(got-chance) > 0.08 {
			t.Errorf("community %d: of %d unseen %.3f are gone, the chance says %.3f", i, n, got, chance)
		}
	}
}

// TestGoneChance: who was seen is there; a miss by a list from before somebody
// was found at home says nothing; where no list reaches, nothing is known.
func TestGoneChance(t *testing.T) {
	cell := LifeCell{"510104091001", 2}
	s := &Signs{Seen: map[LifeCell]map[int]float64{cell: {0: 0.9, 1: 0.5}}, Gone: []float64{0, 0, 0.1, 0, 0}}
	for _, c := range []struct {
		name   string
		p      Sighted
		chance float64
	}{
		{"seen once", Sighted{Cell: cell, Seen: []int{1}}, 0},
		{"seen by nobody", Sighted{Cell: cell}, 0.1 / (0.1 + 0.9*0.05)},
		{"found at home after the first list", Sighted{Cell: cell, Excused: []int{0}}, 0.1 / (0.1 + 0.9*0.5)},
		{"no list reaches", Sighted{Cell: LifeCell{"510104091002", 2}}, 0.1},
	} {
		if got := s.GoneChance(&c.p); math.Abs(got-c.chance) > 1e-12 {
			t.Errorf("%s: %v, want %v", c.name, got, c.chance)
		}
	}
}

// TestLifeStage: the ages at which other offices begin to see people.
func TestLifeStage(t *testing.T) {
	for age, want := range map[int]int{0: 0, 5: 0, 6: 1, 15: 1, 16: 2, 59: 2, 60: 3, 101: 3} {
		if got := LifeStage(age, true); got != want {
			t.Errorf("%d years: stage %d, want %d", age, got, want)
		}
	}
	if LifeStage(30, false) != 4 {
		t.Error("an unknown age is no stage of its own")
	}
}

// TestLearnSignsPlainly: putting people together changes no bit of what asking
// one after the other, round by round, gives.
func TestLearnSignsPlainly(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 3))
		var people []Sighted
		for range 50 + r.IntN(800) {
			p := Sighted{Cell: LifeCell{string(rune('a' + r.IntN(4))), r.IntN(len(LifeStages) + 1)}}
			for l := range 5 {
				switch r.IntN(6) {
				case 0:
					p.Seen = append(p.Seen, l)
				case 1:
					p.Excused = append(p.Excused, l)
				}
			}
			people = append(people, p)
		}
		got, want := LearnSigns(people), learnPlainly(people)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: %+v, plainly %+v", seed, got, want)
		}
	}
}

// learnPlainly is LearnSigns with everybody asked by himself.
func learnPlainly(people []Sighted) *Signs {
	s := &Signs{Seen: map[LifeCell]map[int]float64{}, Gone: make([]float64, len(LifeStages)+1)}
	size, seen := map[LifeCell]float64{}, map[LifeCell]map[int]float64{}
	stage := make([]float64, len(s.Gone))
	for _, p := range people {
		if size[p.Cell]++; seen[p.Cell] == nil {
			seen[p.Cell] = map[int]float64{}
		}
		for _, l := range p.Seen {
			seen[p.Cell][l]++
		}
		stage[p.Cell.Stage]++
	}
	gone := map[LifeCell]float64{}
	for i := range s.Gone {
		s.Gone[i] = 0.5
	}
	for s.Rounds = 1; s.Rounds <= signRounds; s.Rounds++ {
		for cell, lists := range seen {
			s.Seen[cell] = map[int]float64{}
			for l, n := range lists {
				s.Seen[cell][l] = (n + 0.5) / (size[cell] - gone[cell] + 1)
			}
		}
		clear(gone)
		sum, change := make([]float64, len(s.Gone)), 0.0
		for i := range people {
			g := s.GoneChance(&people[i])
			gone[people[i].Cell] += g
			sum[people[i].Cell.Stage] += g
		}
		for i := range s.Gone {
			g := (sum[i] + 0.5) / (stage[i] + 1)
			change, s.Gone[i] = max(change, math.Abs(g-s.Gone[i])), g
		}
		if change < signChange {
			break
		}
	}
	return s
}
