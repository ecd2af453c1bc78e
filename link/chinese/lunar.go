package chinese

import (
	"sync"

	lunar "github.com/6tail/lunar-go/calendar"
)

// moon is a month of the lunar calendar.
type moon struct {
	month, days, first int // first day since 1970-01-01; a leap month is negative
}

// The years for which the calendar is well settled and of use here.
const firstLunarYear, lastLunarYear = 1900, 2100

// moons holds the months of every lunar year once it was asked for.
var moons [lastLunarYear - firstLunarYear + 1]struct {
	once   sync.Once
	months []moon
}

// solarOf returns the solar date of a lunar one as nibbles YYYYMMDD, 0 where
// there is no such day.
func solarOf(year, month, day int, leap bool) uint32 {
	if year < firstLunarYear || year > lastLunarYear {
		return 0
	}
	if leap {
		month = -month
	}
	y := &moons[year-firstLunarYear]
	y.once.Do(func() { y.months = monthsOf(year) })
	for _, m := range y.months {
		if m.month == month && day <= m.days {
			return decimal(civil(m.first + day - 1))
		}
	}
	return 0
}

func monthsOf(year int) []moon {
	const julian1970 = 2440588 // julian day number of 1970-01-01, at noon
	var list []moon
	for e := lunar.NewLunarYear(year).GetMonths().Front(); e != nil; e = e.Next() {
		m := e.Value.(*lunar.LunarMonth)
		if m.GetYear() == year {
			list = append(list, moon{m.GetMonth(), m.GetDayCount(), int(m.GetFirstJulianDay()+0.5) - julian1970})
		}
	}
	return list
}
