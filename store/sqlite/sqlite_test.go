package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/store/sqlite"
	"quanyuan/store/storetest"
)

func noon() time.Time { return storetest.Noon }

func TestSuite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) (quanyuan.Store, func() quanyuan.Store) {
		path := filepath.Join(t.TempDir(), "登记库 a.db")
		s, err := sqlite.Create(context.Background(), path, noon)
		if err != nil {
			t.Fatal(err)
		}
		open := []*sqlite.Store{s}
		t.Cleanup(func() {
			for _, s := range open {
				s.Close()
			}
		})
		return s, func() quanyuan.Store {
			// A copy of the files is what a kill -9 leaves: nothing is closed.
			path = crashCopy(t, path)
			s, err := sqlite.Open(context.Background(), path, noon)
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, s)
			return s
		}
	})
}

// crashCopy copies the database and its log as they lie on the disk now.
func crashCopy(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "after.db")
	for _, ext := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + ext)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to+ext, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

func TestCreateNeverOverwrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Create(context.Background(), path, noon); !errors.Is(err, quanyuan.ErrExists) {
		t.Errorf("Create over a file: %v", err)
	}
	if _, err := sqlite.Open(context.Background(), path, noon); !errors.Is(err, quanyuan.ErrInvalid) {
		t.Errorf("Open of a file that is no register: %v", err)
	}
	if _, err := sqlite.Open(context.Background(), path+"x", noon); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("Open of no file: %v", err)
	}
}

func TestTwoImportsAtOnceAreRefused(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "a.db")
	s, err := sqlite.Create(ctx, path, noon)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	im, err := s.Begin(ctx, quanyuan.Batch{File: "a", Hash: "1"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Begin(ctx, quanyuan.Batch{File: "b", Hash: "2"}); !errors.Is(err, quanyuan.ErrConflict) {
		t.Errorf("second import under way: %v", err)
	}
	if err := im.Abort(ctx); err != nil {
		t.Fatal(err)
	}
	im, err = s.Begin(ctx, quanyuan.Batch{File: "b", Hash: "2"})
	if err != nil {
		t.Fatal(err)
	}
	im.Abort(ctx)
}
