package sheet

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxTables    = 64 // nested in each other
	maxStyleText = 1 << 20
)

var charsetLabel = regexp.MustCompile(`(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_-]+)`)

// markupEncoding finds the encoding of an HTML or XML text: valid UTF-8 is
// UTF-8 whatever the file says of itself, then its own word counts.
func (f *File) markupEncoding(in input) (guess, textCounts, error) {
	g, counts, err := f.textEncoding(in)
	if err != nil || g.evidence == "given" || g.evidence == "bom" || counts.utf8Bad == 0 && counts.long > 0 {
		return g, counts, err
	}
	head, err := in.head(16 << 10)
	if err != nil {
		return g, counts, err
	}
	if m := charsetLabel.FindSubmatch(head); m != nil {
		if name := canonicalEncoding(string(m[1])); name == gb18030Name || name == big5Name {
			g = guess{name: name, evidence: "declared", confidence: 99}
			n := &f.Notes[len(f.Notes)-1]
			n.Args = []any{g.name, Evidence(g.evidence), g.confidence}
		}
	}
	return g, counts, nil
}

// openHTML opens web pages, most of which call themselves .xls.
func openHTML(f *File, in input) error {
	enc, counts, err := f.markupEncoding(in)
	if err != nil {
		return err
	}
	f.Format, f.Encoding = HTML, enc.name
	s := &Sheet{file: f}
	s.read = func(emit func(*Row) bool) error {
		t := &htmlRows{file: f, emit: emit, classes: map[string]Flags{}}
		r := decoder(enc.name, io.NewSectionReader(in, enc.skip, in.size-enc.skip), &t.bad)
		t.bad.seen = t.bad.seen || counts.utf8Bad > 0
		t.z = html.NewTokenizer(r)
		t.z.SetMaxBuf(maxToken)
		return t.each()
	}
	f.Sheets = []*Sheet{s}
	return nil
}

// htmlRows walks the tags of a page. Tables within tables give rows of their
// own; the text of the outer cell is what stands around them.
type htmlRows struct {
	file    *File
	z       *html.Tokenizer
	bad     badBytes
	emit    func(*Row) bool
	stopped bool
	classes map[string]Flags // of the style sheet
	tables  []*htmlTable
	rows    int  // <tr> so far
	raw     bool // within <script> or <style>
	style   bool
	struck  int // depth of <s>, <strike>, <del>
}

type htmlTable struct {
	grid   grid
	inRow  bool
	inCell bool
	cell   Cell
	cols   int
	down   int
	number string // x:num
	text   []byte
	struck int // letters struck through, of
	shown  int // letters in all
}

