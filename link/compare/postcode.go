package compare

import "bytes"

// Postcode compares postal codes. From the top:
//
//	exact     the same letters and digits
//	typo      one character wrong, missing, added, or two exchanged
//	district  the same district: in codes with letters all but the last three
//	          characters (the outward code of Britain, the first half of
//	          Canada), else the first three digits
//	area      the same area: the letters at the start, else the first two digits
func Postcode() Comparator {
	all := levels(Level{Name: "area"}, Level{Name: "district"}, Level{Name: "typo"})
	return &simple{"postcode", all, func(values []string) Prepared {
		t := newTexts(values, func(dst []byte, s string) []byte { return appendFolded(dst, s, joined) })
		p := &postcodes{t}
		for i := range t.list {
			p.measure(&t.list[i])
		}
		return p
	}}
}

type postcodes struct{ *texts }

// measure notes how long area and district of a code are.
func (p *postcodes) measure(w *word) {
	if w.n > 0 {
		var s [16]byte
		area, district := postalParts(p.bytes(w, &s))
		w.area, w.head = uint8(area), uint8(district)
	}
}

// Add takes a further value.
func (p *postcodes) Add(value string) uint32 {
	n := p.texts.Add(value)
	p.measure(&p.list[n])
	return n
}

func (p *postcodes) Level(a, b uint32) uint8 {
	x, y := &p.list[a], &p.list[b]
	switch {
	case x.same(y):
		return 5
	case x.n < 0 || y.n < 0:
		return p.long(a, b)
	case p.slip(a, b):
		return 4
	case byte(x.lo) != byte(y.lo): // neither can be the same
	case x.head == y.head && x.begins(y, uint(x.head)):
		return 3
	case x.area == y.area && x.begins(y, uint(x.area)):
		return 2
	}
	return Else
}

// long grades codes of which one at least is no word.
func (p *postcodes) long(a, b uint32) uint8 {
	var s, u [16]byte
	v, w := p.bytes(&p.list[a], &s), p.bytes(&p.list[b], &u)
	areaV, districtV := postalParts(v)
	areaW, districtW := postalParts(w)
	switch {
	case p.equal(a, b):
		return 5
	case p.slip(a, b):
		return 4
	case bytes.Equal(v[:districtV], w[:districtW]):
		return 3
	case bytes.Equal(v[:areaV], w[:areaW]):
		return 2
	}
	return Else
}

// postalParts gives the lengths of area and district of a folded code.
func postalParts(code []byte) (area, district int) {
	if bytes.IndexFunc(code, isLatin) < 0 {
		return min(2, len(code)), min(3, len(code))
	}
	letters := 0
	for letters < len(code) && isLatin(rune(code[letters])) {
		letters++
	}
	if letters == 0 { // 1234 AB
		letters = min(2, len(code))
	}
	if len(code) > 4 {
		return letters, len(code) - 3
	}
	return letters, len(code) // only the district was given
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' }
