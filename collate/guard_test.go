package collate

import (
	"testing"

	"quanyuan"
)

// TestGuard: pairs that every engine likes and no clerk would join unseen.
func TestGuard(t *testing.T) {
	parser := testParser(t)
	base := view{name: "孙浩然", id: "510104201205180757", birth: "2012-05-18", sex: "1", phone: "13900000016", residence: "长宁街8号4栋201", mother: parent{name: "孙丽华"}}
	with := func(change func(*view)) view { v := base; change(&v); return v }
	for _, c := range []struct {
		name string
		b    view
		want string
	}{
		{"the same person", base, ""},
		{"without a number", with(func(v *view) { v.id = "" }), ""},
		{"a homophone in the name", with(func(v *view) { v.name, v.id = "孙皓然", "" }), ""},
		{"a digit of the number wrong", with(func(v *view) { v.id = "510104201205180758" }), ""},
		{"twin with an own number", with(func(v *view) { v.name, v.id = "孙浩宇", "510104201205180773" }), twoPeople},
		{"the same name with another number", with(func(v *view) { v.id = "510104201205180773" }), reasonTwoNumbers},
		{"twin without a number, one character apart", with(func(v *view) { v.name, v.id = "孙浩宇", "" }), reasonSibling},
		{"twin without a number, another name", with(func(v *view) { v.name, v.id = "孙子轩", "" }), twoPeople},
		{"twin sister without a number", with(func(v *view) { v.name, v.id, v.sex = "孙浩雅", "", "2" }), twoPeople},
		{"one number, two people", with(func(v *view) { v.name, v.birth = "赵磊", "1990-04-01" }), reasonSharedID},
		{"one number, another name, nothing else in common", view{name: "赵磊", id: base.id, birth: base.birth, sex: "1", phone: "13900000099"}, reasonSharedID},
		{"one number, one character of the name mistyped", view{name: "孙洁然", id: base.id}, ""},
		{"the birth month alone", view{name: "孙浩然", birth: "2012-05", sex: "1"}, reasonNamesakes},
		{"renamed, all else the same", with(func(v *view) { v.name = "孙子轩" }), ""},
		{"grandfather of one name", with(func(v *view) { v.birth, v.id = "1950-05-18", "" }), reasonGenerations},
		{"the name and another day of the year", view{name: "孙浩然", birth: "2012-11-02", sex: "1", phone: "13900000099"}, reasonNamesakes},
		{"the name and a digit of the birth date wrong", view{name: "孙浩然", birth: "2012-05-19", sex: "1"}, ""},
		{"another day of the year, but the phone", view{name: "孙浩然", birth: "2012-11-02", phone: "13900000016"}, ""},
		{"a number that Excel rounded and that passes its check", with(func(v *view) { v.id = "510104201205180000" }), ""},
		{"only the name", view{name: "孙浩然"}, reasonNamesakes},
		{"name and dwelling, written in another way", view{name: "孙浩然", residence: "长宁社区长宁街8号4幢201室"}, ""},
		{"name and phone", view{name: "孙浩然", phone: "13900000016"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := guard(&base, &c.b, parser); got != c.want {
				t.Errorf("guard %q, want %q", got, c.want)
			}
			if guard(&c.b, &base, parser) != guard(&base, &c.b, parser) {
				t.Error("not symmetric")
			}
		})
	}
}

func TestPlaced(t *testing.T) {
	record := func(values map[quanyuan.Field]string) *quanyuan.Record {
		r := &quanyuan.Record{}
		for f, s := range values {
			r.Set(f, known(s))
		}
		return r
	}
	houses := newGazetteer(testParser(t))
	neighbour := &quanyuan.Person{Presences: []quanyuan.Presence{{Community: "510198001001", Residence: "1"}}}
	neighbour.Values = []quanyuan.Current{{Field: quanyuan.ResidenceAddress, Value: known("春江路12号1栋2单元301")}}
	v := personView(neighbour)
	houses.learn(neighbour, &v)
	all := map[quanyuan.Field]string{quanyuan.HukouDivision: "510198001001", quanyuan.ResidenceDivision: "510198001002"}
	for _, c := range []struct {
		name   string
		values map[quanyuan.Field]string
		source quanyuan.Source
		want   string
	}{
		{"the community the row names", map[quanyuan.Field]string{quanyuan.CommunityCode: "510198001002"}, quanyuan.Source{Division: "510198001001"}, "510198001002"},
		{"the batch's community", nil, quanyuan.Source{Division: "510198001001"}, "510198001001"},
		{"a town is no community: the address lived at", all, quanyuan.Source{Kind: quanyuan.School, Division: "510198001000"}, "510198001002"},
		{"a police list places at the hukou", all, quanyuan.Source{Kind: quanyuan.Police, Division: "510198001000"}, "510198001001"},
		{"a house that the register knows", map[quanyuan.Field]string{quanyuan.ResidenceAddress: "春江路12号5栋101"}, quanyuan.Source{}, "510198001001"},
		{"nothing said", nil, quanyuan.Source{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := houses.placed(record(c.values), c.source); got != c.want {
				t.Errorf("placed %q, want %q", got, c.want)
			}
		})
	}
}

func TestOutOfScope(t *testing.T) {
	asOf := quanyuan.Date{Year: 2024, Month: 6, Day: 30}
	for _, c := range []struct{ reason, arrived, want string }{
		{"", "", ""},
		{"7", "2024-01-01", reasonStay},
		{"1", "2024-06-01", reasonUnder30},
		{"1", "2024-05-31", ""},
		{"1", "2024-06", ""},
	} {
		r := &quanyuan.Record{}
		for f, s := range map[quanyuan.Field]string{quanyuan.StayReason: c.reason, quanyuan.ArriveDate: c.arrived} {
			if s != "" {
				r.Set(f, known(s))
			}
		}
		if got := outOfScope(r, asOf); got != c.want {
			t.Errorf("reason %q since %q: %q, want %q", c.reason, c.arrived, got, c.want)
		}
	}
}
