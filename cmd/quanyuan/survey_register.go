package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/survey"
)

// surveyFlags name a survey and who works on it.
type surveyFlags struct {
	actorFlags
	Survey string `arg:"" help:"调查编号。 Number of the survey." placeholder:"ID"`
}

// planFlags are the terms of a plan.
type planFlags struct {
	Target float64 `help:"要证明的比例。 Share to be proved." default:"0.99"`
	Truth  float64 `help:"设想的真实比例。 Share supposed to be true." default:"0.995"`
	levelFlag
	Power   float64 `help:"真实比例如设想时，证明成功的把握。 Chance of proving it if so." default:"0.8"`
	Deff    float64 `help:"设计效应；不写则由 --icc 和 --cluster 计算，再不写取 2。 Design effect; by default from --icc and --cluster, else 2." placeholder:"D"`
	ICC     float64 `name:"icc" help:"群内相关系数。 Intra-class correlation." placeholder:"R"`
	Cluster float64 `help:"每个小区域平均调查人数，用于 --icc。 Persons a segment, for --icc." default:"40"`
	Missed  float64 `help:"预计漏连的比例。 Share of links expected to be missed." placeholder:"F"`
	Cost    float64 `help:"调查一人的费用。 Cost of one person." placeholder:"C"`
}

func (f planFlags) plan() (quanyuan.SurveyPlan, error) {
	if err := f.check(); err != nil {
		return quanyuan.SurveyPlan{}, err
	}
	deff := f.Deff
	if deff == 0 && f.ICC > 0 {
		deff = survey.DesignEffect(f.Cluster, f.ICC)
	}
	return desk.PlanSurvey(quanyuan.SurveyPlan{Target: f.Target, Truth: f.Truth, Level: f.Level, Power: f.Power, Deff: deff, Missed: f.Missed, Cost: f.Cost})
}

// surveySizeCmd says how many must be asked.
type surveySizeCmd struct {
	planFlags
	Margin float64 `help:"改为求 ± 这么多的精度所需人数。 How many for a precision of ± so much instead." placeholder:"M"`
}

// sized is what is printed of a size.
type sized struct {
	Persons int     `json:"persons"`
	Defects *int    `json:"defects,omitempty"` // a simple sample of persons/deff may miss at most
	Deff    float64 `json:"deff"`
	Cost    float64 `json:"cost,omitempty"`
}

// Run computes.
func (c *surveySizeCmd) Run(e *env) error {
	p, err := c.plan()
	if err != nil {
		return err
	}
	if c.Margin == 0 {
		return e.object(sized{p.Persons, &p.Defects, p.Deff, p.Cost * float64(p.Persons)})
	}
	n, err := survey.SizeForMargin(p.Truth, c.Margin, p.Level, p.Deff)
	if err != nil {
		return err
	}
	return e.object(sized{n, nil, p.Deff, p.Cost * float64(n)})
}

// surveyPlanCmd begins a survey and freezes its frame.
type surveyPlanCmd struct {
	actorFlags
	planFlags
	Name   string `help:"调查名称。 Name." placeholder:"NAME"`
	Units  int    `help:"抽多少个小区域；不写则按人数计算。 Segments to draw; by default from the number of persons." placeholder:"N"`
	PerTwo int    `name:"per-community" help:"两阶段：先抽社区，每个社区再抽几个小区域；0 为一阶段。 Two stages: segments in each community drawn; 0: one stage." default:"0"`
	Most   int    `help:"超过多少人的小区域按楼栋拆开。 Persons above which a segment is split." default:"150"`
	Least  int    `help:"不足多少人的与相邻的合并。 Persons below which neighbours are joined." default:"30"`
	Frame  string `help:"把抽样框写到文件，供公布。 Write the frame, to be published." type:"path" placeholder:"FILE.csv"`
}

