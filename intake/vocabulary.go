package intake

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"sync"
	"unicode"

	"quanyuan"
	"quanyuan/refdata/hanzi"
)

// The words of headers, as offices write them. A line may hold only for one
// kind of source, where a word means something of its own there: 住址 in a
// police list is the hukou address.
var (
	//go:embed vocabulary/words.csv
	wordsCSV string
	//go:embed vocabulary/roles.csv
	rolesCSV string
	//go:embed vocabulary/parts.csv
	partsCSV string
)

// attribute is what a word of the vocabulary stands for: a field's key, or one
// of the pseudo fields below.
type attribute string

const (
	attrSerial       attribute = "serial"          // running number of the row
	attrIgnore       attribute = "ignore"          // known, of no use to the register
	attrOtherNumber  attribute = "other_number"    // number of another document
	attrWeakAddress  attribute = "weak_address"    // postal address, where no better is given
	attrWeakDeath    attribute = "weak_death"      // cremation or cancellation, where no date of death is given
	attrCategory     attribute = "person_category" // 人员类别
	attrMarriageKind attribute = "marriage_kind"   // 结婚登记 or 离婚登记
	attrMembers      attribute = "members"         // further persons, listed in a cell
)

var pseudoAttributes = map[attribute]bool{
	attrSerial: true, attrIgnore: true, attrOtherNumber: true, attrWeakAddress: true,
	attrWeakDeath: true, attrCategory: true, attrMarriageKind: true, attrMembers: true,
}

// role says whom a column is about.
type role string

const (
	rolePlain   role = "" // the header names nobody
	roleSelf    role = "self"
	roleNewborn role = "newborn"
	roleFather  role = "father"
	roleMother  role = "mother"
	roleSpouse  role = "spouse"
	roleHusband role = "husband"
	roleWife    role = "wife"
	roleHead    role = "head"
	roleChild   role = "child"
	roleOther   role = "other" // somebody the register does not ask about
	roleKin     role = "kin"   // a parent or guardian in a list of children, by whose phone he is found
	// roleSomebody: a person of a word nobody taught us, 惠民卡对象姓名. He is the
	// row's person where no column names another.
	roleSomebody role = "somebody"
)

type roleWord struct {
	word string
	role role
}

// vocabulary is the words as one kind of source uses them.
type vocabulary struct {
	words map[string]attribute
	roles []roleWord // longest first
	parts map[string]string
	tails []string // words of two and more characters, longest first, for fuzzy matching
}

var (
	vocabularies   = map[quanyuan.SourceKind]*vocabulary{}
	vocabulariesMu sync.Mutex
)

// vocabularyOf builds the words of a kind of source at first use.
func vocabularyOf(kind quanyuan.SourceKind) *vocabulary {
	if !kind.Known() {
		kind = ""
	}
	vocabulariesMu.Lock()
	defer vocabulariesMu.Unlock()
	v, ok := vocabularies[kind]
	if !ok {
		v = newVocabulary(string(kind))
		vocabularies[kind] = v
	}
	return v
}

func newVocabulary(kind string) *vocabulary {
	v := &vocabulary{words: map[string]attribute{}, parts: map[string]string{}}
	for f := quanyuan.Field(0); f < quanyuan.NumFields; f++ {
		v.words[foldHeader(f.Key())] = attribute(f.Key())
		v.words[foldHeader(f.Zh())] = attribute(f.Key())
		v.words[foldHeader(f.En())] = attribute(f.Key())
	}
	roles := map[string]role{}
	// General words first: those of the kind override them.
	for _, own := range []bool{false, true} {
		for _, line := range table(wordsCSV) {
			if (line[1] != "") == own && (!own || line[1] == kind) {
				for word := range strings.SplitSeq(line[2], "|") {
					v.words[foldHeader(word)] = attribute(line[0])
				}
			}
		}
		for _, line := range table(rolesCSV) {
			if (line[1] != "") == own && (!own || line[1] == kind) {
				for word := range strings.SplitSeq(line[2], "|") {
					roles[foldHeader(word)] = role(line[0])
				}
			}
		}
	}
	for word, r := range roles {
		v.roles = append(v.roles, roleWord{word, r})
	}
	sort.Slice(v.roles, func(i, j int) bool { return longerFirst(v.roles[i].word, v.roles[j].word) })
	for _, line := range table(partsCSV) {
		for word := range strings.SplitSeq(line[1], "|") {
			v.parts[foldHeader(word)] = line[0]
		}
	}
	for word := range v.words {
		if len([]rune(word)) >= 2 {
			v.tails = append(v.tails, word)
		}
	}
	sort.Slice(v.tails, func(i, j int) bool { return longerFirst(v.tails[i], v.tails[j]) })
	v.spelt()
	return v
}

