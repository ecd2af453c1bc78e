package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/desk"
)

// Survey is a sample survey of the register.
type Survey struct {
	ID         string                     `json:"id"`
	Name       string                     `json:"name"`
	Division   string                     `json:"division"`
	State      string                     `json:"state" enum:"frozen,drawn"`
	Plan       quanyuan.SurveyPlan        `json:"plan"`
	Frozen     time.Time                  `json:"frozen" doc:"the register is judged as it stood then"`
	Hash       string                     `json:"frame_hash" doc:"SHA-256 of the frame; publish it before the seed"`
	Segments   int                        `json:"frame_segments"`
	Persons    int                        `json:"frame_persons"`
	Unusable   int                        `json:"frame_unusable" doc:"persons whom no survey can find"`
	Seed       string                     `json:"seed,omitempty"`
	Signatures []quanyuan.SurveySignature `json:"signatures"`
}

func surveyOf(s *quanyuan.Survey) Survey {
	return Survey{s.ID, s.Name, s.Division, s.State, s.Plan, s.Frozen, s.Frame.Hash, s.Frame.Segments, s.Frame.Persons, s.Frame.Unusable, s.Seed, append([]quanyuan.SurveySignature{}, s.Signatures...)}
}

// SurveySegment is a segment drawn. Whom the register has there is not told, so
// that listing stays blind.
type SurveySegment struct {
	Segment   string  `json:"segment"`
	Label     string  `json:"label"`
	Community string  `json:"community"`
	Stratum   string  `json:"stratum"`
	Chance    float64 `json:"chance" doc:"of being drawn; the weight is one over it"`
	State     string  `json:"state" enum:"open,loaded,replaced"`
	StandsFor string  `json:"stands_for,omitempty"`
	Reason    string  `json:"reason,omitempty"`
	Houses    int     `json:"houses"`
	Persons   int     `json:"persons" doc:"found"`
}

func surveySegmentOf(p *quanyuan.PSU) SurveySegment {
	return SurveySegment{p.Segment, p.Label, p.Community, p.Stratum, p.Chance, p.State, p.StandsFor, p.Reason, len(p.Houses), len(p.Responses)}
}

// SurveyTerms are the terms of a plan.
type SurveyTerms struct {
	Name     string  `json:"name,omitempty" maxLength:"100"`
	Division string  `json:"division,omitempty" pattern:"^[0-9]{12}$" doc:"by default one's own"`
	Target   float64 `json:"target,omitempty" minimum:"0" maximum:"1" doc:"share to be proved; 0: 0.99"`
	Truth    float64 `json:"truth,omitempty" minimum:"0" maximum:"1" doc:"share supposed to be true; 0: 0.995"`
	Level    float64 `json:"level,omitempty" minimum:"0" maximum:"1" doc:"confidence; 0: 0.95"`
	Power    float64 `json:"power,omitempty" minimum:"0" maximum:"1" doc:"chance of proving it; 0: 0.8"`
	Deff     float64 `json:"deff,omitempty" minimum:"0" doc:"design effect; 0: 2"`
	Missed   float64 `json:"missed,omitempty" minimum:"0" maximum:"1" doc:"share of links expected to be missed"`
	Cost     float64 `json:"cost,omitempty" minimum:"0" doc:"of one person"`
	Units    int     `json:"units,omitempty" minimum:"0" doc:"segments to draw; 0: from the number of persons"`
	PerTown  int     `json:"per_community,omitempty" minimum:"0" doc:"two stages: segments in each community drawn"`
	Most     int     `json:"largest_segment,omitempty" minimum:"0"`
	Least    int     `json:"smallest_segment,omitempty" minimum:"0"`
}

func (t SurveyTerms) plan() quanyuan.SurveyPlan {
	return quanyuan.SurveyPlan{Target: t.Target, Truth: t.Truth, Level: t.Level, Power: t.Power, Deff: t.Deff, Missed: t.Missed, Cost: t.Cost, Units: t.Units, PerTown: t.PerTown, Most: t.Most, Least: t.Least}
}

