package main

import (
	"cmp"
	"fmt"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

type caseCmd struct {
	List     caseListCmd     `cmd:"" help:"待我核对的行。 Rows that wait for me."`
	Show     caseShowCmd     `cmd:"" help:"一行名单与登记库对照，各方怎么说。 A row beside the register, and what everybody says."`
	Settle   caseSettleCmd   `cmd:"" help:"归入此人，并选定各项取谁。 Rule that the row is about the person, and choose the values."`
	Enter    caseEnterCmd    `cmd:"" help:"查过全市，新增此人。 Search the whole city and add the person."`
	Transfer caseTransferCmd `cmd:"" help:"此人在别的社区：提出迁移。 The person stands elsewhere: propose a transfer."`
	Decline  caseDeclineCmd  `cmd:"" help:"不办，须写理由。 Decline the row, with a reason."`
	TakeBack caseTakeBackCmd `cmd:"" name:"take-back" help:"撤回，重新核对。 Take back what was done."`
}

type caseListCmd struct {
	actorFlags
	Outcome []string `help:"只列这些结果：possible, elsewhere, differs, new。 Only these outcomes." enum:"possible,elsewhere,differs,new,"`
	Batch   int64    `help:"只列这一批。 Only this batch."`
	Limit   int      `help:"最多列出。 At most so many." default:"50"`
}

// Run lists what waits for the clerk.
func (c *caseListCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		q := desk.CaseQuery{Batch: quanyuan.BatchID(c.Batch), Limit: c.Limit}
		for _, o := range c.Outcome {
			q.Outcomes = append(q.Outcomes, quanyuan.Outcome(o))
		}
		n, err := d.CaseCounts(e.ctx, by, q)
		if err != nil {
			return err
		}
		rows, err := d.Cases(e.ctx, by, q)
		if err != nil {
			return err
		}
		e.say("不同 %d 行，在别处 %d 行，新增 %d 行，可能 %d 行", "%d rows differ, %d stand elsewhere, %d are new, %d possible", n[quanyuan.Differs], n[quanyuan.Elsewhere], n[quanyuan.New], n[quanyuan.Possible])
		for _, r := range rows {
			fmt.Fprintln(e.stdout, caseLine(e, d, r))
		}
		return nil
	})
}

func caseLine(e *env, d *desk.Desk, r *desk.CaseRow) string {
	words := []string{quanyuan.CaseID(r.Record), d.PlaceName(r.Desk), e.text(publish.OutcomeZh(r.Outcome), publish.OutcomeEn(r.Outcome)), r.Name, string(r.Person)}
	for _, f := range r.Fields {
		words = append(words, e.text(f.Zh(), f.En()))
	}
	return strings.Join(words, "\t")
}

// caseArg names a row.
type caseArg struct {
	actorFlags
	Record int64 `arg:"" help:"记录号，见 case list。 Record, as case list tells it."`
}

// withCase opens the register and the case as it stands.
func (c *caseArg) withCase(e *env, do func(*desk.Desk, quanyuan.Principal, *desk.CaseView) error) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		v, err := d.Case(e.ctx, by, quanyuan.RecordID(c.Record))
		if err != nil {
			return err
		}
		return do(d, by, v)
	})
}

type caseShowCmd struct{ caseArg }

// Run shows a row beside the register.
func (c *caseShowCmd) Run(e *env) error {
	return c.withCase(e, func(d *desk.Desk, by quanyuan.Principal, v *desk.CaseView) error {
		fmt.Fprintln(e.stdout, caseLine(e, d, &v.CaseRow))
		printSides(e, d, &desk.Question{Differences: v.Differences})
		for _, x := range v.Voices {
			who := x.Actor
			if x.Source.Kind != "" {
				who = strings.TrimSpace(e.text(x.Source.Kind.Zh(), string(x.Source.Kind)) + " " + x.Source.Unit + " " + x.Day.String())
			}
			holds := ""
			if x.Wins {
				holds = e.text("  ←取用", "  ← holds")
			}
			fmt.Fprintf(e.stdout, "        %s  %s  %s%s\n", e.text(x.Field.Zh(), x.Field.En()), publish.Masked(x.Field, x.Value.Written()), who, holds)
		}
		if v.Question != "" {
			e.say("先要裁定是不是同一人：第 %s 号", "first rule whether the two are one person: no. %s", v.Question)
		}
		return nil
	})
}

