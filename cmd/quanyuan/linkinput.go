package main

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/dustin/go-humanize"

	"quanyuan/link"
	"quanyuan/link/file"
	"quanyuan/link/specfile"
	"quanyuan/link/spill"
	"quanyuan/link/table"
)

// linkInput says how files are read and what is compared.
type linkInput struct {
	ID            string   `help:"编号列；没有则用行号。 Column that names the records; without it their row number does." placeholder:"COL"`
	Prefix        bool     `help:"编号前加文件名，几份名单编号相同时用。 Put the file's name before the ids, where several files use the same ones."`
	Ignore        []string `help:"不用的列。 Columns to leave out." placeholder:"COL"`
	Spec          string   `help:"规格文件（YAML 或 JSON），可只写一部分。 Specification in YAML or JSON; what it leaves open is found." type:"existingfile" placeholder:"FILE"`
	Encoding      string   `help:"CSV 的编码，如 gb18030、utf-16、windows-1252；默认 UTF-8。 Encoding of CSV files, such as gb18030, utf-16, windows-1252; UTF-8 by default." placeholder:"NAME"`
	ListSeparator string   `help:"Parquet 列表的值用什么隔开，默认分号。 What stands between the values of a Parquet list; a semicolon by default." placeholder:"TEXT"`

	spilt *spill.Files // for texts that need not be in memory; nil: all are
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
}

// read reads the files and checks the specification against their columns.
// What is left out of the comparison is not read, but for what keep names.
func (c *linkInput) read(e *env, files []string, threads int, spec *specfile.File, keep ...string) (*linkData, error) {
	in := &linkData{files: files}
	keep = append(keep, householdColumns(spec)...)
	skip := slices.DeleteFunc(slices.Clone(spec.Ignore), func(name string) bool { return slices.Contains(keep, name) })
	var header []string
	for i, path := range files {
		t, err := file.Read(e.ctx, path, file.Options{Source: uint8(min(i, 255)), Threads: threads, Encoding: c.Encoding, ListSeparator: c.ListSeparator, Skip: skip, Label: c.ID, Spill: c.spilt})
		if errors.Is(err, table.ErrNoColumn) {
			return nil, fault("%s：没有编号列 %q；请用 --id 指出，或不写 --id 用行号", "%s: there is no column %q to name the records; give --id the right one or leave it out", filepath.Base(path), c.ID)
		}
		if err != nil {
			return nil, err
		}
		in.parts = append(in.parts, t)
		header = append(header, t.Header...)
	}
	slices.Sort(header)
	header = slices.Compact(header)
	if err := spec.Check(header); err != nil {
		return nil, err
	}
	for _, name := range c.Ignore {
		if !slices.Contains(header, name) {
			return nil, fault("--ignore %s：没有这一列（有 %q）", "--ignore %s: there is no such column (columns: %q)", name, header)
		}
	}
	in.table = in.parts[0]
	var err error
	if len(files) > 1 {
		in.table, err = table.Concat(in.parts...)
	}
	return in, err
}

// specification reads the specification file, or makes an empty one. Columns
// to leave out are those of the file and of the command line.
func (c *linkInput) specification(kind specfile.LinkType) (*specfile.File, error) {
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
		if spec.LinkType != "" && spec.LinkType != kind {
			return nil, fault("%s 是为 link %s 写的", "%s was written for link %s", filepath.Base(c.Spec), spec.LinkType)
		}
	}
	for _, name := range c.Ignore {
		if !slices.Contains(spec.Ignore, name) {
			spec.Ignore = append(spec.Ignore, name)
		}
	}
	if c.ID != "" && !slices.Contains(spec.Ignore, c.ID) {
		spec.Ignore = append(spec.Ignore, c.ID)
	}
	return spec, nil
}

// compared is the specification without the columns that are left out: they
// are not read, but for those that tell households.
func compared(spec *specfile.File) link.Spec {
	s := spec.Spec
	s.Ignore = slices.DeleteFunc(householdColumns(spec), func(name string) bool { return !slices.Contains(spec.Ignore, name) })
	return s
}

// householdColumns are the columns that tell households, each once.
func householdColumns(spec *specfile.File) (out []string) {
	for _, k := range spec.Household.Keys {
		if !slices.Contains(out, k.Column) {
			out = append(out, k.Column)
		}
	}
	return out
}

