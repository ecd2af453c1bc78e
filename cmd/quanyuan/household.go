package main

import (
	"fmt"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/refdata/code"
	"quanyuan/register"
)

type householdCmd struct {
	Build householdBuildCmd `cmd:"" help:"由台账和物业名单建立、更新户和房屋。 Build households and dwellings from the register and property lists."`
	Show  householdShowCmd  `cmd:"" help:"查看一户。 Show a household."`
	Check householdCheckCmd `cmd:"" help:"按规则核对各户。 Check households by the rules."`
	Head  householdHeadCmd  `cmd:"" help:"变更户主。 Change the head."`
	Split householdSplitCmd `cmd:"" help:"分户。 Split a household."`
	Join  householdJoinCmd  `cmd:"" help:"并户。 Join two households."`
}

type householdBuildCmd struct{ actorFlags }

// Run builds the households and dwellings.
func (c *householdBuildCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		p := newProgress(e, e.text("建户", "households"))
		b, err := d.BuildHouseholds(e.ctx, by, p.update)
		p.close()
		if err != nil {
			return err
		}
		e.say("共 %d 户、%d 套房屋，写入 %d 件；%d 人次中 %d 没有户编号，%d 户的地址不到门牌", "%d households, %d dwellings, %d papers written; of %d presences %d have no household number, %d households no address to the door",
			b.Households, b.Dwellings, b.Written, b.Persons, b.Unhoused, b.Doorless)
		return nil
	})
}

type householdShowCmd struct {
	actorFlags
	Household string `help:"户：社区编码-户编号。 Household: community-number." placeholder:"ID" xor:"what"`
	Person    string `help:"按人员编号查所在的户。 By the number of a member." placeholder:"NUMBER" xor:"what"`
}

// Run shows a household, or those of a person.
func (c *householdShowCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if c.Person != "" {
			hs, err := d.HouseholdsOf(e.ctx, by, quanyuan.Number(c.Person))
			if err != nil {
				return err
			}
			for _, h := range hs {
				printHousehold(e, h)
			}
			return nil
		}
		h, err := d.Household(e.ctx, by, c.Household)
		if err != nil {
			return err
		}
		printHousehold(e, h)
		return nil
	})
}

// goneWords say why somebody is no member any more.
var goneWords = map[string][2]string{"died": {"死亡", "died"}, "exited": {"退出", "exited"}, "merged": {"合并", "merged"}, "left": {"离开社区", "left"}, "moved": {"转到他户", "moved to another"}}

// printHousehold shows numbers and relations; names are looked up by number.
func printHousehold(e *env, h *quanyuan.Household) {
	kind := e.text("家庭户", "family")
	if h.Kind == register.Collective {
		kind = e.text("集体户 ", "collective ") + h.Unit
	}
	fmt.Fprintf(e.stdout, "%s\t%s\t%s\n", quanyuan.HouseholdID(h.Community, h.Number), strings.TrimSpace(kind), h.Dwelling)
	for _, m := range h.Members {
		fmt.Fprintf(e.stdout, "  %s\t%s\n", m.Person, relationWord(e, m.Relation))
	}
	for _, m := range h.Former {
		w := goneWords[m.Reason]
		fmt.Fprintf(e.stdout, "  (%s\t%s\t%s %s)\n", m.Person, relationWord(e, m.Relation), m.Until, e.text(w[0], w[1]))
	}
}

func relationWord(e *env, c string) string {
	entry, ok := code.Relation.Get(c)
	switch {
	case !ok:
		return "-"
	case e.lang == "zh":
		return entry.Zh
	}
	return entry.En
}

type householdCheckCmd struct {
	actorFlags
	Division string `help:"区划编码。 Division." placeholder:"CODE"`
}

// Run lists what is inconsistent, with advice.
func (c *householdCheckCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		scope, err := scopeOf(c.Division)
		if err != nil {
			return err
		}
		found := 0
		n, err := d.CheckHouseholds(e.ctx, by, scope, func(f register.HouseFinding) error {
			found++
			sentence, advice := f.Text(e.lang)
			_, err := fmt.Fprintf(e.stdout, "%s\t%s\t%s\t%s\n", f.Household, joinNumbers(f.Persons), sentence, advice)
			return err
		})
		if err != nil {
			return err
		}
		e.say("核对 %d 户，%d 处待核", "%d households checked, %d findings", n, found)
		return nil
	})
}