// SurveyReceipt says what became of a copy of a form from a phone.
type SurveyReceipt struct {
	Form     string    `json:"form"`
	Stamp    string    `json:"stamp"`
	Outcome  string    `json:"outcome" enum:"taken,known,conflict,refused"`
	Finished bool      `json:"finished"`
	Code     string    `json:"code,omitempty" doc:"number of the receipt"`
	At       time.Time `json:"at"`
	Fault    string    `json:"fault,omitempty"`
}

// SurveyForm is a form from a phone as it stands.
type SurveyForm struct {
	ID      string `json:"id"`
	Segment string `json:"segment"`
	House   string `json:"house"`
	State   string `json:"state" enum:"open,done,disputed,loaded,void"`
	Result  string `json:"result"`
	Persons int    `json:"persons"`
	Aside   int    `json:"aside" doc:"copies that contradict it, kept until somebody chooses"`
	Version int64  `json:"version"`
}

// SurveyFormsLoaded says what taking forms into the answers did.
type SurveyFormsLoaded struct {
	Forms    int               `json:"forms"`
	Persons  int               `json:"persons"`
	Known    int               `json:"known"`
	Waiting  int               `json:"waiting" doc:"not finished"`
	Disputed int               `json:"disputed"`
	Void     int               `json:"void"`
	Faults   []SurveyFormFault `json:"faults"`
}

// SurveyFormFault is a form that could not be taken.
type SurveyFormFault struct {
	Form    string `json:"form"`
	Segment string `json:"segment"`
	House   string `json:"house"`
	Fault   string `json:"fault"`
}

// SurveySettling ends a dispute about a form: of copy, house and void one.
type SurveySettling struct {
	Version int64  `json:"version" doc:"of the form that was seen"`
	Copy    *int   `json:"copy,omitempty" minimum:"0" doc:"the copy that stands: 0 what is kept, 1 and on those aside"`
	House   string `json:"house,omitempty" maxLength:"20"`
	Void    bool   `json:"void,omitempty"`
	Reason  string `json:"reason" minLength:"1" maxLength:"200"`
}

// SurveyAnswersLoaded says what came of answers that were sent as rows.
type SurveyAnswersLoaded struct {
	Rows      int `json:"rows"`
	Added     int `json:"added"`
	Known     int `json:"known"`
	Houses    int `json:"houses"`
	Conflicts int `json:"conflicts" doc:"rows that differ from earlier ones, which stand"`
}

// SurveyLinkage is how linking stands.
type SurveyLinkage struct {
	Certain int `json:"certain"`
	Unsure  int `json:"unsure"`
	Nobody  int `json:"nobody"`
	Read    int `json:"read"`
	Open    int `json:"open"`
}

// SurveyCase is a question to a clerk, who is not told what the engine thinks.
type SurveyCase struct {
	ID     string            `json:"id"`
	Survey map[string]string `json:"survey" doc:"by the key of the field"`
	Person map[string]string `json:"person" doc:"of the register"`
	Mine   string            `json:"mine,omitempty"`
}

// SurveyRuling is a clerk's answer.
type SurveyRuling struct {
	Case   string `json:"case" maxLength:"200"`
	Answer string `json:"answer" enum:"same,different,unclear"`
	Other  string `json:"other,omitempty" maxLength:"40" doc:"number of another person whom the clerk found"`
}

// SurveyFollow is a person of the register whom the survey did not meet.
type SurveyFollow struct {
	Segment string            `json:"segment"`
	Number  string            `json:"number"`
	Values  map[string]string `json:"values"`
}

// SurveyReport are the figures of a survey.
type SurveyReport struct {
	Hash    string          `json:"hash" doc:"names the figures; what a signature is for"`
	Proof   string          `json:"proof" enum:"proved,unproved,missed"`
	Verdict string          `json:"verdict"`
	Figures json.RawMessage `json:"figures" doc:"estimates with variance, design effect, degrees of freedom and every interval"`
}

