package main

import (
	"quanyuan"
	"quanyuan/desk"
)

type retentionCmd struct {
	Due     retentionDueCmd     `cmd:"" help:"列出保存期满（三年）的批次。 List batches that were kept for three years."`
	Hold    retentionHoldCmd    `cmd:"" help:"法律保全：不得销毁。 Put a legal hold on a batch, a person or a division."`
	Release retentionReleaseCmd `cmd:"" help:"解除保全。 Release a hold."`
	Dispose retentionDisposeCmd `cmd:"" help:"销毁一批的原文件和原始行，留下凭证。 Destroy the file and raw rows of a batch, with a certificate."`
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
