package table

import (
	"errors"
	"fmt"
	"strings"
)

// chineseFaults tell what is wrong and what to do.
var chineseFaults = []struct {
	err           error
	fault, remedy string
}{
	{ErrEmpty, "文件是空的", "请给出有表头和数据行的文件"},
	{ErrNoRows, "文件只有表头，没有数据行", "请检查导出是否完整"},
	{ErrDuplicate, "有两列同名", "请改其中一列的名字；若第一行就是数据，请补上表头"},
	{ErrNoColumn, "没有指定的列", "请核对表头的写法"},
	{ErrRagged, "这一行的字段数与表头不同", "请把含分隔符的值放进双引号，或把这一行补齐"},
	{ErrQuote, "引号内的字段有误", "请补上右引号；字段内的双引号要写两次"},
	{ErrEncoding, "文字不是 UTF-8", "请另存为 UTF-8，或用 --encoding 指明编码（Excel 的中文文件常是 gb18030，西文常是 windows-1252）"},
	{ErrTooLong, "字段过长", "请查找没有闭合的双引号"},
	{ErrTooMany, "内容过多", "请分成几个文件，或检查它是不是带表头的表"},
	{ErrLineEnds, "行尾不是换行符", "请用 Windows 或 Unix 换行另存"},
	{ErrCorrupt, "文件已损坏", "请重新导出、压缩或复制"},
	{ErrKind, "文件不能作为表格读取", "请另存为 UTF-8 的 CSV，或去掉不能读的列"},
	{errManyDistinct, "某列不同的值过多", "请分成几个文件"},
}

// Localized tells the fault in "zh", otherwise in English. What exactly is
// wrong (names of columns, figures) stands in parentheses as in English.
func (e *Error) Localized(lang string) string {
	if lang != "zh" {
		return e.Error()
	}
	for _, c := range chineseFaults {
		if !errors.Is(e.Err, c.err) {
			continue
		}
		var b strings.Builder
		if e.File != "" {
			b.WriteString(e.File + "：")
		}
		if e.Line > 0 {
			fmt.Fprintf(&b, "第 %d 行：", e.Line)
		}
		b.WriteString(c.fault)
		if e.Detail != "" {
			b.WriteString("（" + e.Detail + "）")
		}
		return b.String() + "；" + c.remedy
	}
	return e.Error()
}
