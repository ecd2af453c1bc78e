package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"quanyuan/link"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

// Input is a run with what is needed to show it.
type Input struct {
	Title string
	Lang  string   // "zh" or "en"
	Made  string   // when, as it shall be shown; may be empty
	Files []string // names of the lists

	Result *link.Result
	// Left is the table of [link.Dedupe]; Right is set after [link.Match].
	// Their labels name the records and must differ inside a table; without
	// them records are named by their row numbers.
	Left, Right *table.Table
	// Suggestion is what the engine made of the columns, when it was asked.
	Suggestion *link.Suggestion
	// Labels names a column that says which entity a record is of. Precision,
	// recall and calibration are then measured; rows without a label are
	// entities of their own.
	Labels string
	// Quality is an estimate better than the model's own, when there is one.
	Quality *Quality
	// Masked leaves out all values and ids.
	Masked bool
	// MostPairs and MostClusters bound what is shown: 20,000 and 2,000 when 0.
	MostPairs, MostClusters int
}

const (
	mostPairs    = 20_000
	mostPatterns = 20_000
	mostClusters = 2_000
	mostMembers  = 60
	mostSplits   = 500
	mostCommon   = 12
	longestValue = 400 // runes
)

// builder gathers the data. Rows are numbered through: those of the right
// table follow those of the left one.
type builder struct {
	Input
	d      *Data
	t      *table.Table
	model  *link.Model
	pairs  []link.Pair // best first
	counts []train.Count
	weight []float64 // of counts
	rank   []uint32  // row -> place in the order of names
	labels []uint32  // row -> entity, nil without labels

	patterns map[train.Pattern]int
	records  map[uint32]int
	rows     []uint32 // record -> row
}

// New gathers what a report shows.
func New(in Input) (*Data, error) {
	b := &builder{Input: in, model: in.Result.Model, patterns: map[train.Pattern]int{}, records: map[uint32]int{}}
	if err := b.prepare(); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	b.d = &Data{
		Version: 1, Title: in.Title, Lang: cmp.Or(in.Lang, "zh"), Made: in.Made, Files: in.Files,
		Masked: in.Masked, Matching: in.Right != nil,
	}
	b.d.OneToOne = b.oneToOne()
	b.describeModel()
	b.summarise()
	b.histogram()
	b.thresholds()
	b.reliability()
	b.describeColumns()
	b.describeRules()
	b.pickPairs()
	b.pickClusters()
	b.pickSplits()
	b.pickPatterns()
	b.fillRecords()
	if err := b.unlinkable(); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	return b.d, nil
}

func (b *builder) prepare() error {
	if b.MostPairs <= 0 {
		b.MostPairs = mostPairs
	}
	if b.MostClusters <= 0 {
		b.MostClusters = mostClusters
	}
	b.t = b.Left
	if b.Right != nil {
		var err error
		if b.t, err = table.Concat(b.Left, b.Right); err != nil {
			return err
		}
	}
	b.rankRows()
	if b.Labels != "" {
		c := b.t.Column(b.Labels)
		if c == nil {
			return fmt.Errorf("there is no column %q with labels (columns: %q)", b.Labels, b.t.Names())
		}
		b.labels = c.IDs
	}
	for _, c := range b.model.Comparisons {
		if b.t.Column(c.Column) == nil {
			return fmt.Errorf("the model compares column %q, which the table does not have", c.Column)
		}
	}
	if n := len(b.Result.Clusters); n != 0 && n != b.t.Rows {
		return fmt.Errorf("the run clustered %d rows, the table has %d", n, b.t.Rows)
	}
	matched := b.matched()
	for i, p := range b.Result.Pairs {
		q := b.placed(p)
		if int(max(q.A, q.B)) >= b.t.Rows {
			return fmt.Errorf("pair %d speaks of row %d, but there are only %d", i+1, max(q.A, q.B)+1, b.t.Rows)
		}
		if b.Right == nil || p.Probability() < b.Result.Threshold || matched[[2]uint32{p.A, p.B}] {
			b.pairs = append(b.pairs, q)
		}
	}
	slices.SortFunc(b.pairs, func(x, y link.Pair) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(b.rank[x.A], b.rank[y.A]), cmp.Compare(b.rank[x.B], b.rank[y.B]))
	})
	b.countPatterns()
	return nil
}

