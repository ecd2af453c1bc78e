package quanyuan

import "maps"

// sourceMessages are the texts of report cards of sources, of what departments
// may ask, and of what residents ask for.
var sourceMessages = map[string][2]string{
	"card.double":     {"同一人在同一份名单中重复", "the same person stands in the list twice"},
	"card.ruled":      {"%s：核实后未采用名单的值", "%s: looked into, and the list's value was not taken"},
	"card.field":      {"%s：%s", "%s: %s"},
	"card.todo.aside": {"按原因补全或删去这些行后重新报送。", "complete these rows as the reason says, or leave them out, and send them again."},
	"card.todo.twice": {"报送前按身份证号码或姓名加出生日期去重。", "before sending, look for doubles by ID number, or by name and birth date."},
	"card.todo.ruled": {"在本单位的台账里按登记核实的值更正。", "correct it in your own files as the register found it."},
	"card.todo.other": {"在本单位的台账里核对并更正。", "check and correct it in your own files."},

	"inquiry.empty":  {"请填写身份证号码，或者姓名加出生日期。", "give an ID number, or a name with a date of birth."},
	"inquiry.number": {"身份证号码不完整或有误，请核对后再查。", "the ID number is incomplete or wrong; check it and ask again."},
	"inquiry.birth":  {"出生日期要到日，如 1962-03-15。", "the date of birth must have its day, such as 1962-03-15."},
	"inquiry.often":  {"本账号一小时内已查询 %d 次，请稍后再查。成批核对请报送名单。", "this account has asked %d times within an hour; ask again later. To check many, send a list."},
}

func init() { maps.Copy(messages, sourceMessages) }
