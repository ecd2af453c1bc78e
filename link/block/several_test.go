package block

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"quanyuan/link/table"
)

func TestKeysOfEveryPart(t *testing.T) {
	for _, tt := range []struct {
		key, cell string
		want      []string
	}{
		{"digits*", "138 0000 0001；13900000002", []string{"13800000001", "13900000002"}},
		{"digits*", "13800000001, 13800000001", []string{"13800000001"}},
		{"digits*", "030/1234567", []string{"1234567"}},
		{"digits*", "12345", []string{"12345"}}, // alone, a few figures are all there is
		{"digits6*", "13800000001|", []string{"000001"}},
		{"exact*", "Ann Lee / ann roe", []string{"ann lee", "ann roe"}},
		{"exact*", "Lee, Ann", []string{"lee, ann"}},
		{"local*", "a@x.org,b@x.org", []string{"a", "b"}},
		{"soundex*", "；;、", nil},
		{"*", "A|b", []string{"a", "b"}},
		{"exact", "A|b", []string{"a|b"}},
		{"exact", "", nil},
		{"nothing*", "a", nil},
	} {
		if got := (Key{Name: tt.key}).Values(tt.cell); !slices.Equal(got, tt.want) {
			t.Errorf("%s of %q = %q, want %q", tt.key, tt.cell, got, tt.want)
		}
	}
}

// Rows share a key of a rule whatever part it is made of, and keep their keys
// in another order of the rows.
func TestRowsShareKeys(t *testing.T) {
	tbl := &table.Table{Rows: 5, Columns: []*table.Column{
		{Name: "a", Values: table.NewValues("", "x;y", "y;z", "z"), IDs: []uint32{1, 2, 3, 0, 1}, Counts: []uint32{1, 2, 1, 1}},
		{Name: "b", Values: table.NewValues("", "p/q", "q"), IDs: []uint32{1, 2, 1, 1, 0}, Counts: []uint32{1, 3, 1}},
	}}
	rules := []Rule{
		{Keys: []Key{{Column: "a", Name: "exact*"}}},
		{Keys: []Key{{Column: "a", Name: "exact*"}, {Column: "b", Name: "exact*"}}},
		{Keys: []Key{{Column: "a", Name: "exact*"}, {Column: "a", Name: "exact*"}}, AnyOrder: true},
	}
	want := [][][2]uint32{
		{{0, 1}, {0, 4}, {1, 2}, {1, 4}},
		{{0, 1}, {1, 2}}, // row 2 has p and q, row 1 has q; row 4 has no b
		{{0, 1}, {0, 4}, {1, 2}, {1, 4}},
	}
	order := []uint32{3, 1, 4, 0, 2}
	for i, rule := range rules {
		h, err := NewHasher(tbl, []Rule{rule, rule})
		if err != nil {
			t.Fatal(err)
		}
		plain, ordered := h.All(0, nil), h.All(1, order)
		var got [][2]uint32
		for x := range uint32(5) {
			for y := x + 1; y < 5; y++ {
				if plain.Share(x, y) {
					got = append(got, [2]uint32{x, y})
				}
				if ox, oy := order[x], order[y]; ordered.Share(x, y) != plain.Share(ox, oy) {
					t.Errorf("%s: rows %d and %d differ in another order", rule, ox, oy)
				}
			}
		}
		if !slices.Equal(got, want[i]) {
			t.Errorf("%s: rows %v share keys, want %v", rule, got, want[i])
		}
		blocks := plain.Group(nil)
		for b := range blocks.Len() {
			if key := blocks.Key(b, plain); b > 0 && key <= blocks.Key(b-1, plain) || !slices.IsSorted(blocks.Block(b)) {
				t.Errorf("%s: block %d is out of order", rule, b)
			}
		}
	}
}

// BenchmarkGroup makes the blocks of a hundred thousand rows by a telephone, and
// by two of which half of the rows have a second.
func BenchmarkGroup(b *testing.B) {
	rng := rand.New(rand.NewPCG(13, 14))
	phone := func() string { return fmt.Sprintf("138%08d", rng.IntN(60_000)) }
	var one, two [][]string
	for i := range 100_000 {
		cell := phone()
		one = append(one, []string{cell})
		if i%2 == 0 {
			cell += "；" + phone()
		}
		two = append(two, []string{cell})
	}
	for _, tt := range []struct {
		name, key string
		rows      [][]string
	}{{"one", "digits", one}, {"one starred", "digits*", one}, {"two", "digits*", two}} {
		tbl := columnsOf([]string{"phone"}, tt.rows)
		b.Run(tt.name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				h, err := NewHasher(tbl, []Rule{{Keys: []Key{{Column: "phone", Name: tt.key}}}})
				if err != nil {
					b.Fatal(err)
				}
				h.All(0, nil).Group(nil)
			}
		})
	}
}
