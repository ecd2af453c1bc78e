package sqlite

import (
	"cmp"
	"compress/gzip"
	"context"
	"database/sql"
	"io"
	"slices"
	"strconv"

	json "github.com/goccy/go-json"

	"quanyuan"
	"quanyuan/store/codec"
)

// batchImport is an import under way. Its rows carry the batch's number, which
// no query shows until Commit flips the batch's flag.
type batchImport struct {
	s        *Store
	batch    quanyuan.Batch
	register bool
	unlock   func()

	ordinal int64 // of the next record
	person  int64 // id of the next person
	ids     map[quanyuan.Number]int64
	keys    []searchKey // not yet written, sorted only when they are
	done    bool
}

type searchKey struct {
	key    int64
	person int64
}

// keyRun is how many search keys are sorted and written at once: 64 MiB.
const keyRun = 4 << 20

// partSize is the size of a stored piece of a file.
const partSize = 4 << 20

// Keep stores the bytes of the file as received.
func (im *batchImport) Keep(ctx context.Context, file io.Reader) error {
	pr, pw := io.Pipe()
	go func() {
		z, _ := gzip.NewWriterLevel(pw, gzip.BestSpeed)
		_, err := io.Copy(z, file)
		if err == nil {
			err = z.Close()
		}
		pw.CloseWithError(err)
	}()
	defer pr.Close()
	buf := make([]byte, partSize)
	for part := 0; ; part++ {
		n, err := io.ReadFull(pr, buf)
		if n > 0 {
			if _, e := im.s.write.ExecContext(ctx, "INSERT INTO file (batch, part, bytes) VALUES (?, ?, ?)", im.batch.ID, part, buf[:n]); e != nil {
				return busy(e)
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Add stores a chunk of records.
func (im *batchImport) Add(ctx context.Context, records []*quanyuan.Record) error {
	ctx = brief(ctx)
	return im.s.inTx(ctx, func(tx *sql.Tx) error {
		rows := newBulk("record", "id", "payload", "cells")
		defer rows.close()
		for _, r := range records {
			r.Batch = im.batch.ID
			r.ID = quanyuan.RecordID(int64(im.batch.ID)<<32 | im.ordinal)
			im.ordinal++
			var cells any
			// The rows of a starting register are kept in its bytes alone: their
			// cells would double the largest table.
			if r.Cells != nil && !im.register {
				raw, err := json.Marshal(r.Cells)
				if err != nil {
					return err
				}
				cells = raw
			}
			if err := rows.add(ctx, tx, int64(r.ID), codec.AppendRecord(nil, r), cells); err != nil {
				return err
			}
		}
		return rows.flush(ctx, tx)
	})
}

// Records gives records of this import, which other queries do not show yet.
func (im *batchImport) Records(ctx context.Context, ids []quanyuan.RecordID) ([]*quanyuan.Record, error) {
	return recordsByID(ctx, im.s.read, ids)
}

// Enter stores persons with their presences, events and search keys.
func (im *batchImport) Enter(ctx context.Context, entries []quanyuan.Entry) error {
	if im.ids == nil {
		im.ids = map[quanyuan.Number]int64{}
		if err := im.s.read.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) + 1 FROM person").Scan(&im.person); err != nil {
			return err
		}
	}
	ctx = brief(ctx)
	err := im.s.inTx(ctx, func(tx *sql.Tx) error {
		w := newPersonWriter(tx)
		defer w.close()
		if err := im.removeAgain(ctx, w, entries); err != nil {
			return err
		}
		for _, e := range entries {
			if err := im.enter(ctx, w, e); err != nil {
				return err
			}
		}
		return w.flush(ctx)
	})
	if err != nil || len(im.keys) < keyRun {
		return err
	}
	return im.flushKeys(ctx)
}

// removeAgain takes out what was entered before under the numbers of entries.
// The search keys of before stay: those that no longer hold only cost a look at
// one more candidate.
func (im *batchImport) removeAgain(ctx context.Context, w *personWriter, entries []quanyuan.Entry) error {
	var noEvents *sql.Stmt
	for _, e := range entries {
		id, again := im.ids[e.Person.Number]
		if !again {
			continue
		}
		if err := w.remove(ctx, id); err != nil {
			return err
		}
		if noEvents == nil {
			var err error
			if noEvents, err = w.tx.PrepareContext(ctx, "DELETE FROM event WHERE person = ?"); err != nil {
				return err
			}
			defer noEvents.Close()
		}
		if _, err := noEvents.ExecContext(ctx, string(e.Person.Number)); err != nil {
			return err
		}
	}
	return nil
}

func (im *batchImport) enter(ctx context.Context, w *personWriter, e quanyuan.Entry) error {
	id, again := im.ids[e.Person.Number]
	if !again {
		id = im.person
		im.person++
		im.ids[e.Person.Number] = id
	}
	if err := w.insert(ctx, id, im.batch.ID, e.Person, e.Keys); err != nil {
		return err
	}
	for _, r := range e.Person.Records {
		ev := &quanyuan.Event{Kind: quanyuan.Entered, Person: e.Person.Number, Record: r, At: im.batch.Received, Actor: "batch"}
		if err := w.event(ctx, im.batch.ID, ev); err != nil {
			return err
		}
		if err := w.assignments.add(ctx, w.tx, int64(r), id); err != nil {
			return err
		}
	}
	for _, k := range e.Keys {
		im.keys = append(im.keys, searchKey{int64(k), id})
	}
	return nil
}

// flushKeys writes search keys in their order, several times faster than as
// they come, since the tree is then filled from left to right.
func (im *batchImport) flushKeys(ctx context.Context) error {
	ctx = brief(ctx)
	slices.SortFunc(im.keys, func(a, b searchKey) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.person, b.person))
	})
	im.keys = slices.Compact(im.keys)
	for chunk := range slices.Chunk(im.keys, 200_000) {
		if err := im.s.inTx(ctx, func(tx *sql.Tx) error { return insertKeys(ctx, tx, chunk) }); err != nil {
			return err
		}
	}
	im.keys = im.keys[:0]
	return nil
}

