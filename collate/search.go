package collate

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"sync"

	"quanyuan"
	"quanyuan/link"
	"quanyuan/link/train"
	"quanyuan/refdata/address"
)

// Searcher looks for the persons of the register whom a record may be about,
// through the stored search keys, and weighs them under the register's model.
// It is safe for concurrent use.
type Searcher struct {
	parser  *address.Parser
	model   *Model
	spec    link.Spec
	singles sync.Pool // of *link.Single
}

// mostUnderKey is how many persons under one search key are looked at. More say
// nothing of the one asked for: the search must be made narrower.
const mostUnderKey = 500

// NewSearcher makes a Searcher. The parser knows the city's divisions; the
// model was trained by [Register.Train]. Without a model, as while the register
// holds fewer than two persons, whoever shares a key is shown, to be looked at.
func NewSearcher(model *Model, parser *address.Parser) (*Searcher, error) {
	s := &Searcher{parser: parser, model: model, spec: newSpec(parser)}
	if model == nil {
		return s, nil
	}
	one, err := link.NewSingle(model.Engine, s.spec)
	if err != nil {
		return nil, err
	}
	s.singles.Put(one)
	return s, nil
}

// Found is the answer to a search.
type Found struct {
	// Matches are the likeliest persons, best first; at the end those whom a
	// guard knows to be somebody else.
	Matches []quanyuan.Match
	// Persons are those of the matches, in their order, as they were compared.
	Persons []*quanyuan.Person
	// Compared is how many persons were looked at.
	Compared int
	// Cut says what was asked too broadly to be looked at.
	Cut []quanyuan.Remark

	accept float64 // probability from which a match is certain
}

// Known is the person whom the search found for certain, nil when a person must
// look or there is none.
func (f *Found) Known() *quanyuan.Match {
	if len(f.Matches) > 0 && f.Matches[0].Reason == "" && f.Matches[0].Probability >= f.accept {
		return &f.Matches[0]
	}
	return nil
}

// asked is a person looked at.
type asked struct {
	person  *quanyuan.Person
	view    view
	pattern train.Pattern
	weight  float32 // of the pattern, or as much as it can become
}

// Search finds at most limit persons whom the record may be about. Any values
// may be missing.
func (s *Searcher) Search(ctx context.Context, store quanyuan.Finder, query *quanyuan.Record, limit int) (*Found, error) {
	v := recordView(query, s.Placed(query))
	keys, kinds := s.ask(&v)
	persons, counts, err := store.FindPersons(ctx, keys, mostUnderKey)
	if err != nil {
		return nil, err
	}
	f := &Found{Compared: len(persons), Cut: cutRemarks(kinds, counts)}
	if len(persons) == 0 {
		return f, nil
	}
	if s.model == nil {
		f.Persons = persons[:min(limit, len(persons))]
		f.Matches = unweighed(f.Persons)
		return f, nil
	}
	one, err := s.single()
	if err != nil {
		return nil, err
	}
	defer s.singles.Put(one)
	w := weighing{s, store, &v, one}
	best, err := w.best(ctx, persons, limit)
	if err != nil {
		return nil, err
	}
	f.Matches, f.accept = s.matches(&v, best), s.model.Thresholds.Accept
	for _, m := range f.Matches {
		i := slices.IndexFunc(best, func(a asked) bool { return a.person.Number == m.Person })
		f.Persons = append(f.Persons, best[i].person)
	}
	return f, nil
}

// Placed is the community in which a record places its person, "" when it does
// not say.
func (s *Searcher) Placed(r *quanyuan.Record) string {
	return newGazetteer(s.parser).placed(r, quanyuan.Source{})
}

// unweighed shows persons to be looked at.
func unweighed(persons []*quanyuan.Person) []quanyuan.Match {
	out := make([]quanyuan.Match, len(persons))
	for i, p := range persons {
		out[i] = quanyuan.Match{Person: p.Number, Probability: PossibleFrom, Reason: reasonWeak, Communities: communities(p), Exited: p.Exited}
	}
	return out
}

func (s *Searcher) single() (*link.Single, error) {
	if one, ok := s.singles.Get().(*link.Single); ok {
		return one, nil
	}
	return link.NewSingle(s.model.Engine, s.spec)
}

