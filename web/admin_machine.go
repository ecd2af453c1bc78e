package web

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"quanyuan/access"
	"quanyuan/desk"
)

func init() {
	area(func(s *site) {
		began := s.o.Now()
		s.get("/condition", access.Configure, func(q *request) error { return showCondition(q, began) })
		s.lists("/backups", access.Configure, showBackups)
		s.post("/backups/new", access.Configure, makeBackup)
		s.door(79, "admin.nav", "admin.condition", "/condition", access.Configure)
		s.door(81, "admin.nav", "admin.backups", "/backups", access.Configure)
	})
}

// When something of the machine must be looked at: figures of good keeping, not
// of any one register.
const (
	backupStale   = 7 * 24 * time.Hour
	anchorStale   = 31 * 24 * time.Hour
	endsSoon      = 30 * 24 * time.Hour
	logTooLong    = 1 << 30 // bytes of the write-ahead log: some reader holds it up
	diskForCopies = 2       // times the register
)

// conditionLine is one thing of the machine, with what to do where it is not
// well.
type conditionLine struct {
	What, Is, Do string
	Tag          *Tag
}

func showCondition(q *request, began time.Time) error {
	c, err := q.desk.Condition(q.ctx, q.by)
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, "admin/condition.html", q.t("admin.condition"), q.conditionLines(c, began))
}

func (q *request) conditionLines(c *desk.Condition, began time.Time) (out []conditionLine) {
	add := func(what, is string) *conditionLine {
		out = append(out, conditionLine{What: q.t(what), Is: is})
		return &out[len(out)-1]
	}
	judge := func(l *conditionLine, well bool, kind, do string) {
		if l.Tag = (&Tag{"good", q.t("admin.well")}); !well {
			l.Tag, l.Do = &Tag{kind, q.t("admin.look")}, q.t(do)
		}
	}
	add("admin.version", q.site.o.Version+" · "+runtime.Version()+" "+runtime.GOOS+"/"+runtime.GOARCH)
	add("admin.up_since", when(q.now(), began))
	add("admin.size", q.t("admin.size_is", size(c.Space.File), c.Persons, c.Batches))
	judge(add("admin.log", size(c.Space.Log)), c.Space.Log < logTooLong, "warn", "admin.log_do")
	if c.Space.Free >= 0 {
		judge(add("admin.free", size(c.Space.Free)), c.Space.Free >= diskForCopies*c.Space.File, "bad", "admin.free_do")
	}
	switch {
	case !c.Backups:
		judge(add("admin.last_backup", q.t("admin.never")), false, "bad", "admin.backup_folder")
	case c.LastBackup == nil:
		judge(add("admin.last_backup", q.t("admin.never")), false, "bad", "admin.backup_do")
	default:
		judge(add("admin.last_backup", when(q.now(), c.LastBackup.At)), q.now().Sub(c.LastBackup.At) < backupStale, "bad", "admin.backup_do")
	}
	add("admin.audit_lines", number(c.AuditLines))
	judge(add("admin.checked", q.whenOrNever(c.Checked)), q.now().Sub(c.Checked) < anchorStale, "warn", "admin.checked_do")
	judge(add("admin.anchored", q.whenOrNever(c.Anchored)), q.now().Sub(c.Anchored) < anchorStale, "warn", "admin.anchored_do")
	if ends := q.site.o.CertificateEnds; ends.IsZero() {
		add("admin.certificate", q.t("admin.no_certificate")).Do = q.t("admin.no_certificate_do")
	} else {
		judge(add("admin.certificate", q.t("admin.certificate_until", ends.In(q.now().Location()).Format(time.DateOnly))), ends.Sub(q.now()) > endsSoon, "bad", "admin.certificate_do")
	}
	add("admin.jobs_open", number(c.Jobs))
	return out
}

func (q *request) whenOrNever(t time.Time) string {
	if t.IsZero() {
		return q.t("admin.never")
	}
	return when(q.now(), t)
}

// size writes bytes as people read them.
func size(n int64) string { return humanize.IBytes(uint64(max(n, 0))) }

var backupList = &list[desk.Backup]{
	id: "backups", caption: "admin.backups", empty: "admin.no_backups",
	columns: []column[desk.Backup]{
		{key: "at", label: "admin.backup_at", cell: func(q *request, b desk.Backup) Cell { return Cell{Text: when(q.now(), b.At), Small: b.Name} },
			sort: func(a, b desk.Backup) int { return a.At.Compare(b.At) }},
		{key: "size", label: "admin.backup_size", num: true, cell: func(q *request, b desk.Backup) Cell { return Cell{Text: size(b.Bytes)} },
			sort: func(a, b desk.Backup) int { return int(a.Bytes>>10 - b.Bytes>>10) }},
		{key: "persons", label: "admin.change_persons", num: true, cell: func(q *request, b desk.Backup) Cell { return Cell{Text: number(b.Persons)} }},
		{key: "state", label: "admin.state", cell: func(q *request, b desk.Backup) Cell {
			switch {
			case b.Missing:
				return Cell{Tag: &Tag{"bad", q.t("admin.backup_missing")}}
			case b.Changed:
				return Cell{Tag: &Tag{"bad", q.t("admin.backup_changed")}}
			}
			return Cell{Tag: &Tag{"good", q.t("admin.backup_verified")}, Small: when(q.now(), b.Verified)}
		}},
		{key: "hash", label: "admin.backup_hash", cell: func(q *request, b desk.Backup) Cell { return Cell{Text: b.SHA256[:min(16, len(b.SHA256))] + "…"} }},
		{key: "full", named: func(*request) string { return "SHA-256" }, off: true, cell: func(q *request, b desk.Backup) Cell { return Cell{Text: b.SHA256} }},
		{key: "audit", label: "trail.head", off: true, cell: func(q *request, b desk.Backup) Cell { return Cell{Text: b.Audit} }},
		{key: "by", label: "person.who", cell: func(q *request, b desk.Backup) Cell { return Cell{Text: b.By} }},
	},
}

const backupWork = "admin.backup_work"

// backupsView are the copies of the register.
type backupsView struct {
	Table *Table
	Can   bool   // a folder is set
	Job   string // path of the one being made
}

func showBackups(q *request) error {
	all, err := q.desk.Backups(q.ctx, q.by)
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return backupList.workbook(q, all)
	}
	v := backupsView{Can: q.desk.HasBackups()}
	if w := q.site.works.running(backupWork); w != nil {
		v.Job = jobPath(w.ID)
	}
	return q.list("admin/backups.html", q.t("admin.backups"), backupList.table(q, all), func(t *Table) any { v.Table = t; return v })
}

var backupStages = family("admin.stage.", "copy", "pages", "persons", "hash")

// makeBackup makes a copy now, one at a time.
func makeBackup(q *request) error {
	if q.site.works.running(backupWork) != nil {
		q.tell("admin.backup_already")
		return q.redirect("/backups")
	}
	d, by := q.desk, q.by
	return q.start(backupWork, nil, func(ctx context.Context, at step) (string, error) {
		_, err := d.Backup(ctx, by, func(stage string, done, total int64) {
			at(backupStages+strings.TrimPrefix(stage, "backup."), done, total)
		})
		return "/backups", err
	})
}
