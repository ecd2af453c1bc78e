package desk_test

import (
	"context"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// TestDwellingsFollowAtOnce: whatever is done to persons, the list of dwellings
// is what building it anew would make of it.
func TestDwellingsFollowAtOnce(t *testing.T) {
	d, s := village(t, append([]string{
		"B1 - 马晓梅 女 1995-08-20 1 1 长宁街8号2栋301 - " + comB + " 未婚",
		"C1 - 孙丽华 女 1987-06-12 1 1 高墙路8号2栋102 - " + comC + " 未婚",
	}, family...)...)
	ctx := context.Background()
	build(t, d)
	text := func(s string) quanyuan.Value { return quanyuan.Value{Text: s, State: quanyuan.Understood} }
	record := func(pairs ...string) *quanyuan.Record {
		r := &quanyuan.Record{}
		for i := 0; i < len(pairs); i += 2 {
			f, ok := quanyuan.FieldByKey(pairs[i])
			if !ok {
				t.Fatal(pairs[i])
			}
			r.Set(f, text(pairs[i+1]))
		}
		return r
	}
	living := func(address string) int {
		all, err := d.Dwellings(ctx, clerk, desk.DwellingQuery{})
		check(t, err)
		for _, w := range all {
			if w.Address == address {
				return w.Living
			}
		}
		return -1
	}
	correct := func(n quanyuan.Number, address string) error {
		_, err := d.Correct(ctx, clerk, n, quanyuan.ResidenceAddress, text(address))
		return err
	}
	for _, act := range []struct {
		name    string
		do      func() error
		address string
		living  int
	}{
		{"one of a household of one goes to a new door", func() error { return correct("A6", "春江路20号1栋1单元101") }, "春江路20号1栋1单元101", 1},
		{"one of five lives elsewhere, the household stays", func() error { return correct("A3", "春江路22号1栋1单元201") }, "春江路22号1栋1单元201", 0},
		{"without a household", func() error { return correct("B1", "长宁街9号1栋101") }, "长宁街9号1栋101", 1},
		{"a list says where somebody lives", func() error {
			importList(t, d, desk.Upload{Source: quanyuan.Source{Kind: quanyuan.Police}, AsOf: day(6, 20)}, "姓名,性别,出生日期,居住地址,社区编码", "孙丽华 女 1987-06-12 高墙路9号2栋102 "+comC)
			for r, err := range s.Records(ctx, 2) {
				if err == nil {
					_, err = d.Attach(ctx, clerk, "C1", r.ID)
				}
				return err
			}
			return nil
		}, "高墙路9号2栋102", 1},
		{"enters", func() error {
			r := record("name", "欧阳初晴", "sex", "2", "birth_date", "2001-09-09", "community_code", comB, "hukou_status", "1", "residence_status", "1", "residence_address", "长宁街10号1栋101")
			a, err := d.Search(ctx, clerk, r)
			if err == nil {
				_, err = d.Enter(ctx, clerk, r, a.Paper.ID)
			}
			return err
		}, "长宁街10号1栋101", 1},
		{"dies", func() error { _, err := d.Exit(ctx, clerk, "B1", "1", day(6, 1)); return err }, "长宁街9号1栋101", 0},
		{"did not", func() error { _, err := d.Restore(ctx, clerk, "B1"); return err }, "长宁街9号1栋101", 1},
		{"stays with a daughter for some days", func() error {
			_, err := d.Move(ctx, clerk, "A1", record("community_code", comB, "hukou_status", "2", "residence_status", "1", "arrive_date", "2024-06-25"), day(6, 25))
			return err
		}, "春江路12号1栋2单元301", 5}, // with A3, who belongs to the household
		{"moves out", func() error { _, err := d.Leave(ctx, clerk, "B1", comB, "", day(6, 20)); return err }, "长宁街9号1栋101", 0},
	} {
		check(t, act.do())
		if n := living(act.address); n != act.living {
			t.Errorf("%s: %d live at the door, want %d (-1: not on the list)", act.name, n, act.living)
		}
		if b := build(t, d); b.Written != 0 {
			t.Errorf("%s: building anew still writes %d papers", act.name, b.Written)
		}
	}
	there, err := d.Dwellings(ctx, clerk, desk.DwellingQuery{Scope: quanyuan.Scope{comB}})
	check(t, err)
	for _, w := range there {
		if w.Address == "春江路12号1栋2单元301" {
			t.Errorf("the guest's own address is a dwelling of where he stays: %+v", w)
		}
	}
	verified(t, d)
}
