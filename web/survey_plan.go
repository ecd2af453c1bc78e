package web

import (
	"net/http"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
)

// surveyPlanView is the planner: what is wanted, and what it takes.
type surveyPlanView struct {
	Form   *Form
	Says   *quanyuan.SurveyPlan // what the terms take; nil: not computed
	Simple int                  // of a simple sample
	Cost   string
	Rows   []surveyPlanRow // the same with other suppositions
	// Acceptance sampling for one community.
	Lot       *desk.Lot // nil: not asked
	LotRisks  string
	LotFields *Form
}

// surveyPlanRow is what another truth would take.
type surveyPlanRow struct {
	Truth            string
	Persons, Defects int
	Impossible       bool
}

func (q *request) surveyPlanForm() *Form {
	percent := func(name, label, value, hint string) *Input {
		return &Input{Name: name, Label: q.t(label), Hint: hint, Value: value, Mode: "decimal", Required: true}
	}
	return &Form{Action: "/surveys/new", Submit: q.t("survey.compute"), Fields: []*Input{
		{Name: "name", Label: q.t("survey.name"), Value: q.t("survey.usual_name")},
		{Name: "division", Label: q.t("survey.place"), Kind: "select", Options: q.ownPlaces()},
		percent("target", "survey.target_pc", "99", q.t("survey.target_hint")),
		percent("truth", "survey.truth_pc", "99.5", q.t("survey.truth_hint")),
		percent("level", "survey.level_pc", "95", q.t("survey.level_hint")),
		percent("power", "survey.power_pc", "80", q.t("survey.power_hint")),
		percent("deff", "survey.deff", "2", q.t("survey.deff_hint")),
		percent("missed", "survey.missed_pc", "0.1", q.t("survey.missed_hint")),
		percent("cost", "survey.cost", "0", q.t("survey.cost_hint")),
		{Name: "units", Label: q.t("survey.units_wanted"), Hint: q.t("survey.units_hint"), Mode: "numeric"},
		percent("most", "survey.most", "150", q.t("survey.most_hint")),
		percent("least", "survey.least", "30", q.t("survey.least_hint")),
		{Name: "per_town", Label: q.t("survey.per_town"), Hint: q.t("survey.per_town_hint"), Value: "0", Mode: "numeric", Required: true},
	}}
}

// surveyPlanOf reads the terms; ok is false when a field holds no number, which
// the form then says.
func (q *request) surveyPlanOf(f *Form) (p quanyuan.SurveyPlan, ok bool) {
	ok = true
	figure := func(name string, per float64) float64 {
		text := q.typed(name)
		if text == "" {
			return 0
		}
		x, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
		if err != nil || x < 0 || x > 1e9 {
			f.wrong(name, q.t("survey.no_number"))
			ok = false
		}
		return x / per
	}
	p = quanyuan.SurveyPlan{Target: figure("target", 100), Truth: figure("truth", 100), Level: figure("level", 100), Power: figure("power", 100), Deff: figure("deff", 1),
		Missed: figure("missed", 100), Cost: figure("cost", 1), Units: int(figure("units", 1)), Most: int(figure("most", 1)), Least: int(figure("least", 1)), PerTown: int(figure("per_town", 1))}
	return p, ok
}

func askSurvey(q *request) error {
	return q.surveyPlan(http.StatusOK, surveyPlanView{Form: q.surveyPlanForm()})
}

func (q *request) surveyPlan(status int, v surveyPlanView) error {
	q.crumb(q.t("survey.title"), "/surveys")
	if v.LotFields == nil {
		v.LotFields = q.surveyLotForm()
	}
	return q.show(status, "survey/plan.html", q.t("survey.new"), v)
}

