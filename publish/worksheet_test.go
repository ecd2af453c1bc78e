package publish_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"quanyuan"
	"quanyuan/publish"
)

// sheetsOf are worksheets of a community with n persons whose hukou is there, in
// two groups and an estate, and one line of each other kind. Names have rare
// characters of the name standard.
func sheetsOf(n int, unmasked bool) *publish.Worksheets {
	c := publish.Context{At: time.Date(2024, 6, 30, 9, 0, 0, 0, time.UTC), Unmasked: unmasked, Division: func(code string) string { return places[code] }}
	somebody := func(number quanyuan.Number, name, hukou string) *quanyuan.Person {
		return person(number, east, 0, map[quanyuan.Field]string{quanyuan.Name: name, quanyuan.Sex: "1", quanyuan.BirthDate: "1985-03-07", quanyuan.IDNumber: "510198198503071234", quanyuan.HukouAddress: hukou})
	}
	names := []string{"𠮷村㛃", "𬭎", "欧阳·阿卜杜热合曼·艾合买提江", "陈建国"}
	var lines []publish.WorksheetLine
	for i := range n {
		pr := quanyuan.Presence{Community: east, Group: fmt.Sprintf("%d组", 1+i%12), Estate: []string{"", "桥畔花园"}[i%2]}
		lines = append(lines, publish.WorksheetLine{Sheet: quanyuan.AwaySheet, Person: somebody(quanyuan.Number(fmt.Sprintf("P%03d", i)), names[i%4], fmt.Sprintf("桥头街道东桥社区桥畔路%d号2栋1单元301", i)), Presence: pr, Why: "登记居住在西桥社区"})
	}
	list := []publish.WorksheetSource{{Source: quanyuan.Source{Kind: quanyuan.Police, Unit: "桥头派出所"}, Where: quanyuan.Where{File: "名单.xlsx", Row: 12}}, {Source: quanyuan.Source{Kind: quanyuan.School, Unit: "桥头小学"}, Where: quanyuan.Where{File: "school.csv", Row: 3}}}
	return publish.NewWorksheets(c, publish.WorksheetHead{Community: east, Place: "桥头市桥头街道东桥社区", Campaign: "2024年消重补漏", By: "林专干", Purpose: "入户核对"}, append(lines,
		publish.WorksheetLine{Sheet: quanyuan.ItemSheet, Person: somebody("P900", "王差错", ""), Field: quanyuan.IDNumber, Value: "510198198503071234", Why: "校验位不对", Advice: "核对证件", Presence: quanyuan.Presence{Unit: "桥头小学"}},
		publish.WorksheetLine{Sheet: quanyuan.ItemSheet, Person: somebody("P900", "王差错", ""), Field: quanyuan.BirthDate, Value: "1985-03-07", Told: "1985-03-09", Sources: list},
		publish.WorksheetLine{Sheet: quanyuan.UnregisteredSheet, Person: somebody("", "何志远", ""), Why: "名单上有，登记库没有", Sources: list},
		publish.WorksheetLine{Sheet: quanyuan.UnstruckSheet, Person: somebody("P901", "李应销", ""), Why: "登记库已有死亡日期 2023-11-02，尚未注销"}))
}

