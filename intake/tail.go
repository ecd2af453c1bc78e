package intake

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"quanyuan"
)

// Why a row is no person.
const (
	rowTitle     = "row.title"
	rowHeader    = "row.header"
	rowTotal     = "row.total"
	rowSignature = "row.signature"
	rowSample    = "row.sample"
	rowSerial    = "row.serial"
	rowText      = "row.text"
	rowNoHeader  = "row.no_header"
)

var (
	totalWord     = regexp.MustCompile(`^[(（]?(?:合\s*计|小\s*计|总\s*计|共\s*计|总?共\s*$|累\s*计|本页[小合]?计|总人数|总数|人数合计|全[村社镇]合计|其中[:：]?[男女]?|(?:以上|以下|本表|本页|全[村社镇])?共(?:计|有|登记|发放|上报|统计)?\s*[0-9一二三四五六七八九十百]+\s*[人户条名页个])`)
	signatureWord = regexp.MustCompile(`^[(（]?(?:制表|填表|填报|审核|复核|校对|审批|统计人|统计员|经办|负责人|单位负责人|主管领导|主管\s*[:：]|领导签|签字|签名|签章|盖章|单位[（(]?盖章|.{0,20}[（(](?:盖章|公?章)[）)]\s*[:：]?$|.{0,20}[（(]盖章[）)]|联系人\s*[:：]|联系电话\s*[:：]|日\s*期\s*[:：]|报送|上报[人日单时]|采集人|登记人|录入人|调查员|指导员|打印[日时人]|制单|年\s*月\s*日$)`)
	proseWord     = regexp.MustCompile(`^(?:注\s*[:：1一]|备注\s*[:：]|说明\s*[:：]|填表说明|填写说明|注意|附注|附[:：]|第\s*[0-9一二三]+\s*页|[—\-－]*\s*以下(?:空白|无正文)|此页无正文|截[止至]|单位\s*[:：]|单位名称\s*[:：]|社区\s*[:：]|[0-9]+[.、．]\s*\S{8,}|[（(][0-9一二三四五]+[）)]\S{6,}|[一二三四五六七八九十]+、)`)
	sampleWord    = regexp.MustCompile(`^[(（【\[]?(?:示?样?例|示范|样本|举例|范例|填写示例|填写样例|样板|模板|sample|example)(?:[0-9一二三])?[)）】\]]?[:：]?$`)
	// Anywhere in a row only these are sure.
	signatureAnywhere = regexp.MustCompile(`^(?:制表|填表|填报|审核|复核|校对|统计|经办|单位负责|负责|主管领导|录入|调查)(?:人|员)?\s*(?:[:：]|[（(]签)|[（(]盖章[）)]`)
	totalAnywhere     = regexp.MustCompile(`^(?:合\s*计|小\s*计|总\s*计)|.(?:合\s*计|小\s*计|总\s*计)\s*[:：]?$`)
	// A row of hints below the header of a template, or of column numbers.
	hintWord  = regexp.MustCompile(`必填|选填|非必填|填写|格式[:：为]|例如|如[:：]|(?i:yyyy)|下拉|请选择|字典|不超过|^文本$|^汉字$|^字符`)
	saidTotal = regexp.MustCompile(`(?:共计?|合\s*计|总\s*计|总人数|人数)[^0-9一-龥]{0,4}有?(?:[0-9]+\s*户[，、,\s]*)?([0-9]{1,8})\s*(?:人|名)`)
)

// Names and numbers that templates carry as examples.
var (
	sampleNames   = wordSet("张三 李四 王五 赵六 张某某 李某某 王某某 某某某 某某 ××× xxx xx")
	sampleNumbers = wordSet("110101199003071234 11010519491231002X 440524188001010014 123456789012345678 110101199001011234 110101198001011234 110101200001011234 110101190001010000 11010119900307123X 110101199003070000 110101199001010011 110101199003077777 110105194912310021 510102199001011234 000000000000000000 xxxxxxxxxxxxxxxxxx ×××××××××××××××××× xxxxxx 123456")
)

// classifier tells persons from everything else that stands between them.
type classifier struct {
	m        *SheetMapping
	nameAt   []int
	idAt     []int
	mapped   map[int]quanyuan.Field
	headers  map[string]bool // joined texts of header rows
	titles   map[string]bool // of the rows above
	nameText string
	v        *vocabulary
	serialAt int
	persons  int // rows taken for persons so far
	said     int // number of persons the sheet claims
	section  section
	lastHead string // of the households above, where heads have no rows
}

