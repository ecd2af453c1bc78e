package main

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"quanyuan/link"
	"quanyuan/link/table"
)

// linkCmd is the engine alone: any lists, no register.
type linkCmd struct {
	Dedupe linkDedupeCmd `cmd:"" help:"找出一份或几份名单里的重复记录。 Find the records of one or several files that are one entity."`
	Match  linkMatchCmd  `cmd:"" help:"把两份名单互相对上。 Find the records of two files that are one entity."`
}

// linkFlags are common to both commands.
type linkFlags struct {
	ID        string   `help:"编号列；没有则用行号。 Column that names the records; without it their row number does." placeholder:"COL"`
	Ignore    []string `help:"不用的列。 Columns to leave out." placeholder:"COL"`
	Threads   int      `help:"线程数，默认全部处理器；不影响结果。 Threads, all processors by default; the result does not depend on it."`
	Threshold float64  `help:"概率阈值，默认由模型决定。 Probability from which two records are one; by default the model's own." placeholder:"P"`
	Model     string   `help:"用以前训练的模型。 Score with a model trained before." type:"existingfile" placeholder:"FILE"`
	ModelOut  string   `help:"保存模型。 Save the model." placeholder:"FILE"`
	Quiet     bool     `short:"q" help:"不打印方案。 Do not print what was found out about the columns."`
}

type linkDedupeCmd struct {
	Files []string `arg:"" help:"CSV 文件。 CSV files." type:"existingfile"`
	linkFlags
	Out   string `short:"o" required:"" help:"结果：id,cluster。 Result: id,cluster." placeholder:"FILE"`
	Pairs string `help:"另存配对：id_l,id_r,weight,probability。 Also write the pairs." placeholder:"FILE"`
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
		t, err := readTable(e, path, uint8(min(i, 255)), c.Threads)
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
	if c.Pairs != "" {
		if err := writePairs(c.Pairs, r.Pairs, ids, ids); err != nil {
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
	left, err := readTable(e, c.Left, 0, c.Threads)
	if err != nil {
		return err
	}
	right, err := readTable(e, c.Right, 1, c.Threads)
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

func readTable(e *env, path string, source uint8, threads int) (*table.Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return table.ReadCSV(e.ctx, f, table.Options{Name: filepath.Base(path), Source: source, Workers: threads})
}

// ids gives every row its name: the id column, or its number.
func (c *linkFlags) ids(t *table.Table, files []string, parts []*table.Table) ([]string, error) {
	out := make([]string, t.Rows)
	place := func(row int) string {
		for i, p := range parts {
			if row < p.Rows {
				return fmt.Sprintf("%s, record %d", filepath.Base(files[i]), row+1)
			}
			row -= p.Rows
		}
		return ""
	}
	if c.ID == "" {
		for i := range out {
			out[i] = strconv.Itoa(i + 1)
		}
		return out, nil
	}
	for i, p := range parts {
		if p.Column(c.ID) == nil {
			return nil, fmt.Errorf("%s: there is no column %q to name the records (columns: %q); give --id the right one or leave it out", filepath.Base(files[i]), c.ID, p.Names())
		}
	}
	col := t.Column(c.ID)
	first := make([]int, len(col.Values))
	for row, v := range col.IDs {
		switch {
		case v == 0:
			return nil, fmt.Errorf("%s: column %q is empty: every record needs an id; leave --id out to use row numbers", place(row), c.ID)
		case first[v] != 0:
			return nil, fmt.Errorf("%s: id %q was already used in %s: ids must differ; leave --id out to use row numbers", place(row), col.Values[v], place(first[v]-1))
		}
		first[v] = row + 1
		out[row] = col.Values[v]
	}
	return out, nil
}

// prepare makes specification and options; done ends the progress line.
func (c *linkFlags) prepare(e *env, t *table.Table) (link.Spec, link.Options, func(), error) {
	var spec link.Spec
	if c.Threshold < 0 || c.Threshold >= 1 {
		return spec, link.Options{}, nil, fmt.Errorf("--threshold %v: give a probability between 0 and 1", c.Threshold)
	}
	for _, name := range c.Ignore {
		if t.Column(name) == nil {
			return spec, link.Options{}, nil, fmt.Errorf("--ignore %s: there is no such column (columns: %q)", name, t.Names())
		}
	}
	spec.Ignore = slices.Clone(c.Ignore)
	if c.ID != "" && !slices.Contains(spec.Ignore, c.ID) {
		spec.Ignore = append(spec.Ignore, c.ID)
	}
	p := newProgress(e, e.text("比较", "comparing"))
	var lock lockedProgress
	opts := link.Options{Threads: c.Threads, Threshold: c.Threshold,
		Progress: func(s link.Progress) {
			if s.Stage == link.StageCompare {
				lock.update(p, s)
			}
		}}
	if !c.Quiet {
		opts.Suggested = func(s *link.Suggestion) { printSuggestion(e, s) }
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
func writeLinkClusters(path string, clusters []uint32, ids []string) ([2]int, error) {
	order := make([]uint32, len(ids))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(ids[a], ids[b]) })
	name := make([]int32, len(ids)) // cluster -> first row in order of id, +1
	size := make([]uint32, len(ids))
	var n [2]int
	for _, row := range order {
		c := clusters[row]
		if name[c] == 0 {
			name[c] = int32(row) + 1
			n[0]++
		}
		if size[c]++; size[c] == 2 {
			n[1]++
		}
	}
	return n, writeRows(path, []string{"id", "cluster"}, func(add func(...string) error) error {
		for _, row := range order {
			if err := add(ids[row], ids[name[clusters[row]]-1]); err != nil {
				return err
			}
		}
		return nil
	})
}

// writePairs writes pairs in order of their ids.
func writePairs(path string, pairs []link.Pair, left, right []string) error {
	order := slices.Clone(pairs)
	if len(left) > 0 && len(right) > 0 && &left[0] == &right[0] {
		for i, p := range order {
			if left[p.A] > left[p.B] {
				order[i].A, order[i].B = p.B, p.A
			}
		}
	}
	slices.SortFunc(order, func(a, b link.Pair) int {
		return cmp.Or(cmp.Compare(left[a.A], left[b.A]), cmp.Compare(right[a.B], right[b.B]))
	})
	return writeRows(path, []string{"id_l", "id_r", "weight", "probability"}, func(add func(...string) error) error {
		for _, p := range order {
			err := add(left[p.A], right[p.B], strconv.FormatFloat(float64(p.Weight), 'f', 3, 64),
				strconv.FormatFloat(link.Probability(float64(p.Weight)), 'g', 6, 64))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func writeRows(path string, header []string, rows func(add func(...string) error) error) error {
	return writeFile(path, func(f *os.File) error {
		b := bufio.NewWriterSize(f, 1<<16)
		w := csv.NewWriter(b)
		if err := w.Write(header); err != nil {
			return err
		}
		if err := rows(func(cells ...string) error { return w.Write(cells) }); err != nil {
			return err
		}
		w.Flush()
		if err := w.Error(); err != nil {
			return err
		}
		return b.Flush()
	})
}
