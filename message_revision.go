package quanyuan

// revisionMessages are the texts about changes of divisions.
var revisionMessages = map[string][2]string{
	"retention.held":    {"第 %d 批受法律保全（%s），不能销毁。", "batch %d is under a legal hold (%s) and cannot be destroyed."},
	"retention.early":   {"第 %d 批于 %s 收到，保存期未满。", "batch %d was received on %s; it must still be kept."},
	"retention.batch":   {"没有第 %s 批。", "there is no batch %s."},
	"retention.reason":  {"须写明理由。", "a reason is needed."},
	"retention.hold":    {"保全须写明一批、一人或一个区划。", "a hold names a batch, a person or a division."},
	"retention.no_hold": {"没有这项保全。", "no such hold stands."},
	"revision.json":     {"区划变更文件无法读取。", "the file of the revision cannot be read."},
	"revision.id":       {"区划变更须有文号，不含空格和斜线。", "a revision needs an ID without spaces and slashes."},
	"revision.shape":    {"区划变更“%s”的新旧编码不对：更名 1 对 1 且编码不变并写新名，改编码 1 对 1，合并多对 1，拆分 1 对多且有对照规则。", "the codes do not fit a revision of kind %q: rename is one code with its new name, renumber one to another, merge several to one, split one to several with a crosswalk."},
	"revision.old":      {"旧编码 %s 不在用、重复，或级别不对（合并、拆分只能是社区）。", "old code %s is not in use, is given twice, or is of the wrong level (only communities merge and split)."},
	"revision.new":      {"新编码 %s 不对：级别与旧编码相同、上级在区划表中、未被占用、写明名称；对照规则只能指向新编码。", "new code %s will not do: it must be of the level of the old, under a known division, not in use, and named; a crosswalk leads to new codes only."},
	"revision.road":     {"道路“%s”的门牌范围不对；单双号写 odd 或 even。", "the range of numbers of road %q is not right; side is odd or even."},
	"revision.applied":  {"区划变更 %s 已办结，不会再办；遗留人员用 quanyuan division late。", "revision %s was applied and is not applied again; for those who are left use quanyuan division late."},
	"revision.differs":  {"文号 %s 的区划变更正在办理，内容与此文件不同。", "revision %s is under way with other contents than this file."},
	"revision.future":   {"区划变更的日期 %s 在今天之后，到日再办。", "the day of the revision, %s, is in the future; apply it then."},
	"revision.unknown":  {"没有文号为 %s 的区划变更。", "there is no revision %s."},
}

func init() { addMessages(revisionMessages) }
