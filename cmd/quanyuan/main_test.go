package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts call the program as a command of its own process.
func TestMain(m *testing.M) {
	if os.Getenv("QUANYUAN_AS_PROGRAM") != "" {
		program()
	}
	if db := os.Getenv("QUANYUAN_ACTS"); db != "" {
		fmt.Fprintln(os.Stderr, actUntilKilled(db, os.Getenv("QUANYUAN_ACTS_FROM")))
		os.Exit(1)
	}
	testscript.Main(m, map[string]func(){"quanyuan": program})
}

// program is main with a fixed clock.
func program() {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	e := &env{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, lang: languageOf(os.Getenv), now: fixedClock}
	os.Exit(run(e, os.Args[1:]))
}

// fixedClock is the day on which every script runs.
func fixedClock() time.Time { return time.Date(2024, 6, 30, 9, 0, 0, 0, time.UTC) }

// The scripts in testdata are the way of work as a clerk types it.
func TestScripts(t *testing.T) {
	cmds := maps.Clone(linkCommands)
	maps.Copy(cmds, surveyCommands)
	cmds["columns"] = columns
	cmds["sql"] = tamper
	cmds["verify-anchored"] = verifyAnchored
	cmds["townspeople"] = townspeople
	cmds["verified"] = verified
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Cmds:          cmds,
		Setup: func(e *testscript.Env) error {
			e.Setenv("QUANYUAN_LANG", "zh")
			return nil
		},
	})
}

// columns prints some columns of a CSV file, so that a script can compare what
// does not change with the engine: columns results/outcomes.csv file row outcome
func columns(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: columns file name...")
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(ts.ReadFile(args[0]), "\ufeff"))).ReadAll()
	ts.Check(err)
	for _, row := range rows {
		var cells []string
		for _, name := range args[1:] {
			i := slices.Index(rows[0], name)
			if i < 0 {
				ts.Fatalf("%s has no column %s", args[0], name)
			}
			cells = append(cells, row[i])
		}
		fmt.Fprintln(ts.Stdout(), strings.Join(cells, ","))
	}
}

// verified checks an export with the public key that a file holds: verified dir key.txt
func verified(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: verified dir key.txt")
	}
	err := ts.Exec("quanyuan", "export", "verify", args[0], "--key", strings.TrimSpace(ts.ReadFile(args[1])))
	if (err != nil) != neg {
		ts.Fatalf("export verify: %v", err)
	}
}

// townspeople writes a starting register of n persons of a community, R0001 on,
// and the list of their numbers: townspeople n community register numbers
func townspeople(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: townspeople n community register numbers")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	var register, numbers strings.Builder
	register.WriteString("系统编号,姓名,性别,出生日期,户籍状况,居住状况,社区编码\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&register, "R%04d,王%c%c,女,%d-%02d-%02d,1,1,%s\n", i, '一'+rune(i%40), '丁'+rune(i/40), 1950+i%50, i%12+1, i%28+1, args[1])
		fmt.Fprintf(&numbers, "R%04d\n", i)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(register.String()), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), []byte(numbers.String()), 0o600))
}

// tamper changes a register behind the program's back: sql town.db 'UPDATE …'
func tamper(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sql file statements")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(args[1])
	ts.Check(err)
}

// verifyAnchored verifies the audit against the head that a file holds.
func verifyAnchored(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: verify-anchored db file")
	}
	ts.Check(ts.Exec("quanyuan", "audit", "verify", "--db", args[0], "--anchor", strings.TrimSpace(ts.ReadFile(args[1]))))
}
