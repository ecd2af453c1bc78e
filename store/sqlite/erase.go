package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"strconv"

	json "github.com/goccy/go-json"

	"quanyuan"
	"quanyuan/store/codec"
)

// Wipe takes a person out of what is otherwise kept; see quanyuan.Eraser.
func (s *Store) Wipe(ctx context.Context, w *quanyuan.Wiping) error {
	// Rows of an import under way are seen by nobody, and those of one that died
	// lie in the file until the next: neither may hold him.
	unlock, err := s.lockImports(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := s.sweep(ctx); err != nil {
		return err
	}
	ctx = brief(ctx)
	return s.durably(ctx, func(tx *sql.Tx) error {
		if err := wipe(ctx, tx, w); err != nil {
			return err
		}
		return applyIn(ctx, tx, &w.Change)
	})
}

// wipe changes and removes what a change does not.
func wipe(ctx context.Context, tx *sql.Tx, w *quanyuan.Wiping) error {
	for _, r := range w.Records {
		if err := oneRow(tx.ExecContext(ctx, "UPDATE record SET payload = ?, cells = NULL WHERE id = ?", codec.AppendRecord(nil, r), int64(r.ID))); err != nil {
			return err
		}
	}
	for _, b := range w.Batches {
		payload, err := json.Marshal(b)
		if err != nil {
			return err
		}
		if err := oneRow(tx.ExecContext(ctx, "UPDATE batch SET payload = ? WHERE id = ? AND committed = 1", payload, int64(b.ID))); err != nil {
			return err
		}
	}
	each := func(query string, ids ...int64) error {
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, query, id); err != nil {
				return err
			}
		}
		return nil
	}
	if err := each("UPDATE record SET cells = NULL WHERE id = ?", numbers(w.Rows)...); err != nil {
		return err
	}
	if err := each("DELETE FROM file WHERE batch = ?", numbers(w.Files)...); err != nil {
		return err
	}
	if err := each("UPDATE event SET reason = '' WHERE seq = ?", w.Words...); err != nil {
		return err
	}
	if err := each("DELETE FROM proposal WHERE record = ?1 AND batch = ?1 >> 32", numbers(w.Drop)...); err != nil {
		return err
	}
	return forgetReplies(ctx, tx)
}

func numbers[T ~int64](ids []T) []int64 {
	out := make([]int64, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}

// oneRow reports that what was to be written in the place of something did not
// find it.
func oneRow(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "record.unknown"}
}

// forgetReplies leaves of every reply that the request was carried out.
func forgetReplies(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT account, key, payload FROM reply")
	if err != nil {
		return err
	}
	defer rows.Close()
	var all []quanyuan.Reply
	for rows.Next() {
		var r quanyuan.Reply
		var key, payload []byte
		if err := rows.Scan(&r.Account, &key, &payload); err != nil {
			return err
		}
		if err := json.Unmarshal(payload, &r); err != nil {
			return err
		}
		copy(r.Key[:], key)
		all = append(all, r)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for _, r := range all {
		r.Status, r.Header, r.Body = 0, nil, nil
		payload, err := json.Marshal(&r)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE reply SET payload = ? WHERE account = ? AND key = ?", payload, r.Account, r.Key[:]); err != nil {
			return err
		}
	}
	return nil
}

// Scrub writes the file anew and empties the log; see quanyuan.Eraser.
//
// What was deleted before stays in free pages, in the gaps of pages that are in
// use and in the log, whatever secure_delete says now. VACUUM copies what is
// there and nothing else; its temporary copy lies on the disk and not in
// memory, since a register may be larger than that.
func (s *Store) Scrub(ctx context.Context) error {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return busy(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA temp_store = 1"); err != nil {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA temp_store = 2")
	if _, err := conn.ExecContext(ctx, "VACUUM"); err != nil {
		return busy(err)
	}
	var held, frames, moved int
	if err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&held, &frames, &moved); err != nil {
		return busy(err)
	}
	if held != 0 {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "store.busy"}
	}
	return nil
}

// Mentions finds where texts stand; see quanyuan.Eraser.
func (s *Store) Mentions(ctx context.Context, texts []string) ([]quanyuan.Mention, error) {
	m := &mentions{texts: make([][]byte, len(texts))}
	for i, t := range texts {
		m.texts[i] = []byte(t)
	}
	for _, look := range []struct {
		of, query string
		inside    func([]byte) ([]byte, error) // what the payload wraps
	}{
		{"record", "SELECT id, payload FROM record", nil},
		{"row", "SELECT id, cells FROM record WHERE cells IS NOT NULL", nil},
		{"person", "SELECT number, payload FROM person", nil},
		{"event", "SELECT seq, reason FROM event WHERE reason <> ''", nil},
		{"paper", "SELECT kind || ' ' || id, payload FROM paper", func(b []byte) ([]byte, error) {
			var p quanyuan.Paper
			err := json.Unmarshal(b, &p)
			return p.Body, err
		}},
		{"proposal", "SELECT record, payload FROM proposal", nil},
		{"batch", "SELECT id, payload FROM batch", func(b []byte) ([]byte, error) {
			var x quanyuan.Batch
			err := json.Unmarshal(b, &x)
			return x.Mapping, err
		}},
		{"reply", "SELECT hex(key), payload FROM reply", func(b []byte) ([]byte, error) {
			var r quanyuan.Reply
			err := json.Unmarshal(b, &r)
			return r.Body, err
		}},
		{"setting", "SELECT key, value FROM setting", nil},
		{"account", "SELECT name, payload FROM account", nil},
		{"audit", "SELECT seq, line FROM audit", nil},
	} {
		if err := m.table(ctx, s.read, look.of, look.query, look.inside); err != nil {
			return nil, fmt.Errorf("%s: %w", look.of, err)
		}
	}
	return m.found, nil
}

type mentions struct {
	texts [][]byte
	found []quanyuan.Mention
}

func (m *mentions) table(ctx context.Context, q querier, of, query string, inside func([]byte) ([]byte, error)) error {
	rows, err := q.QueryContext(ctx, query+" ORDER BY 1")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id any
		var payload sql.RawBytes
		if err := rows.Scan(&id, &payload); err != nil {
			return err
		}
		here := m.in(payload)
		if inside != nil {
			inner, err := inside(payload)
			if err != nil {
				return err
			}
			here = m.in(payload, inner)
		}
		if len(here) > 0 {
			name := fmt.Sprint(id)
			switch x := id.(type) {
			case int64:
				name = strconv.FormatInt(x, 10)
			case []byte:
				name = string(x)
			}
			m.found = append(m.found, quanyuan.Mention{Of: of, ID: name, Texts: here})
		}
	}
	return rows.Err()
}

// in gives the texts that stand in any of the bytes.
func (m *mentions) in(all ...[]byte) (here []int) {
	for i, t := range m.texts {
		for _, b := range all {
			if len(t) > 0 && bytes.Contains(b, t) {
				here = append(here, i)
				break
			}
		}
	}
	return here
}
