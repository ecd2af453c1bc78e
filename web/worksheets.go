package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/refdata/division"
)

func init() {
	area(func(s *site) {
		files := &sheetFiles{of: map[string]*sheetSet{}}
		s.lists("/worksheets", access.List, showSheets)
		s.lists("/worksheets/{community}", access.List, func(q *request) error { return files.page(q, http.StatusOK, nil) })
		s.post("/worksheets/{community}/write", access.Export, files.begin)
		s.get("/worksheets/{community}/files", access.Export, files.show)
		s.get("/worksheets/{community}/files/{n}", access.Export, files.give)
		s.get("/worksheets/{community}/files.zip", access.Export, files.giveAll)
		s.door(24, "layout.nav.people", "worksheet.title", "/worksheets", access.List)
	})
}

func sheetPath(community string) string { return "/worksheets/" + community }

// sheetPlaces are the communities whose worksheets whoever asks may see.
var sheetPlaces = &list[desk.Place]{
	id: "sheets", caption: "worksheet.title", empty: "home.no_places",
	columns: []column[desk.Place]{
		{key: "place", label: "home.place", cell: func(q *request, r desk.Place) Cell { return Cell{Text: r.Name, Href: sheetPath(r.Code)} },
			sort: func(a, b desk.Place) int { return cmp.Compare(a.Code, b.Code) }},
		{key: "code", label: "worksheet.code", cell: func(q *request, r desk.Place) Cell { return Cell{Text: r.Code} },
			sort: func(a, b desk.Place) int { return cmp.Compare(a.Code, b.Code) }},
	},
}

// worksheetsView is the list of communities.
type worksheetsView struct{ Table *Table }

// showSheets lists communities: a worksheet is of one, made when it is opened.
func showSheets(q *request) error {
	if own := q.by.Division; division.Code(own).Level() == division.Community {
		return q.redirect(sheetPath(own))
	}
	places := slices.DeleteFunc(q.desk.PlacesFor(q.by), func(p desk.Place) bool { return p.Level != division.Community })
	if q.wantsWorkbook() {
		return sheetPlaces.workbook(q, places)
	}
	return q.list("worksheets/places.html", q.t("worksheet.title"), sheetPlaces.table(q, places), func(t *Table) any { return worksheetsView{t} })
}

// sheetLine is a line of a worksheet.
type sheetLine struct{ *desk.WorksheetLine }

func (l sheetLine) text(f quanyuan.Field) string { return l.Shown.Text(f) }

// sheetSources says which rows of lists a line goes back to.
func (q *request) sheetSources(l sheetLine) string {
	var out []string
	for _, s := range l.Said {
		out = append(out, strings.TrimSpace(q.sourceName(s.Source.Kind)+" "+s.Source.Unit))
	}
	return q.join(out)
}

