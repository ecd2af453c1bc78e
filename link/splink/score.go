package splink

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"quanyuan/link/table"
)

// Options say how a scorer is made; the zero value is right for most models.
type Options struct {
	// Frequencies are term frequencies that were given to Splink as tables:
	// column, value, share. Those of other columns are computed from the
	// records, as Splink does.
	Frequencies map[string]map[string]float64
	// Bytes lets similarities count bytes, as DuckDB did up to 2.0.0, instead
	// of characters. It makes no difference for ASCII.
	Bytes bool
	// LeaveOut leaves comparisons out of which some level was not understood.
	// Without it they are an error.
	LeaveOut bool
}

// Scorer weighs pairs of one table. It is for one thread; Clone makes another.
type Scorer struct {
	// LeftOut are the problems for which comparisons were left out.
	LeftOut []Problem
	// NotASCII says that similarities compare texts with characters outside
	// ASCII, so that weights depend on the version of DuckDB that Splink ran
	// with: see [Options.Bytes].
	NotASCII bool

	model       *Model
	table       *table.Table
	compiler    *compiler
	comparisons []scorerComparison
	rests       []test // of the blocking rules
	prior       sum    // before any comparison
	pair        *pair
}

type scorerComparison struct {
	name   string
	levels []scorerLevel
	column int // the only column it reads, or -1
}

type scorerLevel struct {
	index     int
	condition test // nil for ELSE
	gamma     int
	factor    float64 // m/u, for version 4
	weight    float64 // log2 of it
	tf        termFrequency
	column    int
	level     *Level
	// log2 of the u and of the minimum of an adjustment
	u, minimum float64
}

// termFrequency holds log2 of the share of every value of a column, minus
// infinity where it is not known.
type termFrequency []float64

// NoLevel is the gamma of a comparison none of whose levels apply, for which
// Splink gives NULL.
const NoLevel = -2

// Score is what a model says of a pair.
type Score struct {
	// Weight in log2 odds. If a comparison has NoLevel it is NaN where Splink
	// 5 gives NULL, and log2(1e-300) as Splink 4 gives.
	Weight      float64
	Probability float64
	Parts       []Part
}

// Part is what one comparison adds.
type Part struct {
	Comparison string
	Label      string // of the level
	Gamma      int
	Weight     float64 // log2(m/u)
	TF         float64 // adjustment for term frequency
}

// Scorer makes the model ready for the records of a table.
func (m *Model) Scorer(t *table.Table, o Options) (*Scorer, error) {
	c, err := m.compiler(o.Bytes)
	if err != nil {
		return nil, err
	}
	for _, col := range c.list {
		data := tableColumn(t, col.name)
		if data == nil {
			return nil, fmt.Errorf("the model reads a column %q, which the records do not have (columns: %q)", col.name, t.Names())
		}
		if row := col.setValues(data); row >= 0 {
			return nil, fmt.Errorf("column %q, record %d: the model needs a %s there; correct it or leave it empty", col.name, row+1, m.Columns[col.name])
		}
	}
	s := &Scorer{model: m, table: t, compiler: c}
	if s.LeftOut, err = m.leftOut(o.LeaveOut); err != nil {
		return nil, err
	}
	frequencies := map[string]termFrequency{}
	for i := range m.Comparisons {
		comparison := &m.Comparisons[i]
		if slices.ContainsFunc(s.LeftOut, func(p Problem) bool { return p.part == i+1 }) {
			continue
		}
		out := scorerComparison{name: comparison.Name, column: c.onlyColumn(comparison)}
		for j := range comparison.Levels {
			l, err := s.level(&comparison.Levels[j], o, frequencies)
			if err != nil {
				return nil, err
			}
			l.index = j
			out.levels = append(out.levels, l)
		}
		s.comparisons = append(s.comparisons, out)
	}
	for i := range m.Rules {
		var rest test
		if r := &m.Rules[i]; r.usable() && r.rest != nil {
			if rest, err = c.condition(r.rest); err != nil {
				return nil, fmt.Errorf("%s: %w", r.path, err)
			}
		}
		s.rests = append(s.rests, rest)
	}
	s.prior = newSum(m)
	s.pair, s.NotASCII = s.newPair(), c.notASCII
	return s, nil
}

