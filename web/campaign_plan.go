package web

import (
	"net/http"
	"slices"

	"quanyuan"
	"quanyuan/access"
)

func init() {
	area(func(s *site) {
		s.get("/campaign/new", access.Campaign, showNewCampaign)
		s.post("/campaign/new", access.Campaign, openCampaign)
		s.get("/campaign/phases", access.Campaign, showPhases)
		s.post("/campaign/phases", access.Campaign, setPhases)
		s.post("/campaign/close", access.Campaign, closeCampaign)
	})
}

// planView is the form of a campaign's name and days.
type planView struct {
	Form  *Form
	New   bool
	Close *Form // to end the campaign that is open
}

// planForm is the form of the days of a campaign's phases, and of the name of a
// new one.
func (q *request) planForm(action, submit string, phases []quanyuan.Phase, named bool) *Form {
	f := &Form{Action: action, Submit: q.t(submit)}
	if named {
		f.Fields = append(f.Fields, &Input{Name: "name", Label: q.t("campaign.called"), Required: true, Wide: true})
	}
	for _, key := range quanyuan.Phases() {
		name := q.t(phaseWords + string(key))
		from := &Input{Name: "from-" + string(key), Label: q.t("campaign.from", name), Kind: "date", Required: true}
		to := &Input{Name: "to-" + string(key), Label: q.t("campaign.to", name), Kind: "date", Required: true}
		for _, p := range phases {
			if p.Key == key {
				from.Value, to.Value = p.From.String(), p.To.String()
			}
		}
		f.Fields = append(f.Fields, from, to)
	}
	return f
}

// typedPhases reads the days of a form. What is no day is said at its field.
func (q *request) typedPhases(f *Form) (out []quanyuan.Phase, ok bool) {
	ok = true
	for _, key := range quanyuan.Phases() {
		days := [2]quanyuan.Date{}
		for i, name := range []string{"from-" + string(key), "to-" + string(key)} {
			d, is := quanyuan.ParseDate(q.typed(name))
			if !is || d.Day == 0 {
				f.wrong(name, q.t("campaign.no_day"))
				ok = false
			}
			days[i] = d
		}
		out = append(out, quanyuan.Phase{Key: key, From: days[0], To: days[1]})
	}
	return out, ok
}

func (q *request) planPage(status int, f *Form, fresh bool, end *Form) error {
	v := planView{Form: f, New: fresh, Close: end}
	q.crumb(q.t("campaign.nav"), "/campaign")
	title := "campaign.change"
	if fresh {
		title = "campaign.start"
	}
	return q.show(status, "campaign/plan.html", q.t(title), v)
}

func (q *request) leadsOrNot() error { return access.May(q.by, access.Campaign, q.desk.Home()) }

func showNewCampaign(q *request) error {
	if err := q.leadsOrNot(); err != nil {
		return err
	}
	return q.planPage(http.StatusOK, q.planForm("/campaign/new", "campaign.start_do", nil, true), true, nil)
}

func openCampaign(q *request) error {
	f := q.planForm("/campaign/new", "campaign.start_do", nil, true)
	f.fill(q)
	phases, ok := q.typedPhases(f)
	if !ok {
		return q.planPage(http.StatusUnprocessableEntity, f, true, nil)
	}
	if err := q.desk.OpenCampaign(q.ctx, q.by, &quanyuan.Campaign{Name: q.typed("name"), Phases: phases}); err != nil {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.planPage(status, f, true, nil)
	}
	q.tell("campaign.started", q.typed("name"))
	return q.redirect("/campaign")
}

func (q *request) closeForm() *Form {
	return &Form{Action: "/campaign/close", Submit: q.t("campaign.close_do"), Fields: []*Input{{Name: "sure", Label: q.t("campaign.sure"), Kind: "check", Wide: true}}}
}

func showPhases(q *request) error {
	if err := q.leadsOrNot(); err != nil {
		return err
	}
	c, err := q.desk.CampaignPlan(q.ctx, q.by)
	if err != nil {
		return err
	}
	return q.planPage(http.StatusOK, q.planForm("/campaign/phases", "campaign.change_do", c.Phases, false), false, q.closeForm())
}

func setPhases(q *request) error {
	f := q.planForm("/campaign/phases", "campaign.change_do", nil, false)
	f.fill(q)
	phases, ok := q.typedPhases(f)
	if !ok {
		return q.planPage(http.StatusUnprocessableEntity, f, false, q.closeForm())
	}
	if _, err := q.desk.SetPhases(q.ctx, q.by, phases); err != nil {
		status, rest := f.refuse(q, err)
		if rest != nil {
			return rest
		}
		return q.planPage(status, f, false, q.closeForm())
	}
	q.tell("campaign.changed")
	return q.redirect("/campaign")
}

func closeCampaign(q *request) error {
	if q.typed("sure") == "" {
		c, err := q.desk.CampaignPlan(q.ctx, q.by)
		if err != nil {
			return err
		}
		end := q.closeForm()
		end.wrong("sure", q.t("campaign.sure_needed"))
		f := q.planForm("/campaign/phases", "campaign.change_do", c.Phases, false)
		f.Faults = slices.Clone(end.Faults)
		return q.planPage(http.StatusUnprocessableEntity, f, false, end)
	}
	if err := q.desk.CloseCampaign(q.ctx, q.by); err != nil {
		return err
	}
	q.tell("campaign.closed")
	return q.redirect("/campaign")
}
