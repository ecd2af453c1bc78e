package desk

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
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

// ReportOf puts the figures of a survey into words: with all that somebody needs
// to compute each of them again, and who signed them.
func ReportOf(say Say, r *CoverageReport) (*publish.SurveyReport, error) {
	hash, err := ReportHash(r)
	if err != nil {
		return nil, err
	}
	s, counts := r.Survey, r.Sample.Counts()
	page := &publish.SurveyReport{Title: s.Name, Lang: say("zh", "en"), State: string(r.Proof), Verdict: SurveyVerdict(say, r), FactsTitle: say("依据", "What it rests on")}
	plan := s.Plan
	page.Facts = []publish.SurveyFact{
		{Name: say("抽样框摘要（SHA-256）", "hash of the frame (SHA-256)"), Value: s.Frame.Hash},
		{Name: say("抽样框冻结于", "frame frozen"), Value: s.Frozen.UTC().Format("2006-01-02 15:04:05Z")},
		{Name: say("公布的种子", "published seed"), Value: s.Seed},
		{Name: say("抽样于", "drawn"), Value: s.Drawn.UTC().Format("2006-01-02 15:04:05Z")},
		{Name: say("抽样", "draw"), Value: drawText(say, s)},
		{Name: say("方案", "plan"), Value: fmt.Sprintf(say("目标 %.2f%%，设想真值 %.2f%%，置信度 %.0f%%，把握度 %.0f%%，设计效应 %.2f，须调查 %d 人", "target %.2f %%, supposed truth %.2f %%, confidence %.0f %%, power %.0f %%, design effect %.2f, %d persons to be asked"),
			100*plan.Target, 100*plan.Truth, 100*plan.Level, 100*plan.Power, plan.Deff, plan.Persons)},
		{Name: say("登记库人数 C", "persons registered, C"), Value: fmt.Sprint(s.Frame.Persons)},
		{Name: say("其中无法寻访、比对 II", "of them beyond finding, II"), Value: fmt.Sprint(s.Frame.Unusable)},
		{Name: say("现场", "fieldwork"), Value: workText(say, r.Fieldwork)},
		{Name: say("关联", "linkage"), Value: linkText(say, r)},
	}
	page.Tables = []publish.SurveyTable{coverageTable(say, r), handTable(say, r, counts), strataTable(say, counts), segmentTable(say, r, counts), partTable(say, r), indicatorTable(say, r)}
	page.ProvesTitle, page.Proves = say("区间说明什么，不说明什么", "What the interval proves, and what not"), provesTexts(say)
	page.Notes = []string{
		say("区间：Wilson 按有效样本量，Clopper–Pearson，Korn–Graubard，Rao–Scott；不用 p ± 1.96 标准误。校正后的区间合并样本与关联误差各自的界限（MOVER）。", "Intervals: Wilson on the effective sample size, Clopper–Pearson, Korn–Graubard, Rao–Scott; never p ± 1.96 standard errors. Those of the corrected share combine the limits of the sample and of the errors of linkage (MOVER)."),
		fmt.Sprintf(say("重算：quanyuan survey estimate --design found.csv --lonely adjust --deff %g（M/P），placed.csv（本社区内），listed.csv（CE/E）。样本可复核：quanyuan survey check。", "To compute again: quanyuan survey estimate --design found.csv --lonely adjust --deff %g (M/P), placed.csv (in the right community), listed.csv (CE/E). To draw again: quanyuan survey check."), s.Plan.Deff),
	}
	page.Signed = signedTable(say, s, hash)
	return page, nil
}

// provesTexts say what the interval proves, and what not.
func provesTexts(say Say) []string {
	return []string{
		say("若反复照此抽样，约 95%（方案所定）的区间会包含真值；不是说真值有 95% 的机会落在这一个区间里。", `Of many samples drawn in this way about 95 % (as planned) have intervals that hold the truth; it is not a chance of 95 % for this one interval.`),
		say("全部区间（按样本和方案两种设计效应）都不低于目标，才称“已证明”；“不能判断”不是不合格，而是样本太小。", `Proved means that all intervals, by the sample's and by the planned design effect, reach the target; "cannot be told" is no failure but too small a sample.`),
		say("只说明抽样框冻结时的登记库，不说明之后的。", "It speaks of the register as it was frozen, not of later."),
		say("只覆盖抽样框所到之处：从未登记过任何人的楼栋不在框内，要靠房屋清单另查。", "It reaches as far as the frame: a building of which nobody was ever registered is not in it; dwellings are checked for that."),
		say("关联误差已按判读校正的部分除外：两个判读人犯同样的错，看不出来。", "Errors of linkage are corrected as far as readings show them; two readers who err alike are not seen."),
		say("拒访和无人的户，按同段其他户推算；若他们另有不同，区间不反映。", "Houses that refused or were not met count as the others of their segment; if they differ, the interval does not show it."),
		say("单个街道、社区只凭自己的样本，通常不足以判断，更不能据以排名。", "A town or community has its own sample only, seldom enough to tell, and never to rank."),
		say("不涉及任何个人：答案不进登记库，不作为对个人处理的依据。", "It is about nobody in person: answers enter no register and serve no act."),
	}
}

