package compare

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Number compares quantities with a level for each relative tolerance: the
// difference is at most that part of the larger one. "1,234.5", "1 234,5" and
// "£1234.50" are one number. A value that is not a number is compared as text.
func Number(tolerances ...float64) (Comparator, error) {
	steps := slices.Clone(tolerances)
	slices.Sort(steps)
	for _, s := range steps {
		if !(s > 0 && s < 1) {
			return nil, fmt.Errorf("number: the tolerance %v is not between 0 and 1", s)
		}
	}
	if steps = slices.Compact(steps); len(steps) == 0 || len(steps) > MaxLevels-3 {
		return nil, fmt.Errorf("number: give 1 to %d tolerances", MaxLevels-3)
	}
	var between []Level
	for _, s := range slices.Backward(steps) {
		between = append(between, Level{Name: fmt.Sprintf("within_%g", s)})
	}
	return &simple{"number", levels(between...), func(values []string) Prepared {
		return prepareNumbers(values, steps)
	}}, nil
}

type numbers struct {
	*texts
	steps []float64
	value []float64 // NaN for what is not a number
}

func prepareNumbers(values []string, steps []float64) Prepared {
	p := &numbers{steps: steps, value: make([]float64, len(values)), texts: startTexts(len(values))}
	var buf []byte
	for i, v := range values {
		n, ok := parseNumber(v)
		switch {
		case ok:
			buf = strconv.AppendFloat(buf[:0], n, 'g', -1, 64)
		case isPlaceholder(v):
			buf = buf[:0]
		default:
			n = math.NaN()
			buf = appendFolded(buf[:0], v, whole)
		}
		p.value[i] = n
		p.texts.number[i] = p.intern(buf)
	}
	p.done()
	return p
}

func (p *numbers) Level(a, b uint32) uint8 {
	top := uint8(Else + 1 + len(p.steps))
	x, y := p.value[a], p.value[b]
	if p.number[a] == p.number[b] || x == y {
		return top
	}
	apart, larger := math.Abs(x-y), max(math.Abs(x), math.Abs(y))
	for i, s := range p.steps {
		if apart <= s*larger { // false for NaN
			return top - 1 - uint8(i)
		}
	}
	return Else
}

// parseNumber reads a number with or without separators of thousands.
func parseNumber(s string) (float64, bool) {
	if len(s) > 64 || len(s) == 0 {
		return 0, false
	}
	if strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0 {
		n, err := strconv.ParseFloat(s, 64)
		return n, err == nil
	}
	s = string(appendFolded(nil, s, whole))
	s = strings.Trim(s, "$£€¥￥元%+ ")
	s = strings.ReplaceAll(s, " ", "")
	comma, point := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	switch {
	case comma < 0:
	case comma > point && (point >= 0 || strings.Count(s, ",") == 1 && len(s)-comma-1 != 3):
		s = strings.ReplaceAll(s, ".", "")
		s = strings.Replace(s, ",", ".", 1)
	default:
		s = strings.ReplaceAll(s, ",", "")
	}
	if strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune("0123456789.-", r) }) >= 0 {
		return 0, false // no hexadecimal, no infinity, no exponents
	}
	n, err := strconv.ParseFloat(s, 64)
	if n == 0 {
		n = 0 // not −0
	}
	return n, err == nil
}

// StreetNumber compares house numbers: exact; typo, one digit of two or more
// wrong or two exchanged; part, the same number with another letter or flat.
func StreetNumber() Comparator {
	all := levels(Level{Name: "typo"}, Level{Name: "part"})
	return &simple{"street_number", all, func(values []string) Prepared {
		p := &houses{texts: newTexts(values, func(dst []byte, s string) []byte { return appendFolded(dst, s, joined) })}
		heads := make([]string, len(values))
		for i, v := range values {
			from := strings.IndexAny(v, "0123456789")
			if from < 0 {
				continue
			}
			to := from
			for to < len(v) && v[to] >= '0' && v[to] <= '9' {
				to++
			}
			heads[i] = strings.TrimLeft(v[from:to], "0")
		}
		p.heads = newTexts(heads, func(dst []byte, s string) []byte { return append(dst, s...) })
		return p
	}}
}

type houses struct {
	*texts
	heads *texts // the first number in the value
}

func (p *houses) Level(a, b uint32) uint8 {
	x, y := p.heads.number[a], p.heads.number[b]
	switch {
	case p.number[a] == p.number[b]:
		return 4
	case x == 0 || y == 0:
		return Else
	case x == y:
		return 3
	case p.heads.length(x) == p.heads.length(y) && p.heads.length(x) > 1 && p.heads.within(x, y, 1, true) <= 1:
		return 2
	}
	return Else
}
