package publish

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"quanyuan"
)

// TestDisposalSheet says all that the certificate says, and lets nothing of a
// file's name or a reason act on the page.
func TestDisposalSheet(t *testing.T) {
	at := time.Date(2027, 6, 30, 12, 0, 0, 0, time.UTC)
	s := &DisposalSheet{Source: "公安　春江派出所", Place: "春江街道", Disposal: &quanyuan.Disposal{Batch: 7, File: "<script>名单.xlsx", FileHash: strings.Repeat("a", 64),
		Received: at.AddDate(-3, 0, 0), At: at, Actor: "周科长", Reason: "保存期满", Destroyed: quanyuan.Destroyed{Bytes: 4096, Rows: 120, Hash: strings.Repeat("b", 64)}}}
	var b bytes.Buffer
	if err := s.HTML(&b); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{"销毁凭证", "公安　春江派出所", "春江街道", "2024年6月30日", "2027年6月30日 12:00", "4096 字节", "120 行", strings.Repeat("a", 64), strings.Repeat("b", 64), "周科长", "保存期满", "&lt;script&gt;名单.xlsx"} {
		if !strings.Contains(page, want) {
			t.Errorf("the certificate does not say %q", want)
		}
	}
	if strings.Contains(page, "<script>") || strings.Contains(page, "http") {
		t.Error("the page takes something from outside")
	}
}
