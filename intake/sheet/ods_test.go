package sheet

import (
	"archive/zip"
	"bytes"
	"testing"
)

// zipped builds a zip package from pairs of name and content.
func zipped(pairs ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		must(must(z.Create(pairs[i])).Write([]byte(pairs[i+1])))
	}
	check(z.Close())
	return b.Bytes()
}

const odsManifest = `<manifest:manifest><manifest:file-entry manifest:media-type="application/vnd.oasis.opendocument.spreadsheet" manifest:full-path="/"/></manifest:manifest>`

func TestODS(t *testing.T) {
	f := open(t, "a.ods", zipped("META-INF/manifest.xml", odsManifest, "content.xml", `<office:document-content><office:body><office:spreadsheet>
<table:table table:name="3栋">
<table:table-row><table:table-cell table:number-columns-spanned="3"><text:p>花名册</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>张伟</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="float" office:value="13812345678"><text:p>1.38E+10</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row>
<table:table-row table:visibility="collapse"><table:covered-table-cell/><table:table-cell office:value-type="date" office:date-value="1985-03-07"><text:p>85年3月</text:p><office:annotation><text:p>注</text:p></office:annotation></table:table-cell><table:table-cell office:value-type="string"><text:p>甲<text:s/>乙</text:p><text:p>丙</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048571"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>`))
	wantDump(t, f, `
3栋!1|花名册|^花名册|^花名册
3栋!4|张伟|||n:13812345678
3栋!5|^张伟|d:1985-03-07|甲 乙⏎丙
`)
}
