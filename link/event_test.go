package link_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"quanyuan/link"
	"quanyuan/link/linktest"
)

// admissions are records of persons, each with the day and the ward of an
// admission, and with the year in which the person entered a scheme.
func admissions(t *testing.T) ([]string, [][]string) {
	t.Helper()
	p := town
	p.Households = 700
	rng := rand.New(rand.NewPCG(8, 2))
	columns := append(append([]string{}, linktest.PersonColumns...), "admission_date", "ward", "scheme_date")
	rows := linktest.People(p)
	scheme := map[string]string{}
	day := func(from, years int) string {
		return fmt.Sprintf("%d-%02d-%02d", from+rng.IntN(years), 1+rng.IntN(12), 1+rng.IntN(28))
	}
	for i, r := range rows {
		person := r[len(linktest.PersonColumns)-1]
		if scheme[person] == "" {
			scheme[person] = day(1990, 30)
		}
		rows[i] = append(r, day(2015, 8), fmt.Sprintf("W%d", rng.IntN(30)), scheme[person])
	}
	return columns, rows
}

// What tells of the record is left out, what tells of the person stays, however
// much alike both look; and the persons are found as if the first were not there.
func TestDaysOfEventsAreLeftOut(t *testing.T) {
	columns, rows := admissions(t)
	tbl, err := linktest.TableOf(columns, rows)
	if err != nil {
		t.Fatal(err)
	}
	ignored := []string{"unique_id", "cluster"}
	s, err := link.Suggest(tbl, ignored...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Profiles {
		switch p.Column {
		case "admission_date":
			if p.Used || !strings.Contains(p.Why, "tells of the record") {
				t.Errorf("%s is used: %s", p.Column, p.Why)
			}
		case "dob", "scheme_date", "first_name", "email":
			if !p.Used {
				t.Errorf("%s is not used: %s", p.Column, p.Why)
			}
		}
	}
	found := func(ignore ...string) [][2]uint32 {
		r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: append(ignored, ignore...)}, link.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var pairs [][2]uint32
		for _, p := range r.Pairs {
			if p.Probability() >= r.Threshold {
				pairs = append(pairs, [2]uint32{p.A, p.B})
			}
		}
		return pairs
	}
	with, without := found(), found("admission_date")
	if fmt.Sprint(with) != fmt.Sprint(without) {
		t.Errorf("%d pairs with the day of admission, %d without", len(with), len(without))
	}
}
