package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.lists("/surveys", access.Survey, showSurveys)
		s.get("/surveys/new", access.Survey, askSurvey)
		s.post("/surveys/new", access.Survey, planSurvey)
		s.lists("/surveys/{id}", access.Survey, showSurvey)
		s.post("/surveys/{id}/draw", access.Survey, drawSurvey)
		s.get("/surveys/{id}/frame.csv", access.Survey, giveSurveyFrame)
		s.get("/surveys/{id}/paper", access.Survey, showSurveyPaper)
		s.post("/surveys/{id}/forms", access.Survey, loadFieldForms)
		s.handle("POST /surveys/{id}/load", page{needs: access.Survey, file: true, do: loadSurveyFile})
		s.post("/surveys/{id}/link", access.Survey, linkSurvey)
		s.door(60, "survey.nav", "survey.title", "/surveys", access.Survey)
	})
}

func surveyPath(id string) string { return "/surveys/" + id }

var surveyStates = family("survey.state.", quanyuan.SurveyFrozen, quanyuan.SurveyDrawn)

var surveyList = &list[*quanyuan.Survey]{
	id: "surveys", caption: "survey.title", empty: "survey.none",
	columns: []column[*quanyuan.Survey]{
		{key: "id", label: "survey.id", cell: func(q *request, s *quanyuan.Survey) Cell { return Cell{Text: s.ID, Href: surveyPath(s.ID)} },
			sort: func(a, b *quanyuan.Survey) int { return cmp.Compare(a.ID, b.ID) }},
		{key: "name", label: "survey.name", cell: func(q *request, s *quanyuan.Survey) Cell { return Cell{Text: s.Name, Href: surveyPath(s.ID)} }},
		{key: "place", label: "table.place", cell: func(q *request, s *quanyuan.Survey) Cell { return Cell{Text: q.surveyPlace(s)} }},
		{key: "state", label: "survey.state", cell: func(q *request, s *quanyuan.Survey) Cell {
			return Cell{Tag: &Tag{"info", q.t(surveyStates + s.State)}}
		}},
		{key: "target", label: "survey.target", num: true, cell: func(q *request, s *quanyuan.Survey) Cell { return Cell{Text: surveyShare(s.Plan.Target)} }},
		{key: "persons", label: "survey.persons", num: true, cell: func(q *request, s *quanyuan.Survey) Cell { return Cell{Text: number(s.Plan.Persons)} }},
		{key: "units", label: "survey.units", num: true, cell: func(q *request, s *quanyuan.Survey) Cell { return Cell{Text: number(s.Plan.Units)} }},
		{key: "frozen", label: "survey.frozen", cell: func(q *request, s *quanyuan.Survey) Cell { return Cell{Text: when(q.now(), s.Frozen)} },
			sort: func(a, b *quanyuan.Survey) int { return a.Frozen.Compare(b.Frozen) }},
	},
}

func surveyShare(x float64) string { return strconv.FormatFloat(100*x, 'f', -1, 64) + "%" }

// surveyPlace is the part of the city surveyed, as people call it.
func (q *request) surveyPlace(s *quanyuan.Survey) string {
	if strings.TrimLeft(s.Division, "0") == "" {
		return q.t("home.whole_city")
	}
	return q.desk.PlaceName(s.Division)
}

// surveysView lists the surveys.
type surveysView struct{ Table *Table }

func showSurveys(q *request) error {
	all, err := q.desk.Surveys(q.ctx, q.by)
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return surveyList.workbook(q, all)
	}
	return q.list("survey/list.html", q.t("survey.title"), surveyList.table(q, all), func(t *Table) any { return surveysView{t} })
}

// surveySegmentRow is a segment with the forms that phones sent.
type surveySegmentRow struct {
	*quanyuan.PSU
	open, done, disputed int
}

var surveySegmentStates = family("survey.segment.", quanyuan.PSUOpen, quanyuan.PSULoaded, quanyuan.PSUReplaced)

