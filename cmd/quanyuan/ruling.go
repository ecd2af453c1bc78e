package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/refdata/division"
	"quanyuan/review"
)

type rulingCmd struct {
	Prepare  rulingPrepareCmd  `cmd:"" help:"把上次比对、查重留下的疑问列成待裁定。 Make questions of what the last collation left open."`
	Queue    rulingQueueCmd    `cmd:"" help:"待我裁定的，要紧的在前。 What waits for me, what matters most first."`
	Show     rulingShowCmd     `cmd:"" help:"并排看一条。 Show the two sides of a question."`
	Rule     rulingRuleCmd     `cmd:"" help:"裁定。 Answer a question."`
	Overrule rulingOverruleCmd `cmd:"" help:"上级改判；原裁定保留。 Overrule as a higher post; the earlier answer stays readable."`
	Readers  rulingReadersCmd  `cmd:"" help:"各人裁定的质量与一致程度。 How well readers read and agree."`
	Seed     rulingSeedCmd     `cmd:"" help:"掺入已知答案的题，检验裁定质量。 Mix in questions whose answer is known."`
	Export   rulingExportCmd   `cmd:"" help:"把裁定导出为训练用的标注。 Write rulings as labels for training."`
	Settings rulingSettingsCmd `cmd:"" help:"查看或设定复看比例与种子。 Show or set the share of second readings and the seed."`
}

type rulingPrepareCmd struct{ actorFlags }

// Run makes questions of the last collation.
func (c *rulingPrepareCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		p := newProgress(e, e.text("列出", "prepare"))
		made, err := d.PrepareRulings(e.ctx, by, func(n int64) { p.update(n, 0) })
		p.close()
		if err != nil {
			return err
		}
		e.say("新增待裁定：库内疑似重复 %d 对，名单记录 %d 条；以前问过的 %d 条不再问", "new questions: %d pairs of persons, %d records of lists; %d were asked before", made.Persons, made.Records, made.Known)
		return nil
	})
}

type rulingQueueCmd struct {
	actorFlags
	Limit int `help:"最多列出。 At most so many." default:"50"`
}

// Run lists what waits for the reader.
func (c *rulingQueueCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		qs, err := d.Questions(e.ctx, by, c.Limit)
		if err != nil {
			return err
		}
		for _, q := range qs {
			fmt.Fprintln(e.stdout, questionLine(e, d, q))
		}
		if len(qs) == 0 {
			e.say("没有待裁定的", "nothing waits to be ruled on")
		}
		return nil
	})
}

var rulingStates = map[string][2]string{
	quanyuan.RuledSame: {"同一人", "same"}, quanyuan.RuledDifferent: {"不是同一人", "different"}, quanyuan.RuledUnclear: {"无法判断", "unclear"},
	quanyuan.RulingOpen: {"待裁定", "open"}, quanyuan.RulingDisputed: {"两人裁定不一，待上级决定", "readers differ; the office decides"},
}

func (e *env) word(w [2]string) string { return e.text(w[0], w[1]) }

func questionLine(e *env, d *desk.Desk, q *desk.Question) string {
	line := fmt.Sprintf(e.text("第 %s 号  %s  %s", "no. %s  %s  %s"), q.ID, d.Tree().Name(division.Code(q.Place)), e.word(rulingStates[q.State]))
	if why := publish.ReasonText(q.Why, e.lang); why != "" {
		line += "  " + why
	}
	return line
}

type rulingShowCmd struct {
	actorFlags
	ID string `arg:"" help:"编号。 Number of the question."`
}

// Run shows the two sides of a question.
func (c *rulingShowCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		q, err := d.Question(e.ctx, by, c.ID)
		if err != nil {
			return err
		}
		fmt.Fprintln(e.stdout, questionLine(e, d, q))
		printSides(e, d, q)
		for _, a := range q.Answers {
			fmt.Fprintf(e.stdout, "    %s  %s\n", a.Reader, e.word(rulingStates[a.Answer]))
		}
		for _, x := range q.Decisions {
			fmt.Fprintf(e.stdout, e.text("    裁定  %s  %s  %s\n", "    ruled  %s  %s  %s\n"), x.Actor, e.word(rulingStates[x.Answer]), x.Reason)
		}
		return nil
	})
}

