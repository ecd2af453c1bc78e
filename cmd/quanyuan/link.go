package main

import (
	"path/filepath"
	"slices"

	"quanyuan/link"
	"quanyuan/link/block"
	linkreport "quanyuan/link/report"
	"quanyuan/link/specfile"
)

// linkCmd is the engine alone: any lists, no register.
type linkCmd struct {
	Dedupe  linkDedupeCmd  `cmd:"" help:"找出一份或几份名单里的重复记录。 Find the records of one or several files that are one entity."`
	Match   linkMatchCmd   `cmd:"" help:"把两份名单互相对上。 Find the records of two files that are one entity."`
	Plan    linkPlanCmd    `cmd:"" help:"运行前先算：对数、时间、内存、能找到多少。 Say before a run what it will compare, cost and find."`
	Check   linkCheckCmd   `cmd:"" help:"没有标注也说出质量：估计、植入副本与假冒者。 Say how good a run is without labels: estimates, planted copies and impostors."`
	Sample  linkSampleCmd  `cmd:"" help:"抽出最有用的配对供人工判断。 Draw the pairs whose judgement teaches most."`
	Suggest linkSuggestCmd `cmd:"" help:"把引擎自己的方案写成规格文件。 Write what the engine would do by itself as a specification."`
	Score   linkScoreCmd   `cmd:"" help:"用 Splink 模型给配对打分。 Weigh pairs with a model made by Splink."`
	Add     linkAddCmd     `cmd:"" help:"往活的集合里增、改、删记录。 Add, change or remove records of a living set."`
	Find    linkFindCmd    `cmd:"" help:"在活的集合里查找。 Search in a living set."`
	Compare linkCompareCmd `cmd:"" help:"Splink 模型与本引擎对照，列出分歧。 Run a Splink model and this engine, and list where they disagree."`
	Repeat  linkRepeatCmd  `cmd:"" help:"重做一次保存的运行并核对结果。 Repeat a saved run and compare its results."`
}

// linkFlags are common to the commands that link.
type linkFlags struct {
	linkInput
	Threads   int     `help:"线程数，默认全部处理器；不影响结果。 Threads, all processors by default; the result does not depend on it."`
	Memory    string  `help:"内存上限，如 1GiB；不够时用临时文件，结果不变。 Bound of memory, such as 1GiB: what does not fit is kept in temporary files; the result is the same." placeholder:"SIZE"`
	TempDir   string  `help:"临时文件所在目录。 Directory of temporary files." type:"existingdir" placeholder:"DIR"`
	Threshold float64 `help:"概率阈值，默认由模型决定。 Probability from which two records are one; by default the model's own." placeholder:"P"`
	Model     string  `help:"用以前训练的模型。 Score with a model trained before." type:"existingfile" placeholder:"FILE"`
	ModelOut  string  `help:"保存模型。 Save the model." placeholder:"FILE"`
	Labels    string  `help:"link sample 的抽样表，填好答案后用于训练和测量。 A filled-in sample of link sample: its answers train the model and measure the result." type:"existingfile" placeholder:"FILE.csv"`
	Household string  `help:"户的编号列或地址列：两户已有一人对上，其余成员更可信；同一名单同一户的人不因此合并。 Column of a household's number or address, or several as in a blocking rule: where two households share a matched person, their other members are likelier to match." placeholder:"COL"`
	Different string  `help:"已裁定不是同一个的：有 id_l、id_r 两列的文件，其中的记录不会合并。 Rulings that two are two: a file with the columns id_l and id_r, whose records are kept apart." type:"existingfile" placeholder:"FILE"`
	Save      string  `name:"run" help:"把这次运行的一切存入新目录，可用 link repeat 重做。 Keep all of the run in a new directory, for link repeat." placeholder:"DIR"`
	reportFlags
	Quality bool `help:"结尾的准确率、召回率估计附 95% 区间。 Estimate precision and recall at the end with 95% intervals."`
	Quiet   bool `short:"q" help:"不打印方案。 Do not print what was found out about the columns."`

	rulings []ruling // of Different
}

