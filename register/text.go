package register

import (
	"fmt"
	"strings"

	"quanyuan"
	"quanyuan/refdata/code"
)

// texts are the sentences of this package's remarks. All arguments are texts;
// one of the form "table:code" stands for the words of the code.
var texts = map[string][2]string{
	"category.1":         {"户籍状况“%s”、居住状况“%s”：第 1 类，户口在本社区、现住本社区。", "hukou status “%s”, residence status “%s”: category 1, registered and living here."},
	"category.2":         {"户籍状况“%s”、居住状况“%s”：第 2 类，户口在本社区、不在本社区居住。", "hukou status “%s”, residence status “%s”: category 2, registered here and living elsewhere."},
	"category.3":         {"户籍状况“%s”、居住状况“%s”：第 3 类，户口不在本社区、现住本社区满 30 天。", "hukou status “%s”, residence status “%s”: category 3, registered elsewhere and living here for 30 days or more."},
	"category.4":         {"户籍状况“%s”、居住状况“%s”：第 4 类，户口待定、现住本社区。", "hukou status “%s”, residence status “%s”: category 4, hukou pending and living here."},
	"category.5":         {"户籍状况“%s”、居住状况“%s”：户口不在本社区，住未满 30 天，暂不纳入。", "hukou status “%s”, residence status “%s”: registered elsewhere and living here for less than 30 days, not counted yet."},
	"category.6":         {"户籍状况“%s”、居住状况“%s”，流入原因“%s”：只登记，不纳入统计。", "hukou status “%s”, residence status “%s”, reason of stay “%s”: recorded and not counted."},
	"category.0":         {"户籍状况“%s”、居住状况“%s”：不属于 1—4 类，不纳入统计。", "hukou status “%s”, residence status “%s”: none of the categories 1 to 4, not counted."},
	"category.ended":     {"在本社区的在册关系已于 %s 结束。", "the presence in this community ended on %s."},
	"stay.days":          {"%s 起住，至 %s 共 %s 天。", "here since %s: %s is day count %s."},
	"stay.unknown":       {"没有到日的流入日期，按已满 30 天计。", "no day of arrival is known: counted as 30 days or more."},
	"stay.recheck":       {"%s 满 30 天，届时复核。", "30 days are reached on %s: to be looked at again then."},
	"counted.both":       {"此人户籍、居住都计在本社区。", "counted here both as registered and as living."},
	"counted.hukou":      {"此人户籍计在本社区。", "counted here as registered."},
	"counted.residence":  {"此人居住计在本社区。", "counted here as living."},
	"counted.none":       {"此人不计在本社区。", "not counted here."},
	"counted.elsewhere":  {"“%s”计在社区 %s：各处说法不一，按规则计一处，待有关社区核实。", "“%s” is counted in community %s: two places claim it, one is counted by rule until people decide."},
	"counted.chosen":     {"“%s”经裁定计在社区 %s。", "“%s” is counted in community %s by a named person's choice."},
	"yielded":            {"起报单位“%s”报为户籍状况“%s”、居住状况“%s”；此人同时在社区 %s 与家庭居住，故改为其他/其他，退出统计；那边结束后自动恢复。", "unit “%s” reported hukou status “%s”, residence status “%s”; the person also lives with a family in community %s, so this became other/other and left the statistics; it comes back when the other ends."},
	"unit.behind":        {"起报单位“%s”也报此人在本社区，以家庭所报为准；家庭的结束后自动恢复。", "unit “%s” also reports the person here; the family's word stands before it and the unit's comes back when that ends."},
	"task.recheck":       {"%s 满 30 天：请核实是否仍住本社区，或已离开，或属不纳入的原因。", "30 days are reached on %s: is the person still here, gone, or here for a reason that is not counted?"},
	"task.old.conflict":  {"老系统与登记库对此人的说法不同：%s。请核实。", "the old system and the register say different things of the person: %s. Find out which holds."},
	"task.old.gone":      {"老系统已去除此人在本社区的登记：请核实是否迁出、死亡或误删。", "the old system has taken the person out of this community: has he moved, died, or was it an error?"},
	"task.old.new":       {"老系统新增编号 %s，登记库没有；可能是：%s。请先全市查找，再新增或裁定。", "the old system has a new number %s that is not known here; it may be: %s. Search the city, then add or rule."},
	"task.dispute":       {"社区 %s 与 %s 都称此人“%s”在本社区：请核实以哪里为准。", "communities %s and %s both claim the person's “%s”: find out which holds."},
	"task.redistrict":    {"区划变更 %s：按此人地址不能确定划入哪个社区，请核实。", "revision %s: the address does not tell to which of the new communities the person belongs."},
	"birth.order_count":  {"孩次 %s 大于母亲的子女数 %s。", "order %s is more than the mother's number of children, %s."},
	"birth.order_gap":    {"有孩次 %s，没有孩次 %s。", "order %s is there, order %s is not."},
	"birth.order_twice":  {"两个孩子都是孩次 %s。", "two children have order %s."},
	"birth.order_dates":  {"孩次 %s 的孩子比孩次 %s 的先出生。", "the child of order %s was born before the child of order %s."},
	"birth.date_differs": {"出生日期 %s 与已登记的 %s 不同，按同一次生育附记。", "date of birth %s differs from %s as registered; noted with the same birth."},
	"birth.sex_differs":  {"性别与已登记的不同，按同一次生育附记。", "the sex differs from the one registered; noted with the same birth."},
	"count.agrees":       {"子女数 %s，与已知子女相符。", "number of children %s, as many as are known."},
	"count.unsaid":       {"没有填子女数；已知子女 %s 人。", "no number of children is given; %s are known."},
	"count.more_said":    {"子女数 %s，已知子女 %s 人：另有 %s 人未登记，或不在本市、已死亡。", "number of children %s, %s are known: %s more are not registered, or live elsewhere, or have died."},
	"count.fewer_said":   {"子女数 %s，已知子女 %s 人。", "number of children %s, but %s are known."},
	"count.born_since":   {"其中 %s 出生的孩子晚于子女数的填报。", "the child born on %s is younger than the statement of the number."},
	"count.died":         {"其中 %s 出生的孩子已死亡，子女数可能只计健在的。", "the child born on %s has died; the number may count the living alone."},
	"count.alike":        {"%s 与 %s 出生的两个孩子可能是同一个。", "the children born on %s and on %s may be one child."},
	"gap.unseen":         {"%s：名单上有，没有入户，也没有登记的人居住。", "%s: on a list, not visited, and nobody of the register lives there."},
	"gap.unknown":        {"%s：%s 入户有人居住，登记库中没有这一户。", "%s: found lived in on %s, and the register knows no household there."},
	"gap.empty":          {"%s：%s 入户无人居住，登记库中却有 %s 人。", "%s: nobody was found living there on %s, and the register has %s persons."},
	"gap.child":          {"其子女（%s 出生）未登记为人员。", "a child (born on %s) is no person of the register."},
	"gap.spouse":         {"其配偶（%s 出生）未登记为人员。", "the spouse (born on %s) is no person of the register."},
	"gap.visit":          {"入户时说有 %s 人居住，登记 %s 人。", "%s persons were said to live there, %s are registered."},
	"gap.items":          {"缺：%s", "missing: %s"},
	"count.look":         {"请核对子女数。", "check the number of children."},
}

