package simulate

import "github.com/6tail/lunar-go/calendar"

// lunar is the day of the lunar calendar on which d falls, taken as if it were solar.
func lunar(d Date) Date {
	if !d.known() || d.Month == 0 || d.Day == 0 {
		return d
	}
	l := calendar.NewSolarFromYmd(int(d.Year), int(d.Month), int(d.Day)).GetLunar()
	m, day := l.GetMonth(), l.GetDay()
	if m < 0 {
		m = -m
	}
	if m == 2 && day > 28 {
		day = 28
	}
	return Date{int16(l.GetYear()), int16(m), int16(day)}
}