// spelt adds the words in letters, as databases name their columns: shenfenzheng
// for 身份证. What two words of different meaning share is left out.
func (v *vocabulary) spelt() {
	spelt := map[string]attribute{}
	for word, a := range v.words {
		s := spelling(word)
		if have, twice := spelt[s]; len(s) < 5 || twice && have != a {
			a = ""
		}
		spelt[s] = a
	}
	for s, a := range spelt {
		if _, taken := v.words[s]; a != "" && !taken {
			v.words[s] = a
		}
	}
}

// spelling is a word's pinyin without tones, "" for words not wholly of Han
// characters.
func spelling(word string) string {
	var b strings.Builder
	for _, r := range word {
		readings := hanzi.Readings(r)
		if !hanzi.IsHan(r) || len(readings) == 0 {
			return ""
		}
		b.WriteString(readings[0].ASCII())
	}
	return b.String()
}

func longerFirst(a, b string) bool {
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a < b
}

// table reads an embedded CSV file without its header line.
func table(text string) [][]string {
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("intake: vocabulary: %v", err))
	}
	return lines[1:]
}

// target is what a header says its column holds.
type target struct {
	attr  attribute
	said  attribute // what the header asks of the person, before inRole
	role  role
	child int    // number of the child, from 1; 0: not numbered
	part  string // part of an address
	who   string // the word for the person: 业主 in 业主电话
	score float64
}

func (t target) known() bool { return t.attr != "" }

// Scores of agreement between a header and the vocabulary.
const (
	exactScore    = 1.0
	roleScore     = 0.95 // a role and an attribute, both exact
	bracketScore  = 0.9  // exact without what stands in brackets
	roleOnlyScore = 0.8  // 父亲 alone: the father's name
	fuzzyScore    = 0.6
	contentScore  = 0.5
)

// understand reads a header of one row.
func (v *vocabulary) understand(header string) target {
	if len(header) > 200 {
		return target{}
	}
	full, bare, inner := headerForms(header)
	if full == "" {
		return target{}
	}
	if t := v.composite(header); t.known() {
		return t
	}
	if t := v.exact(full); t.known() {
		return t
	}
	if bare != full && bare != "" {
		for _, r := range v.roles {
			if r.word == inner && r.role != roleSelf {
				if t := v.exact(bare); t.known() && (t.role == rolePlain || t.role == roleSelf && (r.role == roleHusband || r.role == roleWife)) {
					t.role, t.who, t.score = r.role, r.word, bracketScore
					return v.inRole(t)
				}
			}
		}
		if t := v.exact(bare); t.known() {
			t.score = min(t.score, bracketScore)
			return t
		}
		full = bare
	}
	if t := v.database(header); t.known() {
		return t
	}
	if plain := undecorated(full); plain != full {
		if t := v.exact(plain); t.known() {
			t.score = min(t.score, bracketScore)
			return t
		}
		full = plain
	}
	return v.fuzzy(full)
}

