package collate

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"quanyuan"
	"quanyuan/refdata/address"
)

// Known is what a register tells without its persons. It is found when all of it
// was read, and holds until a person changes.
type Known struct {
	Persons int `json:"persons"`
	// Houses gives the community of a house that addresses name, "" where the
	// register puts it into several.
	Houses map[string]string `json:"houses"`
	// Clusters are its duplicates under a model.
	Clusters []quanyuan.Cluster `json:"clusters"`
}

// Known is what a register that was read whole tells, with the duplicates that
// were found in it.
func (reg *Register) Known(clusters []quanyuan.Cluster) *Known {
	return &Known{reg.Len(), reg.houses.houses, clusters}
}

// People is what collation reads of a register's persons.
type People interface {
	PersonsUnder(ctx context.Context, keys []uint64) iter.Seq2[quanyuan.Under, error]
	PersonsByNumber(ctx context.Context, numbers []quanyuan.Number) ([]*quanyuan.Person, error)
}

// ForLists reads lists, and of the register those persons alone whom the lists
// may be about: the stored search keys find whomever the blocking rules find, and
// those of them stay whom a rule brings together with a row. What is proposed for the lists is the same as with all persons.
func ForLists(ctx context.Context, store interface {
	Batches
	People
}, batches []quanyuan.Batch, parser *address.Parser, known *Known) (*Register, *Lists, error) {
	reg := &Register{parser: parser, houses: &gazetteer{newAddresses(parser), known.Houses}}
	lists, err := reg.Read(ctx, store, batches)
	if err != nil {
		return nil, nil, err
	}
	if err := reg.loadWho(ctx, store, lists.meeting()); err != nil {
		return nil, nil, err
	}
	if err := reg.joinFamilies(ctx, store, known.Clusters); err != nil {
		return nil, nil, err
	}
	reg.table, err = newTable(reg.views, reg.houses.taken())
	return reg, lists, err
}

// loadWho loads the persons who meet rows, in the order of their numbers, with
// what their relatives' rows say of them.
func (reg *Register) loadWho(ctx context.Context, store People, m *meeting) error {
	var kinds []kindSet // by which each was found; 0: he meets a row for certain
	for u, err := range ahead(store.PersonsUnder(ctx, m.keys)) {
		if err != nil {
			return err
		}
		v, by := personView(u.Person), m.kindsOf(u.Keys)
		switch {
		case m.meets(&v, by&^broadKinds, reg.houses.addresses.doors):
			by = 0
		case by&broadKinds == 0:
			continue
		}
		reg.add(u.Person, v)
		kinds = append(kinds, by&broadKinds)
	}
	kinds = arranged(kinds, reg.sort())
	views, own, err := reg.withRelatives(ctx, store)
	if err != nil {
		return err
	}
	joinHouseholds(views)
	n := 0
	for i, at := range own {
		if kinds[i] != 0 && !m.meets(&views[at], kinds[i], nil) {
			continue
		}
		reg.numbers[n], reg.exited[n], reg.places[n], reg.views[n] = reg.numbers[i], reg.exited[i], reg.places[i], views[at]
		n++
	}
	clear(reg.views[n:])
	reg.numbers, reg.exited, reg.places, reg.views, reg.family = reg.numbers[:n], reg.exited[:n], reg.places[:n], reg.views[:n], reg.family[:n]
	return nil
}

// sort puts persons into the order of their numbers, in which the whole register
// has them; order says where each stood.
func (reg *Register) sort() (order []int) {
	order = make([]int, len(reg.numbers))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(reg.numbers[a], reg.numbers[b]) })
	reg.numbers, reg.exited = arranged(reg.numbers, order), arranged(reg.exited, order)
	reg.places, reg.views = arranged(reg.places, order), arranged(reg.views, order)
	return order
}

func arranged[T any](s []T, order []int) []T {
	out := make([]T, len(s))
	for i, at := range order {
		out[i] = s[at]
	}
	return out
}

// withRelatives gives the views with those of the members of all their
// households and of whoever lists one of them as a child, in the order of the
// numbers; own says where each person's own view is. Households of relatives are
// not whole: the view of a relative says less than it would in the register.
func (reg *Register) withRelatives(ctx context.Context, store People) (views []view, own []int, err error) {
	var keys []uint64
	for i := range reg.views {
		v := &reg.views[i]
		if k, ok := hashKey(keyHousehold, []string{v.household}); ok {
			keys = append(keys, k)
		}
		if k, ok := hashKey(keyChild, []string{v.id}); ok && citizen(v.id) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	relatives := &Register{}
	for u, err := range ahead(store.PersonsUnder(ctx, slices.Compact(keys))) {
		if err != nil {
			return nil, nil, err
		}
		if _, loaded := slices.BinarySearch(reg.numbers, u.Number); !loaded {
			relatives.add(u.Person, personView(u.Person))
		}
	}
	relatives.sort()
	views = make([]view, 0, len(reg.views)+len(relatives.views))
	own = make([]int, 0, len(reg.views))
	for i, next := 0, 0; i < len(reg.views); i++ {
		for ; next < len(relatives.views) && relatives.numbers[next] < reg.numbers[i]; next++ {
			views = append(views, relatives.views[next])
		}
		own = append(own, len(views))
		views = append(views, reg.views[i])
		if i == len(reg.views)-1 {
			views = append(views, relatives.views[next:]...)
		}
	}
	return views, own, nil
}

// joinFamilies says which of the persons loaded are probably one, and where the
// register has such a human being, also by persons who were not loaded.
func (reg *Register) joinFamilies(ctx context.Context, store People, clusters []quanyuan.Cluster) error {
	reg.familyPlaces = map[uint32][]string{}
	type absent struct {
		number quanyuan.Number
		family uint32
	}
	var others []absent
	for _, c := range clusters {
		family, any := uint32(0), false // members are sorted: the first who is here has the lowest place
		var away []quanyuan.Number
		for _, m := range c.Members {
			at, here := slices.BinarySearch(reg.numbers, m.Person)
			switch {
			case !here:
				away = append(away, m.Person)
			case !any:
				family, any = uint32(at), true
			default:
				reg.family[at] = family
				reg.placeFamily(family, reg.places[at])
			}
		}
		for _, n := range away {
			if any {
				others = append(others, absent{n, family})
			}
		}
	}
	for some := range slices.Chunk(others, chunk) {
		numbers := make([]quanyuan.Number, len(some))
		family := make(map[quanyuan.Number]uint32, len(some))
		for i, o := range some {
			numbers[i], family[o.number] = o.number, o.family
		}
		persons, err := store.PersonsByNumber(ctx, numbers)
		if err != nil {
			return err
		}
		for _, p := range persons {
			reg.placeFamily(family[p.Number], communities(p))
		}
	}
	return nil
}
