package chinese

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"quanyuan/refdata/hanzi"
)

// form is what kind of text stands in a name's place.
type form uint8

const (
	formMissing  form = iota // says nothing
	formHan                  // characters, perhaps some unknown
	formSegments             // a transliterated name of parts: 阿不都·热合曼
	formLatin                // letters only
	formNameless             // a child without name: 张伟之子, 毛毛
)

// slot is one character of a name. An unknown character has char 0; the
// readings it may have are then known only where pinyin stands for it.
type slot struct {
	char  rune
	sound hanzi.Syllable
}

// nameText is a name as it was understood.
type nameText struct {
	form     form
	slots    []slot // all characters, of all parts
	parts    []int  // number of slots of each part; one for formHan
	surname  int    // slots that are the surname
	tokens   []string
	nameless string   // for formNameless what tells one from another
	aliases  []string // further names of the same person
}

// maxName is the length in bytes from which a text is no name: the register's
// field holds 25 characters; alias, note and description come on top.
const maxName = 512

// nameRoom is where a plain name is read to, so that a column of them needs no
// memory of its own for each.
type nameRoom struct {
	slots [4]slot
	parts [1]int
}

// onePart makes the slots one part.
func (t *nameText) onePart(room *nameRoom) {
	room.parts[0] = len(t.slots)
	t.parts = room.parts[:]
}

// readName understands the text of a name cell.
func readName(text string) nameText { return readNameIn(text, &nameRoom{}) }

// readNameIn is readName; what it returns may lie in room.
func readNameIn(text string, room *nameRoom) nameText {
	if t, ok := readPlain(text, room); ok {
		return t
	}
	if len(text) > maxName {
		text = strings.ToValidUTF8(text[:maxName], "")
	}
	base, aliases, composed := takeBrackets(cleanName(text))
	base, more := takeFormer(base)
	t := readBase(base)
	t.aliases = append(aliases, more...)
	if t.form == formHan && composed != 0 {
		t.slots = append(t.slots, slot{char: composed})
		t.parts[0]++
		t.surname = surnameSlots(t.slots)
	}
	if t.form == formMissing && len(t.aliases) > 0 {
		first := t.aliases[0]
		rest := t.aliases[1:]
		t = readBase(first)
		t.aliases = rest
	}
	return t
}

// readPlain is the way of nearly all names: two to four characters.
func readPlain(text string, room *nameRoom) (nameText, bool) {
	if len(text) < 6 || len(text) > 12 {
		return nameText{}, false
	}
	n := 0
	for _, r := range text {
		if r < 0x4E00 || r > 0x9FFF || r == '某' || r == '之' || r == '的' || r == '名' {
			return nameText{}, false
		}
		room.slots[n].char = r
		n++
	}
	if placeholderNames[text] || nicknames[text] {
		return nameText{}, false
	}
	t := nameText{form: formHan, slots: room.slots[:n]}
	t.onePart(room)
	t.surname = surnameSlots(t.slots)
	return t, true
}

func hanName(runes []rune) nameText {
	t := nameText{form: formHan, slots: make([]slot, len(runes)), parts: []int{len(runes)}}
	for i, r := range runes {
		t.slots[i].char = r
	}
	t.surname = surnameSlots(t.slots)
	return t
}

func surnameSlots(slots []slot) int {
	var name [5]rune // the longest compound surname and one more
	n := min(len(slots), len(name))
	for i, s := range slots[:n] {
		name[i] = s.char
	}
	return hanzi.SurnameLength(name[:n])
}

