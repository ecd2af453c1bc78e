package chinese

import (
	"slices"

	"quanyuan/link/compare"
)

// slowLevel grades names of which at least one is long, transliterated, in
// letters, with unknown characters, without a name yet, or with former names.
// A former name that agrees counts at most as a variant.
func (p *names) slowLevel(a, b uint32) uint8 {
	x, y := p.spelledName(p.list, p.spelled, a), p.spelledName(p.list, p.spelled, b)
	othersX, othersY := p.aliasesOf(x.packed), p.aliasesOf(y.packed)
	level := p.single(x, y)
	for _, i := range othersX {
		other := p.spelledName(p.aliases, p.aliasSpelled, i)
		level = max(level, min(nameVariant, p.single(other, y)))
		for _, j := range othersY {
			level = max(level, min(nameVariant, p.single(other, p.spelledName(p.aliases, p.aliasSpelled, j))))
		}
	}
	for _, j := range othersY {
		level = max(level, min(nameVariant, p.single(x, p.spelledName(p.aliases, p.aliasSpelled, j))))
	}
	return level
}

// spelled is a name with its spellings, nil in a column without letters.
type spelled struct {
	*packed
	*letters
}

func (p *names) spelledName(list []packed, spellings []letters, i uint32) spelled {
	if spellings == nil {
		return spelled{packed: &list[i]}
	}
	return spelled{&list[i], &spellings[i]}
}

func (p *names) aliasesOf(x *packed) []uint32 {
	if x.extra >= 0 {
		return p.extras[x.extra].aliases
	}
	return nil
}

func (p *names) single(a, b spelled) uint8 {
	if a.form > b.form {
		a, b = b, a
	}
	x, y := a.packed, b.packed
	switch {
	case y.form == formNameless:
		return p.namelessLevel(x, y)
	case y.form == formLatin && x.form == formLatin:
		return p.latinLevel(x, y)
	case y.form == formLatin:
		return p.lettersLevel(a, b)
	case x.extra&y.extra < 0:
		return p.fastLevel(x, y)
	case y.form == formSegments:
		return p.segmentsLevel(x, y)
	}
	var roomX, roomY [4]longSlot
	return p.longLevel(p.slotsOf(x, &roomX), int(x.family), p.slotsOf(y, &roomY), int(y.family))
}

// slotsOf returns the characters of any name; room takes those of a packed one.
func (p *names) slotsOf(x *packed, room *[4]longSlot) []longSlot {
	if x.extra >= 0 && (x.form != formHan || x.fold == 0) {
		return p.extras[x.extra].slots
	}
	for i := range room[:min(x.n, 4)] {
		shift := 16 * i
		sound := uint16(x.sound >> shift)
		room[i] = longSlot{rune(x.exact >> shift & 0xFFFF), rune(x.fold >> shift & 0xFFFF), sound, p.sounds[sound].consonant}
	}
	return room[:min(x.n, 4)]
}

// namelessLevel compares a child that has no name yet. It may bear either
// parent's surname, so nothing but the same words agrees, and nothing differs.
func (p *names) namelessLevel(x, y *packed) uint8 {
	if x.form == formNameless && p.extras[x.extra].nameless == p.extras[y.extra].nameless {
		return nameExact
	}
	return compare.Null
}

// latinLevel compares two names in letters.
func (p *names) latinLevel(x, y *packed) uint8 {
	s, t := p.extras[x.extra].tokens, p.extras[y.extra].tokens
	switch {
	case slices.Equal(s, t):
		return nameExact
	case sameLetters(s, t):
		return nameVariant
	case sameWords(s, t):
		return nameNear
	case len(s) != len(t) && (contains(s, t) || contains(t, s)):
		return nameIncomplete
	case len(s) == len(t) && len(s) > 1:
		return wordsLevel(s, t)
	}
	if oneEdit(s[0], t[0]) && min(len(s[0]), len(t[0])) >= 5 {
		return nameOneDiffers
	}
	return nameElse
}

// wordsLevel compares as many words: one may differ.
func wordsLevel(s, t []string) uint8 {
	differ, at := 0, 0
	for i := range s {
		if s[i] != t[i] {
			differ++
			at = i
		}
	}
	switch {
	case differ != 1:
		return nameElse
	case oneEdit(s[at], t[at]):
		return nameOneDiffers
	}
	return nameSurname
}

// sameLetters reports equal words but for the blanks between them.
func sameLetters(s, t []string) bool {
	i, j := 0, 0
	u, v := s[0], t[0]
	for {
		n := min(len(u), len(v))
		if u[:n] != v[:n] {
			return false
		}
		if u = u[n:]; u == "" {
			if i++; i < len(s) {
				u = s[i]
			}
		}
		if v = v[n:]; v == "" {
			if j++; j < len(t) {
				v = t[j]
			}
		}
		if i == len(s) || j == len(t) {
			return i == len(s) && j == len(t)
		}
	}
}

func sameWords(s, t []string) bool {
	return len(s) == len(t) && contains(s, t) && contains(t, s)
}

// contains reports whether all words of t stand in s.
func contains(s, t []string) bool {
	for _, w := range t {
		if !slices.Contains(s, w) {
			return false
		}
	}
	return true
}

