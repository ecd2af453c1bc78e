package web_test

import (
	"context"
	"net/http"
	"net/url"
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
