package splink

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// Dialect is the SQL a model is written in.
type Dialect string

// The dialects of Splink.
const (
	DuckDB   Dialect = "duckdb"
	Spark    Dialect = "spark"
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Model is a Splink model.
type Model struct {
	// Version is 4 or 5: how Splink of that version adds up.
	Version int
	Dialect Dialect
	// LinkType is dedupe_only, link_only or link_and_dedupe.
	LinkType    string
	Prior       float64 // probability that two random records match
	ID          string  // column that names the records
	Source      string  // column that names the data set
	Comparisons []Comparison
	Rules       []Rule
	// Columns are those the model reads, with the types its conditions give
	// them. They can be changed before [Model.Scorer] is called, for columns
	// that were no texts in Splink but are only tested for equality.
	Columns map[string]Type
	// Problems are what cannot be taken over.
	Problems []Problem
	// Doubts are conditions that are taken over without being known to give
	// the same to the last digit: similarities of Spark, which come from a
	// library of Java.
	Doubts []Problem
	// Unknown are the paths of fields of the JSON that mean nothing here.
	Unknown []string
}

// Type says what the texts of a column mean.
type Type string

// The types.
const (
	Text   Type = "text"
	Number Type = "number"
	Date   Type = "date" // or a timestamp, YYYY-MM-DD HH:MM:SS
	List   Type = "list" // [a, b]
)

var typeSorts = map[Type]sort{Text: sText, Number: sDouble, Date: sDate, List: sList}

// Comparison compares records in some respect.
type Comparison struct {
	Name        string
	Description string
	Levels      []Level
}

// Level is one outcome of a comparison.
type Level struct {
	SQL   string // condition, or ELSE
	Label string
	Null  bool // weighs 0
	M, U  float64
	// Gamma is Splink's number of the level: -1 for null levels, 0 for the
	// last, up from there.
	Gamma int
	// TF adjusts for term frequency; its Column is empty if not.
	TF Frequency

	condition *expr // nil for ELSE
}

// Frequency is an adjustment for term frequency.
type Frequency struct {
	Column  string
	Weight  float64
	Minimum float64 // least frequency that is believed
	U       float64 // u of exact agreement, from which is adjusted
	own     bool    // adjust from the level's own u
}

// Problem is a part of a model that cannot be taken over.
type Problem struct {
	Path       string // in the JSON
	Comparison string // its name; empty for a blocking rule
	Level      string // its label
	Text       string // the condition
	Why        string

	part int // number of the comparison, from 1; 0 for a blocking rule
}

// OfRule says that a blocking rule has the problem, which costs pairs but
// changes no weight.
func (p Problem) OfRule() bool { return p.part == 0 }

func (p Problem) String() string {
	what := "blocking rule"
	if p.part != 0 {
		what = fmt.Sprintf("comparison %q", p.Comparison)
		if p.Level != "" {
			what += fmt.Sprintf(", level %q", p.Level)
		}
	}
	if p.Text == "" {
		return fmt.Sprintf("%s (%s): %s", what, p.Path, p.Why)
	}
	return fmt.Sprintf("%s (%s): %s, in: %s", what, p.Path, p.Why, shorten(p.Text))
}

// notObserved is what Splink writes for a level that training never saw.
const notObserved = "level not observed in training dataset"

// Read reads the JSON of a model. Its error is about the JSON: no model can be
// made of it. What a model has that is not understood is in its Problems.
func Read(r io.Reader) (*Model, error) {
	var err error
	m := &Model{Columns: map[string]Type{}}
	o := readObject(r, &m.Unknown, &err)
	if err != nil {
		return nil, err
	}
	m.Version = 5
	if _, old := o.fields["bayes_factor_column_prefix"]; old && o.fields["match_weight_column_prefix"] == nil {
		m.Version = 4
	}
	m.Dialect = Dialect(o.text("sql_dialect", string(DuckDB)))
	m.LinkType = o.text("link_type", "")
	m.Prior = o.number("probability_two_random_records_match", 1e-4, 0, 1)
	m.ID = o.text("unique_id_column_name", "unique_id")
	m.Source = o.text("source_dataset_column_name", "source_dataset")
	switch m.Dialect {
	case DuckDB, Spark, SQLite, Postgres:
	default:
		o.fail("$.sql_dialect", fmt.Sprintf("is %q: only duckdb, spark, sqlite and postgres are known", m.Dialect))
	}
	switch m.LinkType {
	case "dedupe_only", "link_only", "link_and_dedupe":
	default:
		o.fail("$.link_type", fmt.Sprintf("must be dedupe_only, link_only or link_and_dedupe, is %q", m.LinkType))
	}
	o.list("comparisons", func(path string, v any) { m.readComparison(o.asObject(path, v)) })
	if len(m.Comparisons) == 0 {
		o.fail("$.comparisons", "has no comparison: is this a Splink model?")
	}
	o.list("blocking_rules_to_generate_predictions", func(path string, v any) { m.readRule(&o, path, v) })
	// What concerns training and the columns of Splink's output.
	for _, name := range []string{"retain_matching_columns", "retain_intermediate_calculation_columns", "additional_columns_to_retain", "linker_uid", "em_convergence", "max_iterations",
		"bayes_factor_column_prefix", "match_weight_column_prefix", "term_frequency_adjustment_column_prefix", "comparison_vector_value_column_prefix"} {
		o.take(name)
	}
	o.done()
	if err != nil {
		return nil, err
	}
	m.infer()
	return m, m.check()
}

func (m *Model) readComparison(o object) {
	c := Comparison{Name: o.text("output_column_name", ""), Description: o.text("comparison_description", "")}
	part := len(m.Comparisons) + 1
	var trained [][2]bool // m, u
	o.list("comparison_levels", func(path string, v any) {
		lo := o.asObject(path, v)
		l := Level{SQL: lo.text("sql_condition", ""), Label: lo.text("label_for_charts", ""), Null: lo.truth("is_null_level")}
		if strings.TrimSpace(l.SQL) == "" {
			lo.fail(path+".sql_condition", "is missing")
		}
		var have [2]bool
		l.M, have[0] = m.probability(&lo, "m_probability")
		l.U, have[1] = m.probability(&lo, "u_probability")
		trained = append(trained, have)
		l.TF = Frequency{Column: columnName(lo.text("tf_adjustment_column", "")), Weight: lo.number("tf_adjustment_weight", 1, 0, math.MaxFloat64),
			Minimum: lo.number("tf_minimum_u_value", 0, 0, 1), own: lo.truth("disable_tf_exact_match_detection")}
		for _, training := range []string{"fix_m_probability", "fix_u_probability"} {
			lo.truth(training)
		}
		lo.done()
		m.parseLevel(Problem{Path: path, Comparison: c.Name, Level: l.Label, Text: l.SQL, part: part}, &l)
		c.Levels = append(c.Levels, l)
	})
	o.done()
	if c.Name == "" {
		c.Name = c.defaultName()
		for i := range m.Problems {
			if m.Problems[i].part == part {
				m.Problems[i].Comparison = c.Name
			}
		}
	}
	levels := 0
	for _, l := range c.Levels {
		levels += truthInt(!l.Null)
	}
	if levels < 2 {
		o.fail(o.path+".comparison_levels", "needs at least two levels that are not null levels")
		return
	}
	gamma := levels - 1
	for i := range c.Levels {
		l := &c.Levels[i]
		if l.Null {
			l.Gamma = -1
			continue
		}
		l.Gamma = gamma
		gamma--
		if !trained[i][0] {
			l.M = defaultM(l.Gamma, levels)
		}
		if !trained[i][1] {
			l.U = defaultU(l.Gamma, levels)
		}
	}
	for i := range c.Levels {
		l := &c.Levels[i]
		m.findExact(Problem{Path: fmt.Sprintf("%s.comparison_levels[%d]", o.path, i), Comparison: c.Name, Level: l.Label, Text: l.SQL, part: part}, &c, l)
	}
	m.Comparisons = append(m.Comparisons, c)
}

// defaultName is how Splink calls a comparison that was given no name.
func (c *Comparison) defaultName() string {
	in := inference{types: map[string]Type{}, names: map[string]string{}}
	for _, l := range c.Levels {
		in.walk(l.condition, "")
	}
	if len(in.order) == 1 {
		return in.order[0]
	}
	return "custom_" + strings.Join(in.order, "_")
}

// probability takes m or u; ok is false when training gave none, in which case
// Splink takes a value of its own. Splink 4 also takes 0 for none.
func (m *Model) probability(o *object, name string) (p float64, ok bool) {
	v, path, ok := o.take(name)
	if !ok {
		return 0, false
	}
	if v == notObserved {
		return 1e-6, true
	}
	p = o.asNumber(path, v, 0, 1)
	return p, p != 0 || m.Version != 4
}

// defaultM and defaultU are the values that Splink starts training with, and
// uses where there was none (_default_m_values in its comparison_level.py).
func defaultM(gamma, levels int) float64 {
	if gamma == levels-1 {
		return 0.95
	}
	return (1 - 0.95) / float64(levels-1)
}

func defaultU(gamma, levels int) float64 {
	weight := 10.0
	switch {
	case gamma == levels-1:
	case levels == 2:
		weight = -5
	default:
		weight = -5 + float64(gamma)*(8/float64(levels-2))
	}
	return defaultM(gamma, levels) / math.Pow(2, weight)
}

// columnName takes the quotes of a name away.
func columnName(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '`') {
		if t, n, ok := quoted(s, s[0], false); ok && n == len(s) {
			return t
		}
	}
	return s
}

