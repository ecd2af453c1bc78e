package chinese

import (
	"slices"
	"strings"
	"unicode/utf8"

	"quanyuan/refdata/hanzi"
)

// Keys bring together records of one person that differ in the usual ways.
// Each takes the text of one column and returns "" where it says nothing.
// Keys of two columns are joined by the caller.

// SoundKey is the name by ear: every character's commonest reading without
// tone, the surname read as one, variants folded. Pinyin gives the same key.
func SoundKey(name string) string {
	t := readName(name)
	switch t.form {
	case formLatin:
		return strings.Join(t.tokens, "")
	case formHan, formSegments:
		return spell(&t, hanzi.Syllable.ASCII)
	}
	return ""
}

// RegionalSoundKey is the SoundKey without the differences that speakers of
// many regions do not hear, n and l, zh and z, -n and -ng and others.
func RegionalSoundKey(name string) string {
	t := readName(name)
	if t.form != formHan && t.form != formSegments {
		return ""
	}
	return spell(&t, func(s hanzi.Syllable) string { return s.Regional().ASCII() })
}

// SoundDropKeys are the [SoundKey] and what is left of it when one character is
// taken out, each once: names that share a key are alike by ear but for one
// wrong, missing or added character (or one on each side). Names in letters
// give the SoundKey alone, for nobody tells their characters apart.
func SoundDropKeys(name string) []string {
	t := readName(name)
	switch t.form {
	case formLatin:
		return []string{strings.Join(t.tokens, "")}
	case formHan, formSegments:
	default:
		return nil
	}
	ends := make([]int, 0, 8)
	sound := spellMarked(&t, hanzi.Syllable.ASCII, &ends)
	if sound == "" {
		return nil
	}
	keys := []string{sound}
	for i, from := 0, 0; len(ends) > 1 && i < len(ends); i++ {
		keys = append(keys, sound[:from]+sound[ends[i]:])
		from = ends[i]
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// spell writes each character by its first reading; an unknown one gives "",
// for such a name meets others by other keys.
func spell(t *nameText, write func(hanzi.Syllable) string) string { return spellMarked(t, write, nil) }

// spellMarked is spell that also tells where each character ends.
func spellMarked(t *nameText, write func(hanzi.Syllable) string, ends *[]int) string {
	var buf [32]byte
	key := buf[:0]
	var sets [][]hanzi.Syllable
	if t.surname > 1 {
		sets = hanzi.SurnameReadings(slotText(t.slots[:min(t.surname, len(t.slots))]))
	}
	for i, s := range t.slots {
		sound := s.sound
		if s.char != 0 {
			set := hanzi.Readings(s.char)
			if t.form == formHan && i < t.surname {
				switch {
				case t.surname == 1:
					set = hanzi.SurnameReading(s.char)
				case i < len(sets):
					set = sets[i]
				}
			}
			if sound = 0; len(set) > 0 {
				sound = set[0]
			}
		}
		switch {
		case sound != 0:
			key = append(key, write(sound)...)
		case s.char != 0:
			key = utf8.AppendRune(key, hanzi.Fold(s.char))
		default:
			return ""
		}
		if ends != nil {
			*ends = append(*ends, len(key))
		}
	}
	return string(key)
}

func slotText(slots []slot) string {
	var b strings.Builder
	for _, s := range slots {
		if s.char != 0 {
			b.WriteRune(s.char)
		}
	}
	return b.String()
}

// CharactersKey is the name's characters, variants folded, in ascending order:
// it brings swapped ones together.
func CharactersKey(name string) string {
	r := foldedRunes(name)
	slices.Sort(r)
	return string(r)
}

// NameKey is the name with variants folded and marks, notes and dots gone.
func NameKey(name string) string { return string(foldedRunes(name)) }

// foldedRunes are the characters of a name of which all are known.
func foldedRunes(name string) []rune {
	t := readName(name)
	if t.form != formHan && t.form != formSegments {
		return nil
	}
	r := make([]rune, len(t.slots))
	for i, s := range t.slots {
		if s.char == 0 {
			return nil
		}
		r[i] = hanzi.Fold(s.char)
	}
	return r
}

// DropKeys are the name and the names that are left when one character is
// taken out, each once: names that share a key are at most one wrong, missing
// or added character (or one on each side) apart. Names of one character give
// none; of two only the name itself, since single characters bring everybody
// together.
func DropKeys(name string) []string {
	r := foldedRunes(name)
	if len(r) < 2 {
		return nil
	}
	keys := []string{string(r)}
	for i := 0; len(r) > 2 && i < len(r); i++ {
		keys = append(keys, string(r[:i])+string(r[i+1:]))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// SurnameKey is the surname, variants folded; of a transliterated name the
// first part.
func SurnameKey(name string) string {
	t := readName(name)
	n := t.surname
	if t.form == formSegments {
		n = t.parts[0]
	}
	return hanzi.FoldString(slotText(t.slots[:min(n, len(t.slots))]))
}

// SurnameSoundKey is the surname by ear, regional differences left out.
func SurnameSoundKey(name string) string {
	t := readName(name)
	if t.form == formMissing || t.form == formLatin || len(t.slots) == 0 {
		return ""
	}
	if t.form == formSegments {
		t.slots = t.slots[:t.parts[0]]
	} else {
		t.slots = t.slots[:min(max(t.surname, 1), len(t.slots))]
	}
	return spell(&t, func(s hanzi.Syllable) string { return s.Regional().ASCII() })
}

// GivenKey is the given name, variants folded: it finds changed surnames.
func GivenKey(name string) string {
	t := readName(name)
	if t.form != formHan || len(t.slots)-t.surname < 2 {
		return ""
	}
	return hanzi.FoldString(slotText(t.slots[t.surname:]))
}

// CitizenIDKey is the first seventeen digits, so that numbers of 15 and 18
// digits meet, and a wrong check digit does no harm. Other documents are their
// text.
func CitizenIDKey(number string) string {
	switch n, text := readCitizenID(number); {
	case n.kind == idOther:
		return text
	case n.kind == idMissing || strings.Contains(text[:17], "*"):
		return ""
	default:
		return text[:17]
	}
}

// CitizenIDTailKey is the birth date and the order number inside: it survives a
// wrong region.
func CitizenIDTailKey(number string) string {
	key := CitizenIDKey(number)
	if len(key) != 17 {
		return ""
	}
	return key[6:]
}

// CitizenIDHeadKey is region and birth date: it survives a wrong tail.
func CitizenIDHeadKey(number string) string {
	n, text := readCitizenID(number)
	if n.kind != idNumber || strings.Contains(text[:14], "*") {
		return ""
	}
	return text[:14]
}

// CitizenIDDropKeys are the number and the numbers left when one digit is taken
// out: numbers one slip apart, also with a digit missing, share one.
func CitizenIDDropKeys(number string) []string {
	_, text := readCitizenID(number)
	if len(text) < 17 || len(text) > 19 {
		return nil
	}
	text = strings.TrimSuffix(text, "*")
	if !allDigits(strings.TrimSuffix(text, "X")) {
		return nil
	}
	keys := []string{text}
	for i := range len(text) {
		keys = append(keys, text[:i]+text[i+1:])
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// DateKey is the solar date as YYYYMMDD; "" where the day is unknown.
func DateKey(date string) string {
	d := readDate(date)
	if d.day == 0 {
		return ""
	}
	v := decimal(d.year, d.month, d.day)
	if d.lunar {
		if v = solarOf(d.year, d.month, d.day, d.leap); v == 0 {
			return ""
		}
	}
	return digitText(v)
}

// MonthKey is year and month, also of a date without day.
func MonthKey(date string) string {
	if key := DateKey(date); key != "" {
		return key[:6]
	}
	d := readDate(date)
	if d.month == 0 || d.lunar {
		return ""
	}
	return digitText(decimal(d.year, d.month, 0))[:6]
}

// LunarDateKey is the solar date of a date that was meant by the lunar
// calendar without saying so; it meets the DateKey of the same person.
func LunarDateKey(date string) string {
	d := readDate(date)
	if d.day == 0 || d.lunar {
		return ""
	}
	if v := solarOf(d.year, d.month, d.day, false); v != 0 {
		return digitText(v)
	}
	return ""
}

func digitText(v uint32) string {
	var b [8]byte
	for i := range b {
		b[7-i] = byte('0' + v>>(4*i)&0xF)
	}
	return string(b[:])
}

// PhoneKeys are the last eight digits of each number in the cell, or what a
// shorter one has.
func PhoneKeys(cell string) []string {
	var keys []string
	for _, n := range readPhones(cell) {
		n = n[max(0, len(n)-8):]
		if !strings.Contains(n, "*") && !slices.Contains(keys, n) {
			keys = append(keys, n)
		}
	}
	slices.Sort(keys)
	return keys
}

// Keys are the key functions by the names under which a specification may use
// them.
func Keys() map[string]func(string) string {
	return map[string]func(string) string{
		"hanzi_name":           NameKey,
		"hanzi_sound":          SoundKey,
		"hanzi_regional_sound": RegionalSoundKey,
		"hanzi_characters":     CharactersKey,
		"hanzi_surname":        SurnameKey,
		"hanzi_surname_sound":  SurnameSoundKey,
		"hanzi_given":          GivenKey,
		"citizen_id":           CitizenIDKey,
		"citizen_id_tail":      CitizenIDTailKey,
		"citizen_id_head":      CitizenIDHeadKey,
		"cn_date":              DateKey,
		"cn_month":             MonthKey,
		"cn_lunar_date":        LunarDateKey,
		"cn_phone":             FirstPhoneKey,
		"cn_door":              DoorKey,
	}
}

// FirstPhoneKey is the first of [PhoneKeys] in the order of the cell.
func FirstPhoneKey(cell string) string {
	for _, n := range readPhones(cell) {
		if n = n[max(0, len(n)-8):]; !strings.Contains(n, "*") {
			return n
		}
	}
	return ""
}
