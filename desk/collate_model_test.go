package desk_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/link"
)

// schooled imports a list of n invented children of two families and collates.
func schooled(t *testing.T, d *desk.Desk, n int) *desk.Collation {
	t.Helper()
	importPupils(t, d, n)
	return collated(t, d)
}

func importPupils(t *testing.T, d *desk.Desk, n int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("姓名,性别,出生日期,家庭住址,社区编码\n陈晓雨,女,1990-01-09,春江路12号1栋2单元301,510198001001\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "郑小%c,男,2015-%02d-%02d,长宁街%d号,510198001002\n", '一'+rune(i), i%12+1, i%28+1, i)
	}
	path := filepath.Join(t.TempDir(), fmt.Sprintf("school%d.csv", n))
	check(t, os.WriteFile(path, []byte(b.String()), 0o600))
	_, err := d.Import(context.Background(), desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.School, Unit: "春江小学"}})
	check(t, err)
}

func collated(t *testing.T, d *desk.Desk) *desk.Collation {
	t.Helper()
	var progress func(link.Progress)
	var models []string
	c, err := d.Collate(context.Background(), progress, func(p *quanyuan.Proposal) error {
		models = append(models, p.Model)
		return nil
	})
	check(t, err)
	for _, m := range models {
		if m != c.Model {
			t.Errorf("a proposal of model %q, collated by %q", m, c.Model)
		}
	}
	return c
}

func said(c *desk.Collation) string {
	var keys []string
	for _, r := range c.Said {
		keys = append(keys, r.Key)
	}
	return strings.Join(keys, " ")
}

// TestOneModelForEverything: collation, dedupe and search use the model that is
// there. The program puts another in the place of its own when there is twice as
// much to learn from, and none in the place of one that was signed.
func TestOneModelForEverything(t *testing.T) {
	d, _ := city(t)
	ctx := context.Background()
	searched := func() string {
		a, err := d.Search(ctx, li, read(t, d, "姓名", "陈建国", "出生日期", "1962-03-15"))
		check(t, err)
		return a.Receipt.Model
	}
	first := searched()
	if !strings.HasPrefix(first, "1-") {
		t.Fatalf("first model %q", first)
	}
	if c := schooled(t, d, 5); c.Model != first || said(c) != "" {
		t.Errorf("13 persons and rows, 8 learnt from: model %q, first %q, said %q", c.Model, first, said(c))
	}
	grown := schooled(t, d, 10)
	if !strings.HasPrefix(grown.Model, "2-") || said(grown) != "model.trained" {
		t.Errorf("23 persons and rows, 8 learnt from: model %q, said %q", grown.Model, said(grown))
	}
	if c := collated(t, d); c.Model != grown.Model || said(c) != "" {
		t.Errorf("collated again: model %q, said %q", c.Model, said(c))
	}
	if c, err := d.Dedupe(ctx, nil); err != nil || c.Model != grown.Model {
		t.Errorf("dedupe by %+v, %v", c, err)
	}
	if m := searched(); m != grown.Model {
		t.Errorf("searched by %q", m)
	}
	if _, err := d.UseModel(ctx, quanyuan.Local("张主任"), ""); err != nil {
		t.Fatal(err)
	}
	signed := schooled(t, d, 40)
	if signed.Model != grown.Model || said(signed) != "model.outgrown" {
		t.Errorf("signed and outgrown: model %q, said %q", signed.Model, said(signed))
	}
	rows := 0
	for _, n := range signed.Outcomes {
		rows += n
	}
	next, err := d.TrainModel(ctx, quanyuan.Local("张主任"), nil)
	check(t, err)
	changed := 0
	for _, n := range next.Changes.Rows {
		changed += n
	}
	if changed != rows || next.After.Rows != 55 || next.After.Persons != 8 {
		t.Errorf("%d rows in the report, %d collated; model %+v", changed, rows, next.After)
	}
	if c := collated(t, d); c.Model != grown.Model {
		t.Errorf("model %q is used before anybody put it into use", c.Model)
	}
	if _, err := d.UseModel(ctx, quanyuan.Local("张主任"), ""); err != nil {
		t.Fatal(err)
	}
	if c := collated(t, d); c.Model != next.After.Name || said(c) != "" {
		t.Errorf("model %q, said %q, after %q was put into use", c.Model, said(c), next.After.Name)
	}
}
