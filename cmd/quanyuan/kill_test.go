package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quanyuan/store/sqlite"
)

// TestKillNineLeavesABatchInOrOut kills an import at several moments, told by
// how far its files have grown, and looks at what is left: all persons or none,
// and a second run that brings exactly all.
func TestKillNineLeavesABatchInOrOut(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	const persons = 12_000
	dir := t.TempDir()
	divisions := filepath.Join(dir, "divisions.csv")
	register := filepath.Join(dir, "register.csv")
	write(t, divisions, "code,level,parent,name\n510104091000,4,510104000000,春江街道\n510104091001,5,510104091000,春江社区\n")
	write(t, register, bigRegister(persons))
	for _, grown := range []int64{1, 2 << 20, 8 << 20} {
		t.Run(fmt.Sprint(grown), func(t *testing.T) {
			db := filepath.Join(t.TempDir(), "town.db")
			runProgram(t, "init", "--db", db, "--divisions", divisions)
			killAt(t, db, grown, "import", "--db", db, "--as", "register", register)
			if n := count(t, db); n != 0 && n != persons {
				t.Errorf("%d of %d persons after the kill", n, persons)
			}
			if count(t, db) == 0 {
				runProgram(t, "import", "--db", db, "--as", "register", register)
			}
			if n := count(t, db); n != persons {
				t.Errorf("%d of %d persons after the second run", n, persons)
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func bigRegister(n int) string {
	var b strings.Builder
	b.WriteString("系统编号,姓名,性别,出生日期,居住地址,社区编码\n")
	for i := range n {
		fmt.Fprintf(&b, "P%06d,陈建%c,男,19%02d-0%d-1%d,春江路%d号,510104091001\n", i, rune('一'+i%5000), i%90+10, i%9+1, i%9, i)
	}
	return b.String()
}

// command is the program in a process of its own.
func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "QUANYUAN_AS_PROGRAM=1")
	return cmd
}

func runProgram(t *testing.T, args ...string) {
	t.Helper()
	if out, err := command(args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// killAt kills the program once its files have grown by so many bytes, or lets
// it end when it is faster.
func killAt(t *testing.T, db string, grown int64, args ...string) {
	t.Helper()
	size := func() (n int64) {
		for _, ext := range []string{"", "-wal"} {
			if info, err := os.Stat(db + ext); err == nil {
				n += info.Size()
			}
		}
		return n
	}
	start := size()
	cmd := command(args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	watch := time.NewTicker(time.Millisecond)
	defer watch.Stop()
	for {
		select {
		case <-done:
			return
		case <-watch.C:
			if size()-start >= grown {
				cmd.Process.Kill()
				<-done
				return
			}
		}
	}
}

func count(t *testing.T, db string) int {
	t.Helper()
	s, err := sqlite.Open(context.Background(), db, fixedClock)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	n, err := s.Count(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}
