package web_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
)

func init() {
	visits = append(visits,
		visit{"department-list", "school", func(w *town) string { return w.schoolList() }},
		visit{"department", "school", at("/department")},
		visit{"department-card", "school", at("/department/card")},
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
