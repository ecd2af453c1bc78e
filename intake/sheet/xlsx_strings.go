package sheet

import "strings"

// sharedStrings are the texts that the cells of an XLSX refer to by number.
type sharedStrings struct {
	items []sharedString
}

type sharedString struct {
	text   string
	struck bool
}

// stringsChunk is the size in which shared strings are kept, many to one
// allocation.
const stringsChunk = 64 << 10

// stringsRatio is how many times its packed size the table of texts may take.
const stringsRatio = 50

func (x *xlsx) readShared() (*sharedStrings, error) {
	table := &sharedStrings{}
	if x.strings == "" || !x.parts.has(x.strings) {
		return table, nil
	}
	r, err := x.parts.open(x.strings)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s := newXMLScanner(r)
	var text []byte
	var chunk strings.Builder
	// Texts shrink to a fifth or a tenth when packed; those of an attack to a
	// thousandth. The file's own size bounds what they may take in memory.
	size, limit := int64(0), min(x.file.opts.MaxStrings, max(bombSize, stringsRatio*x.parts.packed(x.strings)))
	for s.next() {
		if s.closing || string(s.name) != "si" {
			continue
		}
		var struck bool
		text, struck = s.richText("si", text[:0])
		const header = 24 // of an item without its text
		if size += int64(len(text)) + header; size > limit {
			return nil, &Error{Kind: ErrLimit, Key: "sheet.bomb", Args: []any{limit >> 20}}
		}
		if chunk.Len()+len(text) > chunk.Cap() {
			chunk = strings.Builder{}
			chunk.Grow(max(stringsChunk, len(text)))
		}
		start := chunk.Len()
		chunk.Write(text)
		table.items = append(table.items, sharedString{chunk.String()[start:], struck})
	}
	return table, s.err
}

// richText appends the text of <si> or <is>, with all its runs but without
// phonetic guides. struck tells that all runs with a text are struck through.
func (x *xmlScanner) richText(end string, dst []byte) (text []byte, struck bool) {
	if x.empty {
		return dst, false
	}
	runs, struckRuns := 0, 0
	runStruck := false
	for x.next() {
		switch string(x.name) {
		case end:
			if x.closing {
				return dst, runs > 0 && runs == struckRuns
			}
		case "rPh", "phoneticPr":
			if !x.closing {
				x.skip()
			}
		case "r":
			runStruck = false
		case "strike":
			if v, ok := x.attr("val"); !x.closing && (!ok || string(v) == "1" || string(v) == "true") {
				runStruck = true
			}
		case "t":
			if x.closing {
				continue
			}
			before := len(dst)
			dst = x.content(dst)
			if len(dst) > before {
				runs++
				if runStruck {
					struckRuns++
				}
			}
		}
	}
	x.cutOff()
	return dst, false
}
