package intake

import (
	"regexp"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/refdata/code"
)

// column reads one column of a sheet. It belongs to one goroutine.
type column struct {
	at      int
	attr    attribute
	field   quanyuan.Field
	role    role
	child   int
	member  int
	part    string
	header  string
	table   *code.Table
	variant *code.Variant
	form    dateForm
	legend  map[string]string // what the header says of its numbers
	home    bool              // an address of which the list does not say which of the two it is
	both    bool              // 人户状况: says both statuses
	joined  bool              // 姓名及身份证号: a name and a number in one cell
	parts   []*column         // of a composite cell, in the order of the header
	loose   bool              // the header does not name the parts
	cache   map[string]coded
}

// columnsOf compiles a mapping.
func columnsOf(m *SheetMapping, v *vocabulary, today, asOf quanyuan.Date, date1904 bool) []*column {
	var out []*column
	for i := range m.Columns {
		cm := &m.Columns[i]
		if cm.Field == "" || cm.Field == string(attrSerial) {
			continue
		}
		c := &column{at: cm.at, attr: attribute(cm.Field), role: role(cm.Role), child: cm.Child, member: cm.Member, part: cm.Part, header: cm.Header,
			form: dateForm{today: today, asOf: asOf, date1904: date1904}, cache: map[string]coded{}}
		switch cm.Dates {
		case "lunar":
			c.form.lunar = true
		default:
			c.form.order = cm.Dates
		}
		if f, ok := quanyuan.FieldByKey(cm.Field); ok {
			c.field = f
		} else if !pseudoAttributes[c.attr] {
			continue
		}
		if c.attr == attrWeakDeath {
			c.field = quanyuan.DeathDate
		}
		if c.table = tableOf(cm.Field); c.table != nil && cm.Variant != "" {
			c.variant, _ = c.table.Variant(cm.Variant)
		}
		if c.table != nil {
			c.legend = legend(c.header)
		}
		c.home = c.field == quanyuan.ResidenceAddress && c.role == rolePlain && c.part == "" && m.bareAddress(c.header)
		c.both = c.field == quanyuan.HukouStatus && strings.Contains(cm.Header, "人户")
		c.joined = c.field == quanyuan.IDNumber && strings.Contains(cm.Header, "姓名") || c.field == quanyuan.Name && c.role == rolePlain
		if c.field == quanyuan.Name || compositeFields[c.attr] || c.attr == attrMembers {
			c.parts = c.partsColumns(v, cm)
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *column) int { return a.at - b.at })
	return out
}

// lodgings are columns of those who live away from home.
var lodgings = []string{"宿舍", "寝室", "住校", "住宿", "床位", "床号"}

// bareAddress reports a header that says neither 现住 nor 户籍 of its address, in a
// sheet that gives lodgings and no hukou address: the home of those who live away
// from it may be where they are registered.
func (m *SheetMapping) bareAddress(header string) bool {
	if containsAny(header, livedAt) || containsAny(header, []string{"常住", "户籍", "户口", "living", "current", "residence"}) {
		return false
	}
	lodged := false
	for _, c := range m.Columns {
		if c.Field == quanyuan.HukouAddress.Key() {
			return false
		}
		lodged = lodged || containsAny(c.Header, lodgings)
	}
	return lodged
}

