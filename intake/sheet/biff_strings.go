package sheet

import "unicode/utf16"

// stringReader reads BIFF 8 strings that run over CONTINUE records.
type stringReader struct {
	segments [][]byte
	pos      int // in the first segment
}

// more makes the first segment one that has bytes left.
func (r *stringReader) more() bool {
	for len(r.segments) > 0 && r.pos >= len(r.segments[0]) {
		r.segments, r.pos = r.segments[1:], 0
	}
	return len(r.segments) > 0
}

func (r *stringReader) byte() int {
	if !r.more() {
		return 0
	}
	r.pos++
	return int(r.segments[0][r.pos-1])
}

func (r *stringReader) u16() int { lo := r.byte(); return lo | r.byte()<<8 }

func (r *stringReader) skip(n int) {
	for n > 0 && r.more() {
		step := min(n, len(r.segments[0])-r.pos)
		r.pos += step
		n -= step
	}
}

// read reads the rest of a string of count characters: flags, the sizes of
// rich text and phonetic guides, characters, runs.
func (r *stringReader) read(count int, fonts []Flags) sharedString {
	const wide, phonetic, rich = 1, 4, 8
	flags := r.byte()
	runs, guide := 0, 0
	if flags&rich != 0 {
		runs = r.u16()
	}
	if flags&phonetic != 0 {
		guide = r.u16() | r.u16()<<16
	}
	text := make([]uint16, 0, min(count, 4096))
	for len(text) < count {
		if r.pos >= len(r.segments[0]) {
			if !r.more() {
				break
			}
			flags = r.byte() // a continued string states its width anew
		}
		seg := r.segments[0]
		for len(text) < count && r.pos < len(seg) {
			if flags&wide == 0 {
				text = append(text, uint16(seg[r.pos]))
				r.pos++
				continue
			}
			if r.pos+1 >= len(seg) {
				r.pos = len(seg)
				break
			}
			text = append(text, uint16(seg[r.pos])|uint16(seg[r.pos+1])<<8)
			r.pos += 2
		}
	}
	struck := runs > 0
	for i := range runs {
		if !r.more() {
			break
		}
		from, font := r.u16(), r.u16()
		struck = struck && (i > 0 || from == 0) && fontAt(fonts, font)&Struck != 0
	}
	r.skip(guide)
	return sharedString{string(utf16.Decode(text)), struck}
}

func fontAt(fonts []Flags, i int) Flags {
	if i > 4 {
		i--
	}
	if i < len(fonts) {
		return fonts[i]
	}
	return 0
}

// readSST reads the shared strings.
func (b *biff) readSST(segments [][]byte) []sharedString {
	r := stringReader{segments: segments}
	r.skip(4)
	n := r.u16() | r.u16()<<16
	var table []sharedString
	for range min(n, maxBIFFStrings) {
		if !r.more() {
			break
		}
		table = append(table, r.read(r.u16(), b.fonts))
	}
	return table
}

// shortString reads a string with a length of one byte.
func (b *biff) shortString(body []byte) string {
	if b.version == 8 {
		r := stringReader{segments: [][]byte{body[1:]}}
		return r.read(int(body[0]), nil).text
	}
	return b.bytesString(body[1:], int(body[0]))
}

// longString reads a string with a length of two bytes.
func (b *biff) longString(body []byte) string {
	if b.version == 8 {
		r := stringReader{segments: [][]byte{body[2:]}}
		return r.read(u16(body, 0), nil).text
	}
	return b.bytesString(body[2:], u16(body, 0))
}

func (b *biff) bytesString(body []byte, n int) string {
	return decodeBytes(b.encoding, body[:min(n, len(body))])
}
