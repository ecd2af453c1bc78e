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
	// being, sorted, by family.
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

// Load reads the register. The parser knows the city's divisions. Lists are
// placed by the houses that the register knows; houses false spares learning
// them where no list will be compared.
func Load(persons iter.Seq2[*quanyuan.Person, error], parser *address.Parser, houses bool) (*Register, error) {
	reg := &Register{parser: parser, houses: newGazetteer(parser)}
	for p, err := range persons {
		if err != nil {
			return nil, err
		}
		reg.numbers = append(reg.numbers, quanyuan.Number(strings.Clone(string(p.Number))))
		reg.exited = append(reg.exited, p.Exited != "")
		reg.places = append(reg.places, communities(p))
		reg.views = append(reg.views, personView(p))
		if houses {
			reg.houses.learn(p, &reg.views[len(reg.views)-1])
		}
		reg.family = append(reg.family, uint32(len(reg.family)))
	}
	joinHouseholds(reg.views)
	reg.placeFamilies()
	var err error
	reg.table, err = newTable(reg.views, reg.houses.taken())
	return reg, err
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
	reg.familyPlaces = make(map[uint32][]string, len(reg.family))
	for i, f := range reg.family {
		if int(f) == i {
			reg.familyPlaces[f] = reg.places[i]
			continue
		}
		all := append(slices.Clone(reg.familyPlaces[f]), reg.places[i]...)
		slices.Sort(all)
		reg.familyPlaces[f] = slices.Compact(all)
	}
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
	for i, f := range reg.family {
		members[f] = append(members[f], quanyuan.ClusterMember{Person: reg.numbers[i], Probability: best[uint32(i)]})
	}
	var out []quanyuan.Cluster
	for _, ms := range members {
		if len(ms) < 2 {
			continue
		}
		slices.SortFunc(ms, func(a, b quanyuan.ClusterMember) int { return cmp.Compare(a.Person, b.Person) })
		out = append(out, quanyuan.Cluster{Name: string(ms[0].Person), Members: ms})
	}
	slices.SortFunc(out, func(a, b quanyuan.Cluster) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
