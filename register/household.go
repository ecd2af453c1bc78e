package register

import (
	"fmt"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/refdata/code"
)

// Ages between relatives that call for a look. They are bounds of what happens,
// not of what is usual.
const (
	youngestParent = 14 // years between a parent and a child at the least
	oldestMother   = 55 // years between a mother and a child at the most
	youngestHead   = 16 // of a head with grown-up members beside him
	largestFamily  = 15 // members above which a family household is looked at
)

// HouseFinding is something inconsistent in a household. It blocks nothing.
type HouseFinding struct {
	Rule      string            `json:"rule"`
	Household string            `json:"household"` // ID of the paper
	Severity  quanyuan.Severity `json:"severity"`
	Persons   []quanyuan.Number `json:"persons,omitempty"` // whom it is about
	Args      []string          `json:"args,omitempty"`
}

// houseRule is one thing that can be wrong in a household, with its sentence
// and advice in both languages; %s stands for the finding's arguments.
type houseRule struct {
	key            string
	severity       quanyuan.Severity
	zh, en         string
	todoZh, todoEn string
	check          func(*house)
}

// houseRules is the catalogue, in the order in which findings are listed.
var houseRules = []houseRule{
	{"house.no_head", quanyuan.Warning, "本户没有户主", "the household has no head", "指定户主，逐人写明与户主关系。", "name a head and say how each member stands to him.", noHead},
	{"house.head_gone", quanyuan.Warning, "户主已死亡或离开，未另立户主", "the head has died or left and there is no other", "变更户主。", "change the head.", headGone},
	{"house.two_heads", quanyuan.Fault, "本户有 %s 个户主", "the household has %s heads", "只留一个户主；确是两户的分户。", "keep one head, or split the household if there are two.", twoHeads},
	{"house.two_spouses", quanyuan.Fault, "户主有 %s 个配偶", "the head has %s spouses", "核对与户主关系：可能是儿媳、女婿或另一户的夫妻。", "check the relations: perhaps a child's spouse, or a couple of another household.", twoSpouses},
	{"house.two_fathers", quanyuan.Warning, "户主有两个父亲或两个母亲", "the head has two fathers or two mothers", "核对与户主关系：可能是岳父母、公婆或继父母。", "check the relations: perhaps parents-in-law or step-parents.", twoParents},
	{"house.spouse_sex", quanyuan.Warning, "配偶与户主性别相同", "spouse and head are of one sex", "核对性别和与户主关系。", "check the sexes and the relation.", spouseSex},
	{"house.spouse_single", quanyuan.Warning, "户主与配偶的婚姻状况不是有配偶", "head and spouse are not both married", "核对婚姻状况；已离婚的改正关系。", "check the marital status; correct the relation after a divorce.", spouseSingle},
	{"house.relation_missing", quanyuan.Warning, "没有与户主关系", "no relation to the head", "补填与户主关系。", "fill in the relation.", relationMissing},
	{"house.relation_sex", quanyuan.Warning, "与户主关系（%s）与性别不符", "the relation to the head (%s) does not fit the sex", "核对关系或性别。", "check the relation or the sex.", relationFits},
	{"house.child_age", quanyuan.Warning, "户主只比子女大 %s 岁", "the head is only %s years older than the child", "核对出生日期和关系：可能是弟妹、孙子女或继子女。", "check the dates and the relation: perhaps a sibling, a grandchild or a stepchild.", childAge},
	{"house.mother_age", quanyuan.Warning, "母亲比子女大 %s 岁", "the mother is %s years older than the child", "核对出生日期和关系：可能是孙子女或收养。", "check the dates and the relation: perhaps a grandchild, or adopted.", motherAge},
	{"house.parent_age", quanyuan.Warning, "父母只比户主大 %s 岁", "the parent is only %s years older than the head", "核对出生日期和关系。", "check the dates and the relation.", parentAge},
	{"house.grandchild_age", quanyuan.Warning, "户主只比孙辈大 %s 岁", "the head is only %s years older than the grandchild", "核对出生日期和关系。", "check the dates and the relation.", grandchildAge},
	{"house.sibling_age", quanyuan.Info, "兄弟姐妹的长幼与出生日期不符", "elder and younger do not follow the dates of birth", "核对关系（兄弟、姐妹）或出生日期。", "check the relation or the dates.", siblingAge},
	{"house.head_young", quanyuan.Info, "户主 %s 岁，户内有成年人", "the head is %s years old with adults beside him", "核对户主；确系如此的确认无误。", "check who is the head, or confirm it.", headYoung},
	{"house.member_twice", quanyuan.Fault, "同一人在本户登记了两次", "one person stands in the household twice", "按查重结果合并。", "merge the two.", memberTwice},
	{"house.member_gone", quanyuan.Warning, "成员已退出或不在本社区，仍列在本户", "a member has exited or left the community and is still listed", "运行 household build 更新户内成员。", "run household build to bring the members up to date.", memberGone},
	{"house.no_unit", quanyuan.Warning, "集体户没有起报单位", "a collective household without a reporting unit", "补填起报单位；实为家庭户的更改户类型。", "name the unit, or make it a family household.", noUnit},
	{"house.large", quanyuan.Info, "家庭户有 %s 人", "a family household of %s persons", "核对是否为集体户或几户合编一号。", "perhaps a collective household, or several under one number.", largeFamily},
}

