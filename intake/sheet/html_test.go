package sheet

import (
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func gbk(s string) []byte {
	return must(simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s)))
}

const htmlList = `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312">
<style>.xl1 {mso-number-format:"\@";} .gone{text-decoration:line-through;}</style></head><body>
<table><tr><td colspan=3>××社区 花名册</td></tr>
<tr><th>户主<th>姓名<th>身份证号
<tr><td rowspan=2>张伟</td><td>张&nbsp;伟</td><td class=xl1>510322199001015432</td></tr>
<tr><td class="gone">李娜</td><td x:num="510322199001015430">5.10322E+17</td></tr>
<tr style="display:none"><td>王芳<br>（已故）<td><s>王芳</s></td><td>&lt;无&gt;</td></tr>
<tr><td>  </td></tr>
<tr><td>#N/A</td><td></td><td>=MID(C2,7,8)</td></tr>
</table></body></html>`

func TestHTML31And22And40And41And44(t *testing.T) {
	f := open(t, "名册.xls", gbk(htmlList))
	wantDump(t, f, `
!1|××社区 花名册|^××社区 花名册|^××社区 花名册
!2|户主|姓名|身份证号
!3|张伟|张 伟|510322199001015432
!4|^张伟|李娜{~}|n:510322199001015430
!5|王芳⏎（已故）|王芳{~}|<无>
!7|e:#N/A||u:=MID(C2,7,8)
`)
	if f.Format != HTML || f.Encoding != "gb18030" {
		t.Errorf("%s %s", f.Format, f.Encoding)
	}
	wantNote(t, f, "sheet.note.extension")
	wantNote(t, f, "sheet.note.hidden_row")
}

func TestHTMLLabelledGB2312ButUTF8(t *testing.T) {
	f := open(t, "名册.xls", []byte(htmlList))
	if f.Encoding != "utf-8" {
		t.Errorf("encoding %s", f.Encoding)
	}
}

func TestHTMLNestedTables(t *testing.T) {
	f := open(t, "a.html", []byte(`<table><tr><td>外<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>层</td><td>右</td></tr></table>
<table><tr><td>后</td></tr></table>`))
	wantDump(t, f, "!2|甲|乙\n!3|丙\n!1|外层|右\n!4|后\n")
}

func TestHTMLUnclosed(t *testing.T) {
	wantDump(t, open(t, "a.xls", []byte(`<table><tr><td>a<td>b<tr><td rowspan=3>c`)), "!1|a|b\n!2|c\n")
}

func TestXML2003(t *testing.T) {
	f := open(t, "导出.xls", []byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style><Style ss:ID="s2"><NumberFormat ss:Format="0000"/></Style></Styles>
<Worksheet ss:Name="A&amp;B栋"><Table>
<Column ss:Index="4" ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">花名册</Data></Cell></Row>
<Row ss:Index="4"><Cell ss:MergeDown="1"><Data ss:Type="String">张伟</Data></Cell><Cell ss:StyleID="s1"><Data ss:Type="String">张伟</Data><Comment><ss:Data>注</ss:Data></Comment></Cell>
<Cell><Data ss:Type="DateTime">1985-03-07T00:00:00.000</Data></Cell><Cell ss:StyleID="s2"><Data ss:Type="Number">7</Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:Index="3"><Data ss:Type="Number">13812345678</Data></Cell><Cell ss:Formula="=R[-1]C"/><Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="空"><Table/><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>`))
	wantDump(t, f, `
A&B栋!1|花名册|^花名册|^花名册
A&B栋!4|张伟|张伟{~}|d:1985-03-07|n:0007{h}
A&B栋!5|^张伟||n:13812345678|u:=R[-1]C{h}{=}|e:#N/A|b:TRUE
`)
	if len(f.Sheets) != 2 || !f.Sheets[1].Hidden {
		t.Errorf("%+v", f.Sheets)
	}
}
