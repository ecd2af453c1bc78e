package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/desk"
)

// SearchFor says whom one looks for.
type SearchFor struct {
	Values map[string]string `json:"values" doc:"by the keys of fields, as people write them; empty texts ask nothing" minProperties:"1" maxProperties:"40"`
}

// Found is what a search of the whole city gives.
type Found struct {
	Receipt    string        `json:"receipt" doc:"id of the receipt, on which a person may be added within ten minutes"`
	Known      bool          `json:"known" doc:"the city has the person in all likelihood: nobody can be added"`
	Compared   int           `json:"compared" doc:"persons that were looked at"`
	Candidates []FoundPerson `json:"candidates" doc:"most likely first"`
	Said       []string      `json:"said,omitempty" doc:"keys of what had to be done first, or was too broad"`
	At         time.Time     `json:"at"`
}

// FoundPerson is one candidate: of persons of other divisions only what is needed to
// tell who it is.
type FoundPerson struct {
	Person      Person     `json:"person"`
	Probability float64    `json:"probability"`
	Weight      float64    `json:"weight" doc:"log2 odds of the register's model"`
	Reason      string     `json:"reason,omitempty" doc:"key of what speaks against taking it without a look"`
	Evidence    []Evidence `json:"evidence,omitempty"`
	Communities []string   `json:"communities,omitempty"`
}

// Evidence is how far one item agrees.
type Evidence struct {
	Item  string  `json:"item"`
	Level string  `json:"level"`
	Bits  float64 `json:"bits" doc:"for the match; below 0 against it"`
}

// Entry adds a person.
type Entry struct {
	Values  map[string]string `json:"values" doc:"by the keys of fields, as people write them" minProperties:"1" maxProperties:"80"`
	Receipt string            `json:"receipt" doc:"of the search that was made before" maxLength:"40"`
}

// Unmasking asks for masked values in full.
type Unmasking struct {
	Fields []string `json:"fields" minItems:"1" maxItems:"40"`
	Reason string   `json:"reason" doc:"why; it is kept" maxLength:"200"`
}

// Household is a household of a person.
type Household struct {
	ID        string   `json:"id"`
	Community string   `json:"community"`
	Number    string   `json:"number"`
	Kind      string   `json:"kind" doc:"10 family, 20 collective"`
	Unit      string   `json:"unit,omitempty"`
	Dwelling  string   `json:"dwelling,omitempty"`
	From      string   `json:"from,omitempty" doc:"the household it was split from"`
	Into      string   `json:"into,omitempty" doc:"the household it joined"`
	Members   []Member `json:"members"`
	Former    []Member `json:"former,omitempty"`
	Version   int64    `json:"version"`
}

