package publish

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SurveyForm is the paper that a survey team fills in: a segment a page. It has
// nothing of the register on it but where to go.
type SurveyForm struct {
	Title, Notice string
	Segments      []SurveyPage
	Columns       []string
	Lines         int // on a page
	Words         func(zh, en string) string
}

// SurveyPage is the page of one segment.
type SurveyPage struct{ Segment, Label string }

//go:embed survey_form.html
var surveyFormPage string

//go:embed survey_report.html
var surveyReportPage string

var surveyFuncs = template.FuncMap{
	"times": func(n int) []struct{} { return make([]struct{}, n) },
	"short": func(text string) bool { return utf8.RuneCountInString(text) <= 17 }, // stands in one line
}

var (
	surveyFormTemplate   = template.Must(template.New("form").Funcs(surveyFuncs).Parse(surveyFormPage))
	surveyReportTemplate = template.Must(template.New("report").Funcs(surveyFuncs).Parse(surveyReportPage))
)

// HTML writes the form as a page that prints on A4, complete in itself.
func (f *SurveyForm) HTML(w io.Writer) error { return surveyFormTemplate.Execute(w, f) }

// SurveyReport is what a survey found, for people: what may be said and what not
// first of all, then how every figure was computed, and who signed them.
type SurveyReport struct {
	Title, Verdict string
	Lang           string // of its texts, zh or en
	State          string // proved, unproved or missed: how the verdict is coloured
	FactsTitle     string
	Facts          []SurveyFact
	Tables         []SurveyTable
	ProvesTitle    string
	Proves         []string // what the interval proves, and what not
	Notes          []string
	Signed         SurveyTable
}

// SurveyFact is a name with what stands beside it.
type SurveyFact struct{ Name, Value string }

// SurveyTable is a table of texts.
type SurveyTable struct {
	Title string
	Sheet string // its name in a workbook
	Head  []string
	Rows  [][]string
	Num   []int // columns of numbers
	Note  string
}

// IsNum reports whether a column holds numbers.
func (t SurveyTable) IsNum(column int) bool { return slices.Contains(t.Num, column) }

// IsSymbol reports whether a head is a sign of the method: n is not N.
func (t SurveyTable) IsSymbol(head string) bool { return len(head) <= 2 }

// InOneLine reports whether a cell is a figure or interval, which is not broken.
func (t SurveyTable) InOneLine(cell string) bool {
	return len(cell) < 24 && !strings.ContainsFunc(cell, unicode.IsLetter)
}

// HTML writes the report as one page that prints on A4 across, complete in
// itself.
func (r *SurveyReport) HTML(w io.Writer) error { return surveyReportTemplate.Execute(w, r) }
