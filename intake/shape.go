package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"quanyuan"
)

// Not every sheet has one header and a row for each person. Two other shapes are
// turned into that before anything else looks at the rows:
//
//	cards    a form for each person: 姓名 beside its value, in cells of their own
//	         or as 姓名：陈建军; a form's lines become one row
//	columns  fields below each other in the first column, a person in each column
//	lines    a header of two lines over persons of two lines each
const (
	shapeCards   = "cards"
	shapeColumns = "columns"
	shapeLines   = "lines"
)

// rowCard is a line of a form that gave no row of its own.
const rowCard = "row.card"

// pair is a label of a form and what stands beside it.
type pair struct {
	label, value string
	t            target
	info         cellInfo
}

// shapeOf recognises cards and columns by the first rows of a sheet; "" is a
// table.
func (r *reading) shapeOf(sheet string, head []line) string {
	if given, ok := r.opts.Mapping.sheet(sheet); ok {
		return given.Shape
	}
	if transposed(head, r.vocab) {
		return shapeColumns
	}
	if _, _, ok := twoLines(head, r.vocab); ok {
		return shapeLines
	}
	pairs, labels, rows := 0, 0, 0
	fields := map[attribute]bool{}
	for i := range head[:min(len(head), headerDepth)] {
		l := &head[i]
		if _, ok := oneRow(l, r.vocab); ok && !valued(l, r.vocab) {
			if (fields["name"] || fields["head_name"] && fields["id_number"]) && pairs >= 4 {
				break // a table within the form, of the family
			}
			return "" // a header before any card
		}
		ps, alone := pairsOf(l, r.vocab)
		labels += len(ps) + alone
		if len(ps) > 0 {
			rows++
		}
		for _, p := range ps {
			pairs++
			fields[p.t.attr] = true
		}
	}
	if (fields["name"] || fields["head_name"] && fields["id_number"]) && len(fields) >= 4 && rows >= 2 && pairs >= 4 && 10*pairs >= 6*labels {
		return shapeCards
	}
	return ""
}

// label is a word of a form: a known header, written as one.
func label(text string, v *vocabulary) (target, bool) {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n < 2 || n > 24 || looksLikeData(text) {
		return target{}, false
	}
	t := v.understand(strings.TrimRight(text, ":： "))
	// 户主 and 汉族 are values as often as labels.
	if !t.known() || t.score < bracketScore || t.attr == "head_name" && t.who == "" && utf8.RuneCountInString(text) == 2 {
		return target{}, false
	}
	return t, true
}

var colonPair = regexp.MustCompile(`([\p{Han}A-Za-z（）() ]{2,16}?)\s*[:：]\s*`)

// pairsOf reads the labels of a row with their values; alone counts the labels
// without one.
func pairsOf(l *line, v *vocabulary) (pairs []pair, alone int) {
	for at := 0; at < len(l.texts); at++ {
		text := strings.TrimSpace(l.own(at))
		if text == "" {
			continue
		}
		if more := inlinePairs(text, v); len(more) > 0 {
			pairs = append(pairs, more...)
			continue
		}
		t, ok := label(text, v)
		if !ok {
			continue
		}
		next := at + 1
		for next < len(l.texts) && strings.TrimSpace(l.own(next)) == "" {
			next++
		}
		if next == len(l.texts) {
			alone++
			continue
		}
		value := strings.TrimSpace(l.own(next))
		if _, again := label(value, v); again {
			alone++
			continue
		}
		pairs = append(pairs, pair{strings.TrimRight(tidyHeader(text), ":： "), value, t, l.cell(next)})
		at = next
	}
	return pairs, alone
}

// inlinePairs reads 姓名：陈建军　性别：男 in one cell.
func inlinePairs(text string, v *vocabulary) []pair {
	if !strings.ContainsAny(text, ":：") || len(text) > 2000 {
		return nil
	}
	var out []pair
	marks := colonPair.FindAllStringSubmatchIndex(text, maxMembers)
	for i, m := range marks {
		word := strings.TrimSpace(text[m[2]:m[3]])
		if at := strings.LastIndexAny(word, " 　"); at >= 0 && !known(v, word) {
			word = strings.TrimSpace(word[at:])
		}
		t, ok := label(word, v)
		if !ok {
			continue
		}
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1][2]
		}
		out = append(out, pair{label: word, value: strings.Trim(text[m[1]:end], " 　\t_；;，,、|"), t: t})
	}
	if !slices.ContainsFunc(out, func(p pair) bool { return p.value != "" }) {
		return nil // a header that ends in a colon
	}
	return out
}

