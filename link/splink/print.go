package splink

import "strings"

// String writes an expression in one spelling, so that equal ones can be told.
func (e *expr) String() string {
	var b strings.Builder
	e.write(&b, true)
	return b.String()
}

// withoutSide writes it without telling left from right.
func (e *expr) withoutSide() string {
	var b strings.Builder
	e.write(&b, false)
	return b.String()
}

func (e *expr) write(b *strings.Builder, side bool) {
	switch e.kind {
	case eColumn:
		b.WriteString(`"` + strings.ReplaceAll(e.name, `"`, `""`))
		if side {
			b.WriteString("_" + string(rune(e.side)))
		}
		b.WriteByte('"')
	case eText:
		b.WriteString("'" + strings.ReplaceAll(e.text, "'", "''") + "'")
	case eNumber:
		b.WriteString(e.name)
	case eBool:
		b.WriteString(truth(e.num != 0).String())
	case eNull:
		b.WriteString("NULL")
	case eList:
		e.writeArgs(b, "[", "]", side)
	case eCall:
		name := e.name
		if e.text != "" {
			name += " " + e.text
		}
		word := name[0] == '_' || name[0] >= 'a' && name[0] <= 'z' || name[0] >= 0x80
		if len(e.args) == 2 && (!word || name == "and" || name == "or") {
			b.WriteByte('(')
			e.args[0].write(b, side)
			b.WriteString(" " + name + " ")
			e.args[1].write(b, side)
			b.WriteByte(')')
			return
		}
		b.WriteString(name)
		e.writeArgs(b, "(", ")", side)
	}
}

func (e *expr) writeArgs(b *strings.Builder, open, closing string, side bool) {
	b.WriteString(open)
	for i, a := range e.args {
		if i > 0 {
			b.WriteString(", ")
		}
		a.write(b, side)
	}
	b.WriteString(closing)
}
