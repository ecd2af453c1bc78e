package web_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"quanyuan/simulate"
)

var screens = flag.String("screens", "", "folder that keeps pictures of the pages")

// theBrowser is one Chromium for all tests; each has cookies of its own.
var theBrowser struct {
	once   sync.Once
	ctx    context.Context
	cancel context.CancelFunc
	err    error
}

func startBrowser() {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		return
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.WindowSize(1366, 768), chromedp.Flag("headless", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("lang", "zh-CN")}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.Flag("no-sandbox", true)) // Chromium asks for it as root
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	theBrowser.ctx, theBrowser.cancel = ctx, func() { cancel(); stop() }
	theBrowser.err = chromedp.Do(ctx, chromedp.Navigate("about:blank"))
}

// browser is a tab of somebody who looks at the town.
type browser struct {
	w   *town
	t   *testing.T
	ctx context.Context

	width, height int64 // of the window

	mu       sync.Mutex
	problems []string
	expected []string // parts of problems that a test asks for
}

// beside lets a test that looks at pages run beside others: each has a town and
// a browser's window of its own. Pictures are made one after the other.
func beside(t *testing.T) {
	t.Helper()
	if *pictures == "" && *screens == "" {
		t.Parallel()
	}
}

// browse opens a tab, or skips the test where there is no browser.
func (w *town) browse() *browser {
	w.t.Helper()
	theBrowser.once.Do(startBrowser)
	if theBrowser.ctx == nil {
		w.t.Skip("no Chromium or Chrome here: pages are not looked at; scripts/browser installs one")
	}
	check(w.t, theBrowser.err)
	ctx, cancel := chromedp.NewContext(theBrowser.ctx, chromedp.WithNewBrowserContext())
	w.t.Cleanup(cancel)
	b := &browser{w: w, t: w.t, ctx: ctx}
	check(w.t, chromedp.Listen(ctx, b.hear))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	check(w.t, err)
	_, err = chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // of several windows one has the focus
	check(w.t, err)
	b.language("zh")
	b.size(1366, 768)
	w.t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, p := range b.problems {
			w.t.Error(p)
		}
	})
	return b
}

// hear notes what no page may do: faults of scripts, requests to elsewhere,
// what the policy refused.
func (b *browser) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	problem := ""
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, b.w.URL) && !strings.HasPrefix(e.Request.URL, "data:") && !strings.HasPrefix(e.Request.URL, "about:") {
			problem = "a page asked for " + e.Request.URL
		}
	case *runtime.EventExceptionThrown:
		problem = fmt.Sprintf("exception: %+v", e.ExceptionDetails)
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			problem = "log: " + e.Entry.Text + " " + e.Entry.URL
		}
	}
	for _, part := range b.expected {
		if strings.Contains(problem, part) {
			return
		}
	}
	if problem != "" {
		b.problems = append(b.problems, problem)
	}
}

// expect allows problems that a test brings about, such as "status of 422".
func (b *browser) expect(parts ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected = append(b.expected, parts...)
}

func (b *browser) language(lang string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: "quanyuan-lang", Value: lang, URL: b.w.URL})
	check(b.t, err)
}

// size sets the window; widths below 700 are a phone.
func (b *browser) size(width, height int64) {
	b.t.Helper()
	b.width, b.height = width, height
	_, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 700})
	check(b.t, err)
}

func (b *browser) scheme(name string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
	check(b.t, err)
}

// offline lets no request reach the town, or again.
func (b *browser) offline(is bool) {
	b.t.Helper()
	conditions := &network.Conditions{Offline: is, DownloadThroughput: -1, UploadThroughput: -1}
	_, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{conditions}})
	check(b.t, err)
}

// as signs a sample account in by its form.
func (b *browser) as(account string) *browser {
	b.t.Helper()
	b.open("/sign-in")
	b.fill("#f-account", account)
	b.fill("#f-password", simulate.SamplePassword)
	b.press("main form button.main")
	b.wait(`location.pathname !== "/sign-in" && document.readyState === "complete"`)
	return b
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.do("open "+path, chromedp.Navigate(b.w.URL+path))
	b.wait(`document.readyState === "complete" && document.documentElement.classList.contains("scripted")`)
}

func (b *browser) do(what string, a chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, a); err != nil {
		b.t.Fatalf("%s: %v; the page says %q", what, err, b.words())
	}
}