func known(v *vocabulary, word string) bool {
	_, ok := label(word, v)
	return ok
}

// valued reports a row in which values stand between the labels.
func valued(l *line, v *vocabulary) bool {
	pairs, alone := pairsOf(l, v)
	return len(pairs) > 0 && alone <= len(pairs)
}

// transposed reports fields below each other in the first column: at least four
// known ones without repeats, a name among them, and two persons or more.
func transposed(head []line, v *vocabulary) bool {
	at, n, persons := -1, 0, 0
	seen := map[attribute]bool{}
	for i := range head {
		l := &head[i]
		filled, _ := l.owns()
		if filled == 1 && n == 0 {
			continue // a title
		}
		first := 0
		for first < len(l.texts) && strings.TrimSpace(l.own(first)) == "" {
			first++
		}
		if first == len(l.texts) {
			continue
		}
		if at < 0 {
			at = first
		}
		t, ok := label(l.own(first), v)
		if !ok || first != at || seen[t.attr] && t.attr != attrIgnore {
			if n == 0 || ok {
				return false
			}
			continue
		}
		if _, pairs := label(l.own(first+1), v); pairs {
			return false // a header, or a form with labels side by side
		}
		for next := first + 2; next < len(l.texts); next++ {
			if _, again := label(l.own(next), v); again {
				return false
			}
		}
		seen[t.attr] = true
		n++
		persons = max(persons, filled-1)
	}
	return n >= 4 && seen["name"] && persons >= 2
}

// reshapeRows turns rows of a shape into a header and a row for each person. others
// counts the rows that gave none of their own.
func (r *reading) reshapeRows(shape string, rows []line) (table []line, others map[string]int) {
	switch shape {
	case shapeColumns:
		return columnsToRows(rows, r.vocab)
	case shapeLines:
		return linesToRows(rows, r.vocab)
	}
	return cardsToRows(rows, r.vocab, familyTables[r.opts.Source.Kind])
}

func columnsToRows(rows []line, v *vocabulary) ([]line, map[string]int) {
	others := map[string]int{}
	header := line{}
	var fields []*line
	at := -1
	for i := range rows {
		l := &rows[i]
		n, first := l.owns()
		if n < 2 || !known(v, first) && n < 3 {
			others[rowTitle]++
			continue
		}
		if at < 0 {
			for at = 0; strings.TrimSpace(l.own(at)) == ""; {
				at++
			}
			header.number = l.number
		}
		header.texts = append(header.texts, l.own(at))
		fields = append(fields, l)
	}
	width := 0
	for _, l := range fields {
		width = max(width, len(l.texts))
	}
	table := []line{header}
	for person := at + 1; at >= 0 && person < width; person++ {
		p := line{number: header.number, part: person - at - 1, texts: make([]string, len(fields)), info: make([]cellInfo, len(fields))}
		for i, l := range fields {
			p.texts[i], p.info[i] = l.text(person), l.cell(person)
		}
		if n, _ := p.owns(); n > 0 {
			table = append(table, p)
		}
	}
	return table, others
}

// reshape ends the reading of a sheet that is no table: its rows, kept so far,
// are taken in as one.
func (p *pass) reshape() error {
	table, others := p.reshapeRows(p.shape, p.kept)
	p.kept, p.shaped = nil, true
	defer func() { p.shaped = false }()
	for why, n := range others {
		for range n {
			p.reject(why)
		}
	}
	p.note(shapeRemark(p.shape, p.s.Name))
	for _, l := range table {
		if err := p.row(l); err != nil {
			return err
		}
	}
	return p.open()
}

// shapeRemark tells how a sheet that is no table was read.
func shapeRemark(shape, sheet string) quanyuan.Remark {
	return quanyuan.Remark{Key: "intake." + shape, Args: []any{sheet}}
}
