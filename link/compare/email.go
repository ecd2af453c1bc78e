package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"slices"
)

// Email compares e-mail addresses. From the top:
//
//	exact      the same address without case
//	typo       one character wrong, missing, added, or two exchanged
//	user       the same name before the @, at another domain
//	user_typo  a name of five characters or more with one edit
//	domain     the same domain, when no more than one address in a thousand,
//	           or no more than three, are there: a family or a firm
//
// Which domains are common it learns.
func Email() Comparator {
	all := levels(Level{Name: "domain"}, Level{Name: "user_typo"}, Level{Name: "user", TermFrequency: true}, Level{Name: "typo"})
	return &learner{
		simple: simple{"email", all, func(values []string) Prepared { return prepareEmails(values, nil) }},
		learn:  func(values []string) json.RawMessage { return prepareEmails(values, nil).State() },
		with: func(state json.RawMessage) (func([]string) Prepared, error) {
			var common domains
			if err := json.Unmarshal(state, &common); err != nil {
				return nil, fmt.Errorf("email: what was learned cannot be read: %w; learn it anew", err)
			}
			return func(values []string) Prepared { return prepareEmails(values, &common) }, nil
		},
	}
}

// domains are what the comparison learns.
type domains struct {
	Common []string `json:"common_domains"` // sorted
}

// email is an address: its text in an arena, and what tells two apart without
// a look at it.
type email struct {
	at      uint64 // arena above place
	letters uint32
	user    uint32 // the letters of the name
	domain  uint32 // hash of the domain, 0 for none or a common one
	n       uint16 // bytes
	name    uint8  // bytes before the @, 0 for none or too many
	ascii   bool
}

type emails struct {
	list   []email
	arenas [][]byte
	common domains
	known  map[uint32][]string // the common ones by hash
}

const (
	rareDomain  = 3
	rareShare   = 1000
	minUserTypo = 5
)

func prepareEmails(values []string, common *domains) *emails {
	p := &emails{list: make([]email, len(values)), arenas: make([][]byte, ChunkCount(len(values)))}
	Chunks(len(values), func(chunk, from, to int) {
		size := 0
		for _, v := range values[from:to] {
			size += len(v)
		}
		var buf []byte
		arena := make([]byte, 0, size)
		for i, v := range values[from:to] {
			buf = foldEmail(buf[:0], v)
			p.list[from+i] = readEmail(buf, chunk, len(arena))
			arena = append(arena, buf...)
		}
		p.arenas[chunk] = arena
	})
	if common == nil {
		common = p.learn()
	}
	p.common, p.known = *common, map[uint32][]string{}
	for _, d := range p.common.Common {
		hash := hashDomain([]byte(d))
		p.known[hash] = append(p.known[hash], d)
	}
	Chunks(len(values), func(_, from, to int) {
		for i := from; i < to; i++ {
			p.forget(&p.list[i])
		}
	})
	return p
}

// readEmail measures a folded address that stands in an arena.
func readEmail(address []byte, arena, at int) email {
	e := email{at: uint64(arena)<<32 | uint64(at), n: uint16(len(address)), ascii: countRunes(address) == len(address)}
	name := bytes.LastIndexByte(address, '@')
	if name < 0 {
		name = len(address)
	} else {
		e.domain = hashDomain(address[name+1:])
	}
	user := letterMask(address[:name])
	e.letters = user | letterMask(address[name:])
	if name <= math.MaxUint8 {
		e.name, e.user = uint8(name), user
	}
	return e
}

// hashDomain is 0 for no domain only.
func hashDomain(domain []byte) uint32 {
	if len(domain) == 0 {
		return 0
	}
	return max(1, uint32(hash64(domain)>>32))
}

// learn finds the domains that too many addresses have. They are counted by
// their hashes.
func (p *emails) learn() *domains {
	counts, total := map[uint32]int{}, 0
	for i := range p.list {
		if d := p.list[i].domain; d != 0 {
			counts[d]++
			total++
		}
	}
	maps.DeleteFunc(counts, func(_ uint32, n int) bool { return n <= max(rareDomain, total/rareShare) })
	found := &domains{Common: []string{}}
	known := map[uint32][]string{}
	for i := range p.list {
		e := &p.list[i]
		if e.domain == 0 || counts[e.domain] == 0 {
			continue
		}
		if d := p.domainOf(e); !among(known[e.domain], d) {
			known[e.domain] = append(known[e.domain], string(d))
			found.Common = append(found.Common, string(d))
		}
	}
	slices.Sort(found.Common)
	return found
}

