package compare

// Phone compares telephone numbers by their digits, without the prefix 00, a
// leading 0 and, before the eleven digits of a Chinese mobile, 86. Numbers of
// fewer than five digits, of one digit only or counting up are missing values.
// From the top:
//
//	exact  the same digits
//	typo   one digit wrong, missing, added, or two exchanged
//	last8  the last eight digits: with and without area or country code
//	last7  the last seven digits
func Phone() Comparator {
	all := levels(Level{Name: "last7"}, Level{Name: "last8"}, Level{Name: "typo"})
	return &simple{"phone", all, func(values []string) Prepared {
		t := newTexts(values, appendPhone)
		p := &phones{texts: t, last: make([]uint32, t.count())}
		var s space
		for n := 1; n < t.count(); n++ {
			p.last[n] = lastDigits(t.runes(uint32(n), &s))
		}
		return p
	}}
}

type phones struct {
	*texts
	last []uint32 // by text: the last eight digits, noDigits when there are fewer than seven
}

const (
	noDigits = 1<<32 - 1
	sevenTag = 2e8 // set in numbers of exactly seven digits
)

func (p *phones) Level(a, b uint32) uint8 {
	x, y := p.number[a], p.number[b]
	if x == y {
		return 5
	}
	if p.within(x, y, 1, true) <= 1 {
		return 4
	}
	m, n := p.last[x], p.last[y]
	switch {
	case m == noDigits || n == noDigits:
		return Else
	case m == n && m < sevenTag:
		return 3
	case m%1e7 == n%1e7:
		return 2
	}
	return Else
}

// lastDigits packs the last eight digits.
func lastDigits(digits []rune) uint32 {
	if len(digits) < 7 {
		return noDigits
	}
	n := uint32(0)
	for _, r := range digits[max(0, len(digits)-8):] {
		n = n*10 + uint32(r-'0')
	}
	if len(digits) == 7 {
		n += sevenTag
	}
	return n
}

// appendPhone appends the digits that matter.
func appendPhone(dst []byte, s string) []byte {
	start := len(dst)
	for _, r := range s {
		if r >= '０' && r <= '９' {
			r += '0' - '０'
		}
		if r >= '0' && r <= '9' && len(dst)-start < 24 {
			dst = append(dst, byte(r))
		}
	}
	digits := dst[start:]
	for range 2 {
		if len(digits) > 5 && digits[0] == '0' {
			digits = digits[1:]
		}
	}
	if len(digits) == 13 && digits[0] == '8' && digits[1] == '6' && digits[2] == '1' {
		digits = digits[2:]
	}
	if len(digits) < 5 || isRun(digits, 0) || isRun(digits, 1) {
		return dst[:start]
	}
	return append(dst[:start], digits...)
}

// isRun reports whether each digit is the one before it plus step.
func isRun(digits []byte, step byte) bool {
	for i := 1; i < len(digits); i++ {
		if (digits[i-1]-'0'+step)%10 != digits[i]-'0' {
			return false
		}
	}
	return true
}
