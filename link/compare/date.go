package compare

import (
	"math"
	"math/bits"
	"strings"
)

// Date compares dates, in any of the usual ways of writing: 1990-02-03,
// 19900203, 3/2/1990, 3 Feb 1990, 1990年2月3日, with a time after it or not.
// Whether the day or the month comes first is decided once for the column, by
// which of the two places has numbers above 12 more often. Years of two digits
// are 1930 to 2029. 1990, 1990-02 and 1990-00-00 are dates of which only the
// year or the month is known; they are compared as far as both are known.
// From the top:
//
//	exact       the same date
//	typo        one digit wrong, or two neighbouring digits exchanged
//	swapped     day and month exchanged
//	month       the same month, or no more than 31 days apart
//	day         the same day and month of another year
//	year        the same year, or no more than 366 days apart
//	decade      no more than ten years apart
//
// The steps of a month, a year and ten years are those of Splink's
// DateOfBirthComparison. A value that is not a date is compared as text: equal
// or one character apart.
func Date() Comparator {
	all := levels(Level{Name: "decade"}, Level{Name: "year"}, Level{Name: "day"}, Level{Name: "month"},
		Level{Name: "swapped"}, Level{Name: "typo"})
	return &simple{"date", all, prepareDates}
}

const (
	dateDecade = iota + 2
	dateYear
	dateDay
	dateMonth
	dateSwapped
	dateTypo
	dateExact
)

// date is a parsed date. The eight digits YYYYMMDD are the bytes of digits,
// also when there is no such day; month and day are 0 when not known.
type date struct {
	digits         uint64
	days           int32 // since 1970-01-01, for real days
	year           int16
	month, day     uint8
	parsed, isReal bool
	unparsed       uint32 // text of a value that is not a date
}

type dates struct {
	dates []date
	texts *texts
}

func prepareDates(values []string) Prepared {
	p := &dates{dates: make([]date, len(values))}
	order := dateOrder(values)
	other := make([]string, len(values))
	for i, v := range values {
		if v == "" || isPlaceholder(v) {
			continue
		}
		d, ok := parseDate(v, order)
		switch {
		case !ok:
			other[i] = v
		case d.year == 0 || d.year == 9999: // 0000-00-00, 9999-12-31
		default:
			p.dates[i] = d
		}
	}
	p.texts = newTexts(other, func(dst []byte, s string) []byte { return appendFolded(dst, s, joined) })
	for i := range p.dates {
		p.dates[i].unparsed = p.texts.number[i]
	}
	return p
}

func (p *dates) Missing(a uint32) bool {
	return !p.dates[a].parsed && p.dates[a].unparsed == 0
}

func (p *dates) Level(a, b uint32) uint8 {
	x, y := &p.dates[a], &p.dates[b]
	if !x.parsed || !y.parsed {
		return p.text(x, y)
	}
	diff := x.digits ^ y.digits
	if diff == 0 {
		return dateExact
	}
	if x.day == 0 || y.day == 0 {
		return partial(x, y)
	}
	if oneTypo(x.digits, y.digits, diff) {
		return dateTypo
	}
	apart := math.MaxInt32
	if x.isReal && y.isReal {
		apart = max(int(x.days-y.days), int(y.days-x.days))
	}
	switch {
	case x.year == y.year && x.month == y.day && x.day == y.month:
		return dateSwapped
	case x.year == y.year && x.month == y.month || apart <= 31:
		return dateMonth
	case x.month == y.month && x.day == y.day:
		return dateDay
	}
	return years(x, y, apart <= 366)
}

// text grades two values of which one at least is not a date.
func (p *dates) text(x, y *date) uint8 {
	switch {
	case x.parsed || y.parsed:
		return Else
	case x.unparsed == y.unparsed:
		return dateExact
	case min(p.texts.length(x.unparsed), p.texts.length(y.unparsed)) >= shortName && p.texts.within(x.unparsed, y.unparsed, 1, true) <= 1:
		return dateTypo
	}
	return Else
}

// partial grades two dates of which one at least has no day.
func partial(x, y *date) uint8 {
	if x.month != 0 && y.month != 0 && x.month == y.month && x.year == y.year {
		return dateMonth
	}
	return years(x, y, false)
}

// years grades by the years alone.
func years(x, y *date, near bool) uint8 {
	apart := max(x.year-y.year, y.year-x.year)
	switch {
	case apart == 0 || near:
		return dateYear
	case apart <= 10:
		return dateDecade
	}
	return Else
}

// oneTypo reports whether one byte differs or two neighbours are exchanged.
func oneTypo(x, y, diff uint64) bool {
	low := bits.TrailingZeros64(diff) &^ 7
	high := (63 - bits.LeadingZeros64(diff)) &^ 7
	if low == high {
		return true
	}
	return high-low == 8 && byte(x>>low) == byte(y>>high) && byte(x>>high) == byte(y>>low)
}

// dateParts are the numbers of a written date, at most three.
type dateParts struct {
	number [3]int
	digits [3]int // digits written, 0 for a month by its name
	n      int
}

const (
	monthNames = "janfebmaraprmayjunjulaugsepoctnovdec"
	dayNames   = "montuewedthufrisatsun"
)

