package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/desk"
)

// Question asks a reader whether two sides are one person.
type Question struct {
	ID          string       `json:"id"`
	State       string       `json:"state,omitempty" doc:"open, disputed, or the answer"`
	Place       string       `json:"place,omitempty" doc:"whose desk it lies on"`
	Why         string       `json:"why,omitempty" doc:"key of a sentence"`
	Figures     int          `json:"figures,omitempty" doc:"figures in which the person may be counted twice"`
	Answers     []Reading    `json:"answers,omitempty" doc:"of a question that is disputed or decided only"`
	Decisions   []Decision   `json:"decisions,omitempty"`
	Differences []Difference `json:"differences,omitempty" doc:"the two sides, field by field"`
	Stands      [][]string   `json:"stands,omitempty" doc:"communities in which either side stands"`
}

// Reading is what one reader answered.
type Reading struct {
	Reader string    `json:"reader"`
	Answer string    `json:"answer"`
	At     time.Time `json:"at"`
}

// Decision is an answer that holds.
type Decision struct {
	Answer   string    `json:"answer"`
	At       time.Time `json:"at"`
	Actor    string    `json:"actor"`
	Division string    `json:"division,omitempty"`
	Reason   string    `json:"reason,omitempty"`
}

// Difference sets what the two sides say of a field beside each other.
type Difference struct {
	Field   string `json:"field"`
	Verdict string `json:"verdict" enum:"agree,contradict,only_here,only_there,both_missing,cannot_tell"`
	Here    string `json:"here,omitempty"`
	There   string `json:"there,omitempty"`
	Child   int    `json:"child,omitempty" doc:"from 1, for the birth items"`
}

var verdicts = map[quanyuan.Verdict]string{quanyuan.BothMissing: "both_missing", quanyuan.Agree: "agree", quanyuan.Contradict: "contradict",
	quanyuan.MissingHere: "only_there", quanyuan.MissingThere: "only_here", quanyuan.CannotTell: "cannot_tell"}

func questionOf(q *desk.Question) Question {
	out := Question{ID: q.ID, State: q.State, Place: q.Place, Why: q.Why, Figures: q.Figures,
		Answers: each(q.Answers, func(r quanyuan.Reading) Reading { return Reading{r.Reader, r.Answer, r.At} }),
		Decisions: each(q.Decisions, func(d quanyuan.Decision) Decision {
			return Decision{d.Answer, d.At, d.Actor, d.Division, d.Reason}
		}),
		Differences: each(q.Differences, func(d quanyuan.Difference) Difference {
			return Difference{d.Field.Key(), verdicts[d.Verdict], d.Here, d.There, d.Child}
		})}
	if q.Stands[0] != nil || q.Stands[1] != nil {
		out.Stands = [][]string{append([]string{}, q.Stands[0]...), append([]string{}, q.Stands[1]...)}
	}
	return out
}

// Answer is what a reader says to a question.
type Answer struct {
	Answer  string            `json:"answer" enum:"same,different,unclear"`
	Reason  string            `json:"reason,omitempty" maxLength:"200" doc:"needed from an office that decides or overrules"`
	Holds   map[string]string `json:"holds,omitempty" doc:"hukou_status and residence_status → the community that is counted, where both are"`
	Seconds int               `json:"seconds,omitempty" minimum:"0" doc:"that it took"`
}

func (in *Answer) order(id string) (desk.RuleOrder, error) {
	o := desk.RuleOrder{ID: id, Answer: in.Answer, Reason: in.Reason, Seconds: in.Seconds, Holds: map[quanyuan.Field]string{}}
	for key, community := range in.Holds {
		f, err := fieldOf(key)
		if err != nil {
			return o, err
		}
		o.Holds[f] = community
	}
	return o, nil
}

