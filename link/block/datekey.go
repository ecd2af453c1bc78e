package block

import "strings"

// placeholders are dates that forms and programs write where none is known.
var placeholders = []string{"19000101", "19700101", "18991230", "18991231", "00010101", "11111111", "99991231"}

// dateParts brings a date to year, month and day in figures. What is not known
// or cannot be, such as month 00 and day 99, is empty, and all of it for a date
// that stands for an unknown one. Dates of year alone, or year and month, are
// understood.
func dateParts(s string) (year, month, day string) {
	d := paddedDate(s)
	if d == "" {
		parts := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if len(parts) == 0 || len(parts) > 2 || len(parts[0]) != 4 {
			return "", "", ""
		}
		d = parts[0] + "00"
		if len(parts) == 2 {
			d = parts[0] + two(parts[1])
		}
		d += "00"
	}
	for _, p := range placeholders {
		if d == p {
			return "", "", ""
		}
	}
	if year = d[:4]; year == "0000" || year == "9999" {
		year = ""
	}
	if month = d[4:6]; month == "00" || month > "12" {
		return year, "", ""
	}
	if day = d[6:]; day == "00" || day > "31" {
		day = ""
	}
	return year, month, day
}

// Date is year, month and day of a date that is known to the day.
func Date(s string) string {
	if y, m, d := dateParts(s); y != "" && d != "" {
		return y + m + d
	}
	return ""
}

// Year is the year of a date.
func Year(s string) string {
	y, _, _ := dateParts(s)
	return y
}

// YearMonth is year and month of a date.
func YearMonth(s string) string {
	if y, m, _ := dateParts(s); y != "" && m != "" {
		return y + m
	}
	return ""
}

// MonthDay is month and day of a date. The first of January is none: it is
// written where only the year is known.
func MonthDay(s string) string {
	if _, m, d := dateParts(s); d != "" && m+d != "0101" {
		return m + d
	}
	return ""
}
