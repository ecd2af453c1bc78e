package compare

import "strings"

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
		p := &postcodes{texts: t, parts: make([]postcode, t.count())}
		districts, areas := map[string]uint32{}, map[string]uint32{}
		var s space
		for n := 1; n < t.count(); n++ {
			area, district := postalParts(string(t.runes(uint32(n), &s)))
			p.parts[n] = postcode{intern(areas, area), intern(districts, district)}
		}
		return p
	}}
}

type postcode struct{ area, district uint32 }

type postcodes struct {
	*texts
	parts []postcode // by text
}

func (p *postcodes) Level(a, b uint32) uint8 {
	x, y := p.number[a], p.number[b]
	switch {
	case x == y:
		return 5
	case p.within(x, y, 1, true) <= 1:
		return 4
	case p.parts[x].district == p.parts[y].district:
		return 3
	case p.parts[x].area == p.parts[y].area:
		return 2
	}
	return Else
}

// postalParts gives area and district of a folded code.
func postalParts(code string) (area, district string) {
	if strings.IndexFunc(code, isLatin) < 0 {
		return code[:min(2, len(code))], code[:min(3, len(code))]
	}
	letters := 0
	for letters < len(code) && isLatin(rune(code[letters])) {
		letters++
	}
	if letters == 0 { // 1234 AB
		letters = min(2, len(code))
	}
	if len(code) > 4 {
		return code[:letters], code[:len(code)-3]
	}
	return code[:letters], code // only the district was given
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' }

// intern numbers texts.
func intern(known map[string]uint32, s string) uint32 {
	n, ok := known[s]
	if !ok {
		n = uint32(len(known))
		known[s] = n
	}
	return n
}
