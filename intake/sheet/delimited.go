package sheet

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// maxRecord bounds one record of a text file, so that a quotation mark left
// open cannot swallow the file.
const maxRecord = 1 << 20

// openDelimited opens CSV, TSV and their kin.
func openDelimited(f *File, in input) error {
	enc, counts, err := f.textEncoding(in)
	if err != nil {
		return err
	}
	f.Encoding = enc.name
	plain := enc.name == utf8Name && enc.evidence != "given" && counts.utf8Bad == 0 && counts.nul == 0
	open := func() *records {
		var r io.Reader = io.NewSectionReader(in, enc.skip, in.size-enc.skip)
		t := &records{file: f}
		if !plain {
			r = decoder(enc.name, r, &t.bad)
		}
		t.in = r
		return t
	}
	sample, err := sampleText(open())
	if err != nil {
		return err
	}
	if strings.TrimSpace(sample) == "" {
		return &Error{Kind: ErrEmpty, Key: "sheet.empty"}
	}
	lineEnd := byte('\n')
	if !strings.Contains(sample, "\n") && strings.Contains(sample, "\r") {
		lineEnd = '\r' // old Macs
	}
	f.chooseDelimiter(sample, lineEnd)
	f.Format = CSV
	if f.Delimiter == '\t' {
		f.Format = TSV
	}
	s := &Sheet{file: f}
	s.read = func(emit func(*Row) bool) error {
		t := open()
		t.lineEnd, t.delimiter, t.aligned = lineEnd, string(f.Delimiter), f.aligned
		return t.each(emit)
	}
	f.Sheets = []*Sheet{s}
	return nil
}

// sampleText decodes the beginning of a text.
func sampleText(t *records) (string, error) {
	buf := make([]byte, 256<<10)
	n, err := io.ReadFull(t.in, buf)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return string(buf[:n]), err
}

// records splits a text into rows of fields.
type records struct {
	file      *File
	in        io.Reader
	bad       badBytes
	lineEnd   byte
	delimiter string
	aligned   *alignment // nil: fields are delimited

	buf      []byte
	pos, end int
	err      error
	line     int // of the record being read
	row      Row
	quoted   []byte // content of quoted fields
}

// each emits the rows until emit wants no more.
func (t *records) each(emit func(*Row) bool) error {
	t.buf = make([]byte, 256<<10)
	t.line = 1
	for {
		length, lines, ok, err := t.record()
		if err != nil || !ok {
			if t.bad.nul > 0 {
				t.file.noteTimes(t.bad.nul, "sheet.note.nul", "", 0)
			}
			return err
		}
		if t.line == 1 && length <= len("sep=;\r\n") && bytes.HasPrefix(bytes.ToLower(t.buf[t.pos:t.pos+length]), []byte("sep=")) {
			t.row.Cells = t.row.Cells[:0]
		}
		if t.bad.seen {
			t.markDamaged()
		}
		t.row.Number = t.line
		t.pos += length
		t.line += lines
		if len(t.row.Cells) > 0 && !emit(&t.row) {
			return nil
		}
	}
}

// markDamaged flags the cells with undecodable bytes.
func (t *records) markDamaged() {
	for i := range t.row.Cells {
		if c := &t.row.Cells[i]; strings.ContainsRune(c.Text, utf8.RuneError) {
			c.Flags |= Damaged
			t.file.note("sheet.note.invalid", "", t.line)
		}
	}
}

// record splits the record at pos into t.row and tells its length in bytes
// and lines.
func (t *records) record() (length, lines int, ok bool, err error) {
	nl, err := t.find(0)
	if err != nil || nl < 0 && t.pos == t.end {
		return 0, 0, false, err
	}
	line, length := t.lineAt(nl)
	if t.aligned != nil {
		return length, 1, true, t.cutLine(line)
	}
	if bytes.IndexByte(line, '"') < 0 {
		return length, 1, true, t.split(line)
	}
	length, lines, closed, err := t.splitQuoted()
	if err != nil {
		return 0, 0, false, err
	}
	if !closed { // take the line as it stands
		t.file.note("sheet.note.quote", "", t.line)
		nl, err = t.find(0)
		line, length = t.lineAt(nl)
		if err == nil {
			err = t.split(line)
		}
		return length, 1, true, err
	}
	return length, lines, true, nil
}

// lineAt gives the line at pos without its end, and its length with it.
func (t *records) lineAt(nl int) (line []byte, length int) {
	if nl < 0 {
		line = t.buf[t.pos:t.end]
		length = len(line)
	} else {
		line = t.buf[t.pos : t.pos+nl]
		length = nl + 1
	}
	return bytes.TrimSuffix(line, []byte{'\r'}), length
}

// find looks for the line end at or after pos+from; -1 is the end of the text.
func (t *records) find(from int) (int, error) {
	for {
		if i := bytes.IndexByte(t.buf[t.pos+from:t.end], t.lineEnd); i >= 0 {
			return from + i, nil
		}
		from = t.end - t.pos
		if t.err == io.EOF {
			return -1, nil
		}
		if from > maxRecord {
			return -1, &Error{Kind: ErrLimit, Key: "sheet.long_record", Args: []any{maxRecord >> 20}}
		}
		if err := t.fill(); err != nil {
			return -1, err
		}
	}
}

