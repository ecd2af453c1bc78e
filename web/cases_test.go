package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
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
		return fmt.Sprintf("/cases/%d?outcome=%s", w.rows("clerk", o)[0].Record, o)
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

// A clerk works through all rows that differ without leaving the keyboard:
// fields one by one, all at once, typed; undo; and a page at the end.
func TestRowsByKeyboard(t *testing.T) {
	w := openTown(t)
	rows := w.rows("clerk", quanyuan.Differs)
	t.Logf("%d rows", len(rows))
	b := w.browse().as("clerk")
	b.open("/cases?outcome=differs")
	b.keys("s")
	onRow := func(r *desk.CaseRow) {
		t.Helper()
		b.wait(fmt.Sprintf(`document.readyState === "complete" && document.querySelector("#case")?.dataset.record === "%d"`, r.Record))
	}
	onRow(rows[0])
	b.picture("row-begin")
	must := b.number(`document.querySelectorAll("#case tr[data-must]").length`)
	if must == 0 {
		t.Fatal("nothing to choose")
	}
	b.keys("\r") // not yet: something is not chosen
	onRow(rows[0])
	for range must {
		b.keys("1")
	}
	b.picture("row-chosen")
	b.keys("\r")
	onRow(rows[1])
	if n := len(w.rows("clerk", quanyuan.Differs)); n != len(rows)-1 {
		t.Errorf("%d rows wait, want %d", n, len(rows)-1)
	}
	b.keys("u")
	onRow(rows[0])
	b.keys("r")
	b.keys("\r")
	onRow(rows[1])
	for i := 1; i < len(rows); i++ {
		onRow(rows[i])
		if i%2 == 0 {
			b.keys("n")
			continue
		}
		b.keys("a")
		b.keys("\r")
	}
	b.wait(`location.pathname === "/cases/done" && document.readyState === "complete"`)
	b.picture("row-done")
}

// What somebody chose comes back when it cannot be carried out.
func TestRowRefused(t *testing.T) {
	w := openTown(t)
	row := w.rows("clerk", quanyuan.Differs)[0]
	path := fmt.Sprintf("/cases/%d?outcome=differs", row.Record)
	clerk := w.as("clerk")
	res, body := clerk.post(path, url.Values{"version": {"0"}, "act": {"settle"}})
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "请选取谁") {
		t.Errorf("nothing chosen: %d", res.StatusCode)
	}
}
