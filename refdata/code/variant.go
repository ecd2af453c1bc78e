package code

import (
	"cmp"
	"slices"
	"strings"
)

// Variant is another list of codes for the same facts, as some source uses it.
type Variant struct {
	Name, Zh, En string

	table *Table
	all   bool           // codes not named are the canonical ones
	codes map[string]int // code of the variant → index of the canonical entry
	pad   int
}

// newVariant reads codes written "1=10 2=20"; "*=*" keeps the canonical codes
// that are not named.
func newVariant(t *Table, name, zh, en, codes string) *Variant {
	v := &Variant{Name: name, Zh: zh, En: en, table: t, codes: map[string]int{}, pad: t.pad}
	for _, pair := range strings.Fields(codes) {
		from, to, _ := strings.Cut(pair, "=")
		if from == "*" {
			v.all = true
			continue
		}
		i, ok := t.codes[to]
		if !ok {
			panic("code: data/variants.csv: " + t.Key + " " + name + ": no code " + to)
		}
		v.codes[from] = i
		if from[0] == '0' && len(from) > 1 {
			v.pad = len(from)
		}
	}
	return v
}

// Variants lists the variant lists of the table.
func (t *Table) Variants() []*Variant { return t.variants }

// Variant finds a variant list by its name. The name "" is the canonical list.
func (t *Table) Variant(name string) (*Variant, bool) {
	if name == "" {
		return &Variant{table: t, all: true, pad: t.pad}, true
	}
	for _, v := range t.variants {
		if v.Name == name {
			return v, true
		}
	}
	return nil, false
}

// VariantOf is Table.Variant with the table given by its key.
func VariantOf(table, name string) (*Variant, bool) {
	t, ok := ByKey(table)
	if !ok {
		return nil, false
	}
	return t.Variant(name)
}

// Get translates a code of the variant.
func (v *Variant) Get(code string) (Entry, bool) {
	if i, ok := v.codes[code]; ok {
		return v.table.Entries[i], true
	}
	if v.all {
		return v.table.Get(code)
	}
	return Entry{}, false
}

// Lookup understands a code of the variant, or words as [Table.Lookup] does.
func (v *Variant) Lookup(text string) (Entry, bool) {
	e, _, ok := v.lookup(text)
	return e, ok
}

func (v *Variant) lookup(text string) (e Entry, byCode, ok bool) {
	if len(text) > maxText {
		return Entry{}, false, false
	}
	if c, digits := codeOf(text, v.pad); digits {
		e, ok = v.Get(c)
		return e, true, ok
	}
	if i, letter := v.codes[strings.ToUpper(fold(text))]; letter {
		return v.table.Entries[i], true, true
	}
	e, ok = v.table.Lookup(text)
	return e, false, ok
}

// Fit says how well a variant understands a column.
type Fit struct {
	Variant string // "" is the canonical list
	// Understood values, Agreeing values: those that give code and word
	// together ("1-未婚") and mean the same by both; Contradicted: otherwise.
	Understood, Agreeing, Contradicted int
}

// Fits tells for the canonical list and every variant how many of the values it
// understands, best first. Two first fits with equal figures mean that the
// values alone do not tell the lists apart: a person should choose.
func (t *Table) Fits(values []string) []Fit {
	fits := []Fit{t.fit("", values)}
	for _, v := range t.variants {
		fits = append(fits, t.fit(v.Name, values))
	}
	slices.SortStableFunc(fits, func(a, b Fit) int {
		return cmp.Or(
			cmp.Compare(b.Understood-b.Contradicted, a.Understood-a.Contradicted),
			cmp.Compare(b.Agreeing, a.Agreeing),
		)
	})
	return fits
}

func (t *Table) fit(name string, values []string) Fit {
	f := Fit{Variant: name}
	v, _ := t.Variant(name)
	for _, text := range values {
		e, byCode, ok := v.lookup(text)
		if !ok {
			continue
		}
		f.Understood++
		digits := digitsOf(text)
		if byCode || digits == "" {
			continue
		}
		if c, ok := v.Get(digits); ok && t.Compatible(c.Code, e.Code) {
			f.Agreeing++
		} else {
			f.Contradicted++
		}
	}
	return f
}

// digitsOf returns the digits at the start or else the end of a text.
func digitsOf(text string) string {
	s := fold(text)
	if w := strings.TrimLeft(s, "0123456789"); w != s {
		return s[:len(s)-len(w)]
	}
	return s[len(strings.TrimRight(s, "0123456789")):]
}

// BestVariant returns the list that understands most of the values, and how
// many; "" is the canonical list, which wins ties. Give the whole column, or
// its distinct values.
func (t *Table) BestVariant(values []string) (variant string, understood int) {
	f := t.Fits(values)[0]
	return f.Variant, f.Understood
}
