package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

var (
	inTemplate = regexp.MustCompile(`\bt "([a-z_]+\.[A-Za-z0-9_.]+)"`)
	inCode     = regexp.MustCompile(`"([a-z_]+\.[A-Za-z0-9_.]+)"`)
	asked      = regexp.MustCompile(`\.(?:t|tell|start)\("([a-z_]+\.[A-Za-z0-9_.]*[A-Za-z0-9_])"`)
	slot       = regexp.MustCompile(`\{[0-9]\}`)
)

// read gives all files that match, as one text.
func read(t *testing.T, patterns ...string) string {
	t.Helper()
	var b strings.Builder
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(raw)
		}
	}
	return b.String()
}

// Every text that templates and code use is there in both languages, and no
// other; both have the same slots.
func TestTexts(t *testing.T) {
	templates, code := read(t, "templates/*.html", "templates/*/*.html"), read(t, "*.go")
	used := map[string]bool{}
	for _, m := range inTemplate.FindAllStringSubmatch(templates, -1) {
		used[m[1]] = true
	}
	for _, m := range asked.FindAllStringSubmatch(code, -1) {
		used[m[1]] = true
	}
	for beginning, endings := range families {
		for _, e := range endings {
			used[beginning+e] = true
		}
	}
	for key := range used {
		for _, lang := range languages {
			if _, ok := texts[lang][key]; !ok && !quanyuan.HasMessage(key) {
				t.Errorf("%s has no text %q", lang, key)
			}
		}
	}
	for _, m := range inCode.FindAllStringSubmatch(code, -1) { // keys in tables of code
		used[m[1]] = true
	}
	for _, lang := range languages {
		for key, text := range texts[lang] {
			if !used[key] {
				t.Errorf("%s: nothing uses %q", lang, key)
			}
			other, ok := texts[languages[1-slices.Index(languages, lang)]][key]
			if !ok {
				t.Errorf("%q stands in %s alone", key, lang)
			}
			if a, b := slotsOf(text), slotsOf(other); !slices.Equal(a, b) {
				t.Errorf("%q has the slots %v and %v", key, a, b)
			}
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: %q is empty", lang, key)
			}
		}
	}
}

func slotsOf(text string) []string {
	slots := slot.FindAllString(text, -1)
	slices.Sort(slots)
	return slices.Compact(slots)
}

// A key stands once, whatever area files are read in.
func TestTextsStandOnce(t *testing.T) {
	for _, lang := range languages {
		n := 0
		files, err := fs.Glob(i18nFiles, "i18n/"+lang+"/*.json")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			own := map[string]string{}
			if err := readTexts(f, own); err != nil {
				t.Fatal(err)
			}
			n += len(own)
		}
		if n != len(texts[lang]) {
			t.Errorf("%s: %d texts in the files, %d in all: some key stands twice", lang, n, len(texts[lang]))
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		lang, key string
		args      []any
		want      string
	}{
		{"en", "search.found", []any{1}, "one person found"},
		{"en", "search.found", []any{12345}, "12,345 persons found"},
		{"zh", "search.found", []any{1}, "找到 1 人"},
		{"en", "search.found", []any{float64(2)}, "2 persons found"},
		{"en", "no.such_key", nil, "no.such_key"},
		{"zh", "login.slow", []any{3}, "登录失败过多，请 3 秒后再试。"},
	} {
		if got := text(c.lang, c.key, c.args...); got != c.want {
			t.Errorf("%s %s %v: %q, want %q", c.lang, c.key, c.args, got, c.want)
		}
	}
}

// Nothing in a template is a script or a style: the policy would refuse it.
func TestTemplatesKeepThePolicy(t *testing.T) {
	files, err := fs.Glob(templateFiles, "templates/*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	inline := regexp.MustCompile(`(?i)<style|<script[^>]*>[^<]|\sstyle=|\son[a-z]+=|javascript:|https?://`)
	for _, f := range append(files, "templates/layout.html") {
		raw, err := templateFiles.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if m := inline.FindString(string(raw)); m != "" {
			t.Errorf("%s: %q", f, m)
		}
	}
}

// Every page can be parsed in every language, also one that no test shows.
func TestTemplatesParse(t *testing.T) {
	s := &site{desk: &desk.Desk{}}
	pages, err := loadPages(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range languages {
		if len(pages[lang]) < 60 {
			t.Errorf("%s has %d pages", lang, len(pages[lang]))
		}
		for name, parsed := range pages[lang] {
			if _, err := parsed(); err != nil {
				t.Errorf("%s in %s: %v", name, lang, err)
			}
		}
	}
}
