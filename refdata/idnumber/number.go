package idnumber

import "strings"

// Number is what a text in an ID number column turned out to be.
type Number struct {
	Kind Kind
	// Text is canonical: 18 characters with upper-case X for citizens (15
	// digits upgraded), else the folded text. A text too long to be any number
	// leaves it empty.
	Text string
	// Citizen is the citizen number inside a disability card's number.
	Citizen string
	// Birth, Sex ('1' male, '2' female), County and Order are what the number
	// says; zero where it says nothing or nothing that can be trusted. Birth is
	// zero unless DateOK, but for placeholders.
	Birth  Date
	Sex    byte
	County string
	Order  int

	CheckOK, DateOK bool
	// Upgraded marks 15 digits turned into 18. Which century is an inference,
	// and the check digit is computed, so CheckOK says nothing then.
	Upgraded bool
	Problems []Problem
	Folded   []Fold
}

// Valid reports whether the number carries a birth date and a check digit and
// nothing is wrong with it. Numbers of 15 digits are valid when the date is.
func (n Number) Valid() bool { return n.CheckOK && n.DateOK && len(n.Problems) == 0 }

// Has reports whether the number has the problem.
func (n Number) Has(p Problem) bool {
	for _, q := range n.Problems {
		if p == q {
			return true
		}
	}
	return false
}

// Parse reads a text from an ID number column. It never fails and never panics:
// what cannot be understood has Kind Unknown and Problems that say why.
func Parse(raw string) Number {
	if shape18(raw) { // as nearly all are: no copy, no folding
		return parse18(raw)
	}
	if len(raw) == 15 && allDigits(raw) {
		return parseFolded(raw)
	}
	if len(raw) > maxText {
		return Number{Kind: Unknown, Problems: []Problem{Length}}
	}
	text, folds := fold(raw)
	n := parseFolded(text)
	n.Folded = folds
	return n
}

func parseFolded(s string) Number {
	switch {
	case s == "":
		return Number{Kind: Missing}
	case shape18(s):
		return parse18(s)
	}
	if birth, ok := placeholder(s); ok {
		return Number{Kind: Placeholder, Text: s, Birth: birth}
	}
	if len(s) == 15 && allDigits(s) {
		return parse15(s)
	}
	if disability(s) {
		n := parse18(s[:18])
		if n.Kind == Citizen18 {
			n.Kind, n.Text, n.Citizen = Disability20, s, s[:18]
			return n
		}
	}
	if k := document(s); k != Unknown {
		return Number{Kind: k, Text: s}
	}
	return Number{Kind: Unknown, Text: s, Problems: []Problem{reason(s)}}
}

func shape18(s string) bool {
	return len(s) == 18 && (s[17]-'0' <= 9 || s[17] == 'X') && allDigits(s[:17])
}

// parse18 reads 17 digits and a check character.
func parse18(s string) Number {
	if s[0] <= '1' { // the only digits placeholders of counted or zero digits begin with
		if birth, ok := placeholder(s); ok {
			return Number{Kind: Placeholder, Text: s, Birth: birth}
		}
	} else if s[0] == s[1] && repeated(s) {
		return Number{Kind: Placeholder, Text: s}
	}
	n := Number{Kind: Citizen18, Text: s, County: s[:6], Order: number(s[14:17])}
	n.CheckOK = CheckDigit(s[:17]) == s[17]
	n.setBirth(Date{number(s[6:10]), number(s[10:12]), number(s[12:14])})
	switch {
	case s[:6] == "810000", s[:6] == "820000", s[:6] == "830000":
		n.Kind = HKMacaoTaiwan
	case s[0] == '9':
		n.Kind, n.County = ForeignerPermanentResident, ""
	case !province[number(s[:2])]:
		n.Problems = append(n.Problems, Area)
	}
	n.Sex = '2' - (s[16]-'0')%2
	if !n.CheckOK {
		if s[15:] == "000" {
			n.Sex, n.Order = 0, 0
			n.Problems = append(n.Problems, ExcelRounded)
		} else {
			n.Problems = append(n.Problems, WrongCheckDigit)
		}
	}
	return n
}

