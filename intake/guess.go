package intake

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/refdata/code"
	"quanyuan/refdata/division"
)

// maxChildren is how many children a row may name.
const maxChildren = 12

// guess turns a header (or none) and sample rows into the mapping of a sheet.
type guess struct {
	kind     quanyuan.SourceKind
	targets  []target
	texts    []string
	profiles []profile
	by       []string
	owner    []int // by column: the name column of somebody else in force, -1: the person's own
	members  []memberOf
	remarks  []quanyuan.Remark
	person   string
}

// guessColumns decides what every column of a sheet holds. rows are sample rows
// of data.
func guessColumns(h header, rows []line, kind quanyuan.SourceKind, p *places) *guess {
	width := len(h.targets)
	for i := range rows {
		width = max(width, len(rows[i].texts))
	}
	g := &guess{kind: kind, targets: make([]target, width), texts: make([]string, width), by: make([]string, width), profiles: make([]profile, width)}
	copy(g.targets, h.targets)
	copy(g.texts, h.texts)
	for at := range width {
		g.profiles[at] = profileOf(rows, at)
		if g.targets[at].known() {
			g.by[at] = "header"
		}
	}
	g.pieces()
	g.familyCells()
	g.findMembers()
	g.owners()
	g.people()
	g.children()
	g.byContent()
	g.communities(p)
	g.fallbacks()
	g.showMembers()
	g.listsMembers()
	g.headsApart(rows)
	g.rivals()
	return g
}

// has reports whether a column gives an attribute in a role.
func (g *guess) has(attr attribute, roles ...role) bool {
	for _, t := range g.targets {
		if t.attr == attr && slices.Contains(roles, t.role) {
			return true
		}
	}
	return false
}

func (g *guess) hasRole(r role) bool {
	for _, t := range g.targets {
		if t.role == r && t.known() {
			return true
		}
	}
	return false
}

// recast says a role's columns of another role.
func (g *guess) recast(from, to role) {
	v := vocabularyOf(g.kind)
	for i := range g.targets {
		if g.targets[i].role == from && g.targets[i].known() {
			g.targets[i].role = to
			g.targets[i] = v.inRole(g.targets[i])
		}
	}
}

// people decides who a row is about.
func (g *guess) people() {
	g.somebody()
	named := g.has("name", rolePlain, roleSelf)
	newborn, child := g.hasRole(roleNewborn), false
	if newborn && !named {
		g.person = string(quanyuan.Newborn)
		g.recast(roleNewborn, rolePlain)
		named = true
	} else if newborn {
		g.recast(roleNewborn, roleChild)
	}
	// 儿童姓名 beside a parent's name, no other: the list is about the child.
	parents := g.has("mother_name", rolePlain, roleMother) || g.has("father_name", rolePlain, roleFather)
	own := g.has("id_number", rolePlain) || g.has("birth_date", rolePlain) || g.has("sex", rolePlain)
	if !named && g.has("child_name", roleChild) && (parents || own && !g.has("head_name", rolePlain, roleHead)) {
		g.childIsPerson()
		named, child = true, true
	}
	if g.person == "" && named && parents && g.birthList() {
		g.person = string(quanyuan.Newborn)
	}
	if newborn || g.kind == quanyuan.School {
		// 配偶 beside the mother of a newborn is its father.
		if g.has("mother_name", rolePlain, roleMother) && !g.has("father_name", rolePlain, roleFather) {
			g.spouseIsFather()
		}
	}
	if !named {
		g.bothSpouses()
	}
	couple := g.has("name", roleHusband) && g.has("name", roleWife)
	if couple && !named && g.kind != quanyuan.Civil && (g.kind == quanyuan.Health || g.hasRole(roleChild) || g.has("child_count", rolePlain)) {
		// 女方 and 男方 in a list of women of childbearing age: a row with child
		// columns is about the adult, here the mother.
		g.recast(roleWife, rolePlain)
		couple, named = false, true
	}
	switch {
	case couple && !named:
		g.person = "couple"
	case g.person == string(quanyuan.Newborn) || g.kind == quanyuan.School:
		g.recast(roleHusband, roleFather)
		g.recast(roleWife, roleMother)
	case named:
		g.recast(roleHusband, roleSpouse)
		g.recast(roleWife, roleSpouse)
	default:
		g.recast(roleHusband, rolePlain)
		g.recast(roleWife, rolePlain)
	}
	if g.kind == quanyuan.School && g.person == "" {
		g.person = string(quanyuan.Pupil)
	}
	if g.person != "couple" && !g.has("name", rolePlain, roleSelf) {
		g.headIsPerson()
		g.motherIsPerson()
	}
	if child || g.person == string(quanyuan.Newborn) || g.person == string(quanyuan.Pupil) {
		g.kinPhones()
	}
	if g.person == string(quanyuan.Newborn) {
		g.livesWithMother()
		g.bornThen()
	}
	if g.person == string(quanyuan.Newborn) || g.person == string(quanyuan.Pupil) {
		// 孩次 and 政策 without a child's name are the person's own.
		for i, t := range g.targets {
			if t.role == roleChild && t.child == 0 && (t.attr == "child_order" || t.attr == "child_policy") {
				g.targets[i].role = rolePlain
			}
		}
	}
}