// verdicts mark how two values compare.
var verdicts = map[quanyuan.Verdict][2]string{
	quanyuan.Agree: {"一致", "agrees"}, quanyuan.Contradict: {"不一致", "contradicts"}, quanyuan.CannotTell: {"不可比", "cannot tell"},
	quanyuan.MissingHere: {"右缺", "not on the right"}, quanyuan.MissingThere: {"左缺", "not on the left"},
}

// printSides prints the fields of both sides, the register's first.
func printSides(e *env, d *desk.Desk, q *desk.Question) {
	for _, x := range q.Differences {
		fmt.Fprintf(e.stdout, "    %s  %s | %s  %s\n", e.text(x.Field.Zh(), x.Field.En()), blank(x.There), blank(x.Here), e.word(verdicts[x.Verdict]))
	}
	var stands [2][]string
	for i, codes := range q.Stands {
		for _, c := range codes {
			stands[i] = append(stands[i], d.Tree().Name(division.Code(c)))
		}
	}
	fmt.Fprintf(e.stdout, "    %s  %s | %s\n", e.text("社区", "community"), blank(strings.Join(stands[0], "、")), blank(strings.Join(stands[1], "、")))
}

func blank(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// answerFlags are what a reader says.
type answerFlags struct {
	actorFlags
	ID        string `arg:"" help:"编号。 Number of the question."`
	Answer    string `help:"same 同一人, different 不是同一人, unclear 无法判断。" enum:"same,different,unclear" required:""`
	Reason    string `help:"理由；上级决定和改判须写。 Why; needed from an office."`
	Hukou     string `help:"两人合并时户籍以哪个社区为准。 Community whose hukou holds when two become one." placeholder:"CODE"`
	Residence string `help:"两人合并时居住以哪个社区为准。 Community whose residence holds." placeholder:"CODE"`
}

func (f answerFlags) order() desk.RuleOrder {
	return desk.RuleOrder{ID: f.ID, Answer: f.Answer, Reason: f.Reason, Holds: map[quanyuan.Field]string{quanyuan.HukouStatus: f.Hukou, quanyuan.ResidenceStatus: f.Residence}}
}

type rulingRuleCmd struct {
	answerFlags
	Seconds int `help:"用时秒数。 Seconds that it took."`
}

// Run takes an answer. What follows from it is not said: it would tell which
// questions are read twice or measure their readers.
func (c *rulingRuleCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		o := c.order()
		o.Seconds = c.Seconds
		if err := d.Rule(e.ctx, by, o); err != nil {
			return err
		}
		e.say("已记录", "recorded")
		return nil
	})
}

type rulingOverruleCmd struct{ answerFlags }

// Run puts another answer in the place of a decision.
func (c *rulingOverruleCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.Overrule(e.ctx, by, c.order()); err != nil {
			return err
		}
		e.say("已改判，原裁定保留备查", "overruled; the earlier ruling stays readable")
		return nil
	})
}

type rulingReadersCmd struct{ actorFlags }

// Run shows how readers read and agree.
func (c *rulingReadersCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		readers, agreements, err := d.Readers(e.ctx, by)
		if err != nil {
			return err
		}
		for _, r := range readers {
			line := fmt.Sprintf(e.text("%s  裁定 %d 条，无法判断 %d 条", "%s  %d readings, %d unclear"), r.Reader, r.Readings, r.Unclear)
			if share, atLeast, ok := r.Accuracy(); ok {
				line += fmt.Sprintf(e.text("；已知题 %d 条答对 %.0f%%（95%% 可信至少 %.0f%%）", "; %d known, %.0f %% right (at least %.0f %% with 95 %% confidence)"), r.Known, 100*share, 100*atLeast)
			}
			fmt.Fprintln(e.stdout, line)
		}
		for _, a := range agreements {
			printAgreement(e, a)
		}
		if len(readers) == 0 {
			e.say("还没有裁定", "nothing was read yet")
		}
		return nil
	})
}