// Member is one of a household.
type Member struct {
	Person   string `json:"person"`
	Relation string `json:"relation,omitempty" doc:"code, to the head"`
	Until    string `json:"until,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// HouseholdList are the households of a person.
type HouseholdList struct {
	Households []Household `json:"households"`
}

func memberOf(m quanyuan.Member) Member {
	return Member{string(m.Person), m.Relation, m.Until.String(), m.Reason}
}

func householdOf(h *quanyuan.Household) Household {
	return Household{quanyuan.HouseholdID(h.Community, h.Number), h.Community, h.Number, h.Kind, h.Unit, h.Dwelling, h.From, h.Into,
		each(h.Members, memberOf), each(h.Former, memberOf), h.Version}
}

func (s *server) search(a huma.API) {
	handle(s, a, route{id: "search", method: http.MethodPost, path: "/searches", tag: "persons", status: http.StatusCreated, errors: []int{422},
		summary: "全市查找。Look for a person in the whole city, before adding one."},
		func(ctx context.Context, in *struct{ Body SearchFor }) (Found, error) {
			return s.find(ctx, in.Body.Values)
		})
	huma.Register(a, route{id: "enter", method: http.MethodPost, path: "/persons", tag: "persons", status: http.StatusCreated, errors: []int{404, 412, 422},
		summary: "新增人员。Add a person, on the receipt of a search."}.operation(),
		func(ctx context.Context, in *struct{ Body Entry }) (*struct {
			ETag     string `header:"ETag"`
			Location string `header:"Location"`
			Body     Person
		}, error) {
			r, err := s.formOf(ctx, in.Body.Values)
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			p, err := s.desk.Enter(ctx, by(ctx), r, in.Body.Receipt)
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			return &struct {
				ETag     string `header:"ETag"`
				Location string `header:"Location"`
				Body     Person
			}{etag(p.Version), Prefix + "/persons/" + string(p.Number), personOf(p)}, nil
		})
	handle(s, a, route{id: "unmask", method: http.MethodPost, path: "/persons/{number}/unmask", tag: "persons", errors: []int{404, 422},
		summary: "查看完整号码。Masked values in full, for a reason."},
		func(ctx context.Context, in *struct {
			OnePerson
			Body Unmasking
		}) (Person, error) {
			var fields []quanyuan.Field
			for _, key := range in.Body.Fields {
				f, err := fieldOf(key)
				if err != nil {
					return Person{}, err
				}
				fields = append(fields, f)
			}
			p, err := s.desk.Unmask(ctx, by(ctx), quanyuan.Number(in.Number), fields, in.Body.Reason)
			if err != nil {
				return Person{}, err
			}
			return personOf(p), nil
		})
	handle(s, a, route{id: "list-lookers", method: http.MethodGet, path: "/persons/{number}/lookers", tag: "persons", errors: []int{404, 422},
		summary: "谁查看过。Who looked at, searched for or changed the person: for himself and for the audit."},
		func(ctx context.Context, in *struct {
			OnePerson
			Page
		}) (AuditPage, error) {
			var after int64
			if err := place(in.Cursor, &after); err != nil {
				return AuditPage{}, err
			}
			lines, err := s.desk.Lookers(ctx, by(ctx), quanyuan.Number(in.Number))
			if err != nil {
				return AuditPage{}, err
			}
			for len(lines) > 0 && lines[0].Seq <= after {
				lines = lines[1:]
			}
			return auditPage(lines[:min(len(lines), in.Limit)], in.Limit), nil
		})
	handle(s, a, route{id: "list-households", method: http.MethodGet, path: "/persons/{number}/households", tag: "persons", errors: []int{404},
		summary: "所在户。The households in which the person stands."},
		func(ctx context.Context, in *OnePerson) (HouseholdList, error) {
			hs, err := s.desk.HouseholdsOf(ctx, by(ctx), quanyuan.Number(in.Number))
			return HouseholdList{each(hs, householdOf)}, err
		})
}

func (s *server) find(ctx context.Context, values map[string]string) (Found, error) {
	query, err := s.formOf(ctx, values)
	if err != nil {
		return Found{}, err
	}
	ans, err := s.desk.Search(ctx, by(ctx), query)
	if err != nil {
		return Found{}, err
	}
	return foundOf(ans), nil
}

func foundOf(ans *desk.Answer) Found {
	out := Found{Receipt: ans.Paper.ID, Known: ans.Known(), Compared: ans.Compared, Candidates: []FoundPerson{}, At: ans.Paper.At}
	shown := map[quanyuan.Number]*quanyuan.Person{}
	for _, p := range ans.Persons {
		if p != nil {
			shown[p.Number] = p
		}
	}
	for _, m := range ans.Matches {
		p := shown[m.Person]
		if p == nil {
			continue
		}
		out.Candidates = append(out.Candidates, FoundPerson{personOf(p), m.Probability, m.Weight, m.Reason,
			each(m.Evidence, func(e quanyuan.Evidence) Evidence { return Evidence{e.Item, e.Level, e.Bits} }), m.Communities})
	}
	for _, r := range append(ans.Said, ans.Receipt.Cut...) {
		out.Said = append(out.Said, r.Key)
	}
	return out
}
