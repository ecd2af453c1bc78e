package chinese

import (
	"quanyuan/link/compare"
	"quanyuan/refdata/hanzi"
)

// Surname compares surnames in a column of their own, or those of full names.
// It is weak evidence: five surnames hold three tenths of the population.
type Surname struct{}

// Name is the key in specifications.
func (Surname) Name() string { return "hanzi_surname" }

const (
	surnameElse = compare.Else
	surnameNear = iota + 1
	surnameHomophone
	surnameVariant
	surnameExact
)

// Levels lists the levels: near (looks alike, or sounds alike in some region),
// homophone, variant, exact.
func (Surname) Levels() []compare.Level {
	return []compare.Level{
		compare.Null:     {Name: "null"},
		surnameElse:      {Name: "else"},
		surnameNear:      {Name: "near"},
		surnameHomophone: {Name: "homophone"},
		surnameVariant:   {Name: "variant"},
		surnameExact:     {Name: "exact", TermFrequency: true},
	}
}

// Prepare reads the surnames.
func (Surname) Prepare(values []string) compare.Prepared {
	return surnameColumn{prepareNames(values, readSurname)}
}

func readSurname(text string, room *nameRoom) nameText {
	t := readNameIn(text, room)
	t.aliases = nil
	switch t.form {
	case formHan, formNameless:
		if len(t.slots) == 0 || t.slots[0].char == 0 {
			return nameText{}
		}
		// A value that is itself a compound surname is one, whole.
		if len(t.slots) == 2 && hanzi.IsSurname(string([]rune{t.slots[0].char, t.slots[1].char})) {
			t.surname = 2
		}
		t.form, t.nameless = formHan, ""
		t.slots = t.slots[:t.surname]
		t.onePart(room)
		return t
	case formLatin:
		return t
	}
	return nameText{}
}

type surnameColumn struct{ *names }

// LevelAll is Level for many pairs; see [compare.Batch].
func (s surnameColumn) LevelAll(a, b []uint32, to []uint8) {
	compare.GradeAll(s, s.fetch(a)+s.fetch(b), a, b, to)
}

func (s surnameColumn) Level(a, b uint32) uint8 {
	switch l := s.names.Level(a, b); l {
	case nameExact:
		return surnameExact
	case nameVariant:
		return surnameVariant
	case nameSameTone, nameHomophone:
		return surnameHomophone
	case nameNear:
		return surnameNear
	}
	return surnameElse
}