// cleanName repairs old private codes, folds width of letters and brackets,
// and drops what cannot belong to a name.
func cleanName(text string) string {
	text = hanzi.RepairPUA(text)
	var b strings.Builder
	for _, r := range text {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		switch {
		case r == '【' || r == '〔' || r == '[' || r == '{' || r == '〈' || r == '<' || r == '《':
			r = '('
		case r == '】' || r == '〕' || r == ']' || r == '}' || r == '〉' || r == '>' || r == '》':
			r = ')'
		case strings.ContainsRune("★☆△▲▽▼◆◇●※√✓#&@!~^`'‘’\"“”", r) || r == 0x200B || r == 0xFEFF || unicode.Is(unicode.Cf, r):
			continue
		case unicode.IsControl(r):
			r = ' '
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// takeBrackets removes notes in brackets and understands those that speak of
// the name: former names, another spelling, and the parts of a character that
// could not be typed.
func takeBrackets(text string) (base string, aliases []string, composed rune) {
	for range 8 { // a cell with more brackets is no name
		from := strings.IndexByte(text, '(')
		if from < 0 {
			break
		}
		to := strings.IndexByte(text[from:], ')')
		note, rest := text[from+1:], ""
		if to >= 0 {
			note, rest = text[from+1:from+to], text[from+to+1:]
		}
		before := strings.TrimSpace(text[:from])
		text = strings.TrimSpace(before + rest)
		if alias, ok := formerName(note); ok {
			aliases = append(aliases, alias)
			continue
		}
		// A described character ends the name: 李（由页）, 李小(由页).
		if r := describedRune(note); r != 0 && rest == "" && composed == 0 && !noteWords[note] && utf8.RuneCountInString(before) <= 3 {
			if last, _ := utf8.DecodeLastRuneInString(before); hanzi.Fold(last) != r { // else 李(木子)
				composed = r
			}
			continue
		}
		if s, ok := hanzi.ParseSyllable(strings.ToLower(strings.TrimSpace(note))); ok && utf8.RuneCountInString(before) == 1 {
			text = before + s.Plain() + rest
			continue
		}
		if utf8.RuneCountInString(before) == 1 && describes(note) {
			text = before + "□" + rest
			continue
		}
		if r := []rune(note); len(r) >= 2 && len(r) <= 4 && !noteWords[note] && before != "" && sameSurname(before, note) {
			aliases = append(aliases, note)
		}
	}
	return text, aliases, composed
}

func sameSurname(a, b string) bool {
	x, _ := utf8.DecodeRuneInString(a)
	y, _ := utf8.DecodeRuneInString(b)
	return hanzi.IsHan(x) && hanzi.Fold(x) == hanzi.Fold(y)
}

var formerWords = []string{"曾用名", "又名", "原名", "别名", "小名", "乳名", "也叫", "又叫", "亦名", "现名", "改名", "更名", "俗名", "化名", "或"}

func formerName(note string) (string, bool) {
	for _, w := range formerWords {
		if name, ok := strings.CutPrefix(note, w); ok {
			name = strings.TrimLeft(name, ":：为是叫,， ")
			return name, name != "" && utf8.RuneCountInString(name) <= 15
		}
	}
	return "", false
}

// takeFormer separates further names that stand without brackets.
func takeFormer(text string) (string, []string) {
	for _, w := range formerWords[:len(formerWords)-1] {
		if at := strings.Index(text, w); at > 0 {
			if alias, ok := formerName(text[at:]); ok {
				return strings.TrimRight(text[:at], " ,，;；、/"), []string{alias}
			}
		}
	}
	names := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/、,，;；|", r) })
	if len(names) < 2 || len(names) > 4 {
		return text, nil
	}
	for _, n := range names {
		r, _ := utf8.DecodeRuneInString(n)
		if !hanzi.IsHan(r) {
			return text, nil
		}
	}
	return names[0], names[1:]
}

// noteWords are notes about a person that consist of characters a name could
// have, so that they are not taken for another name or for a description.
var noteWords = set("已故", "死亡", "去世", "外嫁", "已嫁", "女儿", "儿子", "长子", "次子", "三子", "长女", "次女", "三女", "父亲", "母亲", "父", "母", "妻", "夫",
	"妻子", "丈夫", "户主", "本人", "离婚", "再婚", "迁出", "迁入", "服刑", "参军", "上学", "打工", "外出", "失踪", "党员", "男", "女", "大", "小", "双胞胎", "学生", "孕", "二胎", "三胎", "独生", "残疾", "低保", "五保", "退休", "女婿", "媳妇", "儿媳", "孙子", "孙女", "子", "哥", "弟", "姐", "妹")

// describeWords stand in descriptions of a character beside its parts.
const describeWords = "加旁字头底边左右上下中间的和与+＋是一个偏"

func describes(note string) bool {
	return strings.ContainsAny(note, "加旁字头底边左右上下+偏") && !noteWords[note]
}

// describedRune returns the character that a description such as 由页 or
// 上由下页 composes, 0 where there is none or more than one.
func describedRune(note string) rune {
	var parts []rune
	for _, r := range note {
		if strings.ContainsRune(describeWords, r) {
			continue
		}
		if !hanzi.IsHan(r) || len(parts) == 6 {
			return 0
		}
		parts = append(parts, r)
	}
	found := hanzi.Compose(parts...)
	// The traditional and the simplified form of one character are one.
	for _, r := range found {
		if hanzi.Fold(r) != hanzi.Fold(found[0]) {
			return 0
		}
	}
	if len(found) == 0 {
		return 0
	}
	return hanzi.Fold(found[0])
}

var placeholderNames = set("未取名", "未起名", "未命名", "没取名", "尚未取名", "无名", "无名氏", "无姓名", "不详", "不明", "不知", "不祥", "未知", "未详", "无", "没有", "暂无", "暂缺", "待定", "待取名",
	"待补", "待查", "缺", "空", "空白", "未填", "未填写", "未登记", "未上户", "姓名", "测试", "匿名", "户主", "本人", "某", "某某", "某人", "同上", "婴儿", "新生儿", "小孩", "孩子", "女婴", "男婴", "拒访", "不便透露", "保密",
	"null", "nil", "none", "n/a", "na", "nan", "unknown", "test", "name", "-", "--", "/", "\\", ".", "。")

// nicknames are what a child without name is called on lists.
var nicknames = set("毛毛", "小毛", "大毛", "二毛", "毛头", "小宝", "大宝", "二宝", "三宝", "宝宝", "贝贝", "囡囡", "妞妞", "小妹", "小弟", "弟弟", "妹妹", "老大", "老二", "老三", "老幺", "幺妹", "幺儿", "小毛毛", "毛毛头", "狗娃", "丫丫", "丫头")

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

var childEndings = []string{"长子", "次子", "三子", "四子", "长女", "次女", "三女", "四女", "儿子", "女儿", "之子", "之女", "小孩", "婴儿", "之婴", "子", "女", "儿", "婴", "孙"}

// readNameless understands 张伟之子, 张某之女, 王芳的女儿: a child named by a
// parent. The parent's surname is the child's as a rule.
func readNameless(text string) (nameText, bool) {
	at := strings.LastIndexAny(text, "之的")
	if at <= 0 {
		return nameText{}, false
	}
	_, size := utf8.DecodeRuneInString(text[at:])
	parent, child := text[:at], text[at+size:]
	if !slices.Contains(childEndings, child) {
		return nameText{}, false
	}
	runes := []rune(strings.Trim(parent, "某□?* "))
	if len(runes) == 0 || len(runes) > 5 || !hanzi.IsHan(runes[0]) {
		return nameText{}, true // 某某之子 says nothing
	}
	t := hanName(runes)
	t.form, t.nameless = formNameless, text
	t.slots = t.slots[:t.surname]
	t.parts = []int{t.surname}
	return t, true
}

// readBase understands a name without notes.
func readBase(text string) nameText {
	text = strings.TrimSpace(text)
	if text == "" || placeholderNames[strings.ToLower(text)] {
		return nameText{}
	}
	if nicknames[text] {
		return nameText{form: formNameless, nameless: text}
	}
	if t, ok := readNameless(text); ok {
		return t
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return hanzi.IsHan(r) || isUnknown(r) }) {
		return readLatin(text)
	}
	return readHan(withoutSpelling(text))
}

// withoutSpelling drops pinyin that repeats a name behind a blank: 张伟 ZHANG WEI.
func withoutSpelling(text string) string {
	at := strings.IndexAny(text, " \u3000")
	if at < 0 || utf8.RuneCountInString(text[:at]) < 2 {
		return text
	}
	tail := strings.TrimSpace(text[at:])
	if strings.ContainsFunc(tail, func(r rune) bool { return hanzi.IsHan(r) || isUnknown(r) }) {
		return text
	}
	if t := readLatin(tail); len(t.tokens) < 2 && len(syllables(foldLetters(tail))) < 2 {
		return text
	}
	return text[:at]
}

// isUnknown reports marks that stand for a character that could not be typed.
func isUnknown(r rune) bool {
	switch r {
	case '□', '■', '?', '*', '_', '○', '◯', '×', utf8.RuneError, '〓', '▢', '某':
		return true
	}
	return unicode.Is(unicode.Co, r)
}

// readHan understands characters, unknown ones, pinyin among them, and parts.
func readHan(text string) nameText {
	t := nameText{form: formHan}
	part, letters := 0, ""
	spaceOnly := true
	flush := func() {
		for _, s := range syllables(letters) {
			t.slots = append(t.slots, s)
			part++
		}
		letters = ""
	}
	cut := func() {
		flush()
		if part > 0 {
			t.parts = append(t.parts, part)
		}
		part = 0
	}
	for _, r := range text {
		switch {
		case hanzi.IsHan(r) && r != '某':
			flush()
			t.slots = append(t.slots, slot{char: r})
			part++
		case isUnknown(r):
			flush()
			t.slots = append(t.slots, slot{})
			part++
		case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || letters != "" && r >= '1' && r <= '5':
			letters += string(r)
		case hanzi.IsSeparator(r):
			spaceOnly = spaceOnly && unicode.IsSpace(r)
			cut()
		}
	}
	cut()
	return t.settle(spaceOnly)
}

// settle decides whether parts are segments and whether anything is known.
// Blanks separate segments only in long names; 张 伟 and 李 小 明 are aligned
// by blanks.
func (t nameText) settle(spaceOnly bool) nameText {
	known := 0
	for _, s := range t.slots {
		if s.char != 0 || s.sound != 0 {
			known++
		}
	}
	if known == 0 || len(t.slots) > 30 {
		return nameText{}
	}
	if len(t.parts) > 1 && (!spaceOnly || len(t.slots) > 4) {
		t.form = formSegments
		return t
	}
	t.parts = []int{len(t.slots)}
	t.surname = surnameSlots(t.slots)
	// 张某某: the surname alone, put there to hide the rest.
	hidden := len(t.slots) - t.surname
	if known == t.surname && t.slots[0].char != 0 && hidden >= 2 {
		return nameText{}
	}
	return t
}

// syllables reads pinyin that stands for characters: YAN, xiaoming. Letters
// that are no pinyin stand for unknown characters, one each.
func syllables(letters string) []slot {
	if letters == "" {
		return nil
	}
	letters = strings.ToLower(letters)
	if s, ok := hanzi.ParseSyllable(letters); ok {
		return []slot{{sound: s}}
	}
	runes := []rune(letters)
	if len(runes) > 18 {
		return []slot{{}}
	}
	// From the end: next[i] is where the syllable that begins at i ends, the
	// longest one that leaves a readable rest.
	next := make([]int, len(runes)+1)
	next[len(runes)] = len(runes)
	for i := len(runes) - 1; i >= 0; i-- {
		for end := min(i+7, len(runes)); end > i && next[i] == 0; end-- {
			if _, ok := hanzi.ParseSyllable(string(runes[i:end])); ok && next[end] != 0 {
				next[i] = end
			}
		}
	}
	if next[0] == 0 {
		return make([]slot, min(len(runes), 3))
	}
	var slots []slot
	for i := 0; i < len(runes); i = next[i] {
		s, _ := hanzi.ParseSyllable(string(runes[i:next[i]]))
		slots = append(slots, slot{sound: s})
	}
	return slots
}

// readLatin understands a name in letters.
func readLatin(text string) nameText {
	var tokens []string
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && r != '\'' }) {
		if f = foldLetters(f); f != "" {
			tokens = append(tokens, f)
		}
	}
	if len(tokens) == 0 || len(tokens) > 8 {
		return nameText{}
	}
	return nameText{form: formLatin, tokens: tokens}
}
