package desk

import (
	"fmt"
	"maps"
	"slices"

	"quanyuan"
	"quanyuan/publish"
	"quanyuan/refdata/code"
	"quanyuan/survey"
)

// methodNames are the intervals in the order of the report's columns.
var methodNames = []string{"Wilson", "Clopper–Pearson", "Korn–Graubard", "Rao–Scott"}

func intervalsText(say Say, i quanyuan.Estimate) (out []string) {
	for _, m := range survey.Methods {
		x, ok := i.Interval(string(m))
		if !ok {
			out = append(out, "")
			continue
		}
		text := inPercent(x.Low) + "–" + inPercent(x.High)
		if x.OneSided {
			text += say("（单侧）", " (one-sided)")
		}
		out = append(out, text)
	}
	return out
}

func coverageTable(say Say, r *CoverageReport) publish.SurveyTable {
	t := publish.SurveyTable{Title: say("覆盖与正确", "Coverage and correctness"), Sheet: say("覆盖", "coverage"), Num: []int{1, 6, 7, 8, 9, 10},
		Head: slices.Concat([]string{say("指标", "figure"), say("估计", "estimate")}, methodNames, []string{say("标准误", "se"), say("设计效应", "deff"), "df", "n", say("有效 n*", "effective n*")})}
	add := func(name string, i *quanyuan.Estimate) {
		if i != nil {
			t.Rows = append(t.Rows, slices.Concat([]string{name, inPercent(i.Ratio)}, intervalsText(say, *i), []string{fmt.Sprintf("%.5f", i.SE), fmt.Sprintf("%.2f", i.Deff), fmt.Sprint(i.DF), fmt.Sprint(i.N), fmt.Sprintf("%.1f", i.NEff)}))
		}
	}
	add(say("覆盖率 M/P（实测，未校正）", "coverage M/P, measured, uncorrected"), &r.Whole.Measured)
	if r.Whole.IsCorrected {
		add(say("覆盖率（校正关联误差）", "coverage, corrected for linkage"), &r.Whole.Corrected)
	}
	add(say("本社区内覆盖率", "coverage in the right community"), &r.Whole.Placed)
	add(say("正确率 CE/E", "correctness CE/E"), r.Whole.Correct)
	if n := r.Whole.Total; n != nil {
		t.Rows = append(t.Rows, []string{say("总人数（双系统）", "persons, dual system"), fmt.Sprintf("%.0f", n.Estimate), fmt.Sprintf("%.0f–%.0f", n.Low, n.High), "", "", "", fmt.Sprintf("%.1f", n.SE), "", "", "", ""},
			[]string{say("净覆盖率", "net coverage"), inPercent(n.Net), "", "", "", "", "", "", "", "", ""})
	}
	if r.Whole.Measured.Assumed {
		t.Note = say("样本全中或全不中，看不出设计效应；n* 采用方案的设计效应。", "All or none were hit, so the sample shows no design effect; n* takes that of the plan.")
	}
	return t
}

func proofText(say Say, p quanyuan.Proof) string {
	switch p {
	case quanyuan.Proved:
		return say("已证明", "proved")
	case quanyuan.Missed:
		return say("未达到", "missed")
	}
	return say("不能判断", "cannot be told")
}

func partTable(say Say, r *CoverageReport) publish.SurveyTable {
	t := publish.SurveyTable{Title: say("各街道、社区（只凭本区域的样本）", "Towns and communities, each by its own sample"), Sheet: say("分区", "parts"), Num: []int{1, 6},
		Head: slices.Concat([]string{say("区划", "division"), say("实测覆盖率", "measured")}, methodNames, []string{"n", say("结论", "verdict")}),
		Note: say("单个社区的样本通常不足以证明目标；区间相交的区域不分先后。", "A community's sample seldom proves a target; parts whose intervals meet are not ranked.")}
	for _, p := range r.Parts {
		t.Rows = append(t.Rows, slices.Concat([]string{p.Name, inPercent(p.Coverage.Ratio)}, intervalsText(say, p.Coverage), []string{fmt.Sprint(p.Coverage.N), proofText(say, p.Proof)}))
	}
	return t
}

