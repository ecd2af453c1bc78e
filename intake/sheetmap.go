package intake

import (
	"regexp"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/intake/sheet"
	"quanyuan/refdata/division"
)

// sheetMapping settles how a sheet is read: as the given mapping says, else by
// its header, else like the sheet before it, else by its cells. skip gives the
// rows among the first that are no persons. A nil mapping: no persons there.
func (r *reading) sheetMapping(s *sheet.Sheet, head []line) (m *SheetMapping, skip map[int]string, remarks []quanyuan.Remark) {
	skip = map[int]string{}
	if given, ok := r.opts.Mapping.sheet(s.Name); ok {
		return r.given(given, head, skip), skip, nil
	}
	h, found := findHeader(head, r.vocab)
	if !found && !r.shaped {
		h, found = confirmedHeader(head, r.vocab)
	}
	if r.shaped {
		h, _ = oneRow(&head[0], r.vocab)
		found = true
	}
	var g *guess
	first := 0
	if found {
		first = h.from + h.rows
		g = guessColumns(h, head[first:min(len(head), first+sampleRows)], r.opts.Source.Kind, newPlaces(&r.opts, r.parser))
		m = &SheetMapping{Sheet: s.Name, Person: g.person, Shape: r.shape, Columns: g.columns()}
		for i := h.from; i < first; i++ {
			m.Header = append(m.Header, head[i].number)
			skip[i] = rowHeader
		}
	} else {
		m, g = r.headless(s, head)
		if m == nil {
			if len(head) > 0 {
				remarks = append(remarks, quanyuan.Remark{Key: "intake.sheet_without_header", Args: []any{s.Name}})
			}
			return nil, skip, remarks
		}
		remarks = append(remarks, quanyuan.Remark{Key: "intake.no_header_guessed", Args: []any{s.Name}})
		h.from = 0
		if at := foreignHeader(head); g != nil && at >= 0 {
			words, _ := oneRow(&head[at], r.vocab)
			words.onlyOther()
			g = guessColumns(words, head[at+1:min(len(head), sampleRows)], r.opts.Source.Kind, newPlaces(&r.opts, r.parser))
			m = &SheetMapping{Sheet: s.Name, Person: g.person, Columns: g.columns()}
			m.Header = []int{head[at].number}
			skip[at] = rowHeader
			h.from = at
		}
	}
	for i := range h.from {
		skip[i] = rowTitle
	}
	if g != nil {
		remarks = append(remarks, g.remarks...)
	}
	r.surroundings(m, s, head[:h.from], h.texts)
	if s.Hidden {
		remarks = append(remarks, quanyuan.Remark{Key: "intake.sheet_hidden", Args: []any{s.Name}})
	}
	remarks = append(remarks, unused(m)...)
	r.headed, r.last = true, m
	return m, skip, remarks
}

// given prepares a mapping that a person wrote.
func (r *reading) given(m *SheetMapping, head []line, skip map[int]string) *SheetMapping {
	c := *m
	c.Columns = slices.Clone(m.Columns)
	for i := range c.Columns {
		if at, ok := columnIndex(c.Columns[i].Column); ok {
			c.Columns[i].at = at
		}
	}
	last := 0
	for _, n := range c.Header {
		last = max(last, n)
	}
	for i := range head {
		if c.Shape != "" { // a form's labels, not a row of the sheet
			skip[0] = rowHeader
			break
		}
		switch {
		case slices.Contains(c.Header, head[i].number):
			skip[i] = rowHeader
		case head[i].number < last:
			skip[i] = rowTitle
		}
	}
	r.headed = true
	return &c
}

