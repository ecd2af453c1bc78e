package web_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"quanyuan"
)

func init() {
	visits = append(visits,
		visit{"lists", "town", at("/lists")},
		visit{"list-new", "clerk", at("/lists/new")},
		visit{"receipt", "city", at("/lists/2")},
		visit{"collation", "town", at("/collation")},
	)
}

// messy writes a clerk's list as clerks write them: a title, a heading that is
// not ours, a blank row, a total, numbers with a slip, a row without a name, and
// a sheet that is no list. One row is about somebody of her community, with
// another phone, one about somebody of the other community.
func (w *town) messy() string {
	w.t.Helper()
	own := w.somebody("clerk", func(p *quanyuan.Person) bool {
		return len(p.Presences) == 1 && p.Presences[0].Category == quanyuan.HukouAndLivesHere && p.Text(quanyuan.IDNumber) != "" && p.Text(quanyuan.Phone) != ""
	})
	far := w.somebody("clerk2", func(p *quanyuan.Person) bool {
		return len(p.Presences) == 1 && p.Presences[0].Category == quanyuan.HukouAndLivesHere && p.Text(quanyuan.IDNumber) != ""
	})
	sex := map[string]string{"1": "男", "2": "女"}
	line := func(n int, p *quanyuan.Person, phone string) []any {
		return []any{n, p.Text(quanyuan.Name), sex[p.Text(quanyuan.Sex)], p.Text(quanyuan.IDNumber), phone, p.Text(quanyuan.ResidenceAddress), "好"}
	}
	f := excelize.NewFile()
	defer f.Close()
	check(w.t, f.SetSheetName("Sheet1", "3栋"))
	for i, row := range [][]any{
		{"龙坝社区2026年10月摸底名单"},
		{"序号", "姓 名", "性别", "身份证", "联系方式", "家住哪里", "情况"},
		line(1, own, "13900001234"),
		line(2, far, "13900001235"),
		{3, "邱晓岚", "女", "51072219970815128X", "1390000123", "金江大道208号1栋1单元101", "新来"},
		{4, "孟凡星", "男", "510722199013010518", "13900001237", "金江大道208号1栋1单元102", ""},
		{5, "", "", "", "", "金江大道208号1栋1单元103", "没人"},
		{},
		{"合计", "5人"},
		{"制表：林晓芸"},
	} {
		cells := row
		check(w.t, f.SetSheetRow("3栋", fmt.Sprintf("A%d", i+1), &cells))
	}
	_, err := f.NewSheet("说明")
	check(w.t, err)
	check(w.t, f.SetCellValue("说明", "A1", "请各网格员核对"))
	path := filepath.Join(w.t.TempDir(), "三栋摸底.xlsx")
	check(w.t, f.SaveAs(path))
	return path
}

