package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// TestSplitAgain: a merge is looked at and taken back; a reason is asked for.
func TestSplitAgain(t *testing.T) {
	w := openTown(t)
	ctx, city := context.Background(), w.account("city")
	a := w.somebody("clerk", func(p *quanyuan.Person) bool { return p.Exited == "" })
	b := w.somebody("clerk", func(p *quanyuan.Person) bool {
		return p.Exited == "" && p.Number != a.Number && len(p.Divisions()) == 1
	})
	one, err := w.desk.Merge(ctx, city, desk.Merge{A: a.Number, B: b.Number, Holds: map[quanyuan.Field]string{quanyuan.HukouStatus: b.Divisions()[0], quanyuan.ResidenceStatus: b.Divisions()[0]}, Reason: "试合并"})
	check(t, err)
	events, err := w.store.Events(ctx, one.Number)
	check(t, err)
	merge := desk.Undoable(events)
	if len(merge) != 1 {
		t.Fatalf("%d merges to be taken back", len(merge))
	}
	v, path, seq := w.as("city"), "/persons/"+string(one.Number)+"/split", strconv.FormatInt(merge[0].Seq, 10)
	v.wants(http.StatusOK, path, "撤销哪次合并", string(merge[0].Other))
	v.wants(http.StatusOK, path+"?merge="+seq, "归另一人", "在册台账")
	if res, body := v.post(path, url.Values{"merge": {seq}}); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "请写明事由") {
		t.Errorf("without a reason: %d", res.StatusCode)
	}
	res, body := v.post(path, url.Values{"merge": {seq}, "reason": {"是两个人"}, "different": {"yes"}})
	if res.StatusCode != http.StatusOK || res.Request.URL.Path != "/persons/"+string(one.Number) || !strings.Contains(body, "已拆开") {
		t.Errorf("after the split: %d %s", res.StatusCode, res.Request.URL)
	}
	if p, err := w.store.Person(ctx, merge[0].Other); err != nil || p.Exited != "" || p.Forward != "" {
		t.Errorf("the other is %+v, %v", p, err)
	}
	w.as("clerk").wants(http.StatusForbidden, path)
	v.wants(http.StatusOK, "/readers", "裁定质量")
}

// tabTo goes from link to field with the Tab key, until the focus is where it
// is wanted, and sees that one can see where it is.
func (b *browser) tabTo(selector string) {
	b.t.Helper()
	for range 80 {
		b.keys("\t")
		if b.number(fmt.Sprintf(`+(document.activeElement.matches(%q))`, selector)) == 1 {
			if b.eval(`getComputedStyle(document.activeElement).outlineStyle`) == "none" {
				b.t.Errorf("one does not see that the focus is at %s", selector)
			}
			return
		}
	}
	b.t.Fatalf("Tab does not come to %s; the page says %q", selector, b.words())
}

// TestSplitByKeyboard: three that were merged into one become two again, and
// then three, without the mouse; what is refused loses nothing.
func TestSplitByKeyboard(t *testing.T) {
	beside(t)
	w := openTown(t)
	ctx, city := context.Background(), w.account("city")
	var three []*quanyuan.Person
	for len(three) < 3 {
		three = append(three, w.somebody("clerk", func(p *quanyuan.Person) bool {
			return p.Exited == "" && len(p.Divisions()) == 1 && !slices.ContainsFunc(three, func(x *quanyuan.Person) bool { return x.Number == p.Number })
		}))
	}
	one := three[0]
	for _, other := range three[1:] {
		home := other.Divisions()[0]
		merged, err := w.desk.Merge(ctx, city, desk.Merge{A: one.Number, B: other.Number, Holds: map[quanyuan.Field]string{quanyuan.HukouStatus: home, quanyuan.ResidenceStatus: home}, Reason: "试合并"})
		check(t, err)
		one = merged
	}
	person := "/persons/" + string(one.Number)
	b := w.browse().as("city")
	b.expect("status of 422")
	apart := func(left int) {
		t.Helper()
		b.open(person)
		b.tabTo(`a[href="` + person + `/split"]`)
		b.keys("\r")
		b.wait(`location.pathname === "` + person + `/split"`)
		if left > 1 { // which merge is to be taken back must be said
			if b.number(`document.querySelectorAll("#f-reason").length`) != 0 {
				t.Error("a merge is chosen that nobody chose")
			}
			b.tabTo("input[name=merge]")
			b.keys(" ")
			b.tabTo("main form button")
			b.keys("\r")
		}
		b.wait(`document.querySelector("#f-reason") !== null`)
		b.picture(fmt.Sprintf("split-plan-%d-zh", left))
		b.tabTo("input[name=different]")
		b.keys(" ") // they may be one all the same
		b.tabTo("#f-reason")
		b.keys(" \r") // nothing is written yet
		b.wait(`document.querySelector(".summary") !== null && document.querySelector("#f-reason").value === "" && !document.querySelector("input[name=different]").checked`)
		b.picture(fmt.Sprintf("split-refused-%d-zh", left))
		b.accessible("a split that was refused")
		b.tabTo("#f-reason")
		b.keys("是不同的人")
		b.tabTo("button.main")
		b.keys("\r")
		b.wait(`location.pathname === "` + person + `" && document.querySelector(".flash") !== null`)
		b.picture(fmt.Sprintf("split-done-%d-zh", left))
	}
	apart(2)
	apart(1)
	if b.number(fmt.Sprintf(`document.querySelectorAll('a[href="%s/split"]').length`, person)) != 0 {
		t.Error("who was never merged can be split")
	}
	for _, p := range three {
		now, err := w.store.Person(ctx, p.Number)
		check(t, err)
		if now.Exited != "" || now.Forward != "" || !slices.Equal(now.Records, p.Records) || !slices.EqualFunc(now.Values, p.Values, func(a, b quanyuan.Current) bool { return a.Field == b.Field && a.Value.Text == b.Value.Text }) {
			t.Errorf("%s is not as before the merges: %v, before %v", p.Number, now, p)
		}
	}
}
