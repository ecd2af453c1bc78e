package compare

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// all builds every comparator of the catalogue with its defaults.
func all(t testing.TB) []Comparator {
	var out []Comparator
	for _, e := range Builtin().Entries() {
		c, err := New(e.Name, nil)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// checkBatch checks that many pairs at a time are graded as one is.
func checkBatch(t interface{ Fatalf(string, ...any) }, c Comparator, values []string) {
	p := c.Prepare(values)
	batch, ok := p.(Batch)
	if !ok {
		return
	}
	var a, b []uint32
	for x := range uint32(len(values)) {
		for y := range uint32(len(values)) {
			if x != y && !p.Missing(x) && !p.Missing(y) {
				a, b = append(a, x), append(b, y)
			}
		}
	}
	to := make([]uint8, len(a))
	batch.LevelAll(a, b, to)
	for i, got := range to {
		if want := p.Level(a[i], b[i]); got != want {
			t.Fatalf("%s: %q, %q: level %d among many, %d alone", c.Name(), values[a[i]], values[b[i]], got, want)
		}
	}
}

// checkLaws checks what every comparator promises.
func checkLaws(t interface{ Fatalf(string, ...any) }, c Comparator, values []string) {
	levels := c.Levels()
	if levels[Null].Name != "null" || levels[Else].Name != "else" || levels[len(levels)-1].Name != "exact" || len(levels) > MaxLevels {
		t.Fatalf("%s: levels %v", c.Name(), levels)
	}
	checkBatch(t, c, values)
	top := uint8(len(levels) - 1)
	p := c.Prepare(values)
	for a := range uint32(len(values)) {
		if values[a] == "" && !p.Missing(a) {
			t.Fatalf("%s: the empty value is not missing", c.Name())
		}
		if p.Missing(a) {
			continue
		}
		if got := p.Level(a, a); got != top {
			t.Fatalf("%s: %q against itself is level %d", c.Name(), values[a], got)
		}
		for b := range a {
			if p.Missing(b) {
				continue
			}
			x, y := p.Level(a, b), p.Level(b, a)
			if x != y || x < Else || x > top {
				t.Fatalf("%s: %q, %q are levels %d and %d", c.Name(), values[a], values[b], x, y)
			}
			if values[a] == values[b] && x != top {
				t.Fatalf("%s: %q twice is level %d", c.Name(), values[a], x)
			}
		}
	}
}

// anyValue draws the kinds of text that stand in columns of persons.
var anyValue = rapid.OneOf(
	rapid.SampledFrom([]string{"", " ", "-", "j", "john", "Jon", "JOHN", "O'Neil", "smith", "john smith", "smith, john", "j smith", "John Q. Smith",
		"1990-02-03", "19900203", "3/2/1990", "02.03.1990", "1990", "1990-02", "3 Feb 1990", "1990年2月3日", "9999-12-31", "00000000", "19900230",
		"M1 2AB", "m12ab", "M1 2AC", "12345-6789", "12345", "0161 496 0000", "+44 161 496 0000", "13800000000", "008613912345678",
		"ann@mail.example", "anne@mail.example", "ann@firm.example", "1,234.5", "1234,5", "12a", "12", "21", "王小明", "王小", "n/a",
		"12 high street", "high street 12", "12 high str", "flat 2, 12 high street", strings.Repeat("long word ", 60)}),
	rapid.StringMatching(`[a-c]{0,5}( [a-c]{1,5}){0,3}`),
	rapid.StringMatching(`[0-9]{0,2}[-/.]?[0-9]{0,2}[-/.]?[0-9]{0,4}`),
	rapid.StringMatching(`[ab]{1,3}@[ab]{1,2}\.x`),
	rapid.String(),
)

func TestLaws(t *testing.T) {
	comparators := all(t)
	rapid.Check(t, func(t *rapid.T) {
		values := append([]string{""}, rapid.SliceOfN(anyValue, 1, 12).Draw(t, "values")...)
		for _, c := range comparators {
			checkLaws(t, c, values)
		}
	})
}

func FuzzLaws(f *testing.F) {
	f.Add("john smith", "smith j")
	f.Add("1990-02-03", "03/02/90")
	f.Add("a@b", "A@b.")
	f.Add("\xff\xfe", "+86 138")
	comparators := all(f)
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, c := range comparators {
			checkLaws(t, c, []string{"", a, b, a + b, b + a, a})
		}
	})
}

