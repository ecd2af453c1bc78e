package intake

import (
	"strings"

	"quanyuan"
	"quanyuan/refdata/address"
)

// converter turns the rows of one sheet into records. It belongs to one
// goroutine.
type converter struct {
	m        *SheetMapping
	columns  []*column
	places   *places
	police   bool
	register bool
	couples  bool
	deeds    bool // each row is a party to a marriage or a divorce
	head     bool // the first person of a row stands under 户主
	members  int  // how many further persons a row may hold
	apart    bool // further persons share nothing with the first
	headAt   int  // column of heads who have no row of their own, else -1
	listed   bool // a column lists further persons
	unit     unit
	form     dateForm
	role     quanyuan.Role
	nameAt   int
	one      draft
	two      draft
	where    quanyuan.Where
}

func newConverter(m *SheetMapping, opts *Options, parser *address.Parser, file string, date1904 bool) *converter {
	asOf := opts.AsOf
	if d, ok := quanyuan.ParseDate(m.AsOf); ok && asOf.IsZero() {
		asOf = d
	}
	c := &converter{m: m, columns: columnsOf(m, vocabularyOf(opts.Source.Kind), opts.Today, asOf, date1904), places: newPlaces(opts, parser),
		police: opts.Source.Kind == quanyuan.Police, register: opts.Source.Kind == quanyuan.Register, couples: m.Person == "couple", unit: unitOf(opts.Source), form: dateForm{today: opts.Today, asOf: asOf}, nameAt: -1, headAt: -1,
		where: quanyuan.Where{File: file, Sheet: m.Sheet}}
	c.deeds = opts.Source.Kind == quanyuan.Civil && !c.couples && m.dated()
	switch m.Person {
	case string(quanyuan.Newborn):
		c.role = quanyuan.Newborn
	case string(quanyuan.Pupil):
		c.role = quanyuan.Pupil
	}
	for _, col := range c.columns {
		if col.field == quanyuan.Name && c.nameAt < 0 && col.attr == "name" {
			c.nameAt = col.at
			c.head = strings.Contains(col.header, "户主")
		}
		c.members = max(c.members, col.member)
		if col.field == quanyuan.HeadName && col.part == partPerson {
			c.headAt = col.at
		}
		c.apart = c.apart || col.part == partApart
		c.listed = c.listed || col.attr == attrMembers
	}
	return c
}

// convert gives the records of a row: one for each person whom it names.
func (c *converter) convert(l *line, out []*quanyuan.Record) []*quanyuan.Record {
	if c.couples {
		c.one.reset()
		c.one.role = c.role
		return c.convertCouple(l, out)
	}
	if persons := c.split(l); persons != nil {
		for i := range persons {
			c.read(&persons[i])
			out = append(out, c.record(&c.one, l, i, c.one.usable(c.register)))
		}
		return out
	}
	c.read(l)
	reason := c.one.usable(c.register)
	if c.members == 0 && !c.listed && c.headAt < 0 {
		return append(out, c.record(&c.one, l, l.part, reason))
	}
	before := len(out)
	if reason == "" {
		out = append(out, nil)
	}
	out = c.convertHead(l, c.convertListed(l, c.convertMembers(l, out)))
	switch {
	case reason == "": // findings about the others are the row's
		out[before] = c.record(&c.one, l, 0, "")
	case len(out) == before:
		out = append(out, c.record(&c.one, l, 0, reason))
	}
	return out
}

// read reads the first person of a row.
func (c *converter) read(l *line) {
	c.one.reset()
	c.one.role = c.role
	for _, col := range c.columns {
		if col.member != 0 {
			continue
		}
		if text := c.cell(l, col); text != "" {
			col.read(text, l.cell(col.at), &c.one)
		}
	}
	c.one.joinPieces(c.form)
	c.headsRow(l)
	c.complete(&c.one, l.under)
	c.one.struck(l, c.nameAt)
}

