package link_test

import (
	"testing"

	"quanyuan/link"
	"quanyuan/link/table"
)

// TestRegisterColumns: of a register's export only what identifies the person
// is compared; children, household numbers, days of entry, codes and parts of
// the address are not.
func TestRegisterColumns(t *testing.T) {
	b, err := table.NewBuilder("姓名", "出生日期", "身份证号码", "居住地址", "物业小区", "户编号", "子女姓名", "登记日期", "婚姻状况", "母亲姓名")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 400 {
		two := func(n int) string { return string(rune('0'+n/10%10)) + string(rune('0'+n%10)) }
		name := "陈" + string(rune('一'+i*7%3000)) + string(rune('一'+i*13%3000))
		err := b.Append(name, "19"+two(i*3)+"-0"+string(rune('1'+i%9))+"-1"+string(rune('0'+i%10)), "51010419"+two(i*3)+"0"+string(rune('1'+i%9))+"1"+string(rune('0'+i%10))+two(i)+"1X",
			"锦川区春江街道春江社区春江路"+two(i)+"号"+two(i*7)+"室", "春江小区", "H"+two(i/4)+two(i), "陈"+string(rune('一'+i*5%3000))+"小", "2021-0"+string(rune('1'+i%9))+"-01", two(20+i%3), "李"+string(rune('一'+i*11%3000)))
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := link.Suggest(b.Table())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Profiles {
		switch p.Column {
		case "姓名", "出生日期", "居住地址":
			if !p.Used {
				t.Errorf("%s is not used: %s, %s", p.Column, p.Kind, p.Why)
			}
		case "物业小区", "户编号", "子女姓名", "登记日期", "婚姻状况":
			if p.Used {
				t.Errorf("%s is used as %s: %s", p.Column, p.Kind, p.Why)
			}
		}
	}
	for _, c := range s.Spec.Comparisons {
		if c.Column == "母亲姓名" && !c.Shared {
			t.Error("a mother's name counts as if siblings had another mother")
		}
	}
}
