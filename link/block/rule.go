// Package block finds the pairs that are worth comparing.
//
// A [Rule] gives every row a 64-bit key; rows with equal keys form a block,
// and all pairs of a block are candidates. Several rules are taken in order: a
// pair belongs to the first rule that makes it, which is decided by comparing
// the keys of the earlier rules, so no global set of pairs is ever held.
package block

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"quanyuan/link/table"
)

// Key is one part of a rule: a column, shortened by a key function.
type Key struct {
	Column string `json:"column"`
	// Name names the key function; empty is "exact".
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

// Hashes gives the key of every row for every rule; 0 means that a row is not
// blocked by a rule because one of the parts is missing. A key function is
// computed once for every value, however many rules have it.
func Hashes(t *table.Table, rules []Rule, threads int) ([][]uint64, error) {
	known := map[string]int{}
	var distinct []*part
	parts := make([][]*part, len(rules))
	for i, r := range rules {
		if len(r.Keys) == 0 {
			return nil, fmt.Errorf("blocking rule %d has no keys", i+1)
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
			parts[i] = append(parts[i], distinct[n])
		}
	}
	each(threads, len(distinct), func(i int) { distinct[i].all() })
	out := make([][]uint64, len(rules))
	each(threads, len(rules), func(i int) {
		out[i] = make([]uint64, t.Rows)
		for row := range out[i] {
			out[i][row] = combine(parts[i], row, rules[i].AnyOrder)
		}
	})
	return out, nil
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
	f      KeyFunc
	hash   []uint64
	done   []bool
}

func newPart(t *table.Table, k Key) (*part, error) {
	c := t.Column(k.Column)
	if c == nil {
		return nil, fmt.Errorf("there is no column %q", k.Column)
	}
	f := k.Func
	if f == nil {
		name := k.Name
		if name == "" {
			name = "exact"
		}
		if f = Func(name); f == nil {
			return nil, fmt.Errorf("there is no key function %q", k.Name)
		}
	}
	return &part{column: c, ids: c.IDs, f: f}, nil
}

// all computes the key of every value.
func (p *part) all() {
	p.hash = make([]uint64, len(p.column.Values))
	for v, s := range p.column.Values {
		p.hash[v] = p.of(v, s)
	}
}

func (p *part) of(v int, s string) uint64 {
	if v == 0 {
		return 0
	}
	key := p.f(s)
	if key == "" {
		return 0
	}
	return hashString(key)
}

// row computes the key of one row.
func (p *part) row(r uint32) uint64 {
	if p.hash == nil {
		p.hash = make([]uint64, len(p.column.Values))
		p.done = make([]bool, len(p.column.Values))
	}
	v := p.ids[r]
	if !p.done[v] {
		p.done[v] = true
		p.hash[v] = p.of(int(v), p.column.Values[v])
	}
	return p.hash[v]
}

func combine(parts []*part, row int, anyOrder bool) uint64 {
	var h uint64 = 0x9E3779B97F4A7C15
	from := 0
	if anyOrder && len(parts) >= 2 {
		a, b := parts[0].hash[parts[0].ids[row]], parts[1].hash[parts[1].ids[row]]
		if a == 0 || b == 0 {
			return 0
		}
		h = mix(h ^ mix(a+b) ^ (a * b))
		from = 2
	}
	for _, p := range parts[from:] {
		v := p.hash[p.ids[row]]
		if v == 0 {
			return 0
		}
		h = mix(h*0x100000001B3 ^ v)
	}
	if h == 0 {
		h = 1
	}
	return h
}

// Hash hashes a text; it never gives 0.
func Hash(s string) uint64 { return hashString(s) }

// Refine makes a key that only rows share that also share the text.
func Refine(key uint64, text string) uint64 {
	return max(1, mix(key*0x100000001B3^hashString(text)))
}

// hashString is 64-bit FNV-1a with a final mix; it never gives 0.
func hashString(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	h = mix(h)
	if h == 0 {
		h = 1
	}
	return h
}

// mix is the finalizer of MurmurHash3.
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	h ^= h >> 33
	return h
}

// ContentKeys hashes the values of some columns together, a key for each row
// that depends on nothing but what the row says.
func ContentKeys(columns []*table.Column, rows int) []uint64 {
	keys := make([]uint64, rows)
	for i := range keys {
		keys[i] = 0x9E3779B97F4A7C15
	}
	for _, c := range columns {
		h := make([]uint64, len(c.Values))
		for v, s := range c.Values {
			h[v] = hashString(s)
		}
		for r, v := range c.IDs {
			keys[r] = keys[r]*0x100000001B3 ^ h[v]
		}
	}
	for i, k := range keys {
		keys[i] = max(1, mix(k))
	}
	return keys
}
