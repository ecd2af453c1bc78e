package main

import (
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
		page := desk.ReportOf(e.text, r)
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
		if err := write("report.html", page.HTML); err != nil {
			return err
		}
		if err := write("report.xlsx", func(w io.Writer) error { return publish.WriteTables(w, e.now(), desk.ReportTables(page, r)) }); err != nil {
			return err
		}
		fmt.Fprintln(e.stdout, page.Verdict)
		for _, row := range page.Tables[0].Rows {
			fmt.Fprintf(e.stdout, "  %s  %s  %s\n", row[0], row[1], row[2])
		}
		e.say("报告写在 %s", "report in %s", c.Out)
		return nil
	})
}
