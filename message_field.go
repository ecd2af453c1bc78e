package quanyuan

// fieldMessages are the texts about forms that phones send.
var fieldMessages = map[string][2]string{
	"field.many":             {"一次应送 1 至 %d 份调查表。", "send between one and %d forms at a time."},
	"field.invalid":          {"调查表的“%s”不合要求，未收下；表仍留在手机上。", "%q of the form will not do, so it was not taken; it stays on the phone."},
	"field.house_twice":      {"户序“%s”有两份调查表：是同一户则作废其一，不是则另编户序。", "two forms speak of house %q: set one aside if it is the same house, else give it another number."},
	"field.nameless":         {"户序“%s”有人没有姓名；不知道的写“未取名”或称呼。", "somebody of house %q has no name; where it is not known write what he is called."},
	"field.account":          {"本机现在登录的是另一个账号；表仍留在手机上。", "another account is signed in on this phone now; the forms stay on it."},
	"field.changed":          {"这份调查表刚有变动，请重新打开再办。", "the form has just changed; open it again."},
	"survey.figures_changed": {"数据已有变动，请重新查看后再签。", "the figures have changed; look at them again before you sign."},
	"survey.lot_small":       {"须看 %d 人，而社区只有 %d 人：请全部核对。", "%d must be looked at, and the community has %d: look at all."},
	"field.no_copy":          {"没有这一份。", "there is no such copy."},
}

func init() { addMessages(fieldMessages) }
