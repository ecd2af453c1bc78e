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

// personWriter writes persons with their presences, events and records. What it
// inserts is in the tables when flush has been called; places are the
// communities whose people it changed.
type personWriter struct {
	tx                            *sql.Tx
	persons, presences, events    *bulk
	assignments                   *bulk
	payload, noPerson, noPresence *sql.Stmt // prepared when first used
	places                        map[string]bool
}

func newPersonWriter(tx *sql.Tx) *personWriter {
	return &personWriter{
		tx:          tx,
		places:      map[string]bool{},
		persons:     newBulk("person", "id", "number", "batch", "exited", "version", "keys", "payload"),
		presences:   newBulk("presence", "community", "number", "person", "category", "household", "recheck", "note"),
		events:      newBulk("event", "batch", "kind", "person", "record", "at", "actor", "field", "reason", "date", "about", "other", "cause", "moved"),
		assignments: newBulkOf(rowsAtOnce, "INSERT OR REPLACE INTO assignment", "record", "person"),
	}
}

func (w *personWriter) bulks() []*bulk {
	return []*bulk{w.persons, w.presences, w.events, w.assignments}
}

// flush writes what was inserted and waits.
func (w *personWriter) flush(ctx context.Context) error {
	for _, b := range w.bulks() {
		if err := b.flush(ctx, w.tx); err != nil {
			return err
		}
	}
	return nil
}

func (w *personWriter) close() {
	for _, b := range w.bulks() {
		b.close()
	}
	for _, s := range []*sql.Stmt{w.payload, w.noPerson, w.noPresence} {
		if s != nil {
			s.Close()
		}
	}
}

// prepared prepares a statement once.
func (w *personWriter) prepared(ctx context.Context, stmt **sql.Stmt, query string) (_ *sql.Stmt, err error) {
	if *stmt == nil {
		*stmt, err = w.tx.PrepareContext(ctx, query)
	}
	return *stmt, err
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

// insert writes the person and the presences under which communities list him:
// who has exited has none.
func (w *personWriter) insert(ctx context.Context, id int64, batch quanyuan.BatchID, p *quanyuan.Person, keys []uint64) error {
	if err := w.persons.add(ctx, w.tx, id, string(p.Number), int64(batch), p.Exited, p.Version, packKeys(keys), codec.AppendPerson(nil, p)); err != nil {
		return err
	}
	for _, pr := range p.Presences {
		w.places[pr.Community] = true
		if pr.Ended() || p.Exited != "" {
			continue
		}
		if err := w.presences.add(ctx, w.tx, pr.Community, string(p.Number), id, int(pr.Category), pr.Household, pr.Recheck.String(), int(pr.Note)); err != nil {
			return err
		}
	}
	return nil
}

// remove takes the state of a person out, to be written anew; it does nothing
// when there is none. Presences are found by the communities of the old state,
// since their table is in the order of communities.
func (w *personWriter) remove(ctx context.Context, id int64) error {
	find, err := w.prepared(ctx, &w.payload, "SELECT payload FROM person WHERE id = ?")
	if err != nil {
		return err
	}
	var payload []byte
	err = find.QueryRowContext(ctx, id).Scan(&payload)
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
	leave, err := w.prepared(ctx, &w.noPresence, "DELETE FROM presence WHERE community = ? AND number = ?")
	if err != nil {
		return err
	}
	for _, pr := range before.Presences {
		w.places[pr.Community] = true
		if _, err := leave.ExecContext(ctx, pr.Community, string(before.Number)); err != nil {
			return err
		}
	}
	drop, err := w.prepared(ctx, &w.noPerson, "DELETE FROM person WHERE id = ?")
	if err != nil {
		return err
	}
	_, err = drop.ExecContext(ctx, id)
	return err
}

// moved is what merge and split carry beside the columns.
type moved struct {
	Records []quanyuan.RecordID `json:"records,omitempty"`
	Dropped []quanyuan.RecordID `json:"dropped,omitempty"`
}

// event writes an event.
func (w *personWriter) event(ctx context.Context, batch quanyuan.BatchID, e *quanyuan.Event) error {
	var m any
	if len(e.Records)+len(e.Dropped) > 0 {
		b, err := json.Marshal(moved{e.Records, e.Dropped})
		if err != nil {
			return err
		}
		m = b
	}
	return w.events.add(ctx, w.tx, int64(batch), string(e.Kind), string(e.Person), int64(e.Record),
		e.At.UTC().Format(time.RFC3339Nano), e.Actor, int(e.Field), e.Reason, e.Date.String(), int64(e.About), string(e.Other), e.Cause, m)
}