// parseLevel reads the condition of a level.
func (m *Model) parseLevel(at Problem, l *Level) {
	if strings.EqualFold(strings.TrimSpace(l.SQL), "else") {
		return
	}
	var err error
	if l.condition, err = parse(l.SQL, m.Dialect, suffixed); err != nil {
		m.problem(at, err.Error())
	}
}

func (m *Model) problem(at Problem, why string) {
	at.Why = why
	m.Problems = append(m.Problems, at)
}

// adjusts tells whether a level is adjusted for term frequency: null levels
// and ELSE never are.
func (l *Level) adjusts() bool {
	return l.TF.Column != "" && l.TF.Weight != 0 && !l.Null && !strings.EqualFold(strings.TrimSpace(l.SQL), "else")
}

// findExact finds the u from which a level's term frequencies adjust.
func (m *Model) findExact(at Problem, c *Comparison, l *Level) {
	if !l.adjusts() {
		return
	}
	if l.TF.own {
		l.TF.U = l.U
		return
	}
	for _, other := range c.Levels {
		if name, ok := exactColumn(other.condition); ok && !other.Null && strings.EqualFold(name, l.TF.Column) {
			l.TF.U = other.U
			return
		}
	}
	m.problem(at, fmt.Sprintf("there is no level of exact agreement in %q from which its term frequency could adjust", l.TF.Column))
}

// exactColumn tells whether a condition is exact agreement in one column.
func exactColumn(e *expr) (name string, ok bool) {
	switch {
	case e == nil || e.kind != eCall || len(e.args) != 2:
		return "", false
	case e.name == "and":
		a, okA := exactColumn(e.args[0])
		b, okB := exactColumn(e.args[1])
		return a, okA && okB && a == b
	}
	a, b := e.args[0], e.args[1]
	ok = e.name == "=" && a.kind == eColumn && b.kind == eColumn && strings.EqualFold(a.name, b.name) && a.side != b.side
	return a.name, ok
}
