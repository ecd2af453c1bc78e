package intake

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"quanyuan"
)

// dateForm is what is known of a column of dates beyond its cells.
type dateForm struct {
	order    string // "mdy" or "dmy" where the year stands last; "": told by the values
	lunar    bool
	date1904 bool // serial numbers count from 1904
	number   bool // the cell was stored as a number: 1985.1 may have been 1985.10
	today    quanyuan.Date
	asOf     quanyuan.Date // the list's day, for dates without a year
}

// dateReading says how a date was understood.
type dateReading uint8

const (
	dateUnread   dateReading = 0
	dateRead     dateReading = 1 << iota
	dateTwoDigit             // year of two digits
	dateLunar                // converted from the lunar calendar
	dateUnsure               // day and month may be exchanged, a digit is missing
	dateNoYear               // the latest such day before the list's
	dateMonthCut             // 1985.1 stored as a number: January or October
)

func (r dateReading) understood() bool { return r&dateRead != 0 }

// Years that a living or newly dead person's dates can fall in.
const minYear, maxYear = 1850, 2199

// readDate understands a date in any of the forms in which lists write it. It
// gives dateUnread for what is no date or names a day that does not exist.
func readDate(s string, form dateForm) (quanyuan.Date, dateReading) {
	s = strings.TrimSpace(s)
	if d, ok := plainDate(s); ok && !form.lunar {
		return existing(d, dateRead)
	}
	if s == "" || len(s) > 80 {
		return quanyuan.Date{}, dateUnread
	}
	s = strings.TrimSpace(strings.Trim(norm.NFKC.String(s), "'‘’`\u200b\ufeff"))
	lunar := form.lunar
	for _, w := range []string{"农历", "阴历", "旧历"} {
		if strings.Contains(s, w) {
			lunar, s = true, strings.ReplaceAll(s, w, "")
		}
	}
	for _, w := range []string{"公历", "阳历", "公元", "()", "约", "左右", "生于", "出生", "生", "卒", "逝"} {
		s = strings.ReplaceAll(s, w, "")
	}
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "年月") {
		return chineseDate(s, lunar, form)
	}
	s = cutTime(s)
	d, how := numericDate(s, form)
	if lunar && how.understood() {
		return fromLunar(d.Year, d.Month, d.Day, false, how)
	}
	return d, how
}

// plainDate reads 1985-03-07 with any of the three separators.
func plainDate(s string) (quanyuan.Date, bool) {
	if len(s) != 10 || s[4] != s[7] || s[4] != '-' && s[4] != '/' && s[4] != '.' {
		return quanyuan.Date{}, false
	}
	for i := range 10 {
		if i != 4 && i != 7 && (s[i] < '0' || s[i] > '9') {
			return quanyuan.Date{}, false
		}
	}
	two := func(i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
	return quanyuan.Date{Year: two(0)*100 + two(2), Month: two(5), Day: two(8)}, true
}

// existing keeps a date that can be.
func existing(d quanyuan.Date, how dateReading) (quanyuan.Date, dateReading) {
	if d.Year < minYear || d.Year > maxYear || d.Month == 0 && d.Day != 0 || d.Month < 0 || d.Day < 0 || !d.Valid() {
		return quanyuan.Date{}, dateUnread
	}
	return d, how
}

// cutTime takes 00:00:00 and what follows a blank or T off.
func cutTime(s string) string {
	if at := strings.IndexAny(s, " T"); at >= 6 && strings.ContainsRune(s[at:], ':') {
		return strings.TrimSpace(s[:at])
	}
	if at := strings.IndexByte(s, '+'); at > 8 {
		return s[:at]
	}
	if at := strings.Index(s, "星期"); at > 0 {
		return strings.TrimSpace(s[:at])
	}
	return s
}

// numericDate reads digits with or without separators.
func numericDate(s string, form dateForm) (quanyuan.Date, dateReading) {
	nums, widths, month, ok := dateNumbers(s)
	if !ok {
		return quanyuan.Date{}, dateUnread
	}
	if month > 0 { // 7-Mar-85, Mar 7, 1985
		if len(nums) != 2 {
			return quanyuan.Date{}, dateUnread
		}
		d, y, w := nums[0], nums[1], widths[1]
		if widths[0] == 4 {
			d, y, w = y, d, 4
		}
		return withYear(y, w, month, d, form, dateRead)
	}
	switch len(nums) {
	case 1:
		return compactDate(s, nums[0], form)
	case 2:
		return twoNumbers(s, nums, widths, form)
	case 3:
		return threeNumbers(nums, widths, form)
	}
	return quanyuan.Date{}, dateUnread
}

// dateNumbers splits at separators; an English month name is told apart.
func dateNumbers(s string) (nums, widths []int, month int, ok bool) {
	start := -1
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			if i-start > 8 && !(i-start == 14 && start == 0 && i == len(s)) {
				return nil, nil, 0, false
			}
			n := 0
			for _, c := range s[start:min(i, start+8)] {
				n = n*10 + int(c-'0')
			}
			nums, widths, start = append(nums, n), append(widths, i-start), -1
		}
		if i == len(s) {
			break
		}
		switch c := s[i]; {
		case strings.IndexByte(".-/\\ ,_", c) >= 0:
		case strings.HasPrefix(s[i:], "、"), strings.HasPrefix(s[i:], "。"), strings.HasPrefix(s[i:], "—"), strings.HasPrefix(s[i:], "·"):
			_, w := utf8.DecodeRuneInString(s[i:])
			i += w - 1
		case strings.HasPrefix(s[i:], "日"), strings.HasPrefix(s[i:], "号"):
			i += 2
		case month == 0 && len(s)-i >= 3:
			m, w := englishMonth(s[i:])
			if m == 0 {
				return nil, nil, 0, false
			}
			month, i = m, i+w-1
		default:
			return nil, nil, 0, false
		}
	}
	return nums, widths, month, len(nums) > 0
}