// words are the beginning of what the page says, for failures.
func (b *browser) words() string {
	s, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("(document.querySelector('main') || document.body).innerText.slice(0, 600)"))
	return s
}

// press clicks the first element that fits.
func (b *browser) press(selector string) {
	b.t.Helper()
	b.do("press "+selector, chromedp.Click(selector))
}

// fill replaces what stands in a field.
func (b *browser) fill(selector, text string) {
	b.t.Helper()
	b.eval(fmt.Sprintf(`(() => { const f = document.querySelector(%q); f.value = %q; f.dispatchEvent(new Event("input", {bubbles: true})); f.dispatchEvent(new Event("change", {bubbles: true})); return "" })()`, selector, text))
}

// keys types as on a keyboard.
func (b *browser) keys(keys string) {
	b.t.Helper()
	b.do("keys "+keys, chromedp.KeyEvent(keys))
}

// wait asks until an expression is true and the page is ready. It asks from here: a page that came
// back out of the browser's cache draws no frames, by which chromedp.Poll asks.
func (b *browser) wait(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 60*time.Second)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("("+expression+`) && document.readyState === "complete" && document.documentElement.classList.contains("scripted")`))
		if err == nil && is {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			b.t.Fatalf("waiting for %s: %v; the page says %q; %v", expression, err, b.words(), b.problems)
		}
	}
}

// eval gives what an expression says as text.
func (b *browser) eval(expression string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		b.t.Fatalf("%s: %v; the page says %q", expression, err, b.words())
	}
	return s
}

// number gives what an expression counts.
func (b *browser) number(expression string) int {
	b.t.Helper()
	n, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return int(n)
}

// picture keeps the whole page, when pictures are asked for.
func (b *browser) picture(name string) {
	b.t.Helper()
	if *screens == "" {
		return
	}
	raw, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	check(b.t, err)
	check(b.t, os.MkdirAll(*screens, 0o755))
	check(b.t, os.WriteFile(filepath.Join(*screens, name+".png"), raw, 0o644))
}

// print makes a PDF of the page, and keeps it with the pictures.
func (b *browser) print(name string) {
	b.t.Helper()
	yes := true
	out, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes})
	check(b.t, err)
	if !strings.HasPrefix(string(out.Data), "%PDF") {
		b.t.Error("printing makes no PDF")
	}
	if *screens != "" {
		check(b.t, os.WriteFile(filepath.Join(*screens, name+".pdf"), out.Data, 0o644))
	}
}

var axeSource = sync.OnceValues(func() (string, error) {
	f, err := os.Open("testdata/axe.min.js.gz")
	if err != nil {
		return "", err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return "", err
	}
	raw, err := io.ReadAll(z)
	return string(raw), err
})

// fits fails when the page is wider than the window or has not one heading.
func (b *browser) fits(name string) {
	b.t.Helper()
	if n := b.number("document.documentElement.scrollWidth - innerWidth"); n > 0 {
		b.t.Errorf("%s is %d pixels wider than the window", name, n)
	}
	if n := b.number("document.querySelectorAll('h1').length"); n != 1 {
		b.t.Errorf("%s has %d first headings", name, n)
	}
}

// accessible holds the page against WCAG 2.2 AA: nothing serious or critical.
// Rules of axe may be named; without any all of the standard are asked.
func (b *browser) accessible(name string, rules ...string) {
	b.t.Helper()
	b.fits(name)
	only := `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]`
	if len(rules) > 0 {
		only = fmt.Sprintf(`{type: "rule", values: ["%s"]}`, strings.Join(rules, `", "`))
	}
	source, err := axeSource()
	check(b.t, err)
	b.eval(source + `; ""`)
	b.eval(`window.axeSaid = ""; axe.run(document, {runOnly: ` + only + `, resultTypes: ["violations"]}).then(
		(r) => { window.axeSaid = JSON.stringify(r.violations.map((v) => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.html + " " + n.failureSummary)}))) },
		(e) => { window.axeSaid = JSON.stringify([{id: "axe", impact: "critical", help: String(e)}]) }); ""`)
	b.wait(`window.axeSaid !== ""`)
	var found []struct {
		ID, Impact, Help string
		Nodes            []string
	}
	check(b.t, json.Unmarshal([]byte(b.eval("window.axeSaid")), &found))
	for _, v := range found {
		if v.Impact == "serious" || v.Impact == "critical" {
			b.t.Errorf("%s: %s (%s): %s\n  %s", name, v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n  "))
		}
	}
}
