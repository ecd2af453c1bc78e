// Package quality finds what is wrong or odd in a record: in one value, and
// between values. A finding never blocks a row; a value that fails a rule but is
// right can be confirmed as it is by a named person.
package quality

import (
	"fmt"
	"slices"

	"quanyuan"
	"quanyuan/refdata/idnumber"
)

// rule is one thing that can be wrong, with its sentence and advice in Chinese
// and English. %s stands for the finding's arguments.
type rule struct {
	key      string
	severity quanyuan.Severity
	zh, en   string
	todoZh   string
	todoEn   string
	check    func(*checker) // nil for findings that another stage makes
}

// rules is the catalogue, in the order in which findings are listed.
var rules = []rule{
	{"name.missing", quanyuan.Warning, "没有姓名", "no name", "补录姓名；新生儿未取名的可按母亲、出生日期和性别登记。", "enter the name; a nameless newborn is kept by mother, birth date and sex.", nameMissing},
	{"name.unwritten", quanyuan.Warning, "姓名中有未能录入的字", "the name has a character that was not written", "核对户口簿，补录生僻字。", "look at the household register and enter the rare character.", nameUnwritten},
	{"id.missing", quanyuan.Info, "没有身份证号码", "no ID number", "请补录；确无号码的注明原因。", "enter it, or note why there is none.", idMissing},
	{"id.length", quanyuan.Fault, "身份证号码应为 18 位或 15 位", "an ID number has 18 or 15 digits", "核对证件，改正号码。", "look at the document and correct the number.", nil},
	{"id.charset", quanyuan.Fault, "身份证号码含有不应有的字符", "the ID number has characters it cannot have", "核对证件，改正号码。", "look at the document and correct the number.", nil},
	{"id.date", quanyuan.Fault, "身份证号码中的出生日期不存在", "the birth date inside the ID number does not exist", "核对证件，改正号码。", "look at the document and correct the number.", nil},
	{"id.future", quanyuan.Fault, "身份证号码中的出生日期在今天之后", "the birth date inside the ID number lies in the future", "核对证件，改正号码。", "look at the document and correct the number.", nil},
	{"id.check_digit", quanyuan.Warning, "身份证号码校验位不符", "the check digit of the ID number is wrong", "核对证件；确系如此的，由经办人确认“核实无误”。", "look at the document; if it is so, confirm it as it is.", nil},
	{"id.area", quanyuan.Info, "身份证号码前六位不是已知的县级区划", "the first six digits are no county ever used", "核对证件；老证可能使用旧区划。", "look at the document; old cards may use old codes.", nil},
	{"id.precision", quanyuan.Fault, "身份证号码被 Excel 改成了数字，末几位已丢失", "Excel turned the ID number into a number and its tail is lost", "请来源单位把该列设为文本后重新报送。", "ask the sender to format the column as text and send it again.", nil},
	{"birth.missing", quanyuan.Warning, "没有出生日期", "no date of birth", "补录出生日期。", "enter the date of birth.", birthMissing},
	{"birth.invalid", quanyuan.Fault, "出生日期无法理解", "the date of birth is not understood", "按 2008-03-07 的样子填写。", "write it as 2008-03-07.", birthInvalid},
	{"birth.future", quanyuan.Fault, "出生日期在今天之后", "the date of birth lies in the future", "核对并改正。", "check and correct it.", birthFuture},
	{"birth.old", quanyuan.Warning, "年龄超过 %s 岁", "older than %s years", "核实是否健在。", "find out whether the person lives.", birthOld},
	{"birth.coarse", quanyuan.Info, "出生日期只到年或月", "the date of birth has no day", "补全到日。", "complete it to the day.", birthCoarse},
	{"id.birth_mismatch", quanyuan.Warning, "出生日期与身份证号码不一致（%s）", "the date of birth and the ID number disagree (%s)", "核对证件；是否误填了他人的号码。", "look at the document; perhaps it is somebody else's number.", idBirth},
	{"id.sex_mismatch", quanyuan.Warning, "性别与身份证号码不一致", "the sex and the ID number disagree", "核对证件；是否误填了他人的号码。", "look at the document; perhaps it is somebody else's number.", idSex},
	{"code.unknown", quanyuan.Warning, "“%s”的填法不在代码表中", "the value of %q is not in its code table", "从下拉列表中选择。", "choose from the list.", codeUnknown},
	{"marital.young", quanyuan.Warning, "%s 岁，婚姻状况不是未婚", "%s years old and not single", "核对婚姻状况或出生日期。", "check the marital status or the date of birth.", maritalYoung},
	{"marital.spouse", quanyuan.Info, "婚姻状况为未婚，却有配偶", "single, but with a spouse", "核对婚姻状况。", "check the marital status.", maritalSpouse},
	{"relation.sex", quanyuan.Warning, "与户主关系（%s）与性别不符", "the relation to the head (%s) does not fit the sex", "核对关系或性别。", "check the relation or the sex.", relationSex},
	{"relation.young", quanyuan.Warning, "%s 岁，与户主关系为%s", "%s years old as %s", "核对关系或出生日期。", "check the relation or the date of birth.", relationYoung},
	{"death.before_birth", quanyuan.Fault, "死亡日期早于出生日期", "died before birth", "核对两个日期。", "check both dates.", deathBeforeBirth},
	{"death.future", quanyuan.Fault, "死亡日期在今天之后", "the date of death lies in the future", "核对死亡日期。", "check the date of death.", deathFuture},
	{"child.age", quanyuan.Warning, "生育第 %s 个孩子时 %s 岁", "child %s was born at the age of %s", "核对子女或本人的出生日期。", "check the dates of birth of parent and child.", childAge},
	{"child.count", quanyuan.Warning, "子女数为 %s，却列了 %s 个子女", "%s children, but %s are listed", "核对子女数。", "check the number of children.", childCount},
	{"child.order", quanyuan.Info, "孩次与出生先后不符", "the birth orders do not follow the dates of birth", "核对孩次。", "check the birth orders.", childOrder},
	{"phone.format", quanyuan.Info, "电话号码无法理解", "the phone number is not understood", "核对号码。", "check the number.", phoneFormat},
	{"address.coarse", quanyuan.Info, "居住地址不到社区", "the address lived at does not reach the community", "补全到社区和门牌。", "complete it to community and door.", addressCoarse},
	{"stay.order", quanyuan.Warning, "流出日期早于流入日期", "left before arriving", "核对两个日期。", "check both dates.", stayOrder},
	{"hukou.pending_numbered", quanyuan.Info, "户口待定，却有身份证号码", "hukou pending, but with an ID number", "核对户籍状况。", "check the hukou status.", hukouPending},
}