// combine reads a header of two rows: a group (男方, 子女一, 户籍地址) over an item.
func (v *vocabulary) combine(group, item string) target {
	switch {
	case strings.TrimSpace(group) == "":
		return v.understand(item)
	case strings.TrimSpace(item) == "":
		return v.understand(group)
	}
	g := groupWord(group)
	_, i, _ := headerForms(item)
	if at := v.address(g); at != "" {
		if part, ok := v.parts[i]; ok {
			return target{attr: at, part: part, score: roleScore}
		}
	}
	if t := v.exact(g + i); t.known() {
		return t
	}
	// 男 and 女 under 性别, 未婚 and 已婚 under 婚姻状况: columns to be ticked.
	if a := v.words[g]; tickFields[a] && tableOf(string(a)) != nil {
		if _, ok := tableOf(string(a)).Lookup(i); ok && v.words[i] == "" {
			return target{attr: a, part: tickPart + i, score: roleScore}
		}
	}
	// 本人 and 子女 under 联系电话.
	if a := v.words[g]; personal[a] && a != "name" {
		for _, r := range v.roles {
			if r.word == i {
				t := target{attr: a, role: r.role, who: r.word, score: roleScore}
				if r.role == roleSelf {
					t.role = rolePlain
				}
				return v.inRole(t)
			}
		}
	}
	t := v.understand(item)
	if who := v.understand(g); t.known() && t.role == rolePlain && who.role != rolePlain {
		t.role, t.who, t.child, t.score = who.role, who.who, who.child, min(t.score, roleScore)
		return v.inRole(t)
	}
	for _, r := range v.roles {
		if r.word == g && t.known() && t.role == rolePlain {
			t.role, t.who, t.score = r.role, r.word, min(t.score, roleScore)
			return v.inRole(t)
		}
	}
	return t
}

// groupWord folds the header of a group: 男方 for 男方基本信息.
func groupWord(group string) string {
	_, g, _ := headerForms(group)
	for _, tail := range []string{"基本信息", "基本情况", "信息", "情况", "资料"} {
		if cut := strings.TrimSuffix(g, tail); cut != "" && cut != g {
			return cut
		}
	}
	return g
}

// groups reports whether a header says whom or what the items under it are
// about: a person, a numbered child, an address.
func (v *vocabulary) groups(group string) bool {
	g := groupWord(group)
	for _, r := range v.roles {
		if r.word == g {
			return true
		}
	}
	if _, rest, ok := childNumber(g); ok && rest == "" {
		return true
	}
	return v.address(g) != ""
}

// address tells whether a group header names one of the two addresses.
func (v *vocabulary) address(word string) attribute {
	switch v.words[word] {
	case attribute(quanyuan.HukouAddress.Key()):
		return v.words[word]
	case attribute(quanyuan.ResidenceAddress.Key()):
		return v.words[word]
	}
	switch {
	case strings.HasPrefix(word, "户籍"), strings.HasPrefix(word, "户口"):
		return attribute(quanyuan.HukouAddress.Key())
	case strings.HasPrefix(word, "居住"), strings.HasPrefix(word, "现住"), strings.HasPrefix(word, "现居"), strings.HasPrefix(word, "暂住"):
		return attribute(quanyuan.ResidenceAddress.Key())
	}
	return ""
}

// exact finds a word as a whole, after the name of a role, or after the number
// of a child.
func (v *vocabulary) exact(word string) target {
	if a, ok := v.words[word]; ok {
		t := target{attr: a, score: exactScore}
		if strings.HasPrefix(string(a), "child_") && a != attribute(quanyuan.ChildCount.Key()) {
			t.role = roleChild
		}
		if a == attrIgnore {
			v.stranger(&t, word)
		}
		return t
	}
	if n, rest, ok := childNumber(word); ok {
		t := target{attr: v.words[rest], role: roleChild, child: n, score: roleScore}
		if rest == "" {
			t.attr, t.score = attribute(quanyuan.Name.Key()), roleOnlyScore
		}
		if t.known() {
			return v.inRole(t)
		}
	}
	for _, r := range v.roles {
		rest, ok := strings.CutPrefix(word, r.word)
		if !ok {
			continue
		}
		rest = strings.TrimPrefix(rest, "的")
		if r.word[0] < 0x80 {
			rest = strings.TrimPrefix(rest, "s") // father's name
		}
		who := r
		if numbered := strings.TrimLeft(rest, "0123456789一二三四五"); numbered != rest && numbered != "" {
			rest = numbered
			if who.role == roleSelf {
				who.role = roleOther // 成员1姓名: one of several beside the row's person
			}
		}
		if rest == "" {
			if len([]rune(word)) < 2 {
				continue // 男 and 女 alone are values, not headers
			}
			return v.inRole(target{attr: attribute(quanyuan.Name.Key()), role: r.role, who: r.word, score: roleOnlyScore})
		}
		if a, ok := v.words[rest]; ok {
			return v.inRole(target{attr: a, role: who.role, who: r.word, score: roleScore})
		}
	}
	return v.addressPart(word)
}