// categoryName names a category of a coded field.
func categoryName(say Say, f quanyuan.Field, text string) string {
	zh := publish.Word(f, text)
	if table, ok := code.ByKey(f.Key()); ok {
		if e, ok := table.Get(text); ok {
			return say(zh, e.En)
		}
	}
	return zh
}

func indicatorTable(say Say, r *CoverageReport) publish.SurveyTable {
	t := publish.SurveyTable{Title: say("19 项核心指标（对上的人）", "The 19 core indicators, of persons matched"), Sheet: say("指标", "indicators"), Num: []int{1, 3, 4, 5, 6, 7},
		Head: []string{say("指标", "indicator"), say("一致率", "agreement"), "Korn–Graubard", "n", say("登记完整率", "filled"), say("总差异率", "gross difference"), "p", "p (Holm)", say("结论", "verdict"), say("NDR / I", "NDR / I")},
		Note: say("各项一并判断，p 值按 Holm 校正。NDR = 净差异率（%）；I = 不一致指数，低于 20 为低，20–50 为中，高于 50 为高。", "Judged together: p-values adjusted by Holm. NDR = net difference rate in percent; I = index of inconsistency, low below 20, high above 50.")}
	for _, i := range r.Indicators {
		row := []string{say(i.Field.Zh(), i.Field.En())}
		if i.Accuracy == nil {
			row = append(row, say("无可比", "none"), "", "0")
		} else {
			k, _ := i.Accuracy.Interval(string(survey.KornGraubard))
			row = append(row, inPercent(i.Accuracy.Ratio), inPercent(k.Low)+"–"+inPercent(k.High), fmt.Sprint(i.Accuracy.N))
		}
		filled := ""
		if i.Filled != nil {
			filled = inPercent(i.Filled.Ratio)
		}
		categories := ""
		for _, name := range slices.Sorted(maps.Keys(i.Categories)) {
			c := i.Categories[name]
			categories += fmt.Sprintf("%s: %.2f / %.1f  ", categoryName(say, i.Field, name), c.NetDifference, c.Inconsistency)
		}
		gross := ""
		if i.Accuracy != nil {
			gross = inPercent(i.Gross)
		}
		t.Rows = append(t.Rows, append(row, filled, gross, fmt.Sprintf("%.4f", i.P), fmt.Sprintf("%.4f", i.Holm), proofText(say, i.Proof), categories))
	}
	return t
}

// strataTable takes the variance of the measured coverage apart.
func strataTable(say Say, counts []survey.SegmentCount) publish.SurveyTable {
	t := publish.SurveyTable{Title: say("各层", "Strata"), Sheet: say("层", "strata"), Num: []int{1, 2, 3, 4, 5, 6},
		Head: []string{say("层 h", "stratum h"), say("初级单元 n_h", "PSUs n_h"), say("抽样比 f_h", "share drawn f_h"), "P", "M", say("M/P（不加权）", "M/P, unweighted"), say("对 V(m) 的贡献", "adds to V(m)")},
		Note: say("“·必”为必定入样的小区域：f = 1，不增加方差；其余 f 按 0 计（偏保守）。只有一个初级单元的层按与总体之差计（survey.lonely.psu = adjust）。", "“·必” are segments taken for sure: f = 1, no variance; elsewhere f counts as 0, on the safe side. A stratum of one PSU counts by its distance from all (survey.lonely.psu = adjust).")}
	for _, h := range survey.Strata(counts) {
		t.Rows = append(t.Rows, []string{h.Name, fmt.Sprint(h.PSUs), fmt.Sprint(h.Drawn), fmt.Sprint(h.Found), fmt.Sprint(h.In), inPercent(float64(h.In) / float64(h.Found)), fine(h.Variance)})
	}
	return t
}

