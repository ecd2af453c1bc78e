package statistics

import (
	"container/heap"
	"math"
)

// Grid is a table of counts of persons. Rows are the nodes of a tree: row 0 is
// the whole, a row comes after its parent, and the cells of a parent are the
// sums of its children's. The cells of a row add up to its total.
type Grid struct {
	Parent []int   // of each row; -1 of row 0
	Cells  [][]int // by row, then column
	// NoTotals says that the totals of rows are not published, since columns
	// do not exclude each other.
	NoTotals bool
}

// Total is the sum of a row.
func (g *Grid) Total(row int) (n int) {
	for _, x := range g.Cells[row] {
		n += x
	}
	return n
}

// Mask says which cells are not published.
type Mask struct {
	Cells  [][]bool
	Totals []bool
}

func newMask(g *Grid) *Mask {
	m := &Mask{Totals: make([]bool, len(g.Parent))}
	for _, row := range g.Cells {
		m.Cells = append(m.Cells, make([]bool, len(row)))
	}
	return m
}

// Protect chooses what is not published, so that nobody can work out a count
// below k that is not 0: such counts are left out (primary suppression), and so
// are others (complementary suppression) until whoever knows all that is
// published, and that counts are whole and not negative, must still hold at
// least k+1 values possible for each of them. ok is false when no choice does
// that, because there are too few persons: then nothing of the table may be
// published.
//
// Totals are chosen by themselves first, so that every table of the same rows
// leaves out the same totals; two tables about the same persons cannot be
// subtracted from each other by them.
//
// A two-way table whose rows form a tree is a flow in a network, every cell an
// arc (L. H. Cox, Network models for complementary cell suppression, JASA 90,
// 1995): what an attacker can find out of a cell is how far flow can be sent
// round through it over arcs that are not published, and the cheapest way round
// over others is the complement.
func Protect(g *Grid, k int) (m *Mask, ok bool) {
	m = newMask(g)
	if !g.NoTotals {
		sums := &Grid{Parent: g.Parent, NoTotals: true}
		for row := range g.Cells {
			sums.Cells = append(sums.Cells, []int{g.Total(row)})
		}
		n := newNetwork(sums, newMask(sums))
		if !n.protect(k) {
			return m, false
		}
		for row := range g.Cells {
			m.Totals[row] = n.arcs[n.cell(row, 0)].free
		}
	}
	n := newNetwork(g, m)
	ok = n.protect(k)
	for row := range g.Cells {
		for col := range g.Cells[row] {
			m.Cells[row][col] = n.arcs[n.cell(row, col)].free
		}
	}
	return m, ok
}

// Bounds is what an attacker can find out of a cell who knows all that is
// published: that its count lies from low to high. It looks no further than
// limit above and below. A col of -1 is the total.
func (g *Grid) Bounds(m *Mask, row, col, limit int) (low, high int) {
	n := newNetwork(g, m)
	at := n.total(row)
	if col >= 0 {
		at = n.cell(row, col)
	}
	down, up := n.slack(at, limit)
	return n.arcs[at].flow - down, n.arcs[at].flow + up
}

// arc carries the count of one cell.
type arc struct {
	from, to int
	flow     int
	free     bool // not published: it may be anything
	openable bool // may be left out
}

// network is the table as a circulation: the columns of the whole flow down the
// tree to the leaves, from there into the rows, and up the tree as totals.
type network struct {
	g       *Grid
	columns int
	arcs    []arc
	out, in [][]int // arcs at each node
}

// newNetwork has the node 0, one for each row and column that is no leaf, and
// one for the total of each row. The arc of cell (row, col) has the number
// row*columns+col, those of totals come behind.
func newNetwork(g *Grid, m *Mask) *network {
	n := &network{g: g, columns: len(g.Cells[0])}
	rows := len(g.Parent)
	leaf := make([]bool, rows)
	for i := range leaf {
		leaf[i] = true
	}
	for _, p := range g.Parent[1:] {
		leaf[p] = false
	}
	column := func(row, col int) int { return 1 + rows + row*n.columns + col }
	total := func(row int) int { return 1 + row }
	for row, cells := range g.Cells {
		for col, x := range cells {
			a := arc{to: column(row, col), flow: x, free: m.Cells[row][col], openable: true}
			if row > 0 {
				a.from = column(g.Parent[row], col)
			}
			if leaf[row] {
				a.to = total(row)
			}
			n.arcs = append(n.arcs, a)
		}
	}
	for row := range g.Cells {
		a := arc{from: total(row), flow: g.Total(row), free: g.NoTotals || m.Totals[row]}
		if row > 0 {
			a.to = total(g.Parent[row])
		}
		n.arcs = append(n.arcs, a)
	}
	nodes := 1 + rows + rows*n.columns
	n.out, n.in = make([][]int, nodes), make([][]int, nodes)
	for i, a := range n.arcs {
		n.out[a.from], n.in[a.to] = append(n.out[a.from], i), append(n.in[a.to], i)
	}
	return n
}

func (n *network) cell(row, col int) int { return row*n.columns + col }
func (n *network) total(row int) int     { return len(n.g.Parent)*n.columns + row }

// small reports whether a count must not be seen.
func small(x, k int) bool { return x > 0 && x < k }

