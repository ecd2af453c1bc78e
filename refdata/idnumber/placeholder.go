package idnumber

// placeholderWords stand where a number should, folded.
var placeholderWords = map[string]bool{}

func init() {
	for _, w := range []string{
		"无", "没有", "暂无", "无证", "无号", "无身份证", "没有身份证", "无证件", "无身份证号", "无号码", "尚无", "未有", "空",
		"不详", "未知", "不明", "不清楚", "不知道", "忘记", "未提供", "不提供", "拒绝提供", "未填", "未采集", "未登记", "缺",
		"待办", "未办", "未办理", "办理中", "正在办理", "在办", "待补", "待查", "待核实", "待定", "待录", "补办中", "丢失", "遗失",
		"未上户", "未上户口", "未落户", "未入户", "无户口", "户口待定", "新生儿", "婴儿", "未报户口",
		"-", "--", "---", "/", "//", "\\", "—", "——", "－", "?", "??", "???", "？", ".", "*", "**", "***", "0.0",
		"NULL", "NONE", "NIL", "NA", "N/A", "NAN", "#N/A", "#VALUE!", "#REF!", "#NAME?", "无Z", "XXX", "XXXX",
	} {
		placeholderWords[w] = true
	}
}

// IsPlaceholder reports whether the text stands for "no number known", and the
// birth date of numbers made up as 000000, birth date, 0000: weak evidence.
func IsPlaceholder(raw string) (birth Date, ok bool) {
	n := Parse(raw)
	return n.Birth, n.Kind == Placeholder
}

// placeholder is IsPlaceholder for folded text.
func placeholder(s string) (birth Date, ok bool) {
	if len(s) == 18 && s[:6] == "000000" {
		if allDigits(s[6:14]) {
			birth = Date{number(s[6:10]), number(s[10:12]), number(s[12:14])}
		}
		if !birth.exists() {
			birth = Date{}
		}
		return birth, true
	}
	if len(s) == 15 && s[:6] == "000000" && allDigits(s) {
		if d := (Date{1900 + number(s[6:8]), number(s[8:10]), number(s[10:12])}); d.exists() {
			birth = d
		}
		return birth, true
	}
	return Date{}, placeholderWords[s] || repeated(s) || counted(s)
}

// repeated: one digit over and over, as people type to get past a form.
func repeated(s string) bool {
	if s == "" || s[0]-'0' > 9 {
		return false
	}
	last := len(s)
	if last == 18 && s[17] == 'X' {
		last = 17
	}
	for i := 1; i < last; i++ {
		if s[i] != s[0] {
			return false
		}
	}
	return s[0] == '0' || last >= 6
}

// counted: 1234567890… or 0123…, at least six digits.
func counted(s string) bool {
	if len(s) < 6 || s[0] != '0' && s[0] != '1' {
		return false
	}
	last := len(s)
	if last == 18 && s[17] == 'X' {
		last = 17
	}
	for i := 1; i < last; i++ {
		if s[i]-'0' > 9 || (s[i-1]-'0'+1)%10 != s[i]-'0' {
			return false
		}
	}
	return true
}