type linkDedupeCmd struct {
	Files []string `arg:"" help:"CSV（可 .gz/.zst）或 Parquet 文件。 CSV, also .gz or .zst, or Parquet files." type:"existingfile"`
	linkFlags
	UniqueIn []string `help:"其中没有重复的文件：其记录互不比较。 Files that have nobody twice: their records are not compared with each other." type:"existingfile" placeholder:"FILE"`
	Out      string   `short:"o" help:"结果：id,cluster；按后缀写 CSV 或 Parquet。 Result: id,cluster, CSV or Parquet by its ending." placeholder:"FILE"`
	Splits   string   `help:"另存未合并的组及理由。 Also write which groups were kept apart in spite of a link, and why." placeholder:"FILE"`
	Pairs    string   `help:"另存配对：id_l,id_r,weight,probability。 Also write the pairs." placeholder:"FILE"`
}

type linkMatchCmd struct {
	Left  string `arg:"" type:"existingfile" help:"CSV, Parquet"`
	Right string `arg:"" type:"existingfile" help:"CSV, Parquet"`
	linkFlags
	Out      string `short:"o" help:"结果：id_l,id_r,weight,probability；按后缀写 CSV 或 Parquet。 Result, CSV or Parquet by its ending." placeholder:"FILE"`
	Relation string `help:"一条最多对上几条：one-to-one（默认）、one-to-many（左边无重复）、many-to-one（右边无重复）、many-to-many。 How often a record may be matched: by default once; one-to-many, when the left file has nobody twice; many-to-one, when the right one has; many-to-many." enum:"one-to-one,one-to-many,many-to-one,many-to-many" default:"one-to-one"`
	Many     bool   `help:"同 --relation many-to-many。 The same as --relation many-to-many."`
	Splits   string `help:"另存未对上的配对及理由。 Also write which pairs were given up in spite of their weight, and why." placeholder:"FILE"`
	Pairs    string `help:"另存全部配对，不论是否对上。 Also write all pairs, matched or not." placeholder:"FILE"`
}

// relations are the values of --relation.
var relations = map[string]link.Relation{"one-to-one": link.OneToOne, "one-to-many": link.OneToMany, "many-to-one": link.ManyToOne, "many-to-many": link.ManyToMany}

// errNoOutput asks where the result goes.
var errNoOutput = &linkFault{"请用 -o 或 --run 说明结果写到哪里", "say with -o or --run where the result goes"}