var monthNames = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

func englishMonth(s string) (month, width int) {
	for width < len(s) && (s[width]|0x20 >= 'a' && s[width]|0x20 <= 'z') {
		width++
	}
	word := strings.ToLower(s[:width])
	for i, name := range monthNames {
		if len(word) >= 3 && strings.HasPrefix(name, word) {
			return i + 1, width
		}
	}
	return 0, 0
}

// compactDate reads 19850307, 198503, 850307, 1985 and the serial numbers of Excel.
func compactDate(s string, n int, form dateForm) (quanyuan.Date, dateReading) {
	switch digits := digitsOf(s); len(digits) {
	case 14:
		n, _ := wholeNumber(digits[:8])
		return existing(quanyuan.Date{Year: n / 10000, Month: n / 100 % 100, Day: n % 100}, dateRead)
	case 8:
		d := quanyuan.Date{Year: n / 10000, Month: n / 100 % 100, Day: n % 100}
		if n%10000 == 0 {
			return existing(quanyuan.Date{Year: d.Year}, dateRead)
		}
		if n%100 == 0 { // 19850300: the day was not known
			return existing(quanyuan.Date{Year: d.Year, Month: d.Month}, dateRead)
		}
		return existing(d, dateRead)
	case 6:
		if y, m := n/100, n%100; y >= 1900 && y <= 2099 && m >= 1 && m <= 12 {
			return existing(quanyuan.Date{Year: y, Month: m}, dateRead)
		}
		return withYear(n/10000, 2, n/100%100, n%100, form, dateRead)
	case 5:
		return serialDate(n, form)
	case 4:
		return existing(quanyuan.Date{Year: n}, dateRead)
	}
	return quanyuan.Date{}, dateUnread
}

// serialDate reads the number of days that Excel stores. The 1900 system counts
// a 29 February 1900 that never was.
func serialDate(n int, form dateForm) (quanyuan.Date, dateReading) {
	if form.date1904 {
		n += 1462
	}
	if n < 61 || n > 80000 {
		return quanyuan.Date{}, dateUnread
	}
	return existing(civil(n-25569), dateRead)
}

// civil is the date of a number of days since 1970-01-01 (days_from_civil of
// H. Hinnant, inverted).
func civil(days int) quanyuan.Date {
	z := days + 719468
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d := quanyuan.Date{Year: yoe + era*400, Month: mp + 3, Day: doy - (153*mp+2)/5 + 1}
	if d.Month > 12 {
		d.Month -= 12
		d.Year++
	}
	return d
}

func twoNumbers(s string, nums, widths []int, form dateForm) (quanyuan.Date, dateReading) {
	switch a, b := nums[0], nums[1]; {
	case widths[0] == 5 && strings.Contains(s, "."): // a serial number with a time
		return serialDate(a, form)
	case widths[0] == 4:
		if form.number && widths[1] == 1 && b == 1 {
			return existing(quanyuan.Date{Year: a}, dateRead|dateMonthCut)
		}
		if widths[1] == 4 { // 1985.0307
			return existing(quanyuan.Date{Year: a, Month: b / 100, Day: b % 100}, dateRead)
		}
		return existing(quanyuan.Date{Year: a, Month: b}, dateRead)
	case widths[1] == 4:
		return existing(quanyuan.Date{Year: b, Month: a}, dateRead)
	case widths[0] == 2 && b >= 1 && b <= 12:
		return withYear(a, 2, b, 0, form, dateRead)
	}
	return quanyuan.Date{}, dateUnread
}

