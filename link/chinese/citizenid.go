package chinese

import (
	"iter"
	"math/bits"
	"strings"

	"quanyuan/link/compare"
	"quanyuan/refdata/idnumber"
)

// CitizenID compares citizen identity numbers of 15 and 18 digits, and other
// documents that stand in the same column.
//
// The check digit (ISO 7064 MOD 11-2, GB 11643) finds every single wrong digit
// and every swap of neighbours. So two numbers that both pass it and differ are
// never one slip apart: they are two numbers, and graded "else" even where
// region and birth date agree, as they do for twins. Two whole numbers of which
// one does not pass and that are more than a slip or two apart are "unlike". The
// levels of region and birth date are for numbers of which digits are missing.
type CitizenID struct{}

// MostElse: a person has one number. Two that are valid and differ are somebody
// else's number in the cell, or a number given anew.
func (CitizenID) MostElse() float64 { return 0.005 }

// Name is the key in specifications.
func (CitizenID) Name() string { return "citizen_id" }

const (
	idElse        = compare.Else // two valid numbers that differ
	idUnlike      = iota + 1     // not alike, and one of them at least does not pass the check
	idCounty                     // the first six digits agree
	idBirth                      // the birth date inside agrees
	idCountyBirth                // both agree, the rest does not
	idNear                       // two digits differ
	idIncomplete                 // all digits that both know agree: masked, rounded by a spreadsheet
	idTypo                       // one digit wrong, missing or added, or two neighbours swapped
	idExact                      // the same number, also in 15 and 18 digits
)

// Levels lists the levels; see the constants for what they mean.
func (CitizenID) Levels() []compare.Level {
	return []compare.Level{
		compare.Null:  {Name: "null"},
		idElse:        {Name: "else"},
		idUnlike:      {Name: "unlike"},
		idCounty:      {Name: "county"},
		idBirth:       {Name: "birth"},
		idCountyBirth: {Name: "county_birth"},
		idNear:        {Name: "two_digits"},
		idIncomplete:  {Name: "incomplete"},
		idTypo:        {Name: "typo"},
		idExact:       {Name: "exact", TermFrequency: true},
	}
}

// citizenID is a number in nibbles: region and birth date (14) in head, order
// and check digit (4) in tail, with the digits known.
type citizenID struct {
	head, knownHead uint64
	tail, knownTail uint16
	kind            idKind
	valid           bool // 18 digits that pass the check
}

type idKind uint8

const (
	idMissing idKind = iota
	idNumber
	idOther // another document, or a number with a digit too few or too many
)

// citizenIDs are the numbers of a column. Of another document head is the place
// of its text.
type citizenIDs struct {
	list  []citizenID
	texts []string
}

// Prepare reads the numbers.
func (c CitizenID) Prepare(values []string) compare.Prepared {
	return c.PrepareAll(len(values), compare.Whole(values))
}

// PrepareAll reads numbers that come in stretches.
func (CitizenID) PrepareAll(n int, stretches iter.Seq[[]string]) compare.Prepared {
	c := &citizenIDs{list: make([]citizenID, n)}
	next := c.list
	for values := range stretches {
		compare.Chunks(len(values), func(_, from, to int) {
			for i, v := range values[from:to] {
				next[from+i], _ = readCitizenID(v)
			}
		})
		for i, v := range values {
			if next[i].kind == idOther {
				_, text := readCitizenID(v)
				c.keep(&next[i], strings.Clone(text))
			}
		}
		next = next[len(values):]
	}
	return c
}

// Add reads a further number.
func (c *citizenIDs) Add(value string) uint32 {
	n, text := readCitizenID(value)
	if n.kind == idOther {
		c.keep(&n, text)
	}
	c.list = append(c.list, n)
	return uint32(len(c.list) - 1)
}

// keep stores the text of another document.
func (c *citizenIDs) keep(n *citizenID, text string) {
	n.head = uint64(len(c.texts))
	c.texts = append(c.texts, text)
}