// birthList: a birth order or a birth certificate beside the mother.
func (g *guess) birthList() bool {
	if !g.has("mother_name", rolePlain, roleMother) || g.kind != quanyuan.Health {
		return false
	}
	for i, t := range g.targets {
		if t.attr == "child_order" || strings.Contains(g.texts[i], "出生医学证明") || strings.Contains(g.texts[i], "出生证") || strings.Contains(g.texts[i], "出生体重") {
			return !g.has("child_name", roleChild)
		}
	}
	return false
}

func (g *guess) childIsPerson() {
	back := map[attribute]attribute{"child_name": "name", "child_birth_date": "birth_date", "child_id_number": "id_number", "child_sex": "sex"}
	for i, t := range g.targets {
		if t.role == roleChild && t.child == 0 {
			if a, ok := back[t.attr]; ok {
				g.targets[i].attr, g.targets[i].role = a, rolePlain
			}
		}
	}
}

// headIsPerson: a list of households that names only the head is about him.
func (g *guess) headIsPerson() {
	for i, t := range g.targets {
		switch {
		case t.attr == "head_name":
			g.targets[i].attr, g.targets[i].role = "name", rolePlain
		case t.attr == "head_id_number":
			g.targets[i].attr, g.targets[i].role = "id_number", rolePlain
		case t.role == roleHead && t.said != "":
			g.targets[i].attr, g.targets[i].role = t.said, rolePlain
		}
	}
}

// motherIsPerson: a list that names only 产妇 is about her.
func (g *guess) motherIsPerson() {
	if g.person != "" || g.has("name", rolePlain, roleSelf) || g.hasRole(roleFather) || g.hasRole(roleChild) {
		return
	}
	for i, t := range g.targets {
		if t.role == roleMother && t.said != "" {
			g.targets[i].attr, g.targets[i].role = t.said, rolePlain
		}
	}
}

// livesWithMother: 产妇现住址 is the newborn's where the list gives no other.
func (g *guess) livesWithMother() {
	if g.has("residence_address", rolePlain) {
		return
	}
	for i, t := range g.targets {
		if t.role == roleMother && t.said == "residence_address" && t.part == "" {
			g.targets[i].attr, g.targets[i].role = t.said, rolePlain
			return
		}
	}
}

// bornThen: 分娩日期 is a newborn's birthday where the list gives no other.
func (g *guess) bornThen() {
	if g.has("birth_date", rolePlain, roleSelf) {
		return
	}
	for i, text := range g.texts {
		if strings.Contains(text, "分娩日期") || strings.Contains(text, "分娩时间") {
			g.targets[i], g.by[i] = target{attr: "birth_date", score: bracketScore}, "header"
			return
		}
	}
}

