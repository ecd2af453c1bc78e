package collate

import (
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/refdata/address"
	"quanyuan/refdata/division"
)

const testDivisions = `code,level,parent,name
510198001000,4,510198000000,春江街道
510198001001,5,510198001000,春江社区
510198001002,5,510198001000,长宁社区
`

func testParser(t testing.TB) *address.Parser {
	t.Helper()
	tree, err := division.Embedded().WithFile(strings.NewReader(testDivisions), "divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	return address.NewParser(tree, "510198000000")
}

func known(s string) quanyuan.Value { return quanyuan.Value{Text: s, State: quanyuan.Understood} }

// TestDifferences: another way to write the same value is no difference, a
// value that a side does not give is none, the rest is one.
func TestDifferences(t *testing.T) {
	parser := testParser(t)
	for _, c := range []struct {
		name        string
		field       quanyuan.Field
		here, there quanyuan.Value
		want        quanyuan.Verdict
	}{
		{"the same name", quanyuan.Name, known("陈建国"), known("陈建国"), quanyuan.Agree},
		{"traditional characters", quanyuan.Name, known("陳建國"), known("陈建国"), quanyuan.Agree},
		{"a homophone is another name", quanyuan.Name, known("陈建过"), known("陈建国"), quanyuan.Contradict},
		{"an unwritten character", quanyuan.Name, known("李□"), known("李頔"), quanyuan.CannotTell},
		{"a middle dot more or less", quanyuan.Name, known("阿不都·热合曼"), known("阿不都热合曼"), quanyuan.Agree},
		{"a nameless newborn now named", quanyuan.Name, known("陈小宝"), quanyuan.Value{Raw: "未取名", State: quanyuan.Placeholder}, quanyuan.MissingThere},
		{"a month of the day", quanyuan.BirthDate, known("1985-03"), known("1985-03-07"), quanyuan.Agree},
		{"another month", quanyuan.BirthDate, known("1985-04"), known("1985-03-07"), quanyuan.Contradict},
		{"what intake read off the number", quanyuan.BirthDate, quanyuan.Value{Text: "1985-03-08", State: quanyuan.Understood, Mark: "from_id"}, known("1985-03-07"), quanyuan.MissingHere},
		{"another number", quanyuan.IDNumber, known("510104196203150112"), known("510104196203150120"), quanyuan.Contradict},
		{"a passport says nothing of a citizen's number", quanyuan.IDNumber, known("E12345678"), known("510104196203150120"), quanyuan.CannotTell},
		{"a rounded number that passes its check", quanyuan.IDNumber, known("640104199603218000"), known("640104199603218465"), quanyuan.CannotTell},
		{"zeros at the end of another number", quanyuan.IDNumber, known("640104199603218000"), known("640104199603211466"), quanyuan.Contradict},
		{"a digit too many", quanyuan.IDNumber, quanyuan.Value{Text: "5101041962031501120", State: quanyuan.Doubtful, Mark: "typo"}, known("510104196203150112"), quanyuan.Contradict},
		{"a number rounded by Excel", quanyuan.IDNumber, quanyuan.Value{Raw: "510104196203150000", State: quanyuan.Invalid}, known("510104196203150120"), quanyuan.CannotTell},
		{"a placeholder", quanyuan.IDNumber, quanyuan.Value{Raw: "000000000000000000", State: quanyuan.Placeholder}, known("510104196203150120"), quanyuan.MissingHere},
		{"married, first marriage", quanyuan.Marital, known("20"), known("21"), quanyuan.Agree},
		{"single, married", quanyuan.Marital, known("10"), known("21"), quanyuan.Contradict},
		{"eldest son, son", quanyuan.Relation, known("22"), known("20"), quanyuan.Agree},
		{"a son is no daughter", quanyuan.Relation, known("22"), known("30"), quanyuan.Contradict},
		{"one of two phones", quanyuan.Phone, known("13900000011;13900000012"), known("13900000012"), quanyuan.Agree},
		{"another phone", quanyuan.Phone, known("13900000011"), known("13900000012"), quanyuan.Contradict},
		{"a land line without its area code", quanyuan.Phone, known("02887654321"), known("87654321"), quanyuan.Agree},
		{"an address written shorter", quanyuan.ResidenceAddress, known("春江路12号1栋2单元301"), known("四川省成都市春江街道春江路12号1栋2单元301室"), quanyuan.Agree},
		{"another room", quanyuan.ResidenceAddress, known("春江路12号1栋2单元302"), known("春江路12号1栋2单元301"), quanyuan.Contradict},
		{"a death the register lacks", quanyuan.DeathDate, known("2024-01-02"), quanyuan.Value{}, quanyuan.Contradict},
		{"a death the row does not know", quanyuan.DeathDate, quanyuan.Value{}, known("2024-01-02"), quanyuan.MissingHere},
		{"number of children", quanyuan.ChildCount, known("2"), known("1"), quanyuan.Contradict},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := comparer{parser: parser}.verdict(c.field, c.here, c.there)
			if got != c.want {
				t.Errorf("verdict %d, want %d", got, c.want)
			}
		})
	}
}

