package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"quanyuan"
	"quanyuan/refdata/code"
	"quanyuan/refdata/hanzi"
)

// Words in a name column that are no names.
var (
	namelessWords = wordSet("未取名 未命名 待取名 未起名 无名 无名氏 无姓名 没取名 还没取名 待起名 取名中 未定 未定名 待定名 暂未取名 暂无名 名字未定 新生儿 婴儿 男婴 女婴 小孩 孩子 宝宝 胎儿 某某 某某某 姓名不详 名不详 佚名 查无 查无此人 无此人 空户 空房 空置 空置房 无人 无人居住 未入住 未装修 待售 出租 出租房 商铺 门面 未销售 样板房 开发商 未交房 待入户 待访")
	petNames      = wordSet("毛毛 小宝 大宝 二宝 宝宝 贝贝 妞妞 丫丫 豆豆 乐乐 点点 小毛 毛头 幺妹 幺儿 妹妹 弟弟 大毛 二毛 小妹 小弟 三宝 囡囡 宝儿 嘟嘟 果果 糖糖 小幺 小不点 狗娃 牛牛 圆圆 团团 小豆")
	formerWords   = []string{"曾用名", "曾用", "原名", "又名", "别名", "旧名", "原姓名", "以前叫", "户口名", "小名", "曾名", "亦名", "身份证名"}
	// Words that follow a name without brackets.
	trailingNotes = []string{"已故", "死亡", "去世", "病故", "外嫁", "已外嫁", "已嫁", "出嫁", "迁出", "已迁出", "已搬走", "搬走", "外出", "迁入", "新迁入", "新增", "转入", "转出", "已转出", "服刑", "当兵", "户主", "离婚未办", "失踪"}
)

// reading of a name cell.
type nameReading struct {
	text   string
	former string
	notes  []string
	rules  []string // findings
	state  quanyuan.ValueState

	described bool // a character was put together from its description
}

// plainName reports the usual case: two to four common characters.
func plainName(s string) bool {
	if len(s) < 6 || len(s) > 12 || len(s)%3 != 0 {
		return false
	}
	for i := 0; i < len(s); i += 3 {
		// U+4E00 to U+9FFF in UTF-8
		if s[i] < 0xe4 || s[i] > 0xe9 || s[i] == 0xe4 && s[i+1] < 0xb8 {
			return false
		}
	}
	return true
}

// readName understands a cell of a name column.
func readName(raw string) nameReading {
	if plainName(raw) && !strings.ContainsAny(raw, "某之未无婴宝毛不故亡嫁迁走") && honorific(raw) == "" {
		if petNames[raw] {
			return nameReading{text: raw, state: quanyuan.Doubtful, rules: []string{"name.pet"}}
		}
		if !notAName[raw] {
			return nameReading{text: raw, state: quanyuan.Understood}
		}
	}
	var n nameReading
	if len(raw) > 300 {
		n.state = quanyuan.Invalid
		n.rules = append(n.rules, "name.unread")
		return n
	}
	s := hanzi.RepairPUA(strings.TrimSpace(width.Fold.String(raw)))
	if s == "" {
		return n
	}
	if emptyWord(s) || namelessWords[strings.ReplaceAll(s, " ", "")] {
		n.state = quanyuan.Placeholder
		return n
	}
	s = n.brackets(s)
	s = n.marks(s)
	s = n.several(s)
	s = n.trailing(s)
	s = joinName(s)
	n.judge(s)
	return n
}

// notAName are common words of two to four characters met in name columns.
var notAName = wordSet("不详 未知 合计 小计 总计 姓名 空户 空房 空置 出租 出租房 商铺 门面 样板房 开发商 查无此人 拒绝登记 家中无人 无人应答 拒绝配合 长期外出 外出打工 外出务工 无人在家 待定 同上 新生儿 婴儿 男婴 女婴 胎儿 佚名 待取名 名不详 取名中 保密 拒访 空置房 待售 孩子 小孩 出租户 租户 业主")

