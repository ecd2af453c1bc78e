package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.lists("/persons", access.List, listPersons)
		s.get("/persons/{number}", access.View, showPerson)
		s.post("/persons/{number}/unmask", access.Unmask, unmaskPerson)
		s.get("/persons/{number}/lookers", access.Trace, showLookers)
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
	placed, err := q.desk.List(q.ctx, q.by, query)
	if err != nil {
		return err
	}
	rows := make([]personRow, len(placed))
	for i, p := range placed {
		rows[i] = personRow{p}
	}
	if q.wantsWorkbook() {
		return personList.workbook(q, rows)
	}
	return q.list("persons/list.html", q.t("person.list"), personList.table(q, rows), func(t *Table) any { return personsView{t} })
}

// personView is all that the page of a person shows.
type personView struct {
	Card       PersonCard
	Exited     string
	Values     []valueLine
	Children   []childLine
	Presences  []presenceLine
	Households []householdLine
	History    []eventLine
	Tasks      []Cell
	Unmasking  *Unmasking
	Lookers    string // path; "" where nobody may ask
	Own        bool   // of the resident who looks
}

// valueLine is a field with its value and why it won.
type valueLine struct {
	Masked
	Value  string
	Odd    bool // understood with a doubt, or not at all
	Pinned bool
	Why    string
	Said   string
}

type childLine struct{ Name, Birth, Sex, Order, Policy string }

type presenceLine struct {
	Place       string
	Category    Tag
	Tags        []Tag
	Since       string
	Until       string
	Why         []string
	Ended       bool
	HukouWord   string
	ResideWord  string
	GroupEstate string
}

type householdLine struct {
	Number  string
	Place   string
	Kind    string
	Members []memberLine
}

type memberLine struct {
	Card     PersonCard
	Relation string
	Here     bool
}

type eventLine struct {
	At      string
	What    string
	Field   string
	Actor   string
	Reason  string
	Said    string
	Other   quanyuan.Number
	OtherAt string
}

func showPerson(q *request) error {
	d, err := q.open()
	if err != nil {
		return err
	}
	if d.Person.Number != quanyuan.Number(q.PathValue("number")) { // merged into another
		q.tell("person.forwarded", q.PathValue("number"), string(d.Person.Number))
		return q.redirect(personPath(d.Person.Number))
	}
	return q.showDossier(http.StatusOK, d, nil, nil)
}

// open opens the person whom the path names.
func (q *request) open() (*desk.Dossier, error) {
	return q.desk.Open(q.ctx, q.by, quanyuan.Number(q.PathValue("number")))
}

// showDossier shows a person, with some values in full when seen is given, and
// with what is wrong with the reason when it was refused.
func (q *request) showDossier(status int, d *desk.Dossier, seen *quanyuan.Person, wrong *Form) error {
	p := d.Person
	if seen != nil {
		p = seen
	}
	v := personView{Card: q.card(p), Exited: p.Exited, Own: q.by.Post == quanyuan.Citizen}
	var covered []Masked
	for _, c := range p.Values {
		switch c.Field { // what stands elsewhere on the page
		case quanyuan.PersonNumber, quanyuan.CommunityCode, quanyuan.CommunityName, quanyuan.HouseholdNumber:
			continue
		}
		line := q.valueLine(d, c)
		covered = append(covered, line.Masked)
		v.Values = append(v.Values, line)
	}
	for _, c := range p.Children {
		v.Children = append(v.Children, childLine{c.Name.Text, c.Birth.Text, codeWord("sex", c.Sex.Text, q.lang), codeWord("birth_order", c.Order.Text, q.lang), codeWord("birth_policy", c.Policy.Text, q.lang)})
	}
	for i := range d.Standings {
		v.Presences = append(v.Presences, q.presenceLine(&d.Standings[i]))
	}
	for _, h := range d.Households {
		v.Households = append(v.Households, q.householdLine(d, h))
	}
	for _, e := range slices.Backward(d.Events) {
		v.History = append(v.History, q.eventLine(d, &e))
	}
	for _, paper := range d.Papers {
		if t, err := quanyuan.TaskOf(paper); err == nil {
			v.Tasks = append(v.Tasks, Cell{Text: q.remark(t.Why), Small: t.Due.String(), Tag: &Tag{"warn", q.t(taskKinds + t.Kind)}})
		}
	}
	if seen == nil {
		v.Unmasking = q.unmasking(personPath(p.Number)+"/unmask", covered)
	}
	if wrong != nil && v.Unmasking != nil {
		v.Unmasking.Form = *wrong
	}
	if q.can(access.Trace) {
		v.Lookers = personPath(p.Number) + "/lookers"
	}
	if q.can(access.List) {
		q.crumb(q.t("person.list"), "/persons")
	}
	title := v.Card.Name
	if title == "" {
		title = string(p.Number)
	}
	return q.show(status, "persons/person.html", title, v)
}

