package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		s.get("/surveys/{id}/segments/{segment}", access.Survey, showSurveySegment)
		s.post("/surveys/{id}/segments/{segment}/replace", access.Survey, replaceSurveySegment)
		s.post("/surveys/{id}/segments/{segment}/forms/{form}", access.Survey, settleSurveyForm)
	})
}

func surveySegmentPath(survey, segment string) string {
	return surveyPath(survey) + "/segments/" + segment
}

// surveySegmentView is a segment with what was found there. It names nobody of the
// register: who is listed there would not be blind any more.
type surveySegmentView struct {
	*quanyuan.PSU
	Place   string
	State   *Tag
	Phone   string
	Forms   []surveyFormLine
	Asked   string // reason for which a phone asks for another segment
	Replace *Form  // nil: it has answers, or was replaced
}

// surveyFormLine is a form from a phone with what contradicts it.
type surveyFormLine struct {
	ID, House   string
	State       Tag
	Persons     int
	Result, Why string
	By, At      string
	Twice       bool
	Copies      []surveyFormCopy // of a dispute
	Act         string
	Version     int64
	Fault       string
}

type surveyFormCopy struct {
	Choice                   int
	House, Result, By, At    string
	Persons                  []string // name, sex, birth as typed
	Finished                 bool
	Reason, Revision, Visits string
}

var (
	surveyFormStates  = family("survey.form.", quanyuan.FieldOpen, quanyuan.FieldDone, quanyuan.FieldDisputed, quanyuan.FieldLoaded, quanyuan.FieldVoid)
	surveyFormResults = family("survey.result.", "none", quanyuan.HouseDone, quanyuan.HouseEmpty, quanyuan.HouseRefused, quanyuan.HouseAbsent, quanyuan.FieldUnreachable)
)

func (q *request) surveyFormResult(r string) string {
	if r == "" {
		r = "none"
	}
	return q.t(surveyFormResults + r)
}

func showSurveySegment(q *request) error { return q.surveySegment(http.StatusOK, nil) }

func (q *request) surveySegment(status int, replace *Form) error {
	id, segment := q.PathValue("id"), q.PathValue("segment")
	sample, err := q.desk.Sample(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(sample.PSUs, func(p *quanyuan.PSU) bool { return p.Segment == segment })
	if i < 0 {
		return notFound
	}
	p := sample.PSUs[i]
	v := surveySegmentView{PSU: p, Place: q.desk.PlaceName(p.Community), State: q.surveySegmentTag(p.State), Phone: fieldPath(id, segment)}
	forms, err := q.desk.Forms(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	twice := desk.TwiceListed(forms)
	for _, f := range forms {
		if f.Segment != segment {
			continue
		}
		if f.Kept.Result == quanyuan.FieldUnreachable && f.State == quanyuan.FieldDone {
			v.Asked = f.Kept.Reason
		}
		v.Forms = append(v.Forms, q.surveyFormLine(f, twice[[2]string{f.Segment, f.Kept.House}]))
	}
	if p.State == quanyuan.PSUOpen {
		if v.Replace = replace; replace == nil {
			v.Replace = q.surveyReplaceForm(id, segment, v.Asked)
		}
	}
	q.crumb(q.t("survey.title"), "/surveys")
	q.crumb(sample.Survey.Name, surveyPath(id))
	return q.show(status, "survey/segment.html", p.Segment, v)
}

func (q *request) surveyFormLine(f *quanyuan.FieldSheet, twice bool) surveyFormLine {
	kind := map[string]string{quanyuan.FieldOpen: "info", quanyuan.FieldDone: "info", quanyuan.FieldDisputed: "bad", quanyuan.FieldLoaded: "good"}[f.State]
	l := surveyFormLine{ID: f.Kept.ID, House: f.Kept.House, State: Tag{kind, q.t(surveyFormStates + f.State)}, Persons: len(f.Kept.Persons), Result: q.surveyFormResult(f.Kept.Result), Why: f.Kept.Reason, By: f.Kept.By,
		At: when(q.now(), f.Kept.At), Twice: twice && f.State != quanyuan.FieldVoid, Act: surveySegmentPath(f.Survey, f.Segment) + "/forms/" + f.Kept.ID, Version: f.Version}
	if f.Void != "" {
		l.Why = f.Void
	}
	if f.State == quanyuan.FieldDisputed || l.Twice {
		for i, c := range append([]quanyuan.FieldCopy{f.Kept}, f.Aside...) {
			l.Copies = append(l.Copies, q.surveyFormCopy(i, &c))
		}
	}
	return l
}

func (q *request) surveyFormCopy(i int, c *quanyuan.FieldCopy) surveyFormCopy {
	out := surveyFormCopy{Choice: i, House: c.House, Result: q.surveyFormResult(c.Result), By: c.By, At: when(q.now(), c.At), Finished: c.Finished, Reason: c.Reason, Revision: number(c.Revision), Visits: q.join(c.Visits)}
	for _, p := range c.Persons {
		out.Persons = append(out.Persons, strings.TrimSpace(fmt.Sprintf("%s %s %s", p[quanyuan.Name.Key()], p[quanyuan.Sex.Key()], p[quanyuan.BirthDate.Key()])))
	}
	return out
}

func (q *request) surveyReplaceForm(id, segment, asked string) *Form {
	return &Form{Action: surveySegmentPath(id, segment) + "/replace", Submit: q.t("survey.replace_do"), Fields: []*Input{
		{Name: "reason", Label: q.t("survey.replace_reason"), Hint: q.t("survey.replace_hint"), Value: asked, Required: true, Wide: true}}}
}

func replaceSurveySegment(q *request) error {
	id, segment := q.PathValue("id"), q.PathValue("segment")
	f := q.surveyReplaceForm(id, segment, "")
	f.fill(q)
	next, err := q.desk.ReplaceSegment(q.ctx, q.by, id, segment, q.typed("reason"))
	if err != nil {
		status, rest := f.refuse(q, atField(err, "reason"))
		if rest != nil {
			return rest
		}
		return q.surveySegment(status, f)
	}
	q.tell("survey.replaced_now", segment, next.Segment)
	return q.redirect(surveyPath(id))
}

// settleSurveyForm ends a dispute about a form, renumbers its house or sets it aside.
func settleSurveyForm(q *request) error {
	id, segment := q.PathValue("id"), q.PathValue("segment")
	act := desk.FormAct{Choose: -1, Reason: q.typed("reason")}
	fmt.Sscan(q.typed("version"), &act.Version)
	switch q.typed("act") {
	case "choose":
		fmt.Sscan(q.typed("copy"), &act.Choose)
	case "house":
		if act.House = q.typed("house"); act.House == "" {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "survey.cell_empty"}
		}
	default:
		act.Void = true
	}
	if err := q.desk.SettleForm(q.ctx, q.by, id, segment, q.PathValue("form"), act); err != nil {
		return err
	}
	q.tell("survey.settled")
	return q.redirect(surveySegmentPath(id, segment))
}
