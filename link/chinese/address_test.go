package chinese_test

import (
	"os"
	"testing"

	"quanyuan/link/chinese"
	"quanyuan/refdata/address"
	"quanyuan/refdata/division"
)

func inventedCity(t testing.TB) chinese.Address {
	t.Helper()
	f, err := os.Open("testdata/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tree, err := division.Embedded().WithFile(f, "divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	return chinese.NewAddress(address.NewParser(tree, "980100000000"))
}

func TestAddressPairs(t *testing.T) { goldenPairs(t, "addresses.txt", inventedCity(t)) }