// keysAtOnce is how many search keys one statement inserts.
const keysAtOnce = 64

func insertKeys(ctx context.Context, tx *sql.Tx, keys []searchKey) error {
	rows := newBulkOf(keysAtOnce, "INSERT OR IGNORE INTO search_key", "key", "person")
	defer rows.close()
	for _, k := range keys {
		if err := rows.add(ctx, tx, k.key, k.person); err != nil {
			return err
		}
	}
	return rows.flush(ctx, tx)
}

// Commit flips the batch's flag.
func (im *batchImport) Commit(ctx context.Context, receipt quanyuan.Receipt, audit ...quanyuan.AuditLine) (quanyuan.Batch, error) {
	b, err := im.commit(ctx, receipt, audit)
	if err != nil {
		// The cause may be a cancelled context: clean up all the same.
		im.Abort(context.WithoutCancel(ctx))
		return quanyuan.Batch{}, err
	}
	im.done = true
	im.unlock()
	return b, nil
}

func (im *batchImport) commit(ctx context.Context, receipt quanyuan.Receipt, audit []quanyuan.AuditLine) (quanyuan.Batch, error) {
	if err := im.flushKeys(ctx); err != nil {
		return quanyuan.Batch{}, err
	}
	b := im.batch
	b.Receipt = receipt
	payload, err := json.Marshal(b)
	if err != nil {
		return quanyuan.Batch{}, err
	}
	err = im.s.durably(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE batch SET committed = 1, payload = ? WHERE id = ?", payload, b.ID); err != nil {
			return err
		}
		for _, of := range []quanyuan.ChangesOf{quanyuan.ChangesOfPlaces, quanyuan.ChangesOfRulings} {
			if err := countChange(ctx, tx, of); err != nil {
				return err
			}
		}
		for i := range audit {
			if audit[i].Kind == "batch" && audit[i].ID == "" {
				audit[i].ID = strconv.FormatInt(int64(b.ID), 10)
			}
		}
		return seal(ctx, tx, audit)
	})
	return b, err
}

// SetMapping notes the mapping with which the file was read.
func (im *batchImport) SetMapping(mapping []byte) { im.batch.Mapping = mapping }

// Abort removes what was added.
func (im *batchImport) Abort(ctx context.Context) error {
	if im.done {
		return nil
	}
	im.done = true
	defer im.unlock()
	return im.s.discard(ctx, im.batch.ID)
}
