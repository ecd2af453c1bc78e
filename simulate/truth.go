package simulate

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"quanyuan"
)

// Outcomes of a row, as results/outcomes.csv writes them.
const (
	same       = "same"
	differs    = "differs"
	elsewhere  = "elsewhere"
	newcomer   = "new"
	duplicate  = "duplicate_in_batch"
	outOfScope = "out_of_scope"
	setAside   = "set_aside"
	possible   = "possible"
)

var rowsHead = []string{"file", "sheet", "row", "part", "human", "outcome", "persons", "differs", "by_person"}

// truthRows writes what is true of every person row of a list. by_person holds,
// for each number of the human in the register, the outcome and the differing
// fields against that number: number:outcome:fields, joined by |; the columns
// outcome and differs are those of the closest one.
func (t *Town) truthRows(w *csv.Writer, l *list) error {
	firsts := fullest(l)
	for i := range l.sheets {
		s := &l.sheets[i]
		name := s.name
		if l.format != xlsxFile {
			name = ""
		}
		for j := range s.lines {
			for part := range s.lines[j].claims {
				c := &s.lines[j].claims[part]
				first := firsts[c.human] == c
				if err := w.Write(t.truthRow(l.file, name, s.lines[j].row, part+1, c, first)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// fullest finds for each human of the file the row that counts as the first: the
// fullest, then the topmost.
func fullest(l *list) map[int32]*claim {
	m := map[int32]*claim{}
	for i := range l.sheets {
		for j := range l.sheets[i].lines {
			claims := l.sheets[i].lines[j].claims
			for k := range claims {
				c := &claims[k]
				if c.setAside {
					continue
				}
				if old := m[c.human]; old == nil || c.facts.filled() > old.facts.filled() {
					m[c.human] = c
				}
			}
		}
	}
	return m
}

func (t *Town) truthRow(file, sheet string, row, part int, c *claim, first bool) []string {
	out := []string{file, sheet, fmt.Sprint(row), fmt.Sprint(part), "", setAside, "", "", ""}
	if c.setAside {
		return out
	}
	out[4] = fmt.Sprint(c.human)
	fixed := ""
	switch {
	case !first:
		fixed = duplicate
	case c.outOfScope:
		fixed = outOfScope
	}
	out[5] = newcomer
	if fixed != "" {
		out[5] = fixed
	}
	var persons, by []string
	best := -1
	for _, at := range t.byHuman[c.human] {
		p := &t.Register[at]
		fields := c.facts.contradicts(p, c.place)
		outcome := fixed
		switch {
		case outcome != "":
		case c.place >= 0 && !p.in(c.place):
			outcome = elsewhere
		case len(fields) > 0:
			outcome = differs
		default:
			outcome = same
		}
		names := fieldNames(fields)
		persons = append(persons, p.Number)
		by = append(by, p.Number+":"+outcome+":"+names)
		cost := len(fields)
		if outcome == elsewhere {
			cost += 100
		}
		if best < 0 || cost < best {
			best = cost
			out[5], out[7] = outcome, names
		}
	}
	out[6], out[8] = strings.Join(persons, ";"), strings.Join(by, "|")
	return out
}

func fieldNames(fields []quanyuan.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Zh()
	}
	return strings.Join(names, ";")
}

// truthRegister writes who each number of the register is.
func (t *Town) truthRegister(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"person", "human"})
	for i := range t.Register {
		c.Write([]string{t.Register[i].Number, fmt.Sprint(t.Register[i].Human)})
	}
	c.Flush()
	return c.Error()
}
