package access

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quanyuan"
)

var posts = []quanyuan.Post{quanyuan.Clerk, quanyuan.CommunityHead, quanyuan.TownOffice, quanyuan.DistrictOffice, quanyuan.CityOffice, quanyuan.Submitter,
	quanyuan.Surveyor, quanyuan.Leader, quanyuan.Citizen, quanyuan.SystemAdmin, quanyuan.SecurityAdmin, quanyuan.AuditAdmin}

// Every action is decided for every post on purpose, and every action has words.
func TestEverythingIsDecided(t *testing.T) {
	if len(rights.columns) != len(posts) || len(fields.columns) != len(posts) {
		t.Fatalf("columns %v and %v, want one a post", rights.columns, fields.columns)
	}
	for _, action := range Actions() {
		for _, post := range posts {
			if RightOf(post, action) == Undecided {
				t.Errorf("%s × %s is not decided", action, post)
			}
		}
	}
	if len(Actions()) != len(actionWords) {
		t.Errorf("%d actions in the table, %d have words", len(Actions()), len(actionWords))
	}
	for action, w := range actionWords {
		if !slices.Contains(Actions(), action) || w[0] == "" || w[1] == "" {
			t.Errorf("%s is not in the table or has no words", action)
		}
	}
	for _, post := range append(posts, quanyuan.Operator) {
		if got, ok := ParsePost(PostName(post, "zh")); !ok || got != post || PostName(post, "en") == "" {
			t.Errorf("post %s has no words", post)
		}
	}
	for _, action := range []Action{"", "fly"} {
		if May(quanyuan.Principal{Post: quanyuan.CityOffice}, action) == nil {
			t.Errorf("action %q, which is none, is allowed", action)
		}
	}
}

// Every field stands in one group, every group in both tables.
func TestEveryFieldHasAGroup(t *testing.T) {
	seen := map[quanyuan.Field]string{}
	for name, fs := range groups {
		for _, f := range fs {
			if seen[f] != "" {
				t.Errorf("%s stands in %s and %s", f.Key(), seen[f], name)
			}
			seen[f] = name
		}
		for _, post := range posts {
			if fields.cell(name, string(post)) == Unsaid {
				t.Errorf("group %s × %s is not said", name, post)
			}
		}
		for _, mandate := range Mandates() {
			if mandates.cell(name, mandate) == Unsaid {
				t.Errorf("group %s × mandate %s is not said", name, mandate)
			}
		}
	}
	for f := range quanyuan.NumFields {
		if seen[f] == "" {
			t.Errorf("%s has no group", f.Key())
		}
	}
	if len(fields.rows) != len(groups) || len(mandates.rows) != len(groups) {
		t.Errorf("groups %v and %v", fields.rows, mandates.rows)
	}
}

const (
	here  = "510198001001"
	there = "510198002001"
	town  = "510198001000"
)

func TestMay(t *testing.T) {
	p := func(post quanyuan.Post, division, purpose string) quanyuan.Principal {
		return quanyuan.Principal{Account: "a", Name: "李某", Post: post, Division: division, Purpose: purpose}
	}
	department := func(mandate string) quanyuan.Principal {
		by := p(quanyuan.Submitter, town, "whatever the request says")
		by.Mandate = mandate
		return by
	}
	token := department("school")
	token.Only = []string{"import"}
	for _, c := range []struct {
		name   string
		by     quanyuan.Principal
		action Action
		at     []string
		key    string // of the refusal; empty: allowed
	}{
		{"a clerk in her community", p(quanyuan.Clerk, here, ""), Correct, []string{here}, ""},
		{"a clerk of somebody who also lives elsewhere", p(quanyuan.Clerk, here, ""), Correct, []string{there, here}, ""},
		{"a clerk elsewhere", p(quanyuan.Clerk, here, ""), Correct, []string{there}, "access.elsewhere"},
		{"a clerk of somebody nowhere", p(quanyuan.Clerk, here, ""), Correct, []string{}, "access.elsewhere"},
		{"a clerk who signs", p(quanyuan.Clerk, here, ""), Sign, []string{here}, "access.post"},
		{"a head who signs", p(quanyuan.CommunityHead, here, ""), Sign, []string{here}, ""},
		{"a town over its communities", p(quanyuan.TownOffice, town, ""), Merge, []string{here}, ""},
		{"a town over another's", p(quanyuan.TownOffice, town, ""), Merge, []string{there}, "access.elsewhere"},
		{"a city of somebody nowhere", p(quanyuan.CityOffice, "", ""), Correct, []string{}, ""},
		{"an export without a purpose", p(quanyuan.TownOffice, town, " "), Export, []string{here}, "access.purpose"},
		{"an export with one", p(quanyuan.TownOffice, town, "下发核查"), Export, []string{here}, ""},
		{"a school", department("school"), View, []string{here}, ""},
		{"a school elsewhere", department("school"), View, []string{there}, "access.elsewhere"},
		{"a purpose that is none", department("curiosity"), View, []string{here}, "access.mandate"},
		{"a school that corrects", department("school"), Correct, []string{here}, "access.post"},
		{"a token for what it was made", token, Import, []string{here}, ""},
		{"a token for something else", token, View, []string{here}, "access.token_scope"},
		{"a leader", p(quanyuan.Leader, "", "x"), View, []string{here}, "access.post"},
		{"a system administrator", p(quanyuan.SystemAdmin, "", ""), View, []string{here}, "access.post"},
		{"a system administrator who grants", p(quanyuan.SystemAdmin, "", ""), Grant, nil, "access.post"},
		{"a security administrator who reads the audit", p(quanyuan.SecurityAdmin, "", ""), Audit, nil, "access.post"},
		{"an audit administrator who makes accounts", p(quanyuan.AuditAdmin, "", ""), Manage, nil, "access.post"},
		{"a resident anywhere", p(quanyuan.Citizen, "", ""), View, []string{here}, "access.own"},
		{"nobody", quanyuan.Principal{}, Figures, nil, "access.post"},
		{"an account without a post", quanyuan.Principal{Account: "a", Name: "李某"}, View, []string{here}, "access.post"},
		{"the operator", quanyuan.Local("张某"), Dispose, []string{}, ""},
	} {
		err := MayAt(c.by, c.action, c.at)
		if c.at == nil {
			err = May(c.by, c.action)
		}
		var e *quanyuan.Error
		switch {
		case c.key == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.key != "" && (!errors.Is(err, quanyuan.ErrForbidden) || !errors.As(err, &e) || e.Key != c.key):
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
		case c.key != "" && (!quanyuan.HasMessage(e.Key) || strings.Contains(e.Error()+quanyuan.Message("zh", e.Key, e.Args...), "%!")):
			t.Errorf("%s: bad words %q", c.name, e.Error())
		}
	}
}

