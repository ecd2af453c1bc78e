package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"

	"quanyuan"
	"quanyuan/store/codec"
)

// visible is the condition under which a person is shown: entered at a desk, or
// by a starting register that is committed.
const visible = "(batch = 0 OR (SELECT committed FROM batch AS b WHERE b.id = batch) = 1)"

// visibleOfMany is visible for queries that read most persons: the committed
// batches are gathered once.
const visibleOfMany = "(batch = 0 OR batch IN (SELECT id FROM batch WHERE committed = 1))"

// deskBatch is the batch number of records that people write at a desk.
const deskBatch = 0

// Apply writes a change: records, then events, then what follows from them.
func (s *Store) Apply(ctx context.Context, c *quanyuan.Change) error {
	ctx = brief(ctx)
	return s.durably(ctx, func(tx *sql.Tx) error { return applyIn(ctx, tx, c) })
}

// applyIn writes a change in a transaction.
func applyIn(ctx context.Context, tx *sql.Tx, c *quanyuan.Change) error {
	if err := insertDeskRecords(ctx, tx, c.Records); err != nil {
		return err
	}
	if err := writePersons(ctx, tx, c); err != nil {
		return err
	}
	if err := writePapers(ctx, tx, c.Papers); err != nil {
		return err
	}
	if err := countChanges(ctx, tx, quanyuan.ChangesOfRows, listsIn(c)); err != nil {
		return err
	}
	if changesRulings(c) {
		if err := countChange(ctx, tx, quanyuan.ChangesOfRulings); err != nil {
			return err
		}
	}
	if err := writeAccounts(ctx, tx, c.Accounts); err != nil {
		return err
	}
	if err := writeTickets(ctx, tx, c.Tickets); err != nil {
		return err
	}
	if err := beginReply(ctx, tx, c.Reply); err != nil {
		return err
	}
	c.NameAudit()
	return seal(ctx, tx, c.Audit)
}

// writePersons writes events with the states of persons that follow from them.
func writePersons(ctx context.Context, tx *sql.Tx, c *quanyuan.Change) error {
	if len(c.Events)+len(c.Persons) == 0 {
		c.Renumber() // papers may name records
		return nil
	}
	w := newPersonWriter(tx)
	defer w.close()
	// Events name records and each other by place until both are numbered.
	if err := numberEvents(ctx, tx, c.Events); err != nil {
		return err
	}
	c.Renumber()
	for _, e := range c.Events {
		if err := w.event(ctx, deskBatch, e); err != nil {
			return err
		}
	}
	ids := map[quanyuan.Number]int64{}
	for i := range c.Persons {
		var err error
		if ids[c.Persons[i].After.Number], err = writeState(ctx, tx, w, &c.Persons[i], c.Events); err != nil {
			return err
		}
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	for _, e := range c.Events {
		if err := assign(ctx, tx, e, ids); err != nil {
			return err
		}
	}
	return countChanges(ctx, tx, quanyuan.ChangesOfPlaces, w.places)
}

func insertDeskRecords(ctx context.Context, tx *sql.Tx, records []*quanyuan.Record) error {
	if len(records) == 0 {
		return nil
	}
	var id int64
	_, hi := recordRange(deskBatch)
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) + 1 FROM record WHERE id <= ?", hi).Scan(&id); err != nil {
		return err
	}
	for _, r := range records {
		r.ID, r.Batch = quanyuan.RecordID(id), deskBatch
		if _, err := tx.ExecContext(ctx, "INSERT INTO record (id, payload) VALUES (?, ?)", id, codec.AppendRecord(nil, r)); err != nil {
			return err
		}
		id++
	}
	return nil
}

// numberEvents gives the numbers that the events will get; the transaction
// holds the writing connection, so nobody takes them in between.
func numberEvents(ctx context.Context, tx *sql.Tx, events []*quanyuan.Event) error {
	var last int64
	err := tx.QueryRowContext(ctx, "SELECT seq FROM sqlite_sequence WHERE name = 'event'").Scan(&last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	for i, e := range events {
		e.Seq = last + int64(i) + 1
	}
	return nil
}

// writeState puts a person's new state in the place of the old, which must be
// the one the caller saw.
func writeState(ctx context.Context, tx *sql.Tx, w *personWriter, s *quanyuan.PersonState, events []*quanyuan.Event) (int64, error) {
	id, batch, err := lockPerson(ctx, tx, s.After.Number, s.Seen)
	if err != nil {
		return 0, err
	}
	s.After.Version = s.Seen
	for _, e := range events {
		if e.Person == s.After.Number || e.Other == s.After.Number {
			s.After.Version++
		}
	}
	if err := dropKeys(ctx, tx, id); err != nil {
		return 0, err
	}
	if err := w.remove(ctx, id); err != nil {
		return 0, err
	}
	if err := w.insert(ctx, id, batch, s.After, s.Keys); err != nil {
		return 0, err
	}
	for _, k := range s.Keys {
		if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO search_key (key, person) VALUES (?, ?)", int64(k), id); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// assign gives the records of an event to persons.
func assign(ctx context.Context, tx *sql.Tx, e *quanyuan.Event, ids map[quanyuan.Number]int64) error {
	if ids[e.Person] == 0 || (e.Kind == quanyuan.Merged || e.Kind == quanyuan.Split) && ids[e.Other] == 0 {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "internal"} // a change must bring the state of whom it names
	}
	move := func(records []quanyuan.RecordID, from, to quanyuan.Number) error {
		for _, r := range records {
			res, err := tx.ExecContext(ctx, "UPDATE assignment SET person = ? WHERE record = ? AND person = ?", ids[to], int64(r), ids[from])
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n != 1 {
				return errors.Join(err, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "person.changed", Args: []any{from}})
			}
		}
		return nil
	}
	switch e.Kind {
	case quanyuan.Merged:
		return move(e.Records, e.Other, e.Person)
	case quanyuan.Split:
		for _, r := range e.Dropped {
			if _, err := tx.ExecContext(ctx, "DELETE FROM assignment WHERE record = ? AND person = ?", int64(r), ids[e.Person]); err != nil {
				return err
			}
		}
		return move(e.Records, e.Person, e.Other)
	case quanyuan.Detached:
		return detach(ctx, tx, e, ids[e.Person])
	}
	res, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO assignment (record, person) VALUES (?, ?)", int64(e.Record), ids[e.Person])
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "record.taken"})
	}
	return nil
}

// detach leaves the records of an event to nobody.
func detach(ctx context.Context, tx *sql.Tx, e *quanyuan.Event, person int64) error {
	for _, r := range e.Dropped {
		res, err := tx.ExecContext(ctx, "DELETE FROM assignment WHERE record = ? AND person = ?", int64(r), person)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "person.changed", Args: []any{e.Person}})
		}
	}
	return nil
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
