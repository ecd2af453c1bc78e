package survey

import (
	"slices"

	"quanyuan"
)

// Sample are the segments of a survey as estimates need them.
type Sample struct {
	Survey *quanyuan.Survey
	PSUs   []*quanyuan.PSU // those that were replaced are passed over
}

// Fieldwork counts what was done and what could not be.
type Fieldwork struct {
	Segments int `json:"segments"`
	Replaced int `json:"replaced"`
	Unloaded int `json:"not_loaded"` // no answers yet: the estimate lacks them
	Houses   int `json:"houses"`
	Empty    int `json:"empty"`
	Refused  int `json:"refused"`
	Absent   int `json:"absent"`
	Persons  int `json:"persons"`      // found, of the population
	Outside  int `json:"out_of_scope"` // found, not of the population
	Listed   int `json:"listed"`       // of the register in the same segments
	Followed int `json:"followed"`     // of them, asked about at a second visit
	Open     int `json:"unresolved"`   // of them, neither found nor followed
}

// Gather makes of a survey's answers what [Survey.Coverage] estimates from.
//
// A segment weighs 1/chance; houses that refused or were never met are made up
// for by the others of their segment. A response that is not settled counts as
// not in the register. A person of the register is right when he was found in
// his segment or a second visit found him there; one about whom nothing could be
// found out counts as the average of those whom the second visit settled.
func (s *Sample) Gather() (*Survey, Fieldwork) {
	out := &Survey{Register: float64(s.Survey.Frame.Persons), Unusable: float64(s.Survey.Frame.Unusable), Level: s.Survey.Plan.Level, Deff: s.Survey.Plan.Deff, Lonely: LonelyAdjust}
	work := Fieldwork{}
	var unresolved []int
	followed, right := 0.0, 0.0
	for _, p := range s.PSUs {
		work.Segments++
		switch p.State {
		case quanyuan.PSUReplaced:
			work.Replaced++
			continue
		case quanyuan.PSUOpen:
			work.Unloaded++
			continue
		}
		weight := raised(work.houses(p)) / p.Chance
		here := map[quanyuan.Number]bool{}
		for i := range p.Responses {
			r := &p.Responses[i]
			if r.Out != "" {
				work.Outside++
				continue
			}
			work.Persons++
			x := Seen{Stratum: p.Layer, PSU: p.Unit, Weight: weight, FPC: p.FPC}
			y := x
			if f := r.Found; f != nil {
				x.Yes, y.Yes = share(f.In), share(f.Here && f.Usable)
				here[f.Number] = true
			}
			out.Found, out.Placed = append(out.Found, x), append(out.Placed, y)
		}
		for _, n := range p.Listed {
			x := Seen{Stratum: p.Layer, PSU: p.Unit, Weight: 1 / p.Chance, FPC: p.FPC}
			work.Listed++
			switch found, ok := p.Followed[n]; {
			case here[n]:
				x.Yes = 1
			case ok && found != quanyuan.FollowUnsettled:
				work.Followed++
				followed += x.Weight
				x.Yes = share(found == quanyuan.FollowLives)
				right += x.Weight * x.Yes
			default:
				work.Open++
				unresolved = append(unresolved, len(out.Listed))
			}
			out.Listed = append(out.Listed, x)
		}
	}
	for _, i := range unresolved {
		if followed > 0 {
			out.Listed[i].Yes = right / followed
		}
	}
	return out, work
}

