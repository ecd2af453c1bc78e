package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

type modelCmd struct {
	Show  modelShowCmd  `cmd:"" help:"显示在用的、待启用的和用过的模型。 Show the model in use, the one that waits, and those used before."`
	Train modelTrainCmd `cmd:"" help:"用登记库、名单和裁定训练模型，并报告会改变什么。 Train a model on the register, its lists and rulings, and tell what it would change."`
	Use   modelUseCmd   `cmd:"" help:"签署并启用模型。 Sign a model, which is in use from then on."`
}

type modelTrainCmd struct {
	dbFlag
	actorFlag
	Out string `help:"会改变什么的清单放在哪个文件夹。 Folder for the list of what would change." default:"results"`
}

// Run trains; the first model is used at once, others wait to be used.
func (c *modelTrainCmd) Run(e *env) error {
	gathering.keep()
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	p := newProgress(e, e.text("训练", "train"))
	t, err := d.TrainModel(e.ctx, quanyuan.Local(c.Actor), engineProgress(e, p))
	p.close()
	if err != nil {
		return err
	}
	printModel(e, t.After)
	switch {
	case t.Unchanged():
		e.say("与在用的模型相同。", "It is the model in use.")
	case t.Changes == nil:
		e.say("登记库的第一个模型，已启用，待签署。", "The first model of the register: in use, and not signed yet.")
	default:
		printChanges(e, t)
		return writeChanges(e, c.Out, t)
	}
	return nil
}

// printChanges counts what would stand elsewhere.
func printChanges(e *env, t *desk.Training) {
	e.say("与在用的模型 %s 相比，名单中的行：", "Rows of lists, against the model in use, %s:", t.Before.Name)
	same := 0
	for _, from := range quanyuan.Outcomes() {
		for _, to := range quanyuan.Outcomes() {
			if n := t.Changes.Rows[[2]quanyuan.Outcome{from, to}]; from == to {
				same += n
			} else if n > 0 {
				e.say("    %s → %s  %d", "    %s → %s  %d", outcomeText(e, from), outcomeText(e, to), n)
			}
		}
	}
	e.say("    结果不变  %d", "    the same outcome  %d", same)
	if n := t.Changes.Others; n > 0 {
		e.say("    改指他人  %d", "    about somebody else  %d", n)
	}
	e.say("登记库内疑似重复的人员对：增加 %d，减少 %d，不变 %d", "Pairs of persons shown as one: %d gained, %d lost, %d kept", t.Changes.Gained, t.Changes.Lost, t.Changes.Kept)
}

func outcomeText(e *env, o quanyuan.Outcome) string { return e.text(publish.OutcomeZh(o), string(o)) }

// writeChanges writes the rows and pairs that would stand elsewhere as a
// workbook and as CSV. They name rows and person numbers, and nothing else of
// anybody.
func writeChanges(e *env, dir string, t *desk.Training) error {
	if err := makeFolder(dir); err != nil {
		return err
	}
	tables := changeTables(e, t)
	book := filepath.Join(dir, "model-changes.xlsx")
	if err := writeFile(book, func(f *os.File) error { return publish.WriteTables(f, e.now(), tables) }); err != nil {
		return err
	}
	for i, name := range []string{"model-changes.csv", "model-pairs.csv"} {
		if err := writeFile(filepath.Join(dir, name), func(f *os.File) error { return writeTableCSV(f, &tables[i+1]) }); err != nil {
			return err
		}
	}
	e.say("清单见 %s；由负责人签署后启用：quanyuan model use", "See %s; it is used once somebody answers for it: quanyuan model use", book)
	return nil
}

