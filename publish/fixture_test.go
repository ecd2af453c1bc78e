package publish_test

import (
	"testing"
	"time"

	"quanyuan"
	"quanyuan/publish"
)

// The village of the tests: invented people, two communities, two sources.
const (
	east = "510198001001"
	west = "510198001002"
)

var places = map[string]string{east: "东桥社区", west: "西桥社区", "510198001000": "桥头街道"}

type fixture struct {
	context  publish.Context
	batches  []*quanyuan.Batch
	items    []publish.Item
	clusters []quanyuan.Cluster
	people   map[quanyuan.Number]*quanyuan.Person
	old      []*quanyuan.Record // of the starting register
}

// secrets are the full numbers in the fixture; none may be found in what is
// published masked.
var secrets = []string{"510198198503071234", "510198198503071253", "510198197001011117", "51019819700101112X", "510198201201010011", "510198201201010038",
	"13812345678", "13912345678", "1985-03-07", "2012-01-01", "510198850307123"}

func understood(kv map[quanyuan.Field]string) []quanyuan.FieldValue {
	r := &quanyuan.Record{}
	for f, t := range kv {
		r.Set(f, quanyuan.Value{Text: t, State: quanyuan.Understood})
	}
	return r.Values
}

func person(n quanyuan.Number, community string, category quanyuan.Category, kv map[quanyuan.Field]string) *quanyuan.Person {
	p := &quanyuan.Person{Number: n, Presences: []quanyuan.Presence{{Community: community, Category: category, Group: "二组", Estate: "桥畔花园"}}}
	for _, v := range understood(kv) {
		p.Values = append(p.Values, quanyuan.Current{Field: v.Field, Value: v.Value})
	}
	return p
}

