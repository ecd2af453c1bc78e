package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/desk"
)

type personAnswer struct {
	ETag string `header:"ETag"`
	Body Person
}

func answer(p *quanyuan.Person) *personAnswer { return &personAnswer{etag(p.Version), personOf(p)} }

type personList struct {
	Body struct {
		Persons []Person `json:"persons"`
		Next    string   `json:"next,omitempty" doc:"cursor of the next page; empty at the end"`
	}
}

type personPlace struct {
	Community string          `json:"c"`
	Number    quanyuan.Number `json:"n"`
}

var readErrors = []int{401, 403, 404, 422}

func (s *server) persons(a huma.API) {
	huma.Register(a, huma.Operation{OperationID: "list-persons", Method: http.MethodGet, Path: Prefix + "/persons", Tags: []string{"persons"},
		Summary: "人员清单。Persons by where they stand, in order of community and number.", Errors: readErrors},
		func(ctx context.Context, in *struct {
			Page
			Division  string `query:"division" doc:"12 digits; empty: all that one may see" pattern:"^[0-9]{12}$"`
			Category  []int  `query:"category" doc:"1–4, 5: under thirty days, 6: not counted"`
			Household string `query:"household"`
		}) (*personList, error) {
			q := quanyuan.PersonQuery{Household: in.Household, Limit: in.Limit}
			if in.Division != "" {
				q.Scope = quanyuan.Scope{in.Division}
			}
			for _, c := range in.Category {
				if c < 0 || c > int(quanyuan.Excluded) {
					return nil, s.fail(ctx, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "api.category"})
				}
				q.Categories = append(q.Categories, quanyuan.Category(c))
			}
			return s.listPersons(ctx, q, in.Cursor)
		})
	huma.Register(a, huma.Operation{OperationID: "get-person", Method: http.MethodGet, Path: Prefix + "/persons/{number}", Tags: []string{"persons"},
		Summary: "一个人的现状。What the register holds of a person; a merged number gives the person it forwards to.", Errors: readErrors},
		func(ctx context.Context, in *struct {
			Number string `path:"number"`
		}) (*personAnswer, error) {
			p, err := s.desk.View(ctx, by(ctx), quanyuan.Number(in.Number))
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			return answer(p), nil
		})
	huma.Register(a, huma.Operation{OperationID: "list-events", Method: http.MethodGet, Path: Prefix + "/persons/{number}/events", Tags: []string{"persons"},
		Summary: "一个人的登记历史。The history of a person.", Errors: readErrors},
		func(ctx context.Context, in *struct {
			Number string `path:"number"`
		}) (*struct {
			Body struct {
				Events []Event `json:"events"`
			}
		}, error) {
			es, err := s.desk.History(ctx, by(ctx), quanyuan.Number(in.Number))
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			out := &struct {
				Body struct {
					Events []Event `json:"events"`
				}
			}{}
			out.Body.Events = []Event{}
			for i := range es {
				out.Body.Events = append(out.Body.Events, eventOf(&es[i]))
			}
			return out, nil
		})
	s.acts(a)
	s.structure(a)
}

func (s *server) listPersons(ctx context.Context, q quanyuan.PersonQuery, cursor string) (*personList, error) {
	var at personPlace
	if err := place(cursor, &at); err != nil {
		return nil, s.fail(ctx, err)
	}
	q.AfterCommunity, q.After = at.Community, at.Number
	ps, err := s.desk.List(ctx, by(ctx), q)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	out := &personList{}
	out.Body.Persons = []Person{}
	for i := range ps {
		out.Body.Persons = append(out.Body.Persons, personOf(ps[i].Person))
	}
	if len(ps) == q.Limit {
		last := ps[len(ps)-1]
		out.Body.Next = cursorOf(personPlace{last.Community, last.Person.Number})
	}
	return out, nil
}

// seen checks the version that the caller names before an act.
func (s *server) seen(ctx context.Context, number string, m Match) error {
	v, err := s.desk.Version(ctx, by(ctx), quanyuan.Number(number))
	if err == nil {
		if err := m.check(langOf(ctx), v); err != nil {
			return err
		}
		return nil
	}
	return s.fail(ctx, err)
}

// act registers a route that does one thing with one person.
func act[In any](s *server, a huma.API, id, path, summary string, do func(context.Context, quanyuan.Principal, quanyuan.Number, *In) (*quanyuan.Person, error)) {
	huma.Register(a, huma.Operation{OperationID: id, Method: http.MethodPost, Path: Prefix + "/persons/{number}/" + path, Tags: []string{"persons"}, Summary: summary,
		Errors: []int{401, 403, 404, 412, 422, 428}},
		func(ctx context.Context, in *struct {
			Match
			Number string `path:"number"`
			Body   In
		}) (*personAnswer, error) {
			if err := s.seen(ctx, in.Number, in.Match); err != nil {
				return nil, err
			}
			p, err := do(ctx, by(ctx), quanyuan.Number(in.Number), &in.Body)
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			return answer(p), nil
		})
}

