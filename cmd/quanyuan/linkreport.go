package main

import (
	"io"
	"path/filepath"
	"strings"

	"quanyuan/link"
	linkreport "quanyuan/link/report"
)

// reportFlags ask for a report of a run of the engine.
type reportFlags struct {
	Report       string `help:"另存网页报告：一个文件，离线可看，含示例记录的原值。 Also write a report, one web page to be read offline; it holds values of example records." placeholder:"FILE.html"`
	ReportMasked bool   `help:"报告中不含任何原值和编号。 Keep all values and ids out of the report."`
	ReportLabels string `help:"标注列（谁和谁是同一个），报告据此测准确率和召回率；不参与比对。 Column of labels by which the report measures precision and recall; it is not compared." placeholder:"COL"`

	suggestion *link.Suggestion
}

// reporting reports whether a report was asked for.
func (c *reportFlags) reporting() bool { return c.Report != "" }

// writeReport writes the report that was asked for, if any.
func (c *linkFlags) writeReport(e *env, out *results, in linkreport.Input) error {
	if c.Report == "" {
		return nil
	}
	names := make([]string, len(in.Files))
	for i, path := range in.Files {
		names[i] = filepath.Base(path)
	}
	in.Files = names
	in.Title = e.text("查重报告：", "Duplicates in ") + strings.Join(names, e.text("、", ", "))
	if in.Right != nil {
		in.Title = e.text("比对报告：", "Match of ") + strings.Join(names, e.text(" 与 ", " and "))
	}
	in.Lang, in.Made, in.Suggestion = e.lang, e.now().Format("2006-01-02 15:04"), c.suggestion
	in.Masked, in.Labels = c.ReportMasked, c.ReportLabels
	d, err := linkreport.New(in)
	if err != nil {
		return err
	}
	if err := out.stage(c.Report, func(w io.Writer) error { return linkreport.Write(w, d) }); err != nil {
		return err
	}
	if c.ReportMasked {
		e.say("报告 → %s（不含原值）", "report → %s (no values in it)", c.Report)
	} else {
		e.say("报告 → %s（含个人信息，请妥善保管）", "report → %s (it holds personal data: keep it safe)", c.Report)
	}
	return nil
}
