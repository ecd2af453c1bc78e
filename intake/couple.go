package intake

import (
	"strings"

	"quanyuan"
)

// What a list reports, where that changes what a row means.
const (
	kindBirth    = "birth"
	kindDeath    = "death"
	kindMarriage = "marriage"
	kindDivorce  = "divorce"
)

// listKind tells what a list reports from its title, its sheet's and its
// file's name, and its headers; "" where they do not say or say several things.
func listKind(texts []string) string {
	found := ""
	for _, t := range texts {
		kind := ""
		switch {
		case strings.Contains(t, "婚姻状况"):
			continue
		case strings.Contains(t, "离婚") && strings.Contains(t, "结婚"), strings.Contains(t, "出生") && strings.Contains(t, "死亡") && !strings.Contains(t, "出生日期"):
			continue
		case strings.Contains(t, "离婚"):
			kind = kindDivorce
		case strings.Contains(t, "结婚"):
			kind = kindMarriage
		case strings.Contains(t, "死亡"), strings.Contains(t, "火化"), strings.Contains(t, "殡葬"), strings.Contains(t, "殡仪"), strings.Contains(t, "去世"), strings.Contains(t, "逝世"):
			kind = kindDeath
		case strings.Contains(t, "新生儿"), strings.Contains(t, "出生人口"), strings.Contains(t, "出生名单"), strings.Contains(t, "出生登记"), strings.Contains(t, "出生医学"):
			kind = kindBirth
		}
		if kind == "" {
			continue
		}
		if found != "" && found != kind {
			return ""
		}
		found = kind
	}
	return found
}

// dated reports a column with the day or the number of a marriage or divorce.
func (m *SheetMapping) dated() bool {
	for _, c := range m.Columns {
		if c.Field == "marriage_date" || strings.Contains(c.Header, "婚证") && !strings.Contains(c.Header, "是否") {
			return true
		}
	}
	return false
}

// couple completes the two records of a row about a marriage or a divorce: each
// is the other's spouse, and the marital status follows from what was
// registered.
func (c *converter) couple(husband, wife *draft, deed string) {
	c.spouse(husband, wife)
	c.spouse(wife, husband)
	status := ""
	switch kind := deedKind(deed); {
	case kind != "":
		status = map[string]string{kindMarriage: "20", kindDivorce: "40"}[kind]
	case c.m.Kind == kindMarriage:
		status = "20"
	case c.m.Kind == kindDivorce:
		status = "40"
	}
	for i, d := range []*draft{husband, wife} {
		d.role = []quanyuan.Role{quanyuan.Husband, quanyuan.Wife}[i]
		if !d.has(quanyuan.Sex) || d.vals[quanyuan.Sex].Mark == "from_id" {
			d.set(quanyuan.Sex, quanyuan.Value{Text: string(rune('1' + i)), State: quanyuan.Understood, Mark: "from_role"})
		}
		// 未婚, 离异 or 丧偶 in such a list is what was before the deed.
		before := d.text(quanyuan.Marital)
		switch {
		case status == "":
		case status == "20" && (before == "30" || before == "40"):
			d.vals[quanyuan.Marital] = quanyuan.Value{Raw: d.vals[quanyuan.Marital].Written(), Text: "22", State: quanyuan.Understood, Mark: "from_list"}
		case status == "20" && before == "10":
			d.vals[quanyuan.Marital] = quanyuan.Value{Raw: d.vals[quanyuan.Marital].Written(), Text: "21", State: quanyuan.Understood, Mark: "from_list"}
		case status == "20" && strings.HasPrefix(before, "2"):
		case before == "":
			d.set(quanyuan.Marital, quanyuan.Value{Text: status, State: quanyuan.Understood, Mark: "from_list"})
		default:
			d.vals[quanyuan.Marital] = quanyuan.Value{Raw: d.vals[quanyuan.Marital].Written(), Text: status, State: quanyuan.Understood, Mark: "from_list"}
		}
	}
}

func deedKind(deed string) string {
	switch {
	case strings.Contains(deed, "离"):
		return kindDivorce
	case strings.Contains(deed, "结"), strings.Contains(deed, "复婚"), strings.Contains(deed, "再婚"), strings.Contains(deed, "初婚"):
		return kindMarriage
	}
	return ""
}

// spouse writes the other's name and number.
func (c *converter) spouse(d, other *draft) {
	for _, p := range []struct{ from, to quanyuan.Field }{{quanyuan.Name, quanyuan.SpouseName}, {quanyuan.IDNumber, quanyuan.SpouseID}} {
		if v := other.vals[p.from]; v.Known() && !d.has(p.to) {
			d.set(p.to, v)
		}
	}
}