// ask gives the keys of a query, and the kind of each.
func (s *Searcher) ask(v *view) (keys []uint64, kinds []keyKind) {
	l := v.locate(s.parser)
	for kind := keyNumber; kind < keyHousehold; kind++ {
		if kind.broad() && !s.asksBroadly(v, kind) {
			continue
		}
		keys = l.keys(keys, kind)
		for len(kinds) < len(keys) {
			kinds = append(kinds, kind)
		}
	}
	return keys, kinds
}

// asksBroadly reports whether a query needs a broad key: for a way of meeting
// that no finer key finds, or because it says so little.
func (s *Searcher) asksBroadly(v *view, kind keyKind) bool {
	if numberHead(v) == "" && (kind == keyDay && v.name == "" || kind == keySound && birthYear(v.birth) == "") {
		return true
	}
	row := v.row(func(string) doors { return doors{} })
	for _, w := range ways() {
		needed := w.key == kind
		for _, part := range w.rule.Keys {
			needed = needed && len(part.Values(row[slices.Index(columns, part.Column)])) > 0
		}
		if needed {
			return true
		}
	}
	return false
}

// cutKeys name the remarks about kinds that too many persons share.
var cutKeys = [numKeyKinds]string{
	keyNumber: "search.cut.number", keyOrder: "search.cut.number", keySoundDay: "search.cut.name_day", keySoundYear: "search.cut.name_year",
	keyNameCommunity: "search.cut.name_community", keyPhone: "search.cut.phone", keyRoad: "search.cut.dwelling", keyEstate: "search.cut.dwelling",
	keyPlace: "search.cut.dwelling", keyHukouDoor: "search.cut.dwelling", keyDay: "search.cut.day", keySound: "search.cut.name",
}

func cutRemarks(kinds []keyKind, counts []int) []quanyuan.Remark {
	var out []quanyuan.Remark
	for i, n := range counts {
		if n > mostUnderKey && !slices.ContainsFunc(out, func(r quanyuan.Remark) bool { return r.Key == cutKeys[kinds[i]] }) {
			out = append(out, quanyuan.Remark{Key: cutKeys[kinds[i]], Args: []any{n}})
		}
	}
	return out
}

// weighing is one query against the persons found for it.
type weighing struct {
	s     *Searcher
	store quanyuan.Finder
	query *view
	one   *link.Single
}

// best weighs the persons and gives the best. The relatives of a person stand
// in other rows and are looked up only for those who may be among the best:
// persons come in the order of what they can reach at most.
func (w *weighing) best(ctx context.Context, persons []*quanyuan.Person, limit int) ([]asked, error) {
	all := make([]asked, len(persons))
	for i, p := range persons {
		all[i] = asked{person: p, view: personView(p)}
	}
	later := w.later()
	if err := w.weigh(all, later); err != nil {
		return nil, err
	}
	slices.SortFunc(all, descending)
	if later == 0 {
		return all[:min(limit, len(all))], nil
	}
	const atOnce = 8
	var best []asked
	for len(all) > 0 && (len(best) < limit || all[0].weight >= best[limit-1].weight) {
		some := all[:min(atOnce, len(all))]
		all = all[len(some):]
		if err := w.join(ctx, some); err != nil {
			return nil, err
		}
		if err := w.weigh(some, 0); err != nil {
			return nil, err
		}
		best = append(best, some...)
		slices.SortFunc(best, descending)
		best = best[:min(limit, len(best))]
	}
	return best, nil
}

func descending(a, b asked) int {
	return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.person.Number, b.person.Number))
}

// later are the comparisons that need a person's relatives: none when the query
// names no relatives.
func (w *weighing) later() link.Comparisons {
	if w.query.related() == "" {
		return 0
	}
	return 1 << slices.Index(w.one.Columns(), colKin)
}

// related is whom the view names beside the person.
func (v *view) related() string { return joinKin(v.parents(), v.partner, v.kin) }

// weigh compares, leaving some comparisons open.
func (w *weighing) weigh(some []asked, open link.Comparisons) error {
	others := make([][]string, len(some))
	for i := range some {
		others[i] = some[i].view.compared()
	}
	patterns, err := w.one.Patterns(w.query.compared(), others, open)
	for i, p := range patterns {
		some[i].pattern, some[i].weight = p, w.one.Bound(p, open)
	}
	return err
}

