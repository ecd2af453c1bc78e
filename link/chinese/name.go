package chinese

import "quanyuan/link/compare"

// Name compares full names of persons: Chinese ones, transliterated ones of
// several parts, and pinyin.
type Name struct{}

// MostElse: people change their names altogether, and cells hold somebody
// else's, but seldom.
func (Name) MostElse() float64 { return 0.15 }

// Name is the key in specifications.
func (Name) Name() string { return "hanzi_name" }

// Levels lists the levels; see the constants for what they mean.
func (Name) Levels() []compare.Level { return nameLevels }

// Prepare reads the names.
func (Name) Prepare(values []string) compare.Prepared { return prepareNames(values, readNameIn) }

// Given compares given names in a column of their own, or the given parts of
// full names where a value begins with a known surname and is longer than two
// characters.
type Given struct{}

// Name is the key in specifications.
func (Given) Name() string { return "hanzi_given" }

// Levels are those of [Name]; "surname" does not occur.
func (Given) Levels() []compare.Level { return nameLevels }

// Prepare reads the given names.
func (Given) Prepare(values []string) compare.Prepared { return prepareNames(values, readGiven) }

func readGiven(text string, room *nameRoom) nameText {
	t := readNameIn(text, room)
	t.aliases = nil
	if t.form == formNameless {
		return nameText{}
	}
	if t.form == formHan {
		if len(t.slots) >= 3 {
			t.slots = t.slots[t.surname:]
			t.onePart(room)
		}
		t.surname = 0
	}
	return t
}

// packed is a name of at most four characters in one cache line. A lane of 16
// bits stands for a character, the first in the lowest bits; unused lanes are 0.
type packed struct {
	exact  uint64 // characters as written
	fold   uint64 // characters after folding variants
	sound  uint64 // sets of readings
	bloom  uint64 // per lane, bits of the regional readings: sets that meet share a bit
	self   uint64 // per lane, the bit of the character
	near   uint64 // per lane, the bits of its look-alikes
	extra  int32  // index of what names of the slow way need, or -1
	n      uint8  // characters
	family uint8  // of these the surname
	form   form
}

// nameReader understands a name; what it returns may lie in room.
type nameReader func(text string, room *nameRoom) nameText

// names is a column of names.
type names struct {
	read    nameReader
	room    nameRoom // for the name being read
	list    []packed
	aliases []packed // further names of the persons
	extras  []extra
	sounds  []soundSet
	chars   *characters
	// spelled are the spellings of list, aliasSpelled those of aliases; nil in
	// a column without names in letters.
	spelled, aliasSpelled []letters
}

// letters are the hashed spellings of a name and of its surname.
type letters struct{ whole, family []uint64 }

// Missing reports whether the name says nothing.
func (p *names) Missing(a uint32) bool { return p.list[a].form == formMissing }

// LevelAll is Level for many pairs; see [compare.Batch].
func (p *names) LevelAll(a, b []uint32, to []uint8) {
	compare.GradeAll(p, p.fetch(a)+p.fetch(b), a, b, to)
}

// fetch loads names.
func (p *names) fetch(values []uint32) (sum uint64) {
	for _, v := range values {
		sum += p.list[v].fold
	}
	return sum
}

// Level grades two names. It gives null where they cannot contradict each
// other, such as a nickname of a newborn and a name given later.
func (p *names) Level(a, b uint32) uint8 {
	if a == b {
		return nameExact
	}
	x, y := &p.list[a], &p.list[b]
	if x.extra&y.extra >= 0 { // -1 has all bits: at least one has an extra
		return p.slowLevel(a, b)
	}
	return p.fastLevel(x, y)
}

// fastLevel grades two names of known characters, at most four each.
func (p *names) fastLevel(x, y *packed) uint8 {
	if x.fold == y.fold {
		if x.exact == y.exact {
			return nameExact
		}
		return nameVariant
	}
	if x.n == y.n {
		differ := lanes(x.fold ^ y.fold)
		related := lanes(x.bloom&y.bloom) | lanes(x.self&y.near)
		if differ&^related == 0 {
			if l := p.related(x, y, differ); l != nameElse {
				return l
			}
		}
		if sameLanes(x.fold, y.fold) {
			return nameNear
		}
	} else if x.n+1 == y.n {
		if oneMissing(x.fold, y.fold) {
			return missingLevel(x.n)
		}
	} else if y.n+1 == x.n {
		if oneMissing(y.fold, x.fold) {
			return missingLevel(y.n)
		}
	}
	return partLevel(x, y)
}

