package web

import (
	"cmp"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.lists("/persons", access.List, listPersons)
		s.door(21, "layout.nav.people", "person.list", "/persons", access.List)
	})
}

// personRow is a person in a list, with the community under which he stands
// there.
type personRow struct {
	quanyuan.Placed
}

// presence is the one that the row is about.
func (r personRow) presence() *quanyuan.Presence {
	for i := range r.Person.Presences {
		if pr := &r.Person.Presences[i]; pr.Community == r.Community && !pr.Ended() {
			return pr
		}
	}
	return &quanyuan.Presence{}
}

var personList = &list[personRow]{
	id: "persons", caption: "person.list", empty: "person.none", persons: true,
	columns: []column[personRow]{
		{key: "number", label: "person.number", cell: func(q *request, r personRow) Cell {
			return Cell{Text: string(r.Person.Number), Href: personPath(r.Person.Number)}
		}, sort: func(a, b personRow) int { return cmp.Compare(a.Person.Number, b.Person.Number) }},
		valueColumn(quanyuan.Name, false), valueColumn(quanyuan.Sex, false), valueColumn(quanyuan.BirthDate, false), valueColumn(quanyuan.IDNumber, false),
		{key: "category", label: "person.category", cell: func(q *request, r personRow) Cell {
			t := q.categoryTag(r.presence().Category)
			return Cell{Tag: &t}
		}, sort: func(a, b personRow) int { return cmp.Compare(a.presence().Category, b.presence().Category) }},
		{key: "household", label: "person.household", cell: func(q *request, r personRow) Cell { return Cell{Text: r.presence().Household} },
			sort: func(a, b personRow) int { return cmp.Compare(a.presence().Household, b.presence().Household) }},
		valueColumn(quanyuan.Relation, true), valueColumn(quanyuan.ResidenceAddress, false), valueColumn(quanyuan.HukouAddress, true),
		valueColumn(quanyuan.Phone, true), valueColumn(quanyuan.Marital, true), valueColumn(quanyuan.Ethnic, true), valueColumn(quanyuan.HukouNature, true), valueColumn(quanyuan.ChildCount, true),
		{key: "place", label: "table.place", cell: func(q *request, r personRow) Cell { return Cell{Text: q.desk.PlaceName(r.Community)} },
			sort: func(a, b personRow) int { return cmp.Compare(a.Community, b.Community) }},
	},
	filters: []filter[personRow]{
		{key: "place", label: "table.place", options: communityOptions},
		{key: "category", label: "person.category", options: func(q *request) (out []Option) {
			for c := quanyuan.CategoryNone; c <= quanyuan.Excluded; c++ {
				out = append(out, Option{Value: strconv.Itoa(int(c)), Text: q.categoryTag(c).Text})
			}
			return out
		}},
		{key: "disputed", label: "person.counting", options: func(q *request) []Option {
			return []Option{{Value: "yes", Text: q.t("home.disputed")}}
		}},
	},
	find: func(q *request, r personRow, words string) bool {
		return strings.Contains(r.Person.Text(quanyuan.Name), words) || strings.EqualFold(string(r.Person.Number), words)
	},
}

// valueColumn shows a field of a person as the viewer may see it.
func valueColumn(f quanyuan.Field, off bool) column[personRow] {
	return column[personRow]{key: f.Key(), named: func(q *request) string { return fieldName(f, q.lang) }, off: off,
		cell: func(q *request, r personRow) Cell { return Cell{Text: valueWord(f, r.Person.Value(f).Text, q.lang)} },
		sort: func(a, b personRow) int { return cmp.Compare(a.Person.Text(f), b.Person.Text(f)) }}
}

// personsView is the list of persons.
type personsView struct{ Table *Table }

func listPersons(q *request) error {
	query := quanyuan.PersonQuery{Limit: mostRows + 1}
	if place := q.choice("place"); place != "" {
		query.Scope = quanyuan.Scope{place}
	}
	if c, err := strconv.Atoi(q.choice("category")); err == nil && c >= 0 && c <= int(quanyuan.Excluded) {
		query.Categories = []quanyuan.Category{quanyuan.Category(c)}
	}
	if q.choice("disputed") != "" {
		query.Notes = quanyuan.Disputed
	}
	if personList.whole(q) {
		rows, err := q.personRows(query)
		if err != nil {
			return err
		}
		if q.wantsWorkbook() {
			return personList.workbook(q, rows)
		}
		return q.personPage(personList.table(q, rows))
	}
	total, err := q.desk.CountList(q.ctx, q.by, query)
	if err != nil {
		return err
	}
	most := min(total, mostRows)
	page := q.stretch(most)
	query.Skip, query.Limit = page.from, pageRows
	rows, err := q.personRows(query)
	if err != nil {
		return err
	}
	return q.personPage(personList.paged(q, most, total > most, page, rows))
}

func (q *request) personRows(query quanyuan.PersonQuery) ([]personRow, error) {
	placed, err := q.desk.List(q.ctx, q.by, query)
	if err != nil {
		return nil, err
	}
	rows := make([]personRow, len(placed))
	for i, p := range placed {
		rows[i] = personRow{p}
	}
	return rows, nil
}

func (q *request) personPage(t *Table) error {
	return q.list("persons/list.html", q.t("person.list"), t, func(t *Table) any { return personsView{t} })
}