// lettersLevel compares characters with letters.
func (p *names) lettersLevel(x, y spelled) uint8 {
	switch {
	case meet(x.whole, y.whole):
		return nameHomophone
	case x.form == formSegments:
		// The names of many peoples have a spelling of their own in letters.
		return compare.Null
	case meet(x.letters.family, y.letters.family):
		return nameSurname
	}
	return nameElse
}

// longLevel compares two names of characters without parts.
func (p *names) longLevel(x []longSlot, familyX int, y []longSlot, familyY int) uint8 {
	if len(x) == len(y) {
		if l := p.slotsLevel(x, y); l != nameElse {
			if l == nameIncomplete && !knowsMore(x, familyX, y) {
				return compare.Null
			}
			return l
		}
		if sameSlots(x, y) {
			return nameNear
		}
	}
	if !known(x) || !known(y) {
		return wildLevel(x, familyX, y, familyY)
	}
	if len(x)+1 == len(y) && missingSlot(x, y) || len(y)+1 == len(x) && missingSlot(y, x) {
		return missingLevel(uint8(min(len(x), len(y))))
	}
	givenX, givenY := x[familyX:], y[familyY:]
	sameFamily := familyX > 0 && foldEqual(x[:familyX], y[:familyY])
	switch {
	case len(givenX) >= 2 && foldEqual(givenX, givenY):
		return nameOneDiffers
	case sameFamily && (len(givenX) == 0 || len(givenY) == 0):
		return compare.Null
	case len(x) == len(y) && (sameFamily || familyX == 0) && differing(x, y) == 1 && len(givenX) >= 2:
		return nameOneDiffers
	case len(x) > 4 && len(y) > 4 && sameSkeleton(x, y):
		return nameNear
	case sameFamily:
		return nameSurname
	}
	return nameElse
}

// slotsLevel grades names of equal length by the least alike characters.
func (p *names) slotsLevel(x, y []longSlot) uint8 {
	level := uint8(nameExact)
	for i := range x {
		level = min(level, p.slotLevel(x[i], y[i]))
	}
	return level
}

func (p *names) slotLevel(a, b longSlot) uint8 {
	switch {
	case a.fold == 0 || b.fold == 0:
		if a.sound == 0 || b.sound == 0 {
			return nameIncomplete
		}
		// Pinyin is typed without tones, so equal tones prove nothing more.
		return min(nameHomophone, p.soundLevel(a.sound, b.sound))
	case a.exact == b.exact:
		return nameExact
	case a.fold == b.fold:
		return nameVariant
	}
	if l := p.soundLevel(a.sound, b.sound); l != nameElse {
		return l
	}
	if p.chars.lookAlike(a.fold, b.fold) {
		return nameNear
	}
	return nameElse
}

// knowsMore reports whether two names that agree do so in more than the surname.
func knowsMore(x []longSlot, family int, y []longSlot) bool {
	for i := family; i < len(x); i++ {
		if x[i].fold != 0 && y[i].fold != 0 || x[i].sound != 0 && y[i].sound != 0 {
			return true
		}
	}
	return false
}

func known(x []longSlot) bool {
	for _, s := range x {
		if s.fold == 0 {
			return false
		}
	}
	return true
}

// wildLevel compares names of which one has unknown characters that may stand
// for another number of characters: what is written before and after agrees.
func wildLevel(x []longSlot, familyX int, y []longSlot, familyY int) uint8 {
	sameFamily := familyX > 0 && foldEqual(x[:familyX], y[:min(familyX, len(y))])
	if len(x) == len(y) {
		if sameFamily {
			return nameSurname
		}
		return nameElse
	}
	if len(x) > len(y) {
		x, y, familyX = y, x, familyY
	}
	// x is the shorter one; only its own unknown characters can stand for more.
	first := slices.IndexFunc(x, func(s longSlot) bool { return s.fold == 0 })
	last := len(x) - 1
	for last >= 0 && x[last].fold != 0 {
		last--
	}
	if first < 0 || !foldEqual(x[:first], y[:first]) || !foldEqual(x[last+1:], y[len(y)-(len(x)-last-1):]) {
		if sameFamily {
			return nameSurname
		}
		return nameElse
	}
	if first+len(x)-last-1 > familyX {
		return nameIncomplete
	}
	return compare.Null
}

func foldEqual(x, y []longSlot) bool {
	if len(x) != len(y) {
		return false
	}
	return differing(x, y) == 0
}

// differing counts the places at which two names of equal length differ;
// an unknown character differs.
func differing(x, y []longSlot) int {
	n := 0
	for i := range x {
		if x[i].fold != y[i].fold || x[i].fold == 0 {
			n++
		}
	}
	return n
}

// sameSlots reports whether two names have the same characters in another order.
func sameSlots(x, y []longSlot) bool {
	for i := range x {
		if x[i].fold == 0 || count(x, x[i].fold) != count(y, x[i].fold) {
			return false
		}
	}
	return true
}

func count(x []longSlot, fold rune) int {
	n := 0
	for _, s := range x {
		if s.fold == fold {
			n++
		}
	}
	return n
}

// missingSlot reports whether leaving out one character of long gives short.
func missingSlot(short, long []longSlot) bool {
	i := 0
	for i < len(short) && short[i].fold == long[i].fold {
		i++
	}
	return foldEqual(short[i:], long[i+1:])
}
