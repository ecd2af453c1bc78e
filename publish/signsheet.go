package publish

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"quanyuan"
)

// SignSheet is what is printed, signed and stamped when a division is clean.
type SignSheet struct {
	Campaign  *quanyuan.Campaign
	Signature *quanyuan.Signature
	Place     string // full name of the division
	Fits      bool   // the state is still the one that was signed
	// Task names a kind of task.
	Task func(kind string) string
}

// line is a name with what stands beside it.
type signLine struct{ Name, Value string }

// facts are the lines of the sheet, in one language of its paper: these sheets
// are Chinese documents.
func (s *SignSheet) facts() []signLine {
	st := &s.Signature.State
	lines := []signLine{
		{"在册关系（人·社区）", fmt.Sprint(st.Persons)},
		{"计为户籍人口", fmt.Sprint(st.Hukou)},
		{"计为现住人口", fmt.Sprint(st.Residents)},
	}
	for _, c := range []struct{ code, name string }{
		{"1", "第一类：户口在本社区，现住本社区"}, {"2", "第二类：户口在本社区，不在本社区居住"},
		{"3", "第三类：户口不在本社区，现住本社区满30天"}, {"4", "第四类：户口待定，现住本社区"},
		{"5", "未满30天"}, {"6", "不纳入（就医、旅游、探亲、访友、出差）"}, {"0", "状况不明"},
	} {
		if n := st.Categories[c.code]; n > 0 {
			lines = append(lines, signLine{c.name, fmt.Sprint(n)})
		}
	}
	return append(lines, signLine{"有争议、按规则只计一处", fmt.Sprint(st.Disputed)})
}

func (s *SignSheet) tasks() []signLine {
	var lines []signLine
	for _, t := range s.Signature.State.Tasks {
		lines = append(lines, signLine{s.Task(t.Kind), fmt.Sprintf("发现 %d，已办 %d，未办 %d", t.Found, t.Found-t.Left, t.Left)})
	}
	if lines == nil {
		lines = []signLine{{"专项任务", "无"}}
	}
	return lines
}

func (s *SignSheet) marks() []signLine {
	state := "与签收时一致"
	if !s.Fits {
		state = "签收后已有变动，须重新签收"
	}
	return []signLine{
		{"签收时间", s.Signature.At.Format("2006年1月2日 15:04")},
		{"状态摘要（SHA-256）", s.Signature.State.Hash},
		{"审计链位置", s.Signature.Anchor},
		{"核对", state},
	}
}

func (s *SignSheet) title() string { return s.Campaign.Name + "　签收单" }

//go:embed signsheet.html
var signSheetPage string

var signSheetTemplate = template.Must(template.New("signsheet").Parse(signSheetPage))

// HTML writes the sheet as one page that prints on A4, complete in itself.
func (s *SignSheet) HTML(w io.Writer) error {
	return signSheetTemplate.Execute(w, map[string]any{
		"Title": s.title(), "Place": s.Place, "Facts": s.facts(), "Tasks": s.tasks(), "Marks": s.marks(),
		"Signer": s.Signature.Signer, "Duty": s.Signature.Duty, "Head": s.Signature.Head, "Fits": s.Fits,
	})
}

// XLSX writes the sheet as a workbook of one sheet that prints on A4.
func (s *SignSheet) XLSX(w io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	stable(f, s.Signature.At)
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	b := &signBook{f: f, st: st, sheet: "签收单"}
	b.do(f.SetDefaultFont(bodyFont), f.SetSheetName("Sheet1", b.sheet), f.SetColWidth(b.sheet, "A", "A", 40), f.SetColWidth(b.sheet, "B", "B", 50))
	stamp := s.Signature.At.UTC().Format(time.RFC3339)
	b.do(f.SetDocProps(&excelize.DocProperties{Title: s.title(), Creator: "全员 Quanyuan", LastModifiedBy: "全员 Quanyuan", Created: stamp, Modified: stamp, Language: "zh-CN"}))
	b.wide(s.title(), st.title, 30)
	b.wide(s.Place, st.heading, 22)
	b.table(s.facts())
	b.wide("专项任务", st.heading, 22)
	b.table(s.tasks())
	b.wide("签收", st.heading, 22)
	b.table(s.marks())
	b.sign("清理人（签名）", s.Signature.Signer+"　"+s.Signature.Duty)
	b.sign("负责人（签名）", s.Signature.Head)
	b.sign("单位（盖章）", "")
	size, fit := 9, 1
	b.do(f.SetPageLayout(b.sheet, &excelize.PageLayoutOptions{Size: &size, FitToWidth: &fit}),
		f.SetSheetProps(b.sheet, &excelize.SheetPropsOptions{FitToPage: new(true)}))
	if b.err != nil {
		return b.err
	}
	return f.Write(w)
}

// signBook fills a sheet from above; the first error stays.
type signBook struct {
	f     *excelize.File
	st    *styles
	sheet string
	row   int
	err   error
}

func (b *signBook) do(errs ...error) {
	for _, err := range errs {
		if b.err == nil {
			b.err = err
		}
	}
}

func (b *signBook) cell(column string) string { return fmt.Sprint(column, b.row) }

func (b *signBook) wide(text string, style int, height float64) {
	b.row++
	b.do(b.f.SetCellStr(b.sheet, b.cell("A"), text), b.f.MergeCell(b.sheet, b.cell("A"), b.cell("B")),
		b.f.SetCellStyle(b.sheet, b.cell("A"), b.cell("B"), style), b.f.SetRowHeight(b.sheet, b.row, height))
}

func (b *signBook) table(lines []signLine) {
	for _, l := range lines {
		b.row++
		b.do(b.f.SetCellStr(b.sheet, b.cell("A"), l.Name), b.f.SetCellStr(b.sheet, b.cell("B"), l.Value),
			b.f.SetCellStyle(b.sheet, b.cell("A"), b.cell("B"), b.st.cells[cellStyle{plain, false, false}]))
		if len(l.Value) > 50 {
			b.do(b.f.SetRowHeight(b.sheet, b.row, 28))
		}
	}
}

func (b *signBook) sign(name, printed string) {
	b.row++
	b.do(b.f.SetCellStr(b.sheet, b.cell("A"), name), b.f.SetCellStr(b.sheet, b.cell("B"), printed),
		b.f.SetCellStyle(b.sheet, b.cell("A"), b.cell("B"), b.st.sign), b.f.SetRowHeight(b.sheet, b.row, 42))
}
