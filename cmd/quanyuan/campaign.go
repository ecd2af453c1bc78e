package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"quanyuan"
	"quanyuan/campaign"
	"quanyuan/desk"
	"quanyuan/publish"
)

type campaignCmd struct {
	Open     campaignOpenCmd    `cmd:"" help:"发起专项行动。 Open a campaign."`
	Refresh  campaignRefreshCmd `cmd:"" help:"按实际情况更新各社区任务。 Bring the tasks up to the facts."`
	Board    campaignBoardCmd   `cmd:"" help:"进度看板。 How far everybody is."`
	Sign     campaignSignCmd    `cmd:"" help:"签收：固定本区划的登记状况。 Sign for a division."`
	Check    campaignCheckCmd   `cmd:"" help:"核对签收是否仍与登记库一致。 Whether a signature still fits."`
	Withdraw campaignUnsignCmd  `cmd:"" help:"撤回签收。 Take a signature back."`
	Sheet    campaignSheetCmd   `cmd:"" help:"签收单（xlsx、html、pdf）。 The sheet to print, sign and stamp."`
	Phases   campaignPhasesCmd  `cmd:"" help:"调整各阶段的起止日期。 Give the phases other days."`
	Close    campaignCloseCmd   `cmd:"" help:"结束专项行动。 Close the campaign."`
}

type campaignOpenCmd struct {
	actorFlags
	Plan string `arg:"" help:"The campaign as JSON: name, phases (collect, collate, enter, dedupe, assess with from and to), people (division, name, duty)." type:"path"`
}

// Run opens a campaign.
func (c *campaignOpenCmd) Run(e *env) error {
	plan, err := planFile(c.Plan)
	if err != nil {
		return err
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.OpenCampaign(e.ctx, by, plan); err != nil {
			return err
		}
		e.say("已发起专项行动“%s”", "the campaign %q is open", plan.Name)
		return nil
	})
}

type campaignPhasesCmd struct {
	actorFlags
	Plan string `arg:"" help:"The campaign as JSON, as for open; of it only the phases are taken." type:"path"`
}

// Run sets the days of the phases.
func (c *campaignPhasesCmd) Run(e *env) error {
	plan, err := planFile(c.Plan)
	if err != nil {
		return err
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		now, err := d.SetPhases(e.ctx, by, plan.Phases)
		if err == nil {
			e.say("已调整专项行动“%s”各阶段的日期，任务的期限在 campaign refresh 后跟着变", "the phases of %q have new days; tasks get theirs with campaign refresh", now.Name)
		}
		return err
	})
}

func planFile(path string) (*quanyuan.Campaign, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{filepath.Base(path)}}
	}
	plan, err := readPlan(raw)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "campaign.plan", Where: quanyuan.Where{File: filepath.Base(path)}, Err: err}
	}
	return plan, nil
}

// readPlan reads a campaign with its days as people write them, 2024-06-30.
func readPlan(raw []byte) (*quanyuan.Campaign, error) {
	var p struct {
		Name   string
		Phases []struct {
			Key      quanyuan.PhaseKey
			From, To string
		}
		People []quanyuan.Named
	}
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return nil, err
	}
	c := &quanyuan.Campaign{Name: p.Name, People: p.People}
	for _, x := range p.Phases {
		from, _ := quanyuan.ParseDate(x.From)
		to, _ := quanyuan.ParseDate(x.To)
		c.Phases = append(c.Phases, quanyuan.Phase{Key: x.Key, From: from, To: to})
	}
	return c, nil
}

type campaignRefreshCmd struct {
	actorFlags
}

// Run brings the tasks up to the facts.
func (c *campaignRefreshCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		n, err := d.RefreshCampaign(e.ctx, by)
		if err == nil {
			e.say("%d 项任务有变化", "%d tasks are new or changed", n)
		}
		return err
	})
}

type campaignBoardCmd struct {
	actorFlags
	Division string `help:"Show what lies below this division; by default the city." placeholder:"CODE"`
}

