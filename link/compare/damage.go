package compare

import "unicode"

// Damaged reports whether a text was read in a wrong encoding and lost: most of
// its letters and figures are what the bytes of another script look like in
// Latin-1 (ã ¼ â Ð), or the sign of a character that could not be read
// (U+FFFD). Such texts resemble one another and say nothing.
//
// No language of Latin letters writes so: words of letters with marks alone are
// à, été has its t. So the letters of words count, one side those of words
// without a plain one, the other side all else; a name or word or two of marked
// letters alone, as Åå, are left as they are.
func Damaged(s string) bool {
	first := 0
	for first < len(s) && s[first] < 0x80 {
		first++
	}
	if first == len(s) {
		return false
	}
	const fewest = 3
	var lost, sound int
	marked, plain := 0, 0 // of the word at hand
	end := func() {
		if plain == 0 {
			lost += marked
		} else {
			sound += plain + marked
		}
		marked, plain = 0, 0
	}
	for _, r := range s {
		switch {
		case r == unicode.ReplacementChar:
			lost++
		case r >= 0x80 && r <= 0xFF && unicode.IsLetter(r) || windowsLetter(r):
			marked++
		case unicode.IsLetter(r) || r >= '0' && r <= '9':
			plain++
		default:
			end()
		}
	}
	end()
	return lost >= fewest && lost > sound
}

// windowsLetter reports whether r is a letter that Windows-1252 has and Latin-1
// has not.
func windowsLetter(r rune) bool {
	switch r {
	case 'Œ', 'œ', 'Š', 'š', 'Ž', 'ž', 'Ÿ', 'ƒ', 'ˆ':
		return true
	}
	return false
}
