package publish_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"quanyuan"
	"quanyuan/publish"
)

func reportOf(t testing.TB, g *publish.Figures) string {
	t.Helper()
	var b bytes.Buffer
	if err := g.WriteReport(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// skeleton writes what a reader sees, element by element, without style and
// script.
func skeleton(t testing.TB, page string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		block := false
		switch {
		case n.Type == html.TextNode:
			b.WriteString(strings.Join(strings.Fields(n.Data), " "))
		case n.Type == html.ElementNode:
			switch n.Data {
			case "style", "script", "meta":
				return
			case "span", "b", "small", "label", "button", "br":
				b.WriteString(" ")
			case "td", "th":
				b.WriteString(" | ")
			default:
				block = true
				b.WriteString("\n" + n.Data)
				for _, a := range n.Attr {
					if a.Key == "class" || a.Key == "aria-label" {
						b.WriteString("." + a.Val)
					}
				}
				b.WriteString(": ")
			}
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
		if block {
			b.WriteString("\n")
		}
	}
	walk(doc)
	return regexp.MustCompile(`\n\s*\n+`).ReplaceAllString(b.String(), "\n")
}

func TestReport(t *testing.T) {
	_, g := newFixture(t).publish(t)
	page := reportOf(t, g)
	golden(t, "report.txt", skeleton(t, page))
	if page != reportOf(t, g) {
		t.Error("the report differs from run to run")
	}
	if dir := os.Getenv("QUANYUAN_LOOK"); dir != "" {
		_, big := city(120, 30000).publish(t)
		if err := os.WriteFile(filepath.Join(dir, "report.html"), []byte(reportOf(t, big)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReportStandsAlone: one file that asks nothing of the network.
func TestReportStandsAlone(t *testing.T) {
	_, g := newFixture(t).publish(t)
	page := reportOf(t, g)
	for _, outside := range []string{"http:", "https:", "src=", "url(", "@import", "<link", "<img"} {
		if strings.Contains(page, outside) {
			t.Errorf("the report holds %q", outside)
		}
	}
	if strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
		t.Error("a picture has no size")
	}
	for _, picture := range regexp.MustCompile(`<svg [^>]*>`).FindAllString(page, -1) {
		if !strings.Contains(picture, `aria-label="`) && !strings.Contains(picture, `aria-hidden="true"`) {
			t.Errorf("a picture without a title: %s", picture)
		}
	}
	zh, en := strings.Count(page, `class="zh"`), strings.Count(page, `class="en"`)
	if zh != en {
		t.Errorf("%d texts in Chinese, %d in English", zh, en)
	}
}

// TestReportEscapes: names of units come from outside.
func TestReportEscapes(t *testing.T) {
	f := newFixture(t)
	f.batches[0].Source.Unit = `<script>alert("x")</script>`
	_, g := f.publish(t)
	if page := reportOf(t, g); strings.Contains(page, "<script>alert") {
		t.Error("a unit's name is taken for HTML")
	}
}

func TestOutcomeWords(t *testing.T) {
	for _, o := range quanyuan.Outcomes() {
		if publish.OutcomeZh(o) == string(o) || publish.OutcomeEn(o) == "" {
			t.Errorf("%s has no words", o)
		}
	}
	if publish.OutcomeZh("other") != "other" {
		t.Error("an unknown outcome is hidden")
	}
}
