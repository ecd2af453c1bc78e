package link

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
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

// NewComparator builds a comparator of the catalogue from its parameters,
// numbers and texts by name. One with parameters carries them in its name, as
// levenshtein{"t1":1,"t2":3}, so that a model tells with which it was trained
// and [ComparatorNamed] makes the same again.
func NewComparator(name string, params map[string]any) (compare.Comparator, error) {
	c, err := Comparators().Read(name, params)
	if err != nil || len(params) == 0 {
		return c, err
	}
	text, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("comparator %q: %w", name, err)
	}
	return configure(c, name+string(text)), nil
}

// configure gives a comparator the name that tells its parameters, and keeps
// what else it can do.
func configure(c compare.Comparator, name string) compare.Comparator {
	named := configured{c, name}
	if l, ok := c.(compare.Learned); ok {
		return configuredLearned{named, l}
	}
	if b, ok := c.(compare.Bounded); ok {
		return configuredBounded{named, b}
	}
	return named
}

// configured is a comparator with parameters of its own.
type configured struct {
	compare.Comparator
	name string
}

func (c configured) Name() string { return c.name }

// configuredBounded is one that knows its bound.
type configuredBounded struct {
	configured
	compare.Bounded
}

// configuredLearned is one that learns.
type configuredLearned struct {
	configured
	learned compare.Learned
}

// Learn learns as the comparator does.
func (c configuredLearned) Learn(values []string, counts []uint32) json.RawMessage {
	return c.learned.Learn(values, counts)
}

// MostElse is the comparator's bound, 0 when it knows none.
func (c configuredLearned) MostElse() float64 {
	if b, ok := c.Comparator.(compare.Bounded); ok {
		return b.MostElse()
	}
	return 0
}

// With gives the comparator that knows what was learned.
func (c configuredLearned) With(state json.RawMessage) (compare.Comparator, error) {
	taught, err := c.learned.With(state)
	if err != nil {
		return nil, err
	}
	return configure(taught, c.name), nil
}

// ComparatorNamed finds a comparator by the name that models and
// specifications give it, with its parameters.
func ComparatorNamed(name string) (compare.Comparator, error) {
	base, params, err := SplitComparator(name)
	if err != nil {
		return nil, err
	}
	return NewComparator(base, params)
}

// SplitComparator takes levenshtein{"t1":1,"t2":3} apart.
func SplitComparator(name string) (base string, params map[string]any, err error) {
	base, _, found := strings.Cut(name, "{")
	if !found {
		return name, nil, nil
	}
	if err := json.Unmarshal([]byte(name[len(base):]), &params); err != nil {
		return "", nil, fmt.Errorf("comparator %q: its parameters cannot be read: %w", name, err)
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
	if k.Func == nil && name != "" && block.Func(k.Function()) == nil {
		return k, fmt.Errorf("key function %q: %w", name, errNoKeyFunc)
	}
	if err := k.Check(); err != nil {
		return k, fmt.Errorf("key function %q: %w", name, err)
	}
	return k, nil
}
