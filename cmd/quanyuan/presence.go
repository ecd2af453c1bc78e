package main

import (
	"errors"
	"fmt"

	"quanyuan"
	"quanyuan/desk"
)

type presenceCmd struct {
	Show   presenceShowCmd   `cmd:"" help:"一人的在册关系、类别及其理由。 Where a person stands, in which category and why."`
	Move   presenceMoveCmd   `cmd:"" help:"登记或更改在某社区的在册关系。 State how a person stands in a community from now on."`
	Leave  presenceLeaveCmd  `cmd:"" help:"结束在某社区的在册关系。 End the presence in a community."`
	Attach presenceAttachCmd `cmd:"" help:"把名单中的一行认作某人。 Rule that a row of a list speaks of a person."`
}

type presenceShowCmd struct {
	actorFlags
	Person string `help:"人员编号。 Number." required:"" placeholder:"NUMBER"`
}

// Run explains where a person stands.
func (c *presenceShowCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		return showStandings(e, d, by, quanyuan.Number(c.Person))
	})
}

type presenceMoveCmd struct {
	actorFlags
	Person    string `help:"人员编号。 Number." required:"" placeholder:"NUMBER"`
	Community string `help:"社区编码。 Community." required:"" placeholder:"CODE"`
	Hukou     string `help:"户籍状况。 Hukou status." required:""`
	Residence string `help:"居住状况。 Residence status." required:""`
	Since     string `help:"流入日期。 Day of arrival." placeholder:"DATE"`
	Reason    string `help:"流入原因。 Reason of the stay."`
	Address   string `help:"居住地址。 Address."`
	Household string `help:"户编号。 Household number."`
	Relation  string `help:"与户主关系。 Relation to the head."`
	On        string `help:"所说的日期，默认今天。 Day of which this is true, today by default." placeholder:"DATE"`
}

// Run states how a person stands in a community.
func (c *presenceMoveCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		typed := map[quanyuan.Field]string{}
		for f, text := range map[quanyuan.Field]string{quanyuan.CommunityCode: c.Community, quanyuan.HukouStatus: c.Hukou, quanyuan.ResidenceStatus: c.Residence, quanyuan.ArriveDate: c.Since,
			quanyuan.StayReason: c.Reason, quanyuan.ResidenceAddress: c.Address, quanyuan.HouseholdNumber: c.Household, quanyuan.Relation: c.Relation} {
			if text != "" {
				typed[f] = text
			}
		}
		record, err := d.Form(e.ctx, typed)
		if err != nil {
			return err
		}
		day, err := dayOrToday(e, c.On)
		if err != nil {
			return err
		}
		if _, err := d.Move(e.ctx, by, quanyuan.Number(c.Person), record, day); err != nil {
			return err
		}
		return showAfter(e, d, by, quanyuan.Number(c.Person))
	})
}

// showStandings prints where a person stands.
func showStandings(e *env, d *desk.Desk, by quanyuan.Principal, n quanyuan.Number) error {
	ss, err := d.Standings(e.ctx, by, n)
	if err != nil {
		return err
	}
	for _, s := range ss {
		fmt.Fprintln(e.stdout, s.Community)
		for _, w := range s.Why {
			fmt.Fprintln(e.stdout, "  "+desk.Words(w, e.lang))
		}
	}
	return nil
}

// showAfter shows where a person stands after an act, which may have taken him
// out of the division of whoever acted.
func showAfter(e *env, d *desk.Desk, by quanyuan.Principal, n quanyuan.Number) error {
	err := showStandings(e, d, by, n)
	if errors.Is(err, quanyuan.ErrNotFound) || errors.Is(err, quanyuan.ErrForbidden) {
		e.say("已办理；此人已不在您的辖区", "done; the person stands in your division no longer")
		return nil
	}
	return err
}

func dayOrToday(e *env, text string) (quanyuan.Date, error) {
	if text == "" {
		return quanyuan.DateOf(e.now()), nil
	}
	return dayOf(text)
}

