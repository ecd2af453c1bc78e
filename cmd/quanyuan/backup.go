package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/dustin/go-humanize"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

// keepBackups sets the folder for backups; "" sets none.
func keepBackups(e *env, folder string) desk.Option {
	return desk.KeepBackups(folder, func(ctx context.Context, path string) (quanyuan.Store, error) {
		return sqlite.OpenCopy(ctx, path, e.now)
	})
}

type backupCmd struct {
	dbFlag
	To    string `help:"放备份的文件夹。 Folder for the copy." required:"" type:"path" placeholder:"FOLDER"`
	Actor string `help:"经办人。 Who acts." default:"operator" env:"QUANYUAN_ACTOR"`
}

// Run copies the register while it may be in use, and verifies the copy.
func (c *backupCmd) Run(e *env) error {
	d, s, err := c.open(e, keepBackups(e, c.To))
	if err != nil {
		return err
	}
	defer s.Close()
	p := newProgress(e, e.text("备份", "backup"))
	b, err := d.Backup(e.ctx, quanyuan.Local(c.Actor), func(_ string, done, total int64) { p.update(done, total) })
	p.close()
	if err != nil {
		return err
	}
	printBackup(e, b)
	return nil
}

func printBackup(e *env, b *desk.Backup) {
	e.say("备份 %s：%d 人，%s，已逐人核对", "backup %s: %d persons, %s, every person verified", b.Name, b.Persons, humanize.IBytes(uint64(b.Bytes)))
	fmt.Fprintln(e.stdout, "sha256", b.SHA256)
	fmt.Fprintln(e.stdout, "audit", b.Audit)
}

type restoreCmd struct {
	dbFlag
	From   string   `arg:"" help:"备份文件，旁边须有同名的 .json。 The backup, with its .json beside it." type:"existingfile"`
	Erased []string `help:"备份之后的抹除清单（备份旁和登记库旁的自动使用）。 Lists of erasures; those beside the backup and the register are used by themselves." type:"existingfile" placeholder:"FILE"`
}

// Run makes a new register of a backup; it never overwrites one.
func (c *restoreCmd) Run(e *env) error {
	b, err := desk.RestoreBackup(e.ctx, c.From, c.DB)
	if err != nil {
		return err
	}
	if err := errors.Join(c.eraseAgain(e, b), c.verify(e)); err != nil {
		os.Remove(c.DB)
		return err
	}
	printBackup(e, b)
	e.say("已恢复为 %s", "restored as %s", c.DB)
	return nil
}

// verify opens the restored register as the program will, and folds every
// person again.
func (c *restoreCmd) verify(e *env) error {
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	p := newProgress(e, e.text("核对", "verify"))
	broken, _, err := d.Verify(e.ctx, 1, func(n int64) { p.update(n, 0) })
	p.close()
	if err == nil && len(broken) > 0 {
		err = &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "backup.broken", Args: []any{string(broken[0].Person)}}
	}
	return err
}
