package link_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
)

// twoPhones writes another number before that of about half of the rows.
func twoPhones(t *testing.T, columns []string, rows [][]string, phone, between string) *table.Table {
	t.Helper()
	rng := rand.New(rand.NewPCG(5, 6))
	at := slices.Index(columns, phone)
	for _, r := range rows {
		if r[at] != "" && rng.IntN(2) == 0 {
			other := []byte("15900000000")
			for i := 3; i < len(other); i++ {
				other[i] = '0' + byte(rng.IntN(10))
			}
			r[at] = string(other) + between + r[at]
		}
	}
	tbl, err := linktest.TableOf(columns, rows)
	if err != nil {
		t.Fatal(err)
	}
	return tbl
}

// Where half of the telephones stand in second place, the engine sees that by
// itself, and finds by the number what it would find if it stood alone.
func TestSecondTelephonesAreFound(t *testing.T) {
	p := town
	p.Households = 600
	for _, tt := range []struct {
		phone, between, comparator string
		columns                    []string
		rows                       [][]string
		ignore                     []string
	}{
		{"phone", "; ", `any_of{"inner":"phone","separator":";"}`, linktest.PersonColumns, linktest.People(p), []string{"unique_id", "cluster"}},
		{"电话号码", "、", "cn_phone", linktest.ChineseColumns, linktest.ChinesePeople(p), []string{"编号", "cluster"}},
	} {
		tbl := twoPhones(t, tt.columns, tt.rows, tt.phone, tt.between)
		s, err := link.Suggest(tbl, tt.ignore...)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(s.Spec.Comparisons, func(c link.Comparison) bool { return c.Column == tt.phone })
		if i < 0 || s.Spec.Comparisons[i].Comparator.Name() != tt.comparator {
			t.Fatalf("%s: %v, want %s", tt.phone, s.Spec.Comparisons, tt.comparator)
		}
		for _, p := range s.Profiles {
			if (p.Separator != "") != (p.Column == tt.phone) || p.Separator != "" && !strings.Contains(p.Why, "hold several") {
				t.Errorf("column %s is parted by %q: %s", p.Column, p.Separator, p.Why)
			}
		}
		// by the telephone alone
		recall := func(key string) float64 {
			k, err := link.NewKey(tt.phone, key)
			if err != nil {
				t.Fatal(err)
			}
			spec := s.Spec
			spec.Rules = []block.Rule{{Keys: []block.Key{k}}}
			found := map[[2]uint32]bool{}
			r, err := link.Dedupe(context.Background(), tbl, spec, link.Options{Floor: 1e-9})
			if err != nil {
				t.Fatal(err)
			}
			want := truth(tbl.Column("cluster"), func(s string) string { return s })
			for _, p := range r.Pairs {
				if want[p.A] == want[p.B] {
					if found[[2]uint32{p.A, p.B}] {
						t.Fatalf("%s: pair %d, %d twice", key, p.A, p.B)
					}
					found[[2]uint32{p.A, p.B}] = true
				}
			}
			return float64(len(found))
		}
		if whole, parts := recall("cn_phone"), recall("cn_phone*"); parts < 1.5*whole {
			t.Errorf("%s: %g matches by the first number, %g by any", tt.phone, whole, parts)
		}
	}
}
