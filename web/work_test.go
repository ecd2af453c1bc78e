package web

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"quanyuan"
)

// A work tells how far it is and how long it will still take, by the pace of
// its stage; nobody but its owner sees it, and it is forgotten after a day.
func TestWork(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	ws := newWorks(func() time.Time { return now })
	q := &request{lang: "zh"}
	w := &work{title: "list.work_collate", owner: "town", now: ws.now, since: now}
	ws.add(w)
	if v := w.view(q); v.Ended || v.Total != 0 || v.Left != "" || v.refresh() == 0 {
		t.Errorf("before it began: %+v", v)
	}
	w.step("list.stage.block", 5, 10)
	now = now.Add(time.Minute)
	w.step("list.stage.compare", 0, 1000)
	now = now.Add(30 * time.Second)
	w.step("list.stage.compare", 250, 1000)
	if v := w.view(q); v.Percent != 25 || v.Left != "2 分钟" || v.Stage != "逐对比较" {
		t.Errorf("a quarter of it in half a minute: %+v", v)
	}
	for _, c := range []struct {
		id, account string
		found       bool
	}{{w.id, "town", true}, {w.id, "clerk", false}, {w.id, "", false}, {"99", "town", false}} {
		if _, err := ws.of(c.id, c.account); (err == nil) != c.found {
			t.Errorf("work %s for %q: %v", c.id, c.account, err)
		}
	}
	if ws.running("list.work_collate") != w || len(ws.open("town")) != 1 {
		t.Error("the work does not run")
	}
	w.end("", &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "collate.nothing"})
	if v := w.view(q); !v.Ended || v.Fault == "" || v.refresh() != 0 {
		t.Errorf("failed: %+v", v)
	}
	w.err = context.Canceled
	if v := w.view(q); !v.Stopped || v.Fault != "" {
		t.Errorf("stopped: %+v", v)
	}
	w.err = errors.New("secret of the machine")
	if v := w.view(q); v.Fault != q.t("layout.internal") {
		t.Errorf("a fault of the program is shown as %q", v.Fault)
	}
	if ws.running("list.work_collate") != nil {
		t.Error("an ended work runs")
	}
	now = now.Add(keptFor + time.Minute)
	ws.add(&work{owner: "town", now: ws.now})
	if _, err := ws.of(w.id, "town"); err == nil {
		t.Error("a work of yesterday is kept")
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
