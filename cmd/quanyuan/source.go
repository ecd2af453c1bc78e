package main

import (
	"strconv"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

type sourceCmd struct {
	Order sourceOrderCmd `cmd:"" help:"查看或设定来源次序（一数一源）。 Show or set whose word goes first for each field."`
	Card  sourceCardCmd  `cmd:"" help:"起报单位成绩单：正确、有误、未定、逾期，源头改什么。 Report card of a source: right, wrong, open, late, what to mend."`
}

type sourceCardCmd struct {
	actorFlags
	tableFlags
	Kind  string `help:"起报单位的种类，如 school、教管；不写则全部。 Kind of source; by default all."`
	Unit  string `help:"单位名称。 Name of the unit."`
	Batch int64  `help:"只看一批。 One list alone."`
}

// Run prints what became of every row that a source sent, and what to mend.
func (c *sourceCardCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		q := desk.SourceQuery{Unit: c.Unit, Batch: quanyuan.BatchID(c.Batch)}
		if c.Kind != "" {
			kind, ok := quanyuan.ParseSourceKind(c.Kind)
			if !ok || kind == quanyuan.Register {
				return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "source.unknown", Args: []any{c.Kind}}
			}
			q.Kind = kind
		}
		p := newProgress(e, e.text("成绩单", "report card"))
		q.Progress = p.update
		card, err := d.SourceCard(e.ctx, by, q)
		p.close()
		if err != nil {
			return err
		}
		tables := []publish.Table{sourceLists(e, card), sourceFates(e, card), sourceMends(e, card)}
		return c.write(e, tables, tables)
	})
}

func sourceLists(e *env, c *desk.SourceCard) publish.Table {
	t := publish.Table{Name: e.text("历次名单", "lists"), Head: []string{e.text("批次", "batch"), e.text("文件", "file"), e.text("来源", "source"), e.text("人次", "entries"), e.text("正确", "right"), e.text("有误", "wrong"), e.text("未定", "open"), e.text("逾期天数", "days late"), e.text("变动", "events"), e.text("及时", "in time")},
		Notes: []string{e.text("人次 = 正确 + 有误 + 未定；人次 = 人员记录 + 搁置的行。", "entries = right + wrong + open; entries = records + rows set aside.")}}
	row := func(id, file, source string, rows, right, wrong, open, late, all, done int) {
		t.Rows = append(t.Rows, []any{id, file, source, rows, right, wrong, open, late, all, done})
	}
	for i := range c.Lists {
		l := &c.Lists[i]
		row(strconv.FormatInt(int64(l.Batch.ID), 10), l.Batch.File, sourceName(e, l.Batch.Source), l.Card.Rows, l.Card.Right, l.Card.Wrong, l.Card.Open, l.Late, l.Events.All, l.Events.Done)
	}
	row("", e.text("合计", "all"), "", c.Sum.Rows, c.Sum.Right, c.Sum.Wrong, c.Sum.Open, 0, c.Events.All, c.Events.Done)
	return t
}

func sourceFates(e *env, c *desk.SourceCard) publish.Table {
	t := publish.Table{Name: e.text("每一行的下落", "what became of every row"), Head: []string{e.text("批次", "batch"), e.text("结果", "outcome"), e.text("人次", "entries"), e.text("已办结", "settled"), e.text("已退回", "declined"), e.text("待办", "waiting")}}
	for i := range c.Lists {
		for _, f := range c.Lists[i].Fates {
			outcome := e.text("尚未比对", "not compared yet")
			if f.Outcome != "" {
				outcome = e.text(publish.OutcomeZh(f.Outcome), publish.OutcomeEn(f.Outcome))
			}
			t.Rows = append(t.Rows, []any{strconv.FormatInt(int64(c.Lists[i].Batch.ID), 10), outcome, f.Rows, f.Settled, f.Declined, f.Waiting})
		}
	}
	return t
}

func sourceMends(e *env, c *desk.SourceCard) publish.Table {
	t := publish.Table{Name: e.text("源头改什么", "what to mend"), Head: []string{e.text("问题", "what"), e.text("人次", "entries"), e.text("可减少有误（百分点）", "fewer wrong, points"), e.text("怎么改", "what to do"), e.text("例子", "example")},
		Notes: []string{e.text("只改这一项时有误率下降的百分点；一行有几处错的不算在内。", "points by which the share of wrong rows falls, were this alone mended; rows with several faults are not counted.")}}
	for _, m := range c.Sum.Mends() {
		what, todo := desk.MendText(m, e.lang)
		example := ""
		if len(m.Examples) > 0 {
			example = m.Examples[0].Where.String()
		}
		t.Rows = append(t.Rows, []any{what, m.Rows, c.Sum.Gain(m), todo, example})
	}
	return t
}