func printAgreement(e *env, a review.Agreement) {
	who := a.First + " / " + a.Second
	if a.First == "" {
		who = e.text("初看 / 复看", "first / second reading")
	}
	kappa, se, ok := review.Kappa(a.Table)
	if !ok {
		e.say("%s  同看 %d 条，kappa 无法计算", "%s  %d read by both, kappa undefined", who, a.Count())
		return
	}
	e.say("%s  同看 %d 条，kappa %.3f（标准误 %.3f）", "%s  %d read by both, kappa %.3f (standard error %.3f)", who, a.Count(), kappa, se)
}

type rulingSeedCmd struct {
	actorFlags
	Pairs   string `help:"CSV：person_a,person_b,truth（same 或 different）。 Pairs whose truth is known." type:"existingfile" placeholder:"FILE"`
	Settled int    `help:"从两人一致的裁定中抽取的条数。 So many that two readers answered alike."`
}

// Run mixes known questions among the others.
func (c *rulingSeedCmd) Run(e *env) error {
	pairs, err := readKnown(c.Pairs)
	if err != nil {
		return err
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		n, err := d.SeedKnown(e.ctx, by, pairs)
		if err == nil && c.Settled > 0 {
			var more int
			more, err = d.SeedSettled(e.ctx, by, c.Settled)
			n += more
		}
		if err != nil {
			return err
		}
		e.say("掺入已知题 %d 条", "%d known questions mixed in", n)
		return nil
	})
}

func readKnown(path string) ([]desk.KnownPair, error) {
	if path == "" {
		return nil, nil
	}
	rows, err := readTable(path)
	if err != nil {
		return nil, err
	}
	var out []desk.KnownPair
	for i, r := range rows {
		p := desk.KnownPair{A: quanyuan.Number(r["person_a"]), B: quanyuan.Number(r["person_b"]), Same: r["truth"] == quanyuan.RuledSame}
		if p.A == "" || p.B == "" || !p.Same && r["truth"] != quanyuan.RuledDifferent {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "ruling.pairs", Args: []any{i + 2}}
		}
		out = append(out, p)
	}
	return out, nil
}

// readTable reads a CSV file by the names of its columns.
func readTable(path string) ([]map[string]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "file.missing", Args: []any{path}}
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff")))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "table.format", Args: []any{path}, Err: err}
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			if i < len(row) {
				m[strings.TrimSpace(name)] = strings.TrimSpace(row[i])
			}
		}
		out = append(out, m)
	}
	return out, nil
}

type rulingExportCmd struct {
	actorFlags
	Labels string `help:"写到的 CSV 文件。 CSV file to write." required:"" type:"path" placeholder:"FILE"`
}

// Run writes rulings as labels: record numbers and whether they are one
// person, nothing else.
func (c *rulingExportCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		labels, err := d.Labels(e.ctx, by)
		if err != nil {
			return err
		}
		err = writeFile(c.Labels, func(f *os.File) error {
			w := csv.NewWriter(f)
			rows := [][]string{{"record_a", "record_b", "match"}}
			for _, l := range labels {
				match := "0"
				if l.Same {
					match = "1"
				}
				rows = append(rows, []string{strconv.FormatInt(int64(l.A), 10), strconv.FormatInt(int64(l.B), 10), match})
			}
			return w.WriteAll(rows)
		})
		if err != nil {
			return err
		}
		e.say("标注 %d 条写入 %s", "%d labels written to %s", len(labels), c.Labels)
		return nil
	})
}

type rulingSettingsCmd struct {
	actorFlags
	Share float64 `help:"由另一人复看的比例，0 至 1。 Share that a second person reads too." default:"-1"`
	Seed  string  `help:"抽取用的种子；裁定的人不应知道。 Seed of all draws; readers should not know it."`
}

// Run shows or sets how questions are drawn for second readings.
func (c *rulingSettingsCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		s, err := d.ReviewSettings(e.ctx)
		if err != nil {
			return err
		}
		if c.Share >= 0 || c.Seed != "" {
			if c.Share >= 0 {
				s.Share = c.Share
			}
			if c.Seed != "" {
				s.Seed = c.Seed
			}
			if err := d.SetReviewSettings(e.ctx, by, s); err != nil {
				return err
			}
		}
		e.say("复看比例 %g%%", "share of second readings %g %%", math.Round(1e4*s.Share)/100)
		return nil
	})
}
