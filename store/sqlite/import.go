package sqlite

import (
	"cmp"
	"compress/gzip"
	"context"
	"database/sql"
	"io"
	"slices"
	"strconv"
	"strings"

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
	return im.s.inTx(ctx, func(tx *sql.Tx) error {
		stmt, err := tx.PrepareContext(ctx, "INSERT INTO record (id, payload, cells) VALUES (?, ?, ?)")
		if err != nil {
			return err
		}
		defer stmt.Close()
		for _, r := range records {
			r.Batch = im.batch.ID
			r.ID = quanyuan.RecordID(int64(im.batch.ID)<<32 | im.ordinal)
			im.ordinal++
			var cells any
			// The rows of a starting register are kept in its bytes alone: their
			// cells would double the largest table.
			if r.Cells != nil && !im.register {
				if cells, err = json.Marshal(r.Cells); err != nil {
					return err
				}
			}
			if _, err := stmt.ExecContext(ctx, int64(r.ID), codec.AppendRecord(nil, r), cells); err != nil {
				return err
			}
		}
		return nil
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
	err := im.s.inTx(ctx, func(tx *sql.Tx) error {
		w, err := newPersonWriter(ctx, tx)
		if err != nil {
			return err
		}
		defer w.close()
		for _, e := range entries {
			if err := im.enter(ctx, w, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(im.keys) < keyRun {
		return err
	}
	return im.flushKeys(ctx)
}

func (im *batchImport) enter(ctx context.Context, w *personWriter, e quanyuan.Entry) error {
	id, again := im.ids[e.Person.Number]
	if again {
		// The search keys of before stay: those that no longer hold only cost a
		// look at one more candidate.
		if err := w.remove(ctx, id); err != nil {
			return err
		}
		if _, err := w.noEventsOf.ExecContext(ctx, string(e.Person.Number)); err != nil {
			return err
		}
	} else {
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
		if _, err := w.assign.ExecContext(ctx, int64(r), id); err != nil {
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

// insertKeys writes many rows a statement: most of a row's cost is the call.
func insertKeys(ctx context.Context, tx *sql.Tx, keys []searchKey) error {
	const head = "INSERT OR IGNORE INTO search_key (key, person) VALUES (?, ?)"
	many, err := tx.PrepareContext(ctx, head+strings.Repeat(", (?, ?)", keysAtOnce-1))
	if err != nil {
		return err
	}
	defer many.Close()
	args := make([]any, 0, 2*keysAtOnce)
	for part := range slices.Chunk(keys, keysAtOnce) {
		args = args[:0]
		for _, k := range part {
			args = append(args, k.key, k.person)
		}
		if len(part) == keysAtOnce {
			_, err = many.ExecContext(ctx, args...)
		} else {
			_, err = tx.ExecContext(ctx, head+strings.Repeat(", (?, ?)", len(part)-1), args...)
		}
		if err != nil {
			return err
		}
	}
	return nil
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