func share(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// houses counts the houses of a segment, and gives how many are lived in and how
// many of those answered.
func (w *Fieldwork) houses(p *quanyuan.PSU) (lived, answered int) {
	for _, h := range p.Houses {
		w.Houses++
		switch h.Result {
		case quanyuan.HouseEmpty:
			w.Empty++
			continue
		case quanyuan.HouseRefused:
			w.Refused++
		case quanyuan.HouseAbsent:
			w.Absent++
		default:
			answered++
		}
		lived++
	}
	return lived, answered
}

// Indicator is how right and how complete the register is in one field.
type Indicator struct {
	Field quanyuan.Field `json:"-"`
	Key   string         `json:"field"`
	// Accuracy is the share of matched persons of whom register and survey say the
	// same, of those of whom both say something; Filled the share of whom the
	// register says something valid.
	Accuracy *quanyuan.Estimate `json:"accuracy,omitempty"`
	Filled   *quanyuan.Estimate `json:"filled,omitempty"`
	P        float64            `json:"p"`    // that so many agree if no more than the target do
	Holm     float64            `json:"holm"` // adjusted for all indicators together
	Proof    quanyuan.Proof     `json:"proof"`
	// Gross is the gross difference rate; Categories those of coded fields.
	Gross      float64            `json:"gross_difference"`
	Categories map[string]Content `json:"categories,omitempty"`
}

// Indicators judges fields by the persons whom survey and register share. A
// field is proved only when its p-value, adjusted by Holm for all of them, is
// below 1 − level.
func (s *Sample) Indicators(fields []quanyuan.Field) ([]Indicator, error) {
	var out []Indicator
	var ps []float64
	plan := s.Survey.Plan
	for _, f := range fields {
		ind := Indicator{Field: f, Key: f.Key(), P: 1, Proof: quanyuan.Unproved}
		agree, filled := s.verdicts(f)
		var err error
		if ind.Accuracy, err = estimated(agree, plan); err != nil {
			return nil, err
		}
		if ind.Filled, err = estimated(filled, plan); err != nil {
			return nil, err
		}
		if e := ind.Accuracy; e != nil {
			ind.Gross = 1 - e.Ratio
			n := float64(e.N)
			ind.P = Proportion{Hits: e.Ratio * n, N: n, Deff: n / e.NEff}.PValue(plan.Target)
			ind.Categories = s.categories(f)
		}
		out, ps = append(out, ind), append(ps, ind.P)
	}
	for i, p := range Holm(ps) {
		out[i].Holm = p
		e := out[i].Accuracy
		switch {
		case e == nil:
		case p <= 1-plan.Level:
			out[i].Proof = quanyuan.Proved
		case Judge(*e, plan.Target) == quanyuan.Missed:
			out[i].Proof = quanyuan.Missed
		}
	}
	return out, nil
}

func estimated(rows []Row, plan quanyuan.SurveyPlan) (*quanyuan.Estimate, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	d, err := New(rows, LonelyAdjust)
	if err != nil {
		return nil, err
	}
	e, err := d.Ratio(plan.Level, plan.Deff)
	return &e, err
}

// matched calls do for every response that was found in the register.
func (s *Sample) matched(do func(*quanyuan.PSU, *quanyuan.FoundPerson)) {
	for _, p := range s.PSUs {
		if p.State != quanyuan.PSULoaded {
			continue
		}
		for i := range p.Responses {
			if r := &p.Responses[i]; r.Out == "" && r.Found != nil {
				do(p, r.Found)
			}
		}
	}
}

// verdicts are the rows of a field: of agreement where both say something, and
// of what the register says at all where it ought to.
func (s *Sample) verdicts(f quanyuan.Field) (agree, filled []Row) {
	s.matched(func(p *quanyuan.PSU, found *quanyuan.FoundPerson) {
		r := Row{Stratum: p.Layer, PSU: p.Unit, Weight: 1 / p.Chance, FPC: p.FPC, X: 1}
		v := found.Fields[f]
		if v == quanyuan.Agree || v == quanyuan.Contradict {
			r.Y = share(v == quanyuan.Agree)
			agree = append(agree, r)
		}
		if v == quanyuan.MissingThere || found.Filled[f] {
			r.Y = share(found.Filled[f])
			filled = append(filled, r)
		}
	})
	return agree, filled
}

// categories compares the codes of a field; nil of fields without.
func (s *Sample) categories(f quanyuan.Field) map[string]Content {
	var m float64
	var names []string
	register, surveyed, both := map[string]float64{}, map[string]float64{}, map[string]float64{}
	s.matched(func(p *quanyuan.PSU, found *quanyuan.FoundPerson) {
		c, ok := found.Codes[f.Key()]
		if !ok {
			return
		}
		w := 1 / p.Chance
		m += w
		register[c[0]] += w
		surveyed[c[1]] += w
		if c[0] == c[1] {
			both[c[0]] += w
		}
		names = append(names, c[0], c[1])
	})
	if m == 0 {
		return nil
	}
	out := map[string]Content{}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if register[name] < m || surveyed[name] < m { // a category that all have has no index
			out[name] = OneCategory(m, register[name], surveyed[name], both[name])
		}
	}
	return out
}
