package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"quanyuan/link"
	linkreport "quanyuan/link/report"
	"quanyuan/link/table"
)

// linkCmd is the engine alone: any lists, no register.
type linkCmd struct {
	Dedupe linkDedupeCmd `cmd:"" help:"找出一份或几份名单里的重复记录。 Find the records of one or several files that are one entity."`
	Match  linkMatchCmd  `cmd:"" help:"把两份名单互相对上。 Find the records of two files that are one entity."`
	Score  linkScoreCmd  `cmd:"" help:"用 Splink 模型给配对打分。 Weigh pairs with a model made by Splink."`

	Compare linkCompareCmd `cmd:"" help:"Splink 模型与本引擎对照，列出分歧。 Run a Splink model and this engine, and list where they disagree."`
}

// linkFlags are common to both commands.
type linkFlags struct {
	ID        string   `help:"编号列；没有则用行号。 Column that names the records; without it their row number does." placeholder:"COL"`
	Ignore    []string `help:"不用的列。 Columns to leave out." placeholder:"COL"`
	Threads   int      `help:"线程数，默认全部处理器；不影响结果。 Threads, all processors by default; the result does not depend on it."`
	Threshold float64  `help:"概率阈值，默认由模型决定。 Probability from which two records are one; by default the model's own." placeholder:"P"`
	Model     string   `help:"用以前训练的模型。 Score with a model trained before." type:"existingfile" placeholder:"FILE"`
	ModelOut  string   `help:"保存模型。 Save the model." placeholder:"FILE"`
	headers   []string // columns of the files
	reportFlags
	Quiet bool `short:"q" help:"不打印方案。 Do not print what was found out about the columns."`
}

type linkDedupeCmd struct {
	Files []string `arg:"" help:"CSV 文件。 CSV files." type:"existingfile"`
	linkFlags
	Out    string `short:"o" required:"" help:"结果：id,cluster。 Result: id,cluster." placeholder:"FILE"`
	Pairs  string `help:"另存配对：id_l,id_r,weight,probability。 Also write the pairs." placeholder:"FILE"`
	Splits string `help:"另存未合并的组及理由。 Also write which groups were kept apart in spite of a link, and why." placeholder:"FILE"`
}

type linkMatchCmd struct {
	Left  string `arg:"" type:"existingfile" help:"CSV"`
	Right string `arg:"" type:"existingfile" help:"CSV"`
	linkFlags
	Out  string `short:"o" required:"" help:"结果：id_l,id_r,weight,probability。 Result." placeholder:"FILE"`
	Many bool   `help:"一条可对上多条。 Let a record match several; by default one at most."`
}

// Run deduplicates.
func (c *linkDedupeCmd) Run(e *env) error {
	var tables []*table.Table
	for i, path := range c.Files {
		t, err := c.readTable(e, path, uint8(min(i, 255)))
		if err != nil {
			return err
		}
		tables = append(tables, t)
	}
	t := tables[0]
	if len(tables) > 1 {
		var err error
		if t, err = table.Concat(tables...); err != nil {
			return err
		}
	}
	ids, err := c.ids(t, c.Files, tables)
	if err != nil {
		return err
	}
	spec, opts, done, err := c.prepare(e, t)
	if err != nil {
		return err
	}
	r, err := link.Dedupe(e.ctx, t, spec, opts)
	done()
	if err != nil {
		return err
	}
	if err := c.saveModel(r.Model); err != nil {
		return err
	}
	if err := c.writeReport(e, linkreport.Input{Files: c.Files, Result: r, Left: t}); err != nil {
		return err
	}
	if c.Pairs != "" {
		if err := writePairs(c.Pairs, r.Pairs, ids, ids); err != nil {
			return err
		}
	}
	if c.Splits != "" {
		if err := writeSplits(e, c.Splits, r, ids); err != nil {
			return err
		}
	}
	sizes, err := writeLinkClusters(c.Out, r.Clusters, ids)
	if err != nil {
		return err
	}
	sayLost(e, r.Rules)
	e.say("%d 行，比较 %d 对，得 %d 个实体，其中 %d 个有重复 → %s", "%d rows, %d pairs compared, %d entities, %d of them with duplicates → %s",
		t.Rows, r.Compared, sizes[0], sizes[1], c.Out)
	return nil
}