func newClassifier(m *SheetMapping, v *vocabulary) *classifier {
	k := &classifier{m: m, v: v, mapped: map[int]quanyuan.Field{}, headers: map[string]bool{}, titles: map[string]bool{}, serialAt: -1, said: m.Total}
	for i := range m.Columns {
		c := &m.Columns[i]
		f, ok := quanyuan.FieldByKey(c.Field)
		switch {
		case c.Field == string(attrSerial) && k.serialAt < 0:
			k.serialAt = c.at
		case !ok:
		case f == quanyuan.Name:
			k.nameAt = append(k.nameAt, c.at)
			k.nameText = c.Header
		case f == quanyuan.IDNumber:
			k.idAt = append(k.idAt, c.at)
		}
		if ok {
			k.mapped[c.at] = f
		}
	}
	return k
}

// notPerson gives the reason why a row is no person, "" when it may be one.
func (k *classifier) notPerson(l *line) string {
	number := k.number(l)
	name := k.name(l)
	if number != "" && looksLikeNumber(number) && !k.sampleLike(l, name, number) {
		return ""
	}
	n, first := l.owns()
	if n == 0 {
		return rowText
	}
	if n == 1 {
		k.section.readPlace(first)
	}
	joined := l.joined()
	switch {
	case strings.Trim(joined, "-=+:_—─| ") == "":
		return rowText // a ruled line
	case k.headers[joined]:
		return rowHeader
	case k.titles[joined]:
		return rowTitle
	case k.repeatsHeader(l, n):
		return rowHeader
	case k.persons < 3 && k.hints(l, n):
		return rowHeader
	case utf8.RuneCountInString(name) > 2 && k.v.words[foldHeader(name)] != "" && (utf8.RuneCountInString(name) > 3 || !looksLikeName(name)):
		return rowHeader // 联系电话 in the column of names: a second line of the header
	case k.sample(l, first, name, number):
		return rowSample
	}
	if why := k.tail(l, n, first, name, number); why != "" {
		return why
	}
	if n == 1 {
		return k.single(l, first)
	}
	return ""
}

func (k *classifier) name(l *line) string {
	for _, at := range k.nameAt {
		if t := strings.TrimSpace(l.own(at)); t != "" {
			return t
		}
	}
	return ""
}

func (k *classifier) number(l *line) string {
	for _, at := range k.idAt {
		if t := strings.TrimSpace(l.own(at)); t != "" {
			return t
		}
	}
	return ""
}

// repeatsHeader recognises a header in the middle of a sheet.
func (k *classifier) repeatsHeader(l *line, n int) bool {
	if n < 2 {
		return false
	}
	same, words := 0, 0
	for i := range k.m.Columns {
		c := &k.m.Columns[i]
		text := strings.TrimSpace(l.own(c.at))
		if text == "" || c.Header == "" {
			continue
		}
		if t := tidyHeader(text); t == c.Header || strings.HasSuffix(c.Header, "/"+t) {
			same++
		}
		if strings.Contains(text, "姓名") || strings.Contains(text, "证号") || strings.Contains(text, "号码") {
			words++
		}
	}
	if same >= 2 && 2*same >= n {
		return true
	}
	if words == 0 {
		return false
	}
	_, ok := oneRow(l, k.v)
	return ok
}

// otherHeader reports that a header in the middle names other columns than the
// one in use, so that the rows below need a mapping of their own.
func (k *classifier) otherHeader(l *line) bool {
	h, ok := oneRow(l, k.v)
	if !ok {
		return false
	}
	differs := 0
	have := map[int]string{}
	for i := range k.m.Columns {
		have[k.m.Columns[i].at] = k.m.Columns[i].Header
	}
	for at, text := range h.texts {
		if text != "" && have[at] != text && !strings.HasSuffix(have[at], "/"+text) && h.targets[at].known() {
			differs++
		}
	}
	return differs >= 2
}

