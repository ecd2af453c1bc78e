package register_test

import (
	"slices"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/register"
)

// TestExplain says in words why a presence has its category, and how it counts.
func TestExplain(t *testing.T) {
	stay := at(famB, "", "2", "1")
	stay[quanyuan.ArriveDate] = "2024-06-10"
	visit := at(famB, "", "2", "1")
	visit[quanyuan.StayReason] = "7"
	for _, c := range []struct {
		name      string
		play      func(*life)
		community string
		want      string
		zh        string // part of the text
	}{
		{"at home", func(l *life) { l.enter(quanyuan.Register, at(famA, "", "1", "1")) }, famA, "category.1 counted.both", "户籍状况“户口在本社区”"},
		{"away", func(l *life) { l.enter(quanyuan.Register, at(famA, "", "1", "5")) }, famA, "category.2 counted.hukou", "省外"},
		{"a stay of twenty days", func(l *life) { l.enter(quanyuan.Register, stay) }, famB, "category.5 stay.days stay.recheck counted.none", "2024-06-10 起住，至 2024-06-30 共 20 天"},
		{"a stay without a beginning", func(l *life) { l.enter(quanyuan.Register, at(famB, "", "2", "1")) }, famB, "category.3 stay.unknown counted.residence", "按已满 30 天计"},
		{"in hospital", func(l *life) { l.enter(quanyuan.Register, visit) }, famB, "category.6 counted.none", "流入原因“治病疗养”"},
		{"whereabouts not known", func(l *life) { l.enter(quanyuan.Register, at(famB, "", "2", "9")) }, famB, "category.0 counted.none", "不属于 1—4 类"},
		{"disputed", func(l *life) {
			l.enter(quanyuan.Register, at(famA, "", "1", "1"))
			l.enter(quanyuan.Register, at(famB, "", "2", "1"))
		}, famA, "category.1 counted.hukou counted.elsewhere", "“居住状况”计在社区 " + famB},
		{"decided", func(l *life) {
			l.enter(quanyuan.Register, at(famA, "", "1", "1"))
			l.enter(quanyuan.Register, at(famB, "", "2", "1"))
			l.event(quanyuan.Event{Kind: quanyuan.Held, Field: quanyuan.ResidenceStatus, Record: l.record("", values{quanyuan.CommunityCode: famB})})
		}, famA, "category.1 counted.hukou counted.chosen", "经裁定计在社区 " + famB},
		{"a unit's that stands back", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
			l.enter(quanyuan.Employer, at(dorm, "春江电子厂", "2", "1"))
		}, dorm, "yielded", "起报单位“春江电子厂”报为户籍状况“户口不在本社区”、居住状况“现住本社区”；此人同时在社区 " + famA},
		{"a unit behind the family", func(l *life) {
			l.enter(quanyuan.Community, at(famA, "", "1", "1"))
			l.enter(quanyuan.Employer, at(famA, "春江电子厂", "2", "1"))
		}, famA, "category.1 counted.both unit.behind", "起报单位“春江电子厂”也报此人"},
		{"ended", func(l *life) {
			l.enter(quanyuan.Register, at(famA, "", "1", "1"))
			l.event(quanyuan.Event{Kind: quanyuan.Left, Record: l.record("", values{quanyuan.CommunityCode: famA}), Date: day("2024-05-01")})
		}, famA, "category.ended", "2024-05-01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &life{}
			c.play(l)
			p := l.fold(t)
			at := slices.IndexFunc(p.Presences, func(pr quanyuan.Presence) bool { return pr.Community == c.community })
			var record *quanyuan.Record
			var units []*quanyuan.Record
			for _, r := range l.records {
				if r.ID == p.Presences[at].Record {
					record = r
				}
				if r.Text(quanyuan.ReportingUnit) != "" {
					units = append(units, r)
				}
			}
			remarks := register.Explain(p, &p.Presences[at], record, units, day("2024-06-30"))
			if got := said(remarks); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			var zh strings.Builder
			for _, r := range remarks {
				zh.WriteString(register.Text(r, "zh"))
			}
			if !strings.Contains(zh.String(), c.zh) {
				t.Errorf("%s does not say %s", zh.String(), c.zh)
			}
		})
	}
}