func (t *htmlRows) each() error {
	for !t.stopped {
		switch t.z.Next() {
		case html.ErrorToken:
			for len(t.tables) > 0 && !t.stopped {
				if err := t.closeTable(); err != nil {
					return err
				}
			}
			if err := t.z.Err(); err != io.EOF {
				return err
			}
			return nil
		case html.TextToken:
			t.addText(t.z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := t.z.TagName()
			if err := t.startTag(atom.Lookup(name), more); err != nil {
				return err
			}
		case html.EndTagToken:
			name, _ := t.z.TagName()
			if err := t.endTag(atom.Lookup(name)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *htmlRows) table() *htmlTable {
	if len(t.tables) == 0 {
		return nil
	}
	return t.tables[len(t.tables)-1]
}

func (t *htmlRows) startTag(a atom.Atom, more bool) error {
	tb := t.table()
	switch a {
	case atom.Script, atom.Style:
		t.raw, t.style = true, a == atom.Style
	case atom.Table:
		if len(t.tables) >= maxTables {
			return &Error{Kind: ErrCorrupt, Key: "sheet.corrupt"}
		}
		t.tables = append(t.tables, &htmlTable{grid: grid{limit: t.file.opts.MaxColumns}})
	case atom.Tr:
		if tb == nil { // a page that lost its <table>
			tb = &htmlTable{grid: grid{limit: t.file.opts.MaxColumns}}
			t.tables = append(t.tables, tb)
		}
		if err := t.closeRow(); err != nil {
			return err
		}
		t.rows++
		tb.inRow = true
		tb.grid.begin(t.rows, t.flags(more, tb)&HiddenColumn != 0)
	case atom.Td, atom.Th:
		if tb == nil {
			return nil
		}
		if err := t.closeCell(); err != nil {
			return err
		}
		if !tb.inRow {
			tb.inRow = true
			tb.grid.begin(max(t.rows, 1), false)
		}
		tb.inCell = true
		tb.cell, tb.cols, tb.down, tb.number, tb.text = Cell{}, 1, 1, "", tb.text[:0]
		tb.struck, tb.shown = 0, 0
		tb.cell.Flags = t.flags(more, tb)
	case atom.Br, atom.P, atom.Div, atom.Li:
		t.breakLine()
	case atom.S, atom.Strike, atom.Del:
		t.struck++
	}
	return nil
}

func (t *htmlRows) endTag(a atom.Atom) error {
	switch a {
	case atom.Script, atom.Style:
		t.raw, t.style = false, false
	case atom.Table:
		return t.closeTable()
	case atom.Tr:
		return t.closeRow()
	case atom.Td, atom.Th:
		return t.closeCell()
	case atom.P, atom.Div, atom.Li:
		t.breakLine()
	case atom.S, atom.Strike, atom.Del:
		t.struck = max(0, t.struck-1)
	}
	return nil
}

// flags reads the attributes of <td> or <tr>.
func (t *htmlRows) flags(more bool, tb *htmlTable) Flags {
	var flags Flags
	for more {
		var k, v []byte
		k, v, more = t.z.TagAttr()
		switch string(k) {
		case "colspan":
			tb.cols = spanOf(v)
		case "rowspan":
			tb.down = spanOf(v)
		case "x:num":
			tb.number = string(v)
		case "x:fmla":
			flags |= Formula
		case "hidden":
			flags |= HiddenColumn
		case "bgcolor":
			if s := strings.ToLower(string(v)); s != "#ffffff" && s != "white" {
				flags |= Filled
			}
		case "style":
			flags |= cssFlags(string(v))
		case "class":
			for _, c := range strings.Fields(string(v)) {
				flags |= t.classes[c]
			}
		}
	}
	return flags
}

func spanOf(v []byte) int {
	n, err := strconv.Atoi(string(bytes.TrimSpace(v)))
	if err != nil {
		return 1
	}
	return min(max(n, 1), 1<<16)
}

var classRule = regexp.MustCompile(`\.([A-Za-z0-9_-]+)\s*\{([^}]*)\}`)

// cssFlags reads what a style declaration shows.
func cssFlags(css string) Flags {
	var flags Flags
	for _, d := range strings.Split(css, ";") {
		k, v, _ := strings.Cut(strings.ToLower(d), ":")
		v = strings.TrimSpace(v)
		switch strings.TrimSpace(k) {
		case "text-decoration", "text-line-through":
			if strings.Contains(v, "line-through") || strings.HasPrefix(v, "single") {
				flags |= Struck
			}
		case "display":
			if v == "none" {
				flags |= HiddenColumn
			}
		case "color":
			if v != "black" && v != "windowtext" && v != "#000000" && v != "#000" && v != "inherit" {
				flags |= Coloured
			}
		case "background", "background-color":
			if v != "white" && v != "#ffffff" && v != "#fff" && v != "transparent" && v != "none" && v != "inherit" {
				flags |= Filled
			}
		}
	}
	return flags
}

// addText adds text to the open cell, with blanks folded as browsers do.
func (t *htmlRows) addText(b []byte) {
	if t.raw {
		if t.style && len(b) <= maxStyleText {
			for _, m := range classRule.FindAllSubmatch(b, -1) {
				t.classes[string(m[1])] |= cssFlags(string(m[2]))
			}
		}
		return
	}
	tb := t.table()
	if tb == nil || !tb.inCell {
		return
	}
	for _, r := range string(b) {
		switch r {
		case ' ', '\t', '\n', '\r', '\f', 0xA0:
			if n := len(tb.text); n > 0 && tb.text[n-1] != ' ' && tb.text[n-1] != '\n' {
				tb.text = append(tb.text, ' ')
			}
			continue
		}
		tb.text = append(tb.text, string(r)...)
		tb.shown++
		if t.struck > 0 {
			tb.struck++
		}
	}
}

func (t *htmlRows) breakLine() {
	if tb := t.table(); tb != nil && tb.inCell && !t.raw {
		tb.text = bytes.TrimRight(tb.text, " ")
		if n := len(tb.text); n > 0 && tb.text[n-1] != '\n' {
			tb.text = append(tb.text, '\n')
		}
	}
}

func (t *htmlRows) closeCell() error {
	tb := t.table()
	if tb == nil || !tb.inCell {
		return nil
	}
	tb.inCell = false
	t.struck = 0
	c := tb.cell
	c.Text = string(bytes.TrimSpace(tb.text))
	if c.Text != "" {
		c.Kind = Text
	}
	if tb.shown > 0 && tb.struck == tb.shown {
		c.Flags |= Struck
	}
	if tb.number != "" && strings.Contains(c.Text, "E+") { // Excel kept the number beside what it showed
		shown := c.Text
		c.setNumber(tb.number, numberForm{}, false)
		c.Raw = shown
	}
	if t.bad.seen && strings.Contains(c.Text, "\uFFFD") {
		c.Flags |= Damaged
		t.file.note("sheet.note.invalid", "", tb.grid.row.Number)
	}
	return tb.grid.add(c, tb.cols, tb.down)
}

func (t *htmlRows) closeRow() error {
	tb := t.table()
	if tb == nil || !tb.inRow {
		return nil
	}
	if err := t.closeCell(); err != nil {
		return err
	}
	tb.inRow = false
	t.stopped = !t.emit(tb.grid.end())
	return nil
}

func (t *htmlRows) closeTable() error {
	if len(t.tables) == 0 {
		return nil
	}
	err := t.closeRow()
	t.tables = t.tables[:len(t.tables)-1]
	return err
}
