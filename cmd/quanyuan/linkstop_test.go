package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quanyuan/link/linktest"
)

// manyPeople is a file that takes a while to link.
func manyPeople(t *testing.T, dir string, households int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(strings.Join(linktest.PersonColumns, ",") + "\n")
	for _, r := range linktest.People(linktest.Population{Seed: 3, Households: households, Duplicates: .3, Noise: linktest.Usual}) {
		b.WriteString(strings.Join(r, ",") + "\n")
	}
	path := filepath.Join(dir, "people.csv")
	write(t, path, b.String())
	return path
}

// A run that is interrupted ends by itself with 130 and leaves what was there
// before: the former result whole, no directory, nothing half-written. The
// signal comes when the run has made its first temporary file or directory, and
// at several later moments.
func TestInterruptLeavesNothingHalfWritten(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := t.TempDir()
	people := manyPeople(t, dir, 4000)
	out, saved := filepath.Join(dir, "out.csv"), filepath.Join(dir, "saved")
	for _, later := range []time.Duration{0, 100 * time.Millisecond, 400 * time.Millisecond} {
		write(t, out, "former\n")
		cmd := command("link", "dedupe", people, "--id", "unique_id", "--ignore", "cluster", "-q", "-o", out, "--run", saved)
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		ended, err := interruptWhen(cmd, done, later, func() bool { return len(parts(t, dir)) > 0 })
		if left := parts(t, dir); len(left) > 0 {
			t.Errorf("%v later: %q is left", later, left)
		}
		var exit *exec.ExitError
		switch {
		case ended && err == nil: // it was faster than the signal
			if text, _ := os.ReadFile(out); !bytes.HasPrefix(text, []byte("id,cluster\n")) {
				t.Errorf("a whole run left %.20q", text)
			}
			os.RemoveAll(saved)
			continue
		case !errors.As(err, &exit) || exit.ExitCode() != 130:
			t.Fatalf("%v later: ended with %v: %s", later, err, said.String())
		}
		if text, _ := os.ReadFile(out); string(text) != "former\n" {
			t.Errorf("%v later: the former result is now %.20q", later, text)
		}
		if _, err := os.Stat(saved); !os.IsNotExist(err) {
			t.Errorf("%v later: the directory of the run is there: %v", later, err)
		}
	}
}

// interruptWhen sends the interrupt some time after ready, and waits for the
// end.
func interruptWhen(cmd *exec.Cmd, done <-chan error, later time.Duration, ready func() bool) (ended bool, err error) {
	watch := time.NewTicker(time.Millisecond)
	defer watch.Stop()
	var at <-chan time.Time
	for {
		select {
		case err := <-done:
			return true, err
		case <-watch.C:
			if at == nil && ready() {
				at = time.After(later)
			}
		case <-at:
			cmd.Process.Signal(os.Interrupt)
			return true, <-done
		}
	}
}

// parts are the temporary files in a directory.
func parts(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, ".part-*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}