// planSurvey computes, or freezes the frame when that is asked.
func planSurvey(q *request) error {
	if q.typed("act") == "lot" {
		return planSurveyLot(q)
	}
	f := q.surveyPlanForm()
	f.fill(q)
	v := surveyPlanView{Form: f}
	p, ok := q.surveyPlanOf(f)
	if !ok {
		return q.surveyPlan(http.StatusUnprocessableEntity, v)
	}
	done, err := desk.PlanSurvey(p)
	if err == nil && q.typed("act") == "freeze" {
		var s *quanyuan.Survey
		if s, err = q.desk.FreezeSurvey(q.ctx, q.by, q.typed("name"), q.typed("division"), p, nil); err == nil {
			q.tell("survey.frozen_now", s.Frame.Segments, s.Frame.Persons)
			return q.redirect(surveyPath(s.ID))
		}
	}
	if err != nil {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.surveyPlan(status, v)
	}
	v.Says, v.Simple = &done, int(float64(done.Persons)/done.Deff)
	if done.Cost > 0 {
		v.Cost = number(int(done.Cost * float64(done.Persons)))
	}
	for _, part := range []float64{.25, .5, .75, .9} { // of the way from the target to 100 %
		other := p
		other.Truth = p.Target + (1-p.Target)*part
		row := surveyPlanRow{Truth: strconv.FormatFloat(100*other.Truth, 'f', 3, 64) + "%"}
		if x, err := desk.PlanSurvey(other); err == nil {
			row.Persons, row.Defects = x.Persons, x.Defects
		} else {
			row.Impossible = true
		}
		v.Rows = append(v.Rows, row)
	}
	return q.surveyPlan(http.StatusOK, v)
}

func (q *request) surveyLotForm() *Form {
	return &Form{Action: "/surveys/new", Submit: q.t("survey.lot_do"), Hidden: []Pair{{"act", "lot"}}, Fields: []*Input{
		{Name: "good", Label: q.t("survey.lot_good"), Hint: q.t("survey.lot_good_hint"), Value: "99.5", Mode: "decimal", Required: true},
		{Name: "poor", Label: q.t("survey.lot_poor"), Hint: q.t("survey.lot_poor_hint"), Value: "97", Mode: "decimal", Required: true},
		{Name: "alpha", Label: q.t("survey.lot_alpha"), Hint: q.t("survey.lot_alpha_hint"), Value: "10", Mode: "decimal", Required: true},
		{Name: "beta", Label: q.t("survey.lot_beta"), Hint: q.t("survey.lot_beta_hint"), Value: "10", Mode: "decimal", Required: true},
		{Name: "lot", Label: q.t("survey.lot_size"), Hint: q.t("survey.lot_size_hint"), Mode: "numeric"},
		{Name: "icc", Label: q.t("survey.lot_icc"), Hint: q.t("survey.lot_icc_hint"), Value: "0", Mode: "decimal"},
		{Name: "clusters", Label: q.t("survey.lot_clusters"), Value: "1", Mode: "numeric"}}}
}

// planSurveyLot gives the rule by which a community passes, with its risks.
func planSurveyLot(q *request) error {
	f := q.surveyLotForm()
	f.fill(q)
	v := surveyPlanView{Form: q.surveyPlanForm(), LotFields: f}
	figures := map[string]float64{}
	for _, in := range f.Fields {
		x, err := strconv.ParseFloat(q.typed(in.Name), 64)
		if q.typed(in.Name) != "" && (err != nil || x < 0 || x > 1e8) {
			f.wrong(in.Name, q.t("survey.no_number"))
		}
		figures[in.Name] = x
	}
	if len(f.Faults) > 0 {
		return q.surveyPlan(http.StatusUnprocessableEntity, v)
	}
	l, err := desk.PlanLot(figures["good"]/100, figures["poor"]/100, figures["alpha"]/100, figures["beta"]/100, int(figures["lot"]), figures["icc"], int(figures["clusters"]))
	if err != nil {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.surveyPlan(status, v)
	}
	v.Lot, v.LotRisks = l, q.t("survey.lot_risks", surveyRisk(l.GoodFails), surveyRisk(l.PoorPasses))
	return q.surveyPlan(http.StatusOK, v)
}

// surveyRisk writes a risk with one digit behind the point.
func surveyRisk(x float64) string { return strconv.FormatFloat(100*x, 'f', 1, 64) + "%" }
