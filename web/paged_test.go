package web_test

import (
	"regexp"
	"strings"
	"testing"
)

// A page whose rows alone are read shows what the same page shows of the whole
// list, put into the order that it has anyhow.
func TestPagesAreThoseOfTheWholeList(t *testing.T) {
	w := openTown(t)
	row, pager := regexp.MustCompile(`(?s)<tbody>.*</tbody>`), regexp.MustCompile(`<div class="pager">[^<]*`)
	count, next := regexp.MustCompile(`<span class="count">[^<]*`), regexp.MustCompile(`rel="next"`)
	for _, account := range []string{"clerk", "town", "city"} {
		v := w.as(account)
		for _, c := range []struct{ path, sort string }{
			{"/persons", "place"}, {"/persons?category=2", "place"}, {"/persons?disputed=yes", "place"}, {"/persons?place=" + w.principal("clerk").Division, "place"}, {"/persons?place=110101001001", "place"},
			{"/cases", "row"}, {"/cases?outcome=new", "row"}, {"/cases?outcome=differs&batch=2", "row"}, {"/cases?batch=3", "row"}, {"/cases?place=" + w.principal("clerk").Division, "row"},
		} {
			joint := "?"
			if strings.Contains(c.path, "?") {
				joint = "&"
			}
			shown := 0
			for _, page := range []string{"1", "2", "7", "9999"} {
				some := mainOf(v.wants(200, c.path+joint+"page="+page))
				whole := mainOf(v.wants(200, c.path+joint+"page="+page+"&sort="+c.sort))
				for _, part := range []*regexp.Regexp{row, pager, count, next} {
					if got, want := part.FindString(some), part.FindString(whole); got != want {
						t.Errorf("%s: %s page %s: %.300q, want %.300q", account, c.path, page, got, want)
					}
				}
				shown += strings.Count(row.FindString(some), "<tr>")
			}
			if shown == 0 && c.path == "/persons" {
				t.Errorf("%s: %s shows nobody", account, c.path)
			}
		}
	}
}