var surveySegmentList = &list[surveySegmentRow]{
	id: "segments", caption: "survey.segments", empty: "survey.no_segments",
	columns: []column[surveySegmentRow]{
		{key: "segment", label: "survey.segment", cell: func(q *request, r surveySegmentRow) Cell {
			return Cell{Text: r.Segment, Href: surveySegmentPath(r.Survey, r.Segment), Small: r.Label}
		}, sort: func(a, b surveySegmentRow) int { return cmp.Compare(a.Segment, b.Segment) }},
		{key: "place", label: "table.place", cell: func(q *request, r surveySegmentRow) Cell { return Cell{Text: q.desk.PlaceName(r.Community)} }},
		{key: "state", label: "survey.state", cell: func(q *request, r surveySegmentRow) Cell { return Cell{Tag: q.surveySegmentTag(r.State)} }},
		{key: "chance", label: "survey.chance", num: true, cell: func(q *request, r surveySegmentRow) Cell {
			return Cell{Text: strconv.FormatFloat(r.Chance, 'g', 4, 64)}
		}},
		{key: "houses", label: "survey.houses", num: true, cell: func(q *request, r surveySegmentRow) Cell { return Cell{Text: number(len(r.Houses))} }},
		{key: "found", label: "survey.found", num: true, cell: func(q *request, r surveySegmentRow) Cell { return Cell{Text: number(len(r.Responses))} }},
		{key: "forms", label: "survey.phone_forms", cell: func(q *request, r surveySegmentRow) Cell {
			c := Cell{Text: q.t("survey.forms_of", r.done, r.open)}
			if r.disputed > 0 {
				c.Tag = &Tag{"bad", q.t("survey.disputed", r.disputed)}
			}
			return c
		}},
		{key: "phone", label: "survey.phone", cell: func(q *request, r surveySegmentRow) Cell {
			if r.State == quanyuan.PSUReplaced {
				return Cell{}
			}
			return Cell{Text: q.t("survey.open_phone"), Href: fieldPath(r.Survey, r.Segment)}
		}},
	},
	filters: []filter[surveySegmentRow]{
		{key: "state", label: "survey.state", options: func(q *request) (out []Option) {
			for _, s := range []string{quanyuan.PSUOpen, quanyuan.PSULoaded, quanyuan.PSUReplaced} {
				out = append(out, Option{Value: s, Text: q.t(surveySegmentStates + s)})
			}
			return out
		}, keep: func(r surveySegmentRow, v string) bool { return r.State == v }},
	},
}

func (q *request) surveySegmentTag(state string) *Tag {
	kind := map[string]string{quanyuan.PSUOpen: "info", quanyuan.PSULoaded: "good", quanyuan.PSUReplaced: "warn"}[state]
	return &Tag{kind, q.t(surveySegmentStates + state)}
}

// surveyView is a survey with the steps that are done and the next.
type surveyView struct {
	*quanyuan.Survey
	Place    string
	Target   string
	Table    *Table
	Counts   []Count
	Draw     *Form // nil: drawn
	Load     *Form
	Ready    int // phone forms that can be taken
	Unlinked int
	Answers  int
}

func showSurvey(q *request) error { return q.surveyPage(http.StatusOK, nil, nil) }

