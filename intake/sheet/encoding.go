package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/traditionalchinese"
)

// The encodings read, as File.Encoding and Options.Encoding name them.
const (
	utf8Name    = "utf-8"
	gb18030Name = "gb18030"
	big5Name    = "big5"
	utf16LEName = "utf-16le"
	utf16BEName = "utf-16be"
)

// canonicalEncoding folds the labels that people and web pages use; "" is
// unknown. Pages that say gb2312 mean whatever Windows wrote, thus gb18030.
func canonicalEncoding(label string) string {
	switch strings.ToLower(strings.Trim(label, " \t\r\n\"'")) {
	case "utf-8", "utf8", "ascii", "us-ascii":
		return utf8Name
	case "gb18030", "gbk", "gb2312", "gb_2312", "gb_2312-80", "x-gbk", "cp936", "936", "ansi", "hz-gb-2312":
		return gb18030Name
	case "big5", "big5-hkscs", "cp950", "950", "x-x-big5":
		return big5Name
	case "utf-16le", "utf16le", "utf-16", "utf16", "unicode":
		return utf16LEName
	case "utf-16be", "utf16be", "unicodefffe":
		return utf16BEName
	}
	return ""
}

// guess is an encoding with what speaks for it.
type guess struct {
	name       string
	skip       int64  // bytes of the byte order mark
	evidence   string // a message key without its prefix
	confidence int    // per cent
}

// textCounts is what one pass over the bytes of a text finds out.
type textCounts struct {
	total, high  int // bytes, those ≥ 0x80
	control, nul int
	utf8Bad      int // bytes that break UTF-8
	utf8Runes    int // well-formed characters of two bytes and more
	utf8BadLine  int // line of the first
	long         int // bytes that begin a character of Chinese texts in UTF-8
	latin        int // letters of ASCII beside a byte from 80 on
	gb, big5     doubleByte
}

// doubleByte counts the two-byte codes of an encoding: how many there are, how
// many are everyday characters, how many are none.
type doubleByte struct{ pairs, common, bad int }

// share is how much of the codes looks like Chinese as it is written.
func (d doubleByte) share() float64 {
	if d.pairs == 0 {
		return 0
	}
	return float64(d.common) / float64(d.pairs+4*d.bad)
}

const (
	countChunk  = 1 << 20
	enoughPairs = 1 << 18 // two-byte codes after which an encoding is known
)

// countText reads all bytes: a list may be ASCII for its first hundred
// thousand rows.
func countText(r io.Reader) (textCounts, error) {
	var c textCounts
	line := 1
	buf := make([]byte, 0, countChunk+8)
	for {
		n, err := io.ReadFull(r, buf[len(buf):countChunk])
		buf = buf[:len(buf)+n]
		atEnd := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !atEnd {
			return c, err
		}
		done := c.add(buf, atEnd, &line)
		if atEnd {
			return c, nil
		}
		buf = buf[:copy(buf, buf[done:])]
	}
}

// add counts a chunk and returns how much of it was used: up to the last end
// of a character that can be relied on.
func (c *textCounts) add(b []byte, atEnd bool, line *int) int {
	end := len(b)
	if !atEnd { // cut behind an ASCII byte, where every encoding is in step
		for i := end - 1; i >= 0 && i > end-4096; i-- {
			if b[i] < 0x30 {
				end = i + 1
				break
			}
		}
	}
	b = b[:end]
	c.total += len(b)
	first := c.countControls(b)
	*line += bytes.Count(b, []byte{'\n'})
	if c.utf8Bad > 0 && c.gb.pairs > enoughPairs {
		return end
	}
	if !utf8.Valid(b) {
		c.countBadUTF8(b, *line-bytes.Count(b, []byte{'\n'}))
	} else {
		c.utf8Runes += first
	}
	if c.utf8Bad > 0 || c.long == 0 && c.high > 0 {
		c.countLatin(b)
		c.gb.countGB(b)
		c.big5.countBig5(b)
	}
	return end
}

// byteClasses sorts bytes for countControls; a table spares the branches.
var byteClasses = func() (class [256]uint8) {
	for i := range class {
		switch {
		case i >= 0xE0, i == 0xC2: // in UTF-8, the first byte of a Chinese character or of ·
			class[i] = 5
		case i >= 0xC0: // of another
			class[i] = 4
		case i >= 0x80:
			class[i] = 1
		case i == 0:
			class[i] = 2
		case i < '\t', i > '\r' && i < ' ' && i != 0x1A:
			class[i] = 3
		}
	}
	return class
}()

// countControls counts classes of bytes and returns how many are at least C0.
func (c *textCounts) countControls(b []byte) int {
	var n [8]int
	for _, x := range b {
		n[byteClasses[x]&7]++
	}
	c.high += n[1] + n[4] + n[5]
	c.long += n[5]
	c.nul += n[2]
	c.control += n[3]
	return n[4] + n[5]
}

