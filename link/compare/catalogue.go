package compare

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Param is a number a comparator can be given in a specification.
type Param struct {
	Name     string
	Default  float64 // NaN when there is none
	Min, Max float64
	Doc      string
}

// Entry is a comparator as it can be named in a specification.
type Entry struct {
	Name   string
	Doc    string // one line
	Params []Param
	// Make builds it. p has a value for every parameter that was given or has
	// a default.
	Make func(p map[string]float64) (Comparator, error)
}

// Catalogue is the list of comparators a specification can name. It is a plain
// value: a program that has comparators of its own makes its own catalogue
// with [Catalogue.With], and no import changes what a name means.
type Catalogue struct{ entries []Entry }

// Builtin is the catalogue of this package.
func Builtin() Catalogue { return Catalogue{slices.Clone(builtin)} }

// With adds entries; a name that is there already is an error.
func (c Catalogue) With(entries ...Entry) (Catalogue, error) {
	all := slices.Clone(c.entries)
	for _, e := range entries {
		if slices.ContainsFunc(all, func(x Entry) bool { return x.Name == e.Name }) {
			return c, fmt.Errorf("comparator %q is in the catalogue already: give yours another name", e.Name)
		}
		all = append(all, e)
	}
	return Catalogue{all}, nil
}

// Entries lists the catalogue.
func (c Catalogue) Entries() []Entry { return slices.Clone(c.entries) }

// New builds the comparator of that name. Unknown names and parameters are
// errors that name the nearest known one.
func (c Catalogue) New(name string, params map[string]float64) (Comparator, error) {
	var names []string
	for _, e := range c.entries {
		if e.Name == name {
			p, err := e.complete(params)
			if err != nil {
				return nil, err
			}
			return e.Make(p)
		}
		names = append(names, e.Name)
	}
	return nil, fmt.Errorf("there is no comparator %q: %s", name, suggest(name, names))
}

// New builds a comparator of this package.
func New(name string, params map[string]float64) (Comparator, error) {
	return Catalogue{builtin}.New(name, params)
}

// complete checks the parameters and adds the defaults. Defaults of numbered
// parameters (t1, t2 …) count only when none of them is given.
func (e *Entry) complete(params map[string]float64) (map[string]float64, error) {
	out := make(map[string]float64)
	var known []string
	for _, p := range e.Params {
		known = append(known, p.Name)
		if len(params) == 0 && !math.IsNaN(p.Default) {
			out[p.Name] = p.Default
		}
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		i := slices.Index(known, name)
		if i < 0 {
			return nil, fmt.Errorf("comparator %q has no parameter %q: %s", e.Name, name, suggest(name, known))
		}
		v := params[name]
		if !(v >= e.Params[i].Min && v <= e.Params[i].Max) {
			return nil, fmt.Errorf("comparator %q: %s is %v and must be from %v to %v", e.Name, name, v, e.Params[i].Min, e.Params[i].Max)
		}
		out[name] = v
	}
	return out, nil
}

// suggest names the nearest of the known names, or all of them.
func suggest(name string, known []string) string {
	if len(known) == 0 {
		return "it has none"
	}
	best, distance := "", len(name)/2+1
	for _, k := range known {
		if d := editRunes([]rune(strings.ToLower(name)), []rune(k), maxEdit, true); d < distance {
			best, distance = k, d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return "choose one of " + strings.Join(known, ", ")
}

// steps makes numbered parameters t1, t2 … with these defaults.
func steps(doc string, low, high float64, defaults ...float64) []Param {
	out := make([]Param, 6)
	for i := range out {
		out[i] = Param{fmt.Sprintf("t%d", i+1), math.NaN(), low, high, doc}
		if i < len(defaults) {
			out[i].Default = defaults[i]
		}
	}
	return out
}

// values gives the parameters in order of name.
func values(p map[string]float64) []float64 {
	var out []float64
	for _, name := range slices.Sorted(maps.Keys(p)) {
		out = append(out, p[name])
	}
	return out
}

// fixed is an entry without parameters.
func fixed(name, doc string, make func() Comparator) Entry {
	return Entry{Name: name, Doc: doc, Make: func(map[string]float64) (Comparator, error) { return make(), nil }}
}

// stepped is an entry with numbered parameters.
func stepped(name, doc string, params []Param, make func(steps ...float64) (Comparator, error)) Entry {
	return Entry{name, doc, params, func(p map[string]float64) (Comparator, error) { return make(values(p)...) }}
}

var builtin = []Entry{
	fixed("exact", "equal or not, without case, width, marks and spacing", Exact),
	fixed("code", "equal or not, letters and digits only", Code),
	fixed("name", "one given or family name in Latin letters", Name),
	fixed("full_name", "whole names, words in any order, initials", FullName),
	fixed("date", "dates in any way of writing, also partial ones", Date),
	fixed("postcode", "postal codes by district and area", Postcode),
	fixed("phone", "telephone numbers by their digits", Phone),
	fixed("email", "e-mail addresses", Email),
	fixed("street_number", "house numbers", StreetNumber),
	stepped("tokens", "free text and addresses as words in any order", steps("weighted Dice similarity", 0, 1, 0.5, 0.7, 0.9), Tokens),
	stepped("number", "quantities", steps("relative tolerance", 0, 1, 0.01, 0.1), Number),
	stepped("jaro_winkler", "text by Jaro–Winkler similarity", steps("similarity", 0, 1, 0.7, 0.88, 0.92), JaroWinkler),
	stepped("levenshtein", "text by edit distance", steps("edits", 1, maxEdit, 1, 2), Levenshtein),
	stepped("damerau", "text by edit distance with exchanged neighbours", steps("edits", 1, maxEdit, 1, 2), Damerau),
}
