package assess

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/table"
)

// Planted is what became of records whose truth is known.
type Planted struct {
	// Copies are duplicates of records of the table, spoilt as the model says
	// that two records of one entity differ.
	Copies int `json:"copies"`
	// Unlike is how many values of the copies could not be spoilt as they should
	// be and were left nearer to the original or farther from it.
	Unlike int `json:"unlike_values"`
	// Compared is the share of copies that some blocking rule brings together
	// with their original, Found that of those linked with it.
	Compared Estimate `json:"compared"`
	Found    Estimate `json:"found"`
	// Impostors are records of nobody, by kind.
	Impostors []Impostors `json:"impostors"`
	// Above is set when the estimate claims to find more than was found of the
	// copies, Below when it claims less, beyond both intervals.
	Above bool `json:"estimate_above,omitempty"`
	Below bool `json:"estimate_below,omitempty"`
}

// Impostors are planted records that resemble somebody and are nobody.
type Impostors struct {
	Kind    string `json:"kind"` // "household", "namesake" or "patchwork"
	Records int    `json:"records"`
	// Linked is the share of them that was linked with some record.
	Linked Estimate `json:"linked"`
	// Expected is how often the model itself would link members of one household,
	// nil for other kinds. More says that it links them more often than that.
	Expected *float64 `json:"expected,omitempty"`
	More     bool     `json:"more,omitempty"`
	// Claimed is the mean probability that the linked ones are matches, as the
	// model has it: in truth none is.
	Claimed float64 `json:"claimed,omitempty"`
}

// CheckOptions say how records are planted. The zero CheckOptions plant 1,000
// copies and 300 impostors of each kind.
type CheckOptions struct {
	Threads   int
	Seed      uint64
	Threshold float64 // the model's own when 0
	Copies    int
	Impostors int // of each kind
	// Order names the rows in an order of their own, so that the choice does not
	// depend on that in which they came; nil is that of the table.
	Order []uint32
	// Quality is the estimate that the found copies are set beside.
	Quality *Quality
}

const (
	usualCopies    = 1_000
	usualImpostors = 300
)

// Check plants copies and impostors beside a table and links them with it under
// a frozen model: nothing is trained. The planted records are compared with those
// of the table and not with each other.
func Check(ctx context.Context, t *table.Table, m *link.Model, s link.Spec, o CheckOptions) (*Planted, error) {
	if t.Rows < 2 {
		return nil, fmt.Errorf("check: %d records are too few to plant others among them", t.Rows)
	}
	p, err := newPlanter(t, m, s, o)
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	copies := min(t.Rows, cmp.Or(o.Copies, usualCopies))
	for range copies {
		p.copy(p.draw())
	}
	for kind := range impostorKinds {
		for range cmp.Or(o.Impostors, usualImpostors) {
			p.impostor(kind, p.draw())
		}
	}
	planted, err := table.New(p.names, slices.Values(p.rows))
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	threshold := cmp.Or(o.Threshold, m.Threshold)
	r, err := link.Match(ctx, p.t, planted, s, link.Options{Threads: o.Threads, Model: m, PairsOnly: true, Threshold: threshold, Floor: threshold})
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	out := &Planted{Copies: copies, Unlike: p.unlike}
	compared, err := p.compared(planted, s.Rules, copies)
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	out.Compared = Share(compared, copies)
	out.count(r, p, copies, threshold)
	if o.Quality != nil && o.Quality.Overall != nil && o.Quality.Overall.Apart(out.Found) {
		out.Above = o.Quality.Overall.Value > out.Found.Value
		out.Below = !out.Above
	}
	return out, nil
}