// house is a household under check.
type house struct {
	*quanyuan.Household
	members []resident
	today   quanyuan.Date
	rule    *houseRule
	found   []HouseFinding
}

// resident is a member with what the rules need of him.
type resident struct {
	quanyuan.Member
	*quanyuan.Person
}

// CheckHousehold applies all rules. persons holds the members under the
// numbers by which the household names them; a number that was merged comes
// with the person it forwards to.
func CheckHousehold(h *quanyuan.Household, persons map[quanyuan.Number]*quanyuan.Person, today quanyuan.Date) []HouseFinding {
	c := &house{Household: h, today: today}
	for _, m := range h.Members {
		if p := persons[m.Person]; p != nil {
			c.members = append(c.members, resident{m, p})
		}
	}
	if len(c.members) == 0 {
		return nil
	}
	for i := range houseRules {
		c.rule = &houseRules[i]
		c.rule.check(c)
	}
	return c.found
}

// Text is the sentence and advice of a finding in "zh" or "en".
func (f HouseFinding) Text(lang string) (sentence, advice string) {
	i := slices.IndexFunc(houseRules, func(r houseRule) bool { return r.key == f.Rule })
	if i < 0 {
		return f.Rule, ""
	}
	args := make([]any, len(f.Args))
	for k, a := range f.Args {
		if e, ok := code.Relation.Get(a); ok && f.Rule == "house.relation_sex" {
			if a = e.En; lang == "zh" {
				a = e.Zh
			}
		}
		args[k] = a
	}
	if r := &houseRules[i]; lang == "zh" {
		return fmt.Sprintf(r.zh, args...), r.todoZh
	} else {
		return fmt.Sprintf(r.en, args...), r.todoEn
	}
}

func (c *house) find(args []string, about ...resident) {
	f := HouseFinding{Rule: c.rule.key, Household: quanyuan.HouseholdID(c.Community, c.Household.Number), Severity: c.rule.severity, Args: args}
	for _, r := range about {
		f.Persons = append(f.Persons, r.Member.Person)
	}
	c.found = append(c.found, f)
}

func years(n int) []string { return []string{strconv.Itoa(n)} }

// collective reports a household whose members are no kin.
func (c *house) collective() bool { return c.Kind == Collective }

// Kinds of households.
const (
	Family     = "10"
	Collective = "20"
)

func (c *house) who(is func(string) bool) []resident {
	var out []resident
	for _, m := range c.members {
		if is(m.Relation) {
			out = append(out, m)
		}
	}
	return out
}

// head is the one head; ok is false when there is none or more than one.
func (c *house) head() (resident, bool) {
	hs := c.who(isHead)
	if len(hs) != 1 {
		return resident{}, false
	}
	return hs[0], true
}

// older is by how many whole years a is older than b; ok is false when a date
// is not known.
func older(a, b resident) (years int, ok bool) {
	x, okX := quanyuan.ParseDate(a.Text(quanyuan.BirthDate))
	y, okY := quanyuan.ParseDate(b.Text(quanyuan.BirthDate))
	if !okX || !okY {
		return 0, false
	}
	if x.Year > y.Year || x.Year == y.Year && x.String() > y.String() {
		n, _ := y.Age(x)
		return -n, true
	}
	n, _ := x.Age(y)
	return n, true
}

func (c *house) lostHead() bool {
	return slices.ContainsFunc(c.Former, func(m quanyuan.Member) bool { return isHead(m.Relation) })
}

func noHead(c *house) {
	if !c.collective() && len(c.who(isHead)) == 0 && !c.lostHead() {
		c.find(nil)
	}
}

func headGone(c *house) {
	if !c.collective() && len(c.who(isHead)) == 0 && c.lostHead() {
		c.find(nil)
	}
}

func twoHeads(c *house) {
	if hs := c.who(isHead); len(hs) > 1 && !c.collective() {
		c.find(years(len(hs)), hs...)
	}
}

func twoSpouses(c *house) {
	if ss := c.who(isSpouse); len(ss) > 1 && !c.collective() {
		c.find(years(len(ss)), ss...)
	}
}

func twoParents(c *house) {
	for _, is := range []func(string) bool{func(r string) bool { return r == "51" }, func(r string) bool { return r == "52" }} {
		if ps := c.who(is); len(ps) > 1 {
			c.find(nil, ps...)
		}
	}
}

