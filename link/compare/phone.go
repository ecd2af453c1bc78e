package compare

import "math/bits"

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
		p := make(phones, len(values))
		Chunks(len(values), func(_, from, to int) {
			for i, v := range values[from:to] {
				p[from+i] = readPhone(v)
			}
		})
		return &p
	}}
}

// maxPhone is how many digits of a number are kept.
const maxPhone = 24

// phone is a number as nibbles, the last digit lowest: the last sixteen digits
// in tail, those before in head. No digits are a missing number.
type phone struct {
	tail uint64
	head uint32
	n    uint32
}

type phones []phone

// readPhone reads a number; see appendPhone.
func readPhone(s string) (p phone) {
	if s == "" || isPlaceholder(s) {
		return p
	}
	var buf [maxPhone]byte
	digits := appendPhone(buf[:0], s)
	for _, d := range digits {
		p.head = p.head<<4 | uint32(p.tail>>60)
		p.tail = p.tail<<4 | uint64(d-'0')
	}
	p.n = uint32(len(digits))
	return p
}

// Add takes a further value.
func (p *phones) Add(value string) uint32 {
	*p = append(*p, readPhone(value))
	return uint32(len(*p) - 1)
}

func (p *phones) Missing(a uint32) bool { return (*p)[a].n == 0 }

func (p *phones) Level(a, b uint32) uint8 {
	x, y := &(*p)[a], &(*p)[b]
	switch differ := x.tail ^ y.tail; {
	case differ == 0 && *x == *y:
		return 5
	case x.oneSlip(y):
		return 4
	case min(x.n, y.n) < 7:
		return Else
	case differ<<32 == 0 && min(x.n, y.n) >= 8:
		return 3
	case differ<<36 == 0:
		return 2
	}
	return Else
}

// oneSlip reports whether two different numbers are one edit apart.
func (x *phone) oneSlip(y *phone) bool {
	if x.n < y.n {
		x, y = y, x
	}
	if x.n-y.n > 1 {
		return false
	}
	if x.n > 16 {
		var a, b [maxPhone]byte
		return editOnceBytes(x.digits(&a), y.digits(&b), true) == 1
	}
	differ := x.tail ^ y.tail
	if x.n == y.n {
		return slip4(x.tail, y.tail, differ)
	}
	// The longer one without its digit at the first place from the end at
	// which they differ.
	end := uint64(1)<<(uint(bits.TrailingZeros64(differ|1<<(4*y.n&63)))&^3) - 1
	return x.tail>>4&^end|x.tail&end == y.tail
}

// slip4 reports whether two words of nibbles, whose difference is not zero,
// differ in one nibble or by two neighbours that changed places.
func slip4(x, y, differ uint64) bool {
	low := uint(bits.TrailingZeros64(differ)) &^ 3
	switch differ >> low >> 4 {
	case 0:
		return true
	case differ >> low & 15: // the two differ in the same way, as they do when exchanged
		return x>>low&15 == y>>(low+4)&15
	}
	return false
}

// digits writes a number out.
func (x *phone) digits(to *[maxPhone]byte) []byte {
	for i := range x.n {
		at, from := x.n-1-i, x.tail
		if i >= 16 {
			from = uint64(x.head)
		}
		to[at] = '0' + byte(from>>(4*(i&15))&15)
	}
	return to[:x.n]
}

// appendPhone appends the digits that matter.
func appendPhone(dst []byte, s string) []byte {
	start := len(dst)
	for _, r := range s {
		if r >= '０' && r <= '９' {
			r += '0' - '０'
		}
		if r >= '0' && r <= '9' && len(dst)-start < maxPhone {
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

// LevelAll is Level for many pairs; see [Batch].
func (p *phones) LevelAll(a, b []uint32, to []uint8) {
	list, sum := *p, uint64(0)
	for i, v := range a {
		sum += list[v].tail + list[b[i]].tail
	}
	GradeAll(p, sum, a, b, to)
}