// countLatin counts the letters beside accented ones, as in José.
func (c *textCounts) countLatin(b []byte) {
	for i := 1; i < len(b); i++ {
		if x, y := min(b[i-1], b[i])|0x20, max(b[i-1], b[i]); y >= 0x80 && x >= 'a' && x <= 'z' {
			c.latin++
		}
	}
}

func (c *textCounts) countBadUTF8(b []byte, line int) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			if b[i] == '\n' {
				line++
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			if c.utf8Bad == 0 {
				c.utf8BadLine = line
			}
			c.utf8Bad++
		} else {
			c.utf8Runes++
		}
		i += n
	}
}

// countGB counts GB 18030: the 3,755 everyday characters of GB 2312 and its
// punctuation make up nearly all of a list.
func (d *doubleByte) countGB(b []byte) {
	for i := 0; i < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		if i+1 >= len(b) || b[i] == 0x80 || b[i] == 0xFF {
			d.bad++
			continue
		}
		lead, trail := b[i], b[i+1]
		switch {
		case trail >= 0x30 && trail <= 0x39 && i+3 < len(b) && b[i+2] >= 0x81 && b[i+3] >= 0x30 && b[i+3] <= 0x39:
			d.pairs++
			i += 3
		case trail < 0x40 || trail == 0x7F || trail == 0xFF:
			d.bad++
		default:
			d.pairs++
			if trail >= 0xA1 && (lead >= 0xB0 && lead <= 0xD7 || lead == 0xA1 || lead == 0xA3) {
				d.common++
			}
			i++
		}
	}
}

// countBig5 counts Big5: its 5,401 everyday characters and its punctuation.
func (d *doubleByte) countBig5(b []byte) {
	for i := 0; i < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		if i+1 >= len(b) || b[i] == 0x80 || b[i] == 0xFF {
			d.bad++
			continue
		}
		lead, trail := b[i], b[i+1]
		if trail < 0x40 || trail > 0x7E && trail < 0xA1 || trail == 0xFF {
			d.bad++
			continue
		}
		d.pairs++
		if lead >= 0xA4 && lead <= 0xC6 || lead == 0xA1 {
			d.common++
		}
		i++
	}
}

// bomOf reads a byte order mark.
func bomOf(head []byte) (guess, bool) {
	g := guess{evidence: "bom", confidence: 100}
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		g.name, g.skip = utf8Name, 3
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		g.name, g.skip = utf16LEName, 2
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		g.name, g.skip = utf16BEName, 2
	default:
		return g, false
	}
	return g, true
}

// guessUTF16 recognises UTF-16 without a mark: delimiters, digits and line
// ends have a NUL on one side only, and the whole decodes.
func guessUTF16(head []byte) (guess, bool) {
	n := len(head) &^ 1
	even, odd := 0, 0
	for i := 0; i < n; i += 2 {
		if head[i] == 0 && head[i+1] != 0 {
			even++
		}
		if head[i+1] == 0 && head[i] != 0 {
			odd++
		}
	}
	g := guess{evidence: "nul_pattern", confidence: 95}
	switch {
	case n < 4:
		return g, false
	case odd > n/40 && odd > 8*even:
		g.name = utf16LEName
	case even > n/40 && even > 8*odd:
		g.name = utf16BEName
	default:
		return g, false
	}
	text := decodeUTF16(head[:n], g.name == utf16BEName)
	bad, lines := 0, 0
	for _, r := range text {
		if r == utf8.RuneError || r < ' ' && !strings.ContainsRune("\t\n\r\f\v", r) {
			bad++
		}
		if r == '\n' || r == '\r' || r == '\t' || r == ',' {
			lines++
		}
	}
	return g, lines > 0 && bad*50 <= n/2
}

func decodeUTF16(b []byte, big bool) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		lo, hi := b[2*i], b[2*i+1]
		if big {
			lo, hi = hi, lo
		}
		u[i] = uint16(hi)<<8 | uint16(lo)
	}
	return string(utf16.Decode(u))
}

var errBinary = &Error{Kind: ErrNotTable, Key: "sheet.binary"}