// brackets takes notes and former names out; a description of a character that
// could not be typed stays as an unknown character.
func (n *nameReading) brackets(s string) string {
	if !strings.ContainsAny(s, "([【〔{<《（") {
		return s
	}
	text, inner := cutNote(s)
	if inner == "" {
		return text
	}
	at := strings.IndexAny(s, "([【〔{<《（")
	for note := range strings.SplitSeq(inner, "；") {
		note = strings.TrimSpace(note)
		switch former, isFormer := formerName(note); {
		case note == "":
		case isFormer:
			n.former = former
		case describesCharacter(s[:at], text, note):
			char := "□"
			if made := composed(note); made != 0 {
				char = string(made)
			}
			text = s[:at] + char + strings.TrimPrefix(text, s[:at])
			n.described = true
			n.rules = append(n.rules, "name.character")
		default:
			n.notes = append(n.notes, note)
		}
	}
	return text
}

func formerName(note string) (string, bool) {
	for _, w := range formerWords {
		if rest, ok := strings.CutPrefix(note, w); ok {
			return joinName(strings.TrimLeft(rest, ":： 为是")), true
		}
	}
	return "", false
}

// describesCharacter tells 李（由页） and 徐(莹加王旁) from 张伟(已故).
func describesCharacter(before, text, note string) bool {
	for _, r := range note {
		if !hanzi.IsHan(r) && r != '+' {
			return false
		}
	}
	if containsAny(note, deathWords) || containsAny(note, leftWords) {
		return false
	}
	if containsAny(note, []string{"旁", "加", "+", "字头", "字底", "上下", "左右", "组合", "合字"}) ||
		strings.HasPrefix(note, "上") && strings.Contains(note, "下") || strings.HasPrefix(note, "左") && strings.Contains(note, "右") {
		return true
	}
	if e, ok := code.Relation.Lookup(note); ok && e.Code != "" || contains(trailingNotes, note) {
		return false
	}
	switch utf8.RuneCountInString(before) {
	case 1: // nothing but a surname would be left: 贾（方方土）
		return han(before) && (text == before || utf8.RuneCountInString(text) == 2 && composes(note))
	case 2: // 李红（龙天）: the parts make a character
		return text == before && composes(note)
	}
	return false
}

// composed is the one character that consists of the parts described, but for
// variants of one; else 0.
func composed(note string) rune {
	made := hanzi.Compose(partsOf(note)...)
	for _, r := range made {
		if hanzi.Fold(r) != hanzi.Fold(made[0]) {
			return 0
		}
	}
	if len(made) == 0 {
		return 0
	}
	return made[0]
}

// composes reports whether the parts described make any character.
func composes(note string) bool { return len(hanzi.Compose(partsOf(note)...)) > 0 }

// partsOf are the parts in a description, two to four; else none.
func partsOf(note string) []rune {
	var parts []rune
	for _, r := range note {
		if hanzi.IsHan(r) && !strings.ContainsRune("加上下左右旁边部和与", r) {
			parts = append(parts, r)
		}
	}
	if len(parts) < 2 || len(parts) > 4 {
		return nil
	}
	return parts
}

// marks takes stars, quotation marks and numbers off: 王芳★, '张伟, 张伟2.
func (n *nameReading) marks(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case strings.ContainsRune("★☆●○◎◆◇▲△▼▽※#√✓✔§◉⊙", r):
			n.notes = append(n.notes, string(r))
		case strings.ContainsRune("'‘’\"“”`\u200b\u200c\u200d\ufeff\u00ad", r), unicode.IsControl(r) && r != '\n' && r != '\t':
		default:
			b.WriteRune(r)
		}
	}
	s = strings.TrimSpace(b.String())
	if han(s) {
		if cut := strings.TrimRight(s, "0123456789"); cut != s && cut != "" {
			n.notes = append(n.notes, s[len(cut):])
			s = cut
		}
		// "1.张伟", "3、张伟": numbered lines
		if cut := strings.TrimLeft(s, "0123456789"); cut != s {
			s = strings.TrimLeft(cut, ".、 ．")
		}
	}
	return s
}

func han(s string) bool {
	for _, r := range s {
		if hanzi.IsHan(r) {
			return true
		}
	}
	return false
}

// several keeps the first of several names in one cell and notes the others.
func (n *nameReading) several(s string) string {
	for _, sep := range []string{"、", "，", ",", "；", ";", "/", "\n", "\\", "|"} {
		first, rest, found := strings.Cut(s, sep)
		first = strings.TrimSpace(first)
		if !found || utf8.RuneCountInString(joinName(first)) < 2 || !han(first) {
			continue
		}
		rest = strings.TrimSpace(rest)
		if former, ok := formerName(rest); ok {
			n.former = former
			return first
		}
		if rest != "" {
			n.notes = append(n.notes, rest)
			others := strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune("、，,；;/\n|", r) })
			if len(others) > 0 && plainName(joinName(others[0])) {
				n.rules = append(n.rules, "name.several")
			}
		}
		return first
	}
	return s
}

