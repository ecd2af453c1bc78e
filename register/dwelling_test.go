package register_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"quanyuan"
	"quanyuan/refdata/address"
	"quanyuan/refdata/division"
	"quanyuan/register"
)

var parser = sync.OnceValue(func() *address.Parser {
	tree, err := division.Embedded().WithFile(strings.NewReader("code,level,parent,name\n510104091000,4,510104000000,春江街道\n510104091001,5,510104091000,春江社区\n"), "divisions.csv")
	if err != nil {
		panic(err)
	}
	return address.NewParser(tree, "510104091000")
})

const riverside = "510104091001"

// TestDoors: one dwelling written in several ways is one; what does not reach a
// dwelling is none.
func TestDoors(t *testing.T) {
	for _, c := range []struct {
		name      string
		addresses []string
		want      []string // addresses of the dwellings
	}{
		{"one way of writing", []string{"春江路12号1栋2单元301", "春江路12号1栋2单元301"}, []string{"春江路12号1栋2单元301"}},
		{"with and without the divisions", []string{"锦江区春江街道春江路12号1栋2单元301", "春江路12号1幢2-301"}, []string{"锦江区春江街道春江路12号1栋2单元301"}},
		{"without the unit, of which there is one", []string{"春江路12号1栋301", "春江路12号1栋2单元301"}, []string{"春江路12号1栋2单元301"}},
		{"without the unit, of which there are two", []string{"春江路12号1栋301", "春江路12号1栋2单元301", "春江路12号1栋1单元301"}, []string{"春江路12号1栋1单元301", "春江路12号1栋2单元301", "春江路12号1栋301"}},
		{"two rooms", []string{"春江路12号1栋301", "春江路12号1栋302"}, []string{"春江路12号1栋301", "春江路12号1栋302"}},
		{"a building is no dwelling", []string{"春江路12号1栋", "春江社区"}, nil},
		{"a farmhouse", []string{"春江社区3组12号"}, []string{"春江社区3组12号"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(4) {
				as := slices.Clone(c.addresses)
				rand.New(rand.NewPCG(seed, 1)).Shuffle(len(as), func(i, j int) { as[i], as[j] = as[j], as[i] })
				var doors []register.Door
				for _, a := range as {
					doors = append(doors, register.Door{Address: a, Source: "register", Living: 1})
				}
				d := register.NewDoors(riverside, nil, parser())
				ids := d.AddAll(doors)
				var got []string
				living := 0
				for _, w := range d.Dwellings() {
					got = append(got, w.Address)
					living += w.Living
				}
				slices.Sort(got)
				if !slices.Equal(got, c.want) {
					t.Fatalf("dwellings %q, want %q", got, c.want)
				}
				placed := 0
				for _, id := range ids {
					if id != "" {
						placed++
					}
				}
				if placed != living {
					t.Errorf("%d doors placed, %d persons live there", placed, living)
				}
				// Built again from what is known, nothing is new.
				again := register.NewDoors(riverside, d.Dwellings(), parser())
				if second := again.AddAll(doors); !slices.Equal(second, ids) || len(again.Dwellings()) != len(got) {
					t.Errorf("built again: %v, first %v", second, ids)
				}
			}
		})
	}
}

// TestAccounted is the table by which 不漏户 counts a dwelling.
func TestAccounted(t *testing.T) {
	visit := func(state string) []quanyuan.Visit { return []quanyuan.Visit{{State: state}} }
	for _, c := range []struct {
		name  string
		d     quanyuan.Dwelling
		want  bool
		state string
	}{
		{"nobody known, nobody went", quanyuan.Dwelling{}, false, quanyuan.DwellingUnseen},
		{"persons of the register live there", quanyuan.Dwelling{Living: 2}, true, quanyuan.DwellingLived},
		{"found empty", quanyuan.Dwelling{Visits: visit(quanyuan.DwellingEmpty)}, true, quanyuan.DwellingEmpty},
		{"found lived in, by nobody the register knows", quanyuan.Dwelling{Visits: visit(quanyuan.DwellingLived)}, false, quanyuan.DwellingLived},
		{"found lived in, by those of the register", quanyuan.Dwelling{Living: 2, Visits: visit(quanyuan.DwellingLived)}, true, quanyuan.DwellingLived},
		{"found empty, though the register has people there", quanyuan.Dwelling{Living: 2, Visits: visit(quanyuan.DwellingEmpty)}, false, quanyuan.DwellingEmpty},
		{"no dwelling any more", quanyuan.Dwelling{Visits: visit(quanyuan.DwellingGone)}, true, quanyuan.DwellingGone},
		{"the last visit holds", quanyuan.Dwelling{Visits: append(visit(quanyuan.DwellingEmpty), visit(quanyuan.DwellingLived)...)}, false, quanyuan.DwellingLived},
	} {
		if got := c.d.Accounted(); got != c.want {
			t.Errorf("%s: accounted for %v", c.name, got)
		}
		if c.d.Settle(); c.d.State != c.state {
			t.Errorf("%s: state %s, want %s", c.name, c.d.State, c.state)
		}
	}
}
