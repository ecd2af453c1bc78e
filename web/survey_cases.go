package web

import (
	"net/http"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/refdata/code"
)

func init() {
	area(func(s *site) {
		s.get("/surveys/{id}/cases", access.Survey, showSurveyCases)
		s.post("/surveys/{id}/cases", access.Survey, ruleSurveyCase)
		s.lists("/surveys/{id}/follow", access.Survey, showSurveyFollow)
	})
}

// surveyCaseView is one question: whether two are the same person. Nothing is said of
// what the engine thinks, nor of what others answered.
type surveyCaseView struct {
	Survey     string
	ID         string
	Rows       []surveyPair
	Read, All  int
	Candidate  bool // somebody of the register stands beside
	Form       Form
	Done       bool
	Prev, Next string
	Mine       string
}

type surveyPair struct {
	Field       quanyuan.Field
	Here, There string
	Differs     bool
}

func showSurveyCases(q *request) error { return q.surveyCase(http.StatusOK, q.choice("at"), Form{}) }

func (q *request) surveyCase(status int, at string, form Form) error {
	id := q.PathValue("id")
	s, err := q.desk.Survey(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	all, err := q.desk.LinkCases(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	v := surveyCaseView{Survey: id, All: len(all), Form: form}
	i := slices.IndexFunc(all, func(c desk.LinkCase) bool { return c.ID == at })
	for k, c := range all {
		if c.Mine != "" {
			v.Read++
		} else if i < 0 && at == "" {
			i = k
		}
	}
	q.crumb(q.t("survey.title"), "/surveys")
	q.crumb(s.Name, surveyPath(id))
	if i < 0 {
		v.Done = true
		return q.show(status, "survey/cases.html", q.t("survey.cases"), v)
	}
	c := all[i]
	if v.ID = c.ID; c.Mine != "" {
		v.Mine = q.t(surveyAnswers + c.Mine)
	}
	if i > 0 {
		v.Prev = all[i-1].ID
	}
	if i+1 < len(all) {
		v.Next = all[i+1].ID
	}
	for k, pair := range c.Pairs {
		f := desk.CaseFields[k]
		pair[0], pair[1] = surveyCode(f, pair[0]), surveyCode(f, pair[1])
		here, there := valueWord(f, pair[0], q.lang), valueWord(f, pair[1], q.lang)
		v.Candidate = v.Candidate || pair[1] != ""
		v.Rows = append(v.Rows, surveyPair{f, here, there, surveyDiffers(f, pair[0], pair[1])})
	}
	return q.show(status, "survey/cases.html", q.t("survey.cases"), v)
}

// surveyCode is the code that a word stands for, so that 男 and 男性 read alike in
// both languages; a word that no table knows stands as it is.
func surveyCode(f quanyuan.Field, word string) string {
	if t, ok := code.ByKey(f.Key()); ok && word != "" {
		if e, ok := t.Lookup(word); ok {
			return e.Code
		}
	}
	return word
}

// surveyDiffers reports whether two values as written contradict each other: a
// covered digit contradicts none.
func surveyDiffers(f quanyuan.Field, a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if f == quanyuan.Sex || f == quanyuan.Relation {
		return !strings.HasPrefix(a, b) && !strings.HasPrefix(b, a)
	}
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return true
	}
	for i := range x {
		if x[i] != y[i] && x[i] != '*' && y[i] != '*' {
			return true
		}
	}
	return false
}

var surveyAnswers = family("survey.answer.", quanyuan.RuledSame, quanyuan.RuledDifferent, quanyuan.RuledUnclear)

func ruleSurveyCase(q *request) error {
	at := q.typed("case")
	if err := q.desk.RuleLink(q.ctx, q.by, q.PathValue("id"), at, q.typed("answer"), quanyuan.Number(q.typed("other"))); err != nil {
		f := Form{Fields: []*Input{{Name: "other", Label: q.t("survey.other")}}}
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.surveyCase(status, at, f)
	}
	return q.redirect(surveyPath(q.PathValue("id")) + "/cases")
}

var surveyFollowList = &list[desk.FollowPerson]{
	id: "follow", caption: "survey.follow", empty: "survey.follow_none", persons: true,
	columns: []column[desk.FollowPerson]{
		{key: "segment", label: "survey.segment", cell: func(q *request, f desk.FollowPerson) Cell { return Cell{Text: f.Segment, Small: f.Label} }},
		{key: "number", label: "survey.person_number", cell: func(q *request, f desk.FollowPerson) Cell { return Cell{Text: string(f.Person.Number)} }},
		surveyFollowColumn(quanyuan.Name), surveyFollowColumn(quanyuan.Sex), surveyFollowColumn(quanyuan.BirthDate), surveyFollowColumn(quanyuan.ResidenceAddress),
	},
}

func surveyFollowColumn(f quanyuan.Field) column[desk.FollowPerson] {
	return column[desk.FollowPerson]{key: f.Key(), named: func(q *request) string { return fieldName(f, q.lang) }, cell: func(q *request, p desk.FollowPerson) Cell {
		return Cell{Text: valueWord(f, p.Person.Text(f), q.lang)}
	}}
}

// surveyFollowView lists whom a second visit asks about.
type surveyFollowView struct {
	Survey string
	Table  *Table
}

func showSurveyFollow(q *request) error {
	id := q.PathValue("id")
	s, err := q.desk.Survey(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	rows, err := q.desk.FollowUp(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return surveyFollowList.workbook(q, rows)
	}
	q.crumb(q.t("survey.title"), "/surveys")
	q.crumb(s.Name, surveyPath(id))
	return q.list("survey/follow.html", q.t("survey.follow"), surveyFollowList.table(q, rows), func(t *Table) any { return surveyFollowView{id, t} })
}