// trailing splits 张伟已故, 张伟 死亡 and 王芳女士.
func (n *nameReading) trailing(s string) string {
	for _, w := range trailingNotes {
		if rest, ok := strings.CutSuffix(s, w); ok {
			rest = strings.TrimRight(rest, " -—:：,，")
			if utf8.RuneCountInString(joinName(rest)) >= 2 {
				n.notes = append(n.notes, w)
				return rest
			}
		}
	}
	for _, h := range honorifics {
		if rest := strings.TrimSuffix(s, h); rest != s && utf8.RuneCountInString(rest) >= 2 && looksLikeName(rest) {
			n.notes = append(n.notes, h)
			return rest
		}
	}
	for _, w := range formerWords[:4] {
		if before, after, ok := strings.Cut(s, w); ok && before != "" {
			n.former = joinName(strings.TrimLeft(after, ":： "))
			return strings.TrimSpace(before)
		}
	}
	return s
}

// joinName removes blanks between Chinese characters and folds the dots of
// names of segments. A blank between two longer segments is such a dot.
func joinName(s string) string {
	s = strings.Join(strings.Fields(strings.TrimSpace(s)), " ")
	if !strings.ContainsFunc(s, func(r rune) bool {
		return r == ' ' || hanzi.IsSeparator(r) || strings.ContainsRune("．.-–—‧•・", r)
	}) {
		return s
	}
	runes := []rune(s)
	total := 0
	for _, r := range runes {
		if hanzi.IsHan(r) {
			total++
		}
	}
	var b strings.Builder
	for i, r := range runes {
		dot := hanzi.IsSeparator(r) || strings.ContainsRune("．.-–—‧•・", r)
		if r != ' ' && !dot {
			b.WriteRune(r)
			continue
		}
		if i == 0 || i == len(runes)-1 {
			continue
		}
		before, after := segment(runes, i, -1), segment(runes, i, 1)
		chinese := before > 0 && after > 0
		switch {
		case r == ' ' && !chinese:
			// Latin names keep their blanks; a blank beside a dot goes.
			if !(i > 0 && isDot(runes[i-1])) && !(i+1 < len(runes) && isDot(runes[i+1])) && !hanzi.IsHan(runes[i-1]) {
				b.WriteRune(' ')
			}
		case r == ' ':
			if before >= 2 && after >= 2 && total >= 5 {
				b.WriteRune('·')
			}
		case chinese && total >= 4:
			b.WriteRune('·')
		case chinese: // 张.伟
		case dot && strings.ContainsRune(".-", r):
			b.WriteRune(r)
		default:
			b.WriteRune('·')
		}
	}
	return b.String()
}

func isDot(r rune) bool { return hanzi.IsSeparator(r) }

// segment counts the Chinese characters next to position i, looking past blanks.
func segment(runes []rune, i, step int) int {
	n := 0
	for i += step; i >= 0 && i < len(runes); i += step {
		if runes[i] == ' ' && n == 0 || hanzi.IsSeparator(runes[i]) && n == 0 {
			continue
		}
		if !hanzi.IsHan(runes[i]) {
			break
		}
		n++
	}
	return n
}

var honorifics = []string{"女士", "先生", "小姐", "同志", "大爷", "大妈", "婆婆", "爷爷"}

// organisation reports a body in the place of a person: an owner that is a firm.
func organisation(runes []rune) bool {
	if len(runes) < 5 {
		return false
	}
	for _, w := range []string{"公司", "集团", "银行", "合作社", "委员会", "居委会", "村委会", "事务所", "医院", "学校", "经营部", "服务部", "有限合伙", "办事处", "开发商", "物业中心"} {
		if strings.HasSuffix(string(runes), w) {
			return true
		}
	}
	return false
}

// refusals are what a visitor writes where nobody told him a name.
var refusals = []string{"拒绝", "拒不", "无人", "不在家", "登记", "不配合", "联系不", "查无", "空户", "空置", "未入住", "外出", "不愿", "敲门"}