// TestNamedLevels has pairs whose level follows from the documentation.
func TestNamedLevels(t *testing.T) {
	for _, tt := range []struct{ comparator, a, b, level string }{
		{"exact", "Ann  Lee", "ann lee", "exact"}, {"exact", "12-34", "1234", "else"},
		{"code", "12-34 a", "1234A", "exact"}, {"code", "1234", "1235", "else"},

		{"name", "O'Brien", "OBRIEN", "exact"}, {"name", "José", "jose", "exact"},
		{"name", "smith", "smyth", "typo"}, {"name", "smith", "simth", "typo"}, {"name", "jon", "jan", "jw_0.70"},
		{"name", "j", "jonathan", "prefix"}, {"name", "alex", "alexandrina", "prefix"}, {"name", "rob", "robert", "jw_0.88"},
		{"name", "katherine", "catherina", "jw_0.70"}, {"name", "catherine", "cathryn", "jw_0.88"}, {"name", "williams", "williamson", "jw_0.92"}, {"name", "ann", "bob", "else"},

		{"full_name", "john smith", "Smith, John", "swapped"}, {"full_name", "john smith", "john q smith", "contained"},
		{"full_name", "john smith", "jon smyth", "near"}, {"full_name", "j smith", "john smith", "initials"},
		{"full_name", "john smith", "mary smith", "one_word"}, {"full_name", "john smith", "mary jones", "else"},
		{"full_name", "smith", "john smith", "one_word"},

		{"date", "1990-02-03", "19900203", "exact"}, {"date", "1990-02-03", "3 Feb 1990", "exact"}, {"date", "1990-02-03", "1990年2月3日", "exact"},
		{"date", "1990-02-03", "1990-02-03T10:11:12", "exact"}, {"date", "1990-02-03", "1990-02-08", "typo"}, {"date", "1990-02-13", "1990-02-31", "typo"},
		{"date", "1990-02-03", "1990-03-02", "swapped"}, {"date", "1990-02-03", "1990-02-25", "month"}, {"date", "1990-01-31", "1990-02-12", "month"},
		{"date", "1990-02-03", "1985-02-03", "day"}, {"date", "1990-02-03", "1990-11-25", "year"}, {"date", "1990-12-30", "1991-11-11", "year"},
		{"date", "1990-02-03", "1984-11-25", "decade"}, {"date", "1990-02-03", "1954-11-25", "else"},
		{"date", "1990", "1990-02-03", "year_only"}, {"date", "1990-01-01", "1990-12-23", "year_only"}, {"date", "1990-01-01", "1984-01-01", "decade"}, {"date", "1900-01-01", "1990-12-23", "null"},
		{"date", "1990-01-01", "1990-01-11", "typo"}, {"date", "1990-02", "1990-02-03", "month"}, {"date", "1990", "1990-00-00", "exact"},
		{"date", "1990", "1997", "decade"}, {"date", "not a day", "not a dax", "typo"}, {"date", "1990-02-03", "0000-00-00", "null"},

		{"postcode", "M1 2AB", "m12ab", "exact"}, {"postcode", "M1 2AB", "M1 2AC", "typo"}, {"postcode", "SW1A 1AA", "SW1A 2BB", "district"},
		{"postcode", "SW1A 1AA", "SW9 2BB", "area"}, {"postcode", "90210", "90377", "area"}, {"postcode", "90210", "90277", "district"}, {"postcode", "90210", "10001", "else"},

		{"phone", "+86 138-1234-5678", "13812345678", "exact"}, {"phone", "13812345678", "13812345687", "typo"},
		{"phone", "0161 496 0123", "+44 161 496 0123", "last8"}, {"phone", "010 4960123", "021 4960123", "last7"},
		{"phone", "13812345678", "15987654321", "else"}, {"phone", "13800138000", "000000", "null"},

		{"email", "Ann@Mail.example", "mailto:ann@mail.example", "exact"}, {"email", "ann.lee@mail.example", "ann.lee@firm.example", "user"},
		{"email", "ann.lee@mail.example", "anm.lee@mail.example", "typo"}, {"email", "ann.lee@mail.example", "anm.lee@firm.example", "user_typo"},
		{"email", "ann@mail.example", "robert@mail.example", "domain"}, {"email", "ann@mail.example", "robert@firm.example", "else"},

		{"number", "1,234.5", "1234.50", "exact"}, {"number", "1 234,5", "1234.5", "exact"}, {"number", "100", "101", "within_0.01"},
		{"number", "100", "105", "within_0.1"}, {"number", "100", "150", "else"}, {"number", "abc", "ABC", "exact"}, {"number", "abc", "1", "else"},
		{"street_number", "12", "12a", "part"}, {"street_number", "12", "21", "typo"}, {"street_number", "12", "35", "else"}, {"street_number", "No. 012", "12", "part"},

		{"tokens", "12 High Street", "high street, 12", "same_words"}, {"tokens", "high street", "12 high street north", "contained"},
		{"tokens", "12 high street", "12 high strete", "dice_0.90"}, {"tokens", "alpha beta", "gamma delta", "else"}, {"tokens", "王小明", "王小明", "exact"},

		{"time", "1990-02-03 10:00", "1990-02-03T10:00:00Z", "exact"}, {"time", "1990-02-03 10:00", "1990-02-04 09:59", "within_1d"},
		{"time", "3 Feb 1990", "1990-02-25", "within_31d"}, {"time", "1990-02-03", "1991-02-03", "within_366d"}, {"time", "1990-02-03", "1995-02-03", "else"}, {"time", "1990", "1990-02-03", "null"},
		{"position", "51.5074, -0.1278", "51.5074;-0.1278", "exact"}, {"position", "51.5074, -0.1278", "51.508, -0.1278", "within_0.1km"},
		{"position", "51.5074, -0.1278", "51.7520, -1.2577", "else"}, {"position", "51.5 -0.1", "51.55 -0.12", "within_10km"}, {"position", "95, 0", "1, 1", "null"}, {"position", "0, 180", "0, -180", "within_0.1km"},
		{"boolean", "yes", "TRUE", "exact"}, {"boolean", "否", "n", "exact"}, {"boolean", "1", "0", "else"}, {"boolean", "maybe", "1", "null"},
		{"set", "a; b", "B;A", "exact"}, {"set", "a;b", "a;b;c", "contained"}, {"set", "a;b;c", "b;c;d", "jaccard_0.50"}, {"set", "a;b;c", "c;d;e", "overlap"}, {"set", "a;a", "a", "exact"}, {"set", "a", "b", "else"}, {"set", ";", "a", "null"},
		{"qgrams", "night", "nacht", "else"}, {"qgrams", "john smith", "smith john", "jaccard_0.80"}, {"qgrams", "John Smith", "john-smith", "exact"}, {"qgrams", "katherine", "catherine", "jaccard_0.60"},
		{"any_of", "a;b", "c;B", "exact"}, {"any_of", "a;b", "c;d", "else"}, {"any_of", ";", "c", "null"},

		{"jaro_winkler", "martha", "marhta", "jw_0.92"}, {"jaro_winkler", "dwayne", "duane", "jw_0.70"},
		{"levenshtein", "abcd", "abdc", "distance_2"}, {"damerau", "abcd", "abdc", "distance_1"}, {"damerau", "abcd", "wxyz", "else"},
	} {
		c, err := New(tt.comparator, nil)
		if err != nil {
			t.Fatal(err)
		}
		p := c.Prepare([]string{"", tt.a, tt.b})
		level := uint8(Null)
		if !p.Missing(1) && !p.Missing(2) {
			level = p.Level(1, 2)
		}
		if got := c.Levels()[level].Name; got != tt.level {
			t.Errorf("%s: %q, %q: %s, want %s", tt.comparator, tt.a, tt.b, got, tt.level)
		}
	}
}

