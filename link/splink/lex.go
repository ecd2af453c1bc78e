package splink

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SQLError says where in an SQL text something is that is not understood.
type SQLError struct {
	At   int    // byte offset in the text
	Text string // what stands there, shortened
	Why  string
}

func (e *SQLError) Error() string {
	if e.Text == "" {
		return fmt.Sprintf("%s (at byte %d)", e.Why, e.At)
	}
	return fmt.Sprintf("%s: %q (at byte %d)", e.Why, e.Text, e.At)
}

type tokenKind uint8

const (
	tEnd tokenKind = iota
	tWord
	tQuoted // "name" or `name`
	tString
	tNumber
	tSymbol
)

type token struct {
	kind tokenKind
	text string // words as written, quoted names and strings without quotes
	at   int
}

// is tells a keyword or a symbol.
func (t token) is(s string) bool {
	return t.kind == tSymbol && t.text == s || t.kind == tWord && strings.EqualFold(t.text, s)
}

var symbols = []string{"<=", ">=", "<>", "!=", "==", "||", "::", "//", "->", "**"}

// lex cuts SQL into tokens. In the Spark dialect a backslash in a string
// escapes the character after it, and " quotes strings as ' does.
func lex(sql string, dialect Dialect) ([]token, error) {
	var out []token
	for i := 0; i < len(sql); {
		r, w := utf8.DecodeRuneInString(sql[i:])
		rest := sql[i:]
		switch {
		case unicode.IsSpace(r):
			i += w
		case strings.HasPrefix(rest, "--"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				n = len(rest)
			}
			i += n
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest, "*/")
			if n < 0 {
				return nil, &SQLError{At: i, Why: "a comment is not closed"}
			}
			i += n + 2
		case r == '\'' || r == '"' || r == '`':
			kind := tQuoted
			if r == '\'' || r == '"' && dialect == Spark {
				kind = tString
			}
			text, n, ok := quoted(rest, byte(r), kind == tString && dialect == Spark)
			if !ok {
				return nil, &SQLError{At: i, Why: "a quote is not closed"}
			}
			out = append(out, token{kind, text, i})
			i += n
		case r >= '0' && r <= '9' || r == '.' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9':
			n := numberLength(rest)
			out = append(out, token{tNumber, rest[:n], i})
			i += n
		case r == '_' || unicode.IsLetter(r):
			n := strings.IndexFunc(rest, func(r rune) bool {
				return r != '_' && r != '$' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
			})
			if n < 0 {
				n = len(rest)
			}
			out = append(out, token{tWord, rest[:n], i})
			i += n
		default:
			text := rest[:w]
			for _, s := range symbols {
				if strings.HasPrefix(rest, s) {
					text = s
				}
			}
			out = append(out, token{tSymbol, text, i})
			i += len(text)
		}
	}
	return append(out, token{kind: tEnd, at: len(sql)}), nil
}

// quoted reads a quoted text; the quote itself is written twice inside.
func quoted(s string, quote byte, backslash bool) (text string, n int, ok bool) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case backslash && s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] != quote:
			b.WriteByte(s[i])
		case i+1 < len(s) && s[i+1] == quote:
			i++
			b.WriteByte(quote)
		default:
			return b.String(), i + 1, true
		}
	}
	return "", 0, false
}

func numberLength(s string) int {
	i := 0
	digits := func() {
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
	}
	digits()
	if i < len(s) && s[i] == '.' {
		i++
		digits()
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		j := i
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		k := i
		digits()
		if i == k {
			return j
		}
	}
	return i
}
