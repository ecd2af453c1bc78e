package register

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// LifeStages are the ages in years from which people are seen by other offices
// than before: school, work, pension. They are the ages of the law (compulsory
// schooling from 6, work from 16, 60 for the elderly), not estimates.
var LifeStages = []int{0, 6, 16, 60}

// LifeStage is the stage of an age; people of unknown age are a stage of their
// own, the last.
func LifeStage(age int, known bool) int {
	if !known {
		return len(LifeStages)
	}
	stage := 0
	for i, from := range LifeStages {
		if age >= from {
			stage = i
		}
	}
	return stage
}

// LifeCell holds people who may expect the same of lists: those of one
// community and one stage of life.
type LifeCell struct {
	Community string
	Stage     int
}

// Sighted is somebody with the lists that saw him living where he is counted,
// as indexes that rise.
type Sighted struct {
	Cell LifeCell
	Seen []int
	// Excused are lists that say nothing by not having him: those of before a
	// named person last found him there.
	Excused []int
}

// Signs says how far lists can be trusted to see who is there, and with what
// chance somebody whom no list saw is not there. Nothing in it is set by hand:
// all is estimated from who was seen by whom. See docs/method/whereabouts.md.
type Signs struct {
	// Seen is, for each cell and list that saw anybody in it, the share of those
	// who are there whom the list sees.
	Seen map[LifeCell]map[int]float64
	// Gone is the share of each stage who are not there.
	Gone []float64
	// Rounds is how often the estimates were improved.
	Rounds int
}

// signRounds and signChange end the improvement of estimates: when nothing
// moves by more than a ten-thousandth, or after so many rounds.
const (
	signRounds = 200
	signChange = 1e-4
)

// LearnSigns estimates by expectation and maximisation from people of whom each
// is there or not: who is there is seen by each list of his cell
// independently, who is gone by none. Lists that saw nobody of a cell do not
// reach it and say nothing there. Counts get half a person seen and half a
// person not (Krichevsky and Trofimov), so that no list is taken to see all.
func LearnSigns(people []Sighted) *Signs {
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
	gone, unseen := map[LifeCell]float64{}, gather(people)
	for i := range s.Gone {
		s.Gone[i] = 0.5
	}
	for s.Rounds = 1; s.Rounds <= signRounds; s.Rounds++ {
		for cell, lists := range seen {
			if s.Seen[cell] == nil {
				s.Seen[cell] = map[int]float64{}
			}
			for l, n := range lists {
				s.Seen[cell][l] = (n + 0.5) / (size[cell] - gone[cell] + 1)
			}
		}
		clear(gone)
		sum := unseen.gone(s, gone)
		change := 0.0
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

// alike are those whom no list saw, put together where they have the same chance
// of being gone: they differ neither in their cell nor in what is excused.
type alike struct {
	first []*Sighted // one of each group
	of    []int32    // group of each person, in the order of people
	cell  []int32    // number of the group's cell
	cells []LifeCell
}

func gather(people []Sighted) *alike {
	type key struct {
		cell    LifeCell
		excused string
	}
	a := &alike{}
	group, cell := map[key]int32{}, map[LifeCell]int32{}
	for i := range people {
		p := &people[i]
		if len(p.Seen) > 0 {
			continue
		}
		k := key{cell: p.Cell}
		if len(p.Excused) > 0 {
			k.excused = fmt.Sprint(p.Excused)
		}
		g, ok := group[k]
		if !ok {
			c, known := cell[p.Cell]
			if !known {
				c = int32(len(a.cells))
				cell[p.Cell], a.cells = c, append(a.cells, p.Cell)
			}
			g = int32(len(a.first))
			group[k], a.first, a.cell = g, append(a.first, p), append(a.cell, c)
		}
		a.of = append(a.of, g)
	}
	return a
}

// gone adds up how many are gone by cell, and gives it by stage. Everybody is
// added on his own, in the order of people: the sums have the same last bits
// whoever is put together with whom.
func (a *alike) gone(s *Signs, by map[LifeCell]float64) (stages []float64) {
	chance := make([]float64, len(a.first))
	for g, p := range a.first {
		chance[g] = s.GoneChance(p)
	}
	stages = make([]float64, len(s.Gone))
	cells := make([]float64, len(a.cells))
	for _, g := range a.of {
		c := a.cell[g]
		cells[c] += chance[g]
		stages[a.cells[c].Stage] += chance[g]
	}
	for c, n := range cells {
		by[a.cells[c]] = n
	}
	return stages
}

// GoneChance is the chance that somebody is not where he is counted: 0 for whom
// a list saw, and for whom no list could see nothing is known beyond the share
// of his stage.
func (s *Signs) GoneChance(p *Sighted) float64 {
	if len(p.Seen) > 0 {
		return 0
	}
	gone := s.Gone[p.Cell.Stage]
	return gone / (gone + (1-gone)*s.Missed(p))
}

// Missed is the chance that somebody who is there is seen by none of the lists
// that reach his cell.
func (s *Signs) Missed(p *Sighted) float64 {
	missed := 1.0
	lists := s.Seen[p.Cell]
	for _, l := range slices.Sorted(maps.Keys(lists)) { // in one order: the same bits
		if !slices.Contains(p.Excused, l) {
			missed *= 1 - lists[l]
		}
	}
	return missed
}

// lifeTexts are the sentences about signs of life.
var lifeTexts = map[string][2]string{
	"life.dead":       {"%s（%s）写明 %s 死亡", "%s (%s) says he died on %s"},
	"life.left":       {"%s（%s）写明 %s 离开", "%s (%s) says he left on %s"},
	"life.away":       {"%s（%s）写明不在本社区居住", "%s (%s) says he does not live here"},
	"life.elsewhere":  {"%s（%s）把他列在%s，没有名单把他列在本社区", "%s (%s) has him living in %s, and no list here"},
	"life.seen":       {"但又列在这些名单上：%s", "and yet these lists have him living here: %s"},
	"life.double":     {"与系统编号 %s 疑似同一人", "may be the same person as number %s"},
	"life.unseen":     {"本社区同年龄段的人，这些名单见得到：%s；都没有他。住在这里而全部漏看的机会是 %s", "of people of his age in the community these lists see: %s; none has him. Who lives here is missed by all with chance %s"},
	"life.registered": {"户籍名单上仍有：%s", "still on lists of those registered: %s"},
	"life.missed":     {"这些名单列他住在本社区，登记库没有：%s", "these lists have him living here, the register has not: %s"},
}

func init() { maps.Copy(texts, lifeTexts) }