// TestNameAgainstOracle grades names as the documentation says, slowly.
func TestNameAgainstOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := near(t)
		a, b = string(appendFolded(nil, a, joined)), string(appendFolded(nil, b, joined))
		if a == "" || b == "" || isPlaceholder(a) || isPlaceholder(b) {
			return
		}
		jw := slowJaro(a, b)
		want := "else"
		switch {
		case a == b:
			want = "exact"
		case min(len([]rune(a)), len([]rune(b))) >= 4 && slowEdit(a, b, true) == 1:
			want = "typo"
		case jw >= 0.92:
			want = "jw_0.92"
		case jw >= 0.88:
			want = "jw_0.88"
		case strings.HasPrefix(a, b) || strings.HasPrefix(b, a):
			want = "prefix"
		case jw >= 0.70:
			want = "jw_0.70"
		}
		c := Name()
		if got := c.Levels()[c.Prepare([]string{"", a, b}).Level(1, 2)].Name; got != want {
			t.Fatalf("%q, %q: %s, want %s", a, b, got, want)
		}
	})
}

// TestDateOrder has columns whose way of writing only the whole column tells.
func TestDateOrder(t *testing.T) {
	c := Date()
	for _, tt := range []struct {
		values []string
		a, b   int
		level  string
	}{
		{[]string{"", "03/02/1990", "1990-02-03", "25/12/1980"}, 1, 2, "exact"},
		{[]string{"", "02/03/1990", "1990-02-03", "12/25/1980"}, 1, 2, "exact"},
		{[]string{"", "03/02/90", "1990-02-03", "25/12/80"}, 1, 2, "exact"},
		{[]string{"", "03021990", "03 Feb 1990", "25121980"}, 1, 2, "exact"},
		{[]string{"", "19900203", "03 Feb 1990", "19801225"}, 1, 2, "exact"},
		{[]string{"", "Feb 3rd, 1990", "1990/2/3"}, 1, 2, "exact"},
	} {
		p := c.Prepare(tt.values)
		if got := c.Levels()[p.Level(uint32(tt.a), uint32(tt.b))].Name; got != tt.level {
			t.Errorf("%q, %q: %s, want %s", tt.values[tt.a], tt.values[tt.b], got, tt.level)
		}
	}
}

