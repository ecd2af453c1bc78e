package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/refdata/division"
)

// three gives the figures of the whole register as "done/all" and the gaps as
// "figure id key".
func three(t *testing.T, d *desk.Desk, q desk.ThreeQuery) (string, string) {
	t.Helper()
	var gaps []string
	q.Gaps = func(g desk.Gap) error {
		gaps = append(gaps, g.Figure+" "+g.ID+" "+g.Why.Key)
		for _, lang := range []string{"zh", "en"} {
			if s := desk.Words(g.Why, lang); s == g.Why.Key || strings.Contains(s, "%!") {
				t.Errorf("%s in %s: %s", g.Why.Key, lang, s)
			}
		}
		return nil
	}
	_, w, err := d.Three(context.Background(), clerk, q)
	check(t, err)
	slices.Sort(gaps)
	return fmt.Sprintf("%d/%d %d/%d %d/%d", w.Households.Done, w.Households.All, w.Persons.Done, w.Persons.All, w.Whole.Done, w.Whole.All), strings.Join(gaps, "; ")
}

// TestEveryoneCountsOnce: who is registered in one community and lives in
// another counts where he lives; what both parents tell of a child is told once.
func TestEveryoneCountsOnce(t *testing.T) {
	now := noon()
	d, _ := clocked(t, &now)
	ctx := context.Background()
	parts, whole, err := d.Three(ctx, clerk, desk.ThreeQuery{Level: division.Community})
	check(t, err)
	by := map[string]desk.Three{}
	for _, p := range parts {
		by[p.Division] = p
	}
	if len(parts) != 3 || whole.Persons.All != 0 {
		t.Errorf("an empty register: %+v", parts)
	}
	importList(t, d, desk.Upload{Source: quanyuan.Source{Kind: quanyuan.Register}}, "系统编号,户编号,姓名,性别,出生日期,户籍状况,居住状况,与户主关系,社区编码,子女1姓名,子女1出生日期,子女1性别,子女1身份证号码",
		"A1 HA 陈建国 男 1985-03-15 1 2 户主 "+comA+" - - - -",
		"A1 HB 陈建国 男 1985-03-15 2 1 户主 "+comB+" 陈小雨 2015-06-01 女 -",
		"A2 HB 刘玉兰 女 1986-07-22 2 1 妻 "+comB+" 陈小雨 2015-06-01 女 -",
		"A3 HA 陈老汉 男 1955-01-01 1 9 父亲 "+comA+" - - - -",
		"A4 HC 王小芳 女 1980-01-01 1 1 户主 "+comC+" 王小明 2016-01-02 男 51019820160102001X",
		"A5 HD 赵老太 女 1950-01-01 1 1 户主 "+comC+" 赵某 1975-01-01 男 -",
		"A6 HE 王小明 男 2016-01-02 1 1 孙子 "+comC+" - - - -")
	parts, whole, err = d.Three(ctx, clerk, desk.ThreeQuery{Level: division.Community})
	check(t, err)
	for _, p := range parts {
		by[p.Division] = p
	}
	// A counts the old man who lives nobody knows where; B the couple, whose child
	// is missing; in C one child is found by name and birthday, one is of age.
	for community, want := range map[string]desk.Share{comA: {Done: 1, All: 1}, comB: {Done: 2, All: 3}, comC: {Done: 3, All: 3}} {
		if got := by[community].Persons; got != want {
			t.Errorf("%s counts %+v, want %+v", community, got, want)
		}
	}
	if whole.Persons != (desk.Share{Done: 6, All: 7}) {
		t.Errorf("the whole counts %+v", whole.Persons)
	}
	towns, _, err := d.Three(ctx, clerk, desk.ThreeQuery{Level: division.Town})
	check(t, err)
	if len(towns) != 1 || towns[0].Division != "510198001000" || towns[0].Persons != whole.Persons {
		t.Errorf("by town %+v", towns)
	}
	_, one, err := d.Three(ctx, quanyuan.Principal{Name: "专干", Post: quanyuan.Clerk, Division: comB}, desk.ThreeQuery{Level: division.Community})
	if err != nil || one.Persons.All != 3 {
		t.Errorf("a clerk sees %+v, %v", one.Persons, err)
	}
}