// leftOut gives the problems of comparisons; those of blocking rules do not
// change weights.
func (m *Model) leftOut(allowed bool) (out []Problem, err error) {
	var all []error
	for _, p := range m.Problems {
		if p.part != 0 {
			out = append(out, p)
			all = append(all, errors.New(p.String()))
		}
	}
	if allowed || all == nil {
		return out, nil
	}
	return nil, fmt.Errorf("the model cannot be taken over as a whole, its weights would be others:\n%w", errors.Join(all...))
}

func tableColumn(t *table.Table, name string) *table.Column {
	if c := t.Column(name); c != nil {
		return c
	}
	for _, c := range t.Columns {
		if strings.EqualFold(c.Name, name) {
			return c
		}
	}
	return nil
}

// level makes a level ready; the compiler's columns have their values now.
func (s *Scorer) level(l *Level, o Options, frequencies map[string]termFrequency) (scorerLevel, error) {
	const least = 1e-300
	out := scorerLevel{gamma: l.Gamma, level: l, factor: 1}
	var err error
	if l.condition != nil {
		if out.condition, err = s.compiler.condition(l.condition); err != nil {
			return out, err
		}
	}
	if l.Null {
		return out, nil
	}
	out.factor = l.M / l.U
	out.weight = math.Log2(max(l.M, least) / max(l.U, least))
	if l.adjusts() {
		key := strings.ToLower(l.TF.Column)
		col := s.compiler.columns[key]
		if frequencies[key] == nil {
			frequencies[key] = newTermFrequency(col, given(o.Frequencies, l.TF.Column))
		}
		out.tf, out.column = frequencies[key], col.index
		out.u, out.minimum = math.Log2(l.TF.U), math.Log2(l.TF.Minimum)
	}
	return out, nil
}

func given(tables map[string]map[string]float64, name string) map[string]float64 {
	for n, t := range tables {
		if strings.EqualFold(n, name) {
			return t
		}
	}
	return nil
}

// newTermFrequency counts the values of a column: the records of a value
// among those that have one.
func newTermFrequency(c *column, given map[string]float64) termFrequency {
	tf := make(termFrequency, len(c.values))
	if given != nil {
		for id := range tf {
			tf[id] = math.Log2(given[c.values[id].String()])
		}
		return tf
	}
	count := make([]float64, len(c.values)+1) // by class
	total := 0.0
	for _, id := range c.ids {
		if k := c.class[id]; k != 0 {
			count[k]++
			total++
		}
	}
	for id := range tf {
		tf[id] = math.Log2(count[c.class[id]] / max(1, total))
	}
	return tf
}

// Clone makes a scorer for another thread.
func (s *Scorer) Clone() *Scorer {
	other := *s
	other.pair = s.newPair()
	return &other
}

func (s *Scorer) newPair() *pair {
	p := s.compiler.newPair()
	p.level = make([]memo, len(s.comparisons))
	return p
}

// onlyColumn is the column a comparison reads if it reads but one, else -1.
func (c *compiler) onlyColumn(comparison *Comparison) int {
	in := inference{types: map[string]Type{}, names: map[string]string{}}
	for _, l := range comparison.Levels {
		in.walk(l.condition, "")
	}
	if len(in.order) != 1 {
		return -1
	}
	return c.columns[strings.ToLower(in.order[0])].index
}

// Score weighs two records, given by their row numbers; l is the one that
// Splink calls left, which matters to conditions that treat the sides
// differently.
func (s *Scorer) Score(l, r int) (Score, error) {
	out := Score{Parts: make([]Part, len(s.comparisons))}
	var err error
	out.Weight, out.Probability, err = s.weigh(l, r, out.Parts)
	return out, err
}

