package quanyuan

// householdMessages are the texts about households, dwellings, births, tasks
// and presences.
var householdMessages = map[string][2]string{
	"house.unknown":     {"没有编号为“%s”的户；请先运行 quanyuan household build。", "there is no household %q; run quanyuan household build first."},
	"house.no_member":   {"编号“%s”的人员不在户“%s”中。", "person %q is no member of household %q."},
	"house.say":         {"以下人员与新户主的关系推不出来，请用 --relation 写明：%s。", "how these stand to the new head does not follow; say it with --relation: %s."},
	"house.nobody_left": {"分户后两户都须有人。", "after a split both households need a member."},
	"house.name_head":   {"户“%s”的户主离开，请为留下的人指定户主（--stay-head）。", "the head leaves household %q: name one for those who stay (--stay-head)."},
	"house.join":        {"只能合并同一社区的两个不同的户，且两户都有人。", "two households can be joined when they are of one community and both have members."},
	"dwelling.unknown":  {"没有编号为“%s”的房屋。", "there is no dwelling %q."},
	"dwelling.state":    {"入户结果应为 lived_in、empty 或 gone，不是“%s”。", "what a visit found is lived_in, empty or gone, not %q."},
	"dwelling.future":   {"日期 %s 在今天之后。", "day %s lies in the future."},
	"birth.unknown":     {"没有编号为“%s”的生育记录。", "there is no birth %q."},
	"birth.parent":      {"须写明母亲；母亲不详的写明父亲。", "name the mother, or the father where she is not known."},
	"birth.parent_sex":  {"编号“%s”的人员性别与父母身份不符。", "the sex of person %q does not fit a parent of this kind."},
	"birth.parent_age":  {"编号“%s”的人员当时 %s 岁，不能是孩子的父母。", "person %q was %s years old then and can be no parent of the child."},
	"birth.date":        {"须写明出生日期（到日），且不晚于今天。", "the date of birth is needed to the day, and not after today."},
	"birth.sex":         {"须写明孩子的性别。", "the child's sex is needed."},
	"birth.which":       {"已有相近的生育记录 %s：请用 --same 指明是哪一个，或用 --new 说明是另一个孩子。", "there are births alike: %s. Say which is meant with --same, or with --new that it is another child."},
	"birth.child_known": {"登记库中可能已有这个孩子：%s。请用 --child 指明，或用 --new 说明不是。", "the register may have the child already: %s. Name it with --child, or say with --new that it is another."},
	"birth.child":       {"编号“%s”的人员与这次生育不符（出生日期或性别）。", "person %q does not fit this birth (date or sex)."},
	"birth.name":        {"须写明孩子的姓名。", "the child's name is needed."},
	"birth.no_place":    {"父母在本市没有居住地，请用 --community 写明孩子的社区。", "the parents have no residence in the city; name the child's community with --community."},
	"figures.out":       {"请用 --out 写明 xlsx 文件名。", "name the xlsx file with --out."},
	"record.no_row":     {"第 %d 批没有第 %d 行的人员。", "batch %d has no person in row %d."},
	"task.unknown":      {"没有编号为“%s”的待办。", "there is no open task %q."},
	"task.answer":       {"对这项待办不能这样答复；可用：%s。", "this task cannot be answered so; possible: %s."},
	"task.reason":       {"不纳入的原因应为就医、旅游、探亲访友、出差之一。", "a reason that is not counted is medical care, tourism, visiting or business."},
}

func init() { addMessages(householdMessages) }
