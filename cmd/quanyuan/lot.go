package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

type lotCmd struct {
	Make  lotMakeCmd  `cmd:"" help:"把确定无疑的立成一批并抽样。 Gather certain cases and draw a sample."`
	List  lotListCmd  `cmd:"" help:"各批的情况。 The lots."`
	Check lotCheckCmd `cmd:"" help:"看抽样。 Look at the sample."`
	Sign  lotSignCmd  `cmd:"" help:"签收并办理；中断后再次运行即继续。 Sign and carry out; run again to go on after a stop."`
}

type lotMakeCmd struct {
	actorFlags
	Outcome     []string `help:"收入的比对结果。 Outcomes to take." default:"same,differs" enum:"same,differs,elsewhere"`
	Probability float64  `help:"概率至少。 Lowest probability; by default that from which collation takes a record for a person's."`
	Batch       int64    `help:"只收这一批名单。 This list only."`
	Max         int      `help:"至多条数。 At most so many." default:"10000"`
	MaxError    float64  `name:"max-error" help:"错误率上限。 Highest share of errors." default:"0.01"`
	Confidence  float64  `help:"置信度。 Confidence of the bound." default:"0.95"`
}

// Run gathers a lot.
func (c *lotMakeCmd) Run(e *env) error {
	o := desk.LotOrder{Probability: c.Probability, Batch: quanyuan.BatchID(c.Batch), Max: c.Max, Limit: c.MaxError, Confidence: c.Confidence}
	for _, w := range c.Outcome {
		o.Outcomes = append(o.Outcomes, quanyuan.Outcome(w))
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		v, err := d.MakeLot(e.ctx, by, o)
		if err != nil {
			return err
		}
		printLot(e, v)
		return nil
	})
}

var lotStates = map[string][2]string{
	quanyuan.LotOpen: {"待看抽样", "sample to be looked at"}, quanyuan.LotSigned: {"已签收，办理中", "signed, being carried out"}, quanyuan.LotDone: {"已办结", "done"},
}

func printLot(e *env, v *desk.LotView) {
	var outcomes []string
	for _, o := range v.Rule.Outcomes {
		outcomes = append(outcomes, e.text(publish.OutcomeZh(o), string(o)))
	}
	e.say("第 %s 批  %d 条  %s", "lot %s  %d records  %s", v.ID, len(v.Items), e.word(lotStates[v.State]))
	e.say("    规则：结果为%s，概率至少 %g，姓名、性别、出生日期、证件号码不矛盾", "    rule: outcome %s, probability at least %g, no contradiction of name, sex, birth date, ID number", strings.Join(outcomes, e.text("或", " or ")), v.Rule.Probability)
	checked, errors, bound := v.Checked, v.Errors, v.Bound
	if v.Signed != nil {
		checked, errors, bound = v.Signed.Checked, v.Signed.Errors, v.Signed.Bound
	}
	e.say("    抽样 %d 条，已看 %d 条，有误 %d 条；错误率以 %g%% 的把握不超过 %.2f%%（上限 %g%%）", "    sample of %d, %d looked at, %d errors; with %g %% confidence at most %.2f %% are wrong (limit %g %%)",
		len(v.Sample), checked, errors, 100*v.Confidence, 100*bound, 100*v.Limit)
	if v.Signed != nil {
		e.say("    %s 签收；办理 %d 条，归入 %d 条", "    signed by %s; %d carried out, %d attached", v.Signed.Name, v.Next, v.Attached)
	}
}

type lotListCmd struct{ actorFlags }

// Run lists the lots.
func (c *lotListCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		lots, err := d.Lots(e.ctx, by)
		if err != nil {
			return err
		}
		for _, v := range lots {
			printLot(e, v)
		}
		if len(lots) == 0 {
			e.say("没有批量裁定", "no lots")
		}
		return nil
	})
}

