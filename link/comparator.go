package link

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"quanyuan/link/block"
	"quanyuan/link/chinese"
	"quanyuan/link/compare"
)

// chineseDocs says in one line what the comparators of the Chinese pack do.
var chineseDocs = map[string]string{
	"hanzi_name":    "Chinese names by character, sound, shape and variant; names with ·; pinyin",
	"hanzi_given":   "Chinese given names without surname",
	"hanzi_surname": "Chinese surnames",
	"citizen_id":    "citizen identity numbers of 15 or 18 digits, with check digit, birth date, sex and place",
	"cn_date":       "dates as Chinese forms write them, lunar against solar too",
	"cn_phone":      "Chinese telephone numbers, several in a cell",
	"cn_address":    "Chinese addresses by their parts",
}

// Comparators is the catalogue of all comparators that a specification can
// name.
func Comparators() compare.Catalogue {
	var entries []compare.Entry
	for _, c := range chinese.Comparators() {
		entries = append(entries, compare.Entry{Name: c.Name(), Doc: chineseDocs[c.Name()],
			Make: func(map[string]float64) (compare.Comparator, error) { return c, nil }})
	}
	all, err := compare.Builtin().With(entries...)
	if err != nil {
		panic(err) // two comparators of this module have one name
	}
	return all
}

// NewComparator builds a comparator of the catalogue. One with parameters
// carries them in its name, as "levenshtein(t1=1,t2=3)", so that a model tells
// with which it was trained and [ComparatorNamed] makes the same again.
func NewComparator(name string, params map[string]float64) (compare.Comparator, error) {
	c, err := Comparators().New(name, params)
	if err != nil || len(params) == 0 {
		return c, err
	}
	parts := make([]string, 0, len(params))
	for _, k := range slices.Sorted(maps.Keys(params)) {
		parts = append(parts, k+"="+strconv.FormatFloat(params[k], 'g', -1, 64))
	}
	full := configured{c, name + "(" + strings.Join(parts, ",") + ")"}
	if b, ok := c.(compare.Bounded); ok {
		return configuredBounded{full, b}, nil
	}
	return full, nil
}

// configured is a comparator with parameters of its own.
type configured struct {
	compare.Comparator
	name string
}

func (c configured) Name() string { return c.name }

// configuredBounded is a configured comparator that knows its bound.
type configuredBounded struct {
	configured
	compare.Bounded
}

// ComparatorNamed finds a comparator by the name that models and
// specifications give it, parameters in parentheses.
func ComparatorNamed(name string) (compare.Comparator, error) {
	base, params, err := SplitComparator(name)
	if err != nil {
		return nil, err
	}
	return NewComparator(base, params)
}

// SplitComparator takes "levenshtein(t1=1,t2=3)" apart.
func SplitComparator(name string) (base string, params map[string]float64, err error) {
	base, rest, found := strings.Cut(name, "(")
	if !found {
		return name, nil, nil
	}
	rest, closed := strings.CutSuffix(rest, ")")
	if !closed {
		return "", nil, fmt.Errorf("comparator %q: the parenthesis is not closed", name)
	}
	params = map[string]float64{}
	for part := range strings.SplitSeq(rest, ",") {
		key, text, _ := strings.Cut(part, "=")
		v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if key = strings.TrimSpace(key); err != nil || key == "" {
			return "", nil, fmt.Errorf("comparator %q: write parameters as name=number", name)
		}
		if _, twice := params[key]; twice {
			return "", nil, fmt.Errorf("comparator %q: parameter %s stands twice", name, key)
		}
		params[key] = v
	}
	return base, params, nil
}

// KeyFunctions names the key functions of blocking rules, sorted.
func KeyFunctions() []string {
	names := append(block.Names(), slices.Collect(maps.Keys(chinese.Keys()))...)
	slices.Sort(names)
	return names
}

// errNoKeyFunc is a key function that does not exist.
var errNoKeyFunc = errors.New("there is no such key function")

// NewKey makes a part of a blocking rule; an empty name is "exact".
func NewKey(column, name string) (block.Key, error) {
	k := block.Key{Column: column, Name: name, Func: keyNamed(name)}
	if k.Func == nil && name != "" && block.Func(name) == nil {
		return k, fmt.Errorf("key function %q: %w", name, errNoKeyFunc)
	}
	return k, nil
}
