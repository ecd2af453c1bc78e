package chinese

import (
	"testing"

	lunar "github.com/6tail/lunar-go/calendar"
)

// Every month of the table begins and ends as it is computed, and there are no
// others.
func TestLunarYears(t *testing.T) {
	const julian1970 = 2440588 // julian day number of 1970-01-01, at noon
	for year := firstLunarYear; year <= lastLunarYear; year++ {
		known := map[int]bool{}
		for e := lunar.NewLunarYear(year).GetMonths().Front(); e != nil; e = e.Next() {
			m := e.Value.(*lunar.LunarMonth)
			if m.GetYear() != year {
				continue
			}
			known[m.GetMonth()] = true
			month, leap, days := m.GetMonth(), false, m.GetDayCount()
			if month < 0 {
				month, leap = -month, true
			}
			first := int(m.GetFirstJulianDay()+0.5) - julian1970
			for _, day := range []int{1, days} {
				if got, want := solarOf(year, month, day, leap), decimal(civil(first+day-1)); got != want {
					t.Errorf("%d-%d-%d, leap %v, is %x, want %x", year, month, day, leap, got, want)
				}
			}
			if got := solarOf(year, month, days+1, leap); got != 0 {
				t.Errorf("%d-%d has a day %d: %x", year, m.GetMonth(), days+1, got)
			}
		}
		for month := -13; month <= 13; month++ {
			if leap := month < 0; !known[month] && solarOf(year, max(month, -month), 1, leap) != 0 {
				t.Errorf("%d has a month %d", year, month)
			}
		}
	}
}