// children numbers repeated groups of child columns that have no number.
func (g *guess) children() {
	seen := map[attribute]int{}
	for i, t := range g.targets {
		if t.role != roleChild || !strings.HasPrefix(string(t.attr), "child_") || t.attr == "child_count" {
			continue
		}
		if t.child == 0 {
			seen[t.attr]++
			g.targets[i].child = seen[t.attr]
		}
		if g.targets[i].child > maxChildren {
			g.targets[i] = target{attr: attrIgnore}
		}
	}
}

// contentKinds are the columns that their cells alone can tell, the surest first.
var contentKinds = []struct {
	attr  attribute
	least float64
	share func(p *profile) float64
}{
	{"id_number", 0.6, func(p *profile) float64 { return p.share(p.numbers) }},
	{"phone", 0.7, func(p *profile) float64 { return p.share(p.phones) }},
	{"sex", 0.8, func(p *profile) float64 { return p.share(p.sexes) }},
	{"birth_date", 0.8, func(p *profile) float64 { return p.share(p.days) }},
	{"name", 0.7, func(p *profile) float64 { return p.share(p.names) }},
	{"ethnic", 0.8, func(p *profile) float64 { return p.share(p.ethnics) }},
	{"residence_address", 0.7, func(p *profile) float64 { return p.share(p.places) }},
}

// byContent gives columns without a known header a meaning by what they hold,
// and takes a header's word back where the cells are plainly something else.
func (g *guess) byContent() {
	if g.person == "couple" {
		return
	}
	g.contradicted()
	for _, k := range contentKinds {
		if g.has(k.attr, rolePlain, roleSelf) {
			continue
		}
		for at := range g.targets {
			p := &g.profiles[at]
			unknown := !g.targets[at].known() && (strings.TrimSpace(g.texts[at]) == "" || k.attr == "id_number" || k.attr == "phone" || k.attr == "sex" || k.attr == "name" && p.varied())
			if unknown && p.filled >= 1 && (k.attr != "birth_date" || p.varied()) && k.share(p) >= k.least && !p.serial {
				g.targets[at] = target{attr: k.attr, score: contentScore}
				g.by[at] = "content"
				g.remarks = append(g.remarks, quanyuan.Remark{Key: "intake.by_content", Args: []any{columnName(at), string(k.attr)}})
				break
			}
		}
	}
}

// communities takes a column without a known header, or with one that is only
// like 小区, for the community where its cells are codes or names of communities.
func (g *guess) communities(p *places) {
	if p.tree == nil || g.has("community_code", rolePlain) || g.has("community_name", rolePlain) {
		return
	}
	for at, t := range g.targets {
		if t.known() && !(t.attr == "estate" && t.score < exactScore) || g.profiles[at].filled == 0 {
			continue
		}
		codes, names, all := 0, 0, g.profiles[at].values
		for _, v := range all {
			switch {
			case len(v) == 12 && digitsOf(v) == v:
				_, ok := p.tree.Get(division.Code(v))
				codes += b2i(ok)
			case communityWord.MatchString(v):
				names += b2i(p.community(v, "") != "")
			}
		}
		attr := attribute("")
		switch {
		case 5*codes >= 4*len(all) && codes > 0:
			attr = "community_code"
		case 5*names >= 4*len(all) && names > 0:
			attr = "community_name"
		default:
			continue
		}
		g.targets[at], g.by[at] = target{attr: attr, score: contentScore}, "content"
		g.remarks = append(g.remarks, quanyuan.Remark{Key: "intake.by_content", Args: []any{columnName(at), string(attr)}})
		return
	}
}

var communityWord = regexp.MustCompile(`(?:社区|村|委员?会)$`)

