package publish

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"quanyuan"
)

// A person is written with the words, codes and dates that the old system's own
// rows have, and its own values exactly as it wrote them.
func TestLayoutWritesAsTheOldSystemDoes(t *testing.T) {
	v := func(raw, text string) quanyuan.Value {
		return quanyuan.Value{Raw: raw, Text: text, State: quanyuan.Understood}
	}
	l := NewLayout([]LayoutColumn{{"编号", quanyuan.PersonNumber, true, 0}, {"姓名", quanyuan.Name, true, 0}, {"性别", quanyuan.Sex, true, 0}, {"婚姻", quanyuan.Marital, true, 0},
		{"生日", quanyuan.BirthDate, true, 0}, {"居住", quanyuan.ResidenceStatus, true, 0}, {"子女生日", quanyuan.ChildBirth, true, 1}, {"社区", quanyuan.CommunityName, true, 0}, {"备用", 0, false, 0}},
		func(id quanyuan.RecordID) bool { return id == 7 }, func(string) string { return "按区划表" })
	r := &quanyuan.Record{ID: 7}
	r.Set(quanyuan.Sex, v("女性", "2"))
	r.Set(quanyuan.Marital, v("", "21"))
	r.Set(quanyuan.BirthDate, v("1985.3.7", "1985-03-07"))
	r.Set(quanyuan.ResidenceStatus, v("现住本社区", "1"))
	r.Set(quanyuan.CommunityCode, v("", "510198001001"))
	r.Set(quanyuan.CommunityName, v("春江社区居委会", "春江社区"))
	l.Learn(r)
	p := &quanyuan.Person{Number: "P1", Children: []quanyuan.Child{{Birth: v("", "2010-05-06")}},
		Values: []quanyuan.Current{{Field: quanyuan.Name, Value: v(" 王 某 ", "王某"), Record: 7}, {Field: quanyuan.Sex, Value: v("女", "2"), Record: 9},
			{Field: quanyuan.BirthDate, Value: v("", "1990-11-02"), Record: 9}, {Field: quanyuan.Marital, Value: v("离婚", "40"), Record: 9}},
		Presences: []quanyuan.Presence{{Community: "510198001001", Residence: "1"}, {Community: "510198001002", Residence: "2"}, {Community: "510198001003", Until: quanyuan.Date{Year: 2024}}}}
	rows := l.Rows(p)
	for c, want := range map[string][]string{
		"510198001001": {"P1", " 王 某 ", "女性", "40", "1990.11.2", "现住本社区", "2010.5.6", "春江社区居委会", ""},
		"510198001002": {"P1", " 王 某 ", "女性", "40", "1990.11.2", "不在本社区居住 (县内)", "2010.5.6", "按区划表", ""},
	} {
		if !slices.Equal(rows[c], want) {
			t.Errorf("in %s\n  %q\nwant\n  %q", c, rows[c], want)
		}
	}
	if len(rows) != 2 {
		t.Errorf("%d rows, want none of where he has left", len(rows))
	}
	p.Exited = "1"
	if len(l.Rows(p)) != 0 {
		t.Error("who has exited has rows")
	}
}

func TestTableIsTheSameBytes(t *testing.T) {
	rows := [][]string{{"编号", "值"}, {"0001", "=1+1"}, {"0002", "甲\n乙"}}
	at := time.Date(2024, 6, 30, 9, 0, 0, 0, time.UTC)
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := TableXLSX(w, "变更", rows, at); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("one table, two workbooks")
	}
}
