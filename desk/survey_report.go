package desk

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"quanyuan"
	"quanyuan/publish"
	"quanyuan/survey"
)

// Say chooses between a Chinese and an English text.
type Say func(zh, en string) string

// ReportSamples are the samples that figures are computed from, so that anybody can compute them
// again with survey estimate.
var ReportSamples = []string{"found.csv", "placed.csv", "listed.csv"}

// SampleRows are a sample as survey estimate reads it. No person is named.
func SampleRows(seen []survey.Seen) [][]string {
	rows := [][]string{{"stratum", "psu", "weight", "y", "x"}}
	fpc := slices.ContainsFunc(seen, func(s survey.Seen) bool { return s.FPC != 0 })
	if fpc {
		rows[0] = append(rows[0], "fpc")
	}
	for _, s := range seen {
		row := []string{s.Stratum, s.PSU, exactly(s.Weight), exactly(s.Yes), "1"}
		if fpc {
			// A share of PSUs drawn that does not matter stands for none.
			row = append(row, exactly(max(s.FPC, 1e-12)))
		}
		rows = append(rows, row)
	}
	return rows
}

// ReportOf puts the figures of a survey into words.
func ReportOf(say Say, r *CoverageReport) *publish.SurveyReport {
	s := r.Survey
	page := &publish.SurveyReport{Title: s.Name, State: string(r.Proof), Verdict: verdictText(say, r)}
	page.Facts = []publish.SurveyFact{
		{Name: say("抽样框摘要（SHA-256）", "hash of the frame (SHA-256)"), Value: s.Frame.Hash},
		{Name: say("抽样框冻结于", "frame frozen"), Value: s.Frozen.UTC().Format("2006-01-02 15:04:05Z")},
		{Name: say("公布的种子", "published seed"), Value: s.Seed},
		{Name: say("抽样", "draw"), Value: drawText(say, s)},
		{Name: say("登记库人数 C", "persons registered, C"), Value: fmt.Sprint(s.Frame.Persons)},
		{Name: say("其中无法寻访、比对 II", "of them beyond finding, II"), Value: fmt.Sprint(s.Frame.Unusable)},
		{Name: say("现场", "fieldwork"), Value: workText(say, r.Fieldwork)},
		{Name: say("关联", "linkage"), Value: linkText(say, r)},
	}
	page.Tables = []publish.SurveyTable{coverageTable(say, r), partTable(say, r), indicatorTable(say, r), segmentTable(say, r)}
	page.Notes = []string{
		say("区间：Wilson 按有效样本量，Korn–Graubard，Rao–Scott；不用 p ± 1.96 标准误。全部区间都达到目标才称为“已证明”。", "Intervals: Wilson on the effective sample size, Korn–Graubard, Rao–Scott; never p ± 1.96 standard errors. A target is proved only when all intervals reach it."),
		say("重算：quanyuan survey estimate --design found.csv --lonely adjust（M/P），placed.csv（本社区内），listed.csv（CE/E）；合计 = (C − II)·(CE/E)/(M/P)。", "To compute again: quanyuan survey estimate --design found.csv --lonely adjust (M/P), placed.csv (in the right community), listed.csv (CE/E); total = (C − II)·(CE/E)/(M/P)."),
		say("调查所答不进入登记库，不作为对任何个人作出处理的依据。", "Answers do not enter the register and serve no act about a person."),
	}
	return page
}

func verdictText(say Say, r *CoverageReport) string {
	k, _ := r.Whole.Corrected.Interval(string(survey.KornGraubard))
	target, share, low, high := 100*r.Survey.Plan.Target, 100*r.Whole.Corrected.Ratio, 100*k.Low, 100*k.High
	switch r.Proof {
	case quanyuan.Proved:
		return fmt.Sprintf(say("已证明：登记覆盖率不低于 %.2f%%（估计 %.2f%%，区间 %.2f%%–%.2f%%）。", "Proved: the register covers at least %.2f %% (estimate %.2f %%, interval %.2f %%–%.2f %%)."), target, share, low, high)
	case quanyuan.Missed:
		return fmt.Sprintf(say("未达到：登记覆盖率低于 %.2f%%（估计 %.2f%%，区间 %.2f%%–%.2f%%）。", "Missed: the register covers less than %.2f %% (estimate %.2f %%, interval %.2f %%–%.2f %%)."), target, share, low, high)
	}
	return fmt.Sprintf(say("尚不能证明登记覆盖率达到 %.2f%%（估计 %.2f%%，区间 %.2f%%–%.2f%%）：样本不足以判断。", "Not proved: whether the register covers %.2f %% cannot be told (estimate %.2f %%, interval %.2f %%–%.2f %%)."), target, share, low, high)
}

