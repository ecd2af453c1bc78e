package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/mask"
	"quanyuan/refdata/code"
)

// personArg names whom an act is about.
type personArg struct {
	actorFlags
	Number string `arg:"" help:"人员编号。 Number."`
}

func (c personArg) do(e *env, act func(*desk.Desk, quanyuan.Principal, quanyuan.Number) (*quanyuan.Person, error)) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		p, err := act(d, by, quanyuan.Number(c.Number))
		if err != nil {
			return err
		}
		e.say("已办理：%s，第 %d 版", "done: %s, version %d", p.Number, p.Version)
		return nil
	})
}

// fieldFlag names one field.
type fieldFlag struct {
	Field string `help:"项目，中文名或字段名。 The field, by its key or Chinese name." required:""`
}

func (f fieldFlag) field() (quanyuan.Field, error) {
	field, ok := fieldNamed(f.Field)
	if !ok {
		return 0, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "person.field", Args: []any{f.Field}}
	}
	return field, nil
}

type personShowCmd struct {
	personArg
	Voices bool `help:"各方说法：谁说的、何时、现值是哪个。 Who says what, since when, and whose word holds."`
	Events bool `help:"登记历史，带序号。 The history, with its numbers."`
}

// Run shows a person, numbers in part.
func (c *personShowCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		n := quanyuan.Number(c.Number)
		switch {
		case c.Voices:
			return printVoices(e, d, by, n)
		case c.Events:
			return printEvents(e, d, by, n)
		}
		p, err := d.View(e.ctx, by, n)
		if err != nil {
			return err
		}
		e.say("%s，第 %d 版", "%s, version %d", p.Number, p.Version)
		for _, v := range p.Values {
			why := wonWords[v.Reason]
			fmt.Fprintf(e.stdout, "%s\t%s\t%s\t%d\n", e.text(v.Field.Zh(), v.Field.Key()), mask.Field(v.Field, v.Value.Text), e.text(why[0], why[1]), v.Record)
		}
		return showStandings(e, d, by, p.Number)
	})
}

// wonWords say why a value holds.
var wonWords = map[quanyuan.Reason][2]string{
	quanyuan.WonPinned: {"锁定", "pinned"}, quanyuan.WonConfirmed: {"人工确认", "confirmed by a person"}, quanyuan.WonAuthority: {"权威来源", "the authority says so"},
	quanyuan.WonRecent: {"最近", "most recent"}, quanyuan.WonAgreed: {"多方一致", "several agree"}, quanyuan.WonOnly: {"唯一来源", "the only source"},
}

func printVoices(e *env, d *desk.Desk, by quanyuan.Principal, n quanyuan.Number) error {
	voices, err := d.Voices(e.ctx, by, n)
	if err != nil {
		return err
	}
	for _, v := range voices {
		who, day, holds := v.Actor, v.At.Format(time.DateOnly), ""
		if v.Source.Kind != "" {
			who, day = e.text(v.Source.Kind.Zh(), string(v.Source.Kind))+" "+v.Source.Unit, v.Day.String()
		}
		if v.Wins {
			holds = e.text("现值", "holds")
		}
		fmt.Fprintf(e.stdout, "%s\t%s\t%s\t%s\t%s\n", e.text(v.Field.Zh(), v.Field.Key()), mask.Field(v.Field, v.Value.Text), strings.TrimSpace(who), day, holds)
	}
	return nil
}

// eventWords name the kinds of events.
var eventWords = map[quanyuan.EventKind][2]string{
	quanyuan.Entered: {"登入", "entered"}, quanyuan.Attached: {"认定记录", "record attached"}, quanyuan.Corrected: {"更正", "corrected"}, quanyuan.Confirmed: {"确认", "confirmed"},
	quanyuan.Pinned: {"锁定", "pinned"}, quanyuan.Unpinned: {"取消锁定", "unpinned"}, quanyuan.Moved: {"在册变更", "presence stated"}, quanyuan.Left: {"在册终止", "presence ended"},
	quanyuan.Held: {"认定计入", "counted place chosen"}, quanyuan.Housed: {"入户", "put into a household"}, quanyuan.Redistricted: {"区划调整", "divisions changed"},
	quanyuan.Exited: {"退出", "exited"}, quanyuan.Restored: {"恢复", "restored"}, quanyuan.Merged: {"合并", "merged"}, quanyuan.Split: {"拆分", "split"}, quanyuan.Detached: {"撤回认定", "attachment taken back"},
}

