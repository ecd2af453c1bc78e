package index

import (
	"cmp"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/cluster"
)

// settle makes the clusters right again after the edges of some records have
// changed. Only their components are looked at. One that is not divided anew
// stays as it was; where records went away, components may share an old
// cluster, so they are settled together.
func (x *Index) settle(touched []uint32, together bool, threads int) {
	if len(touched) == 1 && x.edges.first[touched[0]] == 0 {
		x.clusters.assign([][]uint32{touched}, &x.log)
		return
	}
	components := x.components(touched)
	parts := make([][][]uint32, len(components))
	x.spread(threads, len(components), func(w *worker, i int) { parts[i] = x.divide(w, components[i]) })
	if together {
		all := slices.Concat(parts...)
		slices.SortFunc(all, func(a, b []uint32) int { return cmp.Compare(a[0], b[0]) })
		x.clusters.assign(all, &x.log)
		return
	}
	for _, p := range parts {
		x.clusters.assign(p, &x.log)
	}
}

// components are those of some records, each with its records in order.
func (x *Index) components(touched []uint32) [][]uint32 {
	var out [][]uint32
	var all []uint32
	seen := &x.writer.seen
	seen.reset()
	for _, start := range touched {
		if !seen.add(start) {
			continue
		}
		from := len(all)
		all = append(all, start)
		for at := from; at < len(all); at++ {
			x.edges.each(all[at], func(to uint32, _ float32) {
				if seen.add(to) {
					all = append(all, to)
				}
			})
		}
		component := all[from:len(all):len(all)]
		slices.Sort(component)
		out = append(out, component)
	}
	return out
}

// divide gives the clusters of a component, in the order of their lowest
// records.
func (x *Index) divide(w *worker, component []uint32) [][]uint32 {
	if len(component) == 1 {
		return [][]uint32{component}
	}
	order := x.contentOrder(w, component)
	place := make(map[uint32]uint32, len(order))
	w.values = w.values[:0]
	for i, r := range order {
		place[r] = uint32(i)
		for _, v := range x.rows.at(r)[:x.compared] {
			w.values = append(w.values, loud(v))
		}
	}
	var inside []cluster.Edge
	for i, r := range order {
		x.edges.each(r, func(to uint32, weight float32) {
			if j := place[to]; uint32(i) < j {
				inside = append(inside, cluster.Edge{A: uint32(i), B: j, Weight: weight})
			}
		})
	}
	o := cluster.Options{Threshold: x.cut, ContradictionsAreFinal: x.opts.ContradictionsAreFinal, CannotLink: x.cannotLink(order)}
	if x.sources.unique != ([256]bool{}) {
		o.Unique = x.sources.unique
		for _, r := range order {
			o.Source = append(o.Source, x.sources.of[r])
		}
	}
	names := w.weigher.Divide(w.values, inside, o)
	var parts [][]uint32
	at := make(map[uint32]int)
	for _, r := range component {
		name := names[place[r]]
		i, ok := at[name]
		if !ok {
			i = len(parts)
			at[name] = i
			parts = append(parts, nil)
		}
		parts[i] = append(parts[i], r)
	}
	return parts
}

// contentOrder is records in the order of what they say, as a batch run has
// them; those that say the same go by their ids.
func (x *Index) contentOrder(w *worker, records []uint32) []uint32 {
	type said struct {
		key    uint64
		record uint32
	}
	all := make([]said, len(records))
	texts := w.texts[:0]
	for i, r := range records {
		texts = texts[:0]
		for k, v := range x.rows.at(r)[:x.compared] {
			texts = append(texts, x.columns[x.slots[k]].values.Text(v&^silent))
		}
		all[i] = said{block.ContentKey(texts), r}
	}
	w.texts = texts
	slices.SortFunc(all, func(a, b said) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(x.name(a.record), x.name(b.record)))
	})
	out := make([]uint32, len(all))
	for i, s := range all {
		out[i] = s.record
	}
	return out
}
