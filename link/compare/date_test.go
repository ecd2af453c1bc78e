package compare

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestDateForms writes random days in every way and reads them back; days
// apart are checked against the standard library's calendar.
func TestDateForms(t *testing.T) {
	layouts := []string{"2006-01-02", "20060102", "2006/1/2", "2006.01.02", "2 Jan 2006", "January 2, 2006", "2 January 2006",
		"2006年1月2日", "2006-01-02T15:04:05Z", "2006-01-02 15:04:05", "Mon, 02 Jan 2006", "02-Jan-06"}
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(rapid.IntRange(1930, 2029).Draw(t, "year"), 1, 1, 13, 14, 15, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 365).Draw(t, "day"))
		if day.Year() > 2029 {
			return
		}
		for _, layout := range layouts {
			got, ok := parseDate(day.Format(layout), order{})
			if !ok || got.days == notReal || int(got.year) != day.Year() || int(got.month) != int(day.Month()) || int(got.day) != day.Day() {
				t.Fatalf("%q: %+v", day.Format(layout), got)
			}
			if int64(got.days) != day.Unix()/86400 && day.Unix() >= 0 {
				t.Fatalf("%q is day %d, want %d", day.Format(layout), got.days, day.Unix()/86400)
			}
		}
		for _, o := range []order{{}, {MonthFirst: true}} {
			layout := "02/01/2006"
			if o.MonthFirst {
				layout = "01/02/2006"
			}
			got, ok := parseDate(day.Format(layout), o)
			if !ok || int(got.month) != int(day.Month()) || int(got.day) != day.Day() {
				t.Fatalf("%q: %+v", day.Format(layout), got)
			}
		}
	})
}

// TestDateAgainstOracle grades pairs of days by the documentation, with the
// standard library's calendar.
func TestDateAgainstOracle(t *testing.T) {
	c := Date()
	rapid.Check(t, func(t *rapid.T) {
		a := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 20000).Draw(t, "a"))
		b := a.AddDate(rapid.IntRange(-12, 12).Draw(t, "years"), rapid.SampledFrom([]int{0, 0, 1, -5}).Draw(t, "months"), rapid.SampledFrom([]int{0, 0, 1, 9, -30, 40}).Draw(t, "days"))
		if rapid.Bool().Draw(t, "swap") && a.Day() <= 12 {
			b = time.Date(a.Year(), time.Month(a.Day()), int(a.Month()), 0, 0, 0, 0, time.UTC)
		}
		x, y := a.Format("20060102"), b.Format("20060102")
		apart := max(a.Sub(b), b.Sub(a)).Hours() / 24
		years := max(a.Year()-b.Year(), b.Year()-a.Year())
		differ := 0
		for i := range x {
			if x[i] != y[i] {
				differ++
			}
		}
		want := "else"
		switch {
		case x == y:
			want = "exact"
		case differ == 1 || differ == 2 && slowEdit(x, y, true) == 1 && slowEdit(x, y, false) == 2:
			want = "typo"
		case years == 0 && (a.YearDay() == 1 || b.YearDay() == 1):
			want = "year_only"
		case a.YearDay() == 1 || b.YearDay() == 1:
			if years <= 10 {
				want = "decade"
			}
		case years == 0 && int(a.Month()) == b.Day() && int(b.Month()) == a.Day():
			want = "swapped"
		case years == 0 && a.Month() == b.Month() || apart <= 31:
			want = "month"
		case a.Month() == b.Month() && a.Day() == b.Day():
			want = "day"
		case years == 0 || apart <= 366:
			want = "year"
		case years <= 10:
			want = "decade"
		}
		p := c.Prepare([]string{"", a.Format("2006-01-02"), b.Format("2 Jan 2006")})
		if got := c.Levels()[p.Level(1, 2)].Name; got != want {
			t.Fatalf("%s, %s: %s, want %s", x, y, got, want)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"1990-02-03", "3/2/90", "Feb 3, 1990", "1990年2月3日", "19900203", "1990", "99999999", "-", "3rd of May 1990"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, o := range []order{{}, {true, false}, {false, true}, {true, true}} {
			d, ok := parseDate(s, o)
			if !ok {
				continue
			}
			text := fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
			again, ok := parseDate(text, o)
			if !ok || again != d {
				t.Fatalf("%q is %s, which is %+v and not %+v", s, text, again, d)
			}
		}
	})
}