// SurveyList lists surveys.
type SurveyList struct {
	Surveys []Survey `json:"surveys"`
}

// SurveyReceipts are receipts in the order of the forms.
type SurveyReceipts struct {
	Receipts []SurveyReceipt `json:"receipts"`
}

// SurveyForms lists forms.
type SurveyForms struct {
	Forms []SurveyForm `json:"forms"`
}

// SurveyCases lists questions.
type SurveyCases struct {
	Cases []SurveyCase `json:"cases"`
}

// SurveyFollowUp lists persons.
type SurveyFollowUp struct {
	Persons []SurveyFollow `json:"persons"`
}

// SurveyTaken counts what was taken.
type SurveyTaken struct {
	Taken int `json:"taken"`
}

// OneSegment is the input of a route about a segment.
type OneSegment struct {
	ID      string `path:"id" maxLength:"40"`
	Segment string `path:"segment" maxLength:"40"`
}

func (s *server) surveys(a huma.API) {
	s.surveySamples(a)
	s.surveyFields(a)
	s.surveyFigures(a)
}

func (s *server) surveySamples(a huma.API) {
	get, post := http.MethodGet, http.MethodPost
	handle(s, a, route{id: "list-surveys", method: get, path: "/surveys", tag: "surveys", summary: "抽样调查。Sample surveys."},
		func(ctx context.Context, _ *struct{}) (out SurveyList, err error) {
			all, err := s.desk.Surveys(ctx, by(ctx))
			out.Surveys = each(all, surveyOf)
			return out, err
		})
	handle(s, a, route{id: "compute-survey-plan", method: post, path: "/survey-plans", tag: "surveys", errors: []int{422}, summary: "样本量。What a plan takes; nothing is frozen."},
		func(ctx context.Context, in *struct{ Body SurveyTerms }) (quanyuan.SurveyPlan, error) {
			return desk.PlanSurvey(in.Body.plan())
		})
	handle(s, a, route{id: "freeze-survey", method: post, path: "/surveys", tag: "surveys", status: http.StatusCreated, errors: []int{422}, summary: "制定方案，冻结抽样框。Plan, and freeze the frame."},
		func(ctx context.Context, in *struct{ Body SurveyTerms }) (Survey, error) {
			v, err := s.desk.FreezeSurvey(ctx, by(ctx), in.Body.Name, in.Body.Division, in.Body.plan(), nil)
			if err != nil {
				return Survey{}, err
			}
			return surveyOf(v), nil
		})
	handle(s, a, route{id: "get-survey", method: get, path: "/surveys/{id}", tag: "surveys", errors: []int{404}, summary: "一次调查。One survey."},
		func(ctx context.Context, in *OneThing) (Survey, error) {
			v, err := s.desk.Survey(ctx, by(ctx), in.ID)
			if err != nil {
				return Survey{}, err
			}
			return surveyOf(v), nil
		})
	op := route{id: "survey-frame", method: get, path: "/surveys/{id}/frame", tag: "surveys", errors: []int{404, 422}, summary: "抽样框。The frame, the bytes that its hash is of."}.operation()
	op.Responses = map[string]*huma.Response{"200": {Description: "the frame", Content: map[string]*huma.MediaType{"text/csv": {}}}}
	huma.Register(a, op, func(ctx context.Context, in *OneThing) (*document, error) {
		v, err := s.desk.Survey(ctx, by(ctx), in.ID)
		var table []byte
		if err == nil {
			table, err = desk.FrameTable(v)
		}
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		return &document{Type: "text/csv", Disposition: `attachment; filename="frame.csv"`, Policy: "default-src 'none'; sandbox", Body: table}, nil
	})
	handle(s, a, route{id: "draw-survey", method: post, path: "/surveys/{id}/draw", tag: "surveys", errors: []int{404, 422}, summary: "用公布的种子抽样，只抽一次。Draw by the published seed, once."},
		func(ctx context.Context, in *struct {
			OneThing
			Body struct {
				Seed string `json:"seed" minLength:"1" maxLength:"200"`
			}
		}) (out SurveySegments, err error) {
			_, psus, err := s.desk.DrawSurvey(ctx, by(ctx), in.ID, in.Body.Seed)
			out.Segments = each(psus, surveySegmentOf)
			return out, err
		})
	handle(s, a, route{id: "list-survey-segments", method: get, path: "/surveys/{id}/segments", tag: "surveys", errors: []int{404, 422}, summary: "抽中的小区域。The segments drawn, without whom the register has there."},
		func(ctx context.Context, in *OneThing) (out SurveySegments, err error) {
			v, err := s.desk.Sample(ctx, by(ctx), in.ID)
			if err != nil {
				return out, err
			}
			out.Segments = each(v.PSUs, surveySegmentOf)
			return out, nil
		})
	handle(s, a, route{id: "replace-survey-segment", method: post, path: "/surveys/{id}/segments/{segment}/replacement", tag: "surveys", errors: []int{404, 422}, summary: "替换小区域。Put the next reserve in the place of a segment."},
		func(ctx context.Context, in *struct {
			OneSegment
			Body struct {
				Reason string `json:"reason" minLength:"1" maxLength:"200"`
			}
		}) (SurveySegment, error) {
			p, err := s.desk.ReplaceSegment(ctx, by(ctx), in.ID, in.Segment, in.Body.Reason)
			if err != nil {
				return SurveySegment{}, err
			}
			return surveySegmentOf(p), nil
		})
}

