package block

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Any is the same key for every value that says something: all rows that have
// one are compared with each other.
func Any(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return "*"
}

// word is the key function of every word of a text.
const word = "word"

// below marks a key of which large blocks are left out: "word<40".
const below = "<"

// ErrRows is a bound of the rows of a block that is not possible.
var ErrRows = errors.New("blocks of fewer rows than a whole number above 2, as in word<40")

// bounded parts the name of a key function from the bound of the rows.
func (k Key) bounded() (name, rows string, ok bool) { return strings.Cut(k.Name, below) }

// Rows is from how many rows on a block of the key is left out: a word that
// many texts have tells nothing. It is 0 when all blocks count.
func (k Key) Rows() int {
	_, rows, ok := k.bounded()
	n, err := strconv.Atoi(rows)
	if !ok || err != nil || n <= 2 || rows != strconv.Itoa(n) {
		return 0
	}
	return n
}

// Rows is from how many rows on a block of the rule is left out, 0 when all
// count.
func (r Rule) Rows() (least int) {
	for _, k := range r.Keys {
		if n := k.Rows(); n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	return least
}

// Rare takes away the keys that so many rows or more have, and returns them in
// order. What it leaves has no large blocks.
func (k RowKeys) Rare(rows int) (frequent []uint64) {
	partition(k, func(part []keyed) {
		for i := 0; i < len(part); {
			j := i + 1
			for j < len(part) && part[j].key == part[i].key {
				j++
			}
			if j-i >= rows {
				frequent = append(frequent, part[i].key)
			}
			i = j
		}
	})
	slices.Sort(frequent)
	k.Without(frequent)
	return frequent
}

// Without takes away keys, which are in order.
func (k RowKeys) Without(keys []uint64) {
	if len(keys) == 0 {
		return
	}
	for r, key := range k.First {
		if _, found := slices.BinarySearch(keys, key); found {
			k.First[r] = 0
		}
	}
	for i, m := range k.More {
		if _, found := slices.BinarySearch(keys, m.Key); found {
			k.More[i].Key = 0
		}
	}
}

// wordsOf are the words of a text: runs of letters and figures, of two
// characters or more. Texts without blanks between words, such as Chinese, give
// their pairs of neighbouring characters.
func wordsOf(text string) (words []string) {
	start := -1
	end := func(at int) {
		if start >= 0 && utf8.RuneCountInString(text[start:at]) >= 2 {
			words = append(words, text[start:at])
		}
		start = -1
	}
	before, beforeAt := rune(0), 0
	for i, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			end(i)
			if unicode.Is(unicode.Han, before) {
				words = append(words, text[beforeAt:i+utf8.RuneLen(r)])
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
		default:
			end(i)
		}
		before, beforeAt = r, i
	}
	end(len(text))
	return words
}
