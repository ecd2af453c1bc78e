// Package hanzi knows Chinese characters as they occur in names: readings,
// variants, look-alikes, components, and what old encodings did to them.
//
// The tables are embedded and decoded at first use. They are made from package
// registries by the generator; their licences lie in data/.
package hanzi

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"strings"
	"unicode"
)

//go:generate go run ../generate/hanzi -out data

//go:embed data/*.gz data/*.txt data/*.csv data/LICENSE.*
var data embed.FS

// table returns the lines of an embedded table. The tables are part of the
// program, so a broken one is a programming error.
func table(name string) []string {
	b, err := data.ReadFile("data/" + name)
	if err == nil && strings.HasSuffix(name, ".gz") {
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(b)); err == nil {
			b, err = io.ReadAll(z)
		}
	}
	if err != nil {
		panic(fmt.Sprintf("hanzi: embedded table %s: %v", name, err))
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

// IsHan reports whether r is a Chinese character: an ideograph of any plane,
// the number 〇, or a private-use code point that stands for one.
func IsHan(r rune) bool {
	switch {
	case r < 0x2E80:
		return false
	case r >= 0x4E00 && r <= 0x9FFF:
		return true
	}
	return unicode.Is(unicode.Han, r) && r != '々' || isPrivate(r) && repair(r) != r && unicode.Is(unicode.Han, repair(r))
}

func isPrivate(r rune) bool { return r >= firstUser && r <= lastPrivate }
