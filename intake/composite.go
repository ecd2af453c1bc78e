package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"quanyuan"
	"quanyuan/refdata/code"
)

// A cell may say several things: 陈建军/男/督院街 under 姓名/性别, a number over a phone
// under 身份证号／联系电话, or list whole persons: 李秀英，妻，510104…；陈小雨，女，… under
// 共同生活的家庭成员（姓名、关系、身份证号）. The header names the parts; where a cell
// does not hold as many, or the header is silent, each part is told by its build.

// compositeFields may be parts of a composite cell. Addresses are none: their own
// commas and blanks would be cut.
var compositeFields = map[attribute]bool{
	"name": true, "id_number": true, "sex": true, "birth_date": true, "phone": true, "relation": true, "ethnic": true, "marital": true, "education": true,
}

// listedWords, in the header of a column, tell persons beside the row's first.
var listedWords = []string{"成员", "同住", "共同居住", "共同生活", "随迁", "随行", "家庭人员", "家庭其他"}

func isPartMark(r rune) bool { return strings.ContainsRune("/／、,，;；|｜+＋\n \t　", r) }

// headerParts are the fields that a header names one beside the other, in its
// order; nil where it is one word. What is of no use to the register (年龄) keeps
// its place.
func (v *vocabulary) headerParts(header string) []attribute {
	if utf8.RuneCountInString(header) > 80 {
		return nil
	}
	var parts []attribute
	distinct := 0
	for word := range strings.FieldsFuncSeq(header, isPartMark) {
		for _, w := range strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune("与和及", r) }) {
			if v.words[foldHeader(word)] != "" {
				w = word // 与户主关系
			}
			a := v.words[foldHeader(w)]
			switch t := v.exact(foldHeader(w)); {
			case t.role != rolePlain && t.role != roleSelf:
				return nil // 紧急联系人及电话
			case a == "" && (strings.HasPrefix(w, "与") || strings.HasSuffix(w, "关系")):
				a = attrIgnore // 与申请人关系
			case a == "" && t.role == roleSelf && t.score > roleOnlyScore:
				a = t.said
				if a == "" {
					a = t.attr
				}
			}
			if a == "" || a != attrIgnore && (!compositeFields[a] || slices.Contains(parts, a)) {
				return nil
			}
			distinct += b2i(a != attrIgnore)
			parts = append(parts, a)
			if w == word {
				break
			}
		}
	}
	if distinct < 1 || len(parts) < 2 {
		return nil
	}
	return parts
}

// severalParts reports more than one field that is of use.
func severalParts(parts []attribute) bool {
	n := 0
	for _, a := range parts {
		n += b2i(a != attrIgnore)
	}
	return n > 1
}

// partsOf gives what a header says of the parts of its cells: in brackets behind
// a word for persons, or by itself.
func (v *vocabulary) partsOf(header string) (parts []attribute, bare string) {
	if at := strings.IndexAny(header, "（(【["); at > 0 {
		if end := strings.LastIndexAny(header, "）)】]"); end > at {
			_, size := utf8.DecodeRuneInString(header[at:])
			return v.headerParts(header[at+size : end]), header[:at]
		}
		return nil, header[:at]
	}
	if at := strings.IndexAny(header, ":："); at > 0 { // 家庭成员：姓名/关系/身份证号
		_, size := utf8.DecodeRuneInString(header[at:])
		if parts := v.headerParts(header[at+size:]); parts != nil {
			return parts, header[:at]
		}
	}
	return v.headerParts(header), ""
}

// composite reads a header of several parts: persons listed in a cell, or the
// parts of the row's own.
func (v *vocabulary) composite(header string) target {
	parts, bare := v.partsOf(header)
	if parts == nil {
		return target{}
	}
	named := slices.Contains(parts, "name")
	switch {
	case bare == "":
		t := target{attr: parts[slices.IndexFunc(parts, func(a attribute) bool { return a != attrIgnore })], score: roleScore}
		if named {
			t.attr = "name"
		}
		return t
	case !named || !severalParts(parts):
		return target{}
	case containsAny(bare, listedWords):
		return target{attr: attrMembers, score: roleScore}
	}
	return target{}
}

// familyCells takes the meaning from a column whose header names members of the
// family and whose cells are no names: 妻：李秀英；长女：陈小雨 is nobody's name.
func (g *guess) familyCells() {
	for at, t := range g.targets {
		p := &g.profiles[at]
		if t.attr == "name" && t.role == roleSelf && containsAny(t.who, listedWords) && len(p.values) > 0 && 2*(p.names+p.listed) < p.filled && !slices.ContainsFunc(p.values, plainName) {
			g.targets[at], g.by[at] = target{}, ""
		}
	}
}

