package web_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quanyuan"
)

func init() {
	visits = append(visits,
		visit{"admin-condition", "system", at("/condition")},
		visit{"admin-backups", "system", func(w *town) string { w.aBackup(); return "/backups" }},
	)
}

// aBackup is a copy of the town that the administrator made.
func (w *town) aBackup() {
	w.t.Helper()
	w.turn(time.Minute) // each has a name of its own second
	w.as("system").post("/backups/new", nil)
	jobs, err := w.desk.Jobs(w.t.Context(), quanyuan.Local("张运维"))
	check(w.t, err)
	if v := w.ended(jobs[0].ID); v.State != quanyuan.JobDone {
		w.t.Fatalf("no backup: %+v", v)
	}
}

// The machine's administrator makes a backup and sees that it is verified; no
// address gives its file to anybody.
func TestWayOfABackup(t *testing.T) {
	w := openTown(t)
	system := w.as("system")
	for _, account := range []string{"city", "security", "audit", "clerk", "school"} {
		v := w.as(account)
		v.wants(http.StatusForbidden, "/backups")
		v.wants(http.StatusForbidden, "/condition")
		if res, _ := v.post("/backups/new", nil); res.StatusCode != http.StatusForbidden {
			t.Errorf("%s makes a backup: %d", account, res.StatusCode)
		}
	}
	system.wants(http.StatusOK, "/backups", "还没有备份", "现在备份")
	system.wants(http.StatusOK, "/condition", "七天之内没有备份", "请审计管理员打印链尾", "没有自己的证书", "test ·")
	w.aBackup()
	name := "register-20261102-090100.db"
	system.wants(http.StatusOK, "/backups", name, "已核对", "顾家豪")
	if body := system.wants(http.StatusOK, "/condition"); strings.Contains(body, "七天之内没有备份") {
		t.Error("a backup just made is not seen")
	}
	if _, err := os.Stat(filepath.Join(w.dir, "backups", name)); err != nil {
		t.Error(err)
	}
	for _, path := range []string{"/backups/" + name, "/backups/" + name + ".json", "/static/0/" + name, "/static/0/../backups/" + name} {
		if res, body := system.get(path); res.StatusCode != http.StatusNotFound || strings.Contains(body, "SQLite format") {
			t.Errorf("%s answers %d", path, res.StatusCode)
		}
	}
	w.turn(8 * 24 * time.Hour)
	w.as("system").wants(http.StatusOK, "/condition", "七天之内没有备份")
	check(t, os.Remove(filepath.Join(w.dir, "backups", name)))
	w.as("system").wants(http.StatusOK, "/backups", "文件不在")
}
