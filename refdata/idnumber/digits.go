package idnumber

import "time"

// Date is a day of birth; its fields are those of the register's own date, so
// that one converts to the other.
type Date struct{ Year, Month, Day int }

func (d Date) exists() bool {
	if d.Year < 1800 || d.Year > 2199 || d.Month < 1 || d.Month > 12 || d.Day < 1 {
		return false
	}
	return d.Day <= 28 || d.Day <= time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (d Date) after(e Date) bool {
	return d.Year*10000+d.Month*100+d.Day > e.Year*10000+e.Month*100+e.Day
}

// checkDigits by remainder, and weights 2^(18-i) mod 11: GB 11643-1999, 5.
const checkDigits = "10X98765432"

var weights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// CheckDigit is the 18th character for the first 17 digits; it returns 0 when
// they are not 17 digits.
func CheckDigit(first17 string) byte {
	if len(first17) != 17 || !allDigits(first17) {
		return 0
	}
	sum := 0
	for i, w := range weights {
		sum += w * int(first17[i]-'0')
	}
	return checkDigits[sum%11]
}

// Compose writes the citizen number of a county code of six digits, a day of
// birth and an order code of 0 to 999; it returns "" when these do not fit.
func Compose(county string, y, m, d, order int) string {
	if len(county) != 6 || !allDigits(county) || order < 0 || order > 999 || !(Date{y, m, d}).exists() {
		return ""
	}
	var b [18]byte
	copy(b[:], county)
	put(b[6:10], y)
	put(b[10:12], m)
	put(b[12:14], d)
	put(b[14:17], order)
	b[17] = CheckDigit(string(b[:17]))
	return string(b[:])
}

// Upgrade15 turns a number of the first generation into one of 18 digits with
// the given first two digits of the year (18, 19, 20); it returns "" when s is
// not 15 digits or the century has not two.
func Upgrade15(s string, century int) string {
	if len(s) != 15 || !allDigits(s) || century < 10 || century > 99 {
		return ""
	}
	var b [18]byte
	copy(b[:], s[:6])
	put(b[6:8], century)
	copy(b[8:], s[6:])
	b[17] = CheckDigit(string(b[:17]))
	return string(b[:])
}

// put writes n right-aligned with leading zeros.
func put(b []byte, n int) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
}

// number reads digits; the caller has checked that they are.
func number(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return true
}
