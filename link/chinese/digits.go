package chinese

import "math/bits"

// Numbers are compared as nibbles, four bits a digit, the last digit in the
// lowest bits. A second word has all bits set where the digit is known.

// differing4 sets the lowest bit of every nibble that is not zero.
func differing4(v uint64) uint64 {
	v |= v >> 2
	v |= v >> 1
	return v & 0x1111111111111111
}

// swapped4 reports whether a and b differ only by two neighbouring digits
// that changed places; d is differing4(a^b) and has two bits set.
func swapped4(a, b, d uint64) bool {
	low := uint(bits.TrailingZeros64(d))
	if d != 0x11<<low {
		return false
	}
	pair := a >> low & 0xFF
	return pair>>4|pair&0xF<<4 == b>>low&0xFF
}

// oneTypo4 reports one wrong digit or two neighbours swapped.
func oneTypo4(a, b uint64) bool {
	d := differing4(a ^ b)
	n := bits.OnesCount64(d)
	return n == 1 || n == 2 && swapped4(a, b, d)
}

// nibbles packs digits; X is ten, everything else is unknown.
func nibbles(text string) (value, known uint64) {
	for i := range len(text) {
		value, known = value<<4, known<<4
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			value, known = value|uint64(c-'0'), known|0xF
		case c == 'X':
			value, known = value|10, known|0xF
		}
	}
	return value, known
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// oneDigit reports a text of one digit repeated, or of digits that only count
// up or down: 11111111111, 123456789.
func oneDigit(text string) bool {
	same, up, down := true, true, true
	for i := 1; i < len(text); i++ {
		same = same && text[i] == text[i-1]
		up = up && (text[i]-'0') == (text[i-1]-'0'+1)%10
		down = down && (text[i-1]-'0') == (text[i]-'0'+1)%10
	}
	return same || up || down
}
