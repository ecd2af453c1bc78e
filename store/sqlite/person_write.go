package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"time"

	json "github.com/goccy/go-json"

	"quanyuan"
	"quanyuan/store/codec"
)

// personWriter holds the statements that write one person.
type personWriter struct {
	person, presence, eventStmt, assign       *sql.Stmt
	payload, noPerson, noPresence, noEventsOf *sql.Stmt
}

func newPersonWriter(ctx context.Context, tx *sql.Tx) (*personWriter, error) {
	w := &personWriter{}
	for _, p := range []struct {
		stmt **sql.Stmt
		sql  string
	}{
		{&w.person, "INSERT INTO person (id, number, batch, exited, version, keys, payload) VALUES (?, ?, ?, ?, ?, ?, ?)"},
		{&w.presence, "INSERT INTO presence (community, number, person, category, household, recheck, note) VALUES (?, ?, ?, ?, ?, ?, ?)"},
		{&w.eventStmt, "INSERT INTO event (batch, kind, person, record, at, actor, field, reason, date, about, other, cause, moved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
		{&w.payload, "SELECT payload FROM person WHERE id = ?"},
		{&w.noPerson, "DELETE FROM person WHERE id = ?"},
		{&w.noPresence, "DELETE FROM presence WHERE community = ? AND number = ?"},
		{&w.assign, "INSERT OR REPLACE INTO assignment (record, person) VALUES (?, ?)"},
		{&w.noEventsOf, "DELETE FROM event WHERE person = ?"},
	} {
		var err error
		if *p.stmt, err = tx.PrepareContext(ctx, p.sql); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *personWriter) close() {
	for _, s := range []*sql.Stmt{w.person, w.presence, w.eventStmt, w.assign, w.payload, w.noPerson, w.noPresence, w.noEventsOf} {
		s.Close()
	}
}

// packKeys writes search keys as they stand in the person's row, from where a
// later change knows which rows of search_key to remove.
func packKeys(keys []uint64) []byte {
	b := make([]byte, 0, 8*len(keys))
	for _, k := range keys {
		b = binary.LittleEndian.AppendUint64(b, k)
	}
	return b
}

// insert writes the person and its presences.
func (w *personWriter) insert(ctx context.Context, id int64, batch quanyuan.BatchID, p *quanyuan.Person, keys []uint64) error {
	if _, err := w.person.ExecContext(ctx, id, string(p.Number), int64(batch), p.Exited, p.Version, packKeys(keys), codec.AppendPerson(nil, p)); err != nil {
		return err
	}
	for _, pr := range p.Presences {
		if pr.Ended() {
			continue
		}
		if _, err := w.presence.ExecContext(ctx, pr.Community, string(p.Number), id, int(pr.Category), pr.Household, pr.Recheck.String(), int(pr.Note)); err != nil {
			return err
		}
	}
	return nil
}

// remove takes the state of a person out, to be written anew; it does nothing
// when there is none. Presences are found by the communities of the old state,
// since their table is in the order of communities.
func (w *personWriter) remove(ctx context.Context, id int64) error {
	var payload []byte
	err := w.payload.QueryRowContext(ctx, id).Scan(&payload)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	var before quanyuan.Person
	if err := codec.Person(payload, &before); err != nil {
		return err
	}
	for _, pr := range before.Presences {
		if _, err := w.noPresence.ExecContext(ctx, pr.Community, string(before.Number)); err != nil {
			return err
		}
	}
	_, err = w.noPerson.ExecContext(ctx, id)
	return err
}

// moved is what merge and split carry beside the columns.
type moved struct {
	Records []quanyuan.RecordID `json:"records,omitempty"`
	Dropped []quanyuan.RecordID `json:"dropped,omitempty"`
}

// event writes an event and fills in its Seq.
func (w *personWriter) event(ctx context.Context, batch quanyuan.BatchID, e *quanyuan.Event) error {
	var m any
	if len(e.Records)+len(e.Dropped) > 0 {
		b, err := json.Marshal(moved{e.Records, e.Dropped})
		if err != nil {
			return err
		}
		m = b
	}
	res, err := w.eventStmt.ExecContext(ctx, int64(batch), string(e.Kind), string(e.Person), int64(e.Record),
		e.At.UTC().Format(time.RFC3339Nano), e.Actor, int(e.Field), e.Reason, e.Date.String(), int64(e.About), string(e.Other), e.Cause, m)
	if err != nil {
		return err
	}
	e.Seq, err = res.LastInsertId()
	return err
}
