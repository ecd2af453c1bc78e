package publish

import (
	_ "embed"
	"html/template"
	"io"
)

//go:embed templates/report.html
var reportText string

var reportTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"t": func(w words) template.HTML { return w.html() },
	"n": grouped,
}).Parse(reportText))

// WriteReport writes the report of the run as one HTML file that needs nothing
// beside it: figures, pictures and tables in Chinese and English.
func (f *Figures) WriteReport(w io.Writer) error { return reportTemplate.Execute(w, f.report()) }

// report is what the page shows.
type report struct {
	Title, City, Date, Version string
	Tiles                      []tile
	AddsUp                     bool
	Rows, Accepted, SetAside   int
	NotPersons                 int
	Legend                     []segment
	Flow, Sources, Fields      template.HTML
	Probability, Duplicates    template.HTML
	Nobody                     int
	More                       int // sources that the picture leaves out
	Communities                []communityRow
	Cards                      []cardRow
	Quality                    []qualityRow
	Todo                       []todo
	Clusters, Extra            int
	RegisterRows, ListRows     int
	Method                     []words
}

// Name and Class let the page write a legend.
func (s segment) Name() words   { return s.name }
func (s segment) Class() string { return s.class }

// tile is one headline figure.
type tile struct {
	Name  words
	Value int
	Note  words
	Class string
}

// communityRow is a line of the communities' table.
type communityRow struct {
	Name, Code                                                     string
	Same, Differs, Elsewhere, Away, Possible, New, Clusters, OutOf int
	Repeated                                                       int
}

// cardRow is a source's report card.
type cardRow struct {
	Name                    words
	Batches, Rows, SetAside int
	SetAsideShare           string
	Empty                   int
	EmptyShare              string
	Faults                  int
	FaultShare              string
	Wrong                   int
	WrongShare              string
	Repeated                int
	Top                     []ruleRow
}

// ruleRow is a rule with its rows.
type ruleRow struct {
	Text words
	Rows int
}

// qualityRow is a line of the findings' table.
type qualityRow struct {
	Severity, Field, Text, Advice words
	Class                         string
	Register, Lists               int
	RegisterShare, ListsShare     string
}

// todo is a next step.
type todo struct {
	Count int
	What  words
	Sheet string
}