func among(names []string, name []byte) bool {
	for _, n := range names {
		if n == string(name) {
			return true
		}
	}
	return false
}

// forget drops the domain of an address when it is a common one.
func (p *emails) forget(e *email) {
	if names := p.known[e.domain]; names != nil && among(names, p.domainOf(e)) {
		e.domain = 0
	}
}

// State tells which domains are common.
func (p *emails) State() json.RawMessage {
	state, err := json.Marshal(p.common)
	if err != nil {
		panic(fmt.Sprintf("email: domains are not JSON: %v", err)) // texts always are
	}
	return state
}

// Add takes a further value.
func (p *emails) Add(value string) uint32 {
	address := foldEmail(nil, value)
	if n := len(p.arenas); n == 0 || len(p.arenas[n-1])+len(address) > fullArena {
		p.arenas = append(p.arenas, nil)
	}
	last := len(p.arenas) - 1
	e := readEmail(address, last, len(p.arenas[last]))
	p.arenas[last] = append(p.arenas[last], address...)
	p.forget(&e)
	p.list = append(p.list, e)
	return uint32(len(p.list) - 1)
}

// maxEmail is where a text is cut.
const maxEmail = math.MaxUint16

// foldEmail drops blanks and, before an address, mailto: and what a copied
// address book puts around it.
func foldEmail(dst []byte, s string) []byte {
	if s == "" || isPlaceholder(s) {
		return dst
	}
	start := len(dst)
	dst = appendFolded(dst, s, whole)
	kept := dst[:start]
	for _, c := range bytes.TrimPrefix(dst[start:], []byte("mailto:")) {
		if c != ' ' && c != '<' && c != '>' && c != '"' && c != '\'' {
			kept = append(kept, c)
		}
	}
	return kept[:min(len(kept), start+maxEmail)]
}

func (p *emails) Missing(a uint32) bool { return p.list[a].n == 0 }

func (p *emails) text(e *email) []byte {
	from := e.at & (1<<32 - 1)
	return p.arenas[e.at>>32][from : from+uint64(e.n)]
}

// domainOf gives the domain of an address that has one.
func (p *emails) domainOf(e *email) []byte {
	address := p.text(e)
	return address[bytes.LastIndexByte(address, '@')+1:]
}

func (p *emails) Level(a, b uint32) uint8 {
	x, y := &p.list[a], &p.list[b]
	ascii := x.ascii && y.ascii
	// In ASCII the bytes are the characters, so that the lengths tell.
	if d := int(x.n) - int(y.n); bits.OnesCount32(x.letters^y.letters) <= 2 && (d <= 1 && d >= -1 || !ascii) {
		switch slips(p.text(x), p.text(y), ascii) {
		case 0:
			return 6
		case 1:
			return 5
		}
	}
	m, n := int(x.name), int(y.name)
	if m != 0 && n != 0 && bits.OnesCount32(x.user^y.user) <= 2 && (m-n <= 1 && n-m <= 1 || !ascii) {
		v, w := p.text(x)[:m], p.text(y)[:n]
		switch slips(v, w, ascii) {
		case 0:
			return 4
		case 1:
			if min(countRunes(v), countRunes(w)) >= minUserTypo {
				return 3
			}
		}
	}
	if x.domain != 0 && x.domain == y.domain && bytes.Equal(p.domainOf(x), p.domainOf(y)) {
		return 2
	}
	return Else
}

// LevelAll is Level for many pairs; see [Batch].
func (p *emails) LevelAll(a, b []uint32, to []uint8) {
	sum := uint64(0)
	for i, v := range a {
		sum += uint64(p.list[v].letters) + uint64(p.list[b[i]].letters)
	}
	for i, v := range a {
		x, y := &p.list[v], &p.list[b[i]]
		if bits.OnesCount32(x.letters^y.letters) <= 2 || bits.OnesCount32(x.user^y.user) <= 2 || x.domain != 0 && x.domain == y.domain {
			sum += uint64(p.text(x)[0]) + uint64(p.text(y)[0])
		}
	}
	GradeAll(p, sum, a, b, to)
}

// slips gives the edits between two texts, 2 for more than one.
func slips(v, w []byte, ascii bool) int {
	switch {
	case ascii:
		return editOnceBytes(v, w, true)
	case bytes.Equal(v, w):
		return 0
	}
	var s, u space
	return max(1, editRunes(runesOf(v, &s), runesOf(w, &u), 1, true))
}
