// Package sqlite keeps a register in one SQLite file.
//
// One connection writes, the others read (write-ahead log), so that lists are
// answered while an import runs. A second process that writes waits up to ten
// seconds and then gets the message "store.busy".
package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver

	"quanyuan"
)

//go:embed schema.sql
var schema string

// version is the schema's version, kept in user_version; applicationID tells a
// register from any other SQLite file.
const (
	version       = 3
	applicationID = 0x51594e52 // "QYNR"
)

// Store is a register in a file. It implements quanyuan.Store.
type Store struct {
	write *sql.DB
	read  *readers
	path  string
	now   func() time.Time
}

var _ quanyuan.Store = (*Store)(nil)

// Create makes a new register file; it never overwrites one.
func Create(ctx context.Context, path string, now func() time.Time) (*Store, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "store.exists", Args: []any{filepath.Base(path)}}
	}
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{path}, Err: err}
	}
	f.Close()
	s, err := connect(path, now)
	if err != nil {
		return nil, err
	}
	_, err = s.write.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; BEGIN; %s; PRAGMA user_version = %d; COMMIT;", applicationID, schema, version))
	if err != nil {
		s.Close()
		os.Remove(path)
		return nil, fmt.Errorf("create register: %w", err)
	}
	return s, nil
}

// Open opens a register that Create made.
func Open(ctx context.Context, path string, now func() time.Time) (*Store, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "store.not_register", Args: []any{filepath.Base(path)}}
	}
	s, err := connect(path, now)
	if err != nil {
		return nil, err
	}
	var app, v int
	if err := s.read.QueryRowContext(ctx, "PRAGMA application_id").Scan(&app); err != nil || app != applicationID {
		s.Close()
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "store.not_register", Args: []any{filepath.Base(path)}}
	}
	if err := s.read.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v); err != nil {
		s.Close()
		return nil, err
	}
	if v > version {
		s.Close()
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "store.newer", Args: []any{v}}
	}
	if v < version {
		if err := s.upgrade(ctx); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

func connect(path string, now func() time.Time) (*Store, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}
	pragmas := url.Values{"_pragma": {"busy_timeout(10000)", "foreign_keys(0)", "cache_size(-65536)", "temp_store(2)"}}
	open := func(extra ...string) (*sql.DB, error) {
		q := url.Values{"_pragma": append(append([]string{}, pragmas["_pragma"]...), extra...)}
		u.RawQuery = q.Encode()
		return sql.Open("sqlite", u.String())
	}
	// Foreign keys are checked by the suite, not at every insert of a bulk
	// import: all rows of an import are written by this package alone.
	w, err := open("journal_mode(WAL)", "synchronous(NORMAL)", "wal_autocheckpoint(4000)")
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	r, err := open("query_only(1)")
	if err != nil {
		w.Close()
		return nil, err
	}
	return &Store{write: w, read: newReaders(r), path: abs, now: now}, nil
}

// Close releases the file.
func (s *Store) Close() error {
	return errors.Join(s.read.Close(), s.write.Close())
}

// Setting gives a named text; ErrNotFound when it was never set.
func (s *Store) Setting(ctx context.Context, key string) ([]byte, error) {
	var v []byte
	err := s.read.QueryRowContext(ctx, "SELECT value FROM setting WHERE key = ?", key).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, quanyuan.ErrNotFound
	}
	return v, err
}

const setSetting = "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"

// SetSetting stores a named text.
func (s *Store) SetSetting(ctx context.Context, key string, value []byte) error {
	_, err := s.write.ExecContext(ctx, setSetting, key, value)
	return busy(err)
}

// inTx runs f in one transaction of the writing connection.
func (s *Store) inTx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return busy(err)
	}
	if err := f(tx); err != nil {
		tx.Rollback()
		return busy(err)
	}
	return busy(tx.Commit())
}

// durably is inTx for what a person was told is done: it is on the disk before
// durably returns. Other transactions may be lost in a power cut, but only from
// the end and never in part, since the log is read in its order.
func (s *Store) durably(ctx context.Context, f func(*sql.Tx) error) error {
	if _, err := s.write.ExecContext(ctx, "PRAGMA synchronous = FULL"); err != nil {
		return busy(err)
	}
	defer s.write.ExecContext(context.WithoutCancel(ctx), "PRAGMA synchronous = NORMAL")
	return s.inTx(ctx, f)
}

// busy turns SQLite's lock error into advice.
func busy(err error) error {
	if err != nil && strings.Contains(err.Error(), "SQLITE_BUSY") {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "store.busy", Err: err}
	}
	return err
}

// lockImports lets one import run at a time, over all processes. The lock is an
// exclusive transaction on a side file, so that it falls with its process.
func (s *Store) lockImports(ctx context.Context) (unlock func(), err error) {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(s.path + "-import")}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err == nil {
		_, err = conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
	}
	if err != nil {
		db.Close()
		return nil, busy(err)
	}
	return func() { conn.Close(); db.Close() }, nil
}
