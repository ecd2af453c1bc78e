package compare

import "strings"

// Boolean compares yes and no however they are written: true and false, y and
// n, t and f, on and off, 1 and 0, 是 and 否. Everything else says nothing.
func Boolean() Comparator {
	return &simple{"boolean", levels(), func(values []string) Prepared {
		p := make(booleans, len(values))
		for i, v := range values {
			p[i] = readBoolean(v)
		}
		return &p
	}}
}

// booleans are 1 for yes, 2 for no and 0 for neither.
type booleans []uint8

func readBoolean(v string) uint8 {
	switch strings.ToLower(strings.TrimSpace(v)) {
	case "true", "t", "yes", "y", "on", "1", "1.0", "是", "真", "对", "√":
		return 1
	case "false", "f", "no", "n", "off", "0", "0.0", "否", "假", "错", "×":
		return 2
	}
	return 0
}

// Add takes a further value.
func (p *booleans) Add(value string) uint32 {
	*p = append(*p, readBoolean(value))
	return uint32(len(*p) - 1)
}

func (p *booleans) Missing(a uint32) bool { return (*p)[a] == 0 }

func (p *booleans) Level(a, b uint32) uint8 {
	if (*p)[a] == (*p)[b] {
		return 2
	}
	return Else
}
