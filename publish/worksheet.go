package publish

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"quanyuan"
)

// WorksheetLine is one line of a worksheet: a person of the register, or a row
// of a list as a person without a number.
type WorksheetLine struct {
	Sheet    quanyuan.WorksheetKind
	Person   *quanyuan.Person // what may be shown of him
	Presence quanyuan.Presence
	Field    quanyuan.Field // of the item that is wrong
	Value    string         // of that item in the register, as people read it
	Told     string         // what a list says instead; "" when none does
	Why      string
	Advice   string
	Sources  []WorksheetSource
}

// WorksheetSource is a row of a list that says so.
type WorksheetSource struct {
	Source quanyuan.Source
	Where  quanyuan.Where
}

// WorksheetHead says for whom worksheets are made, and by whom.
type WorksheetHead struct {
	Community string // code
	Place     string // full name of the community
	Campaign  string // name; "" outside a campaign
	By        string // who takes them out
	Purpose   string
}

// The parts for which documents are made.
const (
	PartCommunity = "community"
	PartUnit      = "unit"
	PartGroup     = "group"
	PartEstate    = "estate"
)

// Parts lists the parts of a community in the order of their documents.
func Parts() []string { return []string{PartCommunity, PartUnit, PartGroup, PartEstate} }

// partNames are the parts as folders and titles have them.
var partNames = map[string]string{PartCommunity: "全社区", PartUnit: "单位", PartGroup: "小组", PartEstate: "物业"}

// Worksheets are the lines of one community, in the order of the clerk's way.
type Worksheets struct {
	ctx   Context
	head  WorksheetHead
	lines []*sheetLine
}

// sheetLine is a line with where it stands on the clerk's way.
type sheetLine struct {
	WorksheetLine
	route               route
	unit, group, estate string
}

// NewWorksheets sorts the lines of a community by unit, group, estate and door.
func NewWorksheets(c Context, h WorksheetHead, lines []WorksheetLine) *Worksheets {
	w := &Worksheets{ctx: c, head: h}
	for _, l := range lines {
		w.lines = append(w.lines, w.placed(l))
	}
	slices.SortStableFunc(w.lines, func(a, b *sheetLine) int {
		return cmp.Or(compareAll([]string{a.unit}, []string{b.unit}), a.route.compare(&b.route))
	})
	return w
}

func (w *Worksheets) placed(l WorksheetLine) *sheetLine {
	address := cmp.Or(l.Person.Text(quanyuan.ResidenceAddress), l.Person.Text(quanyuan.HukouAddress))
	if l.Sheet == quanyuan.AwaySheet || l.Sheet == quanyuan.EmptySheet { // they are looked for where they are registered
		address = cmp.Or(l.Person.Text(quanyuan.HukouAddress), address)
	}
	door := w.ctx.door(address)
	s := &sheetLine{WorksheetLine: l, unit: l.Presence.Unit, group: cmp.Or(l.Presence.Group, door.Group), estate: cmp.Or(l.Presence.Estate, door.Estate)}
	s.route = w.ctx.route(l.Person, "", Door{Group: s.group, Estate: s.estate}, address)
	return s
}

// part is the unit, group or estate of a line.
func (l *sheetLine) part(of string) string {
	return map[string]string{PartUnit: l.unit, PartGroup: l.group, PartEstate: l.estate}[of]
}

// Documents gives a document for the community, and one for each of its units,
// groups and estates that have a line, as parts asks.
func (w *Worksheets) Documents(parts []string) []*WorksheetDocument {
	var out []*WorksheetDocument
	names := &filenames{}
	folder := names.name(w.head.Community + " " + w.ctx.place(w.head.Community))
	for _, part := range parts {
		if part == PartCommunity {
			out = append(out, &WorksheetDocument{Worksheets: w, Name: folder + "/" + partNames[part], lines: w.lines})
			continue
		}
		by := map[string][]*sheetLine{}
		for _, l := range w.lines {
			if name := l.part(part); name != "" {
				by[name] = append(by[name], l)
			}
		}
		inside := &filenames{}
		for _, name := range sortedNaturally(by) {
			out = append(out, &WorksheetDocument{Worksheets: w, Part: partNames[part] + "　" + name, Name: folder + "/" + partNames[part] + "/" + inside.name(name), lines: by[name]})
		}
	}
	return out
}

