package compare

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"sync/atomic"
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
//	year_only   the same year, and one side knows no more
//	year        the same year, or no more than 366 days apart
//	decade      no more than ten years apart
//
// 1 January is what is written where only the year is known, and 1900-01-01
// where nothing is: the first is compared by its year, unless both are one or
// one digit apart, the second is a missing value.
//
// The steps of a month, a year and ten years are those of Splink's
// DateOfBirthComparison. A value that is not a date is compared as text: equal
// or one character apart.
func Date() Comparator {
	all := levels(Level{Name: "decade"}, Level{Name: "year"}, Level{Name: "year_only"}, Level{Name: "day"}, Level{Name: "month"},
		Level{Name: "swapped"}, Level{Name: "typo"})
	return &learner{
		simple: simple{"date", all, func(values []string) Prepared { return prepareDates(values, dateOrder(values)) }},
		learn:  func(values []string) json.RawMessage { return dateOrder(values).state() },
		with: func(state json.RawMessage) (func([]string) Prepared, error) {
			var o order
			if err := json.Unmarshal(state, &o); err != nil {
				return nil, fmt.Errorf("date: what was learned cannot be read: %w; learn it anew", err)
			}
			return func(values []string) Prepared { return prepareDates(values, o) }, nil
		},
		mostElse: mostDates,
	}
}

// mostDates bounds how often two dates of one person are far apart: a birth date
// does not change, and what is mistaken in it is mostly a part. Otherwise it is
// somebody else's.
const mostDates = 0.03

const (
	dateDecade = iota + 2
	dateYear
	dateYearOnly
	dateDay
	dateMonth
	dateSwapped
	dateTypo
	dateExact
)

// date is a parsed date; month and day are 0 when not known. A value that is
// not a date has no digits, and its text stands in the place other, 0 for a
// missing one.
type date struct {
	digits     uint32 // YYYYMMDD in nibbles, also when there is no such day
	days       int32  // since 1970-01-01, notReal when there is no such day
	year       int16
	month, day uint8
	other      uint32
}

const notReal = math.MinInt32

type dates struct {
	list  []date
	other *texts // what is not a date
	order order
}

func prepareDates(values []string, o order) *dates {
	p := &dates{list: make([]date, len(values)), other: noTexts(joined), order: o}
	Chunks(len(values), func(_, from, to int) {
		for i, v := range values[from:to] {
			var ok bool
			if p.list[from+i], ok = readDate(v, o); !ok {
				p.list[from+i].other = 1 // some text
			}
		}
	})
	for i := range p.list {
		if d := &p.list[i]; d.other != 0 {
			d.other = p.other.Add(values[i])
		}
	}
	return p
}

// readDate reads a value; false when it is not missing and no date.
func readDate(v string, o order) (date, bool) {
	if v == "" || isPlaceholder(v) {
		return date{}, true
	}
	d, ok := parseDate(v, o)
	if d.year == 9999 || d.year == 0 || d.digits == 0x19000101 { // 0000-00-00, 9999-12-31
		d = date{}
	}
	return d, ok
}

// Add takes a further value.
func (p *dates) Add(value string) uint32 {
	d, ok := readDate(value, p.order)
	if !ok {
		d.other = p.other.Add(value)
	}
	p.list = append(p.list, d)
	return uint32(len(p.list) - 1)
}

// State tells how the dates are written.
func (p *dates) State() json.RawMessage { return p.order.state() }

func (p *dates) Missing(a uint32) bool {
	d := &p.list[a]
	return d.digits == 0 && p.other.Missing(d.other)
}