// Run deduplicates.
func (c *linkDedupeCmd) Run(e *env) error {
	if c.Out == "" && c.Save == "" {
		return errNoOutput
	}
	out := &results{ctx: e.ctx}
	defer out.discard()
	defer func() { c.spilt.Close() }()
	saved, err := out.openRun(e, c.Save, c.Files...)
	if err != nil {
		return err
	}
	t, err := c.prepare(e, c.Files, specfile.Dedupe)
	if err != nil {
		return err
	}
	ids, err := c.names(t.linkData)
	if err != nil {
		return err
	}
	if t.opts.Sources, err = t.unique(c.UniqueIn); err != nil {
		return err
	}
	answers, err := c.answers(t, recordNames{left: ids})
	if err != nil {
		return err
	}
	if err := c.keepApart(e, t, recordNames{left: ids}); err != nil {
		return err
	}
	t.opts.ClustersOnly = c.Pairs == "" && saved == nil && !c.reporting() && c.Labels == ""
	t.opts.Consume = !c.reporting()
	pairs := c.want(t, ids, ids, c.Pairs, saved.path("pairs.csv"))
	defer pairs.close()
	r, err := link.Dedupe(e.ctx, t.table, t.spec, t.opts)
	t.done()
	if err != nil {
		return err
	}
	if err := c.saveModel(out, r.Model); err != nil {
		return err
	}
	if err := pairs.write(out, r, c.Pairs, saved.path("pairs.csv")); err != nil {
		return err
	}
	if err := writeSplits(e, out, r, ids, c.Splits, saved.path("splits.csv")); err != nil {
		return err
	}
	q, err := c.quality(e, t, r, 0)
	if err != nil {
		return err
	}
	if err := c.writeReport(e, out, linkreport.Input{Files: t.files, Result: r, Left: t.table, Quality: reportQuality(q)}); err != nil {
		return err
	}
	sizes, err := writeLinkClusters(out, r.Clusters, ids, c.Out, saved.path("clusters.csv"))
	if err != nil {
		return err
	}
	if saved != nil {
		m := c.manifest(e, "dedupe", t, r)
		m.Counts.Pairs = pairs.len(r)
		m.Options.UniqueIn = c.UniqueIn
		m.Counts.Entities, m.Counts.Duplicated = sizes[0], sizes[1]
		if err := out.keep(e, m, t.specFile(specfile.Dedupe), r.Model, &c.linkFlags); err != nil {
			return err
		}
	}
	if err := c.spilt.Err(); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	sayLost(e, r.Rules)
	if c.Model == "" {
		sayStarts(e, r.Model)
	}
	sayHousehold(e, r.Household)
	sayQuality(e, q)
	sayDoubts(e, r, c.Model == "")
	if c.Labels != "" {
		sayAnswers(e, answers, r, 0)
	}
	e.say("%d 行，比较 %d 对，得 %d 个实体，其中 %d 个有重复 → %s", "%d rows, %d pairs compared, %d entities, %d of them with duplicates → %s",
		len(r.Clusters), r.Compared, sizes[0], sizes[1], c.place(c.Out))
	return nil
}

// Run matches two files.
func (c *linkMatchCmd) Run(e *env) error {
	if c.Out == "" && c.Save == "" {
		return errNoOutput
	}
	out := &results{ctx: e.ctx}
	defer out.discard()
	defer func() { c.spilt.Close() }()
	saved, err := out.openRun(e, c.Save, c.Left, c.Right)
	if err != nil {
		return err
	}
	t, err := c.prepare(e, []string{c.Left, c.Right}, specfile.Match)
	if err != nil {
		return err
	}
	leftIDs, err := c.names(t.part(0))
	if err != nil {
		return err
	}
	rightIDs, err := c.names(t.part(1))
	if err != nil {
		return err
	}
	naming := recordNames{left: leftIDs, second: rightIDs, right: t.parts[0].Rows}
	answers, err := c.answers(t, naming)
	if err != nil {
		return err
	}
	if err := c.keepApart(e, t, naming); err != nil {
		return err
	}
	if c.Many {
		c.Relation = "many-to-many"
	}
	t.opts.Relation = relations[c.Relation]
	t.opts.ClustersOnly = c.Pairs == "" && saved == nil && !c.reporting() && c.Labels == ""
	pairs := c.want(t, leftIDs, rightIDs, c.Pairs, saved.path("pairs.csv"))
	defer pairs.close()
	left, right := t.parts[0], t.parts[1]
	r, err := link.Match(e.ctx, left, right, t.spec, t.opts)
	t.done()
	if err != nil {
		return err
	}
	if err := c.saveModel(out, r.Model); err != nil {
		return err
	}
	if err := writePairs(out, r.Matches, leftIDs, rightIDs, c.Out, saved.path("pairs.csv")); err != nil {
		return err
	}
	if err := pairs.write(out, r, c.Pairs); err != nil {
		return err
	}
	if err := writeMatchSplits(e, out, r, naming, c.Splits, saved.path("splits.csv")); err != nil {
		return err
	}
	q, err := c.quality(e, t, r, left.Rows)
	if err != nil {
		return err
	}
	if err := c.writeReport(e, out, linkreport.Input{Files: t.files, Result: r, Left: left, Right: right, Quality: reportQuality(q)}); err != nil {
		return err
	}
	if saved != nil {
		m := c.manifest(e, "match", t, r)
		m.Options.Relation = c.Relation
		m.Counts.Pairs, m.Counts.Matched = pairs.len(r), len(r.Matches)
		if err := out.keep(e, m, t.specFile(specfile.Match), r.Model, &c.linkFlags); err != nil {
			return err
		}
	}
	if err := c.spilt.Err(); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	sayLost(e, r.Rules)
	if c.Model == "" {
		sayStarts(e, r.Model)
	}
	sayHousehold(e, r.Household)
	sayQuality(e, q)
	sayDoubts(e, r, c.Model == "")
	if c.Labels != "" {
		sayAnswers(e, answers, r, left.Rows)
	}
	e.say("%d 行对 %d 行，比较 %d 对，对上 %d 对 → %s", "%d rows against %d, %d pairs compared, %d matched → %s",
		left.Rows, right.Rows, r.Compared, len(r.Matches), c.place(c.Out))
	return nil
}