// headless reads a sheet without a header: like the sheet before it where the
// ID numbers stand in the same column, else by what the cells hold.
func (r *reading) headless(s *sheet.Sheet, head []line) (*SheetMapping, *guess) {
	if len(head) == 0 {
		return nil, nil
	}
	rows := head[:min(len(head), sampleRows)]
	if r.last != nil {
		for i := range r.last.Columns {
			c := &r.last.Columns[i]
			if c.Field != quanyuan.IDNumber.Key() && c.Field != quanyuan.Name.Key() {
				continue
			}
			p := profileOf(rows, c.at)
			if c.Field == quanyuan.IDNumber.Key() && p.share(p.numbers) >= 0.6 || c.Field == quanyuan.Name.Key() && p.filled > 0 && p.share(p.names) >= 0.8 {
				m := *r.last
				m.Sheet, m.Header, m.Total, m.Building, m.Estate, m.Group, m.Community = s.Name, nil, 0, "", "", "", ""
				return &m, nil
			}
		}
	}
	g := guessColumns(header{}, rows, r.opts.Source.Kind, newPlaces(&r.opts, r.parser))
	at := -1
	for i, t := range g.targets {
		if t.attr == "id_number" {
			at = i
		}
	}
	// Names alone are no list of persons: customers, streets and firms look alike.
	person := g.has("name", rolePlain) && (g.has("birth_date", rolePlain) || g.has("sex", rolePlain) && (g.has("phone", rolePlain) || g.has("residence_address", rolePlain)))
	if at < 0 && !person {
		return nil, nil
	}
	return &SheetMapping{Sheet: s.Name, Person: g.person, Columns: g.columns()}, g
}

// foreignHeader finds the first row under the titles of a sheet told by its cells
// and takes it for a header in words nobody taught us where no cell is data or a
// name; -1 where it is a person's. Its words go into the mapping, so that a
// person can say what they mean.
func foreignHeader(head []line) int {
	at := 0
	for at+1 < len(head) {
		if n, _ := head[at].owns(); n >= 2 {
			break
		}
		at++
	}
	if at+1 >= len(head) {
		return -1
	}
	l := &head[at]
	for i := range l.texts {
		if t := l.own(i); looksLikeData(t) || looksLikeName(strings.TrimSpace(t)) {
			return -1
		}
	}
	return at
}

// onlyOther makes the first whom a header names the row's person, where it names
// only such as are somebody else in other lists: 登记人 in a list of licences.
func (h *header) onlyOther() {
	who := ""
	for _, t := range h.targets {
		if t.namesPerson() && t.role != roleOther {
			return
		}
		if who == "" && t.role == roleOther && t.said == "name" {
			who = t.who
		}
	}
	for at, t := range h.targets {
		switch {
		case who == "":
		case t.role == roleOther && t.who == who && t.said != "":
			h.targets[at].attr, h.targets[at].role = t.said, rolePlain
		case t.attr == attrIgnore && strings.HasPrefix(foldHeader(h.texts[at]), who):
			h.targets[at] = target{} // his what? the cells tell
		}
	}
}

var (
	buildingName = regexp.MustCompile(`^[^0-9A-Za-z]{0,12}?([0-9]{1,3}|[A-Z]|[一二三四五六七八九十]{1,3})\s*(?:栋|幢|号楼|座|#楼|#)$`)
	sheetGroup   = regexp.MustCompile(`^[^0-9A-Za-z]{0,12}?([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*(?:组|社|队|村民小组)$`)
	estateName   = regexp.MustCompile(`^[\p{Han}0-9A-Za-z·]{2,16}(?:小区|新村|新居|公寓|宿舍|大厦|广场|山庄|[园苑居邸府城庭轩阁院庄坊里湾郡])(?:[一二三四五六七八九十0-9A-Z]{1,2}期)?$`)
	institutions = []string{"幼儿园", "医院", "学院", "法院", "检察院", "养老院", "福利院", "敬老院", "卫生院", "名单", "安居"}
	dateInTitle  = regexp.MustCompile(`(?:19|20)[0-9]{2}(?:\s*年\s*[0-9]{1,2}\s*月(?:\s*[0-9]{1,2}\s*日)?|[.\-/][0-9]{1,2}[.\-/][0-9]{1,2})`)
)

