package publish

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"time"
)

//go:embed templates/page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"cell": pageCell, "number": func(v any) bool {
	switch v.(type) {
	case int, float64:
		return true
	}
	return v == "*" || v == "—"
}}).Parse(pageText))

// Page is a page of charts and tables in one language, for the screen and to be
// printed. It needs nothing beside it.
type Page struct {
	Title  string
	Lang   string // "zh" or "en"
	At     time.Time
	Charts []template.HTML
	Tables []Table
}

// Write writes the page.
func (p Page) Write(w io.Writer) error { return pageTemplate.Execute(w, p) }

// Stamp is the day on the page.
func (p Page) Stamp() string { return p.At.Format("2006-01-02 15:04") }

func pageCell(v any) string {
	switch x := v.(type) {
	case int:
		return grouped(x)
	case float64:
		return fmt.Sprintf("%.2f", x)
	}
	return fmt.Sprint(v)
}