// fieldOf finds a field by its key.
func fieldOf(key string) (quanyuan.Field, error) {
	f, ok := quanyuan.FieldByKey(key)
	if !ok {
		return 0, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "person.field", Args: []any{key}}
	}
	return f, nil
}

// formOf reads typed values by the keys of their fields.
func (s *server) formOf(ctx context.Context, values map[string]string) (*quanyuan.Record, error) {
	typed := map[quanyuan.Field]string{}
	for key, text := range values {
		f, err := fieldOf(key)
		if err != nil {
			return nil, err
		}
		typed[f] = text
	}
	return s.desk.Form(ctx, typed)
}

func dateOf(text string) (quanyuan.Date, error) {
	if text == "" {
		return quanyuan.Date{}, nil
	}
	d, ok := quanyuan.ParseDate(text)
	if !ok {
		return d, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{text}}
	}
	return d, nil
}

// List of acts on one person.
type (
	// Correction replaces a value.
	Correction struct {
		Field string `json:"field" doc:"key of the field"`
		Value string `json:"value" doc:"as people write it; read as a list would be" minLength:"1" maxLength:"400"`
	}
	// OneField names a field.
	OneField struct {
		Field string `json:"field"`
	}
	// Move states how a person stands in a community.
	Move struct {
		Values map[string]string `json:"values" doc:"community_code, hukou_status, residence_status, arrive_date, stay_reason …"`
		Day    string            `json:"day" doc:"the day it speaks of"`
	}
	// Departure ends a presence.
	Departure struct {
		Community string `json:"community" pattern:"^[0-9]{12}$"`
		Reason    string `json:"reason" maxLength:"200"`
		Day       string `json:"day"`
	}
	// Choice says which of several counted places holds.
	Choice struct {
		Field     string `json:"field" enum:"hukou_status,residence_status"`
		Community string `json:"community" pattern:"^[0-9]{12}$"`
	}
	// Exit takes a person out of the register.
	Exit struct {
		Reason string `json:"reason" doc:"code of the exit reason"`
		Day    string `json:"day,omitempty"`
	}
	// Nothing is an act that says no more than that it is done.
	Nothing struct{}
	// Attachment rules that a record of a batch speaks of the person.
	Attachment struct {
		Record int64 `json:"record" minimum:"1"`
	}
)

func (s *server) acts(a huma.API) {
	act(s, a, "correct", "corrections", "更正一项。Replace one value; the former stays in the history.", func(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, in *Correction) (*quanyuan.Person, error) {
		f, err := fieldOf(in.Field)
		if err != nil {
			return nil, err
		}
		r, err := s.desk.Form(ctx, map[quanyuan.Field]string{f: in.Value})
		if err != nil {
			return nil, err
		}
		return s.desk.Correct(ctx, by, n, f, r.Value(f))
	})
	for _, c := range []struct {
		id, path, summary string
		do                func(context.Context, quanyuan.Principal, quanyuan.Number, quanyuan.Field) (*quanyuan.Person, error)
	}{
		{"confirm", "confirmations", "确认无误。A value is right as it is.", s.desk.Confirm},
		{"pin", "pins", "固定一项。Fix a value against what sources say later.", s.desk.Pin},
		{"unpin", "unpins", "取消固定。Let a pinned value go.", s.desk.Unpin},
	} {
		act(s, a, c.id, c.path, c.summary, func(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, in *OneField) (*quanyuan.Person, error) {
			f, err := fieldOf(in.Field)
			if err != nil {
				return nil, err
			}
			return c.do(ctx, by, n, f)
		})
	}
	act(s, a, "move", "presences", "在册关系开始或变更。A presence begins or changes.", func(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, in *Move) (*quanyuan.Person, error) {
		day, err := dateOf(in.Day)
		if err != nil {
			return nil, err
		}
		r, err := s.formOf(ctx, in.Values)
		if err != nil {
			return nil, err
		}
		return s.desk.Move(ctx, by, n, r, day)
	})
	act(s, a, "leave", "departures", "在册关系终止。A presence ends.", func(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, in *Departure) (*quanyuan.Person, error) {
		day, err := dateOf(in.Day)
		if err != nil {
			return nil, err
		}
		return s.desk.Leave(ctx, by, n, in.Community, in.Reason, day)
	})
	act(s, a, "hold", "choices", "认定计入哪个社区。Say which of several places is counted.", func(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, in *Choice) (*quanyuan.Person, error) {
		f, err := fieldOf(in.Field)
		if err != nil {
			return nil, err
		}
		return s.desk.Hold(ctx, by, n, f, in.Community)
	})
	act(s, a, "exit", "exit", "退出。The person leaves the register and stays readable.", func(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, in *Exit) (*quanyuan.Person, error) {
		day, err := dateOf(in.Day)
		if err != nil {
			return nil, err
		}
		return s.desk.Exit(ctx, by, n, in.Reason, day)
	})
	act(s, a, "restore", "restore", "恢复。An exit is taken back.", func(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, _ *Nothing) (*quanyuan.Person, error) {
		return s.desk.Restore(ctx, by, n)
	})
	act(s, a, "attach", "records", "认定一条记录说的是此人。A record of a batch speaks of the person.", func(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, in *Attachment) (*quanyuan.Person, error) {
		return s.desk.Attach(ctx, by, n, quanyuan.RecordID(in.Record))
	})
}

