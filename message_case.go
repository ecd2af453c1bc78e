package quanyuan

// caseMessages are the texts about rows of lists that clerks settle.
var caseMessages = map[string][2]string{
	"case.unknown":      {"没有第 %v 号核对事项，或不在您的辖区。", "there is no case %v in your divisions."},
	"case.closed":       {"这一行已经办过；要重办请先撤回。", "this row has been dealt with; take it back first to do it again."},
	"case.open":         {"这一行还没有办，无可撤回。", "nothing was done about this row that could be taken back."},
	"case.waits":        {"这一行在等迁移 %s 的答复；请在迁移中撤回。", "this row waits for the answer to transfer %s; withdraw the transfer instead."},
	"case.nobody":       {"名册里没有找到这一行说的人；请先查全市，再新增。", "the register has nobody this row is about; search the whole city, then add the person."},
	"case.question":     {"先要裁定是不是同一个人（裁定 %s），再定各项取谁。", "first rule whether the two are one person (ruling %s), then choose the values."},
	"case.undecided":    {"“%s”两边不同，还没有选定取谁。", "the two differ in %[2]q and nobody has chosen whose word holds."},
	"case.take":         {"“%s”：请选名单（list）、登记库（register），或写 typed:新值。", "%q: take list, register, or typed:VALUE."},
	"case.not_attached": {"这条记录不是归入的，无可撤回；新增的人请办理退出（误登）。", "this record was not attached, so it cannot be taken back; a person who was added leaves by an exit (entered in error)."},
	"case.followed":     {"后来的更正以这次选定为据，不能直接撤回；请先改那一项。", "a later correction rests on this choice; change that one first."},
}

func init() { addMessages(caseMessages) }
