package publish

import (
	"fmt"
	"io"
	"strings"
	"time"

	"quanyuan"
)

// ErasureSheet is the certificate that a person was erased, for who asked for
// it and for the file. It names him by his number alone.
type ErasureSheet struct {
	Erasure *quanyuan.Erasure
	Lang    string
	// Post names a post in the language.
	Post func(quanyuan.Post) string
}

// Rows are the lines of the certificate: what, and what of it. The first is its
// title; a line without a second text heads those below.
func (s *ErasureSheet) Rows() [][]string {
	e, t := s.Erasure, s.text
	rows := [][]string{{t("erase.sheet"), ""},
		{t("erase.sheet.id"), e.ID}, {t("erase.sheet.person"), string(e.Person)}}
	if len(e.Numbers) > 1 {
		var also []string
		for _, n := range e.Numbers {
			if n != e.Person {
				also = append(also, string(n))
			}
		}
		rows = append(rows, []string{t("erase.sheet.also"), strings.Join(also, "、")})
	}
	rows = append(rows, []string{t("erase.sheet.ground"), t("erase.ground." + e.Ground)}, []string{t("erase.sheet.reason"), e.Reason}, []string{t("erase.sheet.asked"), s.step(e.Asked())})
	if c, ok := e.Confirmed(); ok {
		rows = append(rows, []string{t("erase.sheet.second"), s.step(c)})
	}
	rows = append(rows, []string{t("erase.sheet.begun"), minute(e.Begun)}, []string{t("erase.sheet.at"), minute(e.At)})
	rows = append(append(rows, []string{t("erase.gone"), ""}), s.gone()...)
	rows = append(append(rows, []string{t("erase.left"), ""}), s.left()...)
	return append(rows, []string{t("erase.sign"), ""})
}

func (s *ErasureSheet) text(key string, args ...any) string {
	return quanyuan.Message(s.Lang, key, args...)
}

func (s *ErasureSheet) step(x quanyuan.Step) string {
	return s.text("erase.sheet.who", x.Actor, s.Post(x.Post), minute(x.At))
}

func minute(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format("2006-01-02 15:04")
}

// gone is what was erased.
func (s *ErasureSheet) gone() [][]string {
	e, t := s.Erasure, s.text
	rows := [][]string{
		{t("erase.gone.records"), t("erase.gone.n", len(e.Records))},
		{t("erase.gone.rows"), t("erase.gone.n", e.Count.Rows)},
		{t("erase.gone.others"), t("erase.gone.persons", e.Count.Others)},
		{t("erase.gone.papers"), t("erase.gone.n", e.Count.Papers)},
		{t("erase.gone.proposals"), t("erase.gone.n", e.Count.Proposals)},
	}
	for _, f := range e.Files {
		rows = append(rows, []string{t("erase.gone.file", f.Batch), t("erase.gone.hash", f.Rows, f.Hash)})
	}
	return rows
}

// left is what was not erased, and why.
func (s *ErasureSheet) left() [][]string {
	e, t := s.Erasure, s.text
	lines := []string{t("erase.left.number"), t("erase.left.audit")}
	switch {
	case !e.Looked:
		lines = append(lines, t("erase.left.unlooked"))
	case len(e.Left) == 0:
		lines = append(lines, t("erase.left.looked"))
	}
	for _, l := range e.Left {
		of := l.Of
		if of == "audit" {
			of = "lines"
		}
		names := make([]string, len(l.Persons))
		for i, n := range l.Persons {
			names[i] = string(n)
		}
		lines = append(lines, t("erase.left."+of, l.Count, strings.Join(names, "、")))
	}
	if e.Count.Possible > 0 {
		lines = append(lines, t("erase.left.possible", e.Count.Possible))
	}
	for _, c := range e.Copies {
		lines = append(lines, t("erase.left.copy", c.Name, minute(c.At)))
	}
	switch {
	case !e.Folder:
		lines = append(lines, t("erase.left.folder"))
	case len(e.Copies) == 0:
		lines = append(lines, t("erase.left.nocopies"))
	}
	if e.Exports > 0 {
		lines = append(lines, t("erase.left.exports", e.Exports))
	}
	rows := make([][]string, len(lines))
	for i, l := range lines {
		rows[i] = []string{fmt.Sprint(i + 1), l}
	}
	return rows
}

// Text writes the certificate as lines of text, the second column behind a tab.
func (s *ErasureSheet) Text(w io.Writer) error {
	for _, r := range s.Rows() {
		line := r[0]
		if r[1] != "" {
			line += "\t" + r[1]
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// XLSX writes it as a workbook.
func (s *ErasureSheet) XLSX(w io.Writer) error {
	return TableXLSX(w, s.text("erase.sheet"), s.Rows(), s.Erasure.At)
}
