package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"quanyuan/link"
	"quanyuan/link/index"
	"quanyuan/link/table"
)

// livingHeld is how many records are searched for and then added one by one.
const livingHeld = 10_000

// living measures a set that lives: one record against all, and adding. One
// thread works; another program on the machine does not show in medians, but in
// the slowest calls it does.
func (b *bench) living(s *section) error {
	s.printf("A model trained on the file; all records but %d are loaded, these are searched for and then added one at a time. One thread.\n\n"+
		"| records | find, median | find, p99 | add, mean | records/s | loading, records/s and processor |\n|---|---|---|---|---|---|\n", livingHeld)
	sizes := []int{b.rows}
	if b.all {
		sizes = append(sizes, 10*b.rows)
	}
	for _, kind := range []string{"latin", "chinese"} {
		for _, rows := range sizes {
			if err := b.livingSet(s, kind, rows); err != nil {
				return fmt.Errorf("%s, %d: %w", kind, rows, err)
			}
			debug.FreeOSMemory() // what is measured next, in processes of their own, needs it
		}
	}
	return b.ctx.Err()
}

func (b *bench) livingSet(s *section, kind string, rows int) error {
	x, t, err := b.livingLoad(kind, rows)
	if err != nil {
		return err
	}
	var find, add []time.Duration
	for r := t.first; r < t.table.Rows; r++ {
		values := t.values(x, r)
		start := time.Now()
		if _, err := x.Find(values, 5); err != nil {
			return err
		}
		find = append(find, time.Since(start))
	}
	start := time.Now()
	for r := t.first; r < t.table.Rows; r++ {
		at := time.Now()
		if err := x.Add(t.table.Labels.At(r), t.values(x, r)); err != nil {
			return err
		}
		add = append(add, time.Since(at))
	}
	perSecond := float64(len(add)) / time.Since(start).Seconds()
	slices.Sort(find)
	mean := time.Since(start) / time.Duration(len(add))
	p99 := find[len(find)*99/100]
	s.printf("| %s, %d | %v | %v | %v | %.0f | %.0f |\n", kind, rows, find[len(find)/2].Round(time.Microsecond), p99.Round(time.Microsecond), mean.Round(time.Microsecond), perSecond, t.loading)
	limit := 1.0
	if rows > 5_000_000 {
		limit = 2
	}
	s.figures = append(s.figures,
		atMost(fmt.Sprintf("one record against %d (%s): p99", rows, kind), float64(p99.Microseconds())/1000, limit, "ms"),
		atLeast(fmt.Sprintf("adding to %d (%s), one thread", rows, kind), perSecond, 20_000, "records/s"))
	return nil
}

// heldTable is a table of which the rows from first on are not loaded.
type heldTable struct {
	table   *table.Table
	first   int
	loading float64 // records per second and processor
}

func (t heldTable) values(x *index.Index, row int) []string {
	out := make([]string, 0, len(x.Columns()))
	for _, name := range x.Columns() {
		out = append(out, t.table.Column(name).Value(row))
	}
	return out
}

// livingLoad makes persons, trains a model on them and loads all but a few.
func (b *bench) livingLoad(kind string, rows int) (*index.Index, heldTable, error) {
	j, drop, err := b.populate(kind, rows)
	if err != nil {
		return nil, heldTable{}, err
	}
	defer drop()
	read := func() (*table.Table, error) {
		f, err := os.Open(j.files[0])
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return table.ReadCSV(b.ctx, f, table.Options{Name: filepath.Base(j.files[0]), Label: j.id})
	}
	t, err := read()
	if err != nil {
		return nil, heldTable{}, err
	}
	r, err := link.Dedupe(b.ctx, t, link.Spec{}, link.Options{ClustersOnly: true})
	if err != nil {
		return nil, heldTable{}, err
	}
	x, err := index.New(r.Model, link.ComparatorNamed, index.Options{Threads: 1})
	if err != nil {
		return nil, heldTable{}, err
	}
	held := heldTable{table: t, first: max(0, t.Rows-livingHeld)}
	start := time.Now()
	if _, err := x.AddAll(b.ctx, t.Head(held.first)); err != nil {
		return nil, held, err
	}
	held.loading = float64(held.first) / time.Since(start).Seconds()
	return x, held, nil
}
