package link

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/table"
)

// Some columns tell of the record and not of the entity: the date of an
// admission, the ward, the number of the row. Two records of one entity agree in
// them as any two records do, but training expects of a column that its matches
// mostly agree, and would take others for matches. So before anything is
// trained, each column is looked at in pairs that are certainly matches by what
// the others say.

// certainBits is how much likelier than all that is possible by chance a pair
// must be to be certain: a hundred times.
const certainBits = 6.7

const (
	// fewestWitnesses is how many certain pairs tell anything.
	fewestWitnesses = 20
	// mostWitnesses is how many are looked at.
	mostWitnesses = 4000
	// mostEvidence bounds the columns whose combinations are tried, and
	// mostCombinations those that are looked at for one column, unless none of
	// them gives enough pairs.
	mostEvidence     = 8
	mostCombinations = 6
	// crowd is how many rows that agree are not one entity any more.
	crowd = 30
	// witnessRows is about how many rows' keys are grouped.
	witnessRows = 100_000
	// chanceValues is how many values tell how alike two are by chance.
	chanceValues = 300
	// leastBits is what agreement in a column must tell of matches, in the mean.
	leastBits = 1
)

// evidence is a column with what agreement in it says.
type evidence struct {
	profile *Profile
	key     block.Key
	bits    float64 // log2 of how seldom two values are the same by chance
	shared  bool
	suspect bool    // it is in question itself
	years   float64 // of dates, log2 of how seldom two are of one year by chance
}

// leaveEvents leaves out columns that tell of the record alone.
func (s *Suggestion) leaveEvents(t *table.Table, all map[Kind]treatment, sources *block.Sources, ranked []int) []int {
	var suspects []int
	for _, i := range ranked {
		if s.suspect(s.Profiles[i], ranked) {
			suspects = append(suspects, i)
		}
	}
	if len(suspects) == 0 {
		return ranked
	}
	known := s.evidence(t, all, ranked, suspects)
	return slices.DeleteFunc(slices.Clone(ranked), func(i int) bool {
		p := &s.Profiles[i]
		if !slices.Contains(suspects, i) {
			return false
		}
		pairs := witnesses(t, known, p, sources)
		share, bits, ok := tells(t.Column(p.Column), all[p.Kind], pairs)
		if !ok || share > leastExact || bits > leastBits {
			return false
		}
		p.Why += fmt.Sprintf("; left out: of %d pairs of rows that are one by all else, %.0f%% agree in it, hardly more than any two: it tells of the record, not of whom it is about", len(pairs), 100*share)
		return true
	})
}

// suspect reports whether a column may tell of the record: neither a name nor
// anything else that a header says is of the person.
func (s *Suggestion) suspect(p Profile, ranked []int) bool {
	switch p.Kind {
	case KindText, KindCode, KindWord, KindQuantity:
		return true
	case KindNumber:
		kind, _ := headerKind(p.Column)
		return kind == ""
	case KindDate:
		dates := 0
		for _, i := range ranked {
			if s.Profiles[i].Kind == KindDate {
				dates++
			}
		}
		return dates > 1 && !isBirth(p.Column)
	}
	return false
}

// births are words of headers of dates of birth.
var births = []string{"dob", "birth", "born", "birthday", "birthdate", "出生", "生日"}

func isBirth(header string) bool {
	h := normalHeader(header)
	return slices.ContainsFunc(births, func(w string) bool { return hasWord(h, w) })
}

