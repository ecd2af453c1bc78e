package web_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

func init() {
	visits = append(visits,
		visit{"cases", "clerk", at("/cases")},
		visit{"cases-elsewhere", "clerk", at("/cases?outcome=elsewhere&sort=name")},
		visit{"case-differs", "clerk", casePage(quanyuan.Differs)},
		visit{"case-new", "clerk", casePage(quanyuan.New)},
		visit{"case-elsewhere", "clerk", casePage(quanyuan.Elsewhere)},
		visit{"cases-done", "clerk", at("/cases/done?outcome=differs")},
	)
}

func casePage(o quanyuan.Outcome) func(*town) string {
	return func(w *town) string {
		return fmt.Sprintf("/cases/%d?outcome=%s", w.ready("clerk", o)[0].Record, o)
	}
}

// principal is the person behind a sample account.
func (w *town) principal(account string) quanyuan.Principal {
	w.t.Helper()
	for _, a := range w.accounts {
		if a.Name == account {
			return quanyuan.Principal{Account: a.Name, Name: a.Display, Post: a.Post, Division: a.Division, Mandate: a.Mandate}
		}
	}
	w.t.Fatalf("no account %s", account)
	return quanyuan.Principal{}
}

// rows are those that wait for somebody with an outcome.
func (w *town) rows(account string, o quanyuan.Outcome) []*desk.CaseRow {
	w.t.Helper()
	rows, err := w.desk.Cases(context.Background(), w.principal(account), desk.CaseQuery{Outcomes: []quanyuan.Outcome{o}})
	check(w.t, err)
	if len(rows) == 0 {
		w.t.Fatalf("no row of %s for %s", o, account)
	}
	return rows
}

// ready are some rows about which something can be done.
func (w *town) ready(account string, o quanyuan.Outcome) (out []*desk.CaseRow) {
	w.t.Helper()
	for _, r := range w.rows(account, o) {
		v, err := w.desk.Case(context.Background(), w.principal(account), r.Record)
		check(w.t, err)
		if v.Question == "" || o == quanyuan.Elsewhere { // a transfer may be proposed before
			out = append(out, r)
		}
		if len(out) == 3 {
			return out
		}
	}
	if len(out) == 0 {
		w.t.Fatalf("every row of %s asks for a ruling", o)
	}
	return out
}

// fewRows is a list with few rows that differ, of which at least three can be
// settled at once.
func (w *town) fewRows() (batch quanyuan.BatchID, rows []*desk.CaseRow, open map[quanyuan.RecordID]*desk.CaseView) {
	w.t.Helper()
	all := map[quanyuan.BatchID][]*desk.CaseRow{}
	for _, r := range w.rows("clerk", quanyuan.Differs) {
		all[r.Batch] = append(all[r.Batch], r)
	}
	for b, rows := range all {
		if len(rows) > 12 {
			continue
		}
		open = map[quanyuan.RecordID]*desk.CaseView{}
		for _, r := range rows {
			v, err := w.desk.Case(context.Background(), w.principal("clerk"), r.Record)
			check(w.t, err)
			if v.Question == "" && len(v.Choose) > 0 {
				open[r.Record] = v
			}
		}
		if len(open) >= 3 {
			return b, rows, open
		}
	}
	w.t.Fatalf("no list with few rows: %v", slices.Collect(maps.Keys(all)))
	return 0, nil, nil
}

// onRow waits for the page of a row.
func (b *browser) onRow(r quanyuan.RecordID) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`document.readyState === "complete" && document.querySelector("#case")?.dataset.record === "%d"`, r))
}

// tap presses a key that writes nothing where the focus goes.
func (b *browser) tap(key string) {
	b.t.Helper()
	b.eval(fmt.Sprintf(`(document.activeElement || document.body).dispatchEvent(new KeyboardEvent("keydown", {key: %q, bubbles: true, cancelable: true})); ""`, key))
}

