package main

import (
	"fmt"
	"strings"

	"quanyuan"
	"quanyuan/desk"
)

type dwellingCmd struct {
	List  dwellingListCmd  `cmd:"" help:"按小组和物业小区列出房屋。 List dwellings by group and estate."`
	Visit dwellingVisitCmd `cmd:"" help:"记录入户情况。 Note what a visit found."`
	Add   dwellingAddCmd   `cmd:"" help:"补登名单上没有的房屋。 Add a dwelling that no list names."`
}

type dwellingListCmd struct {
	actorFlags
	Division string   `help:"区划编码。 Division." placeholder:"CODE"`
	State    []string `help:"lived_in、empty、not_visited、gone。"`
	Group    string   `help:"小组。 Group."`
	Estate   string   `help:"物业小区。 Estate."`
	Open     bool     `help:"只列“不漏户”未落实的。 Only those that are not accounted for."`
}

// dwellingWords are the words for the states of dwellings.
var dwellingWords = map[string][2]string{
	quanyuan.DwellingLived:  {"有人居住", "lived in"},
	quanyuan.DwellingEmpty:  {"空置", "empty"},
	quanyuan.DwellingUnseen: {"未入户", "not visited"},
	quanyuan.DwellingGone:   {"不是住房", "no dwelling"},
}

// Run lists dwellings.
func (c *dwellingListCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		scope, err := scopeOf(c.Division)
		if err != nil {
			return err
		}
		ws, err := d.Dwellings(e.ctx, by, desk.DwellingQuery{Scope: scope, States: c.State, Group: c.Group, Estate: c.Estate, Open: c.Open})
		if err != nil {
			return err
		}
		for _, w := range ws {
			printDwelling(e, w)
		}
		return nil
	})
}

func printDwelling(e *env, w *quanyuan.Dwelling) {
	state := dwellingWords[w.State]
	fmt.Fprintf(e.stdout, "%s\t%s\t%s\t%s\t%s\t%d\n", w.ID, strings.TrimSpace(w.Group), w.Estate, w.Address, e.text(state[0], state[1]), w.Living)
}

type dwellingVisitCmd struct {
	actorFlags
	Dwelling string `help:"房屋编号。 ID of the dwelling." required:"" placeholder:"ID"`
	Found    string `help:"lived_in 有人居住、empty 空置、gone 不是住房。 What was found." required:"" enum:"lived_in,empty,gone"`
	Persons  int    `help:"说有几人居住。 How many are said to live there."`
	On       string `help:"入户日期，默认今天。 Day of the visit, today by default." placeholder:"DATE"`
	Note     string `help:"备注。 Note."`
}

// Run notes a visit.
func (c *dwellingVisitCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		day, err := dayOf(c.On)
		if err != nil {
			return err
		}
		w, err := d.Visit(e.ctx, by, c.Dwelling, quanyuan.Visit{Day: day, State: c.Found, Persons: c.Persons, Note: c.Note})
		if err != nil {
			return err
		}
		printDwelling(e, w)
		return nil
	})
}

// dayOf reads a day of a flag; nothing is the zero date.
func dayOf(text string) (quanyuan.Date, error) {
	if text == "" {
		return quanyuan.Date{}, nil
	}
	d, ok := quanyuan.ParseDate(strings.NewReplacer("/", "-", ".", "-").Replace(text))
	if !ok || d.Day == 0 {
		return d, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{text}}
	}
	return d, nil
}

type dwellingAddCmd struct {
	actorFlags
	Community string `help:"社区编码。 Community." required:"" placeholder:"CODE"`
	Address   string `help:"地址，到门牌。 Address to the door." required:""`
}

// Run adds a dwelling.
func (c *dwellingAddCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		w, err := d.AddDwelling(e.ctx, by, c.Community, c.Address)
		if err != nil {
			return err
		}
		printDwelling(e, w)
		return nil
	})
}
