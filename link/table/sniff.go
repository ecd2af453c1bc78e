package table

import (
	"bytes"
	"fmt"
	"strings"
)

// delimiters are tried in this order when none is given.
const delimiters = ",;\t|"

// sniff finds the delimiter of a sample that begins with the header: the one
// under which most of the first rows have as many fields as the header, which
// must have two or more; among equals the one with more columns, then the
// earlier one of the list. A file of one column has none of them in its
// header and gets the comma.
func sniff(sample []byte, final bool) byte {
	best, bestShare, bestColumns := byte(','), 0.0, 1
	for i := range len(delimiters) {
		columns, share := regularity(sample, delimiters[i], final)
		if columns < 2 {
			continue
		}
		if share > bestShare || share == bestShare && columns > bestColumns {
			best, bestShare, bestColumns = delimiters[i], share, columns
		}
	}
	return best
}

// regularity cuts the sample with one delimiter and returns the fields of the
// header and the share of the rows that have as many.
func regularity(sample []byte, comma byte, final bool) (columns int, share float64) {
	const enough = 200
	p := parser{comma: comma, maxField: len(sample)}
	var rows, same int
	for pos := 0; pos < len(sample) && rows < enough; {
		if n := lineEnd(sample, pos, final); n > 0 {
			pos += n
			continue
		}
		p.spans, p.side, p.err = p.spans[:0], p.side[:0], nil
		next := p.record(sample, pos, final)
		if p.err == errNotFinished && rows > 0 {
			break
		}
		if p.err != nil && p.err != errNotFinished {
			// A quote that this delimiter does not explain.
			return columns, float64(same) / float64(rows+enough)
		}
		if rows == 0 {
			columns = len(p.spans)
		}
		rows++
		if len(p.spans) == columns {
			same++
		}
		if p.err != nil {
			break
		}
		pos = next
	}
	if rows == 0 {
		return 0, 0
	}
	return columns, float64(same) / float64(rows)
}

// header is the first record of a file.
type header struct {
	comma byte
	names []string
	line  int // where it begins, counted from 1
	body  int // position of the first byte after it
}

// readHeader finds the delimiter and the names at the start of buf.
func readHeader(buf []byte, final bool, opts Options) (header, error) {
	h := header{comma: opts.Comma}
	if bytes.HasPrefix(buf, []byte("\xff\xfe")) || bytes.HasPrefix(buf, []byte("\xfe\xff")) {
		return h, &Error{File: opts.Name, Line: 1, Err: ErrEncoding, Detail: "it is UTF-16", Remedy: "save the file as CSV in UTF-8"}
	}
	pos := 0
	if bytes.HasPrefix(buf, []byte("\xef\xbb\xbf")) {
		pos = 3
	}
	pos, h.comma = separatorLine(buf, pos, h.comma)
	for pos < len(buf) {
		n := lineEnd(buf, pos, final)
		if n == 0 {
			break
		}
		pos += n
	}
	if len(bytes.TrimSpace(buf[pos:])) == 0 {
		return h, &Error{File: opts.Name, Err: ErrEmpty, Remedy: "give a file with a header line and rows"}
	}
	if h.comma == 0 {
		h.comma = sniff(buf[pos:], final)
	}
	h.line = 1 + bytes.Count(buf[:pos], newline)
	p := parser{comma: h.comma, maxField: opts.MaxField}
	h.body = p.record(buf, pos, final)
	if p.err == nil {
		p.checkText(buf[pos:h.body], pos)
	}
	if p.err == errNotFinished {
		p.fail(p.openAt, ErrTooLong)
	}
	if p.err != nil {
		return h, p.describe(opts.Name, 1+bytes.Count(buf[:p.errAt], newline))
	}
	return h, h.name(&p, buf, opts)
}

// separatorLine takes the line "sep=;" with which Excel names a delimiter.
func separatorLine(buf []byte, pos int, comma byte) (int, byte) {
	line, _, found := bytes.Cut(buf[pos:], newline)
	text := bytes.TrimSuffix(line, []byte("\r"))
	if !found || len(text) != 5 || !strings.EqualFold(string(text[:4]), "sep=") {
		return pos, comma
	}
	if comma == 0 && text[4] < 0x80 {
		comma = text[4]
	}
	return pos + len(line) + 1, comma
}

// name sets the names of the columns. A column without a name, such as the
// index that some tools write first, is called after its position.
func (h *header) name(p *parser, buf []byte, opts Options) error {
	for i, s := range p.spans {
		name := string(p.bytes(buf, s))
		if name == "" {
			name = fmt.Sprintf("column_%d", i+1)
		}
		h.names = append(h.names, name)
	}
	if err := checkNames(h.names); err != nil {
		e := err.(*Error)
		e.File, e.Line = opts.Name, h.line
		return e
	}
	if bytes.IndexByte(buf, '\n') < 0 && bytes.IndexByte(bytes.TrimRight(buf, "\r"), '\r') >= 0 {
		return &Error{File: opts.Name, Line: 1, Err: ErrLineEnds, Remedy: "save the file with Windows or Unix line ends"}
	}
	return nil
}
