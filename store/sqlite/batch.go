package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"iter"
	"math"

	json "github.com/goccy/go-json"

	"quanyuan"
	"quanyuan/store/codec"
)

// Begin starts an import; see quanyuan.Batches.
func (s *Store) Begin(ctx context.Context, b quanyuan.Batch) (quanyuan.Import, error) {
	unlock, err := s.lockImports(ctx)
	if err != nil {
		return nil, err
	}
	imp, err := s.begin(ctx, b)
	if err != nil {
		unlock()
		return nil, err
	}
	imp.unlock = unlock
	return imp, nil
}

func (s *Store) begin(ctx context.Context, b quanyuan.Batch) (*batchImport, error) {
	if err := s.sweep(ctx); err != nil {
		return nil, err
	}
	b.Received = s.now()
	register := b.Source.Kind == quanyuan.Register
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		if err := refuseAgain(ctx, tx, b, register); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) + 1 FROM batch").Scan(&b.ID); err != nil {
			return err
		}
		payload, err := json.Marshal(b)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO batch (id, register, hash, kind, unit, division, payload) VALUES (?, ?, ?, ?, ?, ?, ?)",
			b.ID, register, b.Hash, string(b.Source.Kind), b.Source.Unit, b.Source.Division, payload)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &batchImport{s: s, batch: b, register: register}, nil
}

func refuseAgain(ctx context.Context, tx *sql.Tx, b quanyuan.Batch, register bool) error {
	var payload []byte
	err := tx.QueryRowContext(ctx, "SELECT payload FROM batch WHERE committed = 1 AND hash = ? AND kind = ? AND unit = ? AND division = ?",
		b.Hash, string(b.Source.Kind), b.Source.Unit, b.Source.Division).Scan(&payload)
	if err == nil {
		var old quanyuan.Batch
		if err := json.Unmarshal(payload, &old); err != nil {
			return err
		}
		return &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "batch.exists", Args: []any{old.Received.Format("2006-01-02 15:04"), old.ID}, Where: quanyuan.Where{File: b.File}}
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if register {
		// Files made before said by an index that there is one such batch.
		if _, err := tx.ExecContext(ctx, "DROP INDEX IF EXISTS batch_register"); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM person
			WHERE NOT EXISTS (SELECT 1 FROM batch WHERE committed = 1 AND register = 1)`).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "register.again", Args: []any{n}, Where: quanyuan.Where{File: b.File}}
		}
	}
	return nil
}

// sweep removes what imports left that died before their commit. Whoever calls
// it holds the import lock, so no import of another process is under way.
func (s *Store) sweep(ctx context.Context) error {
	rows, err := s.read.QueryContext(ctx, "SELECT id FROM batch WHERE committed = 0")
	if err != nil {
		return err
	}
	defer rows.Close()
	var dead []quanyuan.BatchID
	for rows.Next() {
		var id quanyuan.BatchID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		dead = append(dead, id)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for _, id := range dead {
		if err := s.discard(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// discard removes all rows of an uncommitted batch, in one transaction so that
// a second death leaves it no worse.
func (s *Store) discard(ctx context.Context, id quanyuan.BatchID) error {
	lo, hi := recordRange(id)
	return s.inTx(ctx, func(tx *sql.Tx) error {
		for _, q := range []struct {
			sql  string
			args []any
		}{
			{"DELETE FROM search_key WHERE person IN (SELECT id FROM person WHERE batch = ?)", []any{id}},
			{"DELETE FROM presence WHERE person IN (SELECT id FROM person WHERE batch = ?)", []any{id}},
			{"DELETE FROM assignment WHERE record BETWEEN ? AND ?", []any{lo, hi}},
			{"DELETE FROM event WHERE batch = ?", []any{id}},
			{"DELETE FROM person WHERE batch = ?", []any{id}},
			{"DELETE FROM record WHERE id BETWEEN ? AND ?", []any{lo, hi}},
			{"DELETE FROM file WHERE batch = ?", []any{id}},
			{"DELETE FROM batch WHERE id = ? AND committed = 0", []any{id}},
		} {
			if _, err := tx.ExecContext(ctx, q.sql, q.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Batches lists the committed batches.
func (s *Store) Batches(ctx context.Context) ([]quanyuan.Batch, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT payload FROM batch WHERE committed = 1 ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var bs []quanyuan.Batch
	for rows.Next() {
		var payload sql.RawBytes
		var b quanyuan.Batch
		if err := rows.Scan(&payload); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(payload, &b); err != nil {
			return nil, err
		}
		bs = append(bs, b)
	}
	return bs, rows.Err()
}

// CountBatches counts the committed batches.
func (s *Store) CountBatches(ctx context.Context) (n int, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT count(*) FROM batch WHERE committed = 1").Scan(&n)
	return n, err
}

// recordRange is the range of record IDs of a batch.
func recordRange(id quanyuan.BatchID) (lo, hi int64) {
	return int64(id) << 32, int64(id)<<32 | math.MaxUint32
}

// Records streams a committed batch's records.
func (s *Store) Records(ctx context.Context, id quanyuan.BatchID) iter.Seq2[*quanyuan.Record, error] {
	return s.records(ctx, id, codec.Record)
}

// Found streams a committed batch's records with what was found in them.
func (s *Store) Found(ctx context.Context, id quanyuan.BatchID) iter.Seq2[*quanyuan.Record, error] {
	return s.records(ctx, id, func(payload []byte, into *quanyuan.Record) error {
		community, found, err := codec.Glance(payload)
		if err != nil || found {
			return cmp.Or(err, codec.Record(payload, into))
		}
		if community != "" {
			into.Values = []quanyuan.FieldValue{{Field: quanyuan.CommunityCode, Value: quanyuan.Value{Text: community, State: quanyuan.Understood}}}
		}
		return nil
	})
}

func (s *Store) records(ctx context.Context, id quanyuan.BatchID, read func([]byte, *quanyuan.Record) error) iter.Seq2[*quanyuan.Record, error] {
	lo, hi := recordRange(id)
	return func(yield func(*quanyuan.Record, error) bool) {
		rows, err := s.read.QueryContext(ctx, `SELECT id, payload FROM record WHERE id BETWEEN ? AND ?
			AND EXISTS (SELECT 1 FROM batch WHERE id = ? AND committed = 1) ORDER BY id`, lo, hi, id)
		if err != nil {
			yield(nil, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			r, err := scanRecord(rows, read)
			if !yield(r, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// RecordsOf gives records by ID.
func (s *Store) RecordsOf(ctx context.Context, ids []quanyuan.RecordID) ([]*quanyuan.Record, error) {
	return recordsByID(ctx, s.read, ids)
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func recordsByID(ctx context.Context, q querier, ids []quanyuan.RecordID) ([]*quanyuan.Record, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := q.QueryContext(brief(ctx), "SELECT id, payload FROM record WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var rs []*quanyuan.Record
	for rows.Next() {
		r, err := scanRecord(rows, codec.Record)
		if err != nil {
			return nil, err
		}
		rs = append(rs, r)
	}
	return rs, rows.Err()
}

func scanRecord(rows *sql.Rows, read func([]byte, *quanyuan.Record) error) (*quanyuan.Record, error) {
	var id int64
	var payload sql.RawBytes
	if err := rows.Scan(&id, &payload); err != nil {
		return nil, err
	}
	r := &quanyuan.Record{}
	if err := read(payload, r); err != nil {
		return nil, err
	}
	r.ID, r.Batch = quanyuan.RecordID(id), quanyuan.BatchID(id>>32)
	return r, nil
}
