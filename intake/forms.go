package intake

import (
	"slices"
	"strings"

	"quanyuan"
)

// firstLabel is the label that begins a card: the first of all, or the one of the
// name where the first comes but once and the name several times.
func firstLabel(rows []line, v *vocabulary) string {
	first, name := "", ""
	count := map[string]int{}
	for i := range rows {
		pairs, _ := pairsOf(&rows[i], v)
		for _, p := range pairs {
			if first == "" {
				first = p.label
			}
			if name == "" && p.t.attr == "name" && (p.t.role == rolePlain || p.t.role == roleSelf) {
				name = p.label
			}
			count[p.label]++
		}
	}
	if count[first] > 1 || count[name] < 2 {
		return first
	}
	for label, n := range count { // a name among the contacts of one card is no card
		if label != name && n >= count[name] {
			return name
		}
	}
	return first
}

// familyTables are the sources whose forms are about a whole household: persons
// in a table of the form have records, where they have numbers. In the form of a
// pupil or an employee the family is not what is reported.
var familyTables = map[quanyuan.SourceKind]bool{
	quanyuan.Community: true, quanyuan.Police: true, quanyuan.Floating: true, quanyuan.Civil: true, quanyuan.Property: true, quanyuan.SurveyTeam: true, quanyuan.Resident: true, quanyuan.Register: true,
}

// forms puts the labels of forms together: each label is a column, each form a
// row, and each person of a table within a form another.
type forms struct {
	v      *vocabulary
	header line
	table  []line
	labels map[string]int
	attrs  map[attribute]int // columns by what they hold, the first of each
	card   int               // row of the form at hand
	of     map[int]int       // rows of persons in a table: the form they stand in
	family []target          // columns of the table at hand
	names  []string
	again  int // rows of a table about the form's own person
}

// cardsToRows begins a new card where the first label of the first card comes
// again.
func cardsToRows(rows []line, v *vocabulary, family bool) ([]line, map[string]int) {
	others := map[string]int{}
	f := forms{v: v, labels: map[string]int{}, attrs: map[attribute]int{}, of: map[int]int{}}
	first := firstLabel(rows, v)
	for i := range rows {
		l := &rows[i]
		if family && len(f.table) > 0 {
			if f.opens(l) {
				others[rowHeader]++
				continue
			}
			if f.member(l) {
				continue
			}
		}
		pairs, _ := pairsOf(l, v)
		if len(pairs) == 0 {
			others[rowTitle]++
			continue
		}
		f.family = nil
		fresh := false
		for _, p := range pairs {
			if f.header.number == 0 {
				f.header.number = l.number
			}
			if len(f.table) == 0 || p.label == first {
				f.card = len(f.table)
				f.table = append(f.table, line{number: l.number})
				fresh = true
			}
			f.put(f.card, f.column(p.label, p.t), p.value, p.info)
		}
		if !fresh {
			others[rowCard]++
		}
	}
	f.share()
	others[rowCard] += f.again
	return slices.Insert(f.table, 0, f.header), others
}

// column is the column of a label.
func (f *forms) column(label string, t target) int {
	at, ok := f.labels[label]
	if !ok {
		at = len(f.header.texts)
		f.labels[label] = at
		f.header.texts = append(f.header.texts, label)
	}
	if _, ok := f.attrs[t.attr]; !ok && (t.role == rolePlain || t.role == roleSelf) && t.part == "" {
		f.attrs[t.attr] = at
	}
	return at
}

func (f *forms) put(row, at int, text string, info cellInfo) {
	card := &f.table[row]
	for len(card.texts) <= at {
		card.texts, card.info = append(card.texts, ""), append(card.info, cellInfo{})
	}
	if card.texts[at] == "" {
		card.texts[at], card.info[at] = text, info
	}
}

// opens reports the header of a table within a form: of persons with numbers.
func (f *forms) opens(l *line) bool {
	h, ok := oneRow(l, f.v)
	if !ok || valued(l, f.v) {
		return false
	}
	has := map[attribute]bool{}
	for _, t := range h.targets {
		has[t.attr] = has[t.attr] || t.role == rolePlain || t.role == roleSelf
	}
	if !has["name"] || !has["id_number"] {
		return false
	}
	f.family, f.names = h.targets, h.texts
	return true
}

