package link

import (
	"context"
	"fmt"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/train"
)

// trainingFields describes the comparisons to the training: what chance does
// in every column, and what is expected of matches before any data is seen.
func trainingFields(ctx context.Context, e *encoded, counts []train.Count, apart *apart, scale float64, threads int) ([]train.Field, error) {
	out := make([]train.Field, len(e.fields))
	err := each(ctx, threads, len(out), func(i int) error {
		f := e.fields[i]
		out[i] = train.Field{
			Random:   f.random(e, i, counts, apart, scale),
			Prior:    f.expectation(),
			Strength: priorStrength,
			Exact:    int(f.base[len(f.base)-1]),
		}
		if f.Informative {
			out[i].Null = f.missing(e, i)
		}
		if f.Family {
			out[i].MostElse = mostElseFamily
		}
		out[i].Low = f.low(out[i])
		if f.text() {
			out[i].AlikeTo = f.lessThanHalf()
		}
		if !f.Shared {
			out[i].Kin = f.kin()
			out[i].MostElse, out[i].MostNone = mostElse, mostNone
			if f.lent() {
				out[i].MostNone = 0
			}
			if !f.text() {
				out[i].LeastExact = leastExact
			}
			if b, ok := f.Comparator.(compare.Bounded); ok && b.MostElse() > 0 {
				out[i].MostElse, out[i].MostNone = mostNone, b.MostElse()
			}
		}
		return nil
	})
	return out, err
}

// text reports whether a field holds free text, of which two records of one
// entity seldom say the same to the letter: a title, a description.
func (f *field) text() bool {
	name, _ := innerName(f.Comparator)
	return name == "tokens" && !f.Shared
}

// lessThanHalf is the last grade of texts that have less than half of their words
// in common, weighted: as those of different things have, while one of two with
// more than half is made from the other.
func (f *field) lessThanHalf() (last int) {
	last = int(compare.Else)
	for g, grade := range f.grades {
		var share float64
		if _, err := fmt.Sscanf(grade.Name, "dice_%f", &share); err == nil && share < 0.5 {
			last = max(last, g)
		}
	}
	return last
}

// low is the last grade that is hardly better than none: in which one of fifty
// pairs agrees by chance, as births in one decade do. An initial, which often
// agrees with somebody else's name, is all that there is to agree in.
func (l *field) low(f train.Field) int {
	var all float64
	for _, n := range f.Random {
		all += n
	}
	g := int(compare.Else)
	for g+1 < f.Exact && f.Random[g+1] > 0.02*all && l.grades[g+1].Name != "prefix" {
		g++
	}
	return g
}

// kinLevels are the levels in which relatives resemble each other more than
// chance makes people: a surname or a generation's character in common, birth
// dates a few years apart, numbers given out in one county.
var kinLevels = []string{"surname", "one_word", "one_differs", "county", "county_birth"}

// kin marks the grades in which relatives resemble each other; nil when there
// are none.
func (f *field) kin() []bool {
	kin := make([]bool, len(f.grades))
	for g, grade := range f.grades {
		kin[g] = slices.Contains(kinLevels, grade.Name)
	}
	if !slices.Contains(kin, true) {
		return nil
	}
	kin[compare.Else] = true
	return kin
}

// priorStrength is the number of pairs the expectation about matches is worth.
const priorStrength = 5

// random counts the grades of all pairs in this column, k of the pattern:
// exact agreement from the dictionary, the rest as counted among the
// candidates, where near agreement is found, and estimated for the others.
func (f *field) random(e *encoded, k int, counts []train.Count, apart *apart, scale float64) []float64 {
	out := slices.Clone(apart.grades(k))
	for _, c := range counts {
		out[c.Pattern.Grade(k)] += c.Pairs * scale
	}
	out[0] = 0
	clear(out[f.base[len(f.base)-1]:])
	of := 1
	if e.sources != nil {
		for _, source := range e.sources.Of {
			of = max(of, int(source)+1)
		}
	}
	// rows of every value, of every source apart when there are several
	rows := make([]uint32, len(f.same)*of)
	for r, v := range e.column(k) {
		if of > 1 {
			v = v*uint32(of) + uint32(e.sources.Of[r])
		}
		rows[v]++
	}
	for v, g := range f.same {
		if g != 0 {
			out[g] += pairsAmong(rows[v*of:v*of+of], e.sources)
		}
	}
	return out
}

// missing counts the pairs in which a value of this column is missing, k of the
// pattern.
func (f *field) missing(e *encoded, k int) float64 {
	present := make([]uint32, 256)
	for r, v := range e.column(k) {
		if f.same[v] != 0 {
			source := uint8(0)
			if e.sources != nil {
				source = e.sources.Of[r]
			}
			present[source]++
		}
	}
	return allPairs(e) - pairsAmong(present, e.sources)
}

