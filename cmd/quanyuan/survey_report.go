package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/survey"
)

// surveyReportCmd writes what a survey found.
type surveyReportCmd struct {
	surveyFlags
	PDF bool   `name:"pdf" help:"另写 report.pdf。 Write report.pdf as well."`
	Out string `help:"输出文件夹：report.html、report.xlsx、report.json，重算用的 found.csv、placed.csv、listed.csv。 Folder to write to." required:"" type:"path"`
}

// Run reports.
func (c *surveyReportCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		r, err := d.CoverageOf(e.ctx, by, c.Survey)
		if err != nil {
			return err
		}
		if err := makeFolder(c.Out); err != nil {
			return err
		}
		page, err := desk.ReportOf(e.text, r)
		if err != nil {
			return err
		}
		hash, err := desk.ReportHash(r)
		if err != nil {
			return err
		}
		write := func(name string, write func(io.Writer) error) error {
			return writeFile(filepath.Join(c.Out, name), func(f *os.File) error { return write(f) })
		}
		for i, seen := range [][]survey.Seen{r.Data.Found, r.Data.Placed, r.Data.Listed} {
			if err := write(desk.ReportSamples[i], func(w io.Writer) error { return publish.TableCSV(w, desk.SampleRows(seen)) }); err != nil {
				return err
			}
		}
		if err := write("report.json", func(w io.Writer) error { return desk.ReportJSON(w, r) }); err != nil {
			return err
		}
		var html bytes.Buffer
		if err := page.HTML(&html); err != nil {
			return err
		}
		if err := write("report.html", func(w io.Writer) error { _, err := w.Write(html.Bytes()); return err }); err != nil {
			return err
		}
		if c.PDF {
			if err := printPDF(e.ctx, html.Bytes(), filepath.Join(c.Out, "report.pdf")); err != nil {
				return err
			}
		}
		if err := write("report.xlsx", func(w io.Writer) error { return publish.WriteTables(w, e.now(), desk.ReportTables(e.text, page, r)) }); err != nil {
			return err
		}
		fmt.Fprintln(e.stdout, page.Verdict)
		for _, row := range page.Tables[0].Rows {
			fmt.Fprintf(e.stdout, "  %s  %s  %s\n", row[0], row[1], row[2])
		}
		e.say("报告写在 %s", "report in %s", c.Out)
		e.say("数据摘要 %s，%d 人已签；签名：quanyuan survey sign --hash …", "hash of the figures %s, signed by %d; to sign: quanyuan survey sign --hash …", hash, len(r.Survey.Signatures))
		return nil
	})
}

// surveySignCmd signs what was found.
type surveySignCmd struct {
	surveyFlags
	Hash string `help:"所签数据的摘要，即看过的 report.json 的 SHA-256。 Hash of the figures that were looked at: SHA-256 of report.json." required:"" placeholder:"HASH"`
}

// Run signs.
func (c *surveySignCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		if err := d.SignSurvey(e.ctx, by, c.Survey, c.Hash); err != nil {
			return err
		}
		e.say("%s 已签：第 %s 号调查的数据 %s", "%s has signed the figures of survey %s: %s", by.Name, c.Survey, c.Hash)
		return nil
	})
}
