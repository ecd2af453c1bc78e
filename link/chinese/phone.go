package chinese

import (
	"iter"
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"quanyuan/link/compare"
)

// Phone compares telephone numbers; a cell may hold several.
type Phone struct{}

// Name is the key in specifications.
func (Phone) Name() string { return "cn_phone" }

const (
	phoneElse  = compare.Else
	phoneTypo  = iota + 1 // one digit wrong, or two neighbours swapped
	phonePart             // the known or the last eight digits agree: area code left out, digits masked
	phoneExact            // any number is the same
)

// Levels lists the levels.
func (Phone) Levels() []compare.Level {
	return []compare.Level{
		compare.Null: {Name: "null"},
		phoneElse:    {Name: "else"},
		phoneTypo:    {Name: "typo"},
		phonePart:    {Name: "part"},
		phoneExact:   {Name: "exact", TermFrequency: true},
	}
}

// phone is up to sixteen digits as nibbles, with the places that are known.
type phone struct {
	digits uint64
	places uint16
	length uint8
}

// known has all bits set of the nibbles that are known.
func (x *phone) known() uint64 {
	if x.places == 1<<x.length-1 {
		return 1<<(4*x.length) - 1
	}
	// The places spread to every fourth bit, then each bit to its nibble.
	v := uint64(x.places)
	v = (v | v<<24) & 0x000000FF000000FF
	v = (v | v<<12) & 0x000F000F000F000F
	v = (v | v<<6) & 0x0303030303030303
	v = (v | v<<3) & 0x1111111111111111
	return v * 15
}

// maxPhones of one cell are compared.
const maxPhones = 4

type phones struct {
	at   []uint32 // numbers of value v are list[at[v]:at[v+1]]
	list []phone
}

// Prepare reads the numbers.
func (p Phone) Prepare(values []string) compare.Prepared {
	return p.PrepareAll(len(values), compare.Whole(values))
}

// PrepareAll reads numbers that come in stretches.
func (Phone) PrepareAll(n int, stretches iter.Seq[[]string]) compare.Prepared {
	p := &phones{at: make([]uint32, 1, n+1), list: make([]phone, 0, n)}
	for values := range stretches {
		p.read(values)
	}
	return p
}

// read reads the numbers of more values.
func (p *phones) read(values []string) {
	base := len(p.at)
	p.at = p.at[:base+len(values)]
	pieces := make([][]phone, compare.ChunkCount(len(values)))
	compare.Chunks(len(values), func(chunk, from, to int) {
		list := make([]phone, 0, to-from)
		for i, v := range values[from:to] {
			list = appendPhones(list, v)
			p.at[base+from+i] = uint32(len(list))
		}
		pieces[chunk] = list
	})
	total := len(p.list)
	for _, list := range pieces {
		total += len(list)
	}
	starts := make([]uint32, len(pieces)+1)
	starts[0] = uint32(len(p.list))
	p.list = slices.Grow(p.list, total-len(p.list))
	for _, list := range pieces {
		p.list = append(p.list, list...)
	}
	for i, list := range pieces {
		starts[i+1] = starts[i] + uint32(len(list))
	}
	compare.Chunks(len(values), func(chunk, from, to int) {
		for i := from; i < to; i++ {
			p.at[base+i] += starts[chunk]
		}
	})
}

// Add reads the numbers of a further value.
func (p *phones) Add(value string) uint32 {
	p.list = appendPhones(p.list, value)
	p.at = append(p.at, uint32(len(p.list)))
	return uint32(len(p.at) - 2)
}

// appendPhones appends the numbers of a cell.
func appendPhones(list []phone, cell string) []phone {
	if len(cell) == 11 && cell[0] == '1' && allDigits(cell) { // as nearly all are
		if text := normalPhone(cell); text != "" {
			list = append(list, packPhone(text))
		}
		return list
	}
	for _, text := range readPhones(cell) {
		list = append(list, packPhone(text))
	}
	return list
}

func packPhone(text string) phone {
	p := phone{length: uint8(len(text))}
	p.digits, _ = nibbles(text)
	for i := range len(text) {
		p.places <<= 1
		if text[i] != '*' {
			p.places |= 1
		}
	}
	return p
}