// contradicted swaps headers that stand over each other's columns: names under
// 身份证号 and numbers under 姓名.
func (g *guess) contradicted() {
	for at, t := range g.targets {
		if t.attr != "name" && t.attr != "id_number" || t.role != rolePlain && t.role != roleSelf {
			continue
		}
		p := &g.profiles[at]
		if p.filled < 3 {
			continue
		}
		was := t.attr
		switch {
		case was == "name" && p.share(p.numbers) >= 0.6:
			g.targets[at].attr = "id_number"
		case was == "id_number" && p.share(p.names) >= 0.7:
			g.targets[at].attr = "name"
		default:
			continue
		}
		g.targets[at].score, g.by[at] = contentScore, "content"
		g.remarks = append(g.remarks, quanyuan.Remark{Key: "intake.header_contradicted", Args: []any{columnName(at), g.texts[at]}})
	}
}

// companyWords stand in the headers of lists of companies.
var companyWords = []string{"法定代表人", "法人", "企业名称", "公司名称", "注册资本"}

// fallbacks uses weaker columns where the proper one is absent.
func (g *guess) fallbacks() {
	if g.kind == quanyuan.Commerce && slices.ContainsFunc(g.texts, func(t string) bool { return containsAny(t, companyWords) }) {
		for i, t := range g.targets { // 住所 is the company's, 法定代表人住址 the person's
			if t.attr == attrWeakAddress && t.role == rolePlain && !strings.Contains(g.texts[i], "经营者") {
				g.targets[i].attr = attrIgnore
			}
		}
	}
	g.cardAddress()
	for _, w := range []struct{ weak, proper attribute }{
		{attrWeakAddress, "residence_address"}, {attrOtherNumber, "id_number"},
	} {
		there := g.has(w.proper, rolePlain, roleSelf)
		for i, t := range g.targets {
			if t.attr != w.weak {
				continue
			}
			if there {
				g.targets[i].attr = attrIgnore
				continue
			}
			g.targets[i].attr, there = w.proper, true
		}
	}
	// A cremation or a cancellation counts as the date of death only where the
	// list gives none; the mark stays in the mapping.
	if g.has("death_date", rolePlain, roleSelf) {
		for i, t := range g.targets {
			if t.attr == attrWeakDeath {
				g.targets[i].attr = attrIgnore
			}
		}
	}
}

// several reports fields that may come from more than one column.
func several(t target) bool {
	switch t.attr {
	case "phone", "note", "room", "school_class", attrMembers, attrSerial, attrIgnore, attrMarriageKind:
		return true
	}
	return t.part != ""
}

// rivals settles which of two columns for one field is the one.
func (g *guess) rivals() {
	type slot struct {
		attr          attribute
		role          role
		child, member int
	}
	best := map[slot]int{}
	strangers := map[string]bool{} // persons whose name column lost: 租户 beside 业主
	for at, t := range g.targets {
		if !t.known() || several(t) {
			continue
		}
		s := slot{t.attr, t.role, t.child, g.members[at].n}
		if s.role == roleSelf {
			s.role = rolePlain
		}
		have, ok := best[s]
		if !ok {
			best[s] = at
			continue
		}
		win, lose := have, at
		if g.better(at, have) {
			win, lose = at, have
			best[s] = at
		}
		if w := g.targets[lose].who; t.attr == "name" && w != "" && w != g.targets[win].who {
			strangers[w] = true
		}
		g.targets[lose].attr = attrIgnore
		g.remarks = append(g.remarks, quanyuan.Remark{Key: "intake.column_twice", Args: []any{columnName(lose), g.texts[lose], columnName(win)}})
	}
	for at, t := range g.targets {
		if t.role == roleSelf && strangers[t.who] {
			g.targets[at].attr = attrIgnore
		}
	}
}

var livedAt = []string{"现", "目前", "居住", "暂住", "租", "宿舍"}

