package link

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"quanyuan/link/table"
)

func TestHeadersWrittenTogether(t *testing.T) {
	for header, want := range map[string]Kind{
		"middlename": KindGivenName, "Forenames": KindGivenName, "DateOfBirth": KindDate, "dateofbirth": KindDate,
		"streetname": KindAddress, "ZipCode": KindPostcode, "zipcode": KindPostcode, "homephone": KindPhone, "emailaddress": KindEmail,
		"first": KindGivenName, "LAST": KindSurname, "F_Name": KindGivenName, "surnames": KindSurname,
		"statement": "", "android": "", "first_seen": "", "venue": "", "dosage": "", "status": "",
	} {
		if got, word := headerKind(header); got != want {
			t.Errorf("%q is %q by %q, want %q", header, got, word, want)
		}
	}
}

// listOf reads rows under a header.
func listOf(t *testing.T, header string, rows []string) *table.Table {
	t.Helper()
	tbl, err := table.ReadCSV(context.Background(), strings.NewReader(header+"\n"+strings.Join(rows, "\n")+"\n"), table.Options{Name: "list.csv"})
	if err != nil {
		t.Fatal(err)
	}
	return tbl
}

// invented makes words of two syllables, of so many kinds.
func invented(rng *rand.Rand, kinds int) string {
	w := rng.IntN(kinds)
	return string([]byte{"bdfgklmnprstv"[w%13], "aeiou"[w/13%5], "lmnrst"[w/65%6], "aeiou"[w/390%5], "kmnrst"[w/1950%6]})
}

// homesOf makes families who live at addresses; no header says what the columns are.
func homesOf(seed uint64, homes int) (rows []string) {
	rng := rand.New(rand.NewPCG(seed, 9))
	for range homes {
		surname, door := invented(rng, 4000), fmt.Sprintf("%d %s Road", 1+rng.IntN(300), invented(rng, 900))
		area := fmt.Sprintf("%c%c%d", 'A'+rng.IntN(26), 'A'+rng.IntN(26), 100+rng.IntN(900))
		for range 1 + rng.IntN(4) {
			rows = append(rows, fmt.Sprintf("%s,%s,%d,%d,%d,%s,%s", invented(rng, 700), surname, 1+rng.IntN(28), 1+rng.IntN(12), 1930+rng.IntN(80), door, area))
		}
	}
	return rows
}

func TestRolesOfColumnsByTheirValues(t *testing.T) {
	s, err := Suggest(listOf(t, "w1,w2,x_day,x_month,x_year,w3,w4", homesOf(4, 500)))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Kind{"w1": KindGivenName, "w2": KindSurname, "x_day": KindDatePart, "x_month": KindDatePart, "x_year": KindDatePart, "w3": KindAddress, "w4": KindNumber}
	for _, p := range s.Profiles {
		if p.Kind != want[p.Column] {
			t.Errorf("%s is %s (%s), want %s", p.Column, p.Kind, p.Why, want[p.Column])
		}
		if atHome := p.Column == "w4"; p.AtHome != atHome {
			t.Errorf("%s is of the place: %v", p.Column, p.AtHome)
		}
	}
}

// Where nobody lives together nothing is told from who shares an address.
func TestNamesOfThoseWhoLiveAlone(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 9))
	var rows []string
	for range 600 {
		row := fmt.Sprintf("%s,%s,%d %s Road", invented(rng, 700), invented(rng, 4000), 1+rng.IntN(300), invented(rng, 900))
		for range 1 + rng.IntN(2) {
			rows = append(rows, row)
		}
	}
	s, err := Suggest(listOf(t, "w1,w2,w3", rows))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Profiles {
		if p.Column != "w3" && p.Kind != KindWord || p.AtHome {
			t.Errorf("%s is %s (%s)", p.Column, p.Kind, p.Why)
		}
	}
}