type caseSettleCmd struct {
	caseArg
	Person string            `help:"归入另一人。 Another person than the one proposed."`
	Take   map[string]string `help:"逐项取谁：字段=list（名单）、register（登记库）或 typed:新值。 Whose word holds: field=list, register or typed:VALUE."`
	All    string            `help:"其余各项都取 list 或 register。 For all the others." enum:"list,register," default:""`
}

// Run settles a row.
func (c *caseSettleCmd) Run(e *env) error {
	return c.withCase(e, func(d *desk.Desk, by quanyuan.Principal, v *desk.CaseView) error {
		o := desk.CaseOrder{Record: v.Record, Version: v.Version, Person: quanyuan.Number(c.Person)}
		takes := map[quanyuan.Field]string{}
		if c.All != "" {
			for _, f := range v.Choose {
				takes[f] = c.All
			}
		}
		for name, take := range c.Take {
			f, ok := fieldNamed(name)
			if !ok {
				return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "person.field", Args: []any{name}}
			}
			takes[f] = take
		}
		for f, take := range takes {
			chosen, err := d.Choice(e.ctx, f, take)
			if err != nil {
				return err
			}
			o.Chosen = append(o.Chosen, chosen)
		}
		if err := d.SettleCase(e.ctx, by, o); err != nil {
			return err
		}
		e.say("已归入 %s", "attached to %s", cmp.Or(o.Person, v.Person))
		return nil
	})
}

type caseEnterCmd struct{ caseArg }

// Run searches the whole city, shows who came nearest, and adds the person when
// the city does not have him.
func (c *caseEnterCmd) Run(e *env) error {
	return c.withCase(e, func(d *desk.Desk, by quanyuan.Principal, v *desk.CaseView) error {
		a, err := d.SearchCase(e.ctx, by, v.Record)
		if err != nil {
			return err
		}
		printAnswer(e, d, a)
		p, err := d.EnterCase(e.ctx, by, v.Record, v.Version, a.Paper.ID)
		if err != nil {
			return err
		}
		e.say("已新增 %s", "added %s", p.Number)
		return nil
	})
}

type caseTransferCmd struct {
	caseArg
	Kind   string `help:"residence 居住, hukou 户籍, both 户籍和居住。" enum:"residence,hukou,both" default:"residence"`
	From   string `help:"迁出社区；默认登记库里所在的社区。 Losing community; by default where the register has him." placeholder:"CODE"`
	Day    string `help:"迁移日期；默认今天。 Day of the move; by default today."`
	Reason string `help:"事由。 Why he moved." required:""`
}

// Run proposes the transfer; the row waits for the answer.
func (c *caseTransferCmd) Run(e *env) error {
	return c.withCase(e, func(d *desk.Desk, by quanyuan.Principal, v *desk.CaseView) error {
		t := quanyuan.Transfer{TransferKind: quanyuan.TransferKind(c.Kind), From: c.From, To: v.Desk, Reason: c.Reason, Day: quanyuan.DateOf(e.now())}
		if t.From == "" && len(v.Known) > 0 {
			t.From = v.Known[0]
		}
		if c.Day != "" {
			var ok bool
			if t.Day, ok = quanyuan.ParseDate(c.Day); !ok {
				return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{c.Day}}
			}
		}
		w, err := d.TransferCase(e.ctx, by, v.Record, v.Version, t)
		if err != nil {
			return err
		}
		printTransfer(e, d, w)
		return nil
	})
}

type caseDeclineCmd struct {
	caseArg
	Reason string `help:"理由。 Why." required:""`
}

// Run declines a row.
func (c *caseDeclineCmd) Run(e *env) error {
	return c.withCase(e, func(d *desk.Desk, by quanyuan.Principal, v *desk.CaseView) error {
		if err := d.DeclineCase(e.ctx, by, v.Record, v.Version, c.Reason); err != nil {
			return err
		}
		e.say("已记录，不办", "declined")
		return nil
	})
}

type caseTakeBackCmd struct{ caseArg }

// Run puts a row on the list again.
func (c *caseTakeBackCmd) Run(e *env) error {
	return c.withCase(e, func(d *desk.Desk, by quanyuan.Principal, v *desk.CaseView) error {
		if err := d.TakeBackCase(e.ctx, by, v.Record, v.Version); err != nil {
			return err
		}
		e.say("已撤回，重新列入待核对", "taken back; the row is on the list again")
		return nil
	})
}
