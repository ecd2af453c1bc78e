package main

import (
	"fmt"
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

// Texts for which there is no room on the disk end the run with an error that
// says where, and nothing is left of them.
func TestFullDiskForTemporaryFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir, full := t.TempDir(), filepath.Join(t.TempDir(), "full")
	if err := os.Mkdir(full, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", full, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	defer syscall.Unmount(full, 0)
	var b strings.Builder
	b.WriteString("id,name,note\n")
	for i := range 9000 { // more than the bound lets stay in memory
		fmt.Fprintf(&b, "%d,name %d,%s\n", i, i%4000, strings.Repeat("note ", 200))
	}
	list, out := filepath.Join(dir, "list.csv"), filepath.Join(dir, "out.csv")
	write(t, list, b.String())
	write(t, out, "former\n")
	for lang, words := range map[string]string{"en": "does not fit into memory cannot be kept in " + full, "zh": "内存放不下的部分不能存入 " + full} {
		said, err := command("--lang", lang, "link", "dedupe", list, "--id", "id", "-q", "-o", out, "--memory", "64MiB", "--temp-dir", full).CombinedOutput()
		if err == nil || !strings.Contains(string(said), words) {
			t.Errorf("%s: %v, %s", lang, err, said)
		}
		if left, _ := os.ReadDir(full); len(left) > 0 {
			t.Errorf("%s: %v are left", lang, left)
		}
		if text, _ := os.ReadFile(out); string(text) != "former\n" {
			t.Errorf("%s: the former result is now %.20q", lang, text)
		}
	}
}
