package sheet

import (
	"io"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"quanyuan/refdata/hanzi"
)

// badBytes tells whether anything could not be decoded.
type badBytes struct {
	seen bool
	nul  int // NUL characters dropped
}

// step decodes one character at the start of b: its code point and length.
// Length 0 asks for more bytes. A byte that is no character is U+FFFD, bad.
type step func(b []byte) (r rune, n int, bad bool)

// transcoder turns any encoding into UTF-8 without NULs. Runs of ASCII are
// copied where the encoding has them as single bytes.
type transcoder struct {
	r        io.Reader
	step     step
	ascii    bool // ASCII characters are single bytes
	bad      *badBytes
	in       []byte
	pos, end int
	err      error
	rest     []byte // decoded, but found no room in a small buffer
}

func newTranscoder(r io.Reader, bad *badBytes, s step, ascii bool) *transcoder {
	return &transcoder{r: r, step: s, ascii: ascii, bad: bad, in: make([]byte, 128<<10)}
}

// Read implements io.Reader.
func (t *transcoder) Read(out []byte) (int, error) {
	if len(t.rest) > 0 {
		n := copy(out, t.rest)
		t.rest = t.rest[n:]
		return n, nil
	}
	if len(out) == 0 {
		return 0, nil
	}
	if len(out) < utf8.UTFMax { // decode aside, hand out piece by piece
		var small [utf8.UTFMax]byte
		n, err := t.Read(small[:])
		t.rest = append(t.rest[:0], small[:n]...)
		n = copy(out, t.rest)
		t.rest = t.rest[n:]
		return n, err
	}
	n := 0
	for n+utf8.UTFMax <= len(out) {
		if t.pos == t.end {
			if n > 0 {
				break
			}
			if !t.fill() {
				return 0, t.err
			}
			continue
		}
		if c := t.in[t.pos]; t.ascii && c < utf8.RuneSelf && c != 0 {
			out[n] = c
			n++
			t.pos++
			continue
		}
		r, size, bad := t.step(t.in[t.pos:t.end])
		if size == 0 {
			if n > 0 {
				break
			}
			if t.fill() {
				continue
			}
			if t.pos == t.end {
				return 0, t.err
			}
			r, size, bad = utf8.RuneError, 1, true // cut off at the end
		}
		t.pos += size
		switch {
		case r == 0:
			t.bad.nul++
			continue
		case bad:
			t.bad.seen = true
		}
		if r < utf8.RuneSelf {
			out[n] = byte(r)
			n++
		} else {
			n += utf8.EncodeRune(out[n:], r)
		}
	}
	return n, nil
}

// fill reads more input behind what is left; false when there is none.
func (t *transcoder) fill() bool {
	if t.err != nil {
		return false
	}
	copy(t.in, t.in[t.pos:t.end])
	t.end -= t.pos
	t.pos = 0
	for range 100 {
		n, err := t.r.Read(t.in[t.end:])
		t.end += n
		t.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	t.err = io.ErrNoProgress
	return false
}

func decodeUTF8(b []byte) (rune, int, bool) {
	if b[0] < utf8.RuneSelf {
		return rune(b[0]), 1, false
	}
	if !utf8.FullRune(b) {
		return 0, 0, false
	}
	r, n := utf8.DecodeRune(b)
	return r, n, r == utf8.RuneError && n == 1
}

func decodeUTF16LE(b []byte) (rune, int, bool) {
	return utf16Step(b, func(i int) rune { return rune(b[i]) | rune(b[i+1])<<8 })
}

func decodeUTF16BE(b []byte) (rune, int, bool) {
	return utf16Step(b, func(i int) rune { return rune(b[i])<<8 | rune(b[i+1]) })
}

func utf16Step(b []byte, unit func(int) rune) (rune, int, bool) {
	if len(b) < 2 {
		return 0, 0, false
	}
	r := unit(0)
	if !utf16.IsSurrogate(r) {
		return r, 2, false
	}
	if len(b) < 4 {
		return 0, 0, false
	}
	if r = utf16.DecodeRune(r, unit(2)); r == utf8.RuneError {
		return r, 2, true
	}
	return r, 4, false
}

// gbkCodes are the characters of all two-byte codes, 0 where there is none:
// golang.org/x/text, and where it loses a code, hanzi.GB18030Fix.
var gbkCodes = sync.OnceValue(func() *[126 * 191]rune {
	var table [126 * 191]rune
	dec := simplifiedchinese.GB18030.NewDecoder()
	for lead := 0x81; lead <= 0xFE; lead++ {
		for trail := 0x40; trail <= 0xFE; trail++ {
			if trail == 0x7F {
				continue
			}
			i := (lead-0x81)*191 + trail - 0x40
			out, err := dec.Bytes([]byte{byte(lead), byte(trail)})
			r, n := utf8.DecodeRune(out)
			if err == nil && r != utf8.RuneError && n == len(out) {
				table[i] = r
			} else if r, ok := hanzi.GB18030Fix(byte(lead), byte(trail)); ok {
				table[i] = r
			}
		}
	}
	return &table
})

func gb18030Decoder() step {
	table := gbkCodes()
	return func(b []byte) (rune, int, bool) { return decodeGB18030(table, b) }
}

func decodeGB18030(table *[126 * 191]rune, b []byte) (rune, int, bool) {
	lead := b[0]
	switch {
	case lead < 0x80:
		return rune(lead), 1, false
	case lead == 0x80:
		return '€', 1, false // as Windows has it
	case lead == 0xFF:
		return utf8.RuneError, 1, true
	case len(b) < 2:
		return 0, 0, false
	}
	trail := b[1]
	if trail >= 0x40 && trail != 0x7F && trail != 0xFF {
		if r := table[(int(lead)-0x81)*191+int(trail)-0x40]; r != 0 {
			return r, 2, false
		}
		return utf8.RuneError, 2, true
	}
	if trail < '0' || trail > '9' {
		return utf8.RuneError, 1, true
	}
	if len(b) < 4 {
		return 0, 0, false
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b[:4])
	r, n := utf8.DecodeRune(out)
	if err != nil || r == utf8.RuneError || n != len(out) {
		return utf8.RuneError, 1, true
	}
	return r, 4, false
}
