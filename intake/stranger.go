package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"quanyuan"
)

// decorations are what forms and questionnaires write around a header: 必填, the
// number of the question, 您的.
var decorations = regexp.MustCompile(`^(?:[*0-9]+|[aq][0-9]+|非?必填项?|选填项?|可选|请?填写|请?输入|请?选择|您的|您|你的|现|当前|目前)+|(?:非?必填项?|选填项?|可选|是|为|如下|[0-9一二三]+)+$`)

// undecorated is a folded header without them.
func undecorated(word string) string {
	if cut := decorations.ReplaceAllString(word, ""); utf8.RuneCountInString(cut) >= 2 {
		return cut
	}
	return word
}

// Words that tell somebody, or a body, in the unknown beginning of a header.
var (
	personWords = []string{"人", "者", "员", "师", "家属", "亲属", "眷属", "亲友", "业主", "房主", "店主", "车主", "学生", "儿童", "职工", "妇女", "老师", "住户", "农户", "用户", "商户", "对象", "干部", "民警", "领导", "医生", "爷", "奶", "叔", "姑", "舅", "姨", "兄", "姐", "妹", "弟", "保姆"}
	bodyWords   = []string{"单位", "紧急", "公司", "企业", "学校", "机构", "医院", "部门", "办公", "派出所", "工作", "经营", "物业", "店", "园所", "注册", "接种", "网络", "邮箱", "主页", "网站", "合同", "缴费", "开户", "签发", "发证", "受理", "警务", "服务站", "门诊", "仓库", "房产", "车辆"}
	// Words of an address that was, or is not the person's.
	elsewhere = []string{"籍贯", "祖籍", "原", "迁", "外出", "流出", "去向", "变更前", "以前", "从前", "出生", "安葬", "房产证"}
	// What is asked about a word, and is not the word itself: 居住地派出所.
	aspects = []string{"类别", "类型", "派出所", "机关", "单位", "电话", "拼音", "状态", "方式", "时间", "日期", "人数", "联系", "邮编", "来源", "说明", "部门", "变更", "照片", "证明", "情况", "原因", "编号", "代码"}
	lodging = []string{"租", "住", "房", "居", "本", "首次", "实际", "最近"}
)

// stranger notes that a word to be ignored is the name of somebody: 紧急联系人.
func (v *vocabulary) stranger(t *target, word string) {
	for _, r := range v.roles {
		if r.role == roleOther && (word == r.word || word == r.word+"姓名") {
			t.role, t.who, t.said = r.role, r.word, "name"
			return
		}
	}
}

// ofStranger looks for a person in the unknown beginning of a header: 监护人的联系电话
// is nobody's phone here, 推荐人电话 is somebody's.
func (v *vocabulary) ofStranger(t target, rest string) target {
	for _, r := range v.roles {
		if len([]rune(r.word)) >= 2 && strings.Contains(rest, r.word) {
			t.role, t.who = r.role, r.word
			return v.inRole(t)
		}
	}
	if !personal[t.attr] {
		return t
	}
	switch {
	case t.attr != "sex" && t.attr != "birth_date" && containsAny(rest, bodyWords):
		t.role, t.who = roleOther, rest
		return v.inRole(t)
	case containsAny(rest, personWords):
		t.role, t.who = roleSomebody, rest
		return v.inRole(t)
	}
	return t
}

// mayEnd reports that a header may end in a word: 享受起始日期 is no arrival and
// 原住址 no address of today.
func (v *vocabulary) mayEnd(word, rest string) bool {
	switch v.words[word] {
	case "arrive_date", "leave_date":
		return containsAny(rest, lodging) && !strings.Contains(rest, "户口") && !strings.Contains(rest, "户籍")
	case "hukou_address", "residence_address", attrWeakAddress:
		return !containsAny(rest, elsewhere)
	case attrMarriageKind:
		return strings.Contains(rest, "婚") || strings.Contains(rest, "登记") || strings.Contains(rest, "业务")
	}
	return true
}

// personal are the attributes whose owner matters.
var personal = map[attribute]bool{
	"name": true, "id_number": true, "phone": true, "sex": true, "birth_date": true, "hukou_address": true, "residence_address": true,
	"ethnic": true, "marital": true, "education": true, attrWeakAddress: true,
}

// somebody reads 申领人 and 慰问对象, words for a person whom the vocabulary does
// not know.
func somebody(word string) target {
	if n := utf8.RuneCountInString(word); n < 3 || n > 6 {
		return target{}
	}
	for _, tail := range []string{"人", "者", "对象", "人员"} {
		if strings.HasSuffix(word, tail) && !strings.HasPrefix(word, "是否") {
			return target{attr: attrIgnore, said: "name", role: roleSomebody, who: word, score: contentScore}
		}
	}
	return target{}
}

// somebody makes a person of an unknown word the row's person where no column
// names another, the first of several.
func (g *guess) somebody() {
	// Children beside a spouse are columns of the parent's row.
	children := g.has("child_name", roleChild) && !g.has("spouse_name", rolePlain, roleSpouse)
	named := g.has("name", rolePlain, roleSelf) || children || g.has("head_name", rolePlain, roleHead) ||
		g.hasRole(roleNewborn) || g.hasRole(roleHusband) || g.hasRole(roleWife)
	if named {
		return
	}
	who := ""
	for at, t := range g.targets {
		p := &g.profiles[at]
		if t.role == roleSomebody && t.said == "name" && (t.score > contentScore || p.filled > 0 && p.share(p.names+p.listed) >= 0.5) {
			who = t.who
			break
		}
	}
	if who == "" {
		return
	}
	for at, t := range g.targets {
		if t.role == roleSomebody && t.who == who {
			g.targets[at].attr, g.targets[at].role = t.said, rolePlain
		}
	}
}

// kinWords name those whose phone finds a child.
var kinWords = []string{"家长", "监护人", "父", "母", "爸", "妈", "抚养人"}

// kinPhones takes the phones of parents and guardians in a list of children:
// they find the child, and carry the mark "kin". A newborn has no other.
func (g *guess) kinPhones() {
	for at, t := range g.targets {
		of := t
		// A bare 联系电话 behind 监护人姓名 is the guardian's; behind the parents' names
		// it is the list's one telephone for the child.
		if t.attr == "phone" && g.bare(at) && g.owner[at] >= 0 {
			if owner := g.targets[g.owner[at]]; ownerRole(owner) == roleOther {
				of = owner
				of.role, of.said = roleOther, "phone"
			}
		}
		kin := of.said == "phone" && (of.role == roleFather || of.role == roleMother || of.role == roleOther && containsAny(of.who, kinWords))
		if kin || t.attr == "phone" && g.person == string(quanyuan.Newborn) {
			g.targets[at].attr, g.targets[at].role = "phone", roleKin
		}
	}
}

// cardAddress: 住址 beside 签发机关 was read off an identity card, where it is the
// address of the hukou.
func (g *guess) cardAddress() {
	if g.has("hukou_address", rolePlain, roleSelf) || !slices.ContainsFunc(g.texts, func(t string) bool { return strings.Contains(t, "签发机关") }) {
		return
	}
	for at, t := range g.targets {
		if word := foldHeader(g.texts[at]); t.attr == "residence_address" && t.role == rolePlain && (word == "住址" || word == "地址") {
			g.targets[at].attr = "hukou_address"
			return
		}
	}
}