// compared are the values of a view in the order of the comparisons.
func (v *view) compared() []string {
	row := v.row(func(string) doors { return doors{} })
	out := make([]string, len(comparedColumns))
	for i, c := range comparedColumns {
		out[i] = row[c]
	}
	return out
}

// comparedColumns are those of the comparisons, as places in a row of the
// engine's table.
var comparedColumns = func() (out []int) {
	for _, c := range newSpec(nil).Comparisons {
		out = append(out, slices.Index(columns, c.Column))
	}
	return out
}()

// join gives persons their relatives, as [Load] does for the whole register:
// from the members of their households and the parents who list them.
func (w *weighing) join(ctx context.Context, some []asked) error {
	var keys []uint64
	var households []string // of the keys; "" of those for parents
	for i := range some {
		v := &some[i].view
		if k, ok := hashKey(keyHousehold, []string{v.household}); ok {
			keys, households = append(keys, k), append(households, v.household)
		}
		if k, ok := hashKey(keyChild, []string{v.id}); ok && citizen(v.id) {
			keys, households = append(keys, k), append(households, "")
		}
	}
	relatives, counts, err := w.store.FindPersons(ctx, keys, largestFamily)
	if err != nil {
		return err
	}
	collective := map[string]bool{}
	for i, n := range counts {
		collective[households[i]] = collective[households[i]] || n > largestFamily
	}
	for _, a := range some {
		relatives = append(relatives, a.person)
	}
	slices.SortFunc(relatives, func(a, b *quanyuan.Person) int { return cmp.Compare(a.Number, b.Number) })
	relatives = slices.CompactFunc(relatives, func(a, b *quanyuan.Person) bool { return a.Number == b.Number })
	views := make([]view, len(relatives))
	at := make(map[quanyuan.Number]int, len(relatives))
	for i, p := range relatives {
		views[i] = personView(p)
		if collective[views[i].household] {
			views[i].household = ""
		}
		at[p.Number] = i
	}
	joinHouseholds(views)
	for i := range some {
		some[i].view = views[at[some[i].person.Number]]
	}
	return nil
}

// matches puts the best in words and numbers.
func (s *Searcher) matches(query *view, best []asked) []quanyuan.Match {
	out := make([]quanyuan.Match, len(best))
	for i := range best {
		a := &best[i]
		out[i] = quanyuan.Match{Person: a.person.Number, Weight: float64(a.weight), Reason: guard(query, &a.view, s.parser),
			Evidence: s.evidence(a.pattern), Communities: communities(a.person), Exited: a.person.Exited}
	}
	slices.SortStableFunc(out, func(a, b quanyuan.Match) int {
		return cmp.Compare(other(a), other(b))
	})
	s.chances(out)
	return out
}

// other is 1 for a person whom a guard knows to be somebody else.
func other(m quanyuan.Match) int {
	if m.Reason == twoPeople {
		return 1
	}
	return 0
}

// chances gives every match its probability, by the odds of a record and a
// person; the matches share what is not left for nobody.
func (s *Searcher) chances(ms []quanyuan.Match) {
	sum, shift := 1.0, s.model.ofRecord()
	for i := range ms {
		if other(ms[i]) == 0 {
			ms[i].Probability = math.Exp2(min(ms[i].Weight+shift, 1000))
			sum += ms[i].Probability
		}
	}
	for i := range ms {
		ms[i].Probability /= sum
	}
}

// evidence says what was compared, strongest first; what says nothing is left
// out.
func (s *Searcher) evidence(p train.Pattern) []quanyuan.Evidence {
	var out []quanyuan.Evidence
	for k, step := range s.model.Engine.Explain(p)[1 : 1+len(comparedColumns)] {
		if p.Grade(k) == 0 {
			continue
		}
		level, _, _ := strings.Cut(step.Level, ",")
		out = append(out, quanyuan.Evidence{Item: columns[comparedColumns[k]], Level: level, Bits: step.Weight})
	}
	slices.SortStableFunc(out, func(a, b quanyuan.Evidence) int { return cmp.Compare(math.Abs(b.Bits), math.Abs(a.Bits)) })
	return out
}
