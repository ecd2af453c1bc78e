package address

import (
	"math"
	"math/bits"
	"strings"
	"sync"

	"quanyuan/refdata/division"
	"quanyuan/refdata/hanzi"
)

// lexicon finds names of divisions at a position of a text: one trie for the
// provinces, cities and counties of the country, one for the towns and
// communities of each city, made when first needed.
type lexicon struct {
	tree    *division.Tree
	country *trie
	cities  sync.Map // division.Code → *city
}

// city is a city with the trie of its towns and communities.
type city struct {
	code  division.Code
	names func() *trie
}

func newLexicon(t *division.Tree) *lexicon {
	l := &lexicon{tree: t}
	l.country = l.newTrie("", division.Province, division.County)
	return l
}

// city gives the city of a code.
func (l *lexicon) city(c division.Code) *city {
	have, ok := l.cities.Load(c)
	if !ok {
		have, _ = l.cities.LoadOrStore(c, &city{c, sync.OnceValue(func() *trie {
			return l.newTrie(c, division.Town, division.Community)
		})})
	}
	return have.(*city)
}

// place is a division with all that is above it.
type place struct {
	code  division.Code
	level int
	city  *city // nil above cities
	// low is the code as a number, high the last one inside.
	low, high uint64
	names     [division.Community + 1]string // by level; empty where the tree has none
}

func (l *lexicon) newPlace(c division.Code) *place {
	p := &place{code: c, level: c.Level(), high: math.MaxUint64}
	if p.level > 0 {
		p.low = number12(c)
		p.high = p.low + span[p.level] - 1
	}
	if p.level >= division.City {
		p.city = l.city(c.At(division.City))
	}
	for level := division.Province; level <= p.level; level++ {
		up := c.At(level)
		if up.Level() != level {
			continue // a city without counties
		}
		if name := l.tree.Name(up); !grouping(name) {
			p.names[level] = name
		}
	}
	return p
}

// local is the trie of the place's city, nil above cities.
func (p *place) local() *trie {
	if p.city == nil {
		return nil
	}
	return p.city.names()
}

// contains reports whether a place lies in this one or is it.
func (p *place) contains(q *place) bool { return q.low >= p.low && q.low <= p.high }

// around reports whether two places lie in one division of a level.
func (p *place) around(level int, q *place) bool {
	return p.level >= level && q.level >= level && p.low/span[level] == q.low/span[level]
}

// meaning is one division that a spelling can stand for.
type meaning struct {
	*place
	// short forms lack the word for the rank (锦江) and need support from
	// what follows.
	short bool
	// loose spellings have the word of another rank or are former names.
	loose bool
}

// trie holds spellings rune by rune.
type trie struct {
	means [][]meaning // by node
	lists bool        // of communities too
	// chain has for each node the character that leads to the next node by
	// number, 0 for none, which is how nearly all spellings go on, with flags.
	chain []uint32
	// edges are all other edges in slots of linear probing: node and character
	// above nodeBits of the node that they lead to.
	edges []uint64
	count int
	shift uint
	first [1 << 10]uint64 // bits of the characters that spellings begin with
}

const (
	chainMeans = 1 << 31 // the node has meanings
	chainFork  = 1 << 30 // edges go on from the node
	chainRune  = 1<<21 - 1
)

// nodeBits is the room for a node. With 21 bits for the character an edge
// takes 64; a city has some hundred thousand nodes.
const nodeBits = 22

// insert notes an edge that is not there to a new node, which it gives.
func (t *trie) insert(node uint32, r rune) (to uint32) {
	to = uint32(len(t.means))
	t.means, t.chain = append(t.means, nil), append(t.chain, 0)
	if node != 0 && to == node+1 {
		t.chain[node] |= uint32(r)
		return to
	}
	t.chain[node] |= chainFork
	if 2*t.count >= len(t.edges) {
		old := t.edges
		t.edges = make([]uint64, max(64, 2*len(old)))
		t.shift = uint(64 - bits.TrailingZeros(uint(len(t.edges))))
		for _, edge := range old {
			if edge != 0 {
				t.put(edge)
			}
		}
	}
	t.count++
	if node == 0 && r < 1<<16 {
		t.first[r>>6] |= 1 << (r & 63)
	}
	t.put((uint64(node)<<21|uint64(r))<<nodeBits | uint64(to))
	return to
}

func (t *trie) put(edge uint64) {
	mask := uint64(len(t.edges) - 1)
	i := edge >> nodeBits * edgeHash >> t.shift
	for t.edges[i] != 0 {
		i = (i + 1) & mask
	}
	t.edges[i] = edge
}

