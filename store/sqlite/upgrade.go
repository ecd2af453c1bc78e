package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"

	"quanyuan"
)

// upgrades lead from a version of the schema to the next; they lose nothing.
// Files older than the first are refused.
var upgrades = map[int]string{2: upgrade3}

//go:embed upgrade3.sql
var upgrade3 string

// upgrade brings a file of an older version to this one, in one transaction, so
// that a death in between leaves it as it was.
func (s *Store) upgrade(ctx context.Context) error {
	return s.durably(ctx, func(tx *sql.Tx) error {
		var v int
		// Another process may have done it since the version was read; it waits
		// behind a statement that writes.
		if _, err := tx.ExecContext(ctx, "DELETE FROM setting WHERE key = 'upgrade'"); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v); err != nil {
			return err
		}
		for v < version {
			step, ok := upgrades[v]
			if !ok {
				return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "store.older", Args: []any{v}}
			}
			v++
			if _, err := tx.ExecContext(ctx, fmt.Sprintf("%s PRAGMA user_version = %d", step, v)); err != nil {
				return fmt.Errorf("upgrade to version %d: %w", v, err)
			}
		}
		return nil
	})
}
