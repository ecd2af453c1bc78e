package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"quanyuan"
)

//go:embed i18n
var i18nFiles embed.FS

// languages are those that the site speaks, the first by default.
var languages = []string{"zh", "en"}

// texts are the site's own texts, by language and key.
var texts = func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, lang := range languages {
		all[lang] = map[string]string{}
		files, err := fs.Glob(i18nFiles, "i18n/"+lang+"/*.json")
		if err != nil {
			panic(err)
		}
		for _, file := range files {
			if err := readTexts(file, all[lang]); err != nil {
				panic(err) // the files are embedded: a test finds it
			}
		}
	}
	return all
}()

// readTexts reads the texts of an area: keys begin with its name.
func readTexts(file string, into map[string]string) error {
	raw, err := i18nFiles.ReadFile(file)
	if err != nil {
		return err
	}
	var own map[string]string
	if err := json.Unmarshal(raw, &own); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	area := strings.TrimSuffix(path.Base(file), ".json")
	for key, t := range own {
		if !strings.HasPrefix(key, area+".") {
			return fmt.Errorf("%s: key %q does not begin with %q", file, key, area+".")
		}
		into[key] = t
	}
	return nil
}

// families are keys that code puts together, by their beginning, with the
// endings that it may take. A test reads it.
var families = map[string][]string{}

// family says which keys "beginning.X" code makes.
func family(beginning string, endings ...string) string {
	families[beginning] = append(families[beginning], endings...)
	return beginning
}

func hasText(key string) bool { _, ok := texts["zh"][key]; return ok }

// text gives a text with {0}, {1} … replaced. Where the English text has two
// forms, "one thing | {0} things", the first argument chooses. A key that is no
// text of the site may be one of the register's messages; one that is neither
// is shown as itself, so that it is seen.
func text(lang, key string, args ...any) string {
	t, ok := texts[lang][key]
	if !ok {
		if quanyuan.HasMessage(key) {
			return quanyuan.Message(lang, key, args...)
		}
		return key
	}
	if one, many, forms := strings.Cut(t, " | "); forms {
		if t = many; len(args) > 0 && number(args[0]) == "1" {
			t = one
		}
	}
	for i, a := range args {
		t = strings.ReplaceAll(t, "{"+strconv.Itoa(i)+"}", number(a))
	}
	return t
}

// number writes numbers in groups of three digits, all else as it is.
func number(a any) string {
	switch n := a.(type) {
	case int:
		return grouped(int64(n))
	case int64:
		return grouped(n)
	case float64: // a number that went through a cookie
		if n == float64(int64(n)) {
			return grouped(int64(n))
		}
	}
	return fmt.Sprint(a)
}

func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// languageOf is the language that was chosen, else the browser's, else Chinese.
func languageOf(r *http.Request) string {
	if c, err := r.Cookie(langCookie); err == nil && (c.Value == "zh" || c.Value == "en") {
		return c.Value
	}
	for _, wanted := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		wanted = strings.ToLower(strings.TrimSpace(wanted))
		switch {
		case strings.HasPrefix(wanted, "zh"):
			return "zh"
		case strings.HasPrefix(wanted, "en"):
			return "en"
		}
	}
	return "zh"
}

// switchLanguage remembers a language that a link chose, and shows the page
// again in it.
func (q *request) switchLanguage() bool {
	if q.Method != http.MethodGet || !strings.Contains(q.URL.RawQuery, "lang=") {
		return false
	}
	query := q.URL.Query()
	lang := query.Get("lang")
	if lang != "zh" && lang != "en" {
		return false
	}
	query.Del("lang")
	q.setCookie(langCookie, lang, 365*24*time.Hour)
	to := q.URL.Path
	if rest := query.Encode(); rest != "" {
		to += "?" + rest
	}
	http.Redirect(q.w, q.Request, local(to), http.StatusSeeOther)
	return true
}