// checker collects the findings of one record.
type checker struct {
	r     *quanyuan.Record
	today quanyuan.Date
	rule  *rule
	found []quanyuan.Finding

	// Read once, since several rules ask for it.
	birth    quanyuan.Date
	born     bool // birth is known
	citizen  idnumber.Number
	numbered bool // citizen can be trusted to say something of the person
}

// Check applies all rules to a record. Today decides what lies in the future
// and how old somebody is. Findings come in the order of the catalogue.
func Check(r *quanyuan.Record, today quanyuan.Date) []quanyuan.Finding {
	if r.SetAside != "" {
		return nil
	}
	c := &checker{r: r, today: today}
	c.birth, c.born = quanyuan.ParseDate(r.Text(quanyuan.BirthDate))
	c.citizen = idnumber.Parse(r.Text(quanyuan.IDNumber))
	c.numbered = c.citizen.Kind.Citizen() && c.citizen.DateOK
	for i := range rules {
		if c.rule = &rules[i]; c.rule.check != nil {
			c.rule.check(c)
		}
		if rules[i].key == "id.missing" {
			c.number()
		}
	}
	return c.found
}

// find adds a finding of the current rule.
func (c *checker) find(f quanyuan.Field, other []quanyuan.Field, args ...any) {
	c.add(c.rule, f, other, args...)
}

func (c *checker) add(r *rule, f quanyuan.Field, other []quanyuan.Field, args ...any) {
	q := quanyuan.Finding{Rule: r.key, Field: f, Other: other, Severity: r.severity}
	for _, a := range args {
		q.Args = append(q.Args, fmt.Sprint(a))
	}
	c.found = append(c.found, q)
}

func ruleOf(key string) *rule {
	i := slices.IndexFunc(rules, func(r rule) bool { return r.key == key })
	if i < 0 {
		return nil
	}
	return &rules[i]
}

// Text is the sentence of a finding in "zh" or "en"; ok is false for a rule
// that is not of this package.
func Text(f quanyuan.Finding, lang string) (sentence, advice string, ok bool) {
	r := ruleOf(f.Rule)
	if r == nil {
		return "", "", false
	}
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	if lang == "zh" {
		return fmt.Sprintf(r.zh, args...), r.todoZh, true
	}
	return fmt.Sprintf(r.en, args...), r.todoEn, true
}

// Open leaves out the findings about fields whose value a named person has
// confirmed as it is.
func Open(findings []quanyuan.Finding, confirmed func(quanyuan.Field) bool) []quanyuan.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f quanyuan.Finding) bool { return confirmed(f.Field) })
}
