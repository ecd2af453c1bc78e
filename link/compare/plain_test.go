package compare

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The comparators once more, as their documentation reads, over texts.

func oneSlip(a, b string) bool { return a != b && slowEdit(a, b, true) == 1 }

func plainPhone(a, b string) string {
	tail := func(s string, n int) string { return s[max(0, len(s)-n):] }
	switch short := min(len(a), len(b)); {
	case a == b:
		return "exact"
	case oneSlip(a, b):
		return "typo"
	case short >= 8 && tail(a, 8) == tail(b, 8):
		return "last8"
	case short >= 7 && tail(a, 7) == tail(b, 7):
		return "last7"
	}
	return "else"
}

func plainEmail(a, b string, common []string) string {
	split := func(s string) (user, domain string) {
		at := strings.LastIndexByte(s, '@')
		if at < 0 {
			return s, ""
		}
		return s[:at], s[at+1:]
	}
	userA, domainA := split(a)
	userB, domainB := split(b)
	known := userA != "" && userB != ""
	switch {
	case a == b:
		return "exact"
	case oneSlip(a, b):
		return "typo"
	case known && userA == userB:
		return "user"
	case known && min(len([]rune(userA)), len([]rune(userB))) >= 5 && oneSlip(userA, userB):
		return "user_typo"
	case domainA != "" && domainA == domainB && !slices.Contains(common, domainA):
		return "domain"
	}
	return "else"
}

func plainPostcode(a, b string) string {
	areaA, districtA := postalParts([]byte(a))
	areaB, districtB := postalParts([]byte(b))
	switch {
	case a == b:
		return "exact"
	case oneSlip(a, b):
		return "typo"
	case a[:districtA] == b[:districtB]:
		return "district"
	case a[:areaA] == b[:areaB]:
		return "area"
	}
	return "else"
}

// common takes the words that two lists share out of both.
func common(a, b []string) (shared, restA, restB []string) {
	restB = slices.Clone(b)
	for _, w := range a {
		if i := slices.Index(restB, w); i >= 0 {
			restB = slices.Delete(restB, i, i+1)
			shared = append(shared, w)
		} else {
			restA = append(restA, w)
		}
	}
	return shared, restA, restB
}

func wordTypo(a, b string) bool {
	return !strings.ContainsAny(a+b, "0123456789") && min(len([]rune(a)), len([]rune(b))) >= 4 && oneSlip(a, b)
}

// mostPairs is the size of the largest pairing of like words, by trying all.
func mostPairs(a, b []string, like func(a, b string) bool) int {
	if len(a) == 0 {
		return 0
	}
	best := mostPairs(a[1:], b, like)
	for i, w := range b {
		if like(a[0], w) {
			best = max(best, 1+mostPairs(a[1:], slices.Delete(slices.Clone(b), i, i+1), like))
		}
	}
	return best
}

func plainFullName(a, b string) string {
	x, y := strings.Fields(a), strings.Fields(b)
	shared, restX, restY := common(x, y)
	near := func(a, b string) bool {
		return wordTypo(a, b) || min(len([]rune(a)), len([]rune(b))) >= 3 && slowJaro(a, b) >= 0.88
	}
	like := func(a, b string) bool { return near(a, b) || strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }
	shorter := min(len(x), len(y))
	paired := len(shared) + mostPairs(restX, restY, near)
	enough := shorter >= 2 || len(x) == len(y)
	switch {
	case a == b:
		return "exact"
	case len(restX)+len(restY) == 0:
		return "swapped"
	case min(len(restX), len(restY)) == 0 && len(shared) >= 2:
		return "contained"
	case paired == 0:
		return "else"
	case paired == shorter && enough:
		return "near"
	case len(shared)+mostPairs(restX, restY, like) == shorter && enough:
		return "initials"
	}
	return "one_word"
}

