package publish

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestName is the longest file name in bytes, without the extension; file
// systems allow 255, and a number may have to be added.
const longestName = 180

// filenames gives names that every system can write, each once.
type filenames struct{ taken map[string]bool }

// name turns a title into a file name without extension. Names that differ
// only in case are one on Windows and get numbers.
func (n *filenames) name(title string) string {
	if n.taken == nil {
		n.taken = map[string]bool{}
	}
	base := safeName(title)
	name := base
	for i := 2; n.taken[strings.ToLower(name)]; i++ {
		name = base + " (" + strconv.Itoa(i) + ")"
	}
	n.taken[strings.ToLower(name)] = true
	return name
}

// safeName replaces what Windows or Linux do not allow in file names.
func safeName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"/\|?*`, r) || r == utf8.RuneError:
			return '_'
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	for len(s) > longestName {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	s = strings.Trim(s, " .")
	if s == "" || reservedName(s) {
		s = "_" + s
	}
	return s
}

// reservedName reports the device names of Windows, also with an extension.
func reservedName(s string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(s), ".")
	switch stem = strings.TrimSpace(stem); stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) == 4 && (stem[:3] == "COM" || stem[:3] == "LPT") && stem[3] >= '0' && stem[3] <= '9'
}
