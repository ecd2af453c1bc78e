package web

import (
	"net/http"
	"net/url"

	"quanyuan"
	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.get("/search", access.Search, askSearch)
		s.post("/search", access.Search, search)
		s.door(20, "layout.nav.people", "search.title", "/search", access.Search)
	})
}

// searchView is the question and what was found. What is searched for comes by
// POST and stands in no address.
type searchView struct {
	Form    Form
	Asked   bool
	Found   []foundLine
	Known   bool
	Receipt string
	Looked  int
	Broad   bool // something asked was too broad to be answered in full
	Minutes int
}

// foundLine is one who came near.
type foundLine struct {
	Card     PersonCard
	Reach    bool   // the viewer may open him
	Transfer string // where a transfer of somebody out of reach begins
	Likely   Tag
	Evidence []evidenceLine
}

type evidenceLine struct {
	Item  string
	Level string
	For   bool
}

// searchFields are what one searches by.
var searchFields = []quanyuan.Field{quanyuan.Name, quanyuan.IDNumber, quanyuan.BirthDate, quanyuan.Sex, quanyuan.Phone, quanyuan.ResidenceAddress}

func (q *request) searchForm() Form {
	f := Form{Action: "/search", Submit: q.t("search.do")}
	for _, field := range searchFields {
		in := &Input{Name: field.Key(), Label: fieldName(field, q.lang)}
		switch field {
		case quanyuan.Sex:
			in.Kind, in.Options = "select", []Option{{"", q.t("search.any"), false}, {"1", codeWord("sex", "1", q.lang), false}, {"2", codeWord("sex", "2", q.lang), false}}
		case quanyuan.BirthDate:
			in.Hint = q.t("search.birth_hint")
		}
		f.Fields = append(f.Fields, in)
	}
	return f
}

func askSearch(q *request) error {
	return q.show(http.StatusOK, "persons/search.html", q.t("search.title"), searchView{Form: q.searchForm()})
}

func search(q *request) error {
	v := searchView{Form: q.searchForm()}
	if quick := q.typed("quick"); quick != "" { // from the bar: a number or a name
		q.PostForm.Set(quickField(quick).Key(), quick)
	}
	v.Form.fill(q)
	typed := map[quanyuan.Field]string{}
	for _, f := range searchFields {
		if s := q.typed(f.Key()); s != "" {
			typed[f] = s
		}
	}
	if len(typed) == 0 {
		v.Form.wrong("", q.t("search.nothing"))
		return q.show(http.StatusUnprocessableEntity, "persons/search.html", q.t("search.title"), v)
	}
	record, err := q.desk.Form(q.ctx, typed)
	if err == nil {
		err = q.find(&v, record)
	}
	if err != nil {
		status, err := v.Form.refuse(q, err)
		if err != nil {
			return err
		}
		return q.show(status, "persons/search.html", q.t("search.title"), v)
	}
	return q.show(http.StatusOK, "persons/search.html", q.t("search.title"), v)
}

// quickField tells what was typed into the bar: digits are a number.
func quickField(s string) quanyuan.Field {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	switch {
	case digits >= 14:
		return quanyuan.IDNumber
	case digits >= 7:
		return quanyuan.Phone
	}
	return quanyuan.Name
}

var (
	itemWords  = family("search.item.", "name", "id", "birth", "sex", "phone", "residence", "hukou", "kin")
	levelWords = family("search.level.", "for", "against")
)

func (q *request) find(v *searchView, record *quanyuan.Record) error {
	a, err := q.desk.Search(q.ctx, q.by, record)
	if err != nil {
		return err
	}
	v.Asked, v.Known, v.Receipt, v.Looked, v.Broad, v.Minutes = true, a.Known(), a.Paper.ID, a.Compared, len(a.Receipt.Cut) > 0, 10
	persons := map[quanyuan.Number]*quanyuan.Person{}
	for _, p := range a.Persons {
		if p != nil {
			persons[p.Number] = p
		}
	}
	for _, m := range a.Matches {
		p := persons[m.Person]
		if p == nil {
			continue
		}
		line := foundLine{Card: q.card(p), Reach: q.by.Scope().Reaches(m.Communities), Likely: q.likely(m.Probability)}
		if !line.Reach && q.can(access.Transfer) {
			line.Transfer = "/transfers/new?direction=in&person=" + url.QueryEscape(string(p.Number))
		}
		for _, e := range m.Evidence {
			level := "for"
			if e.Bits < 0 {
				level = "against"
			}
			line.Evidence = append(line.Evidence, evidenceLine{q.t(itemWords + e.Item), q.t(levelWords + level), e.Bits >= 0})
		}
		v.Found = append(v.Found, line)
	}
	return nil
}

// likely says in words how likely a match is.
func (q *request) likely(p float64) Tag {
	switch {
	case p >= 0.95:
		return Tag{"good", q.t("search.likely", percent(p))}
	case p >= 0.3:
		return Tag{"warn", q.t("search.possible", percent(p))}
	}
	return Tag{"", q.t("search.unlikely", percent(p))}
}

func percent(p float64) string {
	if p > 0.999 {
		return ">99.9%"
	}
	if p < 0.001 {
		return "<0.1%"
	}
	return trimZero(p*100) + "%"
}