func (s *server) rulings(a huma.API) {
	handle(s, a, route{id: "list-questions", method: http.MethodGet, path: "/rulings", tag: "rulings", errors: []int{422},
		summary: "待裁定。What one has to read, what matters most first; what was answered leaves the list."},
		func(ctx context.Context, in *struct {
			Limit int `query:"limit" minimum:"1" maximum:"500" default:"50"`
		}) (out QuestionList, err error) {
			qs, err := s.desk.Questions(ctx, by(ctx), in.Limit)
			out.Questions = each(qs, questionOf)
			return out, err
		})
	handle(s, a, route{id: "get-question", method: http.MethodGet, path: "/rulings/{id}", tag: "rulings", errors: []int{404}, summary: "一个问题，两边对照。One question with its two sides."},
		func(ctx context.Context, in *OneThing) (Question, error) {
			q, err := s.desk.Question(ctx, by(ctx), in.ID)
			if err != nil {
				return Question{}, err
			}
			return questionOf(q), nil
		})
	for _, c := range []struct {
		id, path, summary string
		do                func(context.Context, quanyuan.Principal, desk.RuleOrder) error
	}{
		{"answer-question", "/rulings/{id}/answers", "裁定。Answer a question.", s.desk.Rule},
		{"overrule", "/rulings/{id}/overrulings", "改判。Put another answer in the place of a decision, from above.", s.desk.Overrule},
	} {
		huma.Register(a, route{id: c.id, method: http.MethodPost, path: c.path, tag: "rulings", status: http.StatusNoContent, errors: []int{404, 412, 422}, summary: c.summary}.operation(),
			func(ctx context.Context, in *struct {
				OneThing
				Body Answer
			}) (*struct{}, error) {
				o, err := in.Body.order(in.ID)
				if err == nil {
					err = c.do(ctx, by(ctx), o)
				}
				if err != nil {
					return nil, s.fail(ctx, err)
				}
				return nil, nil
			})
	}
}

// Lot is a set of certain cases that somebody signs together.
type Lot struct {
	ID          string   `json:"id"`
	State       string   `json:"state" enum:"open,signed,done"`
	Outcomes    []string `json:"outcomes"`
	Probability float64  `json:"probability" doc:"at least"`
	Batch       int64    `json:"batch,omitempty"`
	Items       int      `json:"items"`
	Sample      []int    `json:"sample" doc:"places of the items to be looked at"`
	Left        []int    `json:"left" doc:"of those, what whoever asks has not looked at"`
	Checked     int      `json:"checked" doc:"of the asker's own sample"`
	Errors      int      `json:"errors"`
	Bound       float64  `json:"bound" doc:"of the share of errors, with the confidence"`
	Limit       float64  `json:"limit"`
	Confidence  float64  `json:"confidence"`
	SignedBy    string   `json:"signed_by,omitempty"`
	Done        int      `json:"done" doc:"items carried out, or left out"`
	Attached    int      `json:"attached"`
}

func lotOf(v *desk.LotView) Lot {
	out := Lot{ID: v.ID, State: v.State, Outcomes: each(v.Rule.Outcomes, func(o quanyuan.Outcome) string { return string(o) }), Probability: v.Rule.Probability,
		Batch: int64(v.Rule.Batch), Items: len(v.Items), Sample: append([]int{}, v.Sample...), Left: append([]int{}, v.Left...), Checked: v.Checked, Errors: v.Errors,
		Bound: v.Bound, Limit: v.Limit, Confidence: v.Confidence, Done: v.Next, Attached: v.Attached}
	if v.Signed != nil {
		out.SignedBy = v.Signed.Name
	}
	return out
}

// LotTerms say which cases to gather; what is left out has its default.
type LotTerms struct {
	Outcomes    []string `json:"outcomes,omitempty" doc:"same and differs by default"`
	Probability float64  `json:"probability,omitempty" minimum:"0.5" maximum:"1"`
	Batch       int64    `json:"batch,omitempty"`
	Max         int      `json:"max,omitempty" minimum:"1" maximum:"100000"`
	Limit       float64  `json:"limit,omitempty" minimum:"0" maximum:"1" doc:"share of errors that may not be exceeded, 0.01 by default"`
	Confidence  float64  `json:"confidence,omitempty" minimum:"0" maximum:"1" doc:"0.95 by default"`
}

