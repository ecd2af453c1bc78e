package web_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"quanyuan/docs"
)

func init() {
	visits = append(visits,
		visit{"help", "", at("/help")},
		visit{"help-page", "clerk", at("/help/rulings")},
		visit{"help-method", "clerk", at("/help/method/survey")},
	)
}

var pictures = flag.String("pictures", "", "folder in which the handbook's pictures are made anew")

// handbookPicture is a picture of the handbook: a page as it stands in both
// languages, cut to what is told of.
type handbookPicture struct {
	visit  string // the visit that it is made at; "": a test calls handbook
	from   string // selector: it begins there, at the left edge of the text
	height int    // at most
	phone  bool
}

var handbookPictures = map[string]handbookPicture{
	"mend":       {from: "main h1", height: 600},
	"row":        {visit: "case-differs", from: "main h1", height: 600},
	"duplicate":  {visit: "duplicate", from: "main h1", height: 620},
	"person":     {visit: "person", from: "main h1", height: 640},
	"transfers":  {visit: "transfers", from: "main h1", height: 420},
	"campaign":   {visit: "campaign-town", from: "main h1", height: 600},
	"department": {visit: "department-card", from: "main h1", height: 600},
	"overview":   {visit: "overview-leader", from: "main h1", height: 640},
	"condition":  {visit: "admin-condition", from: "main h1", height: 520},
	"own":        {from: "body", height: 720, phone: true},
}

// picturesAt are the pictures that are made at a visit.
func picturesAt(visit string) (names []string) {
	for name, p := range handbookPictures {
		if p.visit == visit {
			names = append(names, name)
		}
	}
	return names
}

// mostPictures is what all pictures of the handbook may take, in bytes.
const mostPictures = 1_500_000

// madePictures are those that this run made.
var madePictures = map[string]bool{}

// missedPictures are those that a run which makes pictures did not come to.
func missedPictures() (missed []string) {
	if *pictures == "" || *onlyPages != "" {
		return nil
	}
	for name := range handbookPictures {
		if !madePictures[name] {
			missed = append(missed, name)
		}
	}
	slices.Sort(missed)
	return missed
}

// handbook makes a picture of the page that is open, where pictures are asked
// for. Its part must be there at any time: a page that lost it is found by
// every run of the tests.
func (b *browser) handbook(name string) {
	b.t.Helper()
	p, ok := handbookPictures[name]
	if !ok || b.number(fmt.Sprintf("document.querySelectorAll(%q).length", p.from)) != 1 {
		b.t.Errorf("the handbook's picture %q cannot be made: no %q here", name, p.from)
		return
	}
	if *pictures == "" {
		return
	}
	width, height := b.width, b.height
	if b.size(1342, 768); p.phone {
		b.size(375, 720)
	}
	here := b.eval("location.pathname + location.search")
	for _, lang := range []string{"en", "zh"} {
		b.language(lang)
		b.open(here)
		b.cut(p, filepath.Join(*pictures, name+"."+lang+".png"))
	}
	b.size(width, height)
	b.open(here)
	madePictures[name] = true
}

// cut keeps a part of the page with few colours.
func (b *browser) cut(p handbookPicture, file string) {
	b.t.Helper()
	const margin, above = 12, 3
	area := func(what string) float64 {
		return float64(b.number(fmt.Sprintf(`(() => { const m = document.querySelector("main"), s = getComputedStyle(m), r = m.getBoundingClientRect(), f = document.querySelector(%q).getBoundingClientRect();
			return Math.round({x: r.left + parseFloat(s.paddingLeft), width: r.width - parseFloat(s.paddingLeft) - parseFloat(s.paddingRight), y: f.top + scrollY, bottom: r.bottom + scrollY - parseFloat(s.paddingBottom)}[%q]) })()`, p.from, what)))
	}
	c := page.Viewport{X: area("x") - margin, Y: max(0, area("y")-above), Width: area("width") + 2*margin, Scale: 1}
	c.Height = min(float64(p.height), area("bottom")+margin-c.Y)
	out, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng, Clip: &c, CaptureBeyondViewport: new(true)})
	check(b.t, err)
	m, err := png.Decode(bytes.NewReader(out.Data))
	check(b.t, err)
	var small bytes.Buffer
	check(b.t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, fewColours(m)))
	check(b.t, os.MkdirAll(filepath.Dir(file), 0o755))
	check(b.t, os.WriteFile(file, small.Bytes(), 0o644))
}

// fewColours keeps the colours that most of the picture has, and gives the rest
// the nearest of them: pages have few colours beside the edges of letters.
func fewColours(m image.Image) *image.Paletted {
	count := map[color.RGBA]int{}
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			count[color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)]++
		}
	}
	var all []color.RGBA
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int {
		if n := count[b] - count[a]; n != 0 {
			return n
		}
		return bytes.Compare([]byte{a.R, a.G, a.B}, []byte{b.R, b.G, b.B})
	})
	var palette color.Palette
	for _, c := range all[:min(len(all), 64)] {
		palette = append(palette, c)
	}
	nearest := map[color.RGBA]uint8{}
	for _, c := range all {
		nearest[c] = uint8(palette.Index(c))
	}
	out := image.NewPaletted(m.Bounds(), palette)
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			out.SetColorIndex(x, y, nearest[color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)])
		}
	}
	return out
}

var (
	markdownPicture = regexp.MustCompile(`!\[([^\]]*)\]\(([^)]*)\)`)
	markdownLink    = regexp.MustCompile(`(?:^|[^!])\[[^\]]+\]\(([^)#]+)(?:#[^)]*)?\)`)
	calledHandbook  = regexp.MustCompile(`\.handbook\("([a-z]+)"\)`)
)

