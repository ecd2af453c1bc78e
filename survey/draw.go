package survey

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
)

// Unit is a segment of the frame: an area that is listed whole.
type Unit struct {
	ID      string // unique
	Stratum string
	Cluster string  // the community it lies in, for draws in two stages
	Size    float64 // measure of size, above 0
}

// Sampling says how units are drawn.
type Sampling struct {
	Units int // how many in all; at least two in every stratum, where it has them
	// PerCluster draws clusters first, and so many units in each; 0: one stage.
	PerCluster int
	// Seed is published after the frame was frozen; Frame is the frame's hash.
	// Together they fix the draw.
	Seed, Frame string
}

// Drawn is a unit of the sample.
type Drawn struct {
	Unit    Unit
	Chance  float64 // probability with which it came in; its weight is 1/Chance
	Stratum string  // for the estimate: units taken for sure are strata of their own kind
	PSU     string
	FPC     float64 // 1 for what was taken for sure, else 0: as in Row
}

// Draw draws units with probability proportional to size, systematically along
// the order of their IDs with a random start, stratum by stratum (W. G. Madow,
// Ann. Math. Statist. 20 (1949), 333–354). What is larger than the step is taken
// for sure. In two stages clusters are drawn so, then units within them.
//
// The order of units does not matter, and neither does the machine: the random
// numbers are those of PCG, keyed by SHA-256 of seed, frame and stratum.
func Draw(units []Unit, s Sampling) ([]Drawn, error) {
	units = slices.Clone(units)
	slices.SortFunc(units, func(a, b Unit) int { return cmp.Or(cmp.Compare(a.Stratum, b.Stratum), cmp.Compare(a.ID, b.ID)) })
	for i, u := range units {
		if !(u.Size > 0) || math.IsInf(u.Size, 0) || i > 0 && u.ID == units[i-1].ID {
			return nil, invalid("survey.frame_unit", u.ID)
		}
	}
	if len(units) == 0 || s.Units < 1 || s.PerCluster < 0 {
		return nil, invalid("survey.plan")
	}
	var out []Drawn
	strata := groups(units, func(u Unit) string { return u.Stratum })
	for i, n := range allot(strata, s.Units) {
		in := strata[i]
		if s.PerCluster == 0 {
			out = append(out, oneStage(in, n, s.dice(in[0].Stratum))...)
		} else {
			out = append(out, twoStages(in, n, s.PerCluster, s.dice(in[0].Stratum))...)
		}
	}
	return out, nil
}

// dice are the random numbers of a stratum.
func (s Sampling) dice(stratum string) *rand.Rand {
	h := sha256.Sum256([]byte(s.Seed + "\x00" + s.Frame + "\x00" + stratum))
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64(h[:]), binary.BigEndian.Uint64(h[8:])))
}

// groups splits sorted units by a key, in the order in which keys come first.
func groups(units []Unit, key func(Unit) string) (out [][]Unit) {
	at := map[string]int{}
	for _, u := range units {
		i, ok := at[key(u)]
		if !ok {
			i = len(out)
			at[key(u)] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], u)
	}
	return out
}

func size(units []Unit) (total float64) {
	for _, u := range units {
		total += u.Size
	}
	return total
}

