package sheet

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxToken bounds one tag or one text of an XML part.
const maxToken = 16 << 20

var errXML = errors.New("malformed XML")

// xmlScanner walks the tags of a worksheet part. encoding/xml is ten times
// slower; the parts that need it (entities defined in the file, namespaces)
// do not occur in worksheets and are not expanded.
type xmlScanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	atEnd    bool
	err      error

	// The tag at hand; all slices are valid until the next call of next.
	text    []byte // between the tag before and this one
	name    []byte // without its prefix
	attrs   []byte
	closing bool // </name>
	empty   bool // <name/>
	literal bool // text is a CDATA section; there is no name
}

func newXMLScanner(r io.Reader) *xmlScanner {
	return &xmlScanner{r: r, buf: make([]byte, 256<<10)}
}

// next goes to the next tag; false at the end or at an error.
func (x *xmlScanner) next() bool {
	for x.err == nil {
		lt := x.index(0, "<")
		if lt < 0 {
			return false
		}
		x.literal = false
		switch rest := x.peek(lt, 9); {
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			end := x.index(lt, "]]>")
			if end < 0 {
				x.cutOff()
				return false
			}
			x.text = append(unescape(x.buf[x.pos:x.pos+lt]), x.buf[x.pos+lt+9:x.pos+end]...)
			x.name, x.attrs, x.closing, x.empty, x.literal = nil, nil, false, false, true
			x.pos += end + 3
			return true
		case bytes.HasPrefix(rest, []byte("<!--")):
			if end := x.index(lt, "-->"); end >= 0 {
				x.pos += end + 3
				continue
			}
			x.cutOff()
			return false
		}
		gt, quotes := lt, 0
		for { // a > within a quoted value ends no tag
			next := x.index(gt+1, ">")
			if next < 0 {
				x.cutOff()
				return false
			}
			quotes += bytes.Count(x.buf[x.pos+gt:x.pos+next], []byte{'"'})
			gt = next
			if quotes%2 == 0 {
				break
			}
		}
		x.text = x.buf[x.pos : x.pos+lt]
		tag := x.buf[x.pos+lt+1 : x.pos+gt]
		x.pos += gt + 1
		if len(tag) == 0 || tag[0] == '?' || tag[0] == '!' {
			continue
		}
		x.setTag(tag)
		return true
	}
	return false
}

func (x *xmlScanner) setTag(tag []byte) {
	x.closing = tag[0] == '/'
	if x.closing {
		tag = tag[1:]
	}
	x.empty = len(tag) > 0 && tag[len(tag)-1] == '/'
	if x.empty {
		tag = tag[:len(tag)-1]
	}
	end := 0
	for end < len(tag) && tag[end] > ' ' {
		end++
	}
	x.name, x.attrs = tag[:end], tag[end:]
	if i := bytes.IndexByte(x.name, ':'); i >= 0 {
		x.name = x.name[i+1:]
	}
}

func (x *xmlScanner) cutOff() {
	if x.err == nil {
		x.err = io.ErrUnexpectedEOF
	}
}

// index finds what from pos+from on; the result counts from pos.
func (x *xmlScanner) index(from int, what string) int {
	for {
		if x.pos+from <= x.end {
			if i := bytes.Index(x.buf[x.pos+from:x.end], []byte(what)); i >= 0 {
				return from + i
			}
		}
		from = max(from, x.end-x.pos-len(what)+1)
		if !x.fill() {
			return -1
		}
	}
}

func (x *xmlScanner) peek(from, n int) []byte {
	for x.pos+from+n > x.end && x.fill() {
	}
	return x.buf[min(x.end, x.pos+from):min(x.end, x.pos+from+n)]
}

func (x *xmlScanner) fill() bool {
	if x.atEnd || x.err != nil {
		return false
	}
	if x.pos > 0 {
		copy(x.buf, x.buf[x.pos:x.end])
		x.end -= x.pos
		x.pos = 0
	}
	if x.end == len(x.buf) {
		if x.end >= maxToken {
			x.err = errXML
			return false
		}
		x.buf = append(x.buf, make([]byte, len(x.buf))...)
	}
	n, err := x.r.Read(x.buf[x.end:])
	x.end += n
	if err == io.EOF {
		x.atEnd = true
		return n > 0
	}
	x.err = err
	return err == nil
}

