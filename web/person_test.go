package web_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"quanyuan"
)

func init() {
	visits = append(visits,
		visit{"person-correct", "clerk", func(w *town) string {
			return "/persons/" + string(w.somebody("clerk", livesHere).Number) + "/do/correct?field=marital"
		}},
		visit{"person-move", "clerk", func(w *town) string {
			return "/persons/" + string(w.somebody("clerk", livesHere).Number) + "/do/move"
		}},
		visit{"person-exit", "clerk", func(w *town) string {
			return "/persons/" + string(w.somebody("clerk", livesHere).Number) + "/do/exit"
		}},
	)
}

// livesHere is somebody who lives and is registered in one community alone.
func livesHere(p *quanyuan.Person) bool {
	return p.Exited == "" && len(p.Presences) == 1 && p.Presences[0].Category == quanyuan.HukouAndLivesHere && p.Text(quanyuan.Name) != ""
}

var versionField = regexp.MustCompile(`name="version" value="([0-9]+)"`)

// form gives the fields that a page hides in its form for an act.
func (v *visitor) form(path string) url.Values {
	v.w.t.Helper()
	body := v.wants(http.StatusOK, path)
	m := versionField.FindStringSubmatch(body)
	if m == nil {
		v.w.t.Fatalf("%s has no version in its form:\n%s", path, mainOf(body))
	}
	return url.Values{"version": {m[1]}}
}

func with(form url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for k, v := range form {
		out[k] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

// says fails unless an answer has the status and holds all the texts.
func (v *visitor) says(what string, res *http.Response, body string, status int, texts ...string) {
	v.w.t.Helper()
	if res.StatusCode != status {
		v.w.t.Fatalf("%s: %d, want %d\n%s\n%s", what, res.StatusCode, status, mainOf(body), v.w.log)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			v.w.t.Errorf("%s: does not say %q", what, text)
		}
	}
}

// What is done with a person is done by plain forms: what was typed is never
// lost, and whoever saw an older state is told what happened since.
func TestActsOnAPerson(t *testing.T) {
	w := openTown(t)
	n := w.somebody("clerk", livesHere)
	path := "/persons/" + string(n.Number)
	clerk, head := w.as("clerk"), w.as("head")
	correct := path + "/do/correct?field=workplace"
	seen := with(clerk.form(correct), "field", "workplace")
	stale := seen

	res, body := clerk.post(path+"/do/correct", with(seen, "value", "春江小学"))
	clerk.says("a correction", res, body, http.StatusOK, "已更正", "更正为“春江小学”", "林晓芸")
	res, body = head.post(path+"/do/correct", with(stale, "value", "江北小学"))
	head.says("a correction of what was seen before", res, body, http.StatusConflict, "此人已被更改", "更正为“春江小学”", `value="江北小学"`)
	m := versionField.FindStringSubmatch(body)
	res, body = head.post(path+"/do/correct", url.Values{"version": {m[1]}, "field": {"workplace"}, "value": {"江北小学"}})
	head.says("sent again", res, body, http.StatusOK, "更正为“江北小学”")
	res, body = clerk.post(path+"/do/correct", with(clerk.form(path+"/do/correct?field=birth_date"), "field", "birth_date", "value", "1962-13-40"))
	clerk.says("a date that is none", res, body, http.StatusUnprocessableEntity, `value="1962-13-40"`, `href="#f-value"`)
	res, body = head.post(path+"/do/pin", with(head.form(path+"/do/pin?field=workplace"), "field", "workplace"))
	head.says("a pin", res, body, http.StatusOK, "锁定")
	res, _ = clerk.post(path+"/do/pin", with(seen, "field", "workplace"))
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("a clerk pins: %d", res.StatusCode)
	}
	res, body = clerk.post(path+"/do/exit", with(clerk.form(path+"/do/exit"), "reason", "1", "day", ""))
	clerk.says("a death without a day", res, body, http.StatusUnprocessableEntity, "死亡须填写死亡日期", `<option value="1" selected>`)
	res, body = clerk.post(path+"/do/exit", with(clerk.form(path+"/do/exit"), "reason", "5", "day", ""))
	clerk.says("an exit", res, body, http.StatusOK, "已退出登记", "错误建档")
	res, body = head.post(path+"/do/restore", head.form(path+"/do/restore"))
	head.says("a restoration", res, body, http.StatusOK, "已恢复")
	place := n.Presences[0].Community
	res, body = clerk.post(path+"/do/move", with(clerk.form(path+"/do/move"), "community_code", place, "hukou_status", "1", "residence_status", "5", "day", "2026-10-01"))
	clerk.says("a move", res, body, http.StatusOK, "2026-10-01 起在", "户在人不在")
	res, body = clerk.post(path+"/do/leave", with(clerk.form(path+"/do/leave"), "place", place, "reason", "1", "day", "2026-10-02"))
	clerk.says("leaving", res, body, http.StatusOK, "2026-10-02 离开")

	clerk.get("/?lang=en")
	body = clerk.wants(http.StatusOK, path, "corrected to “江北小学”", "left the register: created in error", "left "+w.desk.PlaceName(place)+" on 2026-10-02")
	if left := regexp.MustCompile(`\{[0-9]\}|person\.[a-z]+\.`).FindString(body); left != "" {
		t.Errorf("the page shows %q", left)
	}
}