// pairsAmong is the number of pairs among rows of several sources, given how many
// rows there are of each.
func pairsAmong(rows []uint32, s *block.Sources) float64 {
	var n, within float64
	for source, m := range rows {
		c := float64(m)
		n += c
		if s != nil && s.Unique[source] {
			within += c * (c - 1) / 2
		}
	}
	return n*(n-1)/2 - within
}

// Expectations about matches before any data: most agree exactly, few
// disagree altogether. They only start the estimation and keep levels that are
// never seen finite.
const (
	expectExact = 0.85
	expectElse  = 0.05
	expectText  = 0.3 // exact, of free text
)

func (f *field) expectation() []float64 {
	expectExact := expectExact
	if f.text() {
		expectExact = expectText
	}
	p := make([]float64, len(f.grades))
	top := len(f.base) - 1
	share := make([]float64, f.bands[top])
	var total float64
	for v, g := range f.same {
		if g != 0 && f.counts.Counts[v] > 1 {
			share[g-f.base[top]] += float64(f.counts.Counts[v])
			total += float64(f.counts.Counts[v])
		}
	}
	for b, s := range share {
		// a hundredth keeps bands finite that hold no repeated value
		p[int(f.base[top])+b] = expectExact * (s + 0.01*total + 1e-9) / (total*(1+0.01*float64(len(share))) + 1e-9*float64(len(share)))
	}
	between := top - int(compare.Else) - 1
	rest := 1 - expectExact - expectElse
	p[compare.Else] = expectElse
	if between == 0 {
		p[compare.Else] += rest
	}
	for l := int(compare.Else) + 1; l < top; l++ {
		for b := range f.bands[l] {
			p[f.base[l]+b] = rest / float64(between) / float64(f.bands[l])
		}
	}
	return p
}

// mostElse bounds the share of matches that disagree altogether in a field
// that tells people apart. Beyond it the class would hold something else.
const mostElse = 0.3

// mostNone is the same bound for values that have nothing in common: half as
// much, where people do not have several, as addresses for mail.
const mostNone = 0.15

// mostElseFamily is the same bound for the surname, which some give up.
const mostElseFamily = 0.4

// leastExact bounds the share of matches that agree exactly in such a field.
const leastExact = 0.25

// mostStays bounds how often those who moved agree exactly in a place: one may
// move in a street and keep the telephone, but who agrees in all has stayed.
const mostStays = 0.6

// mostElseAll bounds the mean number of such fields in which a match disagrees.
const mostElseAll = 0.5

// heldElse is the same bound while the classes are held.
const heldElse = 0.15

// agreeing is the share of all pairs with exact agreement.
func agreeing(f train.Field) float64 {
	var all, same float64
	for g, n := range f.Random {
		if all += n; g >= f.Exact {
			same += n
		}
	}
	return same / max(all, 1)
}

// About how many distinct patterns are trained on, more being thinned, and how
// often: roughly to find the way in, then well.
const (
	roughPatterns   = 3_000
	roughIterations = 40
	trainPatterns   = 10_000
	trainIterations = 80
)

// hold ties where households live to where matches do, so that the class
// cannot drift to people of one town.
func hold(e *encoded, classes []train.Class) {
	for c := range classes {
		if classes[c].Name != "household" {
			continue
		}
		from := slices.Clone(classes[c].From)
		for i, f := range e.fields {
			if f.Shared && !f.Family {
				from[i] = train.AsMatch
			}
		}
		classes[c].From = from
	}
}

// release gives fitted classes the origins they have in the other list.
func release(fitted, origins []train.Class) []train.Class {
	for i := range fitted {
		for _, o := range origins {
			if o.Name == fitted[i].Name {
				fitted[i].From = o.From
			}
		}
	}
	return fitted
}

