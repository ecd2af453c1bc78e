package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"hash"

	"quanyuan"
)

// Dispose destroys the file and the raw rows of a batch; see quanyuan.Disposer.
func (s *Store) Dispose(ctx context.Context, id quanyuan.BatchID, certify func(quanyuan.Destroyed) *quanyuan.Change) error {
	var d quanyuan.Destroyed
	lo, hi := recordRange(id)
	h := sha256.New()
	size, _, err := s.hashAll(ctx, h, "SELECT bytes FROM file WHERE batch = ? ORDER BY part", id)
	if err != nil {
		return err
	}
	_, rows, err := s.hashAll(ctx, h, "SELECT cells FROM record WHERE id BETWEEN ? AND ? AND cells IS NOT NULL ORDER BY id", lo, hi)
	if err != nil {
		return err
	}
	d = quanyuan.Destroyed{Bytes: size, Rows: rows, Hash: hex.EncodeToString(h.Sum(nil))}
	// The certificate comes first: what was begun is told even if it is cut short,
	// and destroying again destroys what is left.
	if err := s.Apply(ctx, certify(d)); err != nil {
		return err
	}
	err = s.durably(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM file WHERE batch = ?", id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE record SET cells = NULL WHERE id BETWEEN ? AND ?", lo, hi)
		return err
	})
	if err != nil {
		return err
	}
	return s.Scrub(ctx)
}

func (s *Store) hashAll(ctx context.Context, h hash.Hash, query string, args ...any) (size int64, n int, err error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var b sql.RawBytes
		if err := rows.Scan(&b); err != nil {
			return 0, 0, err
		}
		h.Write(b)
		size += int64(len(b))
		n++
	}
	return size, n, rows.Err()
}
