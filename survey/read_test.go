package survey_test

import (
	"errors"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/survey"
)

func TestReadDesign(t *testing.T) {
	rows, err := survey.Read(strings.NewReader("\ufeffnote,PSU, weight ,stratum,y,fpc\n好,1,2.5,甲,1,40\n,2,1e1,甲,-0.5,40\n"), "d.csv")
	if err != nil {
		t.Fatal(err)
	}
	want := []survey.Row{{Stratum: "甲", PSU: "1", Weight: 2.5, Y: 1, X: 1, FPC: 40}, {Stratum: "甲", PSU: "2", Weight: 10, Y: -.5, X: 1, FPC: 40}}
	if len(rows) != 2 || rows[0] != want[0] || rows[1] != want[1] {
		t.Errorf("%+v", rows)
	}
}

// TestReadRefuses: a fault has its file, row and column.
func TestReadRefuses(t *testing.T) {
	const head = "stratum,psu,weight,y,x\n1,1,1,1,1\n"
	for _, c := range []struct {
		text, key, field string
		row              int
	}{
		{"", "survey.no_rows", "", 0},
		{"stratum,psu,weight,y\n", "survey.no_rows", "", 0},
		{"stratum,psu,y\n", "survey.column_missing", "weight", 1},
		{"stratum,psu,weight,y,Y\n", "survey.column_twice", "y", 1},
		{head + "1,2,abc,1,1\n", "survey.cell_number", "weight", 3},
		{head + "1,2,0,1,1\n", "survey.cell_positive", "weight", 3},
		{head + "1,2,-3,1,1\n", "survey.cell_positive", "weight", 3},
		{head + "1,2,1,NaN,1\n", "survey.cell_number", "y", 3},
		{head + "1,2,1,1,Inf\n", "survey.cell_number", "x", 3},
		{head + "1,2,1,1e999,1\n", "survey.cell_number", "y", 3},
		{head + "1,2,1,1,-1\n", "survey.cell_positive", "x", 3},
		{head + "1,2,1,,1\n", "survey.cell_empty", "y", 3},
		{head + "1,,1,1,1\n", "survey.cell_empty", "psu", 3},
		{head + "1,2,1,1\n", "survey.unreadable", "", 3},
		{head + "1,\"2,1,1,1\n", "survey.unreadable", "", 3},
	} {
		_, err := survey.Read(strings.NewReader(c.text), "d.csv")
		var q *quanyuan.Error
		if !errors.As(err, &q) || q.Key != c.key || q.Where != (quanyuan.Where{File: "d.csv", Row: c.row, Field: c.field}) {
			t.Errorf("%q: %v", c.text, err)
		} else if !quanyuan.HasMessage(q.Key) {
			t.Errorf("%s has no text", q.Key)
		}
	}
}

// FuzzRead: whatever the bytes, rows come out that a design can be made of, or
// an error that a person can act upon.
func FuzzRead(f *testing.F) {
	f.Add("stratum,psu,weight,y,x,fpc\n1,1,1,1,1,5\n1,2,1,0,1,5\n")
	f.Add("stratum,psu,weight,y\n,a,1e-300,1e300\n,b,1e300,1\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := survey.Read(strings.NewReader(text), "f.csv")
		if err == nil {
			var d *survey.Design
			if d, err = survey.New(rows, survey.LonelyAdjust); err == nil {
				_, err = d.Ratio(.95, 0)
				d.Jackknife()
			}
		}
		var q *quanyuan.Error
		if err != nil && !errors.As(err, &q) {
			t.Errorf("%v has no key", err)
		}
	})
}
