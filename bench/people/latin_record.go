package people

import (
	"fmt"
	"strings"
)

// latinSources: columns are given, middle, surname, birth, sex, street, city,
// postcode, phone, email.
var latinSources = []source{
	{name: "hospital", share: 0.3, missing: []float64{0, 0.35, 0, 0.005, 0.01, 0.03, 0.02, 0.04, 0.2, 0.75}, letters: 1, sound: 0.5, old: 1, style: titleCase},
	{name: "register", share: 0.15, missing: []float64{0, 0.1, 0, 0, 0, 0.01, 0.01, 0.01, 1, 1}, letters: 0.5, sound: 0.3, style: titleCase},
	{name: "web form", share: 0.2, missing: []float64{0.01, 1, 0.01, 0.45, 1, 0.1, 0.1, 0.08, 0.35, 0.03}, letters: 1.2, nick: 3, style: asTyped},
	{name: "call centre", share: 0.12, missing: []float64{0.02, 0.8, 0, 0.2, 0.1, 0.15, 0.1, 0.1, 0.03, 0.6}, letters: 1, sound: 4, nick: 2, style: titleCase},
	{name: "scanned forms", share: 0.1, missing: []float64{0.02, 0.5, 0.02, 0.06, 0.08, 0.06, 0.06, 0.08, 0.4, 0.8}, letters: 0.7, sound: 0.3, ocr: 4, style: upperCase, cut: 24},
	{name: "old system", share: 0.13, missing: []float64{0, 0.6, 0, 0.04, 0.02, 0.05, 0.05, 0.2, 0.3, 1}, letters: 1, sound: 0.5, old: 6, style: upperCase, cut: 15},
}

// records writes a person n times, each in some year by some source.
func (l *latin) records(f *family, p *latinPerson, n int, emit func(record)) {
	for range n {
		emit(l.write(f, p, drawSource(f.r, latinSources), newHand(f.r)))
	}
}

// write is one record of a person.
func (l *latin) write(f *family, p *latinPerson, s *source, h hand) record {
	year := h.between(max(firstYear, p.birth.y), lastYear)
	c := l.facts(f, p, year, h)
	birth := p.birth
	if len(f.people) > 1 { // a value of somebody else in the household
		o := pick(h.dice, f.people)
		d := l.facts(f, o, year, h)
		for _, i := range []int{lGiven, lPhone, lEmail} {
			if h.slips(rates.other) && d[i] != "" {
				c[i] = d[i]
			}
		}
		if h.slips(rates.other) {
			birth = o.birth
		}
	}
	if p.nick != "" && h.chance(rates.nickname*(1+3*s.nick)) {
		c[lGiven] = p.nick
	}
	c[lBirth] = h.slipDate(birth, s)
	if h.slips(rates.sex) {
		c[lSex] = map[string]string{"M": "F", "F": "M"}[c[lSex]]
	}
	if h.chance(0.5) && c[lMiddle] != "" {
		c[lMiddle] = c[lMiddle][:1]
	}
	if h.slips(rates.swapped) {
		c[lGiven], c[lSurname] = c[lSurname], c[lGiven]
	}
	l.spoil(c, s, h)
	return record{cells: c, person: p.number}
}

// facts are the values that hold in a year.
func (l *latin) facts(f *family, p *latinPerson, year int, h hand) []string {
	c := make([]string, len(latinColumns))
	c[lGiven], c[lMiddle], c[lSurname], c[lSex] = p.given, p.middle, p.surname, "M"
	if p.female {
		c[lSex] = "F"
	}
	if p.married > year {
		c[lSurname] = p.maiden
	}
	if h.chance(0.06) { // not told yet
		year -= 3
	}
	d := at(p.homes, year)
	c[lStreet] = l.streetText(d, h)
	c[lCity], c[lPostcode] = l.places.cities[d.city], l.places.postcode(d)
	c[lPhone], c[lEmail] = at(p.phones, year), at(p.emails, year)
	if c[lPhone] == "" || h.chance(0.25) {
		c[lPhone] = d.landline
	}
	return c
}

func (l *latin) streetText(d dwelling, h hand) string {
	s := fmt.Sprintf("%d %s", d.number, l.places.streetName(d))
	switch {
	case d.flat > 0 && h.chance(0.4):
		s = fmt.Sprintf("flat %d, %s", d.flat, s)
	case d.flat > 0 && h.chance(0.7):
		s = fmt.Sprintf("%s apartment %d", s, d.flat)
	case h.chance(0.03):
		s = fmt.Sprintf("%s %d", l.places.streetName(d), d.number)
	}
	return s
}

// spoil leaves out, mistypes and styles the cells.
func (l *latin) spoil(c []string, s *source, h hand) {
	abbreviates := h.chance(rates.abbreviated * 2)
	for i, v := range c {
		switch {
		case v == "":
		case h.chance(s.missing[i] * min(h.care+0.75, 1.6)):
			c[i] = ""
			if s.missing[i] < 1 && h.slips(rates.placeholder*s.old) {
				c[i] = pick(h.dice, latinPlaceholders[i])
			}
		case i == lStreet || i == lCity:
			if i == lStreet && h.slips(rates.figures) {
				v = h.slipFigures(v, 0)
			}
			v = h.slipWord(v, s)
			if abbreviates {
				v = abbreviated(h.dice, v)
			}
			c[i] = h.styled(v, s)
		case i == lGiven || i == lSurname || i == lMiddle:
			if i == lGiven && s.old > 1 && h.chance(0.08) {
				v = v[:1]
			}
			c[i] = h.styled(h.slipWord(v, s), s)
		case i == lPhone || i == lPostcode:
			if h.slips(rates.figures) {
				v = h.slipFigures(v, 0)
			}
			if i == lPhone {
				v = h.phoneText(v, s)
			}
			c[i] = v
		case i == lEmail:
			v = h.slipWord(v, s)
			if s.style == upperCase {
				v = strings.ToUpper(v)
			}
			c[i] = v
		}
	}
}

// latinPlaceholders stand where nothing was known.
var latinPlaceholders = [][]string{{"UNKNOWN", "N/A", "BABY", "MR"}, {"N/A", "X"}, {"UNKNOWN", "N/A", "TEST"}, {"1900-01-01", "1901-01-01", "9999-12-31"}, {"U", "X"},
	{"NO FIXED ADDRESS", "UNKNOWN", "N/A"}, {"UNKNOWN", "N/A"}, {"00000", "99999"}, {"0000000000", "9999999999", "0123456789"}, {"none@none.com", "noemail@mail.com", "test@test.com"}}

func abbreviated(r dice, s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if a := abbreviations[w]; a != nil && r.chance(0.85) {
			words[i] = pick(r, a)
		}
	}
	return strings.Join(words, " ")
}

// phoneText writes a number of ten figures as one of many people do.
func (h hand) phoneText(s string, from *source) string {
	if len(s) < 9 || from.style == upperCase {
		return s
	}
	switch h.IntN(6) {
	case 0:
		return s[:3] + " " + s[3:6] + " " + s[6:]
	case 1:
		return "(" + s[:3] + ") " + s[3:6] + "-" + s[6:]
	case 2:
		return s[:3] + "-" + s[3:6] + "-" + s[6:]
	}
	return s
}
