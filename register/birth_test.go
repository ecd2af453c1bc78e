package register_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/register"
)

func day(s string) quanyuan.Date {
	d, _ := quanyuan.ParseDate(s)
	return d
}

// born reads "date sex order name", - for what is not told.
func born(s string) (d quanyuan.Date, sex string, order int, name string) {
	w := append(strings.Fields(strings.ReplaceAll(s, "-  ", "- ")), "-", "-", "-", "-")
	for i := range w {
		if w[i] == "-" {
			w[i] = ""
		}
	}
	order, _ = strconv.Atoi(w[2])
	return day(w[0]), w[1], order, w[3]
}

func birth(id, s string) *quanyuan.Birth {
	b := &quanyuan.Birth{ID: id}
	b.Born, b.Sex, b.Order, b.Name = born(s)
	return b
}

func report(s string) quanyuan.Report {
	var r quanyuan.Report
	r.Born, r.Sex, r.Order, r.Name = born(s)
	return r
}

// TestReportsOfBirths: a second report of the same birth attaches, a twin and a
// later child do not, and what cannot be told apart is asked.
func TestReportsOfBirths(t *testing.T) {
	const one, girl2 = "2024-06-15 2 1 -", "2024-06-15 2 2 -"
	for _, c := range []struct {
		name   string
		births []string
		report string
		want   string // ID of the birth, "new", or "ask" with the IDs
	}{
		{"the first report", nil, one, "new"},
		{"the community after the health centre", []string{one}, "2024-06-15 2 1 -", "a"},
		{"without the order", []string{one}, "2024-06-15 2 - -", "a"},
		{"a month only", []string{one}, "2024-06 2 1 -", "a"},
		{"with a name now", []string{one}, "2024-06-15 2 1 王小雨", "a"},
		{"the school years later, with another day", []string{one}, "2024-06-25 2 - 王小雨", "a"},
		{"the school, which knows no order", []string{"2024-06-15 2 1 王小雨", "2021-01-15 1 - 王小刚"}, "2024-06-16 2 - 王小雨", "a"},
		{"twins", []string{one}, girl2, "new"},
		{"twins over midnight", []string{one}, "2024-06-16 1 2 -", "new"},
		{"the second twin again", []string{one, girl2}, girl2, "b"},
		{"the second twin by her name", []string{"2024-06-15 2 1 王小雨", "2024-06-15 2 2 王小雪"}, "2024-06-15 2 - 王小雪", "b"},
		{"twins of two sexes, without an order", []string{one, "2024-06-15 1 2 -"}, "2024-06-15 1 - -", "b"},
		{"which of two girls is meant", []string{one, girl2}, "2024-06-15 2 - -", "ask a b"},
		{"the third of triplets", []string{one, girl2}, "2024-06-15 2 3 -", "new"},
		{"a third child beside a first, on one day", []string{one}, "2024-06-15 2 3 -", "ask a"},
		{"a later child", []string{one}, "2026-01-20 1 2 -", "new"},
		{"an order too soon", []string{one}, "2024-09-20 2 2 -", "ask a"},
		{"the same order a year later", []string{one}, "2025-06-15 2 1 -", "ask a"},
		{"the same order ten years later is an error of the order", []string{one}, "2034-06-15 2 1 -", "new"},
		{"another sex with the same order", []string{one}, "2024-06-15 1 1 -", "a"},
		{"another sex without an order", []string{one}, "2024-06-15 1 - -", "ask a"},
		{"two names without an order", []string{"2024-06-15 2 1 王小雨"}, "2024-06-15 2 - 王小雪", "ask a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var bs []*quanyuan.Birth
			for i, s := range c.births {
				bs = append(bs, birth(string(rune('a'+i)), s))
			}
			same, several := register.Match(bs, report(c.report))
			got := "new"
			if same != nil {
				got = same.ID
			} else if len(several) > 0 {
				got = "ask"
				for _, b := range several {
					got += " " + b.ID
				}
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestAddReport(t *testing.T) {
	b := birth("a", "2024-06 2 - -")
	notes := register.Add(b, report("2024-06-15 2 1 王小雨"))
	if len(notes) != 0 || b.Born != day("2024-06-15") || b.Order != 1 || b.Name != "王小雨" || b.ID != "a" || len(b.Reports) != 1 {
		t.Errorf("%+v, %v", b, notes)
	}
	notes = register.Add(b, report("2024-06-25 1 1 王雨"))
	if got := said(notes); got != "birth.date_differs birth.sex_differs" || b.Born != day("2024-06-15") || b.Name != "王小雨" {
		t.Errorf("%s, %+v", got, b)
	}
}

// said lists the keys of remarks and holds that each has its text.
func said(rs []quanyuan.Remark) string {
	var keys []string
	for _, r := range rs {
		keys = append(keys, r.Key)
		for _, lang := range []string{"zh", "en"} {
			if s := register.Text(r, lang); s == r.Key || strings.Contains(s, "%!") {
				panic(fmt.Sprintf("%s in %s: %s", r.Key, lang, s))
			}
		}
	}
	return strings.Join(keys, " ")
}

func TestOrders(t *testing.T) {
	for _, c := range []struct {
		births []string
		count  string
		want   string
	}{
		{[]string{"2020-01-01 1 1 -", "2024-06-15 2 2 -"}, "2", ""},
		{[]string{"2024-06-15 2 1 -", "2024-06-15 2 2 -"}, "2", ""},
		{[]string{"2024-06-16 2 1 -", "2024-06-15 2 2 -"}, "2", ""},
		{[]string{"2020-01-01 1 1 -", "2024-06-15 2 2 -"}, "1", "birth.order_count"},
		{[]string{"2020-01-01 1 1 -", "2024-06-15 2 1 -"}, "2", "birth.order_twice"},
		{[]string{"2020-01-01 1 1 -", "2024-06-15 2 3 -"}, "3", "birth.order_gap"},
		{[]string{"2024-06-15 2 2 -"}, "", "birth.order_gap"},
		{[]string{"2020-01-01 1 2 -", "2024-06-15 2 1 -"}, "2", "birth.order_dates"},
		{[]string{"2020-01-01 1 - -"}, "0", ""},
	} {
		var bs []*quanyuan.Birth
		for _, s := range c.births {
			bs = append(bs, birth("x", s))
		}
		if got := said(register.CheckOrders(bs, c.count)); got != c.want {
			t.Errorf("%v of %q: %q, want %q", c.births, c.count, got, c.want)
		}
	}
}

// TestChildrenAgreeWithTheirNumber: the children of births and those listed
// with the mother are joined, and the number stated is held against them.
func TestChildrenAgreeWithTheirNumber(t *testing.T) {
	listed := func(lines ...string) *quanyuan.Person {
		p := &quanyuan.Person{}
		for _, l := range lines {
			b, sex, order, name := born(l)
			c := quanyuan.Child{Birth: text(b.String()), Sex: text(sex)}
			if name != "" {
				c.Name = text(name)
			}
			if order > 0 {
				c.Order = text(strconv.Itoa(order))
			}
			p.Children = append(p.Children, c)
		}
		return p
	}
	nobodyDied := func(quanyuan.Number) bool { return false }
	for _, c := range []struct {
		name   string
		listed []string
		births []string
		count  string
		known  int
		want   string
	}{
		{"one child told twice", []string{"2024-06-15 2 1 王小雨"}, []string{"2024-06-15 2 1 -"}, "1", 1, "count.agrees"},
		{"twins of one sex, one nameless", []string{"2024-06-15 2 1 王小雨", "2024-06-15 2 2 -"}, []string{"2024-06-15 2 2 -"}, "2", 2, "count.agrees"},
		{"nothing stated", []string{"2024-06-15 2 1 王小雨"}, nil, "", 1, "count.unsaid"},
		{"more stated than known", []string{"2024-06-15 2 1 王小雨"}, nil, "2", 1, "count.more_said"},
		{"born since", []string{"2020-01-01 1 1 王刚"}, []string{"2024-06-15 2 2 -"}, "1", 2, "count.fewer_said count.born_since"},
		{"one child under two names", []string{"2020-01-01 1 - -", "2020-01-20 1 - 王刚"}, nil, "1", 2, "count.fewer_said count.alike"},
		{"no reason to be seen", []string{"2018-01-01 1 1 王刚", "2020-01-01 1 2 王强"}, nil, "1", 2, "count.fewer_said count.look"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var bs []*quanyuan.Birth
			for i, s := range c.births {
				bs = append(bs, birth(fmt.Sprint(i), s))
			}
			known := register.Children(listed(c.listed...), bs, nobodyDied)
			if len(known) != c.known {
				t.Errorf("%d children known, want %d: %+v", len(known), c.known, known)
			}
			if got := said(register.CheckCount(c.count, day("2022-06-30"), known)); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	known := register.Children(listed(), []*quanyuan.Birth{birth("x", "2018-01-01 1 1 -"), birth("y", "2020-01-01 1 2 -")}, func(quanyuan.Number) bool { return true })
	if got := said(register.CheckCount("1", day("2022-06-30"), known)); got != "count.fewer_said count.died count.died" {
		t.Errorf("children who died: %q", got)
	}
}