// read puts what a cell says into the draft of its person.
func (c *column) read(raw string, in cellInfo, d *draft) {
	mark := ""
	if in.filled {
		mark = "filled"
		d.find.add("cell.filled", c.field, quanyuan.Info)
	}
	switch c.attr {
	case attrCategory:
		d.category = strings.TrimSpace(raw)
		return
	case attrMarriageKind, attrOtherNumber, attrWeakAddress, attrMembers:
		return
	}
	if c.parts != nil && !(c.field == quanyuan.Name && plainName(raw)) && c.readParts(raw, d) {
		return
	}
	if c.field >= quanyuan.ChildName && c.field <= quanyuan.ChildPolicy && c.child > 0 {
		c.readChild(raw, in, d)
		return
	}
	if value, ok := strings.CutPrefix(c.part, tickPart); ok {
		if ticked(raw) {
			d.set(c.field, c.coded(value).v)
		}
		return
	}
	if pieceParts[c.part] {
		if d.pieces == nil {
			d.pieces = map[quanyuan.Field][]addressPart{}
		}
		d.pieces[c.field] = append(d.pieces[c.field], addressPart{c.part, foldText(raw)})
		return
	}
	if c.part != "" && c.part != partApart && c.part != partPerson {
		p := addressPart{c.part, foldText(raw)}
		if emptyWord(p.text) {
			return
		}
		if c.field == quanyuan.HukouAddress {
			d.hukou = append(d.hukou, p)
		} else {
			d.residence = append(d.residence, p)
		}
		return
	}
	if c.field == quanyuan.Name && !plainName(raw) {
		if m := relationAndName.FindStringSubmatch(foldText(raw)); m != nil {
			if e, ok := code.Relation.Lookup(m[1]); ok {
				raw = m[2]
				if !d.has(quanyuan.Relation) {
					d.set(quanyuan.Relation, codeValue(m[1], e.Code))
				}
			}
		}
		if m := nameAndSex.FindStringSubmatch(raw); m != nil {
			raw = m[1]
			d.set(quanyuan.Sex, codeValue(m[2], map[string]string{"男": "1", "女": "2"}[m[2]]))
		}
	}
	if c.joined {
		if name, number := splitNameNumber(raw); number != "" && name != "" {
			c.readJoined(name, number, in, d)
			return
		}
	}
	v := c.value(raw, in, d)
	if mark != "" && v.Mark == "" && v.State != quanyuan.Missing {
		v.Mark = mark
	}
	switch c.field {
	case quanyuan.ResidenceAddress:
		if c.home && v.Mark == "" && v.Known() {
			v.Mark = "home"
		}
		d.set(c.field, v)
	case quanyuan.Phone:
		if c.role == roleKin || containsAny(c.header, kinWords) {
			v.Mark = "kin"
		}
		d.phone(v)
	case quanyuan.Note, quanyuan.SchoolClass, quanyuan.Room:
		sep := map[quanyuan.Field]string{quanyuan.Note: "；", quanyuan.SchoolClass: "", quanyuan.Room: "-"}[c.field]
		d.join(c.field, v, sep)
	default:
		d.set(c.field, v)
	}
}

// relationAndName is 户主：陈建军 and 长子 陈小雨.
var relationAndName = regexp.MustCompile(`^\s*(\p{Han}{1,4})\s*[:： ]\s*(\p{Han}{2,4}|\p{Han}+·\p{Han}+)\s*$`)

// nameAndSex is 李强/男 and 李强（男）.
var nameAndSex = regexp.MustCompile(`^\s*(\p{Han}[\p{Han}· ]+?)\s*[/／、,，;；|(（ ]\s*(男|女)\s*[)）]?\s*$`)

// splitNameNumber parts 张伟（51010419850307005X） and 张伟 51010419850307005X; both
// are empty where a cell holds no number after a name.
func splitNameNumber(s string) (name, number string) {
	if len(s) < 18 || len(s) > 100 {
		return "", ""
	}
	text := foldText(s)
	at := childNumberRE.FindStringIndex(text)
	if at == nil || at[0] == 0 || at[1] < len(text) && text[at[1]] >= '0' && text[at[1]] <= '9' || !looksLikeNumber(text[at[0]:at[1]]) {
		return "", ""
	}
	name = strings.Trim(text[:at[0]]+text[at[1]:], " \t\n()[]:：,，、/;；-—【】（）")
	for _, w := range []string{"身份证号码", "身份证号", "身份证"} {
		name = strings.TrimRight(strings.TrimSuffix(name, w), " \t\n([:：,，、/;；-—【（")
	}
	if n := joinName(name); !looksLikeName(n) && !plainName(n) && !strings.ContainsRune(n, '·') {
		return "", ""
	}
	return name, text[at[0]:at[1]]
}

