package cluster

import "math/bits"

// matrix has the weights of all pairs of a component.
type matrix struct {
	k int
	w []weight
}

func newMatrix(k int) matrix { return matrix{k, make([]weight, k*k)} }

func (m *matrix) at(i, j int) weight { return m.w[i*m.k+j] }

func (m *matrix) set(i, j int, w weight) { m.w[i*m.k+j], m.w[j*m.k+i] = w, w }

// exact returns the partition with the greatest sum of weights inside parts,
// and the fewest parts among equals, by dynamic programming over sets: the
// best of a set is the best part with its first member and the best of the
// rest.
func (m *matrix) exact() []int {
	full := 1<<m.k - 1
	inside := make([]weight, full+1) // sum of weights in a set, never when forbidden
	best := make([]weight, full+1)
	parts := make([]int, full+1)
	choice := make([]int, full+1)
	for set := 1; set <= full; set++ {
		first := bits.TrailingZeros(uint(set))
		rest := set & (set - 1)
		inside[set] = inside[rest]
		for s := rest; s != 0 && inside[set] != never; s &= s - 1 {
			if w := m.at(first, bits.TrailingZeros(uint(s))); w == never {
				inside[set] = never
			} else {
				inside[set] += w
			}
		}
		// All sets with the first member, the whole set first.
		choice[set] = 0
		for s := rest; ; s = (s - 1) & rest {
			part, others := s|1<<first, rest&^s
			if inside[part] != never {
				sum, count := inside[part]+best[others], 1+parts[others]
				if choice[set] == 0 || sum > best[set] || sum == best[set] && count < parts[set] {
					best[set], parts[set], choice[set] = sum, count, part
				}
			}
			if s == 0 {
				break
			}
		}
	}
	part := make([]int, m.k)
	for set, p := full, 0; set != 0; p++ {
		for s := choice[set]; s != 0; s &= s - 1 {
			part[bits.TrailingZeros(uint(s))] = p
		}
		set &^= choice[set]
	}
	return part
}

// greedy joins, again and again, the two parts with the greatest sum of
// weights between them while that is positive, and then moves single members
// to where they add most, until nothing is gained.
func (m *matrix) greedy() []int {
	part := m.agglomerate()
	const rounds = 100
	for range rounds {
		moved := m.moveMembers(part)
		if !m.joinParts(part) && !moved {
			break
		}
	}
	return renumber(part)
}

// add is the sum of two weights of which either may be never.
func add(a, b weight) weight {
	if a == never || b == never {
		return never
	}
	return a + b
}

// agglomerate joins parts; between has the weights of parts, by the smallest
// member.
func (m *matrix) agglomerate() []int {
	part := make([]int, m.k)
	alive := make([]int, m.k)
	for i := range part {
		part[i], alive[i] = i, i
	}
	between := matrix{m.k, append([]weight(nil), m.w...)}
	for {
		var left, right int
		best := weight(0)
		for x, i := range alive {
			for _, j := range alive[x+1:] {
				if w := between.at(i, j); w > best {
					best, left, right = w, i, j
				}
			}
		}
		if best == 0 {
			return part
		}
		for x, i := range alive {
			if i == right {
				alive = append(alive[:x], alive[x+1:]...)
				break
			}
		}
		for _, i := range alive {
			if i != left {
				between.set(i, left, add(between.at(i, left), between.at(i, right)))
			}
		}
		for i, p := range part {
			if p == right {
				part[i] = left
			}
		}
	}
}

// moveMembers moves each member to the part, or to one of its own, where it
// adds most, and reports whether any moved.
func (m *matrix) moveMembers(part []int) (moved bool) {
	sums := make([]weight, m.k)
	used := make([]int, m.k)
	for i := range part {
		clear(sums)
		clear(used)
		for j, p := range part {
			if j != i {
				sums[p] = add(sums[p], m.at(i, j))
				used[p]++
			}
		}
		best, gain := part[i], sums[part[i]]
		if gain < 0 && used[part[i]] > 0 { // a part of its own is better
			for p := range used {
				if used[p] == 0 && p != part[i] {
					best, gain = p, 0
					break
				}
			}
		}
		for p, w := range sums {
			if used[p] > 0 && w > gain {
				best, gain = p, w
			}
		}
		if best != part[i] {
			part[i] = best
			moved = true
		}
	}
	return moved
}

// joinParts joins the first two parts with a positive sum between them, and
// reports whether there were any.
func (m *matrix) joinParts(part []int) bool {
	between := newMatrix(m.k)
	for i := range part {
		for j := range i {
			if p, q := part[i], part[j]; p != q {
				between.set(p, q, add(between.at(p, q), m.at(i, j)))
			}
		}
	}
	for p := range m.k {
		for q := range p {
			if between.at(p, q) > 0 {
				for i := range part {
					if part[i] == p {
						part[i] = q
					}
				}
				return true
			}
		}
	}
	return false
}

// renumber numbers the parts in order of their first members.
func renumber(part []int) []int {
	number := map[int]int{}
	for i, p := range part {
		n, ok := number[p]
		if !ok {
			n = len(number)
			number[p] = n
		}
		part[i] = n
	}
	return part
}