// Run plans.
func (c *surveyPlanCmd) Run(e *env) error {
	p, err := c.plan()
	if err != nil {
		return err
	}
	p.Units, p.PerTown, p.Most, p.Least = c.Units, c.PerTwo, c.Most, c.Least
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		s, err := d.FreezeSurvey(e.ctx, by, c.Name, "", p, nil)
		if err != nil {
			return err
		}
		if c.Frame != "" {
			if err := writeFile(c.Frame, func(f *os.File) error {
				table, err := desk.FrameTable(s)
				if err != nil {
					return err
				}
				_, err = f.Write(table)
				return err
			}); err != nil {
				return err
			}
		}
		e.say("第 %s 号调查“%s”：须调查约 %d 人，%d 个小区域（平均每个 %.0f 人）；按简单样本 %d 人计，最多缺 %d 人仍可证明 ≥ %.2f%%",
			"survey %s %q: about %d persons in %d segments (%.0f each on average); of a simple sample of %d at most %d may be missing to prove ≥ %.2f %%",
			s.ID, s.Name, s.Plan.Persons, s.Plan.Units, s.Plan.Each, int(float64(s.Plan.Persons)/s.Plan.Deff), s.Plan.Defects, 100*s.Plan.Target)
		if s.Plan.Cost > 0 {
			e.say("预计费用 %.0f", "expected cost %.0f", s.Plan.Cost*float64(s.Plan.Persons))
		}
		e.say("抽样框已冻结：%d 个小区域，%d 人（其中无法寻访 %d 人）", "the frame is frozen: %d segments, %d persons (%d of them cannot be looked for)", s.Frame.Segments, s.Frame.Persons, s.Frame.Unusable)
		e.say("抽样框摘要 %s；请先公布，再公布种子并抽样", "hash of the frame %s; publish it before the seed, then draw", s.Frame.Hash)
		return nil
	})
}

// surveyDrawCmd draws.
type surveyDrawCmd struct {
	surveyFlags
	Seed string `help:"公布的种子，如当日开奖号码。 The published seed, such as the day's lottery numbers." required:"" placeholder:"TEXT"`
	Out  string `help:"写出样本（小区域、概率、权重）。 Write the sample." type:"path" placeholder:"FILE.csv"`
}

// Run draws.
func (c *surveyDrawCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		_, psus, err := d.DrawSurvey(e.ctx, by, c.Survey, c.Seed)
		if err != nil {
			return err
		}
		if c.Out != "" {
			if err := writeFile(c.Out, func(f *os.File) error { return publish.TableCSV(f, desk.SegmentRows(psus)) }); err != nil {
				return err
			}
		}
		listed := 0
		for _, p := range psus {
			listed += len(p.Listed)
		}
		e.say("已抽 %d 个小区域，登记库在其中有 %d 人", "%d segments drawn, in which the register has %d persons", len(psus), listed)
		for _, p := range psus {
			e.say("  %s  %s", "  %s  %s", p.Segment, p.Label)
		}
		return nil
	})
}

// surveyCheckCmd draws again and compares.
type surveyCheckCmd struct{ surveyFlags }

// Run checks.
func (c *surveyCheckCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.CheckDraw(e.ctx, by, c.Survey); err != nil {
			return err
		}
		e.say("样本与抽样框和种子相符", "the sample is the one of the frame and the seed")
		return nil
	})
}

// surveyReplaceCmd replaces a segment.
type surveyReplaceCmd struct {
	surveyFlags
	Segment string `arg:"" help:"小区域。 Segment."`
	Reason  string `help:"为何不能调查。 Why it cannot be surveyed." required:""`
}

// Run replaces.
func (c *surveyReplaceCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		p, err := d.ReplaceSegment(e.ctx, by, c.Survey, c.Segment, c.Reason)
		if err != nil {
			return err
		}
		e.say("由备用的 %s（%s）替换", "the reserve %s (%s) stands in", p.Segment, p.Label)
		return nil
	})
}

// surveyFormCmd writes the forms.
type surveyFormCmd struct {
	surveyFlags
	Out   string `help:"输出文件夹：form.xlsx、form.html。 Folder to write to." required:"" type:"path"`
	PDF   bool   `name:"pdf" help:"另写 form.pdf。 Write form.pdf as well."`
	Lines int    `help:"每个小区域多少行。 Lines for each segment." default:"60"`
}

