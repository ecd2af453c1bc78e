package quality

import "quanyuan"

// Definition is a measure with what it means in words.
type Definition struct {
	Key                string
	Zh, En             string // the name
	MeaningZh, Meaning string
	Of                 func(*Figures) Share
	// open counts what one field lacks in the measure; nil: the measure is not
	// made of fields.
	open func(quanyuan.Field, *Counts) int
}

// Lacks lists the fields by which a person of a kind keeps the measure from
// being full.
func (d *Definition) Lacks(k *Kind) (fields []quanyuan.Field) {
	var one Figures
	k.addTo(&one, 1)
	for i := range one.Items {
		if f := quanyuan.Field(i); d.open != nil && d.open(f, &one.Items[i]) > 0 {
			fields = append(fields, f)
		}
	}
	return fields
}

// OfField is the measure of one field; all is 0 where it has none.
func (d *Definition) OfField(f quanyuan.Field, c *Counts) Share {
	one := &Figures{}
	one.Items[f] = *c
	return d.Of(one)
}

// Definitions lists the measures that are made of persons' files. What is
// counted of other things (duplicates, delays) is defined beside them: see
// Unique and Timely.
var Definitions = []Definition{
	{Key: "complete", Zh: "完整率", En: "complete",
		MeaningZh: "已填的应填项 ÷ 应填项（19 项核心指标，按年龄和户籍状况定应填；已填 = 填了、能理解、不是占位、不是“不详”）。即人不漏项。",
		Meaning:   "core items filled in, of those asked for by age and hukou status; filled in means understood, no placeholder, no code for “not known”.",
		Of:        (*Figures).Complete,
		open: func(f quanyuan.Field, c *Counts) int {
			if !Core(f) {
				return 0
			}
			return c.Asked - c.Filled
		}},
	{Key: "whole", Zh: "齐全率", En: "whole persons",
		MeaningZh: "应填项全部已填的人 ÷ 全部人员。清单中的缺项只数“只差这一项”的人。",
		Meaning:   "persons of whom no core item is missing, of all persons; what to do lists those who lack one item only.",
		Of:        func(f *Figures) Share { return Share{f.Whole, f.Persons} },
		open:      func(_ quanyuan.Field, c *Counts) int { return c.Sole }},
	{Key: "valid", Zh: "有效率", En: "valid",
		MeaningZh: "合格的值 ÷ 已给出的值（21 项）。合格 = 能理解，单项规则（格式、校验位、代码、日期范围）没有未确认的警告。",
		Meaning:   "values that are understood and with which no rule about the value alone finds fault, of all values given in the 21 fields.",
		Of:        (*Figures).Valid,
		open:      func(_ quanyuan.Field, c *Counts) int { return c.Given - c.Sound }},
	{Key: "consistent", Zh: "一致率", En: "consistent",
		MeaningZh: "不与本人其他项矛盾的值 ÷ 已给出的值（21 项）。矛盾以项间规则的未确认警告为准，矛盾的两项各计一次。",
		Meaning:   "values that contradict no other item of the same person, of all values given; each side of a contradiction counts once.",
		Of:        (*Figures).Consistent,
		open:      func(_ quanyuan.Field, c *Counts) int { return c.Clash }},
	{Key: "id_valid", Zh: "证件有效率", En: "valid ID numbers",
		MeaningZh: "身份证号码通过五项校验（区划、出生日期、性别、长度、校验位）或经人确认无误的人 ÷ 应有号码的人。",
		Meaning:   "persons whose ID number passes the five checks (area, birth date, sex, length, check digit) or was confirmed, of those who should have one.",
		Of:        (*Figures).IDNumbers,
		open: func(f quanyuan.Field, c *Counts) int {
			if f != quanyuan.IDNumber {
				return 0
			}
			return c.Asked - c.Passed
		}},
}

// Unique and Timely are the measures that are not made of persons' files.
var (
	Unique = Definition{Key: "unique", Zh: "不重率", En: "unique",
		MeaningZh: "1 − 重复率。重复率 = 查重找出、尚未裁定为不同人的多余登记 ÷ 全部人员；一组重复记在编号最小者以外各人计数的社区。",
		Meaning:   "1 − duplicates: entries too many that the last search for duplicates found and nobody ruled different, of all persons; each counts where the person with the larger number is counted."}
	Timely = Definition{Key: "timely", Zh: "及时率", En: "timely",
		MeaningZh: "发生之日起 30 天内登记的变动 ÷ 近 12 个月登记的变动（出生、迁移、离开、死亡等退出）。出生只数满周岁前登记的；随台账建库的人不计。",
		Meaning:   "changes written down within 30 days of the day on which they happened, of those written down in the last 12 months: births, moves, leavings, deaths and other exits. A birth is somebody entered before his first birthday; who stood in the starting register does not count."}
)

// DefinitionOf finds a measure by its key among those made of persons' files.
func DefinitionOf(key string) (*Definition, bool) {
	for i := range Definitions {
		if Definitions[i].Key == key {
			return &Definitions[i], true
		}
	}
	return nil, false
}
