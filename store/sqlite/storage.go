package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"quanyuan"
)

var _ quanyuan.Storage = (*Store)(nil)

// Copy writes the register as it is at one moment to a new file. VACUUM INTO
// reads under one snapshot, so that writers go on, and leaves out what was
// deleted.
func (s *Store) Copy(ctx context.Context, path string) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "store.exists", Args: []any{filepath.Base(path)}}
	}
	if err != nil {
		return err
	}
	f.Close()
	defer func() {
		if err != nil {
			os.Remove(path)
		}
	}()
	db, err := readOnly(s.path, "")
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return errors.Join(ctx.Err(), busy(err))
	}
	if f, err = os.OpenFile(path, os.O_RDWR, 0); err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// readOnly opens a file that is not written to; immutable is "1" for one that
// nobody else writes to either.
func readOnly(path, immutable string) (*sql.DB, error) {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	q := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)", "cache_size(-65536)"}}
	if immutable != "" {
		q.Set("immutable", immutable)
	}
	u.RawQuery = q.Encode()
	return sql.Open("sqlite", u.String())
}

// OpenCopy opens a copy of a register to be looked at: no byte of it changes,
// and every write fails. It must be of the schema that this program writes.
func OpenCopy(ctx context.Context, path string, now func() time.Time) (*Store, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	r, err := readOnly(abs, "1")
	if err != nil {
		return nil, err
	}
	s := &Store{write: r, read: newReaders(r), path: abs, now: now}
	var app, v int
	err = errors.Join(r.QueryRowContext(ctx, "PRAGMA application_id").Scan(&app), r.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v))
	if err != nil || app != applicationID || v != version {
		r.Close()
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "store.not_register", Args: []any{filepath.Base(path)}, Err: err}
	}
	return s, nil
}

// Space tells what the register takes of its disk.
func (s *Store) Space(context.Context) (quanyuan.Space, error) {
	sp := quanyuan.Space{Free: freeBytes(filepath.Dir(s.path))}
	file, err := os.Stat(s.path)
	if err != nil {
		return sp, err
	}
	sp.File = file.Size()
	if log, err := os.Stat(s.path + "-wal"); err == nil {
		sp.Log = log.Size()
	}
	return sp, nil
}

// Check lets SQLite look at every page and index.
func (s *Store) Check(ctx context.Context) error {
	var said string
	if err := s.read.db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "store.damaged", Err: errors.New(said)}
	}
	return nil
}