// fill reads more behind what is buffered; t.err is io.EOF at the end.
func (t *records) fill() error {
	if t.pos > 0 {
		copy(t.buf, t.buf[t.pos:t.end])
		t.end -= t.pos
		t.pos = 0
	}
	if len(t.buf)-t.end < len(t.buf)/4 {
		t.buf = append(t.buf, make([]byte, len(t.buf))...)
	}
	n, err := t.in.Read(t.buf[t.end:])
	t.end += n
	if err != nil && err != io.EOF {
		return err
	}
	t.err = err
	return nil
}

// split cuts a line without quotation marks.
func (t *records) split(line []byte) error {
	t.row.Cells = t.row.Cells[:0]
	rest := string(line)
	for {
		field, tail, more := strings.Cut(rest, t.delimiter)
		if err := t.add(field); err != nil {
			return err
		}
		if !more {
			return nil
		}
		rest = tail
	}
}

func (t *records) add(field string) error {
	if len(t.row.Cells) >= t.file.opts.MaxColumns {
		return &Error{Kind: ErrLimit, Key: "sheet.too_many_cols", Args: []any{t.file.opts.MaxColumns}}
	}
	c := Cell{Text: field}
	if field != "" {
		c.Kind = Text
		// ="0123" is how a CSV keeps Excel from taking a code for a number.
		if n := len(field); n >= 3 && field[0] == '=' && field[1] == '"' && field[n-1] == '"' {
			c.Text, c.Raw, c.Flags = strings.ReplaceAll(field[2:n-1], `""`, `"`), field, Formula
			if c.Text == "" {
				c.Kind = Empty
			}
		}
	}
	t.row.Cells = append(t.row.Cells, c)
	return nil
}

// splitQuoted cuts a record that has quotation marks and may run over several
// lines. A field is quoted when it begins with a mark; a mark elsewhere is
// text. closed is false when a quoted field has no end within the text or
// maxRecord.
func (t *records) splitQuoted() (length, lines int, closed bool, err error) {
	t.row.Cells = t.row.Cells[:0]
	lines = 1
	i := 0
	for {
		c, ok := t.at(i)
		if ok && c == '"' {
			next, breaks, closed := t.quotedField(i)
			if !closed {
				return 0, 0, false, t.readErr()
			}
			lines += breaks
			i = next
			err = t.add(string(t.quoted))
		} else {
			start := i
			for ok && c != t.lineEnd && !t.delimiterAt(i) {
				i++
				c, ok = t.at(i)
			}
			field := t.buf[t.pos+start : t.pos+i]
			if c == t.lineEnd || !ok {
				field = bytes.TrimSuffix(field, []byte{'\r'})
			}
			err = t.add(string(field))
		}
		if err != nil {
			return 0, 0, false, err
		}
		if t.delimiterAt(i) {
			i += len(t.delimiter)
			continue
		}
		if _, ok := t.at(i); ok {
			i++ // the line end
		}
		return i, lines, true, t.readErr()
	}
}

// quotedField reads the field that begins with a mark at i and gives the
// index behind it. Text after the closing mark, up to the delimiter, belongs
// to the field: "张"三 is 张三.
func (t *records) quotedField(i int) (next, breaks int, closed bool) {
	t.quoted = t.quoted[:0]
	i++
	inside := true
	for {
		if inside { // take what stands before the next mark at once
			run := t.buf[min(t.pos+i, t.end):t.end]
			if n := bytes.IndexByte(run, '"'); n >= 0 {
				run = run[:n]
			}
			if len(run) > 0 && i < maxRecord && bytes.IndexByte(run, '\r') < 0 {
				t.quoted = append(t.quoted, run...)
				breaks += bytes.Count(run, []byte{t.lineEnd})
				i += len(run)
				continue
			}
		}
		c, ok := t.at(i)
		switch {
		case !ok:
			return i, breaks, !inside
		case !inside && (c == t.lineEnd || t.delimiterAt(i)):
			return i, breaks, true
		case !inside && c == '\r':
			if n, ok := t.at(i + 1); ok && n != t.lineEnd {
				t.quoted = append(t.quoted, c)
			}
		case inside && c == '"':
			if n, _ := t.at(i + 1); n == '"' {
				t.quoted = append(t.quoted, '"')
				i++
			} else {
				inside = false
			}
		default:
			if c == t.lineEnd {
				breaks++
			}
			if c != '\r' || t.lineEnd == '\r' {
				t.quoted = append(t.quoted, c)
			}
		}
		i++
	}
}

// at gives the byte at pos+i; false at the end of the text, of what a record
// may hold, or at a fault (see readErr).
func (t *records) at(i int) (byte, bool) {
	for t.pos+i >= t.end {
		if t.err != nil || i > maxRecord {
			return 0, false
		}
		if err := t.fill(); err != nil {
			t.err = err
		}
	}
	return t.buf[t.pos+i], true
}

func (t *records) readErr() error {
	if t.err == io.EOF {
		return nil
	}
	return t.err
}

func (t *records) delimiterAt(i int) bool {
	c, ok := t.at(i)
	if !ok || c != t.delimiter[0] {
		return false
	}
	if len(t.delimiter) == 1 {
		return true
	}
	t.at(i + len(t.delimiter) - 1)
	return bytes.HasPrefix(t.buf[t.pos+i:t.end], []byte(t.delimiter))
}
