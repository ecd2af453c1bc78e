package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"quanyuan"
)

func init() {
	visits = append(visits, visit{"field", "survey", func(w *town) string { return fieldAddress(w.surveyed()) }})
}

func fieldAddress(p *quanyuan.PSU) string { return "/field/" + p.Survey + "/" + p.Segment }

// surveyTeam is the principal of the survey's account.
func (w *town) surveyTeam() quanyuan.Principal {
	by := w.account("survey")
	by.Mandate = "survey"
	return by
}

// surveyed freezes and draws a survey of the town, and gives its first segment.
func (w *town) surveyed() *quanyuan.PSU {
	w.t.Helper()
	ctx, by := context.Background(), w.surveyTeam()
	s, err := w.desk.FreezeSurvey(ctx, by, "覆盖调查", "", quanyuan.SurveyPlan{Units: 4, Least: 15, Most: 60}, nil)
	check(w.t, err)
	_, psus, err := w.desk.DrawSurvey(ctx, by, s.ID, "2026130: 07 11 19")
	check(w.t, err)
	return psus[0]
}

// forms are what the register has of the forms of a segment's survey.
func (w *town) forms(p *quanyuan.PSU) []*quanyuan.FieldSheet {
	w.t.Helper()
	all, err := w.desk.Forms(context.Background(), w.surveyTeam(), p.Survey)
	check(w.t, err)
	return all
}

// another opens a tab of the same phone, after the first was killed.
func (b *browser) another() *browser {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	next := &browser{w: b.w, t: b.t, ctx: ctx, expected: b.expected}
	check(b.t, chromedp.Listen(ctx, next.hear))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	check(b.t, err)
	b.t.Cleanup(func() {
		next.mu.Lock()
		defer next.mu.Unlock()
		for _, p := range next.problems {
			b.t.Error(p)
		}
	})
	return next
}

// kill ends the tab's process at once, as a phone short of memory does.
func (b *browser) kill() {
	b.t.Helper()
	gone := make(chan struct{})
	check(b.t, chromedp.Listen(b.ctx, func(event any) {
		if _, ok := event.(*inspector.EventTargetCrashed); ok {
			close(gone)
		}
	}))
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	go chromedp.Call(ctx, page.Crash, cdp.Empty{}) // never answered
	select {
	case <-gone:
	case <-ctx.Done():
		b.t.Fatal("the tab goes on after it was killed")
	}
}

const fieldReady = `document.documentElement.dataset.field === "ready"`

// TestFieldWithoutNetwork: a house is written down without network, in a tab
// that is killed twice; each time all that was typed is there again. With the
// network back, the server has it once, and the phone has nothing but receipts.
func TestFieldWithoutNetwork(t *testing.T) {
	beside(t)
	w := openTown(t)
	p := w.surveyed()
	b := w.browse()
	b.expect("net::ERR", "status of 401", "Failed to fetch")
	b.size(375, 700)
	b.as("survey")
	b.open(fieldAddress(p))
	b.wait(fieldReady + ` && document.documentElement.dataset.kept === "yes"`)
	b.picture("field-empty-zh")

	w.down.Store(true)
	w.CloseClientConnections()
	b.offline(true)
	b.open(fieldAddress(p))
	b.wait(fieldReady)
	b.press("#field-new")
	b.wait(`!document.querySelector("#field-house").hidden`)
	b.press("#field-add")
	b.fill(`#field-people [data-person="name"]`, "欧阳晓")
	b.keys("明")
	b.wait(`document.querySelector("#field-state").classList.contains("good")`)
	b.accessible("field with a house")
	b.picture("field-house-zh")
	b.kill()

	b = b.another()
	b.size(375, 700)
	b.open(fieldAddress(p))
	b.wait(fieldReady + ` && document.querySelectorAll("#field-houses li").length === 1`)
	b.press("#field-houses button")
	b.wait(`document.querySelector('#field-people [data-person="name"]')`)
	if got := b.eval(`document.querySelector('#field-people [data-person="name"]').value`); got != "欧阳晓明" {
		t.Errorf("after the first kill the name is %q", got)
	}
	b.fill(`#field-people [data-person="sex"]`, "男性")
	b.fill(`#field-people [data-person="birth_date"]`, "1986-03-21")
	b.press("#field-finish")
	b.wait(`document.querySelector("#field-house").hidden && document.querySelectorAll("#field-houses li").length === 1`)
	b.press("#field-new") // a house where nobody is met
	b.wait(`!document.querySelector("#field-house").hidden`)
	b.fill("#field-result", "absent")
	b.press("#field-finish")
	b.wait(`!document.querySelector("#field-house-fault").hidden`)
	b.fill("#field-reason", "三次上门无人")
	b.wait(`document.querySelector("#field-state").classList.contains("good")`)
	b.kill()

	b = b.another()
	b.size(375, 700)
	b.open(fieldAddress(p))
	b.wait(fieldReady + ` && document.querySelectorAll("#field-houses li").length === 2`)
	b.press("#field-houses li:nth-child(2) button")
	b.press("#field-finish")
	b.wait(`document.querySelector("#field-house").hidden && document.querySelector("#field-state").classList.contains("warn")`)
	b.accessible("field without network")
	b.picture("field-offline-zh")
	if n := len(w.forms(p)); n != 0 {
		t.Fatalf("%d forms without network", n)
	}
	w.down.Store(false)
	b.press("#field-send")
	b.wait(`document.querySelectorAll("#field-receipts li").length === 2 && document.querySelectorAll("#field-houses li").length === 0`)
	b.picture("field-receipts-zh")
	b.language("en")
	b.open(fieldAddress(p))
	b.wait(fieldReady + ` && document.querySelectorAll("#field-receipts li").length === 2`)
	b.accessible("field in English")
	b.picture("field-receipts-en")
	var got []string
	for _, f := range w.forms(p) {
		got = append(got, fmt.Sprint(f.State, f.Kept.House, f.Kept.Result, f.Kept.Reason, f.Kept.Persons))
	}
	if want := "done1done[map[birth_date:1986-03-21 name:欧阳晓明 sex:男性]] done2absent三次上门无人[]"; strings.Join(got, " ") != want {
		t.Errorf("the server has\n%s, want\n%s", got, want)
	}
	left, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`new Promise((yes) => { const r = indexedDB.open("quanyuan-field"); r.onsuccess = () => { const a = r.result.transaction("forms").objectStore("forms").getAll(); a.onsuccess = () => yes(JSON.stringify(a.result)); }; })`, chromedp.EvalAwaitPromise))
	if check(t, err); left != "[]" {
		t.Errorf("the phone still has %s", left)
	}
}
