package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/code"
	"quanyuan/refdata/division"
)

func init() {
	area(func(s *site) {
		// What stands here is public: no persons, no figures.
		s.get("/reference/divisions", "", showHomeDivision)
		s.lists("/reference/divisions/{code}", "", showDivision)
		s.lists("/reference/codes", "", showCodes)
		s.lists("/reference/codes/{table}", "", showCode)
		for _, right := range []access.Action{access.Configure, access.Grant, access.Revise} { // three posts, each has one
			s.door(95, "basis.nav", "basis.divisions", "/reference/divisions", right)
			s.door(96, "basis.nav", "basis.codes", "/reference/codes", right)
			s.door(97, "basis.nav", "basis.sources", "/reference/sources", right)
		}
	})
}

var divisionLevels = family("basis.level.", "0", "1", "2", "3", "4", "5")

func divisionPath(c division.Code) string { return "/reference/divisions/" + string(c) }

// divisionRow is a division with how many communities it has.
type divisionRow struct {
	division.Division
	communities int
}

var divisionList = &list[divisionRow]{
	id: "divisions", caption: "basis.below", empty: "basis.no_below",
	columns: []column[divisionRow]{
		{key: "code", label: "basis.code", cell: func(q *request, r divisionRow) Cell {
			return Cell{Text: string(r.Code), Href: divisionPath(r.Code)}
		}, sort: func(a, b divisionRow) int { return cmp.Compare(a.Code, b.Code) }},
		{key: "name", label: "basis.name", cell: func(q *request, r divisionRow) Cell { return Cell{Text: r.Name} },
			sort: func(a, b divisionRow) int { return cmp.Compare(a.Name, b.Name) }},
		{key: "level", label: "basis.level", cell: func(q *request, r divisionRow) Cell { return Cell{Text: q.t(divisionLevels + strconv.Itoa(r.Level))} }},
		{key: "communities", label: "basis.communities", num: true, cell: func(q *request, r divisionRow) Cell {
			if r.Level == division.Community {
				return Cell{}
			}
			return Cell{Text: number(r.communities)}
		},
			sort: func(a, b divisionRow) int { return cmp.Compare(b.communities, a.communities) }},
		{key: "years", label: "basis.years", cell: func(q *request, r divisionRow) Cell { return Cell{Text: q.years(r.From, r.Until)} }},
		{key: "aliases", label: "basis.aliases", cell: func(q *request, r divisionRow) Cell { return Cell{Text: q.join(r.Aliases)} }},
	},
}

// years says when something began and ended, as far as it is known.
func (q *request) years(from, until int) string {
	out := ""
	if from > 0 {
		out = q.t("basis.since", strconv.Itoa(from))
	}
	if until > 0 {
		out = strings.TrimSpace(out + " " + q.t("basis.until", strconv.Itoa(until)))
	}
	return out
}

// divisionView is a division: what it was, what became of it, what lies below.
type divisionView struct {
	Code, Name, FullName, Level, Years string
	Aliases                            []string
	Now                                []placeLink // what follows one that ended
	Formers                            []formerLine
	Revisions                          []revisionLine
	ShowRevisions                      bool
	Table                              *Table
}

type placeLink struct{ Name, Href string }

type formerLine struct{ Name, Years string }

type revisionLine struct {
	Decree, Kind, Day, Old, New string
	Running                     bool
}

func showHomeDivision(q *request) error { return q.redirect(divisionPath(division.Code(q.home()))) }

func showDivision(q *request) error {
	c, err := division.Parse(q.PathValue("code"))
	tree := q.desk.Tree()
	d, ok := tree.Get(c)
	if err != nil || !ok {
		return notFound
	}
	var rows []divisionRow
	for _, child := range tree.Children(c) {
		rows = append(rows, divisionRow{child, len(tree.Communities(child.Code))})
	}
	if q.wantsWorkbook() {
		return divisionList.workbook(q, rows)
	}
	v := divisionView{Code: string(c), Name: d.Name, FullName: tree.FullName(c), Level: q.t(divisionLevels + strconv.Itoa(d.Level)), Years: q.years(d.From, d.Until), Aliases: tree.FormerNames(c)}
	for _, now := range tree.Current(c) {
		if now != c {
			v.Now = append(v.Now, placeLink{tree.FullName(now), divisionPath(now)})
		}
	}
	if d.Level <= division.County {
		for _, f := range tree.Formers(string(c)[:6]) {
			v.Formers = append(v.Formers, formerLine{f.Name, q.years(f.From, f.Until)})
		}
	}
	if v.ShowRevisions = string(c) == q.home() && q.can(access.Revise); v.ShowRevisions {
		if v.Revisions, err = q.revisions(); err != nil {
			return err
		}
	}
	q.crumb(q.t("basis.divisions"), "/reference/divisions")
	for _, above := range tree.Path(c) {
		if above.Code != c && division.Code(q.home()).Contains(above.Code) && string(above.Code) != q.home() {
			q.crumb(above.Name, divisionPath(above.Code))
		}
	}
	return q.list("reference/division.html", d.Name, divisionList.table(q, rows), func(t *Table) any { v.Table = t; return v })
}