// scopeOf is the part of the city a flag names; nothing named is all of it.
func scopeOf(division string) (quanyuan.Scope, error) {
	if division == "" {
		return nil, nil
	}
	c, err := desk.DivisionCode(division)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "division.unknown", Args: []any{division}, Err: err}
	}
	return quanyuan.Scope{c}, nil
}

// saidRelations reads "number=relation" in words or codes.
func saidRelations(said map[string]string) (map[quanyuan.Number]string, error) {
	out := map[quanyuan.Number]string{}
	for n, words := range said {
		c, err := desk.RelationCode(words)
		if err != nil {
			return nil, err
		}
		out[quanyuan.Number(n)] = c
	}
	return out, nil
}

type householdHeadCmd struct {
	actorFlags
	Household string            `help:"户：社区编码-户编号。 Household: community-number." required:"" placeholder:"ID"`
	Head      string            `help:"新户主的人员编号。 Number of the new head." required:"" placeholder:"NUMBER"`
	Relation  map[string]string `help:"推不出的与户主关系，如 P004=妻。 Relations that do not follow, such as P004=妻." placeholder:"NUMBER=RELATION"`
	Plan      bool              `help:"只显示将要怎样改。 Show what would change and change nothing."`
}

// Run changes the head, or shows what that would mean.
func (c *householdHeadCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		said, err := saidRelations(c.Relation)
		if err != nil {
			return err
		}
		o := desk.NewHead{Household: c.Household, Head: quanyuan.Number(c.Head), Relations: said}
		if c.Plan {
			plan, err := d.PlanHead(e.ctx, by, o)
			for _, r := range plan {
				now := relationWord(e, r.Now)
				if r.Now == "" {
					now = e.text("（须写明）", "(must be said)")
				}
				fmt.Fprintf(e.stdout, "%s\t%s → %s\n", r.Person, relationWord(e, r.Was), now)
			}
			return err
		}
		h, err := d.ChangeHead(e.ctx, by, o)
		if err != nil {
			return err
		}
		printHousehold(e, h)
		return nil
	})
}

type householdSplitCmd struct {
	actorFlags
	Household string            `help:"户：社区编码-户编号。 Household: community-number." required:"" placeholder:"ID"`
	Leave     []string          `help:"分出去的人员编号。 Numbers of those who leave." required:"" placeholder:"NUMBER"`
	Head      string            `help:"新户的户主。 Head of the new household." required:"" placeholder:"NUMBER"`
	StayHead  string            `help:"原户主离开时，留下的人的户主。 Head of those who stay, where the head leaves." placeholder:"NUMBER"`
	Relation  map[string]string `help:"推不出的与户主关系，如 P004=妻。 Relations that do not follow, such as P004=妻." placeholder:"NUMBER=RELATION"`
}

// Run makes two households of one.
func (c *householdSplitCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		said, err := saidRelations(c.Relation)
		if err != nil {
			return err
		}
		o := desk.HouseSplit{Household: c.Household, Head: quanyuan.Number(c.Head), StayHead: quanyuan.Number(c.StayHead), Relations: said}
		for _, n := range c.Leave {
			o.Leave = append(o.Leave, quanyuan.Number(n))
		}
		stays, leaves, err := d.SplitHousehold(e.ctx, by, o)
		if err != nil {
			return err
		}
		printHousehold(e, stays)
		printHousehold(e, leaves)
		return nil
	})
}

type householdJoinCmd struct {
	actorFlags
	From     string            `help:"并入他户的户。 Household that joins." required:"" placeholder:"ID"`
	Into     string            `help:"并入的户。 Household that is joined." required:"" placeholder:"ID"`
	As       string            `help:"前者的户主与后者的户主的关系。 How the head of the one stands to the head of the other." required:"" placeholder:"RELATION"`
	Relation map[string]string `help:"推不出的与户主关系，如 P004=妻。 Relations that do not follow, such as P004=妻." placeholder:"NUMBER=RELATION"`
}

// Run makes one household of two.
func (c *householdJoinCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		said, err := saidRelations(c.Relation)
		if err != nil {
			return err
		}
		as, err := desk.RelationCode(c.As)
		if err != nil {
			return err
		}
		h, err := d.JoinHouseholds(e.ctx, by, desk.HouseJoin{From: c.From, Into: c.Into, Head: as, Relations: said})
		if err != nil {
			return err
		}
		printHousehold(e, h)
		return nil
	})
}

func joinNumbers(ns []quanyuan.Number) string {
	texts := make([]string, len(ns))
	for i, n := range ns {
		texts[i] = string(n)
	}
	return strings.Join(texts, ",")
}
