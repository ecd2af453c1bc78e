package link

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/train"
)

// planSeed draws the replicates of the estimate of recall.
const planSeed = 1

// recall estimates what share of the matches the rules find, from which keys
// agree in the probable matches of the sample. What the model does not take for
// a match is not counted, so that rules which find the spoilt matches badly are
// said to find a little too much.
func (b *planner) recall() {
	c, ok := b.captures()
	if !ok {
		return
	}
	if r, ok := c.Estimate(planSeed, b.threads); ok {
		b.plan.Recall = &r
	}
}

// fieldGroup is a field of [block.Captures]: the keys that one column has in the
// rules, and how the column itself agrees. Columns whose keys some rule takes
// in either order are one field, and so are those that people leave behind when
// they move: their states hang together.
//
// Columns that no rule uses are fields, too. They do not decide whether a pair
// is found, but they tell spoilt matches from clean ones.
type fieldGroup struct {
	keys   []int // numbers of keys
	fields []int // comparisons
	states map[uint64]int
	bits   []uint64 // state -> which keys agree, and above keyBits how the fields do
	coarse bool     // only the keys count: else the states would be too many
}

const (
	// keyBits is room for the keys of a field; how its comparisons agree follows.
	keyBits = 56
	// mostStates is how many states a field may have.
	mostStates = 64
)

// captures counts the probable matches by which keys agree in them.
func (b *planner) captures() (*block.Captures, bool) {
	keys, uses, columns := distinctKeys(b.c.rules)
	groups := b.groupFields(keys, columns)
	if len(b.c.rules) > 63 || slices.ContainsFunc(groups, func(g *fieldGroup) bool { return len(g.keys) > keyBits }) {
		return nil, false
	}
	agree, err := b.agreements(keys)
	if err != nil {
		return nil, false // the rules were hashed before without a fault
	}
	states := make([][]uint8, len(b.found))
	for i := range states {
		states[i] = make([]uint8, len(groups))
	}
	for g, group := range groups {
		if !b.number(group, agree, states, g) {
			group.coarse = true
			if !b.number(group, agree, states, g) {
				return nil, false
			}
		}
	}
	c := &block.Captures{Rules: make([][]uint64, len(b.c.rules))}
	for _, g := range groups {
		c.States = append(c.States, len(g.bits))
		c.Tells = append(c.Tells, b.tells(g))
	}
	for r, used := range uses {
		for _, g := range groups {
			c.Rules[r] = append(c.Rules[r], g.satisfied(used))
		}
	}
	cells := map[string]int{}
	for i, f := range b.found {
		at, ok := cells[string(states[i])]
		if !ok {
			at = len(c.Cells)
			cells[string(states[i])] = at
			c.Cells = append(c.Cells, block.Cell{States: states[i]})
		}
		c.Cells[at].Pairs += f.share
		c.Cells[at].Squares += f.share * f.share
	}
	return c, true
}

// agreement tells how the comparisons of a field agree: of one whether it can
// be compared and is the same, of several how many are the same.
func (b *planner) agreement(fields []int, p train.Pattern) (same uint64) {
	for _, k := range fields {
		base := b.e.fields[k].base
		switch grade := p.Grade(k); {
		case grade >= int(base[len(base)-1]):
			same++
		case grade == 0 && len(fields) == 1:
			return 2
		}
	}
	return same
}

// rareAgreement is how seldom two random records must be the same in a field
// that tells people apart: a name or a birth date does, sex does not.
const rareAgreement = 0.01

// tells are the states of a field in which it is the same, if it tells people
// apart.
func (b *planner) tells(g *fieldGroup) (states uint64) {
	if g.coarse || len(g.fields) != 1 || b.e.fields[g.fields[0]].Shared {
		return 0
	}
	k := g.fields[0]
	base := b.e.fields[k].base
	var chance float64
	for _, u := range b.model.Comparisons[k].U[base[len(base)-1]:] {
		chance += u
	}
	if chance > rareAgreement {
		return 0
	}
	for s, pattern := range g.bits {
		if pattern>>keyBits == 1 {
			states |= 1 << s
		}
	}
	return states
}

