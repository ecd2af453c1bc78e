package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/refdata/code"
)

type birthCmd struct {
	Add      birthAddCmd      `cmd:"" help:"登记一次出生报告；已登记的附记。 Take a report of a birth in; one that is known gets it attached."`
	Name     birthNameCmd     `cmd:"" help:"给未取名的新生儿补登姓名。 Name a nameless newborn."`
	List     birthListCmd     `cmd:"" help:"列出生育记录。 List births."`
	Children birthChildrenCmd `cmd:"" help:"核对一人的子女数与子女。 Hold the number of children against the children known."`
}

type birthAddCmd struct {
	actorFlags
	Mother    string `help:"母亲的人员编号。 Number of the mother." placeholder:"NUMBER"`
	Father    string `help:"父亲的人员编号。 Number of the father." placeholder:"NUMBER"`
	Born      string `help:"出生日期。 Date of birth." required:"" placeholder:"DATE"`
	Sex       string `help:"性别：男、女。 Sex." required:""`
	Order     int    `help:"孩次。 Birth order." placeholder:"N"`
	Policy    string `help:"政策内、政策外。 Policy."`
	Name      string `help:"姓名，未取名的不写。 Name, if there is one."`
	IDFile    string `name:"id-file" help:"从文件读身份证号码，- 为标准输入。 File with the ID number; - is the standard input." placeholder:"FILE"`
	Source    string `help:"谁报的：卫生院、社区、学校…… Who reports." default:"community"`
	Community string `help:"孩子的社区，默认随母亲。 The child's community, by default the mother's." placeholder:"CODE"`
	Relation  string `help:"孩子与户主关系，默认由父母推出。 Relation to the head; follows from the parent by default."`
	Child     string `help:"孩子在登记库中的编号。 Number of the child, if the register has it." placeholder:"NUMBER"`
	Same      string `help:"与已登记的哪一次生育相同。 ID of the birth that is meant." placeholder:"ID"`
	New       bool   `help:"确是另一个孩子。 It is another child than those alike."`
}

// Run takes a report in.
func (c *birthAddCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		r, err := c.report(e)
		if err != nil {
			return err
		}
		if r.IDNumber, err = idNumber(e, d, c.IDFile); err != nil {
			return err
		}
		b, err := d.AddBirth(e.ctx, by, r)
		if err != nil {
			return err
		}
		printAdded(e, b)
		return nil
	})
}

func (c *birthAddCmd) report(e *env) (r desk.BirthReport, err error) {
	r = desk.BirthReport{Mother: quanyuan.Number(c.Mother), Father: quanyuan.Number(c.Father), Community: c.Community, Child: quanyuan.Number(c.Child), Same: c.Same, Another: c.New,
		Report: quanyuan.Report{Source: c.Source, Name: strings.TrimSpace(c.Name), Order: c.Order}}
	if kind, ok := quanyuan.ParseSourceKind(c.Source); ok {
		r.Source = string(kind)
	}
	if r.Born, err = dayOf(c.Born); err != nil {
		return r, err
	}
	if s, ok := code.Sex.Lookup(c.Sex); ok {
		r.Sex = s.Code
	}
	if r.Policy, err = desk.PolicyCode(c.Policy); err != nil {
		return r, err
	}
	if c.Relation != "" {
		r.Relation, err = desk.RelationCode(c.Relation)
	}
	return r, err
}

// idNumber reads an ID number from a file, so that none stands on the command
// line.
func idNumber(e *env, d *desk.Desk, file string) (quanyuan.Value, error) {
	if file == "" {
		return quanyuan.Value{}, nil
	}
	from := e.stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return quanyuan.Value{}, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{file}}
		}
		defer f.Close()
		from = f
	}
	text, err := io.ReadAll(io.LimitReader(from, longestInput))
	if err != nil {
		return quanyuan.Value{}, err
	}
	record, err := d.Form(e.ctx, map[quanyuan.Field]string{quanyuan.IDNumber: strings.TrimSpace(string(text))})
	if err != nil {
		return quanyuan.Value{}, err
	}
	return record.Value(quanyuan.IDNumber), nil
}

func printAdded(e *env, b *desk.BirthAdded) {
	printBirth(e, b.Birth)
	switch {
	case b.Entered:
		e.say("新登记的生育，孩子编号 %s", "a new birth, the child has number %s", b.Birth.Child)
	case b.New:
		e.say("新登记的生育，孩子已在登记库中：%s", "a new birth of a child whom the register has: %s", b.Birth.Child)
	default:
		e.say("已登记过，附记为第 %d 次报告", "registered already; noted as report %d", len(b.Birth.Reports))
	}
	for _, n := range b.Notes {
		fmt.Fprintln(e.stdout, desk.Words(n, e.lang))
	}
}

// printBirth shows what identifies a birth; a child's name is looked up by its
// number.
func printBirth(e *env, b *quanyuan.Birth) {
	named := e.text("未取名", "nameless")
	if b.Name != "" {
		named = e.text("已取名", "named")
	}
	fmt.Fprintf(e.stdout, "%s\t%s\t%s\t%s\n", b.ID, b.Child, b.Community, named)
}

type birthNameCmd struct {
	actorFlags
	Birth  string `help:"生育记录编号。 ID of the birth." required:"" placeholder:"ID"`
	Name   string `help:"姓名。 Name." required:""`
	IDFile string `name:"id-file" help:"从文件读身份证号码，- 为标准输入。 File with the ID number; - is the standard input." placeholder:"FILE"`
}

// Run names a child.
func (c *birthNameCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		number, err := idNumber(e, d, c.IDFile)
		if err != nil {
			return err
		}
		b, err := d.NameBirth(e.ctx, by, c.Birth, c.Name, number)
		if err != nil {
			return err
		}
		printBirth(e, b.Birth)
		return nil
	})
}

type birthListCmd struct {
	actorFlags
	Division string `help:"区划编码。 Division." placeholder:"CODE"`
	Nameless bool   `help:"只列未取名的。 Only nameless ones."`
}

// Run lists births.
func (c *birthListCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		scope, err := scopeOf(c.Division)
		if err != nil {
			return err
		}
		bs, err := d.Births(e.ctx, by, scope, c.Nameless)
		if err != nil {
			return err
		}
		for _, b := range bs {
			printBirth(e, b)
		}
		return nil
	})
}

type birthChildrenCmd struct {
	actorFlags
	Person string `help:"父或母的人员编号。 Number of the parent." required:"" placeholder:"NUMBER"`
}

// Run compares the number of children stated with those known.
func (c *birthChildrenCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		o, err := d.Offspring(e.ctx, by, quanyuan.Number(c.Person))
		if err != nil {
			return err
		}
		for _, k := range o.Children {
			number := string(k.Number)
			if number == "" {
				number = e.text("未登记为人员", "no person")
			}
			fmt.Fprintf(e.stdout, "%s\t%d\t%s\n", k.Born, k.Order, number)
		}
		for _, n := range o.Notes {
			fmt.Fprintln(e.stdout, desk.Words(n, e.lang))
		}
		return nil
	})
}