// allot shares n draws among strata by their sizes: two each first, as far as
// they have them, then one after the other to the stratum that lags most.
func allot(strata [][]Unit, n int) []int {
	out, left := make([]int, len(strata)), n
	for i, s := range strata {
		out[i] = min(2, len(s))
		left -= out[i]
	}
	for ; left > 0; left-- {
		best := -1
		for i, s := range strata {
			if out[i] < len(s) && (best < 0 || size(s)/float64(out[i]) > size(strata[best])/float64(out[best])) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		out[best]++
	}
	return out
}

// oneStage draws n units of a stratum.
func oneStage(units []Unit, n int, rng *rand.Rand) (out []Drawn) {
	for _, d := range systematic(units, n, rng) {
		d.PSU, d.Stratum = d.Unit.ID, d.Unit.Stratum
		if d.FPC == 1 {
			d.Stratum += "·必"
		}
		out = append(out, d)
	}
	return out
}

// twoStages draws clusters and, in each, per units. A cluster that is taken for
// sure is a stratum of its own, whose units are the PSUs.
func twoStages(units []Unit, n, per int, rng *rand.Rand) (out []Drawn) {
	members := groups(units, func(u Unit) string { return u.Cluster })
	clusters := make([]Unit, len(members))
	for i, m := range members {
		clusters[i] = Unit{ID: m[0].Cluster, Stratum: m[0].Stratum, Size: size(m)}
	}
	slices.SortFunc(members, func(a, b []Unit) int { return cmp.Compare(a[0].Cluster, b[0].Cluster) })
	slices.SortFunc(clusters, func(a, b Unit) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range systematic(clusters, min(max(2, (n+per-1)/per), len(clusters)), rng) {
		i, _ := slices.BinarySearchFunc(clusters, c.Unit.ID, func(u Unit, id string) int { return cmp.Compare(u.ID, id) })
		for _, d := range systematic(members[i], per, rng) {
			sure := d.FPC == 1 && c.FPC == 1
			d.Chance *= c.Chance
			d.Stratum, d.PSU, d.FPC = d.Unit.Stratum, c.Unit.ID, 0
			if c.FPC == 1 {
				d.Stratum, d.PSU = d.Unit.Stratum+"·"+c.Unit.ID, d.Unit.ID
			}
			if sure {
				d.Stratum, d.FPC = d.Stratum+"·必", 1
			}
			out = append(out, d)
		}
	}
	return out
}

// systematic draws n of the units with probability proportional to size.
func systematic(units []Unit, n int, rng *rand.Rand) (out []Drawn) {
	rest := units
	for {
		step := size(rest) / float64(n)
		sure := func(u Unit) bool { return u.Size >= step*(1-1e-12) }
		if n <= 0 || !slices.ContainsFunc(rest, sure) {
			break
		}
		var others []Unit
		for _, u := range rest {
			if sure(u) && n > 0 {
				out = append(out, Drawn{Unit: u, Chance: 1, FPC: 1})
				n--
			} else {
				others = append(others, u)
			}
		}
		rest = others
	}
	start, reached, total := rng.Float64(), 0.0, size(rest)
	for _, u := range rest {
		if n <= 0 {
			break
		}
		chance := u.Size * float64(n) / total
		if reached+chance > start {
			out = append(out, Drawn{Unit: u, Chance: chance})
			start++
		}
		reached += chance
	}
	slices.SortFunc(out, func(a, b Drawn) int { return cmp.Compare(a.Unit.ID, b.Unit.ID) })
	return out
}

// Reserves orders the units of each stratum that were not drawn: the first stands
// in for a drawn segment that cannot be reached, and takes over its weight.
// Larger ones tend to come first.
func Reserves(units []Unit, drawn []Drawn, s Sampling) map[string][]string {
	taken := map[string]bool{}
	for _, d := range drawn {
		taken[d.Unit.ID] = true
	}
	units = slices.Clone(units)
	slices.SortFunc(units, func(a, b Unit) int { return cmp.Or(cmp.Compare(a.Stratum, b.Stratum), cmp.Compare(a.ID, b.ID)) })
	out := map[string][]string{}
	for _, in := range groups(units, func(u Unit) string { return u.Stratum }) {
		type keyed struct {
			id  string
			key float64
		}
		var left []keyed
		rng := s.dice("reserve\x00" + in[0].Stratum)
		for _, u := range in {
			if k := -math.Log(1-rng.Float64()) / u.Size; !taken[u.ID] {
				left = append(left, keyed{u.ID, k})
			}
		}
		slices.SortFunc(left, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id)) })
		for _, k := range left {
			out[in[0].Stratum] = append(out[in[0].Stratum], k.id)
		}
	}
	return out
}
