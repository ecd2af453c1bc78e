package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"quanyuan/link"
	"quanyuan/link/file"
	"quanyuan/link/index"
	"quanyuan/link/table"
)

// linkAddCmd keeps a living set up to date.
type linkAddCmd struct {
	Files     []string `arg:"" optional:"" help:"CSV（可 .gz/.zst）或 Parquet 文件。 CSV, also .gz or .zst, or Parquet files." type:"existingfile"`
	Index     string   `required:"" help:"集合文件，没有则新建。 File of the set; it is made if it is not there." placeholder:"FILE"`
	Model     string   `help:"新建集合所用的模型。 Model of a set that is made." type:"existingfile" placeholder:"FILE"`
	ID        string   `help:"编号列。 Column that names the records." placeholder:"COL"`
	List      string   `help:"这些记录来自哪份名单。 Name of the list that these records come from." placeholder:"NAME"`
	Unique    bool     `help:"该名单里没有重复：其记录互不比较，也不会同属一个实体。 The list has nobody twice: its records are never one."`
	Different string   `help:"裁定不是同一个：有 id_l、id_r 两列的文件。 Rulings that two are two: a file with the columns id_l and id_r." type:"existingfile" placeholder:"FILE"`
	Withdraw  string   `help:"撤回裁定：同样的文件。 Rulings to take back: such a file." type:"existingfile" placeholder:"FILE"`
	Change    bool     `help:"编号已在集合中的，改为新值；不加则报错。 Give records that are there the new values; without it they are an error." xor:"what"`
	Remove    bool     `help:"从集合中删去这些编号。 Take these records out." xor:"what"`
	Threshold float64  `help:"新建集合的概率阈值，默认由模型决定。 Threshold of a set that is made; by default the model's own." placeholder:"P"`
	Threads   int      `help:"线程数，默认全部处理器；不影响结果。 Threads, all processors by default; the result does not depend on it."`
	Encoding  string   `help:"CSV 的编码，如 gb18030、utf-16、windows-1252；默认 UTF-8。 Encoding of CSV files, such as gb18030, utf-16, windows-1252; UTF-8 by default." placeholder:"NAME"`
	Events    string   `help:"变化清单写入文件，默认打印。 Write the changes of the clusters to a file; by default they are printed." placeholder:"FILE"`
}

// linkFindCmd searches in a living set.
type linkFindCmd struct {
	File     string  `arg:"" help:"CSV, Parquet" type:"existingfile"`
	Index    string  `required:"" help:"集合文件。 File of the set." type:"existingfile" placeholder:"FILE"`
	ID       string  `help:"编号列；没有则用行号。 Column that names the queries; without it their row number does." placeholder:"COL"`
	List     string  `help:"作为哪份名单的记录来查；该名单没有重复的，不列它自己的记录。 Search as a record of this list: when it has nobody twice, its own records are left out." placeholder:"NAME"`
	Limit    int     `help:"每条最多列出几个。 Candidates of a query, at most." default:"5"`
	Floor    float64 `help:"列出的最低概率。 Probability from which candidates are listed." default:"0.01" placeholder:"P"`
	Threads  int     `help:"线程数，默认全部处理器；不影响结果。 Threads, all processors by default; the result does not depend on it."`
	Encoding string  `help:"CSV 的编码，如 gb18030、utf-16、windows-1252；默认 UTF-8。 Encoding of CSV files, such as gb18030, utf-16, windows-1252; UTF-8 by default." placeholder:"NAME"`
	Out      string  `short:"o" help:"结果文件，默认打印。 File of the result; by default it is printed." placeholder:"FILE"`
}

