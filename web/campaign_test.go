package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"quanyuan"
)

func init() {
	board := func(account string) func(*town) string {
		return func(w *town) string { w.campaign(); return "/campaign/at/" + w.division(account) }
	}
	visits = append(visits,
		visit{"campaign-none", "city", at("/campaign")},
		visit{"campaign-new", "city", at("/campaign/new")},
		visit{"campaign-city", "city", func(w *town) string { w.campaign(); return "/campaign" }},
		visit{"campaign-phases", "city", at("/campaign/phases")},
		visit{"campaign-town", "town", board("town")},
		visit{"campaign-unsigned", "head", board("clerk")},
		visit{"campaign-signed", "head", func(w *town) string { w.campaign(); w.sign(); return "/campaign/at/" + w.division("clerk") }},
	)
}

// division is where an account works.
func (w *town) division(account string) string {
	w.t.Helper()
	for _, a := range w.accounts {
		if a.Name == account {
			return a.Division
		}
	}
	w.t.Fatalf("no account %s", account)
	return ""
}

// campaign opens a campaign, unless one is open, and counts what is to be done.
func (w *town) campaign() {
	w.t.Helper()
	ctx, by := context.Background(), quanyuan.Local("邵国良")
	c := &quanyuan.Campaign{Name: "2026年消重补漏专项行动"}
	for i, key := range quanyuan.Phases() {
		c.Phases = append(c.Phases, quanyuan.Phase{Key: key, From: quanyuan.Date{Year: 2026, Month: 10, Day: 10 + 5*i}, To: quanyuan.Date{Year: 2026, Month: 11, Day: 1 + 5*i}})
	}
	if err := w.desk.OpenCampaign(ctx, by, c); err != nil && !errors.Is(err, quanyuan.ErrExists) {
		w.t.Fatal(err)
	}
	_, err := w.desk.RefreshCampaign(ctx, by)
	check(w.t, err)
}

// sign signs for the clerk's community as its head does.
func (w *town) sign() {
	w.t.Helper()
	head := w.as("head")
	res, body := head.post("/campaign/at/"+w.division("clerk")+"/sign", url.Values{"signer": {"林晓芸"}, "duty": {"社区专干"}, "head": {"段立群"}, "answer": {"yes"}})
	if res.StatusCode != http.StatusOK {
		w.t.Fatal(body)
	}
}

