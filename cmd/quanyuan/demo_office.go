package main

import (
	"errors"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/simulate"
)

// moved is how many rows each clerk of the demonstration has asked another
// community about.
const moved = 4

// office does what an office has done by the second month: a campaign is open,
// and some persons are asked for by the community in which lists have found them.
func (c *demoCmd) office(e *env, d *desk.Desk, accounts []simulate.SampleAccount) error {
	operator := quanyuan.Local("虚拟镇")
	for _, a := range accounts {
		if a.Post != quanyuan.Clerk {
			continue
		}
		by := quanyuan.Principal{Account: a.Name, Name: a.Display, Post: a.Post, Division: a.Division}
		if err := c.asks(e, d, by); err != nil {
			return err
		}
	}
	today := e.now()
	var phases []quanyuan.Phase
	for i, key := range quanyuan.Phases() {
		begins := today.AddDate(0, 0, 5*i-23)
		phases = append(phases, quanyuan.Phase{Key: key, From: quanyuan.DateOf(begins), To: quanyuan.DateOf(begins.AddDate(0, 0, 22))})
	}
	if err := d.OpenCampaign(e.ctx, operator, &quanyuan.Campaign{Name: e.text("消重补漏专项行动", "No duplicates, no gaps"), Phases: phases}); err != nil {
		return err
	}
	_, err := d.RefreshCampaign(e.ctx, operator)
	return err
}

// asks proposes to take over the first persons whom a list has found in the
// clerk's community and the register in another.
func (c *demoCmd) asks(e *env, d *desk.Desk, by quanyuan.Principal) error {
	rows, err := d.Cases(e.ctx, by, desk.CaseQuery{Outcomes: []quanyuan.Outcome{quanyuan.Elsewhere}, Limit: 3 * moved})
	if err != nil {
		return err
	}
	done := 0
	for _, r := range rows {
		if done == moved || len(r.Known) == 0 {
			continue
		}
		t := quanyuan.Transfer{TransferKind: quanyuan.MovesResidence, From: r.Known[0], To: r.Desk, Reason: e.text("名单上现住本社区", "a list has the person living here"), Day: quanyuan.DateOf(e.now())}
		_, err := d.TransferCase(e.ctx, by, r.Record, 0, t)
		var q *quanyuan.Error
		if errors.As(err, &q) { // somebody who is moving already, or whom one must look at first
			continue
		}
		if err != nil {
			return err
		}
		done++
	}
	return nil
}