var revisionWords = family("basis.kind.", string(quanyuan.Renames), string(quanyuan.Renumbers), string(quanyuan.Merges), string(quanyuan.Splits))

// revisions are the changes of divisions that the register has gone through,
// the latest first.
func (q *request) revisions() (out []revisionLine, err error) {
	papers, err := q.desk.Papers(q.ctx, q.by, quanyuan.PaperQuery{Kind: quanyuan.RevisionPaper})
	if err != nil {
		return nil, err
	}
	for _, p := range papers {
		r, err := quanyuan.RevisionOf(p)
		if err != nil {
			return nil, err
		}
		l := revisionLine{Decree: r.ID, Kind: q.t(revisionWords + string(r.Kind)), Day: r.Date.String(), Running: r.State == quanyuan.RevisionRunning}
		var news []string
		for _, n := range r.New {
			news = append(news, strings.TrimSpace(n.Code+" "+n.Name))
		}
		l.Old, l.New = q.join(r.Old), q.join(news)
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b revisionLine) int { return cmp.Compare(b.Day, a.Day) })
	return out, nil
}

var tableList = &list[*code.Table]{
	id: "codes", caption: "basis.codes", empty: "basis.none",
	columns: []column[*code.Table]{
		{key: "name", label: "basis.table", cell: func(q *request, t *code.Table) Cell {
			return Cell{Text: q.either(t.Zh, t.En), Href: "/reference/codes/" + t.Key}
		}},
		{key: "entries", label: "basis.entries", num: true, cell: func(q *request, t *code.Table) Cell { return Cell{Text: number(len(t.Entries))} },
			sort: func(a, b *code.Table) int { return cmp.Compare(len(b.Entries), len(a.Entries)) }},
		{key: "source", label: "basis.standard", cell: func(q *request, t *code.Table) Cell { return Cell{Text: q.standard(t)} }},
	},
}

// either is the Chinese text or the English one.
func (q *request) either(zh, en string) string {
	if q.lang == "zh" {
		return zh
	}
	return en
}

// standard says where a table comes from; what is no number of a standard is
// written "中文 / English".
func (q *request) standard(t *code.Table) string {
	if zh, en, both := strings.Cut(t.Source, " / "); both {
		return q.either(zh, en)
	}
	return t.Source
}

// codesView is a list of tables, or of the entries of one.
type codesView struct {
	Name, Source string
	Table        *Table
}

func showCodes(q *request) error {
	tables := code.Tables()
	if q.wantsWorkbook() {
		return tableList.workbook(q, tables)
	}
	name := q.t("basis.codes")
	return q.list("reference/codes.html", name, tableList.table(q, tables), func(t *Table) any { return codesView{name, "", t} })
}

// entryRow is a code with the words that are understood as it.
type entryRow struct {
	code.Entry
	words []string
}

var entryList = &list[entryRow]{
	id: "entries", caption: "basis.entries", empty: "basis.none",
	columns: []column[entryRow]{
		{key: "code", label: "basis.code", cell: func(q *request, e entryRow) Cell { return Cell{Text: e.Code} },
			sort: func(a, b entryRow) int { return cmp.Compare(a.Code, b.Code) }},
		{key: "name", label: "basis.name", cell: func(q *request, e entryRow) Cell { return Cell{Text: q.either(e.Zh, e.En)} }},
		{key: "words", label: "basis.synonyms", cell: func(q *request, e entryRow) Cell { return Cell{Text: q.join(e.words)} }},
		{key: "note", label: "basis.note", cell: func(q *request, e entryRow) Cell { return Cell{Text: e.Note} }},
	},
	find: func(q *request, e entryRow, words string) bool {
		return strings.Contains(e.Zh+" "+strings.ToLower(e.En)+" "+e.Code+" "+strings.Join(e.words, " "), strings.ToLower(words))
	},
}

func showCode(q *request) error {
	t, ok := code.ByKey(q.PathValue("table"))
	if !ok {
		return notFound
	}
	rows := make([]entryRow, len(t.Entries))
	for i, e := range t.Entries {
		rows[i] = entryRow{e, t.Synonyms(e.Code)}
	}
	if q.wantsWorkbook() {
		return entryList.workbook(q, rows)
	}
	q.crumb(q.t("basis.codes"), "/reference/codes")
	name := q.either(t.Zh, t.En)
	return q.list("reference/codes.html", name, entryList.table(q, rows), func(table *Table) any { return codesView{name, q.standard(t), table} })
}
