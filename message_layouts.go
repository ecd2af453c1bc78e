package quanyuan

import "maps"

// layoutMessages are the texts about files that hold nothing to read.
var layoutMessages = map[string][2]string{
	"intake.no_text": {"文件里没有任何文字（可能是空表，或名单是贴进去的图片）；请把名单录成表格再发送。", "the file holds no text (an empty sheet, or a list pasted as a picture); type the list into a table and send that."},
}

func init() { maps.Copy(messages, layoutMessages) }