// Run matches two files.
func (c *linkMatchCmd) Run(e *env) error {
	left, err := c.readTable(e, c.Left, 0)
	if err != nil {
		return err
	}
	right, err := c.readTable(e, c.Right, 1)
	if err != nil {
		return err
	}
	leftIDs, err := c.ids(left, []string{c.Left}, []*table.Table{left})
	if err != nil {
		return err
	}
	rightIDs, err := c.ids(right, []string{c.Right}, []*table.Table{right})
	if err != nil {
		return err
	}
	spec, opts, done, err := c.prepare(e, left)
	if err != nil {
		return err
	}
	opts.Many = c.Many
	r, err := link.Match(e.ctx, left, right, spec, opts)
	done()
	if err != nil {
		return err
	}
	if err := c.saveModel(r.Model); err != nil {
		return err
	}
	in := linkreport.Input{Files: []string{c.Left, c.Right}, Result: r, Left: left, Right: right}
	if err := c.writeReport(e, in); err != nil {
		return err
	}
	matches := slices.DeleteFunc(slices.Clone(r.Pairs), func(p link.Pair) bool {
		return link.Probability(float64(p.Weight)) < r.Threshold
	})
	if err := writePairs(c.Out, matches, leftIDs, rightIDs); err != nil {
		return err
	}
	sayLost(e, r.Rules)
	e.say("%d 行对 %d 行，比较 %d 对，对上 %d 对 → %s", "%d rows against %d, %d pairs compared, %d matched → %s",
		left.Rows, right.Rows, r.Compared, len(matches), c.Out)
	return nil
}

// sayLost tells what splitting oversized blocks gave up.
func sayLost(e *env, rules []link.RuleCount) {
	for _, r := range rules {
		if r.Lost > 0 {
			e.say("分块 %s 过大，已细分，放弃 %d 对", "blocks %s were too large and were split; %d pairs were given up", r.Rule, r.Lost)
		}
	}
}

func (c *linkFlags) readTable(e *env, path string, source uint8) (*table.Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	skip := slices.DeleteFunc(slices.Clone(c.Ignore), func(name string) bool { return name == c.ReportLabels })
	t, err := table.ReadCSV(e.ctx, f, table.Options{Name: filepath.Base(path), Source: source, Workers: c.Threads, Skip: skip, Label: c.ID})
	if errors.Is(err, table.ErrNoColumn) {
		return nil, fmt.Errorf("%w; give --id the right one or leave it out", err)
	}
	if err != nil {
		return nil, err
	}
	c.headers = append(c.headers, t.Header...)
	return t, nil
}

// names are what the records are called: the id column, or the row numbers.
type names struct {
	texts *table.Texts // nil: row numbers
	order []uint32     // rows in the order of their names
	rank  []uint32     // row -> place in that order
}

func (n *names) at(row uint32) string {
	if n.texts == nil {
		return strconv.Itoa(int(row) + 1)
	}
	return n.texts.At(int(row))
}

// ids gives every row its name and checks that names differ.
func (c *linkFlags) ids(t *table.Table, files []string, parts []*table.Table) (*names, error) {
	n := &names{texts: t.Labels}
	if n.texts == nil {
		n.order = make([]uint32, t.Rows)
		for i := range n.order {
			n.order[i] = uint32(i)
		}
	} else {
		n.order = n.texts.Order()
	}
	place := func(row uint32) string {
		at := int(row)
		for i, p := range parts {
			if at < p.Rows {
				return fmt.Sprintf("%s, record %d", filepath.Base(files[i]), at+1)
			}
			at -= p.Rows
		}
		return ""
	}
	n.rank = make([]uint32, len(n.order))
	for i, row := range n.order {
		n.rank[row] = uint32(i)
		switch name := n.at(row); {
		case name == "":
			return nil, fmt.Errorf("%s: column %q is empty: every record needs an id; leave --id out to use row numbers", place(row), c.ID)
		case i > 0 && name == n.at(n.order[i-1]):
			return nil, fmt.Errorf("%s: id %q was already used in %s: ids must differ; leave --id out to use row numbers", place(row), name, place(n.order[i-1]))
		}
	}
	return n, nil
}

