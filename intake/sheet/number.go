package sheet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// excelDigits is how many significant digits Excel keeps and shows.
const excelDigits = 15

// plainNumber writes a stored number as Excel shows it in a wide enough
// column: no exponent, no ".0", at most 15 significant digits where the text
// shows that it came from a float. It works on the digits, never on a float,
// and leaves plain digits alone however many they are. imprecise tells that
// digits before the decimal point were lost.
func plainNumber(raw string) (text string, imprecise bool) {
	s := strings.TrimSpace(raw)
	neg := strings.HasPrefix(s, "-")
	mantissa, exp := strings.TrimLeft(s, "+-"), 0
	if i := strings.IndexAny(mantissa, "eE"); i >= 0 {
		e, err := strconv.Atoi(strings.TrimPrefix(mantissa[i+1:], "+"))
		if err != nil || e > 30 || e < -30 {
			return raw, false
		}
		mantissa, exp = mantissa[:i], e
	} else if !strings.Contains(mantissa, ".") {
		return s, false
	}
	whole, frac, _ := strings.Cut(mantissa, ".")
	digits := whole + frac
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return raw, false
	}
	point := len(whole) + exp // digits before the decimal point
	lead := len(digits) - len(strings.TrimLeft(digits, "0"))
	digits, point = digits[lead:], point-lead
	significant := len(strings.TrimRight(digits, "0"))
	if point > excelDigits {
		if exp != 0 && significant < excelDigits-1 {
			return raw, true // 5.10322E+17: what was stored is already short
		}
		imprecise = true
	}
	if significant > excelDigits {
		digits, point = roundDigits(digits, point)
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	if point <= 0 {
		digits, point = strings.Repeat("0", 1-point)+digits, 1
	}
	text = digits[:point]
	if f := strings.TrimRight(digits[point:], "0"); f != "" {
		text += "." + f
	}
	if neg && strings.Trim(text, "0.") != "" {
		text = "-" + text
	}
	return text, imprecise
}

// roundDigits keeps the first 15 of more digits, rounding half up.
func roundDigits(digits string, point int) (string, int) {
	b := []byte(digits[:excelDigits])
	if digits[excelDigits] >= '5' {
		i := len(b) - 1
		for ; i >= 0 && b[i] == '9'; i-- {
			b[i] = '0'
		}
		if i < 0 {
			b, point = append([]byte{'1'}, b...), point+1
		} else {
			b[i]++
		}
	}
	return string(b), point
}

// floatText writes a stored float (BIFF) as plainNumber writes a stored text.
func floatText(v float64) (text string, imprecise bool) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "#NUM!", false
	}
	if math.Abs(v) < 1e15 && v == math.Trunc(v) {
		return strconv.FormatInt(int64(v), 10), false
	}
	return plainNumber(strconv.FormatFloat(v, 'e', 16, 64))
}

// setNumber fills a cell with a stored number under its number format.
func (c *Cell) setNumber(raw string, form numberForm, date1904 bool) {
	if form.isDate() {
		if v, err := strconv.ParseFloat(raw, 64); err == nil {
			if t, ok := dateText(v, form, date1904); ok {
				c.Kind, c.Text, c.Raw = Date, t, raw
				return
			}
		}
	}
	text, imprecise := plainNumber(raw)
	c.fillNumber(text, raw, imprecise, form)
}

// setFloat is setNumber for formats that store floats.
func (c *Cell) setFloat(v float64, form numberForm, date1904 bool) {
	text, imprecise := floatText(v)
	if form.isDate() {
		if t, ok := dateText(v, form, date1904); ok {
			c.Kind, c.Text, c.Raw = Date, t, text
			return
		}
	}
	c.fillNumber(text, text, imprecise, form)
}

func (c *Cell) fillNumber(text, raw string, imprecise bool, form numberForm) {
	// A format of zeros only is how codes keep their leading zeros.
	if n := form.zeros - len(text); n > 0 && strings.Trim(text, "0123456789") == "" {
		text = strings.Repeat("0", n) + text
	}
	c.Kind, c.Text = Number, text
	if raw != text {
		c.Raw = raw
	}
	if imprecise {
		c.Flags |= Imprecise
	}
}

// lastSerial is 9999-12-31, the last day Excel knows.
const lastSerial = 2958465

// dateText writes a serial day as ISO, to the precision that the format
// shows. Day 60 of the 1900 system is the 29 February 1900 that Excel shows
// and that never was.
func dateText(serial float64, form numberForm, date1904 bool) (string, bool) {
	if !(serial >= 0 && serial < lastSerial+1) {
		return "", false
	}
	day := int(serial)
	secs := int(math.Round((serial - float64(day)) * 86400))
	if secs == 86400 {
		day, secs = day+1, 0
	}
	clock := fmt.Sprintf("%02d:%02d:%02d", secs/3600, secs/60%60, secs%60)
	if form.date == 0 {
		return clock, day == 0
	}
	var text string
	switch {
	case date1904:
		text = time.Date(1904, 1, 1+day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	case day == 0:
		text = "1900-01-00" // as Excel shows an empty cell that was computed
	case day < 60:
		text = time.Date(1899, 12, 31+day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	case day == 60:
		text = "1900-02-29"
	default:
		text = time.Date(1899, 12, 30+day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	switch {
	case secs != 0:
		text += " " + clock
	case form.date == showsYear|showsMonth && strings.HasSuffix(text, "-01"):
		text = text[:len("1985-03")] // the clerk typed 1985年3月
	case form.date == showsYear && strings.HasSuffix(text, "-01-01"):
		text = text[:len("1985")]
	}
	return text, true
}
