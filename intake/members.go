package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"quanyuan"
)

// A row may hold several persons: a household with its members in columns of
// their own, the beds of a room, a list printed in two halves side by side, two
// names in one cell. Each is a record of its own, numbered by Record.Part.

// maxMembers is how many persons a row may hold besides its first.
const maxMembers = 40

// memberOf is what a column says of a further person of the row.
type memberOf struct {
	n int // from 1; 0: the column is the row's or its first person's
	t target
}

// findMembers tells the columns of further persons and hides them from the rest
// of the guess; showMembers brings them back.
func (g *guess) findMembers() {
	g.members = make([]memberOf, len(g.targets))
	if !g.halves() && !g.blocks() && g.kind != quanyuan.School {
		g.numbered()
	}
	for at, m := range g.members {
		if m.n > 0 {
			g.targets[at] = target{attr: attrIgnore}
		}
	}
}

func (g *guess) showMembers() {
	for at, m := range g.members {
		if m.n > 0 && m.t.known() {
			g.targets[at], g.by[at] = m.t, "header"
		}
	}
}

// halves finds a list printed in halves: the same headers in the same order
// again, each half with a name and something else that tells a person.
func (g *guess) halves() bool {
	var names []int
	for at, t := range g.targets {
		if t.attr == "name" && (t.role == rolePlain || t.role == roleSelf) {
			if len(names) > 0 && g.texts[at] != g.texts[names[0]] {
				return false
			}
			names = append(names, at)
		}
	}
	if len(names) < 2 || len(names) > maxMembers {
		return false
	}
	same := func(by int) bool {
		for _, at := range names {
			if at+by < 0 || at+by >= len(g.texts) || g.texts[at+by] == "" || g.texts[at+by] != g.texts[names[0]+by] {
				return false
			}
		}
		return true
	}
	left, right := 0, 0
	for left > -len(g.texts) && same(left-1) {
		left--
	}
	for same(right + 1) {
		right++
	}
	telling := false
	for by := left; by <= right; by++ {
		switch g.targets[names[0]+by].attr {
		case "id_number", "birth_date", "sex":
			telling = true
		}
	}
	if !telling || names[1]-names[0] < right-left+1 {
		return false
	}
	for n, at := range names[1:] {
		for by := left; by <= right; by++ {
			g.members[at+by] = memberOf{n + 1, g.targets[names[0]+by]}
		}
	}
	return true
}

// partApart marks the name of a further person who shares nothing with the row's
// first: two lists side by side.
const partApart = "apart"

// blocks finds two lists of different columns side by side: each begins with a
// running number or behind an empty column, names persons, and tells something
// else of them.
func (g *guess) blocks() bool {
	var starts []int
	for at, t := range g.targets {
		empty := at > 0 && g.texts[at-1] == "" && g.profiles[at-1].filled == 0
		if t.attr == attrSerial || empty && len(starts) > 0 && g.texts[at] != "" && starts[len(starts)-1] != at-1 {
			starts = append(starts, at)
		} else if len(starts) == 0 && g.texts[at] != "" {
			starts = append(starts, at)
		}
	}
	if len(starts) < 2 || len(starts) > maxMembers {
		return false
	}
	for i, from := range starts {
		to := len(g.targets)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		name, telling := false, false
		for _, t := range g.targets[from:to] {
			if t.role != rolePlain && t.role != roleSelf {
				continue
			}
			name = name || t.attr == "name"
			telling = telling || t.attr == "id_number" || t.attr == "birth_date" || t.attr == "sex"
		}
		if !name || !telling {
			return false
		}
	}
	for i, from := range starts[1:] {
		to := len(g.targets)
		if i+2 < len(starts) {
			to = starts[i+2]
		}
		for at := from; at < to; at++ {
			t := g.targets[at]
			if !t.known() || t.attr == attrIgnore || t.attr == attrSerial || t.role != rolePlain && t.role != roleSelf {
				t = target{attr: attrIgnore}
			}
			if t.attr == "name" && t.part == "" {
				t.part = partApart
			}
			g.members[at] = memberOf{i + 1, t}
		}
	}
	return true
}