// protect frees arcs until every small count has room.
func (n *network) protect(k int) bool {
	var secret []int
	for i := range n.arcs {
		a := &n.arcs[i]
		if !small(a.flow, k) || !a.openable && (n.g.NoTotals || !a.free) {
			continue
		}
		a.free = true
		secret = append(secret, i)
	}
	for _, at := range secret {
		for {
			down, up := n.slack(at, k)
			if down+up >= k {
				break
			}
			if !n.open(at, k-down-up, k) {
				return false
			}
		}
	}
	return true
}

// slack is how far the count of an arc may lie below and above, up to limit
// each, by what is not published.
func (n *network) slack(at, limit int) (down, up int) {
	a := n.arcs[at]
	if !a.free {
		return 0, 0
	}
	return n.round(at, a.from, a.to, min(a.flow, limit)), n.round(at, a.to, a.from, limit)
}

// round is how much, up to limit, can be sent from one node to another over
// free arcs but one.
func (n *network) round(without, from, to, limit int) int {
	sent, done := n.send(without, from, to, limit)
	n.undo(done)
	return sent
}

// change is by how much the flow of an arc was changed.
type change struct{ arc, by int }

func (n *network) send(without, from, to, limit int) (sent int, done []change) {
	for sent < limit {
		path, room := n.path(without, from, to)
		if path == nil {
			break
		}
		by := min(room, limit-sent)
		for _, s := range path {
			n.arcs[s.arc].flow += s.sign * by
			done = append(done, change{s.arc, s.sign * by})
		}
		sent += by
	}
	return sent, done
}

func (n *network) undo(done []change) {
	for _, c := range done {
		n.arcs[c.arc].flow -= c.by
	}
}

// step is an arc of a path, along it (+1) or against it (-1).
type step struct{ arc, sign int }

// path finds a shortest way over free arcs with room.
func (n *network) path(without, from, to int) (path []step, room int) {
	came := map[int]step{from: {-1, 0}}
	queue := []int{from}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if at == to {
			return n.back(came, from, to)
		}
		n.steps(at, func(s step, next int) {
			a := &n.arcs[s.arc]
			if _, seen := came[next]; !seen && s.arc != without && a.free && (s.sign > 0 || a.flow > 0) {
				came[next] = s
				queue = append(queue, next)
			}
		})
	}
	return nil, 0
}

// steps visits what a node is joined to.
func (n *network) steps(at int, visit func(s step, next int)) {
	for _, i := range n.out[at] {
		visit(step{i, 1}, n.arcs[i].to)
	}
	for _, i := range n.in[at] {
		visit(step{i, -1}, n.arcs[i].from)
	}
}

func (n *network) back(came map[int]step, from, to int) (path []step, room int) {
	room = math.MaxInt
	for at := to; at != from; {
		s := came[at]
		path = append(path, s)
		if s.sign > 0 {
			at = n.arcs[s.arc].from
		} else {
			at = n.arcs[s.arc].to
			room = min(room, n.arcs[s.arc].flow)
		}
	}
	return path, room
}

// open frees the arcs of the cheapest way round that gives an arc more room, up
// or down, beyond what the free arcs give already: as much as is needed, else
// half of it, and so on. Freeing a large count costs more than a small one, and
// two more than one.
func (n *network) open(at, need, limit int) bool {
	a := n.arcs[at]
	for ; need >= 1; need /= 2 {
		up, costUp := n.beyond(at, a.to, a.from, need, limit)
		if down, cost := n.beyond(at, a.from, a.to, need, min(a.flow, limit)); cost < costUp {
			up = down
		}
		opened := false
		for _, s := range up {
			opened = opened || !n.arcs[s.arc].free
			n.arcs[s.arc].free = true
		}
		if opened {
			return true
		}
	}
	return false
}

// beyond is the cheapest way on from where the free arcs are used up.
func (n *network) beyond(at, from, to, need, limit int) ([]step, float64) {
	sent, done := n.send(at, from, to, limit)
	defer n.undo(done)
	if sent+need > limit {
		return nil, math.Inf(1)
	}
	return n.cheapest(at, from, to, need)
}

// cheapest is Dijkstra over arcs that are free or may be freed, with room for
// what is needed.
func (n *network) cheapest(without, from, to, need int) ([]step, float64) {
	cost, came := map[int]float64{from: 0}, map[int]step{}
	q := &byCost{{from, 0}}
	for q.Len() > 0 {
		at := heap.Pop(q).(reached)
		if at.node == to {
			path, _ := n.back(came, from, to)
			return path, at.cost
		}
		if at.cost > cost[at.node] {
			continue
		}
		n.steps(at.node, func(s step, next int) {
			a := &n.arcs[s.arc]
			if s.arc == without || !a.free && !a.openable || s.sign < 0 && a.flow < need {
				return
			}
			c := at.cost + 1e-6 // of ways that cost the same, the shortest
			if !a.free {
				c += 1 + math.Log2(1+float64(a.flow))
			}
			if old, seen := cost[next]; !seen || c < old {
				cost[next], came[next] = c, s
				heap.Push(q, reached{next, c})
			}
		})
	}
	return nil, math.Inf(1)
}

type reached struct {
	node int
	cost float64
}

// byCost is a heap; of equal costs the smaller node comes first, so that the
// same table is always protected in the same way.
type byCost []reached

func (q byCost) Len() int { return len(q) }
func (q byCost) Less(i, j int) bool {
	return q[i].cost < q[j].cost || q[i].cost == q[j].cost && q[i].node < q[j].node
}
func (q byCost) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *byCost) Push(x any)   { *q = append(*q, x.(reached)) }
func (q *byCost) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}