// Run prints the board.
func (c *campaignBoardCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		camp, lines, err := d.Board(e.ctx, by, c.Division)
		if err != nil {
			return err
		}
		now := campaign.Now(camp, quanyuan.DateOf(e.now()))
		names := make([]string, len(now))
		for i, k := range now {
			names[i] = e.text(campaign.Zh(k), campaign.En(k))
		}
		e.say("%s　进行中：%s", "%s; under way: %s", camp.Name, strings.Join(names, e.text("、", ", ")))
		w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, e.text("区划\t发现\t未办\t逾期\t已签收\t签收后变动\t社区数", "division\tfound\tleft\toverdue\tsigned\tchanged since\tcommunities"))
		for _, l := range lines {
			fmt.Fprintf(w, "%s %s\t%d\t%d\t%d\t%d\t%d\t%d\n", l.Division, l.Name, l.Found, l.Left, l.Overdue, l.Signed, l.Broken, l.All)
			for _, t := range l.Counts {
				fmt.Fprintf(w, "  %s\t%d\t%d\n", e.text(campaign.Zh(t.Kind), campaign.En(t.Kind)), t.Found, t.Left)
			}
		}
		return w.Flush()
	})
}

type campaignSignCmd struct {
	actorFlags
	Division string `arg:"" help:"Division that is signed for, 12 digits."`
	Duty     string `help:"Duty of who signs."`
	Head     string `help:"Who signs beside."`
}

// Run signs.
func (c *campaignSignCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		s, err := d.Sign(e.ctx, by, desk.SignOrder{Division: c.Division, Duty: c.Duty, Head: c.Head})
		if err == nil {
			e.say("%s 已为 %s 签收：%d 条在册关系，摘要 %s", "%s signed for %s: %d presences, hash %s", s.Signer, s.Division, s.State.Persons, s.State.Hash[:12])
		}
		return err
	})
}

type campaignCheckCmd struct {
	actorFlags
	Division string `arg:"" help:"Division, 12 digits."`
}

// Run compares the signed state with that of now.
func (c *campaignCheckCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		s, now, fits, err := d.CheckSignature(e.ctx, by, c.Division)
		if err != nil {
			return err
		}
		if fits {
			e.say("一致：与 %s 签收时相同", "unchanged since %s signed", s.Signer)
			return nil
		}
		e.say("不一致：签收时 %d 条在册关系，现在 %d 条", "changed: %d presences when signed, %d now", s.State.Persons, now.Persons)
		return nil
	})
}

type campaignUnsignCmd struct {
	actorFlags
	Division string `arg:"" help:"Division, 12 digits."`
	Reason   string `help:"Why." required:""`
}

// Run withdraws a signature.
func (c *campaignUnsignCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.WithdrawSignature(e.ctx, by, c.Division, c.Reason); err != nil {
			return err
		}
		e.say("已撤回签收", "the signature is withdrawn")
		return nil
	})
}

type campaignSheetCmd struct {
	actorFlags
	Division string `arg:"" help:"Division, 12 digits."`
	Out      string `help:"File to write: .xlsx, .html or .pdf." required:"" type:"path"`
}

// Run writes the sheet in the format of the file's name.
func (c *campaignSheetCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		s, err := d.SignSheet(e.ctx, by, c.Division)
		if err != nil {
			return err
		}
		if err := writeSheet(e, s, c.Out); err != nil {
			return err
		}
		e.say("已写出 %s", "written: %s", filepath.Base(c.Out))
		return nil
	})
}

func writeSheet(e *env, s *publish.SignSheet, to string) error {
	var b bytes.Buffer
	write := map[string]func(io.Writer) error{".xlsx": s.XLSX, ".html": s.HTML, ".pdf": s.HTML}[strings.ToLower(filepath.Ext(to))]
	if write == nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "print.format", Args: []any{filepath.Ext(to)}}
	}
	if err := write(&b); err != nil {
		return err
	}
	if strings.EqualFold(filepath.Ext(to), ".pdf") {
		return printPDF(e.ctx, b.Bytes(), to)
	}
	if err := os.WriteFile(to, b.Bytes(), 0o600); err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{to}, Err: err}
	}
	return nil
}

type campaignCloseCmd struct {
	actorFlags
}

// Run closes the campaign.
func (c *campaignCloseCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.CloseCampaign(e.ctx, by); err != nil {
			return err
		}
		e.say("专项行动已结束", "the campaign is closed")
		return nil
	})
}