// parse15 reads a number of the first generation. Order codes 996 to 999 were
// kept for people then over a hundred, born in the 1800s (GB 11643-1989).
func parse15(s string) Number {
	century := 19
	if s[12:] >= "996" {
		century = 18
	}
	n := Number{Kind: Citizen15, Text: Upgrade15(s, century), County: s[:6], Order: number(s[12:]), CheckOK: true, Upgraded: true}
	n.setBirth(Date{century*100 + number(s[6:8]), number(s[8:10]), number(s[10:12])})
	if !province[number(s[:2])] {
		n.Problems = append(n.Problems, Area)
	}
	n.Sex = '2' - (s[14]-'0')%2
	return n
}

func (n *Number) setBirth(d Date) {
	if n.DateOK = d.exists(); n.DateOK {
		n.Birth = d
	} else {
		n.Problems = append(n.Problems, BirthDate)
	}
}

// CountyName tells the name of a county code of six digits in a year, and
// whether the code is known at all. refdata/division has one.
type CountyName func(county6 string, year int) (name string, known bool)

// Check returns the problems of the number together with those that need
// knowledge from outside: a birth after today, a county code never in use.
// names may be nil.
func (n Number) Check(today Date, names CountyName) []Problem {
	problems := n.Problems[:len(n.Problems):len(n.Problems)]
	if n.DateOK && n.Birth.after(today) {
		problems = append(problems, Future)
	}
	if names != nil && (n.Kind.Citizen() || n.Kind == Disability20) && !n.Has(Area) {
		if _, known := names(n.County, n.Birth.Year); !known {
			problems = append(problems, Area)
		}
	}
	return problems
}

// province marks the first two digits of area codes: GB/T 2260, and 83 of the
// residence permits of Taiwan residents.
var province = [100]bool{
	11: true, 12: true, 13: true, 14: true, 15: true, 21: true, 22: true, 23: true,
	31: true, 32: true, 33: true, 34: true, 35: true, 36: true, 37: true,
	41: true, 42: true, 43: true, 44: true, 45: true, 46: true,
	50: true, 51: true, 52: true, 53: true, 54: true,
	61: true, 62: true, 63: true, 64: true, 65: true,
	71: true, 81: true, 82: true, 83: true,
}

// disability: a citizen number, category 1-7, grade 1-4, and B with a digit
// when the card was issued again.
func disability(s string) bool {
	return (len(s) == 20 || len(s) == 22 && s[20] == 'B' && s[21]-'0' <= 9) &&
		shape18(s[:18]) && s[18] >= '1' && s[18] <= '7' && s[19] >= '1' && s[19] <= '4'
}

// reason says why a folded text is no number at all.
func reason(s string) Problem {
	switch {
	case scientific(s):
		return Scientific
	case strings.ContainsAny(s, "*＊"):
		return Masked
	case allDigits(strings.TrimSuffix(s, "X")):
		return Length
	}
	return Charset
}

// scientific: 5.10322E+17.
func scientific(s string) bool {
	mantissa, exponent, ok := strings.Cut(s, "E")
	exponent = strings.TrimPrefix(exponent, "+")
	return ok && mantissa != "" && exponent != "" && mantissa[0]-'0' <= 9 &&
		allDigits(strings.Replace(mantissa, ".", "", 1)) && allDigits(exponent)
}

// document recognises the numbers of other documents by their shape.
func document(s string) Kind {
	letters := 0
	for letters < len(s) && s[letters] >= 'A' && s[letters] <= 'Z' {
		letters++
	}
	digits := len(s) - letters
	switch {
	case strings.Contains(s, "字第"):
		return Military
	case !allDigits(s[letters:]):
		return Unknown
	case letters == 1 && digits == 9:
		return BirthCertificate
	case letters == 1 && (s[0] == 'H' || s[0] == 'M') && (digits == 8 || digits == 10):
		return HomeReturnPermit
	case letters == 3 && digits == 12:
		return ForeignerPermanentResident
	case letters == 1 && digits >= 7 && digits <= 8, letters == 2 && digits >= 6 && digits <= 7:
		return Passport
	case letters == 0 && digits == 9 && (s[:2] == "14" || s[:2] == "15"): // until 2007
		return Passport
	}
	return Unknown
}
