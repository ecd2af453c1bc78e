package quanyuan

// retentionMessages are the texts about how long lists are kept.
var retentionMessages = map[string][2]string{
	"retention.years":    {"保存年限应为 %d 至 %d 年：法律规定至少三年，也不得超过所需。", "lists are kept for %d to %d years: the law asks for three at least, and for no longer than is needed."},
	"retention.not_done": {"第 %d 批没有销毁，也就没有凭证。", "batch %d was not destroyed, so that there is no certificate."},
	"retention.format":   {"不支持的格式“%s”；应为 .html 或 .pdf。", "format %q is not possible; it is .html or .pdf."},
}

func init() { addMessages(retentionMessages) }
