package compare

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

// graded are texts with a grade for two that differ.
type graded struct {
	*texts
	top   uint8
	grade func(t *texts, x, y uint32) uint8
}

// Level grades two values: the top when they fold to the same text.
func (g *graded) Level(a, b uint32) uint8 {
	x, y := g.number[a], g.number[b]
	if x == y {
		return g.top
	}
	return g.grade(g.texts, x, y)
}

// textual makes a comparator of folded texts.
func textual(name string, st style, all []Level, grade func(t *texts, x, y uint32) uint8) Comparator {
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
