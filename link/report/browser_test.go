package report

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"quanyuan/link"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

var screenshots = flag.String("screenshots", "", "folder that keeps pictures of the reports")

// browser is a page in a real browser that notes what must not happen.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	problems []string
}

// openBrowser starts a browser, or skips the test where there is none.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium or Chrome here: the page is not looked at; scripts/browser installs one")
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.WindowSize(1360, 900), chromedp.Flag("headless", true), chromedp.Flag("hide-scrollbars", true)}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.Flag("no-sandbox", true)) // Chromium asks for it as root
	}
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	b := &browser{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	return b
}

// hear notes errors of the page and requests for anything but the page.
func (b *browser) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "file://") {
			b.problems = append(b.problems, "the page asked for "+e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		b.problems = append(b.problems, fmt.Sprintf("exception: %+v", e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		b.problems = append(b.problems, fmt.Sprintf("console: %s", e.Type))
	case *log.EventEntryAdded:
		b.problems = append(b.problems, "log: "+e.Entry.Text)
	}
}

func (b *browser) close() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.problems {
		b.t.Error(p)
	}
}

// open writes a report and waits until it is drawn.
func (b *browser) open(d *Data) {
	b.t.Helper()
	var page bytes.Buffer
	if err := Write(&page, d); err != nil {
		b.t.Fatal(err)
	}
	path := filepath.Join(b.t.TempDir(), "report.html")
	if err := os.WriteFile(path, page.Bytes(), 0o644); err != nil {
		b.t.Fatal(err)
	}
	if err := chromedp.Do(b.ctx, chromedp.Navigate((&url.URL{Scheme: "file", Path: path}).String())); err != nil {
		b.t.Fatal(err)
	}
	b.wait("document.documentElement.dataset.ready === 'yes'")
}

// wait polls until an expression is true.
func (b *browser) wait(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err != nil {
		text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText.slice(0, 400)"))
		b.t.Fatalf("waiting for %s: %v; the page says %q; %v", expression, err, text, b.problems)
	}
}

// number evaluates an expression.
func (b *browser) number(expression string) float64 {
	b.t.Helper()
	n, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return n
}

func (b *browser) text(expression string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return s
}

func (b *browser) click(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Click(selector)); err != nil {
		b.t.Fatalf("click %s: %v", selector, err)
	}
}

// atLeast demands a number of elements.
func (b *browser) atLeast(n int, selector string) {
	b.t.Helper()
	if got := b.number(fmt.Sprintf("document.querySelectorAll(%q).length", selector)); int(got) < n {
		b.t.Errorf("%s: %v elements, want %d or more", selector, got, n)
	}
}

// picture keeps the whole page as a picture, when pictures are asked for.
func (b *browser) picture(name string) {
	b.t.Helper()
	if *screenshots == "" {
		return
	}
	data, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	b.keep(name+".png", data)
}

func (b *browser) keep(name string, data []byte) {
	b.t.Helper()
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name), data, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) scheme(name string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
	if err != nil {
		b.t.Fatal(err)
	}
}

// Every section is drawn, in both languages, and answers to clicks and keys.
func TestInBrowser(t *testing.T) {
	b := openBrowser(t)
	in := dedupe(t, linktest.ChineseColumns, population(400))
	in.Title, in.Files, in.Made = "虚拟镇查重", []string{"名单.csv"}, "2024-06-30"
	d := build(t, in)
	b.open(d)

	for _, name := range []string{"summary", "columns", "blocking", "model", "weights", "pairs", "clusters", "unlinkable"} {
		b.atLeast(1, "section#"+name)
	}
	b.wait("document.querySelectorAll('#weights svg.chart').length >= 4")
	b.atLeast(8, "#summary dd")
	b.atLeast(len(d.Columns), "#columns tbody tr")
	b.atLeast(len(d.Rules), "#blocking tbody tr")
	b.atLeast(len(d.Rules), "#blocking svg.spark rect")
	b.atLeast(len(d.Model.Comparisons), "#model table.levels")
	b.atLeast(len(d.Model.Classes), "#model table.classes tbody tr")
	b.atLeast(len(d.Histogram), "#weights svg.chart rect")
	b.atLeast(10, "#patterns .vt-body .vt-row")
	b.atLeast(5, "#pairs-list .vt-body .vt-row")
	b.atLeast(1, "#pairs .pair .waterfall .fall")
	b.atLeast(len(d.Model.Comparisons), "#pairs .pair .words li")
	b.atLeast(2, "#clusters .cluster tbody tr")
	b.atLeast(1, "#unlinkable svg.chart path.line")
	if n := b.number("[...document.querySelectorAll('section, .vt-view')].filter((e) => e.getBoundingClientRect().width > innerWidth).length"); n != 0 {
		t.Errorf("%v parts are wider than the page", n)
	}
	b.picture("zh-light")

	b.useTheModel()
	b.useThePairs()
	b.useTheThreshold()
	b.useTheClusters()

	b.scheme("dark")
	b.picture("zh-dark")
	b.click("#language")
	b.wait("document.documentElement.lang === 'en' && document.querySelectorAll('#weights svg.chart').length >= 4")
	if s := b.text("document.querySelector('#h-blocking').textContent"); s != "Blocking" {
		t.Errorf("in English the section of blocks is called %q", s)
	}
	b.picture("en-dark")
	b.click("#theme")
	if s := b.text("document.documentElement.dataset.theme"); s != "light" {
		t.Errorf("theme %q after a click in the dark", s)
	}
	b.picture("en-light")
	b.print()
	b.close()
}

