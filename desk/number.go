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
		var entries []quanyuan.Entry
		for _, n := range part {
			records, err := w.im.Records(w.ctx, w.again[n])
			if err != nil {
				return err
			}
			e, err := w.entry(n, records)
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
		if err := w.im.Enter(w.ctx, entries); err != nil {
			return err
		}
	}
	return nil
}
