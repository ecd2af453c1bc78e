package intake

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"quanyuan"
)

// TestPlanWithoutHeader: a file in which nobody was found gives a mapping to be
// filled in, with examples of each column; filled in, it reads the file.
func TestPlanWithoutHeader(t *testing.T) {
	data := []byte("某表\n甲,乙,丙,丁\n1,买买提江,男,督院街1号附2号\n2,古丽,女,督院街2号附1号\n3,阿依古丽,女,督院街3号\n")
	m, notes, err := Plan(context.Background(), "x.csv", bytes.NewReader(data), int64(len(data)), options(quanyuan.Community))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(notes, func(r quanyuan.Remark) bool { return r.Key == "intake.plan_unsure" }) || len(m.Sheets) != 1 || len(m.Sheets[0].Columns) != 4 {
		t.Fatalf("notes %+v, mapping %s", notes, m.JSON())
	}
	s := &m.Sheets[0]
	for i, c := range []ColumnMapping{
		{Column: "A", Header: "甲", Samples: "1 | 2 | 3"},
		{Column: "B", Header: "乙", Samples: "买买提江 | 古丽 | 阿依古丽"},
		{Column: "C", Header: "丙", Field: "sex", Samples: "男 | 女"},
		{Column: "D", Header: "丁", Field: "residence_address", Samples: "督院街1号附2号 | 督院街2号附1号 | 督院街3号"},
	} {
		if got := s.Columns[i]; got.Column != c.Column || got.Header != c.Header || c.Field != "" && got.Field != c.Field || got.Samples != c.Samples {
			t.Errorf("column %+v, want %+v", got, c)
		}
	}
	s.Columns[1].Field = "name"
	back, err := ParseMapping(m.JSON())
	if err != nil {
		t.Fatal(err)
	}
	o := options(quanyuan.Community)
	o.Mapping = back
	r := read(t, "x.csv", data, o)
	wantCounts(t, r, 3, 0, 2)
	want(t, r.records[0], quanyuan.Name, "买买提江", quanyuan.Sex, "1", quanyuan.ResidenceAddress, "督院街1号附2号")
	if bytes.Contains(r.mapping.JSON(), []byte("samples")) {
		t.Error("examples of cells were kept")
	}
}