// evidence lists the columns that tell most, the best first, those in question
// after the others: where there are many of them, their dates and numbers would
// bear witness for one another. Among dates those come first that are far apart,
// as births are: what happens to a record does in the years it is kept.
func (s *Suggestion) evidence(t *table.Table, all map[Kind]treatment, ranked, suspects []int) (out []evidence) {
	for _, i := range ranked {
		p := &s.Profiles[i]
		if p.Kind == KindCode || p.Kind == KindSex {
			continue
		}
		c := t.Column(p.Column)
		tr := all[p.Kind]
		if math.IsInf(chanceBits(c.Counts[1:]), 1) || p.Present < 0.2 {
			continue
		}
		k := tr.keys[0].name
		out = append(out, evidence{p, block.Key{Column: p.Column, Name: k, Func: keyNamed(k)}, chanceBits(c.Counts[1:]), tr.shared, slices.Contains(suspects, i), 0})
		if e := &out[len(out)-1]; p.Kind == KindDate && e.suspect {
			e.years = chanceBits(yearsOf(c))
		}
	}
	slices.SortStableFunc(out, func(a, b evidence) int {
		if a.suspect != b.suspect {
			if b.suspect {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.years, a.years), cmp.Compare(b.bits*b.profile.Present, a.bits*a.profile.Present))
	})
	return out[:min(len(out), mostEvidence)]
}

// chanceBits is log2 of how seldom two rows have one value by chance, given how
// many have each: infinite when none is there twice.
func chanceBits(rows []uint32) float64 {
	var n, same float64
	for _, r := range rows {
		n += float64(r)
		same += float64(r) * (float64(r) - 1)
	}
	return math.Log2(n * (n - 1) / same)
}

// yearsOf counts the rows of every year of a column of dates.
func yearsOf(c *table.Column) []uint32 {
	year := block.Key{Name: "year"}
	place := map[string]int{}
	var rows []uint32
	for v, text := range c.Values.All() {
		if v == 0 {
			continue
		}
		for _, y := range year.Values(text) {
			i, known := place[y]
			if !known {
				i = len(rows)
				place[y], rows = i, append(rows, 0)
			}
			rows[i] += c.Counts[v]
		}
	}
	return rows
}

// witnesses finds pairs of rows that agree in some columns but the one in
// question, so seldom by chance that they are one entity: by the combination of
// columns that gives most. What members of a household do not share must make a
// pair certain by itself among those that live together.
func witnesses(t *table.Table, known []evidence, p *Profile, sources *block.Sources) (best [][2]uint32) {
	need := math.Log2(max(1, pairsAmong(sizesOf(t.Rows, sources), sources))) + certainBits
	type combination struct {
		keys  []block.Key
		share float64 // of rows that have all of it
	}
	var sets []combination
	var grow func(from int, of []evidence)
	grow = func(from int, of []evidence) {
		var bits, own float64
		c := combination{share: 1}
		for _, e := range of {
			bits += e.bits
			if !e.shared {
				own += e.bits
			}
			c.keys = append(c.keys, e.key)
			c.share *= e.profile.Present
		}
		switch {
		case bits >= need && own >= certainBits:
			sets = append(sets, c)
		case len(of) < 3:
			for i := from; i < len(known); i++ {
				if known[i].profile != p {
					grow(i+1, append(of[:len(of):len(of)], known[i]))
				}
			}
		}
	}
	grow(0, nil)
	slices.SortStableFunc(sets, func(a, b combination) int { return cmp.Compare(b.share, a.share) })
	for n, c := range sets {
		if n >= mostCombinations && len(best) >= fewestWitnesses {
			break
		}
		if pairs := agreeingPairs(t, c.keys, sources); len(pairs) > len(best) {
			best = pairs
		}
	}
	return best
}

// agreeingPairs are pairs of rows that share some keys. Of large tables a part is
// looked at, chosen by the keys.
func agreeingPairs(t *table.Table, keys []block.Key, sources *block.Sources) (pairs [][2]uint32) {
	h, err := block.NewHasher(t, []block.Rule{{Keys: keys}})
	if err != nil {
		return nil
	}
	rows := h.All(0, nil)
	if step := uint64(t.Rows / witnessRows); step > 1 {
		for r, k := range rows.First {
			if k>>20%step != 0 {
				rows.First[r] = 0
			}
		}
	}
	b := block.RowKeys{First: rows.First}.Group(sources)
	for i := range b.Len() {
		of := b.Block(i)
		if len(of) > crowd {
			continue
		}
		for x := range of {
			for _, y := range of[sources.From(of, x):] {
				pairs = append(pairs, [2]uint32{of[x], y})
			}
		}
		if len(pairs) >= mostWitnesses {
			break
		}
	}
	return pairs
}

