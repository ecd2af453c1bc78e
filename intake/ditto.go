package intake

import "strings"

// dittoWords mean: as in the cell above.
var dittoWords = wordSet("同上 同前 上同 〃 ″ \" ” “ '' ‘’ ” ＂ ,, 〞 同上。 -〃- —〃— 〃〃 ″″ \"\" 同上行 如上 同 ↑ do ditto")

// ditto fills ditto words from the row above, column by column.
type ditto struct{ above []string }

func (d *ditto) fill(l *line) {
	for len(d.above) < len(l.texts) {
		d.above = append(d.above, "")
	}
	for at, text := range l.texts {
		if text == "" {
			continue
		}
		if len(text) <= 12 && dittoWords[strings.ToLower(strings.TrimSpace(text))] {
			if d.above[at] != "" {
				l.fill(at, d.above[at])
			}
			continue
		}
		d.above[at] = text
	}
}
