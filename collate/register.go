package collate

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/link"
	"quanyuan/link/table"
	"quanyuan/link/train"
	"quanyuan/refdata/address"
)

// Register is the city's register as collation sees it: a view of every
// person, kept in columns. It holds no more of a person than may serve as
// evidence; the persons themselves stay in the store.
type Register struct {
	parser  *address.Parser
	numbers []quanyuan.Number
	exited  []bool
	places  [][]string // communities of each person
	houses  *gazetteer
	views   []view
	table   *table.Table
	// family gives every person the lowest index of those who are probably the
	// same human being; set by Duplicates.
	family []uint32
	// familyPlaces are the communities in which the register holds the human
	// being, sorted, by family: of those families that are of several persons.
	familyPlaces map[uint32][]string
	ruled        ruled
	run          run
}

// run are pairs of persons that the engine weighed under a model, kept so that
// what follows need not weigh them again.
type run struct {
	engine *link.Model
	least  float64 // weight from which pairs are kept
	pairs  []link.Pair
}

// Load reads the whole register. The parser knows the city's divisions.
func Load(persons iter.Seq2[*quanyuan.Person, error], parser *address.Parser) (*Register, error) {
	reg := &Register{parser: parser, houses: newGazetteer(parser)}
	for p, err := range ahead(persons) {
		if err != nil {
			return nil, err
		}
		reg.add(p, personView(p))
		reg.houses.learn(p, &reg.views[len(reg.views)-1])
	}
	joinHouseholds(reg.views)
	reg.placeFamilies()
	var err error
	reg.table, err = newTable(reg.views, reg.houses.taken())
	return reg, err
}

// add takes a person in.
func (reg *Register) add(p *quanyuan.Person, v view) {
	reg.numbers = append(reg.numbers, quanyuan.Number(strings.Clone(string(p.Number))))
	reg.exited = append(reg.exited, p.Exited != "")
	reg.places = append(reg.places, communities(p))
	reg.views = append(reg.views, v)
	reg.family = append(reg.family, uint32(len(reg.family)))
}

// ahead gives persons while the next are read.
func ahead[P any](persons iter.Seq2[P, error]) iter.Seq2[P, error] {
	const size, parts = 512, 4
	type part struct {
		persons []P
		err     error
	}
	return func(yield func(P, error) bool) {
		read, enough := make(chan part, parts), make(chan struct{})
		defer func() {
			close(enough)
			for range read { // until whoever reads has seen it
			}
		}()
		go func() {
			defer close(read)
			var next part
			send := func() bool {
				select {
				case read <- next:
					next = part{}
					return true
				case <-enough:
					return false
				}
			}
			for p, err := range persons {
				if next.err = err; err == nil {
					next.persons = append(next.persons, p)
				}
				if (err != nil || len(next.persons) == size) && !send() || err != nil {
					return
				}
			}
			send()
		}()
		for some := range read {
			for _, p := range some.persons {
				if !yield(p, nil) {
					return
				}
			}
			if some.err != nil {
				var none P
				yield(none, some.err)
				return
			}
		}
	}
}

// Len is the number of persons.
func (reg *Register) Len() int { return len(reg.numbers) }

// Options tune a run; the zero Options are the recommended ones.
type Options struct {
	Threads  int
	Progress func(link.Progress)
	// Different are never proposed as one.
	Different []Different
}

// Duplicates finds the persons who stand in the register more than once.
// Clusters are sorted by name, members by number; the probability of a member
// is that of its best link within the cluster.
func (reg *Register) Duplicates(ctx context.Context, m *Model, o Options) ([]quanyuan.Cluster, error) {
	reg.rule(o.Different)
	if reg.Len() < 2 {
		return nil, nil
	}
	shift := m.ofPersons()
	least := link.WeightOf(m.Thresholds.Duplicate) - shift
	found := reg.run
	if reg.run = (run{}); found.engine != m.Engine || found.least > least {
		var err error
		if found, _, err = reg.dedupe(ctx, m, o); err != nil {
			return nil, err
		}
	}
	best := make(map[uint32]float64)
	kept := found.pairs[:0]
	for _, p := range found.pairs {
		if float64(p.Weight) < least || reg.apart(p.A, p.B) {
			continue
		}
		kept = append(kept, p)
		probability := link.Probability(float64(p.Weight) + shift)
		best[p.A] = max(best[p.A], probability)
		best[p.B] = max(best[p.B], probability)
	}
	reg.family = join(len(reg.views), kept, reg.apart)
	reg.placeFamilies()
	return reg.clusters(best), nil
}