func (b *browser) useTheModel() {
	b.t.Helper()
	b.click("#model button.open")
	if n := b.number("document.querySelectorAll('#model tr.band:not([hidden])').length"); n < 2 {
		b.t.Errorf("%v bands after opening a level", n)
	}
}

// useThePairs filters by a level, chooses a pattern and goes on with the keyboard.
func (b *browser) useThePairs() {
	b.t.Helper()
	all := b.text("document.querySelector('#pairs .found').textContent")
	set := func(value string) {
		expression := fmt.Sprintf("(() => { const s = document.querySelector('#pairs select'); s.value = %q; s.dispatchEvent(new Event('change')); return s.value })()", value)
		if got := b.text(expression); got != value {
			b.t.Errorf("the filter has no level %s", value)
		}
	}
	set("0")
	if now := b.text("document.querySelector('#pairs .found').textContent"); now == all {
		b.t.Errorf("the filter changes nothing: %q", now)
	}
	set("")
	b.click("#patterns .vt-body .vt-row:nth-child(3)")
	if n := b.number("document.querySelectorAll('#patterns .vt-row.chosen').length"); n != 1 {
		b.t.Errorf("%v rows chosen after a click", n)
	}
	before := b.text("document.querySelector('#patterns .chosen').dataset.row")
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent("\u0301")); err != nil { // arrow down
		b.t.Fatal(err)
	}
	if after := b.text("document.querySelector('#patterns .chosen').dataset.row"); after == before {
		b.t.Errorf("the arrow key stays on row %s", after)
	}
	b.atLeast(1, "#pairs .detail .waterfall")
}

func (b *browser) useTheThreshold() {
	b.t.Helper()
	before := b.text("document.querySelector('#weights .readout').textContent")
	after := b.text("(() => { const s = document.getElementById('threshold'); s.value = s.max; s.dispatchEvent(new Event('input')); return document.querySelector('#weights .readout').textContent })()")
	if before == after {
		b.t.Errorf("the slider changes nothing: %s", after)
	}
}

func (b *browser) useTheClusters() {
	b.t.Helper()
	b.click("#clusters [data-order=by_weakest]")
	b.click("#clusters .link")
	b.atLeast(1, "#clusters .pair .waterfall")
}

// print makes a PDF of the page.
func (b *browser) print() {
	b.t.Helper()
	yes := true
	out, err := chromedp.Call(b.ctx, cdppage.PrintToPDF, cdppage.PrintToPDFParams{PrintBackground: &yes, PreferCSSPageSize: &yes})
	if err != nil {
		b.t.Fatal(err)
	}
	if !bytes.HasPrefix(out.Data, []byte("%PDF")) {
		b.t.Error("printing makes no PDF")
	}
	if *screenshots != "" {
		b.keep("print.pdf", out.Data)
	}
}

// Of two tables, the page says which record is of which, and what labels say.
func TestMatchInBrowser(t *testing.T) {
	b := openBrowser(t)
	d := build(t, matching(t))
	b.open(d)
	b.atLeast(10, "#pairs-list .vt-body .vt-row")
	if s := b.text("document.querySelector('#pairs-list .vt-body [role=gridcell]:nth-child(3)').innerText.replace(/[^左右]/g, '')"); s != "左右" {
		t.Errorf("the records of the first pair are called %q, want one left and one right", s)
	}
	wrong := slices.Index(d.Pairs.Right, 0)
	if wrong < 0 {
		t.Fatal("the run has no wrong pair to show")
	}
	row := fmt.Sprintf("document.querySelector('#pairs-list [data-row=\"%d\"]')", wrong)
	b.wait(fmt.Sprintf("(document.querySelector('#pairs-list .vt-view').scrollTop = 42 * %d, %s !== null)", wrong, row))
	if s := b.text(row + ".querySelector(':nth-child(2)').innerText"); s != "✗" {
		t.Errorf("a pair that the labels deny shows %q", s)
	}
	b.close()
}

