package sheet

import (
	"strings"
	"unicode/utf8"
)

// alignment is how a text without delimiters falls into columns: at places that
// hold for all lines, or, without places, at runs of blanks.
//
// Old programs pad in bytes of GBK, where a Chinese character counts two; others
// pad in characters. Both are tried; the wrong one finds fewer columns, as its
// blanks do not stand under each other.
type alignment struct {
	starts  []int // places at which the columns begin
	bytes   bool  // places are bytes of GBK, else characters
	atLeast int   // blanks that part two fields where there are no places
}

const (
	alignedLines = 400  // lines of the sample
	alignedWidth = 4096 // places of a line; longer ones are no table of columns
	alignedLeast = 3    // columns and lines of a table, at least
)

func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\u3000' || r == '\u00A0' }

// wide is what a character takes in bytes of GBK.
func wide(r rune) int {
	if r < utf8.RuneSelf {
		return 1
	}
	return 2
}

// blankTokens cuts a line at runs of blanks.
func blankTokens(line string, atLeast int) []string {
	var out []string
	begin, end, blanks := -1, 0, 0
	for i, r := range line {
		if isBlank(r) {
			if r == ' ' || r == '\u00A0' {
				blanks++
			} else {
				blanks += 2
			}
			continue
		}
		if begin >= 0 && blanks >= atLeast {
			out = append(out, line[begin:end])
			begin = -1
		}
		if begin < 0 {
			begin = i
		}
		end, blanks = i+utf8.RuneLen(r), 0
	}
	if begin >= 0 {
		out = append(out, line[begin:end])
	}
	return out
}

// alignmentOf finds the columns of a text that is padded with blanks; nil where
// it is none.
func alignmentOf(sample string, lineEnd byte) *alignment {
	var lines []string
	rule := ""
	for line := range strings.SplitSeq(sample, string(lineEnd)) {
		line = strings.TrimRight(strings.ToValidUTF8(line, "?"), "\r \t")
		switch {
		case len(line) > alignedWidth:
			return nil
		case strings.TrimSpace(line) == "":
		case strings.Trim(line, "-=+ ") == "":
			rule = line
		default:
			lines = append(lines, line)
		}
		if len(lines) == alignedLines {
			break
		}
	}
	table := tableLines(lines)
	if len(table) < alignedLeast || 2*len(table) < len(lines) {
		return nil
	}
	best, agreed := &alignment{}, 0
	for _, bytes := range []bool{true, false} {
		starts := columnStarts(table, rule, bytes)
		n := 0 // words that begin where a column does
		for _, l := range table {
			begins := beginnings(l, bytes)
			for _, at := range starts {
				if begins[at] {
					n++
				}
			}
		}
		if len(starts) > len(best.starts) || len(starts) == len(best.starts) && n > agreed {
			best, agreed = &alignment{starts: starts, bytes: bytes}, n
		}
	}
	if len(best.starts) >= alignedLeast {
		return best
	}
	for _, atLeast := range []int{2, 1} {
		widths := make([]int, len(lines))
		for i, l := range lines {
			widths[i] = len(blankTokens(l, atLeast))
		}
		if width, n := modalWidth(widths); width >= alignedLeast && n >= alignedLeast && 5*n >= 4*len(lines) {
			return &alignment{atLeast: atLeast}
		}
	}
	return nil
}

// tableLines are the lines with as many words as most, or about; none where they
// are 姓名：陈建军, lines of a form.
func tableLines(lines []string) []string {
	widths := make([]int, len(lines))
	for i, l := range lines {
		widths[i] = len(blankTokens(l, 1))
	}
	width, _ := modalWidth(widths)
	var table []string
	words, colons := 0, 0
	for i, l := range lines {
		if widths[i] < max(width-1, alignedLeast) {
			continue
		}
		table = append(table, l)
		words += widths[i]
		colons += strings.Count(l, "：") + strings.Count(l, ": ")
	}
	if 2*colons > words {
		return nil
	}
	return table
}

// columnStarts finds the places where every line but one in fifty has a blank,
// and gives those behind them. One blank alone parts columns only where the
// header or a ruled line has a beginning there.
func columnStarts(lines []string, rule string, bytes bool) []int {
	lines = together(lines, bytes)
	if len(lines) < alignedLeast {
		return nil
	}
	filled := make([]int, alignedWidth+2)
	width := 0
	for _, l := range lines {
		at := 0
		for _, r := range l {
			n := 1
			if bytes {
				n = wide(r)
			}
			for range n {
				if !isBlank(r) && at < len(filled) {
					filled[at]++
					width = max(width, at+1)
				}
				at++
			}
		}
	}
	width = min(width, alignedWidth)
	begins := beginnings(lines[0], bytes)
	ruled := beginnings(rule, bytes)
	var starts []int
	gap := 2 // before the first column
	for at := range width {
		if filled[at] <= len(lines)/50 {
			gap++
			continue
		}
		if gap >= 2 || gap == 1 && (begins[at] || ruled[at]) {
			starts = append(starts, at)
		}
		gap = 0
	}
	return starts
}

// together are the lines half of whose words or more begin where a third of all
// lines have a beginning; the title is none of them.
func together(lines []string, bytes bool) []string {
	often := map[int]int{}
	for _, l := range lines {
		for at := range beginnings(l, bytes) {
			often[at]++
		}
	}
	var out []string
	for _, l := range lines {
		n, shared := 0, 0
		for at := range beginnings(l, bytes) {
			n++
			if 3*often[at] >= len(lines) {
				shared++
			}
		}
		if 2*shared >= n {
			out = append(out, l)
		}
	}
	return out
}

// beginnings are the places of a line at which a word begins.
func beginnings(line string, bytes bool) map[int]bool {
	out := map[int]bool{}
	at, blank := 0, true
	for _, r := range line {
		if blank && !isBlank(r) {
			out[at] = true
		}
		blank = isBlank(r)
		if bytes {
			at += wide(r)
		} else {
			at++
		}
	}
	return out
}

// cut parts a line. A word that runs over into the next column stays whole in
// the column in which it begins.
func (a *alignment) cut(line string) []string {
	if a.starts == nil {
		return blankTokens(line, a.atLeast)
	}
	fields := make([]string, 0, len(a.starts))
	at, column, from := 0, 0, 0
	inWord := false
	for i, r := range line {
		if !inWord || isBlank(r) {
			for column+1 < len(a.starts) && at >= a.starts[column+1] {
				fields = append(fields, strings.TrimFunc(line[from:i], isBlank))
				column++
				from = i
			}
		}
		inWord = !isBlank(r)
		if a.bytes {
			at += wide(r)
		} else {
			at++
		}
	}
	return append(fields, strings.TrimFunc(line[from:], isBlank))
}

// cutLine is split for lines whose columns are aligned.
func (t *records) cutLine(line []byte) error {
	t.row.Cells = t.row.Cells[:0]
	if strings.Trim(string(line), "-=+ ") == "" {
		return nil // a ruled line
	}
	for _, field := range t.aligned.cut(string(line)) {
		if err := t.add(field); err != nil {
			return err
		}
	}
	return nil
}
