package hanzi

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// Syllable is one reading: five bits of initial, six of final, three of tone
// (1 to 4, 5 for the light tone, 0 unknown). The zero Syllable is none.
type Syllable uint16

var (
	initials = []string{"", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "zh", "ch", "sh", "r", "z", "c", "s"}
	finals   = []string{"", "a", "o", "e", "ê", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "er",
		"i", "ia", "io", "ie", "iai", "iao", "iou", "ian", "in", "iang", "ing", "iong",
		"u", "ua", "uo", "uai", "uei", "uan", "uen", "uang", "ueng", "ong",
		"ü", "üe", "üan", "ün", "m", "n", "ng"}
)

func syllable(initial, final int, tone uint8) Syllable {
	return Syllable(initial<<9 | final<<3 | int(tone))
}

// Initial returns the consonant, empty where there is none (安, 一, 王).
func (s Syllable) Initial() string { return initials[min(int(s>>9), len(initials)-1)] }

// Final returns the rest without tone, in full form: iou in 刘, uei in 魏.
func (s Syllable) Final() string { return finals[min(int(s>>3&63), len(finals)-1)] }

// Tone returns 1 to 4, 5 for the light tone, 0 where unknown.
func (s Syllable) Tone() int { return int(s & 7) }

// Toneless returns the syllable with its tone unknown.
func (s Syllable) Toneless() Syllable { return s &^ 7 }

// Regional folds what speakers of many regions do not tell apart: n and l,
// zh and z, ch and c, sh and s, f and hu, -ng and -n after a, e, i. Equal
// results sound alike somewhere. The tone is dropped.
func (s Syllable) Regional() Syllable {
	i, f := int(s>>9), int(s>>3&63)
	switch initials[min(i, len(initials)-1)] {
	case "n":
		i = initialIndex("l")
	case "zh":
		i = initialIndex("z")
	case "ch":
		i = initialIndex("c")
	case "sh":
		i = initialIndex("s")
	case "f":
		i = initialIndex("h")
		if to, ok := afterF[finals[min(f, len(finals)-1)]]; ok {
			f = finalIndex(to)
		}
	}
	if to, ok := dropG[finals[min(f, len(finals)-1)]]; ok {
		f = finalIndex(to)
	}
	return syllable(i, f, 0)
}

var (
	afterF = map[string]string{"a": "ua", "an": "uan", "ang": "uang", "ei": "uei", "en": "uen", "o": "uo", "eng": "ong"}
	dropG  = map[string]string{"ang": "an", "eng": "en", "ing": "in", "iang": "ian", "uang": "uan", "ueng": "uen"}
)

func initialIndex(s string) int { return slices.Index(initials, s) }
func finalIndex(s string) int   { return slices.Index(finals, s) }

// Spelling of finals without a consonant before them, and shortened ones after one.
var (
	alone = map[string]string{"i": "yi", "ia": "ya", "io": "yo", "ie": "ye", "iai": "yai", "iao": "yao", "iou": "you", "ian": "yan", "in": "yin",
		"iang": "yang", "ing": "ying", "iong": "yong", "u": "wu", "ua": "wa", "uo": "wo", "uai": "wai", "uei": "wei",
		"uan": "wan", "uen": "wen", "uang": "wang", "ueng": "weng", "ü": "yu", "üe": "yue", "üan": "yuan", "ün": "yun"}
	short = map[string]string{"iou": "iu", "uei": "ui", "uen": "un"}
)

// Plain returns the syllable in small letters without tone: "zhang", "lü".
func (s Syllable) Plain() string {
	initial, final := s.Initial(), s.Final()
	if initial == "" {
		if a, ok := alone[final]; ok {
			return a
		}
		return final
	}
	if f, ok := short[final]; ok {
		final = f
	}
	if initial == "j" || initial == "q" || initial == "x" {
		final = strings.Replace(final, "ü", "u", 1)
	}
	return initial + final
}

// ASCII returns the syllable as it is typed: "zhang", "lv".
func (s Syllable) ASCII() string {
	if all := asTyped(); int(s>>3) < len(all) {
		return all[s>>3]
	}
	return typed.Replace(s.Plain())
}

// asTyped are all syllables as they are typed, by their bits without the tone.
var asTyped = sync.OnceValue(func() []string {
	all := make([]string, len(initials)<<6)
	for i := range all {
		all[i] = typed.Replace(Syllable(i << 3).Plain())
	}
	return all
})

// typed writes the letters that a keyboard lacks as they are typed instead.
var typed = strings.NewReplacer("ü", "v", "ê", "e")

var toneMarks = [...]string{1: "\u0304", 2: "\u0301", 3: "\u030C", 4: "\u0300"}

// String returns the syllable with its tone mark: "zhāng".
func (s Syllable) String() string {
	plain, tone := s.Plain(), s.Tone()
	if tone == 0 || tone > 4 || plain == "" {
		return plain
	}
	// The mark stands on a, o or e, else on the last vowel.
	at := strings.IndexAny(plain, "aoeê")
	if at < 0 {
		at = strings.LastIndexAny(plain, "iuü")
	}
	if at < 0 {
		at = 0 // m, n, ng
	}
	end := at + 1
	if plain[at] >= 0x80 {
		end++
	}
	return norm.NFC.String(plain[:end] + toneMarks[tone] + plain[end:])
}

// spelled maps every spelling that is formally possible to its syllable.
var spelled = func() map[string]Syllable {
	m := map[string]Syllable{}
	for i := range initials {
		for f := 1; f < len(finals); f++ {
			s := syllable(i, f, 0)
			m[s.Plain()] = s
		}
	}
	// j, q, x are followed by ü, never by u, which is written the same way.
	for _, i := range []string{"j", "q", "x"} {
		for _, f := range []string{"ü", "üe", "üan", "ün"} {
			s := syllable(initialIndex(i), finalIndex(f), 0)
			m[s.Plain()] = s
		}
	}
	for _, i := range []string{"l", "n"} {
		for f, ways := range map[string][]string{"ü": {"v", "yu", "u:"}, "üe": {"ve", "ue", "yue", "u:e"}} {
			for _, w := range ways {
				m[i+w] = syllable(initialIndex(i), finalIndex(f), 0)
			}
		}
	}
	m["wong"] = m["weng"]
	return m
}()

// ParseSyllable reads one syllable of pinyin in any of the usual spellings:
// zhāng, zhang1, zhang, ZHANG, lü, lv, lyu.
func ParseSyllable(text string) (Syllable, bool) {
	if text == "" || len(text) > 16 {
		return 0, false
	}
	var tone uint8
	var plain strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case r == 0x0304:
			tone = 1
		case r == 0x0301:
			tone = 2
		case r == 0x030C || r == 0x0306:
			tone = 3
		case r == 0x0300:
			tone = 4
		case r >= '1' && r <= '5' && plain.Len() > 0:
			tone = uint8(r - '0')
		default:
			plain.WriteRune(r)
		}
	}
	s, ok := spelled[norm.NFC.String(plain.String())]
	if !ok {
		return 0, false
	}
	return s | Syllable(tone), true
}