func (p *dates) Level(a, b uint32) uint8 {
	x, y := &p.list[a], &p.list[b]
	if x.digits == 0 || y.digits == 0 {
		return p.text(x, y)
	}
	if x.digits == y.digits {
		return dateExact
	}
	if x.day == 0 || y.day == 0 {
		return partial(x, y)
	}
	if slip4(uint64(x.digits), uint64(y.digits), uint64(x.digits^y.digits)) {
		return dateTypo
	}
	apart := int64(math.MaxInt32)
	if x.days != notReal && y.days != notReal {
		apart = max(int64(x.days)-int64(y.days), int64(y.days)-int64(x.days))
	}
	first := x.newYear() || y.newYear()
	switch {
	case first && x.year == y.year:
		return dateYearOnly
	case first:
		return years(x, y, false)
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
	switch m, n := x.other, y.other; {
	case x.digits|y.digits != 0:
		return Else
	case p.other.equal(m, n):
		return dateExact
	case min(p.other.length(m), p.other.length(n)) >= shortName && p.other.slip(m, n):
		return dateTypo
	}
	return Else
}

// newYear reports whether only the year may be known.
func (d *date) newYear() bool { return d.month == 1 && d.day == 1 }

// partial grades two dates of which one at least has no day.
func partial(x, y *date) uint8 {
	if x.month != 0 && x.month == y.month && x.year == y.year {
		return dateMonth
	}
	if x.year == y.year && (x.month == 0 || y.month == 0 || x.newYear() || y.newYear()) {
		return dateYearOnly
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
	MonthFirst bool `json:"month_first"` // 2/3/1990 is 3 February
	DayFirst8  bool `json:"day_first_8"` // 03021990
}

func (o order) state() json.RawMessage {
	state, err := json.Marshal(o)
	if err != nil {
		panic(fmt.Sprintf("date: two booleans are not JSON: %v", err))
	}
	return state
}

// dateOrder counts what is written in the places that decide.
func dateOrder(values []string) order {
	var day, month, front, back atomic.Int64
	Chunks(len(values), func(_, from, to int) {
		var v votes
		for _, s := range values[from:to] {
			v.count(s)
		}
		day.Add(v.day)
		month.Add(v.month)
		front.Add(v.front)
		back.Add(v.back)
	})
	return order{MonthFirst: month.Load() > day.Load(), DayFirst8: back.Load() > front.Load()}
}

// votes are the dates that can be read in one order only: by the place of the
// day, and of eight digits by the place of the year.
type votes struct{ day, month, front, back int64 }

func (v *votes) count(s string) {
	if _, _, _, ok := isoDate(s); ok {
		return // the year comes first
	}
	p, ok := splitDate(s)
	if !ok {
		return
	}
	switch {
	case p.n == 1 && p.digits[0] == 8:
		n := p.number[0]
		if plausible(n/10000, n/100%100, n%100) {
			v.front++
		}
		if plausible(n%10000, n/10000%100, n/1000000) || plausible(n%10000, n/1000000, n/10000%100) {
			v.back++
		}
		if !plausible(n/10000, n/100%100, n%100) {
			if a, b := n/1000000, n/10000%100; a > 12 && b <= 12 {
				v.day++
			} else if b > 12 && a <= 12 {
				v.month++
			}
		}
	case p.n == 3 && p.digits[0] > 0 && p.digits[0] <= 2 && p.digits[1] > 0:
		if p.number[0] > 12 && p.number[1] <= 12 {
			v.day++
		} else if p.number[1] > 12 && p.number[0] <= 12 {
			v.month++
		}
	}
}

func plausible(year, month, day int) bool {
	return year >= 1000 && year < 3000 && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

// isoDate reads 1990-02-03, as most dates are written.
func isoDate(s string) (year, month, day int, ok bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, 0, 0, false
	}
	var bad byte
	digit := func(i int) int {
		d := s[i] - '0'
		if d > 9 {
			bad = 1
		}
		return int(d)
	}
	year = digit(0)*1000 + digit(1)*100 + digit(2)*10 + digit(3)
	month, day = digit(5)*10+digit(6), digit(8)*10+digit(9)
	return year, month, day, bad == 0
}

// parseDate reads one date.
func parseDate(s string, o order) (date, bool) {
	if year, month, day, ok := isoDate(s); ok {
		return makeDate(year, month, day)
	}
	p, ok := splitDate(s)
	if !ok {
		return date{}, false
	}
	n, w := p.number, p.digits
	switch {
	case p.n == 1 && w[0] == 8:
		if o.DayFirst8 {
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
	if o.MonthFirst {
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
	d := date{year: int16(year), month: uint8(month), day: uint8(day), days: notReal}
	if month == 0 {
		d.day = 0
	}
	for _, n := range [...]int{year / 100, year % 100, month, int(d.day)} {
		d.digits = d.digits<<8 | uint32(n/10<<4|n%10)
	}
	if month >= 1 && month <= 12 && d.day >= 1 && int(d.day) <= monthDays(year, month) {
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
