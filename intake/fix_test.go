package intake

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"quanyuan"
)

// A cell that a person wrote anew is read in the place of the old one; the raw
// row stays, the record says who did it, and nothing else of the list changes.
func TestFixedCells(t *testing.T) {
	const list = "某社区名册\n姓名,身份证号,电话,住址\n陈建军,510104196203150112,1380000000,\n李秀英,51010419640722022,13800000002,长宁街8号\n,,,长宁街9号\n"
	read := func(m *Mapping) (quanyuan.Receipt, *Mapping, []*quanyuan.Record) {
		t.Helper()
		var records []*quanyuan.Record
		receipt, used, err := Read(context.Background(), "list.csv", strings.NewReader(list), int64(len(list)), Options{Mapping: m}, func(r *quanyuan.Record) error {
			records = append(records, r)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return receipt, used, records
	}
	before, _, plain := read(nil)
	fixes := []Fix{
		{Row: 3, Column: "C", Text: "13800000001", Was: "1380000000", By: "林晓芸"},
		{Row: 4, Column: "B", Text: "1", Was: "51010419640722022", By: "林晓芸"},
		{Row: 4, Column: "B", Text: "510104196407220223", Was: "51010419640722022", By: "林晓芸"}, // the later holds
		{Row: 5, Column: "A", Text: "王小明", By: "林晓芸"},
		{Row: 99, Column: "A", Text: "nobody is there", By: "林晓芸"},
		{Row: 3, Column: "!", Text: "no column", By: "林晓芸"},
	}
	after, used, mended := read(&Mapping{Version: MappingVersion, Fixes: fixes})
	if !slices.Equal(used.Fixes, fixes) || len(used.Sheets) != 1 {
		t.Errorf("the mapping used keeps %v and %d sheets", used.Fixes, len(used.Sheets))
	}
	if before.Rows != after.Rows || !after.AddsUp() || before.SetAside != 1 || after.SetAside != 0 {
		t.Errorf("receipts %+v and %+v", before, after)
	}
	for i, want := range []struct {
		field quanyuan.Field
		text  string
	}{{quanyuan.Phone, "13800000001"}, {quanyuan.IDNumber, "510104196407220223"}, {quanyuan.Name, "王小明"}} {
		r := mended[i]
		if r.Text(want.field) != want.text {
			t.Errorf("row %d: %s is %q", r.Where.Row, want.field.Key(), r.Text(want.field))
		}
		if !slices.Equal(r.Cells, plain[i].Cells) {
			t.Errorf("row %d: the raw row became %q", r.Where.Row, r.Cells)
		}
		if !slices.ContainsFunc(r.Findings, func(f quanyuan.Finding) bool {
			return f.Rule == "cell.fixed" && f.Field == want.field && f.Args[1] == "林晓芸"
		}) {
			t.Errorf("row %d does not say that it was mended: %+v", r.Where.Row, r.Findings)
		}
	}
	raw := (&Mapping{Version: MappingVersion, Fixes: fixes[:1]}).JSON()
	if m, err := ParseMapping(raw); err != nil || !slices.Equal(m.Fixes, fixes[:1]) || !bytes.Contains(raw, []byte(`"was": "1380000000"`)) {
		t.Errorf("a mapping with fixes is read back as %v, %v", m, err)
	}
}
