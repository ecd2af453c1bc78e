package simulate

import (
	"regexp"
	"strings"
	"testing"
)

// catalogue names the patterns of mess by their number in the catalogue of input
// mess, each with cells in which it shows.
var catalogue = map[int]string{
	1:  `^\d\.\d{5}E\+17$`,
	2:  `^\d{15}000$`,
	4:  `^['‘]\d{17}`,
	5:  `^\d{17}[xＸ×Х]$`,
	6:  `^\d{6} \d{8} \d{4}$`,
	7:  `^\d{15}$`,
	8:  `^0{18}$`,
	9:  `^000000[12]\d{7}0000$`,
	12: `^\d{17}[\dX]\d{2}$`,
	14: `^\d{4}\.\d{1,2}\.\d{1,2}$`,
	15: `^(19|20)\d{6}$`,
	16: `年\d{1,2}月|^一九`,
	18: `00:00:00$| 0:00$`,
	19: `-13-01$|-02-30$|^0000-00-00$`,
	20: `^[０-９]+$`,
	21: `^\d{3}-\d{4}-\d{4}$`,
	22: `^(同上|〃|同前)$`,
	25: `^(小计|合计)$`,
	27: `^\p{Han}[　 ]+\p{Han}$`,
	28: `\p{Han}[•・．.\-]\p{Han}`,
	29: `^\p{Han}{1,2}(□|\?|YAN|KUN|（)`,
	32: `（已故）|★|（女儿）`,
	33: `曾用名`,
	34: `[长次][子女]\p{Han}+.*[；、]`,
	36: `^(1-男|2-女|M|♂|女性)$`,
	37: `^(农业|非农|居民户口|家庭户)$`,
	39: `\d+-\d+-\d{3,4}$|^.*[一二三四]栋`,
	41: `^#(VALUE!|N/A)$`,
	47: `之子$|之女$|^未取名$|^毛毛$`,
}

// The lists of a town show the mess of the catalogue.
func TestMessOccurs(t *testing.T) {
	town := New(Options{Persons: 60000, Seed: 1})
	seen := map[int]string{}
	patterns := map[int]*regexp.Regexp{}
	for n, p := range catalogue {
		patterns[n] = regexp.MustCompile(p)
	}
	shapes := map[string]bool{}
	err := town.lists(func(l *list) error {
		shapes[l.format.suffix()] = true
		for _, s := range l.sheets {
			shapes["two-row header"] = shapes["two-row header"] || len(s.header) == 2
			shapes["title"] = shapes["title"] || len(s.title) > 0
			shapes["several sheets"] = shapes["several sheets"] || len(l.sheets) > 1
			for _, ln := range s.lines {
				shapes["two persons"] = shapes["two persons"] || len(ln.claims) == 2
				shapes["blank tail"] = shapes["blank tail"] || len(ln.cells) == 0
				for _, c := range ln.cells {
					shapes["serial date"] = shapes["serial date"] || c.kind == dateCell
					shapes["struck out"] = shapes["struck out"] || c.strike
					shapes["sample"] = shapes["sample"] || strings.HasPrefix(c.text, "110101199003071234")
					look(c.text, patterns, seen, l.file)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := range patterns {
		if patterns[n] != nil {
			t.Errorf("pattern %d (%s) occurs in no list", n, catalogue[n])
		}
	}
	for _, s := range []string{".xlsx", ".csv", ".txt", ".xls", "two-row header", "title", "several sheets", "two persons", "blank tail", "serial date", "sample"} {
		if !shapes[s] {
			t.Errorf("no list has: %s", s)
		}
	}
}

// look notes the patterns that a cell shows and stops looking for them.
func look(text string, patterns map[int]*regexp.Regexp, seen map[int]string, file string) {
	if text == "" {
		return
	}
	for n, p := range patterns {
		if p.MatchString(text) {
			seen[n] = file
			delete(patterns, n)
		}
	}
}
