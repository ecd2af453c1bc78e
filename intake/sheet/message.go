package sheet

import (
	"errors"
	"fmt"
	"slices"

	"quanyuan"
)

// The kinds of faults a caller may tell apart; all are quanyuan.ErrInvalid too.
var (
	ErrEmpty     = errors.New("empty file")
	ErrEncrypted = errors.New("encrypted file")
	ErrNotTable  = errors.New("not a table")
	ErrCorrupt   = errors.New("damaged file")
	ErrLimit     = errors.New("beyond a limit")
)

// Error is a fault of a file, to be told to whoever sent it: what is wrong,
// where, and what to do.
type Error struct {
	Kind  error
	Key   string
	Args  []any
	Where quanyuan.Where
	Err   error // what lies under it, for the log
}

// Message renders the fault in "zh" or "en".
func (e *Error) Message(lang string) string {
	return placed(e.Where, lang, Message(lang, e.Key, e.Args...))
}

// Localized is what front ends show.
func (e *Error) Localized(lang string) string { return e.Message(lang) }

func (e *Error) Error() string {
	s := e.Message("en")
	if e.Err != nil {
		s += " (" + e.Err.Error() + ")"
	}
	return s
}

func (e *Error) Unwrap() []error {
	errs := []error{quanyuan.ErrInvalid}
	if e.Kind != nil {
		errs = append(errs, e.Kind)
	}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	return errs
}

// Note is a guess made or an oddity met, for the receipt.
type Note struct {
	Key   string
	Args  []any
	Where quanyuan.Where // Row is the first place
	Count int            // how often it was met

	reading bool // met while rows were read
}

// Message renders the note in "zh" or "en".
func (n Note) Message(lang string) string {
	s := Message(lang, n.Key, n.Args...)
	if n.Count > 1 {
		if lang == "zh" {
			s += fmt.Sprintf("（共 %d 处）", n.Count)
		} else {
			s += fmt.Sprintf(" (%d times)", n.Count)
		}
	}
	return placed(n.Where, lang, s)
}

func placed(w quanyuan.Where, lang, s string) string {
	place := w.File
	if w.Sheet != "" {
		place += " [" + w.Sheet + "]"
	}
	if w.Row > 0 {
		if lang == "zh" {
			place += fmt.Sprintf(" 第 %d 行", w.Row)
		} else {
			place += fmt.Sprintf(" row %d", w.Row)
		}
	}
	switch {
	case place == "":
		return s
	case lang == "zh":
		return place + "：" + s
	}
	return place + ": " + s
}

// Message renders a key of this package in "zh" or "en"; an unknown key is
// shown as itself.
func Message(lang, key string, args ...any) string {
	m, ok := messages[key]
	if !ok {
		return key
	}
	i := 1
	if lang == "zh" {
		i = 0
	}
	shown := slices.Clone(args)
	if n, ok := number(shown); ok && key == "sheet.note.delimiter" { // out of a receipt that was kept as JSON
		shown[0] = delimiterName(n)
	}
	for j, a := range shown {
		if t, ok := a.(interface{ in(lang string) string }); ok {
			shown[j] = t.in(lang)
		}
	}
	return fmt.Sprintf(m[i], shown...)
}

// number is the first argument, where it is one.
func number(args []any) (rune, bool) {
	if len(args) == 0 {
		return 0, false
	}
	switch n := args[0].(type) {
	case int:
		return rune(n), true
	case float64:
		return rune(n), true
	}
	return 0, false
}

