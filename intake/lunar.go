package intake

import (
	"strings"
	"sync"

	"github.com/6tail/lunar-go/calendar"

	"quanyuan"
)

// chineseDate reads 1985年3月7日, 八五年三月, 一九八五年腊月初八.
func chineseDate(s string, lunar bool, form dateForm) (quanyuan.Date, dateReading) {
	s = strings.ReplaceAll(s, " ", "")
	for _, w := range []string{"初", "廿", "腊月", "冬月", "正月", "闰", "除夕"} {
		lunar = lunar || strings.Contains(s, w)
	}
	y, rest, ok := strings.Cut(s, "年")
	if !ok {
		// 1985.3月7日, 85-3月
		return quanyuan.Date{}, dateUnread
	}
	year, width := yearNumber(y)
	if width == 0 {
		return quanyuan.Date{}, dateUnread
	}
	if rest == "" {
		return withYear(year, width, 0, 0, form, dateRead)
	}
	m, rest, hasMonth := strings.Cut(rest, "月")
	leap := strings.HasPrefix(m, "闰")
	month := monthNumber(strings.TrimPrefix(strings.TrimPrefix(m, "闰"), "份"))
	if !hasMonth {
		// 1985年3, 1985年3.7, or a word that says nothing of the month
		if d, how := numericDate(y+"-"+strings.TrimRight(m, "日号份"), form); how.understood() && !lunar {
			return d, how
		}
		return withYear(year, width, 0, 0, form, dateRead|dateUnsure)
	}
	if month == 0 {
		return quanyuan.Date{}, dateUnread
	}
	rest = strings.TrimPrefix(rest, "份")
	for _, cut := range []string{"日", "号", "("} {
		rest, _, _ = strings.Cut(rest, cut)
	}
	day := 0
	if rest != "" {
		if day = dayNumber(rest); day == 0 {
			return quanyuan.Date{}, dateUnread
		}
	}
	if !lunar {
		return withYear(year, width, month, day, form, dateRead)
	}
	// The year of two digits is settled before the calendar is changed.
	d, how := withYear(year, width, 1, 0, form, dateRead)
	if !how.understood() {
		return d, how
	}
	return fromLunar(d.Year, month, day, leap, how)
}

// yearNumber reads a year in digits of either script; width is how many it had.
func yearNumber(s string) (year, width int) {
	for _, r := range s {
		d := hanDigit(r)
		if d < 0 || width == 4 {
			return 0, 0
		}
		year, width = year*10+d, width+1
	}
	if width != 2 && width != 4 {
		return 0, 0
	}
	return year, width
}

func hanDigit(r rune) int {
	switch r {
	case '〇', '零', '○', 'O', 'o', '0', 'Ｏ', '◯', '洞':
		return 0
	case '两':
		return 2
	}
	if n := smallNumber(r); n > 0 {
		return n
	}
	return -1
}

func monthNumber(s string) int {
	switch s {
	case "正":
		return 1
	case "冬":
		return 11
	case "腊":
		return 12
	}
	if n := dayNumber(s); n <= 12 {
		return n
	}
	return 0
}

// dayNumber reads 7, 07, 七, 初七, 十七, 二十, 廿七, 三十一; 0 when it is none.
func dayNumber(s string) int {
	s = strings.TrimPrefix(s, "初")
	n, tens := 0, false
	for i, r := range []rune(s) {
		if i > 3 {
			return 0
		}
		switch r {
		case '廿':
			n, tens = 20, true
		case '卅':
			n, tens = 30, true
		case '十':
			n, tens = max(n, 1)*10, true
		default:
			d := hanDigit(r)
			switch {
			case d < 0:
				return 0
			case tens:
				n += d
			default:
				n = n*10 + d
			}
		}
	}
	if n > 31 {
		return 0
	}
	return n
}

// lunarMu guards the calendar library, which caches the last year it computed.
var lunarMu sync.Mutex

// fromLunar converts a date of the lunar calendar. A month of it does not lie
// within one month of ours, so without a day only the year is kept.
func fromLunar(year, month, day int, leap bool, how dateReading) (quanyuan.Date, dateReading) {
	how |= dateLunar
	if year < 1880 || year > 2100 {
		return quanyuan.Date{}, dateUnread
	}
	if month == 0 || day == 0 {
		return quanyuan.Date{Year: year}, how
	}
	if leap {
		month = -month
	}
	lunarMu.Lock()
	defer lunarMu.Unlock()
	m := calendar.NewLunarYear(year).GetMonth(month)
	if m == nil || day < 1 || day > m.GetDayCount() {
		return quanyuan.Date{}, dateUnread
	}
	// First days are given at noon; that of 1970-01-01 is Julian day 2440588.
	return existing(civil(int(m.GetFirstJulianDay()+0.5)-2440588+day-1), how)
}