func known(text string) quanyuan.Value { return quanyuan.Value{Text: text, State: quanyuan.Understood} }

func somebody() *quanyuan.Person {
	p := &quanyuan.Person{Number: "P001", Version: 1, Presences: []quanyuan.Presence{{Community: here}}}
	for _, v := range []struct {
		f    quanyuan.Field
		text string
	}{
		{quanyuan.Name, "陈建国"}, {quanyuan.Sex, "1"}, {quanyuan.BirthDate, "1962-03-15"}, {quanyuan.IDNumber, "510104196203150112"},
		{quanyuan.ResidenceAddress, "春江路12号1栋2单元301"}, {quanyuan.Relation, "01"}, {quanyuan.Phone, "13812345678"}, {quanyuan.SpouseName, "刘玉兰"}, {quanyuan.SpouseID, "510104196407220223"},
		{quanyuan.Workplace, "春江小学"}, {quanyuan.Note, "其母 510104194001010021"},
	} {
		p.Values = append(p.Values, quanyuan.Current{Field: v.f, Value: known(v.text)})
	}
	p.Values[3].Raw = "５１０１０４１９６２０３１５０１１２"
	p.Children = []quanyuan.Child{{Name: known("陈晓东"), Birth: known("1988-11-05"), ID: known("510104198811050317"), Sex: known("1")}}
	return p
}

// shown writes what a person shows.
func shown(p *quanyuan.Person) string {
	if p == nil {
		return "nobody"
	}
	var parts []string
	for _, v := range p.Values {
		parts = append(parts, v.Written())
	}
	for _, c := range p.Children {
		parts = append(parts, c.Name.Text+"/"+c.Birth.Text+"/"+c.ID.Text+"/"+c.Sex.Text)
	}
	return strings.Join(parts, " ")
}

func TestViewPerson(t *testing.T) {
	for _, c := range []struct {
		name string
		by   quanyuan.Principal
		want string
	}{
		{"clerk", quanyuan.Principal{Post: quanyuan.Clerk, Division: here}, "陈建国 1 1962-**-** 510104********0112 春江路12号1栋2单元301 01 138****5678 刘玉兰 510104********0223 春江小学 其母 510104********0021 陈晓东/1988-**-**/510104********0317/1"},
		{"clerk elsewhere", quanyuan.Principal{Post: quanyuan.Clerk, Division: there}, "nobody"},
		{"school", quanyuan.Principal{Post: quanyuan.Submitter, Division: town, Mandate: "school"}, "陈建国 1 1962-**-** 510104********0112 春江路12号1栋2单元301 01 刘玉兰 510104********0223 陈晓东/1988-**-**/510104********0317/1"},
		{"commerce", quanyuan.Principal{Post: quanyuan.Submitter, Division: town, Mandate: "commerce"}, "陈建国 1 510104********0112 春江小学"},
		{"survey", quanyuan.Principal{Post: quanyuan.Surveyor, Division: town, Mandate: "survey"}, "陈建国 1 1962-**-** 510104********0112 春江路12号1栋2单元301 陈晓东///1"},
		{"leader", quanyuan.Principal{Post: quanyuan.Leader}, "nobody"},
		{"audit administrator", quanyuan.Principal{Post: quanyuan.AuditAdmin}, "nobody"},
		{"himself", quanyuan.Principal{Post: quanyuan.Citizen, Person: "P001"}, "陈建国 1 1962-03-15 ５１０１０４１９６２０３１５０１１２ 春江路12号1栋2单元301 01 13812345678 刘玉兰 510104********0223 春江小学 陈晓东/1988-**-**/510104********0317/1"},
		{"another resident", quanyuan.Principal{Post: quanyuan.Citizen, Person: "P002"}, "nobody"},
		{"no resident", quanyuan.Principal{Post: quanyuan.Citizen}, "nobody"},
		{"operator", quanyuan.Local("张某"), "陈建国 1 1962-03-15 ５１０１０４１９６２０３１５０１１２ 春江路12号1栋2单元301 01 13812345678 刘玉兰 510104196407220223 春江小学 其母 510104194001010021 陈晓东/1988-11-05/510104198811050317/1"},
	} {
		if got := shown(ViewPerson(c.by, somebody())); got != c.want {
			t.Errorf("%s sees\n  %s\nwant\n  %s", c.name, got, c.want)
		}
	}
}