// A clerk uploads her messy list, sees how each column and sheet was
// understood, mends the mapping, sees findings beside the rows, fixes some in
// place, submits, gets a receipt that adds up; the office compares, and what is
// to be done stands on her first page.
func TestWayOfAList(t *testing.T) {
	beside(t)
	w := openTown(t)
	path := w.messy()
	b := w.browse().as("clerk")
	b.expect("status of 422")

	b.open("/lists/new")
	b.press("main form button.main") // without a file: told so, at the field
	b.wait(`document.querySelector(".summary a[href='#f-file']") !== null`)
	b.fill("#f-as_of", "2026-10-31")
	b.do("choose the file", chromedp.SetUploadFiles("#f-file", []string{path}))
	b.picture("way1-1-upload-zh")
	b.press("main form button.main")
	b.wait(`location.pathname.startsWith("/lists/drafts/")`)

	// Columns: one heading is strange, and one column is not used.
	b.wait(`document.querySelectorAll("section.sheet").length === 2`)
	b.accessible("columns")
	b.shots("way1-2-columns")
	if s := b.eval(`document.querySelector(".sum").innerText`); !strings.Contains(s, "接收 4 + 搁置 1") {
		t.Errorf("the list is understood as %q", s)
	}
	b.eval(`(() => { const s = [...document.querySelectorAll("section.sheet tbody tr")].find((r) => r.innerText.includes("情况")).querySelector("select"); s.value = "note"; return "" })()`)
	b.press("main form button[name=stay]")
	b.wait(`document.querySelector(".flash") !== null && [...document.querySelectorAll("section.sheet tbody tr")].some((r) => r.innerText.includes("您选的"))`)

	// Rows: two numbers are wrong, a phone is short, a row names nobody.
	b.press("main form button[name=go]")
	b.wait(`location.pathname.endsWith("/rows")`)
	b.wait(`document.querySelectorAll(".mend > li").length === 3`)
	b.accessible("rows")
	b.shots("way1-3-rows")
	b.handbook("mend")
	mendRow := func(row int, column, text string) {
		t.Helper()
		cell := fmt.Sprintf("#row-0-%d-%s", row, column)
		b.fill(cell, text)
		b.press(fmt.Sprintf("#row-0-%d button[type=submit]", row))
		b.wait(fmt.Sprintf(`document.querySelector("#row-0-%d .tag.info") !== null`, row))
	}
	mendRow(6, "D", "51072219900301051X")
	b.wait(`document.querySelector("#row-0-6.well .tag.good") !== null`)
	mendRow(5, "E", "13900001236")
	b.shots("way1-4-mended")

	// Submit, with a receipt that adds up.
	draft := strings.TrimSuffix(b.eval("location.pathname"), "/rows")
	b.open(draft + "/submit")
	b.accessible("submit")
	b.shots("way1-5-submit")
	b.press("main form button.main")
	b.wait(`/^\/lists\/[0-9]+$/.test(location.pathname)`)
	b.accessible("receipt")
	b.shots("way1-6-receipt")
	b.print("way1-6-receipt")
	receipt := b.eval("location.pathname")
	sum := regexp.MustCompile(`读取 ([0-9]+) 行 = 接收 ([0-9]+) \+ 搁置 ([0-9]+) \+ 非人员 ([0-9]+)`).FindStringSubmatch(b.eval(`document.querySelector(".sum").innerText`))
	if sum == nil || sum[2] != "4" || sum[3] != "1" {
		t.Errorf("the receipt says %v", sum)
	}
	w.tookInWhatWasMended()
	if res, _ := w.as("clerk").get(draft); res.StatusCode != http.StatusNotFound {
		t.Errorf("the draft answers %d after it was taken in", res.StatusCode)
	}

	// The town compares; then the clerk has rows to work on.
	town := w.browse().as("town")
	town.open("/collation")
	town.press("main form button.main")
	town.wait(`location.pathname === "/collation" && location.hash === "#came"`)
	town.shots("way1-7-collation")
	b.open(receipt)
	b.shots("way1-8-next")
	counts := b.eval(`[...document.querySelectorAll(".counts li")].map((l) => l.innerText.replace(/\s+/g, " ")).join("; ")`)
	for _, want := range []string{"1 在别处", "1 有出入"} {
		if !strings.Contains(counts, want) {
			t.Errorf("waiting for the clerk: %s, want %s", counts, want)
		}
	}
	b.open("/")
	b.shots("way1-9-today")
	if s := b.eval(`document.querySelector("main").innerText`); !strings.Contains(s, "有出入") {
		t.Errorf("the first page does not name the rows that wait: %s", s)
	}
}

// shots keeps pictures of a page in both languages, where pictures are asked
// for; the page is opened again for the second.
func (b *browser) shots(name string) {
	b.t.Helper()
	if *screens == "" {
		return
	}
	b.picture(name + "-zh")
	here := b.eval("location.pathname + location.search")
	b.language("en")
	b.open(here)
	b.fits(name)
	b.picture(name + "-en")
	b.language("zh")
	b.open(here)
}

// tookInWhatWasMended looks into the register: the raw row is as the file has
// it, the record as the clerk mended it.
func (w *town) tookInWhatWasMended() {
	w.t.Helper()
	ctx := context.Background()
	batches, err := w.store.Batches(ctx)
	check(w.t, err)
	b := batches[len(batches)-1]
	if !b.Receipt.AddsUp() {
		w.t.Errorf("receipt %+v", b.Receipt)
	}
	found := false
	for r, err := range w.store.Records(ctx, b.ID) {
		check(w.t, err)
		if r.Where.Row == 6 {
			found = true
			if r.Text(quanyuan.IDNumber) != "51072219900301051X" {
				w.t.Errorf("row 6 is taken in with %q", r.Text(quanyuan.IDNumber))
			}
		}
		if r.Where.Row == 3 && r.Text(quanyuan.Note) != "好" {
			w.t.Errorf("the column that the clerk named is taken in as %q", r.Text(quanyuan.Note))
		}
	}
	if !found {
		w.t.Error("row 6 is not taken in")
	}
	left, err := filepath.Glob(filepath.Join(w.uploads, "draft-*"))
	check(w.t, err)
	if len(left) > 0 {
		w.t.Errorf("drafts are left: %v", left)
	}
	if _, err := os.Stat(w.uploads); err != nil {
		w.t.Error(err)
	}
}