// place is where the result was put, for the last line.
func (c *linkFlags) place(out string) string {
	if out == "" {
		return c.Save + string(filepath.Separator)
	}
	return out
}

// sayLost tells what splitting oversized blocks gave up.
func sayLost(e *env, rules []link.RuleCount) {
	for _, r := range rules {
		if r.Lost > 0 {
			e.say("分块 %s 过大，已细分，放弃 %d 对", "blocks %s were too large and were split; %d pairs were given up", r.Rule, r.Lost)
		}
	}
}

// sayDoubts says where the result should not be trusted blindly. What training
// says of itself is told when it was trained in this run.
func sayDoubts(e *env, r *link.Result, trained bool) {
	for _, n := range r.Doubts(trained) {
		e.say("注意：%s", "note: %s", n.Localized(e.lang))
	}
}

// sayStarts tells where several beginnings of the training ended.
func sayStarts(e *env, m *link.Model) {
	if len(m.Starts) < 2 {
		return
	}
	low, high, switched := m.Starts[0].Matches, 0.0, 0
	for _, s := range m.Starts {
		low, high = min(low, s.Matches), max(high, s.Matches)
		if s.Switched {
			switched++
		}
	}
	e.say("训练从 %d 处开始，到 %d 处结束（约 %.0f 至 %.0f 对匹配），取似然最大的", "%d beginnings of the training ended in %d places (about %.0f to %.0f matches); the likeliest was taken",
		len(m.Starts), link.Places(m.Starts), low, high)
	switch {
	case switched == len(m.Starts):
		e.say("每次都把别的配对当成了匹配：权重不可用", "every beginning took other pairs for matches: the weights are of no use")
	case switched > 0:
		e.say("其中 %d 次把别的配对当成了匹配，未采用", "%d of them took other pairs for matches and were passed over", switched)
	}
}

// sayHousehold tells what the evidence of households added, and to whom.
func sayHousehold(e *env, h *link.Household) {
	if h == nil {
		return
	}
	e.say("%d 户，其间 %d 处有同一人；其余跨户的 %d 对人里约 %.2f%% 是同一人（全部的对里 %.2g%%）：%d 对记录因此加分，%d 对因此过阈值",
		"%d households, %d pairs of them share a person; of %d other pairs of persons across these about %.2f%% are one (of all pairs %.2g%%): %d pairs of records gained weight, %d of them reach the threshold by it",
		h.Households, h.Linked, h.Open, 100*h.Share, 100*h.Base, h.Lent, h.Lifted)
}

// unique makes the sources of files, some of which have nobody twice; nil when
// all pairs may be compared.
func (in *linkData) unique(names []string) (*block.Sources, error) {
	if len(names) == 0 {
		return nil, nil
	}
	s := &block.Sources{Of: in.table.Sources}
	for _, name := range names {
		i := slices.IndexFunc(in.files, func(f string) bool { return filepath.Clean(f) == filepath.Clean(name) })
		if i < 0 {
			return nil, fault("--unique-in %s：不在要查重的文件之中 %q", "--unique-in %s is not among the files %q", name, in.files)
		}
		s.Unique[i] = true
	}
	return s, nil
}