func spouseSex(c *house) {
	head, ok := c.head()
	for _, s := range c.who(isSpouse) {
		if a, b := head.sex(), s.sex(); ok && a != "" && a == b {
			c.find(nil, head, s)
		}
	}
}

// sex is the person's sex, "" where it is not known.
func (r resident) sex() string {
	if r.Person == nil {
		return ""
	}
	if s := r.Text(quanyuan.Sex); s == "1" || s == "2" {
		return s
	}
	return ""
}

func spouseSingle(c *house) {
	head, ok := c.head()
	for _, s := range c.who(isSpouse) {
		if !ok {
			continue
		}
		for _, r := range []resident{head, s} {
			if m := r.Text(quanyuan.Marital); m != "" && !code.Marital.Unknown(m) && !code.Marital.Within(m, "20") {
				c.find(nil, head, s)
				break
			}
		}
	}
}

func relationMissing(c *house) {
	if c.collective() {
		return
	}
	for _, m := range c.members {
		if _, known := code.Relation.Get(m.Relation); !known {
			c.find(nil, m)
		}
	}
}

func relationFits(c *house) {
	for _, m := range c.members {
		if _, known := code.Relation.Get(m.Relation); known && !Fits(m.Relation, m.sex()) {
			c.find([]string{m.Relation}, m)
		}
	}
}

// gap finds members of a group who are too near in age to the head.
func (c *house) gap(is func(string) bool, least int, headOlder bool) {
	head, ok := c.head()
	if !ok {
		return
	}
	for _, m := range c.who(is) {
		a, b := head, m
		if !headOlder {
			a, b = m, head
		}
		if n, known := older(a, b); known && n < least && byBlood(m.Relation) {
			c.find(years(n), head, m)
		}
	}
}

func childAge(c *house)      { c.gap(isChild, youngestParent, true) }
func parentAge(c *house)     { c.gap(isParent, youngestParent, false) }
func grandchildAge(c *house) { c.gap(isGrandchild, 2*youngestParent, true) }

// motherAge looks at the head or the head's spouse, whichever is the mother.
func motherAge(c *house) {
	head, ok := c.head()
	if !ok {
		return
	}
	mother := head
	if spouses := c.who(isSpouse); head.sex() == "1" {
		if len(spouses) != 1 {
			return
		}
		mother = spouses[0]
	}
	if mother.sex() != "2" {
		return
	}
	for _, m := range c.who(isChild) {
		n, known := older(mother, m)
		if known && byBlood(m.Relation) && (n > oldestMother || n < youngestParent && mother.Member.Person != head.Member.Person) {
			c.find(years(n), mother, m)
		}
	}
}

func siblingAge(c *house) {
	head, ok := c.head()
	for _, m := range c.who(isSibling) {
		a, b := head.birth(), m.birth()
		if !ok || a == "" || b == "" || m.Relation == "70" || len(a) < 10 || len(b) < 10 {
			continue
		}
		if elder := m.Relation == "71" || m.Relation == "75"; elder && b > a || !elder && b < a {
			c.find(nil, head, m)
		}
	}
}

func (r resident) birth() string {
	if r.Person == nil {
		return ""
	}
	return r.Text(quanyuan.BirthDate)
}

// age is how old a member is today.
func (c *house) age(r resident) (int, bool) {
	b, ok := quanyuan.ParseDate(r.birth())
	if !ok {
		return 0, false
	}
	return b.Age(c.today)
}

func headYoung(c *house) {
	head, ok := c.head()
	if !ok || c.collective() {
		return
	}
	n, known := c.age(head)
	adult := slices.ContainsFunc(c.members, func(m resident) bool { a, ok := c.age(m); return ok && a >= 18 })
	if known && n < youngestHead && adult {
		c.find(years(n), head)
	}
}

func memberTwice(c *house) {
	seen := map[string]resident{}
	for _, m := range c.members {
		first, again := seen[string(m.Person.Number)]
		if id := m.Text(quanyuan.IDNumber); id != "" {
			if other, also := seen[id]; also && !again {
				first, again = other, true
			}
			seen[id] = m
		}
		if again {
			c.find(nil, first, m)
		}
		seen[string(m.Person.Number)] = m
	}
}

func memberGone(c *house) {
	for _, m := range c.members {
		if m.Exited != "" || !belongs(m.Person, c.Household) {
			c.find(nil, m)
		}
	}
}

// belongs reports whether a person stands in the household by his presences.
func belongs(p *quanyuan.Person, h *quanyuan.Household) bool {
	return slices.ContainsFunc(p.Presences, func(pr quanyuan.Presence) bool {
		return pr.Community == h.Community && pr.Household == h.Number && !pr.Ended()
	})
}

func noUnit(c *house) {
	if c.collective() && c.Unit == "" {
		c.find(nil)
	}
}

func largeFamily(c *house) {
	if n := len(c.members); !c.collective() && n > largestFamily {
		c.find(years(n))
	}
}