func drawText(say Say, s *quanyuan.Survey) string {
	if s.Plan.PerTown > 0 {
		return fmt.Sprintf(say("两阶段，按规模成比例；%d 个小区域，每个社区 %d 个", "two stages, proportional to size; %d segments, %d in each community"), s.Plan.Units, s.Plan.PerTown)
	}
	return fmt.Sprintf(say("一阶段，分层，按规模成比例；%d 个小区域中抽 %d 个", "one stage, stratified, proportional to size; of %d segments %d"), s.Frame.Segments, s.Plan.Units)
}

func workText(say Say, w survey.Fieldwork) string {
	return fmt.Sprintf(say("小区域 %d（替换 %d，未回收 %d）；户 %d（空房 %d，拒访 %d，无人 %d）；调查到 %d 人，范围外 %d 人；登记名单 %d 人，回访 %d 人，未查清 %d 人",
		"segments %d (replaced %d, no answers %d); houses %d (empty %d, refused %d, nobody met %d); %d persons found, %d out of scope; %d of the register, %d followed up, %d unresolved"),
		w.Segments, w.Replaced, w.Unloaded, w.Houses, w.Empty, w.Refused, w.Absent, w.Persons, w.Outside, w.Listed, w.Followed, w.Open)
}

func linkText(say Say, r *CoverageReport) string {
	l := r.Linkage
	text := fmt.Sprintf(say("引擎确定 %d，不确定 %d，未找到 %d；判读 %d（双人 %d，一致 %d）；悬而未决 %d，按未登记计", "certain %d, unsure %d, nobody %d; read %d (by two %d, alike %d); open %d, counted as not registered"),
		l.Certain, l.Unsure, l.Nobody, l.Read, l.Twice, l.Agreed, l.Open)
	if r.Links == nil {
		return text + say("；尚无判读，关联误差未计量、未校正", "; nothing read yet: errors of linkage are neither measured nor corrected")
	}
	return text + fmt.Sprintf(say("；查全率 α=%.4f（标准误 %.4f），误连率 β=%.4f（%.4f）", "; recall α=%.4f (se %.4f), false links β=%.4f (%.4f)"),
		r.Links.Recall.Value, math.Sqrt(r.Links.Recall.Variance), r.Links.False.Value, math.Sqrt(r.Links.False.Variance))
}

func inPercent(x float64) string { return fmt.Sprintf("%.2f%%", 100*x) }

