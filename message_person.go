package quanyuan

// personMessages are the texts of faults of acts on a person.
var personMessages = map[string][2]string{
	"person.changed_since": {"您打开表单之后，此人已被更改。请看下面发生了什么，再决定是否提交。", "the person was changed after you opened the form; read below what happened, then decide whether to send it again."},
	"person.no_hold":       {"没有说明计入哪个社区：请用 --hukou 或 --residence。", "it is not said where the person is counted: use --hukou or --residence."},
	"person.no_value":      {"标准输入是空的：新值从标准输入读。", "the standard input is empty: the new value is read from it."},
	"person.death_day":     {"死亡须填写死亡日期。", "a death needs its day."},
}

func init() { addMessages(personMessages) }