// guessText decides the encoding from the counts of the whole text.
func (c *textCounts) guessText() (guess, error) {
	// A few NULs come from old databases; many, or other control characters,
	// from things that are no text.
	if c.control*100 > c.total || c.nul*4 > c.total {
		return guess{}, errBinary
	}
	if c.utf8Bad == 0 {
		if c.high == 0 {
			return guess{name: utf8Name, evidence: "ascii", confidence: 100}, nil
		}
		// A few characters of GBK may be valid UTF-8 by chance, but then of its
		// Latin and Greek, never of its Chinese.
		if c.long == 0 && c.latin == 0 && c.gb.bad == 0 && c.gb.share() > 0.9 {
			return guess{name: gb18030Name, evidence: "common_gb", confidence: 70}, nil
		}
		return guess{name: utf8Name, evidence: "valid_utf8", confidence: 99}, nil
	}
	// UTF-8 with a few broken places (cut fields, glued files): in another
	// encoding whole texts do not look like UTF-8 by chance.
	if c.utf8Runes > 3*c.utf8Bad {
		return guess{name: utf8Name, evidence: "mostly_utf8", confidence: 90}, nil
	}
	gb, big5 := c.gb.share(), c.big5.share()
	switch {
	case gb < 0.3 && big5 < 0.5 && c.gb.bad*3 > c.gb.pairs:
		return guess{}, errBinary
	case big5 > 0.9 && gb < 0.75 && big5 > gb+0.2:
		return guess{name: big5Name, evidence: "common_big5", confidence: confidence(big5, gb)}, nil
	}
	return guess{name: gb18030Name, evidence: "common_gb", confidence: max(50, confidence(gb, big5*0.5))}, nil
}

// confidence turns two shares of everyday characters into a per cent.
func confidence(won, lost float64) int {
	return min(99, max(1, int(100*won/(won+max(0, lost)*0.3+0.01))))
}

var evidenceTexts = map[string][2]string{
	"bom":         {"文件开头的字节顺序标记", "byte order mark"},
	"given":       {"用户指定", "given by the user"},
	"declared":    {"文件自己的声明", "declared in the file"},
	"nul_pattern": {"空字节的位置", "position of NUL bytes"},
	"ascii":       {"全部是 ASCII", "ASCII throughout"},
	"valid_utf8":  {"全部字节合乎 UTF-8", "all bytes are valid UTF-8"},
	"mostly_utf8": {"绝大部分字节合乎 UTF-8", "nearly all bytes are valid UTF-8"},
	"common_gb":   {"按国标解码多为常用汉字", "mostly everyday characters of GB 2312"},
	"common_big5": {"按 Big5 解码多为常用汉字", "mostly everyday characters of Big5"},
}

// Evidence is an argument of a note that has a text in both languages.
type Evidence string

func (e Evidence) in(lang string) string {
	t, ok := evidenceTexts[string(e)]
	switch {
	case !ok:
		return string(e)
	case lang == "zh":
		return t[0]
	}
	return t[1]
}

func (e Evidence) String() string { return e.in("en") }

// textEncoding finds the encoding of a text file and notes it.
func (f *File) textEncoding(in input) (guess, textCounts, error) {
	head, err := in.head(64 << 10)
	if err != nil {
		return guess{}, textCounts{}, err
	}
	if given := f.opts.Encoding; given != "" {
		name := canonicalEncoding(given)
		if name == "" {
			return guess{}, textCounts{}, &Error{Kind: ErrNotTable, Key: "sheet.encoding", Args: []any{given}}
		}
		g := guess{name: name, evidence: "given", confidence: 100}
		if b, ok := bomOf(head); ok && b.name == name {
			g.skip = b.skip
		}
		return g, textCounts{}, nil
	}
	g, ok := bomOf(head)
	if !ok {
		g, ok = guessUTF16(head)
	}
	var counts textCounts
	if !ok || g.name == utf8Name {
		if counts, err = countText(in.reader()); err != nil {
			return g, counts, err
		}
		marked := g
		if g, err = counts.guessText(); err != nil {
			return g, counts, err
		}
		if ok && g.name == utf8Name {
			g = marked
		}
	}
	f.note("sheet.note.encoding", "", 0, g.name, Evidence(g.evidence), g.confidence)
	return g, counts, nil
}

// decoder turns the bytes of an encoding into UTF-8.
func decoder(name string, r io.Reader, bad *badBytes) io.Reader {
	switch name {
	case gb18030Name:
		return newTranscoder(r, bad, gb18030Decoder(), true)
	case utf16LEName:
		return newTranscoder(r, bad, decodeUTF16LE, false)
	case utf16BEName:
		return newTranscoder(r, bad, decodeUTF16BE, false)
	case big5Name:
		bad.seen = true // x/text does not say; cells are searched for U+FFFD
		return traditionalchinese.Big5.NewDecoder().Reader(r)
	}
	return newTranscoder(r, bad, decodeUTF8, true)
}

// decodeBytes decodes a string of a known encoding.
func decodeBytes(name string, b []byte) string {
	var bad badBytes
	out, err := io.ReadAll(decoder(name, bytes.NewReader(b), &bad))
	if err != nil {
		return fmt.Sprintf("%q", b)
	}
	return string(out)
}
