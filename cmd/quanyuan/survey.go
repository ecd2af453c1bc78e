package main

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/survey"
)

// surveyCmd is about sample surveys; the first five need no register.
type surveyCmd struct {
	Interval surveyIntervalCmd `cmd:"" help:"一个比例的置信区间。 An interval for a share."`
	Chapman  surveyChapmanCmd  `cmd:"" help:"由两份名单估计总人数。 How many there are, from two lists."`
	Estimate surveyEstimateCmd `cmd:"" help:"由分层整群样本估计比例、方差与区间。 A ratio with variance and intervals, from a stratified cluster sample."`
	Size     surveySizeCmd     `cmd:"" help:"须调查多少人。 How many must be asked."`
	LQAS     surveyLQASCmd     `cmd:"" name:"lqas" help:"单个社区的验收抽样：看多少人，最多缺几人。 Acceptance sampling for one community: how many to look at, how many may be missing."`

	Plan    surveyPlanCmd    `cmd:"" help:"登记库的抽样调查：计划，冻结抽样框。 Survey the register: plan, freeze the frame."`
	Draw    surveyDrawCmd    `cmd:"" help:"用公布的种子抽样。 Draw by a published seed."`
	Check   surveyCheckCmd   `cmd:"" help:"重抽一次，核对样本。 Draw again and compare."`
	Form    surveyFormCmd    `cmd:"" help:"调查表（xlsx、html、pdf）。 Forms to fill in."`
	Replace surveyReplaceCmd `cmd:"" help:"以备用的替换无法调查的小区域。 Replace a segment by a reserve."`
	Load    surveyLoadCmd    `cmd:"" help:"读入调查结果。 Take the answers."`
	Link    surveyLinkCmd    `cmd:"" help:"与登记库关联。 Link the answers to the register."`
	Cases   surveyCasesCmd   `cmd:"" help:"写出须人工判读的题。 Questions to clerks."`
	Rule    surveyRuleCmd    `cmd:"" help:"读入判读结果。 Take a clerk's answers."`
	Follow  surveyFollowCmd  `cmd:"" help:"回访：名单与结果。 Second visits: whom, and what was found."`
	Report  surveyReportCmd  `cmd:"" help:"估计与报告。 Estimates and report."`
	Sign    surveySignCmd    `cmd:"" help:"在数据上签名。 Sign the figures."`
	List    surveyListCmd    `cmd:"" help:"列出各次调查。 List the surveys."`
}

// levelFlag is the confidence of intervals.
type levelFlag struct {
	Level float64 `help:"置信度。 Confidence." default:"0.95"`
}

func (f levelFlag) check() error {
	if !(f.Level > 0 && f.Level < 1) {
		return bad("survey.level")
	}
	return nil
}

// bad is a fault of the command line.
func bad(key string, args ...any) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
}

