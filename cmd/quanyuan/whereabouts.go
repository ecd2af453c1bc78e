package main

import (
	"fmt"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

type whereaboutsCmd struct {
	List   whereaboutsListCmd   `cmd:"" default:"withargs" help:"按各名单的“生活迹象”列出疑已死亡、离开、住他处、重复、无人见到、漏登的人。 Whom the signs of life put in question."`
	Answer whereaboutsAnswerCmd `cmd:"" help:"上门后答复：在、已离开、已死亡。 Say what was found out at the door."`
}

type whereaboutsListCmd struct {
	actorFlags
	tableFlags
	Division string  `help:"区划编码。 Division." placeholder:"CODE"`
	Since    string  `help:"只看这一天以来的名单；不写为一年。 Lists since this day; a year by default." placeholder:"DAY"`
	Least    float64 `help:"列出的最小可能性，0 至 1。 The smallest chance that is listed." default:"0.5"`
}

// Run prints the list, the communities with the most expected errors first.
func (c *whereaboutsListCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		q := desk.WhereaboutsQuery{Least: c.Least}
		var err error
		if q.Scope, err = scopeOf(c.Division); err != nil {
			return err
		}
		if c.Since != "" {
			var ok bool
			if q.Since, ok = quanyuan.ParseDate(c.Since); !ok {
				return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{c.Since}}
			}
		}
		p := newProgress(e, e.text("查看名单", "lists"))
		defer p.close()
		q.Progress = p.update
		all, err := d.Whereabouts(e.ctx, by, q)
		if err != nil {
			return err
		}
		p.close()
		tables := whereaboutsTables(e, d, all)
		return c.write(e, tables, tables[0].Rows)
	})
}

func whereaboutsTables(e *env, d *desk.Desk, all []desk.WhereaboutsOf) []publish.Table {
	lines := publish.Table{Name: e.text("去向核实", "whereabouts"), Head: []string{e.text("社区", "community"), e.text("类别", "kind"), e.text("可能性", "chance"), e.text("系统编号", "number"),
		e.text("姓名", "name"), e.text("出生日期", "born"), e.text("身份证号码", "ID number"), e.text("居住地址", "address"), e.text("依据", "why"), e.text("何时何名单见过", "signs")}}
	sums := publish.Table{Name: e.text("各社区", "communities"), Head: []string{e.text("编码", "code"), e.text("社区", "community"), e.text("要核实", "to look at"), e.text("预计有误", "expected errors")}}
	for _, of := range all {
		sums.Rows = append(sums.Rows, []any{of.Community, d.PlaceName(of.Community), len(of.Lines), of.Effect})
		for _, w := range of.Lines {
			chance := ""
			if w.Chance > 0 {
				chance = fmt.Sprintf("%.1f%%", 100*w.Chance)
			}
			lines.Rows = append(lines.Rows, []any{d.PlaceName(of.Community), quanyuan.Message(e.lang, "whereabouts.kind."+w.Kind), chance, string(w.Person), w.Shown.Text(quanyuan.Name),
				publish.Masked(quanyuan.BirthDate, w.Shown.Text(quanyuan.BirthDate)), publish.Masked(quanyuan.IDNumber, w.Shown.Text(quanyuan.IDNumber)), w.Shown.Text(quanyuan.ResidenceAddress), w.Words(e.lang), signWords(e, d, w.Signs)})
		}
	}
	lines.Notes = []string{e.text("本表是上门核实的清单，不是结论：不据此自动注销、更改，也不得据此处罚或追查任何人。可能性怎么来，见 docs/method/whereabouts.zh.md。",
		"This is a list of doors to knock at, no finding: nothing is struck off or changed by it, and nobody may be punished or traced by it. docs/method/whereabouts.md says where the chances come from.")}
	return []publish.Table{lines, sums}
}

func signWords(e *env, d *desk.Desk, signs []desk.LifeSign) string {
	var out []string
	for _, s := range signs {
		says := map[string]string{"lives": e.text("居住", "lives"), "registered": e.text("户籍", "registered"), "dead": e.text("死亡", "dead"), "left": e.text("离开", "left"), "away": e.text("不在本社区", "away")}[s.Says]
		words := s.Day.String() + " " + strings.TrimSpace(e.text(s.Source.Kind.Zh(), string(s.Source.Kind))+" "+s.Source.Unit) + " " + says
		if s.Place != "" {
			words += " " + d.PlaceName(s.Place)
		}
		out = append(out, words)
	}
	return strings.Join(out, e.text("；", "; "))
}

type whereaboutsAnswerCmd struct {
	actorFlags
	Person string `arg:"" help:"系统编号。 Number of the person."`
	Answer string `help:"here 在，left 已离开，dead 已死亡。 What was found out." required:""`
	Reason string `help:"离开的原因。 Why he left."`
	Day    string `help:"哪一天；不写为今天。 On which day; today by default." placeholder:"DAY"`
}

// Run writes the answer down: a note, or the ordinary act.
func (c *whereaboutsAnswerCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		a := desk.WhereaboutsAnswer{Person: quanyuan.Number(c.Person), Answer: c.Answer, Reason: c.Reason}
		if c.Day != "" {
			var ok bool
			if a.Day, ok = quanyuan.ParseDate(c.Day); !ok {
				return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{c.Day}}
			}
		}
		if _, err := d.AnswerWhereabouts(e.ctx, by, a); err != nil {
			return err
		}
		e.say("已记下 %s 的核实结果", "what was found out about %s is written down", c.Person)
		return nil
	})
}
