package quanyuan

import "maps"

// surveyMessages are the texts about sample surveys.
var surveyMessages = map[string][2]string{
	"survey.no_rows":        {"没有一行样本。", "there is no row of a sample."},
	"survey.column_missing": {"缺少“%s”列；应有 stratum、psu、weight、y，可有 x、fpc。", "column %q is missing; the file needs stratum, psu, weight and y, and may have x and fpc."},
	"survey.column_twice":   {"“%s”列出现两次，请只留一列。", "column %q is there twice; keep one."},
	"survey.cell_empty":     {"此处为空，请填写。", "nothing is written here; fill it in."},
	"survey.cell_number":    {"“%s”不是数，请改正。", "%q is not a number; correct it."},
	"survey.cell_positive":  {"“%s”不行：权重和 fpc 应大于 0，x 不能为负。", "%q will not do: weight and fpc are above 0, x is not negative."},
	"survey.unreadable":     {"此行无法读取：应是与表头同列数、UTF-8、逗号分隔的 CSV。", "the row cannot be read: write CSV in UTF-8 with commas, and as many cells as the header has."},
	"survey.fpc_differs":    {"层“%s”的 fpc 前后不一；同一层应写同一个数。", "stratum %q has different values of fpc; a stratum has one."},
	"survey.fpc_small":      {"层“%s”抽了 %d 个初级单元，比 fpc 所说的总数还多。", "of stratum %q %d PSUs were drawn, more than fpc says there are."},
	"survey.lonely":         {"层“%s”只有一个初级单元，无从估计方差；请与相近的层合并，或用 --lonely adjust（偏保守）、average、remove、certainty 说明如何处理。", "stratum %q has only one PSU, so its variance cannot be estimated: join it with one like it, or say what to do with --lonely adjust (on the safe side), average, remove or certainty."},
	"survey.no_base":        {"分母之和为 0，无从计算。", "the denominators add up to 0: there is nothing to estimate."},
	"survey.too_large":      {"数值过大，无法计算。", "the numbers are too large to compute with."},
	"survey.capture":        {"人数有误：两份名单的人数不能为负，共有的人数不能多于任一份。", "the counts will not do: lists hold no fewer than 0, and no more are on both than on either."},
	"survey.links":          {"关联误差有误：查全率、误连率应在 0 与 1 之间，且查全率大于误连率。", "the errors of linkage will not do: both lie between 0 and 1, and the recall is the larger."},
	"survey.fraction":       {"“%s”无法理解；应写命中数/样本数，如 190/200。", "%q is not understood; write hits/sample, such as 190/200."},
	"survey.level":          {"置信度应在 0 与 1 之间，如 0.95。", "the level lies between 0 and 1, such as 0.95."},
	"survey.deff":           {"设计效应和自由度应大于 0。", "the design effect and the degrees of freedom are above 0."},
	"survey.replicates":     {"自助法的重复次数应为 0（不做）至 100000。", "the number of bootstrap replicates is 0 (none) to 100000."},
	"survey.post_total":     {"事后分层“%s”没有总体人数，或不是正数。", "post-stratum %q has no population total, or none above 0."},
	"survey.post_few":       {"事后分层“%s”只涉及一个初级单元；请与相近的合并。", "post-stratum %q has rows of one PSU only: join it with one like it."},
	"survey.table":          {"对照表应为方阵，各格不为负且不全为 0。", "the table compared must be square, with no cell below 0 and not all of them 0."},
	"survey.plan":           {"抽样方案的条件自相矛盾或需要的样本过大；比例、置信度、把握度都在 0 与 1 之间，设想的真值应高于目标。", "the terms of the plan contradict each other or need too large a sample; shares, level and power lie between 0 and 1, and the supposed truth is above the target."},
	"survey.frame_unit":     {"抽样框中的小区域“%s”重复或没有规模。", "segment %q of the frame is there twice or has no size."},
}

func init() { maps.Copy(messages, surveyMessages) }
