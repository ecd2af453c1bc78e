package quanyuan_test

import (
	"bufio"
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// layers says which packages of the product each package may import. A name
// stands for the package and everything below it; "*" is what anybody may have.
// A package that is not listed may import nothing of the product, so that a new
// one is placed here on purpose.
var layers = map[string][]string{
	"quanyuan": {},

	"quanyuan/refdata": {"quanyuan/refdata"},

	"quanyuan/link":         {"quanyuan/link"},
	"quanyuan/link/chinese": {"quanyuan/link/compare", "quanyuan/refdata"},

	"quanyuan/intake":   {"quanyuan", "quanyuan/refdata", "quanyuan/intake"},
	"quanyuan/quality":  {"quanyuan", "quanyuan/refdata"},
	"quanyuan/collate":  {"quanyuan", "quanyuan/refdata", "quanyuan/link"},
	"quanyuan/register": {"quanyuan", "quanyuan/refdata"},
	"quanyuan/review":   {"quanyuan", "quanyuan/refdata"},
	"quanyuan/campaign": {"quanyuan", "quanyuan/refdata"},
	"quanyuan/survey":   {"quanyuan", "quanyuan/refdata"},
	"quanyuan/publish":  {"quanyuan", "quanyuan/mask", "quanyuan/refdata"},

	"quanyuan/statistics": {"quanyuan", "quanyuan/refdata"},

	"quanyuan/mask":   {"quanyuan"},
	"quanyuan/access": {"quanyuan", "quanyuan/mask"},

	"quanyuan/desk": {"quanyuan", "quanyuan/access", "quanyuan/mask", "quanyuan/refdata", "quanyuan/link", "quanyuan/intake", "quanyuan/quality",
		"quanyuan/collate", "quanyuan/review", "quanyuan/register", "quanyuan/campaign", "quanyuan/survey", "quanyuan/publish", "quanyuan/statistics"},

	"quanyuan/api": {"quanyuan", "quanyuan/access", "quanyuan/desk"},
	"quanyuan/web": {"quanyuan", "quanyuan/access", "quanyuan/desk", "quanyuan/publish", "quanyuan/mask", "quanyuan/refdata", "quanyuan/intake", "quanyuan/docs"},

	"quanyuan/docs": {},

	"quanyuan/store/codec":     {"quanyuan"},
	"quanyuan/store/sqlite":    {"quanyuan", "quanyuan/store/codec"},
	"quanyuan/store/storetest": {"quanyuan"},

	"quanyuan/simulate": {"quanyuan", "quanyuan/refdata"},
	"quanyuan/bench":    {"quanyuan", "quanyuan/bench", "quanyuan/refdata", "quanyuan/link", "quanyuan/simulate", "quanyuan/desk", "quanyuan/api", "quanyuan/web", "quanyuan/store"},
	"quanyuan/cmd": {"quanyuan", "quanyuan/access", "quanyuan/mask", "quanyuan/api", "quanyuan/web", "quanyuan/desk", "quanyuan/review", "quanyuan/register", "quanyuan/campaign", "quanyuan/survey",
		"quanyuan/quality", "quanyuan/statistics", "quanyuan/link", "quanyuan/intake", "quanyuan/publish", "quanyuan/store", "quanyuan/simulate", "quanyuan/refdata"},
}

// standardOnly are the packages that may import nothing but the standard
// library and the product.
var standardOnly = []string{"quanyuan", "quanyuan/collate", "quanyuan/review", "quanyuan/register", "quanyuan/campaign", "quanyuan/quality", "quanyuan/statistics", "quanyuan/mask"}

func TestWhoMayImportWhom(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		pkg, imports := words[0], words[1:]
		layer, allowed := layerOf(pkg)
		if layer == "" {
			t.Errorf("%s has no place in the picture: add it to layers", pkg)
			continue
		}
		for _, imp := range imports {
			if !strings.HasPrefix(imp, "quanyuan") {
				if strings.Contains(strings.Split(imp, "/")[0], ".") && plain(pkg) {
					t.Errorf("%s imports %s: only the standard library may be used here", pkg, imp)
				}
				continue
			}
			if !may(allowed, imp) {
				t.Errorf("%s imports %s, which %s may not", pkg, imp, layer)
			}
		}
	}
}

// layerOf finds the longest listed name that holds the package.
func layerOf(pkg string) (string, []string) {
	best := ""
	for name := range layers {
		if name != "quanyuan" && (pkg == name || strings.HasPrefix(pkg, name+"/")) && len(name) > len(best) {
			best = name
		}
	}
	if pkg == "quanyuan" {
		best = pkg
	}
	return best, layers[best]
}

func may(allowed []string, imp string) bool {
	for _, a := range allowed {
		if imp == a || a != "quanyuan" && strings.HasPrefix(imp, a+"/") {
			return true
		}
	}
	return false
}

func plain(pkg string) bool {
	for _, p := range standardOnly {
		if p == pkg {
			return true
		}
	}
	return false
}
