package main

import (
	"path/filepath"

	"quanyuan/link/file"
)

// ruling is two ids of which somebody said that they are two.
type ruling [2]string

// rulingColumns are those of a file of rulings; it may have others, as lists of
// pairs and splits have.
var rulingColumns = []file.Column{{Name: "id_l"}, {Name: "id_r"}}

// readRulings reads a file of rulings; none when path is empty.
func readRulings(e *env, path, encoding string, threads int) ([]ruling, error) {
	if path == "" {
		return nil, nil
	}
	t, err := readRecords(e, path, "", encoding, threads)
	if err != nil {
		return nil, err
	}
	left, right := t.Column(rulingColumns[0].Name), t.Column(rulingColumns[1].Name)
	if left == nil || right == nil {
		return nil, fault("%s：要有 id_l 和 id_r 两列（有 %q）", "%s: it must have the columns id_l and id_r (columns: %q)", filepath.Base(path), t.Names())
	}
	out := make([]ruling, t.Rows)
	for row := range out {
		out[row] = ruling{left.Value(row), right.Value(row)}
		if a, b := out[row][0], out[row][1]; a == "" || b == "" {
			return nil, fault("%s 第 %d 条：缺编号", "%s, record %d: an id is missing", filepath.Base(path), row+1)
		}
	}
	return out, nil
}

// keepApart has the run keep apart what is ruled to be two. Rulings bind who has
// the ids; those of which a record is not there say nothing, and are counted.
func (c *linkFlags) keepApart(e *env, t *linkTask, n recordNames) error {
	var err error
	if c.rulings, err = readRulings(e, c.Different, c.Encoding, c.Threads); err != nil || c.Different == "" {
		return err
	}
	two := map[[2]uint32]bool{}
	absent := 0
	for i, r := range c.rulings {
		a, okA := n.find(r[0], false)
		b, okB := n.find(r[1], true)
		switch {
		case !okA || !okB:
			absent++
		case a == b:
			return fault("%s 第 %d 条：同一个编号 %q", "%s, record %d: %q and itself", filepath.Base(c.Different), i+1, r[0])
		default:
			two[[2]uint32{a, b}], two[[2]uint32{b, a}] = true, true
		}
	}
	if absent > 0 {
		e.say("%d 条裁定所说的记录不在名单里", "%d rulings speak of records that are not in the files", absent)
	}
	t.opts.CannotLink = func(a, b uint32) bool { return two[[2]uint32{a, b}] }
	return nil
}

// keepRulings adds the rulings to a saved run.
func (c *linkFlags) keepRulings(r *results) error {
	if c.Different == "" {
		return nil
	}
	return r.table(rulingColumns, func(w file.Rows) {
		for _, two := range c.rulings {
			w.Text(two[0])
			w.Text(two[1])
			w.End()
		}
	}, r.run.path("different.csv"))
}
