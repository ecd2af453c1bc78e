package people

import (
	"strings"
	"unicode"
)

// keyboard are the neighbours of letters on a QWERTY keyboard.
var keyboard = map[byte]string{'q': "wa", 'w': "qes", 'e': "wrd", 'r': "etf", 't': "ryg", 'y': "tuh", 'u': "yij", 'i': "uok", 'o': "ipl", 'p': "ol",
	'a': "qsz", 's': "awdx", 'd': "sefc", 'f': "drgv", 'g': "fthb", 'h': "gyjn", 'j': "hukm", 'k': "jilm", 'l': "kop",
	'z': "asx", 'x': "zsdc", 'c': "xdfv", 'v': "cfgb", 'b': "vghn", 'n': "bhjm", 'm': "njk"}

// respellings are what people write who only heard a word; each both ways.
var respellings = [][2]string{{"ph", "f"}, {"ck", "k"}, {"ie", "y"}, {"ey", "y"}, {"ee", "ea"}, {"ll", "l"}, {"tt", "t"}, {"nn", "n"}, {"rr", "r"}, {"ss", "s"},
	{"c", "k"}, {"s", "z"}, {"ai", "ay"}, {"ei", "ie"}, {"sch", "sh"}, {"th", "t"}, {"oo", "u"}, {"ou", "ow"}, {"gh", "g"}, {"x", "ks"}, {"qu", "kw"}, {"j", "g"},
	{"ian", "ien"}, {"son", "sen"}, {"ell", "el"}, {"an", "en"}, {"er", "or"}, {"ight", "ite"}, {"wr", "r"}, {"kn", "n"}, {"mb", "m"}, {"dg", "g"}, {"au", "aw"}, {"e", "a"}, {"i", "e"}}

// misreadings are what a scanner takes for each other.
var misreadings = [][2]string{{"rn", "m"}, {"cl", "d"}, {"l", "1"}, {"o", "0"}, {"i", "l"}, {"vv", "w"}, {"s", "5"}, {"b", "6"}, {"e", "c"}, {"h", "b"}, {"n", "u"}, {"g", "q"}, {"f", "t"}, {"ii", "u"}, {"z", "2"}, {"a", "o"}}

// nicknames are short and pet forms, by the full form.
var nicknames = pairsOf(`william:bill,will,billy,liam robert:bob,rob,bobby,bert richard:dick,rick,rich,richie james:jim,jimmy,jamie john:jack,johnny michael:mike,mick,mickey
david:dave,davy thomas:tom,tommy charles:charlie,chuck,chas joseph:joe,joey edward:ed,ted,ned,eddie christopher:chris,kit daniel:dan,danny matthew:matt anthony:tony
donald:don steven:steve stephen:steve andrew:andy,drew kenneth:ken,kenny george:georgie joshua:josh kevin:kev timothy:tim ronald:ron,ronnie jeffrey:jeff gary:gaz
nicholas:nick,nicky eric:rick jonathan:jon,jonny lawrence:larry,laurie samuel:sam,sammy benjamin:ben,benny gregory:greg alexander:alex,sandy,xander patrick:pat,paddy
peter:pete raymond:ray philip:phil frederick:fred,freddie henry:harry,hank walter:wally,walt albert:al,bert arthur:art francis:frank leonard:len,lenny
mary:molly,polly,mae,mamie patricia:pat,trish,patty,tricia jennifer:jen,jenny elizabeth:liz,beth,betty,lizzie,eliza,lisa,libby margaret:maggie,peggy,meg,rita,madge
dorothy:dot,dolly,dottie susan:sue,susie barbara:barb,babs jessica:jess,jessie katherine:kate,kathy,katie,kitty catherine:cathy,kate,cath christine:chris,tina
deborah:deb,debbie rebecca:becky,becca victoria:vicky,tori amanda:mandy samantha:sam pamela:pam cynthia:cindy sandra:sandy kathleen:kathy,kath virginia:ginny,ginger
theresa:terry,tess,tessa josephine:jo,josie caroline:carrie,caro frances:fran,fanny jacqueline:jackie helen:nell,nellie eleanor:ellie,nell ann:annie,nancy anna:annie
judith:judy martha:patsy,mattie sarah:sally,sadie alice:allie florence:flo,flossie abigail:abby,gail`)

func pairsOf(s string) map[string][]string {
	m := map[string][]string{}
	for _, f := range strings.Fields(s) {
		k, v, _ := strings.Cut(f, ":")
		m[k] = strings.Split(v, ",")
	}
	return m
}

// slipWord spoils a word or a text as the source and the hand do. Texts are in
// small letters here; the style comes last.
func (h hand) slipWord(s string, from *source) string {
	if h.slips(rates.sound * from.sound) {
		s = h.replaceOne(s, respellings)
	}
	if h.slips(rates.ocr * from.ocr) {
		s = h.replaceOne(s, misreadings)
	}
	if h.slips(rates.letters * from.letters) {
		s = h.slipLetter(s)
		if h.care > 1 && h.chance(0.2) {
			s = h.slipLetter(s)
		}
	}
	return s
}

// replaceOne applies one of the pairs that fit, in one place.
func (h hand) replaceOne(s string, pairs [][2]string) string {
	start := h.IntN(len(pairs))
	for k := range pairs {
		p := pairs[(start+k)%len(pairs)]
		a, b := p[0], p[1]
		if h.chance(0.3) {
			a, b = b, a
		}
		n := strings.Count(s, a)
		if n == 0 {
			continue
		}
		at := 0
		for range 1 + h.IntN(n) {
			at += strings.Index(s[at:], a) + 1
		}
		return s[:at-1] + b + s[at-1+len(a):]
	}
	return s
}

// slipLetter types one letter wrongly: a neighbouring key, two exchanged, one
// left out, doubled, or struck together with its neighbour.
func (h hand) slipLetter(s string) string {
	if len(s) < 3 {
		return s
	}
	b := []byte(s)
	i := 1 + h.IntN(len(b)-1) // the first letter is seldom wrong
	if h.chance(0.06) {
		i = 0
	}
	neighbours := keyboard[b[i]]
	switch x := h.Float64(); {
	case x < 0.3 && neighbours != "":
		b[i] = pick(h.dice, []byte(neighbours))
	case x < 0.55:
		j := min(i, len(b)-2)
		b[j], b[j+1] = b[j+1], b[j]
	case x < 0.8:
		b = append(b[:i], b[i+1:]...)
	case x < 0.92 || neighbours == "":
		b = append(b[:i+1], b[i:]...)
	default:
		b = append(b[:i+1], append([]byte{pick(h.dice, []byte(neighbours))}, b[i+1:]...)...)
	}
	return string(b)
}

// styled writes a text as the source does.
func (h hand) styled(s string, from *source) string {
	st := from.style
	if st == asTyped {
		st = pick(h.dice, []style{titleCase, titleCase, titleCase, lowerCase, lowerCase, upperCase})
	}
	switch st {
	case titleCase:
		s = title(s)
	case upperCase:
		s = strings.ToUpper(s)
	}
	if from.cut > 0 && len(s) > from.cut {
		s = strings.TrimSpace(s[:from.cut])
	}
	switch {
	case h.slips(0.004):
		s = " " + s
	case h.slips(0.006):
		s += pick(h.dice, []string{" ", ".", ",", "  "})
	}
	return s
}

func title(s string) string {
	b := []byte(s)
	for i := range b {
		if i == 0 || b[i-1] == ' ' || b[i-1] == '-' || b[i-1] == '\'' {
			b[i] = byte(unicode.ToUpper(rune(b[i])))
		}
	}
	return string(b)
}