// SurveySegments are the segments of a survey.
type SurveySegments struct {
	Segments []SurveySegment `json:"segments"`
}

func (s *server) surveyFields(a huma.API) {
	get, post := http.MethodGet, http.MethodPost
	handle(s, a, route{id: "send-survey-forms", method: post, path: "/surveys/{id}/segments/{segment}/forms", tag: "surveys", errors: []int{404, 422},
		summary: "送手机调查表；重复发送不会重复。Send forms from a phone; the same twice is once, what contradicts is kept beside."},
		func(ctx context.Context, in *struct {
			OneSegment
			Body struct {
				Forms []quanyuan.FieldForm `json:"forms" minItems:"1" maxItems:"50"`
			}
		}) (out SurveyReceipts, err error) {
			rs, err := s.desk.TakeForms(ctx, by(ctx), in.ID, in.Segment, in.Body.Forms)
			out.Receipts = each(rs, func(r desk.FieldReceipt) SurveyReceipt {
				return SurveyReceipt{r.Form, r.Stamp, r.Outcome, r.Finished, r.Code, r.At, faultText(ctx, r.Fault)}
			})
			return out, err
		})
	handle(s, a, route{id: "list-survey-forms", method: get, path: "/surveys/{id}/forms", tag: "surveys", errors: []int{404}, summary: "手机调查表。Forms from phones."},
		func(ctx context.Context, in *OneThing) (out SurveyForms, err error) {
			fs, err := s.desk.Forms(ctx, by(ctx), in.ID)
			out.Forms = each(fs, func(f *quanyuan.FieldSheet) SurveyForm {
				return SurveyForm{f.Kept.ID, f.Segment, f.Kept.House, f.State, f.Kept.Result, len(f.Kept.Persons), len(f.Aside), f.Version}
			})
			return out, err
		})
	handle(s, a, route{id: "load-survey-forms", method: post, path: "/surveys/{id}/forms/loading", tag: "surveys", errors: []int{404, 422}, summary: "读入手机调查表。Take finished forms into the answers."},
		func(ctx context.Context, in *OneThing) (SurveyFormsLoaded, error) {
			l, err := s.desk.LoadForms(ctx, by(ctx), in.ID)
			if err != nil {
				return SurveyFormsLoaded{}, err
			}
			return SurveyFormsLoaded{l.Forms, l.Persons, l.Known, l.Waiting, l.Disputed, l.Void, each(l.Faults, func(f desk.FormFault) SurveyFormFault {
				return SurveyFormFault{f.Form, f.Segment, f.House, faultText(ctx, f.Fault)}
			})}, nil
		})
	huma.Register(a, route{id: "settle-survey-form", method: post, path: "/surveys/{id}/segments/{segment}/forms/{form}/settling", tag: "surveys", status: http.StatusNoContent, errors: []int{404, 412, 422},
		summary: "核对手机调查表。Choose between copies, renumber the house, or set a form aside."}.operation(),
		func(ctx context.Context, in *struct {
			OneSegment
			Form string `path:"form" maxLength:"40"`
			Body SurveySettling
		}) (*struct{}, error) {
			act := desk.FormAct{Version: in.Body.Version, Choose: -1, House: in.Body.House, Void: in.Body.Void, Reason: in.Body.Reason}
			if in.Body.Copy != nil {
				act.Choose = *in.Body.Copy
			}
			if act.Choose < 0 && act.House == "" && !act.Void {
				return nil, s.fail(ctx, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "field.no_copy"})
			}
			if err := s.desk.SettleForm(ctx, by(ctx), in.ID, in.Segment, in.Form, act); err != nil {
				return nil, s.fail(ctx, err)
			}
			return nil, nil
		})
	handle(s, a, route{id: "load-survey-answers", method: post, path: "/surveys/{id}/answers", tag: "surveys", errors: []int{404, 422}, summary: "读入调查结果。Take answers as rows under the heads of the form."},
		func(ctx context.Context, in *struct {
			OneThing
			Body struct {
				Rows    []map[string]string `json:"rows" minItems:"1" maxItems:"5000" doc:"段号, 户序, 行号, 结果 and the items of the person"`
				Replace bool                `json:"replace,omitempty" doc:"where answers differ from earlier ones, take these"`
			}
		}) (out SurveyAnswersLoaded, err error) {
			err = s.asFile(in.Body.Rows, func(path string) error {
				l, err := s.desk.LoadAnswers(ctx, by(ctx), in.ID, path, in.Body.Replace)
				if err == nil {
					out = SurveyAnswersLoaded{l.Rows, l.Added, l.Known, l.Houses, len(l.Conflicts)}
				}
				return err
			})
			return out, err
		})
}