// honorific is the form of address after a bare surname: 女士 in 王女士.
func honorific(s string) string {
	if len(s) != 9 {
		return ""
	}
	for _, h := range honorifics {
		if s[3:] == h {
			return h
		}
	}
	return ""
}

// judge tells a name from what is none and finds unknown characters in it.
func (n *nameReading) judge(s string) {
	runes := []rune(s)
	switch {
	case len(runes) == 0:
		if n.state == quanyuan.Missing {
			n.state = quanyuan.Invalid
		}
		return
	case emptyWord(s) || namelessWords[s] || notAName[s]:
		n.state = quanyuan.Placeholder
		return
	case len(runes) >= 4 && containsAny(s, refusals):
		n.state = quanyuan.Placeholder
		return
	case organisation(runes):
		n.state = quanyuan.Placeholder
		n.rules = append(n.rules, "name.organisation")
		return
	case descendant(s):
		n.state = quanyuan.Placeholder
		n.rules = append(n.rules, "name.infant")
		return
	}
	hans, letters, digits, others := 0, 0, 0, 0
	for _, r := range runes {
		switch {
		case hanzi.IsHan(r):
			hans++
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		case strings.ContainsRune("·□?*_ .-'", r):
		default:
			others++
		}
	}
	if hans+letters == 0 || digits > 2 || others > 1 || hans > 18 || len(runes) > 60 || hans == 0 && letters < 2 {
		n.state, n.rules = quanyuan.Invalid, append(n.rules, "name.unread")
		return
	}
	n.text, n.state = s, quanyuan.Understood
	if hans == 0 {
		return
	}
	if h := honorific(s); h != "" {
		n.notes = append(n.notes, h)
		n.text, n.state = strings.TrimSuffix(s, h)+"□", quanyuan.Doubtful
		n.rules = append(n.rules, "name.masked")
		return
	}
	if masked := maskedName(runes); masked != s {
		n.text, n.state = masked, quanyuan.Doubtful
		n.rules = append(n.rules, "name.masked")
		return
	}
	switch {
	case letters > 0:
		n.text = strings.ToUpper(s)
		n.doubt("name.character")
	case strings.ContainsAny(s, "□?"), n.described:
		n.doubt("name.character")
	case hans == 1:
		n.doubt("name.short")
	case petNames[s]:
		n.doubt("name.pet")
	}
}

func (n *nameReading) doubt(rule string) {
	n.state = quanyuan.Doubtful
	for _, r := range n.rules {
		if r == rule {
			return
		}
	}
	n.rules = append(n.rules, rule)
}

// maskedName writes hidden characters (张某, 李**, 王XX) as unknown ones.
func maskedName(runes []rune) string {
	out := make([]rune, len(runes))
	for i, r := range runes {
		hidden := strings.ContainsRune("*＊×✕_", r) || i > 0 && r == '某' ||
			i > 0 && (r == 'X' || r == 'x') && onlyX(runes[1:])
		if r == '？' {
			r = '?'
		}
		if hidden {
			r = '□'
		}
		out[i] = r
	}
	return string(out)
}

func onlyX(runes []rune) bool {
	for _, r := range runes {
		if r != 'X' && r != 'x' {
			return false
		}
	}
	return true
}

// descendant reports a newborn called by a parent: 刘芳之子, 张某某之女, 李娜婴.
func descendant(s string) bool {
	for _, w := range []string{"之子", "之女", "之婴", "之孙", "之妻", "之长子", "之次子", "之长女", "之次女", "的儿子", "的女儿", "的孩子", "的小孩", "之小孩", "毛毛头", "婴儿", "之男婴", "之女婴", "之大", "之小", "之儿"} {
		if rest, ok := strings.CutSuffix(s, w); ok && utf8.RuneCountInString(rest) >= 1 {
			return true
		}
	}
	return false
}

// nameValue is the value of a cell in a name column.
func nameValue(raw string, f quanyuan.Field, find *findings) (v quanyuan.Value, former string) {
	n := readName(raw)
	if n.state == quanyuan.Missing {
		return quanyuan.Value{}, ""
	}
	v = quanyuan.Value{Text: n.text, State: n.state}
	if raw != n.text {
		v.Raw = raw
	}
	for _, rule := range n.rules {
		find.add(rule, f, quanyuan.Warning, raw)
	}
	for _, note := range n.notes {
		find.note(f, note)
	}
	return v, n.former
}
