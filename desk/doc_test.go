package desk

import (
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// The package's own map names every file once, and no file that is not there.
func TestMapOfThePackage(t *testing.T) {
	doc, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]int{"doc": 1}
	for line := range strings.Lines(doc.Doc.Text()) {
		if strings.HasPrefix(line, "\t") {
			for _, name := range strings.Fields(line) {
				named[name]++
			}
		}
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name, is := strings.CutSuffix(f.Name(), ".go")
		if !is || strings.HasSuffix(name, "_test") {
			continue
		}
		if named[name] != 1 {
			t.Errorf("doc.go names %s.go %d times", name, named[name])
		}
		delete(named, name)
	}
	for name := range named {
		t.Errorf("doc.go names %s.go, which is not there", name)
	}
}
