package statistics_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"quanyuan/statistics"
)

// attacker tries every table that has what is published, with no count above
// the cap: the plain oracle of what can be found out of each cell.
type attacker struct {
	g         *statistics.Grid
	m         *statistics.Mask
	cap       int
	leaves    []int
	trying    [][]int // by row, then column
	low, high [][]int // -> column len(columns) is the total
}

func attack(g *statistics.Grid, m *statistics.Mask, limit int) *attacker {
	a := &attacker{g: g, m: m, cap: limit}
	leaf := map[int]bool{}
	for row := range g.Parent {
		leaf[row] = true
	}
	for _, p := range g.Parent[1:] {
		leaf[p] = false
	}
	for row := range g.Parent {
		if leaf[row] {
			a.leaves = append(a.leaves, row)
		}
		a.trying = append(a.trying, make([]int, len(g.Cells[row])))
		a.low = append(a.low, slices.Repeat([]int{math.MaxInt}, len(g.Cells[row])+1))
		a.high = append(a.high, slices.Repeat([]int{-1}, len(g.Cells[row])+1))
	}
	a.try(0, 0)
	return a
}

func (a *attacker) try(leaf, col int) {
	if leaf == len(a.leaves) {
		a.compare()
		return
	}
	row := a.leaves[leaf]
	if col == len(a.g.Cells[row]) {
		sum := 0
		for _, x := range a.trying[row] {
			sum += x
		}
		if a.g.NoTotals || a.m.Totals[row] || sum == a.g.Total(row) {
			a.try(leaf+1, 0)
		}
		return
	}
	from, to := 0, a.cap
	if !a.m.Cells[row][col] {
		from, to = a.g.Cells[row][col], a.g.Cells[row][col]
	}
	for x := from; x <= to; x++ {
		a.trying[row][col] = x
		a.try(leaf, col+1)
	}
}

func (a *attacker) compare() {
	sums := make([][]int, len(a.trying))
	for row := range sums {
		sums[row] = make([]int, len(a.trying[row])+1)
	}
	for _, row := range a.leaves {
		for at := row; at >= 0; at = a.g.Parent[at] {
			for col, x := range a.trying[row] {
				sums[at][col] += x
				sums[at][len(sums[at])-1] += x
			}
		}
	}
	for row := range sums {
		for col, x := range sums[row] {
			last := col == len(sums[row])-1
			switch {
			case last && !a.g.NoTotals && !a.m.Totals[row] && x != a.g.Total(row), !last && !a.m.Cells[row][col] && x != a.g.Cells[row][col]:
				return
			}
		}
	}
	for row := range sums {
		for col, x := range sums[row] {
			a.low[row][col], a.high[row][col] = min(a.low[row][col], x), max(a.high[row][col], x)
		}
	}
}

// grid draws a small table: a whole of two parts, the first of two parts again.
func grid(t *rapid.T, most int) *statistics.Grid {
	shape := rapid.SampledFrom([][]int{{-1, 0, 0}, {-1, 0, 0, 1, 1}, {-1, 0}, {-1}}).Draw(t, "shape")
	columns := 2
	if len(shape) < 4 {
		columns = rapid.IntRange(1, 3).Draw(t, "columns")
	}
	g := &statistics.Grid{Parent: shape, NoTotals: rapid.IntRange(0, 4).Draw(t, "totals") == 0}
	parent := map[int]bool{}
	for _, p := range shape {
		parent[p] = true
	}
	for range shape {
		g.Cells = append(g.Cells, make([]int, columns))
	}
	for row := len(shape) - 1; row >= 0; row-- {
		for col := range columns {
			if !parent[row] {
				g.Cells[row][col] = rapid.IntRange(0, most).Draw(t, "count")
			}
			if row > 0 {
				g.Cells[shape[row]][col] += g.Cells[row][col]
			}
		}
	}
	return g
}

