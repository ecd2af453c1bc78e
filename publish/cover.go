package publish

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"quanyuan"
)

const coverName = "说明"

// coverSheet is the first sheet: what this is, how much there is to do, where, how
// to read it, and who signs.
type coverSheet struct {
	*excelize.StreamWriter
	row int
	err error
}

// write adds a row of cells with their styles.
func (c *coverSheet) write(height float64, cells ...excelize.Cell) {
	c.row++
	if c.err != nil {
		return
	}
	values := make([]any, len(cells))
	for i := range cells {
		if s, ok := cells[i].Value.(string); ok {
			cells[i].Value = clean(s)
		}
		values[i] = cells[i]
	}
	c.err = c.SetRow("A"+strconv.Itoa(c.row), values, excelize.RowOpts{Height: height})
}

// across joins the last row's cells from the given column to the last.
func (c *coverSheet) across(from string) {
	if c.err == nil {
		n := strconv.Itoa(c.row)
		c.err = c.MergeCell(from+n, "H"+n)
	}
}

func (wb *workbook) cover() error {
	if err := wb.page(coverName); err != nil {
		return err
	}
	sw, err := wb.file.NewStreamWriter(coverName)
	if err != nil {
		return err
	}
	for i, width := range []float64{20, 12, 12, 12, 12, 12, 12, 40} {
		if err := sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	c := &coverSheet{StreamWriter: sw}
	st := wb.styles
	c.write(34, excelize.Cell{StyleID: st.title, Value: wb.title()})
	c.across("A")
	for _, t := range wb.about() {
		c.write(heightOf(t, 128), excelize.Cell{StyleID: st.text, Value: t})
		c.across("A")
	}
	wb.summary(c)
	wb.byGroup(c)
	wb.legend(c)
	wb.signatures(c)
	if c.err != nil {
		return c.err
	}
	return sw.Flush()
}

// heightOf is the height of a wrapped text in points; merged cells do not grow
// by themselves.
func heightOf(s string, width float64) float64 {
	return max(leastHigh, 15*float64(wrapped(s, width))+3)
}

func (wb *workbook) about() []string {
	b := wb.book
	who := "本工作单列出各部门名单与登记库比对后，本社区要办的事。"
	switch {
	case b.source:
		who = "本工作单列出该单位（或该范围）报来的名单与登记库比对后，要核对和改正的内容。"
	case b.code == noCommunity:
		who = "本工作单列出没有写明社区、登记库里也查不到社区的行：先落实到社区，再交社区办理。"
	}
	masked := "身份证号码只显示前 6 位和后 4 位，电话显示前 3 位和后 4 位，出生日期只显示年份；项目本身不一致时，显示不同的数字。"
	if wb.ctx.Unmasked {
		masked = "本工作单中的身份证号码、电话和出生日期为完整显示，请妥善保管。"
	}
	about := []string{who + "比对结果只是建议：登记、更改、合并都由经办人核实后决定。", "比对日期：" + wb.ctx.date() + "　　" + wb.batches(), masked}
	if wb.ctx.City != "" {
		about[1] = "登记范围：" + wb.ctx.City + "　　" + about[1]
	}
	return about
}

// batches says which lists the workbook rests on.
func (wb *workbook) batches() string {
	var names []string
	for _, b := range slices.SortedFunc(maps.Values(wb.book.batches), func(a, b *quanyuan.Batch) int { return cmp.Compare(a.ID, b.ID) }) {
		name := b.File
		if d := b.AsOf.String(); d != "" {
			name += "（截至 " + d + "）"
		}
		names = append(names, name)
	}
	n := len(names)
	if n == 0 {
		return "依据：登记库"
	}
	const most = 5
	if n > most {
		names = append(names[:most], "等")
	}
	return fmt.Sprintf("依据名单 %d 份：%s", n, strings.Join(names, "、"))
}

// summary counts the lines of each sheet and says what to do with it.
func (wb *workbook) summary(c *coverSheet) {
	st := wb.styles
	c.write(26, excelize.Cell{StyleID: st.heading, Value: "一、要办多少"}, excelize.Cell{StyleID: st.heading, Value: ""})
	c.across("A")
	c.write(20, excelize.Cell{StyleID: st.head, Value: "工作表"}, excelize.Cell{StyleID: st.head, Value: "人（行）数"}, excelize.Cell{StyleID: st.head, Value: "怎么办"})
	c.across("C")
	for kind := range numSheets {
		spec, n := &sheetSpecs[kind], wb.people(kind)
		if n == 0 && (kind == sheetReportCard || wb.book.source && (kind == sheetQuality || kind == sheetDuplicates)) {
			continue
		}
		c.write(heightOf(spec.todo, 98), excelize.Cell{StyleID: wb.cell(plain), Value: spec.name}, excelize.Cell{StyleID: wb.cell(number), Value: n}, excelize.Cell{StyleID: wb.cell(plain), Value: spec.todo})
		c.across("C")
	}
	c.write(18, excelize.Cell{StyleID: wb.cell(plain), Value: "一致（不列出）"}, excelize.Cell{StyleID: wb.cell(number), Value: wb.book.same}, excelize.Cell{StyleID: wb.cell(plain), Value: "与登记库一致，不需要办理。"})
	c.across("C")
}

func (wb *workbook) cell(r role) int { return wb.styles.cells[cellStyle{r, false, false}] }

// people counts the persons or rows of a sheet: a person with three
// differences is one.
func (wb *workbook) people(kind sheetKind) int {
	if kind == sheetReportCard {
		return len(wb.book.card.rules)
	}
	n := 0
	for _, l := range wb.book.lines[kind] {
		if l.first {
			n++
		}
	}
	return n
}

// counted are the sheets whose people are counted by group on the cover.
var counted = []sheetKind{sheetNew, sheetDiffers, sheetElsewhere, sheetPossible, sheetDuplicates, sheetQuality}

// byGroup counts by unit, group and estate, in the order of the clerk's way; in
// the workbook of a source by community.
func (wb *workbook) byGroup(c *coverSheet) {
	type tally struct {
		name  string
		route route
		n     [numSheets]int
	}
	title := colPlace.title
	if wb.book.source {
		title = colCommunity.title
	}
	tallies := map[string]*tally{}
	for _, kind := range counted {
		for _, l := range wb.book.lines[kind] {
			key, r := wb.heading(l), l.route
			if wb.book.source {
				key, r = wb.ctx.place(l.community), route{group: []string{l.community}}
			}
			t := tallies[key]
			if t == nil {
				t = &tally{name: key, route: route{group: r.group}}
				tallies[key] = t
			}
			if l.first {
				t.n[kind]++
			}
		}
	}
	if len(tallies) == 0 {
		return
	}
	st := wb.styles
	c.write(26, excelize.Cell{StyleID: st.heading, Value: "二、在哪里"})
	c.across("A")
	head := []excelize.Cell{{StyleID: st.head, Value: title}}
	for _, kind := range counted {
		head = append(head, excelize.Cell{StyleID: st.head, Value: sheetSpecs[kind].name})
	}
	c.write(20, head...)
	for _, t := range slices.SortedFunc(maps.Values(tallies), func(a, b *tally) int { return a.route.compare(&b.route) }) {
		name := cmp.Or(t.name, "（未注明）")
		cells := []excelize.Cell{{StyleID: wb.cell(plain), Value: name}}
		for _, kind := range counted {
			var v any = t.n[kind]
			if t.n[kind] == 0 {
				v = nil
			}
			cells = append(cells, excelize.Cell{StyleID: wb.cell(number), Value: v})
		}
		c.write(0, cells...)
	}
}

// legend explains the marks.
func (wb *workbook) legend(c *coverSheet) {
	st := wb.styles
	c.write(26, excelize.Cell{StyleID: st.heading, Value: "三、怎么看"})
	c.across("A")
	for _, l := range []struct {
		style int
		mark  string
		text  string
	}{
		{wb.cell(after), "名单的值", "底纹加粗的是名单的值，左边不加底纹的是登记库的值；下划线标出两边不同的字。"},
		{wb.styles.cells[cellStyle{plain, true, false}], "粗横线", "粗横线处换一个单位、小组或物业（疑似和库内重复：换一个人），按走访的先后排列：楼栋、门牌、姓名。"},
		{wb.styles.cells[cellStyle{plain, false, true}], "处理结果", "灰底三栏由经办人填写：处理结果从下拉列表选择，并写明处理人和日期。"},
		{wb.cell(plain), "可能性", "极可能：95% 以上；很可能：80% 以上；可能：50% 以上；把握不大：50% 以下。"},
	} {
		c.write(heightOf(l.text, 108), excelize.Cell{StyleID: l.style, Value: l.mark}, excelize.Cell{StyleID: st.text, Value: l.text})
		c.across("B")
	}
}

// signatures are the lines for those who answer for the work.
func (wb *workbook) signatures(c *coverSheet) {
	st := wb.styles
	c.write(14)
	for _, who := range []string{"经办人：", "复核人：", "单位（盖章）："} {
		c.write(30, excelize.Cell{StyleID: st.sign, Value: who}, excelize.Cell{StyleID: st.sign, Value: ""}, excelize.Cell{StyleID: st.sign, Value: ""},
			excelize.Cell{StyleID: st.sign, Value: ""}, excelize.Cell{}, excelize.Cell{StyleID: st.sign, Value: "日期："}, excelize.Cell{StyleID: st.sign, Value: ""})
	}
}

// card is the report card of a source unit: what is wrong how often, with the
// first places.
func (wb *workbook) card() []row {
	if !wb.book.source {
		return nil
	}
	var out []row
	for _, n := range wb.book.card.sorted() {
		sentence, advice := n.sentence(wb.ctx, "zh")
		var where []string
		for _, w := range n.examples {
			where = append(where, whereText(w))
		}
		share := float64(n.rows) / float64(max(wb.book.card.rows, 1)) * 100
		out = append(out, row{cells: []any{severities[n.severity][0], n.field.Zh(), clean(sentence), n.rows, strconv.FormatFloat(share, 'f', 1, 64) + "%", clean(strings.Join(where, "；")), clean(advice)}})
	}
	return out
}
