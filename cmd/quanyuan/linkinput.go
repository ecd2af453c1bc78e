package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"quanyuan/link"
	"quanyuan/link/file"
	"quanyuan/link/specfile"
	"quanyuan/link/table"
)

// linkInput says how files are read and what is compared.
type linkInput struct {
	ID            string   `help:"编号列；没有则用行号。 Column that names the records; without it their row number does." placeholder:"COL"`
	Prefix        bool     `help:"编号前加文件名，几份名单编号相同时用。 Put the file's name before the ids, where several files use the same ones."`
	Ignore        []string `help:"不用的列。 Columns to leave out." placeholder:"COL"`
	Spec          string   `help:"规格文件（YAML 或 JSON），可只写一部分。 Specification in YAML or JSON; what it leaves open is found." type:"existingfile" placeholder:"FILE"`
	Encoding      string   `help:"CSV 的编码：utf-8、utf-16、gb18030。 Encoding of CSV files." placeholder:"NAME"`
	ListSeparator string   `help:"Parquet 列表的值用什么隔开，默认分号。 What stands between the values of a Parquet list; a semicolon by default." placeholder:"TEXT"`
}

// linkFault is a fault in both languages.
type linkFault struct{ zh, en string }

func fault(zh, en string, args ...any) error {
	return &linkFault{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}
}

// Error tells it in English.
func (f *linkFault) Error() string { return f.en }

// Localized tells it in "zh" or "en".
func (f *linkFault) Localized(lang string) string {
	if lang == "zh" {
		return f.zh
	}
	return f.en
}

// linkData are the files of a run.
type linkData struct {
	files []string
	parts []*table.Table
	table *table.Table // all of them
	ids   []string     // names of the rows of table
}