// tells looks at a column in pairs that are one entity: the most that the share
// with exact agreement may be, and how many bits its agreement is worth in the
// mean, the Kullback–Leibler divergence from chance. ok is false when too few
// pairs have it.
func tells(c *table.Column, tr treatment, pairs [][2]uint32) (share, bits float64, ok bool) {
	comparator, err := tr.comparator()
	if err != nil {
		return 0, 0, false
	}
	g := &gradedValues{of: map[uint32]uint32{}}
	for _, p := range pairs {
		g.add(c, c.IDs[p[0]])
		g.add(c, c.IDs[p[1]])
	}
	few := fewValues(c)
	for _, v := range few {
		g.add(c, v)
	}
	g.prepared = comparator.Prepare(g.texts)
	levels := len(comparator.Levels())
	found := make([]float64, levels)
	var n float64
	for _, p := range pairs {
		if l := g.level(c.IDs[p[0]], c.IDs[p[1]], levels); l > 0 {
			found[l]++
			n++
		}
	}
	if n < fewestWitnesses {
		return 0, 0, false
	}
	chance := g.chance(c, few, levels)
	for l := 1; l < levels; l++ {
		if p := (found[l] + chance[l]) / (n + 1); p > 0 {
			bits += p * math.Log2(p/chance[l])
		}
	}
	share = found[levels-1] / n
	return share + 2*math.Sqrt((share+1/n)/n), bits, true
}

// fewValues are some values of a column, chosen by their texts.
func fewValues(c *table.Column) (few []uint32) {
	type hashed struct {
		hash  uint64
		value uint32
	}
	var all []hashed
	step := uint64(max(1, c.Values.Len()/(4*chanceValues)))
	for v, text := range c.Values.All() {
		if h := block.Hash(text); v > 0 && (step == 1 || h%step == 0) {
			all = append(all, hashed{h, uint32(v)})
		}
	}
	slices.SortFunc(all, func(a, b hashed) int { return cmp.Compare(a.hash, b.hash) })
	for _, h := range all[:min(len(all), chanceValues)] {
		few = append(few, h.value)
	}
	return few
}

// gradedValues are values of a column that are compared.
type gradedValues struct {
	of       map[uint32]uint32 // value of the column -> its place in texts
	texts    []string
	prepared compare.Prepared
}

func (g *gradedValues) add(c *table.Column, v uint32) {
	if _, known := g.of[v]; !known && v != 0 {
		g.of[v] = uint32(len(g.texts))
		g.texts = append(g.texts, c.Values.At(v))
	}
}

// level is that of two values, 0 when one is missing.
func (g *gradedValues) level(a, b uint32, levels int) int {
	if a == 0 || b == 0 || g.prepared.Missing(g.of[a]) || g.prepared.Missing(g.of[b]) {
		return 0
	}
	if a == b {
		return levels - 1
	}
	return int(g.prepared.Level(g.of[a], g.of[b]))
}

// chance is the share of every level among random pairs: exact agreement from
// all values, the others from a few.
func (g *gradedValues) chance(c *table.Column, few []uint32, levels int) []float64 {
	out := make([]float64, levels)
	var n, same, all float64
	for _, rows := range c.Counts[1:] {
		n += float64(rows)
		same += float64(rows) * float64(rows-1)
	}
	for i, a := range few {
		for _, b := range few[:i] {
			if l := g.level(a, b, levels); l > 0 {
				pairs := float64(c.Counts[a]) * float64(c.Counts[b])
				out[l] += pairs
				all += pairs
			}
		}
	}
	exact := same / max(1, n*(n-1))
	const least = 1e-6 // no level is impossible
	for l := 1; l < levels; l++ {
		out[l] = max(least, out[l]/max(1, all)*(1-exact))
	}
	out[levels-1] = max(least, out[levels-1]+exact)
	return out
}
