package publish

// reasonTexts explain the reasons that collation gives for its outcomes: what
// was found, and what to look at.
var reasonTexts = map[string][2]string{
	"close":         {"还有另一人同样像，请比较各候选人", "a second person is nearly as likely; compare the candidates"},
	"weak":          {"相同之处不足以认定，请核对证件", "too little agrees to be sure; look at the document"},
	"shared_id":     {"证件号码相同，但姓名、出生日期像是两个人（重号或借用号码）", "one ID number, but the name and birth date of two people (number given twice, or borrowed)"},
	"two_numbers":   {"两个有效的证件号码，请查明是一人两号还是两个人", "two valid ID numbers: one person with two, or two people"},
	"sibling":       {"名字不同、其他相近，可能是双胞胎或兄弟姐妹", "another given name, the rest alike: perhaps twins or siblings"},
	"namesakes":     {"同名，但没有别的依据，可能是重名", "the same name and nothing else: perhaps namesakes"},
	"generations":   {"姓名相同、家庭相同，但年龄相差很大，可能是两代人", "one name in one family, births years apart: perhaps two generations"},
	"ruled":         {"与此人疑似重复的另一人已被裁定为不是同一人，请一并查明", "it was ruled not to be another person who is probably the same as this one; look at all three"},
	"stay_excluded": {"就医、旅游、探亲、访友、出差，不予登记", "here for medical care, tourism, a visit or business: not registered"},
	"stay_under_30": {"到名单日期为止流入未满 30 天，满 30 天后再核对", "fewer than 30 days here on the date of the list; look again at 30 days"},
}

// ReasonText is a reason of collation in "zh" or "en", "" for any other.
func ReasonText(key, lang string) string {
	if lang == "zh" {
		return reasonTexts[key][0]
	}
	return reasonTexts[key][1]
}

// reasonText is a reason in "zh" or "en". Reasons that collation does not give
// are intake's and come from the context.
func (c *Context) reasonText(key, lang string) string {
	if s := ReasonText(key, lang); s != "" {
		return s
	}
	if key != "" && c.Reason != nil {
		return c.Reason(key, lang)
	}
	return key
}
