package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/refdata/division"
	"quanyuan/review"
)

type transferCmd struct {
	Propose  transferProposeCmd  `cmd:"" help:"提出迁移。 Propose a transfer."`
	Accept   transferAcceptCmd   `cmd:"" help:"接受。 Accept it as the other side."`
	Refuse   transferRefuseCmd   `cmd:"" help:"不接受，须写理由。 Refuse it, with a reason."`
	Withdraw transferWithdrawCmd `cmd:"" help:"撤回本方提出的迁移。 Withdraw what one's own side proposed."`
	Escalate transferEscalateCmd `cmd:"" help:"报共同上级决定。 Escalate to the common superior."`
	Decide   transferDecideCmd   `cmd:"" help:"上级决定，须写理由。 Decide as the common superior, with a reason."`
	List     transferListCmd     `cmd:"" help:"本辖区的迁移。 Transfers that concern a division."`
	Deadline transferDeadlineCmd `cmd:"" help:"查看或设定答复期限。 Show or set the deadline for answers."`
}

type transferProposeCmd struct {
	actorFlags
	Kind      string   `help:"residence 居住, hukou 户籍, both 户籍和居住。" enum:"residence,hukou,both" default:"residence"`
	From      string   `help:"迁出社区；不写：自市外迁入。 Losing community; none: from outside the city." placeholder:"CODE"`
	To        string   `help:"迁入社区；不写：迁往市外。 Gaining community; none: out of the city." placeholder:"CODE"`
	Outside   string   `help:"市外何处：区划编码或文字。 Place outside the city: division code or words."`
	Person    []string `help:"人员编号，可多个。 Person numbers."`
	Persons   string   `help:"一行一个人员编号的文件。 File with a person number a line." type:"existingfile" placeholder:"FILE"`
	Household []string `help:"迁出社区的户编号：整户迁移。 Household numbers of the losing community."`
	Reason    string   `help:"事由。 Why they move." required:""`
	Day       string   `help:"迁移日期，如 2024-06-30；默认今天。 Day of the move; by default today."`
	Address   string   `help:"新的居住地址。 The new address."`
	NewHome   string   `name:"new-household" help:"迁入社区的户编号。 Household number in the gaining community."`
}

// Run proposes a transfer; a move to or from outside the city holds at once.
func (c *transferProposeCmd) Run(e *env) error {
	o := desk.TransferOrder{Households: c.Household, Transfer: quanyuan.Transfer{
		TransferKind: quanyuan.TransferKind(c.Kind), From: c.From, To: c.To, Outside: c.Outside, Reason: c.Reason,
		Day: quanyuan.DateOf(e.now()), Address: c.Address, Household: c.NewHome,
	}}
	if c.Day != "" {
		day, ok := quanyuan.ParseDate(c.Day)
		if !ok {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{c.Day}}
		}
		o.Day = day
	}
	if code, err := desk.DivisionCode(c.Outside); err == nil {
		o.Outside = code
	}
	var err error
	if o.Persons, err = numbersOf(c.Person, c.Persons); err != nil {
		return err
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		v, err := d.ProposeTransfer(e.ctx, by, o)
		if err != nil {
			return err
		}
		printTransfer(e, d, v)
		return nil
	})
}

// numbersOf gathers person numbers from the command line and a file.
func numbersOf(words []string, path string) ([]quanyuan.Number, error) {
	var out []quanyuan.Number
	for _, w := range words {
		out = append(out, quanyuan.Number(w))
	}
	if path == "" {
		return out, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{path}}
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if w := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff")); w != "" {
			out = append(out, quanyuan.Number(w))
		}
	}
	return out, lines.Err()
}

// transferActFlags are what all acts on a transfer take.
type transferActFlags struct {
	actorFlags
	ID     string   `arg:"" help:"迁移编号。 Number of the transfer."`
	Person []string `help:"只办其中这些人。 Only these of its persons."`
}

func (f transferActFlags) do(e *env, act review.Act, reason string) error {
	persons, _ := numbersOf(f.Person, "")
	return f.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		v, err := d.ActOnTransfer(e.ctx, by, f.ID, act, reason, persons)
		if err != nil {
			return err
		}
		printTransfer(e, d, v)
		return nil
	})
}

type transferAcceptCmd struct{ transferActFlags }

// Run accepts: the persons stand in the new community from now on.
func (c *transferAcceptCmd) Run(e *env) error { return c.do(e, review.Accept, "") }

