package index

import (
	"context"
	"fmt"
	"math"
	"slices"

	"quanyuan/link/table"
)

// chunkRows is how many records are added at a time by AddAll.
const chunkRows = 1 << 16

// AddAll puts in the records of a table, whose labels are their ids, on several
// threads. It is the same as adding one after the other, but for the numbers of
// the clusters and their events: those are made when all records are in. An
// error in the table is found before anything is done. When ctx ends, the
// records added until then stay; their number is returned.
func (x *Index) AddAll(ctx context.Context, t *table.Table) (int, error) {
	return x.AddAllTo(ctx, "", t)
}

// AddAllTo is AddAll for records that come from a list; see [Index.Declare].
func (x *Index) AddAllTo(ctx context.Context, list string, t *table.Table) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	source, err := x.source(list)
	if err != nil {
		return 0, err
	}
	columns, err := x.columnsOf(t)
	if err != nil {
		return 0, err
	}
	b := &bulk{x: x, table: t, columns: columns, threads: x.opts.Threads}
	if err := b.checkNew(); err != nil {
		return 0, err
	}
	b.number()
	b.turn = make([]uint32, x.names.Len())
	added := make([]uint32, 0, t.Rows)
	for from := 0; from < t.Rows; from += chunkRows {
		if err = ctx.Err(); err != nil {
			break
		}
		to := min(from+chunkRows, t.Rows)
		first := len(added)
		for i := from; i < to; i++ {
			r := x.enrol(t.Labels.At(i), source)
			added = append(added, r)
			for len(b.turn) <= int(r) {
				b.turn = append(b.turn, 0)
			}
			b.turn[r] = uint32(i + 1)
		}
		b.chunk(from, added[first:])
	}
	x.settle(added, false, b.threads)
	x.writer.seen = set{} // which has become large
	return len(added), err
}

// columnsOf are the columns of a table in the order of those of the index.
func (x *Index) columnsOf(t *table.Table) ([]*table.Column, error) {
	out := make([]*table.Column, len(x.columns))
	for i, c := range x.columns {
		if out[i] = t.Column(c.name); out[i] == nil {
			return nil, fmt.Errorf("index: the table has no column %q (columns: %q)", c.name, t.Names())
		}
	}
	return out, nil
}

// bulk is a table that is being added.
type bulk struct {
	x       *Index
	table   *table.Table
	columns []*table.Column
	numbers [][]uint32 // column -> value of the table -> value of the index
	threads int
	keys    []uint64 // of a chunk, record after record
	turn    []uint32 // record -> its row in the table + 1, 0 when it was there before
}

// found is a pair that reaches the threshold.
type found struct {
	a, b   uint32
	weight float32
}

// checkNew refuses a table with an id that cannot be added.
func (b *bulk) checkNew() error {
	if b.table.Rows == 0 {
		return nil
	}
	if b.table.Labels == nil {
		return fmt.Errorf("index: the records of the table have no ids: read it with a label column")
	}
	if b.x.names.Len()+b.table.Rows > mostRecords {
		return fmt.Errorf("index: with these, more than %d records would have been in it: they do not fit", mostRecords)
	}
	seen := table.NewDictionary()
	for i := range b.table.Rows {
		id := b.table.Labels.At(i)
		if err := b.x.checkNew(id); err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
		if int(seen.ID(id)) != i+1 {
			return fmt.Errorf("index: row %d: id %q stands twice: ids must differ", i+1, id)
		}
	}
	return nil
}

// number gives the values of the table their numbers in the index.
func (b *bulk) number() {
	b.numbers = make([][]uint32, len(b.columns))
	each(b.threads, len(b.columns), func(i int) {
		c := b.columns[i]
		b.numbers[i] = make([]uint32, c.Values.Len())
		for v, text := range c.Values.All() {
			if c.Counts[v] > 0 {
				id := b.x.number(b.x.columns[i], text)
				delete(b.x.columns[i].guests, id)
				b.numbers[i][v] = id
			}
		}
	})
}

// chunk adds records whose rows in the table begin at from.
func (b *bulk) chunk(from int, records []uint32) {
	x, q := b.x, len(b.x.keyRules)
	if cap(b.keys) < len(records)*q {
		b.keys = make([]uint64, len(records)*q)
	}
	b.x.spread(b.threads, len(records), func(w *worker, i int) {
		row := x.rows.at(records[i])
		w.texts = w.texts[:0]
		for c, column := range b.columns {
			v := column.IDs[from+i]
			x.write(x.columns[c], row, b.numbers[c][v])
			w.texts = append(w.texts, column.Values.At(v))
		}
		w.keysOf(w.texts)
		copy(b.keys[i*q:i*q+q], w.keys)
	})
	x.post(records, b.keys, b.threads)
	b.compare(records)
}

// post puts records under their keys, which stand record after record.
func (x *Index) post(records []uint32, keys []uint64, threads int) {
	q := len(x.keyRules)
	each(threads, len(x.postings), func(rule int) {
		from := slices.Index(x.keyRules, rule)
		to := from + x.keyer.Most(rule)
		for i, r := range records {
			for _, key := range keys[i*q+from : i*q+to] {
				if key != 0 {
					x.postings[rule].add(key, r)
				}
			}
		}
	})
}

// compare finds the edges of the records of a chunk among themselves and with
// those before.
func (b *bulk) compare(records []uint32) {
	x, q := b.x, len(b.x.keyRules)
	edges := make([][]found, len(records))
	b.x.spread(b.threads, len(records), func(w *worker, i int) {
		r := records[i]
		w.gather(b.keys[i*q:i*q+q], math.MaxInt)
		w.found = slices.DeleteFunc(w.found, func(other uint32) bool { return b.turn[other] >= b.turn[r] })
		w.found = x.sources.allowed(w.found, x.sources.of[r])
		w.matches(x.rows.at(r), func(other uint32, weight float32) { edges[i] = append(edges[i], found{r, other, weight}) })
	})
	for _, of := range edges {
		for _, e := range of {
			x.edges.add(e.a, e.b, e.weight)
		}
	}
}
