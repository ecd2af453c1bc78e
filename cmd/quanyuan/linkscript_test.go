package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"quanyuan/link/linktest"
)

// linkCommands are the commands that scripts about the engine have besides.
var linkCommands = map[string]func(*testscript.TestScript, bool, []string){
	"bytes": writeBytes, "longline": longLine, "people": writePeople, "split-people": splitPeople, "glob": glob, "no-pair-within": noPairWithin,
	"judge": judge, "matched-once": matchedOnce,
}

// writeBytes writes a file of escaped bytes: bytes file '\xff\n'
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bytes file 'escaped'")
	}
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// longLine writes a file with a quote that is never closed: longline file bytes
func longLine(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("name,dob\n\""+strings.Repeat("x", n)), 0o600))
}

func population(ts *testscript.TestScript, seed, households string) [][]string {
	s, err := strconv.ParseUint(seed, 10, 64)
	ts.Check(err)
	n, err := strconv.Atoi(households)
	ts.Check(err)
	return linktest.People(linktest.Population{Seed: s, Households: n, Duplicates: .3, Twins: .03, Noise: linktest.Usual})
}

func writeCSV(ts *testscript.TestScript, path string, rows [][]string) {
	f, err := os.Create(ts.MkAbs(path))
	ts.Check(err)
	w := csv.NewWriter(f)
	ts.Check(w.Write(linktest.PersonColumns))
	ts.Check(w.WriteAll(rows))
	ts.Check(f.Close())
}

// writePeople writes invented people: people file seed households
func writePeople(ts *testscript.TestScript, neg bool, args []string) {
	writeCSV(ts, args[0], population(ts, args[1], args[2]))
}

// splitPeople writes them to two files, nobody twice in the second:
// split-people seed households one two
func splitPeople(ts *testscript.TestScript, neg bool, args []string) {
	var one, two [][]string
	seen := map[string]bool{}
	for i, r := range population(ts, args[0], args[1]) {
		if cluster := r[len(r)-1]; i%2 == 0 || seen[cluster] {
			one = append(one, r)
		} else {
			seen[cluster] = true
			two = append(two, r)
		}
	}
	writeCSV(ts, args[2], one)
	writeCSV(ts, args[3], two)
}

// matchedOnce checks that no record of the first or second column of a list of
// pairs stands there twice: matched-once pairs.csv 1
func matchedOnce(ts *testscript.TestScript, neg bool, args []string) {
	column, err := strconv.Atoi(args[1])
	ts.Check(err)
	seen, twice := map[string]bool{}, ""
	for _, r := range readCSV(ts, args[0]) {
		if id := r[column-1]; seen[id] {
			twice = id
		} else {
			seen[id] = true
		}
	}
	if neg == (twice == "") {
		ts.Fatalf("%d records, twice: %q", len(seen), twice)
	}
}

// glob looks for files: glob pattern, or ! glob pattern
func glob(ts *testscript.TestScript, neg bool, args []string) {
	found, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if neg == (len(found) > 0) {
		ts.Fatalf("%s: %q", args[0], found)
	}
}

func readCSV(ts *testscript.TestScript, path string) [][]string {
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(path))).ReadAll()
	ts.Check(err)
	return rows[1:]
}

// noPairWithin checks that no two records of a file stand in one cluster:
// no-pair-within clusters file
func noPairWithin(ts *testscript.TestScript, neg bool, args []string) {
	var ids []string
	for _, r := range readCSV(ts, args[1]) {
		ids = append(ids, r[0])
	}
	slices.Sort(ids)
	cluster := map[string]string{}
	shared := 0
	for _, r := range readCSV(ts, args[0]) {
		if r[0] != r[1] {
			shared++
		}
		if _, in := slices.BinarySearch(ids, r[0]); !in {
			continue
		}
		if other, twice := cluster[r[1]]; twice {
			ts.Fatalf("%s and %s are of %s and in one cluster", other, r[0], args[1])
		}
		cluster[r[1]] = r[0]
	}
	if shared == 0 {
		ts.Fatalf("no cluster has two records")
	}
}

// judge fills in a sample as one who knows the truth does, but for every
// twentieth pair: judge people… sample
func judge(ts *testscript.TestScript, neg bool, args []string) {
	truth := map[string]string{}
	for _, path := range args[:len(args)-1] {
		for _, r := range readCSV(ts, path) {
			truth[r[0]] = r[len(r)-1]
		}
	}
	path := args[len(args)-1]
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(path))).ReadAll()
	ts.Check(err)
	first := slices.Index(rows[0], "id 1")
	for i, r := range rows[1:] {
		switch {
		case i%20 == 7:
			r[0] = "cannot tell"
		case truth[r[first]] == truth[r[first+1]]:
			r[0] = "same"
		default:
			r[0] = "Different "
		}
	}
	f, err := os.Create(ts.MkAbs(path))
	ts.Check(err)
	ts.Check(csv.NewWriter(f).WriteAll(rows))
	ts.Check(f.Close())
}