// attr gives the raw value of an attribute, found by its name without prefix.
func (x *xmlScanner) attr(name string) ([]byte, bool) {
	rest := x.attrs
	for {
		key, value, tail, ok := nextAttr(rest)
		if !ok {
			return nil, false
		}
		if string(key) == name {
			return value, true
		}
		rest = tail
	}
}

func nextAttr(b []byte) (key, value, rest []byte, ok bool) {
	i := 0
	for i < len(b) && b[i] <= ' ' {
		i++
	}
	start := i
	for i < len(b) && b[i] != '=' && b[i] > ' ' {
		if b[i] == ':' {
			start = i + 1
		}
		i++
	}
	key = b[start:i]
	for i < len(b) && (b[i] == '=' || b[i] <= ' ') {
		i++
	}
	if i >= len(b) || b[i] != '"' && b[i] != '\'' {
		return nil, nil, nil, false
	}
	end := bytes.IndexByte(b[i+1:], b[i])
	if end < 0 {
		return nil, nil, nil, false
	}
	return key, b[i+1 : i+1+end], b[i+end+2:], true
}

func (x *xmlScanner) attrInt(name string) int {
	v, _ := x.attr(name)
	n, ok := atoi(v)
	if !ok {
		return -1
	}
	return n
}

func (x *xmlScanner) attrTrue(name string) bool {
	v, _ := x.attr(name)
	return string(v) == "1" || string(v) == "true"
}

// atoi reads digits without an allocation.
func atoi(b []byte) (int, bool) {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' || n > 1<<40 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(b) > 0
}

// skip leaves the element just opened.
func (x *xmlScanner) skip() {
	if x.empty {
		return
	}
	for depth := 1; depth > 0 && x.next(); {
		switch {
		case x.literal, x.empty:
		case x.closing:
			depth--
		default:
			depth++
		}
	}
}

// content appends the text of the element just opened to dst, resolved.
func (x *xmlScanner) content(dst []byte) []byte {
	if x.empty {
		return dst
	}
	for depth := 1; depth > 0 && x.next(); {
		if x.literal {
			dst = append(dst, x.text...)
			continue
		}
		dst = append(dst, unescape(x.text)...)
		switch {
		case x.empty:
		case x.closing:
			depth--
		default:
			depth++
		}
	}
	return dst
}

var namedEntities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// unescape resolves entities and the _x000D_ form of OOXML. It returns b
// itself, capped, where there is nothing to resolve.
func unescape(b []byte) []byte {
	b = b[:len(b):len(b)]
	if bytes.IndexByte(b, '&') >= 0 {
		out := make([]byte, 0, len(b))
		for len(b) > 0 {
			i := bytes.IndexByte(b, '&')
			if i < 0 {
				break
			}
			out = append(out, b[:i]...)
			b = b[i:]
			n := 1
			if j := bytes.IndexByte(b[:min(len(b), 12)], ';'); j > 0 {
				if s, ok := entity(string(b[1:j])); ok {
					out, n = append(out, s...), j+1
				}
			}
			if n == 1 {
				out = append(out, '&')
			}
			b = b[n:]
		}
		b = append(out, b...)
	}
	if bytes.Contains(b, []byte("_x")) {
		b = unescapeOOXML(b)
	}
	return b
}

func entity(name string) (string, bool) {
	if s, ok := namedEntities[name]; ok {
		return s, true
	}
	if !strings.HasPrefix(name, "#") {
		return "", false
	}
	digits, base := name[1:], 10
	if strings.HasPrefix(digits, "x") || strings.HasPrefix(digits, "X") {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil || v == 0 || v > utf8.MaxRune {
		return "", false
	}
	return string(rune(v)), true
}

// unescapeOOXML resolves _xHHHH_, the form for characters that XML forbids.
func unescapeOOXML(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '_' && i+6 < len(b) && b[i+1] == 'x' && b[i+6] == '_' {
			if v, err := strconv.ParseUint(string(b[i+2:i+6]), 16, 16); err == nil && v < 0xD800 {
				if v == '\n' || v == '\t' || v >= ' ' {
					out = utf8.AppendRune(out, rune(v))
				}
				i += 6
				continue
			}
		}
		out = append(out, b[i])
	}
	return out
}
