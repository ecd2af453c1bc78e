package quanyuan

// qualityMessages are the texts about figures of quality, scorecards and
// statistics.
var qualityMessages = map[string][2]string{
	"quality.measure": {"没有指标“%s”；可用 complete、whole、valid、consistent、id_valid。", "there is no measure %q; use complete, whole, valid, consistent or id_valid."},
	"quality.field":   {"“%s”不是 21 项之一；请写 name、id_number 这样的键。", "%q is none of the 21 fields; write a key such as name or id_number."},
	"quality.kept":    {"还没有留存过质量指标；请每天运行 quanyuan quality keep。", "no day's figures were kept yet; run quanyuan quality keep every day."},

	"score.weights":    {"权重不对：须写明每项指标，不小于 0，不全为 0；目标在 0 与 100 之间。", "these weights will not do: one for each measure, none below 0 and not all 0; a target from 0 to 100."},
	"commend.target":   {"各项计分指标在 95%% 的把握下都达到 %.4g%%", "every weighed measure reaches %.4g %% with 95 %% confidence"},
	"commend.progress": {"得分由 %.2f 升至 %.2f，两次的区间不重叠", "the score rose from %.2f to %.2f, and the intervals do not overlap"},

	"stats.columns":   {"请写明按一项或两项不同的内容统计；人口变动不分项。", "count by one dimension or two different ones; movement has none."},
	"stats.of":        {"统计对象“%s”不对；可用 resident、registered、movement。", "nobody is counted as %q; use resident, registered or movement."},
	"stats.dimension": {"没有统计项“%s”；可用 sex、age、age5、age_broad、marital、hukou_nature、ethnic、hukou_status、residence_status、category、household。", "there is no dimension %q; use sex, age, age5, age_broad, marital, hukou_nature, ethnic, hukou_status, residence_status, category or household."},
	"stats.mandate":   {"统计项“%s”不在用途“%s”之内。", "the dimension %q is not within the mandate %q."},
	"stats.month":     {"对外发布的统计截至月末（变动自月初起），以免两天的数字相减。", "what is published speaks of the last day of a month (movement from a first day), so that two days cannot be subtracted."},
	"stats.then":      {"对外发布的统计只按当时的区划。", "what is published has the boundaries of then."},
	"stats.scope":     {"对外发布的统计须对应一个区划。", "what is published is for one division."},
	"stats.related":   {"同一天已发布过同类统计 %s；再发布另一种分组会使小数可以推算。", "the table %s of the same kind and day was published; another grouping would let small counts be worked out."},
	"stats.few":       {"人数太少：没有一种遮盖能使 %d 以下的数不被推算，不予发布。", "too few persons: nothing that could be hidden keeps counts under %d from being worked out, so nothing is published."},
	"stats.day":       {"须写明起止日期：--from 与 --on。", "name the first and last day: --from and --on."},
}

func init() { addMessages(qualityMessages) }