// Text writes a remark in "zh" or "en"; an unknown key is shown as itself.
func Text(r quanyuan.Remark, lang string) string {
	t, ok := texts[r.Key]
	if !ok {
		return r.Key
	}
	args := make([]any, len(r.Args))
	for i, a := range r.Args {
		args[i] = words(fmt.Sprint(a), lang)
	}
	if lang == "zh" {
		return fmt.Sprintf(t[0], args...)
	}
	return fmt.Sprintf(t[1], args...)
}

// words turns "table:code" or "field:key" into the words for it.
func words(arg, lang string) string {
	if strings.Contains(arg, "、") { // a list
		parts := strings.Split(arg, "、")
		for i := range parts {
			parts[i] = words(parts[i], lang)
		}
		if lang == "zh" {
			return strings.Join(parts, "、")
		}
		return strings.Join(parts, ", ")
	}
	key, c, found := strings.Cut(arg, ":")
	if !found {
		return arg
	}
	if key == "field" {
		if f, ok := quanyuan.FieldByKey(c); ok {
			if lang == "zh" {
				return f.Zh()
			}
			return f.En()
		}
	}
	if t, ok := code.ByKey(key); ok {
		e, known := t.Get(c)
		switch {
		case !known && lang == "zh":
			return "未填"
		case !known:
			return "not given"
		case lang == "zh":
			return e.Zh
		}
		return e.En
	}
	return arg
}

func remark(key string, args ...string) quanyuan.Remark {
	r := quanyuan.Remark{Key: key}
	for _, a := range args {
		r.Args = append(r.Args, a)
	}
	return r
}

// coded stands for the words of a code.
func coded(t *code.Table, c string) string { return t.Key + ":" + c }

// named stands for the name of a field.
func named(f quanyuan.Field) string { return "field:" + f.Key() }
