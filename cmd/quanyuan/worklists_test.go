package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

// TestWorklistsOfTwoRuns: the folder holds the workbooks of one run only, and
// those of the run before are kept once.
func TestWorklistsOfTwoRuns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "worklists")
	e := &env{ctx: context.Background(), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: func() time.Time { return time.Unix(0, 0) }, lang: "zh"}
	run := func(unit string) {
		t.Helper()
		w := publish.NewWorklists(publish.Context{})
		b := &quanyuan.Batch{ID: 1, File: "a.csv", Source: quanyuan.Source{Kind: quanyuan.School, Unit: unit}}
		if err := w.Add(publish.Item{Batch: b, Record: &quanyuan.Record{}, Proposal: &quanyuan.Proposal{Outcome: quanyuan.New}}); err != nil {
			t.Fatal(err)
		}
		if err := writeWorklists(e, &desk.Publication{Worklists: w}, dir); err != nil {
			t.Fatal(err)
		}
	}
	there := func(path string, want bool) {
		t.Helper()
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: %v, want it there: %v", filepath.Base(path), err, want)
		}
	}
	run("一小")
	there(filepath.Join(dir, "来源", "教管 一小.xlsx"), true)
	run("二小")
	run("三小")
	there(filepath.Join(dir, "来源", "教管 三小.xlsx"), true)
	there(filepath.Join(dir, "来源", "教管 二小.xlsx"), false)
	there(filepath.Join(dir+".old", "来源", "教管 二小.xlsx"), true)
	there(filepath.Join(dir+".old", "来源", "教管 一小.xlsx"), false)
	there(dir+".part", false)
}
