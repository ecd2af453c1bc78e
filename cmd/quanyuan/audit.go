package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"重新计算审计链，报出第一处不符。 Compute the audit chain again; names the first broken line."`
	List   auditListCmd   `cmd:"" help:"列出审计记录。 List audit lines."`
	Anchor auditAnchorCmd `cmd:"" help:"打印审计链末端的校验值，可印在签收表上。 Print the head of the chain, for a sign-off sheet."`
}

// auditActor is who reads the audit; reading it is noted as well.
type auditActor struct {
	dbFlag
	Actor string `help:"经办人。 Who acts." default:"operator" env:"QUANYUAN_ACTOR"`
}

type auditVerifyCmd struct {
	auditActor
	Anchor []string `help:"留存的校验值，可写多个。 A head that was kept elsewhere; may be given again." placeholder:"SEQ:HASH"`
}

// Run verifies the chain.
func (c *auditVerifyCmd) Run(e *env) error {
	var anchors []quanyuan.AuditHead
	for _, text := range c.Anchor {
		a, ok := quanyuan.ParseAuditHead(text)
		if !ok {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "audit.anchor", Args: []any{text}}
		}
		anchors = append(anchors, a)
	}
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	head, broken, err := d.VerifyAudit(e.ctx, quanyuan.Local(c.Actor), anchors...)
	if err != nil {
		return err
	}
	if broken != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: broken.Key, Args: []any{broken.Seq}}
	}
	e.say("审计链完整：%d 条记录，末端 %s", "the audit chain holds: %d lines, head %s", head.Seq, head)
	return nil
}

type auditAnchorCmd struct {
	auditActor
}

// Run prints the head of the chain.
func (c *auditAnchorCmd) Run(e *env) error {
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	head, err := d.Anchor(e.ctx, quanyuan.Local(c.Actor))
	if err != nil {
		return err
	}
	fmt.Fprintln(e.stdout, head)
	return nil
}

type auditListCmd struct {
	auditActor
	Person  string `help:"谁看过、查过、改过此人。 Who looked at, searched for or changed a person." placeholder:"NUMBER"`
	Account string `help:"某账号的记录。 Lines of one account."`
	Action  string `help:"某种办理。 Lines of one action, such as view, unmask, login."`
	Refused bool   `help:"只列被拒绝的。 Refusals only."`
	Last    int    `help:"最近多少条，0 为全部。 The last so many; 0: all." default:"100"`
}

// Run lists lines, one a row: when, who, in which post, did what, to what, how
// it ended, and why.
func (c *auditListCmd) Run(e *env) error {
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	by := quanyuan.Local(c.Actor)
	var lines []quanyuan.AuditLine
	if c.Person != "" {
		if c.Account+c.Action != "" || c.Refused {
			return errors.New(e.text("--person 不能与其他条件同用", "--person is given alone"))
		}
		lines, err = d.Lookers(e.ctx, by, quanyuan.Number(c.Person))
		if c.Last > 0 && len(lines) > c.Last {
			lines = lines[len(lines)-c.Last:]
		}
	} else {
		q := quanyuan.AuditQuery{Account: c.Account, Action: c.Action, Last: c.Last}
		if c.Refused {
			q.Outcome = quanyuan.Refused
		}
		lines, err = d.AuditLines(e.ctx, by, q)
	}
	for _, l := range lines {
		printLine(e, &l)
	}
	return err
}

func printLine(e *env, l *quanyuan.AuditLine) {
	ended := map[quanyuan.Ended][2]string{quanyuan.Done: {"完成", "done"}, quanyuan.Refused: {"拒绝", "refused"}, quanyuan.Failed: {"失败", "failed"}}[l.Outcome]
	action := access.En(access.Action(l.Action))
	if e.lang == "zh" {
		action = access.Zh(access.Action(l.Action))
	}
	if action == "" {
		action = l.Action
	}
	cells := []string{fmt.Sprint(l.Seq), l.At.Format(time.DateTime), strings.TrimSpace(l.Account + " " + l.Name), access.PostName(l.Post, e.lang), l.Division,
		action, strings.TrimSpace(l.Kind + " " + l.ID), e.text(ended[0], ended[1]), l.Reason, l.Detail}
	fmt.Fprintln(e.stdout, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}
