package quanyuan

// divisionMessages are the texts about codes that are in use no more.
var divisionMessages = map[string][2]string{
	"division.retired": {"区划“%s”已停用，现为：%s。", "division %q is in use no more; now it is: %s."},
	"division.ended":   {"区划“%s”已停用，没有后继区划。", "division %q is in use no more, and none follows it."},
}

func init() { addMessages(divisionMessages) }
