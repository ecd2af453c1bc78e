package main

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"quanyuan/link/splink"
	"quanyuan/link/table"
)

// linkScoreCmd weighs pairs with a model that Splink made.
type linkScoreCmd struct {
	Files []string `arg:"" help:"CSV 文件。 CSV files." type:"existingfile"`
	splinkFlags
	Out       string  `short:"o" required:"" help:"结果：id_l,id_r,weight,probability,rule。 Result." placeholder:"FILE"`
	Threshold float64 `help:"只写出概率不低于此值的配对；默认全部。 Write only pairs of at least this probability; all by default." placeholder:"P"`
	Explain   bool    `help:"另写每项比较的级别和权重。 Also write the level and the weight of every comparison."`
}

// splinkFlags say how a Splink model is read.
type splinkFlags struct {
	Splink   string            `required:"" type:"existingfile" help:"Splink 4 或 5 的模型。 Model JSON of Splink 4 or 5." placeholder:"FILE"`
	ID       string            `help:"编号列，默认按模型。 Column that names the records; by default the model's." placeholder:"COL"`
	Type     map[string]string `help:"列的类型：text、number、date、list。 What a column is: text, number, date or list." placeholder:"COL=TYPE"`
	TF       []string          `name:"tf" type:"existingfile" help:"词频表 CSV：值,tf_列名。 Term frequencies given as CSV: COL,tf_COL." placeholder:"FILE"`
	LeaveOut bool              `help:"略去看不懂的比较项。 Leave out comparisons that cannot be taken over."`
	Bytes    bool              `help:"按字节比较文本，同 DuckDB 2.0.0 及以前。 Similarities count bytes, as DuckDB did up to 2.0.0."`
	Threads  int               `help:"线程数，默认全部处理器；不影响结果。 Threads, all processors by default; the result does not depend on it."`
}

// Run scores.
func (c *linkScoreCmd) Run(e *env) error {
	if c.Threshold < 0 || c.Threshold > 1 {
		return fmt.Errorf("--threshold %v: give a probability between 0 and 1", c.Threshold)
	}
	r, err := c.read(e, c.Files)
	if err != nil {
		return err
	}
	pairs, err := r.scorer.Pairs(e.ctx, splink.PairOptions{Order: r.order, Least: c.Threshold, Threads: c.Threads})
	if err != nil {
		return err
	}
	if err := c.write(r, pairs); err != nil {
		return err
	}
	e.say("Splink %d 模型，%d 行，%d 对 → %s", "Splink %d model, %d rows, %d pairs → %s", r.model.Version, r.records.Rows, len(pairs), c.Out)
	return nil
}

// splinkRun is a model made ready for the records.
type splinkRun struct {
	model   *splink.Model
	records *table.Table
	parts   []*table.Table // one for each file
	names   []string       // of the data sets
	ids     []string
	order   []uint32
	scorer  *splink.Scorer
}

// read reads model and records and says what is not taken over.
func (c *splinkFlags) read(e *env, files []string) (*splinkRun, error) {
	f, err := os.Open(c.Splink)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := &splinkRun{}
	if r.model, err = splink.Read(f); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(c.Splink), err)
	}
	if len(r.model.Unknown) > 0 {
		e.say("模型里没有用到的字段：%s", "fields of the model that mean nothing here: %s", strings.Join(r.model.Unknown, ", "))
	}
	for _, p := range r.model.Problems {
		if c.LeaveOut || p.OfRule() {
			e.say("不能接收：%s", "not taken over: %s", p)
		}
	}
	for _, p := range r.model.Doubts {
		e.say("接收，但未证明相等：%s", "taken over, not proved equal: %s", p)
	}
	if r.model.LinkType == "link_only" && len(files) < 2 {
		return nil, fmt.Errorf("the model links different data sets (link_only): give two files or more, it does not compare records of one")
	}
	if err := c.readRecords(e, r, files); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(c.Type)) {
		if _, ok := r.model.Columns[name]; !ok {
			return nil, fmt.Errorf("--type %s: the model reads no such column (columns: %q)", name, slices.Sorted(maps.Keys(r.model.Columns)))
		}
		r.model.Columns[name] = splink.Type(c.Type[name])
	}
	opts := splink.Options{Bytes: c.Bytes, LeaveOut: c.LeaveOut}
	if opts.Frequencies, err = c.frequencies(e); err != nil {
		return nil, err
	}
	if r.scorer, err = r.model.Scorer(r.records, opts); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(c.Splink), err)
	}
	if r.scorer.NotASCII && !c.Bytes && r.model.Dialect == splink.DuckDB {
		e.say("文本按字符比较，同 DuckDB 2.0.1 起；更早的版本请加 --bytes。", "texts are compared by characters, as DuckDB does since 2.0.1; for older ones add --bytes")
	}
	return r, nil
}