func (s *server) surveyFigures(a huma.API) {
	get, post := http.MethodGet, http.MethodPost
	handle(s, a, route{id: "link-survey", method: post, path: "/surveys/{id}/linking", tag: "surveys", errors: []int{404, 422}, summary: "与登记库关联。Link the answers to the register."},
		func(ctx context.Context, in *OneThing) (SurveyLinkage, error) {
			l, err := s.desk.LinkSurvey(ctx, by(ctx), in.ID, nil)
			return SurveyLinkage{l.Certain, l.Unsure, l.Nobody, l.Read, l.Open}, err
		})
	handle(s, a, route{id: "list-survey-cases", method: get, path: "/surveys/{id}/cases", tag: "surveys", errors: []int{404, 422}, summary: "须盲判的关联。Links to be read blind."},
		func(ctx context.Context, in *OneThing) (out SurveyCases, err error) {
			cs, err := s.desk.LinkCases(ctx, by(ctx), in.ID)
			out.Cases = each(cs, func(c desk.LinkCase) SurveyCase {
				x := SurveyCase{c.ID, map[string]string{}, map[string]string{}, c.Mine}
				for i, pair := range c.Pairs {
					x.Survey[desk.CaseFields[i].Key()], x.Person[desk.CaseFields[i].Key()] = pair[0], pair[1]
				}
				return x
			})
			return out, err
		})
	huma.Register(a, route{id: "rule-survey-case", method: post, path: "/surveys/{id}/cases", tag: "surveys", status: http.StatusNoContent, errors: []int{404, 412, 422}, summary: "判读一题。Read one link."}.operation(),
		func(ctx context.Context, in *struct {
			OneThing
			Body SurveyRuling
		}) (*struct{}, error) {
			if err := s.desk.RuleLink(ctx, by(ctx), in.ID, in.Body.Case, in.Body.Answer, quanyuan.Number(in.Body.Other)); err != nil {
				return nil, s.fail(ctx, err)
			}
			return nil, nil
		})
	handle(s, a, route{id: "list-survey-follow-up", method: get, path: "/surveys/{id}/follow-up", tag: "surveys", errors: []int{404, 422}, summary: "回访名单。Whom a second visit asks about."},
		func(ctx context.Context, in *OneThing) (out SurveyFollowUp, err error) {
			ps, err := s.desk.FollowUp(ctx, by(ctx), in.ID)
			out.Persons = each(ps, func(p desk.FollowPerson) SurveyFollow {
				x := SurveyFollow{p.Segment, string(p.Person.Number), map[string]string{}}
				for _, f := range []quanyuan.Field{quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.ResidenceAddress} {
					x.Values[f.Key()] = p.Person.Text(f)
				}
				return x
			})
			return out, err
		})
	handle(s, a, route{id: "load-survey-follow-up", method: post, path: "/surveys/{id}/follow-up", tag: "surveys", errors: []int{404, 422}, summary: "回访结果。What second visits found."},
		func(ctx context.Context, in *struct {
			OneThing
			Body struct {
				Rows []map[string]string `json:"rows" minItems:"1" maxItems:"5000" doc:"段号, 人员编号, 结果"`
			}
		}) (out SurveyTaken, err error) {
			err = s.asFile(in.Body.Rows, func(path string) (err error) {
				out.Taken, err = s.desk.LoadFollowUp(ctx, by(ctx), in.ID, path)
				return err
			})
			return out, err
		})
	handle(s, a, route{id: "survey-report", method: get, path: "/surveys/{id}/report", tag: "surveys", errors: []int{404, 422}, summary: "估计与报告。Estimates and report."},
		func(ctx context.Context, in *OneThing) (SurveyReport, error) {
			r, err := s.desk.CoverageOf(ctx, by(ctx), in.ID)
			if err != nil {
				return SurveyReport{}, err
			}
			return surveyReportOf(ctx, r)
		})
	huma.Register(a, route{id: "sign-survey", method: post, path: "/surveys/{id}/signatures", tag: "surveys", status: http.StatusNoContent, errors: []int{404, 412, 422}, summary: "签认。Sign the figures that the hash names."}.operation(),
		func(ctx context.Context, in *struct {
			OneThing
			Body struct {
				Hash string `json:"hash" pattern:"^[0-9a-f]{64}$"`
			}
		}) (*struct{}, error) {
			if err := s.desk.SignSurvey(ctx, by(ctx), in.ID, in.Body.Hash); err != nil {
				return nil, s.fail(ctx, err)
			}
			return nil, nil
		})
}

// asFile lets a use case read rows as a file that is removed afterwards.
func (s *server) asFile(rows []map[string]string, do func(path string) error) error {
	dir, err := os.MkdirTemp(s.o.Uploads, "rows-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	raw, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "rows.json")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return err
	}
	return do(path)
}

// faultText says an error of the register in the language of the request.
func faultText(ctx context.Context, err error) string {
	var e *quanyuan.Error
	if errors.As(err, &e) {
		return quanyuan.Message(langOf(ctx), e.Key, e.Args...)
	}
	return ""
}

func surveyReportOf(ctx context.Context, r *desk.CoverageReport) (out SurveyReport, err error) {
	if out.Hash, err = desk.ReportHash(r); err != nil {
		return out, err
	}
	say := func(zh, en string) string {
		if langOf(ctx) == "en" {
			return en
		}
		return zh
	}
	out.Proof, out.Verdict = string(r.Proof), desk.SurveyVerdict(say, r)
	out.Figures, err = desk.ReportFigures(r)
	return out, err
}