func intervalsText(say Say, i quanyuan.Estimate) (out []string) {
	for _, m := range []survey.Method{survey.Wilson, survey.KornGraubard, survey.RaoScott} {
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
	t := publish.SurveyTable{Title: say("覆盖与正确", "Coverage and correctness"),
		Head: []string{say("指标", "figure"), say("估计", "estimate"), "Wilson", "Korn–Graubard", "Rao–Scott", say("标准误", "se"), say("设计效应", "deff"), "df", "n"}}
	add := func(name string, i *quanyuan.Estimate) {
		if i != nil {
			t.Rows = append(t.Rows, slices.Concat([]string{name, inPercent(i.Ratio)}, intervalsText(say, *i), []string{fmt.Sprintf("%.5f", i.SE), fmt.Sprintf("%.2f", i.Deff), fmt.Sprint(i.DF), fmt.Sprint(i.N)}))
		}
	}
	add(say("覆盖率 M/P（实测）", "coverage M/P, measured"), &r.Whole.Measured)
	if r.Whole.IsCorrected {
		add(say("覆盖率（校正关联误差）", "coverage, corrected for linkage"), &r.Whole.Corrected)
	}
	add(say("本社区内覆盖率", "coverage in the right community"), &r.Whole.Placed)
	add(say("正确率 CE/E", "correctness CE/E"), r.Whole.Correct)
	if n := r.Whole.Total; n != nil {
		t.Rows = append(t.Rows, []string{say("总人数（双系统）", "persons, dual system"), fmt.Sprintf("%.0f", n.Estimate), fmt.Sprintf("%.0f–%.0f", n.Low, n.High), "", "", fmt.Sprintf("%.1f", n.SE), "", "", ""},
			[]string{say("净覆盖率", "net coverage"), inPercent(n.Net), "", "", "", "", "", "", ""})
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
	t := publish.SurveyTable{Title: say("各街道、社区（只凭本区域的样本）", "Towns and communities, each by its own sample"), Head: []string{say("区划", "division"), say("实测覆盖率", "measured"), "Wilson", "Korn–Graubard", "Rao–Scott", "n", say("结论", "verdict")},
		Note: say("单个社区的样本通常不足以证明目标；区间相交的区域不分先后。", "A community's sample seldom proves a target; parts whose intervals meet are not ranked.")}
	for _, p := range r.Parts {
		t.Rows = append(t.Rows, slices.Concat([]string{p.Name, inPercent(p.Coverage.Ratio)}, intervalsText(say, p.Coverage), []string{fmt.Sprint(p.Coverage.N), proofText(say, p.Proof)}))
	}
	return t
}

func indicatorTable(say Say, r *CoverageReport) publish.SurveyTable {
	t := publish.SurveyTable{Title: say("19 项核心指标（对上的人）", "The 19 core indicators, of persons matched"),
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
			categories += fmt.Sprintf("%s: %.2f / %.1f  ", publish.Word(i.Field, name), c.NetDifference, c.Inconsistency)
		}
		t.Rows = append(t.Rows, append(row, filled, inPercent(i.Gross), fmt.Sprintf("%.4f", i.P), fmt.Sprintf("%.4f", i.Holm), proofText(say, i.Proof), categories))
	}
	return t
}

// segmentTable shows the segments with rounded figures; the sheets of the
// samples and the JSON have all digits.
func segmentTable(say Say, r *CoverageReport) publish.SurveyTable {
	t := publish.SurveyTable{Title: say("抽中的小区域", "The sample"),
		Head: []string{say("小区域", "segment"), say("地点", "place"), say("层", "stratum"), say("初级单元", "PSU"), say("入样概率", "chance"), say("权数", "weight"), say("登记人数", "registered"), say("户", "dwellings"), say("代替", "stands for")},
		Note: say("权数 = 1 / 入样概率，在小区域内再按已答的户放大。全部数位在样本各表和 JSON 中。", "Weight = 1 / chance, raised within a segment for dwellings without an answer. The sheets of the samples and the JSON have all digits.")}
	for _, p := range r.Sample.PSUs {
		instead := p.StandsFor
		if p.Reason != "" {
			instead += say("：", ": ") + p.Reason
		}
		t.Rows = append(t.Rows, []string{p.Segment, p.Label, p.Layer, p.Unit, fmt.Sprintf("%.6f", p.Chance), fmt.Sprintf("%.4f", 1/p.Chance), fmt.Sprint(len(p.Listed)), fmt.Sprint(len(p.Houses)), instead})
	}
	return t
}

// ReportTables are the report's tables and samples as sheets.
func ReportTables(page *publish.SurveyReport, r *CoverageReport) []publish.Table {
	texts := func(rows [][]string) (out [][]any) {
		for _, row := range rows {
			var cells []any
			for _, c := range row {
				cells = append(cells, c)
			}
			out = append(out, cells)
		}
		return out
	}
	facts := publish.Table{Name: "说明", Head: []string{"项", "值"}, Notes: append([]string{page.Verdict}, page.Notes...)}
	for _, f := range page.Facts {
		facts.Rows = append(facts.Rows, []any{f.Name, f.Value})
	}
	out := []publish.Table{facts}
	for i, name := range []string{"覆盖", "分区", "指标", "小区域"} {
		out = append(out, publish.Table{Name: name, Head: page.Tables[i].Head, Rows: texts(page.Tables[i].Rows)})
	}
	for i, seen := range [][]survey.Seen{r.Data.Found, r.Data.Placed, r.Data.Listed} {
		rows := SampleRows(seen)
		out = append(out, publish.Table{Name: ReportSamples[i][:len(ReportSamples[i])-4], Head: rows[0], Rows: texts(rows[1:])})
	}
	return out
}
