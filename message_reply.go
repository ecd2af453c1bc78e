package quanyuan

// replyMessages are the texts about requests that are sent again.
var replyMessages = map[string][2]string{
	"api.key_done": {"这个请求已经办过，但答复没有保存下来；不会再办一次，请查看结果。", "this request was carried out, but its answer was not kept; it is not done again: look at the result."},
}

func init() { addMessages(replyMessages) }
