package idnumber

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Every number here is invented; 510322, 110101 and 640104 are real county codes.

func TestParse(t *testing.T) {
	born := Date{1990, 1, 1}
	good := Compose("510322", 1990, 1, 1, 543) // 51032219900101543 and its check digit
	withX := composeX(t, "510322", born)
	tests := []struct {
		name, raw string
		want      Number
	}{
		{"valid", good, Number{Kind: Citizen18, Text: good, Birth: born, Sex: '1', County: "510322", Order: 543, CheckOK: true, DateOK: true}},
		{"missing", "", Number{Kind: Missing}},
		{"blanks only", " 　\t", Number{Kind: Missing, Folded: []Fold{FoldBlank}}},
		{"mess 1 scientific", "5.10322E+17", unknown("5.10322E+17", Scientific)},
		{"mess 1 scientific lower case", "5.10322e+17", unknown("5.10322E+17", Scientific, FoldLower)},
		{"mess 2 rounded tail", "510322199001015000", Number{Kind: Citizen18, Text: "510322199001015000", Birth: born, County: "510322", DateOK: true, Problems: []Problem{ExcelRounded}}},
		{"mess 3 float read back", "510322199001015430", Number{Kind: Citizen18, Text: "510322199001015430", Birth: born, Sex: '1', County: "510322", Order: 543, DateOK: true, Problems: []Problem{WrongCheckDigit}}},
		{"mess 4 apostrophe", "'" + good, valid(good, FoldQuote)},
		{"mess 4 curly apostrophe", "’" + good, valid(good, FoldQuote)},
		{"mess 5 lower case", strings.ToLower(withX), valid(withX, FoldLower)},
		{"mess 5 full width", withX[:17] + "Ｘ", valid(withX, FoldWidth)},
		{"mess 5 full width lower", withX[:17] + "ｘ", valid(withX, FoldWidth, FoldLower)},
		{"mess 5 times sign", withX[:17] + "×", valid(withX, FoldLookalike)},
		{"mess 5 Cyrillic", withX[:17] + "Х", valid(withX, FoldLookalike)},
		{"mess 5 Greek", withX[:17] + "χ", valid(withX, FoldLookalike)},
		{"mess 6 blanks", good[:6] + " " + good[6:14] + "\u3000" + good[14:] + "\u00a0\u200b\t", valid(good, FoldBlank)},
		{"mess 6 byte order mark", "\ufeff" + good, valid(good, FoldBlank)},
		{"mess 6 hyphens", good[:6] + "-" + good[6:14] + "－" + good[14:], valid(good, FoldWidth, FoldHyphen)},
		{"mess 7 fifteen digits", "510322900101543", Number{Kind: Citizen15, Text: good, Birth: born, Sex: '1', County: "510322", Order: 543, CheckOK: true, DateOK: true, Upgraded: true}},
		{"mess 7 born in the 1800s", "510322880101997", Number{Kind: Citizen15, Text: Compose("510322", 1888, 1, 1, 997), Birth: Date{1888, 1, 1}, Sex: '1', County: "510322", Order: 997, CheckOK: true, DateOK: true, Upgraded: true}},
		{"mess 7 number cell", "510322900101543.0", Number{Kind: Citizen15, Text: good, Birth: born, Sex: '1', County: "510322", Order: 543, CheckOK: true, DateOK: true, Upgraded: true, Folded: []Fold{FoldDecimal}}},
		{"mess 8 zeros", "000000000000000000", Number{Kind: Placeholder, Text: "000000000000000000"}},
		{"mess 9 birth date in zeros", "000000199801010000", Number{Kind: Placeholder, Text: "000000199801010000", Birth: Date{1998, 1, 1}}},
		{"mess 9 no date", "000000199813010000", Number{Kind: Placeholder, Text: "000000199813010000"}},
		{"mess 10 unknown area", Compose("990101", 1990, 1, 1, 12), Number{Kind: ForeignerPermanentResident, Text: Compose("990101", 1990, 1, 1, 12), Birth: born, Sex: '2', Order: 12, CheckOK: true, DateOK: true}},
		{"mess 10 unknown province", Compose("170101", 1990, 1, 1, 12), Number{Kind: Citizen18, Text: Compose("170101", 1990, 1, 1, 12), Birth: born, Sex: '2', County: "170101", Order: 12, CheckOK: true, DateOK: true, Problems: []Problem{Area}}},
		{"mess 10 wrong check digit", good[:17] + otherDigit(good[17]), Number{Kind: Citizen18, Text: good[:17] + otherDigit(good[17]), Birth: born, Sex: '1', County: "510322", Order: 543, DateOK: true, Problems: []Problem{WrongCheckDigit}}},
		{"mess 11 one number of two people", "１" + Compose("110101", 1971, 2, 28, 1)[1:], valid(Compose("110101", 1971, 2, 28, 1), FoldWidth)},
		{"mess 12 passport", "e12345678", Number{Kind: Passport, Text: "E12345678", Folded: []Fold{FoldLower}}},
		{"mess 12 passport with two letters", "EA1234567", Number{Kind: Passport, Text: "EA1234567"}},
		{"mess 12 birth certificate", "R510123456", Number{Kind: BirthCertificate, Text: "R510123456"}},
		{"mess 12 disability card", good + "12", Number{Kind: Disability20, Text: good + "12", Citizen: good, Birth: born, Sex: '1', County: "510322", Order: 543, CheckOK: true, DateOK: true}},
		{"mess 12 disability card issued again", good + "12B1", Number{Kind: Disability20, Text: good + "12B1", Citizen: good, Birth: born, Sex: '1', County: "510322", Order: 543, CheckOK: true, DateOK: true}},
		{"mess 12 Hong Kong", Compose("810000", 1990, 1, 1, 1), permit("810000")},
		{"mess 12 Macao", Compose("820000", 1990, 1, 1, 1), permit("820000")},
		{"mess 12 Taiwan", Compose("830000", 1990, 1, 1, 1), permit("830000")},
		{"mess 12 home return permit", "H12345678", Number{Kind: HomeReturnPermit, Text: "H12345678"}},
		{"mess 12 officer", "军字第2001988号", Number{Kind: Military, Text: "军字第2001988号"}},
		{"mess 12 old permanent resident", "CAN110012345678", Number{Kind: ForeignerPermanentResident, Text: "CAN110012345678"}},
		{"mess 12 no number", "无号", Number{Kind: Placeholder, Text: "无号"}},
		{"mess 13 a child's number", Compose("640104", 2015, 6, 1, 20), Number{Kind: Citizen18, Text: Compose("640104", 2015, 6, 1, 20), Birth: Date{2015, 6, 1}, Sex: '2', County: "640104", Order: 20, CheckOK: true, DateOK: true}},
		{"mess 19 impossible date", "51032219900230543X", Number{Kind: Citizen18, Text: "51032219900230543X", Sex: '1', County: "510322", Order: 543, CheckOK: CheckDigit("51032219900230543") == 'X', DateOK: false, Problems: []Problem{BirthDate, WrongCheckDigit}}},
		{"mess 36 not known", " 不 详 ", Number{Kind: Placeholder, Text: "不详", Folded: []Fold{FoldBlank}}},
		{"ones", "111111111111111111", Number{Kind: Placeholder, Text: "111111111111111111"}},
		{"nines", "999999999999999999", Number{Kind: Placeholder, Text: "999999999999999999"}},
		{"counted", "123456789012345678", Number{Kind: Placeholder, Text: "123456789012345678"}},
		{"dash", "——", Number{Kind: Placeholder, Text: "——"}},
		{"one digit missing", good[:17], unknown(good[:17], Length)},
		{"one digit too many", good + "1", unknown(good+"1", Length)},
		{"masked", "510322********5432", unknown("510322********5432", Masked)},
		{"words", "张三", unknown("张三", Charset)},
		{"broken bytes", "5103\xff", unknown("5103?", Charset)},
		{"hostile length", strings.Repeat("1", 5000), Number{Kind: Unknown, Problems: []Problem{Length}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Parse(test.raw); fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", test.want) {
				t.Errorf("Parse(%q)\n got %+v\nwant %+v", test.raw, got, test.want)
			}
		})
	}
}

