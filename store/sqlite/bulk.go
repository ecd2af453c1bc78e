package sqlite

import (
	"context"
	"database/sql"
	"strings"
)

// rowsAtOnce is how many rows one statement inserts at most.
const rowsAtOnce = 32

// bulk inserts the rows of one table in the order in which they are added, many
// with a statement: most of what a short row costs is the call.
type bulk struct {
	head   string // INSERT INTO … VALUES, to be followed by rows
	row    string // (?, ?, …)
	width  int    // values of a row
	atOnce int
	args   []any
	full   *sql.Stmt // inserts atOnce rows; prepared when there are as many
}

func newBulk(table string, columns ...string) *bulk {
	return newBulkOf(rowsAtOnce, "INSERT INTO "+table, columns...)
}

func newBulkOf(atOnce int, into string, columns ...string) *bulk {
	return &bulk{head: into + " (" + strings.Join(columns, ", ") + ") VALUES ", row: "(?" + strings.Repeat(", ?", len(columns)-1) + ")",
		width: len(columns), atOnce: atOnce}
}

// add takes a row; it is written when there are enough, or by flush.
func (b *bulk) add(ctx context.Context, tx *sql.Tx, values ...any) (err error) {
	if b.args = append(b.args, values...); len(b.args) < b.atOnce*b.width {
		return nil
	}
	if b.full == nil {
		if b.full, err = tx.PrepareContext(ctx, b.statement(b.atOnce)); err != nil {
			return err
		}
	}
	_, err = b.full.ExecContext(ctx, b.args...)
	b.empty()
	return err
}

// flush writes what is left.
func (b *bulk) flush(ctx context.Context, tx *sql.Tx) error {
	if len(b.args) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, b.statement(len(b.args)/b.width), b.args...)
	b.empty()
	return err
}

// close ends the statement; what was not flushed is forgotten.
func (b *bulk) close() {
	if b.full != nil {
		b.full.Close()
	}
}

func (b *bulk) empty() {
	clear(b.args) // they hold payloads
	b.args = b.args[:0]
}

func (b *bulk) statement(rows int) string {
	return b.head + strings.Repeat(b.row+", ", rows-1) + b.row
}
