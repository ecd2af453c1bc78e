package desk

import (
	"context"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/campaign"
)

// CampaignTasks lists the tasks of the open campaign in a part of the city, in
// the order of their IDs.
func (d *Desk) CampaignTasks(ctx context.Context, by quanyuan.Principal, under string) ([]*quanyuan.Task, error) {
	if err := d.may(by, access.Task, string(quanyuan.CampaignPaper), "", under); err != nil {
		return nil, err
	}
	c, err := d.Campaign(ctx)
	if err != nil {
		return nil, err
	}
	return d.campaignTasks(ctx, c.ID, quanyuan.Scope{under})
}

// HandOut names who answers for a division in the open campaign, in the place
// of whoever was named for it, and gives him its tasks; without a name nobody
// answers for it any more. An office may do so in its own part of the city. It
// returns how many tasks passed to somebody else.
func (d *Desk) HandOut(ctx context.Context, by quanyuan.Principal, n quanyuan.Named) (int, error) {
	if err := d.may(by, access.Campaign, string(quanyuan.CampaignPaper), "", n.Division); err != nil {
		return 0, err
	}
	if err := d.inUse(n.Division); err != nil {
		return 0, err
	}
	c, err := d.Campaign(ctx)
	if err != nil {
		return 0, err
	}
	n.Name, n.Duty = strings.TrimSpace(n.Name), strings.TrimSpace(n.Duty)
	c.People = slices.DeleteFunc(c.People, func(o quanyuan.Named) bool { return o.Division == n.Division })
	if n.Name != "" {
		c.People = append(c.People, n)
	}
	if err := campaign.Check(c); err != nil {
		return 0, err
	}
	tasks, err := d.campaignTasks(ctx, c.ID, quanyuan.Scope{n.Division})
	if err != nil {
		return 0, err
	}
	passed := campaign.Assign(c, tasks)
	paper := c.Paper()
	paper.Desk, paper.At, paper.Actor = string(d.home()), d.now(), by.Name
	change := &quanyuan.Change{Papers: append([]*quanyuan.Paper{paper}, d.campaignPapers(by, passed)...)}
	return len(passed), d.apply(ctx, by, access.Campaign, change)
}

// Remind reminds a part of the city of what it has not done: its open tasks say
// since when and by whom. Who was reminded today is not reminded again. It
// returns how many tasks were reminded of.
func (d *Desk) Remind(ctx context.Context, by quanyuan.Principal, under string) (int, error) {
	if err := d.may(by, access.Campaign, string(quanyuan.CampaignPaper), "", under); err != nil {
		return 0, err
	}
	c, err := d.Campaign(ctx)
	if err != nil {
		return 0, err
	}
	tasks, err := d.campaignTasks(ctx, c.ID, quanyuan.Scope{under})
	if err != nil {
		return 0, err
	}
	late := slices.DeleteFunc(tasks, func(t *quanyuan.Task) bool { return t.Left == 0 || t.Reminded == d.today() })
	for _, t := range late {
		t.Reminded, t.RemindedBy = d.today(), by.Name
	}
	for part := range slices.Chunk(d.campaignPapers(by, late), chunk) {
		if err := d.apply(ctx, by, access.Campaign, &quanyuan.Change{Papers: part}); err != nil {
			return 0, err
		}
	}
	return len(late), nil
}

// campaignPapers writes tasks of a campaign, those with most left first on
// their desks.
func (d *Desk) campaignPapers(by quanyuan.Principal, tasks []*quanyuan.Task) []*quanyuan.Paper {
	papers := make([]*quanyuan.Paper, len(tasks))
	for i, t := range tasks {
		p := t.Paper()
		p.Rank, p.At, p.Actor = float64(t.Left), d.now(), by.Name
		papers[i] = p
	}
	return papers
}
