package review

import (
	"cmp"
	"slices"

	"quanyuan"
)

// Answers are what a reader may say.
func Answers() []string {
	return []string{quanyuan.RuledSame, quanyuan.RuledDifferent, quanyuan.RuledUnclear}
}

// After is the state of a question after its readings: one reading decides,
// unless a second person reads it too; two who agree decide, two who do not
// leave it to the office. A question whose answer is known stays open.
func After(r *quanyuan.Ruling) string {
	switch n := len(r.Readings); {
	case r.Known != "" || n == 0:
		return quanyuan.RulingOpen
	case r.Double && n == 1:
		return quanyuan.RulingSecond
	case r.Double && r.Readings[0].Answer != r.Readings[1].Answer:
		return quanyuan.RulingDisputed
	}
	return r.Readings[0].Answer
}

// Decided reports whether a state is an answer.
func Decided(state string) bool { return slices.Contains(Answers(), state) }

// Outranks reports whether a post for one division may take back what one for
// another division decided: it must stand above it. The empty division is the
// whole city.
func Outranks(above, below string) bool {
	return above != below && (quanyuan.Scope{above}).Holds(below) || above == "" && below != ""
}

// Reader is how one reader reads.
type Reader struct {
	Reader   string
	Readings int
	Unclear  int
	Seconds  int // spent on all readings
	Known    int // questions whose answer was known
	Right    int // of those
}

// Accuracy is the share of known questions answered rightly, and the bound
// below which it is with a probability of at most 5 %; ok is false when the
// reader has read none.
func (r *Reader) Accuracy() (share, atLeast float64, ok bool) {
	if r.Known == 0 {
		return 0, 0, false
	}
	return float64(r.Right) / float64(r.Known), 1 - UpperBound(r.Known-r.Right, r.Known, .95), true
}

// Agreement is how two readers agree on what both have read.
type Agreement struct {
	First, Second string // readers; both empty: everybody who read first and second
	Table         [][]int
}

// Count is the number of questions read by both.
func (a *Agreement) Count() (n int) {
	for _, row := range a.Table {
		for _, c := range row {
			n += c
		}
	}
	return n
}

// Kappa is the agreement beyond chance with its standard error; see [Kappa].
func (a *Agreement) Kappa() (kappa, se float64, ok bool) { return Kappa(a.Table) }

// Measure gathers how everybody reads, sorted by name, and how they agree: all
// second readings first, then each pair of readers.
func Measure(rulings []*quanyuan.Ruling) ([]Reader, []Agreement) {
	readers := map[string]*Reader{}
	pairs := map[[2]string]*Agreement{}
	for _, r := range rulings {
		for _, x := range r.Readings {
			m := readers[x.Reader]
			if m == nil {
				m = &Reader{Reader: x.Reader}
				readers[x.Reader] = m
			}
			m.count(r, x)
		}
		if r.Known == "" && len(r.Readings) >= 2 {
			a, b := r.Readings[0], r.Readings[1]
			count(pairs, [2]string{}, a, b)
			if a.Reader > b.Reader {
				a, b = b, a
			}
			count(pairs, [2]string{a.Reader, b.Reader}, a, b)
		}
	}
	var rs []Reader
	for _, m := range readers {
		rs = append(rs, *m)
	}
	slices.SortFunc(rs, func(a, b Reader) int { return cmp.Compare(a.Reader, b.Reader) })
	var as []Agreement
	for _, a := range pairs {
		as = append(as, *a)
	}
	slices.SortFunc(as, func(a, b Agreement) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second))
	})
	return rs, as
}

func (m *Reader) count(r *quanyuan.Ruling, x quanyuan.Reading) {
	m.Readings++
	m.Seconds += x.Seconds
	if x.Answer == quanyuan.RuledUnclear {
		m.Unclear++
	}
	if r.Known != "" {
		m.Known++
		if x.Answer == r.Known {
			m.Right++
		}
	}
}

func count(pairs map[[2]string]*Agreement, key [2]string, a, b quanyuan.Reading) {
	p := pairs[key]
	if p == nil {
		p = &Agreement{First: key[0], Second: key[1], Table: [][]int{make([]int, 3), make([]int, 3), make([]int, 3)}}
		pairs[key] = p
	}
	if i, j := slices.Index(Answers(), a.Answer), slices.Index(Answers(), b.Answer); i >= 0 && j >= 0 {
		p.Table[i][j]++
	}
}
