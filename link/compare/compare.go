// Package compare grades two values of one column into ordered levels of
// agreement.
//
// A [Comparator] describes a comparison; [Comparator.Prepare] computes
// everything costly once per distinct value (readings, bit masks, parsed
// dates, decoded ID numbers), and the [Prepared] result grades pairs of
// dictionary ids. The engine grades a pair of distinct values at most once
// while it stays cached, so a Prepared may be asked from many goroutines at
// once and must be read-only after Prepare.
package compare

import (
	"encoding/json"
	"iter"
)

// Level is one grade of a comparison.
//
// Levels are ordered: index 0 is [Null] (one side missing), index 1 is "else"
// (nothing alike), higher indexes agree better, and the last one is exact
// agreement. At most [MaxLevels] levels fit a packed pattern.
type Level struct {
	// Name is a short stable key such as "exact", "homophone" or "year".
	Name string
	// TermFrequency says that agreement at this level is worth more for rare
	// values than for common ones (Splink's term-frequency adjustment).
	TermFrequency bool
}

const (
	// Null is the level of a pair in which at least one value is missing.
	Null = 0
	// Else is the level of a pair whose values have nothing in common.
	Else = 1
	// MaxLevels is the number of levels that fit the four bits a comparison
	// has in a packed pattern.
	MaxLevels = 16
)

// Comparator is a comparison as it is written in a specification.
type Comparator interface {
	// Name is the key under which a specification names the comparator.
	Name() string
	// Levels lists the levels, null first and exact last.
	Levels() []Level
	// Prepare computes what Level needs for every distinct value of a column.
	// Values are raw text; the comparator folds case, width and the like
	// itself. The slice is not kept beyond what the result needs.
	Prepare(values []string) Prepared
}

// Streamed is a comparator that can prepare values that are not in memory
// together.
type Streamed interface {
	Comparator
	// PrepareAll is Prepare of n values that come in stretches, each valid until
	// the next; the texts stay.
	PrepareAll(n int, stretches iter.Seq[[]string]) Prepared
}

// Bounded is a comparator that knows how seldom two records of one entity
// disagree altogether, from what its values are rather than from data: two
// valid ID numbers of one person, say. It keeps training from taking something
// else for matches where there are few.
type Bounded interface {
	// MostElse bounds the share of matches at level Else; 0 is no bound.
	MostElse() float64
}

// Prepared grades pairs of values by their index in the slice that was given
// to Prepare. It is safe for concurrent use.
type Prepared interface {
	// Missing reports whether value a says nothing (empty, placeholder).
	Missing(a uint32) bool
	// Level grades two values that are not missing. It is symmetric, and
	// Level(a, a) is the last level. Two different texts may be graded as
	// exact when they write one value in two ways (15 and 18 digits).
	Level(a, b uint32) uint8
}

// Growing is a Prepared that takes further values, for sets that live. Add is
// not safe while others read.
type Growing interface {
	Prepared
	// Add prepares one value more and gives its index: they follow those of
	// Prepare in the order of the calls.
	Add(value string) uint32
}

// Learned is a comparator whose levels depend on how common things are in the
// data, or on how a column is written. Without a state Prepare learns from the
// values it is given; with one, what a pair is graded depends on nothing else.
type Learned interface {
	Comparator
	// Learn gives what must be remembered of a column, as JSON: bounded in
	// size and the same for any order of the values. Values of count 0 do not
	// occur; no counts at all stand for one of each.
	Learn(values []string, counts []uint32) json.RawMessage
	// With gives the comparator that knows what Learn found.
	With(state json.RawMessage) (Comparator, error)
}

// Taught is the Prepared of a [Learned]: it tells by which state it grades, so
// that who prepares a column need not learn from it twice.
type Taught interface {
	Prepared
	State() json.RawMessage
}

// Contradicting is a [Prepared] that knows values which one entity cannot both
// have, however records are made: two different identity numbers that both pass
// their check. Clusters keep records apart that contradict each other and are
// held together only by others.
type Contradicting interface {
	// Contradict reports so of two values that are not missing; it is
	// symmetric, and false for a value and itself.
	Contradict(a, b uint32) bool
}