func sortedNaturally(by map[string][]*sheetLine) []string {
	out := make([]string, 0, len(by))
	for name := range by {
		out = append(out, name)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(natural(a, b), strings.Compare(a, b)) })
	return out
}

// WorksheetDocument is the worksheets of a community or of a part of it, to be
// filled in, signed and stamped.
type WorksheetDocument struct {
	*Worksheets
	Part  string // "" for the whole community
	Name  string // of the file, with its folders and without an extension
	lines []*sheetLine
}

// Count counts the lines of a worksheet.
func (d *WorksheetDocument) Count(kind quanyuan.WorksheetKind) int { return len(d.of(kind)) }

func (d *WorksheetDocument) of(kind quanyuan.WorksheetKind) (out []*sheetLine) {
	for _, l := range d.lines {
		if l.Sheet == kind {
			out = append(out, l)
		}
	}
	return out
}

func (d *WorksheetDocument) title() string {
	name := d.ctx.place(d.head.Community)
	if d.Part != "" {
		name += "　" + d.Part
	}
	return name + "　核对工作表"
}

// mark is who took the document out and when; it stands on every page.
func (d *WorksheetDocument) mark() string {
	return strings.Join(known(d.head.By, d.ctx.At.Format("2006-01-02 15:04"), d.head.Purpose), "　")
}

// Hash is the SHA-256 of what the lists say, in hex. It is printed beside the
// signatures, so that a signed paper belongs to one file.
func (d *WorksheetDocument) Hash() string {
	h := sha256.New()
	for _, kind := range quanyuan.WorksheetKinds() {
		for _, l := range d.of(kind) {
			for _, c := range d.cells(kind, l) {
				io.WriteString(h, c+"\x1f")
			}
			io.WriteString(h, "\x1e")
		}
		io.WriteString(h, "\x1d")
	}
	return hex.EncodeToString(h.Sum(nil))
}

var (
	colSheetWhy    = column{"原因", 30, before}
	colSheetHukou  = column{"户籍地址", 24, plain}
	colSheetHome   = column{"现居住地址", 24, plain}
	colSheetKin    = column{"与户主关系", 9, plain}
	worksheetWho   = []column{colPlace, colPerson, {colName.title, 11, plain}, colSex, colBirth, colID}
	worksheetSpecs = map[quanyuan.WorksheetKind]sheetSpec{
		quanyuan.ItemSheet: {"项目差错", "登记有缺、有错或与名单不同的项目，一项一行：核对证件，改正，或注明核实无误。",
			[]column{colPlace, colPerson, colName, {"项目", 11, plain}, {"登记的值", 22, before}, {"问题", 26, plain}, {"怎么办", 26, plain}, colSource},
			[]string{"已改正", "核实无误", "查无此人", "待核实"}},
		quanyuan.AwaySheet: {"有户无人", "户口在本社区、不在本社区居住，知道在哪里的人：核实是否还在那里。",
			append(slices.Clone(worksheetWho), colSheetKin, colSheetHukou, colSheetHome, colSheetWhy),
			[]string{"属实", "已回本社区", "户口已迁出", "去向不明", "待核实"}},
		quanyuan.GuestSheet: {"有人无户", "住在本社区、户口不在本社区的人：核实是否仍住；名单上有而登记库没有的，上门后登记。",
			append(slices.Clone(worksheetWho), colSheetHome, colSheetHukou, column{"流入日期", 11, identifier}, column{colSheetWhy.title, 20, before}, column{colSource.title, 20, plain}),
			[]string{"属实", "已登记", "已离开", "户口已迁入", "待核实"}},
		quanyuan.UnregisteredSheet: {"应落未落", "应在本社区登记户口而没有的人：户口待定的；名单、家人档案里有而登记库没有的（该行是家人，原因写明是谁）。",
			append(slices.Clone(worksheetWho), colSheetHome, colSheetHukou, colSheetWhy, colSource),
			[]string{"已落户", "已登记", "不属本社区", "查无此人", "待核实"}},
		quanyuan.UnstruckSheet: {"应销未销", "应注销而仍在册的人：死亡、户口迁往别处、重复登记。核实后由人办理退出、迁移或合并，不自动注销。",
			append(slices.Clone(worksheetWho), colSheetHukou, colSheetWhy, colSource),
			[]string{"已注销", "已迁出", "已合并", "不应注销", "待核实"}},
		quanyuan.EmptySheet: {"空挂户", "户口在本社区、人不在、去向不明的人：向家人、邻居、单位了解去向。",
			append(slices.Clone(worksheetWho), colSheetKin, column{"户编号", 14, identifier}, colSheetHukou, colSheetWhy),
			[]string{"已查明去向", "本人居住", "户口已迁出", "仍无下落", "待核实"}},
	}
)

