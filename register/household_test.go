package register_test

import (
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/register"
)

// folk makes a household from lines "number relation sex birth marital".
func folk(lines ...string) (*quanyuan.Household, map[quanyuan.Number]*quanyuan.Person) {
	h := &quanyuan.Household{Community: famA, Number: "H1", Kind: register.Family}
	persons := map[quanyuan.Number]*quanyuan.Person{}
	for _, l := range lines {
		w := strings.Fields(l)
		n := quanyuan.Number(w[0])
		p := &quanyuan.Person{Number: n, Presences: []quanyuan.Presence{{Community: famA, Household: "H1"}}}
		for i, f := range []quanyuan.Field{quanyuan.Sex, quanyuan.BirthDate, quanyuan.Marital} {
			if i+2 < len(w) && w[i+2] != "-" {
				p.Values = append(p.Values, quanyuan.Current{Field: f, Value: quanyuan.Value{Text: w[i+2], State: quanyuan.Understood}})
			}
		}
		persons[n] = p
		m := quanyuan.Member{Person: n, Relation: strings.Trim(w[1], "-")}
		h.Members = append(h.Members, m)
	}
	return h, persons
}

func TestHouseholdRules(t *testing.T) {
	head, wife := "A 02 1 1962-03-15 21", "B 12 2 1964-07-22 21"
	for _, c := range []struct {
		name    string
		members []string
		change  func(*quanyuan.Household, map[quanyuan.Number]*quanyuan.Person)
		want    string // rule and persons
	}{
		{"a family in order", []string{head, wife, "C 20 1 1988-11-05 21", "D 38 2 1990-01-01 21", "E 41 1 2015-05-05", "F 51 1 1940-01-01 30"}, nil, ""},
		{"nobody is the head", []string{"A 20 1 1988-11-05", wife}, nil, "house.no_head"},
		{"the head has died", []string{wife}, func(h *quanyuan.Household, _ map[quanyuan.Number]*quanyuan.Person) {
			h.Former = []quanyuan.Member{{Person: "A", Relation: "02", Reason: "died"}}
		}, "house.head_gone"},
		{"two heads", []string{head, "B 02 2 1964-07-22 21"}, nil, "house.two_heads A B"},
		{"two wives", []string{head, wife, "C 12 2 1964-07-22 21"}, nil, "house.two_spouses B C"},
		{"two fathers", []string{head, "C 51 1 1930-01-01", "D 51 1 1931-01-01"}, nil, "house.two_fathers C D"},
		{"a wife of the head's sex", []string{"A 02 2 1962-03-15 21", wife}, nil, "house.spouse_sex A B"},
		{"a divorced wife", []string{head, "B 12 2 1964-07-22 40"}, nil, "house.spouse_single A B"},
		{"no relation", []string{head, "C - 1 1988-11-05"}, nil, "house.relation_missing C"},
		{"a son who is a woman", []string{head, "C 20 2 1988-11-05"}, nil, "house.relation_sex C"},
		{"a son 13 years younger", []string{head, "C 20 1 1976-01-01"}, nil, "house.child_age A C"},
		{"a son 14 years younger is possible", []string{head, "C 20 1 1976-03-15"}, nil, ""},
		{"a stepson may be of any age", []string{head, "C 27 1 1970-03-15"}, nil, ""},
		{"a mother of 56", []string{head, wife, "C 20 1 2020-08-01"}, nil, "house.mother_age B C"},
		{"a mother of 55 is possible", []string{head, wife, "C 20 1 2020-07-01"}, nil, ""},
		{"a woman who is the head", []string{"A 02 2 1962-03-15", "C 30 2 2019-01-01"}, nil, "house.mother_age A C"},
		{"a father 13 years older", []string{head, "C 51 1 1949-01-01"}, nil, "house.parent_age A C"},
		{"a grandchild 27 years younger", []string{head, "C 42 2 1989-12-01"}, nil, "house.grandchild_age A C"},
		{"an elder brother who is younger", []string{head, "C 71 1 1970-12-01"}, nil, "house.sibling_age A C"},
		{"a child as head of adults", []string{"A 02 1 2012-03-15", "C 51 1 1980-12-01"}, nil, "house.head_young A"},
		{"one person twice by his ID number", []string{head, "C 20 1 1988-11-05", "D 20 1 1988-11-05"}, func(_ *quanyuan.Household, ps map[quanyuan.Number]*quanyuan.Person) {
			for _, n := range []quanyuan.Number{"C", "D"} {
				ps[n].Values = append([]quanyuan.Current{{Field: quanyuan.IDNumber, Value: text("510104198811050317")}}, ps[n].Values...)
				ps[n].Values[0], ps[n].Values[1], ps[n].Values[2] = ps[n].Values[1], ps[n].Values[2], ps[n].Values[0]
			}
		}, "house.member_twice C D"},
		{"one person under two numbers that were merged", []string{head, "C 20 1 1988-11-05", "D 20 1 1988-11-05"}, func(_ *quanyuan.Household, ps map[quanyuan.Number]*quanyuan.Person) {
			ps["D"] = ps["C"]
		}, "house.member_twice C D"},
		{"somebody who has left the community", []string{head, "C 20 1 1988-11-05"}, func(_ *quanyuan.Household, ps map[quanyuan.Number]*quanyuan.Person) {
			ps["C"].Presences[0].Until = quanyuan.Date{Year: 2024}
		}, "house.member_gone C"},
		{"a collective household", []string{"A 99 1 1988-11-05", "B - 2 1990-01-01"}, func(h *quanyuan.Household, _ map[quanyuan.Number]*quanyuan.Person) {
			h.Kind, h.Unit = register.Collective, "春江电子厂"
		}, ""},
		{"a collective household of nobody", []string{"A 99 1 1988-11-05"}, func(h *quanyuan.Household, _ map[quanyuan.Number]*quanyuan.Person) { h.Kind = register.Collective }, "house.no_unit"},
		{"several households under one number", strings.Split(head+"|B 99|C 99|D 99|E 99|F 99|G 99|H 99|I 99|J 99|K 99|L 99|M 99|N 99|O 99|P 99", "|"), nil, "house.large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, ps := folk(c.members...)
			if c.change != nil {
				c.change(h, ps)
			}
			var got []string
			for _, f := range register.CheckHousehold(h, ps, quanyuan.Date{Year: 2024, Month: 6, Day: 30}) {
				w := f.Rule
				for _, n := range f.Persons {
					w += " " + string(n)
				}
				got = append(got, w)
				for _, lang := range []string{"zh", "en"} {
					if s, advice := f.Text(lang); s == f.Rule || advice == "" || strings.Contains(s, "%!") {
						t.Errorf("%s in %s: %q, %q", f.Rule, lang, s, advice)
					}
				}
			}
			if s := strings.Join(got, "; "); s != c.want {
				t.Errorf("found %q, want %q", s, c.want)
			}
		})
	}
}

func text(s string) quanyuan.Value { return quanyuan.Value{Text: s, State: quanyuan.Understood} }