// matched are the matches of two tables. Other pairs above the threshold were
// given up, and are shown as splits.
func (b *builder) matched() map[[2]uint32]bool {
	out := make(map[[2]uint32]bool, len(b.Result.Matches))
	for _, p := range b.Result.Matches {
		out[[2]uint32{p.A, p.B}] = true
	}
	return out
}

// placed is a pair of the result by rows of the whole table, in one list the one
// with the lower name first.
func (b *builder) placed(p link.Pair) link.Pair {
	if b.Right != nil {
		p.B += uint32(b.Left.Rows)
	} else if int(max(p.A, p.B)) < b.t.Rows && b.rank[p.A] > b.rank[p.B] {
		p.A, p.B = p.B, p.A
	}
	return p
}

// rankRows puts the rows in the order of their names, or of their numbers.
func (b *builder) rankRows() {
	b.rank = make([]uint32, 0, b.t.Rows)
	for _, t := range []*table.Table{b.Left, b.Right} {
		if t == nil {
			continue
		}
		first := uint32(len(b.rank))
		for row := range uint32(t.Rows) {
			b.rank = append(b.rank, first+row)
		}
		if t.Labels != nil {
			for place, row := range t.Labels.Order() {
				b.rank[first+row] = first + uint32(place)
			}
		}
	}
}

// countPatterns takes the counts of all compared pairs, or counts those that
// were returned.
func (b *builder) countPatterns() {
	b.counts = b.Result.Patterns
	if len(b.counts) == 0 {
		var c train.Counter
		for _, p := range b.pairs {
			c.Add(p.Pattern)
		}
		b.counts = train.Merge(&c)
	}
	b.weight = make([]float64, len(b.counts))
	for i, n := range b.counts {
		b.weight[i] = b.model.Weight(n.Pattern)
	}
}

// name is what a record is called.
func (b *builder) name(row uint32) string {
	t := b.Left
	if row >= uint32(t.Rows) {
		row -= uint32(t.Rows)
		t = b.Right
	}
	if t.Labels == nil || b.Masked {
		return strconv.Itoa(int(row) + 1)
	}
	return clip(t.Labels.At(int(row)))
}

// record gives a row its number among the records of the report.
func (b *builder) record(row uint32) int {
	n, ok := b.records[row]
	if !ok {
		n = len(b.rows)
		b.records[row] = n
		b.rows = append(b.rows, row)
	}
	return n
}

// pattern gives a pattern its number among those of the report.
func (b *builder) pattern(p train.Pattern) int {
	n, ok := b.patterns[p]
	if !ok {
		n = len(b.patterns)
		b.patterns[p] = n
	}
	return n
}

// one reports whether the labels say that two rows are one.
func (b *builder) one(x, y uint32) bool { return b.labels[x] != 0 && b.labels[x] == b.labels[y] }

// chance orders pairs of rows as if by lot, the same in every run.
func (b *builder) chance(x, y uint32) uint64 {
	h := uint64(b.rank[x])<<32 | uint64(b.rank[y])
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// clip shortens very long texts.
func clip(s string) string {
	n := 0
	for i := range s {
		if n++; n > longestValue {
			return s[:i] + "…"
		}
	}
	return s
}

// bits rounds a weight to hundredths and keeps it finite.
func bits[F float32 | float64](w F) float64 {
	x := float64(w)
	if math.IsNaN(x) {
		return 0
	}
	return math.Round(math.Max(-999, math.Min(999, x))*100) / 100
}

// share rounds to five significant figures.
func share(x float64) float64 {
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(x)))-4)
	r, _ := strconv.ParseFloat(strconv.FormatFloat(math.Round(x/unit)*unit, 'g', 5, 64), 64)
	return r
}