// Run adds, changes or removes. The set is written when all files are done, or
// not at all.
func (c *linkAddCmd) Run(e *env) error {
	switch {
	case len(c.Files) == 0 && c.Different == "" && c.Withdraw == "":
		return fault("没有要做的：请给文件，或 --different、--withdraw", "there is nothing to do: give files, or --different or --withdraw")
	case len(c.Files) > 0 && c.ID == "":
		return fault("请用 --id 指出编号列", "give with --id the column that names the records")
	case c.Unique && c.List == "":
		return fault("--unique：请用 --list 给出名单的名字", "--unique: name the list with --list")
	}
	x, err := c.open()
	if err != nil {
		return err
	}
	x.Forget(x.LastEvent()) // told by the run that made them
	before := x.LastEvent()
	if err := c.rule(e, x); err != nil {
		return err
	}
	if err := c.declare(x); err != nil {
		return err
	}
	for _, path := range c.Files {
		t, err := readRecords(e, path, c.ID, c.Encoding, c.Threads)
		if err == nil {
			err = c.apply(e, x, t)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
	}
	if err := writeFile(c.Index, func(f *os.File) error { return x.Snapshot(f) }); err != nil {
		return err
	}
	if err := writeOrPrint(e, c.Events, func(w *table.Writer) { writeEvents(w, x.Events(before, 0)) }); err != nil {
		return err
	}
	if c.Events != "" {
		e.say("%d 条记录，%d 个实体 → %s", "%d records, %d entities → %s", x.Len(), x.Clusters(), c.Index)
	}
	return nil
}

// rule makes rulings and takes others back.
func (c *linkAddCmd) rule(e *env, x *index.Index) error {
	for _, what := range []struct {
		path string
		do   func(a, b string) error
	}{{c.Different, x.Rule}, {c.Withdraw, x.Withdraw}} {
		rulings, err := readRulings(e, what.path, c.Encoding, c.Threads)
		if err != nil {
			return err
		}
		for i, r := range rulings {
			if err := what.do(r[0], r[1]); errors.Is(err, index.ErrNotFound) {
				return fault("%s 第 %d 条：没有 %q 与 %q 的裁定", "%s, record %d: there is no ruling on %q and %q", filepath.Base(what.path), i+1, r[0], r[1])
			} else if err != nil {
				return fmt.Errorf("%s: record %d: %w", filepath.Base(what.path), i+1, err)
			}
		}
	}
	return nil
}

// declare makes the list known, if it is not yet.
func (c *linkAddCmd) declare(x *index.Index) error {
	i := slices.IndexFunc(x.Lists(), func(l index.List) bool { return l.Name == c.List })
	if c.List == "" || i >= 0 && !c.Unique {
		return nil
	}
	err := x.Declare(index.List{Name: c.List, Unique: c.Unique})
	if errors.Is(err, index.ErrDeclared) {
		return fault("--unique：名单 %q 加入时可以有重复，不能再改；请把全部记录放进新集合", "--unique: list %q was added as one that may hold somebody twice, and that cannot be changed: put all records into a new set", c.List)
	}
	return err
}

// open reads the set, or makes it.
func (c *linkAddCmd) open() (*index.Index, error) {
	o := index.Options{Threshold: c.Threshold, Threads: c.Threads}
	x, err := readIndex(c.Index, o)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if c.Model == "" {
		if err != nil {
			return nil, fault("%s：没有这个集合；请用 --model 新建", "%s: there is no such set: give --model to make it", c.Index)
		}
		return x, nil
	}
	text, readErr := os.ReadFile(c.Model)
	if readErr != nil {
		return nil, readErr
	}
	m, modelErr := link.ReadModel(bytes.NewReader(text))
	if modelErr != nil {
		return nil, fmt.Errorf("%s: %w", c.Model, modelErr)
	}
	if err != nil {
		return index.New(m, link.ComparatorNamed, o)
	}
	if !sameModel(m, x.Model()) {
		return nil, fault("%s 是用别的模型建的，不是 %s；请不写 --model，或把全部记录放进新集合", "%s was made with another model than %s: leave --model out, or put all records into a new set", c.Index, c.Model)
	}
	return x, nil
}

func sameModel(a, b *link.Model) bool {
	var x, y bytes.Buffer
	return a.Write(&x) == nil && b.Write(&y) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

func readIndex(path string, o index.Options) (*index.Index, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	x, err := index.Restore(f, link.ComparatorNamed, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return x, nil
}

func (c *linkAddCmd) apply(e *env, x *index.Index, t *table.Table) error {
	if !c.Remove && !c.Change {
		_, err := x.AddAllTo(e.ctx, c.List, t)
		return err
	}
	for row := range t.Rows {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		id := t.Labels.At(row)
		if c.Remove {
			if err := x.Remove(id); err != nil {
				return err
			}
			continue
		}
		values, missing := valuesOf(t, x.Columns(), row)
		if missing != "" {
			return fault("没有 %q 列（有 %q）", "there is no column %q (columns: %q)", missing, t.Names())
		}
		put := func(id string, values []string) error { return x.AddTo(c.List, id, values) }
		if _, ok := x.Values(id); ok {
			put = x.Change
		}
		if err := put(id, values); err != nil {
			return err
		}
	}
	return nil
}

// valuesOf are some columns of a row, and the name of one that is not there.
func valuesOf(t *table.Table, columns []string, row int) (values []string, missing string) {
	values = make([]string, len(columns))
	for i, name := range columns {
		if column := t.Column(name); column != nil {
			values[i] = column.Value(row)
		} else {
			missing = name
		}
	}
	return values, missing
}

// readRecords reads a file whose records are named by column id, or by their row
// numbers when it is empty.
func readRecords(e *env, path, id, encoding string, threads int) (*table.Table, error) {
	t, err := file.Read(e.ctx, path, file.Options{Threads: threads, Encoding: encoding, Label: id})
	if errors.Is(err, table.ErrNoColumn) {
		return nil, fault("%s：没有编号列 %q；请用 --id 指出", "%s: there is no column %q to name the records; give --id the right one", filepath.Base(path), id)
	}
	return t, err
}

// writeOrPrint writes rows to a file, or prints them when path is empty.
func writeOrPrint(e *env, path string, rows func(w *table.Writer)) error {
	if path == "" {
		w := table.NewWriter(e.stdout)
		rows(w)
		return w.Flush()
	}
	return writeFile(path, func(f *os.File) error {
		w := table.NewWriter(f)
		rows(w)
		return w.Flush()
	})
}

// writeEvents writes a line for each record of an event, or one for an event
// without.
func writeEvents(w *table.Writer, events []index.Event) {
	line := func(cells ...string) {
		for _, cell := range cells {
			w.Text(cell)
		}
		w.End()
	}
	line("event", "kind", "cluster", "other", "id")
	for _, ev := range events {
		other := ""
		if ev.Other != 0 {
			other = strconv.FormatUint(ev.Other, 10)
		}
		records := ev.Records
		if len(records) == 0 {
			records = []string{""}
		}
		for _, id := range records {
			line(strconv.FormatUint(ev.Number, 10), ev.Kind.String(), strconv.FormatUint(ev.Cluster, 10), other, id)
		}
	}
}

// Run searches.
func (c *linkFindCmd) Run(e *env) error {
	if c.Limit < 1 {
		return fault("--limit %d：请给大于 0 的数", "--limit %d: give a number above 0", c.Limit)
	}
	if !(c.Floor > 0 && c.Floor < 1) {
		return fault("--floor %v：请给 0 与 1 之间的概率", "--floor %v: give a probability between 0 and 1", c.Floor)
	}
	x, err := readIndex(c.Index, index.Options{Threads: c.Threads, Floor: c.Floor})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(x.Lists(), func(l index.List) bool { return l.Name == c.List }) && c.List != "" {
		return fault("--list %s：集合里没有这份名单（有 %q）", "--list %s: the set has no such list (lists: %q)", c.List, listNames(x))
	}
	t, err := readRecords(e, c.File, c.ID, c.Encoding, c.Threads)
	if err != nil {
		return err
	}
	columns := x.Columns()
	known := 0
	for _, name := range columns {
		if t.Column(name) != nil {
			known++
		}
	}
	if known == 0 {
		return fault("%s 没有集合的任何一列：%q", "%s has none of the columns of the set: %q", filepath.Base(c.File), columns)
	}
	truncated := 0
	var failed error
	err = writeOrPrint(e, c.Out, func(w *table.Writer) {
		for _, name := range []string{"query", "id", "cluster", "weight", "probability", "agree"} {
			w.Text(name)
		}
		w.End()
		for row := range t.Rows {
			values, _ := valuesOf(t, columns, row)
			a, err := x.FindFor(c.List, values, c.Limit)
			if err != nil {
				failed = errors.Join(failed, err)
				return
			}
			if a.Truncated {
				truncated++
			}
			query := strconv.Itoa(row + 1)
			if t.Labels != nil {
				query = t.Labels.At(row)
			}
			for _, found := range a.Candidates {
				w.Text(query)
				w.Text(found.ID)
				w.Text(strconv.FormatUint(found.Cluster, 10))
				w.Number(found.Weight, 'f', 3)
				w.Number(found.Probability, 'g', 6)
				w.Text(agreement(x.Explain(found)))
				w.End()
			}
		}
	})
	if err = errors.Join(failed, err); err != nil {
		return err
	}
	if truncated > 0 {
		fmt.Fprintf(e.stderr, e.text("%d 条查询的值太常见，只比对了最少见的部分\n", "%d queries have values so common that only the rarest were compared\n"), truncated)
	}
	return nil
}

func listNames(x *index.Index) (out []string) {
	for _, l := range x.Lists() {
		out = append(out, l.Name)
	}
	return out
}

// agreement lists how far each comparison agrees.
func agreement(steps []link.Step) string {
	var parts []string
	for _, s := range steps {
		if s.Level != "" && s.Level != "null" {
			parts = append(parts, s.Name+": "+s.Level)
		}
	}
	return strings.Join(parts, "; ")
}
