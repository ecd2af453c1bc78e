package table

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// span is where a field lies in the buffer; with inSide set in n, in the
// side buffer, where fields with doubled quotes are written out.
type span struct{ off, n uint32 }

const inSide = 1 << 31

// parser cuts a stretch of a buffer into fields.
type parser struct {
	comma    byte
	columns  int // fields of a row; 0 while the header is not known
	maxField int

	spans []span // row after row
	rows  int
	side  []byte
	end   int // where the first record that was not taken begins
	err   error
	errAt int // position in the buffer
	// openAt is the position of the field that runs over the end of the
	// buffer when err is errNotFinished.
	openAt int
}

// bytes gives the text of a field.
func (p *parser) bytes(buf []byte, s span) []byte {
	if s.n&inSide != 0 {
		return p.side[s.off : s.off+s.n&^inSide]
	}
	return buf[s.off : s.off+s.n]
}

// parse takes all records that begin in buf[from:until]. They may end after
// until. When the buffer ends inside a record and the file does not (final),
// the record is left alone and err is errNotFinished.
func (p *parser) parse(buf []byte, from, until int, final bool) {
	p.spans, p.side, p.rows, p.err = p.spans[:0], p.side[:0], 0, nil
	pos := from
	for pos < until && p.err == nil {
		if n := lineEnd(buf, pos, final); n > 0 { // a blank line
			pos += n
			continue
		}
		fields, side := len(p.spans), len(p.side)
		next := p.record(buf, pos, final)
		if p.err != nil {
			p.spans, p.side = p.spans[:fields], p.side[:side]
			break
		}
		if fields+1 == len(p.spans) && p.columns > 1 && p.spans[fields].n == 0 && buf[pos] != '"' {
			p.spans = p.spans[:fields] // a line of nothing but blanks
		} else if p.columns > 0 && len(p.spans)-fields != p.columns {
			p.fail(pos, ErrRagged)
			p.spans, p.side = p.spans[:fields], p.side[:side]
			break
		} else {
			p.rows++
		}
		pos = next
	}
	p.end = pos
	p.checkText(buf[from:pos], from)
}

