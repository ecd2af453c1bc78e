package compare

import (
	"math"
	"strings"
	"testing"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// slowJaro is Jaro–Winkler as its definition reads.
func slowJaro(s, u string) float64 {
	a, b := []rune(s), []rune(u)
	if len(a) > len(b) {
		a, b = b, a // the pairing is defined from the shorter text
	}
	if len(a) == 0 && len(b) == 0 {
		return 1
	}
	window := max(len(b)/2-1, 0)
	pair := make([]int, len(a))
	taken := map[int]bool{}
	m := 0.0
	for i := range a {
		pair[i] = -1
		for j := range b {
			if pair[i] < 0 && !taken[j] && a[i] == b[j] && j-i <= window && i-j <= window {
				pair[i], taken[j] = j, true
				m++
			}
		}
	}
	if m == 0 {
		return 0
	}
	var inA, inB []rune
	for i := range a {
		if pair[i] >= 0 {
			inA = append(inA, a[i])
		}
	}
	for j := range b {
		if taken[j] {
			inB = append(inB, b[j])
		}
	}
	moved := 0
	for i := range inA {
		if inA[i] != inB[i] {
			moved++
		}
	}
	jaro := (m/float64(len(a)) + m/float64(len(b)) + (m-math.Floor(float64(moved)/2))/m) / 3
	if jaro <= 0.7 {
		return jaro
	}
	prefix := 0
	for prefix < min(4, len(a)) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}

// slowEdit is the whole matrix of the edit distance.
func slowEdit(s, u string, swaps bool) int {
	a, b := []rune(s), []rune(u)
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			if i == 0 || j == 0 {
				d[i][j] = i + j
				continue
			}
			step := 1
			if a[i-1] == b[j-1] {
				step = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+step)
			if swaps && i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

// near draws a text and another made from it by a few edits.
func near(t *rapid.T) (string, string) {
	pattern := rapid.SampledFrom([]string{`[a-d]{0,20}`, `[a-z]{1,9}`, `[ab]{0,16}`, `[a-cé王小]{0,24}`, `[0-9]{4,8}`, `[a-c ]{0,60}`}).Draw(t, "pattern")
	a := rapid.StringMatching(pattern).Draw(t, "a")
	if rapid.Bool().Draw(t, "unrelated") {
		return a, rapid.StringMatching(pattern).Draw(t, "b")
	}
	b := []rune(a)
	for range rapid.IntRange(0, 4).Draw(t, "edits") {
		at := rapid.IntRange(0, len(b)).Draw(t, "at")
		switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
		case kind == 0:
			b = append(b[:at:at], append([]rune{rapid.SampledFrom([]rune("abcd1é")).Draw(t, "new")}, b[at:]...)...)
		case kind == 1 && at < len(b):
			b = append(b[:at:at], b[at+1:]...)
		case kind == 2 && at+1 < len(b):
			b[at], b[at+1] = b[at+1], b[at]
		case kind == 3 && at < len(b):
			b[at] = rapid.SampledFrom([]rune("abcd1é")).Draw(t, "other")
		}
	}
	return a, string(b)
}

// checkKernels compares every kernel with its slow form.
func checkKernels(t interface{ Fatalf(string, ...any) }, a, b string) {
	ra, rb := []rune(a), []rune(b)
	wa, okA := asWord([]byte(a))
	wb, okB := asWord([]byte(b))
	want := slowJaro(a, b)
	if got := jaroWinklerRunes(ra, rb); math.Abs(got-want) > 1e-12 {
		t.Fatalf("jaroWinklerRunes(%q, %q) = %v, want %v", a, b, got, want)
	}
	if okA && okB {
		if got := jaroWinklerWords(&wa, &wb); math.Abs(got-want) > 1e-12 {
			t.Fatalf("jaroWinklerWords(%q, %q) = %v, want %v", a, b, got, want)
		}
	}
	for _, swaps := range []bool{false, true} {
		want := slowEdit(a, b, swaps)
		if okA && okB {
			if got := editWords(&wa, &wb, swaps); got != want {
				t.Fatalf("editWords(%q, %q, %v) = %d, want %d", a, b, swaps, got, want)
			}
			if got := editOnce(&wa, &wb, swaps); got != min(want, 2) {
				t.Fatalf("editOnce(%q, %q, %v) = %d, want %d", a, b, swaps, got, min(want, 2))
			}
			wa.letters, wb.letters = letterMask([]byte(a)), letterMask([]byte(b))
			if unlike(wa.letters, wb.letters, wa.size(), wb.size()) && slowJaro(a, b) >= 0.7 {
				t.Fatalf("%q and %q are not unlike", a, b)
			}
		}
		texts := newTexts([]string{a, b}, func(dst []byte, s string) []byte { return append(dst, s...) })
		if !texts.Missing(0) && !texts.Missing(1) {
			for k := range 3 {
				if got := texts.within(0, 1, k, swaps); got != min(want, k+1) {
					t.Fatalf("within(%q, %q, %d, %v) = %d, want %d", a, b, k, swaps, got, min(want, k+1))
				}
			}
		}
		for k := range maxEdit + 1 {
			if got := editRunes(ra, rb, k, swaps); got != min(want, k+1) {
				t.Fatalf("editRunes(%q, %q, %d, %v) = %d, want %d", a, b, k, swaps, got, min(want, k+1))
			}
		}
	}
	if got, want := levenshtein.ComputeDistance(a, b), slowEdit(a, b, false); got != want {
		t.Fatalf("the oracles differ on %q, %q: %d, %d", a, b, got, want)
	}
}

func TestKernels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := near(t)
		checkKernels(t, a, b)
	})
}