// headsRow: 户主 beside an empty 家庭成员 is the row of the head himself.
func (c *converter) headsRow(l *line) {
	d := &c.one
	if d.has(quanyuan.Name) || !d.vals[quanyuan.HeadName].Known() {
		return
	}
	if rel := d.text(quanyuan.Relation); rel != "" && rel != "01" && rel != "02" || d.text(quanyuan.HeadID) != "" && d.text(quanyuan.IDNumber) != "" && d.text(quanyuan.HeadID) != d.text(quanyuan.IDNumber) {
		return
	}
	if !d.has(quanyuan.IDNumber) && !d.has(quanyuan.Relation) {
		return
	}
	for _, col := range c.columns {
		if col.field == quanyuan.HeadName && strings.TrimSpace(l.own(col.at)) != "" {
			d.set(quanyuan.Name, d.vals[quanyuan.HeadName])
			return
		}
	}
}

func (c *converter) convertCouple(l *line, out []*quanyuan.Record) []*quanyuan.Record {
	c.two.reset()
	deed := ""
	for _, col := range c.columns {
		text := c.cell(l, col)
		if text == "" {
			continue
		}
		in := l.cell(col.at)
		if col.attr == attrMarriageKind {
			deed += text
			continue
		}
		if col.role != roleWife {
			col.read(text, in, &c.one)
		}
		if col.role != roleHusband {
			col.read(text, in, &c.two)
		}
	}
	pair := [2]*draft{&c.one, &c.two}
	var reasons [2]string
	for i, d := range pair {
		d.joinPieces(c.form)
		c.complete(d, l.under)
		d.struck(l, -1)
		reasons[i] = d.usable(c.register)
	}
	c.couple(&c.one, &c.two, deed)
	if reasons[0] != "" && reasons[1] != "" {
		return append(out, c.record(&c.one, l, 0, reasons[0]))
	}
	for i, d := range pair {
		if reasons[i] == "" {
			out = append(out, c.record(d, l, i, ""))
		}
	}
	return out
}

// cell is the text a column is read from; "as the hukou address" and the like
// point to another column of the row.
func (c *converter) cell(l *line, col *column) string {
	text := l.text(col.at)
	if text == "" {
		return ""
	}
	if text[0] <= ' ' || text[len(text)-1] <= ' ' || text[0] == 0xe3 || text[0] == 0xc2 {
		if text = strings.TrimSpace(text); text == "" {
			return ""
		}
	}
	if col.field == quanyuan.ResidenceAddress && strings.HasPrefix(text, "同") || col.field == quanyuan.HukouAddress && strings.HasPrefix(text, "同") || strings.HasPrefix(text, "与户籍") {
		if other, points := c.sameAs(l, col, text); points {
			return other
		}
	}
	return text
}

var sameAsHukou = wordSet("同户籍 同户籍地 同户籍地址 同户籍所在地 同户口 同户口地址 同户口所在地 同户口所在地址 同左 同户籍住址 同户口本 同身份证 同身份证地址 与户籍地址一致 与户籍地一致 与户籍一致 与户籍地址相同 与户籍地相同 同上述户籍地址 同户口地")
var sameAsResidence = wordSet("同现住址 同居住地 同居住地址 同现居住地 同右 同现住地址 同现居地 同住址")

// sameAs is the text of the other address; points is false where the text does
// not point to one.
func (c *converter) sameAs(l *line, col *column, text string) (other string, points bool) {
	words, from := sameAsHukou, quanyuan.HukouAddress
	if col.field == quanyuan.HukouAddress {
		words, from = sameAsResidence, quanyuan.ResidenceAddress
	}
	if !words[text] {
		return "", false
	}
	for _, o := range c.columns {
		if o.field == from && o.part == "" && o.role == col.role {
			return strings.TrimSpace(l.text(o.at)), true
		}
	}
	return "", true
}

func (c *converter) record(d *draft, l *line, part int, aside string) *quanyuan.Record {
	w := c.where
	w.Row = l.number
	r := &quanyuan.Record{Where: w, Part: part, Role: d.role, SetAside: aside, Values: d.values(), Findings: d.find.list, Cells: l.texts}
	for _, ch := range d.children {
		if ch != (quanyuan.Child{}) {
			r.Children = append(r.Children, ch)
		}
	}
	if n, ok := wholeNumber(r.Text(quanyuan.ChildCount)); ok && n > 0 && n == len(r.Children) {
		r.ChildrenListed = true
	}
	return r
}