// newFixture is a small run in which every outcome happens.
func newFixture(t testing.TB) *fixture {
	t.Helper()
	day := quanyuan.Date{Year: 2024, Month: 6, Day: 30}
	police := &quanyuan.Batch{ID: 2, File: "名单.xlsx", AsOf: day, Source: quanyuan.Source{Kind: quanyuan.Police, Unit: "桥头派出所", Division: "510198001000"},
		Receipt: quanyuan.Receipt{Rows: 9, Accepted: 6, SetAside: 1, NotPersons: 2, Records: 7}}
	school := &quanyuan.Batch{ID: 3, File: "school.csv", Source: quanyuan.Source{Kind: quanyuan.School, Unit: "桥头小学", Division: east},
		Receipt: quanyuan.Receipt{Rows: 4, Accepted: 3, NotPersons: 1, Records: 3}}
	f := &fixture{batches: []*quanyuan.Batch{police, school}, people: map[quanyuan.Number]*quanyuan.Person{}}
	for _, p := range []*quanyuan.Person{
		person("P1", east, quanyuan.HukouAndLivesHere, map[quanyuan.Field]string{quanyuan.Name: "张建国", quanyuan.Sex: "1", quanyuan.BirthDate: "1985-03-07", quanyuan.IDNumber: "510198198503071234", quanyuan.Phone: "13812345678", quanyuan.ResidenceAddress: "桥头街道东桥社区桥畔路5号2栋1单元301"}),
		person("P2", west, quanyuan.HukouAndLivesHere, map[quanyuan.Field]string{quanyuan.Name: "李秀英", quanyuan.Sex: "2", quanyuan.BirthDate: "1970-01-01", quanyuan.IDNumber: "510198197001011117"}),
		person("P3", east, quanyuan.HukouAndLivesHere, map[quanyuan.Field]string{quanyuan.Name: "王小明", quanyuan.Sex: "1", quanyuan.BirthDate: "2012-01-01", quanyuan.IDNumber: "510198201201010038"}),
		person("P4", west, quanyuan.HukouLivesAway, map[quanyuan.Field]string{quanyuan.Name: "张建國", quanyuan.Sex: "1", quanyuan.BirthDate: "1985-03-07", quanyuan.IDNumber: "510198198503071253"}),
	} {
		f.people[p.Number] = p
	}
	add := func(b *quanyuan.Batch, row int, p quanyuan.Proposal, r quanyuan.Record, kv map[quanyuan.Field]string) {
		sheet := "3栋"
		if b == school {
			sheet = ""
		}
		r.Where = quanyuan.Where{File: b.File, Sheet: sheet, Row: row}
		r.Values = understood(kv)
		r.SetAside = ""
		if p.Outcome == quanyuan.SetAside {
			r.SetAside = p.Reason
		}
		p.Where, p.Batch, p.Record = r.Where, b.ID, quanyuan.RecordID(row)
		f.items = append(f.items, publish.Item{Batch: b, Record: &r, Proposal: &p})
	}
	add(police, 4, quanyuan.Proposal{Outcome: quanyuan.Differs, Person: "P1", Probability: 0.9999, Placed: east, Known: []string{east}, Differences: []quanyuan.Difference{
		{Field: quanyuan.Name, Verdict: quanyuan.Contradict, Here: "张建囯", There: "张建国"},
		{Field: quanyuan.IDNumber, Verdict: quanyuan.Contradict, Here: "510198198503091234", There: "510198198503071234"},
		{Field: quanyuan.ResidenceAddress, Verdict: quanyuan.Contradict, Here: "桥头街道东桥社区桥畔路5号2栋1单元303", There: "桥头街道东桥社区桥畔路5号2栋1单元301"},
		{Field: quanyuan.Phone, Verdict: quanyuan.Contradict, Here: "13912345678", There: "13812345678"},
		{Field: quanyuan.Ethnic, Verdict: quanyuan.Agree, Here: "汉族", There: "汉族"},
	}}, quanyuan.Record{Findings: []quanyuan.Finding{{Rule: "id.check_digit", Field: quanyuan.IDNumber, Severity: quanyuan.Warning}, {Rule: "id.birth_mismatch", Field: quanyuan.BirthDate, Severity: quanyuan.Warning, Args: []string{"1985-03-07"}}}},
		map[quanyuan.Field]string{quanyuan.Name: "张建囯", quanyuan.Sex: "1", quanyuan.BirthDate: "1985-03-07", quanyuan.IDNumber: "510198198503091234", quanyuan.Group: "二组", quanyuan.Estate: "桥畔花园", quanyuan.Building: "2栋"})
	add(police, 5, quanyuan.Proposal{Outcome: quanyuan.New, Placed: east}, quanyuan.Record{},
		map[quanyuan.Field]string{quanyuan.Name: "赵十二", quanyuan.Sex: "1", quanyuan.BirthDate: "1985-03-07", quanyuan.IDNumber: "510198198503071253", quanyuan.Phone: "13912345678", quanyuan.Group: "十二组", quanyuan.ResidenceAddress: "=HYPERLINK(\"http://x\",\"门牌\")"})
	add(police, 6, quanyuan.Proposal{Outcome: quanyuan.New, Placed: east}, quanyuan.Record{},
		map[quanyuan.Field]string{quanyuan.Name: "钱二", quanyuan.Sex: "2", quanyuan.Group: "二组", quanyuan.ResidenceAddress: "桥畔路7号"})
	add(police, 7, quanyuan.Proposal{Outcome: quanyuan.Elsewhere, Person: "P2", Probability: 0.99, Placed: east, Known: []string{west}}, quanyuan.Record{},
		map[quanyuan.Field]string{quanyuan.Name: "李秀英", quanyuan.Sex: "2", quanyuan.BirthDate: "1970-01-01", quanyuan.IDNumber: "510198197001011117", quanyuan.ResidenceAddress: "桥畔路9号"})
	add(police, 8, quanyuan.Proposal{Outcome: quanyuan.SetAside, Reason: "aside.no_person"}, quanyuan.Record{Cells: []string{"9", "", "身份证 510198 19850307 1234，电话138-1234-5678", "1985年3月7日生"}}, nil)
	add(police, 9, quanyuan.Proposal{Outcome: quanyuan.OutOfScope, Reason: "stay_under_30", Placed: west}, quanyuan.Record{},
		map[quanyuan.Field]string{quanyuan.Name: "孙来", quanyuan.Sex: "1", quanyuan.ArriveDate: "2024-06-20", quanyuan.StayReason: "1"})
	add(police, 9, quanyuan.Proposal{Part: 1, Outcome: quanyuan.Same, Person: "P3", Probability: 1, Placed: east, Known: []string{east}}, quanyuan.Record{}, map[quanyuan.Field]string{quanyuan.Name: "王小明"})
	add(school, 2, quanyuan.Proposal{Outcome: quanyuan.Possible, Person: "P3", Probability: 0.86, Reason: "sibling", Placed: east, Known: []string{east},
		Candidates:  []quanyuan.Candidate{{Person: "P3", Probability: 0.86}, {Person: "P1", Probability: 0.02}, {Person: "P4", Probability: 0.0001}},
		Differences: []quanyuan.Difference{{Field: quanyuan.Name, Verdict: quanyuan.Contradict, Here: "王小亮", There: "王小明"}, {Field: quanyuan.BirthDate, Verdict: quanyuan.Agree}}}, quanyuan.Record{},
		map[quanyuan.Field]string{quanyuan.Name: "王小亮", quanyuan.Sex: "1", quanyuan.BirthDate: "2012-01-01", quanyuan.IDNumber: "510198201201010011"})
	add(school, 3, quanyuan.Proposal{Outcome: quanyuan.DuplicateInBatch, Placed: east, DuplicateOf: &quanyuan.Where{File: "school.csv", Row: 2}}, quanyuan.Record{}, map[quanyuan.Field]string{quanyuan.Name: "王小亮"})
	add(school, 4, quanyuan.Proposal{Outcome: quanyuan.New}, quanyuan.Record{Findings: []quanyuan.Finding{{Rule: "name.short", Field: quanyuan.Name, Severity: quanyuan.Info, Args: []string{"周"}}}}, map[quanyuan.Field]string{quanyuan.Name: "周"})
	f.clusters = []quanyuan.Cluster{{Name: "P1", Members: []quanyuan.ClusterMember{{Person: "P1", Probability: 0.97}, {Person: "P4", Probability: 0.97}}}}
	f.old = []*quanyuan.Record{{Where: quanyuan.Where{File: "register.csv", Row: 2}, Values: understood(map[quanyuan.Field]string{quanyuan.Name: "张建国", quanyuan.CommunityCode: east, quanyuan.IDNumber: "510198198503071234"}),
		Findings: []quanyuan.Finding{{Rule: "id.check_digit", Field: quanyuan.IDNumber, Severity: quanyuan.Warning}}}}
	f.context = publish.Context{
		At: time.Date(2024, 7, 1, 9, 30, 0, 0, time.FixedZone("CST", 8*3600)), City: "桥头街道", Version: "v0", Accept: 0.95, Possible: 0.2,
		Division: func(code string) string { return places[code] },
		Finding: func(q quanyuan.Finding, lang string) (string, string) {
			s := "规则 " + q.Rule
			if len(q.Args) > 0 {
				s += "（" + q.Args[0] + "）"
			}
			return s, "核对证件。"
		},
		Reason: func(key, lang string) string { return "没有姓名，也没有证件号码" },
		Person: func(n quanyuan.Number) (*quanyuan.Person, error) { return f.people[n], nil },
	}
	return f
}

// publish runs the fixture through worklists and figures.
func (f *fixture) publish(t testing.TB) (*publish.Worklists, *publish.Figures) {
	t.Helper()
	w, g := publish.NewWorklists(f.context), publish.NewFigures(f.context, len(f.people))
	for _, b := range f.batches {
		g.AddBatch(b)
	}
	for _, it := range f.items {
		g.Add(it)
		if err := w.Add(it); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range f.old {
		g.AddRegister(r)
		w.AddRegister(&quanyuan.Batch{ID: 1, File: "register.csv", Source: quanyuan.Source{Kind: quanyuan.Register}}, r)
	}
	if err := g.AddClusters(f.clusters); err != nil {
		t.Fatal(err)
	}
	if err := w.AddClusters(f.clusters); err != nil {
		t.Fatal(err)
	}
	return w, g
}
