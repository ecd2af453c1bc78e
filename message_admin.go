package quanyuan

import "maps"

// adminMessages are the texts about what administrators do: jobs, backups.
var adminMessages = map[string][2]string{
	"job.unknown":        {"没有这项工作，或不是您启动的。", "there is no such job, or it is not yours."},
	"job.stopped":        {"登记库正在关闭，不再开始新的工作。", "the register is closing; no new work is begun."},
	"revision.begun":     {"区划变更 %s 已经开始办理，不能再改动或撤回。", "revision %s has begun; it can be neither changed nor withdrawn."},
	"revision.withdrawn": {"区划变更 %s 已撤回；要办理须重新拟定。", "revision %s was withdrawn; plan it again to apply it."},
	"crosswalk.line":     {"对照规则第 %[1]d 行看不懂，应如：510104091011 道路 春江路 2-98 双。", "line %[1]d of the crosswalk is not understood; write such as: 510104091011 road 春江路 2-98 even."},
	"job.ended":          {"这项工作已经结束。", "this job has ended."},
}

func init() { maps.Copy(messages, adminMessages) }
