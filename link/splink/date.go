package splink

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// textToTime casts a text to a date or a timestamp as DuckDB does:
// year-month-day with one of - / \ or a blank between, then perhaps a time. A
// cast to a date reads over the time.
func textToTime(s string, to sort) value {
	if to == sDate {
		s = strings.TrimSpace(s)
	}
	r := reader{s: s}
	y, ok := r.number(1, 6)
	if !ok || r.s == "" || !strings.ContainsRune(`-/\ `, rune(r.s[0])) {
		return null
	}
	separator := r.s[:1]
	r.literal(separator)
	m, okM := r.number(1, 2)
	okS := r.literal(separator)
	d, okD := r.number(1, 2)
	if !okM || !okS || !okD {
		return null
	}
	t, ok := moment(y, m, d, 0, 0, 0)
	switch {
	case !ok:
		return null
	case r.s == "":
		return value{sort: to, n: t}
	case r.s[0] != ' ' && r.s[0] != 'T':
		return null
	}
	r.s = r.s[1:]
	clock, ok := r.clock()
	if to == sDate {
		return value{sort: to, n: t}
	}
	if !ok {
		return null
	}
	return value{sort: to, n: t + clock}
}

// clock reads 10:11, 10:11:12.5, both perhaps with Z or an offset, which
// DuckDB passes over in timestamps without zone.
func (r *reader) clock() (seconds float64, ok bool) {
	h, ok1 := r.number(1, 2)
	ok2 := r.literal(":")
	m, ok3 := r.number(2, 2)
	if !ok1 || !ok2 || !ok3 || h > 23 || m > 59 {
		return 0, false
	}
	seconds = float64(h*3600 + m*60)
	if r.literal(":") {
		s, ok := r.number(2, 2)
		if !ok || s > 59 {
			return 0, false
		}
		seconds += float64(s)
		if r.literal(".") {
			from := r.s
			if _, ok := r.number(1, 9); !ok {
				return 0, false
			}
			f, err := strconv.ParseFloat("0."+from[:len(from)-len(r.s)], 64)
			if err != nil {
				return 0, false
			}
			seconds += f
		}
	}
	if !r.literal("Z") && (strings.HasPrefix(r.s, "+") || strings.HasPrefix(r.s, "-")) {
		r.s = r.s[1:]
		_, ok := r.number(2, 2)
		if r.literal(":") {
			_, ok = r.number(2, 2)
		}
		if !ok {
			return 0, false
		}
	}
	return seconds, strings.TrimSpace(r.s) == ""
}

// moment gives seconds since 1970, or false for a day that does not exist.
func moment(y, m, d, hour, minute, second int) (float64, bool) {
	if m < 1 || m > 12 || d < 1 || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	t := time.Date(y, time.Month(m), d, hour, minute, second, 0, time.UTC)
	return float64(t.Unix()), t.Day() == d
}

// reader reads a text from the left.
type reader struct{ s string }

// number reads up to most digits, at least least.
func (r *reader) number(least, most int) (int, bool) {
	n := 0
	for n < len(r.s) && n < most && digit(r.s[n]) {
		n++
	}
	if n < least {
		return 0, false
	}
	v, err := strconv.Atoi(r.s[:n])
	r.s = r.s[n:]
	return v, err == nil
}

func (r *reader) literal(s string) bool {
	rest, ok := strings.CutPrefix(r.s, s)
	if ok {
		r.s = rest
	}
	return ok
}

// name reads one of the names, in any case, and gives its number.
func (r *reader) name(names []string) (int, bool) {
	for i, n := range names {
		if len(r.s) >= len(n) && strings.EqualFold(r.s[:len(n)], n) {
			r.s = r.s[len(n):]
			return i, true
		}
	}
	return 0, false
}

var (
	monthNames = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	monthShort = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
)

// timeFormat is a format of strptime, taken apart: specifiers as %Y, the text
// between them as it is.
type timeFormat []string

// parseFormat takes a format of DuckDB apart; unknown is the specifier that is
// not understood.
func parseFormat(s string) (f timeFormat, unknown string) {
	for s != "" {
		n := strings.IndexByte(s, '%')
		switch {
		case n < 0:
			n = len(s)
		case n == 0:
			n = min(2, len(s))
			if strings.HasPrefix(s, "%-") {
				n = min(3, len(s))
			}
			if !strings.Contains("YmdyHMSbB%", s[n-1:n]) || n == 1 {
				return nil, s[:n]
			}
		}
		f = append(f, strings.Replace(s[:n], "%-", "%", 1))
		s = s[n:]
	}
	return f, ""
}

// javaFormat turns a pattern of Spark (yyyy-MM-dd) into one of DuckDB; unknown
// is the part that is not understood.
func javaFormat(s string) (format, unknown string) {
	letters := map[string]string{"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S", "M": "%m", "d": "%d", "yy": "%y", "MMM": "%b"}
	var b strings.Builder
	for s != "" {
		c := s[0]
		n := 1
		switch {
		case c == '\'':
			t, w, ok := quoted(s, '\'', false)
			if !ok {
				return "", s
			}
			b.WriteString(t)
			n = w
		case unicode.IsLetter(rune(c)):
			for n < len(s) && s[n] == c {
				n++
			}
			if letters[s[:n]] == "" {
				return "", s[:n]
			}
			b.WriteString(letters[s[:n]])
		default:
			b.WriteByte(c)
		}
		s = s[n:]
	}
	return b.String(), ""
}

// parse reads a text in the format; NULL when it does not follow it. Blanks
// around the text are passed over, numbers may lack leading zeros.
func (f timeFormat) parse(s string) value {
	r := reader{s: strings.TrimSpace(s)}
	y, m, d, hour, minute, second := 1900, 1, 1, 0, 0, 0
	for _, part := range f {
		ok := true
		switch part {
		case "%Y":
			y, ok = r.number(1, 4)
		case "%y":
			if y, ok = r.number(1, 2); y < 69 {
				y += 100
			}
			y += 1900
		case "%m":
			m, ok = r.number(1, 2)
		case "%d":
			d, ok = r.number(1, 2)
		case "%H":
			hour, ok = r.number(1, 2)
		case "%M":
			minute, ok = r.number(1, 2)
		case "%S":
			second, ok = r.number(1, 2)
		case "%b":
			m, ok = r.name(monthShort)
			m++
		case "%B":
			m, ok = r.name(monthNames)
			m++
		case "%%":
			ok = r.literal("%")
		default:
			ok = r.literal(part)
		}
		if !ok {
			return null
		}
	}
	t, ok := moment(y, m, d, hour, minute, second)
	if !ok || r.s != "" {
		return null
	}
	return value{sort: sStamp, n: t}
}