// checkText finds the first place that is not UTF-8 text.
func (p *parser) checkText(b []byte, from int) {
	bad := -1
	if !utf8.Valid(b) {
		for bad = 0; bad < len(b); {
			r, n := utf8.DecodeRune(b[bad:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			bad += n
		}
	}
	if nul := bytes.IndexByte(b, 0); nul >= 0 && (bad < 0 || nul < bad) {
		bad = nul
	}
	if bad >= 0 {
		p.fail(from+bad, ErrEncoding)
	}
}

func (p *parser) fail(at int, err error) { p.err, p.errAt = err, at }

// record takes one record and returns the position after it.
func (p *parser) record(buf []byte, pos int, final bool) int {
	limit := p.columns
	if limit == 0 {
		limit = maxColumns
	}
	for n := 0; ; n++ {
		if n == limit {
			p.fail(pos, ErrRagged)
			if p.columns == 0 {
				p.err = ErrTooMany
			}
			return pos
		}
		// Blanks before a value; the commonest field has none.
		start := pos
		for pos < len(buf) && (buf[pos] == ' ' || buf[pos] == '\t') && buf[pos] != p.comma {
			pos++
		}
		if pos < len(buf) && buf[pos] == '"' {
			pos = p.quoted(buf, pos, final)
		} else {
			pos = p.plain(buf, pos, final)
		}
		if p.err != nil {
			if p.err == errNotFinished && len(buf)-start > p.maxField {
				p.fail(start, ErrTooLong)
			}
			return pos
		}
		if pos >= len(buf) || buf[pos] == '\n' {
			return min(pos+1, len(buf))
		}
		pos++
	}
}

const (
	ones = 0x0101010101010101
	tops = 0x8080808080808080
)

// plain takes a field without quotes and returns the position of the
// delimiter or line end after it. Eight bytes are looked at at a time: a byte
// of x is zero where the text has the wanted character, and the lowest zero
// byte of x is the lowest top bit of (x-ones)&^x.
func (p *parser) plain(buf []byte, pos int, final bool) int {
	start := pos
	commas := uint64(p.comma) * ones
	for pos+8 <= len(buf) {
		w := binary.LittleEndian.Uint64(buf[pos:])
		x, y := w^commas, w^('\n'*ones)
		if hit := ((x - ones) &^ x & tops) | ((y - ones) &^ y & tops); hit != 0 {
			pos += bits.TrailingZeros64(hit) >> 3
			p.add(buf, start, pos)
			return pos
		}
		pos += 8
	}
	for pos < len(buf) && buf[pos] != p.comma && buf[pos] != '\n' {
		pos++
	}
	if pos == len(buf) && !final {
		p.err, p.openAt = errNotFinished, start
		return pos
	}
	p.add(buf, start, pos)
	return pos
}

// add notes buf[start:end] without the blanks around it.
func (p *parser) add(buf []byte, start, end int) {
	if end-start > p.maxField {
		p.fail(start, ErrTooLong)
		return
	}
	if start < end {
		if a, z := buf[start], buf[end-1]; a <= ' ' || a >= utf8.RuneSelf || z <= ' ' || z >= utf8.RuneSelf {
			start, end = trimSpan(buf, start, end)
		}
	}
	p.spans = append(p.spans, span{uint32(start), uint32(end - start)})
}

// quoted takes a field that opens with a quote at pos.
func (p *parser) quoted(buf []byte, pos int, final bool) int {
	open := pos
	pos++
	plain := true
	for {
		i := bytes.IndexByte(buf[pos:], '"')
		if i < 0 || pos+i+1 == len(buf) && !final {
			if !final {
				p.err, p.openAt = errNotFinished, open
			} else if len(buf)-open > p.maxField {
				p.fail(open, ErrTooLong)
			} else {
				p.fail(open, ErrQuote)
			}
			return pos
		}
		pos += i + 1
		if pos == len(buf) || buf[pos] != '"' {
			break
		}
		plain = false
		pos++
	}
	inner := buf[open+1 : pos-1]
	if plain && bytes.IndexByte(inner, '\r') < 0 {
		p.add(buf, open+1, pos-1)
	} else {
		p.unquote(inner, open)
	}
	for pos < len(buf) && (buf[pos] == ' ' || buf[pos] == '\t' || buf[pos] == '\r') && buf[pos] != p.comma {
		pos++
	}
	if p.err == nil && pos < len(buf) && buf[pos] != p.comma && buf[pos] != '\n' {
		p.fail(pos, ErrQuote)
	}
	if p.err == nil && pos == len(buf) && !final {
		p.err, p.openAt = errNotFinished, open
	}
	return pos
}

// unquote writes a quoted field out: doubled quotes become one, line ends \n.
func (p *parser) unquote(inner []byte, open int) {
	if len(inner) > p.maxField {
		p.fail(open, ErrTooLong)
		return
	}
	start := len(p.side)
	for i := 0; i < len(inner); i++ {
		c := inner[i]
		if c == '\r' && i+1 < len(inner) && inner[i+1] == '\n' {
			continue
		}
		if c == '"' {
			i++
		}
		p.side = append(p.side, c)
	}
	from, to := trimSpan(p.side, start, len(p.side))
	p.spans = append(p.spans, span{uint32(from), uint32(to-from) | inSide})
}

// lineEnd returns the length of the line end at pos, 0 when there is none.
func lineEnd(buf []byte, pos int, final bool) int {
	switch {
	case buf[pos] == '\n':
		return 1
	case buf[pos] == '\r' && pos+1 < len(buf) && buf[pos+1] == '\n':
		return 2
	case buf[pos] == '\r' && pos+1 == len(buf) && final:
		return 1
	}
	return 0
}

// trimSpan cuts Unicode blanks off both ends of buf[start:end].
func trimSpan(buf []byte, start, end int) (int, int) {
	b := bytes.TrimLeftFunc(buf[start:end], unicode.IsSpace)
	start = end - len(b)
	return start, start + len(bytes.TrimRightFunc(b, unicode.IsSpace))
}

// guess finds where the first record after border begins, given that the text
// at from, before border, is inside quotes or not. It is right for every file
// that quotes only whole fields; the reader checks it against the parser.
func guess(buf []byte, border int, inQuotes bool) int {
	pos := border - 1
	for pos < len(buf) {
		if inQuotes {
			i := bytes.IndexByte(buf[pos:], '"')
			if i < 0 {
				return len(buf)
			}
			pos += i + 1
			inQuotes = false
			continue
		}
		i := bytes.IndexByte(buf[pos:], '\n')
		if i < 0 {
			return len(buf)
		}
		if q := bytes.IndexByte(buf[pos:pos+i], '"'); q >= 0 {
			pos += q + 1
			inQuotes = true
			continue
		}
		return pos + i + 1
	}
	return len(buf)
}

// describe turns a parser's error into one for people. line is the line of
// errAt.
func (p *parser) describe(file string, line int) *Error {
	e := &Error{File: file, Line: line, Err: p.err}
	switch p.err {
	case ErrRagged:
		e.Detail = fmt.Sprintf("the header has %d", p.columns)
		e.Remedy = "put values that contain the delimiter into double quotes, or fill the row up"
	case ErrQuote:
		e.Detail = "the field is never closed, or text follows its closing quote"
		e.Remedy = "close it with a double quote, and write a double quote inside it twice"
	case ErrTooLong:
		e.Detail = fmt.Sprintf("it has more than %d bytes", p.maxField)
		e.Remedy = "look for a double quote that is never closed"
	case ErrEncoding:
		e.Remedy = "save the file as UTF-8, or name its encoding (Chinese files from Excel are often gb18030, Western ones windows-1252)"
	case ErrTooMany:
		e.Detail = fmt.Sprintf("the header has more than %d columns", maxColumns)
		e.Remedy = "check that it is a table with a header"
	}
	return e
}
