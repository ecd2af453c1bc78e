package quanyuan

import "maps"

// personMessages are the texts of faults on the page of a person.
var personMessages = map[string][2]string{
	"person.changed":   {"您打开表单之后，此人已被更改。请看下面发生了什么，再决定是否提交。", "the person was changed after you opened the form; read below what happened, then decide whether to send it again."},
	"person.death_day": {"死亡须填写死亡日期。", "a death needs its day."},
}

func init() { maps.Copy(messages, personMessages) }
