package simulate

import (
	"fmt"
	"time"
)

// Date is a day, or with Day or Month 0 a month or a year; the zero Date is unknown.
type Date struct{ Year, Month, Day int16 }

func dateOf(t time.Time) Date {
	return Date{int16(t.Year()), int16(t.Month()), int16(t.Day())}
}
func (d Date) time() time.Time {
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, time.UTC)
}
func (d Date) add(days int) Date { return dateOf(d.time().AddDate(0, 0, days)) }
func (d Date) known() bool       { return d.Year != 0 }
func (d Date) before(o Date) bool {
	return d.key() < o.key()
}
func (d Date) key() int { return int(d.Year)*10000 + int(d.Month)*100 + int(d.Day) }
func (d Date) String() string {
	if !d.known() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// days from d to o.
func (d Date) days(o Date) int { return int(o.time().Sub(d.time()).Hours() / 24) }

// age in full years on the day.
func (d Date) age(on Date) int {
	a := int(on.Year - d.Year)
	if on.Month < d.Month || on.Month == d.Month && on.Day < d.Day {
		a--
	}
	return a
}

// contradicts reports whether two dates cannot be the same day; a month agrees
// with every day in it.
func (d Date) contradicts(o Date) bool {
	if !d.known() || !o.known() {
		return false
	}
	if d.Year != o.Year {
		return true
	}
	if d.Month == 0 || o.Month == 0 {
		return false
	}
	if d.Month != o.Month {
		return true
	}
	return d.Day != 0 && o.Day != 0 && d.Day != o.Day
}
