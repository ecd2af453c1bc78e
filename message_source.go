package quanyuan

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

	"invite.often":      {"今天已为此人发过 %d 次登录码，请明天再发。", "%d codes were given for this person today; give the next one tomorrow."},
	"amendment.field":   {"这一项不能在这里申请更正。", "this item cannot be asked to be corrected here."},
	"amendment.says":    {"请写明正确的内容。", "say what is right."},
	"amendment.long":    {"最多 %d 个字。", "%d characters at most."},
	"amendment.same":    {"登记的就是这个内容，不用更正。", "this is what the register says already."},
	"amendment.many":    {"还有 %d 件申请没有答复，请等社区答复后再申请。", "%d requests are not answered yet; wait for the community's answer."},
	"amendment.closed":  {"这件申请已经办结。", "this request is closed."},
	"amendment.nowhere": {"登记库里没有您所在的社区，请到社区当面办理。", "the register has no community for you; see a community office in person."},
	"proof.large":       {"文件太大：图片不超过 10 MB、4000 万像素，PDF 不超过 3 MB。", "the file is too large: pictures up to 10 MB and 40 megapixels, PDFs up to 3 MB."},
	"proof.type":        {"只收 JPG、PNG 图片或 PDF。", "only JPG or PNG pictures and PDFs are taken."},
	"proof.unreadable":  {"文件打不开，可能已损坏；请重新拍照或另存后再传。", "the file cannot be opened and may be damaged; take the picture again, or save it anew."},
	"proof.active":      {"PDF 里有脚本、附件或加密，不能收；请打印成普通 PDF 或拍照。", "the PDF holds scripts or files, or is encrypted; print it to a plain PDF, or take a picture."},
	"proof.none":        {"没有附证明材料。", "no proof was sent."},
}

func init() { addMessages(sourceMessages) }
