package desk

import (
	"fmt"
	"math"
	"strings"

	"quanyuan"
	"quanyuan/publish"
	"quanyuan/survey"
)

// byHand writes down how each figure of a report comes about: its formula, the
// same with the numbers of this survey, and what it gives. Sums run over the
// segments as the report's table of them shows them.
type byHand struct {
	say    Say
	r      *CoverageReport
	counts []survey.SegmentCount
	rows   [][]string
}

// sums are the weighted sums over all segments.
type sums struct{ found, in, here, listed, met, lives, gone, open float64 }

func sumsOf(counts []survey.SegmentCount) (s sums) {
	for i := range counts {
		c := &counts[i]
		w, v := c.Weight(), 1/c.Chance
		s.found += w * float64(c.Found)
		s.in += w * float64(c.In)
		s.here += w * float64(c.Here)
		s.listed += v * float64(c.Listed)
		s.met += v * float64(c.Met)
		s.lives += v * float64(c.Lives)
		s.gone += v * float64(c.Gone)
		s.open += v * float64(c.Open())
	}
	return s
}

func handTable(say Say, r *CoverageReport, counts []survey.SegmentCount) publish.SurveyTable {
	h := &byHand{say: say, r: r, counts: counts}
	s := sumsOf(counts)
	h.measured(s)
	h.intervals()
	h.linkage()
	h.total(s)
	h.twoLists()
	h.verdict()
	return publish.SurveyTable{Title: say("每个数怎样算出", "How each figure is computed"), Sheet: say("演算", "by hand"), Rows: h.rows,
		Head: []string{say("数", "figure"), say("公式", "formula"), say("代入本次调查的数", "with the numbers of this survey"), say("结果", "result")},
		Note: say("Σ 对“抽中的小区域”表各行求和；各数按表中的位数印出，最后一位可能因四舍五入不同。", "Σ runs over the rows of the table of segments; numbers are printed with as many digits as there, so that the last may differ by rounding.")}
}

func (h *byHand) add(name, formula, numbers, result string) {
	h.rows = append(h.rows, []string{name, formula, numbers, result})
}

func four(x float64) string { return fmt.Sprintf("%.4f", x) }
func fine(x float64) string { return fmt.Sprintf("%.6g", x) }

// measured are share, variance, design effect and effective size.
func (h *byHand) measured(s sums) {
	say, m := h.say, h.r.Whole.Measured
	h.add(say("覆盖率（实测）m", "coverage, measured, m"), "Σw·M / Σw·P", four(s.in)+" / "+four(s.found), inPercent(m.Ratio))
	h.add(say("本社区内覆盖率", "in the right community"), "Σw·M′ / Σw·P", four(s.here)+" / "+four(s.found), inPercent(h.r.Whole.Placed.Ratio))
	var parts []string
	for _, t := range survey.Strata(h.counts) {
		parts = append(parts, fine(t.Variance))
	}
	h.add(say("方差 V(m)", "variance V(m)"), say("Σ_h (1 − f_h)·n_h/(n_h − 1)·Σ_i(z_i − z̄)²，z_i = Σw(M − m·P) / Σw·P（每个初级单元）；只有一个单元的层：(1 − f_h)·z²",
		"Σ_h (1 − f_h)·n_h/(n_h − 1)·Σ_i(z_i − z̄)², z_i = Σw(M − m·P) / Σw·P of a PSU; a stratum of one PSU: (1 − f_h)·z²"), strings.Join(parts, " + "), fine(m.Variance))
	h.add(say("标准误", "standard error"), "√V", "√"+fine(m.Variance), fmt.Sprintf("%.6f", m.SE))
	h.add(say("自由度 df", "degrees of freedom df"), say("初级单元 − 层", "PSUs − strata"), fmt.Sprintf("%d − %d", m.PSUs, m.Strata), fmt.Sprint(m.DF))
	if m.Assumed {
		h.add(say("有效样本量 n*", "effective size n*"), say("样本全中或全不中，看不出设计效应：n / 方案的设计效应", "all or none were hit, so the sample shows no design effect: n / that of the plan"),
			fmt.Sprintf("%d / %s", m.N, fine(h.r.Survey.Plan.Deff)), fmt.Sprintf("%.1f", m.NEff))
		return
	}
	h.add(say("设计效应 deff", "design effect deff"), "V·(n − 1) / (m(1 − m))", fmt.Sprintf("%s·%d / %s", fine(m.Variance), m.N-1, fine(m.Ratio*(1-m.Ratio))), fmt.Sprintf("%.4f", m.Deff))
	d := float64(m.N) * m.Variance / (m.Ratio * (1 - m.Ratio))
	h.add(say("有效样本量 n*", "effective size n*"), say("n / max[d, (k·d + 4·D)/(k + 4)]，d = n·V/(m(1 − m))，k 有遗漏的初级单元，D 方案的设计效应", "n / max[d, (k·d + 4·D)/(k + 4)], d = n·V/(m(1 − m)), k PSUs that miss anybody, D the design effect of the plan"),
		fmt.Sprintf("n = %d, d = %.4f, k = %d, D = %.2f", m.N, d, m.Rare, h.r.Survey.Plan.Deff), fmt.Sprintf("%.1f", m.NEff))
}