// Two who look at one person see each other; a resident sees nobody there.
func TestTwoOnOnePerson(t *testing.T) {
	w := openTown(t)
	path := "/persons/" + string(w.somebody("clerk", livesHere).Number)
	clerk, head := w.as("clerk"), w.as("head")
	if body := clerk.wants(http.StatusOK, path); strings.Contains(body, "正在看此人") {
		t.Error("a clerk alone sees somebody")
	}
	head.wants(http.StatusOK, path, "林晓芸 正在看此人")
	clerk.wants(http.StatusOK, path+"/do/move", "段立群 正在看此人")
	head.wants(http.StatusOK, path, "林晓芸 正在更改此人")
	w.turn(4 * 60e9)
	if body := head.wants(http.StatusOK, path); strings.Contains(body, "林晓芸 正在") {
		t.Error("somebody who was there four minutes ago is still shown")
	}
	other := w.as("clerk2")
	if res, _ := other.get(path + "/here"); res.StatusCode != http.StatusNotFound {
		t.Errorf("who looks at somebody of another community: %d", res.StatusCode)
	}
}

// What leaves the register bears a reason and who took it, on paper and as a
// workbook, and whoever asks who looked is told.
func TestAPersonTakenOut(t *testing.T) {
	w := openTown(t)
	n := w.somebody("clerk", livesHere)
	path := "/persons/" + string(n.Number)
	clerk := w.as("clerk")
	res, body := clerk.post(path+"/take-out", url.Values{"why": {"看"}, "as": {"xlsx"}})
	clerk.says("without a reason", res, body, http.StatusUnprocessableEntity, `value="看"`, `href="#f-why"`)
	res, body = clerk.post(path+"/take-out", url.Values{"why": {"入户核对用"}, "as": {"print"}})
	clerk.says("on paper", res, body, http.StatusOK, "取出人：林晓芸 clerk", "入户核对用", `class="watermark"`)
	if id := n.Text(quanyuan.IDNumber); id != "" && strings.Contains(body, id) {
		t.Error("a printed page shows an identity number in full")
	}
	res, body = clerk.post(path+"/take-out", url.Values{"why": {"入户核对用"}, "as": {"xlsx"}})
	if res.StatusCode != http.StatusOK {
		t.Fatalf("a workbook: %d", res.StatusCode)
	}
	f, err := excelize.OpenReader(bytes.NewReader([]byte(body)))
	check(t, err)
	for _, sheet := range f.GetSheetList() {
		if mark, _ := f.GetCellValue(sheet, "A1"); !strings.Contains(mark, "林晓芸 clerk") || !strings.Contains(mark, "入户核对用") {
			t.Errorf("sheet %s bears %q", sheet, mark)
		}
	}
	if res, _ = w.as("school").post(path+"/take-out", url.Values{"why": {"入户核对用"}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("a school takes somebody out: %d", res.StatusCode)
	}
	w.as("audit").wants(http.StatusOK, path+"/lookers", "入户核对用")
}

// onPaper looks at the page as it is printed: with the mark, without controls.
func (b *browser) onPaper(name string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	check(b.t, err)
	if n := b.number(`[...document.querySelectorAll("main button, main summary, .acts, .bar")].filter((e) => e.offsetParent !== null).length`); n > 0 {
		b.t.Errorf("%s prints %d controls", name, n)
	}
	if b.eval(`getComputedStyle(document.querySelector(".watermark")).display`) == "none" {
		b.t.Errorf("%s prints no mark", name)
	}
	b.picture(name)
	_, err = chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	check(b.t, err)
}

// The page of a person in a browser: every value opens to its voices, it prints
// with a mark, and two people see each other without asking again.
func TestPersonInBrowser(t *testing.T) {
	beside(t)
	w := openTown(t)
	b := w.browse().as("clerk")
	path := "/persons/" + string(w.somebody("clerk", livesHere).Number)
	w.as("head").wants(http.StatusOK, path)
	for _, lang := range []string{"zh", "en"} {
		b.language(lang)
		b.size(1366, 768)
		b.open(path)
		b.wait(`document.querySelector(".watchers").textContent.includes("段立群")`)
		b.press(".person-values details summary")
		b.wait(`document.querySelector(".person-values details").open && document.querySelector(".person-values details table") !== null`)
		b.accessible("person with voices, " + lang)
		b.picture("person-voices-" + lang)
		b.print("person-" + lang)
		b.onPaper("person-printed-" + lang)
		b.size(375, 800)
		b.open(path)
		b.press(".person-values details summary")
		b.accessible("person on a phone, "+lang, "color-contrast", "target-size")
		b.picture("person-phone-" + lang)
	}
	b.language("zh")
	b.size(1366, 768)
	b.open(path)
	b.press("details.unmask:last-of-type summary")
	b.fill("#f-why", "入户核对用")
	b.press(`form[action$="/take-out"] button`)
	b.wait(`document.querySelector(".watermark") !== null && document.querySelector(".print-line") !== null`)
	b.accessible("page to print")
	b.picture("person-paper")
	b.print("person-paper")
	b.onPaper("person-paper-printed")
	b.open(path + "/do/correct?field=workplace")
	b.fill("#f-value", "春江小学")
	b.press("main form button.main")
	b.wait(`document.querySelector(".flash") !== null && location.pathname.startsWith("/persons/")`)
	b.picture("person-corrected")
}