// hostile are values that break pages that trust them.
var hostile = []string{
	`</script><script>document.title='broken'</script>`, `<img src=x onerror="document.title='broken'">`, `"><b>x`, "&amp;&lt;", `{{.}}${1}`,
	"\u202eabc\u202c", "a\x00b\x1bc", strings.Repeat("长", 5000), "𠮷㐂王", "e\u0301\u0302\u0303", "\xff\xfe",
}

// pairsRun is a run of many pairs under a made-up model. Values and names of
// columns are made of the texts.
func pairsRun(pairs int, texts []string) Input {
	rows := 2 * pairs
	tab := &table.Table{Rows: rows}
	m := &link.Model{Version: 1, Rows: int64(rows), Pairs: float64(rows) * float64(rows-1) / 2, Threshold: 0.5}
	classes := []train.Class{{Name: "match", Match: true, Pairs: float64(pairs)}, {Name: texts[0], Pairs: 10}, {Name: "chance", Pairs: 1e6}}
	for k := range 6 {
		c := &table.Column{Name: texts[k%len(texts)] + fmt.Sprint(k)}
		values := []string{""}
		c.IDs = make([]uint32, rows)
		for i := range rows {
			values = append(values, texts[(i+k)%len(texts)]+strconv.Itoa(i/2))
			c.IDs[i] = uint32(len(values) - 1)
		}
		c.Values = table.NewValues(values...)
		c.Counts = make([]uint32, len(values))
		for _, v := range c.IDs {
			c.Counts[v]++
		}
		tab.Columns = append(tab.Columns, c)
		comparison := link.ModelComparison{Name: c.Name, Column: c.Name, Comparator: "exact",
			Grades: []link.Grade{{Name: "null"}, {Level: 1, Name: "else"}, {Level: 2, Name: "exact", Above: 0.1}, {Level: 2, Name: "exact"}}}
		comparison.Frequent = append(comparison.Frequent, nil) // no value is common
		m.Comparisons = append(m.Comparisons, comparison)
		for i, p := range [][]float64{{1, .1, .1, .8}, {1, .5, .2, .3}, {1, .98, .01, .01}} {
			classes[i].P = append(classes[i].P, p)
			classes[i].From = append(classes[i].From, train.Own)
		}
	}
	m.Mixture = train.Mixture{Classes: classes}
	r := &link.Result{Model: m, Compared: int64(pairs), Threshold: 0.5, Clusters: make([]uint32, rows)}
	for i := range pairs {
		var p train.Pattern
		for k := range m.Comparisons {
			p = p.With(k, (i>>(2*k))&3)
		}
		r.Pairs = append(r.Pairs, link.Pair{A: uint32(2 * i), B: uint32(2*i + 1), Weight: float32(m.Weight(p)), Pattern: p})
		r.Clusters[2*i], r.Clusters[2*i+1] = uint32(2*i), uint32(2*i)
	}
	return Input{Title: texts[0], Files: texts, Lang: "en", Left: tab, Result: r, MostPairs: pairs}
}

// Hostile values stay text.
func TestHostileValuesInBrowser(t *testing.T) {
	b := openBrowser(t)
	b.open(build(t, pairsRun(200, hostile)))
	b.atLeast(1, "#pairs-list .vt-body .vt-row")
	if n := b.number("document.querySelectorAll('main img, main b > script, main script').length"); n != 0 {
		t.Errorf("%v elements were made from values", n)
	}
	if s := b.text("document.title"); s != hostile[0] {
		t.Errorf("the title is %q", s)
	}
	if n := b.number(`/[\u0000-\u0008\u202a-\u202e]/.test(document.querySelector('main').textContent) ? 1 : 0`); n != 0 {
		t.Error("some texts show characters that cannot be seen")
	}
	if n := b.number("document.documentElement.scrollWidth - innerWidth"); n > 0 {
		t.Errorf("long values make the page %v pixels too wide", n)
	}
	b.picture("hostile")
	b.close()
}

// A hundred thousand pairs open, and only the rows in view are drawn.
func TestManyPairsInBrowser(t *testing.T) {
	b := openBrowser(t)
	b.open(build(t, pairsRun(100_000, []string{"值", "value"})))
	if got := b.number("+document.querySelector('#pairs-list .vt-view').getAttribute('aria-rowcount')"); got != 100_001 {
		t.Errorf("the list of pairs has %v rows", got)
	}
	if n := b.number("document.querySelectorAll('*').length"); n > 30_000 {
		t.Errorf("the page has %v elements", n)
	}
	t.Logf("drawn %.0f ms after the page was asked for", b.number("performance.getEntriesByName('drawn')[0].startTime"))
	b.wait("(document.querySelector('#pairs-list .vt-view').scrollTop = 42 * 90000, document.querySelector('#pairs-list [data-row=\"90000\"]') !== null)")
	b.close()
}
