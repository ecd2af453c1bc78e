package sqlite

import (
	"context"
	"database/sql"
	stdjson "encoding/json"
	"errors"
	"iter"
	"slices"
	"time"

	"quanyuan"
)

// settingHead keeps the end of the audit chain apart from the lines, so that
// lines cut off at the end are missed.
const settingHead = "audit.head"

// Seal adds lines to the audit chain.
func (s *Store) Seal(ctx context.Context, lines []quanyuan.AuditLine) error {
	ctx = brief(ctx)
	return s.inTx(ctx, func(tx *sql.Tx) error { return seal(ctx, tx, lines) })
}

func seal(ctx context.Context, tx *sql.Tx, lines []quanyuan.AuditLine) error {
	if len(lines) == 0 {
		return nil
	}
	// The first statement writes, so that no other process seals in between.
	var head quanyuan.AuditHead
	if err := tx.QueryRowContext(ctx, "INSERT INTO number (of, last) VALUES ('audit', ?1) ON CONFLICT (of) DO UPDATE SET last = last + ?1 RETURNING last", len(lines)).Scan(&head.Seq); err != nil {
		return err
	}
	head.Seq -= int64(len(lines))
	if err := lastHash(ctx, tx, &head); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO audit (seq, line, hash) VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	for i := range lines {
		lines[i].Seq = head.Seq + 1
		line, err := lines[i].Encode()
		if err != nil {
			return err
		}
		head = head.Next(line)
		if _, err := insert.ExecContext(ctx, head.Seq, string(line), head.Hash[:]); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, setSetting, settingHead, []byte(head.String()))
	return err
}

// lastHash reads the hash the next line is chained to.
func lastHash(ctx context.Context, tx *sql.Tx, head *quanyuan.AuditHead) error {
	var hash []byte
	err := tx.QueryRowContext(ctx, "SELECT hash FROM audit WHERE seq = ?", head.Seq).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // the first line, or lines were cut off: the chain shows it
	}
	copy(head.Hash[:], hash)
	return err
}

// Head is the end of the chain as it was written beside the last line.
func (s *Store) Head(ctx context.Context) (quanyuan.AuditHead, error) {
	v, err := s.Setting(ctx, settingHead)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return quanyuan.AuditHead{}, nil
	}
	if err != nil {
		return quanyuan.AuditHead{}, err
	}
	head, ok := quanyuan.ParseAuditHead(string(v))
	if !ok {
		return head, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "audit.head"}
	}
	return head, nil
}

// Chain streams the lines.
func (s *Store) Chain(ctx context.Context) iter.Seq2[quanyuan.SealedLine, error] {
	return func(yield func(quanyuan.SealedLine, error) bool) {
		rows, err := s.read.QueryContext(ctx, "SELECT seq, line, hash FROM audit ORDER BY seq")
		if err != nil {
			yield(quanyuan.SealedLine{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var l quanyuan.SealedLine
			err := rows.Scan(&l.Seq, &l.Line, &l.Hash)
			if !yield(l, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(quanyuan.SealedLine{}, err)
		}
	}
}

// AuditLines lists lines of the chain.
func (s *Store) AuditLines(ctx context.Context, q quanyuan.AuditQuery) ([]quanyuan.AuditLine, error) {
	w := &where{}
	w.and("seq > ?", q.After)
	switch {
	case q.ID != "":
		w.and("object = ?", q.Kind+" "+q.ID)
	case q.Kind != "":
		w.and("object BETWEEN ? AND ?", q.Kind+" ", q.Kind+"!")
	}
	if q.Account != "" {
		w.and("account = ?", q.Account)
	}
	if q.Action != "" {
		w.and("line ->> 'action' = ?", q.Action)
	}
	if q.Outcome != "" {
		w.and("line ->> 'outcome' = ?", string(q.Outcome))
	}
	if !q.Since.IsZero() {
		w.and("datetime(line ->> 'at') >= datetime(?)", q.Since.UTC().Format(time.RFC3339Nano))
	}
	order, most := "", q.Limit
	if q.Last > 0 {
		order, most = " DESC", q.Last
	}
	w.limit(most)
	rows, err := s.read.QueryContext(ctx, "SELECT line FROM audit"+w.String()+" ORDER BY seq"+order+w.end, w.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var lines []quanyuan.AuditLine
	for rows.Next() {
		var raw sql.RawBytes
		var l quanyuan.AuditLine
		if err := rows.Scan(&raw); err != nil {
			return nil, err
		}
		if err := stdjson.Unmarshal(raw, &l); err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	if q.Last > 0 {
		slices.Reverse(lines)
	}
	return lines, rows.Err()
}
