// Package spill keeps in files what does not fit into memory.
package spill

import (
	"fmt"
	"os"
	"sync"
)

// Files makes temporary files. They have no name any more once they are open,
// so nothing is left of them however the program ends, where the system allows
// that; elsewhere Close removes them. The nil Files makes none.
type Files struct {
	dir   string
	mu    sync.Mutex
	files []*os.File
	err   error
}

// New makes files in a directory, the system's one for temporary files when
// empty.
func New(dir string) *Files { return &Files{dir: dir} }

// Create makes a file.
func (s *Files) Create() (*os.File, error) {
	f, err := os.CreateTemp(s.dir, "quanyuan-*.spill")
	if err != nil {
		return nil, &Error{Dir: s.place(), Err: err}
	}
	_ = os.Remove(f.Name()) // fails on Windows, where Close does it
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = append(s.files, f)
	return f, nil
}

func (s *Files) place() string {
	if s.dir == "" {
		return os.TempDir()
	}
	return s.dir
}

// Failed makes an error of one in writing or reading a file.
func (s *Files) Failed(err error) error {
	if err == nil {
		return nil
	}
	return &Error{Dir: s.place(), Err: err}
}

// Error is one of a temporary file.
type Error struct {
	Dir string
	Err error
}

// Error tells where it is, what is wrong and what to do.
func (e *Error) Error() string {
	return fmt.Sprintf("what does not fit into memory cannot be kept in %s (%v): make room there, choose another directory for temporary files, or raise the bound of memory", e.Dir, e.Err)
}

// Localized tells it in "zh", otherwise in English.
func (e *Error) Localized(lang string) string {
	if lang != "zh" {
		return e.Error()
	}
	return fmt.Sprintf("内存放不下的部分不能存入 %s（%v）：请腾出空间、另选临时文件目录，或放宽内存上限", e.Dir, e.Err)
}

// Unwrap gives what went wrong.
func (e *Error) Unwrap() error { return e.Err }

// Drop gives the room of one file back.
func (s *Files) Drop(f *os.File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, have := range s.files {
		if have == f {
			s.files = append(s.files[:i], s.files[i+1:]...)
			break
		}
	}
	f.Close()
	_ = os.Remove(f.Name())
}

// Close gives the room on the disk back.
func (s *Files) Close() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.files {
		f.Close()
		_ = os.Remove(f.Name())
	}
	s.files = nil
}

// Fail keeps the first error of those who read a file where none can be
// returned; they go on with nothing.
func (s *Files) Fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = s.Failed(err)
	}
}

// Err is the first error that was kept. Whoever read what lies in files must
// ask before the results are believed.
func (s *Files) Err() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}