// set makes the two records those that conditions are about.
func (s *Scorer) set(l, r int) {
	p := s.pair
	if p.now++; p.now == 0 {
		clear(p.stamp)
		p.now = 1
	}
	for i, c := range s.compiler.list {
		p.ids[0][i], p.ids[1][i] = c.ids[l], c.ids[r]
	}
}

// weigh adds the comparisons up; parts, when not nil, takes what each adds.
func (s *Scorer) weigh(l, r int, parts []Part) (weight, probability float64, err error) {
	s.set(l, r)
	sum := s.prior
	for i := range s.comparisons {
		c := &s.comparisons[i]
		level := c.of(i, s.pair)
		if s.pair.fault != "" {
			why := s.pair.fault
			s.pair.fault = ""
			return 0, 0, fmt.Errorf("comparison %q of records %d and %d meets %s", c.name, l+1, r+1, why)
		}
		part := Part{Comparison: c.name, Gamma: NoLevel, Weight: math.NaN()}
		if level != nil {
			part = Part{Comparison: c.name, Label: level.level.Label, Gamma: level.gamma, Weight: level.weight, TF: level.adjustment(s.pair)}
			sum.add(level, part.TF)
		} else {
			sum.unknown = true
		}
		if parts != nil {
			parts[i] = part
		}
	}
	weight, probability = sum.result()
	return weight, probability, nil
}

// of finds the first level that applies; i is the number of the comparison.
func (c *scorerComparison) of(i int, p *pair) *scorerLevel {
	if c.column < 0 {
		return c.first(p)
	}
	// Pairs of values meet again and again: their level is kept.
	m := p.level[i].at(p.ids[0][c.column], p.ids[1][c.column])
	if m.known {
		return &c.levels[int(m.n)]
	}
	l := c.first(p)
	if l != nil && p.fault == "" {
		m.set(float64(l.index))
	}
	return l
}

func (c *scorerComparison) first(p *pair) *scorerLevel {
	for i := range c.levels {
		if l := &c.levels[i]; l.condition == nil || l.condition(p) == yes {
			return l
		}
	}
	return nil
}

// adjustment is the level's adjustment for the term frequencies of the pair.
func (l *scorerLevel) adjustment(p *pair) float64 {
	if l.tf == nil {
		return 0
	}
	tf := max(l.tf[p.ids[0][l.column]], l.tf[p.ids[1][l.column]])
	if math.IsInf(tf, -1) { // neither value is known
		return 0
	}
	return l.level.TF.Weight * (l.u - max(tf, l.minimum))
}

// sum adds up as the version of Splink does.
type sum struct {
	version int
	weight  float64 // version 5
	factor  float64 // version 4
	unknown bool
}

func newSum(m *Model) sum {
	odds := m.Prior / (1 - m.Prior)
	return sum{version: m.Version, weight: math.Log2(odds), factor: odds}
}

func (s *sum) add(l *scorerLevel, tf float64) {
	s.weight += l.weight + tf
	if s.version != 4 {
		return
	}
	if s.factor *= l.factor; tf != 0 {
		s.factor *= math.Exp2(tf)
	}
}

func (s *sum) result() (weight, probability float64) {
	switch {
	case math.IsInf(s.weight, 1): // the prior is 1
		return s.weight, 1
	case s.version != 4 && s.unknown:
		return math.NaN(), math.NaN()
	case s.version != 4:
		return s.weight, Probability(s.weight)
	}
	f := min(max(s.factor, 1e-300), 1e300)
	if s.unknown { // GREATEST(NULL, 1e-300) in Splink's SQL
		f = 1e-300
	}
	return math.Log2(f), f / (1 + f)
}

// Probability is that of a weight, as Splink 5 computes it.
func Probability(weight float64) float64 {
	if weight >= 0 {
		return 1 / (1 + math.Exp2(-weight))
	}
	odds := math.Exp2(weight)
	return odds / (1 + odds)
}

// Names are those of the comparisons that are weighed, in the order of
// [Score.Parts].
func (s *Scorer) Names() []string {
	names := make([]string, len(s.comparisons))
	for i, c := range s.comparisons {
		names[i] = c.name
	}
	return names
}
