package main

import (
	"encoding/json"

	"quanyuan/link/assess"
)

// linkCheckCmd says how good a run is, without labels.
type linkCheckCmd struct {
	linkLook
	Copies    int  `help:"植入多少份有误的副本。 How many spoilt copies to plant." default:"1000"`
	Impostors int  `help:"每种植入多少个假冒者。 How many impostors of each kind to plant." default:"300"`
	JSON      bool `name:"json" help:"输出 JSON。 Print JSON."`
}

// Run checks.
func (c *linkCheckCmd) Run(e *env) error {
	if c.Copies < 1 || c.Impostors < 1 {
		return fault("--copies 和 --impostors 至少为 1", "--copies and --impostors must be 1 at least")
	}
	l, err := c.run(e)
	if err != nil {
		return err
	}
	q, err := c.quality(e, l)
	if err != nil {
		return err
	}
	planted, err := assess.Check(e.ctx, l.table, l.run.Model, l.spec, assess.CheckOptions{
		Threads: c.Threads, Seed: c.Seed, Threshold: l.run.Threshold, Copies: c.Copies, Impostors: c.Impostors, Order: l.naming.order(), Quality: q})
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(e.stdout)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(struct {
			Rows     int             `json:"rows"`
			Compared int64           `json:"compared"`
			Quality  *assess.Quality `json:"quality"`
			Planted  *assess.Planted `json:"planted"`
		}{l.table.Rows, l.run.Compared, q, planted})
	}
	e.say("%d 行，比较 %d 对，%.0f 对达到阈值 %.3g", "%d rows, %d pairs compared, %.0f of them at or above the threshold %.3g", l.table.Rows, l.run.Compared, q.Pairs, q.Threshold)
	sayQuality(e, q)
	e.say("这是模型自己的说法：差错集中在少数记录时，召回率会估高；要确数请用 link sample 抽样核对", "this is the model's own word: where errors heap up in some records it claims too much recall; link sample and people who judge settle it")
	sayPlanted(e, planted)
	return nil
}

// sayPlanted tells what became of the planted records.
func sayPlanted(e *env, p *assess.Planted) {
	e.say("植入副本 %d 份（按模型所说的差错）：分块比较到 %s，找回 %s", "planted %d copies, spoilt as the model says matches differ: blocking compared %s, found %s", p.Copies, percents(p.Compared), percents(p.Found))
	switch {
	case p.Above:
		e.say("注意：模型估计的召回率高于植入副本的找回率，且超出两个区间；请相信较低的数", "beware: the model claims more recall than the copies show, beyond both intervals; believe the lower figure")
	case p.Below:
		e.say("注意：植入副本比模型估计的更易找回：真实记录之间的差错多半比模型所说的更集中，请相信较低的数", "beware: the copies were easier to find than the model claims of real matches, whose errors probably heap up in some records; believe the lower figure")
	default:
		e.say("植入副本与模型的估计不矛盾", "the copies do not contradict the model's estimate")
	}
	kinds := map[string][2]string{
		"household": {"同住者（同地址、同姓，其他不同）", "like members of a household (same address and surname, all else of others)"},
		"namesake":  {"同名同生日者（其他都不同）", "namesakes (same name and birth date, all else of others)"},
		"patchwork": {"拼凑者（每项取自不同的人）", "patchwork (every value of somebody else)"},
	}
	for _, i := range p.Impostors {
		e.say("植入假冒者 %d 个，%s：误连 %s", "planted %d impostors, %s: %s falsely linked", i.Records, e.text(kinds[i.Kind][0], kinds[i.Kind][1]), percents(i.Linked))
		if i.More {
			e.say("注意：模型自己说同住者只有 %.1f%% 会误连；同住者多的名单请抬高阈值或人工核对", "beware: the model itself says that only %.1f%% of household members would be linked; raise the threshold, or check links inside households by hand", 100*(*i.Expected))
		}
	}
}
