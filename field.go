package quanyuan

// Field names one item of information about a person. The first 21 are the
// collation fields, in the order in which results list them; their Chinese
// names are part of the output contract.
type Field uint8 // stores write the number: append only

// The 21 collation fields, then the further fields a list may give.
const (
	Name Field = iota
	Sex
	BirthDate
	IDNumber
	Marital
	HukouStatus
	ResidenceStatus
	HukouAddress
	ResidenceAddress
	HukouNature
	Ethnic
	Relation
	ChildName
	ChildBirth
	ChildID
	ChildSex
	ChildOrder
	ChildPolicy
	DeathDate
	Phone
	ChildCount

	PersonNumber
	HouseholdNumber
	FormerName
	IDKind
	HukouDivision
	ResidenceDivision
	HouseholdType
	HeadName
	HeadID
	CommunityCode
	CommunityName
	TownName
	Group
	Estate
	Building
	UnitNo
	Room
	ArriveDate
	LeaveDate
	StayReason
	LeaveReason
	SpouseName
	SpouseID
	FatherName
	FatherID
	MotherName
	MotherID
	MarriageDate
	Education
	Workplace
	SchoolClass
	RegisteredOn
	ExitReason
	ExitDate
	ReportingUnit
	Note
	FormerCommunity // community under whose code the person stood before a change of divisions
	NumFields
)

// NumCollation is the number of collation fields: fields below it are compared
// between a record and the register.
const NumCollation = int(ChildCount) + 1

type fieldText struct{ key, zh, en string }

var fieldTexts = [NumFields]fieldText{
	Name:              {"name", "姓名", "name"},
	Sex:               {"sex", "性别", "sex"},
	BirthDate:         {"birth_date", "出生日期", "date of birth"},
	IDNumber:          {"id_number", "身份证号码", "ID number"},
	Marital:           {"marital", "婚姻状况", "marital status"},
	HukouStatus:       {"hukou_status", "户籍状况", "hukou status"},
	ResidenceStatus:   {"residence_status", "居住状况", "residence status"},
	HukouAddress:      {"hukou_address", "户籍地址", "hukou address"},
	ResidenceAddress:  {"residence_address", "居住地址", "residence address"},
	HukouNature:       {"hukou_nature", "户口性质", "kind of hukou"},
	Ethnic:            {"ethnic", "民族", "ethnicity"},
	Relation:          {"relation", "与户主关系", "relation to head"},
	ChildName:         {"child_name", "子女姓名", "child's name"},
	ChildBirth:        {"child_birth_date", "子女出生日期", "child's date of birth"},
	ChildID:           {"child_id_number", "子女身份证号码", "child's ID number"},
	ChildSex:          {"child_sex", "子女性别", "child's sex"},
	ChildOrder:        {"child_order", "孩次", "birth order"},
	ChildPolicy:       {"child_policy", "政策", "birth policy"},
	DeathDate:         {"death_date", "死亡日期", "date of death"},
	Phone:             {"phone", "电话号码", "phone"},
	ChildCount:        {"child_count", "子女数", "number of children"},
	PersonNumber:      {"person_number", "系统编号", "person number"},
	HouseholdNumber:   {"household_number", "户编号", "household number"},
	FormerName:        {"former_name", "曾用名", "former name"},
	IDKind:            {"id_kind", "证件类型", "kind of document"},
	HukouDivision:     {"hukou_division", "户籍地址编码", "hukou division code"},
	ResidenceDivision: {"residence_division", "居住地址编码", "residence division code"},
	HouseholdType:     {"household_type", "户类型", "household type"},
	HeadName:          {"head_name", "户主姓名", "head of household"},
	HeadID:            {"head_id_number", "户主身份证号码", "head's ID number"},
	CommunityCode:     {"community_code", "社区编码", "community code"},
	CommunityName:     {"community_name", "社区名称", "community"},
	TownName:          {"town_name", "街道乡镇", "town"},
	Group:             {"group", "小组", "group"},
	Estate:            {"estate", "物业小区", "estate"},
	Building:          {"building", "楼栋", "building"},
	UnitNo:            {"unit_no", "单元", "unit"},
	Room:              {"room", "房号", "room"},
	ArriveDate:        {"arrive_date", "流入日期", "arrived on"},
	LeaveDate:         {"leave_date", "流出日期", "left on"},
	StayReason:        {"stay_reason", "流入原因", "reason of stay"},
	LeaveReason:       {"leave_reason", "流出原因", "reason of leaving"},
	SpouseName:        {"spouse_name", "配偶姓名", "spouse"},
	SpouseID:          {"spouse_id_number", "配偶身份证号码", "spouse's ID number"},
	FatherName:        {"father_name", "父亲姓名", "father"},
	FatherID:          {"father_id_number", "父亲身份证号码", "father's ID number"},
	MotherName:        {"mother_name", "母亲姓名", "mother"},
	MotherID:          {"mother_id_number", "母亲身份证号码", "mother's ID number"},
	MarriageDate:      {"marriage_date", "婚姻变动日期", "married or divorced on"},
	Education:         {"education", "文化程度", "education"},
	Workplace:         {"workplace", "工作单位", "workplace"},
	SchoolClass:       {"school_class", "班级", "class"},
	RegisteredOn:      {"registered_on", "登记日期", "registered on"},
	ExitReason:        {"exit_reason", "退出原因", "reason of exit"},
	ExitDate:          {"exit_date", "退出日期", "exit on"},
	ReportingUnit:     {"reporting_unit", "起报单位", "reporting unit"},
	Note:              {"note", "备注", "note"},
	FormerCommunity:   {"former_community", "原社区编码", "former community"},
}

// Key is the stable machine name of the field, as mappings and stores write it.
func (f Field) Key() string { return fieldTexts[f].key }

// Zh is the Chinese name of the field, part of the output contract.
func (f Field) Zh() string { return fieldTexts[f].zh }

// En is the English name of the field.
func (f Field) En() string { return fieldTexts[f].en }

// FieldByKey finds a field by its key; ok is false for an unknown key.
func FieldByKey(key string) (f Field, ok bool) {
	for i, t := range fieldTexts {
		if t.key == key {
			return Field(i), true
		}
	}
	return 0, false
}

// CollationFields lists the 21 fields in the order of the output contract.
func CollationFields() []Field {
	fs := make([]Field, NumCollation)
	for i := range fs {
		fs[i] = Field(i)
	}
	return fs
}