// Run writes the forms.
func (c *surveyFormCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		s, err := d.Sample(e.ctx, by, c.Survey)
		if err != nil {
			return err
		}
		if err := makeFolder(c.Out); err != nil {
			return err
		}
		form := desk.SurveyForm(s, e.text)
		head := desk.FormColumns()
		rows := [][]string{head}
		for _, p := range form.Segments {
			for range c.Lines {
				row := make([]string, len(head))
				row[0] = p.Segment
				rows = append(rows, row)
			}
		}
		var page bytes.Buffer
		if err := form.HTML(&page); err != nil {
			return err
		}
		if err := c.write(e, "form.xlsx", func(w io.Writer) error { return publish.TableXLSX(w, "调查表", rows, e.now()) }); err != nil {
			return err
		}
		if err := c.write(e, "form.html", func(w io.Writer) error { _, err := w.Write(page.Bytes()); return err }); err != nil {
			return err
		}
		if c.PDF {
			if err := printPDF(e.ctx, page.Bytes(), filepath.Join(c.Out, "form.pdf")); err != nil {
				return err
			}
		}
		e.say("%d 个小区域的调查表写在 %s", "forms of %d segments in %s", len(form.Segments), c.Out)
		return nil
	})
}

func (c *surveyFormCmd) write(e *env, name string, write func(io.Writer) error) error {
	return writeFile(filepath.Join(c.Out, name), func(f *os.File) error { return write(f) })
}

// surveyLoadCmd takes answers.
type surveyLoadCmd struct {
	surveyFlags
	Files   []string `arg:"" help:"调查结果：Excel、CSV 或 JSON。 Answers." type:"path"`
	Replace bool     `help:"与先前不同的，以本次为准。 Where answers differ from earlier ones, take these."`
}

// Run loads.
func (c *surveyLoadCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		conflicts := 0
		for _, file := range c.Files {
			l, err := d.LoadAnswers(e.ctx, by, c.Survey, file, c.Replace)
			if err != nil {
				return err
			}
			e.say("%s：%d 行，新增 %d 人、%d 户，已有 %d 人，涉及 %d 个小区域", "%s: %d rows, %d persons and %d houses new, %d persons known, %d segments",
				filepath.Base(file), l.Rows, l.Added, l.Houses, l.Known, l.Segments)
			for _, x := range l.Conflicts {
				what := desk.FormResult
				for i, f := range x.Fields {
					if i == 0 {
						what = ""
					} else {
						what += "、"
					}
					what += e.text(f.Zh(), f.En())
				}
				e.say("  冲突：第 %d 行 %s 户 %s 行 %s 与先前不同：%s；未改", "  conflict: row %d, %s house %s line %s differs from before in %s; left as it was", x.Where.Row, x.Segment, x.House, cmp.Or(x.Line, "-"), what)
			}
			conflicts += len(l.Conflicts)
		}
		if conflicts > 0 {
			e.say("共 %d 处冲突；核对后可加 --replace", "%d conflicts; look, then use --replace", conflicts)
		}
		return nil
	})
}

// surveyLinkCmd links.
type surveyLinkCmd struct{ surveyFlags }

// Run links.
func (c *surveyLinkCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		p := newProgress(e, e.text("关联", "linking"))
		l, err := d.LinkSurvey(e.ctx, by, c.Survey, p.update)
		p.close()
		if err != nil {
			return err
		}
		sayLinkage(e, l)
		return nil
	})
}

func sayLinkage(e *env, l survey.Linkage) {
	e.say("引擎确定 %d 人，不确定 %d 人，未找到 %d 人；已判读 %d（双人 %d，一致 %d），悬而未决 %d", "certain %d, unsure %d, nobody found for %d; read %d (by two %d, alike %d), open %d",
		l.Certain, l.Unsure, l.Nobody, l.Read, l.Twice, l.Agreed, l.Open)
}

// surveyCasesCmd writes the questions to clerks.
type surveyCasesCmd struct {
	surveyFlags
	Out string `help:"输出 CSV，供判读；两人各判一份，互不相看。 CSV to be read; two clerks read a copy each, without looking at the other's." required:"" type:"path" placeholder:"FILE.csv"`
}

