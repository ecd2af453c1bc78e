package simulate

import (
	"quanyuan"
)

// claim is what one row says of one person.
type claim struct {
	human      int32
	facts      Facts
	place      int32 // the area in which the row places him, −1 none
	outOfScope bool
	setAside   bool
	arrived    Date
	reason     string
}

// cell is one cell as it is written.
type cell struct {
	text   string
	kind   cellKind
	strike bool // a line through the text: the clerk's sign for a death
}

type cellKind uint8

const (
	textCell cellKind = iota
	numberCell
	dateCell    // Excel's serial number with a date format
	formulaCell // text is the formula, without a stored value
)

// line is one row of a sheet with the persons it is about.
type line struct {
	cells  []cell
	claims []claim
	row    int // as a person sees it, filled by the writer
	hidden bool
}

// sheet is one table.
type sheet struct {
	name   string
	title  []string   // lines above the header, merged over its width
	header [][]string // one or two rows
	lines  []line
	merges []span
	hidden bool
}

// span is a merged block of one column: lines from to to.
type span struct{ column, from, to int }

// list is one file as a department sends it.
type list struct {
	file, source, unit, division string
	asOf                         Date
	format                       format
	sheets                       []sheet
}

// style is how one office writes.
type style struct {
	date    int
	id      int // 0 plain, 1 spaced, 2 apostrophe, 3 number cells now and then, 4 old numbers kept
	sex     int
	marital int
	address addressStyle
	phone   int
	ethnic  int
	nature  int
	level   float64 // of typing errors
	wide    bool    // full-width digits now and then
}

// column is one column of a list.
type column struct {
	head  string
	field quanyuan.Field
	write func(w *writing, c *claim) cell
}

// writing is the state of writing one list.
type writing struct {
	t     *Town
	r     *dice
	style style
}

func (t *Town) writing(name string) *writing {
	r := newDice(t.Seed, name)
	return &writing{t: t, r: r, style: style{date: r.below(9), id: r.below(5), sex: r.below(8), marital: r.below(4), address: pick(r, []addressStyle{addressFull, addressShort, addressFull, addressDashes, addressChinese}),
		phone: r.below(4), ethnic: r.below(3), nature: r.below(3), level: 0.5 + 2*r.Float64(), wide: r.chance(0.2)}}
}

func fieldsOf(cols []column) (s fieldSet) {
	for _, c := range cols {
		if c.field < quanyuan.Field(quanyuan.NumCollation) {
			s |= 1 << c.field
		}
	}
	return s
}

// about makes the claim of a row on h, as the office of this list knows him.
func (w *writing) about(h *Human, s *state, fields fieldSet) claim {
	f := w.t.factsOf(h, s)
	f.keep(fields)
	if h.SecondID != "" && f.ID != "" && w.r.chance(0.4) {
		f.ID = h.SecondID
	}
	if h.LunarBirth && w.r.chance(0.3) {
		f.Birth = lunar(f.Birth)
	}
	if s.Pending && f.Name != "" && w.r.chance(0.6) {
		f.Name, f.NameOpen = w.t.nameless(w.r, h), true
	}
	if w.r.chance(0.006) && f.ID != "" && h.Mother >= 0 && h.Birth.age(w.t.AsOf) < 16 {
		f.ID = w.t.Humans[h.Mother].IDNumber // a parent's number given for the child
	}
	if w.r.chance(0.008) && f.ID != "" {
		f.ID = placeholderID(w.r, h.Birth)
	}
	if w.r.chance(0.03) {
		f.Phone = ""
	}
	if w.r.chance(0.02) {
		f.ID = ""
	}
	w.t.slip(w.r, &f, w.style.level)
	return claim{human: h.ID, facts: f, place: -1}
}

// row writes a line of the columns for the claims of one part each.
func (w *writing) row(cols []column, c claim) line {
	cells := make([]cell, len(cols))
	for i, col := range cols {
		cells[i] = col.write(w, &c)
	}
	if (c.arrived.known() && c.arrived.days(w.t.AsOf) < 30) || exclusion(c.reason) {
		c.outOfScope = true
	}
	return line{cells: cells, claims: []claim{c}}
}

func exclusion(reason string) bool {
	switch reason {
	case "就医", "旅游", "探亲", "访友", "出差":
		return true
	}
	return false
}

func heads(cols []column) []string {
	h := make([]string, len(cols))
	for i, c := range cols {
		h[i] = c.head
	}
	return h
}

// plain is a line without a person: subtotal, note, repeated header.
func plain(texts ...string) line {
	l := line{cells: make([]cell, len(texts))}
	for i, s := range texts {
		l.cells[i] = cell{text: s}
	}
	return l
}