// tail recognises totals, signatures and remarks. A word of theirs counts only
// in a row that names nobody.
func (k *classifier) tail(l *line, n int, first, name, number string) string {
	if looksLikeName(name) && (number != "" || k.personal(l) >= 2) && name != first {
		return ""
	}
	k.claim(l)
	check := func(t string) string {
		switch {
		case totalWord.MatchString(t):
			return rowTotal
		case signatureWord.MatchString(t):
			return rowSignature
		case proseWord.MatchString(t) && utf8.RuneCountInString(t) > 3 && n <= 3:
			return rowText
		}
		return ""
	}
	if why := check(first); why != "" && !(why != rowTotal && k.isAddressAt(l, first)) {
		return why
	}
	if why := check(name); why != "" {
		return why
	}
	// A line of empty places to sign: 园长签字：　制表人：.
	if !looksLikeName(name) && digitsOf(number) == "" && k.labels(l) {
		return rowSignature
	}
	// Signatures may begin anywhere in the row; a person's row has none.
	if !looksLikeName(name) && digitsOf(number) == "" {
		for i := range l.texts {
			switch t := strings.TrimSpace(l.own(i)); {
			case t == "":
			case signatureAnywhere.MatchString(t):
				return rowSignature
			case totalAnywhere.MatchString(t):
				return rowTotal
			}
		}
	}
	if k.serialAt >= 0 && n == 1 && strings.TrimSpace(l.own(k.serialAt)) == first {
		if _, ok := wholeNumber(first); ok {
			return rowSerial
		}
	}
	return ""
}

// labels reports a row in which every other cell or more ends in a colon, thus
// waits for something to be written in.
func (k *classifier) labels(l *line) bool {
	n, open := 0, 0
	for i := range l.texts {
		t := strings.TrimSpace(l.own(i))
		if t == "" {
			continue
		}
		n++
		open += b2i(len(t) > 4 && (strings.HasSuffix(t, "：") || strings.HasSuffix(t, ":")))
	}
	return open > 0 && 2*open >= n
}

// isAddressAt reports that a text stands in a column of addresses.
func (k *classifier) isAddressAt(l *line, text string) bool {
	for at, f := range k.mapped {
		if (f == quanyuan.HukouAddress || f == quanyuan.ResidenceAddress) && strings.TrimSpace(l.own(at)) == text {
			return true
		}
	}
	return false
}

// personal counts the cells that only a person has: sex, dates, phone, address.
func (k *classifier) personal(l *line) int {
	n := 0
	for at, f := range k.mapped {
		t := strings.TrimSpace(l.own(at))
		if t == "" {
			continue
		}
		switch f {
		case quanyuan.Sex:
			n += b2i(t == "男" || t == "女" || t == "1" || t == "2")
		case quanyuan.BirthDate:
			n += b2i(looksLikeDay(t))
		case quanyuan.Phone:
			n += b2i(looksLikePhone(t))
		case quanyuan.HukouAddress, quanyuan.ResidenceAddress:
			n += b2i(looksLikePlace(t))
		case quanyuan.Relation, quanyuan.Ethnic, quanyuan.Marital:
			n++
		}
	}
	return n
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// claim remembers how many persons a title or a tail says there are.
func (k *classifier) claim(l *line) {
	for i := range l.texts {
		t := l.own(i)
		if len(t) > 300 || strings.Contains(t, "小计") || strings.Contains(t, "本页") {
			continue
		}
		if m := saidTotal.FindStringSubmatch(t); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil {
				k.said = n
			}
			return
		}
		if s := strings.ReplaceAll(strings.TrimSpace(t), " ", ""); s == "合计" || s == "总计" || s == "共计" {
			for j := i + 1; j < len(l.texts); j++ {
				if t := strings.TrimSpace(l.own(j)); t != "" {
					if n, ok := wholeNumber(strings.TrimSuffix(strings.TrimSuffix(t, "人"), "名")); ok {
						k.said = n
					}
					return
				}
			}
		}
	}
}

// sampleLike reports a name or number that templates use.
func (k *classifier) sampleLike(l *line, name, number string) bool {
	if sampleNumbers[number] || sampleNames[strings.ToLower(name)] {
		return true
	}
	return len(l.texts) > 0 && len(l.texts[0]) <= 30 && sampleWord.MatchString(strings.TrimSpace(l.texts[0]))
}

