package desk_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"quanyuan"
)

// TestRetentionYears: who configures sets them, never below the law's three,
// and with a reason that stays; who destroys does not. The certificate is there
// once the batch is not.
func TestRetentionYears(t *testing.T) {
	now := noon()
	d, s := clocked(t, &now)
	ctx := context.Background()
	importRegister(t, d, "系统编号,姓名,性别,出生日期,户籍状况,居住状况,社区编码\nP001,陈建国,男,1962-03-15,1,1,"+spring+"\n")
	admin, city := quanyuan.Local("系统管理员"), quanyuan.Local("周科长")
	admin.Post, city.Post = quanyuan.SystemAdmin, quanyuan.CityOffice

	wantKey(t, d.SetRetentionYears(ctx, city, 5, "档案要求"), "access.post")
	wantKey(t, d.SetRetentionYears(ctx, admin, 2, "档案要求"), "retention.years")
	wantKey(t, d.SetRetentionYears(ctx, admin, 31, "档案要求"), "retention.years")
	wantKey(t, d.SetRetentionYears(ctx, admin, 5, " "), "retention.reason")
	if n, err := d.RetentionYears(ctx); n != 3 || err != nil {
		t.Errorf("%d years at first, %v", n, err)
	}
	check(t, d.SetRetentionYears(ctx, admin, 5, "档案要求"))
	lines, err := s.AuditLines(ctx, quanyuan.AuditQuery{Kind: "setting", ID: "retention_years", Outcome: quanyuan.Done})
	check(t, err)
	if len(lines) != 1 || lines[0].Detail != "3 5" || lines[0].Reason == "" || lines[0].Name != "系统管理员" {
		t.Errorf("audit %+v", lines)
	}
	_, err = d.DisposalSheet(ctx, admin, "1")
	wantKey(t, err, "access.post")
	_, err = d.DisposalSheet(ctx, city, "1")
	wantKey(t, err, "retention.not_done")

	now = now.AddDate(3, 0, 0)
	_, err = d.DisposeOf(ctx, city, "1", "期满")
	wantKey(t, err, "retention.early")
	if due, err := d.Retention(ctx, city); err != nil || len(due) != 0 {
		t.Errorf("due after three of five years: %v, %v", due, err)
	}
	now = now.AddDate(2, 0, 0)
	x, err := d.DisposeOf(ctx, city, "1", "期满")
	check(t, err)
	sheet, err := d.DisposalSheet(ctx, city, "1")
	check(t, err)
	var b bytes.Buffer
	check(t, sheet.HTML(&b))
	if page := b.String(); !strings.Contains(page, "周科长") || !strings.Contains(page, x.Hash) || strings.Contains(page, "陈建国") {
		t.Errorf("certificate %s", page)
	}
	_, err = d.DisposalSheet(ctx, city, "9")
	if !errors.Is(err, quanyuan.ErrNotFound) {
		t.Errorf("of a batch that is none: %v", err)
	}
}
