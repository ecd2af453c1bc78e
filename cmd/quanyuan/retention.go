package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"quanyuan"
	"quanyuan/desk"
)

type retentionCmd struct {
	Due     retentionDueCmd     `cmd:"" help:"列出保存期满的批次。 List batches that were kept long enough."`
	Years   retentionYearsCmd   `cmd:"" help:"查看或设定保存年限。 Show or set for how many years lists are kept."`
	Hold    retentionHoldCmd    `cmd:"" help:"法律保全：不得销毁。 Put a legal hold on a batch, a person or a division."`
	Release retentionReleaseCmd `cmd:"" help:"解除保全。 Release a hold."`
	Dispose retentionDisposeCmd `cmd:"" help:"销毁一批的原文件和原始行，留下凭证。 Destroy the file and raw rows of a batch, with a certificate."`

	Certificate retentionCertificateCmd `cmd:"" help:"销毁凭证（html、pdf）。 The certificate of destruction as a page."`
}

type retentionDueCmd struct{ actorFlags }

// Run lists what may be destroyed.
func (c *retentionDueCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		due, err := d.Retention(e.ctx, by)
		if err != nil {
			return err
		}
		for _, b := range due {
			held := ""
			if b.Hold != "" {
				held = e.text("  保全 ", "  held by ") + b.Hold
			}
			e.say("第 %d 批  %s  %s 收到  %d 行%s", "batch %d  %s  received %s  %d rows%s", b.ID, b.File, quanyuan.DateOf(b.Received), b.Receipt.Rows, held)
		}
		e.say("保存期满 %d 批。", "%d batches are due.", len(due))
		return nil
	})
}

type holdFlags struct {
	actorFlags
	Of     string `arg:"" help:"batch 批次, person 人员, division 区划。 What is held." enum:"batch,person,division"`
	Name   string `arg:"" help:"批号、人员编号或区划编码。 Number of the batch or person, or code."`
	Reason string `help:"理由。 Why." required:""`
}

func (f holdFlags) set(e *env, release bool) error {
	return f.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.HoldBack(e.ctx, by, quanyuan.Hold{Of: f.Of, Name: f.Name, Reason: f.Reason}, release); err != nil {
			return err
		}
		if release {
			e.say("已解除保全 %s-%s", "hold %s-%s is released", f.Of, f.Name)
		} else {
			e.say("已保全 %s-%s", "hold %s-%s stands", f.Of, f.Name)
		}
		return nil
	})
}

type retentionHoldCmd struct{ holdFlags }

// Run puts a hold.
func (c *retentionHoldCmd) Run(e *env) error { return c.set(e, false) }

type retentionReleaseCmd struct{ holdFlags }

// Run releases a hold.
func (c *retentionReleaseCmd) Run(e *env) error { return c.set(e, true) }

type retentionDisposeCmd struct {
	actorFlags
	Batch  string `arg:"" help:"批号。 Number of the batch."`
	Reason string `help:"理由。 Why." required:""`
}

// Run destroys and prints the certificate.
func (c *retentionDisposeCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		x, err := d.DisposeOf(e.ctx, by, c.Batch, c.Reason)
		if err != nil {
			return err
		}
		e.say("销毁凭证：第 %d 批 %s（%s 收到，原文件 SHA-256 %s）", "Certificate of destruction: batch %d %s (received %s, file SHA-256 %s)", x.Batch, x.File, quanyuan.DateOf(x.Received), x.FileHash)
		e.say("  已销毁保存的文件 %d 字节、原始行 %d 行，SHA-256 %s", "  destroyed: %d bytes of the kept file, %d raw rows, SHA-256 %s", x.Bytes, x.Rows, x.Hash)
		e.say("  %s 由 %s 办理，理由：%s", "  %s by %s, because: %s", x.At.Format("2006-01-02 15:04"), x.Actor, x.Reason)
		return nil
	})
}

type retentionYearsCmd struct {
	actorFlags
	Years  int    `arg:"" optional:"" help:"年数；不写则只显示。 How many; without it they are shown."`
	Reason string `help:"设定的理由。 Why they are set."`
}

// Run shows or sets the years.
func (c *retentionYearsCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if c.Years != 0 {
			if err := d.SetRetentionYears(e.ctx, by, c.Years, c.Reason); err != nil {
				return err
			}
		}
		years, err := d.RetentionYears(e.ctx)
		if err == nil {
			e.say("名单保存 %d 年", "lists are kept for %d years", years)
		}
		return err
	})
}

type retentionCertificateCmd struct {
	actorFlags
	Batch string `arg:"" help:"批号。 Number of the batch."`
	Out   string `help:"File to write: .html or .pdf." required:"" type:"path"`
}

// Run writes the certificate in the format of the file's name.
func (c *retentionCertificateCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		sheet, err := d.DisposalSheet(e.ctx, by, c.Batch)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := sheet.HTML(&b); err != nil {
			return err
		}
		switch strings.ToLower(filepath.Ext(c.Out)) {
		case ".html":
			if err := os.WriteFile(c.Out, b.Bytes(), 0o600); err != nil {
				return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "results.write", Args: []any{c.Out}, Err: err}
			}
		case ".pdf":
			if err := printPDF(e.ctx, b.Bytes(), c.Out); err != nil {
				return err
			}
		default:
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "retention.format", Args: []any{filepath.Ext(c.Out)}}
		}
		e.say("已写出 %s", "written: %s", filepath.Base(c.Out))
		return nil
	})
}