// better compares two columns for one field by header, then by how full they are.
func (g *guess) better(a, b int) bool {
	x, y := g.targets[a], g.targets[b]
	if (g.profiles[b].filled == 0) != (g.profiles[a].filled == 0) {
		return g.profiles[b].filled == 0
	}
	if x.attr == "residence_address" {
		// 现住址 says where somebody lives; 家庭住址 beside it may be where he is from.
		if m, n := containsAny(g.texts[a], livedAt), containsAny(g.texts[b], livedAt); m != n {
			return m
		}
	}
	if x.score != y.score {
		return x.score > y.score
	}
	return (x.role == roleSelf) && (y.role != roleSelf)
}

// columns writes the guess as the columns of a mapping.
func (g *guess) columns() []ColumnMapping {
	var out []ColumnMapping
	for at, t := range g.targets {
		if !t.known() && strings.TrimSpace(g.texts[at]) == "" && g.profiles[at].filled == 0 {
			continue
		}
		c := ColumnMapping{Column: columnName(at), at: at, Header: g.texts[at], By: g.by[at]}
		if t.known() {
			c.Field, c.Sure, c.Part = string(t.attr), t.score, t.part
			if t.attr == attrIgnore {
				c.Field, c.Sure = "", 0
			}
			if t.role == roleHusband || t.role == roleWife || t.role == roleKin {
				c.Role = string(t.role)
			}
			if t.role == roleChild && strings.HasPrefix(c.Field, "child_") && c.Field != "child_count" {
				c.Child = t.child
			}
			if g.profiles[at].filled > 0 && g.by[at] == "header" && g.confirmed(at) {
				c.By = "header+content"
			}
			c.Member = g.members[at].n
			c.Variant = g.variant(at)
			c.Dates = dateOrder(t, g.texts[at], g.profiles[at].values)
		}
		out = append(out, c)
	}
	return out
}

// confirmed reports that the cells look like what the header says.
func (g *guess) confirmed(at int) bool {
	for _, k := range contentKinds {
		if k.attr == g.targets[at].attr {
			return k.share(&g.profiles[at]) >= k.least
		}
	}
	return false
}

// variant chooses the list of codes that understands a coded column best; the
// usual list where two do equally well.
func (g *guess) variant(at int) string {
	t := tableOf(string(g.targets[at].attr))
	if t == nil || len(g.profiles[at].values) == 0 {
		return ""
	}
	fits := t.Fits(g.profiles[at].values)
	if len(fits) == 0 {
		return ""
	}
	v := fits[0].Variant
	if v != "" && len(fits) > 1 && slices.ContainsFunc(fits, func(f code.Fit) bool {
		return f.Variant == "" && cmp.Compare(f.Understood, fits[0].Understood) == 0 && f.Contradicted <= fits[0].Contradicted
	}) {
		return ""
	}
	return v
}

// dateOrder finds how dates with the year last are written in a column, and
// whether the header names the lunar calendar.
func dateOrder(t target, header string, values []string) string {
	if !isDateField(string(t.attr)) {
		return ""
	}
	if strings.Contains(header, "农历") || strings.Contains(header, "阴历") {
		return "lunar"
	}
	first, second := 0, 0
	for _, s := range values {
		nums, widths, month, ok := dateNumbers(cutTime(s))
		if !ok || month != 0 || len(nums) != 3 || widths[0] == 4 || widths[2] != 4 && nums[2] <= 31 {
			continue
		}
		if nums[0] > 12 {
			first++
		}
		if nums[1] > 12 {
			second++
		}
	}
	switch {
	case first > 0 && second == 0:
		return "dmy"
	case second > 0 && first == 0:
		return "mdy"
	}
	return ""
}

func isDateField(key string) bool {
	return strings.HasSuffix(key, "_date") || key == "registered_on" || key == string(attrWeakDeath)
}

// tableOf is the code table of a field, nil where the field has none.
func tableOf(key string) *code.Table {
	switch key {
	case "child_sex":
		key = "sex"
	case "child_policy":
		key = "birth_policy"
	case "id_kind":
		key = "document_kind"
	case "child_order":
		return nil
	}
	t, ok := code.ByKey(key)
	if !ok {
		return nil
	}
	return t
}
