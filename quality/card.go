package quality

import (
	"cmp"
	"slices"

	"quanyuan"
)

// ProblemKind says what is wrong with a row that a source sent.
type ProblemKind string

// What may be wrong with a row.
const (
	AsideProblem   ProblemKind = "aside"   // it could not be understood as a person; Rule: key of the reason
	DoubleProblem  ProblemKind = "double"  // the same person stands in the list again, more fully
	FindingProblem ProblemKind = "finding" // a rule of severity warning or fault; Rule and Field
	RuledProblem   ProblemKind = "ruled"   // a named person decided against the list in the Field
)

// Problem is one thing that is wrong with a row.
type Problem struct {
	Kind  ProblemKind
	Rule  string
	Field quanyuan.Field // NumFields: of none
}

// Judgement is what is known of one row of a list.
type Judgement struct {
	Where    quanyuan.Where
	Given    []quanyuan.Field // in which it says something that is no placeholder
	Problems []Problem        // each once
	Findings []quanyuan.Finding
	// Upheld are the fields in which a named person took the list's word
	// against the register's.
	Upheld []quanyuan.Field
	// Open says that nobody has decided yet whether the row is right: it was not
	// compared, or waits for a person.
	Open bool
}

// ItemCard counts one field of a source's rows.
type ItemCard struct {
	Given  int // rows that say something
	Odd    int // of them, rows with a finding
	Ruled  int // of them, rows decided against
	Upheld int // of them, rows decided for, against the register
}

// Mend is one thing to mend at the source.
type Mend struct {
	Problem
	Rows int // in which it occurs
	Sole int // in which nothing else is wrong: they would leave the wrong ones, were it mended
	// Examples are the first of these rows, at most Examples of them.
	Examples []Example
}

// Example is a row with a problem.
type Example struct {
	List    int64 // number of the batch
	Where   quanyuan.Where
	Finding *quanyuan.Finding // of a finding
}

// Examples is how many examples a card keeps of a problem.
const Examples = 5

// Card is the report card of a source: every row of its lists that is about a
// person is right, wrong or open.
//
//	Rows = Right + Wrong + Open
type Card struct {
	Rows, Right, Wrong, Open int
	Items                    [quanyuan.NumFields]ItemCard
	mends                    map[Problem]*Mend
}

// Add counts a row of a list.
func (c *Card) Add(list int64, j *Judgement) {
	c.Rows++
	switch {
	case len(j.Problems) > 0:
		c.Wrong++
	case j.Open:
		c.Open++
	default:
		c.Right++
	}
	var odd, ruled [quanyuan.NumFields]bool
	for _, p := range j.Problems {
		c.mend(p, 1, len(j.Problems) == 1).example(list, j)
		if p.Field < quanyuan.NumFields {
			odd[p.Field] = odd[p.Field] || p.Kind == FindingProblem
			ruled[p.Field] = ruled[p.Field] || p.Kind == RuledProblem
		}
	}
	for _, f := range j.Given {
		it := &c.Items[f]
		it.Given++
		it.Odd += one(odd[f])
		it.Ruled += one(ruled[f])
		it.Upheld += one(slices.Contains(j.Upheld, f))
	}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (c *Card) mend(p Problem, rows int, sole bool) *Mend {
	if c.mends == nil {
		c.mends = map[Problem]*Mend{}
	}
	m := c.mends[p]
	if m == nil {
		m = &Mend{Problem: p}
		c.mends[p] = m
	}
	m.Rows += rows
	m.Sole += one(sole)
	return m
}

func (m *Mend) example(list int64, j *Judgement) {
	if len(m.Examples) == Examples {
		return
	}
	e := Example{List: list, Where: j.Where}
	for i := range j.Findings {
		if f := &j.Findings[i]; m.Kind == FindingProblem && f.Rule == m.Rule && f.Field == m.Field {
			e.Finding = f
			break
		}
	}
	m.Examples = append(m.Examples, e)
}

// Join adds the card of another list.
func (c *Card) Join(o *Card) {
	c.Rows, c.Right, c.Wrong, c.Open = c.Rows+o.Rows, c.Right+o.Right, c.Wrong+o.Wrong, c.Open+o.Open
	for i := range c.Items {
		a, b := &c.Items[i], &o.Items[i]
		a.Given, a.Odd, a.Ruled, a.Upheld = a.Given+b.Given, a.Odd+b.Odd, a.Ruled+b.Ruled, a.Upheld+b.Upheld
	}
	for p, m := range o.mends {
		to := c.mend(p, m.Rows, false)
		to.Sole += m.Sole
		to.Examples = append(to.Examples, m.Examples[:min(len(m.Examples), Examples-len(to.Examples))]...)
	}
}

// RightShare is how many of the rows are right.
func (c *Card) RightShare() Share { return Share{c.Right, c.Rows} }

// Gain is by how many points the share of wrong rows would fall, were one thing
// mended and nothing else.
func (c *Card) Gain(m *Mend) float64 {
	if c.Rows == 0 {
		return 0
	}
	return 100 * float64(m.Sole) / float64(c.Rows)
}

// Mends lists what to mend at the source: what gains most comes first, of equal
// gain what stands in more rows.
func (c *Card) Mends() []*Mend {
	out := make([]*Mend, 0, len(c.mends))
	for _, m := range c.mends {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b *Mend) int {
		return cmp.Or(cmp.Compare(b.Sole, a.Sole), cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Rule, b.Rule))
	})
	return out
}