type transferRefuseCmd struct {
	transferActFlags
	Reason string `help:"理由。 Why." required:""`
}

// Run refuses with a reason.
func (c *transferRefuseCmd) Run(e *env) error { return c.do(e, review.Refuse, c.Reason) }

type transferWithdrawCmd struct{ transferActFlags }

// Run takes back what one's own side proposed.
func (c *transferWithdrawCmd) Run(e *env) error { return c.do(e, review.Withdraw, "") }

type transferEscalateCmd struct {
	transferActFlags
	Reason string `help:"理由；被拒后报上级须写。 Why; needed after a refusal."`
}

// Run lays the transfer before the common superior.
func (c *transferEscalateCmd) Run(e *env) error { return c.do(e, review.Escalate, c.Reason) }

type transferDecideCmd struct {
	transferActFlags
	Decision string `help:"approve 准予, reject 驳回。" enum:"approve,reject" required:""`
	Reason   string `help:"理由。 Why." required:""`
}

// Run decides as the common superior.
func (c *transferDecideCmd) Run(e *env) error { return c.do(e, review.Act(c.Decision), c.Reason) }

type transferListCmd struct {
	actorFlags
	State []string `help:"只列这些状态。 Only these states: proposed, escalated, accepted, refused, rejected, withdrawn."`
	Limit int      `help:"最多列出。 At most so many." default:"100"`
}

// Run lists the transfers of a division, those to be acted on marked.
func (c *transferListCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		views, err := d.Transfers(e.ctx, by, c.State, c.Limit)
		if err != nil {
			return err
		}
		for _, v := range views {
			printTransfer(e, d, v)
		}
		if len(views) == 0 {
			e.say("没有迁移", "no transfers")
		}
		return nil
	})
}

type transferDeadlineCmd struct {
	actorFlags
	Days int `help:"答复期限的天数。 Days for an answer."`
}

// Run shows or sets how long an answer may take.
func (c *transferDeadlineCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if c.Days != 0 {
			if err := d.SetTransferDays(e.ctx, by, c.Days); err != nil {
				return err
			}
		}
		days, err := d.TransferDays(e.ctx)
		if err != nil {
			return err
		}
		e.say("迁移答复期限 %d 天", "answers to transfers are due within %d days", days)
		return nil
	})
}

var transferStates = map[string][2]string{
	quanyuan.TransferProposed: {"待答复", "waiting for an answer"}, quanyuan.TransferEscalated: {"待上级决定", "waiting for the superior"},
	quanyuan.TransferAccepted: {"已办结", "done"}, quanyuan.TransferRefused: {"对方不接受", "refused"},
	quanyuan.TransferRejected: {"上级驳回", "rejected by the superior"}, quanyuan.TransferWithdrawn: {"已撤回", "withdrawn"},
}

var transferKinds = map[quanyuan.TransferKind][2]string{
	quanyuan.MovesResidence: {"居住", "residence"}, quanyuan.MovesHukou: {"户籍", "hukou"}, quanyuan.MovesBoth: {"户籍和居住", "hukou and residence"},
}

// printTransfer shows a transfer in a line, and the persons of whom something
// else holds than of the whole below it.
func printTransfer(e *env, d *desk.Desk, v *desk.TransferView) {
	word := func(w [2]string) string { return e.text(w[0], w[1]) }
	place := func(code string) string {
		if code == "" {
			return v.Outside
		}
		return d.Tree().Name(division.Code(code))
	}
	line := fmt.Sprintf(e.text("第 %s 号  %s → %s  %s  %d 人  %s", "no. %s  %s → %s  %s  %d persons  %s"),
		v.ID, place(v.From), place(v.To), word(transferKinds[v.TransferKind]), len(v.Moves), word(transferStates[v.State]))
	if v.State == quanyuan.TransferEscalated {
		line += e.text("（", " (") + place(v.Superior) + e.text("）", ")")
	}
	if !v.Due.IsZero() {
		line += fmt.Sprintf(e.text("  期限 %s", "  due %s"), v.Due)
	}
	if v.Mine {
		line += e.text("  ★请办理", "  *to be done here")
	}
	fmt.Fprintln(e.stdout, line)
	for _, m := range v.Moves {
		if m.State != v.State {
			fmt.Fprintf(e.stdout, "    %s  %s\n", m.Person, word(transferStates[m.State]))
		}
	}
}
