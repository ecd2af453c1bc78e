package quanyuan

// worksheetMessages are the texts of the worksheets of a campaign.
var worksheetMessages = map[string][2]string{
	"worksheet.kind.items":        {"项目差错", "items wrong or missing"},
	"worksheet.kind.away":         {"人户分离（有户无人）", "registered here, living elsewhere"},
	"worksheet.kind.guest":        {"人户分离（有人无户）", "living here, registered elsewhere"},
	"worksheet.kind.unregistered": {"应落未落", "to be registered here and not"},
	"worksheet.kind.unstruck":     {"应销未销", "to be struck off and not"},
	"worksheet.kind.empty":        {"空挂户", "registered here, whereabouts not known"},

	"worksheet.kind_unknown":      {"没有“%s”这种核对表；可用：%s。", "there is no worksheet %q; there are: %s."},
	"worksheet.part_unknown":      {"没有“%s”这种范围；可用：community、unit、group、estate。", "there is no part %q; there are: community, unit, group, estate."},
	"worksheet.format_unknown":    {"不支持的格式“%s”；可用：xlsx、html、pdf。", "the format %q is not one of xlsx, html and pdf."},
	"worksheet.community_unknown": {"“%s”不是您区划内的社区编码。", "%q is no community of yours."},
}

func init() { addMessages(worksheetMessages) }