var whyWords = family("person.why.", string(quanyuan.WonPinned), string(quanyuan.WonConfirmed), string(quanyuan.WonAuthority), string(quanyuan.WonRecent), string(quanyuan.WonAgreed), string(quanyuan.WonOnly))

func (q *request) valueLine(d *desk.Dossier, c quanyuan.Current) valueLine {
	text := c.Text
	if !c.Known() {
		text = c.Written()
	}
	line := valueLine{Masked: masked(c.Field, text), Odd: c.State != quanyuan.Understood, Pinned: c.Reason == quanyuan.WonPinned}
	line.Value = valueWord(c.Field, text, q.lang)
	if c.Reason != "" {
		line.Why = q.t(whyWords + string(c.Reason))
	}
	line.Said = q.saidBy(d, c.Record)
	return line
}

// saidBy names who said a record.
func (q *request) saidBy(d *desk.Dossier, id quanyuan.RecordID) string {
	s, ok := d.Said[id]
	if !ok {
		return ""
	}
	if s.Source.Kind == "" {
		return q.t("person.said_at_desk")
	}
	parts := []string{q.sourceName(s.Source.Kind)}
	if s.Source.Unit != "" {
		parts = append(parts, s.Source.Unit)
	}
	if !s.AsOf.IsZero() {
		parts = append(parts, s.AsOf.String())
	}
	if s.Where.Row > 0 {
		parts = append(parts, q.t("person.row", s.Where.Row))
	}
	return strings.Join(parts, " · ")
}

var sourceWords = family("source.", "register", "community", "school", "health", "police", "civil", "social", "commerce", "employer", "property", "floating", "elderly", "disabled", "survey", "resident")

// sourceName names a kind of source; a site's own kind is its own name.
func (q *request) sourceName(k quanyuan.SourceKind) string {
	if key := sourceWords + string(k); hasText(key) {
		return q.t(key)
	}
	return k.Zh()
}

func (q *request) presenceLine(s *desk.Standing) presenceLine {
	l := presenceLine{Place: q.desk.PlaceName(s.Community), Category: q.categoryTag(s.Category), Since: s.Since.String(), Until: s.Until.String(), Ended: s.Ended(),
		HukouWord: codeWord("hukou_status", s.Hukou, q.lang), ResideWord: codeWord("residence_status", s.Residence, q.lang)}
	for _, part := range []string{s.Group, s.Estate, s.Unit} {
		if part != "" {
			l.GroupEstate = strings.TrimSpace(l.GroupEstate + " " + part)
		}
	}
	for _, n := range []struct {
		note quanyuan.PlaceNotes
		kind string
		key  string
	}{{quanyuan.CountsHukou, "good", "person.counts_hukou"}, {quanyuan.CountsResidence, "good", "person.counts_residence"}, {quanyuan.Disputed, "bad", "home.disputed"}, {quanyuan.Yielded, "", "person.yielded"}} {
		if s.Note&n.note != 0 {
			l.Tags = append(l.Tags, Tag{n.kind, q.t(n.key)})
		}
	}
	for _, r := range s.Why {
		l.Why = append(l.Why, q.remark(r))
	}
	return l
}