// TestAddressOfUnknownKind: 家庭地址 may be the hukou address; only another address
// than both contradicts.
func TestAddressOfUnknownKind(t *testing.T) {
	const hukou, residence = "四川省成都市春江街道春江路12号1栋2单元301室", "四川省成都市春江街道春江路88号3栋1单元202室"
	p := &quanyuan.Person{Values: []quanyuan.Current{{Field: quanyuan.HukouAddress, Value: known(hukou)}, {Field: quanyuan.ResidenceAddress, Value: known(residence)}}}
	for _, c := range []struct {
		text, mark string
		want       quanyuan.Verdict
	}{
		{"春江路12号1栋2单元301", "home", quanyuan.CannotTell},
		{"春江路12号1栋2单元301", "", quanyuan.Contradict},
		{"春江路12号1栋2单元302", "home", quanyuan.Contradict},
		{"春江路88号3栋1单元202", "home", quanyuan.Agree},
	} {
		r := &quanyuan.Record{Values: []quanyuan.FieldValue{{Field: quanyuan.ResidenceAddress, Value: quanyuan.Value{Text: c.text, State: quanyuan.Understood, Mark: c.mark}}}}
		for _, d := range (comparer{parser: testParser(t)}).differences(r, p) {
			if d.Field == quanyuan.ResidenceAddress && d.Verdict != c.want {
				t.Errorf("%s %q: verdict %d, want %d", c.text, c.mark, d.Verdict, c.want)
			}
		}
	}
}

// TestStatusIsSaidOfACommunity: hukou and residence status of another community
// say nothing about this one.
func TestStatusIsSaidOfACommunity(t *testing.T) {
	r := &quanyuan.Record{}
	r.Set(quanyuan.HukouStatus, known("2"))
	p := &quanyuan.Person{Presences: []quanyuan.Presence{{Community: "510198001001", Hukou: "1"}}}
	for place, want := range map[string]quanyuan.Verdict{"510198001001": quanyuan.Contradict, "510198001002": quanyuan.MissingThere} {
		ds := comparer{parser: testParser(t), place: place}.differences(r, p)
		if len(ds) != 1 || ds[0].Verdict != want {
			t.Errorf("in %s: %+v, want verdict %d", place, ds, want)
		}
	}
}

func child(name, birth, sex string) quanyuan.Child {
	c := quanyuan.Child{}
	for v, s := range map[*quanyuan.Value]string{&c.Name: name, &c.Birth: birth, &c.Sex: sex} {
		if s != "" {
			*v = known(s)
		}
	}
	return c
}

func TestChildren(t *testing.T) {
	there := []quanyuan.Child{child("陈晓东", "2008-03-05", "1"), child("陈晓西", "2012-07-01", "2")}
	for _, c := range []struct {
		name string
		here quanyuan.Child
		want string
	}{
		{"the same child", child("陈晓东", "2008-03", ""), ""},
		{"a child the register lacks", child("陈晓北", "2015-01-01", "1"), "子女姓名"},
		{"another birth date", child("陈晓东", "2008-03-06", "1"), "子女出生日期"},
		{"another sex", child("陈晓西", "2012-07-01", "1"), "子女性别"},
		{"a name mistyped", child("陈小东", "2008-03-05", "1"), "子女姓名"},
		{"only a birth date", child("", "2012-07-01", ""), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &quanyuan.Record{Children: []quanyuan.Child{c.here}}
			p := quanyuan.Proposal{Differences: comparer{parser: testParser(t)}.differences(r, &quanyuan.Person{Children: there})}
			var got []string
			for _, f := range p.Contradictions() {
				got = append(got, f.Zh())
			}
			if strings.Join(got, ";") != c.want {
				t.Errorf("differs %v, want %q", got, c.want)
			}
		})
	}
}

// TestDwellingsOfTwoCommunities: an estate's flat and a group's house cannot be
// compared as texts, but stand in two communities.
func TestDwellingsOfTwoCommunities(t *testing.T) {
	person := &quanyuan.Person{Values: []quanyuan.Current{
		{Field: quanyuan.ResidenceAddress, Value: known("长宁社区5组127号")}, {Field: quanyuan.ResidenceDivision, Value: known("510198001002")},
	}}
	for _, c := range []struct {
		name               string
		address, community string
		want               quanyuan.Verdict
	}{
		{"in another community", "锦绣花园6-3-201", "510198001001", quanyuan.Contradict},
		{"in the same", "锦绣花园6-3-201", "510198001002", quanyuan.CannotTell},
		{"in none known", "锦绣花园6-3-201", "", quanyuan.CannotTell},
		{"no dwelling", "亲戚家", "510198001001", quanyuan.CannotTell},
	} {
		r := &quanyuan.Record{}
		r.Set(quanyuan.ResidenceAddress, known(c.address))
		if c.community != "" {
			r.Set(quanyuan.CommunityCode, known(c.community))
		}
		got := quanyuan.BothMissing
		for _, d := range (comparer{parser: testParser(t)}).differences(r, person) {
			if d.Field == quanyuan.ResidenceAddress {
				got = d.Verdict
			}
		}
		if got != c.want {
			t.Errorf("%s: verdict %d, want %d", c.name, got, c.want)
		}
	}
}
