package compare

import (
	"encoding/json"
	"strings"
)

// AnyOf compares values that are several parts with a separator between them
// ("13712345678; 15987654321", former names) by the two parts that agree best,
// as inner grades them. Parts that say nothing are left out. An empty separator
// is ";".
func AnyOf(inner Comparator, separator string) Comparator {
	if separator == "" {
		separator = ";"
	}
	a := anyOf{inner, separator}
	if learned, ok := inner.(Learned); ok {
		return &learnedAnyOf{a, learned}
	}
	return &a
}

type anyOf struct {
	inner     Comparator
	separator string
}

func (c *anyOf) Name() string    { return "any_of" }
func (c *anyOf) Levels() []Level { return c.inner.Levels() }

func (c *anyOf) Prepare(values []string) Prepared {
	p := &alternatives{from: make([]uint32, 1, len(values)+1), separator: c.separator}
	var parts []string
	for _, v := range values {
		parts = append(parts, p.parts(v)...)
		p.from = append(p.from, uint32(len(parts)))
	}
	p.inner = c.inner.Prepare(parts)
	p.top = uint8(len(c.inner.Levels()) - 1)
	if growing, ok := p.inner.(Growing); ok {
		return &growingAlternatives{*p, growing}
	}
	return p
}

// learnedAnyOf is an anyOf of a comparator that learns.
type learnedAnyOf struct {
	anyOf
	learned Learned
}

// Learn looks at the parts.
func (c *learnedAnyOf) Learn(values []string, counts []uint32) json.RawMessage {
	var parts []string
	for _, v := range occurring(values, counts) {
		parts = append(parts, strings.Split(v, c.separator)...)
	}
	return c.learned.Learn(parts, nil)
}

// With gives the comparator that knows what was learned.
func (c *learnedAnyOf) With(state json.RawMessage) (Comparator, error) {
	inner, err := c.learned.With(state)
	if err != nil {
		return nil, err
	}
	return AnyOf(inner, c.separator), nil
}

// alternatives are values of several parts: those of value v are the values
// from[v] to from[v+1] of inner.
type alternatives struct {
	inner     Prepared
	from      []uint32
	separator string
	top       uint8
}

// parts cuts a value.
func (p *alternatives) parts(value string) []string {
	if !strings.Contains(value, p.separator) {
		return []string{value}
	}
	var out []string
	for part := range strings.SplitSeq(value, p.separator) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// State is what inner learned, null when it learns nothing.
func (p *alternatives) State() json.RawMessage {
	if taught, ok := p.inner.(Taught); ok {
		return taught.State()
	}
	return json.RawMessage("null")
}

func (p *alternatives) Missing(a uint32) bool {
	for i := p.from[a]; i < p.from[a+1]; i++ {
		if !p.inner.Missing(i) {
			return false
		}
	}
	return true
}

func (p *alternatives) Level(a, b uint32) (best uint8) {
	if a == b {
		return p.top
	}
	for i := p.from[a]; i < p.from[a+1]; i++ {
		if p.inner.Missing(i) {
			continue
		}
		for j := p.from[b]; j < p.from[b+1]; j++ {
			if !p.inner.Missing(j) {
				best = max(best, p.inner.Level(i, j))
			}
		}
	}
	return best
}

// growingAlternatives takes further values.
type growingAlternatives struct {
	alternatives
	growing Growing
}

// Add takes a further value.
func (p *growingAlternatives) Add(value string) uint32 {
	parts := p.parts(value)
	for _, part := range parts {
		p.growing.Add(part)
	}
	p.from = append(p.from, p.from[len(p.from)-1]+uint32(len(parts)))
	return uint32(len(p.from) - 2)
}
