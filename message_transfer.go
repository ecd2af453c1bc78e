package quanyuan

// transferMessages are the texts of faults on the pages of transfers.
var transferMessages = map[string][2]string{
	"transfer.changed":  {"您打开此页之后，这件迁移已有新的办理。请看下面的经过，再决定是否提交。", "the transfer went on after you opened the page; read its steps below, then decide whether to send it again."},
	"transfer.no_act":   {"请选择怎样办理。", "choose what to do."},
	"transfer.no_other": {"请选择对方社区，或市外。", "choose the other community, or outside the city."},
	"transfer.tick":     {"请至少勾选一件。", "tick at least one."},
}

func init() { addMessages(transferMessages) }
