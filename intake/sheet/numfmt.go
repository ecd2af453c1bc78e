package sheet

import "strings"

// numberForm is what matters of a number format.
type numberForm struct {
	date  uint8 // shows… bits
	clock bool
	zeros int // length of a format made of zeros only
}

const (
	showsYear uint8 = 1 << iota
	showsMonth
	showsDay
)

func (n numberForm) isDate() bool { return n.date != 0 || n.clock }

// builtinForm gives the formats that files name by number alone (ECMA-376
// 18.8.30, with the meaning of 27 to 36 and 50 to 58 in Chinese).
func builtinForm(id int) numberForm {
	const y, m, d = showsYear, showsMonth, showsDay
	switch id {
	case 14, 15, 30, 31:
		return numberForm{date: y | m | d}
	case 16, 28, 29, 51, 53, 54, 58:
		return numberForm{date: m | d}
	case 17, 27, 36, 50, 52, 57:
		return numberForm{date: y | m}
	case 22:
		return numberForm{date: y | m | d, clock: true}
	case 18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56:
		return numberForm{clock: true}
	}
	return numberForm{}
}

// parseForm reads a number format code; only its first section counts.
func parseForm(code string) numberForm {
	if len(code) > 1 && strings.Trim(code, "0") == "" {
		return numberForm{zeros: len(code)}
	}
	var form numberForm
	var last byte // last letter that is a date part
	digits := false
	for i := 0; i < len(code); i++ {
		c := code[i] | 0x20 // lower case for letters
		switch {
		case code[i] == ';':
			i = len(code)
		case code[i] == '"':
			if j := strings.IndexByte(code[i+1:], '"'); j >= 0 {
				i += j + 1
			} else {
				i = len(code)
			}
		case code[i] == '\\' || code[i] == '_' || code[i] == '*':
			i++
		case code[i] == '[':
			j := strings.IndexByte(code[i:], ']')
			if j < 0 {
				return form
			}
			switch strings.ToLower(code[i+1 : i+j]) {
			case "h", "hh", "m", "mm", "s", "ss":
				form.clock, last = true, 'h'
			}
			i += j
		case hasFold(code[i:], "general"):
			return numberForm{}
		case hasFold(code[i:], "am/pm"):
			i += len("am/pm") - 1
		case hasFold(code[i:], "a/p"):
			i += len("a/p") - 1
		case code[i] == '0' || code[i] == '#' || code[i] == '?':
			digits = true
		case c == 'e' && i+1 < len(code) && (code[i+1] == '+' || code[i+1] == '-'):
			return numberForm{}
		case c == 'y' || c == 'e':
			form.date |= showsYear
			last = c
		case c == 'd':
			form.date |= showsDay
			last = c
		case c == 'h' || c == 's':
			form.clock = true
			last = c
		case c == 'm':
			end := i
			for end+1 < len(code) && code[end+1]|0x20 == 'm' {
				end++
			}
			if last == 'h' || nextPart(code[end+1:]) == 's' {
				form.clock = true
			} else {
				form.date |= showsMonth
			}
			last = 'm'
			i = end
		}
	}
	if digits && !form.clock && form.date != showsYear|showsMonth|showsDay {
		return numberForm{} // digits beside letters: a unit, no date
	}
	return form
}

func hasFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// nextPart is the next letter of a date format.
func nextPart(s string) byte {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i] | 0x20; {
		case s[i] == '"':
			quoted = !quoted
		case quoted:
		case s[i] == ';':
			return 0
		case c >= 'a' && c <= 'z':
			return c
		}
	}
	return 0
}