func (q *request) householdLine(d *desk.Dossier, h *quanyuan.Household) householdLine {
	l := householdLine{Number: h.Number, Place: q.desk.PlaceName(h.Community), Kind: codeWord("household_type", h.Kind, q.lang)}
	for _, m := range h.Members {
		line := memberLine{Card: PersonCard{Number: m.Person, Href: personPath(m.Person)}, Relation: codeWord("relation", m.Relation, q.lang), Here: m.Person == d.Person.Number}
		if p := d.Family[m.Person]; p != nil {
			line.Card = q.card(p)
		}
		l.Members = append(l.Members, line)
	}
	return l
}

var eventWords = family("person.event.", string(quanyuan.Entered), string(quanyuan.Attached), string(quanyuan.Corrected), string(quanyuan.Confirmed), string(quanyuan.Pinned), string(quanyuan.Unpinned), string(quanyuan.Moved), string(quanyuan.Left),
	string(quanyuan.Held), string(quanyuan.Housed), string(quanyuan.Redistricted), string(quanyuan.Exited), string(quanyuan.Restored), string(quanyuan.Merged), string(quanyuan.Split))

func (q *request) eventLine(d *desk.Dossier, e *quanyuan.Event) eventLine {
	l := eventLine{At: when(q.now(), e.At), What: q.t(eventWords + string(e.Kind)), Actor: e.Actor, Reason: e.Reason, Said: q.saidBy(d, e.Record), Other: e.Other}
	switch e.Kind {
	case quanyuan.Corrected, quanyuan.Confirmed, quanyuan.Pinned, quanyuan.Unpinned, quanyuan.Held:
		l.Field = fieldName(e.Field, q.lang)
	case quanyuan.Exited:
		l.Reason = codeWord("exit_reason", e.Reason, q.lang)
	case quanyuan.Left:
		l.Reason = codeWord("leave_reason", e.Reason, q.lang)
	}
	if e.Actor == "operator" || strings.HasPrefix(e.Actor, "batch") {
		l.Actor = q.t("person.by_list")
	}
	if e.Other != "" {
		l.OtherAt = personPath(e.Other)
	}
	return l
}

// unmaskPerson shows covered values in full, once, for the reason given.
func unmaskPerson(q *request) error {
	var fields []quanyuan.Field
	for _, key := range q.PostForm["field"] {
		if f, ok := quanyuan.FieldByKey(key); ok {
			fields = append(fields, f)
		}
	}
	seen, err := q.desk.Unmask(q.ctx, q.by, quanyuan.Number(q.PathValue("number")), fields, q.typed("reason"))
	var e *quanyuan.Error
	if errors.As(err, &e) && errors.Is(err, quanyuan.ErrInvalid) {
		d, err := q.open()
		if err != nil {
			return err
		}
		f := &Form{Fields: []*Input{{Name: "reason", Label: q.t("parts.reason"), Value: q.typed("reason")}}}
		f.wrong("reason", q.sentence(e))
		return q.showDossier(http.StatusUnprocessableEntity, d, nil, f)
	}
	if err != nil {
		return err
	}
	d, err := q.open()
	if err != nil {
		return err
	}
	return q.showDossier(http.StatusOK, d, seen, nil)
}

// lookersView tells who looked at a person.
type lookersView struct {
	Person string
	Path   string
	Lines  []lookerLine
}

type lookerLine struct {
	At, Who, Post, What, Reason string
	Refused                     bool
}

func showLookers(q *request) error {
	n := quanyuan.Number(q.PathValue("number"))
	lines, err := q.desk.Lookers(q.ctx, q.by, n)
	if err != nil {
		return err
	}
	v := lookersView{Person: string(n), Path: personPath(n)}
	for _, l := range slices.Backward(lines) {
		what := access.En(access.Action(l.Action))
		if q.lang == "zh" {
			what = access.Zh(access.Action(l.Action))
		}
		v.Lines = append(v.Lines, lookerLine{when(q.now(), l.At), l.Name, access.PostName(l.Post, q.lang), what, l.Reason, l.Outcome == quanyuan.Refused})
	}
	if q.can(access.View) {
		q.crumb(string(n), v.Path)
	}
	return q.show(http.StatusOK, "persons/lookers.html", q.t("person.lookers"), v)
}
