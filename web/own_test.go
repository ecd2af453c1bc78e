package web_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"quanyuan"
	"quanyuan/desk"
)

func init() {
	visits = append(visits,
		visit{"own-code", "clerk", func(w *town) string { return "/persons/" + string(w.ownSomebody().Number) + "/code" }},
		visit{"own-requests", "clerk", func(w *town) string { w.ownAsks(); return "/amendments" }},
		visit{"own-request", "clerk", func(w *town) string { return "/amendments/" + w.ownAsks().ID }},
	)
}

func (w *town) ownSomebody() *quanyuan.Person {
	return w.somebody("clerk", func(p *quanyuan.Person) bool { return livesHere(p) && p.Text(quanyuan.IDNumber) != "" })
}

// ownAsks lets a resident ask.
func (w *town) ownAsks() *quanyuan.Amendment {
	w.t.Helper()
	a, err := w.desk.AskAmendment(context.Background(), quanyuan.Principal{Post: quanyuan.Citizen, Person: w.ownSomebody().Number}, desk.Wish{Field: "workplace", Says: "江北纺织厂", Why: "工作证上写着"})
	check(w.t, err)
	return a
}

// ownPicture is a file as a phone takes it.
func ownPicture(t *testing.T) (string, []byte) {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for i := range m.Pix {
		m.Pix[i] = byte(i / 700)
	}
	m.Set(3, 3, color.White)
	var b bytes.Buffer
	check(t, jpeg.Encode(&b, m, nil))
	path := filepath.Join(t.TempDir(), "户口本.jpg")
	check(t, os.WriteFile(path, b.Bytes(), 0o600))
	return path, b.Bytes()
}

var ownCode = regexp.MustCompile(`[2-9A-Z]{5}-[2-9A-Z]{5}`)

// The clerk gives a code on a slip; the resident signs in with it on a phone,
// sees the own record and who says it, asks for a correction with a picture;
// the community decides with a reason; the resident follows it, and sees which
// offices looked, and why, but not who.
func TestWayOfAResident(t *testing.T) {
	beside(t)
	w := openTown(t)
	p := w.ownSomebody()
	clerk := w.browse().as("clerk")
	clerk.open("/persons/" + string(p.Number))
	clerk.press(`a[href$="/code"]`)
	clerk.wait(`location.pathname.endsWith("/code")`)
	clerk.press("main form button.main")
	clerk.wait(`document.querySelector(".own-slip") !== null`)
	clerk.accessible("own-slip")
	clerk.picture("own-slip-zh")
	clerk.print("own-slip")
	code := ownCode.FindString(clerk.eval(`document.querySelector(".own-slip").innerText`))
	if code == "" {
		t.Fatal("no code on the slip")
	}

	b := w.browse()
	b.expect("status of 422")
	b.size(375, 720)
	b.open("/sign-in/code")
	b.fill("#f-number", string(p.Number))
	b.fill("#f-code", strings.ToLower(code))
	b.press("main form button.main")
	b.wait(`location.pathname === "/own"`)
	b.deptSays(p.Text(quanyuan.Name), p.Text(quanyuan.IDNumber), "您登记在", "来自：")
	b.accessible("own")
	b.fits("own")
	b.picture("own-zh")
	b.handbook("own")
	b.open("/persons/" + string(p.Number)) // the page of clerks leads to the own one
	b.wait(`location.pathname === "/own"`)

	b.open("/own/ask")
	b.accessible("own-choose")
	b.picture("own-choose-zh")
	b.open("/own/ask?field=phone")
	b.fill("#f-says", "13800")
	b.press("main form button.main")
	b.wait(`document.querySelector(".summary") !== null`)
	path, raw := ownPicture(t)
	b.fill("#f-says", "13987654321")
	b.fill("#f-why", "换了号码")
	b.do("choose the picture", chromedp.SetUploadFiles("#f-proof", []string{path}))
	b.accessible("own-ask")
	b.fits("own-ask")
	b.picture("own-ask-zh")
	b.press("main form button.main")
	b.wait(`location.pathname.startsWith("/own/asks/")`)
	b.deptSays("13987654321", "等社区答复")
	b.picture("own-follow-zh")
	mine := b.eval("location.pathname")

	clerk.open("/")
	clerk.deptSays("1 居民更正申请")
	clerk.open("/amendments?state=open")
	clerk.press(`main tbody a[href^="/amendments/"]`)
	clerk.wait(`location.pathname.startsWith("/amendments/")`)
	clerk.accessible("own-request")
	clerk.picture("own-request-zh")
	request := clerk.eval("location.pathname")
	w.ownKept(request+"/proof", raw)
	clerk.press(`input[value="accept"]`)
	clerk.fill("#f-reason", "已电话核实")
	clerk.press("main form button.main")
	clerk.wait(`location.search === "?state=open" && document.querySelector(".flash") !== null`)

	b.open(mine)
	b.deptSays("已更正", "事由： 已电话核实", "同意更正")
	b.accessible("own-follow")
	b.fits("own-follow")
	b.picture("own-answered-zh")
	if said := b.eval(`document.querySelector("main").innerText`); strings.Contains(said, "林晓芸") {
		t.Error("the resident is told the clerk's name")
	}
	b.open("/own")
	b.deptSays("13987654321", "社区工作人员登记")
	b.open("/own/lookers")
	b.deptSays("社区专干", "您本人", "更正")
	if said := b.eval(`document.querySelector("main").innerText`); strings.Contains(said, "林晓芸") {
		t.Error("the page of lookers names the clerk")
	}
	b.accessible("own-lookers")
	b.fits("own-lookers")
	b.picture("own-lookers-zh")
	b.language("en")
	for _, page := range []string{"/own", "/own/lookers", "/own/ask?field=phone", "/own/ask", mine} {
		b.open(page)
		b.accessible(page + " in English")
		b.fits(page + " in English")
		b.picture("own-en" + strings.ReplaceAll(strings.Split(page, "?")[0], "/", "-"))
	}
}

