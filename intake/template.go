package intake

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// How many cells of a column a plan shows, and how much of each.
const (
	planSamples = 3
	sampleRunes = 24
)

// draft is a mapping to be filled in, for a sheet in which no persons were found:
// each column with its header, if there seems to be one, with examples, and with
// what its cells look like.
func (r *reading) draft(name string, head []line) *SheetMapping {
	from, rows := 0, 0
	if at := foreignHeader(head); at >= 0 {
		from, rows = at, 1
	}
	h := header{from: from, rows: rows}
	if rows == 1 {
		h, _ = oneRow(&head[from], r.vocab)
	}
	// Words that say nothing do not keep the cells from telling.
	texts := slices.Clone(h.texts)
	for i, t := range h.targets {
		if !t.known() {
			h.texts[i] = ""
		}
	}
	first := from + rows
	g := guessColumns(h, head[first:min(len(head), first+sampleRows)], r.opts.Source.Kind, newPlaces(&r.opts, r.parser))
	m := &SheetMapping{Sheet: name, Person: g.person, Columns: g.columns()}
	for i := range m.Columns {
		if c := &m.Columns[i]; c.at < len(texts) {
			c.Header = texts[c.at]
		}
	}
	if rows == 1 {
		m.Header = []int{head[from].number}
	}
	m.sample(head)
	return m
}

// hasHeaderWords reports a column that was told by its header.
func (m *SheetMapping) hasHeaderWords() bool {
	return slices.ContainsFunc(m.Columns, func(c ColumnMapping) bool { return strings.HasPrefix(c.By, "header") && c.Field != "" })
}

// sample adds the first different cells of each column.
func (m *SheetMapping) sample(head []line) {
	last := 0
	for _, n := range m.Header {
		last = max(last, n)
	}
	for i := range m.Columns {
		c := &m.Columns[i]
		var samples []string
		for j := range head {
			text := trimmed(head[j].own(c.at))
			if head[j].number <= last || text == "" || len(samples) == planSamples {
				continue
			}
			if utf8.RuneCountInString(text) > sampleRunes {
				text = firstRunes(text, sampleRunes) + "…"
			}
			if !slices.Contains(samples, text) {
				samples = append(samples, text)
			}
		}
		c.Samples = strings.Join(samples, " | ")
	}
}
