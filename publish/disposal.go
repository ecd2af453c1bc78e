package publish

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"quanyuan"
)

// DisposalSheet is the certificate that the file and the raw rows of a batch
// were destroyed, as a page to print, sign and file.
type DisposalSheet struct {
	Disposal *quanyuan.Disposal
	Source   string // who had sent the batch
	Place    string // its division; may be empty
}

//go:embed disposal.html
var disposalPage string

var disposalTemplate = template.Must(template.New("disposal").Parse(disposalPage))

// HTML writes the certificate as one page that prints on A4, complete in itself.
func (s *DisposalSheet) HTML(w io.Writer) error {
	x := s.Disposal
	what := []signLine{
		{"批号", fmt.Sprint(x.Batch)},
		{"文件名", x.File},
		{"报送单位", s.Source},
	}
	if s.Place != "" {
		what = append(what, signLine{"区划", s.Place})
	}
	what = append(what, signLine{"收到时间", x.Received.Format("2006年1月2日 15:04")}, signLine{"原文件 SHA-256", x.FileHash})
	return disposalTemplate.Execute(w, map[string]any{
		"What": what,
		"Gone": []signLine{
			{"保存的文件（压缩后）", fmt.Sprintf("%d 字节", x.Bytes)},
			{"原始行", fmt.Sprintf("%d 行", x.Rows)},
			{"所销毁内容的 SHA-256", x.Hash},
		},
		"Done": []signLine{
			{"销毁时间", x.At.Format("2006年1月2日 15:04")},
			{"理由", x.Reason},
		},
		"Actor": x.Actor,
	})
}
