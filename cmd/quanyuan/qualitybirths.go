package main

import (
	"cmp"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/quality"
)

type qualityBirthsCmd struct {
	qualityFlags
	tableFlags
	By string `help:"按哪一级列出。 Level of the lines." enum:"community,town,county,city" default:"community"`
}

// Run prints how long after birth newborns were entered, by division and by
// source.
func (c *qualityBirthsCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		q, p, err := c.query(e, c.By)
		if err != nil {
			return err
		}
		defer p.close()
		parts, sources, whole, err := d.BirthDelays(e.ctx, by, q)
		if err != nil {
			return err
		}
		p.close()
		whole.Name = e.text("合计", "all")
		return c.write(e, birthTables(e, parts, sources, whole), map[string]any{"parts": parts, "sources": sources, "whole": whole})
	})
}

func birthTables(e *env, parts, sources []desk.BirthDelay, whole desk.BirthDelay) []publish.Table {
	figures := func(b *desk.BirthDelay) []any {
		return []any{b.All, b.Done, rate(b.Share), b.Median, b.Most}
	}
	head := []string{e.text("新生儿", "newborns"), e.text("30 天内登记", "entered within 30 days"), "%", e.text("半数在几天内", "median days"), e.text("九成在几天内", "days for 90 %")}
	places := publish.Table{Name: e.text("出生登记", "births"), Head: append([]string{e.text("编码", "code"), e.text("名称", "name")}, head...)}
	for _, b := range append(parts[:len(parts):len(parts)], whole) {
		places.Rows = append(places.Rows, append([]any{b.Code, b.Name}, figures(&b)...))
	}
	told := publish.Table{Name: e.text("来源", "sources"), Head: append([]string{e.text("来源", "source")}, head...)}
	for _, b := range sources {
		told.Rows = append(told.Rows, append([]any{cmp.Or(b.Name, e.text("本库登记", "the desk"))}, figures(&b)...))
	}
	places.Notes = []string{
		e.text("近 12 个月登记、登记时不满周岁的人，从出生到登记的天数。来源是据以登记的名单或报告。满周岁后才登记的，与迁入的孩子分不开，不计；随台账建库的人没有登记日，不计；至今没有登记的孩子见“应落未落”。",
			"Persons entered in the last 12 months before their first birthday: days from birth to entry. The source is the list or report by which they were entered. Who was entered later cannot be told from a child who moved in; who stood in the starting register has no day of entry; children not entered to this day stand on the worksheet of the unregistered."),
		name(e, quality.Timely) + e.text("：", ": ") + e.text(quality.Timely.MeaningZh, quality.Timely.Meaning),
	}
	return []publish.Table{places, told}
}