func valid(text string, folds ...Fold) Number {
	n := Parse(text)
	if !n.Valid() || n.Folded != nil {
		panic("not valid: " + text)
	}
	n.Folded = folds
	return n
}

func unknown(text string, p Problem, folds ...Fold) Number {
	return Number{Kind: Unknown, Text: text, Problems: []Problem{p}, Folded: folds}
}

func permit(area string) Number {
	return Number{Kind: HKMacaoTaiwan, Text: Compose(area, 1990, 1, 1, 1), Birth: Date{1990, 1, 1}, Sex: '1', County: area, Order: 1, CheckOK: true, DateOK: true}
}

func composeX(t *testing.T, county string, d Date) string {
	for order := range 1000 {
		if s := Compose(county, d.Year, d.Month, d.Day, order); s[17] == 'X' {
			return s
		}
	}
	t.Fatal("no order code gives the check digit X")
	return ""
}

func otherDigit(c byte) string {
	if c == '5' {
		return "6"
	}
	return "5"
}

// The examples printed in GB 11643-1999.
func TestCheckDigitOfTheStandard(t *testing.T) {
	for _, s := range []string{"11010519491231002X", "440524188001010014"} {
		if n := Parse(s); !n.Valid() {
			t.Errorf("%s: %+v", s, n)
		}
	}
	for _, s := range []string{"", "1101051949123100", "1101051949123100a", "110105194912310022"} {
		if c := CheckDigit(s); c != 0 {
			t.Errorf("CheckDigit(%q) = %c, want none", s, c)
		}
	}
}

