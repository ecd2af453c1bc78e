package address

import (
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"quanyuan/refdata/division"
	"quanyuan/refdata/hanzi"
)

// lexicon finds names of divisions at a position of a text: one trie for the
// provinces, cities and counties of the country, one for the towns and
// communities of each city, made when first needed.
type lexicon struct {
	tree    *division.Tree
	country *trie
	begins  map[division.Code][]rune // what the names in country begin with
	cities  sync.Map                 // division.Code → *city
	lock    sync.Mutex
	uppers  map[division.Code]*upper // by the six digits of a county
}

// upper is what all places of a county have in common.
type upper struct {
	city  *city
	names [division.County + 1]string
	again []rune
}

// upper gives that of the county that a place is or lies in.
func (l *lexicon) upper(c division.Code) *upper {
	l.lock.Lock()
	defer l.lock.Unlock()
	key := c[:6]
	u := l.uppers[key]
	if u == nil {
		u = &upper{city: l.city(c.At(division.City))}
		for level := division.Province; level <= division.County; level++ {
			up := c.At(level)
			if up.Level() != level {
				continue // a city without counties
			}
			u.names[level] = l.name(up)
			u.again = append(u.again, l.begins[up]...)
		}
		u.again = slices.Clip(u.again)
		l.uppers[key] = u
	}
	return u
}

// name is the name of a division in addresses.
func (l *lexicon) name(c division.Code) string {
	if name := l.tree.Name(c); !grouping(name) {
		return name
	}
	return ""
}

// city is a city with the trie of its towns and communities.
type city struct {
	code    division.Code
	lexicon *lexicon
	once    sync.Once
	trie    *trie
}

func (c *city) names() *trie {
	c.once.Do(func() { c.trie = c.lexicon.newTrie(c.code, division.Town, division.Community) })
	return c.trie
}

func newLexicon(t *division.Tree) *lexicon {
	l := &lexicon{tree: t, begins: map[division.Code][]rune{}, uppers: map[division.Code]*upper{}}
	l.country = l.newTrie("", division.Province, division.County)
	for _, b := range l.country.branches {
		for _, n := range b.names {
			l.begins[n.code] = append(l.begins[n.code], b.first)
		}
	}
	return l
}

// city gives the city of a code.
func (l *lexicon) city(c division.Code) *city {
	have, ok := l.cities.Load(c)
	if !ok {
		have, _ = l.cities.LoadOrStore(c, &city{code: c, lexicon: l})
	}
	return have.(*city)
}

// place is a division with all that is above it.
type place struct {
	area
	code  division.Code
	city  *city                          // nil above cities
	names [division.Community + 1]string // by level; empty where the tree has none
	// again are the characters that names of the country begin with which say
	// this place again, or what is above it.
	again []rune
}

// area is where a place lies: low is its code as a number, high the last one
// inside.
type area struct {
	low, high uint64
	level     int
}

