package compare

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Param is what a comparator can be given in a specification: a number, or a
// text.
type Param struct {
	Name     string
	Default  float64 // NaN when there is none
	Min, Max float64
	Doc      string
	// Text says that it is a text, DefaultText being the one it has by itself.
	Text        bool
	DefaultText string
}

// Entry is a comparator as it can be named in a specification.
type Entry struct {
	Name   string
	Doc    string // one line
	Params []Param
	// Make builds it. p has a value for every parameter that was given or has
	// a default.
	Make func(p map[string]float64) (Comparator, error)
	// Build builds one that takes texts, in place of Make. Names of further
	// comparators are looked up in c.
	Build func(c Catalogue, p Params) (Comparator, error)
}

// Params are the parameters given to a comparator.
type Params struct {
	Numbers map[string]float64
	Texts   map[string]string
}

// Catalogue is the list of comparators a specification can name. It is a plain
// value: a program that has comparators of its own makes its own catalogue
// with [Catalogue.With], and no import changes what a name means.
type Catalogue struct{ entries []Entry }

// Builtin is the catalogue of this package.
func Builtin() Catalogue { return Catalogue{builtin()} }

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
	return c.Make(name, Params{Numbers: params})
}

// Make is New for a comparator with texts among its parameters.
func (c Catalogue) Make(name string, params Params) (Comparator, error) {
	var names []string
	for _, e := range c.entries {
		if e.Name == name {
			p, err := e.complete(params)
			if err != nil {
				return nil, err
			}
			if e.Build != nil {
				return e.Build(c, p)
			}
			return e.Make(p.Numbers)
		}
		names = append(names, e.Name)
	}
	return nil, fmt.Errorf("there is no comparator %q: %s", name, suggest(name, names))
}

// Read is Make with the parameters as they stand in JSON or YAML: numbers and
// texts by name.
func (c Catalogue) Read(name string, params map[string]any) (Comparator, error) {
	p := Params{map[string]float64{}, map[string]string{}}
	for _, key := range slices.Sorted(maps.Keys(params)) {
		switch v := params[key].(type) {
		case string:
			p.Texts[key] = v
		case float64:
			p.Numbers[key] = v
		case int:
			p.Numbers[key] = float64(v)
		case json.Number:
			n, err := v.Float64()
			if err != nil {
				return nil, fmt.Errorf("comparator %q: %s is %q, which is no number", name, key, v)
			}
			p.Numbers[key] = n
		default:
			return nil, fmt.Errorf("comparator %q: %s is %v; give a number or a text", name, key, v)
		}
	}
	return c.Make(name, p)
}

// New builds a comparator of this package.
func New(name string, params map[string]float64) (Comparator, error) {
	return Catalogue{builtin()}.New(name, params)
}

// complete checks the parameters and adds the defaults. Defaults of numbered
// parameters (t1, t2 …) count only when none of them is given. An entry with a
// parameter "inner" hands on what it does not know.
func (e *Entry) complete(given Params) (Params, error) {
	out := Params{map[string]float64{}, map[string]string{}}
	var known []string
	stepGiven, nested := false, false
	for _, p := range e.Params {
		known = append(known, p.Name)
		_, ok := given.Numbers[p.Name]
		stepGiven = stepGiven || ok && isStep(p.Name)
		nested = nested || p.Name == "inner"
	}
	for _, p := range e.Params {
		switch {
		case p.Text && p.DefaultText != "":
			out.Texts[p.Name] = p.DefaultText
		case !p.Text && !math.IsNaN(p.Default) && !(stepGiven && isStep(p.Name)):
			out.Numbers[p.Name] = p.Default
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given.Numbers)) {
		v, i := given.Numbers[name], slices.Index(known, name)
		switch {
		case i < 0 && nested:
		case i < 0:
			return out, e.unknown(name, known)
		case e.Params[i].Text:
			return out, fmt.Errorf("comparator %q: %s is the number %v and must be a text", e.Name, name, v)
		case !(v >= e.Params[i].Min && v <= e.Params[i].Max):
			return out, fmt.Errorf("comparator %q: %s is %v and must be from %v to %v", e.Name, name, v, e.Params[i].Min, e.Params[i].Max)
		}
		out.Numbers[name] = v
	}
	for _, name := range slices.Sorted(maps.Keys(given.Texts)) {
		v, i := given.Texts[name], slices.Index(known, name)
		switch {
		case i < 0 && nested:
		case i < 0:
			return out, e.unknown(name, known)
		case !e.Params[i].Text:
			return out, fmt.Errorf("comparator %q: %s is the text %q and must be a number", e.Name, name, v)
		}
		out.Texts[name] = v
	}
	return out, nil
}