var sheetList = &list[sheetLine]{
	id: "sheet", caption: "worksheet.lines", empty: "worksheet.none", persons: true,
	columns: []column[sheetLine]{
		{key: "sheet", label: "worksheet.sheet", cell: func(q *request, l sheetLine) Cell { return Cell{Text: l.Sheet.Name(q.lang)} },
			sort: func(a, b sheetLine) int { return cmp.Compare(a.Sheet, b.Sheet) }},
		{key: "number", label: "person.number", cell: func(q *request, l sheetLine) Cell {
			if l.Person == "" {
				return Cell{Text: "—", Small: q.t("worksheet.of_a_list")}
			}
			return Cell{Text: string(l.Person), Href: personPath(l.Person)}
		}, sort: func(a, b sheetLine) int { return cmp.Compare(a.Person, b.Person) }},
		{key: "name", named: func(q *request) string { return fieldName(quanyuan.Name, q.lang) }, cell: func(q *request, l sheetLine) Cell { return Cell{Text: l.text(quanyuan.Name)} },
			sort: func(a, b sheetLine) int { return cmp.Compare(a.text(quanyuan.Name), b.text(quanyuan.Name)) }},
		{key: "birth", named: func(q *request) string { return fieldName(quanyuan.BirthDate, q.lang) }, cell: func(q *request, l sheetLine) Cell { return Cell{Text: l.text(quanyuan.BirthDate)} }},
		{key: "address", named: func(q *request) string { return fieldName(quanyuan.ResidenceAddress, q.lang) }, cell: func(q *request, l sheetLine) Cell {
			return Cell{Text: cmp.Or(l.text(quanyuan.ResidenceAddress), l.text(quanyuan.HukouAddress))}
		}, sort: func(a, b sheetLine) int {
			return cmp.Compare(a.text(quanyuan.ResidenceAddress), b.text(quanyuan.ResidenceAddress))
		}},
		{key: "item", label: "worksheet.item", cell: func(q *request, l sheetLine) Cell {
			if l.Field >= quanyuan.NumFields {
				return Cell{}
			}
			text := fieldName(l.Field, q.lang)
			if l.Value != "" { // in one text, so that long values wrap
				text += q.t("parts.colon") + valueWord(l.Field, l.Value, q.lang)
			}
			return Cell{Text: text}
		}},
		{key: "why", label: "worksheet.why", cell: func(q *request, l sheetLine) Cell {
			why, advice := l.Why(q.lang)
			return Cell{Text: why, Small: advice}
		}},
		{key: "told", label: "worksheet.told", cell: func(q *request, l sheetLine) Cell { return Cell{Text: q.sheetSources(l)} }},
	},
	filters: []filter[sheetLine]{{key: "sheet", label: "worksheet.sheet", options: func(q *request) (out []Option) {
		for _, k := range quanyuan.WorksheetKinds() {
			out = append(out, Option{Value: string(k), Text: k.Name(q.lang)})
		}
		return out
	}, keep: func(l sheetLine, v string) bool { return string(l.Sheet) == v }}},
}

// sheetCount is how many stand on a worksheet.
type sheetCount struct {
	Name string
	Href string
	N    int
}

// worksheetView is the worksheets of a community.
type worksheetView struct {
	Place   string
	Counts  []sheetCount
	Table   *Table
	Write   *Form  // to be printed; nil: no right
	Written string // path of what was written last, "" for nothing
}

// page shows the lines of a community, with the order to write them that was
// refused where there is one.
func (k *sheetFiles) page(q *request, status int, refused *Form) error {
	community := q.PathValue("community")
	w, err := q.desk.WorksheetRows(q.ctx, q.by, community, "")
	if err != nil {
		return err
	}
	rows, counts := make([]sheetLine, len(w.Lines)), map[quanyuan.WorksheetKind]int{}
	for i, l := range w.Lines {
		rows[i] = sheetLine{l}
		counts[l.Sheet]++
	}
	if refused == nil && q.wantsWorkbook() {
		return sheetList.workbook(q, rows)
	}
	v := worksheetView{Place: q.desk.PlaceName(community)}
	for _, kind := range quanyuan.WorksheetKinds() {
		v.Counts = append(v.Counts, sheetCount{kind.Name(q.lang), sheetPath(community) + "?sheet=" + string(kind), counts[kind]})
	}
	if q.by.Division != community {
		q.crumb(q.t("worksheet.title"), "/worksheets")
	}
	if q.can(access.Export) {
		if v.Write = refused; refused == nil {
			v.Write = q.sheetForm(community)
		}
		if k.mine(q) != nil {
			v.Written = sheetPath(community) + "/files"
		}
	}
	title, t := q.t("worksheet.of", v.Place), sheetList.table(q, rows)
	if refused != nil {
		v.Table = t
		return q.show(status, "worksheets/lines.html", title, v)
	}
	return q.list("worksheets/lines.html", title, t, func(t *Table) any { v.Table = t; return v })
}
