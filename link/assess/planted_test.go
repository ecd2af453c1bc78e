package assess

import (
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"quanyuan/link"
	"quanyuan/link/linktest"
)

func TestPlantedRecords(t *testing.T) {
	for _, chinese := range []bool{false, true} {
		columns, rows := linktest.PersonColumns, linktest.People(population(1, 300, linktest.Usual))
		if chinese {
			columns, rows = linktest.ChineseColumns, linktest.ChinesePeople(population(1, 300, linktest.Usual))
		}
		w := linkTown(t, columns, rows, link.Options{})
		q := &Quality{Overall: &Estimate{0.2, 0.1, 0.3}}
		o := CheckOptions{Copies: 400, Impostors: 150, Quality: q}
		p, err := Check(context.Background(), w.table, w.run.Model, w.spec, o)
		if err != nil {
			t.Fatal(err)
		}
		if p.Copies != 400 || p.Compared.Value < 0.97 || p.Found.Value < 0.93 || p.Found.Value > p.Compared.Value || p.Unlike > 100 {
			t.Errorf("copies: %+v", p)
		}
		if p.Above || !p.Below {
			t.Errorf("an estimate of 10 to 30 percent does not contradict %v", p.Found)
		}
		if len(p.Impostors) != 3 || p.Impostors[0].Kind != "household" || p.Impostors[0].Records != 150 || p.Impostors[0].Linked.Value > 0.06 || p.Impostors[0].Expected == nil {
			t.Errorf("impostors: %+v", p.Impostors)
		}
		if p.Impostors[1].Linked.Value < p.Impostors[2].Linked.Value {
			t.Errorf("namesakes are linked less often than patchwork: %+v", p.Impostors)
		}
		o.Threads = 1
		if again, err := Check(context.Background(), w.table, w.run.Model, w.spec, o); err != nil || !reflect.DeepEqual(p, again) {
			t.Errorf("with one thread: %v, %+v instead of %+v", err, again, p)
		}
	}
}

// TestImpostorsAreNobody: what tells a person by itself is not taken from others,
// and a member of the household shares no more than that.
func TestImpostorsAreNobody(t *testing.T) {
	w := linkTown(t, linktest.ChineseColumns, linktest.ChinesePeople(population(2, 200, linktest.Usual)), link.Options{})
	p, err := newPlanter(w.table, w.run.Model, w.spec, CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	number, address := slices.Index(p.names, "身份证号码"), slices.Index(p.names, "居住地址")
	if !p.personal[number] || p.personal[address] || p.personal[slices.Index(p.names, "姓名")] {
		t.Fatalf("of %q personal are %v", p.names, p.personal)
	}
	invented := 0
	for row := range uint32(100) {
		p.impostor(householdImpostor, row)
		got := p.rows[len(p.rows)-1]
		if _, known := p.place(number, got[number]); known {
			t.Errorf("impostor %d has somebody's number %s", row, got[number])
		}
		if got[number] != "" {
			invented++
		}
		if got[address] != w.table.Column("居住地址").Value(int(row)) {
			t.Errorf("impostor %d lives at %q", row, got[address])
		}
	}
	if invented < 70 {
		t.Errorf("only %d of 100 have a number", invented)
	}
}

func TestMistypeChangesOneThing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		got := mistype("欧阳a1", rng)
		if n := len([]rune(got)); n < 3 || n > 5 {
			t.Errorf("mistyped as %q", got)
		}
	}
	if mistype("", rng) != "" {
		t.Error("nothing was mistyped as something")
	}
}