// citizenText brings a number to 18 places where that can be done; unknown
// places are '*', the empty text is a placeholder or has lost its digits.
func citizenText(raw string) (text string, number idnumber.Number) {
	number = idnumber.Parse(withoutNote(raw))
	text = number.Text
	switch {
	case number.Kind == idnumber.Missing, number.Kind == idnumber.Placeholder, number.Has(idnumber.Scientific):
		return "", number
	case number.Kind == idnumber.Disability20:
		return number.Citizen, number
	case number.Upgraded && len(text) == 18:
		return text[:17] + "*", number // the check digit was not written
	case number.Has(idnumber.ExcelRounded) && len(text) == 18:
		return text[:15] + "***", number
	}
	return text, number
}

// withoutNote drops what stands in brackets behind a number: whose it is.
func withoutNote(raw string) string {
	if at := strings.IndexAny(raw, "(（[【"); at > 0 {
		return raw[:at]
	}
	return raw
}

func readCitizenID(raw string) (n citizenID, text string) {
	if n, ok := readValid(raw); ok {
		return n, raw
	}
	text, number := citizenText(raw)
	if len(text) < 5 || oneDigit(text) {
		return citizenID{}, ""
	}
	body := strings.ReplaceAll(text, "*", "0")
	if len(text) != 18 || !allDigits(body[:17]) || body[17] != 'X' && !allDigits(body[17:]) {
		if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" || !strings.ContainsAny(text, "123456789") {
			return citizenID{}, "" // words
		}
		return citizenID{kind: idOther}, text
	}
	n = citizenID{kind: idNumber, valid: !number.Upgraded && number.CheckOK && number.DateOK}
	n.head, n.knownHead = nibbles(text[:14])
	tail, known := nibbles(text[14:])
	n.tail, n.knownTail = uint16(tail), uint16(known)
	return n, text
}

// readValid is the way of nearly all numbers: 18 places that pass the check,
// with a birth date that is one. Others, and the numbers of counted digits
// among placeholders, are left to readCitizenID.
func readValid(raw string) (n citizenID, ok bool) {
	if len(raw) != 18 || raw[0] < '2' || raw[0] > '9' || raw[0] == raw[1] || idnumber.CheckDigit(raw[:17]) != raw[17] || oneDigit(raw) {
		return n, false
	}
	two := func(i int) int { return int(raw[i]-'0')*10 + int(raw[i+1]-'0') }
	if year, month, day := two(6)*100+two(8), two(10), two(12); year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 || day > monthDays(year, month) {
		return n, false
	}
	n = citizenID{kind: idNumber, valid: true}
	n.head, n.knownHead = nibbles(raw[:14])
	tail, known := nibbles(raw[14:])
	n.tail, n.knownTail = uint16(tail), uint16(known)
	return n, true
}

func (c *citizenIDs) Missing(a uint32) bool { return c.list[a].kind == idMissing }

// LevelAll is Level for many pairs; see [compare.Batch].
func (c *citizenIDs) LevelAll(a, b []uint32, to []uint8) {
	sum := uint64(0)
	for i, v := range a {
		sum += c.list[v].head + c.list[b[i]].head
	}
	compare.GradeAll(c, sum, a, b, to)
}

