package main

import (
	"encoding/json"
	"fmt"
	"math"
	"text/tabwriter"
	"time"

	"quanyuan/link"
	"quanyuan/link/specfile"
)

// linkPlanCmd says what a run will do.
type linkPlanCmd struct {
	Files []string `arg:"" help:"CSV, Parquet" type:"existingfile"`
	linkInput
	Match    bool     `help:"为 link match 计算：两份名单互相比对。 Plan link match: two files against each other."`
	UniqueIn []string `help:"其中没有重复的文件。 Files that have nobody twice." type:"existingfile" placeholder:"FILE"`
	Model    string   `help:"用以前训练的模型。 Plan with a model trained before." type:"existingfile" placeholder:"FILE"`
	Values   bool     `help:"显示最大块的键值（个人信息）；默认只显示形状。 Show the keys of the worst blocks, which are personal data; only their shape by default."`
	Worst    int      `help:"每条规则列出几个最大的块。 How many of the worst blocks of a rule to list." default:"3"`
	JSON     bool     `name:"json" help:"输出 JSON。 Print JSON."`
	Threads  int      `help:"线程数。 Threads."`
}

// Run plans.
func (c *linkPlanCmd) Run(e *env) error {
	kind := specfile.Dedupe
	if c.Match {
		if kind = specfile.Match; len(c.Files) != 2 || len(c.UniqueIn) > 0 {
			return fault("--match 要两个文件，不与 --unique-in 同用", "--match needs two files and no --unique-in")
		}
	}
	spec, err := c.specification(kind)
	if err != nil {
		return err
	}
	in, err := c.read(e, c.Files, c.Threads, spec)
	if err != nil {
		return err
	}
	opts := link.PlanOptions{Threads: c.Threads, Sources: in.sources(kind), Floor: spec.Floor, Values: c.Values, Worst: c.Worst, Now: e.now}
	if len(c.UniqueIn) > 0 {
		if opts.Sources, err = in.unique(c.UniqueIn); err != nil {
			return err
		}
	}
	used := compared(spec)
	if c.Model != "" {
		if opts.Model, used, err = modelSpec(c.Model); err != nil {
			return err
		}
	}
	p, err := link.NewPlan(e.ctx, in.table, used, opts)
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(e.stdout)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(p)
	}
	return printPlan(e, p)
}

// printPlan prints a plan for people.
func printPlan(e *env, p *link.Plan) error {
	e.say("%d 行，%d 项比较；全部可能的对 %.4g", "%d rows, %d comparisons; %.4g possible pairs", p.Rows, p.Comparisons, p.Possible)
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, e.text("对\t新增\t累计\t新增匹配\t最大块\t  分块规则", "pairs\tnew\ttogether\tnew matches\tlargest block\t  rule"))
	for _, r := range p.Rules {
		fmt.Fprintf(w, "%d\t%d\t%d\t%.0f\t%d\t  %s\n", r.Pairs, r.New, r.Together, r.Matches, r.Largest, r.Rule)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, r := range p.Rules {
		if r.Lost > 0 {
			e.say("%s：过大的块将细分，放弃 %d 对", "%s: oversized blocks are divided, %d pairs given up", r.Rule, r.Lost)
		}
		for _, b := range r.Worst {
			if b.Pairs*10 >= r.Pairs && b.Rows > 2 {
				e.say("  大块 %s：%d 行，%d 对，%q", "  large block of %s: %d rows, %d pairs, %q", r.Rule, b.Rows, b.Pairs, b.Value)
			}
		}
	}
	about := ""
	if !p.Exact {
		about = e.text("约 ", "about ")
	}
	e.say("共比较 %s%d 对，其中约 %.0f 对是同一个", "%s%d pairs to compare, about %.0f of them matches", about, p.Pairs, p.Matches)
	if r := p.Recall; r != nil {
		e.say("这些规则估计能找到全部匹配的 %.1f%%（95%% 区间 %.1f%%–%.1f%%），约漏 %.0f 对；面目全非的记录不在估计之内",
			"the rules are expected to find %.1f%% of all matches (95%% interval %.1f%%–%.1f%%) and to miss about %.0f; records spoilt beyond likeness are not in this",
			100*r.Share, 100*r.Low, 100*r.High, math.Ceil(r.Missed))
	} else {
		e.say("匹配太少，无法估计能找到多少", "too few matches to tell what share is found")
	}
	if p.Seconds > 0 {
		e.say("预计用时 %s（%d 线程）", "expected time %s (%d threads)", (time.Duration(p.Seconds * float64(time.Second))).Round(100*time.Millisecond), p.Threads)
	}
	e.say("预计内存 %d MiB", "expected memory %d MiB", (p.Bytes+1<<20-1)>>20)
	return nil
}
