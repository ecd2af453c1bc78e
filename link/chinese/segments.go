package chinese

import (
	"quanyuan/link/compare"
	"quanyuan/refdata/hanzi"
)

// segmentsLevel compares a name of several parts with another name of
// characters. y has parts.
func (p *names) segmentsLevel(x, y *packed) uint8 {
	var roomX, roomY [4]longSlot
	s, t := p.slotsOf(x, &roomX), p.slotsOf(y, &roomY)
	if len(s) == len(t) {
		// Also 阿不都热合曼 without the dot.
		if l := p.slotsLevel(s, t); l >= nameHomophone {
			if l == nameExact && !p.sameParts(x, y) {
				return nameVariant
			}
			return l
		}
	}
	if x.form != formSegments {
		return p.joinedLevel(s, y)
	}
	e, f := &p.extras[x.extra], &p.extras[y.extra]
	if len(e.parts) == len(f.parts) {
		level := uint8(nameExact)
		from, to := 0, 0
		for i, n := range e.parts {
			level = min(level, p.partsLevel(s[from:from+n], t[to:to+f.parts[i]]))
			from, to = from+n, to+f.parts[i]
		}
		if level != nameElse {
			return level
		}
	}
	if len(e.parts) > len(f.parts) {
		e, s, f, t = f, t, e, s
	}
	level := p.somePartsLevel(e, s, f, t)
	if len(e.parts) == len(f.parts) {
		// Likeness is not transitive, so who looks for whom may matter.
		level = max(level, p.somePartsLevel(f, t, e, s))
	}
	return level
}

func (p *names) sameParts(x, y *packed) bool {
	if x.form != y.form {
		return false
	}
	e, f := p.extras[x.extra].parts, p.extras[y.extra].parts
	if len(e) != len(f) {
		return false
	}
	for i := range e {
		if e[i] != f[i] {
			return false
		}
	}
	return true
}

// partsLevel compares one part with another: by characters, else by the
// consonants that survive every way of transliterating.
func (p *names) partsLevel(x, y []longSlot) uint8 {
	if len(x) == len(y) {
		if l := p.slotsLevel(x, y); l != nameElse {
			return l
		}
	}
	if sameSkeleton(x, y) {
		return nameNear
	}
	return nameElse
}

// somePartsLevel looks for the parts of one name in another that has at least
// as many.
func (p *names) somePartsLevel(e *extra, s []longSlot, f *extra, t []longSlot) uint8 {
	matched, inOrder, next, last := 0, true, 0, -1
	var used uint32 // parts of f already found
	firstAgrees := false
	for i, n := range e.parts {
		to := 0
		for j, m := range f.parts {
			if used>>j&1 == 0 && p.partsLevel(s[next:next+n], t[to:to+m]) >= nameNear {
				used |= 1 << j
				matched++
				inOrder = inOrder && j > last
				last = j
				firstAgrees = firstAgrees || i == 0 && j == 0
				break
			}
			to += m
		}
		next += n
	}
	switch {
	case matched == len(e.parts) && len(e.parts) < len(f.parts) && inOrder && firstAgrees:
		return nameIncomplete
	case matched == len(e.parts) && len(e.parts) == len(f.parts):
		return nameNear
	case matched > 0:
		return nameSurname
	}
	return nameElse
}

// joinedLevel compares a name without parts with one that has some.
func (p *names) joinedLevel(s []longSlot, y *packed) uint8 {
	f := &p.extras[y.extra]
	t := f.slots
	n := f.parts[0]
	if !known(s) && len(s) == 1 {
		return compare.Null
	}
	switch {
	case len(s) == n && p.slotsLevel(s, t[:n]) >= nameNear && n >= 2:
		return nameIncomplete // only the own name is written
	case len(s) >= 4 && sameSkeleton(s, t):
		return nameNear
	}
	return nameElse
}

// Consonants of transliterated names, as far as all ways of writing agree:
// 买买提, 麦麦提, 买合买提 and 穆罕默德 are m m d. The name's language has sounds
// that Chinese lacks, so b and p, d and t, l and r, k, g and h run into each
// other; 尔 and h come and go.
func consonant(s hanzi.Syllable) byte {
	switch s.Initial() {
	case "b", "p":
		return 'b'
	case "d", "t":
		return 'd'
	case "l", "r":
		return 'l'
	case "g", "k":
		return 'k'
	case "j", "q", "zh", "ch", "z", "c":
		return 'j'
	case "x", "sh", "s":
		return 's'
	case "m", "n", "f":
		return s.Initial()[0]
	case "":
		switch f := s.Final(); {
		case len(f) > 1 && f[0] == 'u' && f != "uen":
			return 'w'
		case len(f) > 1 && f[0] == 'i' && f != "in" && f != "ing":
			return 'y'
		}
	}
	return 0
}

// sameSkeleton compares the consonants of two transliterated parts. Short ones
// must also have as many characters.
func sameSkeleton(x, y []longSlot) bool {
	if len(x) == 0 || len(y) == 0 || x[0].consonant != y[0].consonant {
		return false
	}
	n, i, j := 0, 0, 0
	for {
		for i < len(x) && x[i].consonant == 0 {
			i++
		}
		for j < len(y) && y[j].consonant == 0 {
			j++
		}
		if i == len(x) || j == len(y) {
			break
		}
		if x[i].consonant != y[j].consonant {
			return false
		}
		n, i, j = n+1, i+1, j+1
	}
	return i == len(x) && j == len(y) && (n >= 3 || n == 2 && len(x) == len(y))
}