// object writes one value as JSON, for programs that read the standard output.
func (e *env) object(v any) error {
	out := json.NewEncoder(e.stdout)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

// surveyIntervalCmd bounds a share.
type surveyIntervalCmd struct {
	Share  string `arg:"" help:"命中数/样本数，如 190/200。 Hits/sample." placeholder:"K/N"`
	Method string `help:"方法。 Method." enum:"wilson,clopper-pearson,korn-graubard,rao-scott" default:"wilson"`
	levelFlag
	Deff float64  `help:"设计效应：样本按 N/deff 人计。 Design effect: the sample counts as N/deff." default:"1"`
	DF   *float64 `name:"df" help:"设计的自由度（初级单元数减层数）；不写则按简单随机样本。 Degrees of freedom of the design: PSUs less strata." placeholder:"N"`
}

// sharedInterval is what is printed of an interval.
type sharedInterval struct {
	Estimate float64 `json:"estimate"`
	quanyuan.Interval
	N    int     `json:"n"`
	Deff float64 `json:"deff"`
	DF   float64 `json:"df,omitempty"`
}

// Run bounds.
func (c *surveyIntervalCmd) Run(e *env) error {
	hits, size, ok := strings.Cut(c.Share, "/")
	k, errK := strconv.Atoi(strings.TrimSpace(hits))
	n, errN := strconv.Atoi(strings.TrimSpace(size))
	if !ok || errK != nil || errN != nil || n < 1 || k < 0 || k > n {
		return bad("survey.fraction", c.Share)
	}
	if err := c.check(); err != nil {
		return err
	}
	s := survey.Proportion{Hits: float64(k), N: float64(n), Deff: c.Deff}
	if !(c.Deff > 0) || c.DF != nil && !(*c.DF > 0) {
		return bad("survey.deff")
	}
	if c.DF != nil {
		s.DF = *c.DF
	}
	return e.object(sharedInterval{s.Hits / s.N, s.Interval(survey.Method(c.Method), c.Level), n, s.Deff, s.DF})
}

// surveyChapmanCmd estimates a population.
type surveyChapmanCmd struct {
	N1 int `arg:"" help:"第一份名单的人数。 Persons on the first list."`
	N2 int `arg:"" help:"第二份名单的人数。 Persons on the second list."`
	M  int `arg:"" help:"两份都有的人数。 Persons on both."`
}

// Run estimates.
func (c *surveyChapmanCmd) Run(e *env) error {
	n, err := survey.Chapman(c.N1, c.N2, c.M)
	if err != nil {
		return err
	}
	return e.object(n)
}

// surveyLQASCmd finds a rule of lot quality assurance sampling.
type surveyLQASCmd struct {
	Good       float64 `help:"应当通过的比例。 Share that should pass." default:"0.995"`
	Poor       float64 `help:"应当退回的比例。 Share that should be sent back." default:"0.97"`
	Alpha      float64 `help:"好的被退回的风险。 Risk that a good one fails." default:"0.1"`
	Beta       float64 `help:"差的通过的风险。 Risk that a poor one passes." default:"0.1"`
	Population int     `help:"社区人数；0 为很大。 Persons in the community; 0: large." default:"0"`
	ICC        float64 `name:"icc" help:"群内相关系数。 Intra-class correlation." default:"0"`
	Clusters   int     `help:"群数，与 --icc 同用。 Clusters, with --icc." default:"1"`
}

// lqasRule is what is printed of a rule, with its risks.
type lqasRule struct {
	survey.Accepts
	GoodFails  float64 `json:"good_fails"`
	PoorPasses float64 `json:"poor_passes"`
}

// Run finds.
func (c *surveyLQASCmd) Run(e *env) error {
	l, err := desk.PlanLot(c.Good, c.Poor, c.Alpha, c.Beta, c.Population, c.ICC, c.Clusters)
	if err != nil {
		return err
	}
	return e.object(lqasRule{l.Accepts, l.GoodFails, l.PoorPasses})
}

// surveyEstimateCmd estimates from a file.
type surveyEstimateCmd struct {
	Design string `help:"样本：CSV，列 stratum、psu、weight、y，可有 x（默认 1）、fpc。 The sample: CSV with columns stratum, psu, weight, y, and x (1 by default) and fpc if wanted." required:"" placeholder:"FILE.csv"`
	levelFlag
	Lonely     string  `help:"只有一个初级单元的层如何处理，同 R 的 survey.lonely.psu。 What to do with strata of one PSU, as in R." enum:"fail,adjust,average,remove,certainty" default:"fail"`
	Deff       float64 `help:"方案的设计效应：少中或少不中的群不多时与样本的一并计；不写则只看样本，全中或全不中时只计不等权重。 Design effect of the plan: counts beside the sample's where few PSUs show the rarer answer; by default the sample's alone, and that of unequal weights when all or none were hit." placeholder:"D"`
	Replicates int     `help:"自助法重复次数；0 为不做。 Bootstrap replicates; 0 for none." default:"500"`
	Seed       uint64  `help:"自助法的种子。 Seed of the bootstrap." default:"1"`
}

// designEstimate is what is printed of a design's estimate. Value repeats the
// ratio, so that programs find it where every survey command has it.
type designEstimate struct {
	Value float64 `json:"estimate"`
	quanyuan.Estimate
	Intervals map[string]quanyuan.Interval `json:"intervals"`
	Lonely    survey.Lonely                `json:"lonely"`
	Jackknife variance                     `json:"jackknife"`
	Bootstrap *bootstrapped                `json:"bootstrap,omitempty"`
}

type variance struct {
	Variance float64 `json:"variance"`
	SE       float64 `json:"se"`
}

type bootstrapped struct {
	variance
	Replicates int    `json:"replicates"`
	Seed       uint64 `json:"seed"`
}

// Run estimates.
func (c *surveyEstimateCmd) Run(e *env) error {
	if err := c.check(); err != nil {
		return err
	}
	if !(c.Deff >= 0) {
		return bad("survey.deff")
	}
	if c.Replicates < 0 || c.Replicates > 100_000 {
		return bad("survey.replicates")
	}
	f, err := os.Open(c.Design)
	if err != nil {
		return bad("file.missing", c.Design)
	}
	defer f.Close()
	rows, err := survey.Read(f, c.Design)
	if err != nil {
		return err
	}
	d, err := survey.New(rows, survey.Lonely(c.Lonely))
	if err != nil {
		return inFile(err, c.Design)
	}
	out := designEstimate{Lonely: survey.Lonely(c.Lonely), Intervals: map[string]quanyuan.Interval{}}
	if out.Estimate, err = d.Ratio(c.Level, c.Deff); err != nil {
		return inFile(err, c.Design)
	}
	out.Value = out.Ratio
	for _, i := range out.Estimate.Intervals {
		out.Intervals[i.Method] = i
	}
	out.Jackknife = varianceOf(d.Jackknife())
	if v, ok := d.Bootstrap(c.Replicates, c.Seed); ok {
		out.Bootstrap = &bootstrapped{varianceOf(v), c.Replicates, c.Seed}
	}
	return e.object(out)
}

func varianceOf(v float64) variance { return variance{v, math.Sqrt(v)} }

// inFile says of which file a fault is.
func inFile(err error, file string) error {
	var q *quanyuan.Error
	if errors.As(err, &q) {
		q.Where.File = file
	}
	return err
}
