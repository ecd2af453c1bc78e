// Package address understands Chinese addresses as registers and lists write
// them, and tells whether two of them can denote one dwelling.
//
// [Parser.Parse] recognises the divisions by name (short forms, former names,
// levels left out) and reads the rest by its grammar: village group, road and
// number, lane, estate, building, unit, floor, room. [Compare] goes down the
// same levels: what one side does not give is no difference.
package address

import (
	"math"
	"unicode/utf8"

	"quanyuan/refdata/division"
)

// Parts are what an address says, in folded characters: half width, simplified,
// standard forms of variants. Numbers are written in plain digits and
// capital letters without leading zeros; what is not said is empty.
type Parts struct {
	// Division is the deepest division recognised, empty if none.
	Division division.Code
	// Names of the divisions: as the tree has them where recognised, else as
	// written.
	Province, City, County, Town, Community string

	Group      string // 3组, 三社, 第三村民小组: "3"; a group with a name: the name
	Road       string // 总府路, 人民南路4段
	RoadNumber string // 12; 12号附3号 and 12-3号: "12-3"; 附3号: "-3"
	Lane       string // 弄 or numbered 巷: "3"
	Estate     string // 小区, 苑, 宿舍, a unit's name: the name between number and building
	Building   string // 11栋, 十一幢, 11号楼, 11#: "11"; A座: "A"
	Unit       string
	Floor      string // as given beside or in place of a room
	Room       string // 3-1 and 3楼1号: "301"
	Rest       string // what was left, notes in brackets included
	Text       string // the whole, folded

	// chained says that some numbers stood without words (11-2-301), so that
	// their meaning is a guess.
	chained bool
	// unlisted says that Community stands in no list.
	unlisted bool
}

// Empty reports whether nothing was said.
func (p *Parts) Empty() bool { return p.Text == "" }

// numbers are all numbers of the dwelling in their order, joined by "-".
func (p *Parts) numbers() string {
	var buf [64]byte
	return string(appendNumbers(buf[:0], p.Lane, p.RoadNumber, p.Building, p.Unit, p.Floor, p.Room))
}

// numbered reports whether there are any numbers.
func (p *Parts) numbered() bool {
	return p.Lane != "" || p.RoadNumber != "" || p.Building != "" || p.Unit != "" || p.Floor != "" || p.Room != ""
}

// Parser reads addresses. It is safe for concurrent use.
type Parser struct {
	home    place
	lexicon *lexicon
}

// NewParser reads addresses of the lists of home, a city, county or town
// (empty: no place in particular): names of its towns and communities are
// understood without what lies above, and among places of one name the nearer
// one is meant.
func NewParser(t *division.Tree, home division.Code) *Parser {
	l := newLexicon(t)
	return &Parser{home: *l.newPlace(home), lexicon: l}
}

// Within reads addresses of the lists of another home over the same divisions.
// It costs nothing, where NewParser indexes all names.
func (p *Parser) Within(home division.Code) *Parser {
	return &Parser{home: *p.lexicon.newPlace(home), lexicon: p.lexicon}
}

// maxRunes is the longest text read; no address is longer.
const maxRunes = 400

// Parse reads an address. It never fails: what it does not understand is left
// in Rest, or empty.
func (p *Parser) Parse(text string) (parts Parts) {
	p.ParseInto(text, &parts)
	return parts
}

// ParseInto is Parse into parts that may have held another address.
func (p *Parser) ParseInto(text string, parts *Parts) {
	var room [128]uint16
	folded, note, chars := fold(text, room[:])
	if folded == "" { // all of it in brackets
		folded, note, chars = fold(note, nil)
	}
	*parts = Parts{Text: folded}
	if folded == "" {
		parts.Rest = note
		return
	}
	r := reader{Parser: p, Parts: parts, s: folded, at: &nowhere, chars: chars}
	r.divisions()
	r.details()
	if note != "" {
		parts.Rest += note
	}
}

// reader walks through a folded address.
type reader struct {
	*Parser
	*Parts
	s   string
	pos int    // what is before has been understood
	at  *place // deepest division so far
	// chars has the character that begins at each byte of s, 0 behind the last
	// one and for those beyond the basic plane: each is asked for many times.
	chars []uint16
	// Room for what is found: at a place of the text, and behind a name that is
	// weighed there.
	hits  [maxHits]hit
	ahead [maxHits]hit
}

// class is what can begin with the character at a position.
func (r *reader) class(i int) class { return classes[r.chars[i]] }

// char is the character at a position.
func (r *reader) char(i int) rune {
	if c := r.chars[i]; c > 0 {
		return rune(c)
	}
	return r.astral(i)
}

// astral is a character beyond the basic plane.
func (r *reader) astral(i int) rune {
	c, _ := utf8.DecodeRuneInString(r.s[i:])
	return c
}

// after is the position behind the character at i.
func (r *reader) after(i int) int {
	if r.chars[i] >= 0x800 {
		return i + 3
	}
	return i + r.size(i)
}

// size is the length of the character at i.
func (r *reader) size(i int) int {
	switch c := r.chars[i]; {
	case c >= utf8.RuneSelf:
		return 2
	case c > 0:
		return 1
	}
	_, size := utf8.DecodeRuneInString(r.s[i:])
	return size
}

var nowhere = place{area: area{high: math.MaxUint64}}

// rest is what has not been understood yet.
func (r *reader) rest() string { return r.s[r.pos:] }
