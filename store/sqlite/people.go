package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"iter"
	"time"

	json "github.com/goccy/go-json"

	"quanyuan"
	"quanyuan/store/codec"
)

// visible is the condition under which a person is shown: entered at a desk, or
// by a starting register that is committed.
const visible = "(batch = 0 OR batch IN (SELECT id FROM batch WHERE committed = 1))"

// deskBatch is the batch number of records that people write at a desk.
const deskBatch = 0

// Append writes an event, its record and the person's new state together.
func (s *Store) Append(ctx context.Context, e quanyuan.Event, record *quanyuan.Record, after *quanyuan.Person, keys []uint64, seen int64) (seq int64, err error) {
	err = s.durably(ctx, func(tx *sql.Tx) error {
		if record != nil {
			if err := insertDeskRecord(ctx, tx, record); err != nil {
				return err
			}
			e.Record = record.ID
			if !hasRecord(after.Records, record.ID) {
				after.Records = append(after.Records, record.ID)
			}
			anchor(after, record.ID)
		}
		id, batch, err := lockPerson(ctx, tx, after.Number, seen)
		if err != nil {
			return err
		}
		if err := dropKeys(ctx, tx, id); err != nil {
			return err
		}
		w, err := newPersonWriter(ctx, tx)
		if err != nil {
			return err
		}
		defer w.close()
		if err := w.remove(ctx, id); err != nil {
			return err
		}
		if err := w.insert(ctx, id, batch, after, keys); err != nil {
			return err
		}
		for _, k := range keys {
			if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO search_key (key, person) VALUES (?, ?)", int64(k), id); err != nil {
				return err
			}
		}
		seq, err = w.event(ctx, deskBatch, e)
		return err
	})
	return seq, err
}

func hasRecord(ids []quanyuan.RecordID, id quanyuan.RecordID) bool {
	for _, r := range ids {
		if r == id {
			return true
		}
	}
	return false
}

// anchor points the values that the new record brought to its ID, which the
// store has only now assigned.
func anchor(p *quanyuan.Person, id quanyuan.RecordID) {
	for i := range p.Values {
		if p.Values[i].Record == 0 {
			p.Values[i].Record = id
		}
	}
}

func insertDeskRecord(ctx context.Context, tx *sql.Tx, r *quanyuan.Record) error {
	var id int64
	_, hi := recordRange(deskBatch)
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) + 1 FROM record WHERE id <= ?", hi).Scan(&id); err != nil {
		return err
	}
	r.ID, r.Batch = quanyuan.RecordID(id), deskBatch
	_, err := tx.ExecContext(ctx, "INSERT INTO record (id, payload) VALUES (?, ?)", id, codec.AppendRecord(nil, r))
	return err
}

// lockPerson finds the row of a person and checks that nobody changed it since
// the caller read it; a person that is not there yet gets a new row id.
func lockPerson(ctx context.Context, tx *sql.Tx, n quanyuan.Number, seen int64) (id int64, batch quanyuan.BatchID, err error) {
	var version int64
	err = tx.QueryRowContext(ctx, "SELECT id, batch, version FROM person WHERE number = ? AND "+visible, string(n)).Scan(&id, &batch, &version)
	switch {
	case errors.Is(err, sql.ErrNoRows) && seen == 0:
		err = tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) + 1 FROM person").Scan(&id)
		return id, deskBatch, err
	case errors.Is(err, sql.ErrNoRows):
		return 0, 0, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "person.unknown", Args: []any{n}}
	case err != nil:
		return 0, 0, err
	case version != seen:
		return 0, 0, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "person.changed", Args: []any{n}}
	}
	return id, batch, nil
}

// dropKeys removes the search keys a person has now.
func dropKeys(ctx context.Context, tx *sql.Tx, id int64) error {
	var packed []byte
	err := tx.QueryRowContext(ctx, "SELECT keys FROM person WHERE id = ?", id).Scan(&packed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	for ; err == nil && len(packed) >= 8; packed = packed[8:] {
		_, err = tx.ExecContext(ctx, "DELETE FROM search_key WHERE key = ? AND person = ?", int64(binary.LittleEndian.Uint64(packed)), id)
	}
	return err
}

// Person gives one person.
func (s *Store) Person(ctx context.Context, n quanyuan.Number) (*quanyuan.Person, error) {
	var payload []byte
	err := s.read.QueryRowContext(ctx, "SELECT payload FROM person WHERE number = ? AND "+visible, string(n)).Scan(&payload)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "person.unknown", Args: []any{n}}
	}
	if err != nil {
		return nil, err
	}
	p := &quanyuan.Person{}
	return p, codec.Person(payload, p)
}

// PersonsByNumber gives persons by number.
func (s *Store) PersonsByNumber(ctx context.Context, numbers []quanyuan.Number) ([]*quanyuan.Person, error) {
	list, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, "SELECT payload FROM person WHERE number IN (SELECT value FROM json_each(?)) AND "+visible+" ORDER BY number", string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ps []*quanyuan.Person
	for rows.Next() {
		var payload sql.RawBytes
		p := &quanyuan.Person{}
		if err := rows.Scan(&payload); err != nil {
			return nil, err
		}
		if err := codec.Person(payload, p); err != nil {
			return nil, err
		}
		ps = append(ps, p)
	}
	return ps, rows.Err()
}

// Persons streams all persons in the order of their numbers.
func (s *Store) Persons(ctx context.Context) iter.Seq2[*quanyuan.Person, error] {
	return func(yield func(*quanyuan.Person, error) bool) {
		rows, err := s.read.QueryContext(ctx, "SELECT payload FROM person WHERE "+visible+" ORDER BY number")
		if err != nil {
			yield(nil, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var payload sql.RawBytes
			p := &quanyuan.Person{}
			err := rows.Scan(&payload)
			if err == nil {
				err = codec.Person(payload, p)
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// Count counts persons in the register.
func (s *Store) Count(ctx context.Context) (n int, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT count(*) FROM person WHERE exited = '' AND "+visible).Scan(&n)
	return n, err
}

// FindByKeys gives the numbers found under any of the keys.
func (s *Store) FindByKeys(ctx context.Context, keys []uint64) ([]quanyuan.Number, error) {
	signed := make([]int64, len(keys))
	for i, k := range keys {
		signed[i] = int64(k)
	}
	list, err := json.Marshal(signed)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, `SELECT DISTINCT number FROM person JOIN search_key ON search_key.person = person.id
		WHERE key IN (SELECT value FROM json_each(?)) AND `+visible+` ORDER BY number`, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ns []quanyuan.Number
	for rows.Next() {
		var n quanyuan.Number
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		ns = append(ns, n)
	}
	return ns, rows.Err()
}

// Events lists a person's events.
func (s *Store) Events(ctx context.Context, n quanyuan.Number) ([]quanyuan.Event, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT seq, kind, person, record, at, actor, field, reason, date FROM event WHERE person = ? AND "+visible+" ORDER BY seq", string(n))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var es []quanyuan.Event
	for rows.Next() {
		var e quanyuan.Event
		var at, date string
		if err := rows.Scan(&e.Seq, &e.Kind, &e.Person, &e.Record, &at, &e.Actor, &e.Field, &e.Reason, &date); err != nil {
			return nil, err
		}
		if e.At, err = time.Parse(time.RFC3339Nano, at); err != nil {
			return nil, err
		}
		e.Date, _ = quanyuan.ParseDate(date)
		es = append(es, e)
	}
	return es, rows.Err()
}