// ownKept looks at a proof as the clerk gets it: a file to keep, drawn anew.
func (w *town) ownKept(path string, raw []byte) {
	w.t.Helper()
	res, body := w.as("clerk").get(path)
	h := res.Header
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("Content-Type") != "image/jpeg" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" {
		w.t.Errorf("the proof comes as %d %v", res.StatusCode, h)
	}
	if body == string(raw) {
		w.t.Error("the file is kept as it came")
	}
	if _, err := jpeg.Decode(strings.NewReader(body)); err != nil {
		w.t.Error(err)
	}
	for _, other := range []string{"clerk2", "school", "leader", "audit"} {
		if res, _ := w.as(other).get(path); res.StatusCode == http.StatusOK {
			w.t.Errorf("%s gets the proof", other)
		}
	}
}

// A code opens one record once, guesses are slowed, and a resident comes to no
// page of others; all of it without scripts.
func TestAResidentSeesOneselfAlone(t *testing.T) {
	w := openTown(t)
	p, far := w.ownSomebody(), w.somebody("clerk2", livesHere)
	clerk := w.as("clerk")
	res, body := clerk.post("/persons/"+string(p.Number)+"/code", url.Values{})
	code := ownCode.FindString(body)
	if res.StatusCode != http.StatusOK || code == "" {
		t.Fatalf("no code: %d", res.StatusCode)
	}
	if _, again := clerk.get("/persons/" + string(p.Number) + "/code"); strings.Contains(again, code) {
		t.Error("the code is shown twice")
	}
	if res, _ := clerk.post("/persons/"+string(far.Number)+"/code", url.Values{}); res.StatusCode == http.StatusOK {
		t.Error("a clerk gives a code for somebody of another community")
	}
	me := w.visitor()
	res, _ = me.post("/sign-in/code", url.Values{"number": {string(p.Number)}, "code": {code}})
	if res.Request.URL.Path != "/own" {
		t.Fatalf("the code leads to %s", res.Request.URL)
	}
	me.wants(http.StatusOK, "/own", p.Text(quanyuan.Name))
	thief := w.visitor()
	if res, _ := thief.post("/sign-in/code", url.Values{"number": {string(p.Number)}, "code": {code}}); res.Request.URL.Path == "/own" {
		t.Error("the code works twice")
	}
	a := w.ownAsks()
	w.t.Log("asked", a.ID)
	for _, path := range []string{"/persons/" + string(far.Number), "/persons", "/search", "/tasks", "/lists", "/amendments", "/amendments/" + a.ID, "/department", "/department/ask", "/persons/" + string(p.Number) + "/code"} {
		if res, _ := me.get(path); res.StatusCode == http.StatusOK && res.Request.URL.Path == path {
			t.Errorf("a resident opens %s", path)
		}
	}
	other, err := w.desk.AskAmendment(context.Background(), quanyuan.Principal{Post: quanyuan.Citizen, Person: far.Number}, desk.Wish{Says: "我已搬走"})
	check(t, err)
	me.wants(http.StatusNotFound, "/own/asks/"+other.ID)
	me.wants(http.StatusNotFound, "/own/asks/"+other.ID+"/proof")
	if res, _ := me.post("/own/asks/"+other.ID, url.Values{}); res.StatusCode != http.StatusNotFound {
		t.Errorf("a resident takes back what another asked: %d", res.StatusCode)
	}
	for range 30 {
		thief.post("/sign-in/code", url.Values{"number": {string(far.Number)}, "code": {"AAAAAAAAAA"}})
	}
	if res, _ := thief.post("/sign-in/code", url.Values{"number": {string(far.Number)}, "code": {"AAAAAAAAAA"}}); res.StatusCode != http.StatusTooManyRequests {
		t.Errorf("guesses go on: %d", res.StatusCode)
	}
}
