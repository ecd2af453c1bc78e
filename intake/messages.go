package intake

import (
	"fmt"
	"slices"

	"quanyuan"
	"quanyuan/intake/sheet"
)

// messages are the texts of findings, remarks and reasons of this package. The
// verbs of both languages take the same arguments in the same order. Findings
// may quote their value: they are shown only to who may see the record.
var messages = map[string][2]string{
	// why a row is no person
	rowTitle:     {"标题或分节行", "title or section"},
	rowHeader:    {"表头", "header"},
	rowTotal:     {"合计、小计", "total or subtotal"},
	rowSignature: {"制表、审核、签章", "signature or stamp"},
	rowSample:    {"模板示例", "sample row of the template"},
	rowSerial:    {"只有序号的空行", "only a running number"},
	rowText:      {"说明文字", "explanatory text"},
	rowCard:      {"登记卡的其余各行", "further lines of a form"},
	rowNoHeader:  {"所在工作表不是人员名单", "the sheet is no list of persons"},

	// why a row is set aside
	"aside.no_person":  {"没有姓名，也没有证件号码", "neither a name nor an ID number"},
	"aside.nameless":   {"姓名不详或未取名，且没有证件号码", "the name is not known and there is no ID number"},
	"aside.unreadable": {"姓名和证件号码都无法理解", "neither name nor ID number can be understood"},

	// remarks on the file
	"intake.by_content":           {"%s 列的表头未能识别，按内容认作“%s”；如不对请用 --map 更正。", "column %s: told by its cells to be %q; correct it with --map if that is wrong."},
	"intake.header_contradicted":  {"%s 列的表头“%s”与内容不符，按内容读取。", "column %s: header %q does not fit its cells; read by the cells."},
	"intake.column_twice":         {"%s 列“%s”与 %s 列含义相同，未采用。", "column %s (%s) means the same as column %s and is not used."},
	"intake.heads_apart":          {"%s 列“%s”中的户主没有自己的行，各成一条；请核对。", "the heads in column %s (%s) have no rows of their own; each has a record, please check."},
	"intake.members_listed":       {"%s 列“%s”列有同户其他人，每人各成一条；请核对。", "column %s (%s) lists further persons, each of whom has a record of his own; please check."},
	"intake.column_unknown":       {"%s 列“%s”未识别，未采用。", "column %s (%s) is not understood and not used."},
	"intake.sheet_without_header": {"工作表“%s”没有人员表头，未导入。", "sheet %q has no header of persons and is not imported."},
	"intake.no_header_guessed":    {"工作表“%s”没有表头，各列按内容推断；请核对。", "sheet %q has no header; its columns were told by their cells, please check."},
	"intake.sheet_hidden":         {"工作表“%s”是隐藏的，也已读取。", "sheet %q is hidden and was read too."},
	"intake.plan_unsure":          {"没有找到人员表头：下列各列附有样例和按内容的推断（by 为 content）。请在 field 中写明姓名、证件号码等各列的含义，header 写表头所在行，再用 --map 交回。", "no header of persons was found: the columns are listed with examples and with what their cells look like (by: content). Write what they hold (name, id_number …) under field and the rows of the header under header, then hand it back with --map."},
	"intake.second_header":        {"工作表“%s”第 %d 行起换了表头，其后按新表头读取。", "sheet %q has another header at row %d; the rows below are read by it."},
	"intake.cards":                {"工作表“%s”是一人一张的登记卡，每张卡按一人读取；请核对。", "sheet %q holds a form for each person; each was read as one person, please check."},
	"intake.lines":                {"工作表“%s”每人占两行（表头也是两行），已并成一行读取；请核对。", "sheet %q has two lines for each person; they were read as one row, please check."},
	"intake.columns":              {"工作表“%s”是横排的（每列一人），已转成每行一人读取；请核对。", "sheet %q has a person in each column; it was read as one person a row, please check."},
	"intake.total_differs_file":   {"文件注明 %d 人，实际 %d 行人员，请核对。", "the file says %d persons, but has %d rows of persons; please check."},
	"intake.total_differs":        {"工作表“%s”注明 %d 人，实际 %d 行人员，请核对。", "sheet %q says %d persons, but has %d rows of persons; please check."},
	"intake.no_persons":           {"文件中没有一行是人员。", "no row of the file is a person."},

	// findings
	"cell.fixed":          {"原为“%s”，由%s更正", "was %q; mended by %s"},
	"cell.filled":         {"本格为“同上”或合并单元格，取自上一格", "taken from the cell above"},
	"note.split":          {"从单元格中分出备注“%s”", "a note was split off: %s"},
	"note.death":          {"备注提示可能已死亡：%s", "a note says the person may have died: %s"},
	"note.left":           {"备注提示可能已迁出或外嫁：%s", "a note says the person may have left: %s"},
	"style.struck":        {"整行或姓名带删除线，请核实是否已死亡或迁出", "the row or name is struck through: died or left?"},
	"style.framed":        {"姓名加了粗框，请核实是否已死亡", "the name stands in a thick frame: died?"},
	"name.unread":         {"姓名“%s”无法理解", "the name %q cannot be understood"},
	"name.character":      {"姓名“%s”中有打不出的字", "the name %q has a character that could not be typed"},
	"name.masked":         {"姓名“%s”有隐去的字", "the name %q has hidden characters"},
	"name.short":          {"姓名“%s”只有一个字", "the name %q is one character"},
	"name.pet":            {"“%s”像是小名", "%q looks like a pet name"},
	"name.infant":         {"未取名的新生儿：%s", "a newborn without a name: %s"},
	"name.organisation":   {"“%s”是单位，不是人", "%q is a body, not a person"},
	"date.no_year":        {"“%s”没有年份，按 %s 理解", "%q has no year, taken as %s"},
	"member.unread":       {"同一行另有“%s”，无法理解，未单独成为一条", "the row also names %q, who cannot be understood and has no record"},
	"name.several":        {"姓名格“%s”中有几个人，只取第一个", "the name cell %q names several persons; the first was taken"},
	"date.unread":         {"日期“%s”无法理解", "the date %q cannot be understood"},
	"date.future":         {"日期“%s”晚于今天", "the date %q lies after today"},
	"date.lunar":          {"“%s”是农历，已折算为 %s，请核实", "%q is a lunar date, converted to %s; please check"},
	"date.two_digit_year": {"“%s”只有两位年份，按 %s 理解", "%q has a year of two digits, taken as %s"},
	"date.month_cut":      {"“%s”可能是 1 月或 10 月，只取年份 %s", "%q may mean January or October; only the year %s is taken"},
	"date.order":          {"“%s”的月、日次序不明，按 %s 理解", "day and month of %q are unsure, taken as %s"},
	"date.cremation":      {"只有火化或注销日期，死亡日期取到月", "only the cremation or cancellation is dated; the month is taken for the death"},
	"number.precision":    {"号码被 Excel 存成数字，末几位已丢失，须补正", "a spreadsheet stored the number as a quantity and lost its last digits"},
	"id.placeholder":      {"证件号码是占位号，按空缺处理", "the ID number is a placeholder and counts as missing"},
	"id.masked":           {"证件号码有隐去的数字", "digits of the ID number are hidden"},
	"id.upgraded":         {"15 位号码已升为 18 位", "15 digits were upgraded to 18"},
	"id.folded":           {"证件号码已整理（%s）", "the ID number was tidied (%s)"},
	"id.length":           {"证件号码位数不对", "the ID number has a wrong length"},
	"id.letter":           {"证件号码的数字中夹有字母", "letters stand among the digits of the ID number"},
	"id.unread":           {"证件号码无法理解", "the ID number cannot be understood"},
	"id.several":          {"一格中有几个证件号码，只取第一个", "the cell holds several ID numbers; the first was taken"},
	"phone.length":        {"电话“%s”位数不对", "the phone number %q has a wrong length"},
	"phone.placeholder":   {"电话“%s”是占位号，按空缺处理", "the phone number %q is a placeholder and counts as missing"},
	"phone.unread":        {"电话“%s”无法理解", "the phone number %q cannot be understood"},
	"code.unknown":        {"“%s”不在代码表中", "%q is not in the table of codes"},
	"count.unread":        {"“%s”不是个数", "%q is no number"},
	"division.unread":     {"区划编码“%s”无法理解", "the division code %q cannot be understood"},
	"community.unknown":   {"找不到社区“%s”", "no community %q was found"},
	"child.split":         {"从“%s”中分出子女", "children were split out of %q"},
	"child.unread":        {"子女情况“%s”无法理解", "what is said of children, %q, cannot be understood"},
}