// MergeOrder makes two persons one.
type MergeOrder struct {
	A      string            `json:"a"`
	B      string            `json:"b"`
	Holds  map[string]string `json:"holds,omitempty" doc:"hukou_status and residence_status → the community that is counted, where both are"`
	Reason string            `json:"reason,omitempty" maxLength:"200"`
}

// SplitOrder makes one person two.
type SplitOrder struct {
	Person  string         `json:"person"`
	Merge   int64          `json:"merge,omitempty" doc:"seq of the merge to take back"`
	Records []int64        `json:"records,omitempty" doc:"records that leave, when no merge is taken back"`
	Sides   map[int64]bool `json:"sides,omitempty" doc:"for each open record, whether it leaves"`
	Reason  string         `json:"reason,omitempty" maxLength:"200"`
	// Different is a ruling.
	Different bool `json:"different,omitempty" doc:"rule that they are two people, so that they never become one again by themselves"`
}

func (o *SplitOrder) order() desk.Split {
	s := desk.Split{Person: quanyuan.Number(o.Person), Merge: o.Merge, Reason: o.Reason, Different: o.Different, Sides: map[quanyuan.RecordID]bool{}}
	for _, r := range o.Records {
		s.Records = append(s.Records, quanyuan.RecordID(r))
	}
	for r, leaves := range o.Sides {
		s.Sides[quanyuan.RecordID(r)] = leaves
	}
	return s
}

// SplitPlan is what a split would do.
type SplitPlan struct {
	Leave   []int64 `json:"leave"`
	Dropped []int64 `json:"dropped" doc:"only said because of the merge"`
	Open    []int64 `json:"open" doc:"must be allotted before the split"`
}

// structure registers merge and split.
func (s *server) structure(a huma.API) {
	errs := []int{401, 403, 404, 412, 422}
	huma.Register(a, huma.Operation{OperationID: "merge", Method: http.MethodPost, Path: Prefix + "/merges", Tags: []string{"persons"}, Summary: "合并。Make two persons one.", Errors: errs},
		func(ctx context.Context, in *struct{ Body MergeOrder }) (*personAnswer, error) {
			m := desk.Merge{A: quanyuan.Number(in.Body.A), B: quanyuan.Number(in.Body.B), Reason: in.Body.Reason, Holds: map[quanyuan.Field]string{}}
			for key, community := range in.Body.Holds {
				f, err := fieldOf(key)
				if err != nil {
					return nil, s.fail(ctx, err)
				}
				m.Holds[f] = community
			}
			p, err := s.desk.Merge(ctx, by(ctx), m)
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			return answer(p), nil
		})
	huma.Register(a, huma.Operation{OperationID: "plan-split", Method: http.MethodPost, Path: Prefix + "/splits/plan", Tags: []string{"persons"}, Summary: "拆分预演。What a split would do.", Errors: errs},
		func(ctx context.Context, in *struct{ Body SplitOrder }) (*struct{ Body SplitPlan }, error) {
			p, err := s.desk.PlanSplit(ctx, by(ctx), in.Body.order())
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			return &struct{ Body SplitPlan }{SplitPlan{numbers(p.Leave), numbers(p.Dropped), numbers(p.Open)}}, nil
		})
	huma.Register(a, huma.Operation{OperationID: "split", Method: http.MethodPost, Path: Prefix + "/splits", Tags: []string{"persons"}, Summary: "拆分。Make one person two, or take a merge back.", Errors: errs},
		func(ctx context.Context, in *struct{ Body SplitOrder }) (*struct {
			Body struct {
				Stays  Person `json:"stays"`
				Leaves Person `json:"leaves"`
			}
		}, error) {
			stays, leaves, err := s.desk.Split(ctx, by(ctx), in.Body.order())
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			out := &struct {
				Body struct {
					Stays  Person `json:"stays"`
					Leaves Person `json:"leaves"`
				}
			}{}
			out.Body.Stays, out.Body.Leaves = personOf(stays), personOf(leaves)
			return out, nil
		})
}
