package compare

import "encoding/json"

// The level every comparator has on top, and the two below.
var (
	nullLevel  = Level{Name: "null"}
	elseLevel  = Level{Name: "else"}
	exactLevel = Level{Name: "exact", TermFrequency: true}
)

// levels puts the levels between else and exact into the full list.
func levels(between ...Level) []Level {
	return append(append([]Level{nullLevel, elseLevel}, between...), exactLevel)
}

// simple is a comparator made of a name, levels and a way to prepare.
type simple struct {
	name    string
	levels  []Level
	prepare func(values []string) Prepared
}

func (c *simple) Name() string                     { return c.name }
func (c *simple) Levels() []Level                  { return append([]Level(nil), c.levels...) }
func (c *simple) Prepare(values []string) Prepared { return c.prepare(values) }

// learner is a comparator that learns; with prepares by what was learned.
type learner struct {
	simple
	learn func(values []string) json.RawMessage
	with  func(state json.RawMessage) (func(values []string) Prepared, error)
	// mostElse bounds the share of matches at level Else, 0 for no bound.
	mostElse float64
}

// MostElse is the bound, see [Bounded].
func (c *learner) MostElse() float64 { return c.mostElse }

// Learn looks at the values that occur.
func (c *learner) Learn(values []string, counts []uint32) json.RawMessage {
	return c.learn(occurring(values, counts))
}

// With gives the comparator that knows what was learned.
func (c *learner) With(state json.RawMessage) (Comparator, error) {
	prepare, err := c.with(state)
	if err != nil {
		return nil, err
	}
	return &learner{simple{c.name, c.levels, prepare}, c.learn, c.with, c.mostElse}, nil
}

// occurring leaves out values that occur nowhere.
func occurring(values []string, counts []uint32) []string {
	if counts == nil {
		return values
	}
	out := make([]string, 0, len(values))
	for i, v := range values {
		if counts[i] > 0 {
			out = append(out, v)
		}
	}
	return out
}

// graded are texts with a grade for two that differ.
type graded struct {
	*texts
	top   uint8
	grade func(t *texts, a, b uint32) uint8
}

// Level grades two values: the top when they fold to the same text.
func (g *graded) Level(a, b uint32) uint8 {
	if x, y := &g.list[a], &g.list[b]; x.same(y) || x.n < 0 && g.equalLong(x, y) {
		return g.top
	}
	return g.grade(g.texts, a, b)
}

// LevelAll is Level for many pairs; see [Batch].
func (g *graded) LevelAll(a, b []uint32, to []uint8) {
	GradeAll(g, g.fetch(a)+g.fetch(b), a, b, to)
}

// textual makes a comparator of folded texts.
func textual(name string, st style, all []Level, grade func(t *texts, a, b uint32) uint8) Comparator {
	top := uint8(len(all) - 1)
	fold := func(dst []byte, s string) []byte { return appendFolded(dst, s, st) }
	return &simple{name, all, func(values []string) Prepared {
		return &graded{newTexts(values, fold), top, grade}
	}}
}

func different(*texts, uint32, uint32) uint8 { return Else }

// Exact compares for equality, whatever the case, the width, the marks and the
// spacing.
func Exact() Comparator { return textual("exact", whole, levels(), different) }

// Code compares codes for equality: letters and digits only, so that "12-34 a"
// is "1234A". Codes have few values and no near ones.
func Code() Comparator { return textual("code", joined, levels(), different) }