// intervals are those of the measured share.
func (h *byHand) intervals() {
	say, m := h.say, h.r.Whole.Measured
	level := h.r.Survey.Plan.Level
	df := max(m.DF, 1)
	t, wide := survey.Student(1-(1-level)/2, df), survey.Student(1-(1-level)/2, float64(max(m.N-1, 1)))
	n := m.NEff
	h.add("t", say("Student 分布的分位数", "quantile of Student's distribution"), fmt.Sprintf("t(%.4g; df = %.0f)", 1-(1-level)/2, df), four(t))
	row := func(method survey.Method, name, formula, numbers string) {
		if x, ok := m.Interval(string(method)); ok {
			h.add(name, formula, numbers, h.limits(x))
		}
	}
	row(survey.Wilson, "Wilson", "[m + t²/2n* ± t·√(m(1 − m)/n* + t²/4n*²)] / (1 + t²/n*)", fmt.Sprintf("m = %.6f, n* = %.4f, t = %.4f", m.Ratio, n, t))
	row(survey.ClopperPearson, "Clopper–Pearson", "B(α/2; x, n* − x + 1), B(1 − α/2; x + 1, n* − x), x = m·n*", fmt.Sprintf("x = %.4f, n* = %.4f", m.Ratio*n, n))
	shrunk := n * wide * wide / (t * t)
	row(survey.KornGraubard, "Korn–Graubard", say("n* 换成 n*·(t_{n−1}/t_df)²，再按 Clopper–Pearson", "n*·(t_{n−1}/t_df)² for n* in Clopper–Pearson"), fmt.Sprintf("%.4f·(%.4f/%.4f)² = %.4f", n, wide, t, shrunk))
	row(survey.RaoScott, "Rao–Scott", say("全部 q：2n*·(n − 1)/n·[m·ln(m/q) + (1 − m)·ln((1 − m)/(1 − q))] ≤ t²", "all q with 2n*·(n − 1)/n·[m·ln(m/q) + (1 − m)·ln((1 − m)/(1 − q))] ≤ t²"), fmt.Sprintf("n* = %.4f, n = %d, t² = %.4f", n, m.N, t*t))
}

func (h *byHand) limits(x quanyuan.Interval) string {
	text := fmt.Sprintf("%.3f%%–%.3f%%", 100*x.Low, 100*x.High)
	if x.OneSided {
		text += h.say("（单侧）", " (one-sided)")
	}
	return text
}

// linkage are the errors of linkage and what they do to the share.
func (h *byHand) linkage() {
	say, l := h.say, h.r.Linkage
	if h.r.Links == nil {
		return
	}
	left := func(found, read, all int) (string, float64) {
		if read == 0 || all == read {
			return "0", 0
		}
		x := float64(found) / float64(read) * float64(all-read)
		return fmt.Sprintf("%d/%d·(%d − %d) = %s", found, read, all, read, four(x)), x
	}
	wrong, x := left(l.FalseSeen, l.CheckedY, l.Certain)
	missed, y := left(l.MissSeen, l.CheckedN, l.Nobody)
	there := float64(l.Linked) - x + y
	all := l.Certain + l.Unsure + l.Nobody
	h.add(say("未判读的误连 e₁", "wrong links not read e₁"), say("判读出的误连率 × 未判读的确定链接", "share found wrong × certain links not read"), wrong, four(x))
	h.add(say("未判读的漏连 e₀", "missed links not read e₀"), say("判读出的漏连率 × 未判读的“未找到”", "share found missed × “nobody” not read"), missed, four(y))
	h.add(say("查全率 α", "recall α"), say("1 − e₀/(连上 − e₁ + e₀)", "1 − e₀/(linked − e₁ + e₀)"), fmt.Sprintf("1 − %s/(%d − %s + %s)", four(y), l.Linked, four(x), four(y)), fmt.Sprintf("%.6f", h.r.Links.Recall.Value))
	h.add(say("误连率 β", "false links β"), say("e₁/(全部 − (连上 − e₁ + e₀))", "e₁/(all − (linked − e₁ + e₀))"), fmt.Sprintf("%s/(%d − %s)", four(x), all, four(there)), fmt.Sprintf("%.6f", h.r.Links.False.Value))
	m, c := h.r.Whole.Measured, h.r.Whole.Corrected
	a, b := h.r.Links.Recall, h.r.Links.False
	h.add(say("覆盖率（校正）p", "coverage, corrected, p"), "(m − β)/(α − β)", fmt.Sprintf("(%.6f − %.6f)/(%.6f − %.6f)", m.Ratio, b.Value, a.Value, b.Value), inPercent(c.Ratio))
	h.add(say("p 的标准误", "standard error of p"), "√(V + p²·V(α) + (1 − p)²·V(β)) / (α − β)", fmt.Sprintf("√(%s + %.6f²·%s + %.6f²·%s) / %.6f", fine(m.Variance), c.Ratio, fine(a.Variance), 1-c.Ratio, fine(b.Variance), a.Value-b.Value), fmt.Sprintf("%.6f", c.SE))
}

