package link

import (
	"fmt"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

// Spec says what is compared and which pairs are worth it. The zero Spec asks
// the engine to find out by itself, see [Suggest].
type Spec struct {
	Comparisons []Comparison
	// Rules are the blocking rules, most specific first.
	Rules []block.Rule
	// MostBlockPairs is the size from which a block is divided by a further
	// column; 0 is four million.
	MostBlockPairs int64
	// Ignore names columns that must not be used.
	Ignore []string
	// Household, when it has keys, says which rows of a list live together:
	// those that share the key, a household's number or an address. Matched
	// members of two households then speak for the others, see [Household].
	Household block.Rule
	// Starts is how often the training begins, each time from other values; the
	// likeliest end is taken, see [Model].Starts. 0 and 1 are once.
	Starts int
}

// Comparison compares one column.
type Comparison struct {
	// Name is shown in models and explanations; the column's when empty.
	Name       string
	Column     string
	Comparator compare.Comparator
	// TermFrequency makes agreement in rare values weigh more than in common
	// ones, where the comparator's levels allow it.
	TermFrequency bool
	// Shared says that different people of one household, street or employer
	// have this value in common: surname, address, telephone, place.
	Shared bool
	// Family marks a shared field that people take along when they move: the
	// surname.
	Family bool
	// Derived names columns from which this one is often made, as an e-mail
	// address from the name: people of one name then have like addresses.
	Derived []string
	// Informative says that a missing value tells something, which is learned as
	// the grades are; by default it says nothing for nor against.
	Informative bool
}

func (c Comparison) name() string {
	if c.Name != "" {
		return c.Name
	}
	return c.Column
}

// check finds what is wrong with a specification before any work is done.
func (s Spec) check(t *table.Table) error {
	if len(s.Comparisons) == 0 {
		return fmt.Errorf("nothing to compare: the specification has no comparisons")
	}
	if len(s.Comparisons) > train.MaxComparisons {
		return fmt.Errorf("%d comparisons: at most %d fit a pattern; leave out the weakest", len(s.Comparisons), train.MaxComparisons)
	}
	if len(s.Rules) == 0 {
		return fmt.Errorf("no blocking rule: every pair of %d rows would have to be compared", t.Rows)
	}
	if s.Household.AnyOrder || slices.ContainsFunc(s.Household.Keys, func(k block.Key) bool { return k.Several() || k.Window() > 0 }) {
		return fmt.Errorf("household %q: a row is in one household; give keys without ⇄, * and ~", s.Household)
	}
	if s.Starts < 0 || s.Starts > MostStarts {
		return fmt.Errorf("%d starts of the training: give 1 to %d", s.Starts, MostStarts)
	}
	seen := map[string]bool{}
	for _, c := range s.Comparisons {
		switch {
		case t.Column(c.Column) == nil:
			return fmt.Errorf("comparison %q: there is no column %q (columns: %q)", c.name(), c.Column, t.Names())
		case c.Comparator == nil:
			return fmt.Errorf("comparison %q has no comparator", c.name())
		case seen[c.name()]:
			return fmt.Errorf("comparison %q stands twice: give one of them another name", c.name())
		case len(c.Comparator.Levels()) < 3 || len(c.Comparator.Levels()) > compare.MaxLevels:
			return fmt.Errorf("comparison %q: comparator %q has %d levels, it must be 3 to %d", c.name(), c.Comparator.Name(), len(c.Comparator.Levels()), compare.MaxLevels)
		}
		seen[c.name()] = true
	}
	return nil
}
