package web_test

import (
	"bytes"
	"html"
	"io"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

func init() {
	visits = append(visits,
		visit{"worksheets", "town", at("/worksheets")},
		visit{"worksheet", "clerk", at("/worksheets")},
		visit{"whereabouts-none", "town", at("/whereabouts")},
	)
}

// The six worksheets of a community: the counts above are the lines below, one
// sheet is chosen by its count, and each line says why.
func TestWorksheetPage(t *testing.T) {
	w := openTown(t)
	v := w.as("clerk")
	community := w.account("clerk").Division
	if res, _ := v.get("/worksheets"); res.Request.URL.Path != "/worksheets/"+community {
		t.Errorf("the clerk of one community is led to %s", res.Request.URL.Path)
	}
	_, all := v.get("/worksheets/" + community)
	counts := regexp.MustCompile(`\?sheet=([a-z]+)"><b>([0-9,]+)</b>`).FindAllStringSubmatch(all, -1)
	if len(counts) != len(quanyuan.WorksheetKinds()) {
		t.Fatalf("%d worksheets are counted, want six", len(counts))
	}
	sheet, err := w.desk.WorksheetRows(t.Context(), w.account("clerk"), community, "")
	check(t, err)
	lines := map[string]int{}
	for _, l := range sheet.Lines {
		lines[string(l.Sheet)]++
	}
	for _, c := range counts {
		_, page := v.get("/worksheets/" + community + "?sheet=" + c[1])
		_, list, _ := strings.Cut(page, `<section class="list" id="sheet"`)
		list, _, _ = strings.Cut(list, "</section>")
		shown := max(0, strings.Count(list, "<tr>")-1)
		if n := lines[c[1]]; c[2] != strconv.Itoa(n) || shown != min(n, 50) {
			t.Errorf("%s: counted %s, shown %d, the register has %d", c[1], c[2], shown, n)
		}
	}
	if res, _ := w.as("leader").get("/worksheets/" + community); res.StatusCode != 403 {
		t.Errorf("a leader, who sees figures alone: %d", res.StatusCode)
	}
}

// What the page writes to be printed is what the command writes, byte for byte:
// the same use case under the same name and purpose, whoever's account it is.
func TestWorksheetFiles(t *testing.T) {
	beside(t)
	w := openTown(t)
	v := w.as("clerk")
	clerk := w.account("clerk")
	at := "/worksheets/" + clerk.Division
	const purpose = "上门核对 & 签字"
	want := map[string][]byte{}
	by := quanyuan.Local(clerk.Name)
	by.Purpose = purpose
	_, err := w.desk.WriteWorksheets(t.Context(), by, desk.WorksheetOrder{Scope: quanyuan.Scope{clerk.Division}, Parts: publish.Parts(), Formats: []string{desk.WorksheetXLSX},
		Save: func(name string, write func(io.Writer) error) error {
			var b bytes.Buffer
			err := write(&b)
			want[name] = b.Bytes()
			return err
		}})
	check(t, err)

	if res, body := v.post(at+"/write", url.Values{"format": {"xlsx"}, "parts": {"all"}, "purpose": {"打印"}}); res.StatusCode != 422 || !strings.Contains(body, `id="f-purpose-fault"`) {
		t.Errorf("without a purpose in words: %d", res.StatusCode)
	}
	b := w.browse().as("clerk")
	b.open(at)
	b.press("#main details summary")
	b.accessible("the order of worksheets")
	b.picture("worksheets-order")
	b.press(`#f-parts input[value="all"]`)
	b.fill("#f-purpose", purpose)
	b.press(`form[action$="/write"] button`)
	b.wait(`location.pathname.endsWith("/files")`) // the page of its work leads there
	b.accessible("files of worksheets")
	b.picture("worksheets-files")
	_, body := v.get(at + "/files")
	links := regexp.MustCompile(`href="(`+at+`/files/[0-9]+)" download>([^<]+)<`).FindAllStringSubmatch(body, -1)
	if len(links) != len(want) || len(want) < 4 {
		t.Fatalf("%d files on the page, the command writes %d", len(links), len(want))
	}
	for _, l := range links {
		if name := html.UnescapeString(l[2]); strings.HasSuffix(name, ".xlsx") {
			if _, got := v.get(l[1]); got != string(want[name]) {
				t.Errorf("%s differs from what the command writes", name)
			}
		}
	}
	if res, _ := w.as("town").get(at + "/files/1"); res.StatusCode != 404 {
		t.Errorf("another account takes the file: %d", res.StatusCode)
	}
	if res, _ := w.as("leader").post(at+"/write", url.Values{"format": {"xlsx"}, "purpose": {purpose}}); res.StatusCode != 403 {
		t.Errorf("a leader, who sees figures alone: %d", res.StatusCode)
	}
}

// A clerk makes the list of whereabouts, opens a question, finds the person at
// home, and the question is gone, also when the list is made again.
func TestWhereaboutsPages(t *testing.T) {
	beside(t)
	w := openTown(t)
	b := w.browse().as("clerk")
	b.open("/whereabouts")
	b.press(`form[action="/whereabouts/make"] button`)
	b.wait(`document.querySelector('#main a[href="/whereabouts"]') || document.querySelector("#signs")`)
	if b.eval(`String(!!document.querySelector("#signs"))`) == "false" {
		b.press(`#main a[href="/whereabouts"]`)
	}
	b.wait(`document.querySelector("#signs")`)
	b.accessible("whereabouts")
	b.picture("whereabouts-list")
	first := b.eval(`(document.querySelector('#signs a[href^="/whereabouts/"]') || {getAttribute() { return ""; }}).getAttribute("href")`)
	if first == "" {
		t.Fatal("nobody of the town stands on the list")
	}
	b.open(first)
	b.accessible("one question of whereabouts")
	b.picture("whereabouts-one")
	b.press(`form[action^="/whereabouts/"] button`)
	b.wait(`location.pathname === "/whereabouts"`)
	b.picture("whereabouts-noted")
	if b.eval(`String(!!document.querySelector('#signs a[href="`+first+`"]'))`) != "false" {
		t.Error("who was found at home still stands on the list")
	}
	res, _ := w.as("leader").post("/whereabouts/make", url.Values{})
	if res.StatusCode != 403 {
		t.Errorf("a leader, who sees figures alone: %d", res.StatusCode)
	}
}