// count tells what became of the planted records. Only the best link of an
// impostor counts.
func (out *Planted) count(r *link.Result, p *planter, copies int, threshold float64) {
	best := make([]float64, len(p.rows))
	relatives := 0 // impostors linked with whom they live with
	found := 0
	for _, pair := range r.Pairs {
		if int(pair.B) < copies && pair.A == p.of[pair.B] {
			found++
		}
		if p.kind[pair.B] == householdImpostor && pair.A == p.of[pair.B] {
			relatives++
		}
		best[pair.B] = max(best[pair.B], pair.Probability())
	}
	out.Found = Share(found, copies)
	for at := copies; at < len(best); {
		i := Impostors{Kind: impostorKinds[p.kind[at]]}
		linked, claimed, first := 0, 0.0, at
		for kind := p.kind[at]; at < len(best) && p.kind[at] == kind; at++ {
			i.Records++
			if best[at] > 0 {
				linked++
				claimed += best[at]
			}
		}
		if i.Linked = Share(linked, i.Records); linked > 0 {
			i.Claimed = claimed / float64(linked)
		}
		if p.kind[first] == householdImpostor {
			if expected := p.expected(first, at, threshold); expected >= 0 {
				i.Expected, i.More = &expected, Share(relatives, i.Records).Low > expected
			}
		}
		out.Impostors = append(out.Impostors, i)
	}
}

// planter makes records.
type planter struct {
	t     *table.Table // the compared and blocked columns
	m     *link.Model
	s     link.Spec
	rng   *rand.Rand
	order []uint32

	names    []string
	columns  []*table.Column
	compare  [][]int    // column -> comparisons
	personal []bool     // column -> its values tell one entity by themselves
	sorted   [][]uint32 // column -> values in order of their texts

	rows   [][]string
	of     []uint32 // the record that a planted one is made from
	kind   []int    // of impostors
	unlike int
}

func newPlanter(t *table.Table, m *link.Model, s link.Spec, o CheckOptions) (*planter, error) {
	p := &planter{m: m, s: s, rng: rand.New(rand.NewPCG(o.Seed, 3)), order: o.Order}
	if len(m.Comparisons) != len(s.Comparisons) {
		return nil, fmt.Errorf("the model has %d comparisons, the specification %d", len(m.Comparisons), len(s.Comparisons))
	}
	add := func(name string) {
		if !slices.Contains(p.names, name) {
			p.names = append(p.names, name)
		}
	}
	for _, c := range s.Comparisons {
		add(c.Column)
	}
	for _, r := range s.Rules {
		for _, k := range r.Keys {
			add(k.Column)
		}
	}
	for _, split := range m.Splits {
		if split.Column != "" {
			add(split.Column)
		}
	}
	p.t = &table.Table{Rows: t.Rows, Sources: make([]uint8, t.Rows)}
	for _, name := range p.names {
		c := t.Column(name)
		if c == nil {
			return nil, fmt.Errorf("there is no column %q (columns: %q)", name, t.Names())
		}
		var of []int
		for i, k := range s.Comparisons {
			if k.Column == name {
				of = append(of, i)
			}
		}
		p.t.Columns = append(p.t.Columns, c)
		p.compare, p.sorted = append(p.compare, of), append(p.sorted, byText(c))
	}
	p.columns = p.t.Columns
	for i := range p.columns {
		p.personal = append(p.personal, p.isPersonal(i))
	}
	return p, nil
}

// byText orders the values of a column by their texts: near ones often look alike.
func byText(c *table.Column) []uint32 {
	out := make([]uint32, 0, c.Values.Len())
	for v := 1; v < c.Values.Len(); v++ {
		out = append(out, uint32(v))
	}
	slices.SortFunc(out, func(a, b uint32) int { return cmp.Compare(c.Values.At(a), c.Values.At(b)) })
	return out
}

// draw is a row by lot.
func (p *planter) draw() uint32 {
	r := p.rng.IntN(p.t.Rows)
	if p.order != nil {
		return p.order[r]
	}
	return uint32(r)
}

// compared counts the copies that share a key with their original.
func (p *planter) compared(planted *table.Table, rules []block.Rule, copies int) (int, error) {
	originals := table.Table{Rows: p.t.Rows, Columns: p.columns}
	a, err := block.NewHasher(&originals, rules)
	if err != nil {
		return 0, err
	}
	b, err := block.NewHasher(planted, rules)
	if err != nil {
		return 0, err
	}
	together := make([]bool, copies)
	for r := range rules {
		x, y := a.Keys(r, p.of[:copies]), b.Keys(r, nil)
		for i := range together {
			together[i] = together[i] || x[i] != 0 && x[i] == y[i]
		}
	}
	n := 0
	for _, is := range together {
		if is {
			n++
		}
	}
	return n, nil
}