// splitDate finds the numbers and the name of a month in s.
func splitDate(s string) (p dateParts, ok bool) {
	if len(s) > 64 {
		return p, false
	}
	for i := 0; i < len(s) && p.n < 3; {
		c := lower(s[i])
		switch {
		case c >= '0' && c <= '9':
			from := i
			n := 0
			for i < len(s) && s[i] >= '0' && s[i] <= '9' {
				if i-from > 8 {
					return p, false
				}
				n = n*10 + int(s[i]-'0')
				i++
			}
			p.number[p.n], p.digits[p.n] = n, i-from
			p.n++
			if i-from == 8 && p.n == 1 {
				return p, true
			}
		case c >= 'a' && c <= 'z':
			from := i
			for i < len(s) && lower(s[i]) >= 'a' && lower(s[i]) <= 'z' {
				i++
			}
			word := strings.ToLower(s[from:i])
			switch word {
			case "st", "nd", "rd", "th", "of", "t":
				continue
			}
			if len(word) < 3 {
				return p, false
			}
			if at := strings.Index(dayNames, word[:3]); at >= 0 && at%3 == 0 {
				continue
			}
			at := strings.Index(monthNames, word[:3])
			if at < 0 || at%3 != 0 {
				return p, false
			}
			p.number[p.n], p.digits[p.n] = at/3+1, 0
			p.n++
		default:
			i++
		}
	}
	return p, p.n > 0
}

// order says how the dates of a column are written.
type order struct {
	monthFirst bool // 2/3/1990 is 3 February
	dayFirst8  bool // 03021990
}

// dateOrder counts what is written in the places that decide.
func dateOrder(values []string) order {
	var day, month, front, back int
	for _, v := range values {
		p, ok := splitDate(v)
		if !ok {
			continue
		}
		switch {
		case p.n == 1 && p.digits[0] == 8:
			n := p.number[0]
			if plausible(n/10000, n/100%100, n%100) {
				front++
			}
			if plausible(n%10000, n/10000%100, n/1000000) || plausible(n%10000, n/1000000, n/10000%100) {
				back++
			}
			if !plausible(n/10000, n/100%100, n%100) {
				if a, b := n/1000000, n/10000%100; a > 12 && b <= 12 {
					day++
				} else if b > 12 && a <= 12 {
					month++
				}
			}
		case p.n == 3 && p.digits[0] > 0 && p.digits[0] <= 2 && p.digits[1] > 0:
			if p.number[0] > 12 && p.number[1] <= 12 {
				day++
			} else if p.number[1] > 12 && p.number[0] <= 12 {
				month++
			}
		}
	}
	return order{monthFirst: month > day, dayFirst8: back > front}
}

func plausible(year, month, day int) bool {
	return year >= 1000 && year < 3000 && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

// parseDate reads one date.
func parseDate(s string, o order) (date, bool) {
	p, ok := splitDate(s)
	if !ok {
		return date{}, false
	}
	n, w := p.number, p.digits
	switch {
	case p.n == 1 && w[0] == 8:
		if o.dayFirst8 {
			return makeDate(dayMonth(n[0]/1000000, n[0]/10000%100, n[0]%10000, o))
		}
		return makeDate(n[0]/10000, n[0]/100%100, n[0]%100)
	case p.n == 1 && w[0] == 6: // 199002
		return makeDate(n[0]/100, n[0]%100, 0)
	case p.n == 1 && w[0] == 4:
		return makeDate(n[0], 0, 0)
	case p.n == 2 && w[0] == 4 && w[1] <= 2: // 1990-02
		return makeDate(n[0], n[1], 0)
	case p.n == 2 && w[1] == 4 && w[0] <= 2: // Feb 1990, 2/1990
		return makeDate(n[1], n[0], 0)
	case p.n == 3 && w[0] == 4 && w[1] <= 2 && w[2] <= 2:
		return makeDate(n[0], n[1], n[2])
	case p.n == 3 && (w[2] == 4 || w[2] == 2) && w[0] <= 2 && w[1] <= 2:
		year := n[2]
		if w[2] == 2 {
			if year += 1900; year < 1930 {
				year += 100
			}
		}
		switch {
		case w[0] == 0: // Feb 3, 1990
			return makeDate(year, n[0], n[1])
		case w[1] == 0: // 3 Feb 1990
			return makeDate(year, n[1], n[0])
		}
		return makeDate(dayMonth(n[0], n[1], year, o))
	}
	return date{}, false
}

// dayMonth puts the two numbers before the year in order: the column's way,
// unless only the other one gives a month.
func dayMonth(a, b, year int, o order) (int, int, int) {
	if o.monthFirst {
		a, b = b, a
	}
	if b > 12 && a <= 12 {
		a, b = b, a
	}
	return year, b, a
}

// makeDate completes a date; a month or day there is not stays as digits.
func makeDate(year, month, day int) (date, bool) {
	if year > 9999 || month > 99 || day > 99 {
		return date{}, false
	}
	d := date{year: int16(year), month: uint8(month), day: uint8(day), parsed: true}
	if month == 0 {
		d.day = 0
	}
	n := (year*100+month)*100 + int(d.day)
	for range 8 {
		d.digits = d.digits<<8 | uint64('0'+n%10)
		n /= 10
	}
	if month >= 1 && month <= 12 && d.day >= 1 && int(d.day) <= monthDays(year, month) {
		d.isReal = true
		d.days = civilDays(year, month, day)
	}
	return d, true
}

func monthDays(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// civilDays counts days since 1970-01-01 in the Gregorian calendar, with years
// that begin in March so that the leap day is the last.
func civilDays(year, month, day int) int32 {
	if month <= 2 {
		year--
		month += 12
	}
	return int32(365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1 - 719468)
}
