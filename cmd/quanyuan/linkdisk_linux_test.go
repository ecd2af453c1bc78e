package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A disk that fills up is told, and keeps the former result. Needs the right to
// mount a small file system.
func TestFullDiskKeepsTheFormerResult(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir, full := t.TempDir(), filepath.Join(t.TempDir(), "full")
	if err := os.Mkdir(full, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", full, "tmpfs", 0, "size=16k"); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	defer syscall.Unmount(full, 0)
	people := manyPeople(t, dir, 800)
	out := filepath.Join(full, "out.csv")
	write(t, out, "former\n")
	for _, extra := range [][]string{{"-o", out}, {"-o", out, "--pairs", filepath.Join(full, "pairs.parquet")}, {"-o", filepath.Join(dir, "fine.csv"), "--run", filepath.Join(full, "saved")}} {
		args := append([]string{"--lang", "en", "link", "dedupe", people, "--id", "unique_id", "--ignore", "cluster", "-q"}, extra...)
		said, err := command(args...).CombinedOutput()
		if err == nil || !strings.Contains(string(said), "cannot write") || !strings.Contains(string(said), "check the disk space") {
			t.Errorf("%q: %v, %s", extra, err, said)
		}
		if left := parts(t, full); len(left) > 0 {
			t.Errorf("%q: %q is left", extra, left)
		}
		if text, _ := os.ReadFile(out); string(text) != "former\n" {
			t.Errorf("%q: the former result is now %.20q", extra, text)
		}
		if _, err := os.Stat(filepath.Join(dir, "fine.csv")); !os.IsNotExist(err) {
			t.Errorf("%q: one of two results was written: %v", extra, err)
		}
	}
}
