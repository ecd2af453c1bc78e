package chinese

import (
	"slices"

	"quanyuan/refdata/hanzi"
)

// extra is what names need that do not fit a machine word.
type extra struct {
	slots    []longSlot
	parts    []int
	surname  int
	tokens   []string
	aliases  []uint32 // further names of the person, beyond the column's values
	nameless string
}

// longSlot is one character in a name of the slow way.
type longSlot struct {
	exact, fold rune   // 0: unknown
	sound       uint16 // 0: unknown
	id          uint16 // of the folded character; 0 where the column has too many
	consonant   byte
}

// builder numbers what occurs in a column.
type builder struct {
	names
	ids    map[rune]uint16
	sets   map[soundKey]uint16
	family map[string][][]hanzi.Syllable
	place  [2]map[rune]uint16 // sound set of a character: 0 in a given name, 1 as surname
}

type soundKey [maxReadings]hanzi.Syllable

// givenReadings is how many readings of a character in a given name are
// compared, the commonest first: 乐 is lè or yuè, but the third reading and
// beyond are in dictionaries, not in the heads of people who type.
const givenReadings = 2

// maxIDs keeps one id free; names with characters beyond it go the slow way.
const maxIDs = 1<<16 - 2

func prepareNames(values []string, read func(string) nameText) *names {
	b := &builder{ids: map[rune]uint16{}, sets: map[soundKey]uint16{}, family: map[string][][]hanzi.Syllable{}}
	b.place = [2]map[rune]uint16{{}, {}}
	b.sounds = make([]soundSet, 1)
	b.runes = make([]rune, 1)
	b.list = make([]packed, len(values), len(values)+len(values)/64)
	for i, v := range values {
		t := read(v)
		b.list[i] = b.pack(&t)
		for _, alias := range t.aliases {
			other := read(alias)
			if other.form == formMissing || other.form == formNameless {
				continue
			}
			other.aliases = nil
			b.list = append(b.list, b.pack(&other))
			b.extend(i, &t).aliases = append(b.extend(i, &t).aliases, uint32(len(b.list)-1))
		}
	}
	b.findLookAlikes()
	b.spellLetters()
	return &b.names
}

// extend gives the name at i an extra if it has none.
func (b *builder) extend(i int, t *nameText) *extra {
	if b.list[i].extra < 0 {
		b.extras = append(b.extras, b.makeExtra(t))
		b.list[i].extra = int32(len(b.extras) - 1)
	}
	return &b.extras[b.list[i].extra]
}

func (b *builder) pack(t *nameText) packed {
	p := packed{form: t.form, extra: -1}
	if t.form == formMissing {
		return p
	}
	slow := t.form != formHan || len(t.slots) > 4
	for _, s := range t.slots {
		slow = slow || s.char == 0
	}
	if !slow {
		slow = !b.lanesOf(t, &p)
	}
	if slow {
		b.extras = append(b.extras, b.makeExtra(t))
		p = packed{form: t.form, extra: int32(len(b.extras) - 1)}
	}
	p.n, p.family = uint8(min(len(t.slots), 255)), uint8(t.surname)
	return p
}

// lanesOf fills the lanes; false when the column has too many characters.
func (b *builder) lanesOf(t *nameText, p *packed) bool {
	var order [4]uint16
	for i, s := range t.slots {
		exact, ok1 := b.id(s.char)
		fold, ok2 := b.id(hanzi.Fold(s.char))
		if !ok1 || !ok2 {
			return false
		}
		set := b.soundOf(t, i)
		shift := 16 * i
		p.exact |= uint64(exact) << shift
		p.fold |= uint64(fold) << shift
		p.sound |= uint64(set) << shift
		var bloom uint16
		for _, r := range b.sounds[set].regional[:b.sounds[set].n] {
			bloom |= bit(uint32(r))
		}
		p.bloom |= uint64(bloom) << shift
		p.self |= uint64(bit(uint32(fold))) << shift
		order[i] = fold
	}
	slices.Sort(order[:len(t.slots)])
	for i, c := range order[:len(t.slots)] {
		p.sorted |= uint64(c) << (16 * i)
	}
	return true
}

// bit chooses one of 16 bits.
func bit(v uint32) uint16 { return 1 << (v * 0x9E3779B1 >> 28) }

func (b *builder) id(r rune) (uint16, bool) {
	id, ok := b.ids[r]
	if !ok {
		if len(b.runes) > maxIDs {
			return 0, false
		}
		id = uint16(len(b.runes))
		b.ids[r] = id
		b.runes = append(b.runes, r)
	}
	return id, true
}