// sample recognises an example row: marked as one, or an example's name with a
// number that is no one's.
func (k *classifier) sample(l *line, first, name, number string) bool {
	if sampleWord.MatchString(first) && (name != "" || number != "") {
		return true
	}
	if strings.HasPrefix(name, "例：") || strings.HasPrefix(name, "例:") || strings.HasPrefix(name, "如：") || strings.HasPrefix(name, "示例") {
		return true
	}
	known := sampleNames[strings.ToLower(name)]
	switch {
	case sampleNumbers[strings.ToLower(number)] && number != "" || sampleNumbers[number]:
		return number != "000000000000000000"
	case known && number != "" && !validNumber(number) && k.persons < 5:
		return true
	case known && k.persons < 3:
		// 张三 with made-up cells, above the first persons.
		for at, f := range k.mapped {
			t := strings.TrimSpace(l.own(at))
			switch {
			case t == "":
			case f == quanyuan.Phone && madeUpPhone(digitsOf(t)), (f == quanyuan.ResidenceAddress || f == quanyuan.HukouAddress) && madeUpPlace.MatchString(t):
				return true
			}
		}
		return number == "" && strings.ContainsAny(name, "×xX某")
	}
	return false
}

var madeUpPlace = regexp.MustCompile(`(?i:xx)|××|\*\*|某[省市区县镇村路街]`)

// hints recognises the row under a template's header that tells how to fill it
// in, one that only numbers the columns, or one with the keys of a database.
func (k *classifier) hints(l *line, n int) bool {
	words, counted, last, keys := 0, 0, 0, 0
	if n >= 2 && strings.Trim(strings.ReplaceAll(l.joined(), "|", ""), "年月日男女") == "" {
		return true // 年, 月, 日 under 出生日期
	}
	for i := range l.texts {
		t := strings.TrimSpace(l.own(i))
		if t == "" {
			continue
		}
		words += b2i(hintWord.MatchString(t))
		if m, ok := wholeNumber(strings.Trim(t, "()（）[]")); ok && m == last+1 {
			counted, last = counted+1, m
		} else if utf8.RuneCountInString(t) == 1 && strings.ContainsAny(t, "甲乙丙丁戊") {
			counted++
		}
		if t[0] < 0x80 && len(t) > 1 && k.v.words[foldHeader(t)] != "" {
			keys++
		}
	}
	return n >= 2 && (2*words >= n || words >= 2 && words*3 >= n) || n >= 3 && counted == n || n >= 3 && 2*keys > n
}

// single judges a row of one cell: a section title, a sentence, or all that is
// known of somebody.
func (k *classifier) single(l *line, text string) string {
	at := 0
	for i := range l.texts {
		if strings.TrimSpace(l.own(i)) != "" {
			at = i
			break
		}
	}
	f, ok := k.mapped[at]
	switch {
	case !ok:
		if _, number := wholeNumber(text); number {
			return rowSerial
		}
		k.section.read(text)
		return rowTitle
	case utf8.RuneCountInString(text) > 60:
		return rowText
	case f == quanyuan.Name:
		if n := readName(text); n.state == quanyuan.Invalid || utf8.RuneCountInString(n.text) > 5 && !strings.Contains(text, "·") && !looksLikeName(n.text) || k.section.read(text) {
			k.section.read(text)
			return rowTitle
		}
		return ""
	case at == 0 && f != quanyuan.IDNumber && f != quanyuan.HukouAddress && f != quanyuan.ResidenceAddress && f != quanyuan.Phone:
		k.section.read(text)
		return rowTitle
	}
	return ""
}

// section is what a line between the rows says of the rows below it: 3栋, 二单元,
// 第三村民小组.
type section struct{ building, unit, group, place string }

var (
	unitName  = regexp.MustCompile(`^第?([0-9]{1,2}|[一二三四五六七八九十]{1,2})单元$`)
	groupName = regexp.MustCompile(`^第?([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:村民|居民)?小?组$`)
)

var placeName = regexp.MustCompile(`^(?:(?:单位|社区|村|村名|社区名称|填报单位|行政村)(?:名称)?\s*[:：]\s*)?([^\s:：、，,]{2,20}(?:社区|村|居委会|村委会|居民委员会|村民委员会))$`)

// readPlace takes a line that names a community for the one of the rows below.
func (s *section) readPlace(text string) {
	if m := placeName.FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		*s = section{place: m[1]}
	}
}

func (s *section) read(text string) bool {
	text = strings.ReplaceAll(strings.TrimSpace(text), " ", "")
	if m := buildingName.FindStringSubmatch(text); m != nil {
		*s = section{building: m[1], place: s.place}
		return true
	}
	if m := unitName.FindStringSubmatch(text); m != nil {
		s.unit = m[1]
		return true
	}
	if m := groupName.FindStringSubmatch(text); m != nil {
		*s = section{group: m[1], place: s.place}
		return true
	}
	return false
}