func TestCheck(t *testing.T) {
	today := Date{2024, 5, 1}
	names := func(county string, year int) (string, bool) { return "", county == "110101" && year > 1980 }
	for _, test := range []struct {
		raw  string
		want []Problem
	}{
		{Compose("110101", 1990, 1, 1, 1), nil},
		{Compose("110101", 2024, 5, 2, 1), []Problem{Future}},
		{Compose("110199", 1990, 1, 1, 1), []Problem{Area}},
		{Compose("170199", 2025, 1, 1, 1), []Problem{Area, Future}},
		{Compose("810000", 1990, 1, 1, 1), nil},
		{"无", nil},
	} {
		if got := Parse(test.raw).Check(today, names); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.raw, got, test.want)
		}
	}
}

func TestUpgrade15AndCompose(t *testing.T) {
	if got, want := Upgrade15("510322000101543", 20), Compose("510322", 2000, 1, 1, 543); got != want {
		t.Errorf("Upgrade15 = %s, want %s", got, want)
	}
	for _, bad := range []string{Upgrade15("51032200010154", 19), Upgrade15("510322000101543", 1), Compose("51", 1990, 1, 1, 1), Compose("510322", 1990, 2, 30, 1), Compose("510322", 1990, 1, 1, 1000)} {
		if bad != "" {
			t.Errorf("made %q of nonsense", bad)
		}
	}
}

func TestIsPlaceholder(t *testing.T) {
	for raw, want := range map[string]bool{"无": true, "待办": true, "未办理": true, "暂无": true, "0": true, "１１１１１１": true, "n/a": true, "11": false, "E12345678": false, "张三": false, "": false} {
		if _, ok := IsPlaceholder(raw); ok != want {
			t.Errorf("IsPlaceholder(%q) = %v", raw, ok)
		}
	}
	if birth, ok := IsPlaceholder("000000 19980101 0000"); !ok || birth != (Date{1998, 1, 1}) {
		t.Errorf("birth %v, %v", birth, ok)
	}
}