// TestNobodyWorksOutASmallCount: an attacker who tries all tables holds at
// least k+1 values possible for each count that is small.
func TestNobodyWorksOutASmallCount(t *testing.T) {
	const k, most, limit = 3, 5, 8
	rapid.Check(t, func(t *rapid.T) {
		g := grid(t, most)
		m, ok := statistics.Protect(g, k)
		if !ok {
			return
		}
		a := attack(g, m, limit)
		for row := range g.Cells {
			for col, x := range append(slices.Clone(g.Cells[row]), g.Total(row)) {
				last := col == len(g.Cells[row])
				if x == 0 || x >= k || last && g.NoTotals {
					continue
				}
				if wide := a.high[row][col] - a.low[row][col]; wide < k {
					t.Fatalf("cells %v\nmask %v totals %v\nthe count %d at %d, %d is known to lie from %d to %d", g.Cells, m.Cells, m.Totals, x, row, col, a.low[row][col], a.high[row][col])
				}
			}
		}
	})
}

// TestBoundsAreExact: what the network says of a cell is what trying all tables
// finds, for masks of any kind.
func TestBoundsAreExact(t *testing.T) {
	const limit = 5
	rapid.Check(t, func(t *rapid.T) {
		g := grid(t, 3)
		m := &statistics.Mask{}
		for _, row := range g.Cells {
			var hide []bool
			for range row {
				hide = append(hide, rapid.Bool().Draw(t, "hide"))
			}
			m.Cells, m.Totals = append(m.Cells, hide), append(m.Totals, rapid.IntRange(0, 3).Draw(t, "hide total") == 0)
		}
		a := attack(g, m, 3+limit)
		for row := range g.Cells {
			for col, x := range g.Cells[row] {
				low, high := g.Bounds(m, row, col, limit)
				if low != max(a.low[row][col], x-limit) || min(high, x+limit) > a.high[row][col] || high < x+limit && high != a.high[row][col] {
					t.Fatalf("cells %v\nmask %v totals %v: at %d, %d from %d to %d, trying all finds %d to %d", g.Cells, m.Cells, m.Totals, row, col, low, high, a.low[row][col], a.high[row][col])
				}
			}
		}
	})
}

// TestWhatIsLargeIsPublished: tables of a town with some small counts can be
// protected, and most of their large counts are still there.
func TestWhatIsLargeIsPublished(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const k, columns = 10, 12
		g := &statistics.Grid{Parent: []int{-1, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3}}
		for range g.Parent {
			g.Cells = append(g.Cells, make([]int, columns))
		}
		large := 0
		for row := len(g.Parent) - 1; row >= 0; row-- {
			for col := range columns {
				if row > 3 {
					g.Cells[row][col] = rapid.IntRange(12, 90).Draw(t, "count")
					if rapid.IntRange(0, 15).Draw(t, "small") == 0 {
						g.Cells[row][col] %= 7
					}
				}
				if row > 0 {
					g.Cells[g.Parent[row]][col] += g.Cells[row][col]
				}
				if g.Cells[row][col] >= k {
					large++
				}
			}
		}
		m, ok := statistics.Protect(g, k)
		if !ok {
			t.Fatalf("nothing of %v may be published", g.Cells)
		}
		for row := range g.Cells {
			for col, x := range g.Cells[row] {
				if m.Cells[row][col] && x >= k {
					large--
				}
				if low, high := g.Bounds(m, row, col, k); x > 0 && x < k && high-low < k {
					t.Fatalf("the count %d lies from %d to %d", x, low, high)
				}
			}
		}
		if large < len(g.Parent)*columns/2 {
			t.Fatalf("only %d large counts are left of %v", large, g.Cells)
		}
	})
}

// TestComplementIsSmall: one small count in a table of large ones costs three
// more cells, the smallest that do.
func TestComplementIsSmall(t *testing.T) {
	g := &statistics.Grid{Parent: []int{-1, 0, 0, 0}, Cells: [][]int{{133, 230, 324}, {3, 80, 104}, {40, 60, 110}, {90, 90, 110}}}
	m, ok := statistics.Protect(g, 10)
	hidden := 0
	for row := range m.Cells {
		for col := range m.Cells[row] {
			if m.Cells[row][col] {
				hidden += g.Cells[row][col]
			}
		}
	}
	if !ok || hidden != 3+80+40+60 || slices.Contains(m.Totals, true) || slices.Contains(m.Cells[0], true) {
		t.Errorf("%v %v %v", ok, m.Cells, m.Totals)
	}
}