// listsMembers takes a column of an unknown header, or of one that names members
// of the family, for one that lists persons where its cells hold their numbers.
func (g *guess) listsMembers() {
	for at, t := range g.targets {
		p := &g.profiles[at]
		if g.kind == quanyuan.School && t.attr == attrMembers {
			g.targets[at] = target{attr: attrIgnore} // parents, as a rule
			continue
		}
		if t.attr == attrMembers || g.kind == quanyuan.School || len(p.values) == 0 || !containsAny(g.texts[at], listedWords) {
			continue
		}
		listed := 0
		for _, text := range p.values {
			ids := childNumberRE.FindAllString(foldText(text), maxMembers)
			named := false
			for _, item := range personItems(text) {
				named = named || slices.ContainsFunc(strings.FieldsFunc(item, isPartMark), func(w string) bool {
					_, rest := relationBefore(w)
					return looksLikeName(w) || rest != ""
				})
			}
			listed += b2i(len(ids) > 0 && named)
		}
		if 5*listed >= 3*len(p.values) {
			g.targets[at], g.by[at] = target{attr: attrMembers, score: contentScore}, "content"
			g.remarks = append(g.remarks, quanyuan.Remark{Key: "intake.members_listed", Args: []any{columnName(at), g.texts[at]}})
		}
	}
}

// partsColumns are the columns that read the parts of a composite cell.
func (c *column) partsColumns(v *vocabulary, cm *ColumnMapping) []*column {
	order, _ := v.partsOf(cm.Header)
	if order == nil || !severalParts(order) {
		if c.attr != attrMembers {
			return nil
		}
		order = []attribute{"name", "relation", "sex", "ethnic", "birth_date", "id_number", "phone"}
		c.loose = true
	}
	parts := make([]*column, len(order))
	for i, a := range order {
		p := &column{at: c.at, attr: a, form: c.form, cache: map[string]coded{}}
		p.field, _ = quanyuan.FieldByKey(string(a))
		if a != attrIgnore {
			p.table = tableOf(string(a))
		}
		parts[i] = p
	}
	return parts
}

// readParts reads a composite cell into a draft; false where it says but one
// thing, or what it says cannot be told apart.
func (c *column) readParts(raw string, d *draft) bool {
	texts := c.assign(raw)
	if texts == nil {
		return false
	}
	for i, p := range c.parts {
		text := strings.TrimSpace(texts[i])
		if text == "" || emptyWord(text) || p.attr == attrIgnore {
			continue
		}
		// A name's own column is more than a part of another.
		if p.field != c.field && d.has(p.field) && p.field != quanyuan.Phone {
			continue
		}
		p.read(text, cellInfo{}, d)
	}
	return true
}

// assign gives each part of a cell its text; nil where the cell is one text.
func (c *column) assign(raw string) []string {
	if len(raw) > 400 {
		return nil
	}
	text := partMarks.Replace(raw)
	// Where as many texts stand between the marks as the header has parts, each
	// has its place, if it can be there. Nothing may stand between two marks.
	for _, mark := range []string{"/", "\n", "|", ";", "、", ",", "+", " "} {
		if c.loose || !strings.Contains(text, mark) {
			continue
		}
		fields := strings.Split(text, mark)
		if mark == " " || mark == "\n" {
			fields = slices.DeleteFunc(fields, func(s string) bool { return s == "" })
		}
		if len(fields) == len(c.parts) && c.inPlace(fields) {
			return fields
		}
	}
	return c.byBuild(text)
}

// partMarks evens out the marks between parts; brackets and colons part, too.
var partMarks = strings.NewReplacer("（", " ", "）", " ", "(", " ", ")", " ", "【", " ", "】", " ", "：", " ", ":", " ", "／", "/", "｜", "|", "；", ";", "，", ",", "＋", "+", "\t", " ", "　", " ", "\r\n", "\n")

// inPlace reports that each text may be what its place says.
func (c *column) inPlace(fields []string) bool {
	for i, f := range fields {
		f = strings.TrimSpace(f)
		if f == "" || emptyWord(f) || c.parts[i].attr == attrIgnore {
			continue
		}
		if a := c.parts[i].attr; !builtAs(a, f) && a != "marital" && a != "education" && a != "relation" {
			return false
		}
	}
	return true
}

// byBuild gives each text of a cell the first part that it has the build of; what
// is left over is the name.
func (c *column) byBuild(text string) []string {
	texts := make([]string, len(c.parts))
	told := 0
	put := func(word string) bool {
		for i, p := range c.parts {
			if texts[i] == "" && p.attr != "name" && p.attr != attrIgnore && builtAs(p.attr, word) {
				texts[i] = word
				told++
				return true
			}
		}
		return false
	}
	text = foldText(text)
	for _, re := range []*regexp.Regexp{childNumberRE, mobileNumber} { // 李秀英13812345671: nothing stands between
		for _, found := range re.FindAllString(text, 2) {
			if put(found) {
				text = strings.Replace(text, found, " ", 1)
			}
		}
	}
	name := ""
	for word := range strings.FieldsFuncSeq(text, isPartMark) {
		switch {
		case agedWord.MatchString(word), put(word), put(strings.TrimSuffix(word, "性")):
		case name == "" && namesSomebody(word):
			name = word
		case name == "":
			if rel, rest := relationBefore(word); rest != "" && put(rel) {
				name = rest
			}
		}
	}
	for i, p := range c.parts {
		if p.attr == "name" && name != "" {
			texts[i] = name
			told++
		}
	}
	if told == 0 || told == 1 && !slices.ContainsFunc(c.parts, func(p *column) bool { return p.attr == "name" }) && c.field != quanyuan.Name {
		return nil
	}
	return texts
}