// number gives every probable match its state in one field; false when there
// are too many.
func (b *planner) number(g *fieldGroup, agree [][]uint64, states [][]uint8, at int) bool {
	g.states, g.bits = map[uint64]int{0: 0}, []uint64{0}
	for i, f := range b.found {
		pattern := uint64(0)
		for n, k := range g.keys {
			pattern |= agree[i][k/64] >> (k % 64) & 1 << n
		}
		if !g.coarse {
			pattern |= b.agreement(g.fields, f.pattern) << keyBits
		}
		s, ok := g.states[pattern]
		if !ok {
			if s = len(g.bits); s == mostStates {
				return false
			}
			g.states[pattern] = s
			g.bits = append(g.bits, pattern)
		}
		states[i][at] = uint8(s)
	}
	return true
}

// distinctKeys lists the keys of the rules, each as a rule of its own; uses
// gives the keys of every rule, columns those of every key.
func distinctKeys(rules []block.Rule) (keys []block.Rule, uses [][]int, columns [][]string) {
	known := map[string]int{}
	add := func(r block.Rule) int {
		name := r.String()
		at, ok := known[name]
		if !ok {
			at = len(keys)
			known[name] = at
			keys = append(keys, r)
			var of []string
			for _, k := range r.Keys {
				of = append(of, k.Column)
			}
			columns = append(columns, of)
		}
		return at
	}
	for _, r := range rules {
		rest := r.Keys
		var used []int
		if r.AnyOrder && len(rest) >= 2 {
			used = append(used, add(block.Rule{Keys: rest[:2], AnyOrder: true}))
			rest = rest[2:]
		}
		for _, k := range rest {
			used = append(used, add(block.Rule{Keys: []block.Key{k}}))
		}
		uses = append(uses, used)
	}
	return keys, uses, columns
}

// groupFields makes the fields of columns of keys and comparisons.
func (b *planner) groupFields(keys []block.Rule, columns [][]string) []*fieldGroup {
	group := map[string]string{} // column -> an earlier column of its field
	root := func(c string) string {
		for group[c] != "" {
			c = group[c]
		}
		return c
	}
	join := func(x, y string) {
		if x, y = root(x), root(y); x != y {
			group[max(x, y)] = min(x, y)
		}
	}
	for _, of := range columns {
		for _, c := range of[1:] {
			join(of[0], c)
		}
	}
	place := ""
	for _, f := range b.e.fields {
		if f.Shared && !f.Family {
			place = cmp.Or(place, f.Column)
			join(place, f.Column)
		}
	}
	byRoot := map[string]*fieldGroup{}
	at := func(column string) *fieldGroup {
		r := root(column)
		if byRoot[r] == nil {
			byRoot[r] = &fieldGroup{}
		}
		return byRoot[r]
	}
	for k := range keys {
		g := at(columns[k][0])
		g.keys = append(g.keys, k)
	}
	for k, f := range b.e.fields {
		g := at(f.Column)
		g.fields = append(g.fields, k)
	}
	var out []*fieldGroup
	for _, r := range slices.Sorted(maps.Keys(byRoot)) {
		out = append(out, byRoot[r])
	}
	return out
}

// satisfied are the states in which all keys of a rule that are in the group
// agree.
func (g *fieldGroup) satisfied(used []int) uint64 {
	var need uint64
	for i, k := range g.keys {
		if slices.Contains(used, k) {
			need |= 1 << i
		}
	}
	var out uint64
	for s, have := range g.bits {
		if have&need == need {
			out |= 1 << s
		}
	}
	return out
}

// agreements tells for every probable match which keys agree in it, as bits.
// One key at a time is computed for all rows.
func (b *planner) agreements(keys []block.Rule) ([][]uint64, error) {
	h, err := block.NewHasher(b.t, keys)
	if err != nil {
		return nil, err
	}
	words := (len(keys) + 63) / 64
	out := make([][]uint64, len(b.found))
	for i := range out {
		out[i] = make([]uint64, words)
	}
	for k := range keys {
		all := h.All(k, b.e.order)
		if rows := keys[k].Rows(); rows > 0 {
			all.Rare(rows)
		}
		for i, f := range b.found {
			if all.Share(f.a, f.b) {
				out[i][k/64] |= bits.RotateLeft64(1, k%64)
			}
		}
	}
	return out, nil
}
