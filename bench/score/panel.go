package score

import (
	"fmt"
	"maps"
	"slices"
)

// Merged is how many pairs of a kind, all of two persons, stand in one cluster.
type Merged struct {
	Kind          string
	Pairs, Merged int
}

// Share is the share of the pairs that stand in one cluster.
func (m Merged) Share() float64 { return float64(m.Merged) / float64(max(1, m.Pairs)) }

func (m Merged) String() string {
	return fmt.Sprintf("%s: %d of %d pairs in one cluster, %.3f %%", m.Kind, m.Merged, m.Pairs, 100*m.Share())
}

// ReadPanel holds a file kind,id_l,id_r of pairs that are two persons against
// clusters, kind by kind and in all.
func (t *Truth) ReadPanel(path string, labels []uint32) (kinds []Merged, all Merged, err error) {
	by := map[string]*Merged{}
	all.Kind = "all"
	err = EachRow(path, []string{"kind", "id_l", "id_r"}, func(v []string) error {
		l, ok := t.Record(v[1])
		r, ok2 := t.Record(v[2])
		if !ok || !ok2 {
			return fmt.Errorf("pair %q, %q is not in the truth", v[1], v[2])
		}
		m := by[v[0]]
		if m == nil {
			m = &Merged{Kind: v[0]}
			by[v[0]] = m
		}
		for _, x := range []*Merged{m, &all} {
			x.Pairs++
			if labels[l] == labels[r] {
				x.Merged++
			}
		}
		return nil
	})
	for _, k := range slices.Sorted(maps.Keys(by)) {
		kinds = append(kinds, *by[k])
	}
	return kinds, all, err
}