// member takes a row of the table at hand for a person, if it has a name and a
// number.
func (f *forms) member(l *line) bool {
	name, number := false, ""
	for at, t := range f.family {
		text := strings.TrimSpace(l.own(at))
		name = name || t.attr == "name" && text != ""
		if t.attr == "id_number" && looksLikeNumber(foldText(text)) {
			number = foldText(text)
		}
	}
	if !name || number == "" {
		return false
	}
	row := len(f.table)
	if at, ok := f.attrs["id_number"]; ok && foldText(f.table[f.card].text(at)) == number {
		row = f.card // the form's own person once more
		f.again++
	} else {
		f.of[row] = f.card
		f.table = append(f.table, line{number: l.number})
	}
	for at, t := range f.family {
		text := strings.TrimSpace(l.own(at))
		if text == "" || !t.known() {
			continue
		}
		to, ok := f.attrs[t.attr]
		if !ok || t.role != rolePlain && t.role != roleSelf {
			to = f.column(f.names[at], t)
		}
		f.put(row, to, text, l.cell(at))
	}
	return true
}

// share gives the persons of a form's table what the form says of the household.
func (f *forms) share() {
	for a, at := range f.attrs {
		field, ok := quanyuan.FieldByKey(string(a))
		if !ok || !sharedFields[field] {
			continue
		}
		for row, card := range f.of {
			if text := f.table[card].text(at); text != "" {
				f.put(row, at, text, f.table[card].cell(at))
			}
		}
	}
}

// twoLines finds a header of two lines over persons of two lines each: 序号, 姓名,
// 身份证号 and below them 民族, 电话, 住址. Only the upper lines have ID numbers in
// their column.
func twoLines(rows []line, v *vocabulary) (from, number int, ok bool) {
	for i := 0; i+5 < len(rows) && i < headerDepth; i++ {
		top, isHeader := oneRow(&rows[i], v)
		if !isHeader {
			continue
		}
		if _, joined := twoRows(&rows[i], &rows[i+1], v); joined {
			return 0, 0, false
		}
		n, known := 0, 0
		for at := range rows[i+1].texts {
			text := strings.TrimSpace(rows[i+1].own(at))
			if text == "" {
				continue
			}
			n++
			known += b2i(understandCell(text, v).score >= bracketScore && !looksLikeData(text))
		}
		if n < 2 || known < n {
			return 0, 0, false
		}
		for at, t := range top.targets {
			if t.attr == "id_number" && alternates(rows[i+2:], at) {
				return i, at, true
			}
		}
		return 0, 0, false
	}
	return 0, 0, false
}

// alternates reports that the rows with an ID number in a column are followed by
// rows without.
func alternates(rows []line, at int) bool {
	upper, paired := 0, 0
	for i := range rows {
		if !looksLikeNumber(foldText(rows[i].own(at))) {
			continue
		}
		upper++
		paired += b2i(i+1 < len(rows) && !looksLikeNumber(foldText(rows[i+1].own(at))))
	}
	return upper >= 2 && 10*paired >= 9*upper
}

// linesToRows puts the second lines beside the first. A line without a number
// before one with a number stands alone: a total, a title.
func linesToRows(rows []line, v *vocabulary) ([]line, map[string]int) {
	others := map[string]int{}
	from, number, ok := twoLines(rows[:min(len(rows), headerDepth+sampleRows)], v)
	if !ok {
		return rows, others
	}
	others[rowTitle] = from
	width := 0
	for i := range rows {
		width = max(width, len(rows[i].texts))
	}
	numbered := func(i int) bool { return i < len(rows) && looksLikeNumber(foldText(rows[i].own(number))) }
	var table []line
	for i := from; i < len(rows); i += 2 {
		l := line{number: rows[i].number, texts: make([]string, width), info: make([]cellInfo, width)}
		for at := range rows[i].texts {
			l.texts[at], l.info[at] = rows[i].text(at), rows[i].cell(at)
		}
		if i > from && !numbered(i) && numbered(i+1) {
			table = append(table, l)
			i--
			continue
		}
		if i+1 < len(rows) {
			for at := range rows[i+1].texts {
				l.texts, l.info = append(l.texts, rows[i+1].own(at)), append(l.info, rows[i+1].cell(at))
			}
			if i > from {
				others[rowCard]++
			} else {
				others[rowHeader]++
			}
		}
		table = append(table, l)
	}
	return table, others
}
