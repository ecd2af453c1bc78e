package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"

	"quanyuan"
	"quanyuan/link"
)

// lockedProgress lets the engine's threads share one line.
type lockedProgress struct{ sync.Mutex }

func (l *lockedProgress) update(p *progress, s link.Progress) {
	if s.Total == 0 {
		return
	}
	l.Lock()
	defer l.Unlock()
	p.update(s.Done, s.Total)
}

func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{dir}, Err: err}
	}
	return nil
}

// createPart makes the file in which a result is written until it is whole:
// beside its place, unless the place is a pipe or a device.
func createPart(path string) (*os.File, error) {
	dir := filepath.Dir(path)
	if isStream(path) {
		dir = ""
	}
	return os.CreateTemp(dir, ".part-*")
}

// putPart brings a whole result to its place. A pipe or device is written to: it
// must not be replaced by a file.
func putPart(part, path string) (err error) {
	if !isStream(path) {
		return os.Rename(part, path)
	}
	defer os.Remove(part)
	from, err := os.Open(part)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}

// isStream reports whether a path is there and no regular file, such as
// /dev/stdout.
func isStream(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// writeFile writes a result beside its place and moves it there when it is
// whole, so that a run that stops leaves the former result or none.
func writeFile(path string, write func(*os.File) error) error {
	f, err := createPart(path)
	if err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{path}, Err: err}
	}
	defer os.Remove(f.Name())
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{path}, Err: err}
	}
	if err := putPart(f.Name(), path); err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{path}, Err: err}
	}
	return nil
}