// Level grades two numbers; null where the documents are of different kinds or
// have too few known digits in common.
func (c *citizenIDs) Level(a, b uint32) uint8 {
	x, y := &c.list[a], &c.list[b]
	if a == b {
		return idExact
	}
	if x.kind != idNumber || y.kind != idNumber {
		return c.otherLevel(a, b)
	}
	knownHead, knownTail := x.knownHead&y.knownHead, x.knownTail&y.knownTail
	head := (x.head ^ y.head) & knownHead
	tail := (x.tail ^ y.tail) & knownTail
	if head|uint64(tail) == 0 {
		switch n := bits.OnesCount64(knownHead) + bits.OnesCount16(knownTail); {
		case n >= 17*4:
			return idExact
		case n >= minKnownDigits*4:
			return idIncomplete
		}
		return compare.Null
	}
	if x.valid && y.valid {
		return idElse
	}
	dh, dt := differing4(head), differing4(uint64(tail))
	switch n := bits.OnesCount64(dh) + bits.OnesCount64(dt); {
	case n == 1:
		return idTypo
	case n == 2:
		if c.swapped(x, y) {
			return idTypo
		}
		return idNear
	}
	if bits.OnesCount64(knownHead)+bits.OnesCount16(knownTail) >= 17*4 {
		// Both are whole and further apart than slips are: two numbers. What they
		// have in common, a birth date mostly, stands in a column of its own.
		return idUnlike
	}
	const birth = 1<<(8*4) - 1
	county := head>>(8*4) == 0 && knownHead>>(8*4) == 0xFFFFFF
	sameBirth := head&birth == 0 && knownHead&birth == birth
	switch {
	case county && sameBirth:
		return idCountyBirth
	case sameBirth:
		return idBirth
	case county:
		return idCounty
	}
	return idUnlike
}

// Contradict reports two different numbers that both are whole, pass the check
// and hold a date: no slip makes one of the other, and a person has one. Those
// that are only "unlike" may be misread, or other documents.
func (c *citizenIDs) Contradict(a, b uint32) bool {
	x, y := &c.list[a], &c.list[b]
	return x.valid && y.valid && (x.head != y.head || x.tail != y.tail)
}

// minKnownDigits that must agree before a masked number says anything: more
// than a birth date.
const minKnownDigits = 9

// swapped looks at the seam between head and tail too.
func (c *citizenIDs) swapped(x, y *citizenID) bool {
	known := x.knownHead & y.knownHead
	knownTail := x.knownTail & y.knownTail
	// The last sixteen digits in one word, then the first fourteen.
	a, b := (x.head&known)<<16|uint64(x.tail&knownTail), (y.head&known)<<16|uint64(y.tail&knownTail)
	d := differing4(a ^ b)
	if bits.OnesCount64(d) == 2 {
		return swapped4(a, b, d)
	}
	d = differing4((x.head ^ y.head) & known)
	return bits.OnesCount64(d) == 2 && swapped4(x.head&known, y.head&known, d)
}

// otherLevel compares texts of other documents, and a number with a digit too
// few or too many with a whole one.
func (c *citizenIDs) otherLevel(a, b uint32) uint8 {
	x, y := &c.list[a], &c.list[b]
	if x.kind == idOther && y.kind == idOther {
		s, t := c.texts[x.head], c.texts[y.head]
		switch {
		case s == t:
			return idExact
		case oneEdit(s, t) && min(len(s), len(t)) >= 8:
			return idTypo
		}
		return idUnlike
	}
	if x.kind == idNumber {
		x, y = y, x
	}
	s := c.texts[x.head]
	if !nearLength(s) {
		return compare.Null // another kind of document
	}
	var full [18]byte
	y.digits(&full)
	switch {
	case len(s) == 17 && droppedByte(s, &full), len(s) == 19 && addedByte(s, &full):
		return idTypo
	case s[:14] == string(full[:14]):
		return idCountyBirth
	case s[:6] == string(full[:6]):
		return idCounty
	}
	return idUnlike
}

// nearLength reports a citizen number with one digit too few or too many.
func nearLength(s string) bool {
	return (len(s) == 17 || len(s) == 19) && allDigits(s[:16])
}

func (n *citizenID) digits(to *[18]byte) {
	for i := range 14 {
		to[13-i] = byte(n.head>>(4*i)&0xF) + '0'
	}
	for i := range 4 {
		to[17-i] = byte(n.tail>>(4*i)&0xF) + '0'
	}
	if to[17] == '0'+10 {
		to[17] = 'X'
	}
}

func droppedByte(s string, full *[18]byte) bool {
	i := 0
	for i < len(s) && s[i] == full[i] {
		i++
	}
	return s[i:] == string(full[i+1:])
}

func addedByte(s string, full *[18]byte) bool {
	i := 0
	for i < len(full) && s[i] == full[i] {
		i++
	}
	return s[i+1:] == string(full[i:])
}
