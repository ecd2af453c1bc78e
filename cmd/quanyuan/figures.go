package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/refdata/division"
)

type figuresCmd struct {
	actorFlags
	Division string `help:"区划编码。 Division." placeholder:"CODE"`
	By       string `help:"按哪一级列出。 Level of the lines." enum:"community,town,county,city" default:"community"`
	Items    string `help:"人不漏项的口径：core 19 项核心指标，audit 另加婚姻变动日期。 Which items: core, or those of the national audit." enum:"core,audit" default:"core"`
	List     bool   `help:"列出每一处缺漏。 List every gap."`
	Format   string `help:"text、json 或 xlsx。" enum:"text,json,xlsx" default:"text"`
	Out      string `help:"写到文件（xlsx 须写）。 File to write; needed for xlsx." type:"path" placeholder:"FILE"`
}

var levels = map[string]int{"community": division.Community, "town": division.Town, "county": division.County, "city": division.City}

// figureNotes define the figures, beside them.
var figureNotes = [][2]string{
	{"不漏户 = 已落实的房屋 ÷ 已知的房屋。已落实：登记库中有人居住，或入户查明无人居住、不是住房；有人居住而登记库没有这一户的、登记有人而入户无人的，都不算落实。",
		"Households: dwellings accounted for, of all known. Accounted for: persons of the register live there, or a visit found that nobody does; found lived in by nobody the register knows, or empty though the register has people there, is not."},
	{"户不漏人 = 已登记的人 ÷（已登记的人 + 已知未登记的人）。已知未登记：户内人员所列未满 18 岁的子女、有证件号码的配偶在登记库中找不到的，入户时多出的人。每人只计一次：计在居住的社区，没有居住地的计在户籍社区。",
		"Persons: those registered, of those registered and those known to be missing: children under 18 and spouses of whom a member's file tells and whom the register does not have, and persons of whom a visit heard beyond those registered. Everybody counts once: where he lives, else where he is registered."},
	{"人不漏项 = 已填的应填项 ÷ 应填项。应填项按年龄和户籍状况而定；占位、无效、“不详”不算已填。",
		"Items: those filled in, of those that must be, by age and hukou status; placeholders, invalid values and codes for “not known” do not count."},
}

// Run prints the three figures.
func (c *figuresCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		scope, err := scopeOf(c.Division)
		if err != nil {
			return err
		}
		p := newProgress(e, e.text("计算", "figures"))
		q := desk.ThreeQuery{Scope: scope, Level: levels[c.By], Audit: c.Items == "audit", Progress: p.update}
		var gaps []desk.Gap
		if c.List {
			q.Gaps = func(g desk.Gap) error { gaps = append(gaps, g); return nil }
		}
		parts, whole, err := d.Three(e.ctx, by, q)
		p.close()
		if err != nil {
			return err
		}
		return c.write(e, parts, whole, gaps)
	})
}

func (c *figuresCmd) write(e *env, parts []desk.Three, whole desk.Three, gaps []desk.Gap) error {
	switch c.Format {
	case "json":
		return c.into(e, func(f *os.File) error { return c.json(e, f, parts, whole, gaps) })
	case "xlsx":
		if c.Out == "" {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "figures.out"}
		}
		return c.into(e, func(f *os.File) error {
			return publish.WriteTables(f, e.now(), tablesOf(e, parts, whole, gaps, c.List))
		})
	}
	return c.into(e, func(f *os.File) error { return c.text(e, f, parts, whole, gaps) })
}

// into writes to the file named, or to the standard output.
func (c *figuresCmd) into(e *env, write func(*os.File) error) error {
	if c.Out != "" {
		return writeFile(c.Out, write)
	}
	f, ok := e.stdout.(*os.File)
	if !ok {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "figures.out"}
	}
	return write(f)
}

