package block

import (
	"cmp"
	"slices"
	"strings"
)

// several marks the keys of a column whose cells hold several values:
// "phone:digits*" keys a row by every part of its cell.
const several = "*"

// Several reports whether a key is made of every part of a cell.
func (k Key) Several() bool {
	name, _, _ := k.cut()
	return strings.HasSuffix(name, several) || name == word
}

// Function is the name of the key function, without the marks of several parts,
// of a window and of a bound.
func (k Key) Function() string {
	name, _, _ := k.cut()
	return cmp.Or(strings.TrimSuffix(name, several), "exact")
}

// mostParts is how many parts of a cell give keys. People have not so many
// telephones; a cell with more is a list that was pasted in.
const mostParts = 16

// figureKeys are the key functions of figures: commas part their values too,
// and a part of a few figures is an area code or an extension.
var figureKeys = []string{"digits", "digits6", "cn_phone"}

// fewestFigures is how many figures a part needs that stands beside others.
const fewestFigures = 6

// Parts cuts a cell at the usual separators ; ； / ／ 、 | ｜ and line ends, for
// key functions of figures and in cells with an @ at , and ， too. Empty parts
// are left out. A cell without a separator is one part. For the key function
// word the parts are the words of a text.
func (k Key) Parts(cell string) []string {
	if k.Function() == word {
		return wordsOf(cell)
	}
	figures := slices.Contains(figureKeys, k.Function())
	commas := figures || strings.Contains(cell, "@")
	parts := strings.FieldsFunc(cell, func(r rune) bool {
		return strings.ContainsRune(";；/／、|｜\n", r) || commas && (r == ',' || r == '，')
	})
	if len(parts) < 2 {
		return parts
	}
	return slices.DeleteFunc(parts, func(p string) bool {
		return strings.TrimSpace(p) == "" || figures && len(Digits(p)) < fewestFigures
	})
}

// Values are the keys of a cell: of every part if the key is one of several,
// each once, in the order of the parts.
func (k Key) Values(cell string) []string {
	f, err := k.function()
	if err != nil {
		return nil
	}
	if !k.Several() {
		if v := f(cell); v != "" {
			return []string{v}
		}
		return nil
	}
	var out []string
	for _, p := range k.Parts(cell) {
		if v := f(p); v != "" && !slices.Contains(out, v) {
			if out = append(out, v); len(out) == mostParts {
				break
			}
		}
	}
	return out
}

// RowKey is a key of a row.
type RowKey struct {
	Row uint32
	Key uint64
}

// RowKeys are the keys of the rows for one rule.
type RowKeys struct {
	// First is a key of every row, 0 of those the rule does not block.
	First []uint64
	// More are the further keys of rows with several, by row; no row has a key
	// twice.
	More []RowKey
}

// Share reports whether two rows have a key in common.
func (k RowKeys) Share(a, b uint32) bool {
	if x := k.First[a]; x != 0 && x == k.First[b] {
		return true
	}
	if len(k.More) == 0 {
		return false
	}
	x, y := k.more(a), k.more(b)
	has := func(of []RowKey, key uint64) bool {
		return key != 0 && slices.ContainsFunc(of, func(o RowKey) bool { return o.Key == key })
	}
	return has(x, k.First[b]) || has(y, k.First[a]) || slices.ContainsFunc(x, func(o RowKey) bool { return has(y, o.Key) })
}

func (k RowKeys) more(row uint32) []RowKey {
	at := func(row uint32) int {
		i, _ := slices.BinarySearchFunc(k.More, row, func(e RowKey, r uint32) int { return cmp.Compare(e.Row, r) })
		return i
	}
	from := at(row)
	to := from
	for to < len(k.More) && k.More[to].Row == row {
		to++
	}
	return k.More[from:to]
}

// Refine divides the block of a key: its rows get a key of the key and the
// text each has, none where the text is empty.
func (k RowKeys) Refine(rows []uint32, key uint64, text func(row uint32) string) {
	for _, r := range rows {
		of := &k.First[r]
		if *of != key {
			more := k.more(r)
			i := slices.IndexFunc(more, func(e RowKey) bool { return e.Key == key })
			if i < 0 {
				continue
			}
			of = &more[i].Key
		}
		if t := text(r); t == "" {
			*of = 0
		} else {
			*of = Refine(key, t)
		}
	}
}

// more are the keys of the values that have several: those of value v are
// keys[start[v]:start[v+1]], and the first of them is the value's in the part.
// It is empty for all others.
type more struct {
	start []uint32
	keys  []uint64
}

func (m *more) of(v uint32) []uint64 {
	if m.start == nil {
		return nil
	}
	return m.keys[m.start[v]:m.start[v+1]]
}

// split computes the keys of every value of a part of several.
func (p *part) split() {
	p.hash = make([]uint64, p.column.Values.Len())
	p.more.start = make([]uint32, p.column.Values.Len()+1)
	for v, s := range p.column.Values.All() {
		if keys := p.hashes(v, s); len(keys) > 0 {
			p.hash[v] = keys[0]
			if len(keys) > 1 {
				p.more.keys = append(p.more.keys, keys...)
			}
		}
		p.more.start[v+1] = uint32(len(p.more.keys))
	}
}

func (p *part) hashes(v uint32, s string) []uint64 {
	if v == 0 {
		return nil
	}
	texts := p.key.Values(s)
	out := make([]uint64, len(texts))
	for i, t := range texts {
		out[i] = hashString(t)
	}
	return out
}

// further gives the keys of a rule that rows have beside their first.
func (h *Hasher) further(rule int, first []uint64) (out []RowKey) {
	parts, anyOrder := h.parts[rule], h.anyOrder(rule)
	if !slices.ContainsFunc(parts, func(p *part) bool { return len(p.more.keys) > 0 }) {
		return nil
	}
	var all, next []uint64
	for row := range uint32(h.rows) {
		if first[row] == 0 || !slices.ContainsFunc(parts, func(p *part) bool { return len(p.more.of(p.ids[row])) > 0 }) {
			continue
		}
		all = append(all[:0], parts[0].keysOf(row)...)
		for i, p := range parts[1:] {
			next = next[:0]
			for _, a := range all {
				for _, b := range p.keysOf(row) {
					if i == 0 && anyOrder {
						next = append(next, unordered(a, b))
					} else {
						next = append(next, Join(a, b))
					}
				}
			}
			all, next = next, all
		}
		slices.Sort(all)
		for i, k := range all {
			if k != 0 && k != first[row] && (i == 0 || k != all[i-1]) {
				out = append(out, RowKey{row, k})
			}
		}
	}
	return out
}

// keysOf are all keys of a row.
func (p *part) keysOf(row uint32) []uint64 {
	v := p.ids[row]
	if all := p.more.of(v); len(all) > 0 {
		return all
	}
	return p.hash[v : v+1]
}

// arrange brings further keys, by row, into another order of the rows.
func arrange(keys []RowKey, order []uint32) []RowKey {
	if len(keys) == 0 {
		return nil
	}
	all := RowKeys{More: keys}
	out := make([]RowKey, 0, len(keys))
	for r, from := range order {
		for _, k := range all.more(from) {
			out = append(out, RowKey{uint32(r), k.Key})
		}
	}
	return out
}
