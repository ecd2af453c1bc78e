package intake

import (
	"os"
	"regexp"
	"sort"
	"strings"
	"testing"
)

var keyInSource = regexp.MustCompile(`"((?:row|aside|intake|note|style|name|date|number|id|phone|code|count|division|community|child|cell|mapping)\.[a-z_]+)"`)

// sourceKeys lists the message keys that stand in this package's source.
func sourceKeys(t *testing.T) []string {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") || f.Name() == "messages.go" {
			continue
		}
		src, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range keyInSource.FindAllStringSubmatch(string(src), -1) {
			seen[m[1]] = true
		}
	}
	var keys []string
	for k := range seen {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
