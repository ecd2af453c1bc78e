package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/campaign"
	"quanyuan/refdata/division"
)

// OpenCampaign opens a campaign; one is open at a time. It is the whole city's,
// so that an office of a part of it cannot open, change or close one.
func (d *Desk) OpenCampaign(ctx context.Context, by quanyuan.Principal, c *quanyuan.Campaign) error {
	if err := d.may(by, access.Campaign, string(quanyuan.CampaignPaper), "", string(d.home())); err != nil {
		return err
	}
	if err := campaign.Check(c); err != nil {
		return err
	}
	for _, n := range c.People {
		if n.Division == "" {
			continue
		}
		if err := d.inUse(n.Division); err != nil {
			return err
		}
	}
	open, err := d.Campaign(ctx)
	if err == nil {
		return &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "campaign.open", Args: []any{open.Name}}
	}
	if !errors.Is(err, quanyuan.ErrNotFound) {
		return err
	}
	c.State, c.Version, c.ID = quanyuan.CampaignOpen, 0, ""
	return d.putCampaign(ctx, by, c)
}

// SetPhases gives the open campaign other days. Tasks get theirs when they are
// refreshed.
func (d *Desk) SetPhases(ctx context.Context, by quanyuan.Principal, phases []quanyuan.Phase) (*quanyuan.Campaign, error) {
	if err := d.may(by, access.Campaign, string(quanyuan.CampaignPaper), "", string(d.home())); err != nil {
		return nil, err
	}
	c, err := d.Campaign(ctx)
	if err != nil {
		return nil, err
	}
	c.Phases = phases
	if err := campaign.Check(c); err != nil {
		return nil, err
	}
	return c, d.putCampaign(ctx, by, c)
}

// CloseCampaign ends the open campaign; its tasks and signatures stay readable.
func (d *Desk) CloseCampaign(ctx context.Context, by quanyuan.Principal) error {
	if err := d.may(by, access.Campaign, string(quanyuan.CampaignPaper), "", string(d.home())); err != nil {
		return err
	}
	c, err := d.Campaign(ctx)
	if err != nil {
		return err
	}
	c.State = quanyuan.CampaignClosed
	return d.putCampaign(ctx, by, c)
}

func (d *Desk) putCampaign(ctx context.Context, by quanyuan.Principal, c *quanyuan.Campaign) error {
	p := c.Paper()
	p.Desk, p.At, p.Actor = string(d.home()), d.now(), by.Name
	err := d.apply(ctx, by, access.Campaign, &quanyuan.Change{Papers: []*quanyuan.Paper{p}})
	c.ID, c.Version = p.ID, p.Version
	return err
}

// Campaign is the campaign that is open; ErrNotFound when none is.
func (d *Desk) Campaign(ctx context.Context) (*quanyuan.Campaign, error) {
	ps, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.CampaignPaper, States: []string{quanyuan.CampaignOpen}, Scope: quanyuan.Everywhere})
	if err != nil {
		return nil, err
	}
	if len(ps) == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "campaign.none"}
	}
	return quanyuan.CampaignOf(ps[0])
}

// CampaignPlan shows the open campaign to whoever works on its tasks.
func (d *Desk) CampaignPlan(ctx context.Context, by quanyuan.Principal) (*quanyuan.Campaign, error) {
	if err := d.may(by, access.Task, string(quanyuan.CampaignPaper), ""); err != nil {
		return nil, err
	}
	return d.Campaign(ctx)
}

// RefreshCampaign counts what is open in every community and brings the tasks
// of the open campaign up to it. It returns how many tasks are new or changed.
func (d *Desk) RefreshCampaign(ctx context.Context, by quanyuan.Principal) (int, error) {
	if err := d.may(by, access.Campaign, string(quanyuan.CampaignPaper), ""); err != nil {
		return 0, err
	}
	c, err := d.Campaign(ctx)
	if err != nil {
		return 0, err
	}
	facts, err := d.facts(ctx)
	if err != nil {
		return 0, err
	}
	tasks, err := d.campaignTasks(ctx, c.ID, quanyuan.Everywhere)
	if err != nil {
		return 0, err
	}
	changed := campaign.Refresh(c, facts, tasks, d.today(), func(community string) string { return string(division.Code(community).Parent()) })
	for part := range slices.Chunk(changed, chunk) {
		if err := d.apply(ctx, by, access.Campaign, &quanyuan.Change{Papers: d.campaignPapers(by, part)}); err != nil {
			return 0, err
		}
	}
	return len(changed), nil
}

// outcomeTasks are the kinds of tasks that open rows of lists make.
var outcomeTasks = map[quanyuan.Outcome]string{
	quanyuan.Possible: quanyuan.TaskPossible, quanyuan.Differs: quanyuan.TaskDiffers, quanyuan.Elsewhere: quanyuan.TaskElsewhere, quanyuan.New: quanyuan.TaskNew,
}

