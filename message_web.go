package quanyuan

// webMessages are the texts of faults that only pages raise.
var webMessages = map[string][2]string{
	"batch.unknown": {"您的辖区没有第 %d 批名单。", "there is no batch %d in your division."},
	"draft.gone":    {"这份待核对的名单已提交、删除或过期，请重新上传。", "this list was submitted, dropped or is too old; upload it again."},
	"draft.file":    {"请选择一个文件（XLSX、XLS、CSV 或网页表格）。", "choose a file (XLSX, XLS, CSV or an HTML table)."},
	"page.unknown":  {"没有这一页。它可能已被移走，或地址有误。", "there is no such page; it was moved, or the address is wrong."},
}

func init() { addMessages(webMessages) }
