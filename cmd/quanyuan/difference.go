package main

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/register"
)

type differenceCmd struct {
	Show   differenceShowCmd   `cmd:"" help:"老系统这次与上次、与登记库有何不同。 What the old system's export differs in."`
	Take   differenceTakeCmd   `cmd:"" help:"采用只有老系统有变更的值。 Take over what has changed there alone."`
	Tasks  differenceTasksCmd  `cmd:"" help:"须人决定的待办。 What people must decide."`
	Settle differenceSettleCmd `cmd:"" help:"答复一项待办。 Answer a task."`
}

type differenceShowCmd struct {
	dbFlag
	Batch int64  `help:"老系统台账的批号；默认最后一次。 Number of the batch; by default the last."`
	Out   string `help:"把逐项清单写到这个文件夹。 Folder for the list, item by item." type:"path" placeholder:"DIR"`
	Actor string `help:"经办人姓名。 Name of the person who looks." default:"operator" placeholder:"NAME"`
}

// Run shows the difference, and writes it item by item.
func (c *differenceShowCmd) Run(e *env) error {
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	out, table, err := d.DifferenceTable(e.ctx, quanyuan.Local(c.Actor), quanyuan.BatchID(c.Batch))
	if err != nil {
		return err
	}
	printDifferences(e, out)
	if c.Out == "" {
		return nil
	}
	save := saveIn(c.Out)
	if err := save("difference.csv", func(w io.Writer) error { return publish.TableCSV(w, table) }); err != nil {
		return err
	}
	return save("difference.xlsx", func(w io.Writer) error { return publish.TableXLSX(w, "差异", table, e.now()) })
}

type differenceTakeCmd struct {
	actorFlags
	Batch int64 `help:"老系统台账的批号；默认最后一次。 Number of the batch; by default the last."`
}

// Run takes over what nobody here has changed.
func (c *differenceTakeCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		n, err := d.TakeDifference(e.ctx, by, quanyuan.BatchID(c.Batch))
		if err != nil {
			return err
		}
		e.say("已采用老系统对 %d 人的变更，由%s负责", "took over what the old system has changed of %d persons, in the name of %s", n, by.Name)
		return nil
	})
}

type differenceTasksCmd struct{ actorFlags }

// Run lists the open tasks about the old system.
func (c *differenceTasksCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		tasks, err := d.OpenTasks(e.ctx, by, nil)
		if err != nil {
			return err
		}
		for _, t := range tasks {
			if t.Kind == desk.TaskOldSystem {
				e.say("%s  %s  %s", "%s  %s  %s", t.ID, d.PlaceName(t.Community), register.Text(t.Why, e.lang))
			}
		}
		return nil
	})
}

type differenceSettleCmd struct {
	actorFlags
	Task   string `arg:"" help:"待办编号。 Number of the task."`
	Answer string `help:"theirs 老系统正确, ours 登记库正确, done 已另行办理。" enum:"theirs,ours,done" required:""`
}

// Run answers a task.
func (c *differenceSettleCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.SettleDifference(e.ctx, by, c.Task, c.Answer); err != nil {
			return err
		}
		e.say("已答复 %s", "answered %s", c.Task)
		return nil
	})
}

// differenceWords are shown in this order: what people must decide first.
var differenceWords = []struct {
	verdict register.Verdict
	zh, en  string
}{
	{register.Conflict, "冲突，须人决定", "in conflict, for people to decide"},
	{register.Unknown, "老系统新增，登记库没有", "new there, not known here"},
	{register.GoneAway, "老系统已去除", "gone there"},
	{register.There, "只有老系统有变更，可采用", "changed there alone, may be taken over"},
	{register.Silent, "老系统不再写明", "no longer said there"},
	{register.Here, "只有登记库有变更，待导出", "changed here alone, to be exported"},
	{register.Both, "两边改成相同", "changed to the same on both sides"},
}

func printDifferences(e *env, out *desk.Differences) {
	e.say("老系统第 %d 批与第 %d 批及登记库比较：%d 人无差异", "batch %d of the old system against batch %d and the register: %d persons do not differ", out.Batch.ID, out.Before.ID, out.Same)
	for _, v := range differenceWords {
		if out.Persons[v.verdict] == 0 {
			continue
		}
		var parts []string
		fields := out.Fields[v.verdict]
		for _, f := range slices.SortedFunc(maps.Keys(fields), func(a, b quanyuan.Field) int { return cmp.Or(cmp.Compare(fields[b], fields[a]), cmp.Compare(a, b)) }) {
			parts = append(parts, e.text(f.Zh(), f.En())+" "+strconv.Itoa(fields[f]))
		}
		e.say("    %s：%d 人（%s）", "    %s: %d persons (%s)", e.text(v.zh, v.en), out.Persons[v.verdict], strings.Join(parts, e.text("、", ", ")))
	}
	if out.Tasks > 0 {
		e.say("    已给社区开 %d 项待办", "    %d tasks were laid on the communities' desks", out.Tasks)
	}
}
