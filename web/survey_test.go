package web_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"quanyuan"
)

func init() {
	visits = append(visits,
		visit{"surveys", "survey", at("/surveys")},
		visit{"survey-plan", "survey", at("/surveys/new")},
		visit{"survey", "survey", func(w *town) string { return "/surveys/" + w.surveyed().Survey }},
		visit{"survey-segment", "survey", func(w *town) string {
			p := w.surveyed()
			return "/surveys/" + p.Survey + "/segments/" + p.Segment
		}},
		visit{"survey-cases", "survey", func(w *town) string { return "/surveys/" + w.linked() + "/cases" }},
		visit{"survey-report", "survey", func(w *town) string { return "/surveys/" + w.linked() + "/report" }},
		visit{"survey-follow", "survey", func(w *town) string { return "/surveys/" + w.linked() + "/follow" }},
	)
}

// answersIn are forms of houses with those whom the register has in a segment,
// as an interviewer would find them, without the first.
func (w *town) answersIn(p *quanyuan.PSU) (forms []quanyuan.FieldForm) {
	w.t.Helper()
	for i, n := range p.Listed[1:] {
		x, err := w.store.Person(context.Background(), n)
		check(w.t, err)
		said := map[string]string{}
		for _, f := range []quanyuan.Field{quanyuan.Name, quanyuan.BirthDate, quanyuan.IDNumber, quanyuan.ResidenceAddress} {
			if text := x.Value(f).Written(); text != "" {
				said[f.Key()] = text
			}
		}
		forms = append(forms, quanyuan.FieldForm{ID: fmt.Sprintf("house%016d", i), Stamp: fmt.Sprintf("stamp%03d", i), Revision: 1, House: fmt.Sprint(i + 1), Result: quanyuan.HouseDone, Persons: []map[string]string{said}, Finished: true})
	}
	return forms
}

// linked is a survey whose answers are linked.
func (w *town) linked() string {
	w.t.Helper()
	ctx, by := context.Background(), w.surveyTeam()
	if w.surveyLinked != "" { // linking takes a while: once for all pages
		return w.surveyLinked
	}
	id := w.surveyed().Survey
	w.surveyLinked = id
	s, err := w.desk.Sample(ctx, by, id)
	check(w.t, err)
	for _, p := range s.PSUs {
		forms := w.answersIn(p)
		for len(forms) > 0 {
			n := min(len(forms), 50)
			_, err := w.desk.TakeForms(ctx, by, id, p.Segment, forms[:n])
			check(w.t, err)
			forms = forms[n:]
		}
	}
	if l, err := w.desk.LoadForms(ctx, by, id); err != nil || len(l.Faults) > 0 {
		w.t.Fatal(l, err)
	}
	_, err = w.desk.LinkSurvey(ctx, by, id, nil)
	check(w.t, err)
	return id
}

// TestSurveyInBrowser: plan, draw, phone, load, link, read a link, estimate,
// report and sign, as the survey team does it.
func TestSurveyInBrowser(t *testing.T) {
	beside(t)
	w := openTown(t)
	b := w.browse().as("survey")
	b.open("/surveys/new")
	b.fill("#f-least", "15")
	b.fill("#f-most", "60")
	b.fill("#f-units", "2")
	b.press(`button[value=compute]`)
	b.wait(`document.querySelector(".survey-says") !== null`)
	b.accessible("a plan computed")
	b.picture("survey-planned-zh")
	b.press(`button[value=freeze]`)
	b.wait(`document.querySelector("#f-seed") !== null`)
	b.picture("survey-frozen-zh")
	b.fill("#f-seed", "2026130: 07 11 19")
	b.press("main form button.main")
	b.wait(`document.querySelector("#segments tbody tr") !== null`)
	id := strings.TrimPrefix(b.eval("location.pathname"), "/surveys/")

	sample, err := w.desk.Sample(context.Background(), w.surveyTeam(), id)
	check(t, err)
	b.open("/field/" + id + "/" + sample.PSUs[0].Segment)
	b.wait(fieldReady)
	for _, f := range w.answersIn(sample.PSUs[0])[:3] {
		b.press("#field-new")
		b.wait(`!document.querySelector("#field-house").hidden`)
		b.press("#field-add")
		for key, text := range f.Persons[0] {
			b.fill(`#field-people [data-person="`+key+`"]`, text)
		}
		b.press("#field-finish")
		b.wait(`document.querySelector("#field-house").hidden`)
	}
	b.wait(`document.querySelectorAll("#field-receipts li").length === 3`)

	b.open("/surveys/" + id)
	b.press(`form[action$="/forms"] button`)
	b.wait(`document.querySelector(".flash") !== null && !document.querySelector('form[action$="/forms"]')`)
	b.picture("survey-loaded-zh")
	b.press(`form[action$="/link"] button`)
	b.wait(`location.pathname === "/surveys/` + id + `" && !document.querySelector('form[action$="/link"] button.main')`) // its work's page leads back
	b.open("/surveys/" + id + "/cases")
	for i := range 3 {
		b.wait(fmt.Sprintf(`document.querySelector(".under").textContent.includes("%d / 3")`, i))
		b.keys("s")
	}
	b.wait(`document.querySelector(".empty") !== null`)
	b.open("/surveys/" + id + "/report")
	b.accessible("report")
	b.print("survey-report-zh")
	b.press(`form[action$="/report"] button`)
	b.wait(`document.querySelector(".flash") !== null && !document.querySelector('form[action$="/report"]')`) // signed once, it is not asked for again
	b.picture("survey-report-signed-zh")
	b.open("/surveys/" + id + "/paper")
	b.accessible("paper forms")
	b.print("survey-paper-zh")
}

// TestSegmentIsBlind: neither the office's page of a segment nor the phone form
// names anybody whom the register has there.
func TestSegmentIsBlind(t *testing.T) {
	w := openTown(t)
	p := w.surveyed()
	v := w.as("survey")
	for _, path := range []string{fieldAddress(p), "/surveys/" + p.Survey, "/surveys/" + p.Survey + "/segments/" + p.Segment, "/surveys/" + p.Survey + "/paper"} {
		_, body := v.get(path)
		for _, n := range p.Listed {
			x, err := w.store.Person(context.Background(), n)
			check(t, err)
			if strings.Contains(body, string(n)) || strings.Contains(body, x.Text(quanyuan.IDNumber)) && x.Text(quanyuan.IDNumber) != "" {
				t.Fatalf("%s names %s", path, n)
			}
		}
	}
	clerk := w.as("clerk")
	for _, path := range []string{fieldAddress(p), "/surveys", "/surveys/" + p.Survey + "/report"} {
		clerk.wants(http.StatusForbidden, path)
	}
}
