package quanyuan

import "maps"

// adminMessages are the texts about what administrators do: jobs, backups.
var adminMessages = map[string][2]string{
	"job.unknown": {"没有这项工作，或不是您启动的。", "there is no such job, or it is not yours."},
	"job.stopped": {"登记库正在关闭，不再开始新的工作。", "the register is closing; no new work is begun."},
	"job.ended":   {"这项工作已经结束。", "this job has ended."},
}

func init() { maps.Copy(messages, adminMessages) }