// addressPart reads 户籍省份, 现住小区 and the like.
func (v *vocabulary) addressPart(word string) target {
	at := v.address(word)
	if at == "" {
		return target{}
	}
	for _, p := range []string{"户籍所在地", "户口所在地", "户籍地址", "户籍地", "户口", "户籍", "现居住地", "现居住", "居住地址", "居住地", "现住址", "现住地", "居住", "现住", "现居", "暂住地", "暂住"} {
		if rest, ok := strings.CutPrefix(word, p); ok {
			rest = strings.TrimPrefix(strings.TrimPrefix(rest, "所在"), "所属")
			if part, ok := v.parts[rest]; ok {
				return target{attr: at, part: part, score: roleScore}
			}
		}
	}
	return target{}
}

// inRole turns an attribute said of somebody into what the register asks of
// him: a father's name and number, all six items of a child.
func (v *vocabulary) inRole(t target) target {
	if t.said == "" {
		t.said = t.attr
	}
	switch t.role {
	case roleChild:
		if strings.HasPrefix(string(t.attr), "child_") {
			return t
		}
		if f, ok := childField[t.attr]; ok {
			t.attr = attribute(f.Key())
		} else {
			t.attr = attrIgnore
		}
	case roleFather, roleMother, roleSpouse, roleHead:
		if f, ok := kinField[t.role][t.attr]; ok {
			t.attr = attribute(f.Key())
		} else if !ofRole(t.role, t.attr) {
			t.attr = attrIgnore
		}
	case roleOther, roleSomebody:
		t.attr = attrIgnore
	}
	return t
}

// ofRole reports that an attribute already says whose it is: 户主姓名 under 户主信息.
func ofRole(r role, a attribute) bool {
	for _, f := range kinField[r] {
		if attribute(f.Key()) == a {
			return true
		}
	}
	return false
}

var childField = map[attribute]quanyuan.Field{
	"name": quanyuan.ChildName, "birth_date": quanyuan.ChildBirth, "id_number": quanyuan.ChildID,
	"sex": quanyuan.ChildSex,
}

var kinField = map[role]map[attribute]quanyuan.Field{
	roleFather: {"name": quanyuan.FatherName, "id_number": quanyuan.FatherID},
	roleMother: {"name": quanyuan.MotherName, "id_number": quanyuan.MotherID},
	roleSpouse: {"name": quanyuan.SpouseName, "id_number": quanyuan.SpouseID},
	roleHead:   {"name": quanyuan.HeadName, "id_number": quanyuan.HeadID},
}