// Both languages take the same arguments in the same order.
var messages = map[string][2]string{
	"sheet.missing":         {"找不到文件，请检查路径。", "the file does not exist; check the path."},
	"sheet.unreadable":      {"文件无法读取，请检查是否被占用或没有权限。", "the file cannot be read; check whether another program holds it and the rights."},
	"sheet.empty":           {"文件是空的（没有内容），请重新发送。", "the file is empty; send it again."},
	"sheet.no_sheet":        {"工作簿里没有工作表，请用 Excel 打开检查后另存为 .xlsx。", "the workbook holds no worksheet; check it in Excel and save it as .xlsx."},
	"sheet.too_big":         {"文件有 %d MB，超过 %d MB 的上限；请按小区或街道拆成几个文件。", "the file has %d MB, over the limit of %d MB; split it, by community for example."},
	"sheet.encrypted":       {"工作簿有打开密码；请在 Excel 中取消密码（文件—信息—保护工作簿），另存为 .xlsx 后重试。", "the workbook needs a password; remove it in Excel (File, Info, Protect Workbook), save it as .xlsx and try again."},
	"sheet.not_table":       {"这是%s，不是表格；请把名单存成 .xlsx 或 .csv 再发送。", "this is %s, not a table; save the list as .xlsx or .csv and send that."},
	"sheet.too_big_table":   {"Word 文档中有一张表超过 %d 格；请改存为 .xlsx 再发送。", "a table of the Word document has more than %d cells; save it as .xlsx and send that."},
	"sheet.archive":         {"这是%s；请先解压，再导入里面的表格。", "this is %s; unpack it and import the tables in it."},
	"sheet.xlsb":            {"这是 Excel 二进制工作簿（.xlsb）；请用 Excel 另存为 .xlsx 后重试。", "this is a binary workbook (.xlsb); save it as .xlsx in Excel and try again."},
	"sheet.binary":          {"文件内容不是文字也不是表格（可能已损坏或经过加密软件处理）；请用 Excel 打开检查，另存为 .xlsx 后重试。", "the content is neither text nor a table (damaged, or locked by an encryption program); open it in Excel, save it as .xlsx and try again."},
	"sheet.truncated":       {"压缩结构不完整，文件可能没有传完；请重新发送，或用 Excel 修复后另存为 .xlsx。", "the zip structure is incomplete, the transfer was probably cut off; send it again, or repair it in Excel and save it as .xlsx."},
	"sheet.corrupt":         {"文件已损坏，无法读完；请用 Excel 另存为 .xlsx 后重试。", "the file is damaged and cannot be read to its end; save it as .xlsx in Excel and try again."},
	"sheet.bomb":            {"解压后的内容异常巨大（超过 %d MB），拒绝读取；请用 Excel 删去多余的空行空列，另存为 .xlsx 后重试。", "the unpacked content is abnormally large (over %d MB) and is refused; delete superfluous empty rows and columns in Excel, save it as .xlsx and try again."},
	"sheet.too_many_parts":  {"压缩包里有 %d 个部件，超过上限，拒绝读取；请用 Excel 另存为 .xlsx 后重试。", "the package has %d parts, over the limit, and is refused; save it as .xlsx in Excel and try again."},
	"sheet.too_many_cols":   {"有一行超过 %d 列，不像人员名单；请检查分隔符或删去多余的列。", "a row has more than %d columns, which is no list of persons; check the delimiter or delete superfluous columns."},
	"sheet.too_many_merges": {"合并单元格超过 %d 处，拒绝读取；请取消合并后重试。", "more than %d merged areas; unmerge the cells and try again."},
	"sheet.long_record":     {"有一行超过 %d MB，不像表格；请检查文件。", "a row is longer than %d MB, which is no table; check the file."},
	"sheet.long_cell":       {"%s 列有一格长达 %d KB，超过 Excel 单元格的上限，不像人员名单；请删去该格内容后重试。", "column %s has a cell of %d KB, more than a cell of Excel holds; this is no list of persons. Empty that cell and try again."},
	"sheet.encoding":        {"不认识的文字编码“%s”；可用 utf-8、gb18030、big5、utf-16le、utf-16be。", "unknown encoding %q; use utf-8, gb18030, big5, utf-16le or utf-16be."},

	"sheet.note.encoding":      {"文字编码判断为 %s（依据：%s；把握 %d%%），可用 --encoding 更改。", "encoding taken as %s (evidence: %s; confidence %d%%); override it with --encoding."},
	"sheet.note.delimiter":     {"分隔符判断为%s，每行 %d 列（前 %d 行中 %d 行如此）。", "delimiter taken as %s, %d columns (%[4]d of the first %[3]d rows)."},
	"sheet.note.aligned":       {"没有分隔符，各列以空格对齐，按对齐位置读取；请核对。", "no delimiter; the columns are aligned with blanks and were read by their places, please check."},
	"sheet.note.one_column":    {"没有找到分隔符，按一列读取；可用 --delimiter 指定。", "no delimiter found, read as one column; name it with --delimiter."},
	"sheet.note.extension":     {"扩展名是 %s，内容其实是 %s，已按内容读取。", "the extension says %s, the content is %s; read by its content."},
	"sheet.note.hidden_sheet":  {"工作表是隐藏的，也已读取。", "the sheet is hidden; it was read all the same."},
	"sheet.note.hidden_row":    {"有隐藏的行，也已读取。", "rows are hidden; they were read all the same."},
	"sheet.note.hidden_column": {"%s 列是隐藏的，也已读取。", "column %s is hidden; it was read all the same."},
	"sheet.note.date1904":      {"使用 1904 日期系统，日期已换算。", "uses the 1904 date system; dates were converted."},
	"sheet.note.empty_tail":    {"连续 %d 个空行，视为表格到此结束，其后不再读取。", "after %d empty rows the table is taken to end here; nothing behind was read."},
	"sheet.note.uncomputed":    {"公式没有计算结果，单元格按缺失处理；请用 Excel 打开并保存一次。", "a formula has no stored result and counts as missing; open and save the file once in Excel."},
	"sheet.note.error_value":   {"单元格是错误值（如 #N/A），按缺失处理。", "a cell holds an error value (such as #N/A) and counts as missing."},
	"sheet.note.imprecise":     {"超过 15 位的号码存成了数字，末尾几位已丢失；请向原单位索取文本格式的号码。", "a number of more than 15 digits was stored as a number and lost its last digits; ask the sender for it as text."},
	"sheet.note.private":       {"含旧系统的自造字编码，已换成标准汉字。", "private code points of old systems were replaced by the standard characters."},
	"sheet.note.invalid":       {"有不能识别的字节，显示为 U+FFFD；请核对该处文字。", "bytes that are no character read as U+FFFD; check the text there."},
	"sheet.note.nul":           {"含空字节，已去除。", "NUL bytes were removed."},
	"sheet.note.quote":         {"引号没有配对，按普通文字读取。", "a quotation mark is not closed; it was read as text."},
	"sheet.note.sep":           {"首行“sep=”指定了分隔符。", "the first line sets the delimiter (sep=)."},
}