// Run writes.
func (c *surveyCasesCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		cases, err := d.LinkCases(e.ctx, by, c.Survey)
		if err != nil {
			return err
		}
		head := []string{desk.CaseColumn}
		for _, f := range desk.CaseFields {
			head = append(head, "调查·"+f.Zh(), "登记·"+f.Zh())
		}
		rows := [][]string{append(head, desk.AnswerColumn, desk.OtherColumn)}
		for _, x := range cases {
			row := []string{x.ID}
			for _, pair := range x.Pairs {
				row = append(row, pair[0], pair[1])
			}
			rows = append(rows, append(row, "", ""))
		}
		if err := writeFile(c.Out, func(f *os.File) error { return publish.TableCSV(f, rows) }); err != nil {
			return err
		}
		e.say("%d 题写在 %s：在 %s 列填 相同、不同 或 无法判断；另找到人的，在 %s 列填其编号", "%d questions in %s: fill in %s with 相同 (same), 不同 (different) or 无法判断 (unclear); who found another person writes the number into %s",
			len(cases), c.Out, desk.AnswerColumn, desk.OtherColumn)
		return nil
	})
}

// surveyRuleCmd takes a clerk's answers.
type surveyRuleCmd struct {
	surveyFlags
	File string `arg:"" help:"填好的判读表。 The questions with answers." type:"path"`
}

// Run rules.
func (c *surveyRuleCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		l, err := d.RuleLinks(e.ctx, by, c.Survey, c.File)
		if err != nil {
			return err
		}
		sayLinkage(e, l)
		return nil
	})
}

// surveyFollowCmd writes and takes second visits.
type surveyFollowCmd struct {
	surveyFlags
	Out  string `help:"写出须回访的人员。 Write whom to ask about at a second visit." type:"path" placeholder:"FILE.csv"`
	Load string `help:"读入回访结果。 Take the results." type:"path" placeholder:"FILE"`
}

// Run follows up.
func (c *surveyFollowCmd) Run(e *env) error {
	if (c.Out == "") == (c.Load == "") {
		return fault("请用 --out 写出名单，或用 --load 读入结果", "use --out to write the list or --load to take its results")
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if c.Load != "" {
			n, err := d.LoadFollowUp(e.ctx, by, c.Survey, c.Load)
			if err != nil {
				return err
			}
			e.say("收到 %d 人的回访结果", "results of %d persons taken", n)
			return nil
		}
		people, err := d.FollowUp(e.ctx, by, c.Survey)
		if err != nil {
			return err
		}
		rows := [][]string{{desk.FormSegment, desk.FormNumber, "姓名", "性别", "出生日期", "居住地址", desk.FormResult}}
		for _, p := range people {
			rows = append(rows, []string{p.Segment, string(p.Person.Number), p.Person.Value(quanyuan.Name).Written(), publish.Word(quanyuan.Sex, p.Person.Text(quanyuan.Sex)),
				p.Person.Value(quanyuan.BirthDate).Written(), p.Person.Value(quanyuan.ResidenceAddress).Written(), ""})
		}
		if err := writeFile(c.Out, func(f *os.File) error { return publish.TableCSV(f, rows) }); err != nil {
			return err
		}
		e.say("%d 人须回访，名单写在 %s：在 %s 列填 住、迁走、死亡、查无、重复 或 未定", "%d persons to be asked about, in %s: fill in %s with 住 (lives), 迁走 (moved), 死亡 (died), 查无 (unknown), 重复 (duplicate) or 未定 (unsettled)",
			len(people), c.Out, desk.FormResult)
		return nil
	})
}

// surveyListCmd lists surveys.
type surveyListCmd struct{ actorFlags }

// Run lists.
func (c *surveyListCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		all, err := d.Surveys(e.ctx, by)
		if err != nil {
			return err
		}
		for _, s := range all {
			fmt.Fprintf(e.stdout, "%s  %s  %s  %s\n", s.ID, s.Name, s.State, s.Frame.Hash)
		}
		return nil
	})
}