// numbered finds groups of columns that differ in a number, each with a name:
// 成员1姓名, 2床身份证号, 姓名3.
func (g *guess) numbered() {
	type group struct{ before, behind string }
	v := vocabularyOf(g.kind)
	heads := make([]numberedHeader, len(g.texts))
	names := map[group][]int{}
	for at, text := range g.texts {
		h, ok := v.numberedHeader(text)
		if !ok {
			continue
		}
		heads[at] = h
		k := group{h.before, h.behind}
		if h.t.attr == "name" && !slices.Contains(names[k], h.n) {
			names[k] = append(names[k], h.n)
		}
	}
	for k, n := range names {
		if len(n) < 2 || len(n) > maxMembers {
			delete(names, k)
		}
	}
	if len(names) != 1 {
		return
	}
	for k, order := range names {
		slices.Sort(order)
		first := 1
		if !g.namesFirst(heads) {
			first = 0 // the lowest number is the row's first person
		}
		for at, h := range heads {
			i := slices.Index(order, h.n)
			if h.n == 0 || (group{h.before, h.behind}) != k || i < 0 {
				continue
			}
			if i += first; i == 0 {
				g.targets[at], g.by[at] = h.t, "header"
				continue
			}
			g.members[at] = memberOf{i, h.t}
		}
	}
}

// namesFirst reports a name of the row's first person, or the head's, outside
// the numbered columns.
func (g *guess) namesFirst(heads []numberedHeader) bool {
	for at, t := range g.targets {
		if heads[at].n > 0 {
			continue
		}
		if t.attr == "name" && (t.role == rolePlain || t.role == roleSelf) || t.attr == "head_name" || t.attr == "spouse_name" {
			return true
		}
	}
	return false
}

// numberedHeader is a header with a number in it.
type numberedHeader struct {
	n              int
	before, behind string // what stands around the number and is no field
	t              target
}

var (
	numberIn    = regexp.MustCompile(`^(.*?)第?([0-9]{1,2}|[一二三四五六七八九十])(.*)$`)
	memberWords = wordSet("成员 家庭成员 户成员 户内成员 家庭人员 同住人 同住人员 同住家属 共同居住人 共同居住人员 家人 家属 随行人员 人员 居民 住户 租客 租户 承租人 产权人 房主 业主 员工 职工 床 床位 铺 铺位 室友 姓名 本人 入住人 入住人员 居住人")
)

// numberedHeader reads 成员1姓名, 1床身份证号, 成员一/与户主关系 and 姓名2. Children,
// parents and those to be called have words and places of their own.
func (v *vocabulary) numberedHeader(text string) (numberedHeader, bool) {
	word := foldHeader(text)
	if _, _, child := childNumber(word); child || utf8.RuneCountInString(word) > 20 {
		return numberedHeader{}, false
	}
	m := numberIn.FindStringSubmatch(word)
	if m == nil {
		return numberedHeader{}, false
	}
	n := smallNumber([]rune(m[2])[0])
	if len(m[2]) == 2 && m[2][0] < 0x80 {
		n = int(m[2][0]-'0')*10 + int(m[2][1]-'0')
	} else if m[2] == "十" {
		n = 10
	}
	before, rest := strings.TrimSuffix(m[1], "的"), strings.TrimPrefix(m[3], "的")
	h := numberedHeader{n: n, before: before}
	if n == 0 || before != "" && !memberWords[before] && v.words[before] == "" {
		return numberedHeader{}, false
	}
	if rest == "" { // 成员1, 姓名2
		switch a, ok := v.words[before]; {
		case ok && memberFields[a]:
			h.t, h.before = target{attr: a, score: roleScore}, ""
		case memberWords[before]:
			h.t = target{attr: "name", score: roleOnlyScore}
		}
		return h, h.t.known()
	}
	for i := range rest {
		a, ok := v.words[rest[i:]]
		if !ok || !memberFields[a] {
			continue
		}
		h.behind = strings.TrimSuffix(rest[:i], "的")
		if h.behind != "" && !memberWords[h.behind] || before != "" && !memberWords[before] {
			return numberedHeader{}, false
		}
		if before == "" && h.behind == "" {
			return numberedHeader{}, false // 1、姓名 is the number of a question
		}
		h.t = target{attr: a, score: roleScore}
		return h, true
	}
	return numberedHeader{}, false
}

// memberFields are the fields of which a further person has columns of his own.
var memberFields = map[attribute]bool{
	"name": true, "id_number": true, "sex": true, "birth_date": true, "phone": true, "relation": true, "ethnic": true, "marital": true,
	"education": true, "hukou_address": true, "hukou_nature": true, "id_kind": true, "workplace": true, "note": true,
}

