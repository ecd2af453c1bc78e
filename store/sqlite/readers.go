package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"
)

const (
	// idleReaders is how many reading connections wait for the next request: as
	// many as are busy at once at a counter. Opening one takes as long as several
	// short queries. There may be more while they are needed, since a stream
	// holds one for as long as it runs.
	idleReaders = 8
	// idleFor is how long one waits before its memory is given back.
	idleFor = 5 * time.Minute
	// keptStatements bounds the queries that stay prepared; those beyond are few
	// and rare shapes of a filter, and prepared each time.
	keptStatements = 200
)

// readers are the connections that read, with the queries prepared on them:
// parsing and planning would otherwise take longer than most queries run.
type readers struct {
	db *sql.DB

	mu   sync.RWMutex
	kept map[string]*sql.Stmt
}

func newReaders(db *sql.DB) *readers {
	db.SetMaxIdleConns(idleReaders)
	db.SetConnMaxIdleTime(idleFor)
	return &readers{db: db, kept: map[string]*sql.Stmt{}}
}

// prepared gives a query prepared, nil when too many are.
func (r *readers) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	r.mu.RLock()
	s, full := r.kept[query], len(r.kept) >= keptStatements
	r.mu.RUnlock()
	if s != nil || full {
		return s, nil
	}
	s, err := r.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other := r.kept[query]; other != nil {
		return other, s.Close()
	}
	r.kept[query] = s
	return s, nil
}

// brief is the context of statements that each take so little time that nobody
// need interrupt them: to watch a context takes goroutines and a handler in
// SQLite for every statement, longer than most of them run. A context that has
// ended already stays as it is.
func brief(ctx context.Context) context.Context {
	if ctx.Err() != nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

// QueryContext is that of sql.DB.
func (r *readers) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := r.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return r.db.QueryContext(ctx, query, args...)
	}
	return s.QueryContext(ctx, args...)
}

// QueryRowContext is that of sql.DB, for rows that are found by a key.
func (r *readers) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	ctx = brief(ctx)
	if s, err := r.prepared(ctx, query); err == nil && s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return r.db.QueryRowContext(ctx, query, args...) // which meets the error again
}

// inTx gives a query prepared for a transaction of these connections.
func (r *readers) inTx(ctx context.Context, tx *sql.Tx, query string) (*sql.Stmt, error) {
	s, err := r.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return tx.PrepareContext(ctx, query)
	}
	return tx.StmtContext(ctx, s), nil
}

func (r *readers) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, s := range r.kept {
		errs = append(errs, s.Close())
	}
	clear(r.kept)
	return errors.Join(append(errs, r.db.Close())...)
}