// signedTable lists the signatures and whether each is for these figures.
func signedTable(say Say, s *quanyuan.Survey, hash string) publish.SurveyTable {
	t := publish.SurveyTable{Title: say("签名", "Signatures"), Sheet: say("签名", "signatures"), Head: []string{say("姓名", "name"), say("职务", "post"), say("时间", "when"), say("所签数据的摘要", "hash of what was signed"), say("核对", "check")},
		Note: say("本报告数据的摘要（report.json 的 SHA-256）：", "Hash of these figures (SHA-256 of report.json): ") + hash}
	for _, x := range s.Signatures {
		fits := say("相符", "fits")
		if x.Hash != hash {
			fits = say("签后数据有变，须重签", "figures have changed since: sign again")
		}
		t.Rows = append(t.Rows, []string{x.Name, access.PostName(x.Post, say("zh", "en")), x.At.UTC().Format("2006-01-02 15:04:05Z"), x.Hash, fits})
	}
	if len(t.Rows) == 0 {
		t.Rows = [][]string{{say("尚无人签名", "nobody yet"), "", "", "", ""}}
	}
	return t
}

// SurveyVerdict is what a survey may say of its target, in one sentence.
func SurveyVerdict(say Say, r *CoverageReport) string {
	k, _ := r.Whole.Corrected.Interval(string(survey.Wilson))
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
	text := fmt.Sprintf(say("引擎确定 %d（判读 %d，错 %d），不确定 %d，未找到 %d（判读 %d，漏 %d）；共判读 %d（双人 %d，一致 %d）；悬而未决 %d，按未登记计；最终连上 %d",
		"certain %d (read %d, wrong %d), unsure %d, nobody %d (read %d, missed %d); read in all %d (by two %d, alike %d); open %d, counted as not registered; linked in the end %d"),
		l.Certain, l.CheckedY, l.FalseSeen, l.Unsure, l.Nobody, l.CheckedN, l.MissSeen, l.Read, l.Twice, l.Agreed, l.Open, l.Linked)
	switch {
	case r.Links == nil && l.CheckedY+l.CheckedN > 0:
		return text + say("；按判读还估计不出关联误差，未校正", "; the readings do not tell the errors of linkage yet: not corrected")
	case r.Links == nil:
		return text + say("；尚无判读，关联误差未计量、未校正", "; nothing read yet: errors of linkage are neither measured nor corrected")
	}
	return text + fmt.Sprintf(say("；查全率 α=%.4f（标准误 %.4f），误连率 β=%.4f（%.4f）", "; recall α=%.4f (se %.4f), false links β=%.4f (%.4f)"),
		r.Links.Recall.Value, math.Sqrt(r.Links.Recall.Variance), r.Links.False.Value, math.Sqrt(r.Links.False.Variance))
}

func inPercent(x float64) string { return fmt.Sprintf("%.2f%%", 100*x) }

// ReportTables are the report's tables and samples as sheets. What is a number
// in the report is one in the workbook, the samples with all their digits.
func ReportTables(say Say, page *publish.SurveyReport, r *CoverageReport) []publish.Table {
	facts := publish.Table{Name: say("说明", "about"), Head: []string{say("项", "what"), say("值", "value")}, Notes: slices.Concat([]string{page.Verdict}, page.Proves, page.Notes)}
	for _, f := range page.Facts {
		facts.Rows = append(facts.Rows, []any{f.Name, f.Value})
	}
	out := []publish.Table{facts}
	for _, t := range append(slices.Clone(page.Tables), page.Signed) {
		sheet := publish.Table{Name: t.Sheet, Head: t.Head}
		if t.Note != "" {
			sheet.Notes = []string{t.Note}
		}
		for _, row := range t.Rows {
			cells := make([]any, len(row))
			for i, c := range row {
				if cells[i] = c; slices.Contains(t.Num, i) {
					cells[i] = numberCell(c)
				}
			}
			sheet.Rows = append(sheet.Rows, cells)
		}
		out = append(out, sheet)
	}
	for i, seen := range [][]survey.Seen{r.Data.Found, r.Data.Placed, r.Data.Listed} {
		rows := SampleRows(seen)
		sheet := publish.Table{Name: strings.TrimSuffix(ReportSamples[i], ".csv"), Head: rows[0]}
		for _, row := range rows[1:] {
			cells := []any{row[0], row[1]}
			for _, c := range row[2:] {
				cells = append(cells, numberCell(c))
			}
			sheet.Rows = append(sheet.Rows, cells)
		}
		out = append(out, sheet)
	}
	return out
}

// numberCell is a printed number as a workbook keeps it; a share stays as it is
// printed, in percent.
func numberCell(s string) any {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	if x, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64); err == nil {
		if strings.HasSuffix(s, "%") {
			return x
		}
		return publish.Exact(x)
	}
	return s
}
