package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"quanyuan"
	"quanyuan/desk"
)

type eraseCmd struct {
	Ask         eraseAskCmd         `cmd:"" help:"申请抹除一人，由另一人确认。 Ask that a person be erased; somebody else confirms it."`
	List        eraseListCmd        `cmd:"" help:"列出抹除申请。 List erasures."`
	Show        eraseShowCmd        `cmd:"" help:"将抹除什么。 What would be erased."`
	Confirm     eraseConfirmCmd     `cmd:"" help:"确认并抹除，打印凭证。 Confirm and erase, and print the certificate."`
	Decline     eraseDeclineCmd     `cmd:"" help:"退回或撤回申请。 Decline or withdraw one."`
	Certificate eraseCertificateCmd `cmd:"" help:"抹除凭证（txt、xlsx）。 The certificate."`
}

type eraseAskCmd struct {
	actorFlags
	Person string `arg:"" help:"人员编号。 Number of the person."`
	Ground string `help:"依据 Ground: purpose, expired, unlawful, mistake." required:"" enum:"purpose,expired,unlawful,mistake"`
	Reason string `help:"理由，不写姓名和号码。 Why, without name or numbers." required:""`
}

// Run asks.
func (c *eraseAskCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		x, err := d.AskErasure(e.ctx, by, quanyuan.Number(c.Person), c.Ground, c.Reason)
		if err != nil {
			return err
		}
		e.say("已申请：%s，待另一人确认", "asked: %s; somebody else must confirm it", x.ID)
		return nil
	})
}

type eraseListCmd struct{ actorFlags }

// Run lists.
func (c *eraseListCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		all, err := d.Erasures(e.ctx, by)
		if err != nil {
			return err
		}
		for _, x := range all {
			e.say("%s  %s  %s", "%s  %s  %s", x.ID, quanyuan.Message(e.lang, "erase.state."+x.State), x.Reason)
		}
		e.say("共 %d 件。", "%d in all.", len(all))
		return nil
	})
}

type eraseShowCmd struct {
	actorFlags
	ID string `arg:"" help:"申请编号。 Number of the erasure."`
}

// Run shows what would go.
func (c *eraseShowCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		x, err := d.ForeseeErasure(e.ctx, by, c.ID)
		if err != nil {
			return err
		}
		e.say("%s：%s", "%s: %s", x.ID, quanyuan.Message(e.lang, "erase.state."+x.State))
		e.say("  记录 %d 条、原始行 %d 行、原文件 %d 个、比对结果 %d 条、文书 %d 件、提到本人的他人 %d 人", "  %d records, %d raw rows, %d original files, %d results of collation, %d papers, %d others who name the person",
			len(x.Records), x.Count.Rows, len(x.Files), x.Count.Proposals, x.Count.Papers, x.Count.Others)
		if x.Count.Possible > 0 {
			e.say("  %s", "  %s", quanyuan.Message(e.lang, "erase.left.possible", x.Count.Possible))
		}
		return nil
	})
}

type eraseConfirmCmd struct {
	actorFlags
	ID      string `arg:"" help:"申请编号。 Number of the erasure."`
	Reason  string `help:"说明。 A remark."`
	Backups string `help:"备份所在文件夹。 Folder of backups." type:"path" placeholder:"FOLDER"`
}

// Run erases and prints the certificate.
func (c *eraseConfirmCmd) Run(e *env) error {
	return c.actWith(e, func(d *desk.Desk, by quanyuan.Principal) error {
		p := newProgress(e, e.text("抹除", "erase"))
		_, err := d.ConfirmErasure(e.ctx, by, c.ID, c.Reason, func(_ string, done, total int64) { p.update(done, total) })
		p.close()
		if err != nil {
			return err
		}
		sheet, err := d.ErasureSheet(e.ctx, by, c.ID, e.lang)
		if err != nil {
			return err
		}
		return sheet.Text(e.stdout)
	}, keepBackups(e, c.Backups))
}

type eraseDeclineCmd struct {
	actorFlags
	ID     string `arg:"" help:"申请编号。 Number of the erasure."`
	Reason string `help:"理由。 Why." required:""`
}

// Run declines or withdraws.
func (c *eraseDeclineCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		x, err := d.EndErasure(e.ctx, by, c.ID, c.Reason)
		if err == nil {
			e.say("%s：%s", "%s: %s", x.ID, quanyuan.Message(e.lang, "erase.state."+x.State))
		}
		return err
	})
}

type eraseCertificateCmd struct {
	actorFlags
	ID  string `arg:"" help:"申请编号。 Number of the erasure."`
	Out string `help:"File to write: .txt or .xlsx." required:"" type:"path"`
}

// Run writes the certificate in the format of the file's name.
func (c *eraseCertificateCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		sheet, err := d.ErasureSheet(e.ctx, by, c.ID, e.lang)
		if err != nil {
			return err
		}
		write := map[string]func(io.Writer) error{".txt": sheet.Text, ".xlsx": sheet.XLSX}[strings.ToLower(filepath.Ext(c.Out))]
		if write == nil {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "erase.format", Args: []any{filepath.Ext(c.Out)}}
		}
		f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err == nil {
			if err = write(f); err == nil {
				err = f.Close()
			}
		}
		if err != nil {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{c.Out}, Err: err}
		}
		e.say("已写出 %s", "written: %s", filepath.Base(c.Out))
		return nil
	})
}

// erasedBeside is the list of erasures beside a register.
func erasedBeside(db string) string { return db + "-" + desk.ErasedName }

// eraseAgain erases in a restored register who was erased since the backup: by
// the list beside the backup, the one beside the register and those named.
func (c *restoreCmd) eraseAgain(e *env, b *desk.Backup) error {
	beside := filepath.Join(filepath.Dir(c.From), desk.ErasedName)
	list, err := desk.ReadErased(append([]string{beside, erasedBeside(c.DB)}, c.Erased...)...)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		e.say("没有找到抹除清单；备份之后如有人依法抹除，请用 --erased 指定清单再恢复。", "no list of erasures was found; if somebody was erased since the backup, restore with --erased and the list.")
		return nil
	}
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	again, err := d.EraseAgain(e.ctx, quanyuan.Local("restore"), list, b.At)
	if err != nil {
		return err
	}
	for _, x := range again {
		e.say("已再次抹除 %s（%s）", "erased again: %s (%s)", x.Person, x.ID)
	}
	return nil
}
