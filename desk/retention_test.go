package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

// TestDisposal: after three years the raw rows of a list are gone from the
// file of the register, and nothing that anybody sees of a person changes;
// holds on the batch, a person in it or a division prevent it.
func TestDisposal(t *testing.T) {
	ctx := context.Background()
	now := noon()
	clock := func() time.Time { return now }
	file := filepath.Join(t.TempDir(), "town.db")
	s, err := sqlite.Create(ctx, file, clock)
	check(t, err)
	t.Cleanup(func() { s.Close() })
	check(t, desk.Init(ctx, s, []byte(divisions), "divisions.csv"))
	d, err := desk.Open(ctx, s, clock)
	check(t, err)
	importRegister(t, d, register)
	const secret = "绝无仅有的备注文字ABCXYZ"
	list := filepath.Join(t.TempDir(), "police.csv")
	check(t, os.WriteFile(list, []byte("姓名,性别,出生日期,身份证号码,未知列\n陈建国,男,1962-03-15,510104196203150112,"+secret+"\n"), 0o600))
	b, err := d.Import(ctx, desk.Upload{Path: list, Source: quanyuan.Source{Kind: quanyuan.Police, Division: "510198001000"}})
	check(t, err)
	for r, err := range s.Records(ctx, b.ID) {
		check(t, err)
		_, err = d.Attach(ctx, clerk, "P001", r.ID)
		check(t, err)
	}
	inFile := func() bool {
		for _, name := range []string{file, file + "-wal"} {
			raw, err := os.ReadFile(name)
			if err == nil && bytes.Contains(raw, []byte(secret)) {
				return true
			}
		}
		return false
	}
	person := func() string {
		p, err := s.Person(ctx, "P001")
		check(t, err)
		j, _ := json.Marshal(p)
		return string(j)
	}
	before := person()
	if !inFile() {
		t.Fatal("the raw row is not kept at all")
	}
	if _, err := d.DisposeOf(ctx, clerk, "2", "期满"); err == nil {
		t.Error("destroyed before its time")
	}
	now = now.AddDate(3, 0, 0)
	for _, h := range []quanyuan.Hold{{Of: "batch", Name: "2"}, {Of: "person", Name: "P001"}, {Of: "division", Name: "510198001001"}} {
		h.Reason = "诉讼"
		check(t, d.HoldBack(ctx, clerk, h, false))
		if _, err := d.DisposeOf(ctx, clerk, "2", "期满"); !errors.Is(err, quanyuan.ErrConflict) {
			t.Errorf("destroyed under the hold on a %s: %v", h.Of, err)
		}
		if due, err := d.Retention(ctx, clerk); err != nil || len(due) != 2 || due[1].Hold != h.Of+"-"+h.Name {
			t.Errorf("due under the hold on a %s: %+v, %v", h.Of, due, err)
		}
		check(t, d.HoldBack(ctx, clerk, h, true))
	}
	x, err := d.DisposeOf(ctx, clerk, "2", "期满")
	check(t, err)
	if x.Rows != 1 || x.Bytes == 0 || len(x.Hash) != 64 || x.FileHash != b.Hash {
		t.Errorf("certificate %+v", x)
	}
	if inFile() {
		t.Error("the raw row is still in the file")
	}
	if person() != before {
		t.Error("the person changed")
	}
	verified(t, d)
	again, err := d.DisposeOf(ctx, clerk, "2", "期满")
	if err != nil || again.Hash != x.Hash || !again.At.Equal(x.At) {
		t.Errorf("the certificate changed: %+v, %v", again, err)
	}
	lines, err := s.AuditLines(ctx, quanyuan.AuditQuery{Kind: "batch", ID: "2"})
	check(t, err)
	if len(lines) == 0 || lines[len(lines)-1].Action != "dispose" && lines[0].Action != "dispose" {
		t.Errorf("audit %+v", lines)
	}
	if due, err := d.Retention(ctx, clerk); err != nil || len(due) != 1 {
		t.Errorf("due at last %+v, %v", due, err)
	}
}
