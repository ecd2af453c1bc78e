package main

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts call the program as a command of its own process.
func TestMain(m *testing.M) {
	if os.Getenv("QUANYUAN_AS_PROGRAM") != "" {
		program()
	}
	testscript.Main(m, map[string]func(){"quanyuan": program})
}

// program is main with a fixed clock.
func program() {
	e := &env{ctx: context.Background(), stdout: os.Stdout, stderr: os.Stderr, lang: languageOf(os.Getenv), now: fixedClock}
	os.Exit(run(e, os.Args[1:]))
}

// fixedClock is the day on which every script runs.
func fixedClock() time.Time { return time.Date(2024, 6, 30, 9, 0, 0, 0, time.UTC) }

// The scripts in testdata are the way of work as a clerk types it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("QUANYUAN_LANG", "zh")
			return nil
		},
	})
}
