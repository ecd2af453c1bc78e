package quanyuan

import "strings"

// SourceKind is the kind of body that reports. A site may use its own kinds;
// the ones below are known by their Chinese and English names.
type SourceKind string

// The kinds every site has, and Register for an export of the old system.
const (
	Register   SourceKind = "register"
	Community  SourceKind = "community"
	School     SourceKind = "school"
	Health     SourceKind = "health"
	Police     SourceKind = "police"
	Civil      SourceKind = "civil"
	Social     SourceKind = "social"
	Commerce   SourceKind = "commerce"
	Employer   SourceKind = "employer"
	Property   SourceKind = "property"
	Floating   SourceKind = "floating"
	Elderly    SourceKind = "elderly"
	Disabled   SourceKind = "disabled"
	SurveyTeam SourceKind = "survey"
	Resident   SourceKind = "resident"
)

var sourceKinds = []struct {
	kind  SourceKind
	zh    string
	names []string
}{
	{Register, "在册台账", []string{"台账", "基础台账", "老系统", "旧系统导出"}},
	{Community, "社区", []string{"社区专干", "村", "居委会", "村委会", "社区居委会"}},
	{School, "教管", []string{"学校", "教育", "教育局", "幼儿园", "教管中心"}},
	{Health, "卫生", []string{"医院", "卫生院", "卫健", "卫健委", "妇幼", "妇幼保健院", "卫生服务中心", "计生"}},
	{Police, "公安", []string{"派出所", "公安局", "公安分局", "户籍"}},
	{Civil, "民政", []string{"民政局", "婚姻登记处", "殡仪馆", "婚姻登记"}},
	{Social, "社保", []string{"社保局", "人社", "医保", "劳动保障", "社会保障"}},
	{Commerce, "工商", []string{"工商局", "市场监管", "市监", "商务"}},
	{Employer, "企事业", []string{"企业", "单位", "事业单位", "企事业单位", "公司", "用人单位"}},
	{Property, "物业", []string{"物业公司", "物管", "物业管理"}},
	{Floating, "流动人口", []string{"流管", "流口", "流动人口管理", "出租屋"}},
	{Elderly, "老龄", []string{"老龄办", "老年人", "高龄", "养老"}},
	{Disabled, "残联", []string{"残疾人", "残疾", "残疾人联合会"}},
	{SurveyTeam, "调查", []string{"调查组", "调查队", "抽样调查"}},
	{Resident, "居民", []string{"群众", "本人", "居民申报"}},
}

// ParseSourceKind understands the English key, the Chinese name and the usual
// names of bodies; any other word without control characters becomes a kind of
// the site's own. ok is false for an empty or unusable word.
func ParseSourceKind(s string) (SourceKind, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }) || len(s) > 60 {
		return "", false
	}
	for _, k := range sourceKinds {
		if s == string(k.kind) || s == k.zh {
			return k.kind, true
		}
		for _, n := range k.names {
			if s == n {
				return k.kind, true
			}
		}
	}
	return SourceKind(s), true
}

// Known reports whether the kind is one that every site has.
func (k SourceKind) Known() bool {
	for _, s := range sourceKinds {
		if s.kind == k {
			return true
		}
	}
	return false
}

// Zh is the Chinese name of the kind; a site's own kind is its own name.
func (k SourceKind) Zh() string {
	for _, s := range sourceKinds {
		if s.kind == k {
			return s.zh
		}
	}
	return string(k)
}

// Source is who reports: a body of a kind, in a division.
type Source struct {
	Kind     SourceKind `json:"kind"`
	Unit     string     `json:"unit,omitempty"`
	Division string     `json:"division,omitempty"` // 12 digits; empty: the list speaks for a whole town
}
