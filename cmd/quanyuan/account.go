package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

type accountCmd struct {
	Add      accountAddCmd      `cmd:"" help:"建立账号，密码从终端或标准输入读。 Make an account; its password is read from the terminal or the standard input."`
	Grant    accountGrantCmd    `cmd:"" help:"授予岗位和区划。 Give an account its post and division."`
	Disable  accountDisableCmd  `cmd:"" help:"停用账号，或恢复使用。 Take an account out of use, or back."`
	Password accountPasswordCmd `cmd:"" help:"重设密码。 Set a new password."`
	Token    accountTokenCmd    `cmd:"" help:"部门接口令牌。 Tokens for a department's programs."`
	List     accountListCmd     `cmd:"" help:"列出账号。 List accounts."`
}

// accountFlags are what every act on one account needs. Whoever runs the
// program on the register's own machine is its operator and may do all; it is
// noted under the name of the actor.
type accountFlags struct {
	dbFlag
	actorFlag
	Name string `arg:"" help:"账号名。 Name of the account."`
}

func (f accountFlags) act(e *env, do func(*desk.Desk, quanyuan.Principal) error) error {
	d, s, err := f.open(e)
	if err != nil {
		return err
	}
	return errors.Join(do(d, quanyuan.Local(f.Actor)), s.Close())
}

type accountAddCmd struct {
	accountFlags
	Display string `arg:"" help:"使用人姓名。 Name of the person."`
}

// Run makes an account without a post.
func (c *accountAddCmd) Run(e *env) error {
	password, err := readPassword(e)
	if err != nil {
		return err
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.AddAccount(e.ctx, by, c.Name, c.Display, password); err != nil {
			return err
		}
		e.say("已建立账号 %s，授予岗位后方可使用", "account %s is made; it can do nothing until a post is granted", c.Name)
		return nil
	})
}

type accountGrantCmd struct {
	accountFlags
	Post     string `help:"岗位：clerk 社区专干、head 社区负责人、town 街道办、district 区级、city 市级、submitter 部门报送人、surveyor 调查组、leader 领导、system 系统管理员、security 安全管理员、audit 审计管理员。 The post." required:""`
	Division string `help:"区划编码。 Division code; none for the whole city and for administrators." placeholder:"CODE"`
	Mandate  string `help:"部门和调查组的用途：school、health、police、civil、social、commerce、survey。 What a department or a survey may see persons for."`
}

// Run grants a post.
func (c *accountGrantCmd) Run(e *env) error {
	post, ok := access.ParsePost(c.Post)
	if !ok {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "account.post", Args: []any{c.Post}}
	}
	code := ""
	if c.Division != "" {
		var err error
		if code, err = desk.DivisionCode(c.Division); err != nil {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "division.unknown", Args: []any{c.Division}, Err: err}
		}
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.Grant(e.ctx, by, c.Name, post, code, c.Mandate); err != nil {
			return err
		}
		e.say("账号 %s：%s %s", "account %s: %s %s", c.Name, access.PostName(post, e.lang), code)
		return nil
	})
}

type accountDisableCmd struct {
	accountFlags
	Enable bool `help:"恢复使用；须重新授予岗位。 Let it in again; its post must be granted anew."`
}

// Run takes an account out of use.
func (c *accountDisableCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.Disable(e.ctx, by, c.Name, !c.Enable); err != nil {
			return err
		}
		if c.Enable {
			e.say("账号 %s 已恢复，须重新授予岗位", "account %s is back; grant its post anew", c.Name)
			return nil
		}
		e.say("账号 %s 已停用", "account %s is disabled", c.Name)
		return nil
	})
}

type accountPasswordCmd struct {
	accountFlags
}

// Run resets a password.
func (c *accountPasswordCmd) Run(e *env) error {
	password, err := readPassword(e)
	if err != nil {
		return err
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.ResetPassword(e.ctx, by, c.Name, password); err != nil {
			return err
		}
		e.say("账号 %s 的密码已重设", "account %s has a new password", c.Name)
		return nil
	})
}

type accountTokenCmd struct {
	accountFlags
	New    string   `help:"新建令牌的名称。 Name of a new token." placeholder:"NAME"`
	Action []string `help:"令牌可以办理：view、search、import、figures。 What the token may do." placeholder:"ACTION"`
	Days   int      `help:"有效天数。 Days until it ends." default:"90"`
	Revoke string   `help:"吊销令牌。 End a token." placeholder:"ID"`
}

// Run makes, revokes or lists tokens; the secret of a new one is shown once.
func (c *accountTokenCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		switch {
		case c.Revoke != "":
			if err := d.RevokeToken(e.ctx, by, c.Revoke); err != nil {
				return err
			}
			e.say("令牌 %s 已吊销", "token %s has ended", c.Revoke)
			return nil
		case c.New != "":
			t, secret, err := d.NewToken(e.ctx, by, c.Name, c.New, c.Action, e.now().Add(time.Duration(c.Days)*24*time.Hour))
			if err != nil {
				return err
			}
			fmt.Fprintln(e.stderr, e.text("令牌 "+t.ID+" 有效至 "+t.Expires.Format(time.DateOnly)+"，以下密文只显示这一次：", "token "+t.ID+" ends on "+t.Expires.Format(time.DateOnly)+"; its secret is shown this once:"))
			fmt.Fprintln(e.stdout, secret)
			return nil
		}
		ts, err := d.Tokens(e.ctx, by, c.Name)
		for _, t := range ts {
			fmt.Fprintf(e.stdout, "%s\t%s\t%s\t%s\n", t.ID, t.Name, strings.Join(t.Actions, ","), t.Expires.Format(time.DateOnly))
		}
		return err
	})
}

type accountListCmd struct {
	dbFlag
	actorFlag
}

// Run lists the accounts.
func (c *accountListCmd) Run(e *env) error {
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	as, err := d.Accounts(e.ctx, quanyuan.Local(c.Actor))
	for _, a := range as {
		state := ""
		switch {
		case a.Disabled:
			state = e.text("停用", "disabled")
		case a.Post == "":
			state = e.text("未授予岗位", "no post")
		case a.Held:
			state = e.text("待重新授予", "to be granted again")
		case access.Locked(a, e.now()):
			state = e.text("锁定", "locked")
		}
		fmt.Fprintf(e.stdout, "%s\t%s\t%s\t%s\t%s\t%s\n", a.Name, a.Display, access.PostName(a.Post, e.lang), a.Division, a.Mandate, state)
	}
	return err
}

// longestLine bounds what is read.
const longestLine = 4096

// readPassword asks for a password twice at a terminal, or reads it as the
// first line of the standard input. It is never an argument: other users of the
// machine see those.
func readPassword(e *env) (string, error) {
	f, ok := e.stdin.(*os.File)
	if !ok || !isTerminal(f) {
		line, err := bufio.NewReader(io.LimitReader(e.stdin, longestLine)).ReadString('\n')
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			return "", &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "password.terminal"}
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return line, err
	}
	ask := func(zh, en string) (string, error) {
		fmt.Fprint(e.stderr, e.text(zh, en))
		p, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(e.stderr)
		return string(p), err
	}
	first, err := ask("密码：", "password: ")
	if err != nil {
		return "", err
	}
	again, err := ask("再输一遍：", "once more: ")
	if err == nil && first != again {
		err = &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "password.twice"}
	}
	return first, err
}