// missingLevel grades a name of n characters that is another one without one
// of its characters. A single character is too little to say anything.
func missingLevel(n uint8) uint8 {
	if n == 1 {
		return compare.Null
	}
	return nameIncomplete
}

// related grades lanes that differ by the least alike one.
func (p *names) related(x, y *packed, differ uint64) uint8 {
	level := uint8(nameSameTone)
	for i := 0; differ != 0; i, differ = i+16, differ>>16 {
		if differ&0x8000 == 0 {
			continue
		}
		l := p.soundLevel(uint16(x.sound>>i), uint16(y.sound>>i))
		if l == nameElse {
			if !p.chars.lookAlike(rune(x.fold>>i&0xFFFF), rune(y.fold>>i&0xFFFF)) {
				return nameElse
			}
			l = nameNear
		}
		level = min(level, l)
	}
	return level
}

// partLevel grades names that are not alike as a whole.
func partLevel(x, y *packed) uint8 {
	differ := lanes(x.fold ^ y.fold)
	family := uint64(1)<<(16*x.family) - 1
	sameFamily := x.family > 0 && x.family == y.family && differ&family == 0
	givenX, givenY := x.fold>>(16*x.family), y.fold>>(16*y.family)
	switch {
	case givenX == givenY && givenX>>16 != 0: // at least two characters
		return nameOneDiffers
	case sameFamily && (x.n == x.family || y.n == y.family): // no more than the surname is written
		return compare.Null
	case x.n == y.n && (sameFamily || x.family == 0) && differ&(differ-1) == 0 && x.n-x.family >= 2:
		return nameOneDiffers
	case sameFamily:
		return nameSurname
	}
	return nameElse
}

// lanes sets the highest bit of every lane that is not zero.
func lanes(v uint64) uint64 {
	const low = 0x7FFF7FFF7FFF7FFF
	return (v&low + low | v) &^ low
}

// sameLanes reports whether two words have the same lanes in any order.
func sameLanes(a, b uint64) bool {
	const ones = 0x0001000100010001
	if a*ones>>48 != b*ones>>48 { // sums of the lanes
		return false
	}
	return sortedLanes(a) == sortedLanes(b)
}

func sortedLanes(v uint64) [4]uint16 {
	l := [4]uint16{uint16(v), uint16(v >> 16), uint16(v >> 32), uint16(v >> 48)}
	for _, p := range [...][2]int{{0, 1}, {2, 3}, {0, 2}, {1, 3}, {1, 2}} {
		if l[p[0]] > l[p[1]] {
			l[p[0]], l[p[1]] = l[p[1]], l[p[0]]
		}
	}
	return l
}

// oneMissing reports whether leaving out one lane of long gives short.
func oneMissing(short, long uint64) bool {
	d := short ^ long
	// Below the first lane that differs all is equal; above it long must be
	// one lane ahead.
	low := lowestLane(d)
	keep := uint64(1)<<low - 1
	return long>>16&^keep|long&keep == short
}

// lowestLane returns the bit at which the first lane that is not zero begins.
func lowestLane(d uint64) uint {
	switch {
	case d&0xFFFF != 0:
		return 0
	case d&0xFFFF0000 != 0:
		return 16
	case d&0xFFFF00000000 != 0:
		return 32
	}
	return 48
}

// soundLevel grades two sets of readings by their most alike pair.
func (p *names) soundLevel(a, b uint16) uint8 {
	if a == 0 || b == 0 {
		return nameElse
	}
	if a == b {
		return nameSameTone
	}
	x, y := &p.sounds[a], &p.sounds[b]
	level := uint8(nameElse)
	for i := range x.n {
		for j := range y.n {
			switch {
			case x.regional[i] != y.regional[j]:
			case x.plain[i] != y.plain[j]:
				level = max(level, nameNear)
			case x.tone[i] != y.tone[j]:
				level = max(level, nameHomophone)
			default:
				return nameSameTone
			}
		}
	}
	return level
}