// helpFiles are all pages that the program shows.
func helpFiles(t *testing.T) (all []string) {
	t.Helper()
	for _, folder := range []string{"handbook", "method"} {
		files, err := fs.Glob(docs.Files, folder+"/*.md")
		check(t, err)
		all = append(all, files...)
	}
	return all
}

// Every picture that the handbook shows is made by a test, is there in both
// languages, says in words what it shows, and is small; none is left over.
func TestHandbookPictures(t *testing.T) {
	made := map[string]bool{}
	files, err := filepath.Glob("*_test.go")
	check(t, err)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		check(t, err)
		for _, m := range calledHandbook.FindAllStringSubmatch(string(raw), -1) {
			made[m[1]] = true
		}
	}
	for name, p := range handbookPictures {
		if p.visit != "" {
			made[name] = slices.ContainsFunc(visits, func(v visit) bool { return v.name == p.visit })
		}
	}
	shown := map[string]bool{}
	for _, file := range helpFiles(t) {
		raw, err := docs.Files.ReadFile(file)
		check(t, err)
		lang := "en"
		if strings.HasSuffix(file, ".zh.md") {
			lang = "zh"
		}
		for _, m := range markdownPicture.FindAllStringSubmatch(string(raw), -1) {
			words, to := m[1], m[2]
			name, ok := strings.CutSuffix(strings.TrimPrefix(to, "pictures/"), "."+lang+".png")
			if !ok || !made[name] {
				t.Errorf("%s shows %s, which no test makes", file, to)
				continue
			}
			shown[path.Base(to)] = true
			if han := strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Han, r) }); words == "" || han != (lang == "zh") {
				t.Errorf("%s: %s has the words %q", file, to, words)
			}
		}
	}
	total := 0
	for name := range handbookPictures {
		for _, lang := range []string{"zh", "en"} {
			file := name + "." + lang + ".png"
			if !shown[file] {
				t.Errorf("no page of the handbook shows %s", file)
			}
			raw, err := docs.Files.ReadFile("handbook/pictures/" + file)
			if err != nil {
				t.Errorf("%s is missing: make pictures", file)
				continue
			}
			total += len(raw)
			if size, err := png.DecodeConfig(bytes.NewReader(raw)); err != nil || size.Width > 1366 || size.Height > 768 {
				t.Errorf("%s is %dx%d, %v", file, size.Width, size.Height, err)
			}
		}
	}
	if total > mostPictures {
		t.Errorf("the pictures take %d bytes, at most %d", total, mostPictures)
	}
	there, err := docs.Files.ReadDir("handbook/pictures")
	check(t, err)
	for _, e := range there {
		if !shown[e.Name()] {
			t.Errorf("%s is shown nowhere", e.Name())
		}
	}
}

var (
	hrefs = regexp.MustCompile(`href="(/help[^"#]*)?(#[^"]*)?"`)
	srcs  = regexp.MustCompile(`src="(/help/pictures/[^"]+)"`)
)

// The handbook is shown as it stands in the tree, to anybody: every page in
// both languages, links lead to pages and headings that are there, pictures
// come when they are looked at.
func TestHandbook(t *testing.T) {
	w := openTown(t)
	v := w.visitor()
	pages := map[string]string{}
	page := func(to, lang string) string {
		if _, ok := pages[to+" "+lang]; !ok {
			req, err := http.NewRequest("GET", w.URL+to, nil)
			check(t, err)
			req.AddCookie(&http.Cookie{Name: "quanyuan-lang", Value: lang})
			res, err := v.Do(req)
			if res, pages[to+" "+lang] = v.read(res, err); res.StatusCode != http.StatusOK {
				t.Errorf("%s in %s answers %d", to, lang, res.StatusCode)
			}
		}
		return pages[to+" "+lang]
	}
	for _, file := range helpFiles(t) {
		raw, err := docs.Files.ReadFile(file)
		check(t, err)
		for _, m := range markdownLink.FindAllStringSubmatch(string(raw), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join("..", "docs", path.Dir(file), m[1])); err != nil {
				t.Errorf("%s leads to %s, which is not there", file, m[1])
			}
		}
		folder, base := path.Split(file)
		name, lang := strings.TrimSuffix(base, ".md"), "en"
		if n, ok := strings.CutSuffix(name, ".zh"); ok {
			name, lang = n, "zh"
		}
		to := "/help/" + strings.TrimPrefix(folder, "handbook/") + name
		body := mainOf(page(to, lang))
		if strings.Count(body, "<h1") != 1 {
			t.Errorf("%s in %s has %d first headings", to, lang, strings.Count(body, "<h1"))
		}
		for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
			target := body
			if m[1] != "" {
				target = page(m[1], lang)
			}
			id, err := url.PathUnescape(strings.TrimPrefix(m[2], "#"))
			check(t, err)
			if id != "" && !strings.Contains(target, `id="`+id+`"`) {
				t.Errorf("%s in %s leads to %s, a heading that is not there", to, lang, m[0])
			}
		}
		for _, m := range srcs.FindAllStringSubmatch(body, -1) {
			if res, _ := v.get(m[1]); res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "image/png" || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
				t.Errorf("%s answers %d %v", m[1], res.StatusCode, res.Header)
			}
		}
		if strings.Count(body, "<img") != strings.Count(body, `loading="lazy"`) {
			t.Errorf("%s in %s has pictures that come before they are looked at", to, lang)
		}
	}
	v.wants(http.StatusNotFound, "/help/no-such-page")
	v.wants(http.StatusNotFound, "/help/method/web")
	v.wants(http.StatusNotFound, "/help/..%2fhandbook%2fweb")
	if res, _ := v.get("/help/pictures/000000000000/own.zh.png"); res.StatusCode != http.StatusNotFound {
		t.Errorf("a picture of another stamp answers %d", res.StatusCode)
	}
}
