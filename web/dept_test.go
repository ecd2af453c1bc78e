package web_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"quanyuan"
	"quanyuan/desk"
)

func init() {
	visits = append(visits,
		visit{"department-list", "school", func(w *town) string { return w.schoolList() }},
		visit{"department", "school", at("/department")},
		visit{"department-card", "school", at("/department/card")},
		visit{"department-ask", "school", at("/department/ask")},
		visit{"department-city", "city", at("/department")},
	)
}

// submitter is the school's account as it acts.
func (w *town) submitter() quanyuan.Principal {
	w.t.Helper()
	for _, a := range w.accounts {
		if a.Name == "school" {
			return quanyuan.Principal{Account: a.Name, Name: a.Display, Post: a.Post, Division: a.Division, Mandate: a.Mandate}
		}
	}
	w.t.Fatal("the town has no school")
	return quanyuan.Principal{}
}

// pupils is a list of a school about people of the clerk's community: some as
// the register has them, some with a slip, one who came long ago and was never
// told of, one twice, a row about nobody, and somebody new.
func (w *town) pupils() string {
	w.t.Helper()
	placed, err := w.store.PersonsIn(context.Background(), quanyuan.PersonQuery{Scope: quanyuan.Scope{w.submitter().Division}})
	check(w.t, err)
	sex := map[string]string{"1": "男", "2": "女"}
	lines := []string{"姓名,性别,出生日期,身份证号码,居住地址,联系电话,流入日期"}
	var last string
	for _, p := range placed {
		x := p.Person
		if x.Exited != "" || x.Text(quanyuan.IDNumber) == "" || len(lines) > 40 {
			continue
		}
		number, phone, came := x.Text(quanyuan.IDNumber), x.Text(quanyuan.Phone), ""
		switch len(lines) % 10 {
		case 3: // the last digit mistyped
			tail := "1"
			if strings.HasSuffix(number, "1") {
				tail = "2"
			}
			number = number[:17] + tail
		case 5:
			phone = "13900" + fmt.Sprintf("%06d", len(lines))
		case 7:
			came = "2026-03-02"
		case 8:
			came = "2026-10-20"
		}
		last = strings.Join([]string{x.Text(quanyuan.Name), sex[x.Text(quanyuan.Sex)], x.Text(quanyuan.BirthDate), number, x.Text(quanyuan.ResidenceAddress), strings.Split(phone, ";")[0], came}, ",")
		lines = append(lines, last)
	}
	lines = append(lines, last, ",,,,金江大道208号,,", "邱晓岚,女,2014-08-15,,金江大道208号1栋1单元101,13900001235,2026-10-22")
	path := filepath.Join(w.t.TempDir(), "2026年秋季在校生.csv")
	check(w.t, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	return path
}

// schoolList sends the list of pupils, has it compared, and gives the page of
// the list.
func (w *town) schoolList() string {
	w.t.Helper()
	ctx := context.Background()
	b, err := w.desk.Submit(ctx, w.submitter(), desk.Upload{Path: w.pupils(), Source: quanyuan.Source{Kind: quanyuan.School, Unit: "江安小学"}})
	check(w.t, err)
	_, err = w.desk.Collate(ctx, nil, func(*quanyuan.Proposal) error { return nil })
	check(w.t, err)
	return "/department/lists/" + strconv.FormatInt(int64(b.ID), 10)
}

// A department sends its list by the pages, watches it, finds what is wrong in
// words, takes it away as Excel, and asks about one person.
func TestWayOfADepartment(t *testing.T) {
	beside(t)
	w := openTown(t)
	path := w.pupils()
	b := w.browse().as("school")
	b.expect("status of 422")
	b.open("/lists/new")
	b.do("choose the file", chromedp.SetUploadFiles("#f-file", []string{path}))
	b.fill("#f-unit", "江安小学")
	b.press("main form button.main")
	b.wait(`location.pathname.startsWith("/lists/drafts/") && document.readyState === "complete"`)
	b.open(b.eval("location.pathname") + "/submit")
	b.press("main form button.main")
	b.wait(`/^\/lists\/[0-9]+$/.test(location.pathname) && document.readyState === "complete"`)
	list := "/department" + b.eval("location.pathname")
	b.press(`a[href="` + list + `"]`)
	b.wait(`location.pathname === "` + list + `"`)
	b.deptSays("等街道下一次比对", "尚未比对", "读取 44 行")
	b.picture("department-fresh-zh")
	_, err := w.desk.Collate(context.Background(), nil, func(*quanyuan.Proposal) error { return nil })
	check(t, err)
	b.open(list)
	b.deptSays("43 人次 = 正确", "身份证号码：身份证号码校验位不符", "第 4 行", "待办", "43 = 成为记录的 42 + 搁置 1", "4 件超过 30 天")
	b.open("/department/card")
	b.deptSays("成绩单", "2026年秋季在校生.csv", "同一人在同一份名单中重复")

	school := w.as("school")
	for _, page := range []string{list, "/department/card", "/department"} {
		res, body := school.get(page + "?as=xlsx")
		f, err := excelize.OpenReader(strings.NewReader(body))
		if err != nil {
			t.Fatalf("%s as Excel: %d %v", page, res.StatusCode, err)
		}
		rows, err := f.GetRows(f.GetSheetList()[0])
		check(t, err)
		if len(rows) < 2 || !strings.Contains(strings.Join(rows[1], " "), "在校生") {
			t.Errorf("%s as Excel has %v", page, rows)
		}
		check(t, f.Close())
	}
	school.wants(http.StatusNotFound, "/department/lists/1")

	b.open("/department/ask")
	p := w.somebody("clerk", func(p *quanyuan.Person) bool { return livesHere(p) && p.Text(quanyuan.IDNumber) != "" })
	b.fill("#f-id_number", p.Text(quanyuan.IDNumber))
	b.press("main form button.main")
	b.wait(`document.querySelector(".summary") !== null`)
	b.fill("#f-reason", "核对入学资格")
	b.press(`input[value="values"]`)
	b.press("main form button.main")
	b.wait(`document.querySelector("#answer") !== null`)
	b.deptSays("登记库里有这个人", p.Text(quanyuan.Name), "核对入学资格", "我查过的 1")
	b.accessible("department-answer")
	b.picture("department-answer-zh")
	if said := b.eval(`document.querySelector("main").innerText`); strings.Contains(said, p.Text(quanyuan.IDNumber)) || strings.Contains(said, p.Text(quanyuan.Phone)) && p.Text(quanyuan.Phone) != "" {
		t.Error("a school sees a number in full, or a phone")
	}
	lookers := w.as("audit").wants(http.StatusOK, "/persons/"+string(p.Number)+"/lookers", "万小燕", "核查一人", "核对入学资格")
	if strings.Contains(lookers, p.Text(quanyuan.Name)) {
		t.Error("the audit names the person")
	}
	w.as("clerk").wants(http.StatusForbidden, "/department/ask", "不能办理")
}

// deptSays fails unless the page tells all the texts.
func (b *browser) deptSays(texts ...string) {
	b.t.Helper()
	said := strings.Join(strings.Fields(b.eval(`document.querySelector("main").innerText`)), " ")
	for _, text := range texts {
		if !strings.Contains(said, text) {
			b.t.Errorf("%s does not say %q: %s", b.eval("location.pathname"), text, said)
		}
	}
}