// fuzzy finds the longest word at the end or the beginning of a header, or a
// word that differs in one character.
func (v *vocabulary) fuzzy(word string) target {
	if n := len([]rune(word)); n < 3 || n > 20 || strings.IndexFunc(word, unicode.IsDigit) == 0 {
		return target{}
	}
	if strings.Contains(word, "是否") || strings.HasPrefix(word, "有无") {
		return target{attr: attrIgnore, score: fuzzyScore} // a yes or no, whatever it ends in
	}
	if relationToOther(word) {
		return target{attr: attrIgnore, score: fuzzyScore}
	}
	if t := v.coded(word); t.known() {
		return t
	}
	if strings.HasSuffix(word, "日期") || strings.HasSuffix(word, "时间") {
		switch {
		case strings.HasPrefix(word, "来"), strings.HasPrefix(word, "到达"), strings.HasPrefix(word, "抵达"): // 来我市日期, 来蓉时间
			return target{attr: attribute(quanyuan.ArriveDate.Key()), score: fuzzyScore}
		case joining.MatchString(word): // 入伍时间 is no arrival
			return target{attr: attrIgnore, score: fuzzyScore}
		}
	}
	if strings.HasPrefix(word, "来") && (strings.HasSuffix(word, "原因") || strings.HasSuffix(word, "事由")) {
		return target{attr: attribute(quanyuan.StayReason.Key()), score: fuzzyScore}
	}
	for _, w := range v.tails {
		if rest, ok := strings.CutSuffix(word, w); ok && w[0] >= 0x80 {
			if !v.mayEnd(w, rest) {
				return target{attr: attrIgnore, score: fuzzyScore}
			}
			t := v.ofStranger(target{attr: v.words[w], score: fuzzyScore}, rest)
			if strings.HasPrefix(string(t.attr), "child_") && t.attr != attribute(quanyuan.ChildCount.Key()) {
				t.role = roleChild
			}
			return t
		}
	}
	if t := somebody(word); t.known() {
		return t
	}
	for _, w := range v.tails {
		if len([]rune(w)) >= 5 && len(w) == len(word) && oneRuneApart(w, word) {
			return target{attr: v.words[w], score: fuzzyScore}
		}
	}
	for _, w := range v.tails {
		if rest, ok := strings.CutPrefix(word, w); ok && len([]rune(w)) >= 3 && w[0] >= 0x80 && v.words[w] != "name" && !containsAny(rest, aspects) {
			return target{attr: v.words[w], score: contentScore}
		}
	}
	return target{}
}

var joining = regexp.MustCompile(`^(?:入|退|离)(?:伍|役|党|团|园|学|职|会|编|托|校|休)`)

// relationToOther reports 与学生关系, 申请人与逝者关系: how somebody stands to a
// person who is not the head of the household.
func relationToOther(word string) bool {
	if !strings.HasSuffix(word, "关系") {
		return false
	}
	at := strings.LastIndexAny(word, "与和同跟")
	return at >= 0 && !strings.Contains(word[at:], "户主") && !strings.Contains(word[at:], "家庭")
}

// coded reads 性别代码 as 性别, and a code of a place as the code beside its name.
func (v *vocabulary) coded(word string) target {
	if rest, ok := strings.CutSuffix(word, "名称"); ok {
		switch a := v.words[rest]; {
		case a == "" || personal[a] && tableOf(string(a)) == nil || a == attrIgnore:
		default:
			return target{attr: a, score: roleScore}
		}
	}
	for _, tail := range []string{"行政区划代码", "行政区划编码", "区划代码", "区划编码", "代码", "编码", "编号", "码", "行政区划", "区划"} {
		rest, ok := strings.CutSuffix(word, tail)
		if !ok {
			continue
		}
		a := v.words[rest]
		switch f, _ := quanyuan.FieldByKey(string(a)); {
		case a == "" || tail == "编号" && tableOf(string(a)) == nil && f != quanyuan.CommunityName:
		case f == quanyuan.CommunityName:
			return target{attr: attribute(quanyuan.CommunityCode.Key()), score: roleScore}
		case f == quanyuan.HukouAddress:
			return target{attr: attribute(quanyuan.HukouDivision.Key()), score: roleScore}
		case f == quanyuan.ResidenceAddress:
			return target{attr: attribute(quanyuan.ResidenceDivision.Key()), score: roleScore}
		case tableOf(string(a)) != nil && !strings.Contains(tail, "区划"):
			return target{attr: a, score: roleScore}
		}
	}
	return target{}
}

// oneRuneApart reports words that differ in one character, neither the first nor
// the last: these change the meaning.
func oneRuneApart(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return false
	}
	n := 0
	for i := range x {
		if x[i] != y[i] {
			if n++; i == 0 || i == len(x)-1 {
				return false
			}
		}
	}
	return n == 1
}