// surroundings reads what the sheet's name and the lines above the header say:
// the kind of list, its date, the building or the community.
func (r *reading) surroundings(m *SheetMapping, s *sheet.Sheet, titles []line, headers []string) {
	var texts []string
	for i := range titles {
		for at := range titles[i].texts {
			if t := trimmed(titles[i].own(at)); t != "" {
				texts = append(texts, t)
			}
		}
	}
	m.Kind = listKind(append([]string{s.Name, r.file.Name}, texts...))
	if m.Kind == "" && r.opts.Source.Kind != quanyuan.Police {
		m.Kind = listKind(headers)
	}
	if m.Person == string(quanyuan.Newborn) {
		m.Kind = kindBirth
	}
	if (m.Kind == kindMarriage || m.Kind == kindDivorce) && (m.Person != "couple" && r.opts.Source.Kind != quanyuan.Civil) {
		m.Kind = ""
	}
	// A list of persons with a column for deaths is no list of the dead.
	if m.Kind == kindDeath && !deathList(m, texts, s.Name, r.file.Name) {
		m.Kind = ""
	}
	if b := buildingName.FindStringSubmatch(strings.TrimSpace(s.Name)); b != nil {
		m.Building = b[1]
	} else if g := sheetGroup.FindStringSubmatch(strings.TrimSpace(s.Name)); g != nil {
		m.Group = g[1]
	}
	m.Community = string(r.communityIn(s.Name, texts))
	if m.Building == "" && m.Community == "" && m.hasDoors() && estateName.MatchString(strings.TrimSpace(s.Name)) && !containsAny(s.Name, institutions) {
		m.Estate = strings.TrimSpace(s.Name)
	}
	for _, t := range texts {
		if d := dateInTitle.FindString(t); d != "" {
			if date, how := readDate(d, dateForm{}); how.understood() {
				m.AsOf = date.String()
				break
			}
		}
	}
	if m.AsOf == "" && !r.opts.AsOf.IsZero() {
		m.AsOf = r.opts.AsOf.String()
	}
}

// hasDoors reports columns for building, unit or room and none for the estate or
// a whole address.
func (m *SheetMapping) hasDoors() bool {
	doors := false
	for _, c := range m.Columns {
		switch c.Field {
		case "building", "unit_no", "room":
			doors = true
		case "estate":
			return false
		case "residence_address":
			if c.Part == "" || c.Part == "estate" || c.Part == "detail" {
				return false
			}
			doors = doors || c.Part == "building" || c.Part == "unit_no" || c.Part == "room"
		}
	}
	return doors
}

// deathList: title, sheet or file say so; headers alone only where a date of
// death is there and nothing of the living (phone, marriage).
func deathList(m *SheetMapping, texts []string, names ...string) bool {
	if listKind(append(names, texts...)) == kindDeath {
		return true
	}
	death, living := false, false
	for _, c := range m.Columns {
		switch c.Field {
		case "name":
			if containsAny(c.Header, []string{"逝", "死", "亡者"}) {
				return true
			}
		case "death_date", string(attrWeakDeath):
			death = true
		case "phone", "marital", "residence_status", "hukou_status", "child_count":
			living = true
		}
	}
	return death && !living
}

// communityIn finds the community that a sheet's name or the title names. A
// school or a hospital may be called after one, so other titles do not count.
func (r *reading) communityIn(sheetName string, titles []string) division.Code {
	if r.opts.Tree == nil || division.Code(r.opts.Source.Division).Level() == division.Community {
		return ""
	}
	p := newPlaces(&r.opts, nil)
	if c := p.community(strings.TrimSpace(sheetName), ""); c != "" {
		return c
	}
	switch r.opts.Source.Kind {
	case quanyuan.Community, quanyuan.Property, quanyuan.Floating, quanyuan.Elderly, quanyuan.SurveyTeam, quanyuan.Disabled:
	default:
		return ""
	}
	for _, t := range titles {
		for _, word := range []string{"社区", "村"} {
			at := strings.Index(t, word)
			if at <= 0 || containsAny(t, []string{"小学", "中学", "学校", "幼儿园", "医院", "卫生"}) {
				continue
			}
			name := t[:at+len(word)]
			for _, sep := range []string{"街道", "镇", "乡", "：", ":", " ", "办事处"} {
				if i := strings.LastIndex(name, sep); i >= 0 && i+len(sep) < len(name)-len(word) {
					name = name[i+len(sep):]
				}
			}
			if c := p.community(name, ""); c != "" {
				return c
			}
		}
	}
	return ""
}

// unused tells which columns with a header were not understood.
func unused(m *SheetMapping) []quanyuan.Remark {
	var out []quanyuan.Remark
	for _, c := range m.Columns {
		if c.Field == "" && c.By == "" && c.Header != "" {
			out = append(out, quanyuan.Remark{Key: "intake.column_unknown", Args: []any{c.Column, c.Header}})
		}
	}
	return out
}
