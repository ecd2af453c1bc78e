package intake

import (
	"slices"
	"strings"

	"quanyuan"
)

// findings gathers what was odd in reading one row.
type findings struct {
	list  []quanyuan.Finding
	notes []string
}

func (fs *findings) reset() { fs.list, fs.notes = nil, fs.notes[:0] }

// add records an oddity of a value; equal ones are told once.
func (fs *findings) add(rule string, f quanyuan.Field, severity quanyuan.Severity, args ...string) {
	for _, have := range fs.list {
		if have.Rule == rule && have.Field == f {
			return
		}
	}
	fs.list = append(fs.list, quanyuan.Finding{Rule: rule, Field: f, Severity: severity, Args: args})
}

// drop takes a finding back that the rest of the row explains.
func (fs *findings) drop(rule string, f quanyuan.Field) {
	fs.list = slices.DeleteFunc(fs.list, func(x quanyuan.Finding) bool { return x.Rule == rule && x.Field == f })
}

// note keeps what a cell said beside its value: 13812345678（女儿）.
func (fs *findings) note(f quanyuan.Field, note string) {
	fs.add("note.split", f, quanyuan.Info, note)
	if f != quanyuan.Name {
		note = f.Zh() + "：" + note
	}
	fs.notes = append(fs.notes, note)
}

// Words of notes that call for a person's attention.
var (
	deathWords = []string{"已故", "死亡", "去世", "病故", "亡故", "身故", "过世", "逝世", "已亡", "已死", "已殁"}
	leftWords  = []string{"外嫁", "出嫁", "已嫁", "迁出", "已迁", "迁走", "户口迁", "搬走", "已搬", "搬离", "移民", "出国定居"}
)

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// hints raises tasks from a note: a death or a move that nobody has entered.
func (fs *findings) hints(note string, f quanyuan.Field) (exit string) {
	if note == "" {
		return ""
	}
	switch {
	case containsAny(note, []string{"配偶已故", "丈夫已故", "妻子已故", "父已故", "母已故", "父母已故", "丈夫去世", "妻子去世", "配偶去世", "配偶死亡", "父亲去世", "母亲去世", "父亲已故", "母亲已故"}):
		return "" // of somebody else
	case containsAny(note, deathWords):
		fs.add("note.death", f, quanyuan.Warning, note)
		return "1"
	case containsAny(note, leftWords):
		fs.add("note.left", f, quanyuan.Warning, note)
		return "2"
	}
	return ""
}

// cutNote takes bracketed text off a cell: "13812345678（女儿）" gives the number
// and 女儿. An open bracket reaches to the end.
func cutNote(s string) (text, note string) {
	if !strings.ContainsAny(s, "(（[【〔{<《") {
		return s, ""
	}
	var t, n strings.Builder
	depth := 0
	for _, r := range s {
		switch r {
		case '(', '（', '[', '【', '〔', '{', '<', '《':
			if depth == 0 && n.Len() > 0 {
				n.WriteRune('；')
			}
			depth++
		case ')', '）', ']', '】', '〕', '}', '>', '》':
			depth = max(depth-1, 0)
		default:
			if depth > 0 {
				n.WriteRune(r)
			} else {
				t.WriteRune(r)
			}
		}
	}
	return strings.TrimSpace(t.String()), strings.TrimSpace(n.String())
}

// emptyWord reports whether a text stands for "nothing known".
func emptyWord(s string) bool {
	if len(s) > 30 {
		return false
	}
	_, ok := emptyWords[strings.ToLower(strings.TrimSpace(s))]
	return ok
}

var emptyWords = wordSet("不详 不祥 不明 未知 无 暂无 没有 空 缺 待查 待核实 待核 未登记 未填 未填写 未提供 不清楚 不知道 不知 未掌握 待定 待补 待补充 待完善 - -- --- — —— ——— / // \\ * ** *** ? ？ ?? ？？ . 。 、 x xx xxx × ×× n/a na #n/a #value! #ref! #name? #div/0! #null! #num! null none nil nan unknown (空) 0000-00-00 0000/00/00 0000.00.00 00000000 0000-00-00 1900-00-00 （空） 保密 不便透露 拒绝 拒报 同身份证")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
