package publish

import (
	"cmp"
	"maps"
	"slices"

	"quanyuan"
)

// bins is how many bars the picture of probabilities has.
const bins = 20

// Figures counts what a report shows. It keeps counts only, no personal data.
type Figures struct {
	ctx         Context
	persons     int
	batches     int
	receipt     quanyuan.Receipt // of all lists together
	records     int
	outcomes    map[quanyuan.Outcome]int
	sources     map[string]*sourceFigures
	communities map[string]*communityFigures
	fields      [quanyuan.NumCollation]int
	compared    int // rows that were compared with a person
	probability [bins]int
	nobody      int // rows for which the register holds nobody alike
	clusters    map[int]int
	extra       int // persons that stand in the register beyond the first
	lists       card
	register    card
}

// sourceFigures are those of one source unit.
type sourceFigures struct {
	name     string
	label    words
	batches  int
	receipt  quanyuan.Receipt
	records  int
	outcomes map[quanyuan.Outcome]int
	known    int // rows with a person
	wrong    int // of them, rows that contradict the register
	faults   int // rows with a finding that is a fault
	empty    int // placeholders in collation fields
	values   int // values given in collation fields
	card     card
}

// communityFigures are those of one community.
type communityFigures struct {
	code, name string
	outcomes   map[quanyuan.Outcome]int
	away       int // persons of this community that lists place elsewhere
	clusters   int // probable duplicates with a member here
}

// NewFigures starts counting for a register of so many persons.
func NewFigures(c Context, persons int) *Figures {
	return &Figures{ctx: c, persons: persons, outcomes: map[quanyuan.Outcome]int{}, sources: map[string]*sourceFigures{},
		communities: map[string]*communityFigures{}, clusters: map[int]int{}}
}

// AddBatch counts a list's receipt.
func (f *Figures) AddBatch(b *quanyuan.Batch) {
	f.batches++
	s := f.source(b.Source)
	s.batches++
	for _, r := range []*quanyuan.Receipt{&f.receipt, &s.receipt} {
		r.Rows += b.Receipt.Rows
		r.Accepted += b.Receipt.Accepted
		r.SetAside += b.Receipt.SetAside
		r.NotPersons += b.Receipt.NotPersons
	}
}

func (f *Figures) source(s quanyuan.Source) *sourceFigures {
	name := f.ctx.unitName(s)
	n := f.sources[name]
	if n == nil {
		n = &sourceFigures{name: name, label: words{name, f.ctx.unitNameEn(s)}, outcomes: map[quanyuan.Outcome]int{}}
		f.sources[name] = n
	}
	return n
}

func (f *Figures) community(code string) *communityFigures {
	n := f.communities[code]
	if n == nil {
		n = &communityFigures{code: code, name: f.ctx.place(code), outcomes: map[quanyuan.Outcome]int{}}
		f.communities[code] = n
	}
	return n
}

// Add counts an item.
func (f *Figures) Add(it Item) {
	p, r := it.Proposal, it.Record
	f.records++
	f.outcomes[p.Outcome]++
	s := f.source(it.Batch.Source)
	s.records++
	s.outcomes[p.Outcome]++
	s.card.add(&it)
	f.lists.add(&it)
	place := p.Placed
	if place == "" && len(p.Known) > 0 {
		place = p.Known[0]
	}
	f.community(place).outcomes[p.Outcome]++
	if p.Outcome == quanyuan.Elsewhere {
		for _, k := range p.Known {
			f.community(k).away++
		}
	}
	s.values += countValues(r, func(v quanyuan.Value) bool { return v.State != quanyuan.Missing })
	s.empty += countValues(r, func(v quanyuan.Value) bool { return v.State == quanyuan.Placeholder })
	if slices.ContainsFunc(r.Findings, func(q quanyuan.Finding) bool { return q.Severity == quanyuan.Fault }) {
		s.faults++
	}
	if p.Outcome == quanyuan.SetAside {
		return
	}
	f.compare(p, s)
}

func countValues(r *quanyuan.Record, is func(quanyuan.Value) bool) int {
	n := 0
	for _, v := range r.Values {
		if int(v.Field) < quanyuan.NumCollation && is(v.Value) {
			n++
		}
	}
	return n
}

// compare counts how a row stands to its best candidate.
func (f *Figures) compare(p *quanyuan.Proposal, s *sourceFigures) {
	switch {
	case p.Person != "":
		f.probability[binOf(p.Probability)]++
	case len(p.Candidates) > 0:
		f.probability[binOf(p.Candidates[0].Probability)]++
	default:
		f.nobody++
	}
	if p.Person == "" || p.Outcome == quanyuan.Possible {
		return
	}
	f.compared++
	s.known++
	fields := p.Contradictions()
	if len(fields) > 0 {
		s.wrong++
	}
	for _, d := range fields {
		if int(d) < quanyuan.NumCollation {
			f.fields[d]++
		}
	}
}

func binOf(p float64) int { return max(0, min(bins-1, int(p*bins))) }

// AddRegister counts the findings about a record of the starting register.
func (f *Figures) AddRegister(r *quanyuan.Record) {
	f.register.rows++
	f.register.findings(r)
}

// AddFaultless counts records of the starting register in which nothing was
// found.
func (f *Figures) AddFaultless(rows int) { f.register.rows += rows }

// AddClusters counts the register's probable duplicates.
func (f *Figures) AddClusters(clusters []quanyuan.Cluster) error {
	for _, c := range clusters {
		f.clusters[len(c.Members)]++
		f.extra += len(c.Members) - 1
		places := map[string]bool{}
		for _, m := range c.Members {
			if f.ctx.Person == nil {
				break
			}
			p, err := f.ctx.Person(m.Person)
			if err != nil {
				return err
			}
			if p == nil {
				continue
			}
			for _, code := range communitiesOf(p) {
				places[code] = true
			}
		}
		for code := range places {
			f.community(code).clusters++
		}
	}
	return nil
}

// sortedSources lists the sources with the most rows first.
func (f *Figures) sortedSources() []*sourceFigures {
	return slices.SortedFunc(maps.Values(f.sources), func(a, b *sourceFigures) int {
		return cmp.Or(cmp.Compare(b.records, a.records), cmp.Compare(a.name, b.name))
	})
}

// sortedCommunities lists the communities in the order of their codes; rows
// that name none come last.
func (f *Figures) sortedCommunities() []*communityFigures {
	return slices.SortedFunc(maps.Values(f.communities), func(a, b *communityFigures) int { return natural(a.code, b.code) })
}