var (
	mobileNumber = regexp.MustCompile(`1[3-9][0-9]{9}`)
	agedWord     = regexp.MustCompile(`^[0-9]{1,3}(?:周?岁)?$`)
)

func namesSomebody(word string) bool {
	n := joinName(word)
	return looksLikeName(n) || strings.ContainsRune(n, '·') || plainName(n) && !isRelation(n)
}

func isRelation(word string) bool {
	_, ok := code.Relation.Lookup(word)
	return ok
}

// relationBefore parts 妻李秀英 and 长子陈小雨.
func relationBefore(word string) (relation, name string) {
	m := childRelation.FindString(word)
	if m == "" {
		for _, w := range []string{"妻子", "丈夫", "配偶", "父亲", "母亲", "妻", "夫", "父", "母"} {
			if strings.HasPrefix(word, w) {
				m = w
				break
			}
		}
	}
	if rest := strings.TrimPrefix(word, m); m != "" && looksLikeName(rest) {
		return strings.TrimSpace(m), rest
	}
	return "", ""
}

// builtAs reports that a text may be a value of a field.
func builtAs(a attribute, text string) bool {
	switch a {
	case "name":
		return namesSomebody(text)
	case "id_number":
		return looksLikeNumber(foldText(text)) || len(digitsOf(text)) >= 14 && len(text) <= 24
	case "phone":
		d := digitsOf(text)
		return looksLikePhone(text) || len(d) >= 7 && len(d) <= 12 && len(d)+4 >= len(text)
	case "sex":
		_, ok := code.Sex.Lookup(text)
		return ok
	case "birth_date":
		return looksLikeDay(text)
	case "relation":
		return isRelation(text)
	case "ethnic", "marital", "education":
		_, ok := tableOf(string(a)).Lookup(text)
		return ok
	}
	return false
}

// personItems cuts a cell that lists persons: at line ends and semicolons, else
// behind each ID number, else at the marks between names.
func personItems(raw string) []string {
	cut := func(marks string) []string {
		var out []string
		for part := range strings.FieldsFuncSeq(raw, func(r rune) bool { return strings.ContainsRune(marks, r) }) {
			if part = strings.Trim(part, " \t　，,、。.;；"); part != "" {
				out = append(out, part)
			}
		}
		return out
	}
	if strings.ContainsAny(raw, "\n；;") {
		return cut("\n；;")
	}
	if ids := childNumberRE.FindAllStringIndex(raw, maxMembers); len(ids) > 1 {
		// The number ends an item, unless the cell begins with one.
		var out []string
		from, first := 0, strings.TrimSpace(raw[:ids[0][0]]) == ""
		for i, at := range ids {
			end := at[1]
			if closing := strings.IndexAny(raw[end:], "）)"); closing >= 0 && closing <= 3 {
				end += closing + len("）")
				end = min(end, len(raw))
				for end < len(raw) && !utf8.RuneStart(raw[end]) {
					end++
				}
			}
			if first && i+1 < len(ids) {
				end = ids[i+1][0]
			}
			if i == len(ids)-1 {
				end = len(raw)
			}
			out = append(out, strings.Trim(raw[from:end], " \t　，,、。.;；"))
			from = end
		}
		return out
	}
	return []string{strings.TrimSpace(raw)}
}

// convertListed gives the records of the persons listed in cells of a row.
func (c *converter) convertListed(l *line, out []*quanyuan.Record) []*quanyuan.Record {
	part := c.members
	for _, col := range c.columns {
		if col.attr != attrMembers {
			continue
		}
		cell := c.cell(l, col)
		if cell == "" || emptyWord(cell) {
			continue
		}
		for i, item := range personItems(cell) {
			if i == maxMembers {
				break
			}
			d := &c.two
			d.reset()
			d.role = c.role
			if !col.readParts(item, d) || !d.vals[quanyuan.Name].Known() && !d.vals[quanyuan.IDNumber].Known() {
				c.one.find.add("member.unread", quanyuan.Name, quanyuan.Warning, firstRunes(item, 40))
				continue
			}
			if d.text(quanyuan.Name) == c.one.text(quanyuan.Name) && (d.text(quanyuan.IDNumber) == "" || d.text(quanyuan.IDNumber) == c.one.text(quanyuan.IDNumber)) {
				continue // the row's own person once more
			}
			c.share(l, d)
			part++
			out = append(out, c.record(d, l, part, ""))
		}
	}
	return out
}