// readPhones takes the numbers of a cell: eleven digits of a mobile, or a land
// line with or without its area code. '*' stands for a hidden digit.
func readPhones(cell string) []string {
	if len(cell) > maxName || strings.ContainsAny(cell, "Ee") {
		return nil
	}
	var out []string
	var run strings.Builder
	flush := func() {
		text := strings.TrimSuffix(run.String(), ".0")
		run.Reset()
		text = strings.Trim(text, ".")
		if strings.Contains(text, ".") {
			for part := range strings.SplitSeq(text, ".") {
				if n := normalPhone(part); n != "" && len(out) < maxPhones {
					out = append(out, n)
				}
			}
			return
		}
		if n := normalPhone(text); n != "" && len(out) < maxPhones {
			out = append(out, n)
		}
	}
	for _, r := range cell {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		switch {
		case r >= '0' && r <= '9' || r == '*' || r == '.':
			run.WriteRune(r)
		case unicode.IsSpace(r) || unicode.IsControl(r):
			// A blank divides two numbers where a whole one stands before it.
			if normalPhone(run.String()) != "" && run.Len() >= 11 {
				flush()
			}
		case unicode.Is(unicode.Cf, r), strings.ContainsRune("-—–－()+'‘’`", r):
		default:
			flush()
		}
	}
	flush()
	return out
}

// normalPhone drops the country code and refuses what is no number.
func normalPhone(text string) string {
	text = strings.TrimPrefix(text, "00")
	if t, ok := strings.CutPrefix(text, "86"); ok && len(t) >= 10 {
		text = t
	}
	if len(text) < 7 || len(text) > 16 || text[0] == '*' {
		return ""
	}
	if strings.Count(text, "*") > len(text)-7 || oneDigit(text) || oneDigit(text[1:]) {
		return ""
	}
	// 13800000000 and the example of every form, 13800138000.
	if strings.HasSuffix(text, "00000000") || strings.HasSuffix(text, "13800138000") || strings.Trim(text, "0*") == "" {
		return ""
	}
	return text
}

func (p *phones) of(v uint32) []phone { return p.list[p.at[v]:p.at[v+1]] }

func (p *phones) Missing(a uint32) bool { return p.at[a] == p.at[a+1] }

// LevelAll is Level for many pairs; see [compare.Batch].
func (p *phones) LevelAll(a, b []uint32, to []uint8) {
	sum := uint64(0)
	for i, v := range a {
		sum += uint64(p.at[v]) + uint64(p.at[b[i]])
	}
	for i, v := range a {
		sum += p.list[p.at[v]].digits + p.list[p.at[b[i]]].digits
	}
	compare.GradeAll(p, sum, a, b, to)
}

// Level grades the two numbers that agree best.
func (p *phones) Level(a, b uint32) uint8 {
	if a == b {
		return phoneExact
	}
	level := uint8(phoneElse)
	list := p.of(b)
	for i, n := p.at[a], p.at[a+1]; i < n; i++ {
		x := &p.list[i]
		for j := range list {
			level = max(level, x.level(&list[j]))
		}
	}
	return level
}

func (x *phone) level(y *phone) uint8 {
	differ := x.digits ^ y.digits
	if differ == 0 && x.length == y.length && x.places == y.places {
		return phoneExact
	}
	known := x.known() & y.known()
	differ &= known
	if x.length == y.length {
		switch {
		case differ == 0 && bits.OnesCount64(known) >= 7*4:
			return phonePart
		case x.length >= 10 && oneTypo4(x.digits&known, y.digits&known):
			return phoneTypo
		}
	}
	const eight = 1<<(8*4) - 1
	if differ&eight == 0 && known&eight == eight {
		return phonePart
	}
	// Land lines of seven digits, one of them with its area code.
	const seven = 1<<(7*4) - 1
	if differ&seven == 0 && known&seven == seven && (x.length == 7 && y.landLine() || y.length == 7 && x.landLine()) {
		return phonePart
	}
	return phoneElse
}

// landLine reports a number with an area code.
func (x *phone) landLine() bool {
	return x.length >= 10 && x.length <= 12 && x.digits>>(4*(x.length-1)) == 0
}