// HasMessage reports whether a key has its texts.
func HasMessage(key string) bool { _, ok := messages[key]; return ok }

// fault makes any error a placed *Error.
func (f *File) fault(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{Kind: ErrCorrupt, Key: "sheet.corrupt", Err: err}
	}
	e.Where.File = f.Name
	return e
}

func (s *Sheet) fault(err error) error {
	err = s.file.fault(err)
	err.(*Error).Where.Sheet = s.Name
	return err
}

// broken turns a panic over hostile bytes into a fault.
func (f *File) broken(p any) error {
	err, ok := p.(error)
	if !ok {
		err = fmt.Errorf("%v", p)
	}
	return &Error{Kind: ErrCorrupt, Key: "sheet.corrupt", Err: err}
}

// note adds a note, or counts it where the sheet has it already.
func (f *File) note(key, sheet string, row int, args ...any) {
	f.noteTimes(1, key, sheet, row, args...)
}

func (f *File) noteTimes(times int, key, sheet string, row int, args ...any) {
	for i := range f.Notes {
		if n := &f.Notes[i]; n.Key == key && n.Where.Sheet == sheet && len(args) == 0 {
			n.Count += times
			return
		}
	}
	f.Notes = append(f.Notes, Note{Key: key, Args: args, Where: quanyuan.Where{File: f.Name, Sheet: sheet, Row: row}, Count: times, reading: f.opened})
}