var anyNumber = rapid.Custom(func(t *rapid.T) string {
	county := rapid.SampledFrom([]string{"110101", "510322", "640104", "810000"}).Draw(t, "county")
	return Compose(county, rapid.IntRange(1900, 2024).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"), rapid.IntRange(1, 999).Draw(t, "order"))
})

// The reason for the check digit: no replacement and no swap of neighbours
// leads from one valid number to another.
func TestValidNumbersAreNeverOneSlipApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyNumber.Draw(t, "number")
		for i := range 18 {
			for _, c := range []byte("0123456789X") {
				if b := []byte(s); b[i] != c {
					b[i] = c
					slipped(t, s, string(b))
				}
			}
			if i < 17 && s[i] != s[i+1] {
				b := []byte(s)
				b[i], b[i+1] = b[i+1], b[i]
				slipped(t, s, string(b))
			}
		}
	})
}

func slipped(t *rapid.T, s, typo string) {
	if Parse(typo).Valid() || !OneTypo(s, typo) || Distance(s, typo) != 1 {
		t.Fatalf("%s and %s: valid %v, one typo %v, distance %d", s, typo, Parse(typo).Valid(), OneTypo(s, typo), Distance(s, typo))
	}
}

func TestOneTypoIsDistanceOne(t *testing.T) {
	text := rapid.StringMatching(`[0-3X]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		d := Distance(a, b)
		if OneTypo(a, b) != (d == 1) || d != Distance(b, a) || d != slowDistance(a, b) {
			t.Fatalf("%q %q: typo %v, distance %d, by definition %d", a, b, OneTypo(a, b), d, slowDistance(a, b))
		}
	})
}

// slowDistance is the definition of optimal string alignment.
func slowDistance(a, b string) int {
	if a == "" || b == "" {
		return len(a) + len(b)
	}
	m, n := len(a)-1, len(b)-1
	cost := 1
	if a[m] == b[n] {
		cost = 0
	}
	d := min(slowDistance(a[:m], b)+1, slowDistance(a, b[:n])+1, slowDistance(a[:m], b[:n])+cost)
	if m > 0 && n > 0 && a[m] == b[n-1] && a[m-1] == b[n] {
		d = min(d, slowDistance(a[:m-1], b[:n-1])+1)
	}
	return d
}

// Whatever is typed around and into a number, the number comes out.
func TestParseFoldsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyNumber.Draw(t, "number")
		var b strings.Builder
		for _, r := range s {
			b.WriteString(rapid.SampledFrom([]string{"", "", " ", "　", "\u00a0", "\u200b", "\ufeff", "'", "‘"}).Draw(t, "noise"))
			switch {
			case r == 'X':
				b.WriteString(rapid.SampledFrom([]string{"X", "x", "Ｘ", "ｘ", "×", "Х", "х", "χ"}).Draw(t, "x"))
			case rapid.Bool().Draw(t, "wide"):
				b.WriteRune(r + 0xFEE0)
			default:
				b.WriteRune(r)
			}
		}
		if n := Parse(b.String()); n.Text != s || !n.Valid() {
			t.Fatalf("Parse(%q) = %+v, want %s", b.String(), n, s)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"510322900101543.0", "5.1E+17", "000000199801010000", "'51-03", "军字第1号", "\xff", "0.0", "-", "1-2X", "810000199001010012"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		n := Parse(raw)
		if again := Parse(n.Text); again.Text != n.Text {
			t.Fatalf("Parse(%q).Text = %q, parsed again %q", raw, n.Text, again.Text)
		}
		if n.Valid() && n.Text != "" && !n.Birth.exists() {
			t.Fatalf("%q is valid without a birth date", raw)
		}
		_ = n.Kind.Key()
		for _, p := range n.Check(Date{2024, 1, 1}, nil) {
			_ = p.Key()
		}
		if one, d := OneTypo(raw, n.Text), Distance(raw, n.Text); one && d == 0 {
			t.Fatalf("%q and %q are one slip apart and equal", raw, n.Text)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	good := Compose("510322", 1990, 1, 1, 543)
	for _, bench := range []struct{ name, raw string }{
		{"valid", good}, {"wrongCheckDigit", good[:17] + otherDigit(good[17])}, {"fifteen", "510322900101543"},
		{"folded", "'" + good[:6] + " " + good[6:]}, {"placeholder", "000000199801010000"}, {"word", "不详"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Parse(bench.raw)
			}
		})
	}
}