func TestUnmasked(t *testing.T) {
	p := somebody()
	by := quanyuan.Principal{Post: quanyuan.Clerk, Division: here, Purpose: "核对证件"}
	if got := shown(Unmasked(by, p, []quanyuan.Field{quanyuan.Phone})); !strings.Contains(got, "13812345678") || strings.Contains(got, "510104196203150112") {
		t.Errorf("unmasked the phone: %s", got)
	}
	by.Purpose = ""
	if Unmasked(by, p, []quanyuan.Field{quanyuan.Phone}) != nil {
		t.Error("unmasked without a purpose")
	}
	if Unmasked(quanyuan.Principal{Post: quanyuan.Submitter, Division: town, Mandate: "health"}, p, []quanyuan.Field{quanyuan.Phone}) != nil {
		t.Error("unmasked for a department")
	}
}

func TestCandidate(t *testing.T) {
	if got := shown(Candidate(quanyuan.Principal{Post: quanyuan.Clerk, Division: there}, somebody())); got != "陈建国 1 1962-**-** 510104********0112" {
		t.Errorf("somebody of elsewhere shows %s", got)
	}
	if got := shown(Candidate(quanyuan.Principal{Post: quanyuan.Leader}, somebody())); got != "nobody" {
		t.Errorf("a leader finds %s", got)
	}
}

// Whatever stands where, nobody but the operator and the person himself sees a
// whole identity number or phone, and the person in the register is not touched.
func TestNumbersNeverPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := somebody()
		id := rapid.StringMatching(`51010419[0-9]{9}[0-9X]`).Draw(t, "id")
		f := quanyuan.Field(rapid.IntRange(0, int(quanyuan.NumFields)-1).Draw(t, "field"))
		if !writtenFreely(f) && f != quanyuan.IDNumber {
			return
		}
		p.Values = []quanyuan.Current{{Field: f, Value: quanyuan.Value{Raw: "证件 " + id, Text: id, State: quanyuan.Understood}}}
		before := shown(p)
		by := quanyuan.Principal{Post: rapid.SampledFrom(posts[:7]).Draw(t, "post"), Division: rapid.SampledFrom([]string{"", here, town}).Draw(t, "division"), Mandate: rapid.SampledFrom(append(Mandates(), "")).Draw(t, "mandate")}
		seen := ViewPerson(by, p)
		if seen != nil {
			for _, v := range seen.Values {
				if strings.Contains(v.Raw+" "+v.Text, id) {
					t.Fatalf("%s sees %+v", by.Post, v)
				}
			}
		}
		if shown(p) != before {
			t.Fatal("the person in the register was changed")
		}
	})
}

func TestDifferences(t *testing.T) {
	ds := []quanyuan.Difference{
		{Field: quanyuan.Name, Here: "陈建国", There: "陈建华"},
		{Field: quanyuan.IDNumber, Here: "510104196203150112", There: "510104196203160112"},
		{Field: quanyuan.Phone, Here: "13812345678", There: "13987654321"},
		{Field: quanyuan.Workplace, Here: "电话 13812345678", There: ""},
	}
	for _, c := range []struct {
		by   quanyuan.Principal
		want string
	}{
		{quanyuan.Principal{Post: quanyuan.Clerk, Division: here}, "陈建国|陈建华 510104*******50112|510104*******60112 138****5678|139****4321 电话 138****5678|"},
		{quanyuan.Principal{Post: quanyuan.Surveyor, Mandate: "survey"}, "陈建国|陈建华 510104*******50112|510104*******60112"},
		{quanyuan.Principal{Post: quanyuan.AuditAdmin}, ""},
		{quanyuan.Local("张某"), "陈建国|陈建华 510104196203150112|510104196203160112 13812345678|13987654321 电话 13812345678|"},
	} {
		var parts []string
		for _, d := range Differences(c.by, ds) {
			parts = append(parts, d.Here+"|"+d.There)
		}
		if got := strings.Join(parts, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.by.Post, got, c.want)
		}
	}
	if ds[1].Here != "510104196203150112" {
		t.Error("the comparison itself was changed")
	}
}
