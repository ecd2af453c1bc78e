package desk_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

// A backup is of one moment while others go on, is verified, listed with its
// hash, and told apart from one whose file was changed or taken away.
func TestBackup(t *testing.T) {
	g := openGate(t)
	ctx := context.Background()
	folder := filepath.Join(t.TempDir(), "备份 [1]")
	var err error
	g.Desk, err = desk.Open(ctx, g.s, func() time.Time { return g.now }, desk.PasswordCost(access.Cost{Memory: 64, Passes: 1, Threads: 1}),
		desk.KeepBackups(folder, func(ctx context.Context, path string) (quanyuan.Store, error) {
			return sqlite.OpenCopy(ctx, path, func() time.Time { return g.now })
		}))
	check(t, err)
	system := g.account("system", quanyuan.SystemAdmin, "", "")
	city := g.account("city", quanyuan.CityOffice, "", "")
	quiet := func(string, int64, int64) {}
	_, err = g.Backup(ctx, city, quiet)
	g.want("the city makes a backup", err, "access.post")
	_, err = g.Backups(ctx, city)
	g.want("the city lists them", err, "access.post")
	var stages []string
	first, err := g.Backup(ctx, system, func(stage string, _, _ int64) {
		if len(stages) == 0 || stages[len(stages)-1] != stage {
			stages = append(stages, stage)
		}
	})
	check(t, err)
	if got := strings.Join(stages, " "); got != "backup.copy backup.pages backup.persons backup.hash" {
		t.Errorf("stages %q", got)
	}
	if first.Persons != 2 || len(first.SHA256) != 64 || first.Bytes == 0 || first.By != "某system" {
		t.Errorf("backup %+v", first)
	}
	st, err := os.Stat(filepath.Join(folder, first.Name))
	check(t, err)
	if st.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %s", st.Mode())
	}
	g.now = g.now.Add(time.Hour)
	second, err := g.Backup(ctx, system, quiet)
	check(t, err)
	stopped, cancel := context.WithCancel(ctx)
	g.now = g.now.Add(time.Hour)
	_, err = g.Backup(stopped, system, func(stage string, _, _ int64) {
		if stage == "backup.persons" {
			cancel()
		}
	})
	if err == nil {
		t.Error("a backup that was stopped is kept")
	}
	all, err := g.Backups(ctx, system)
	check(t, err)
	if len(all) != 2 || all[0].Name != second.Name || all[1].SHA256 != first.SHA256 || all[0].Missing || all[1].Changed {
		t.Errorf("backups %+v", all)
	}
	check(t, os.Truncate(filepath.Join(folder, first.Name), 100))
	check(t, os.Remove(filepath.Join(folder, second.Name)))
	all, err = g.Backups(ctx, system)
	check(t, err)
	if !all[0].Missing || !all[1].Changed {
		t.Errorf("changed behind its back: %+v", all)
	}
	c, err := g.Condition(ctx, system)
	check(t, err)
	if c.LastBackup != nil || !c.Backups || c.Space.File == 0 || c.Persons != 2 || c.AuditLines == 0 || !c.Anchored.IsZero() {
		t.Errorf("condition %+v", c)
	}
	_, err = g.Anchor(ctx, quanyuan.Principal{Account: "audit", Name: "纪审计", Post: quanyuan.AuditAdmin})
	check(t, err)
	if c, err = g.Condition(ctx, system); err != nil || !c.Anchored.Equal(g.now) {
		t.Errorf("anchored at %v, %v", c.Anchored, err)
	}
}

// By the clock only lists that came in are collated, once, under the model that
// there is, though the program would train another.
func TestRenewArrived(t *testing.T) {
	d, _ := city(t)
	ctx := context.Background()
	by := quanyuan.Local("nightly")
	quiet := func(string, int64, int64) {}
	renew := func(want int) string {
		t.Helper()
		n, err := d.RenewArrived(ctx, by, quiet)
		check(t, err)
		if n != want {
			t.Errorf("%d lists came in, want %d", n, want)
		}
		m, _, err := d.Models(ctx)
		check(t, err)
		if m == nil {
			return ""
		}
		return m.Name
	}
	renew(0)
	first := schooled(t, d, 5).Model
	renew(0) // schooled collates
	importPupils(t, d, 40)
	if m := renew(1); m != first {
		t.Errorf("the clock put model %q in the place of %q", m, first)
	}
	renew(0)
}
