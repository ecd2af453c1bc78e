package web

import (
	"net/http"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.get("/department/ask", access.Inquire, deptAsk)
		s.post("/department/ask", access.Inquire, deptInquire)
		s.door(44, "list.nav", "dept.ask", "/department/ask", access.Inquire)
	})
}

// deptAskView is what a department may ask, an answer, and what it asked.
type deptAskView struct {
	Mandate string
	Place   string
	Sees    []deptSees
	Hidden  []string
	Form    Form
	Answer  *deptAnswer
	Asked   []deptAsked
}

// deptSees is a field that the mandate shows, and how.
type deptSees struct {
	Name   string
	Masked bool
}

type deptAnswer struct {
	Tag       Tag
	Sentence  string
	Values    []deptValue
	Elsewhere bool
}

type deptValue struct {
	Name string
	Text string
}

type deptAsked struct{ At, By, Reason, Found string }

var deptAnswers = family("dept.found.", "yes", "no", "many")

func (q *request) deptForm() Form {
	return Form{Action: "/department/ask", Submit: q.t("dept.ask_do"), Fields: []*Input{
		{Name: "id_number", Label: fieldName(quanyuan.IDNumber, q.lang), Hint: q.t("dept.number_hint")},
		{Name: "name", Label: fieldName(quanyuan.Name, q.lang), Hint: q.t("dept.or_hint")},
		{Name: "birth_date", Label: fieldName(quanyuan.BirthDate, q.lang), Hint: q.t("dept.birth_hint"), Mode: "numeric"},
		{Name: "want", Label: q.t("dept.want"), Kind: "radio", Value: "known", Wide: true, Options: []Option{{"known", q.t("dept.want_known"), true}, {"values", q.t("dept.want_values"), false}}},
		{Name: "reason", Label: q.t("parts.reason"), Hint: q.t("dept.reason_hint"), Required: true, Wide: true},
	}}
}

func (q *request) deptAskView() (*deptAskView, error) {
	v := &deptAskView{Mandate: q.sourceName(quanyuan.SourceKind(q.by.Mandate)), Place: q.t("home.whole_city"), Form: q.deptForm()}
	if q.by.Division != "" {
		v.Place = q.desk.PlaceName(q.by.Division)
	}
	for _, f := range quanyuan.CollationFields() {
		switch access.Shows(q.by, f) {
		case access.Full:
			v.Sees = append(v.Sees, deptSees{fieldName(f, q.lang), false})
		case access.Masked:
			v.Sees = append(v.Sees, deptSees{fieldName(f, q.lang), true})
		default:
			v.Hidden = append(v.Hidden, fieldName(f, q.lang))
		}
	}
	return v, nil
}

func deptAsk(q *request) error {
	v, err := q.deptAskView()
	if err != nil {
		return err
	}
	return q.deptShow(http.StatusOK, v)
}

// deptShow shows the page with what the account asked before.
func (q *request) deptShow(status int, v *deptAskView) error {
	lines, err := q.desk.Inquiries(q.ctx, q.by)
	if err != nil {
		return err
	}
	for _, l := range slices.Backward(lines) {
		var by []string
		keys, _, _ := strings.Cut(l.Detail, " ")
		for _, key := range strings.Split(keys, ",") {
			if f, ok := quanyuan.FieldByKey(key); ok {
				by = append(by, fieldName(f, q.lang))
			}
		}
		v.Asked = append(v.Asked, deptAsked{when(q.now(), l.At), strings.Join(by, " + "), l.Reason, q.t(deptAnswers + deptFound(l.Count))})
	}
	q.crumb(q.t("dept.title"), "/department")
	return q.show(status, "department/ask.html", q.t("dept.ask"), v)
}

func deptFound(n int) string {
	switch n {
	case 0:
		return "no"
	case 1:
		return "yes"
	}
	return "many"
}

// deptInquire answers. What was typed stands in no address; the answer is shown
// once.
func deptInquire(q *request) error {
	v, err := q.deptAskView()
	if err != nil {
		return err
	}
	a, err := q.desk.Inquire(q.ctx, q.by, desk.Inquiry{IDNumber: q.typed("id_number"), Name: q.typed("name"), Birth: q.typed("birth_date"), Reason: q.typed("reason"), Values: q.typed("want") == "values"})
	if err != nil {
		v.Form.fill(q)
		status, rest := v.Form.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.deptShow(status, v)
	}
	kind := map[string]string{"yes": "good", "no": "", "many": "warn"}
	found := deptFound(a.Found)
	v.Answer = &deptAnswer{Tag: Tag{kind[found], q.t(deptAnswers + found)}, Sentence: q.t(deptSaid + found), Elsewhere: a.Elsewhere}
	if a.Person != nil {
		for _, c := range a.Person.Values {
			if slices.Contains(quanyuan.CollationFields(), c.Field) {
				v.Answer.Values = append(v.Answer.Values, deptValue{fieldName(c.Field, q.lang), valueWord(c.Field, c.Text, q.lang)})
			}
		}
		for _, p := range a.Person.Presences {
			if !p.Ended() {
				v.Answer.Values = append(v.Answer.Values, deptValue{q.t("home.place"), q.desk.PlaceName(p.Community)})
			}
		}
	}
	return q.deptShow(http.StatusOK, v)
}

var deptSaid = family("dept.said.", "yes", "no", "many")
