package intake

import (
	"quanyuan"
)

// Fix is what a person wrote in the place of a cell before the list was taken
// in. The file and the raw row stay as they were received; the record is read
// from the fixed text, and a finding says so.
type Fix struct {
	Sheet  string `json:"sheet"`
	Row    int    `json:"row"`    // as the sheet shows it
	Column string `json:"column"` // A, B … AA
	Text   string `json:"text"`
	Was    string `json:"was"`
	By     string `json:"by"`
}

type rowKey struct {
	sheet string
	row   int
}

// fixesOf sorts the fixes of a mapping by the row they are for; of two for one
// cell the later holds.
func fixesOf(m *Mapping) map[rowKey][]Fix {
	if m == nil || len(m.Fixes) == 0 {
		return nil
	}
	out := map[rowKey][]Fix{}
	for _, f := range m.Fixes {
		k := rowKey{f.Sheet, f.Row}
		out[k] = append(out[k], f)
	}
	return out
}

// fixed gives a copy of a row with its fixes.
func (l *line) fixed(fixes []Fix) line {
	c := line{number: l.number, texts: append([]string(nil), l.texts...), info: append([]cellInfo(nil), l.info...), under: l.under}
	if l.info == nil {
		c.info = nil
	}
	for _, f := range fixes {
		at, ok := columnIndex(f.Column)
		if !ok {
			continue
		}
		for len(c.texts) <= at {
			c.texts = append(c.texts, "")
			if c.info != nil {
				c.info = append(c.info, cellInfo{})
			}
		}
		c.texts[at] = f.Text
		if c.info != nil {
			c.info[at] = cellInfo{}
		}
	}
	return c
}

// convertFixed converts a row as it was fixed; the records keep the raw row.
func (c *converter) convertFixed(l *line, fixes []Fix, out []*quanyuan.Record) []*quanyuan.Record {
	before := len(out)
	mended := l.fixed(fixes)
	out = c.convert(&mended, out)
	last := map[string]Fix{}
	for _, f := range fixes {
		last[f.Column] = f
	}
	for _, r := range out[before:] {
		r.Cells = l.texts
		for _, col := range c.columns {
			if f, ok := last[columnName(col.at)]; ok {
				r.Findings = append(r.Findings, quanyuan.Finding{Rule: "cell.fixed", Field: col.field, Severity: quanyuan.Info, Args: []string{f.Was, f.By}})
			}
		}
	}
	return out
}