func (c *figuresCmd) json(e *env, f *os.File, parts []desk.Three, whole desk.Three, gaps []desk.Gap) error {
	type gap struct {
		Figure    string `json:"figure"`
		Community string `json:"community"`
		ID        string `json:"id"`
		Why       string `json:"why"`
	}
	out := struct {
		Day   string       `json:"day"`
		Parts []desk.Three `json:"parts"`
		Whole desk.Three   `json:"whole"`
		Gaps  []gap        `json:"gaps,omitempty"`
		Notes []string     `json:"notes"`
	}{Day: quanyuan.DateOf(e.now()).String(), Parts: parts, Whole: whole}
	for _, g := range gaps {
		out.Gaps = append(out.Gaps, gap{g.Figure, g.Community, g.ID, desk.Words(g.Why, e.lang)})
	}
	for _, n := range figureNotes {
		out.Notes = append(out.Notes, e.text(n[0], n[1]))
	}
	enc := json.NewEncoder(f)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

func (c *figuresCmd) text(e *env, f *os.File, parts []desk.Three, whole desk.Three, gaps []desk.Gap) error {
	var b strings.Builder
	b.WriteString(strings.Join(figureHead(e), "\t") + "\n")
	for _, t := range append(parts, named(e, whole)) {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%d\t%s\t%s\t%s\n", t.Division, t.Name, share(t.Households), t.Visited, share(t.Persons), share(t.Items), share(t.Whole))
	}
	for _, n := range figureNotes {
		b.WriteString(e.text(n[0], n[1]) + "\n")
	}
	for _, g := range gaps {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", figureWord(e, g.Figure), g.Community, g.ID, desk.Words(g.Why, e.lang))
	}
	_, err := f.WriteString(b.String())
	return err
}

func figureHead(e *env) []string {
	if e.lang == "zh" {
		return []string{"区划", "名称", "不漏户", "已入户", "户不漏人", "人不漏项", "齐全的人"}
	}
	return []string{"division", "name", "households", "visited", "persons", "items", "whole persons"}
}

func figureWord(e *env, figure string) string {
	w := map[string][2]string{desk.GapHousehold: {"不漏户", "households"}, desk.GapPerson: {"户不漏人", "persons"}, desk.GapItem: {"人不漏项", "items"}}[figure]
	return e.text(w[0], w[1])
}

func named(e *env, t desk.Three) desk.Three {
	t.Name = e.text("合计", "all")
	return t
}

func share(s desk.Share) string {
	if s.All == 0 {
		return "— (0/0)"
	}
	return fmt.Sprintf("%.2f%% (%d/%d)", s.Rate(), s.Done, s.All)
}

// rate is a percentage for a cell; a share of nothing has none.
func rate(s desk.Share) any {
	if s.All == 0 {
		return "—"
	}
	return s.Rate()
}

func tablesOf(e *env, parts []desk.Three, whole desk.Three, gaps []desk.Gap, list bool) []publish.Table {
	head := figureHead(e)
	percent, done, all := " %", e.text("数", " done"), e.text("应有", " of")
	t := publish.Table{Name: e.text("三不漏", "figures"), Head: []string{head[0], head[1], head[2] + percent, done, all, head[3], head[4] + percent, done, all, head[5] + percent, done, all, head[6] + percent, done, all}}
	for _, p := range append(parts, named(e, whole)) {
		t.Rows = append(t.Rows, []any{p.Division, p.Name, rate(p.Households), p.Households.Done, p.Households.All, p.Visited,
			rate(p.Persons), p.Persons.Done, p.Persons.All, rate(p.Items), p.Items.Done, p.Items.All, rate(p.Whole), p.Whole.Done, p.Whole.All})
	}
	for _, n := range figureNotes {
		t.Notes = append(t.Notes, e.text(n[0], n[1]))
	}
	tables := []publish.Table{t}
	if !list {
		return tables
	}
	for _, figure := range []string{desk.GapHousehold, desk.GapPerson, desk.GapItem} {
		g := publish.Table{Name: figureWord(e, figure), Head: []string{e.text("社区", "community"), e.text("编号", "ID"), e.text("缺什么", "what is missing")}}
		for _, x := range gaps {
			if x.Figure == figure {
				g.Rows = append(g.Rows, []any{x.Community, x.ID, desk.Words(x.Why, e.lang)})
			}
		}
		tables = append(tables, g)
	}
	return tables
}
