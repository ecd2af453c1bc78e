package quanyuan

import "maps"

// webMessages are the texts of faults that only pages raise.
var webMessages = map[string][2]string{
	"page.unknown": {"没有这一页。它可能已被移走，或地址有误。", "there is no such page; it was moved, or the address is wrong."},
}

func init() { maps.Copy(messages, webMessages) }