func threeNumbers(nums, widths []int, form dateForm) (quanyuan.Date, dateReading) {
	a, b, c := nums[0], nums[1], nums[2]
	switch {
	case widths[0] == 4:
		if c == 0 && b > 0 {
			return existing(quanyuan.Date{Year: a, Month: b}, dateRead)
		}
		return existing(quanyuan.Date{Year: a, Month: b, Day: c}, dateRead|zeroMonth(b, c))
	case widths[2] == 4, widths[2] == 2 && c > 31 && a <= 31:
		how := dateRead
		month, day := a, b // Excel's own order in its American form
		switch {
		case form.order == "dmy" || form.order == "" && a > 12:
			month, day = b, a
		case form.order == "" && b <= 12 && a != b:
			how |= dateUnsure
		}
		return withYear(c, widths[2], month, day, form, how)
	case widths[0] <= 2 && widths[1] <= 2 && widths[2] <= 2:
		return withYear(a, widths[0], b, c, form, dateRead)
	}
	return quanyuan.Date{}, dateUnread
}

func zeroMonth(month, day int) dateReading {
	if month == 0 && day == 0 {
		return dateUnsure
	}
	return 0
}

// withYear completes a year of two digits: the latest that is not after today.
func withYear(y, width, m, d int, form dateForm, how dateReading) (quanyuan.Date, dateReading) {
	if width <= 2 {
		how |= dateTwoDigit
		y += 1900
		this := form.today.Year
		if this == 0 {
			this = 2030
		}
		if y+100 <= this {
			y += 100
		}
	} else if width != 4 {
		return quanyuan.Date{}, dateUnread
	}
	return existing(quanyuan.Date{Year: y, Month: m, Day: d}, how)
}

// dateValue is the value of a cell in a column of dates.
func dateValue(raw string, form dateForm, f quanyuan.Field, find *findings) quanyuan.Value {
	if d, ok := plainDate(raw); ok && !form.lunar {
		if d, how := existing(d, dateRead); how.understood() && !future(d, f, form) {
			if raw[4] == '-' {
				return quanyuan.Value{Text: raw, State: quanyuan.Understood}
			}
			return quanyuan.Value{Raw: raw, Text: d.String(), State: quanyuan.Understood}
		}
	}
	if emptyWord(raw) {
		return quanyuan.Value{Raw: raw, State: quanyuan.Placeholder}
	}
	text, note := cutNote(raw)
	d, how := readDate(text, form)
	if !how.understood() && note != "" {
		d, how = readDate(raw, form)
	}
	if !how.understood() && f != quanyuan.BirthDate && f != quanyuan.ChildBirth {
		d, how = yearlessDate(text, form)
	}
	if !how.understood() {
		find.add("date.unread", f, quanyuan.Warning, raw)
		return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}
	}
	if future(d, f, form) {
		find.add("date.future", f, quanyuan.Fault, raw)
		return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}
	}
	if note != "" && !strings.ContainsAny(note, "农阴公阳") {
		find.note(f, note)
	}
	v := quanyuan.Value{Raw: raw, Text: d.String(), State: quanyuan.Understood}
	if v.Raw == v.Text {
		v.Raw = ""
	}
	for _, odd := range []struct {
		how  dateReading
		rule string
		mark string
	}{{dateLunar, "date.lunar", "lunar"}, {dateTwoDigit, "date.two_digit_year", "two_digit"}, {dateNoYear, "date.no_year", "no_year"}, {dateMonthCut, "date.month_cut", "month_cut"}, {dateUnsure, "date.order", "order"}} {
		if how&odd.how != 0 {
			v.State = quanyuan.Doubtful
			if v.Mark == "" {
				v.Mark = odd.mark
			}
			find.add(odd.rule, f, quanyuan.Warning, v.Written(), v.Text)
		}
	}
	return v
}

// yearlessDate reads 6月20日 in a list of a known day: the latest such day that
// is not after it.
func yearlessDate(s string, form dateForm) (quanyuan.Date, dateReading) {
	m, rest, ok := strings.Cut(strings.ReplaceAll(norm.NFKC.String(s), " ", ""), "月")
	month, day := monthNumber(m), dayNumber(strings.TrimRight(rest, "日号"))
	if !ok || form.asOf.IsZero() || month == 0 || day == 0 {
		return quanyuan.Date{}, dateUnread
	}
	d := quanyuan.Date{Year: form.asOf.Year, Month: month, Day: day}
	if later := form.asOf; d.Month > later.Month && later.Month > 0 || d.Month == later.Month && d.Day > later.Day && later.Day > 0 {
		d.Year--
	}
	return existing(d, dateRead|dateNoYear)
}

// future reports a date that cannot lie after the day of import. Dates that
// may be planned ahead are left alone.
func future(d quanyuan.Date, f quanyuan.Field, form dateForm) bool {
	switch f {
	case quanyuan.BirthDate, quanyuan.ChildBirth, quanyuan.DeathDate, quanyuan.MarriageDate:
	default:
		return false
	}
	t := form.today
	if t.IsZero() {
		return false
	}
	return d.Year > t.Year || d.Year == t.Year && (d.Month > t.Month || d.Month == t.Month && d.Day > t.Day)
}