// Message renders a key of this package or of package sheet in "zh" or "en"; an
// unknown key is shown as itself.
func Message(lang, key string, args ...any) string {
	m, ok := messages[key]
	args = slices.Clone(args)
	if key == "intake.by_content" && len(args) == 2 {
		if f, ok := quanyuan.FieldByKey(fmt.Sprint(args[1])); ok {
			args = []any{args[0], map[bool]string{true: f.Zh(), false: f.En()}[lang == "zh"]}
		}
	}
	if key == "intake.total_differs" && len(args) == 3 && args[0] == "" { // a text file has no sheets
		return Message(lang, "intake.total_differs_file", args[1:]...)
	}
	for i, a := range args {
		// Numbers of a receipt that was stored as JSON come back as floats.
		if n, ok := a.(float64); ok && n == float64(int(n)) {
			args[i] = int(n)
		}
	}
	switch {
	case !ok && sheet.HasMessage(key):
		return sheet.Message(lang, key, args...)
	case !ok:
		return key
	case lang == "zh":
		return fmt.Sprintf(m[0], args...)
	}
	return fmt.Sprintf(m[1], args...)
}

// HasMessage reports whether a key has its texts.
func HasMessage(key string) bool {
	_, ok := messages[key]
	return ok || sheet.HasMessage(key)
}

// FindingText is the sentence of a finding made by this package.
func FindingText(lang string, f quanyuan.Finding) string {
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	return Message(lang, f.Rule, args...)
}
