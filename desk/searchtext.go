package desk

import (
	"fmt"

	"quanyuan"
)

// searchTexts are the sentences of searches, in Chinese and English.
var searchTexts = map[string][2]string{
	"search.trained":            {"登记库还没有模型：已用 %[2]d 人训练并启用模型 %[1]s，请尽快签署（quanyuan model use）。", "the register had no model: %[1]s was trained on its %[2]d persons and is in use; sign it soon (quanyuan model use)."},
	"search.rekeyed":            {"查找键已换新版本：已为 %d 人重新计算。", "search keys have a new version: those of %d persons were computed anew."},
	"search.cut.number":         {"证件号码与 %d 人相近，未逐一比对；请核对号码。", "the number is near those of %d persons, who were not compared; check it."},
	"search.cut.name_day":       {"同音同日出生的有 %d 人，未逐一比对；请补充证件号码、电话或地址。", "%d persons sound alike and share the birthday; they were not compared. Give a number, a phone or an address."},
	"search.cut.name_year":      {"同音同年出生的有 %d 人，未逐一比对；请给出完整的出生日期。", "%d persons sound alike and share the year of birth; they were not compared. Give the full date of birth."},
	"search.cut.name_community": {"该社区同名的有 %d 人，未逐一比对；请给出出生日期。", "%d persons of the community have the name; they were not compared. Give a date of birth."},
	"search.cut.phone":          {"登记这个电话的有 %d 人，未逐一比对。", "%d persons have the phone; they were not compared."},
	"search.cut.dwelling":       {"登记这个住处的有 %d 人，未逐一比对；请给出出生年份。", "%d persons have the dwelling; they were not compared. Give a year of birth."},
	"search.cut.day":            {"同日出生的有 %d 人，未逐一比对；请给出姓名。", "%d persons share the birthday; they were not compared. Give a name."},
	"search.cut.name":           {"同音姓名的有 %d 人，未逐一比对；请给出出生年份。", "%d persons sound alike; they were not compared. Give a year of birth."},

	"reason.close":       {"与另一人难分", "another person is nearly as likely"},
	"reason.weak":        {"依据不足", "too little evidence"},
	"reason.shared_id":   {"号码相同，姓名或出生日期不像一人", "one number, but the name or date of birth of two people"},
	"reason.two_numbers": {"两个有效号码", "two valid numbers"},
	"reason.sibling":     {"可能是兄弟姐妹", "perhaps a sibling"},
	"reason.namesakes":   {"可能只是同名", "perhaps only a namesake"},
	"reason.generations": {"同名而年龄相差很大", "one name, but years apart"},
	"reason.two_people":  {"是另一人", "somebody else"},

	"item.name": {"姓名", "name"}, "item.id": {"证件号码", "number"}, "item.birth": {"出生日期", "date of birth"}, "item.sex": {"性别", "sex"},
	"item.phone": {"电话", "phone"}, "item.residence": {"居住地址", "address"}, "item.hukou": {"户籍地址", "hukou address"}, "item.kin": {"亲属", "relatives"},

	"level.exact": {"相同", "same"}, "level.else": {"不同", "different"},
	"level.variant": {"异体字", "another form of a character"}, "level.homophone_tone": {"同音", "same sound"}, "level.homophone": {"同音不同调", "same sound, other tone"},
	"level.near": {"音近或形近", "sounds or looks alike"}, "level.incomplete": {"缺字", "incomplete"}, "level.one_differs": {"一字不同", "one character differs"},
	"level.surname": {"同姓", "same surname"}, "level.unlike": {"不同", "different"}, "level.county": {"同区县", "same county"}, "level.birth": {"号码中出生日期相同", "same birth date inside"},
	"level.county_birth": {"区县和出生日期相同", "same county and birth date inside"}, "level.two_digits": {"两位不同", "two digits differ"}, "level.typo": {"一位笔误", "one slip"},
	"level.near_year": {"相差一两年", "a year or two apart"}, "level.year": {"同年", "same year"}, "level.year_only": {"同年（只有年份）", "same year, no more is known"},
	"level.month": {"同月", "same month"}, "level.similar": {"数字相近", "similar figures"}, "level.lunar": {"农历公历之差", "lunar against solar"}, "level.month_only": {"同月（没有日）", "same month, no day is known"},
	"level.part": {"部分相同", "part of it"}, "level.city": {"同市", "same city"}, "level.town": {"同街道", "same town"}, "level.community": {"同社区", "same community"},
	"level.place": {"同门牌或小区", "same number or estate"}, "level.building": {"同楼栋", "same building"}, "level.dwelling": {"同一住处", "same dwelling"},
	"level.one_name": {"一名亲属同名", "one relative's name"}, "level.names": {"几名亲属同名", "several relatives' names"}, "level.number": {"亲属号码相同", "a relative's number"},
}

// SearchText puts a remark of a search in words.
func SearchText(r quanyuan.Remark, lang string) string {
	t, ok := searchTexts[r.Key]
	if !ok {
		return r.Key
	}
	return fmt.Sprintf(inLanguage(t, lang), r.Args...)
}

// ReasonText says why a match needs a look, "" when it does not.
func ReasonText(reason, lang string) string {
	if reason == "" {
		return ""
	}
	return SearchText(quanyuan.Remark{Key: "reason." + reason}, lang)
}

// EvidenceText says what was compared: "姓名同音".
func EvidenceText(e quanyuan.Evidence, lang string) string {
	item, level := SearchText(quanyuan.Remark{Key: "item." + e.Item}, lang), SearchText(quanyuan.Remark{Key: "level." + e.Level}, lang)
	if lang == "zh" {
		return item + level
	}
	return item + ": " + level
}

func inLanguage(t [2]string, lang string) string {
	if lang == "zh" {
		return t[0]
	}
	return t[1]
}