// TestJaroWinklerKnown has the values of Winkler's papers.
func TestJaroWinklerKnown(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{
		{"martha", "marhta", 0.9611}, {"dwayne", "duane", 0.8400}, {"dixon", "dicksonx", 0.8133},
		{"jones", "johnson", 0.8324}, {"abroms", "abrams", 0.9222}, {"massey", "massie", 0.9333},
	} {
		a, _ := asWord([]byte(tt.a))
		b, _ := asWord([]byte(tt.b))
		if got := jaroWinklerWords(&a, &b); math.Abs(got-tt.want) > 5e-5 {
			t.Errorf("%s, %s: %.4f, want %.4f", tt.a, tt.b, got, tt.want)
		}
	}
}

func FuzzKernels(f *testing.F) {
	f.Add("martha", "marhta")
	f.Add("", "x")
	f.Add("王小明", "王晓明")
	f.Add("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaab")
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = strings.ToValidUTF8(a, "?"), strings.ToValidUTF8(b, "?")
		if len(a) > maxRunes || len(b) > maxRunes {
			return
		}
		checkKernels(t, a, b)
	})
}

// TestFoldAgainstUnicode checks the tables of marked letters: every one that
// Unicode decomposes to an ASCII letter and marks must fold to that letter.
func TestFoldAgainstUnicode(t *testing.T) {
	for r := rune(0x80); r < 0x2000; r++ {
		var plain []rune
		for _, x := range norm.NFKD.String(string(r)) {
			if !unicode.Is(unicode.Mn, x) {
				plain = append(plain, unicode.ToLower(x))
			}
		}
		first, _ := plainLetter(r)
		if first != 0 && len(plain) > 0 && plain[0] < 0x80 && plain[0] != rune(first) {
			t.Errorf("%c folds to %c, want %c", r, first, plain[0])
		}
		if (r < 0x180 || r >= 0x1E00 && r < 0x1F00) && len(plain) == 1 && plain[0] < 0x80 && unicode.IsLetter(r) && r != 'ª' && r != 'º' && first == 0 {
			t.Errorf("%c does not fold to %c", r, plain[0])
		}
	}
}

func TestFold(t *testing.T) {
	for _, tt := range []struct{ in, joined, words, whole string }{
		{"  O'Brien-Smith ", "obriensmith", "obrien smith", "o'brien-smith"},
		{"MÜLLER, Jürgen", "mullerjurgen", "muller jurgen", "muller, jurgen"},
		{"Straße  5", "strasse5", "strasse 5", "strasse 5"},
		{"Nguyễn", "nguyen", "nguyen", "nguyen"},
		{"ＡＢＣ１２", "abc12", "abc12", "abc12"},
		{"e\u0301a", "ea", "ea", "ea"},
		{"王 小明", "王小明", "王 小明", "王 小明"},
		{"J. R.", "jr", "j r", "j. r."},
		{" -?- ", "", "", "-?-"},
	} {
		for st, want := range map[style]string{joined: tt.joined, words: tt.words, whole: tt.whole} {
			if got := string(appendFolded(nil, tt.in, st)); got != want {
				t.Errorf("%q in style %d: %q, want %q", tt.in, st, got, want)
			}
		}
	}
}