// dedupe weighs the pairs of the register and keeps those that its thresholds
// may show; the patterns count all that were compared.
func (reg *Register) dedupe(ctx context.Context, m *Model, o Options) (run, []train.Count, error) {
	least := floor(m.Thresholds.Duplicate, m.ofPersons())
	res, err := link.Dedupe(ctx, reg.table, newSpec(reg.parser), link.Options{
		Threads: o.Threads, Progress: o.Progress, Model: m.Engine, Threshold: least, Floor: least, PairsOnly: true,
	})
	if err != nil {
		return run{}, nil, err
	}
	return run{m.Engine, link.WeightOf(least), res.Pairs}, res.Patterns, nil
}

func (reg *Register) placeFamilies() {
	reg.familyPlaces = map[uint32][]string{}
	for i, f := range reg.family {
		if int(f) != i {
			reg.placeFamily(f, reg.places[i])
		}
	}
}

// placeFamily adds communities of a further member to those of a family.
func (reg *Register) placeFamily(f uint32, places []string) {
	all := append(slices.Clone(reg.placesOf(f)), places...)
	slices.Sort(all)
	reg.familyPlaces[f] = slices.Compact(all)
}

// placesOf are the communities in which the register holds a family.
func (reg *Register) placesOf(family uint32) []string {
	if places, several := reg.familyPlaces[family]; several {
		return places
	}
	return reg.places[family]
}

// apart reports whether two persons of the register must not be shown as one:
// one of them has left, people ruled so, or a guard finds two people.
func (reg *Register) apart(a, b uint32) bool {
	if reg.exited[a] || reg.exited[b] || reg.numbers[a] == reg.numbers[b] || reg.ruled.twoPersons(a, b) {
		return true
	}
	return guard(&reg.views[a], &reg.views[b], reg.parser) != ""
}

// join unites linked rows, best links first, unless two members of the united
// cluster are known to be apart.
func join(n int, pairs []link.Pair, apart func(a, b uint32) bool) []uint32 {
	order := slices.Clone(pairs)
	slices.SortFunc(order, func(x, y link.Pair) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	root := make([]uint32, n)
	for i := range root {
		root[i] = uint32(i)
	}
	members := map[uint32][]uint32{}
	of := func(r uint32) []uint32 {
		if m, ok := members[r]; ok {
			return m
		}
		return []uint32{r}
	}
	for _, p := range order {
		a, b := root[p.A], root[p.B]
		if a == b {
			continue
		}
		if a > b {
			a, b = b, a
		}
		x, y := of(a), of(b)
		if slices.ContainsFunc(x, func(i uint32) bool {
			return slices.ContainsFunc(y, func(j uint32) bool { return apart(i, j) })
		}) {
			continue
		}
		for _, j := range y {
			root[j] = a
		}
		members[a] = append(slices.Clone(x), y...)
		delete(members, b)
	}
	return root
}

// clusters writes the families of two or more as values.
func (reg *Register) clusters(best map[uint32]float64) []quanyuan.Cluster {
	members := map[uint32][]quanyuan.ClusterMember{}
	member := func(i uint32) quanyuan.ClusterMember {
		return quanyuan.ClusterMember{Person: reg.numbers[i], Probability: best[i]}
	}
	for i, f := range reg.family {
		switch {
		case int(f) == i:
			continue
		case members[f] == nil:
			members[f] = append(members[f], member(f))
		}
		members[f] = append(members[f], member(uint32(i)))
	}
	var out []quanyuan.Cluster
	for _, ms := range members {
		slices.SortFunc(ms, func(a, b quanyuan.ClusterMember) int { return cmp.Compare(a.Person, b.Person) })
		out = append(out, quanyuan.Cluster{Name: string(ms[0].Person), Members: ms})
	}
	slices.SortFunc(out, func(a, b quanyuan.Cluster) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