func printEvents(e *env, d *desk.Desk, by quanyuan.Principal, n quanyuan.Number) error {
	events, err := d.History(e.ctx, by, n)
	if err != nil {
		return err
	}
	for _, v := range events {
		kind := eventWords[v.Kind]
		about := string(v.Other)
		if v.Kind == quanyuan.Corrected || v.Kind == quanyuan.Confirmed || v.Kind == quanyuan.Pinned || v.Kind == quanyuan.Unpinned {
			about = e.text(v.Field.Zh(), v.Field.Key())
		}
		fmt.Fprintf(e.stdout, "%d\t%s\t%s\t%s\t%s\t%s\n", v.Seq, v.At.Format(time.DateTime), e.text(kind[0], kind[1]), about, v.Actor, v.Reason)
	}
	return nil
}

type personCorrectCmd struct {
	personArg
	fieldFlag
}

// Run reads the new value from the standard input, so that it stands on no
// command line.
func (c *personCorrectCmd) Run(e *env) error {
	f, err := c.field()
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(io.LimitReader(e.stdin, longestInput))
	if err != nil {
		return err
	}
	text := strings.TrimSpace(string(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	if text == "" {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "person.no_value"}
	}
	return c.do(e, func(d *desk.Desk, by quanyuan.Principal, n quanyuan.Number) (*quanyuan.Person, error) {
		r, err := d.Form(e.ctx, map[quanyuan.Field]string{f: text})
		if err != nil {
			return nil, err
		}
		return d.Correct(e.ctx, by, n, f, r.Value(f))
	})
}

// fieldAct is an act of the desk on one field of a person.
type fieldAct func(*desk.Desk, context.Context, quanyuan.Principal, quanyuan.Number, quanyuan.Field) (*quanyuan.Person, error)

type personConfirmCmd struct {
	personArg
	fieldFlag
}

// Run says that a value is right as it is.
func (c *personConfirmCmd) Run(e *env) error { return c.onField(e, c.fieldFlag, (*desk.Desk).Confirm) }

type personPinCmd struct {
	personArg
	fieldFlag
	Off bool `help:"取消锁定。 Let the pinned value go."`
}

// Run pins a value against what sources say later.
func (c *personPinCmd) Run(e *env) error {
	if c.Off {
		return c.onField(e, c.fieldFlag, (*desk.Desk).Unpin)
	}
	return c.onField(e, c.fieldFlag, (*desk.Desk).Pin)
}

// onField does something with one field.
func (c personArg) onField(e *env, flag fieldFlag, act fieldAct) error {
	f, err := flag.field()
	if err != nil {
		return err
	}
	return c.do(e, func(d *desk.Desk, by quanyuan.Principal, n quanyuan.Number) (*quanyuan.Person, error) {
		return act(d, e.ctx, by, n, f)
	})
}

type personExitCmd struct {
	personArg
	Reason string `help:"退出原因：死亡、户口迁出、流出、重复注销、错误建档、其他，或其代码。 The reason, by its code or Chinese name." required:""`
	Day    string `help:"日期，如死亡日期。 The day, such as that of death." placeholder:"DATE"`
}

// Run takes a person out of the register; he stays readable.
func (c *personExitCmd) Run(e *env) error {
	day, err := dayOf(c.Day)
	if err != nil {
		return err
	}
	reason, ok := code.ExitReason.Lookup(c.Reason)
	if !ok {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.value", Args: []any{quanyuan.ExitReason.Zh()}}
	}
	return c.do(e, func(d *desk.Desk, by quanyuan.Principal, n quanyuan.Number) (*quanyuan.Person, error) {
		return d.Exit(e.ctx, by, n, reason.Code, day)
	})
}

type personRestoreCmd struct{ personArg }

// Run takes an exit back.
func (c *personRestoreCmd) Run(e *env) error {
	return c.do(e, func(d *desk.Desk, by quanyuan.Principal, n quanyuan.Number) (*quanyuan.Person, error) {
		return d.Restore(e.ctx, by, n)
	})
}

// holdsFlag says which community is counted.
type holdsFlag struct {
	Hukou     string `help:"户籍计在哪个社区。 Community in which the hukou is counted." placeholder:"CODE"`
	Residence string `help:"居住计在哪个社区。 Community in which the residence is counted." placeholder:"CODE"`
}

func (h holdsFlag) holds() map[quanyuan.Field]string {
	holds := map[quanyuan.Field]string{quanyuan.HukouStatus: h.Hukou, quanyuan.ResidenceStatus: h.Residence}
	maps.DeleteFunc(holds, func(_ quanyuan.Field, code string) bool { return code == "" })
	return holds
}

type personHoldCmd struct {
	personArg
	holdsFlag
}

// Run says in which of several communities a person is counted.
func (c *personHoldCmd) Run(e *env) error {
	holds := c.holds()
	if len(holds) == 0 {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "person.no_hold"}
	}
	return c.do(e, func(d *desk.Desk, by quanyuan.Principal, n quanyuan.Number) (p *quanyuan.Person, err error) {
		for _, f := range slices.Sorted(maps.Keys(holds)) {
			if p, err = d.Hold(e.ctx, by, n, f, holds[f]); err != nil {
				return nil, err
			}
		}
		return p, nil
	})
}