func xlsxOf(t *testing.T, d *publish.WorksheetDocument) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.XLSX(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func htmlOf(t *testing.T, d *publish.WorksheetDocument) string {
	t.Helper()
	var b strings.Builder
	if err := d.HTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestWorksheetDocuments: a document for the community and one for each unit,
// group and estate, in natural order, each with its own lines only.
func TestWorksheetDocuments(t *testing.T) {
	var names []string
	away := map[string]int{}
	for _, d := range sheetsOf(200, false).Documents(publish.Parts()) {
		names = append(names, strings.TrimPrefix(d.Name, east+" 东桥社区/"))
		away[d.Part] = d.Count(quanyuan.AwaySheet)
	}
	want := "全社区 单位/桥头小学 小组/1组 小组/2组 小组/3组 小组/4组 小组/5组 小组/6组 小组/7组 小组/8组 小组/9组 小组/10组 小组/11组 小组/12组 物业/桥畔花园"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("documents %s\nwant %s", got, want)
	}
	if away[""] != 200 || away["小组　1组"] != 17 || away["物业　桥畔花园"] != 100 || away["单位　桥头小学"] != 0 {
		t.Errorf("lines by part %v", away)
	}
	groups := 0
	for part, n := range away {
		if strings.HasPrefix(part, "小组") {
			groups += n
		}
	}
	if groups != 200 {
		t.Errorf("the groups have %d lines together, the community 200", groups)
	}
	if n := len(sheetsOf(3, false).Documents([]string{publish.PartCommunity})); n != 1 {
		t.Errorf("%d documents where one was asked for", n)
	}
}

// TestWorksheetOrder: lines stand as the clerk walks, house 2 before house 12.
func TestWorksheetOrder(t *testing.T) {
	w := sheetsOf(30, false)
	for _, d := range w.Documents([]string{publish.PartGroup}) {
		if d.Part != "小组　1组" {
			continue
		}
		html := htmlOf(t, d)
		at := 0
		for _, number := range []string{"P000", "P012", "P024"} {
			i := strings.Index(html, number)
			if i < at {
				t.Errorf("%s stands before the one ahead of it", number)
			}
			at = i
		}
	}
}

// TestWorksheetBytes: the same lines give the same bytes; another line gives
// another hash, and the hash stands on the paper.
func TestWorksheetBytes(t *testing.T) {
	one, two := sheetsOf(20, false).Documents([]string{publish.PartCommunity})[0], sheetsOf(20, false).Documents([]string{publish.PartCommunity})[0]
	if !bytes.Equal(xlsxOf(t, one), xlsxOf(t, two)) || htmlOf(t, one) != htmlOf(t, two) {
		t.Error("two runs differ")
	}
	more := sheetsOf(21, false).Documents([]string{publish.PartCommunity})[0]
	if one.Hash() == more.Hash() || !strings.Contains(htmlOf(t, one), one.Hash()) {
		t.Error("the hash does not belong to the lines")
	}
}

// TestWorksheetMasked: nothing is given away unless it was asked for, and every
// document says who took it out.
func TestWorksheetMasked(t *testing.T) {
	for _, unmasked := range []bool{false, true} {
		d := sheetsOf(5, unmasked).Documents([]string{publish.PartCommunity})[0]
		f, err := excelize.OpenReader(bytes.NewReader(xlsxOf(t, d)))
		if err != nil {
			t.Fatal(err)
		}
		text := htmlOf(t, d)
		for _, s := range f.GetSheetList() {
			rows, err := f.GetRows(s)
			if err != nil {
				t.Fatal(err)
			}
			text += fmt.Sprint(rows)
		}
		if strings.Contains(text, "ZgotmplZ") {
			t.Error("the page was made with a text that its template refused")
		}
		if got := slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(text, s) }); got != unmasked {
			t.Errorf("unmasked %v: numbers in full %v", unmasked, got)
		}
		if want := []string{"说明", "项目差错", "有户无人", "应落未落", "应销未销", "签收"}; !slices.Equal(f.GetSheetList(), want) {
			t.Errorf("sheets %v, want %v", f.GetSheetList(), want)
		}
		head, err := f.GetHeaderFooter("有户无人")
		if err != nil || !strings.Contains(head.OddHeader, "林专干") || strings.Count(text, "林专干　2024-06-30 09:00　入户核对") < 12 {
			t.Errorf("the document does not say who took it out: %v %v", head, err)
		}
		text = strings.ReplaceAll(text, "1985-03-09", "1985-**-**")
		for _, want := range []string{"核对人（签名）", "负责人（签名）", "单位（盖章）", "𠮷村㛃", "𬭎", "名单写的是“1985-**-*", "死亡日期 2023-11-02", "公安 桥头派出所\n名单.xlsx・12\n教管 桥头小学\nschool.csv・3"} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in the document", want)
			}
		}
	}
}
