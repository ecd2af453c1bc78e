package publish

import "quanyuan"

// outcomeTexts are the words for outcomes that clerks and readers of reports
// see; the codes in the files stay English.
var outcomeTexts = map[quanyuan.Outcome][2]string{
	quanyuan.Same:             {"一致", "same"},
	quanyuan.Differs:          {"有差异", "differs"},
	quanyuan.Elsewhere:        {"在其他社区", "elsewhere"},
	quanyuan.Possible:         {"疑似", "possible"},
	quanyuan.New:              {"新增", "new"},
	quanyuan.DuplicateInBatch: {"批内重复", "duplicate in batch"},
	quanyuan.OutOfScope:       {"不在登记范围", "out of scope"},
	quanyuan.SetAside:         {"搁置", "set aside"},
}

// OutcomeZh is the clerk's word for an outcome; an unknown one is shown as
// itself.
func OutcomeZh(o quanyuan.Outcome) string {
	if t, ok := outcomeTexts[o]; ok {
		return t[0]
	}
	return string(o)
}

// OutcomeEn is the English word for an outcome.
func OutcomeEn(o quanyuan.Outcome) string {
	if t, ok := outcomeTexts[o]; ok {
		return t[1]
	}
	return string(o)
}