type personMergeCmd struct {
	actorFlags
	holdsFlag
	A      string `arg:"" help:"一个编号。 One number."`
	B      string `arg:"" help:"另一个编号。 The other."`
	Reason string `help:"事由。 Why." required:""`
}

// Run makes two persons one.
func (c *personMergeCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		p, err := d.Merge(e.ctx, by, desk.Merge{A: quanyuan.Number(c.A), B: quanyuan.Number(c.B), Holds: c.holds(), Reason: c.Reason})
		if err != nil {
			return err
		}
		e.say("已合并为 %s；历史中的序号可用来拆分：quanyuan person show %s --events", "merged into %s; its history has the number to take it back by: quanyuan person show %s --events", p.Number, p.Number)
		return nil
	})
}

type personSplitCmd struct {
	personArg
	Merge     int64   `help:"撤回哪次合并：历史中的序号。 The merge to take back, by its number in the history." placeholder:"SEQ"`
	Records   []int64 `help:"另立编号的记录。 Records that leave for a number of their own." placeholder:"ID"`
	Leave     []int64 `help:"合并以后说的是此人整体的记录，随拆出的一方。 Of records made since, those that go with whoever leaves." placeholder:"ID"`
	Stay      []int64 `help:"其中留在原编号的。 Those that stay." placeholder:"ID"`
	Different bool    `help:"裁定为两个人，以后不再合并。 Rule that they are two people for ever."`
	Plan      bool    `help:"只看会怎样，不办理。 Only show what would happen."`
	Reason    string  `help:"事由。 Why." required:""`
}

func (c *personSplitCmd) order() desk.Split {
	s := desk.Split{Person: quanyuan.Number(c.Number), Merge: c.Merge, Reason: c.Reason, Different: c.Different, Sides: map[quanyuan.RecordID]bool{}}
	for _, r := range c.Records {
		s.Records = append(s.Records, quanyuan.RecordID(r))
	}
	for _, r := range c.Stay {
		s.Sides[quanyuan.RecordID(r)] = false
	}
	for _, r := range c.Leave {
		s.Sides[quanyuan.RecordID(r)] = true
	}
	return s
}

// Run makes one person two, or takes a merge back.
func (c *personSplitCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if c.Plan {
			p, err := d.PlanSplit(e.ctx, by, c.order())
			if err != nil {
				return err
			}
			e.say("拆出 %v，作废 %v，须说明随哪一方 %v", "leave %v, dropped %v, to be allotted %v", p.Leave, p.Dropped, p.Open)
			return nil
		}
		stays, leaves, err := d.Split(e.ctx, by, c.order())
		if err != nil {
			return err
		}
		e.say("已拆分：%s 与 %s", "split: %s and %s", stays.Number, leaves.Number)
		return nil
	})
}
