package intake

import (
	"strings"
	"unicode/utf8"
)

// How far down a header is looked for, and how many rows below it are sampled.
const (
	headerDepth = 60
	sampleRows  = 300
)

// header is a header found in the first rows of a sheet.
type header struct {
	from, rows int // position of its first row and how many it has
	texts      []string
	targets    []target
}

// findHeader looks for the first row whose words the vocabulary knows and that
// names persons: a name or an ID number. ok is false where there is none.
func findHeader(lines []line, v *vocabulary) (h header, ok bool) {
	for i := 0; i < len(lines) && i < headerDepth; i++ {
		if h, ok := headerAt(lines, i, v); ok {
			return h, true
		}
	}
	return header{}, false
}

// confirmedHeader looks for a header that knows too few words to be told by them
// alone: a row without data, some of whose words are known, over a column of ID
// numbers, or over names beside something else that only persons have.
func confirmedHeader(lines []line, v *vocabulary) (header, bool) {
	for i := 0; i+1 < len(lines) && i < headerDepth; i++ {
		n, _ := lines[i].owns()
		if n < 3 {
			continue
		}
		h, _ := oneRow(&lines[i], v)
		known, data := 0, false
		for at, t := range h.targets {
			known += b2i(t.score >= fuzzyScore)
			data = data || looksLikeData(lines[i].own(at))
		}
		if data || known < 2 || 3*known < n || !h.confirmed(lines[i+1:min(len(lines), i+1+headerDepth)]) {
			continue
		}
		h.onlyOther()
		h.from = i
		return h, true
	}
	return header{}, false
}

// confirmed reports that the rows below are about persons.
func (h *header) confirmed(rows []line) bool {
	name, personal := false, false
	for at, t := range h.targets {
		if h.texts[at] == "" {
			continue
		}
		p := profileOf(rows, at)
		if p.filled == 0 {
			continue
		}
		if p.share(p.numbers) >= 0.6 {
			return true
		}
		name = name || t.attr == "name" && p.share(p.names) >= 0.6
		personal = personal || t.attr == "sex" && p.share(p.sexes) >= 0.6 || t.attr == "birth_date" && p.share(p.days) >= 0.6 || t.attr == "phone" && p.share(p.phones) >= 0.6
	}
	return name && personal
}

// headerAt reads the header that begins at a row, one row or two.
func headerAt(lines []line, i int, v *vocabulary) (header, bool) {
	if i+1 < len(lines) {
		if h, ok := twoRows(&lines[i], &lines[i+1], v); ok {
			h.from = i
			if i+2 < len(lines) {
				h.thirdRow(&lines[i+2], v)
			}
			return h, true
		}
	}
	if h, ok := oneRow(&lines[i], v); ok {
		h.from = i
		return h, true
	}
	return header{}, false
}

// thirdRow adds a row whose cells are all words of headers, none a name: 出生日期 and
// 身份证号 under 身份信息 under 基本情况.
func (h *header) thirdRow(l *line, v *vocabulary) {
	n, _ := l.owns()
	for at := range l.texts {
		text := l.own(at)
		if strings.TrimSpace(text) == "" {
			continue
		}
		if t := understandCell(text, v); t.score < bracketScore || t.attr == "name" || len(t.who) > 0 && t.said == "name" || looksLikeData(text) {
			return
		}
	}
	if n == 0 {
		return
	}
	for at := range l.texts {
		text := l.own(at)
		if strings.TrimSpace(text) == "" {
			continue
		}
		for len(h.texts) <= at {
			h.texts, h.targets = append(h.texts, ""), append(h.targets, target{})
		}
		h.targets[at] = v.combine(h.texts[at], text)
		h.texts[at] = strings.TrimPrefix(h.texts[at]+"/"+tidyHeader(text), "/")
	}
	h.rows = 3
}

func oneRow(l *line, v *vocabulary) (header, bool) {
	h := header{rows: 1}
	for at := range l.texts {
		text := l.own(at)
		h.texts = append(h.texts, tidyHeader(text))
		h.targets = append(h.targets, understandCell(text, v))
	}
	return h, h.plausible(l)
}

// understandCell reads one header cell; long sentences are titles.
func understandCell(text string, v *vocabulary) target {
	text = withoutLegend(text)
	if utf8.RuneCountInString(text) > 40 {
		return target{}
	}
	return v.understand(text)
}

// plausible weighs a header: at least two known words, half of all the cells,
// and one that names a person.
func (h *header) plausible(l *line) bool {
	known, filled, exact, key := 0, 0, 0, false
	for at, t := range h.targets {
		text := h.texts[at]
		if text == "" {
			continue
		}
		filled++
		if looksLikeData(l.own(at)) {
			return false
		}
		if t.score >= fuzzyScore {
			known++
			key = key || t.namesPerson()
			exact += b2i(t.score == exactScore && (t.attr == "name" || t.attr == "id_number"))
		}
	}
	return key && known >= 2 && 2*known >= filled || exact >= 2 && 6*known >= filled || key && known == 1 && filled == 1 && h.exactName()
}

