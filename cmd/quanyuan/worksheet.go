package main

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

type worksheetCmd struct {
	Count worksheetCountCmd `cmd:"" help:"各类要核对多少，逐社区或街道。 How much there is to look at, by division."`
	Rows  worksheetRowsCmd  `cmd:"" help:"一个社区一类核对表上的人。 Who stands on a worksheet of a community."`
	Write worksheetWriteCmd `cmd:"" help:"写出社区、单位、小组、物业的核对表（Excel、网页、PDF），附清单和签名。 Write the documents of communities, units, groups and estates with a signed manifest."`
}

type worksheetCountCmd struct {
	actorFlags
	tableFlags
	Division string `help:"区划编码。 Division." placeholder:"CODE"`
	By       string `help:"按哪一级列出。 Level of the lines." enum:"community,town,county,city" default:"community"`
}

// Run prints how many lines and persons stand on each worksheet.
func (c *worksheetCountCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		scope, err := scopeOf(c.Division)
		if err != nil {
			return err
		}
		p := newProgress(e, e.text("清点", "worksheets"))
		defer p.close()
		parts, whole, err := d.WorksheetCounts(e.ctx, by, desk.WorksheetQuery{Scope: scope, Level: levels[c.By], Progress: p.update})
		if err != nil {
			return err
		}
		p.close()
		whole.Name = e.text("合计", "all")
		t := worksheetTable(e, append(parts, whole))
		return c.write(e, []publish.Table{t}, worksheetJSON(parts, whole))
	})
}

func worksheetTable(e *env, parts []desk.WorksheetCount) publish.Table {
	t := publish.Table{Name: e.text("核对表", "worksheets"), Head: []string{e.text("编码", "code"), e.text("名称", "name")}}
	for _, k := range quanyuan.WorksheetKinds() {
		t.Head = append(t.Head, k.Name(e.lang))
	}
	for _, p := range parts {
		row := []any{p.Division, p.Name}
		for _, k := range quanyuan.WorksheetKinds() {
			row = append(row, p.Persons[k])
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = []string{e.text("数的是人（名单上而登记库没有的数行）。各类的定义见 docs/method/worksheets.zh.md。", "Persons are counted (and rows of lists about nobody in the register). docs/method/worksheets.md defines the sheets.")}
	return t
}

type worksheetLineJSON struct {
	Code    string         `json:"code"`
	Name    string         `json:"name"`
	Persons map[string]int `json:"persons"`
	Lines   map[string]int `json:"lines"`
}

func worksheetJSON(parts []desk.WorksheetCount, whole desk.WorksheetCount) any {
	line := func(c desk.WorksheetCount) worksheetLineJSON {
		l := worksheetLineJSON{c.Division, c.Name, map[string]int{}, map[string]int{}}
		for _, k := range quanyuan.WorksheetKinds() {
			l.Persons[string(k)], l.Lines[string(k)] = c.Persons[k], c.Lines[k]
		}
		return l
	}
	out := struct {
		Parts []worksheetLineJSON `json:"parts"`
		Whole worksheetLineJSON   `json:"whole"`
	}{[]worksheetLineJSON{}, line(whole)}
	for _, p := range parts {
		out.Parts = append(out.Parts, line(p))
	}
	return out
}

type worksheetRowsCmd struct {
	actorFlags
	tableFlags
	Community string `arg:"" help:"社区编码，12 位。 Community."`
	Kind      string `help:"items、away、guest、unregistered、unstruck 或 empty；不写为全部。 Which worksheet; all by default." placeholder:"KIND"`
}

// Run prints the lines of a worksheet, masked as documents are.
func (c *worksheetRowsCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		w, err := d.WorksheetRows(e.ctx, by, c.Community, quanyuan.WorksheetKind(c.Kind))
		if err != nil {
			return err
		}
		t := publish.Table{Name: e.text("核对表", "worksheets"), Head: []string{e.text("核对表", "worksheet"), e.text("系统编号", "number"), e.text("姓名", "name"), e.text("身份证号码", "ID number"), e.text("项目", "field"), e.text("原因", "why"), e.text("来源", "source")}}
		for _, l := range w.Lines {
			why, _ := l.Why(e.lang)
			field := ""
			if l.Field < quanyuan.NumFields {
				field = e.text(l.Field.Zh(), l.Field.En())
			}
			var from []string
			for _, s := range l.Said {
				from = append(from, strings.TrimSpace(e.text(s.Source.Kind.Zh(), string(s.Source.Kind))+" "+s.Source.Unit))
			}
			t.Rows = append(t.Rows, []any{l.Sheet.Name(e.lang), string(l.Person), l.Shown.Text(quanyuan.Name), publish.Masked(quanyuan.IDNumber, l.Shown.Text(quanyuan.IDNumber)), field, publish.MaskedRemark(why), strings.Join(from, "、")})
		}
		return c.write(e, []publish.Table{t}, t.Rows)
	})
}

type worksheetWriteCmd struct {
	actorFlags
	Out      string `help:"文件夹，或以 .zip 结尾的压缩文件。 Folder, or a file that ends with .zip." required:"" type:"path"`
	Division string `help:"区划编码；不写为全部。 Division; all by default." placeholder:"CODE"`
	Parts    string `help:"哪些范围，逗号分隔。 Which parts, by commas." default:"community,unit,group,estate"`
	As       string `help:"哪些格式，逗号分隔：xlsx、html、pdf（需要浏览器）。 Which formats, by commas; pdf needs a browser." default:"xlsx,html"`
	Purpose  string `help:"用途，印在每一页上。 Purpose, printed on every page."`
	Full     bool   `help:"完整显示号码和出生日期；须写用途，会记入审计。 Numbers and birth dates in full; needs a purpose and is audited."`
}

// Run writes the documents.
func (c *worksheetWriteCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		scope, err := scopeOf(c.Division)
		if err != nil {
			return err
		}
		by.Purpose = c.Purpose
		p := newProgress(e, e.text("写出", "documents"))
		defer p.close()
		o := desk.WorksheetOrder{Scope: scope, Parts: strings.Split(c.Parts, ","), Formats: strings.Split(c.As, ","), Full: c.Full, Print: pdfOf, Progress: p.update}
		var m *desk.WorksheetManifest
		if strings.EqualFold(filepath.Ext(c.Out), ".zip") {
			err = writeFile(c.Out, func(f *os.File) error {
				z := zip.NewWriter(f)
				o.Save = saveZip(z, e.now())
				if m, err = d.WriteWorksheets(e.ctx, by, o); err != nil {
					return err
				}
				return z.Close()
			})
		} else {
			o.Save = saveIn(c.Out)
			m, err = d.WriteWorksheets(e.ctx, by, o)
		}
		if err != nil {
			return err
		}
		p.close()
		e.say("已写出 %d 份文件，清单已签名", "%d files written, the manifest is signed", len(m.Files))
		for _, k := range quanyuan.WorksheetKinds() {
			e.say("    %s  %d 行", "    %s  %d lines", k.Name(e.lang), m.Lines[string(k)])
		}
		return nil
	})
}

// saveZip writes files into an archive with one time.
func saveZip(z *zip.Writer, at time.Time) publish.Save {
	return func(name string, write func(io.Writer) error) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at.UTC()})
		if err != nil {
			return err
		}
		return write(w)
	}
}