func (l *lexicon) newPlace(c division.Code) *place {
	p := &place{code: c, area: area{level: c.Level(), high: math.MaxUint64}}
	if p.level > 0 {
		p.low = number12(c)
		p.high = p.low + span[p.level] - 1
	}
	if p.level == division.City {
		p.city = l.city(c)
	}
	from := division.Province
	if p.level >= division.County {
		u := l.upper(c)
		p.city, p.again = u.city, u.again
		from = division.Province + copy(p.names[division.Province:], u.names[division.Province:])
	}
	for level := from; level <= p.level; level++ {
		if up := c.At(level); up.Level() == level {
			p.names[level] = l.name(up)
			p.again = append(p.again, l.begins[up]...)
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
func (p *area) contains(q *area) bool { return q.low >= p.low && q.low <= p.high }

// around reports whether two places lie in one division of a level.
func (p *area) around(level int, q *area) bool {
	return p.level >= level && q.level >= level && p.low/span[level] == q.low/span[level]
}

// meaning is one division that a spelling can stand for.
type meaning struct {
	area // of the place, which is mostly all that is asked
	*place
	// short forms lack the word for the rank (锦江) and need support from
	// what follows.
	short bool
	// loose spellings have the word of another rank or are former names.
	loose bool
}

// trie finds the spellings of names rune by rune. It has a branch for each
// character that names begin with, which is made when a text first has that
// character where a name may stand: most names of most cities are never met.
type trie struct {
	lexicon *lexicon
	lists   bool // names of communities too
	// slots of linear probing: the numbers of the branches, from 1, by their
	// first characters
	slots    []slot
	branches []*branch
}

type slot struct {
	first  rune
	branch uint32
}

// branch holds spellings that begin with one character.
type branch struct {
	first rune
	once  sync.Once
	names []naming    // until it is made
	means [][]meaning // by node; node 0 is behind the first character
	// chain has for each node the character that leads to the next node by
	// number, 0 for none, which is how nearly all spellings go on, with flags.
	chain []uint32
	// edges are all other edges in slots of linear probing: node and character
	// above nodeBits of the node that they lead to.
	edges []uint64
	count int
	shift uint
}

// naming is a name of a division.
type naming struct {
	code   division.Code
	name   string
	former bool
}

const (
	chainMeans = 1 << 31 // the node has meanings
	chainFork  = 1 << 30 // edges go on from the node
	chainRune  = 1<<21 - 1
)

// nodeBits is the room for a node. With 21 bits for the character an edge
// takes 64.
const nodeBits = 22

// insert notes an edge that is not there to a new node, which it gives.
func (t *branch) insert(node uint32, r rune) (to uint32) {
	to = uint32(len(t.means))
	t.means, t.chain = append(t.means, nil), append(t.chain, 0)
	if to == node+1 {
		t.chain[node] |= uint32(r)
		return to
	}
	t.chain[node] |= chainFork
	if 2*t.count >= len(t.edges) {
		old := t.edges
		t.edges = make([]uint64, max(8, 2*len(old)))
		t.shift = uint(64 - bits.TrailingZeros(uint(len(t.edges))))
		for _, edge := range old {
			if edge != 0 {
				t.put(edge)
			}
		}
	}
	t.count++
	t.put((uint64(node)<<21|uint64(r))<<nodeBits | uint64(to))
	return to
}

func (t *branch) put(edge uint64) {
	mask := uint64(len(t.edges) - 1)
	i := edge >> nodeBits * edgeHash >> t.shift
	for t.edges[i] != 0 {
		i = (i + 1) & mask
	}
	t.edges[i] = edge
}

const edgeHash = 0x9E3779B97F4A7C15

// step follows a character from a node, to 0 when nothing goes on so.
func (t *branch) step(node uint32, r rune) uint32 {
	if c := t.chain[node]; c&chainRune == uint32(r) && r != 0 {
		return node + 1
	} else if c&chainFork == 0 {
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
	tr := &trie{lexicon: l, slots: make([]slot, 64)}
	for level := from; level <= to; level++ {
		for code, name := range l.tree.Names(within, level) {
			tr.addDivision(code, name)
		}
	}
	return tr
}

// grouping names stand in lists only for statistics and in no address.
func grouping(name string) bool {
	return name == "市辖区" || name == "县" || name == "市" || strings.Contains(name, "直辖县级")
}

func (t *trie) addDivision(code division.Code, name string) {
	if grouping(name) {
		return
	}
	tree := t.lexicon.tree
	if tree.Retired(code) {
		if now := tree.Current(code); len(now) == 1 && now[0].Level() == code.Level() {
			// A retired division is read as the one that followed.
			t.addName(naming{now[0], name, true})
			return
		}
	}
	t.addName(naming{code, name, false})
	for _, former := range tree.FormerNames(code) {
		t.addName(naming{code, former, true})
	}
}

// addName puts a name into its branch: all its spellings begin as it does.
func (t *trie) addName(n naming) {
	t.lists = t.lists || n.code.Level() == division.Community
	first, size := utf8.DecodeRuneInString(division.Stem(n.name, 0)) // half width, without spaces
	if size == 0 {
		return
	}
	b := t.branch(hanzi.Fold(first))
	if b == nil {
		b = t.newBranch(hanzi.Fold(first))
	}
	b.names = append(b.names, n)
}

// branch gives the branch of a character, nil when no name begins with it.
func (t *trie) branch(first rune) *branch {
	mask := uint32(len(t.slots) - 1)
	for i := uint32(first) * slotHash >> 16 & mask; t.slots[i].branch != 0; i = (i + 1) & mask {
		if t.slots[i].first == first {
			return t.branches[t.slots[i].branch-1]
		}
	}
	return nil
}

const slotHash = 0x9E3779B1

func (t *trie) newBranch(first rune) *branch {
	b := &branch{first: first}
	t.branches = append(t.branches, b)
	if old := t.slots; 2*len(t.branches) > len(old) {
		t.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.branch != 0 {
				t.put(s)
			}
		}
	}
	t.put(slot{first, uint32(len(t.branches))})
	return b
}

func (t *trie) put(s slot) {
	mask := uint32(len(t.slots) - 1)
	i := uint32(s.first) * slotHash >> 16 & mask
	for t.slots[i].branch != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

// grow makes the branch from its names.
func (t *branch) grow(l *lexicon) {
	t.means, t.chain = make([][]meaning, 1, 16*len(t.names)), make([]uint32, 1, 16*len(t.names))
	var p *place
	for _, n := range t.names {
		if p == nil || p.code != n.code {
			p = l.newPlace(n.code)
		}
		t.addName(p, n.name, n.former)
	}
	t.names = nil
}

func (t *branch) addName(p *place, name string, former bool) {
	stem := division.Stem(name, p.level)
	kind := rank(name, p.level)
	for i, s := range division.Spellings(name, p.level) {
		short := s == stem && s != name && !(p.level == division.Town && (strings.HasSuffix(s, "镇") || strings.HasSuffix(s, "乡")))
		if former && short && p.level < division.Town {
			continue // a former county gives no name to a place by its bare stem
		}
		t.add(s, meaning{area: p.area, place: p, short: short,
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

func (t *branch) add(spelling string, m meaning) {
	_, size := utf8.DecodeRuneInString(spelling)
	node := uint32(0)
	for _, r := range spelling[size:] {
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
func (t *trie) find(r *reader, pos int, hits []hit) []hit {
	if t == nil || pos >= len(r.s) {
		return hits
	}
	b := t.branch(r.char(pos))
	if b == nil {
		return hits
	}
	b.once.Do(func() { b.grow(t.lexicon) })
	node := uint32(0)
	for i := r.after(pos); ; i = r.after(i) {
		if b.chain[node]&chainMeans != 0 && len(hits) < maxHits {
			hits = append(hits, hit{i, b.means[node]})
		}
		if i >= len(r.s) {
			return hits
		}
		if node = b.step(node, r.char(i)); node == 0 {
			return hits
		}
	}
}
