package chinese

import (
	"strings"
	"unicode"
)

// dateText is a date as it was understood; month and day are 0 where unknown.
type dateText struct {
	year, month, day int
	lunar, leap      bool
}

// readDate understands ISO, dotted, slashed, compact and Chinese dates, with
// Arabic or Chinese numerals, two-digit years, a time behind, and the serial
// number of a spreadsheet. The zero dateText is what is no date.
func readDate(text string) dateText {
	if d, ok := readPlainDate(text); ok {
		return d
	}
	if len(text) > 128 {
		return dateText{}
	}
	var d dateText
	numbers, unit := scanDate(text, &d)
	switch {
	case unit:
		d.fromUnits(numbers)
	case len(numbers) == 1:
		d.fromCompact(numbers[0].text)
	case len(numbers) >= 2:
		d.fromParts(numbers)
	}
	if !d.plausible() {
		return dateText{}
	}
	return d
}

func (d *dateText) plausible() bool {
	last := 31
	if d.lunar {
		last = 30
	} else if d.month >= 1 && d.month <= 12 {
		last = monthDays(d.year, d.month)
	}
	return d.year >= 1800 && d.year <= 2199 && d.month >= 0 && d.month <= 12 && d.day >= 0 && d.day <= last && (d.month > 0 || d.day == 0)
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

// readPlainDate reads 1985-03-07 and 19850307, as most dates are written.
func readPlainDate(t string) (d dateText, ok bool) {
	switch {
	case len(t) == 8 && allDigits(t):
		d.fromCompact(t)
	case len(t) == 10 && (t[4] == '-' && t[7] == '-' || t[4] == '/' && t[7] == '/') && allDigits(t[:4]) && allDigits(t[5:7]) && allDigits(t[8:]):
		d.year, d.month, d.day = small4(t[:4]), small(t[5:7]), small(t[8:])
	default:
		return d, false
	}
	if !d.plausible() {
		d = dateText{}
	}
	return d, true
}

// number is a run of digits and the letter that follows it.
type number struct {
	text string
	unit rune // 年 月 日 or 0
}

const digitsOfTen = "〇一二三四五六七八九"

// scanDate takes a text apart. It notes words of the lunar calendar.
func scanDate(text string, d *dateText) (numbers []number, unit bool) {
	var run strings.Builder
	var chinese []rune
	flush := func(u rune) {
		t := run.String()
		if len(chinese) > 0 {
			t = chineseNumber(chinese, u == '年')
		}
		if t != "" && len(numbers) < 8 {
			numbers = append(numbers, number{t, u})
		}
		run.Reset()
		chinese = chinese[:0]
	}
	for _, r := range text {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		switch {
		case r >= '0' && r <= '9':
			run.WriteRune(r)
		case r == '零' || r == '○' || r == 'O' || r == '◯':
			chinese = append(chinese, '〇')
		case r == '元':
			chinese = append(chinese, '一')
		case strings.ContainsRune(digitsOfTen, r), r == '十', r == '廿', r == '卅':
			chinese = append(chinese, r)
		case r == '初', r == '农', r == '阴', r == '旧':
			d.lunar = true
			flush(0)
		case r == '闰':
			d.lunar, d.leap = true, true
			flush(0)
		case r == '正' || r == '冬' || r == '腊':
			d.lunar = true
			chinese = append(chinese, map[rune][]rune{'正': {'一'}, '冬': {'十', '一'}, '腊': {'十', '二'}}[r]...)
		case r == '年' || r == '月' || r == '日' || r == '号':
			if run.Len() > 0 || len(chinese) > 0 {
				unit = unit || r == '年' || r == '月'
				if r == '号' {
					r = '日'
				}
				flush(r)
			}
		case r == ':' || r == 'T' && len(numbers) >= 2:
			// a time begins: what was read since the date belongs to it
			if r == 'T' {
				flush(0)
			}
			return numbers, unit
		case unicode.IsSpace(r) && len(numbers) >= 2:
			flush(0)
		default:
			flush(0)
		}
		if r == '廿' {
			d.lunar = true
		}
	}
	flush(0)
	return numbers, unit
}

// chineseNumber reads 一九八五, 十二, 二十三, 廿五 as Arabic digits.
func chineseNumber(r []rune, year bool) string {
	tens, value, place := -1, 0, 0
	var digits strings.Builder
	for _, c := range r {
		switch c {
		case '十':
			tens = 1
			if place > 0 {
				tens = value
			}
			value = 0
		case '廿':
			tens, value = 2, 0
		case '卅':
			tens, value = 3, 0
		default:
			v := 0
			for i, d := range []rune(digitsOfTen) {
				if d == c {
					v = i
				}
			}
			digits.WriteByte(byte('0' + v))
			value = v
			place++
		}
	}
	if tens >= 0 && !(year && place > 2) {
		return string([]byte{byte('0' + tens%10), byte('0' + value)})
	}
	return digits.String()
}

// fromUnits takes numbers that are followed by 年, 月, 日.
func (d *dateText) fromUnits(numbers []number) {
	seenMonth := false
	for _, n := range numbers {
		switch {
		case n.unit == '年' && d.year == 0:
			d.year = fullYear(n.text)
		case n.unit == '月' && !seenMonth:
			d.month, seenMonth = small(n.text), true
		case seenMonth && d.day == 0 && (n.unit == '日' || n.unit == 0):
			d.day = small(n.text)
		}
	}
}

// fromParts takes numbers separated by signs: year first, or last with four digits.
func (d *dateText) fromParts(n []number) {
	switch {
	case len(n) >= 3 && len(n[2].text) == 4 && len(n[0].text) <= 2:
		d.year, d.month, d.day = small4(n[2].text), small(n[0].text), small(n[1].text)
		if d.month > 12 {
			d.month, d.day = d.day, d.month
		}
	case len(n) >= 3:
		d.year, d.month, d.day = fullYear(n[0].text), small(n[1].text), small(n[2].text)
	default:
		d.year, d.month = fullYear(n[0].text), small(n[1].text)
	}
}

// fromCompact takes digits alone.
func (d *dateText) fromCompact(t string) {
	switch len(t) {
	case 14: // with a time
		d.year, d.month, d.day = small4(t[:4]), small(t[4:6]), small(t[6:8])
	case 8:
		d.year, d.month, d.day = small4(t[:4]), small(t[4:6]), small(t[6:])
	case 6:
		if y, m := small4(t[:4]), small(t[4:]); y >= 1900 && y <= 2099 && m >= 1 && m <= 12 {
			d.year, d.month = y, m
			return
		}
		d.year, d.month, d.day = fullYear(t[:2]), small(t[2:4]), small(t[4:])
	case 5:
		d.fromSerial(small4(t))
	case 4:
		d.year = small4(t)
	}
}

// fromSerial takes the number of a day in a spreadsheet: 1 is 1900-01-01, and
// 60 the day 1900-02-29 that never was.
func (d *dateText) fromSerial(serial int) {
	if serial <= 60 {
		return
	}
	// 25569 is 1970-01-01.
	d.year, d.month, d.day = civil(serial - 25569)
}

// civil converts days since 1970-01-01 (Howard Hinnant, days_from_civil).
func civil(z int) (year, month, day int) {
	z += 719468
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	month = mp + 3
	if mp >= 10 {
		month = mp - 9
	}
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, day
}

// fullYear reads a year of four or two digits; two digits up to 29 are of this
// century. The register of living persons holds few who are older than that.
func fullYear(t string) int {
	y := small4(t)
	switch {
	case len(t) != 2:
		return y
	case y < 30:
		return 2000 + y
	}
	return 1900 + y
}

func small(t string) int {
	if len(t) > 2 {
		return 99
	}
	return small4(t)
}

func small4(t string) int {
	if len(t) > 5 || !allDigits(t) {
		return 9999
	}
	v := 0
	for i := range len(t) {
		v = v*10 + int(t[i]-'0')
	}
	return v
}