type lotCheckCmd struct {
	actorFlags
	ID     string `arg:"" help:"批号。 Number of the lot."`
	Item   int    `help:"所看的项。 The item looked at." default:"-1"`
	Answer string `help:"same 同一人, different 不是同一人, unclear 无法判断。" enum:",same,different,unclear" default:""`
	Sheet  string `help:"把未看的抽样写成表，填好 answer 列。 Write what is left of the sample as a sheet; fill in the column answer." type:"path" placeholder:"FILE"`
	From   string `help:"读入填好的表。 Read a sheet that was filled in." type:"existingfile" placeholder:"FILE"`
}

// Run shows the next item of the sample, or takes answers.
func (c *lotCheckCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := c.answers(e, d, by); err != nil {
			return err
		}
		v, err := d.Lot(e.ctx, by, c.ID)
		if err != nil {
			return err
		}
		switch {
		case c.Sheet != "":
			return c.sheet(e, d, by, v)
		case len(v.Left) == 0:
			printLot(e, v)
			return nil
		}
		qs, err := d.LotCases(e.ctx, by, c.ID, v.Left[:1])
		if err != nil {
			return err
		}
		e.say("第 %s 批第 %d 项（还有 %d 项未看）", "lot %s item %d (%d left to look at)", v.ID, v.Left[0], len(v.Left))
		printSides(e, d, qs[0])
		return nil
	})
}

// answers takes the answers of the command line or of a sheet.
func (c *lotCheckCmd) answers(e *env, d *desk.Desk, by quanyuan.Principal) error {
	answers := map[int]string{}
	if c.Answer != "" {
		answers[c.Item] = c.Answer
	}
	if c.From != "" {
		rows, err := readTable(c.From)
		if err != nil {
			return err
		}
		for _, r := range rows {
			item, err := strconv.Atoi(r["item"])
			if err != nil {
				return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "table.format", Args: []any{c.From}}
			}
			if r["answer"] != "" {
				answers[item] = r["answer"]
			}
		}
	}
	if len(answers) == 0 {
		return nil
	}
	_, err := d.CheckLot(e.ctx, by, c.ID, answers)
	return err
}

// sheet writes what is left of the sample, numbers masked.
func (c *lotCheckCmd) sheet(e *env, d *desk.Desk, by quanyuan.Principal, v *desk.LotView) error {
	rows := [][]string{{"item", "answer", e.text("比对", "compared")}}
	qs, err := d.LotCases(e.ctx, by, c.ID, v.Left)
	if err != nil {
		return err
	}
	for i, q := range qs {
		var parts []string
		for _, x := range q.Differences {
			if x.Verdict == quanyuan.Agree {
				parts = append(parts, fmt.Sprintf("%s %s", e.text(x.Field.Zh(), x.Field.En()), x.There))
			} else {
				parts = append(parts, fmt.Sprintf("%s %s | %s", e.text(x.Field.Zh(), x.Field.En()), blank(x.There), blank(x.Here)))
			}
		}
		rows = append(rows, []string{strconv.Itoa(v.Left[i]), "", strings.Join(parts, "; ")})
	}
	err = writeFile(c.Sheet, func(f *os.File) error {
		if _, err := f.WriteString("\ufeff"); err != nil {
			return err
		}
		return csv.NewWriter(f).WriteAll(rows)
	})
	if err == nil {
		e.say("未看的 %d 项写入 %s", "%d items written to %s", len(v.Left), c.Sheet)
	}
	return err
}

type lotSignCmd struct {
	actorFlags
	ID string `arg:"" help:"批号。 Number of the lot."`
}

// Run signs a lot and carries it out, or goes on with one that was stopped.
func (c *lotSignCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		p := newProgress(e, e.text("办理", "carry out"))
		v, err := d.SignLot(e.ctx, by, c.ID, p.update)
		p.close()
		if err != nil {
			return err
		}
		printLot(e, v)
		return nil
	})
}
