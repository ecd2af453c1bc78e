package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

type personCmd struct {
	Search personSearchCmd `cmd:"" help:"在全市查找一人，取得回执。 Look for a person in the whole city; gives a receipt."`
	Add    personAddCmd    `cmd:"" help:"凭查找回执新增一人。 Add a person on the receipt of a search."`

	Show    personShowCmd    `cmd:"" help:"一人的现状、各方说法、登记历史。 What the register holds of a person, who says so, the history."`
	Correct personCorrectCmd `cmd:"" help:"更正一项，新值从标准输入读。 Replace a value; the new one comes on the standard input."`
	Confirm personConfirmCmd `cmd:"" help:"确认一项无误。 A value is right as it is."`
	Pin     personPinCmd     `cmd:"" help:"锁定一项。 Fix a value against what sources say later."`
	Hold    personHoldCmd    `cmd:"" help:"认定计入哪个社区。 Say in which of several communities a person is counted."`
	Exit    personExitCmd    `cmd:"" help:"退出登记。 The person leaves the register."`
	Restore personRestoreCmd `cmd:"" help:"撤回退出。 Take an exit back."`
	Merge   personMergeCmd   `cmd:"" help:"合并两个编号。 Make two persons one."`
	Split   personSplitCmd   `cmd:"" help:"拆分，或撤回合并。 Make one person two, or take a merge back."`
}

// inputArg is "-" where the person comes as JSON on the standard input.
type inputArg struct {
	Input string `arg:"" optional:"" help:"'-'：从标准输入读一个 JSON 对象，个人信息不必写在命令行上。 '-': one JSON object on the standard input, so that no personal data stands on the command line." enum:",-" default:""`
}

// longestInput bounds what is read of the standard input.
const longestInput = 1 << 20

// form reads the JSON object: fields by their keys or Chinese names.
func (a inputArg) form(e *env) (map[quanyuan.Field]string, error) {
	form := map[quanyuan.Field]string{}
	if a.Input == "" {
		return form, nil
	}
	values := map[string]string{}
	raw, err := io.ReadAll(io.LimitReader(e.stdin, longestInput))
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	if d.Decode(&values) != nil || d.More() { // the decoder's words would repeat the input
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "person.json"}
	}
	for name, text := range values {
		f, ok := fieldNamed(name)
		if !ok {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "person.field", Args: []any{name}}
		}
		form[f] = text
	}
	return form, nil
}

func fieldNamed(name string) (quanyuan.Field, bool) {
	if f, ok := quanyuan.FieldByKey(name); ok {
		return f, true
	}
	for f := range quanyuan.NumFields {
		if f.Zh() == name {
			return f, true
		}
	}
	return 0, false
}

type personSearchCmd struct {
	dbFlag
	actorFlag
	Name      string `help:"姓名。 Name."`
	Born      string `help:"出生日期或年份。 Date or year of birth."`
	Sex       string `help:"性别。 Sex."`
	Phone     string `help:"电话。 Phone."`
	Address   string `help:"居住地址。 Address."`
	Mother    string `help:"母亲姓名。 Mother's name."`
	Community string `help:"社区编码，12 位。 Code of the community, 12 digits."`
	IDFile    string `name:"id-file" help:"从文件读身份证号码，- 为标准输入。 File with the ID number; - is the standard input." placeholder:"FILE"`
	inputArg
}

// Run looks for the person and prints the receipt with who came nearest.
func (c *personSearchCmd) Run(e *env) error {
	form, err := c.query(e)
	if err != nil {
		return err
	}
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	query, err := d.Form(e.ctx, form)
	if err != nil {
		return err
	}
	a, err := d.Search(e.ctx, quanyuan.Local(c.Actor), query)
	if err != nil {
		return err
	}
	for _, r := range a.Said {
		fmt.Fprintln(e.stderr, desk.SearchText(r, e.lang))
	}
	printAnswer(e, d, a)
	return nil
}