// exactName: a list of a single column under the word 姓名.
func (h *header) exactName() bool {
	for _, t := range h.targets {
		if t.score == exactScore && (t.attr == "name" || t.attr == "id_number") {
			return true
		}
	}
	return false
}

func (t target) namesPerson() bool {
	if t.role == roleSomebody && t.score > contentScore && (t.said == "name" || t.said == "id_number") {
		return true
	}
	switch t.attr {
	case "name", "id_number", "child_name", "head_name", "spouse_name", "mother_name", "father_name":
		return t.score >= roleOnlyScore || t.attr == "name" || t.attr == "id_number"
	}
	return false
}

// looksLikeData tells cells that no header has: numbers, phones, dates.
func looksLikeData(text string) bool {
	text = strings.TrimSpace(text)
	if len(text) < 5 {
		return false
	}
	return looksLikeNumber(text) || looksLikePhone(text) || len(digitsOf(text)) >= 7 && 2*len(digitsOf(text)) > utf8.RuneCountInString(text) || text[0] < 0x80 && looksLikeDay(text)
}

// twoRows reads a header of groups over items. A group stands once over its
// columns: merged, or with empty cells behind it.
func twoRows(top, below *line, v *vocabulary) (header, bool) {
	h := header{rows: 2}
	width := max(len(top.texts), len(below.texts))
	group, grouped, items := "", 0, 0
	for at := range width {
		over, item := top.own(at), below.own(at)
		if strings.TrimSpace(over) != "" {
			group = over
		}
		if strings.TrimSpace(item) == "" {
			group = over
			h.texts = append(h.texts, tidyHeader(over))
			h.targets = append(h.targets, understandCell(over, v))
			continue
		}
		if looksLikeData(item) || utf8.RuneCountInString(item) > 30 {
			return header{}, false
		}
		items++
		under := group
		t := v.combine(under, item)
		if t.score >= roleOnlyScore {
			grouped++
		}
		text := tidyHeader(item)
		if strings.TrimSpace(under) != "" {
			text = tidyHeader(under) + "/" + text
		}
		h.texts = append(h.texts, text)
		h.targets = append(h.targets, t)
	}
	// The items must be words of headers for the most part, and the row above
	// must be part of the header, not a title over all of it.
	if n, _ := top.owns(); items < 2 || n < 2 {
		return header{}, false
	}
	one, isHeader := oneRow(top, v)
	if isHeader && grouped == items && one.itemsUnderPersons(below, v) {
		return h, true
	}
	if isHeader && grouped > 0 && fillsGaps(top, below) && one.namesNobody(below) {
		return h, true
	}
	if 2*grouped < items {
		return header{}, false
	}
	if isHeader {
		return h, fillsGaps(top, below)
	}
	if _, ok := oneRow(below, v); ok {
		return h, groups(top, below, v)
	}
	return h, h.plausible(below) && groups(top, below, v)
}

// itemsUnderPersons reports that the lower row has items only under 父亲, 子女一 and
// the like, and beside them.
func (h *header) itemsUnderPersons(below *line, v *vocabulary) bool {
	group := ""
	for at := range below.texts {
		if at < len(h.texts) && h.texts[at] != "" {
			group = h.texts[at]
		}
		if strings.TrimSpace(below.own(at)) != "" && (!v.groups(group) || v.address(groupWord(group)) != "") {
			return false
		}
	}
	return true
}

// fillsGaps reports that an item of the lower row stands under an empty cell.
func fillsGaps(top, below *line) bool {
	for at := range below.texts {
		if strings.TrimSpace(below.own(at)) != "" && strings.TrimSpace(top.own(at)) == "" {
			return true
		}
	}
	return false
}

// namesNobody reports that a row has nothing in the columns of names and ID
// numbers, as the second row of a header.
func (h *header) namesNobody(l *line) bool {
	for at, t := range h.targets {
		if t.namesPerson() && strings.TrimSpace(l.own(at)) != "" {
			return false
		}
	}
	return true
}

// groups reports that the upper row, though no header by itself, names whom or
// what the items under it are about; else it is a title or a line of the unit.
func groups(top, below *line, v *vocabulary) bool {
	known, filled, telling := 0, 0, false
	for at := range top.texts {
		text := strings.TrimSpace(top.own(at))
		if text == "" {
			continue
		}
		if utf8.RuneCountInString(text) > 20 || strings.ContainsAny(text, "：:") || looksLikeData(text) {
			return false
		}
		filled++
		over := v.groups(text)
		telling = telling || over
		known += b2i(over || v.understand(text).known() && strings.TrimSpace(below.own(at)) == "")
	}
	return telling && 2*known >= filled
}

// tidyHeader writes a header on one line.
func tidyHeader(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 120 {
		s = firstRunes(s, 40)
	}
	return s
}
