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

// numbers are prepared quantities.
type numbers struct {
	list  []quantity
	other *texts // what is not a number
	steps []float64
}

// quantity is a number; a value that is none is NaN, and its text stands in
// the place other, 0 for a missing one.
type quantity struct {
	value float64
	other uint32
}

func prepareNumbers(values []string, steps []float64) Prepared {
	p := &numbers{list: make([]quantity, len(values)), other: noTexts(whole), steps: steps}
	Chunks(len(values), func(_, from, to int) {
		for i, v := range values[from:to] {
			n, ok := parseNumber(v)
			if !ok {
				n = math.NaN()
			}
			p.list[from+i].value = n
		}
	})
	for i := range p.list {
		if q := &p.list[i]; math.IsNaN(q.value) {
			q.other = p.other.Add(values[i])
		}
	}
	return p
}

// Add takes a further value.
func (p *numbers) Add(value string) uint32 {
	q := quantity{}
	var ok bool
	if q.value, ok = parseNumber(value); !ok {
		q = quantity{math.NaN(), p.other.Add(value)}
	}
	p.list = append(p.list, q)
	return uint32(len(p.list) - 1)
}

func (p *numbers) Missing(a uint32) bool {
	q := &p.list[a]
	return math.IsNaN(q.value) && p.other.Missing(q.other)
}

func (p *numbers) Level(a, b uint32) uint8 {
	top := uint8(Else + 1 + len(p.steps))
	x, y := &p.list[a], &p.list[b]
	if x.value == y.value || math.IsNaN(x.value) && math.IsNaN(y.value) && p.other.equal(x.other, y.other) {
		return top
	}
	apart, larger := math.Abs(x.value-y.value), max(math.Abs(x.value), math.Abs(y.value))
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
	if isDecimal(s) {
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

// isDecimal reports digits with at most one point among them.
func isDecimal(s string) bool {
	points := 0
	for i := range len(s) {
		if s[i] == '.' {
			points++
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return points <= 1
}

// StreetNumber compares house numbers: exact; typo, one digit of two or more
// wrong or two exchanged; part, the same number with another letter or flat.
func StreetNumber() Comparator {
	all := levels(Level{Name: "typo"}, Level{Name: "part"})
	return &simple{"street_number", all, func(values []string) Prepared {
		return &houses{newTexts(values, func(dst []byte, s string) []byte { return appendFolded(dst, s, joined) }), newTexts(values, appendHead)}
	}}
}

// appendHead appends the first number in a value, without leading zeros.
func appendHead(dst []byte, s string) []byte {
	from := strings.IndexAny(s, "0123456789")
	if from < 0 {
		return dst
	}
	to := from
	for to < len(s) && s[to] >= '0' && s[to] <= '9' {
		to++
	}
	return append(dst, strings.TrimLeft(s[from:to], "0")...)
}

type houses struct {
	*texts
	heads *texts // the first number in the value
}

// Add takes a further value.
func (p *houses) Add(value string) uint32 {
	p.heads.Add(value)
	return p.texts.Add(value)
}

func (p *houses) Level(a, b uint32) uint8 {
	x, y := &p.heads.list[a], &p.heads.list[b]
	switch {
	case p.equal(a, b):
		return 4
	case x.n == 0 || y.n == 0:
		return Else
	case x.same(y) || x.n < 0 && p.heads.equalLong(x, y):
		return 3
	case x.n == y.n && x.size() > 1 && p.heads.slip(a, b):
		return 2
	}
	return Else
}
