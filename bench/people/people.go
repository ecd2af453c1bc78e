// Package people makes files of invented persons with known truth, to measure
// linkage with: households through the years, recorded by several sources with
// the mistakes of everyday life.
//
// The same kind, number of rows and seed give the same bytes. Files of any size
// are written with little memory: households are made one by one, each from its
// own stream of chance, and rows are shuffled by way of temporary files.
package people

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is a population that can be made.
type Kind struct {
	Name    string
	What    string
	columns []string
	spread  spread
	files   int
	maker   func(seed uint64, s spread) maker
	panel   func(m maker, seed uint64, emit func(record))
}

// maker makes households by their number.
type maker interface {
	household(n uint64, emit func(record))
}

// record is a row before it has a number.
type record struct {
	cells  []string
	person uint64 // the truth
	group  string // of a panel: kind/number; persons of one group are easily taken for one
}

// Columns are the columns of the file: id first, then the fields.
func (k Kind) Columns() []string { return append([]string{"id"}, k.columns...) }

// Panel tells whether the population holds persons that are easily taken for
// each other, listed in a file of their own.
func (k Kind) Panel() bool { return k.panel != nil }

var kinds = []Kind{
	{"latin", "persons with Latin names, half of them recorded once, others up to eight times", latinColumns, register, 1, latinMaker, nil},
	{"latin-few", "the same, one record in a hundred is a second one", latinColumns, few, 1, latinMaker, nil},
	{"latin-pair", "two files, each person at most once in each, half of them in both", latinColumns, half, 2, latinMaker, nil},
	{"latin-panel", "ordinary persons and groups that are easily taken for one", latinColumns, register, 1, latinMaker, latinPanel},
	{"chinese", "Chinese persons, half of them recorded once, others up to eight times", chineseColumns, register, 1, chineseMaker, nil},
	{"chinese-few", "the same, one record in a hundred is a second one", chineseColumns, few, 1, chineseMaker, nil},
	{"chinese-pair", "two files, each person at most once in each, half of them in both", chineseColumns, half, 2, chineseMaker, nil},
	{"chinese-panel", "ordinary persons and groups that are easily taken for one", chineseColumns, register, 1, chineseMaker, chinesePanel},
}

func latinMaker(seed uint64, s spread) maker   { return newLatin(seed, s) }
func chineseMaker(seed uint64, s spread) maker { return newChinese(seed, s) }

// KindOf finds a kind by its name.
func KindOf(name string) (Kind, error) {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, fmt.Errorf("there is no kind %q of people; there are %s", name, strings.Join(Names(), ", "))
	}
	return kinds[i], nil
}

// Names are the names of the kinds.
func Names() (names []string) {
	for _, k := range kinds {
		names = append(names, k.Name)
	}
	return names
}

// spread is how many records persons have: the share of those with 1, 2, …
type spread []float64

var (
	// register: a patient or customer register that several offices feed. A half
	// comes once, a few come all the time: 2.2 records a person, 1.25 true pairs a
	// record.
	register = spread{0.5, 0.2, 0.11, 0.07, 0.05, 0.035, 0.02, 0.015}
	few      = spread{0.99, 0.01}
	// half: with two records a person stands in both files, with one in either.
	half = spread{0.5, 0.5}
)

func (s spread) draw(r dice) int {
	x := r.Float64()
	for i, p := range s {
		if x -= p; x < 0 {
			return i + 1
		}
	}
	return 1
}