// prepare makes specification and options; done ends the progress line.
func (c *linkFlags) prepare(e *env, t *table.Table) (link.Spec, link.Options, func(), error) {
	var spec link.Spec
	if c.Threshold < 0 || c.Threshold >= 1 {
		return spec, link.Options{}, nil, fmt.Errorf("--threshold %v: give a probability between 0 and 1", c.Threshold)
	}
	for _, name := range c.Ignore {
		if !slices.Contains(c.headers, name) {
			return spec, link.Options{}, nil, fmt.Errorf("--ignore %s: there is no such column (columns: %q)", name, t.Header)
		}
	}
	if c.ReportLabels != "" {
		if t.Column(c.ReportLabels) == nil {
			return spec, link.Options{}, nil, fmt.Errorf("--report-labels %s: there is no such column (columns: %q)", c.ReportLabels, t.Names())
		}
		spec.Ignore = append(spec.Ignore, c.ReportLabels) // the answer is no evidence
	}
	p := newProgress(e, e.text("比较", "comparing"))
	var lock lockedProgress
	opts := link.Options{Threads: c.Threads, Threshold: c.Threshold,
		Progress: func(s link.Progress) {
			if s.Stage == link.StageCompare {
				lock.update(p, s)
			}
		}}
	opts.Suggested = func(s *link.Suggestion) {
		c.suggestion = s
		if !c.Quiet {
			printSuggestion(e, s)
		}
	}
	if c.Model != "" {
		f, err := os.Open(c.Model)
		if err != nil {
			return spec, opts, nil, err
		}
		defer f.Close()
		if opts.Model, err = link.ReadModel(f); err != nil {
			return spec, opts, nil, fmt.Errorf("%s: %w", c.Model, err)
		}
		if spec, err = opts.Model.Spec(link.ComparatorNamed); err != nil {
			return spec, opts, nil, fmt.Errorf("%s: %w", c.Model, err)
		}
	}
	return spec, opts, p.close, nil
}

func (c *linkFlags) saveModel(m *link.Model) error {
	if c.ModelOut == "" {
		return nil
	}
	return writeFile(c.ModelOut, func(f *os.File) error { return m.Write(f) })
}

// printSuggestion says what every column was taken for and how pairs are found.
func printSuggestion(e *env, s *link.Suggestion) {
	for _, p := range s.Profiles {
		use := e.text("用", "used")
		if !p.Used {
			use = e.text("不用", "left out")
		}
		e.say("列 %-16s %s：%s（%s）", "column %-16s %s: %s (%s)", p.Column, use, p.Kind, p.Why)
	}
	for _, c := range s.Choices {
		e.say("分块 %-40s 约 %.0f 对，估计找到 %.1f%%", "blocks %-40s about %.0f pairs, expected to find %.1f%%", c.Rule, c.Pairs, 100*c.Found)
	}
}

// writeLinkClusters writes id,cluster in order of id; a cluster is named by
// its smallest id. It returns the number of clusters and of those with several
// rows.
func writeLinkClusters(path string, clusters []uint32, ids *names) ([2]int, error) {
	first := make([]uint32, len(clusters)) // cluster -> first row in order of id, +1
	size := make([]uint32, len(clusters))
	var n [2]int
	for _, row := range ids.order {
		c := clusters[row]
		if first[c] == 0 {
			first[c] = row + 1
			n[0]++
		}
		if size[c]++; size[c] == 2 {
			n[1]++
		}
	}
	return n, writeRows(path, []string{"id", "cluster"}, func(w *table.Writer) error {
		for _, row := range ids.order {
			w.Text(ids.at(row))
			w.Text(ids.at(first[clusters[row]] - 1))
			w.End()
		}
		return nil
	})
}

// writePairs writes pairs in order of their ids.
func writePairs(path string, pairs []link.Pair, left, right *names) error {
	order := slices.Clone(pairs)
	if left == right {
		for i, p := range order {
			if left.rank[p.A] > left.rank[p.B] {
				order[i].A, order[i].B = p.B, p.A
			}
		}
	}
	slices.SortFunc(order, func(a, b link.Pair) int {
		return cmp.Or(cmp.Compare(left.rank[a.A], left.rank[b.A]), cmp.Compare(right.rank[a.B], right.rank[b.B]))
	})
	return writeRows(path, []string{"id_l", "id_r", "weight", "probability"}, func(w *table.Writer) error {
		for _, p := range order {
			w.Text(left.at(p.A))
			w.Text(right.at(p.B))
			w.Number(float64(p.Weight), 'f', 3)
			w.Number(link.Probability(float64(p.Weight)), 'g', 6)
			w.End()
		}
		return nil
	})
}

func writeRows(path string, header []string, rows func(w *table.Writer) error) error {
	return writeFile(path, func(f *os.File) error {
		w := table.NewWriter(f)
		for _, name := range header {
			w.Text(name)
		}
		w.End()
		if err := rows(w); err != nil {
			return err
		}
		return w.Flush()
	})
}