// segmentTable shows what every share and variance can be computed from. Chances
// and weights are rounded; the sheets of the samples have all digits. What no
// row says anything in is left out.
func segmentTable(say Say, r *CoverageReport, counts []survey.SegmentCount) publish.SurveyTable {
	t := publish.SurveyTable{Title: say("抽中的小区域", "The sample"), Sheet: say("小区域", "segments"),
		Note: say("w = 1/π ×（有人住的户 / 已答的户），用于 P、M、M′；E 各栏的权数为 v = 1/π。P 调查到的人，M 其中在册，M′ 其中登记在本社区；E 登记库在此的人：现场遇到、回访查明住或不住、未查清。",
			"w = 1/π × (houses lived in / that answered), for P, M and M′; E and what stands beside it weigh v = 1/π. P found, M of them registered, M′ of them in this community; E the register's persons here: met, found by a second visit to live here or not, open.")}
	var sum survey.SegmentCount
	whole := func(x int) string { return fmt.Sprint(x) }
	cells := func(c *survey.SegmentCount) (out []string) {
		for _, x := range []int{c.Found, c.In, c.Here, c.Listed, c.Met, c.Lives, c.Gone, c.Open()} {
			out = append(out, whole(x))
		}
		return out
	}
	stages := slices.ContainsFunc(r.Sample.PSUs, func(p *quanyuan.PSU) bool { return p.Unit != p.Segment })
	replaced := slices.ContainsFunc(r.Sample.PSUs, func(p *quanyuan.PSU) bool { return p.StandsFor != "" || p.Reason != "" })
	row := func(segment, place, layer, unit string, rest ...string) []string {
		if !stages {
			return append([]string{segment, place, layer}, rest...)
		}
		return append([]string{segment, place, layer, unit}, rest...)
	}
	t.Head = row(say("小区域", "segment"), say("地点", "place"), say("层", "stratum"), say("初级单元", "PSU"), say("入样概率 π", "chance π"), say("户：答/住", "houses: answered/lived in"), "w", "P", "M", "M′", "E",
		say("遇到", "met"), say("住", "lives"), say("不住", "gone"), say("未清", "open"))
	for i := len(t.Head) - 11; i < len(t.Head); i++ {
		if i != len(t.Head)-10 {
			t.Num = append(t.Num, i)
		}
	}
	n := 0
	for _, p := range r.Sample.PSUs {
		line := row(p.Segment, p.Label, p.Layer, p.Unit, fmt.Sprintf("%.6f", p.Chance))
		if n < len(counts) && counts[n].PSU == p {
			c := &counts[n]
			n++
			sum.Answered, sum.Lived, sum.Found, sum.In, sum.Here = sum.Answered+c.Answered, sum.Lived+c.Lived, sum.Found+c.Found, sum.In+c.In, sum.Here+c.Here
			sum.Listed, sum.Met, sum.Lives, sum.Gone = sum.Listed+c.Listed, sum.Met+c.Met, sum.Lives+c.Lives, sum.Gone+c.Gone
			line = slices.Concat(line, []string{fmt.Sprintf("%d/%d", c.Answered, c.Lived), fmt.Sprintf("%.4f", c.Weight())}, cells(c))
		} else {
			line = append(line, say("无结果", "no answers"), "", "", "", "", whole(len(p.Listed)), "", "", "", "")
		}
		if replaced {
			instead := p.StandsFor
			if p.Reason != "" {
				instead += say("：", ": ") + p.Reason
			}
			line = append(line, instead)
		}
		t.Rows = append(t.Rows, line)
	}
	line := slices.Concat(row(say("合计（不加权）", "all, unweighted"), "", "", "", ""), []string{fmt.Sprintf("%d/%d", sum.Answered, sum.Lived), ""}, cells(&sum))
	if replaced {
		t.Head, line = append(t.Head, say("代替", "stands for")), append(line, "")
	}
	t.Rows = append(t.Rows, line)
	return t
}