// A clerk works through all rows of a list that differ and never leaves the
// keyboard: field by field, all at once, written; undo; and a page at the end.
func TestRowsByKeyboard(t *testing.T) {
	beside(t)
	w := openTown(t)
	batch, rows, open := w.fewRows()
	b := w.browse().as("clerk")
	b.open(fmt.Sprintf("/cases?outcome=differs&batch=%d", batch))
	b.picture("rows-of-a-list")
	b.keys("s")
	first, undone := true, false
	for i := 0; i < len(rows); i++ {
		r := rows[i]
		b.onRow(r.Record)
		v := open[r.Record]
		if v == nil {
			b.keys("n")
			continue
		}
		must := b.number(`document.querySelectorAll("#case tr[data-must]").length`)
		if first {
			b.picture("row-begin")
			if n := b.number("document.documentElement.scrollHeight - innerHeight"); n > 0 {
				t.Errorf("the row is %d pixels higher than the window", n)
			}
			if b.eval(`getComputedStyle(document.activeElement.closest("tr[data-field]")).outlineStyle`) != "solid" {
				t.Error("one does not see which field is chosen")
			}
			b.keys("\r") // not yet: fields are not chosen
			b.onRow(r.Record)
			for range must {
				b.keys("1")
			}
			b.picture("row-chosen")
		} else {
			b.keys([]string{"a", "r"}[i%2])
		}
		first = false
		b.keys("\r")
		if !undone && i+1 < len(rows) { // look at it again
			b.onRow(rows[i+1].Record)
			b.picture("row-settled")
			b.keys("u")
			b.onRow(r.Record)
			undone = true
			i--
		}
	}
	b.wait(`location.pathname === "/cases/done" && document.readyState === "complete"`)
	b.picture("rows-done")
	left := 0
	for _, r := range w.rows("clerk", quanyuan.Differs) {
		if r.Batch == batch {
			left++
		}
	}
	if want := len(rows) - len(open); left != want {
		t.Errorf("%d rows wait, want %d", left, want)
	}
	if done := b.eval(`document.querySelector("main [role=status]").innerText`); !strings.Contains(done, fmt.Sprintf("办了 %d 行", len(open))) {
		t.Errorf("the end says %q", done)
	}
}

// What somebody chose comes back when it cannot be carried out.
func TestRowRefused(t *testing.T) {
	w := openTown(t)
	_, _, open := w.fewRows()
	var v *desk.CaseView
	for _, v = range open {
		break
	}
	path := fmt.Sprintf("/cases/%d?outcome=differs", v.Record)
	clerk := w.as("clerk")
	res, body := clerk.post(path, url.Values{"version": {"0"}, "act": {"settle"}})
	if res.StatusCode != http.StatusUnprocessableEntity || strings.Count(body, "请选取谁") < len(v.Choose) {
		t.Errorf("nothing chosen: %d", res.StatusCode)
	}
	take := "take." + v.Choose[0].Key()
	res, body = clerk.post(path, url.Values{"version": {"0"}, "act": {"all_list"}})
	if res.StatusCode != http.StatusOK || !strings.Contains(body, fmt.Sprintf(`name="%s" value="list" checked`, take)) {
		t.Errorf("all of the list without a script: %d", res.StatusCode)
	}
	check(t, w.desk.DeclineCase(context.Background(), w.principal("clerk"), v.Record, 0, "学校填错"))
	check(t, w.desk.TakeBackCase(context.Background(), w.principal("clerk"), v.Record, 1))
	form := url.Values{"version": {"0"}, "act": {"settle"}}
	for _, f := range v.Choose {
		form.Set("take."+f.Key(), "register")
	}
	res, body = clerk.post(path, form)
	if res.StatusCode != http.StatusConflict || !strings.Contains(body, "别人刚改过") || !strings.Contains(body, fmt.Sprintf(`name="%s" value="register" checked`, take)) {
		t.Errorf("changed by somebody else: %d\n%s", res.StatusCode, body)
	}
	form.Set("version", "2")
	res, body = clerk.post(path, form)
	if res.Request.Method != http.MethodGet || strings.HasSuffix(res.Request.URL.Path, fmt.Sprint(v.Record)) || !strings.Contains(body, "办了 1 行") {
		t.Errorf("settled: %d %s", res.StatusCode, res.Request.URL)
	}
	res, body = clerk.post("/cases/undo?outcome=differs", nil)
	if res.StatusCode != http.StatusOK || !strings.HasSuffix(res.Request.URL.Path, fmt.Sprint(v.Record)) || !strings.Contains(body, "办了 0 行") {
		t.Errorf("undone: %d %s", res.StatusCode, res.Request.URL)
	}
}