// Looks are what somebody found of several items.
type Looks struct {
	Looks []Look `json:"looks" minItems:"1" maxItems:"1000"`
}

// Look is what somebody found of an item of the sample.
type Look struct {
	Item   int    `json:"item" minimum:"0"`
	Answer string `json:"answer" enum:"same,different,unclear"`
}

func (s *server) lotAnswer(v *desk.LotView, err error) (Lot, error) {
	if err != nil {
		return Lot{}, err
	}
	return lotOf(v), nil
}

func (s *server) lots(a huma.API) {
	handle(s, a, route{id: "list-lots", method: http.MethodGet, path: "/lots", tag: "lots", summary: "批量裁定清单。Lots of one's divisions."},
		func(ctx context.Context, _ *struct{}) (out LotList, err error) {
			vs, err := s.desk.Lots(ctx, by(ctx))
			out.Lots = each(vs, lotOf)
			return out, err
		})
	handle(s, a, route{id: "make-lot", method: http.MethodPost, path: "/lots", tag: "lots", status: http.StatusCreated, errors: []int{412, 422},
		summary: "生成一批。Gather the certain cases of the last collation, and draw the sample."},
		func(ctx context.Context, in *struct{ Body LotTerms }) (Lot, error) {
			b := &in.Body
			v, err := s.desk.MakeLot(ctx, by(ctx), desk.LotOrder{Outcomes: each(b.Outcomes, func(o string) quanyuan.Outcome { return quanyuan.Outcome(o) }),
				Probability: b.Probability, Batch: quanyuan.BatchID(b.Batch), Max: b.Max, Limit: b.Limit, Confidence: b.Confidence})
			return s.lotAnswer(v, err)
		})
	handle(s, a, route{id: "get-lot", method: http.MethodGet, path: "/lots/{id}", tag: "lots", errors: []int{404}, summary: "一批。One lot."},
		func(ctx context.Context, in *OneThing) (Lot, error) {
			return s.lotAnswer(s.desk.Lot(ctx, by(ctx), in.ID))
		})
	handle(s, a, route{id: "get-lot-case", method: http.MethodGet, path: "/lots/{id}/items/{item}", tag: "lots", errors: []int{404, 422}, summary: "其中一项。An item: the person beside the record."},
		func(ctx context.Context, in *struct {
			OneThing
			Item int `path:"item" minimum:"0"`
		}) (Question, error) {
			qs, err := s.desk.LotCases(ctx, by(ctx), in.ID, []int{in.Item})
			if err != nil {
				return Question{}, err
			}
			return questionOf(qs[0]), nil
		})
	handle(s, a, route{id: "check-lot", method: http.MethodPost, path: "/lots/{id}/checks", tag: "lots", errors: []int{404, 412, 422}, summary: "抽查。What one found of items of the sample; all are taken, or none."},
		func(ctx context.Context, in *struct {
			OneThing
			Body Looks
		}) (Lot, error) {
			answers := map[int]string{}
			for _, l := range in.Body.Looks {
				answers[l.Item] = l.Answer
			}
			return s.lotAnswer(s.desk.CheckLot(ctx, by(ctx), in.ID, answers))
		})
	handle(s, a, route{id: "sign-lot", method: http.MethodPost, path: "/lots/{id}/signature", tag: "lots", errors: []int{404, 412, 422}, summary: "签收并办理。Sign a lot and carry it out; one that was stopped goes on."},
		func(ctx context.Context, in *OneThing) (Lot, error) {
			return s.lotAnswer(s.desk.SignLot(ctx, by(ctx), in.ID, nil))
		})
}

// QuestionList is the questions that wait for a reader.
type QuestionList struct {
	Questions []Question `json:"questions"`
}

// LotList is the lots of a division.
type LotList struct {
	Lots []Lot `json:"lots"`
}