// TestTasks: a short stay becomes a task on its thirtieth day, a dispute at
// once, on the desk of the community that is not counted.
func TestTasks(t *testing.T) {
	stay := at(famB, "", "2", "1")
	stay[quanyuan.ArriveDate] = "2024-06-10"
	l := &life{}
	l.enter(quanyuan.Register, stay)
	for today, want := range map[string]int{"2024-07-09": 0, "2024-07-10": 1, "2024-08-01": 1} {
		if got := register.Tasks(l.fold(t), day(today)); len(got) != want {
			t.Errorf("on %s %+v, want %d", today, got, want)
		}
	}
	l = &life{}
	l.enter(quanyuan.Register, at(famA, "", "1", "1"))
	l.enter(quanyuan.Register, at(famB, "", "1", "1"))
	ts := register.Tasks(l.fold(t), day("2024-06-30"))
	if len(ts) != 2 || ts[0].Community != famA || ts[0].Other != famB || ts[0].Kind != quanyuan.TaskDispute || ts[0].ID == ts[1].ID {
		t.Errorf("%+v", ts)
	}
	said([]quanyuan.Remark{ts[0].Why})
}

// TestItems: what must be filled in depends on age and status.
func TestItems(t *testing.T) {
	today := day("2024-06-30")
	person := func(v values, children ...quanyuan.Child) *quanyuan.Person {
		l := &life{}
		l.enter(quanyuan.Register, v)
		p := l.fold(t)
		p.Children = children
		return p
	}
	full := values{quanyuan.Name: "王某", quanyuan.Sex: "2", quanyuan.BirthDate: "1985-03-07", quanyuan.IDNumber: "51010419850307005X", quanyuan.Marital: "21",
		quanyuan.HukouAddress: "春江路1号", quanyuan.ResidenceAddress: "春江路1号", quanyuan.HukouNature: "1", quanyuan.Ethnic: "01", quanyuan.Relation: "02"}
	with := func(change values) values {
		v := values{}
		for f, s := range full {
			v[f] = s
		}
		for f, s := range change {
			if v[f] = s; s == "" {
				delete(v, f)
			}
		}
		return v
	}
	here := quanyuan.Presence{Hukou: "1", Residence: "1"}
	pending := quanyuan.Presence{Hukou: "3", Residence: "1"}
	nameless := quanyuan.Child{Birth: text("2024-06-15"), Sex: text("2"), Order: text("1"), Policy: text("1")}
	for _, c := range []struct {
		name     string
		p        *quanyuan.Person
		pr       quanyuan.Presence
		audit    bool
		required int
		missing  string
	}{
		{"all there", person(full), here, false, 12, ""},
		{"the audit asks for the marriage", person(full), here, true, 13, "marriage_date"},
		{"a child of 14 needs no marital status", person(with(values{quanyuan.BirthDate: "2009-07-01", quanyuan.Marital: ""})), here, false, 11, ""},
		{"at 15 it does", person(with(values{quanyuan.BirthDate: "2009-06-30", quanyuan.Marital: ""})), here, false, 12, "marital"},
		{"90 not stated says nothing", person(with(values{quanyuan.Marital: "90"})), here, false, 12, "marital"},
		{"whereabouts unknown says nothing", person(full), quanyuan.Presence{Hukou: "1", Residence: "9"}, false, 12, "residence_status"},
		{"a newborn without a name, hukou pending", person(with(values{quanyuan.BirthDate: "2024-06-15", quanyuan.Name: "", quanyuan.IDNumber: "", quanyuan.Marital: "", quanyuan.HukouAddress: "", quanyuan.HukouNature: ""})), pending, false, 7, ""},
		{"at seven there must be a name", person(with(values{quanyuan.BirthDate: "2017-06-30", quanyuan.Name: "", quanyuan.IDNumber: "", quanyuan.Marital: "", quanyuan.HukouAddress: "", quanyuan.HukouNature: ""})), pending, false, 8, "name"},
		{"no kin in a collective household", person(with(values{quanyuan.Relation: ""})), quanyuan.Presence{Hukou: "2", Residence: "1", Unit: "厂"}, false, 11, ""},
		{"a mother answers for her children's items", person(full, nameless), here, false, 16, ""},
		{"of a child of school age all six", person(full, quanyuan.Child{Birth: text("2015-01-01"), Sex: text("1")}), here, false, 18, "child_name child_id_number child_order child_policy"},
		{"a father does not", person(with(values{quanyuan.Sex: "1"}), nameless), here, false, 12, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			items := register.Items(c.p, &c.pr, today, c.audit)
			var missing []string
			for _, i := range items {
				if !i.Filled {
					missing = append(missing, i.Field.Key())
				}
			}
			if len(items) != c.required || strings.Join(missing, " ") != c.missing {
				t.Errorf("%d items, missing %v; want %d, missing %q", len(items), missing, c.required, c.missing)
			}
		})
	}
}