func (q *request) surveyPage(status int, draw, load *Form) error {
	s, err := q.desk.Survey(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	v := surveyView{Survey: s, Place: q.surveyPlace(s), Target: surveyShare(s.Plan.Target)}
	q.crumb(q.t("survey.title"), "/surveys")
	if s.State == quanyuan.SurveyFrozen {
		if v.Draw = draw; draw == nil {
			v.Draw = q.surveyDrawForm(s.ID)
		}
		return q.show(status, "survey/one.html", s.Name, v)
	}
	sample, err := q.desk.Sample(q.ctx, q.by, s.ID)
	if err != nil {
		return err
	}
	forms, err := q.desk.Forms(q.ctx, q.by, s.ID)
	if err != nil {
		return err
	}
	rows := make([]surveySegmentRow, len(sample.PSUs))
	at := map[string]*surveySegmentRow{}
	loaded, houses := 0, 0
	for i, p := range sample.PSUs {
		rows[i].PSU = p
		at[p.Segment] = &rows[i]
		if p.State == quanyuan.PSULoaded {
			loaded++
		}
		houses += len(p.Houses)
		v.Answers += len(p.Responses)
		for j := range p.Responses {
			if p.Responses[j].Link == nil && p.Responses[j].Out == "" {
				v.Unlinked++
			}
		}
	}
	twice, disputed := desk.TwiceListed(forms), 0
	for _, f := range forms {
		r := at[f.Segment]
		switch {
		case r == nil || f.State == quanyuan.FieldVoid:
		case f.State == quanyuan.FieldDisputed || twice[[2]string{f.Segment, f.Kept.House}]:
			r.disputed++
			disputed++
		case f.State == quanyuan.FieldOpen:
			r.open++
		default:
			r.done++
			if f.State == quanyuan.FieldDone {
				v.Ready++
			}
		}
	}
	v.Counts = []Count{{len(rows), q.t("survey.segments"), "", ""}, {loaded, q.t("survey.listed"), "", ""}, {houses, q.t("survey.houses"), "", ""}, {v.Answers, q.t("survey.found"), "", ""},
		{v.Ready, q.t("survey.forms_ready"), "", ""}, {disputed, q.t("survey.forms_disputed"), "", badIf(disputed)}, {v.Unlinked, q.t("survey.unlinked"), "", ""}}
	if v.Load = load; load == nil {
		v.Load = q.surveyLoadForm(s.ID)
	}
	if q.wantsWorkbook() {
		return surveySegmentList.workbook(q, rows)
	}
	if status != http.StatusOK {
		v.Table = surveySegmentList.table(q, rows)
		return q.show(status, "survey/one.html", s.Name, v)
	}
	return q.list("survey/one.html", s.Name, surveySegmentList.table(q, rows), func(t *Table) any { v.Table = t; return v })
}

func (q *request) surveyDrawForm(id string) *Form {
	return &Form{Action: surveyPath(id) + "/draw", Submit: q.t("survey.draw_do"), Fields: []*Input{
		{Name: "seed", Label: q.t("survey.seed_label"), Hint: q.t("survey.seed_hint"), Required: true, Wide: true}}}
}

func drawSurvey(q *request) error {
	id := q.PathValue("id")
	f := q.surveyDrawForm(id)
	f.fill(q)
	_, psus, err := q.desk.DrawSurvey(q.ctx, q.by, id, q.typed("seed"))
	if err != nil {
		status, rest := f.refuse(q, atField(err, "seed"))
		if rest != nil {
			return rest
		}
		return q.surveyPage(status, f, nil)
	}
	q.tell("survey.drawn_now", len(psus))
	return q.redirect(surveyPath(id))
}

func giveSurveyFrame(q *request) error {
	s, err := q.desk.Survey(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	table, err := desk.FrameTable(s)
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	q.w.Header().Set("Content-Disposition", `attachment; filename="frame.csv"`)
	_, err = q.w.Write(table)
	return err
}

// surveySays chooses between two texts by the language of the request.
func (q *request) surveySays(zh, en string) string {
	if q.lang == "zh" {
		return zh
	}
	return en
}

// surveyPaperView is the paper form of every segment, to print.
type surveyPaperView struct {
	Title, Notice string
	Segments      []surveyPaperSegment
	Columns       []string
	Lines         []int
}

type surveyPaperSegment struct{ Segment, Label, Place string }

func showSurveyPaper(q *request) error {
	s, err := q.desk.Sample(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	f := desk.SurveyForm(s, q.surveySays)
	v := surveyPaperView{Title: f.Title, Notice: f.Notice, Columns: f.Columns, Lines: make([]int, f.Lines)}
	for _, p := range s.PSUs {
		if p.State != quanyuan.PSUReplaced {
			v.Segments = append(v.Segments, surveyPaperSegment{p.Segment, p.Label, q.desk.PlaceName(p.Community)})
		}
	}
	q.crumb(q.t("survey.title"), "/surveys")
	q.crumb(s.Survey.Name, surveyPath(s.Survey.ID))
	return q.show(http.StatusOK, "survey/paper.html", q.t("survey.paper"), v)
}

// loadFieldForms takes what phones sent into the answers.
func loadFieldForms(q *request) error {
	id := q.PathValue("id")
	l, err := q.desk.LoadForms(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	if len(l.Faults) > 0 || l.Disputed > 0 {
		q.tell("survey.forms_taken_but", l.Forms, l.Persons, l.Waiting, l.Disputed, len(l.Faults))
	} else {
		q.tell("survey.forms_taken", l.Forms, l.Persons, l.Waiting)
	}
	return q.redirect(surveyPath(id))
}

func (q *request) surveyLoadForm(id string) *Form {
	return &Form{Action: surveyPath(id) + "/load", Submit: q.t("survey.load_do"), File: true, Fields: []*Input{
		{Name: "file", Label: q.t("survey.file"), Hint: q.t("survey.file_hint"), Kind: "file", Required: true},
		{Name: "kind", Label: q.t("survey.file_kind"), Kind: "select", Options: []Option{{Value: "answers", Text: q.t("survey.kind.answers")}, {Value: "follow", Text: q.t("survey.kind.follow")}, {Value: "rulings", Text: q.t("survey.kind.rulings")}}},
		{Name: "replace", Label: q.t("survey.replace_answers"), Hint: q.t("survey.replace_answers_hint"), Kind: "check"}}}
}

var _ = family("survey.kind.", "answers", "follow", "rulings")

// loadSurveyFile takes a file: answers, second visits or readings of links.
func loadSurveyFile(q *request) error {
	id := q.PathValue("id")
	f := q.surveyLoadForm(id)
	d, typed, err := q.takeList()
	if d != nil {
		defer q.site.drafts.drop(d)
	}
	f.fillFrom(typed)
	if err == nil {
		path := q.site.drafts.path(d)
		switch typed.Get("kind") {
		case "follow":
			var n int
			if n, err = q.desk.LoadFollowUp(q.ctx, q.by, id, path); err == nil {
				q.tell("survey.follow_taken", n)
			}
		case "rulings":
			if _, err = q.desk.RuleLinks(q.ctx, q.by, id, path); err == nil {
				q.tell("survey.rulings_taken")
			}
		default:
			var l *desk.Loaded
			if l, err = q.desk.LoadAnswers(q.ctx, q.by, id, path, typed.Get("replace") != ""); err == nil {
				q.tell("survey.answers_taken", l.Rows, l.Added, l.Houses, l.Known, len(l.Conflicts))
				if len(l.Conflicts) > 0 {
					f.wrong("file", q.surveyConflictText(l))
				}
			}
		}
	}
	if err != nil {
		var e *quanyuan.Error
		if sentence := q.sentence(err); sentence != "" && errors.As(err, &e) && e.Where.Row > 0 { // a fault in the file is said with its place there
			f.wrong("file", e.Where.String()+q.t("parts.colon")+sentence)
			return q.surveyPage(http.StatusUnprocessableEntity, nil, f)
		}
		status, rest := f.refuse(q, atField(err, "file"))
		if rest != nil {
			return rest
		}
		return q.surveyPage(status, nil, f)
	}
	if len(f.Faults) > 0 {
		return q.surveyPage(http.StatusConflict, nil, f)
	}
	return q.redirect(surveyPath(id))
}

func (q *request) surveyConflictText(l *desk.Loaded) string {
	var parts []string
	for i, c := range l.Conflicts {
		if i == 10 {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, fmt.Sprintf("%s %s/%s", c.Segment, c.House, cmp.Or(c.Line, "–")))
	}
	return q.t("survey.conflicts", len(l.Conflicts), q.join(parts))
}

const surveyLinkWork = "survey.work_link"

// linkSurvey links the answers to the register.
func linkSurvey(q *request) error {
	d, by, id := q.desk, q.by, q.PathValue("id")
	if _, err := d.Survey(q.ctx, by, id); err != nil {
		return err
	}
	return q.start(surveyLinkWork, nil, func(ctx context.Context, at step) (string, error) {
		_, err := d.LinkSurvey(ctx, by, id, func(done, total int64) { at(surveyLinkWork, done, total) })
		return surveyPath(id), err
	})
}