const edgeHash = 0x9E3779B97F4A7C15

// step follows a character from a node, to 0 when nothing goes on so.
func (t *trie) step(node uint32, r rune) uint32 {
	if node == 0 {
		if r < 1<<16 && t.first[r>>6]>>(r&63)&1 == 0 {
			return 0
		}
	} else if c := t.chain[node]; c&chainRune == uint32(r) {
		return node + 1
	} else if c&chainFork == 0 {
		return 0
	}
	if t.count == 0 {
		return 0
	}
	packed := uint64(node)<<21 | uint64(r)
	mask := uint64(len(t.edges) - 1)
	for i := packed * edgeHash >> t.shift; t.edges[i] != 0; i = (i + 1) & mask {
		if t.edges[i]>>nodeBits == packed {
			return uint32(t.edges[i] & (1<<nodeBits - 1))
		}
	}
	return 0
}

func (l *lexicon) newTrie(within division.Code, from, to int) *trie {
	tr := &trie{means: make([][]meaning, 1), chain: make([]uint32, 1)}
	for level := from; level <= to; level++ {
		for _, d := range l.tree.Within(within, level) {
			tr.addDivision(l, d)
		}
	}
	return tr
}

// grouping names stand in lists only for statistics and in no address.
func grouping(name string) bool {
	return name == "市辖区" || name == "县" || name == "市" || strings.Contains(name, "直辖县级")
}

func (t *trie) addDivision(l *lexicon, d division.Division) {
	if grouping(d.Name) {
		return
	}
	if now := l.tree.Current(d.Code); len(now) == 1 && now[0] != d.Code && now[0].Level() == d.Level {
		// A retired division is read as the one that followed.
		t.addName(l.newPlace(now[0]), d.Name, true)
		return
	}
	p := l.newPlace(d.Code)
	t.addName(p, d.Name, false)
	for _, former := range l.tree.FormerNames(d.Code) {
		t.addName(p, former, true)
	}
}

func (t *trie) addName(p *place, name string, former bool) {
	stem := division.Stem(name, p.level)
	kind := rank(name, p.level)
	t.lists = t.lists || p.level == division.Community
	for i, s := range division.Spellings(name, p.level) {
		short := s == stem && s != name && !(p.level == division.Town && (strings.HasSuffix(s, "镇") || strings.HasSuffix(s, "乡")))
		if former && short && p.level < division.Town {
			continue // a former county gives no name to a place by its bare stem
		}
		t.add(s, meaning{place: p, short: short,
			loose: former || !short && i > 0 && p.level >= division.Town && rank(s, p.level) != kind})
	}
}

// rank is the kind of town or community that the last word of a name tells.
func rank(name string, level int) string {
	switch {
	case level == division.Community && strings.HasSuffix(name, "村民委员会"), strings.HasSuffix(name, "村委会"):
		return "村"
	case level == division.Community && (strings.HasSuffix(name, "居民委员会") || strings.HasSuffix(name, "居委会")):
		return "社区"
	case strings.HasSuffix(name, "办事处"), strings.HasSuffix(name, "街道办"), strings.HasSuffix(name, "街道"), strings.HasSuffix(name, "地区"):
		return "街道"
	case strings.HasSuffix(name, "社区"):
		return "社区"
	case strings.HasSuffix(name, "村"):
		return "村"
	case strings.HasSuffix(name, "镇"):
		return "镇"
	case strings.HasSuffix(name, "乡"):
		return "乡"
	}
	return ""
}

func (t *trie) add(spelling string, m meaning) {
	node := uint32(0)
	for _, r := range spelling {
		r = hanzi.Fold(r)
		next := t.step(node, r)
		if next == 0 {
			next = t.insert(node, r)
		}
		node = next
	}
	for _, have := range t.means[node] {
		if have.code == m.code {
			return
		}
	}
	t.means[node] = append(t.means[node], m)
	t.chain[node] |= chainMeans
}

// hit is a spelling found at a position.
type hit struct {
	end   int // position after it
	means []meaning
}

const maxHits = 12

// find lists the spellings that begin at a position, the longest last.
func (t *trie) find(s string, pos int, hits []hit) []hit {
	if t == nil {
		return hits
	}
	node := uint32(0)
	for i := pos; i < len(s); {
		r, size := firstRune(s[i:])
		if node = t.step(node, r); node == 0 {
			break
		}
		i += size
		if t.chain[node]&chainMeans != 0 && len(hits) < maxHits {
			hits = append(hits, hit{i, t.means[node]})
		}
	}
	return hits
}
