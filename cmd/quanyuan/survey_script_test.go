package main

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"quanyuan/simulate"
)

// surveyCommands let a script's survey team work in the virtual town.
var surveyCommands = map[string]func(*testscript.TestScript, bool, []string){
	"fieldwork": fieldwork, "clerk": clerk, "secondvisit": secondVisit, "recomputed": recomputed,
	"intruth": inTruth, "hashed": hashOf, "byhand": byHand,
}

func townOf(ts *testscript.TestScript, persons, seed string) *simulate.Town {
	n, err := strconv.Atoi(persons)
	ts.Check(err)
	s, err := strconv.ParseUint(seed, 10, 64)
	ts.Check(err)
	return simulate.New(simulate.Options{Persons: n, Seed: s, RegisterOnly: true})
}

// tableRows reads a CSV file as maps from its header.
func tableRows(ts *testscript.TestScript, file string) (head []string, rows []map[string]string) {
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(ts.ReadFile(file), "\ufeff"))).ReadAll()
	ts.Check(err)
	for _, r := range all[1:] {
		row := map[string]string{}
		for i, h := range all[0] {
			row[h] = r[i]
		}
		rows = append(rows, row)
	}
	return all[0], rows
}

func saveTable(ts *testscript.TestScript, file string, rows [][]string) {
	var b strings.Builder
	ts.Check(csv.NewWriter(&b).WriteAll(rows))
	ts.Check(os.WriteFile(ts.MkAbs(file), []byte(b.String()), 0o600))
}

// fieldwork lists the segments of a sample as they are in the town:
// fieldwork persons seed sample.csv answers.csv
func fieldwork(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: fieldwork persons seed sample.csv answers.csv")
	}
	team := townOf(ts, args[0], args[1]).Fieldwork()
	rows := [][]string{simulate.FormHead}
	_, sample := tableRows(ts, args[2])
	for _, s := range sample {
		rows = append(rows, team.List(s["segment"], s["community"], strings.Split(s["spots"], "|"))...)
	}
	saveTable(ts, args[3], rows)
}

// clerk reads questions as somebody would who sees both sides: a number or, where
// one side has none, name and date of birth. With an answer, it is given to all:
// clerk cases.csv answered.csv [answer]
func clerk(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: clerk cases.csv answered.csv [answer]")
	}
	head, cases := tableRows(ts, args[0])
	rows := [][]string{head}
	for _, c := range cases {
		same := func(f string) bool { return c["调查·"+f] != "" && c["调查·"+f] == c["登记·"+f] }
		c["答案"] = "不同"
		if same("身份证号码") || same("姓名") && same("出生日期") {
			c["答案"] = "相同"
		}
		if len(args) > 2 {
			c["答案"] = args[2]
		}
		var row []string
		for _, h := range head {
			row = append(row, c[h])
		}
		rows = append(rows, row)
	}
	saveTable(ts, args[1], rows)
}

// secondVisit asks about persons of the register:
// secondvisit persons seed sample.csv follow.csv found.csv
func secondVisit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 5 {
		ts.Fatalf("usage: secondvisit persons seed sample.csv follow.csv found.csv")
	}
	team := townOf(ts, args[0], args[1]).Fieldwork()
	_, sample := tableRows(ts, args[2])
	segments := map[string]map[string]string{}
	for _, s := range sample {
		segments[s["segment"]] = s
	}
	rows := [][]string{{"段号", "人员编号", "结果"}}
	_, follow := tableRows(ts, args[3])
	for _, p := range follow {
		s := segments[p["段号"]]
		rows = append(rows, []string{p["段号"], p["人员编号"], team.Follow(p["人员编号"], s["community"], strings.Split(s["spots"], "|"))})
	}
	saveTable(ts, args[4], rows)
}

// recomputed holds what survey estimate printed last against a figure of the
// report: recomputed report.json measured
func recomputed(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: recomputed report.json figure")
	}
	type figure struct {
		Ratio, SE, Deff, DF float64
		NEff                float64 `json:"n_eff"`
	}
	var report struct{ Coverage map[string]json.RawMessage }
	var printed, reported figure
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &printed))
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &report))
	ts.Check(json.Unmarshal(report.Coverage[args[1]], &reported))
	for _, x := range [][2]float64{{printed.Ratio, reported.Ratio}, {printed.SE, reported.SE}, {printed.Deff, reported.Deff}, {printed.DF, reported.DF}, {printed.NEff, reported.NEff}} {
		if math.Abs(x[0]-x[1]) > 1e-9*math.Abs(x[1]) || x[1] == 0 {
			ts.Fatalf("computed again %+v, reported %+v", printed, reported)
		}
	}
}

// inTruth says how many persons of a sample the survey team met, and how many of
// them stand in the town's register: inTruth persons seed sample.csv
func inTruth(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: intruth persons seed sample.csv")
	}
	team := townOf(ts, args[0], args[1]).Fieldwork()
	_, sample := tableRows(ts, args[2])
	for _, s := range sample {
		team.List(s["segment"], s["community"], strings.Split(s["spots"], "|"))
	}
	in, all := team.Met()
	fmt.Fprintf(ts.Stdout(), "P %d M %d\n", all, in)
}

// hashOf sets a variable to the SHA-256 of a file: hashed NAME file
func hashOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: hashed NAME file")
	}
	sum := sha256.Sum256([]byte(ts.ReadFile(args[1])))
	ts.Setenv(args[0], hex.EncodeToString(sum[:]))
}