// Nobody sees or settles rows of another community.
func TestRowsOfOthers(t *testing.T) {
	w := openTown(t)
	row := w.rows("clerk", quanyuan.New)[0]
	other := w.as("clerk2")
	path := fmt.Sprintf("/cases/%d", row.Record)
	other.wants(http.StatusNotFound, path)
	for _, act := range []string{"search", "decline", "settle"} {
		if res, body := other.post(path, url.Values{"version": {"0"}, "act": {act}, "reason": {"填错"}}); res.StatusCode != http.StatusNotFound || row.Name != "" && strings.Contains(body, row.Name) {
			t.Errorf("%s by the clerk of another community: %d", act, res.StatusCode)
		}
	}
	for _, account := range []string{"leader", "audit", "school"} {
		w.as(account).wants(http.StatusForbidden, "/cases")
	}
}

// Whoever is new is searched for in the whole city, and added with one key; who
// stands elsewhere is asked for with a form that is filled in; both without the
// mouse.
func TestNewAndElsewhereByKeyboard(t *testing.T) {
	beside(t)
	w := openTown(t)
	b := w.browse().as("clerk")
	b.expect("status of 422")
	fresh := w.rows("clerk", quanyuan.New)
	for i, r := range fresh[:min(3, len(fresh))] {
		b.open(fmt.Sprintf("/cases/%d?outcome=new", r.Record))
		b.onRow(r.Record)
		if i == 0 {
			b.picture("row-new")
		}
		b.keys("\r")
		b.wait(`document.readyState === "complete" && document.querySelector(".case-receipt") !== null`)
		b.picture(fmt.Sprintf("row-new-receipt-%d", i))
		if i == 0 {
			b.accessible("the receipt")
		}
		if b.number(`document.querySelectorAll("#case-enter").length`) == 0 {
			continue // the city has somebody
		}
		b.keys("e")
		b.wait(fmt.Sprintf(`document.readyState === "complete" && document.querySelector("#case")?.dataset.record !== "%d"`, r.Record))
		b.picture(fmt.Sprintf("row-after-new-%d", i))
	}
	left, err := w.desk.CaseCounts(context.Background(), w.principal("clerk"), desk.CaseQuery{})
	check(t, err)
	if left[quanyuan.New] == len(fresh) {
		t.Error("nobody was added")
	}
	waited := w.rows("clerk", quanyuan.Elsewhere)
	var away *desk.CaseRow
	for _, r := range waited {
		p, err := w.store.Person(context.Background(), r.Person)
		check(t, err)
		for _, pr := range p.Presences {
			if pr.Community == r.Known[0] && pr.Residence == "1" && !pr.Ended() {
				away = r
			}
		}
	}
	if away == nil {
		t.Fatal("nobody lives elsewhere")
	}
	b.open(fmt.Sprintf("/cases/%d?outcome=elsewhere", away.Record))
	b.onRow(away.Record)
	b.picture("row-elsewhere")
	b.tap("Enter")
	b.wait(`document.activeElement.name === "reason"`)
	b.keys("\r") // nothing is written yet
	b.wait(`document.querySelector(".summary") !== null`)
	b.picture("row-elsewhere-refused")
	b.tap("m")
	b.wait(`document.activeElement.name === "reason"`)
	b.keys("务工")
	b.keys("\r")
	b.wait(fmt.Sprintf(`document.readyState === "complete" && document.querySelector("#case")?.dataset.record !== "%d"`, away.Record))
	b.picture("row-after-elsewhere")
	if n := len(w.rows("clerk", quanyuan.Elsewhere)); n != len(waited)-1 {
		t.Errorf("%d rows stand elsewhere, want %d", n, len(waited)-1)
	}
	b.keys("u") // withdraws the transfer
	b.onRow(away.Record)
	if n := len(w.rows("clerk", quanyuan.Elsewhere)); n != len(waited) {
		t.Errorf("%d rows stand elsewhere after it was taken back, want %d", n, len(waited))
	}
	b.tap("d")
	b.keys("名单填错")
	b.picture("row-decline")
	b.keys("\r")
	b.wait(fmt.Sprintf(`document.readyState === "complete" && document.querySelector("#case")?.dataset.record !== "%d"`, away.Record))
}
