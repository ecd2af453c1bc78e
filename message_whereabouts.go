package quanyuan

// whereaboutsMessages are the texts about signs of life.
var whereaboutsMessages = map[string][2]string{
	"whereabouts.nowhere": {"系统编号 %s 没有计为居住的社区，无从核实去向。", "number %s is counted as living nowhere: there is nothing to find out."},
	"whereabouts.answer":  {"“%s”不是答复；应为 here（在）、left（已离开）或 dead（已死亡）。", "%q is no answer; write here, left or dead."},

	"whereabouts.not_listed": {"系统编号 %s 不在您现有的去向核实清单上；清单可能已过时，请重新编制。", "number %s is not on your list of whereabouts; it may be out of date: make it again."},

	"whereabouts.kind.dead":      {"疑已死亡", "likely dead"},
	"whereabouts.kind.left":      {"疑已离开", "likely left"},
	"whereabouts.kind.elsewhere": {"疑住他处", "likely living elsewhere"},
	"whereabouts.kind.double":    {"疑重复", "likely a double"},
	"whereabouts.kind.unseen":    {"无人见到", "seen by nobody"},
	"whereabouts.kind.missed":    {"疑漏登", "likely missed"},
}

func init() { addMessages(whereaboutsMessages) }