// read reads the files.
func (c *linkInput) read(e *env, files []string, threads int) (*linkData, error) {
	in := &linkData{files: files}
	for i, path := range files {
		t, err := file.Read(e.ctx, path, file.Options{Source: uint8(min(i, 255)), Threads: threads, Encoding: c.Encoding, ListSeparator: c.ListSeparator, Skip: c.Ignore})
		if err != nil {
			return nil, err
		}
		in.parts = append(in.parts, t)
	}
	in.table = in.parts[0]
	var err error
	if len(files) > 1 {
		if in.table, err = table.Concat(in.parts...); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// name gives every row its id: the id column, or its number. The ids of a
// deduplication differ, and its rows are counted through all files; those of a
// match differ in each file.
func (c *linkInput) name(in *linkData, kind specfile.LinkType) error {
	for i, p := range in.parts {
		if c.ID != "" && p.Column(c.ID) == nil {
			return fault("%s：没有编号列 %q（有 %q）；请用 --id 指出，或不写 --id 用行号", "%s: there is no column %q to name the records (columns: %q); give --id the right one or leave it out",
				filepath.Base(in.files[i]), c.ID, p.Names())
		}
	}
	in.ids = make([]string, 0, in.table.Rows)
	first := map[string]int{}
	for i, p := range in.parts {
		before := len(in.ids)
		if !c.Prefix && kind != specfile.Match {
			before = 0
		}
		if kind == specfile.Match {
			clear(first)
		}
		prefix := ""
		if c.Prefix {
			prefix = strings.TrimSuffix(filepath.Base(in.files[i]), filepath.Ext(in.files[i])) + ":"
		}
		for row := range p.Rows {
			n := len(in.ids)
			if c.ID == "" {
				in.ids = append(in.ids, prefix+strconv.Itoa(n-before+1))
				continue
			}
			v := p.Column(c.ID).Value(row)
			if v == "" {
				return fault("%s：第 %d 条记录的编号列 %q 是空的；每条记录都要有编号，或不写 --id 用行号", "%s, record %d: column %q is empty: every record needs an id; leave --id out to use row numbers",
					filepath.Base(in.files[i]), row+1, c.ID)
			}
			id := prefix + v
			if at, twice := first[id]; twice {
				return c.sameID(in, id, at, n)
			}
			first[id] = n
			in.ids = append(in.ids, id)
		}
	}
	return nil
}

// sameID is the fault of two records of one id.
func (c *linkInput) sameID(in *linkData, id string, first, second int) error {
	where := func(row int) (string, int, int) {
		i := 0
		for ; row >= in.parts[i].Rows; i++ {
			row -= in.parts[i].Rows
		}
		return filepath.Base(in.files[i]), row + 1, i
	}
	a, rowA, fileA := where(first)
	b, rowB, fileB := where(second)
	if fileA != fileB {
		return fault("%s 第 %d 条与 %s 第 %d 条编号同为 %q；可加 --prefix 在编号前加文件名", "%s, record %d and %s, record %d have the same id %q; --prefix puts the file's name before the ids", a, rowA, b, rowB, id)
	}
	return fault("%s：第 %d 条与第 %d 条编号同为 %q；编号不能重复，或不写 --id 用行号", "%s: records %d and %d have the same id %q: ids must differ; leave --id out to use row numbers", a, rowA, rowB, id)
}

// specification reads the specification file, or makes an empty one.
func (c *linkInput) specification(t *table.Table, kind specfile.LinkType) (*specfile.File, error) {
	spec := &specfile.File{}
	if c.Spec != "" {
		f, err := os.Open(c.Spec)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if spec, err = specfile.Read(f, filepath.Base(c.Spec)); err != nil {
			return nil, err
		}
		if err := spec.Check(t.Names()); err != nil {
			return nil, err
		}
		if spec.LinkType != "" && spec.LinkType != kind {
			return nil, fault("%s 是为 link %s 写的", "%s was written for link %s", filepath.Base(c.Spec), spec.LinkType)
		}
	}
	for _, name := range c.Ignore {
		if t.Column(name) == nil {
			return nil, fault("--ignore %s：没有这一列（有 %q）", "--ignore %s: there is no such column (columns: %q)", name, t.Names())
		}
		if !slices.Contains(spec.Ignore, name) {
			spec.Ignore = append(spec.Ignore, name)
		}
	}
	if c.ID != "" && !slices.Contains(spec.Ignore, c.ID) {
		spec.Ignore = append(spec.Ignore, c.ID)
	}
	return spec, nil
}

// prepare makes specification and options; done ends the progress line.
func (c *linkFlags) prepare(e *env, in *linkData, kind specfile.LinkType) (link.Spec, link.Options, func(), error) {
	var opts link.Options
	if c.Threshold < 0 || c.Threshold >= 1 {
		return link.Spec{}, opts, nil, fault("--threshold %v：应在 0 与 1 之间", "--threshold %v: give a probability between 0 and 1", c.Threshold)
	}
	if c.Model != "" && c.Spec != "" {
		return link.Spec{}, opts, nil, fault("模型带有自己的规格：--model 与 --spec 只能给一个", "a model carries its own specification: give --model or --spec, not both")
	}
	spec, err := c.specification(in.table, kind)
	if err != nil {
		return link.Spec{}, opts, nil, err
	}
	p := newProgress(e, e.text("比较", "comparing"))
	var lock lockedProgress
	opts = link.Options{Threads: c.Threads, Threshold: spec.Threshold, Floor: spec.Floor,
		Progress: func(s link.Progress) {
			if s.Stage == link.StageCompare || s.Stage == link.StageScore {
				lock.update(p, s)
			}
		}}
	if c.Threshold > 0 {
		opts.Threshold = c.Threshold
	}
	if !c.Quiet {
		opts.Suggested = func(s *link.Suggestion) { printSuggestion(e, s) }
	}
	if c.Model == "" {
		return spec.Spec, opts, p.close, nil
	}
	if opts.Model, err = readModel(c.Model); err != nil {
		return link.Spec{}, opts, nil, err
	}
	used, err := opts.Model.Spec(link.ComparatorNamed)
	if err != nil {
		return link.Spec{}, opts, nil, fmt.Errorf("%s: %w", c.Model, err)
	}
	used.Ignore = spec.Ignore
	return used, opts, p.close, nil
}

func readModel(path string) (*link.Model, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := link.ReadModel(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
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