// prepare reads the files and makes specification and options; done ends the
// progress line.
func (c *linkFlags) prepare(e *env, files []string, kind specfile.LinkType) (*linkTask, error) {
	if c.Threshold < 0 || c.Threshold >= 1 {
		return nil, fault("--threshold %v：应在 0 与 1 之间", "--threshold %v: give a probability between 0 and 1", c.Threshold)
	}
	if c.Model != "" && c.Spec != "" {
		return nil, fault("模型带有自己的规格：--model 与 --spec 只能给一个", "a model carries its own specification: give --model or --spec, not both")
	}
	memory, err := bound(c.Memory)
	if err != nil {
		return nil, err
	}
	if memory > 0 && !c.reporting() && !fits(files, memory) {
		c.spilt = spill.New(c.TempDir)
	}
	spec, err := c.specification(kind)
	if err != nil {
		return nil, err
	}
	if c.Household != "" {
		if err := spec.SetHousehold(c.Household, "--household"); err != nil {
			return nil, err
		}
	}
	t := &linkTask{}
	if c.Model != "" {
		if t.opts.Model, t.spec, err = modelSpec(c.Model); err != nil {
			return nil, err
		}
		t.spec.Household = spec.Household
	}
	if c.ReportLabels != "" && !slices.Contains(spec.Ignore, c.ReportLabels) {
		spec.Ignore = append(spec.Ignore, c.ReportLabels) // the answer is no evidence
	}
	if t.linkData, err = c.read(e, files, c.Threads, spec, c.ReportLabels); err != nil {
		return nil, err
	}
	if c.Model == "" {
		t.spec = compared(spec)
	}
	if c.ReportLabels != "" {
		if t.table.Column(c.ReportLabels) == nil {
			return nil, fault("--report-labels %s：没有这一列（有 %q）", "--report-labels %s: there is no such column (columns: %q)", c.ReportLabels, t.table.Names())
		}
		t.spec.Ignore = append(t.spec.Ignore, c.ReportLabels)
	}
	t.ignored = spec.Ignore
	p := newProgress(e, e.text("比较", "comparing"))
	var lock lockedProgress
	t.done = p.close
	t.opts.Threads, t.opts.Floor = c.Threads, spec.Floor
	t.opts.Memory, t.opts.TempDir = memory, c.TempDir
	t.opts.Threshold = cmp.Or(c.Threshold, spec.Threshold)
	t.opts.Progress = func(s link.Progress) {
		if s.Stage == link.StageCompare || s.Stage == link.StageScore {
			lock.update(p, s)
		}
	}
	t.opts.Suggested = func(s *link.Suggestion) {
		t.spec, c.suggestion = s.Spec, s
		if !c.Quiet {
			printSuggestion(e, s)
		}
	}
	return t, nil
}

// linkTask is what is linked and how.
type linkTask struct {
	*linkData
	spec    link.Spec // as used, once the engine has run
	ignored []string  // columns that were not read
	opts    link.Options
	done    func()
}

// modelSpec reads a model and its specification.
func modelSpec(path string) (*link.Model, link.Spec, error) {
	m, err := readModel(path)
	if err != nil {
		return nil, link.Spec{}, err
	}
	spec, err := m.Spec(link.ComparatorNamed)
	if err != nil {
		return nil, spec, fmt.Errorf("%s: %w", path, err)
	}
	return m, spec, nil
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

// leastMemory is what the program needs for itself and the smallest files.
const leastMemory = 64 << 20

// fits reports whether the texts of files may stay in memory: those of a file and
// what is made of them take some times its size, and compressed ones more.
func fits(files []string, memory int64) bool {
	var bytes int64
	for _, f := range files {
		if info, err := os.Stat(f); err == nil {
			bytes += info.Size()
		}
	}
	return bytes < memory/textShare
}

// textShare is the share of the bound from which texts lie in files.
const textShare = 8

// bound reads a bound of memory and makes the collector of garbage keep to it.
func bound(memory string) (int64, error) {
	linking.keep()
	if memory == "" {
		return 0, nil
	}
	n, err := humanize.ParseBytes(memory)
	if err != nil || n < leastMemory || n > math.MaxInt64 {
		return 0, fault("--memory %s：应为 64MiB 以上的容量，如 1GiB", "--memory %s: give a size of 64MiB or more, such as 1GiB", memory)
	}
	debug.SetMemoryLimit(int64(n) / 10 * 9)
	return int64(n), nil
}
