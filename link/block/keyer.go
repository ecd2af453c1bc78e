package block

import (
	"fmt"
	"slices"
)

// Keyer gives the keys of single records, the same that a [Hasher] gives those
// of a table. It is safe for concurrent use.
type Keyer struct {
	rules   []Rule
	columns []string
	parts   []keyPart
	of      [][]int // rule -> its parts
}

// keyPart is a key and the place of its column.
type keyPart struct {
	column int
	key    Key
	f      KeyFunc
}

// NewKeyer checks the rules.
func NewKeyer(rules []Rule) (*Keyer, error) {
	k := &Keyer{rules: rules, of: make([][]int, len(rules))}
	columns, known := map[string]int{}, map[string]int{}
	for i, r := range rules {
		if len(r.Keys) == 0 {
			return nil, fmt.Errorf("blocking rule %d has no keys", i+1)
		}
		for _, key := range r.Keys {
			f, err := key.function()
			if err != nil {
				return nil, fmt.Errorf("blocking rule %q: %w", r, err)
			}
			if key.Window() > 0 {
				return nil, fmt.Errorf("blocking rule %q: %w", r, errLater(key))
			}
			column, ok := columns[key.Column]
			if !ok {
				column = len(k.columns)
				columns[key.Column] = column
				k.columns = append(k.columns, key.Column)
			}
			name := key.Column + "\x00" + key.Name
			n, ok := known[name]
			if !ok || key.Func != nil && key.Name == "" { // keys without a name may differ
				n = len(k.parts)
				known[name] = n
				k.parts = append(k.parts, keyPart{column, key, f})
			}
			k.of[i] = append(k.of[i], n)
		}
	}
	return k, nil
}

// Columns are the columns the rules need.
func (k *Keyer) Columns() []string { return k.columns }

// Parts is the number of different parts that the keys are made of.
func (k *Keyer) Parts() int { return len(k.parts) }

// Column is the column of a part, by its place in Columns.
func (k *Keyer) Column(part int) int { return k.parts[part].column }

// Most is how many keys of a record under a rule [Keyer.Keys] gives at most.
func (k *Keyer) Most(rule int) int {
	for _, p := range k.of[rule] {
		if k.parts[p].key.Several() {
			return mostParts
		}
	}
	return 1
}

// Part appends what a value adds to keys as part of them: nothing when it says
// nothing, several if the part is one of several.
func (k *Keyer) Part(to []uint64, part int, value string) []uint64 {
	p := &k.parts[part]
	if value == "" {
		return to
	}
	if p.key.Several() {
		for _, v := range p.key.Values(value) {
			to = append(to, hashString(v))
		}
		return to
	}
	if v := p.f(value); v != "" {
		to = append(to, hashString(v))
	}
	return to
}

// Keys writes the keys of a record under a rule, given all its parts, and gives
// how many there are; none means that the rule does not block it. Of a record
// with more keys than there is room for, as when a rule has two parts of
// several, it writes the first.
func (k *Keyer) Keys(to []uint64, rule int, parts [][]uint64) int {
	all := parts[k.of[rule][0]]
	for i, p := range k.of[rule][1:] {
		with := parts[p]
		join := Join
		if i == 0 && k.rules[rule].AnyOrder {
			join = unordered
		}
		if len(all) == 1 && len(with) == 1 {
			to[0] = join(all[0], with[0])
			all = to[:1]
			continue
		}
		var next []uint64
		for _, a := range all {
			for _, b := range with {
				if key := join(a, b); !slices.Contains(next, key) {
					next = append(next, key)
				}
			}
		}
		all = next
	}
	return copy(to, all)
}

// unordered makes a key of two in either order.
func unordered(a, b uint64) uint64 {
	if a == 0 || b == 0 {
		return 0
	}
	return max(1, mix(hashSeed^mix(a+b)^(a*b)))
}

// ContentKey is the key that [ContentKeys] gives a row with these values.
func ContentKey(values []string) uint64 {
	k := uint64(hashSeed)
	for _, v := range values {
		k = k*hashPrime ^ hashString(v)
	}
	return max(1, mix(k))
}
