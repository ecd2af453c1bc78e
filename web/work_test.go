package web

import (
	"errors"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
)

// A work tells how far it is and how long it will still take, by the pace of
// its stage; a fault of the program is not shown to whoever began it.
func TestWork(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	q := &request{lang: "zh", site: &site{o: Options{Now: func() time.Time { return now }}}}
	step := func(stage string, ago time.Duration, done, total int64) quanyuan.JobStep {
		return quanyuan.JobStep{Stage: "list.stage." + stage, Began: now.Add(-ago), Done: done, Total: total}
	}
	failed := quanyuan.Job{Title: "list.work_collate", State: quanyuan.JobFailed, Ended: now}
	for _, c := range []struct {
		name string
		w    desk.JobView
		want workView
	}{
		{"before it began", desk.JobView{Job: quanyuan.Job{Title: "list.work_collate"}}, workView{}},
		{"a quarter of it in half a minute", desk.JobView{Job: quanyuan.Job{Title: "list.work_collate", Steps: []quanyuan.JobStep{step("block", time.Minute, 5, 10), step("compare", 30*time.Second, 250, 1000)}}},
			workView{Stage: "逐对比较", Done: 250, Total: 1000, Percent: 25, Left: "2 分钟"}},
		{"refused", desk.JobView{Job: failed, Err: &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "collate.nothing"}}, workView{Ended: true, Fault: quanyuan.Message("zh", "collate.nothing")}},
		{"a fault of the program", desk.JobView{Job: failed, Err: errors.New("secret of the machine")}, workView{Ended: true, Fault: q.t("layout.internal")}},
		{"stopped", desk.JobView{Job: quanyuan.Job{Title: "list.work_collate", State: quanyuan.JobStopped, Ended: now}}, workView{Ended: true, Stopped: true}},
		{"cut off", desk.JobView{Job: quanyuan.Job{Title: "list.work_collate", State: quanyuan.JobRunning}, Lost: true}, workView{Ended: true, Fault: q.t("work.lost")}},
	} {
		got := q.workView(&c.w)
		if c.want.Title = q.t("list.work_collate"); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		if ended := got.refresh() == 0; ended != c.want.Ended {
			t.Errorf("%s: asks again: %t", c.name, !ended)
		}
	}
	named := desk.JobView{Job: quanyuan.Job{Title: "list.work_import"}, Subject: []any{"赵某的名单.xlsx"}}
	if got := q.workTitle(&named); !strings.Contains(got, "赵某的名单.xlsx") {
		t.Errorf("its owner reads %q", got)
	}
	if named.Subject = nil; q.workTitle(&named) != q.t("list.work_import", "…") {
		t.Errorf("without its subject: %q", q.workTitle(&named))
	}
}

// The pages of a list hold every row that fits once, in order, whatever the
// filter, sort and page.
func TestListPages(t *testing.T) {
	numbers := &list[int]{id: "n", caption: "home.tasks", empty: "home.no_tasks",
		columns: []column[int]{{key: "n", label: "list.id", cell: func(_ *request, n int) Cell { return Cell{Text: strconv.Itoa(n)} }, sort: func(a, b int) int { return a%7 - b%7 }}},
		filters: []filter[int]{{key: "odd", label: "list.id", options: func(*request) []Option { return nil }, keep: func(n int, _ string) bool { return n%2 == 1 }}},
	}
	var rows []int
	for n := range 173 {
		rows = append(rows, n)
	}
	for _, query := range []string{"", "sort=n", "sort=-n", "odd=yes", "odd=yes&sort=-n", "sort=nothing"} {
		var want []string // slowly and plainly
		kept := slices.Clone(rows)
		values, _ := url.ParseQuery(query)
		if values.Get("odd") != "" {
			kept = slices.DeleteFunc(kept, func(n int) bool { return n%2 == 0 })
		}
		for _, n := range kept {
			want = append(want, strconv.Itoa(n))
		}
		if s := values.Get("sort"); s == "n" || s == "-n" {
			slices.SortStableFunc(want, func(a, b string) int {
				x, _ := strconv.Atoi(a)
				y, _ := strconv.Atoi(b)
				if s == "-n" {
					return y%7 - x%7
				}
				return x%7 - y%7
			})
		}
		var got []string
		at := "/list?" + query
		for at != "" {
			q := &request{Request: httptest.NewRequest("GET", at, nil), lang: "en"}
			table := numbers.table(q, rows)
			for _, r := range table.Rows {
				got = append(got, r[0].Text)
			}
			if table.Total != len(want) {
				t.Errorf("%q counts %d, want %d", query, table.Total, len(want))
			}
			at = table.Next
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
}

// Beyond ten thousand a list says "10,000+" and shows the first.
func TestListBeyondCounting(t *testing.T) {
	rows := make([]int, mostRows+1)
	l := &list[int]{id: "n", caption: "home.tasks", empty: "home.no_tasks", columns: []column[int]{{key: "n", label: "list.id", cell: func(*request, int) Cell { return Cell{} }}}}
	q := &request{Request: httptest.NewRequest("GET", "/list?page=99999", nil), lang: "en"}
	if table := l.table(q, rows); table.Total != mostRows || !table.More || table.To != mostRows || table.Next != "" {
		t.Errorf("%d rows, more %t, to %d, next %q", table.Total, table.More, table.To, table.Next)
	}
}
