package desk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

const divisions = "code,level,parent,name\n510198001000,4,510198000000,春江街道\n510198001001,5,510198001000,春江社区\n510198001002,5,510198001000,长宁社区\n"

const register = `系统编号,姓名,性别,出生日期,身份证号码,婚姻状况,户籍状况,居住状况,居住地址,社区编码
P001,陈建国,男,1962-03-15,510104196203150112,初婚,户口在本社区,现住本社区,春江路12号1栋2单元301,510198001001
P002,刘玉兰,女,1964-07-22,510104196407220223,初婚,户口在本社区,不在本社区居住(县内),长宁街8号3栋501,510198001001
P002,刘玉兰,女,1964-07-22,510104196407220223,初婚,户口不在本社区,现住本社区,长宁街8号3栋501,510198001002
`

func noon() time.Time { return time.Date(2024, 6, 30, 12, 0, 0, 0, time.UTC) }

// empty opens a register with its divisions and nobody in it.
func empty(t *testing.T) (*desk.Desk, quanyuan.Store) {
	t.Helper()
	ctx := context.Background()
	s, err := sqlite.Create(ctx, filepath.Join(t.TempDir(), "town.db"), noon)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := desk.Init(ctx, s, []byte(divisions), "divisions.csv"); err != nil {
		t.Fatal(err)
	}
	d, err := desk.Open(ctx, s, noon)
	if err != nil {
		t.Fatal(err)
	}
	return d, s
}

// open makes a register of two persons in a real store.
func open(t *testing.T) (*desk.Desk, quanyuan.Store) {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	d, s := empty(t)
	path := filepath.Join(dir, "register.csv")
	if err := os.WriteFile(path, []byte(register), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Register}})
	if err != nil {
		t.Fatal(err)
	}
	if !b.Receipt.AddsUp() || b.Receipt.Accepted != 3 {
		t.Fatalf("receipt %+v", b.Receipt)
	}
	return d, s
}

func TestOnePersonInTwoCommunitiesIsOnePerson(t *testing.T) {
	_, s := open(t)
	p, err := s.Person(context.Background(), "P002")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Records) != 2 || len(p.Presences) != 2 {
		t.Fatalf("person %+v", p)
	}
	if a, b := p.Presences[0], p.Presences[1]; a.Category != quanyuan.HukouLivesAway || b.Category != quanyuan.LivesHere30Days {
		t.Errorf("categories %d and %d, want hukou here living away, and living here", a.Category, b.Category)
	}
}

var clerk = quanyuan.Local("李专干")

// TestActs plays one person's history at a desk and reads the state and the
// history back from the store after each act.
func TestActs(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	value := func(text string) quanyuan.Value { return quanyuan.Value{Text: text, State: quanyuan.Understood} }

	p, err := d.Correct(ctx, clerk, "P001", quanyuan.Name, value("陈建华"))
	if err != nil {
		t.Fatal(err)
	}
	if v := p.Value(quanyuan.Name); v.Text != "陈建华" || v.Reason != quanyuan.WonConfirmed || v.Record == 0 {
		t.Errorf("after the correction: %+v", v)
	}
	if p, err = d.Confirm(ctx, clerk, "P001", quanyuan.IDNumber); err != nil {
		t.Fatal(err)
	}
	if v := p.Value(quanyuan.IDNumber); v.Reason != quanyuan.WonConfirmed || v.Text != "510104196203150112" {
		t.Errorf("after confirming: %+v", v)
	}
	if _, err = d.Exit(ctx, clerk, "P001", "1", quanyuan.Date{Year: 2024, Month: 5, Day: 3}); err != nil {
		t.Fatal(err)
	}
	if n, _ := s.Count(ctx); n != 1 {
		t.Errorf("%d persons after a death, want 1", n)
	}
	if _, err = d.Correct(ctx, clerk, "P001", quanyuan.Name, value("陈某")); !errors.Is(err, quanyuan.ErrInvalid) {
		t.Errorf("correcting somebody who has left: %v", err)
	}
	if p, err = d.Restore(ctx, clerk, "P001"); err != nil {
		t.Fatal(err)
	}
	if p.Exited != "" || p.Text(quanyuan.DeathDate) != "" || p.Text(quanyuan.Name) != "陈建华" {
		t.Errorf("after the restore: %+v", p)
	}
	es, err := s.Events(ctx, "P001")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range es {
		kinds = append(kinds, string(e.Kind))
		if e.Record == 0 {
			t.Errorf("event %s names no record", e.Kind)
		}
	}
	if got := strings.Join(kinds, " "); got != "enter correct confirm exit restore" {
		t.Errorf("history %q", got)
	}
}

func TestImportErrorsLeaveNothing(t *testing.T) {
	d, s := open(t)
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "broken.xlsx")
	if err := os.WriteFile(path, []byte("PK\x03\x04 not a workbook"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Police}}); err == nil {
		t.Fatal("a broken workbook was imported")
	}
	if bs, _ := s.Batches(ctx); len(bs) != 1 {
		t.Errorf("%d batches, want the register alone", len(bs))
	}
	if _, err := d.Import(ctx, desk.Upload{Path: path + "x"}); !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("a file that is not there: %v", err)
	}
}