func (c *column) readJoined(name, number string, in cellInfo, d *draft) {
	v, former := nameValue(name, quanyuan.Name, &d.find)
	if former != "" {
		d.set(quanyuan.FormerName, quanyuan.Value{Text: former, State: quanyuan.Understood})
	}
	d.set(quanyuan.Name, v)
	if d.has(quanyuan.IDNumber) {
		return
	}
	id, ev := numberValue(number, cellInfo{}, quanyuan.IDNumber, c.form.today, &d.find)
	d.fromID = ev
	d.set(quanyuan.IDNumber, id)
}

// value understands a cell by the kind of its field.
func (c *column) value(raw string, in cellInfo, d *draft) quanyuan.Value {
	switch c.field {
	case quanyuan.Name:
		v, former := nameValue(raw, c.field, &d.find)
		if former != "" {
			d.set(quanyuan.FormerName, quanyuan.Value{Text: former, State: quanyuan.Understood})
		}
		return v
	case quanyuan.FormerName, quanyuan.HeadName, quanyuan.SpouseName, quanyuan.FatherName, quanyuan.MotherName:
		var find findings // of somebody else: the notes are not about this person
		v, _ := nameValue(raw, c.field, &find)
		return v
	case quanyuan.IDNumber:
		v, ev := numberValue(raw, in, c.field, c.form.today, &d.find)
		d.fromID = ev
		return v
	case quanyuan.HeadID, quanyuan.SpouseID, quanyuan.FatherID, quanyuan.MotherID:
		var find findings
		v, _ := numberValue(raw, in, c.field, c.form.today, &find)
		return v
	case quanyuan.Phone:
		if in.number && strings.ContainsAny(raw, "eE") {
			d.find.add("number.precision", c.field, quanyuan.Fault)
			return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}
		}
		return phoneValue(raw, &d.find)
	case quanyuan.BirthDate, quanyuan.DeathDate, quanyuan.ArriveDate, quanyuan.LeaveDate, quanyuan.MarriageDate, quanyuan.RegisteredOn, quanyuan.ExitDate:
		return c.date(raw, in, d)
	case quanyuan.ChildCount, quanyuan.ChildOrder:
		return countValue(raw, c.field, &d.find)
	case quanyuan.HukouDivision, quanyuan.ResidenceDivision, quanyuan.CommunityCode:
		return divisionValue(raw, c.field, &d.find)
	case quanyuan.HukouAddress, quanyuan.ResidenceAddress:
		// 510104 is a division, not an address.
		if n := len(raw); (n == 6 || n == 9 || n == 12) && digitsOf(raw) == raw {
			division := quanyuan.HukouDivision
			if c.field == quanyuan.ResidenceAddress {
				division = quanyuan.ResidenceDivision
			}
			d.set(division, divisionValue(raw, division, &d.find))
			return quanyuan.Value{}
		}
		return textValue(raw)
	case quanyuan.PersonNumber, quanyuan.HouseholdNumber:
		return textValue(strings.TrimSuffix(strings.Trim(raw, "'‘’"), ".0"))
	}
	if c.table == nil {
		return textValue(raw)
	}
	got := c.coded(raw)
	if got.rule != "" {
		d.find.add(got.rule, c.field, quanyuan.Warning, raw)
	}
	if got.house.State != quanyuan.Missing && !d.has(quanyuan.HouseholdType) {
		d.set(quanyuan.HouseholdType, got.house)
	}
	if c.both {
		if e, ok := code.ResidenceStatus.Lookup(raw); ok {
			d.set(quanyuan.ResidenceStatus, codeValue(raw, e.Code))
		}
	}
	return got.v
}

func (c *column) date(raw string, in cellInfo, d *draft) quanyuan.Value {
	form := c.form
	form.number = in.number
	v := dateValue(raw, form, c.field, &d.find)
	if c.attr == attrWeakDeath && v.Known() {
		// The day of cremation or cancellation: death was in or before that month.
		v = quanyuan.Value{Raw: v.Written(), Text: v.Text[:min(7, len(v.Text))], State: quanyuan.Doubtful, Mark: "cremation"}
		d.find.add("date.cremation", c.field, quanyuan.Info)
	}
	return v
}
