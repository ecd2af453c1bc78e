package web

import (
	"net/http"

	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/publish"
)

func init() {
	area(func(s *site) {
		s.get("/surveys/{id}/report", access.Survey, showSurveyReport)
		s.post("/surveys/{id}/report", access.Sign, signSurveyReport)
		s.get("/surveys/{id}/report.xlsx", access.Survey, giveSurveyWorkbook)
		s.get("/surveys/{id}/report.json", access.Survey, giveSurveyFigures)
	})
}

// surveyReportView are the figures of a survey with what they mean, how they were
// computed, and who signed them.
type surveyReportView struct {
	*publish.SurveyReport
	ID       string
	Hash     string
	Formulas []Pair
	Proves   []string
	Signed   []surveySigned
	CanSign  bool
}

type surveySigned struct {
	Name, Post, At string
	Fits           bool
}

var (
	surveyFormulas = family("survey.formula.", "coverage", "placed", "corrected", "correct", "total", "variance", "wilson", "korn", "rao", "proof")
	surveyProves   = family("survey.proves.", "interval", "target", "frozen", "frame", "links", "response", "part", "person")
)

func showSurveyReport(q *request) error {
	id := q.PathValue("id")
	r, err := q.desk.CoverageOf(q.ctx, q.by, id)
	if err != nil {
		return err
	}
	v := surveyReportView{SurveyReport: desk.ReportOf(q.surveySays, r), ID: id, CanSign: q.can(access.Sign)}
	if v.Hash, err = desk.ReportHash(r); err != nil {
		return err
	}
	for _, key := range families["survey.formula."] {
		v.Formulas = append(v.Formulas, Pair{q.t("survey.figure." + key), q.t(surveyFormulas + key)})
	}
	for _, key := range families["survey.proves."] {
		v.Proves = append(v.Proves, q.t(surveyProves+key))
	}
	for _, s := range r.Survey.Signatures {
		v.Signed = append(v.Signed, surveySigned{s.Name, access.PostName(s.Post, q.lang), when(q.now(), s.At), s.Hash == v.Hash})
	}
	q.crumb(q.t("survey.title"), "/surveys")
	q.crumb(r.Survey.Name, surveyPath(id))
	return q.show(http.StatusOK, "survey/report.html", q.t("survey.report"), v)
}

var _ = family("survey.figure.", "coverage", "placed", "corrected", "correct", "total", "variance", "wilson", "korn", "rao", "proof")

// signSurveyReport signs the figures that were looked at.
func signSurveyReport(q *request) error {
	id := q.PathValue("id")
	if err := q.desk.SignSurvey(q.ctx, q.by, id, q.typed("hash")); err != nil {
		return err
	}
	q.tell("survey.signed_now")
	return q.redirect(surveyPath(id) + "/report")
}

func giveSurveyWorkbook(q *request) error {
	r, err := q.desk.CoverageOf(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	q.w.Header().Set("Content-Disposition", `attachment; filename="survey.xlsx"`)
	return publish.WriteTables(q.w, q.now(), desk.ReportTables(desk.ReportOf(q.surveySays, r), r))
}

func giveSurveyFigures(q *request) error {
	r, err := q.desk.CoverageOf(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return desk.ReportJSON(q.w, r)
}
