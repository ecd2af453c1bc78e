package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/refdata/division"
)

type divisionCmd struct {
	Plan  divisionPlanCmd  `cmd:"" help:"试算一次区划变更。 Count what a revision of divisions would do."`
	Apply divisionApplyCmd `cmd:"" help:"办理区划变更；中断后再运行即续办。 Apply a revision; when it was stopped, go on."`
	Late  divisionLateCmd  `cmd:"" help:"办理遗留在旧编码下的人员。 Apply it once more to whoever still stands under old codes."`
	Show  divisionShowCmd  `cmd:"" help:"查看一个区划，旧编码也可。 Show a division, a retired one too."`
}

type divisionPlanCmd struct {
	dbFlag
	File string `arg:"" help:"区划变更文件（JSON）。 The revision, as JSON." type:"existingfile"`
}

// Run prints the plan.
func (c *divisionPlanCmd) Run(e *env) error {
	r, err := readRevision(c.File)
	if err != nil {
		return err
	}
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	p, err := d.PlanRevision(e.ctx, quanyuan.Principal{Post: quanyuan.Operator}, r)
	if err != nil {
		return err
	}
	printRevision(e, d, p, r)
	return nil
}

type divisionApplyCmd struct {
	actorFlags
	File string `arg:"" help:"区划变更文件（JSON）。 The revision, as JSON." type:"existingfile"`
}

// Run applies a revision.
func (c *divisionApplyCmd) Run(e *env) error {
	r, err := readRevision(c.File)
	if err != nil {
		return err
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		bar := newProgress(e, e.text("办理区划变更", "revision"))
		p, err := d.ApplyRevision(e.ctx, by, r, bar.update)
		bar.close()
		if err != nil {
			return err
		}
		printRevision(e, d, p, r)
		e.say("区划变更 %s 已办结。", "revision %s is applied.", r.ID)
		return nil
	})
}

type divisionLateCmd struct {
	actorFlags
	ID string `arg:"" help:"文号。 ID of the revision."`
}

// Run applies a revision to whoever is left.
func (c *divisionLateCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		bar := newProgress(e, e.text("办理遗留人员", "late"))
		p, err := d.LateRevision(e.ctx, by, c.ID, bar.update)
		bar.close()
		if err != nil {
			return err
		}
		printRevision(e, d, p, &quanyuan.Revision{})
		return nil
	})
}

type divisionShowCmd struct {
	dbFlag
	Code string `arg:"" help:"编码。 Code."`
}

// Run shows a division with its days and what follows it.
func (c *divisionShowCmd) Run(e *env) error {
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	code, err := desk.DivisionCode(c.Code)
	v, ok := d.Tree().Get(division.Code(code))
	if err != nil || !ok {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "division.unknown", Args: []any{c.Code}}
	}
	fmt.Fprintln(e.stdout, code, d.Tree().FullName(v.Code))
	for _, a := range v.Aliases {
		e.say("  曾用名 %s", "  formerly %s", a)
	}
	if v.Until != 0 {
		e.say("  %d 年停用", "  retired in %d", v.Until)
		for _, n := range d.Tree().Current(v.Code) {
			e.say("  后为 %s %s", "  now %s %s", n, d.PlaceName(string(n)))
		}
	}
	return nil
}

func readRevision(path string) (*quanyuan.Revision, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{path}}
	}
	var r struct {
		quanyuan.Revision
		Date string `json:"date"` // as people write it
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "revision.json", Where: quanyuan.Where{File: filepath.Base(path)}, Err: err}
	}
	day, ok := quanyuan.ParseDate(r.Date)
	if !ok || day.Day == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{r.Date}, Where: quanyuan.Where{File: filepath.Base(path)}}
	}
	r.Revision.Date = day
	r.Codes, r.Households, r.Begun = nil, nil, time.Time{} // the desk's
	return &r.Revision, nil
}

// printRevision prints how many go where. Names are those of the revision where
// the list of divisions does not have them yet.
func printRevision(e *env, d *desk.Desk, p *desk.RevisionPlan, r *quanyuan.Revision) {
	name := func(code string) string {
		for _, n := range r.New {
			if n.Code == code && n.Name != "" {
				return n.Name
			}
		}
		return d.PlaceName(code)
	}
	for _, f := range p.Flows {
		to := f.To + " " + name(f.To)
		if f.To == "" {
			to = e.text("待核实", "open")
		}
		e.say("%s %s → %s：%d 人 %d 户 文书 %d 份", "%s %s → %s: %d persons, %d households, %d papers", f.From, d.PlaceName(f.From), to, f.Persons, f.Households, f.Papers)
	}
	for _, a := range p.Accounts {
		if a.To == "" {
			e.say("账号 %s：须重新授予岗位", "account %s: its post must be granted anew", a.Account)
		} else {
			e.say("账号 %s：%s → %s", "account %s: %s → %s", a.Account, a.From, a.To)
		}
	}
	if len(p.Open) > 0 {
		e.say("地址未覆盖 %d 人，留在旧编码下待核实：", "%d persons whose address is not covered stay under the old code:", len(p.Open))
		for _, n := range p.Open {
			fmt.Fprintln(e.stdout, "  ", n)
		}
	}
}
