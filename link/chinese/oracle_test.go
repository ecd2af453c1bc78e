package chinese_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	lunar "github.com/6tail/lunar-go/calendar"
	"pgregory.net/rapid"

	"quanyuan/link/chinese"
	"quanyuan/refdata/idnumber"
)

// A date is understood in every way of writing it.
func TestDatesInEveryForm(t *testing.T) {
	forms := []func(time.Time) string{
		func(d time.Time) string { return d.Format("2006-01-02") },
		func(d time.Time) string { return d.Format("20060102") },
		func(d time.Time) string { return d.Format("2006.1.2") },
		func(d time.Time) string { return d.Format("2006/1/2 15:04:05") },
		func(d time.Time) string { return d.Format("2006年1月2日") },
		func(d time.Time) string { return widen(d.Format("2006年1月2日")) },
		func(d time.Time) string { return d.Format(time.RFC3339) },
		func(d time.Time) string {
			return fmt.Sprint(int(d.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24))
		},
		func(d time.Time) string {
			return inHanzi(fmt.Sprint(d.Year()), false) + "年" + inHanzi(fmt.Sprint(int(d.Month())), true) + "月" + inHanzi(fmt.Sprint(d.Day()), true) + "日"
		},
	}
	rapid.Check(t, func(t *rapid.T) {
		d := time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 36000).Draw(t, "day"))
		form := rapid.IntRange(0, len(forms)-1).Draw(t, "form")
		text := forms[form](d)
		if got, want := chinese.DateKey(text), d.Format("20060102"); got != want {
			t.Fatalf("%s is %s, want %s", text, got, want)
		}
	})
}

func widen(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r + 0xFEE0
		}
		return r
	}, s)
}

// inHanzi writes 85 as 八五, or as 八十五 where it counts.
func inHanzi(number string, counting bool) string {
	digits := []rune("〇一二三四五六七八九")
	var b strings.Builder
	for i, c := range number {
		if counting && len(number) == 2 && i == 0 && c == '1' {
			b.WriteRune('十')
			continue
		}
		if counting && i == 1 && c == '0' {
			continue
		}
		b.WriteRune(digits[c-'0'])
		if counting && len(number) == 2 && i == 0 {
			b.WriteRune('十')
		}
	}
	return b.String()
}

func TestLunarDatesAgreeWithLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year, month, day := rapid.IntRange(1901, 2099).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 29).Draw(t, "day")
		solar := lunar.NewLunarFromYmd(year, month, day).GetSolar()
		want := fmt.Sprintf("%04d%02d%02d", solar.GetYear(), solar.GetMonth(), solar.GetDay())
		text := fmt.Sprintf("农历%d年%d月%d日", year, month, day)
		if got := chinese.DateKey(text); got != want {
			t.Fatalf("%s is %s, want %s", text, got, want)
		}
	})
}

func TestLeapMonths(t *testing.T) {
	for text, want := range map[string]string{
		"农历2020年四月初一":  "20200423",
		"农历2020年闰四月初一": "20200523",
		"农历2020年闰五月初一": "", // there was none
		"一九八五年腊月廿九":    "19860207",
		"农历1990年正月初一":  "19900127",
		"农历一九八五年冬月十五":  "19851226",
	} {
		if got := chinese.DateKey(text); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

// plainCitizenID is the oracle for two whole numbers of 18 digits.
func plainCitizenID(a, b string) string {
	switch {
	case a == b:
		return "exact"
	case idnumber.Parse(a).Valid() && idnumber.Parse(b).Valid():
		return "else"
	case idnumber.OneTypo(a, b):
		return "typo"
	}
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	if n == 2 {
		return "two_digits"
	}
	return "unlike"
}

func TestCitizenIDAgreesWithPlainOracle(t *testing.T) {
	number := rapid.Custom(func(t *rapid.T) string {
		n := idnumber.Compose(rapid.SampledFrom([]string{"510322", "110101"}).Draw(t, "county"), rapid.SampledFrom([]int{1985, 1990}).Draw(t, "year"), 3, rapid.IntRange(1, 12).Draw(t, "day"), rapid.IntRange(100, 130).Draw(t, "order"))
		b := []byte(n)
		switch rapid.IntRange(0, 3).Draw(t, "slip") {
		case 0:
			b[rapid.IntRange(0, 16).Draw(t, "at")] = byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		case 1:
			i := rapid.IntRange(0, 15).Draw(t, "at")
			b[i], b[i+1] = b[i+1], b[i]
		}
		return string(b)
	})
	c := chinese.CitizenID{}
	levels := c.Levels()
	rapid.Check(t, func(t *rapid.T) {
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		if idnumber.Parse(a).Has(idnumber.ExcelRounded) || idnumber.Parse(b).Has(idnumber.ExcelRounded) {
			t.Skip("the tail is not known")
		}
		p := c.Prepare([]string{a, b})
		if got, want := levels[p.Level(0, 1)].Name, plainCitizenID(a, b); got != want {
			t.Fatalf("%s | %s is %s, want %s", a, b, got, want)
		}
	})
}
