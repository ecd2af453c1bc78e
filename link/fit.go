package link

import (
	"context"
	"slices"
	"strings"

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
		if f.Family {
			out[i].MostElse = mostElseFamily
		}
		out[i].Low = f.low(out[i])
		if !f.Shared {
			out[i].Kin = f.kin()
			out[i].MostElse, out[i].MostNone = mostElse, mostNone
			if f.lent() {
				out[i].MostNone = 0
			}
			out[i].LeastExact = leastExact
			if b, ok := f.Comparator.(compare.Bounded); ok && b.MostElse() > 0 {
				out[i].MostElse, out[i].MostNone = mostNone, b.MostElse()
			}
		}
		return nil
	})
	return out, err
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
)

func (f *field) expectation() []float64 {
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

// lookalikes is the expected share of the pairs of a household that also agree
// in one field that tells people apart, and mostLookalikes bounds it: twins and
// lookalikesOf adds the pairs of a class of relatives that agree in one field
// that tells people apart: twins share the birth date, father and son the name,
// in all of its parts where it has several. Such pairs are few beside all;
// without that bound the class would take matches in which the other fields are
// wrong.
func lookalikesOf(e *encoded, fields []train.Field, classes []train.Class, parent int, guess float64) []train.Class {
	of := classes[parent]
	for i := range e.fields {
		if !e.tells(i, fields) || of.From[i] == train.Borrowed {
			continue // the class says it already, or agreement by chance does
		}
		classes = append(classes, lookalike(e, fields, of, parent, guess, i))
		for j := range i {
			if e.tells(j, fields) && e.fields[i].Comparator.Name() == e.fields[j].Comparator.Name() {
				classes = append(classes, lookalike(e, fields, of, parent, guess, j, i))
			}
		}
	}
	return classes
}

// tells reports whether a field tells people apart: a sex does not.
func (e *encoded) tells(i int, fields []train.Field) bool {
	return !e.fields[i].Shared && agreeing(fields[i]) <= 0.1
}

func lookalike(e *encoded, fields []train.Field, of train.Class, parent int, guess float64, same ...int) train.Class {
	var names []string
	for _, i := range same {
		names = append(names, e.fields[i].name())
	}
	cl := newClass(of.Name+", same "+strings.Join(names, " and "), fields, guess/100)
	for j, f := range e.fields {
		switch o := of.From[j]; {
		case slices.Contains(same, j), f.Family: // they are of one family
			cl.From[j] = train.AsMatch
		case !f.Shared && agreeing(fields[j]) > 1./3:
			cl.From[j] = train.Own // namesakes are of one sex, twins mostly
		case o == train.Kin:
			cl.From[j] = train.Kin
		case o != train.ByChance:
			cl.From[j] = train.AsParent
		case !f.Shared && slices.ContainsFunc(same, func(i int) bool { return slices.Contains(f.Derived, e.fields[i].Column) }):
			cl.From[j] = train.Alike // twins' numbers are made from one birth date
		default:
			cl.From[j] = train.ByChance
		}
	}
	cl.Parent, cl.Share, cl.AtMost = parent, lookalikes, mostLookalikes
	return cl
}

// namesakes are few.
const (
	lookalikes     = 0.05
	mostLookalikes = 0.15
)

// mostLift bounds how much more often two fields agree together by chance than
// separately when one of them tells people apart.
const mostLift = 10

// structure lists the classes of pairs that the fields make possible.
func structure(e *encoded, fields []train.Field, pairs, found float64) []train.Class {
	var persons, shared, places []int
	for i, f := range e.fields {
		if f.Shared {
			shared = append(shared, i)
			if !f.Family {
				places = append(places, i)
			}
		} else {
			persons = append(persons, i)
		}
	}
	guess := max(1, min(float64(e.n)/4, found/4))
	match := newClass("match", fields, guess)
	match.Match = true
	classes := []train.Class{match}
	if len(places) > 0 && len(persons) >= 2 {
		moved := newClass("match, moved", fields, guess/10)
		moved.Match = true
		moved.AtMost = 1 // no more than those who stayed
		moved.MostExact = mostStays
		for i := range moved.From {
			moved.From[i] = train.AsMatch
		}
		for _, i := range places {
			moved.From[i] = train.Own
			loosen(moved.P[i], fields[i])
		}
		classes = append(classes, moved)
	}
	// Members of a household agree in where they live as matches do, but have
	// the surname in common less often. People of one town or street agree in
	// part of it.
	household := len(classes)
	homes := slices.ContainsFunc(places, func(i int) bool { return agreeing(fields[i]) < rareHome })
	if len(shared) > 0 && len(persons) > 0 {
		classes = append(classes, grouped("household", fields, guess/4, places, train.NearMatch))
		for _, i := range shared {
			if e.fields[i].Family {
				classes[household].From[i] = train.Own
			}
		}
		for _, i := range persons {
			if fields[i].Kin != nil {
				classes[household].From[i] = train.Kin
			}
			if e.fields[i].lent() && homes {
				classes[household].From[i] = train.Borrowed
			}
		}
	}
	if len(places) > 1 && len(persons) > 0 {
		street, town := grouped("street", fields, guess, places, train.Own), grouped("town", fields, guess*10, places, train.Own)
		for _, i := range places {
			loosen(town.P[i], fields[i])
		}
		classes = append(classes, street, town)
	}
	if len(shared) > 0 && len(persons) > 1 {
		classes = lookalikesOf(e, fields, classes, household, guess)
	}
	if homes && len(places) > 1 && len(persons) > 1 && len(shared) > len(places) {
		// Grown children, brothers and sisters live apart, mostly not far away.
		relatives := len(classes)
		cl := grouped("relatives", fields, guess/4, places, train.Own)
		cl.MostExact = mostStays
		for _, i := range places {
			loosen(cl.P[i], fields[i])
		}
		for _, i := range shared {
			if e.fields[i].Family {
				cl.From[i] = train.AsMatch
			}
		}
		for _, i := range persons {
			if fields[i].Kin != nil {
				cl.From[i] = train.Kin
			}
		}
		classes = lookalikesOf(e, fields, append(classes, cl), relatives, guess)
	}
	for i, f := range e.fields {
		own := []int{i}
		for j, o := range e.fields {
			if slices.Contains(f.Derived, o.Column) {
				own = append(own, j)
			}
		}
		if len(own) > 1 && len(own) < len(fields) {
			cl := grouped("same "+strings.Join(f.Derived, " and ")+" and what is made from it", fields, guess/10, own, train.Agreeing)
			cl.From[i] = train.Alike
			cl.Optional = true
			classes = append(classes, cl)
		}
	}
	for i := range fields {
		for j := range i {
			left := 0
			for l, f := range e.fields {
				if l != i && l != j && (!f.Shared || len(persons) == 0) {
					left++
				}
			}
			if left == 0 {
				continue
			}
			cl := newClass("same "+e.fields[j].name()+" and "+e.fields[i].name(), fields, guess/100)
			for l := range cl.From {
				cl.From[l] = train.ByChance
			}
			for l, o := range e.fields {
				if !o.Shared && (slices.Contains(o.Derived, e.fields[i].Column) || slices.Contains(o.Derived, e.fields[j].Column)) {
					cl.From[l] = train.Alike
				}
			}
			cl.From[i], cl.From[j] = train.Agreeing, train.Agreeing
			cl.Optional = true
			if !e.fields[i].Shared || !e.fields[j].Shared {
				cl.Most = mostLift * pairs * agreeing(fields[i]) * agreeing(fields[j])
			}
			classes = append(classes, cl)
		}
	}
	classes = append(classes, namesakes(e, fields, guess)...)
	background := newClass("chance", fields, pairs)
	for i := range background.From {
		background.From[i] = train.ByChance
	}
	return append(classes, background)
}

// namesakes are people of one name born on one day, and the like: they agree in
// the surname and two fields that tell people apart, and by chance in the rest.
// The second of two name fields, a birth date or another address for mail tell
// them from those who moved; they are no more than a fifth of these.
func namesakes(e *encoded, fields []train.Field, guess float64) (classes []train.Class) {
	tells := func(i int) bool {
		return !e.fields[i].Shared && e.fields[i].Derived == nil && agreeing(fields[i]) < 0.01
	}
	for f, family := range e.fields {
		if !family.Family {
			continue
		}
		for i := range e.fields {
			for j := range i {
				if !tells(i) || !tells(j) {
					continue
				}
				own := []int{f, j, i}
				cl := grouped("same "+family.name()+", "+e.fields[j].name()+" and "+e.fields[i].name(), fields, guess/100, own, train.Agreeing)
				for l, o := range e.fields {
					if !o.Shared && slices.ContainsFunc(own, func(k int) bool { return slices.Contains(o.Derived, e.fields[k].Column) }) {
						cl.From[l] = train.Alike
					}
				}
				cl.Optional, cl.Parent, cl.AtMost = true, 1, mostNamesakes
				classes = append(classes, cl)
			}
		}
	}
	return classes
}

const mostNamesakes = 0.2

// rareHome is how seldom two people agree by chance in a place that tells homes
// apart, as a street or a telephone does and a city does not.
const rareHome = 0.001

// lent reports whether a household may use one value together, though it tells
// people apart: an address for mail.
func (f *field) lent() bool { return !f.Shared && strings.HasPrefix(f.Comparator.Name(), "email") }

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

// grouped is a class of different people who have some fields in common.
func grouped(name string, fields []train.Field, pairs float64, own []int, from train.Origin) train.Class {
	c := newClass(name, fields, pairs)
	for i := range c.From {
		c.From[i] = train.ByChance
	}
	for _, i := range own {
		c.From[i] = from
	}
	return c
}

func newClass(name string, fields []train.Field, pairs float64) train.Class {
	c := train.Class{Name: name, Pairs: pairs, From: make([]train.Origin, len(fields))}
	for _, f := range fields {
		c.P = append(c.P, append([]float64(nil), f.Prior...))
	}
	return c
}

// loosen moves a starting distribution half way towards chance.
func loosen(p []float64, f train.Field) {
	var total float64
	for _, v := range f.Random {
		total += v
	}
	for g := 1; g < len(p); g++ {
		p[g] = 0.3*p[g] + 0.7*f.Random[g]/max(total, 1)
	}
}

// fit trains a model on graded candidates.
func fit(ctx context.Context, e *encoded, c *candidates, counts []train.Count, scale float64, labelled []train.Labelled, threads int) (*Model, error) {
	apart, err := pairsApart(ctx, e, c, 1, threads)
	if err != nil {
		return nil, err
	}
	fields, err := trainingFields(ctx, e, counts, apart, scale, threads)
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
		Fields: fields, Pairs: total, Scale: scale, Labelled: labelled, Threads: threads, MostElse: max(mostElseAll, 0.1*float64(len(fields))),
		Counts: train.Thin(counts, exact, roughPatterns, 1), Apart: train.Thin(apart.counts, exact, roughPatterns/2, 2), Iterations: roughIterations,
	}
	classes, err := start(ctx, e, problem, structure(e, fields, total, found))
	if err != nil {
		return nil, err
	}
	anchor(problem, classes)
	problem.Counts, problem.Apart = train.Thin(counts, exact, trainPatterns, 3), train.Thin(apart.counts, exact, trainPatterns/2, 4)
	problem.Classes, problem.Iterations = classes, trainIterations
	f, err := train.EM(ctx, problem)
	if err != nil {
		return nil, err
	}
	m := &Model{Version: modelVersion, Rows: int64(e.n), Pairs: total, Mixture: f.Mixture, Rules: c.rules, Threshold: defaultThreshold, Iterations: f.Iterations, Converged: f.Converged}
	m.Diagnosis = diagnose(e, fields, f, scale)
	for i, fl := range e.fields {
		m.Comparisons = append(m.Comparisons, ModelComparison{
			Name: fl.name(), Column: fl.Column, Comparator: fl.Comparator.Name(),
			TermFrequency: fl.TermFrequency, Shared: fl.Shared, Family: fl.Family,
			Grades: fl.grades, U: f.U[i], Frequent: fl.frequent, Learned: fl.learned,
		})
	}
	return m, nil
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

func allPairs(e *encoded) float64 {
	if e.sources == nil {
		return pairsAmong([]uint32{uint32(e.n)}, nil)
	}
	rows := make([]uint32, 256)
	for _, source := range e.sources.Of {
		rows[source]++
	}
	return pairsAmong(rows, e.sources)
}