// TestFiguresFollowVisits goes through what a visit may find.
func TestFiguresFollowVisits(t *testing.T) {
	d, _ := village(t, family...)
	ctx := context.Background()
	build(t, d)
	empty, err := d.AddDwelling(ctx, clerk, comA, "春江路12号1栋2单元401")
	check(t, err)
	same, err := d.AddDwelling(ctx, clerk, comA, "春江社区春江路12号1幢2-401")
	if err != nil || same.ID != empty.ID {
		t.Errorf("the dwelling added again is %s, %v, first %s", same.ID, err, empty.ID)
	}
	h, err := d.Household(ctx, clerk, houseA)
	check(t, err)
	for _, step := range []struct {
		name          string
		visit         quanyuan.Visit
		dwelling      string
		figures, gaps string
	}{
		{"nobody has been there", quanyuan.Visit{}, "", "2/3 6/6", "household " + empty.ID + " gap.unseen"},
		{"found empty", quanyuan.Visit{State: quanyuan.DwellingEmpty}, empty.ID, "3/3 6/6", ""},
		{"found lived in, by nobody known", quanyuan.Visit{State: quanyuan.DwellingLived, Persons: 2}, empty.ID, "2/3 6/8", "household " + empty.ID + " gap.unknown; person " + empty.ID + " gap.visit"},
		{"a visit of an earlier day changes nothing", quanyuan.Visit{State: quanyuan.DwellingEmpty, Day: quanyuan.Date{Year: 2024, Month: 5, Day: 1}}, empty.ID, "2/3 6/8", "household " + empty.ID + " gap.unknown; person " + empty.ID + " gap.visit"},
		{"no dwelling after all", quanyuan.Visit{State: quanyuan.DwellingGone}, empty.ID, "3/3 6/6", ""},
		{"the family is not at home", quanyuan.Visit{State: quanyuan.DwellingEmpty}, h.Dwelling, "2/3 6/6", "household " + h.Dwelling + " gap.empty"},
		{"it is, with as many as registered", quanyuan.Visit{State: quanyuan.DwellingLived, Persons: 5}, h.Dwelling, "3/3 6/6", ""},
	} {
		if step.dwelling != "" {
			_, err := d.Visit(ctx, clerk, step.dwelling, step.visit)
			check(t, err)
		}
		figures, gaps := three(t, d, desk.ThreeQuery{})
		gaps = strings.Join(slices.DeleteFunc(strings.Split(gaps, "; "), func(g string) bool { return strings.HasPrefix(g, "item") }), "; ") // not what this test is about
		if !strings.HasPrefix(figures, step.figures+" ") || gaps != step.gaps {
			t.Errorf("%s: %s, %q; want %s, %q", step.name, figures, gaps, step.figures, step.gaps)
		}
	}
	// Who moves in and out is counted at once.
	_, err = d.Exit(ctx, clerk, "A6", "1", quanyuan.Date{Year: 2024, Month: 6, Day: 1})
	check(t, err)
	if figures, _ := three(t, d, desk.ThreeQuery{}); !strings.HasPrefix(figures, "2/3 5/5 ") {
		t.Errorf("after a death %s", figures)
	}
	if _, err := d.Visit(ctx, clerk, empty.ID, quanyuan.Visit{State: "full"}); err == nil {
		t.Error("a visit that found nonsense was noted")
	}
	if _, err := d.Visit(ctx, clerk, empty.ID, quanyuan.Visit{State: quanyuan.DwellingEmpty, Day: quanyuan.Date{Year: 2024, Month: 7, Day: 1}}); err == nil {
		t.Error("a visit of tomorrow was noted")
	}
}