// readRecords reads the files, each a data set, and the names of the records.
func (c *splinkFlags) readRecords(e *env, r *splinkRun, files []string) error {
	for i, path := range files {
		t, err := c.readTable(e, path, uint8(min(i, math.MaxUint8)))
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		r.names = append(r.names, name)
		ids, err := c.ids(t, filepath.Base(path), r.model)
		if err != nil {
			return err
		}
		r.ids = append(r.ids, ids...)
		r.parts = append(r.parts, t)
	}
	r.records = r.parts[0]
	if len(r.parts) > 1 {
		var err error
		if r.records, err = table.Concat(r.parts...); err != nil {
			return err
		}
	}
	r.order = r.model.IDOrder(r.records, r.ids, r.names)
	return nil
}

func (c *splinkFlags) readTable(e *env, path string, source uint8) (*table.Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return table.ReadCSV(e.ctx, f, table.Options{Name: filepath.Base(path), Source: source, Workers: c.Threads})
}

// ids gives every record its name: the column asked for, the model's, or the
// number of the row.
func (c *splinkFlags) ids(t *table.Table, file string, m *splink.Model) ([]string, error) {
	name := c.ID
	if name == "" {
		name = m.ID
	}
	col := t.Column(name)
	if col == nil && c.ID != "" {
		return nil, fmt.Errorf("%s: there is no column %q to name the records (columns: %q); give --id the right one or leave it out", file, c.ID, t.Names())
	}
	ids := make([]string, t.Rows)
	for row := range ids {
		if col == nil {
			ids[row] = strconv.Itoa(row + 1)
			continue
		}
		v := col.IDs[row]
		if v == 0 || col.Counts[v] > 1 {
			return nil, fmt.Errorf("%s, record %d: the id in column %q is empty or not the only one of its kind; every record needs its own", file, row+1, name)
		}
		ids[row] = col.Values.At(v)
	}
	return ids, nil
}

// frequencies reads tables of two columns, COL and tf_COL, as Splink writes
// them.
func (c *splinkFlags) frequencies(e *env) (map[string]map[string]float64, error) {
	out := map[string]map[string]float64{}
	for _, path := range c.TF {
		t, err := c.readTable(e, path, 0)
		if err != nil {
			return nil, err
		}
		var value, share *table.Column
		for _, col := range t.Columns {
			if other := t.Column("tf_" + col.Name); other != nil {
				value, share = col, other
			}
		}
		if value == nil {
			return nil, fmt.Errorf("%s: a table of term frequencies has the columns COL and tf_COL, this has %q", filepath.Base(path), t.Names())
		}
		known := map[string]float64{}
		for row := range t.Rows {
			f, err := strconv.ParseFloat(share.Value(row), 64)
			if err != nil || !(f > 0 && f <= 1) {
				return nil, fmt.Errorf("%s, record %d: column %q must be a share between 0 and 1", filepath.Base(path), row+1, share.Name)
			}
			known[value.Value(row)] = f
		}
		out[value.Name] = known
	}
	return out, nil
}

// write writes the pairs in Splink's order of ids, numbers in full.
func (c *linkScoreCmd) write(r *splinkRun, pairs []splink.Pair) error {
	header := []string{"id_l", "id_r", "weight", "probability", "rule"}
	several := len(r.names) > 1
	if several {
		header = append([]string{"source_l", "source_r"}, header...)
	}
	if c.Explain {
		for _, name := range r.scorer.Names() {
			header = append(header, "gamma_"+name, "mw_"+name, "mw_tf_adj_"+name)
		}
	}
	return writeRows(c.Out, header, func(w *table.Writer) error {
		for _, p := range pairs {
			if several {
				w.Text(r.names[r.records.Sources[p.L]])
				w.Text(r.names[r.records.Sources[p.R]])
			}
			w.Text(r.ids[p.L])
			w.Text(r.ids[p.R])
			w.Text(exactly(p.Weight))
			w.Text(exactly(p.Probability))
			w.Text(strconv.Itoa(p.Rule))
			if c.Explain {
				if err := r.explain(w, p); err != nil {
					return err
				}
			}
			w.End()
		}
		return nil
	})
}

// explain writes what each comparison adds.
func (r *splinkRun) explain(w *table.Writer, p splink.Pair) error {
	s, err := r.scorer.Score(int(p.L), int(p.R))
	if err != nil {
		return err
	}
	for _, part := range s.Parts {
		gamma := ""
		if part.Gamma != splink.NoLevel {
			gamma = strconv.Itoa(part.Gamma)
		}
		w.Text(gamma)
		w.Text(exactly(part.Weight))
		w.Text(exactly(part.TF))
	}
	return nil
}

// exactly writes a number so that it can be read back as it is; NaN, Splink's
// NULL, is empty.
func exactly(n float64) string {
	if math.IsNaN(n) {
		return ""
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}
