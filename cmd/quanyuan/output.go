package main

import (
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

// writeFile writes a result beside its place and moves it there when it is
// whole, so that a run that stops leaves the former result or none.
func writeFile(path string, write func(*os.File) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".part-*")
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
	return os.Rename(f.Name(), path)
}
