package quanyuan

import (
	"strconv"
	"time"
)

// Date is a day, a month or a year: Month and Day are zero where not known.
type Date struct{ Year, Month, Day int }

// ParseDate reads the canonical text of a date (2008, 2008-03, 2008-03-07).
// It does not guess; intake understands the many ways people write dates.
func ParseDate(s string) (Date, bool) {
	num := func(s string) int {
		n := 0
		for i := 0; i < len(s); i++ {
			if s[i] < '0' || s[i] > '9' {
				return -1
			}
			n = n*10 + int(s[i]-'0')
		}
		return n
	}
	var d Date
	switch {
	case len(s) == 4:
		d = Date{Year: num(s)}
	case len(s) == 7 && s[4] == '-':
		d = Date{Year: num(s[:4]), Month: num(s[5:])}
	case len(s) == 10 && s[4] == '-' && s[7] == '-':
		d = Date{num(s[:4]), num(s[5:7]), num(s[8:])}
	default:
		return Date{}, false
	}
	return d, d.valid(len(s))
}

func (d Date) valid(length int) bool {
	if d.Year < 1 || length >= 7 && (d.Month < 1 || d.Month > 12) {
		return false
	}
	return length < 10 || d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// Valid reports whether the date exists, at whatever precision it has.
func (d Date) Valid() bool {
	switch {
	case d.Day != 0:
		return d.valid(10)
	case d.Month != 0:
		return d.valid(7)
	}
	return d.valid(4)
}

// IsZero reports whether nothing is known of the date.
func (d Date) IsZero() bool { return d.Year == 0 }

// String is the canonical text; the zero date is "".
func (d Date) String() string {
	if d.Year == 0 {
		return ""
	}
	var b [len("2006-01-02") + 20]byte
	text := digits(b[:0], d.Year, 4)
	if d.Month != 0 {
		text = digits(append(text, '-'), d.Month, 2)
		if d.Day != 0 {
			text = digits(append(text, '-'), d.Day, 2)
		}
	}
	return string(text)
}

// digits appends a number of at least so many digits.
func digits(b []byte, n, width int) []byte {
	for least := 10; width > 1; width, least = width-1, least*10 {
		if n < least {
			for range width - 1 {
				b = append(b, '0')
			}
			break
		}
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// Compatible reports whether both dates may be the same day: a month is
// compatible with every day in it, a year with every month.
func (d Date) Compatible(e Date) bool {
	if d.Year == 0 || e.Year == 0 {
		return true
	}
	return d.Year == e.Year &&
		(d.Month == 0 || e.Month == 0 || d.Month == e.Month) &&
		(d.Day == 0 || e.Day == 0 || d.Day == e.Day)
}

// Next is the day after a day.
func (d Date) Next() Date { return DateOf(d.time().AddDate(0, 0, 1)) }

// Days is the number of days from d to e; ok is false unless both are days.
func (d Date) Days(e Date) (n int, ok bool) {
	if d.Day == 0 || e.Day == 0 {
		return 0, false
	}
	return int(e.time().Sub(d.time()).Hours() / 24), true
}

// Age is the number of whole years from d to e, taking unknown months and days
// as passed; ok is false when a year is unknown.
func (d Date) Age(e Date) (years int, ok bool) {
	if d.Year == 0 || e.Year == 0 {
		return 0, false
	}
	years = e.Year - d.Year
	if d.Month != 0 && e.Month != 0 && (e.Month < d.Month || e.Month == d.Month && d.Day != 0 && e.Day != 0 && e.Day < d.Day) {
		years--
	}
	return years, true
}

func (d Date) time() time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// DateOf is the calendar day of t in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, int(m), d}
}
