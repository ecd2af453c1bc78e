package desk

import (
	"fmt"
	"slices"

	"quanyuan"
)

// numberOf makes a person number for a row of a starting register that has
// none, from its place in the batch, so that the same file gives the same
// numbers.
func numberOf(r *quanyuan.Record) quanyuan.Number {
	return quanyuan.Number(fmt.Sprintf("Q%010d", int64(r.ID)&0xffffffff+1))
}

// enterAgain folds the persons whose number stands in several rows.
func (w *writer) enterAgain() error {
	numbers := make([]quanyuan.Number, 0, len(w.again))
	for n := range w.again {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for part := range slices.Chunk(numbers, chunk) {
		var ids []quanyuan.RecordID
		for _, n := range part {
			ids = append(ids, w.again[n]...)
		}
		records, err := w.im.Records(w.ctx, ids)
		if err != nil {
			return err
		}
		if err := w.enterFolded(part, w.byNumber(part, records)); err != nil {
			return err
		}
	}
	return nil
}

// byNumber gives each number its records in the order in which they came.
func (w *writer) byNumber(numbers []quanyuan.Number, records []*quanyuan.Record) [][]*quanyuan.Record {
	byID := make(map[quanyuan.RecordID]*quanyuan.Record, len(records))
	for _, r := range records {
		byID[r.ID] = r
	}
	out := make([][]*quanyuan.Record, len(numbers))
	for i, n := range numbers {
		for _, id := range w.again[n] {
			out[i] = append(out[i], byID[id])
		}
	}
	return out
}