// changeTables are the counts, the rows and the pairs.
func changeTables(e *env, t *desk.Training) []publish.Table {
	counts := publish.Table{Name: e.text("统计", "Counts"), Head: []string{e.text("在用模型", "in use") + " " + t.Before.Name, e.text("新模型", "new") + " " + t.After.Name, e.text("行数", "rows")}}
	for _, from := range quanyuan.Outcomes() {
		for _, to := range quanyuan.Outcomes() {
			if n := t.Changes.Rows[[2]quanyuan.Outcome{from, to}]; n > 0 {
				counts.Rows = append(counts.Rows, []any{outcomeText(e, from), outcomeText(e, to), n})
			}
		}
	}
	rows := publish.Table{Name: e.text("名单行", "Rows"), Head: []string{e.text("文件", "file"), e.text("工作表", "sheet"), e.text("行", "row"), e.text("序", "part"),
		e.text("原结果", "outcome before"), e.text("新结果", "outcome after"), e.text("原指", "person before"), e.text("新指", "person after"), e.text("原概率", "probability before"), e.text("新概率", "probability after")}}
	for _, m := range t.Changes.Moved {
		rows.Rows = append(rows.Rows, []any{m.Where.File, m.Where.Sheet, m.Where.Row, m.Part + 1, outcomeText(e, m.Before.Outcome), outcomeText(e, m.After.Outcome),
			string(m.Before.Person), string(m.After.Person), m.Before.Probability, m.After.Probability})
	}
	pairs := publish.Table{Name: e.text("疑似重复", "Pairs"), Head: []string{e.text("人员", "person"), e.text("人员", "person"), e.text("变化", "change")}}
	for _, p := range t.Changes.Pairs {
		change := e.text("减少", "lost")
		if p.Gained {
			change = e.text("增加", "gained")
		}
		pairs.Rows = append(pairs.Rows, []any{string(p.A), string(p.B), change})
	}
	return []publish.Table{counts, rows, pairs}
}

// writeTableCSV writes a table as CSV that Excel reads as UTF-8.
func writeTableCSV(w io.Writer, t *publish.Table) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	if err := c.Write(t.Head); err != nil {
		return err
	}
	for _, r := range t.Rows {
		line := make([]string, len(r))
		for i, v := range r {
			if p, ok := v.(float64); ok {
				line[i] = strconv.FormatFloat(p, 'f', 4, 64)
			} else {
				line[i] = fmt.Sprint(v)
			}
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

type modelShowCmd struct{ dbFlag }

// Run shows the models.
func (c *modelShowCmd) Run(e *env) error {
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	current, next, err := d.Models(e.ctx)
	if err != nil {
		return err
	}
	if current == nil {
		e.say("登记库还没有模型。", "The register has no model yet.")
		return nil
	}
	printModel(e, current)
	if next != nil {
		e.say("待启用：", "Waiting to be used:")
		printModel(e, next)
	}
	used, err := d.UsedModels(e.ctx)
	if err == nil && len(used) > 1 {
		e.say("用过的模型：%s", "Models used: %s", strings.Join(used, " "))
	}
	return err
}

func printModel(e *env, m *desk.Model) {
	by := m.By
	if by == "" {
		by = e.text("程序自动", "the program by itself")
	}
	e.say("模型 %s：%s 由%s训练，登记库 %d 人，名单 %d 条，裁定 %d 对", "Model %s: trained on %s by %s, on %d persons, %d rows of lists, %d pairs ruled on",
		m.Name, m.Trained.Format("2006-01-02"), by, m.Persons, m.Rows, m.Labels)
	if m.Signed.IsZero() {
		e.say("    未签署", "    not signed")
	} else {
		e.say("    %s 由%s签署", "    signed on %s by %s", m.Signed.Format("2006-01-02"), m.Signer)
	}
	e.say("    认定 %.2f，待核对 %.2f，疑似重复 %.2f（概率，不低于）", "    taken from %.2f, to be looked at from %.2f, shown as one from %.2f (probabilities)", m.Thresholds.Accept, m.Thresholds.Possible, m.Thresholds.Duplicate)
	for _, w := range m.Engine.Diagnosis {
		fmt.Fprintln(e.stdout, "    "+w.Localized(e.lang))
	}
}

type modelUseCmd struct {
	Name string `arg:"" optional:"" help:"模型编号；不写则启用待启用的。 The model's name; the one that waits when left out."`
	dbFlag
	actorFlag
}

// Run puts a model into use.
func (c *modelUseCmd) Run(e *env) error {
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	m, err := d.UseModel(e.ctx, quanyuan.Local(c.Actor), c.Name)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	printModel(e, m)
	return nil
}

// sayModel names the model of a run, and says what had to be done for it.
func sayModel(e *env, c *desk.Collation) {
	for _, r := range c.Said {
		fmt.Fprintln(e.stdout, quanyuan.Message(e.lang, r.Key, r.Args...))
	}
	if c.Model != "" {
		e.say("模型 %s", "model %s", c.Model)
	}
}