// fit trains a model on graded candidates.
func fit(ctx context.Context, e *encoded, c *candidates, counts []train.Count, scale float64, labelled []train.Labelled, o Options) (*Model, error) {
	apart, err := pairsApart(ctx, e, c, 1, o.Threads)
	if err != nil {
		return nil, err
	}
	fields, err := trainingFields(ctx, e, counts, apart, scale, o.Threads)
	if err != nil {
		return nil, err
	}
	var found float64
	for _, n := range counts {
		found += n.Pairs * scale
	}
	total := allPairs(e)
	exact := make([]int, len(fields))
	for k, f := range fields {
		exact[k] = f.Exact
	}
	problem := train.Problem{
		Fields: fields, Pairs: total, Scale: scale, Labelled: labelled, Threads: o.Threads, MostElse: max(mostElseAll, 0.1*float64(len(fields))),
		MostMatches: e.mostMatches(o.unique),
	}
	rough := patternsOf{train.Thin(counts, exact, roughPatterns, 1), train.Thin(apart.counts, exact, roughPatterns/2, 2)}
	well := patternsOf{train.Thin(counts, exact, trainPatterns, 3), train.Thin(apart.counts, exact, trainPatterns/2, 4)}
	inBoth := func(i, j int) (pairs float64) { // agree in both
		agree := func(p train.Pattern) bool { return p.Grade(i) >= exact[i] && p.Grade(j) >= exact[j] }
		for _, n := range counts {
			if agree(n.Pattern) {
				pairs += n.Pairs * scale
			}
		}
		for _, n := range apart.counts {
			if agree(n.Pattern) {
				pairs += n.Pairs
			}
		}
		return pairs
	}
	ends, err := trainOften(ctx, e, problem, rough, well, structure(e, fields, total, found, inBoth), o.starts)
	if err != nil {
		return nil, err
	}
	f := ends[0].fit
	m := &Model{Version: modelVersion, Rows: int64(e.n), Pairs: total, Mixture: f.Mixture, Rules: c.rules, Threshold: defaultThreshold, Iterations: f.Iterations, Converged: f.Converged}
	m.Diagnosis = diagnose(e, ends[0].fields, f, scale)
	if o.starts > 1 {
		for _, end := range ends[1:] {
			m.Starts = append(m.Starts, end.Start)
		}
		m.Diagnosis = append(m.Diagnosis, diagnoseStarts(m.Starts)...)
	}
	m.Comparisons = e.comparisons()
	for i := range m.Comparisons {
		m.Comparisons[i].U = f.U[i]
	}
	return m, nil
}

// comparisons are the fields as a model keeps them, before anything is learnt of
// their grades.
func (e *encoded) comparisons() []ModelComparison {
	out := make([]ModelComparison, len(e.fields))
	for i, fl := range e.fields {
		out[i] = ModelComparison{
			Name: fl.name(), Column: fl.Column, Comparator: fl.Comparator.Name(),
			TermFrequency: fl.TermFrequency, Shared: fl.Shared, Family: fl.Family, Informative: fl.Informative,
			Grades: fl.grades, Frequent: fl.frequent, Learned: fl.learned,
		}
	}
	return out
}

// start finds the way into the mixture on few patterns: matches are first held
// to agree in what tells people apart and households to where matches live.
// Left to itself from the beginning, a match class that swallows the members of
// households is likelier than one that does not.
func start(ctx context.Context, e *encoded, problem train.Problem, classes []train.Class) ([]train.Class, error) {
	fields := problem.Fields
	problem.Classes, problem.Fields = slices.Clone(classes), slices.Clone(fields)
	hold(e, problem.Classes)
	for k := range problem.Fields {
		problem.Fields[k].MostElse = min(problem.Fields[k].MostElse, heldElse)
	}
	held, err := train.EM(ctx, problem)
	if err != nil {
		return nil, err
	}
	return release(held.Mixture.Classes, classes), nil
}

// anchor bounds how often matches disagree in a field by what is seen in pairs
// that are certainly matches without it. Where matches are few, the class would
// take pairs of relatives and neighbours that no other class explains.
func anchor(problem train.Problem, classes []train.Class) {
	m := train.Mixture{Classes: classes}
	none, low, pairs := m.Certain(problem.Counts, problem.Fields)
	for k := range problem.Fields {
		f := &problem.Fields[k]
		if f.MostElse == 0 || pairs[k] < fewCertain {
			continue
		}
		f.MostElse = min(f.MostElse, train.Upper(low[k], pairs[k]))
		if upper := train.Upper(none[k], pairs[k]); f.MostNone == 0 || upper < f.MostNone {
			f.MostNone = upper
		}
	}
}

// fewCertain is how many certain matches tell anything.
const fewCertain = 10

// mostMatches is the most matches that there can be, 0 when that is not known:
// where a list has nobody twice, every record of another is one of it at most.
// unique says which lists have not.
func (e *encoded) mostMatches(unique [256]bool) (most float64) {
	if !e.distinct() {
		return 0
	}
	rows := sizesOf(e.n, e.sources)
	for i, n := range rows {
		for j, m := range rows[:i] {
			switch {
			case n == 0 || m == 0:
			case unique[i] && unique[j]:
				most += float64(min(n, m))
			case unique[i]:
				most += float64(m)
			case unique[j]:
				most += float64(n)
			default:
				return 0
			}
		}
	}
	return most
}

func allPairs(e *encoded) float64 {
	return pairsAmong(sizesOf(e.n, e.sources), e.sources)
}

// sizesOf are how many of some rows are of every source.
func sizesOf(n int, sources *block.Sources) []uint32 {
	if sources == nil {
		return []uint32{uint32(n)}
	}
	rows := make([]uint32, 256)
	for _, source := range sources.Of {
		rows[source]++
	}
	return rows
}