// The city opens a campaign on a page and has it counted; a town hands its work
// out and reminds; a head signs for her community and prints the sheet. A
// change of anybody then shows, and what was signed is taken back with a reason.
func TestWayOfACampaign(t *testing.T) {
	beside(t)
	w := openTown(t)
	city := w.browse().as("city")
	city.expect("status of 422")
	city.open("/campaign")
	city.press(`main a[href="/campaign/new"]`)
	city.wait(`location.pathname === "/campaign/new"`)
	city.fill("#f-name", "2026年消重补漏专项行动")
	for i, key := range quanyuan.Phases() {
		city.fill("#f-from-"+string(key), []string{"2026-10-10", "2026-10-15", "2026-10-20", "2026-10-25", "2026-11-20"}[i])
		city.fill("#f-to-"+string(key), []string{"2026-10-31", "2026-11-01", "2026-11-10", "2026-11-20", "十二月"}[i])
	}
	city.press("main form button.main")
	city.wait(`document.querySelector("#f-to-assess-fault") !== null`)
	if name := city.eval(`document.querySelector("#f-name").value`); name != "2026年消重补漏专项行动" {
		t.Errorf("the name that was typed is lost: %q", name)
	}
	city.fill("#f-to-assess", "2026-12-20")
	city.press("main form button.main")
	city.wait(`location.pathname.startsWith("/campaign/at/")`)
	city.press(`form[action="/campaign/refresh"] button`)
	city.wait(`document.querySelector("#board") !== null && document.querySelector(".counts b").textContent !== "0"`)
	if late := city.number(`document.querySelectorAll("#board .tag.bad").length`); late == 0 {
		t.Error("sorting ended yesterday, and nothing is overdue")
	}

	community := w.division("clerk")
	town := w.as("town")
	board := "/campaign/at/" + w.division("town")
	town.wants(http.StatusOK, board, `href="/campaign/at/`+community+`"`)
	res, body := town.post(board+"/people", url.Values{"place": {community}, "name": {"林晓芸"}, "duty": {""}})
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "姓名和职责") || !strings.Contains(body, `value="林晓芸"`) {
		t.Errorf("somebody without a duty is named: %d", res.StatusCode)
	}
	_, body = town.post(board+"/people", url.Values{"place": {community}, "name": {"林晓芸"}, "duty": {"社区专干"}})
	if !strings.Contains(body, "已分派") || !strings.Contains(body, "社区专干") {
		t.Errorf("handing out does not say so: %s", body)
	}
	if _, body = town.post(board+"/remind", nil); !strings.Contains(body, "已催办") {
		t.Errorf("reminding does not say so: %s", body)
	}

	clerk := w.as("clerk")
	clerk.wants(http.StatusOK, "/campaign", "林晓芸", "2026-11-02", "范志远", "尚未签收")
	if res, _ := clerk.post("/campaign/at/"+community+"/sign", url.Values{"answer": {"yes"}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("a clerk signs: %d", res.StatusCode)
	}
	if res, _ := clerk.get("/campaign/at/" + w.division("clerk2")); res.StatusCode != http.StatusForbidden {
		t.Errorf("a clerk looks at another community: %d", res.StatusCode)
	}

	head := w.browse().as("head")
	head.expect("status of 422")
	head.open("/campaign")
	head.press(`form[action$="/sign"] button.main`)
	head.wait(`document.querySelector("#f-answer-fault, .summary") !== null`)
	head.fill("#f-duty", "社区主任")
	head.press("#f-answer")
	head.press(`form[action$="/sign"] button.main`)
	head.wait(`document.querySelector("#h-sign ~ p .tag.good") !== null`)
	sheet := head.eval(`document.querySelector('a[href$="/sheet"]').getAttribute("href")`)
	head.do("sheet", chromedp.Navigate(w.URL+sheet))
	if font := head.eval(`getComputedStyle(document.querySelector("h1")).textAlign`); font != "center" {
		t.Errorf("the sheet's own style does not reach it: %s", font)
	}
	head.picture("campaign-sheet")
	head.print("campaign-sheet")
	if _, body := w.as("head").get(sheet + ".xlsx"); !strings.HasPrefix(body, "PK") {
		t.Error("the sheet is no workbook")
	}

	somebody := w.somebody("clerk", func(p *quanyuan.Person) bool { return len(p.Divisions()) == 1 && p.Exited == "" })
	_, err := w.desk.Exit(context.Background(), quanyuan.Local("段立群"), somebody.Number, "1", quanyuan.Date{Year: 2026, Month: 11, Day: 1})
	check(t, err)
	head.open("/campaign")
	head.wait(`document.querySelector("#h-sign ~ p .tag.bad") !== null && document.querySelectorAll("#h-sign ~ table tbody tr").length > 0`)
	head.picture("campaign-broken")
	out := w.as("head")
	if res, body := out.post("/campaign/at/"+community+"/withdraw", url.Values{"reason": {""}}); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "请改正") {
		t.Errorf("a signature is taken back without a reason: %d", res.StatusCode)
	}
	if _, body := out.post("/campaign/at/"+community+"/withdraw", url.Values{"reason": {"有一人迁出，重新核对"}}); !strings.Contains(body, "签收已撤回") {
		t.Error("taking back does not say so")
	}

	if res, _ := out.get("/campaign/phases"); res.StatusCode != http.StatusForbidden {
		t.Errorf("a community changes the phases: %d", res.StatusCode)
	}
	office := w.as("city")
	if res, _ := office.post("/campaign/close", nil); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a campaign ends by a slip: %d", res.StatusCode)
	}
	if _, body := office.post("/campaign/close", url.Values{"sure": {"yes"}}); !strings.Contains(body, "没有正在进行的专项行动") {
		t.Error("the campaign does not end")
	}
}
