package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
)

// Plan is a campaign as it is opened and as it stands.
type Plan struct {
	Name   string  `json:"name" minLength:"1" maxLength:"100"`
	Phases []Phase `json:"phases" minItems:"1" maxItems:"20" doc:"all of them, in their order"`
	People []Named `json:"people,omitempty" maxItems:"5000" doc:"the leading group, and who is named for divisions"`
}

// Phase is a part of a campaign with its days.
type Phase struct {
	Key  string `json:"key" enum:"collect,collate,enter,dedupe,assess"`
	From string `json:"from" doc:"first day, 2024-06-01"`
	To   string `json:"to" doc:"last day"`
}

// Named has a duty in a division; without a division, in the whole city.
type Named struct {
	Division string `json:"division,omitempty" pattern:"^[0-9]{12}$"`
	Name     string `json:"name" minLength:"1" maxLength:"60"`
	Duty     string `json:"duty" minLength:"1" maxLength:"60"`
}

// Phases are the days of an open campaign anew.
type Phases struct {
	Phases []Phase `json:"phases" minItems:"1" maxItems:"20" doc:"all of them, in their order"`
}

func phaseOf(p quanyuan.Phase) Phase { return Phase{string(p.Key), p.From.String(), p.To.String()} }

func planOf(c *quanyuan.Campaign) Plan {
	return Plan{c.Name, each(c.Phases, phaseOf), each(c.People, func(n quanyuan.Named) Named { return Named(n) })}
}

func phasesOf(in []Phase) ([]quanyuan.Phase, error) {
	out := make([]quanyuan.Phase, len(in))
	for i, p := range in {
		from, err := dateOf(p.From)
		if err != nil {
			return nil, err
		}
		to, err := dateOf(p.To)
		if err != nil {
			return nil, err
		}
		out[i] = quanyuan.Phase{Key: quanyuan.PhaseKey(p.Key), From: from, To: to}
	}
	return out, nil
}

type planAnswer struct {
	ETag string `header:"ETag"`
	Body Plan
}

// plans are the routes that open a campaign, change its days and close it.
func (s *server) plans(a huma.API) {
	answer := func(ctx context.Context, c *quanyuan.Campaign, err error) (*planAnswer, error) {
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		return &planAnswer{etag(c.Version), planOf(c)}, nil
	}
	huma.Register(a, route{id: "open-campaign", method: http.MethodPost, path: "/campaign", tag: "campaign", status: http.StatusCreated, errors: []int{409, 422},
		summary: "发起专项行动。Open a campaign; one is open at a time."}.operation(),
		func(ctx context.Context, in *struct{ Body Plan }) (*planAnswer, error) {
			c := &quanyuan.Campaign{Name: in.Body.Name, People: each(in.Body.People, func(n Named) quanyuan.Named { return quanyuan.Named(n) })}
			var err error
			if c.Phases, err = phasesOf(in.Body.Phases); err == nil {
				err = s.desk.OpenCampaign(ctx, by(ctx), c)
			}
			return answer(ctx, c, err)
		})
	huma.Register(a, route{id: "campaign-plan", method: http.MethodGet, path: "/campaign/plan", tag: "campaign", errors: []int{404}, summary: "专项行动方案。The plan of the open campaign."}.operation(),
		func(ctx context.Context, _ *struct{}) (*planAnswer, error) {
			c, err := s.desk.CampaignPlan(ctx, by(ctx))
			return answer(ctx, c, err)
		})
	huma.Register(a, route{id: "set-phases", method: http.MethodPut, path: "/campaign/phases", tag: "campaign", errors: []int{404, 412, 422, 428}, summary: "调整各阶段起止日期。Give the phases other days."}.operation(),
		func(ctx context.Context, in *struct {
			Match
			Body Phases
		}) (*planAnswer, error) {
			c, err := s.unchanged(ctx, in.Match)
			if err == nil {
				var phases []quanyuan.Phase
				if phases, err = phasesOf(in.Body.Phases); err == nil {
					c, err = s.desk.SetPhases(ctx, by(ctx), phases)
				}
			}
			return answer(ctx, c, err)
		})
	huma.Register(a, route{id: "close-campaign", method: http.MethodPost, path: "/campaign/closing", tag: "campaign", status: http.StatusNoContent, errors: []int{404, 412, 428},
		summary: "结束专项行动。Close the campaign; its tasks and signatures stay readable."}.operation(),
		func(ctx context.Context, in *struct{ Match }) (*struct{}, error) {
			_, err := s.unchanged(ctx, in.Match)
			if err == nil {
				err = s.desk.CloseCampaign(ctx, by(ctx))
			}
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			return nil, nil
		})
}

// unchanged refuses a write to a campaign that has changed since it was seen.
func (s *server) unchanged(ctx context.Context, m Match) (*quanyuan.Campaign, error) {
	c, err := s.desk.CampaignPlan(ctx, by(ctx))
	if err != nil {
		return nil, err
	}
	return c, m.check(langOf(ctx), c.Version)
}