// total is correctness and the number of persons by both systems.
func (h *byHand) total(s sums) {
	say, c := h.say, h.r.Whole
	if c.Correct == nil {
		return
	}
	share := 0.0
	if s.lives+s.gone > 0 {
		share = s.lives / (s.lives + s.gone)
		h.add(say("回访查明者中住着的 r", "living there, of those settled by a second visit, r"), say("Σv·住 / Σv·(住 + 不住)，v = 1/π", "Σv·lives / Σv·(lives + gone), v = 1/π"), fmt.Sprintf("%s / (%s + %s)", four(s.lives), four(s.lives), four(s.gone)), four(share))
	}
	h.add(say("正确率 CE/E", "correctness CE/E"), say("Σv·(遇到 + 住 + r·未清) / Σv·E", "Σv·(met + lives + r·open) / Σv·E"), fmt.Sprintf("(%s + %s + %s·%s) / %s", four(s.met), four(s.lives), four(share), four(s.open), four(s.listed)), inPercent(c.Correct.Ratio))
	n := c.Total
	if n == nil {
		return
	}
	covered := c.Placed.Ratio
	if h.r.Links != nil {
		if x, err := h.r.Links.Corrected(survey.Share{Value: covered, Variance: c.Placed.Variance}); err == nil {
			covered = x.Value
		}
	}
	f := h.r.Survey.Frame
	h.add(say("总人数 N", "persons in all N"), say("(C − II)·(CE/E) / p′，p′ 为本社区内覆盖率（校正）", "(C − II)·(CE/E) / p′, with p′ the corrected share in the right community"), fmt.Sprintf("(%d − %d)·%.6f / %.6f", f.Persons, f.Unusable, c.Correct.Ratio, covered), fmt.Sprintf("%.1f", n.Estimate))
	h.add(say("净覆盖率", "net coverage"), "C / N", fmt.Sprintf("%d / %.1f", f.Persons, n.Estimate), inPercent(n.Net))
}

// twoLists is Chapman's estimate of how many live in the segments drawn, without
// weights: register and survey as two lists that know nothing of each other.
func (h *byHand) twoLists() {
	say := h.say
	n1, n2, m := 0, 0, 0
	for i := range h.counts {
		c := &h.counts[i]
		n1 += c.Met + c.Lives
		n2 += c.Found
		m += c.Met
	}
	x, err := survey.Chapman(n1, n2, m)
	if err != nil || m == 0 {
		return
	}
	h.add(say("小区域内总人数（Chapman，不加权）", "persons in the segments (Chapman, unweighted)"), "(n₁ + 1)(n₂ + 1)/(m + 1) − 1", fmt.Sprintf("(%d + 1)(%d + 1)/(%d + 1) − 1", n1, n2, m), fmt.Sprintf("%.1f", x.Estimate))
	h.add(say("其标准误", "its standard error"), say("√[(n₁+1)(n₂+1)(n₁−m)(n₂−m) / ((m+1)²(m+2))]；n₁ 遇到 + 回访在，n₂ 调查到，m 两者都有", "√[(n₁+1)(n₂+1)(n₁−m)(n₂−m) / ((m+1)²(m+2))]; n₁ met or living there, n₂ found, m both"), fmt.Sprintf("quanyuan survey chapman %d %d %d", n1, n2, m), fmt.Sprintf("%.2f", x.SE))
}

// verdict names the limits that decide.
func (h *byHand) verdict() {
	say, low, high := h.say, 1.0, 0.0
	for _, x := range h.r.Whole.Corrected.Intervals {
		low, high = math.Min(low, x.Low), math.Max(high, x.High)
	}
	numbers := fmt.Sprintf(say("最低下限 %.3f%%，最高上限 %.3f%%，目标 %.2f%%", "lowest lower limit %.3f %%, highest upper limit %.3f %%, target %.2f %%"), 100*low, 100*high, 100*h.r.Survey.Plan.Target)
	h.add(say("结论", "verdict"), say("全部区间的下限 ≥ 目标，按样本的和方案的设计效应都如此：已证明；全部上限 < 目标：未达到；其余不能判断", "all lower limits ≥ target, by the sample's design effect and the plan's: proved; all upper limits < target: missed; else it cannot be told"), numbers, proofText(say, h.r.Proof))
}