// cells are what a line says, in the order of the columns of its sheet.
func (d *WorksheetDocument) cells(kind quanyuan.WorksheetKind, l *sheetLine) []string {
	columns := worksheetSpecs[kind].columns
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = d.cell(c.title, l)
	}
	return out
}

func (d *WorksheetDocument) cell(title string, l *sheetLine) string {
	m := masker{d.ctx.Unmasked}
	text := func(f quanyuan.Field) string {
		v := l.Person.Value(f)
		if v.Known() {
			return m.field(f, word(f, v.Text))
		}
		return m.field(f, v.Written())
	}
	switch title {
	case colPlace.title:
		return m.text(strings.Join(known(append([]string{l.unit}, l.route.group...)...), "／"))
	case colPerson.title:
		return string(l.Person.Number)
	case colName.title:
		return text(quanyuan.Name)
	case colSex.title:
		return text(quanyuan.Sex)
	case colBirth.title:
		return text(quanyuan.BirthDate)
	case colID.title:
		return text(quanyuan.IDNumber)
	case colSheetKin.title:
		return text(quanyuan.Relation)
	case colSheetHukou.title:
		return text(quanyuan.HukouAddress)
	case colSheetHome.title:
		return text(quanyuan.ResidenceAddress)
	case "流入日期":
		if !l.Presence.Since.IsZero() {
			return l.Presence.Since.String()
		}
		return text(quanyuan.ArriveDate)
	case "户编号":
		return l.Presence.Household
	case "项目":
		return l.Field.Zh()
	case "登记的值":
		value, _ := m.pair(l.Field, l.Value, l.Told)
		return value
	case "问题":
		if _, told := m.pair(l.Field, l.Value, l.Told); told != "" {
			return "名单写的是“" + told + "”"
		}
		return m.remark(l.Why)
	case colSheetWhy.title:
		return m.text(l.Why)
	case "怎么办":
		return l.Advice
	}
	return d.sources(l)
}

func (d *WorksheetDocument) sources(l *sheetLine) string {
	var out []string
	for _, s := range l.Sources {
		out = append(out, d.ctx.unitName(s.Source)+"\n"+whereText(s.Where))
	}
	if len(out) == 0 {
		return "登记库"
	}
	return strings.Join(out, "\n")
}

// about says what the document is and is not.
func (d *WorksheetDocument) about() []string {
	masked := "身份证号码只显示前 6 位和后 4 位，出生日期只显示年份。"
	if d.ctx.Unmasked {
		masked = "本表的身份证号码和出生日期为完整显示，请妥善保管。"
	}
	out := []string{
		"本表列出要上门核对的人和项目，依据登记库和各部门名单；它不是结论，不据此注销、处罚或追查任何人。核实后由经办人在登记库办理。",
		"按单位、小组、物业、楼栋门牌排列。灰底各栏由核对人填写。" + masked,
		"取出：" + d.mark(),
	}
	if d.head.Campaign != "" {
		out = append([]string{d.head.Campaign}, out...)
	}
	return out
}

// stamp is the day of the document as the paper writes it.
func (d *WorksheetDocument) stamp() string { return d.ctx.At.Format("2006年1月2日 15:04") }

// signLines are what stands above the signatures.
func (d *WorksheetDocument) signLines() []signLine {
	lines := []signLine{{"范围", strings.Join(known(d.head.Place, d.Part), "　")}}
	for _, kind := range quanyuan.WorksheetKinds() {
		lines = append(lines, signLine{kind.Name("zh"), fmt.Sprint(d.Count(kind)) + " 行"})
	}
	return append(lines, signLine{"制表时间", d.stamp()}, signLine{"内容摘要（SHA-256）", d.Hash()})
}

// at is the time inside the files.
func (d *WorksheetDocument) at() time.Time { return d.ctx.At }
