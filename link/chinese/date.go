package chinese

import "quanyuan/link/compare"

// Date compares birth dates and the like, written in any of the usual ways,
// with day, month or year precision, by the solar or the lunar calendar.
type Date struct{}

// Name is the key in specifications.
func (Date) Name() string { return "cn_date" }

const (
	dateElse      = compare.Else
	dateNearYear  = iota + 1 // one year apart: 虚岁 counted as 周岁
	dateYear                 // the year agrees, the month does not
	dateYearOnly             // the year agrees, one side knows no more or has 1 January
	dateMonth                // year and month agree, the day does not
	dateSimilar              // one digit wrong, two neighbours or month and day swapped, or the same day of the next year
	dateLunar                // one is the other one's date in the lunar calendar
	dateMonthOnly            // year and month agree, one side knows no more
	dateExact
)

// MostElse: a birth date does not change, and what is mistaken in it is mostly a
// part. Otherwise it is somebody else's.
func (Date) MostElse() float64 { return 0.03 }

// Levels lists the levels; see the constants for what they mean.
func (Date) Levels() []compare.Level {
	return []compare.Level{
		compare.Null:  {Name: "null"},
		dateElse:      {Name: "else"},
		dateNearYear:  {Name: "near_year"},
		dateYear:      {Name: "year"},
		dateYearOnly:  {Name: "year_only"},
		dateMonth:     {Name: "month"},
		dateSimilar:   {Name: "similar"},
		dateLunar:     {Name: "lunar"},
		dateMonthOnly: {Name: "month_only"},
		dateExact:     {Name: "exact", TermFrequency: true},
	}
}

// day is a date prepared for comparison. Unknown month and day are 0.
type day struct {
	year       int16
	month, day uint8
	lunar      bool   // written by the lunar calendar
	digits     uint32 // YYYYMMDD in nibbles
	solar      uint32 // for a date that may be lunar: the solar date it then is, YYYYMMDD in nibbles; 0 where there is none
}

type days []day

// Prepare reads the dates.
func (Date) Prepare(values []string) compare.Prepared {
	list := make(days, len(values))
	compare.Chunks(len(values), func(_, from, to int) {
		for i, v := range values[from:to] {
			list[from+i] = readDay(v)
		}
	})
	return &list
}

// Add reads a further date.
func (l *days) Add(value string) uint32 {
	*l = append(*l, readDay(value))
	return uint32(len(*l) - 1)
}

func readDay(text string) day {
	d := readDate(text)
	if d.year == 1900 && d.month == 1 && d.day == 1 {
		return day{} // written where nothing is known
	}
	n := day{year: int16(d.year), month: uint8(d.month), day: uint8(d.day), lunar: d.lunar, digits: decimal(d.year, d.month, d.day)}
	if d.day != 0 {
		n.solar = solarOf(d.year, d.month, d.day, d.leap)
	}
	if d.lunar && n.solar != 0 {
		// What is known to be lunar is compared as the solar date it is, and
		// as it is written with dates that may be lunar too.
		n.month, n.day = uint8(n.solar>>12&0xF*10+n.solar>>8&0xF), uint8(n.solar>>4&0xF*10+n.solar&0xF)
		n.year = int16(n.solar>>28*1000 + n.solar>>24&0xF*100 + n.solar>>20&0xF*10 + n.solar>>16&0xF)
		n.digits, n.solar = n.solar, n.digits
	}
	return n
}

// newYear reports whether only the year may be known: 1 January is what is
// written then.
func (d *day) newYear() bool { return d.month == 1 && d.day == 1 && !d.lunar }

// swapped is YYYYDDMM in nibbles.
func (d *day) swapped() uint32 { return d.digits&^0xFFFF | d.digits&0xFF<<8 | d.digits>>8&0xFF }

// decimal packs a date as nibbles YYYYMMDD.
func decimal(year, month, day int) uint32 {
	v := uint32(0)
	for _, d := range [...]int{year / 1000, year / 100 % 10, year / 10 % 10, year % 10, month / 10, month % 10, day / 10, day % 10} {
		v = v<<4 | uint32(d)
	}
	return v
}

func (l *days) Missing(a uint32) bool { return (*l)[a].year == 0 }

// Level grades two dates.
func (l *days) Level(a, b uint32) uint8 {
	x, y := &(*l)[a], &(*l)[b]
	if x.digits == y.digits {
		return dateExact
	}
	if x.day == 0 || y.day == 0 {
		return partialDate(x, y)
	}
	switch {
	// A lunar date and one written the same way: the calendar was not told.
	case x.lunar && x.solar == y.digits, y.lunar && y.solar == x.digits:
		return dateLunar
	case !x.lunar && !y.lunar && (x.solar == y.digits || y.solar == x.digits):
		return dateLunar
	case oneTypo4(uint64(x.digits), uint64(y.digits)), x.swapped() == y.digits:
		return dateSimilar
	}
	gap := x.year - y.year
	switch {
	case gap == 0 && (x.newYear() || y.newYear()):
		return dateYearOnly
	case gap == 0 && x.month == y.month:
		return dateMonth
	case gap == 0:
		return dateYear
	case gap != 1 && gap != -1:
		return dateElse
	case x.month == y.month && x.day == y.day:
		return dateSimilar
	}
	return dateNearYear
}

// partialDate compares dates of which one lacks the day.
func partialDate(x, y *day) uint8 {
	gap := x.year - y.year
	switch {
	case gap == 1 || gap == -1:
		return dateNearYear
	case gap != 0:
		return dateElse
	case x.month == 0 || y.month == 0:
		return dateYearOnly
	case x.month == y.month:
		return dateMonthOnly
	}
	return dateYear
}