// plainTokens also tells whether a threshold is too near to be sure.
func plainTokens(a, b string, f *frequencies) (level string, unsure bool) {
	x, y := strings.Fields(a), strings.Fields(b)
	shared, restX, restY := common(x, y)
	weight := func(words ...string) (sum float64) {
		for _, w := range words {
			df, ok := f.Words[w]
			if !ok {
				df = 1 // fewer words than are remembered: the rest stand once
			}
			sum += math.Log1p(float64(f.Texts) / float64(df))
		}
		return sum
	}
	soft, used := 0.0, make([]bool, len(restY))
	likes := make([]int, len(restY))
	for _, v := range restX {
		n := 0
		for j, w := range restY {
			if !wordTypo(v, w) {
				continue
			}
			n++
			likes[j]++
			if !used[j] {
				used[j] = true
				soft += weight(v, w)
			}
		}
		unsure = unsure || n > 1
	}
	unsure = unsure || slices.ContainsFunc(likes, func(n int) bool { return n > 1 })
	similarity := (2*weight(shared...) + softWord*soft) / (weight(x...) + weight(y...))
	for _, s := range []float64{0.5, 0.7, 0.9} {
		unsure = unsure || math.Abs(similarity-s) < 1e-4
	}
	switch {
	case a == b:
		return "exact", false
	case len(restX)+len(restY) == 0:
		return "same_words", false
	case similarity >= 0.9:
		return "dice_0.90", unsure
	case min(len(restX), len(restY)) == 0 && len(shared) >= 2:
		return "contained", unsure
	case similarity >= 0.7:
		return "dice_0.70", unsure
	case similarity >= 0.5:
		return "dice_0.50", unsure
	}
	return "else", unsure
}

// words draws texts of a few words that are often alike.
var wordsAlike = rapid.Custom(func(t *rapid.T) string {
	word := rapid.OneOf(
		rapid.SampledFrom([]string{"john", "jon", "johan", "smith", "smyth", "smithe", "mary", "marie", "j", "s", "ann", "anne", "12", "12a", "high", "hihg", "street", "streat", "road", "zoë"}),
		rapid.StringMatching(`[a-c]{1,6}`), rapid.StringMatching(`[a-z]{17,20}`))
	return strings.Join(rapid.SliceOfN(word, 1, 5).Draw(t, "words"), " ")
})

// TestAgainstPlain grades pairs in both ways.
func TestAgainstPlain(t *testing.T) {
	draw := map[string]*rapid.Generator[string]{
		"phone":     rapid.OneOf(rapid.StringMatching(`[1-3]{5,9}`), rapid.StringMatching(`1[1-2]{14,17}`), rapid.StringMatching(`(4412|12)?345678[0-9]`)),
		"email":     rapid.OneOf(rapid.StringMatching(`[ab]{1,7}@[xy]{1,2}\.z`), rapid.StringMatching(`[ab]{4,6}`), rapid.StringMatching(`[ab王]{2,5}@[xy]{18}\.z`)),
		"postcode":  rapid.OneOf(rapid.StringMatching(`[AB][1-2]{0,2}[AB]?[1-2][AB]{2}`), rapid.StringMatching(`[1-3]{2,6}`), rapid.StringMatching(`[王A]{1,2}[1-2]{2,17}`)),
		"full_name": wordsAlike,
		"tokens":    wordsAlike,
	}
	for _, c := range all(t) {
		generator := draw[c.Name()]
		if generator == nil {
			continue
		}
		t.Run(c.Name(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				values := rapid.SliceOfNDistinct(generator, 2, 6, rapid.ID).Draw(t, "values")
				prepared := c.Prepare(values)
				for a := range uint32(len(values)) {
					for b := range a {
						if prepared.Missing(a) || prepared.Missing(b) {
							continue
						}
						want, unsure := "", false
						x, y := values[a], values[b]
						switch p := prepared.(type) {
						case *phones:
							want = plainPhone(string(appendPhone(nil, x)), string(appendPhone(nil, y)))
						case *emails:
							want = plainEmail(string(foldEmail(nil, x)), string(foldEmail(nil, y)), p.common.Common)
						case *postcodes:
							want = plainPostcode(string(appendFolded(nil, x, joined)), string(appendFolded(nil, y, joined)))
						case *fullNames:
							want = plainFullName(string(appendFolded(nil, x, words)), string(appendFolded(nil, y, words)))
						case *tokens:
							want, unsure = plainTokens(string(appendFolded(nil, x, words)), string(appendFolded(nil, y, words)), p.rarity)
						}
						if got := c.Levels()[prepared.Level(a, b)].Name; got != want && !unsure {
							t.Fatalf("%q, %q: %s, want %s", x, y, got, want)
						}
					}
				}
			})
		})
	}
}