type presenceLeaveCmd struct {
	actorFlags
	Person    string `help:"人员编号。 Number." required:"" placeholder:"NUMBER"`
	Community string `help:"社区编码。 Community." required:"" placeholder:"CODE"`
	Reason    string `help:"流出原因。 Reason."`
	On        string `help:"离开日期，默认今天。 Day, today by default." placeholder:"DATE"`
}

// Run ends a presence.
func (c *presenceLeaveCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		day, err := dayOrToday(e, c.On)
		if err != nil {
			return err
		}
		if _, err := d.Leave(e.ctx, by, quanyuan.Number(c.Person), c.Community, c.Reason, day); err != nil {
			return err
		}
		return showAfter(e, d, by, quanyuan.Number(c.Person))
	})
}

type presenceAttachCmd struct {
	actorFlags
	Person string `help:"人员编号。 Number." required:"" placeholder:"NUMBER"`
	Batch  int    `help:"批次。 Batch." required:""`
	Row    int    `help:"文件中的行号。 Row of the file." required:""`
	Part   int    `help:"一行两人时的第几人，从 0 起。 Which person of the row, from 0."`
}

// Run attaches a row of a list to a person.
func (c *presenceAttachCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		id, err := d.RecordAt(e.ctx, quanyuan.BatchID(c.Batch), c.Row, c.Part)
		if err != nil {
			return err
		}
		if _, err := d.Attach(e.ctx, by, quanyuan.Number(c.Person), id); err != nil {
			return err
		}
		return showAfter(e, d, by, quanyuan.Number(c.Person))
	})
}

type taskCmd struct {
	Set    taskSetCmd    `cmd:"" help:"把到期的复核和有争议的在册关系列为待办。 Make tasks of stays to be looked at again and of disputes."`
	List   taskListCmd   `cmd:"" help:"待办清单。 Open tasks."`
	Answer taskAnswerCmd `cmd:"" help:"答复待办。 Answer a task."`
}

type taskSetCmd struct {
	actorFlags
	Division string `help:"区划编码。 Division." placeholder:"CODE"`
}

// Run makes the tasks.
func (c *taskSetCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		scope, err := scopeOf(c.Division)
		if err != nil {
			return err
		}
		n, err := d.SetTasks(e.ctx, by, scope)
		if err != nil {
			return err
		}
		e.say("新增待办 %d 项", "%d new tasks", n)
		return nil
	})
}

type taskListCmd struct {
	actorFlags
	Division string `help:"区划编码。 Division." placeholder:"CODE"`
}

// Run lists open tasks.
func (c *taskListCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		scope, err := scopeOf(c.Division)
		if err != nil {
			return err
		}
		ts, err := d.OpenTasks(e.ctx, by, scope)
		if err != nil {
			return err
		}
		for _, t := range ts {
			fmt.Fprintf(e.stdout, "%s\t%s\t%s\n", t.ID, t.Person, desk.Words(t.Why, e.lang))
		}
		return nil
	})
}

type taskAnswerCmd struct {
	actorFlags
	Task   string `help:"待办编号。 ID of the task." required:"" placeholder:"ID"`
	Answer string `help:"here 仍在（争议：以本社区为准）、elsewhere 以对方为准、left 已离开、excluded 属不纳入。" required:"" enum:"here,elsewhere,left,excluded"`
	Reason string `help:"不纳入或离开的原因。 Reason of the stay, or of leaving."`
	On     string `help:"日期，默认今天。 Day, today by default." placeholder:"DATE"`
}

// Run answers a task.
func (c *taskAnswerCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		day, err := dayOf(c.On)
		if err != nil {
			return err
		}
		p, err := d.AnswerTask(e.ctx, by, desk.TaskAnswer{Task: c.Task, Answer: c.Answer, Reason: c.Reason, Day: day})
		if err != nil {
			return err
		}
		return showAfter(e, d, by, p.Number)
	})
}
