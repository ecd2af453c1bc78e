package quanyuan

import "maps"

// qualityMessages are the texts about figures of quality, scorecards and
// statistics.
var qualityMessages = map[string][2]string{
	"quality.measure": {"没有指标“%s”；可用 complete、whole、valid、consistent、id_valid。", "there is no measure %q; use complete, whole, valid, consistent or id_valid."},
	"quality.field":   {"“%s”不是 21 项之一；请写 name、id_number 这样的键。", "%q is none of the 21 fields; write a key such as name or id_number."},
}

func init() { maps.Copy(messages, qualityMessages) }
