// Package block finds the pairs that are worth comparing.
//
// A [Rule] gives every row a 64-bit key; rows with equal keys form a block,
// and all pairs of a block are candidates. Several rules are taken in order: a
// pair belongs to the first rule that makes it, which is decided by comparing
// the keys of the earlier rules, so no global set of pairs is ever held.
package block

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"quanyuan/link/table"
)

// Key is one part of a rule: a column, shortened by a key function.
type Key struct {
	Column string `json:"column"`
	// Name names the key function; empty is "exact". A star after it makes a key
	// of every part of a cell that holds several: "digits*", see [Key.Parts]; a
	// width after a tilde makes a sorted neighbourhood: "exact~5", see [Key.Window].
	Name string `json:"key,omitempty"`
	// Func overrides Name for keys made by the caller.
	Func KeyFunc `json:"-"`
}

// Rule blocks together the rows that share all its keys.
type Rule struct {
	Keys []Key `json:"keys"`
	// AnyOrder lets the first two keys stand in either order, for names that
	// are swapped between two columns.
	AnyOrder bool `json:"any_order,omitempty"`
}

// String writes a rule as it is shown in plans: "surname:soundex + dob:year".
func (r Rule) String() string {
	parts := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		parts[i] = k.Column
		if k.Name != "" && k.Name != "exact" {
			parts[i] += ":" + k.Name
		}
	}
	sep := " + "
	if r.AnyOrder && len(parts) >= 2 {
		parts = append([]string{parts[0] + "⇄" + parts[1]}, parts[2:]...)
	}
	return strings.Join(parts, sep)
}

// Hasher gives the keys of the rules of a run, each rule once. A key function is
// computed once for every value, however many rules have it, and its results
// are dropped after the last of them.
type Hasher struct {
	rules []Rule
	rows  int
	parts [][]*part
}

// NewHasher checks the rules.
func NewHasher(t *table.Table, rules []Rule) (*Hasher, error) {
	h := &Hasher{rules: rules, rows: t.Rows, parts: make([][]*part, len(rules))}
	known := map[string]int{}
	var distinct []*part
	for i, r := range rules {
		if len(r.Keys) == 0 {
			return nil, fmt.Errorf("blocking rule %d has no keys", i+1)
		}
		if r.AnyOrder && slices.ContainsFunc(r.Keys[:min(2, len(r.Keys))], func(k Key) bool { return k.Window() > 0 }) {
			return nil, fmt.Errorf("blocking rule %q: keys in either order cannot be sorted neighbourhoods", r)
		}
		for _, k := range r.Keys {
			p, err := newPart(t, k)
			if err != nil {
				return nil, fmt.Errorf("blocking rule %q: %w", r, err)
			}
			name := k.Column + "\x00" + k.Name
			n, ok := known[name]
			if !ok || k.Func != nil && k.Name == "" { // keys without a name may differ
				n = len(distinct)
				known[name] = n
				distinct = append(distinct, p)
			}
			distinct[n].users.Add(1)
			h.parts[i] = append(h.parts[i], distinct[n])
		}
	}
	return h, nil
}

// Keys gives the first key of every row for one rule: the only one, unless a
// part of the rule is one of several. See [Hasher.All].
func (h *Hasher) Keys(rule int, order []uint32) []uint64 { return h.All(rule, order).First }

// All gives the keys of every row for one rule, in the order of the rows of the
// table that order names; nil is that of the table. A row without a key is not
// blocked by the rule because one of the parts is missing. It may be called
// from many threads, once for each rule.
func (h *Hasher) All(rule int, order []uint32) RowKeys {
	for _, p := range h.parts[rule] {
		p.once.Do(p.all)
	}
	defer func() {
		for _, p := range h.parts[rule] {
			if p.users.Add(-1) == 0 {
				p.hash, p.more = nil, more{}
			}
		}
	}()
	first := h.first(rule)
	further := h.further(rule, first)
	if order == nil {
		return RowKeys{first, further}
	}
	out := make([]uint64, len(order))
	for r, from := range order {
		out[r] = first[from]
	}
	return RowKeys{out, arrange(further, order)}
}

func (h *Hasher) anyOrder(rule int) bool { return h.rules[rule].AnyOrder && len(h.parts[rule]) >= 2 }

// first gives the first key of every row of the table.
func (h *Hasher) first(rule int) []uint64 {
	parts := h.parts[rule]
	keys := make([]uint64, h.rows)
	first := parts[0]
	if h.anyOrder(rule) {
		second := parts[1]
		for row := range keys {
			keys[row] = unordered(first.hash[first.ids[row]], second.hash[second.ids[row]])
		}
		parts = parts[2:]
	} else {
		for row, v := range first.ids {
			keys[row] = first.hash[v]
		}
		parts = parts[1:]
	}
	for _, p := range parts {
		for row, v := range p.ids {
			keys[row] = Join(keys[row], p.hash[v])
		}
	}
	return keys
}

// Join makes a key of two; where one is 0 there is none.
func Join(a, b uint64) uint64 {
	if a == 0 || b == 0 {
		return 0
	}
	return max(1, mix(a*hashPrime^b))
}

// each calls work for 0 … n-1 on some threads.
func each(threads, n int, work func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range max(1, min(threads, n)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wg.Wait()
}

// part is a key computed once per distinct value of its column.
type part struct {
	column *table.Column
	ids    []uint32
	key    Key
	f      KeyFunc
	hash   []uint64 // the first key of every value
	more   more     // all keys of the values that have several
	once   sync.Once
	users  atomic.Int32 // rules that still need it
}

func newPart(t *table.Table, k Key) (*part, error) {
	c := t.Column(k.Column)
	if c == nil {
		return nil, fmt.Errorf("there is no column %q", k.Column)
	}
	if err := k.Check(); err != nil {
		return nil, err
	}
	f, err := k.function()
	if err != nil {
		return nil, err
	}
	return &part{column: c, ids: c.IDs, key: k, f: f}, nil
}

// function is what shortens the values of the column, or parts of them.
func (k Key) function() (KeyFunc, error) {
	if k.Func != nil {
		return k.Func, nil
	}
	f := Func(k.Function())
	if f == nil {
		return nil, fmt.Errorf("there is no key function %q", k.Name)
	}
	return f, nil
}

// all computes the keys of every value.
func (p *part) all() {
	if w := p.key.Window(); w > 0 {
		p.widen(w)
		return
	}
	if p.key.Several() {
		p.split()
		return
	}
	p.hash = make([]uint64, p.column.Values.Len())
	for v, s := range p.column.Values.All() {
		p.hash[v] = p.of(v, s)
	}
}

func (p *part) of(v uint32, s string) uint64 {
	if v == 0 {
		return 0
	}
	key := p.f(s)
	if key == "" {
		return 0
	}
	return hashString(key)
}

// row computes the first key of one row and how many it has, for few rows of
// many.
func (p *part) row(r uint32) (first uint64, n int) {
	v := p.ids[r]
	if p.key.Several() {
		keys := p.hashes(v, p.column.Values.At(v))
		if len(keys) == 0 {
			return 0, 0
		}
		return keys[0], len(keys)
	}
	return p.of(v, p.column.Values.At(v)), 1
}
