package chinese

import (
	"slices"

	"quanyuan/link/compare"
	"quanyuan/refdata/hanzi"
)

// extra is what names need that do not fit a machine word.
type extra struct {
	slots    []longSlot
	parts    []int
	surname  int
	tokens   []string
	aliases  []uint32 // further names of the person
	nameless string
}

// longSlot is one character in a name of the slow way.
type longSlot struct {
	exact, fold rune   // 0: unknown
	sound       uint16 // 0: unknown
	consonant   byte
}

// prepareNames reads a column.
func prepareNames(values []string, read nameReader) *names {
	p := &names{read: read, list: make([]packed, len(values)), chars: charactersOf()}
	// Pieces of the column have extras and aliases of their own at first.
	pieces := make([]names, compare.ChunkCount(len(values)))
	compare.Chunks(len(values), func(chunk, from, to int) {
		q := &pieces[chunk]
		q.read, q.chars = read, p.chars
		for i, v := range values[from:to] {
			p.list[from+i] = q.pack(v)
		}
	})
	extras, aliases := make([]int32, len(pieces)), uint32(0)
	for i := range pieces {
		q := &pieces[i]
		extras[i] = int32(len(p.extras))
		for k := range q.aliases {
			if a := &q.aliases[k]; a.extra >= 0 {
				a.extra += extras[i]
			}
		}
		for k := range q.extras {
			for j := range q.extras[k].aliases {
				q.extras[k].aliases[j] += aliases
			}
		}
		p.extras = append(p.extras, q.extras...)
		p.aliases = append(p.aliases, q.aliases...)
		aliases = uint32(len(p.aliases))
	}
	if len(p.extras) > 0 {
		compare.Chunks(len(values), func(chunk, from, to int) {
			for i := from; i < to; i++ {
				if p.list[i].extra >= 0 {
					p.list[i].extra += extras[chunk]
				}
			}
		})
	}
	p.sounds = sounds.all()
	if hasLetters(p.list) || hasLetters(p.aliases) {
		p.spellAll()
	}
	return p
}

// Add reads a further name. The first one in letters makes all others be
// spelled.
func (p *names) Add(value string) uint32 {
	aliases := len(p.aliases)
	p.list = append(p.list, p.pack(value))
	p.sounds = sounds.all()
	last := len(p.list) - 1
	switch {
	case p.spelled != nil:
		p.spelled = append(p.spelled, p.spell(&p.list[last]))
		for i := aliases; i < len(p.aliases); i++ {
			p.aliasSpelled = append(p.aliasSpelled, p.spell(&p.aliases[i]))
		}
	case hasLetters(p.list[last:]) || hasLetters(p.aliases[aliases:]):
		p.spellAll()
	}
	return uint32(last)
}

// pack reads a name; its aliases and what is extra are added to p.
func (p *names) pack(value string) packed {
	t := p.read(value, &p.room)
	name := p.packOne(&t)
	for _, alias := range t.aliases {
		other := p.read(alias, &nameRoom{})
		if other.form == formMissing || other.form == formNameless {
			continue
		}
		if name.extra < 0 {
			name.extra = p.addExtra(&t)
		}
		packedAlias := p.packOne(&other)
		e := &p.extras[name.extra]
		e.aliases = append(e.aliases, uint32(len(p.aliases)))
		p.aliases = append(p.aliases, packedAlias)
	}
	return name
}

func (p *names) packOne(t *nameText) packed {
	n := packed{form: t.form, extra: -1}
	if t.form == formMissing {
		return n
	}
	if t.form != formHan || len(t.slots) > 4 || !p.lanesOf(t, &n) {
		n = packed{form: t.form, extra: p.addExtra(t)}
	}
	n.n, n.family = uint8(min(len(t.slots), 255)), uint8(t.surname)
	return n
}

func (p *names) addExtra(t *nameText) int32 {
	e := extra{parts: slices.Clone(t.parts), surname: t.surname, tokens: t.tokens, nameless: t.nameless}
	all := sounds.all()
	for i, s := range t.slots {
		l := longSlot{exact: s.char, fold: hanzi.Fold(s.char), sound: p.soundOf(t, i)}
		if int(l.sound) >= len(all) {
			all = sounds.all()
		}
		l.consonant = all[l.sound].consonant
		e.slots = append(e.slots, l)
	}
	p.extras = append(p.extras, e)
	return int32(len(p.extras) - 1)
}

// lanesOf fills the lanes; false when a character is not of the basic plane, or
// unknown.
func (p *names) lanesOf(t *nameText, n *packed) bool {
	sets := sounds.all()
	for i, s := range t.slots {
		if !p.chars.basic(s.char) {
			return false
		}
		fold, set := p.chars.fold[s.char], p.soundOf(t, i)
		if int(set) >= len(sets) {
			sets = sounds.all()
		}
		shift := 16 * i
		n.exact |= uint64(s.char) << shift
		n.fold |= uint64(fold) << shift
		n.sound |= uint64(set) << shift
		n.bloom |= uint64(sets[set].bloom) << shift
		n.self |= uint64(bit(uint32(fold))) << shift
		n.near |= uint64(p.chars.near[fold]) << shift
	}
	return true
}

// soundOf numbers the readings of the character in place i.
func (p *names) soundOf(t *nameText, i int) uint16 {
	r := t.slots[i].char
	if r == 0 {
		if s := t.slots[i].sound; s != 0 {
			return sounds.id([]hanzi.Syllable{s})
		}
		return 0
	}
	if t.form != formHan || i >= t.surname {
		return p.placed(r, false)
	}
	if t.surname == 1 {
		return p.placed(r, true)
	}
	text := make([]rune, t.surname)
	for j := range text {
		text[j] = t.slots[j].char
	}
	if sets := hanzi.SurnameReadings(string(text)); i < len(sets) {
		return sounds.id(sets[i])
	}
	return p.placed(r, false)
}

// placed numbers the readings of a single character.
func (p *names) placed(r rune, family bool) uint16 {
	switch {
	case family && r < 1<<16:
		return p.chars.family[r]
	case family:
		return sounds.id(hanzi.SurnameReading(r))
	case r < 1<<16:
		return p.chars.given[r]
	}
	readings := hanzi.Readings(r)
	return sounds.id(readings[:min(len(readings), givenReadings)])
}

func hasLetters(list []packed) bool {
	return slices.ContainsFunc(list, func(p packed) bool { return p.form == formLatin })
}

// spellAll spells all names.
func (p *names) spellAll() {
	p.spelled, p.aliasSpelled = make([]letters, len(p.list)), make([]letters, len(p.aliases))
	compare.Chunks(len(p.list), func(_, from, to int) {
		for i := from; i < to; i++ {
			p.spelled[i] = p.spell(&p.list[i])
		}
	})
	for i := range p.aliases {
		p.aliasSpelled[i] = p.spell(&p.aliases[i])
	}
}

func (p *names) spell(n *packed) letters {
	if n.form == formLatin {
		tokens := p.extras[n.extra].tokens
		return letters{latinSpellings(tokens), hashes([]string{tokens[0], tokens[len(tokens)-1]})}
	}
	var room [4]longSlot
	slots := p.slotsOf(n, &room)
	return letters{p.spellings(slots), p.spellings(slots[:min(int(n.family), len(slots))])}
}

func (p *names) spellings(slots []longSlot) []uint64 {
	sets := make([][]hanzi.Syllable, len(slots))
	for i, s := range slots {
		set := &p.sounds[s.sound]
		sets[i] = set.plain[:set.n]
	}
	if len(sets) == 0 {
		return nil
	}
	return spellings(sets)
}