// facts counts what is open, by community and kind of task.
func (d *Desk) facts(ctx context.Context) (campaign.Facts, error) {
	facts := campaign.Facts{}
	for p, err := range d.store.OpenProposals(ctx) {
		if err != nil {
			return nil, err
		}
		if kind := outcomeTasks[p.Outcome]; kind != "" {
			if at := communityOf(p); at != "" {
				facts.Add(at, kind)
			}
		}
	}
	for _, q := range []struct {
		kind   quanyuan.PaperKind
		states []string
		task   string
	}{
		{quanyuan.RulingPaper, []string{quanyuan.RulingOpen, quanyuan.RulingSecond, quanyuan.RulingDisputed}, quanyuan.TaskDuplicates},
		{quanyuan.TransferPaper, quanyuan.TransferPending(), quanyuan.TaskTransfers},
		{quanyuan.TaskPaper, []string{quanyuan.TaskOpen}, quanyuan.TaskChecks},
	} {
		for p, err := range d.everyPaper(ctx, quanyuan.PaperQuery{Kind: q.kind, States: q.states, Scope: quanyuan.Everywhere}) {
			switch {
			case err != nil:
				return nil, err
			case q.kind == quanyuan.TaskPaper && len(p.Persons) == 0, q.kind == quanyuan.RulingPaper && len(p.Persons) < 2:
				// A campaign's own tasks, and questions about rows, which are counted above.
			case len(p.Desk) == 12:
				facts.Add(p.Desk, q.task)
			}
		}
	}
	return facts, nil
}

// communityOf is where a row is worked on: where it places the person, or else
// where the register has him.
func communityOf(p *quanyuan.Proposal) string {
	if p.Placed == "" && len(p.Known) > 0 {
		return p.Known[0]
	}
	return p.Placed
}

// campaignTasks lists the tasks that a campaign set in a part of the city.
func (d *Desk) campaignTasks(ctx context.Context, id string, scope quanyuan.Scope) ([]*quanyuan.Task, error) {
	var out []*quanyuan.Task
	for p, err := range d.everyPaper(ctx, quanyuan.PaperQuery{Kind: quanyuan.TaskPaper, Scope: scope}) {
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(p.ID, id+"-") {
			continue
		}
		t, err := quanyuan.TaskOf(p)
		if err != nil {
			return nil, err
		}
		if t.Campaign == id && scope.Holds(t.Community) {
			out = append(out, t)
		}
	}
	return out, nil
}

// Line is a division's line on the board of a campaign.
type Line struct {
	campaign.Progress
	Name string
}

// Board shows how far the divisions below one are, level by level: the towns
// of a city, the communities of a town.
func (d *Desk) Board(ctx context.Context, by quanyuan.Principal, under string) (*quanyuan.Campaign, []Line, error) {
	if under == "" {
		under = by.Division
	}
	if under == "" {
		under = string(d.home())
	}
	if err := d.may(by, access.Task, string(quanyuan.CampaignPaper), "", under); err != nil {
		return nil, nil, err
	}
	c, err := d.Campaign(ctx)
	if err != nil {
		return nil, nil, err
	}
	code := division.Code(under)
	level := min(code.Level()+1, division.Community)
	var divisions []string
	for _, child := range d.tree().Within(code, level) {
		divisions = append(divisions, string(child.Code))
	}
	if code.Level() == division.Community {
		divisions = []string{under}
	}
	tasks, err := d.campaignTasks(ctx, c.ID, quanyuan.Scope{under})
	if err != nil {
		return nil, nil, err
	}
	at := func(community string) string { return string(division.Code(community).At(level)) }
	board := campaign.Board(tasks, divisions, at)
	signed, err := d.signatures(ctx, c.ID, quanyuan.Scope{under})
	if err != nil {
		return nil, nil, err
	}
	lines := make([]Line, len(board))
	for i, p := range board {
		p.All = max(1, len(d.tree().Communities(division.Code(p.Division)))) // a community is one
		for _, s := range signed {
			if at(s.Division) == p.Division {
				if err := d.countSignature(ctx, s, tasks, &p); err != nil {
					return nil, nil, err
				}
			}
		}
		lines[i] = Line{p, d.tree().Name(division.Code(p.Division))}
	}
	return c, lines, nil
}

func (d *Desk) countSignature(ctx context.Context, s *quanyuan.Signature, tasks []*quanyuan.Task, p *campaign.Progress) error {
	now, err := d.stateOf(ctx, s.Division, tasks)
	if err != nil {
		return err
	}
	if now.Hash == s.State.Hash {
		p.Signed++
	} else {
		p.Broken++
	}
	return nil
}
