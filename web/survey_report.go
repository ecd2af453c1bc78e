package web

import (
	"bytes"
	"net/http"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/publish"
)

func init() {
	area(func(s *site) {
		s.get("/surveys/{id}/report", access.Survey, showSurveyReport)
		s.post("/surveys/{id}/report", access.Sign, signSurveyReport)
		s.get("/surveys/{id}/report.html", access.Survey, giveSurveyPage)
		s.get("/surveys/{id}/report.pdf", access.Survey, giveSurveyPDF)
		s.get("/surveys/{id}/report.xlsx", access.Survey, giveSurveyWorkbook)
		s.get("/surveys/{id}/report.json", access.Survey, giveSurveyFigures)
	})
}

// surveyReportView are the figures of a survey with what they mean, how they were
// computed, and who signed them.
type surveyReportView struct {
	*publish.SurveyReport
	ID      string
	Hash    string
	CanSign bool
	PDF     bool
}

// surveyReport is the report of the survey that the path names.
func (q *request) surveyReport() (*desk.CoverageReport, *publish.SurveyReport, error) {
	r, err := q.desk.CoverageOf(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	page, err := desk.ReportOf(q.surveySays, r)
	return r, page, err
}

func showSurveyReport(q *request) error {
	r, page, err := q.surveyReport()
	if err != nil {
		return err
	}
	v := surveyReportView{SurveyReport: page, ID: r.Survey.ID, PDF: q.site.o.PDF != nil}
	if v.Hash, err = desk.ReportHash(r); err != nil {
		return err
	}
	v.CanSign = q.can(access.Sign) && !slices.ContainsFunc(r.Survey.Signatures, func(s quanyuan.SurveySignature) bool {
		return s.Name == q.by.Name && s.Post == q.by.Post && s.Hash == v.Hash
	})
	q.crumb(q.t("survey.title"), "/surveys")
	q.crumb(r.Survey.Name, surveyPath(r.Survey.ID))
	return q.show(http.StatusOK, "survey/report.html", q.t("survey.report"), v)
}

// giveSurveyPage gives the report as one file that needs nothing beside it.
func giveSurveyPage(q *request) error {
	_, page, err := q.surveyReport()
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	q.w.Header().Set("Content-Disposition", `attachment; filename="survey.html"`)
	return page.HTML(q.w)
}

func giveSurveyPDF(q *request) error {
	if q.site.o.PDF == nil {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "print.no_browser"}
	}
	_, page, err := q.surveyReport()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := page.HTML(&b); err != nil {
		return err
	}
	pdf, err := q.site.o.PDF(q.ctx, b.Bytes())
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/pdf")
	q.w.Header().Set("Content-Disposition", `attachment; filename="survey.pdf"`)
	_, err = q.w.Write(pdf)
	return err
}

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
	r, page, err := q.surveyReport()
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	q.w.Header().Set("Content-Disposition", `attachment; filename="survey.xlsx"`)
	return publish.WriteTables(q.w, q.now(), desk.ReportTables(q.surveySays, page, r))
}

func giveSurveyFigures(q *request) error {
	r, err := q.desk.CoverageOf(q.ctx, q.by, q.PathValue("id"))
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return desk.ReportJSON(q.w, r)
}