func (e *Entry) unknown(name string, known []string) error {
	return fmt.Errorf("comparator %q has no parameter %q: %s", e.Name, name, suggest(name, known))
}

// isStep reports a numbered parameter.
func isStep(name string) bool {
	return len(name) == 2 && name[0] == 't' && name[1] >= '1' && name[1] <= '9'
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
		out[i] = Param{Name: fmt.Sprintf("t%d", i+1), Default: math.NaN(), Min: low, Max: high, Doc: doc}
		if i < len(defaults) {
			out[i].Default = defaults[i]
		}
	}
	return out
}

// values gives the numbered parameters in order.
func values(p map[string]float64) []float64 {
	var out []float64
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if isStep(name) {
			out = append(out, p[name])
		}
	}
	return out
}

// fixed is an entry without parameters.
func fixed(name, doc string, make func() Comparator) Entry {
	return Entry{Name: name, Doc: doc, Make: func(map[string]float64) (Comparator, error) { return make(), nil }}
}

// stepped is an entry with numbered parameters.
func stepped(name, doc string, params []Param, make func(steps ...float64) (Comparator, error)) Entry {
	return Entry{Name: name, Doc: doc, Params: params, Make: func(p map[string]float64) (Comparator, error) { return make(values(p)...) }}
}

// separator is the parameter of values of several parts.
var separator = Param{Name: "separator", Default: math.NaN(), Doc: "what stands between the parts", Text: true, DefaultText: ";"}

func builtin() []Entry {
	return []Entry{
		fixed("exact", "equal or not, without case, width, marks and spacing", Exact),
		fixed("code", "equal or not, letters and digits only", Code),
		fixed("name", "one given or family name in Latin letters", Name),
		fixed("full_name", "whole names, words in any order, initials", FullName),
		fixed("date", "dates in any way of writing, also partial ones", Date),
		stepped("time", "points in time by their difference", steps("days apart", 0, 1e6, 1, 31, 366), Time),
		fixed("postcode", "postal codes by district and area", Postcode),
		fixed("phone", "telephone numbers by their digits", Phone),
		fixed("email", "e-mail addresses", Email),
		fixed("street_number", "house numbers", StreetNumber),
		stepped("position", "latitude and longitude by distance", steps("kilometres apart", 0, 20_000, 0.1, 1, 10, 50), Position),
		stepped("tokens", "free text and addresses as words in any order", steps("weighted Dice similarity", 0, 1, 0.5, 0.7, 0.9), Tokens),
		stepped("number", "quantities", steps("relative tolerance", 0, 1, 0.01, 0.1), Number),
		fixed("boolean", "yes or no, however written", Boolean),
		{Name: "set", Doc: "several parts with a separator between them, as sets", Params: append(steps("Jaccard similarity", 0, 1, 0.5), separator),
			Build: func(_ Catalogue, p Params) (Comparator, error) {
				return Set(p.Texts["separator"], values(p.Numbers)...)
			}},
		{Name: "qgrams", Doc: "text by its runs of q characters", Params: append(steps("Jaccard similarity", 0, 1, 0.4, 0.6, 0.8), Param{Name: "q", Default: 2, Min: 1, Max: 5, Doc: "characters of a run"}),
			Make: func(p map[string]float64) (Comparator, error) {
				if p["q"] != math.Trunc(p["q"]) {
					return nil, fmt.Errorf("comparator \"qgrams\": q is %v and must be a whole number", p["q"])
				}
				return QGrams(int(p["q"]), values(p)...)
			}},
		stepped("jaro_winkler", "text by Jaro–Winkler similarity", steps("similarity", 0, 1, 0.7, 0.88, 0.92), JaroWinkler),
		stepped("levenshtein", "text by edit distance", steps("edits", 1, maxEdit, 1, 2), Levenshtein),
		stepped("damerau", "text by edit distance with exchanged neighbours", steps("edits", 1, maxEdit, 1, 2), Damerau),
		{Name: "any_of", Doc: "several parts with a separator between them, by the two that agree best; further parameters are those of inner",
			Params: []Param{{Name: "inner", Default: math.NaN(), Doc: "the comparator of the parts", Text: true, DefaultText: "exact"}, separator},
			Build: func(c Catalogue, p Params) (Comparator, error) {
				name, between := p.Texts["inner"], p.Texts["separator"]
				if name == "any_of" {
					return nil, errors.New("comparator \"any_of\": inner is any_of itself; name the comparator of the parts")
				}
				delete(p.Texts, "inner")
				delete(p.Texts, "separator")
				inner, err := c.Make(name, p)
				if err != nil {
					return nil, fmt.Errorf("comparator \"any_of\": %w", err)
				}
				return AnyOf(inner, between), nil
			}},
	}
}