func TestCatalogue(t *testing.T) {
	for _, tt := range []struct {
		name   string
		params map[string]float64
		want   string
	}{
		{"jaro_winkle", nil, `did you mean "jaro_winkler"?`},
		{"Name", nil, `did you mean "name"?`},
		{"qqqqqq", nil, "choose one of exact, code"},
		{"levenshtein", map[string]float64{"d1": 1}, `did you mean "t1"?`},
		{"levenshtein", map[string]float64{"t1": 1.5}, "whole number"},
		{"levenshtein", map[string]float64{"t1": 99}, "must be from 1 to 15"},
		{"jaro_winkler", map[string]float64{"t1": 1}, "between 0 and 1"},
		{"name", map[string]float64{"t1": 1}, "it has none"},
		{"time", map[string]float64{"t1": 0}, "not between 0 and 1000000"},
		{"position", map[string]float64{"t1": 30_000}, "must be from 0 to 20000"},
		{"qgrams", map[string]float64{"q": 2.5}, "whole number"},
	} {
		if _, err := New(tt.name, tt.params); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %v: %v, want %q", tt.name, tt.params, err, tt.want)
		}
	}
	own := Entry{Name: "own", Make: func(map[string]float64) (Comparator, error) { return Exact(), nil }}
	more, err := Builtin().With(own)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := more.New("own", nil); err != nil {
		t.Error(err)
	}
	if _, err := more.With(own); err == nil {
		t.Error("a name was taken twice")
	}
	if _, err := New("own", nil); err == nil {
		t.Error("an own entry changed the builtin catalogue")
	}
	c, err := New("damerau", map[string]float64{"t1": 3, "t2": 1})
	if err != nil || !slices.Equal(levelNames(c), []string{"null", "else", "distance_3", "distance_1", "exact"}) {
		t.Errorf("levels %v, %v", levelNames(c), err)
	}
}

// TestCatalogueReads has parameters as a file has them.
func TestCatalogueReads(t *testing.T) {
	for _, tt := range []struct {
		name   string
		params map[string]any
		a, b   string
		level  string // or part of the error
	}{
		{"any_of", map[string]any{"inner": "phone", "separator": "/"}, "0161 496 0123/010 123456", "+44 161 496 0123", "last8"},
		{"any_of", map[string]any{"inner": "damerau", "t1": 1.0}, "john;peter", "jonh", "distance_1"},
		{"any_of", map[string]any{"inner": "set", "separator": "|"}, "a;b|c", "b;a", "exact"},
		{"any_of", map[string]any{"inner": "nam"}, "", "", `did you mean "name"?`},
		{"any_of", map[string]any{"inner": "any_of"}, "", "", "any_of itself"},
		{"any_of", map[string]any{"inner": "name", "t1": 2}, "", "", `comparator "name" has no parameter "t1"`},
		{"set", map[string]any{"separator": " ", "t1": json.Number("0.25")}, "a b c d", "c d e f", "jaccard_0.25"},
		{"set", map[string]any{"separator": 1}, "", "", "must be a text"},
		{"set", map[string]any{"t1": "much"}, "", "", "must be a number"},
		{"set", map[string]any{"t1": true}, "", "", "give a number or a text"},
		{"qgrams", map[string]any{"q": 3}, "abcdef", "abcdex", "jaccard_0.40"},
		{"number", map[string]any{"t1": json.Number("x")}, "", "", "is no number"},
	} {
		c, err := Builtin().Read(tt.name, tt.params)
		if err != nil {
			if tt.a != "" || !strings.Contains(err.Error(), tt.level) {
				t.Errorf("%s %v: %v, want %q", tt.name, tt.params, err, tt.level)
			}
			continue
		}
		if got := c.Levels()[c.Prepare([]string{tt.a, tt.b}).Level(0, 1)].Name; got != tt.level {
			t.Errorf("%s %v: %q, %q: %s, want %s", tt.name, tt.params, tt.a, tt.b, got, tt.level)
		}
	}
	for _, e := range Builtin().Entries() {
		if e.Doc == "" || slices.ContainsFunc(e.Params, func(p Param) bool { return p.Doc == "" }) {
			t.Errorf("%s is not documented", e.Name)
		}
	}
}

func levelNames(c Comparator) (names []string) {
	for _, l := range c.Levels() {
		names = append(names, l.Name)
	}
	return names
}
