package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"quanyuan"
	"quanyuan/publish"
)

// tableFlags say how figures leave the program.
type tableFlags struct {
	Format string `help:"text、json、csv 或 xlsx。" enum:"text,json,csv,xlsx" default:"text"`
	Out    string `help:"写到文件（xlsx 须写）。 File to write; needed for xlsx." type:"path" placeholder:"FILE"`
}

// write writes tables as text, CSV (the first of them) or a workbook, or value
// as JSON.
func (f tableFlags) write(e *env, tables []publish.Table, value any) error {
	if f.Format == "xlsx" && f.Out == "" {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "figures.out"}
	}
	to := func(w io.Writer) error {
		switch f.Format {
		case "json":
			enc := json.NewEncoder(w)
			enc.SetIndent("", "  ")
			enc.SetEscapeHTML(false)
			return enc.Encode(value)
		case "csv":
			return tableCSV(w, &tables[0])
		case "xlsx":
			return publish.WriteTables(w, e.now(), tables)
		}
		return tableText(w, tables)
	}
	if f.Out == "" {
		return to(e.stdout)
	}
	return writeFile(f.Out, func(o *os.File) error { return to(o) })
}

// cell is how a cell of a table is written as text.
func cell(v any) string {
	switch x := v.(type) {
	case float64:
		return fmt.Sprintf("%.2f", x)
	case nil:
		return ""
	}
	return fmt.Sprint(v)
}

func tableText(w io.Writer, tables []publish.Table) error {
	var b strings.Builder
	for i, t := range tables {
		if i > 0 {
			b.WriteString("\n" + t.Name + "\n")
		}
		b.WriteString(strings.Join(t.Head, "\t") + "\n")
		for _, r := range t.Rows {
			for k, v := range r {
				if k > 0 {
					b.WriteByte('\t')
				}
				b.WriteString(cell(v))
			}
			b.WriteByte('\n')
		}
		for _, n := range t.Notes {
			b.WriteString(n + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func tableCSV(w io.Writer, t *publish.Table) error {
	c := csv.NewWriter(w)
	c.Write(t.Head)
	for _, r := range t.Rows {
		row := make([]string, len(r))
		for i, v := range r {
			row[i] = cell(v)
		}
		c.Write(row)
	}
	c.Flush()
	return c.Error()
}