// sharedFields are said of all persons of a row: where they live and to whom
// they belong.
var sharedFields = map[quanyuan.Field]bool{
	quanyuan.HouseholdNumber: true, quanyuan.HouseholdType: true, quanyuan.ReportingUnit: true, quanyuan.ResidenceAddress: true, quanyuan.ResidenceDivision: true,
	quanyuan.CommunityCode: true, quanyuan.CommunityName: true, quanyuan.TownName: true, quanyuan.Group: true, quanyuan.Estate: true,
	quanyuan.Building: true, quanyuan.UnitNo: true, quanyuan.Room: true, quanyuan.RegisteredOn: true, quanyuan.HeadName: true, quanyuan.HeadID: true,
}

// convertMembers gives the records of the further persons of a row, whose first
// person has been read.
func (c *converter) convertMembers(l *line, out []*quanyuan.Record) []*quanyuan.Record {
	for n := 1; n <= c.members; n++ {
		own := false
		for _, col := range c.columns {
			own = own || col.member == n && (col.field == quanyuan.Name || col.field == quanyuan.IDNumber) && !emptyWord(c.cell(l, col))
		}
		if !own {
			continue
		}
		d := &c.two
		d.reset()
		d.role = c.role
		for _, col := range c.columns {
			if col.member != n {
				continue
			}
			if text := c.cell(l, col); text != "" {
				col.read(text, l.cell(col.at), d)
			}
		}
		d.joinPieces(c.form)
		if c.apart {
			c.complete(d, l.under)
		} else {
			c.share(l, d)
		}
		if d.usable(c.register) != "" {
			c.one.find.add("member.unread", quanyuan.Name, quanyuan.Warning, c.memberName(l, n))
			continue
		}
		out = append(out, c.record(d, l, n, ""))
	}
	return out
}

// share gives a further person of a row what the row says of all.
func (c *converter) share(l *line, d *draft) {
	for _, col := range c.columns {
		own := col.part == "" && d.has(col.field)
		if col.member != 0 || !sharedFields[col.field] || pseudoAttributes[col.attr] || own {
			continue
		}
		if text := c.cell(l, col); text != "" {
			col.read(text, l.cell(col.at), d)
		}
	}
	if c.head { // the first person is the head of the others
		for _, p := range []struct{ from, to quanyuan.Field }{{quanyuan.Name, quanyuan.HeadName}, {quanyuan.IDNumber, quanyuan.HeadID}} {
			if v := c.one.vals[p.from]; v.Known() {
				d.set(p.to, v)
			}
		}
	}
	c.complete(d, l.under)
}

func (c *converter) memberName(l *line, n int) string {
	for _, col := range c.columns {
		if col.member == n && col.field == quanyuan.Name {
			return c.cell(l, col)
		}
	}
	return ""
}

// split parts a row whose name cell names several persons and whose cell of
// numbers has as many: 陈建军、李秀英 beside two ID numbers. Cells that list as many
// items give each his own; others are the first's, unless they are said of all.
func (c *converter) split(l *line) []line {
	var name, number *column
	for _, col := range c.columns {
		if col.member != 0 || col.role != "" {
			continue
		}
		switch {
		case col.field == quanyuan.Name && col.attr == "name" && name == nil:
			name = col
		case col.field == quanyuan.IDNumber && number == nil:
			number = col
		}
	}
	if name == nil || number == nil || len(l.text(number.at)) < 30 {
		return nil
	}
	names := manyItems(l.text(name.at))
	numbers := manyItems(l.text(number.at))
	if len(names) < 2 || len(names) != len(numbers) || len(names) > maxMembers {
		return nil
	}
	for i := range names {
		if n := joinName(names[i]); !looksLikeName(n) && !strings.ContainsRune(n, '·') || !looksLikeNumber(foldText(numbers[i])) {
			return nil
		}
	}
	out := make([]line, len(names))
	for i := range out {
		p := line{number: l.number, texts: slices.Clone(l.texts), info: l.info, under: l.under}
		for _, col := range c.columns {
			if items := manyItems(p.text(col.at)); len(items) == len(names) {
				p.texts[col.at] = items[i]
			} else if i > 0 && !sharedFields[col.field] && p.text(col.at) != "" {
				p.texts[col.at] = ""
			}
		}
		out[i] = p
	}
	return out
}

func manyItems(s string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("、；;\n,，/|", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
