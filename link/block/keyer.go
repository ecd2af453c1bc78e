package block

import "fmt"

// Keyer gives the keys of single records, the same that a [Hasher] gives those
// of a table. It is safe for concurrent use.
type Keyer struct {
	rules   []Rule
	columns []string
	parts   []keyPart
	of      [][]int // rule -> its parts
}

// keyPart is a column and what its values are shortened by.
type keyPart struct {
	column int
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
				k.parts = append(k.parts, keyPart{column, f})
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

// Part is what a value adds to keys as part of them; 0 when it says nothing.
func (k *Keyer) Part(part int, value string) uint64 {
	if value == "" {
		return 0
	}
	key := k.parts[part].f(value)
	if key == "" {
		return 0
	}
	return hashString(key)
}

// Key is the key of a record under a rule, given all its parts; 0 means that
// the rule does not block it.
func (k *Keyer) Key(rule int, parts []uint64) uint64 {
	of := k.of[rule]
	if k.rules[rule].AnyOrder && len(of) >= 2 {
		key := unordered(parts[of[0]], parts[of[1]])
		for _, p := range of[2:] {
			key = Join(key, parts[p])
		}
		return key
	}
	key := parts[of[0]]
	for _, p := range of[1:] {
		key = Join(key, parts[p])
	}
	return key
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
