package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/quality"
	"quanyuan/refdata/division"
)

// TestBirthsInTime: mothers of two communities have children who are entered
// after so many days. What the figures say can be counted on one's fingers, by
// community and by source, while things happen and when all is counted anew.
func TestBirthsInTime(t *testing.T) {
	now := time.Date(2024, 1, 10, 9, 0, 0, 0, time.UTC)
	d, s := clocked(t, &now)
	ctx := context.Background()
	var b strings.Builder
	b.WriteString("系统编号,姓名,性别,出生日期,户籍状况,居住状况,社区编码\n")
	for i := range 12 {
		fmt.Fprintf(&b, "M%02d,王%c,女,%d-01-%02d,1,1,%s\n", i, '一'+rune(i), 1988+i%8, i+1, []string{spring, river}[i%2])
	}
	b.WriteString("K01,陈小雨,女,2024-01-02,1,1," + spring + "\n") // a newborn of the starting register: nobody knows when it was entered there
	importRegister(t, d, b.String())
	enter := func(mother, after int, source string) {
		t.Helper()
		now = now.AddDate(0, 0, 1)
		_, err := d.AddBirth(ctx, clerk, desk.BirthReport{Mother: quanyuan.Number(fmt.Sprintf("M%02d", mother)), Report: quanyuan.Report{Source: source, Sex: "1", Order: 1, Policy: "1",
			Born: quanyuan.DateOf(now.AddDate(0, 0, -after)), Name: fmt.Sprintf("王小%c", '一'+rune(mother))}})
		check(t, err)
	}
	say := func(d *desk.Desk) string {
		t.Helper()
		parts, sources, whole, err := d.BirthDelays(ctx, clerk, desk.QualityQuery{Level: division.Community})
		check(t, err)
		var out []string
		for _, b := range append(append(parts, sources...), whole) {
			out = append(out, fmt.Sprintf("%s%s %d/%d %d %d", b.Code, b.Name, b.Done, b.All, b.Median, b.Most))
		}
		return strings.Join(out, "\n")
	}
	if got := say(d); got != " 0/0 0 0" {
		t.Errorf("before any birth:\n%s", got)
	}
	enter(0, 0, "卫生院") // spring
	enter(1, 30, "卫生院")
	enter(2, 31, "社区")
	enter(3, 5, "社区")
	enter(4, 200, "社区")
	enter(6, 366, "社区") // past its first birthday: an arrival
	want := spring + "春江社区 1/3 31 200\n" + river + "长宁社区 2/2 5 30\n社区 1/3 31 200\n卫生院 2/2 0 30\n 3/5 30 200"
	if got := say(d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	fresh, err := desk.Open(ctx, s, func() time.Time { return now })
	check(t, err)
	if got := say(fresh); got != want {
		t.Errorf("counted anew\n%s\nwant\n%s", got, want)
	}
	_, whole, err := d.Quality(ctx, clerk, desk.QualityQuery{Level: division.Community})
	if check(t, err); whole.Timely != (quality.Share{Done: 3, All: 5}) {
		t.Errorf("timely %+v: births and nothing else happened", whole.Timely)
	}
	// A year later they are forgotten.
	now = now.AddDate(1, 1, 0)
	if got := say(d); got != " 0/0 0 0" {
		t.Errorf("a year later:\n%s", got)
	}
}