// soundOf numbers the readings of the character in place i.
func (b *builder) soundOf(t *nameText, i int) uint16 {
	r := t.slots[i].char
	if r == 0 {
		s := t.slots[i].sound
		if s == 0 {
			return 0
		}
		return b.soundSet([]hanzi.Syllable{s})
	}
	if t.form != formHan || i >= t.surname {
		return b.placed(0, r)
	}
	if t.surname == 1 {
		return b.placed(1, r)
	}
	text := make([]rune, t.surname)
	for j := range text {
		text[j] = t.slots[j].char
	}
	sets, ok := b.family[string(text)]
	if !ok {
		sets = hanzi.SurnameReadings(string(text))
		b.family[string(text)] = sets
	}
	if i >= len(sets) {
		return b.placed(0, r)
	}
	return b.soundSet(sets[i])
}

// placed remembers the sound set of single characters.
func (b *builder) placed(where int, r rune) uint16 {
	id, ok := b.place[where][r]
	if !ok {
		readings := hanzi.Readings(r)
		readings = readings[:min(len(readings), givenReadings)]
		if where == 1 {
			readings = hanzi.SurnameReadings(string(r))[0]
		}
		id = b.soundSet(readings)
		b.place[where][r] = id
	}
	return id
}

func (b *builder) soundSet(readings []hanzi.Syllable) uint16 {
	readings = readings[:min(len(readings), maxReadings)]
	if len(readings) == 0 {
		return 0
	}
	var key soundKey
	copy(key[:], readings)
	slices.Sort(key[:len(readings)])
	id, ok := b.sets[key]
	if !ok {
		s := soundSet{tone: key, n: uint8(len(readings)), consonant: consonant(readings[0])}
		for i, r := range key[:s.n] {
			s.plain[i], s.regional[i] = r.Toneless(), r.Regional()
		}
		id = uint16(len(b.sounds))
		b.sets[key] = id
		b.sounds = append(b.sounds, s)
	}
	return id
}

// findLookAlikes lists for each character the look-alikes in this column.
func (b *builder) findLookAlikes() {
	bits := make([]uint16, len(b.runes))
	b.nearAt = make([]uint32, len(b.runes)+1)
	pairs := make([][]uint16, len(b.runes))
	for id, r := range b.runes[1:] {
		for _, other := range hanzi.LookAlikes(r) {
			if o, ok := b.ids[other]; ok {
				pairs[id+1] = append(pairs[id+1], o)
				pairs[o] = append(pairs[o], uint16(id+1))
			}
		}
	}
	for id, list := range pairs {
		slices.Sort(list)
		for _, o := range slices.Compact(list) {
			b.near = append(b.near, o)
			bits[id] |= bit(uint32(o))
		}
		b.nearAt[id+1] = uint32(len(b.near))
	}
	for i := range b.list {
		p := &b.list[i]
		for shift := 0; shift < 64; shift += 16 {
			p.near |= uint64(bits[uint16(p.fold>>shift)]) << shift
		}
	}
}

func (b *builder) makeExtra(t *nameText) extra {
	e := extra{parts: t.parts, surname: t.surname, tokens: t.tokens, nameless: t.nameless}
	for i, s := range t.slots {
		l := longSlot{exact: s.char, fold: hanzi.Fold(s.char), sound: b.soundOf(t, i)}
		if l.fold != 0 {
			l.id, _ = b.id(l.fold)
		}
		l.consonant = b.sounds[l.sound].consonant
		e.slots = append(e.slots, l)
	}
	return e
}

// spellLetters spells all names of a column in which some are in letters.
func (b *builder) spellLetters() {
	if !slices.ContainsFunc(b.list, func(p packed) bool { return p.form == formLatin }) {
		return
	}
	b.letters = make([]letters, len(b.list))
	for i := range b.list {
		p := &b.list[i]
		if p.form == formLatin {
			tokens := b.extras[p.extra].tokens
			b.letters[i] = letters{latinSpellings(tokens), hashes([]string{tokens[0], tokens[len(tokens)-1]})}
			continue
		}
		var room [4]longSlot
		slots := b.slotsOf(p, &room)
		b.letters[i] = letters{b.spellings(slots), b.spellings(slots[:min(int(p.family), len(slots))])}
	}
}

func (b *builder) spellings(slots []longSlot) []uint64 {
	sets := make([][]hanzi.Syllable, len(slots))
	for i, s := range slots {
		set := &b.sounds[s.sound]
		sets[i] = set.plain[:set.n]
	}
	if len(sets) == 0 {
		return nil
	}
	return spellings(sets)
}
