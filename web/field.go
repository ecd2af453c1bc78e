package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/refdata/code"
)

func init() {
	area(func(s *site) {
		s.get("/field/{survey}/{segment}", access.Survey, showField)
		s.handle("POST /field/{survey}/{segment}/forms", page{needs: access.Survey, file: true, do: takeFieldForms})
		s.handle("GET /field/worker.js", page{open: true, do: giveFieldWorker})
	})
}

func fieldPath(survey, segment string) string { return "/field/" + survey + "/" + segment }

// fieldView is the phone form of a segment: all that it needs without network
// stands in the page.
type fieldView struct {
	*desk.FieldSegment
	Account string
	Place   string
	Spots   []string
	Results []Option
	Groups  []fieldGroup
	Words   []Pair // texts of the script
}

// fieldGroup are fields of a person that are shown together.
type fieldGroup struct {
	Title string
	More  bool // folded at first
	Items []*Input
}

var fieldGroups = []struct {
	key    string
	more   bool
	fields []quanyuan.Field
}{
	{"who", false, []quanyuan.Field{quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.IDNumber, quanyuan.Relation}},
	{"lives", false, []quanyuan.Field{quanyuan.ResidenceAddress, quanyuan.HukouStatus, quanyuan.ResidenceStatus, quanyuan.ArriveDate, quanyuan.StayReason}},
	{"more", true, []quanyuan.Field{quanyuan.Ethnic, quanyuan.Marital, quanyuan.HukouNature, quanyuan.HukouAddress, quanyuan.Phone}},
	{"child", true, []quanyuan.Field{quanyuan.ChildCount, quanyuan.ChildName, quanyuan.ChildBirth, quanyuan.ChildID, quanyuan.ChildSex, quanyuan.ChildOrder, quanyuan.ChildPolicy}},
}

// fieldTables are the tables of fields whose key is not that of a table.
var fieldTables = map[quanyuan.Field]*code.Table{quanyuan.ChildSex: code.Sex, quanyuan.ChildOrder: code.BirthOrder, quanyuan.ChildPolicy: code.BirthPolicy}

var (
	fieldGroupWords  = family("field.group.", "who", "lives", "more", "child")
	fieldResultWords = family("field.result.", quanyuan.HouseDone, quanyuan.HouseEmpty, quanyuan.HouseRefused, quanyuan.HouseAbsent)
	fieldScriptWords = family("field.js.", "saved", "saving", "full", "unsent", "sent_all", "offline", "signed_out", "other_account", "refused", "failed", "house", "persons", "open", "finished", "on_server",
		"conflict", "need_house", "need_result", "need_name", "need_reason", "need_nobody", "person", "remove", "remove_sure", "twice", "ready", "not_ready", "insecure", "second", "receipt", "leave_unsent", "leave_sure", "gone", "unreachable", "no_store", "visit")
)

// personInput is a field of a person. Coded values are written as words, as on
// the paper form.
func (q *request) personInput(f quanyuan.Field) *Input {
	in := &Input{Name: f.Key(), Label: fieldName(f, q.lang)}
	table, ok := fieldTables[f]
	if !ok {
		table, ok = code.ByKey(f.Key())
	}
	switch {
	case ok:
		in.Kind, in.Options = "select", []Option{{Text: q.t("person.choose")}}
		for _, e := range table.Entries {
			word := e.Zh
			if q.lang == "en" {
				word = e.En
			}
			in.Options = append(in.Options, Option{Value: e.Zh, Text: word})
		}
	case f == quanyuan.BirthDate, f == quanyuan.ChildBirth, f == quanyuan.ArriveDate:
		in.Mode, in.Hint = "numeric", q.t("field.date_hint")
	case f == quanyuan.Phone, f == quanyuan.ChildCount:
		in.Mode = "numeric"
	}
	return in
}

func showField(q *request) error {
	s, err := q.desk.FieldSegment(q.ctx, q.by, q.PathValue("survey"), q.PathValue("segment"))
	if err != nil {
		return err
	}
	v := fieldView{FieldSegment: s, Account: q.by.Account, Place: q.desk.PlaceName(s.Community)}
	for spot := range strings.SplitSeq(s.Spots, "|") {
		v.Spots = append(v.Spots, strings.Trim(strings.ReplaceAll(spot, "/", " "), " "))
	}
	for _, r := range []string{quanyuan.HouseDone, quanyuan.HouseEmpty, quanyuan.HouseRefused, quanyuan.HouseAbsent} {
		v.Results = append(v.Results, Option{Value: r, Text: q.t(fieldResultWords + r)})
	}
	for _, g := range fieldGroups {
		group := fieldGroup{Title: q.t(fieldGroupWords + g.key), More: g.more}
		for _, f := range g.fields {
			group.Items = append(group.Items, q.personInput(f))
		}
		v.Groups = append(v.Groups, group)
	}
	for _, key := range families["field.js."] {
		v.Words = append(v.Words, Pair{key, q.t(fieldScriptWords + key)})
	}
	return q.write(http.StatusOK, "field/form.html", "field-page", layout{Lang: q.lang, Title: s.Segment, By: q.by, View: v, Here: q.here()})
}

// mostFieldBody is the largest body that a phone sends.
const mostFieldBody = 4 << 20

// fieldAnswer is a receipt as the phone reads it.
type fieldAnswer struct {
	desk.FieldReceipt
	Text string `json:"text,omitempty"`
}

// takeFieldForms takes forms as JSON and gives a receipt for each.
func takeFieldForms(q *request) error {
	answer := func(status int, v any) error {
		q.w.Header().Set("Content-Type", "application/json; charset=utf-8")
		q.w.WriteHeader(status)
		return json.NewEncoder(q.w).Encode(v)
	}
	var in struct {
		Account string               `json:"account"`
		Forms   []quanyuan.FieldForm `json:"forms"`
	}
	err := json.NewDecoder(http.MaxBytesReader(q.w, q.Body, mostFieldBody)).Decode(&in)
	switch {
	case err != nil:
		err = tooLarge(err)
	case in.Account != q.by.Account: // somebody else is signed in on this phone now
		err = &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "field.account"}
	}
	var receipts []desk.FieldReceipt
	if err == nil {
		receipts, err = q.desk.TakeForms(q.ctx, q.by, q.PathValue("survey"), q.PathValue("segment"), in.Forms)
	}
	if err != nil {
		status, v := q.fault(err)
		return answer(status, map[string]string{"fault": v.Sentence})
	}
	out := make([]fieldAnswer, len(receipts))
	for i, r := range receipts {
		if out[i].FieldReceipt = r; r.Fault != nil {
			out[i].Text = q.sentence(r.Fault)
		}
	}
	return answer(http.StatusOK, map[string]any{"receipts": out})
}

// giveFieldWorker gives the script that keeps the page without network. Its path
// says what it may answer for: pages below /field/.
func giveFieldWorker(q *request) error {
	raw, err := staticFiles.ReadFile("static/field-worker.js")
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, err = q.w.Write(raw)
	return err
}