// query gathers the flags and what stands on the standard input.
func (c *personSearchCmd) query(e *env) (map[quanyuan.Field]string, error) {
	form, err := c.form(e)
	if err != nil {
		return nil, err
	}
	for f, text := range map[quanyuan.Field]string{quanyuan.Name: c.Name, quanyuan.BirthDate: c.Born, quanyuan.Sex: c.Sex, quanyuan.Phone: c.Phone,
		quanyuan.ResidenceAddress: c.Address, quanyuan.MotherName: c.Mother, quanyuan.CommunityCode: c.Community} {
		if text != "" {
			form[f] = text
		}
	}
	if c.IDFile == "" {
		return form, nil
	}
	from := e.stdin
	if c.IDFile != "-" {
		f, err := os.Open(c.IDFile)
		if err != nil {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{c.IDFile}}
		}
		defer f.Close()
		from = f
	}
	number, err := io.ReadAll(io.LimitReader(from, longestInput))
	form[quanyuan.IDNumber] = strings.TrimSpace(string(number))
	return form, err
}

// printAnswer shows the persons masked, so that a terminal may be looked at by
// others.
func printAnswer(e *env, d *desk.Desk, a *desk.Answer) {
	switch {
	case a.Known():
		e.say("全市已有此人（回执 %s，比对 %d 人，模型 %s）：", "The city has the person (receipt %s, %d persons compared, model %s):", a.Paper.ID, a.Compared, a.Receipt.Model)
	case len(a.Matches) > 0:
		e.say("全市没有确定是此人的（回执 %s，比对 %d 人，模型 %s）；最接近的：", "Nobody in the city is the person for certain (receipt %s, %d persons compared, model %s); the nearest:", a.Paper.ID, a.Compared, a.Receipt.Model)
	default:
		e.say("全市没有找到（回执 %s，比对 %d 人，模型 %s）。", "Not found in the whole city (receipt %s, %d persons compared, model %s).", a.Paper.ID, a.Compared, a.Receipt.Model)
	}
	for i, m := range a.Matches {
		printMatch(e, d, &m, a.Persons[i])
	}
	for _, r := range a.Receipt.Cut {
		fmt.Fprintln(e.stdout, desk.SearchText(r, e.lang))
	}
}

// mostEvidence is how much of what was compared is said of a match.
const mostEvidence = 5

func printMatch(e *env, d *desk.Desk, m *quanyuan.Match, p *quanyuan.Person) {
	line := []string{"  " + string(m.Person)}
	for _, f := range []quanyuan.Field{quanyuan.Name, quanyuan.BirthDate, quanyuan.IDNumber} {
		if v := p.Value(f); v.Written() != "" {
			line = append(line, publish.Masked(f, v.Written()))
		}
	}
	for _, c := range m.Communities {
		line = append(line, d.PlaceName(c))
	}
	line = append(line, fmt.Sprintf("%.1f%%", 100*m.Probability))
	if m.Exited != "" {
		line = append(line, e.text("已退出", "exited"))
	}
	if m.Reason != "" {
		line = append(line, e.text("待核对：", "to be looked at: ")+desk.ReasonText(m.Reason, e.lang))
	}
	fmt.Fprintln(e.stdout, strings.Join(line, "  "))
	var why []string
	for _, ev := range m.Evidence[:min(len(m.Evidence), mostEvidence)] {
		why = append(why, fmt.Sprintf("%s %+.1f", desk.EvidenceText(ev, e.lang), ev.Bits))
	}
	if len(why) > 0 {
		fmt.Fprintln(e.stdout, "      "+strings.Join(why, e.text("；", "; ")))
	}
}

type personAddCmd struct {
	dbFlag
	actorFlag
	Receipt string `help:"查找回执编号。 Number of the receipt of the search."`
	inputArg
}

// Run adds the person that stands on the standard input.
func (c *personAddCmd) Run(e *env) error {
	form, err := c.form(e)
	if err != nil {
		return err
	}
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	record, err := d.Form(e.ctx, form)
	if err != nil {
		return err
	}
	p, err := d.Enter(e.ctx, quanyuan.Local(c.Actor), record, c.Receipt)
	if err != nil {
		return err
	}
	e.say("已新增，编号 %s", "added as %s", p.Number)
	return nil
}
