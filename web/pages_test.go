package web_test

import (
	"cmp"
	"flag"
	"net/http"
	"slices"
	"strings"
	"testing"

	"quanyuan"
)

// visit is a page that somebody may look at. Every page of the site stands here
// once at least: it is opened in a browser, in Chinese on a
// desk and in English on a phone in the dark, held against WCAG and measured.
type visit struct {
	name    string
	account string // "": nobody is signed in
	path    func(w *town) string
}

func at(path string) func(*town) string { return func(*town) string { return path } }

// visits are the pages; files of areas add theirs in init.
var visits = []visit{
	{"sign-in", "", at("/sign-in")},
	{"sign-in-code", "", at("/sign-in/code")},
	{"home-clerk", "clerk", at("/")},
	{"home-city", "city", at("/")},
	{"home-leader", "leader", at("/")},
	{"home-audit", "audit", at("/")},
	{"home-school", "school", at("/")},
	{"tasks", "town", at("/tasks")},
	{"search", "clerk", at("/search")},
	{"persons", "town", at("/persons")},
	{"persons-chosen", "town", at("/persons?category=2&sort=-birth_date&col=number&col=name&col=birth_date")},
	{"person", "clerk", func(w *town) string { return "/persons/" + string(w.somebody("clerk", anybody).Number) }},
	{"lookers", "audit", func(w *town) string { return "/persons/" + string(w.somebody("clerk", anybody).Number) + "/lookers" }},
	{"not-found", "clerk", at("/no-such-page")},
}

// onlyPages lets whoever works on an area look at its pages alone.
var onlyPages = flag.String("pages", "", "look only at pages whose names hold this")

// mostPage is the largest page, in bytes of HTML.
const mostPage = 150 << 10

// Every page is looked at. The pages of an account are looked at one after the
// other in a town of their own, beside those of the next; all in one town where
// pictures are made, since they show what others did.
func TestPagesInBrowser(t *testing.T) {
	if *pictures != "" || *screens != "" {
		lookAt(t, visits)
		return
	}
	of, accounts := map[string][]visit{}, []string{}
	for _, v := range visits {
		if of[v.account] == nil {
			accounts = append(accounts, v.account)
		}
		of[v.account] = append(of[v.account], v)
	}
	slices.SortStableFunc(accounts, func(a, b string) int { return len(of[b]) - len(of[a]) }) // the longest begin first
	for _, a := range accounts {
		t.Run(cmp.Or(a, "nobody"), func(t *testing.T) {
			beside(t)
			lookAt(t, of[a])
		})
	}
}

// lookAt opens pages as they are visited, in Chinese on a desk and in English on
// a phone in the dark, and holds them against WCAG and the largest size.
func lookAt(t *testing.T, visits []visit) {
	t.Helper()
	if !slices.ContainsFunc(visits, func(v visit) bool { return strings.Contains(v.name, *onlyPages) }) {
		return
	}
	w := openTown(t)
	b := w.browse()
	b.expect("status of 404", "status of 403")
	account := ""
	for _, v := range visits {
		if !strings.Contains(v.name, *onlyPages) {
			continue
		}
		if *pictures != "" && *screens == "" && len(picturesAt(v.name)) == 0 {
			v.path(w) // what it does to the town is there for the pages that follow
			continue
		}
		if v.account != account {
			if account != "" {
				b.open("/sign-in") // signed in: goes home
				b.press(`form[action="/sign-out"] button`)
				b.wait(`location.pathname === "/sign-in"`)
			}
			if account = v.account; account != "" {
				b.as(account)
			}
		}
		path := v.path(w)
		b.open(path)
		b.accessible(v.name)
		b.picture(v.name + "-zh")
		for _, name := range picturesAt(v.name) {
			b.handbook(name)
		}
		if n := b.number("new Blob([document.documentElement.outerHTML]).size"); n > mostPage {
			t.Errorf("%s has %d bytes", v.name, n)
		}
		b.language("en") // longer words, on a narrow window, in the dark
		b.size(390, 800)
		b.scheme("dark")
		b.open(path)
		b.accessible(v.name+" in English, on a phone, in the dark", "color-contrast", "target-size")
		b.picture(v.name + "-phone")
		b.size(1366, 768)
		if *screens != "" { // on a desk in the dark: to be looked at
			b.open(path)
			b.fits(v.name + " in English")
			b.picture(v.name + "-en")
		}
		b.scheme("light")
		b.language("zh")
	}
}

// Nobody comes to a page without signing in, and to no page that his post has
// no right to.
func TestWhoMaySeePages(t *testing.T) {
	w := openTown(t)
	nobody := w.visitor()
	for _, path := range []string{"/", "/tasks", "/persons", "/search", "/persons/P1", "/work/1"} {
		if res, _ := nobody.get(path); res.Request.URL.Path != "/sign-in" {
			t.Errorf("%s without a session leads to %s", path, res.Request.URL)
		}
	}
	for _, c := range []struct {
		account string
		refused []string
	}{
		{"system", []string{"/persons", "/search", "/tasks"}},
		{"audit", []string{"/persons", "/search"}},
		{"school", []string{"/persons", "/tasks"}},
		{"leader", []string{"/persons", "/search", "/tasks"}},
	} {
		v := w.as(c.account)
		for _, path := range c.refused {
			v.wants(http.StatusForbidden, path, "不能办理")
			if strings.Contains(v.wants(http.StatusOK, "/"), `href="`+path+`"`) {
				t.Errorf("%s has a door to %s, which he may not open", c.account, path)
			}
		}
	}
	elsewhere := w.somebody("clerk2", func(p *quanyuan.Person) bool { return len(p.Divisions()) == 1 })
	clerk := w.as("clerk")
	res, body := clerk.get("/persons/" + string(elsewhere.Number))
	if res.StatusCode == http.StatusOK || strings.Contains(body, elsewhere.Text(quanyuan.Name)) {
		t.Errorf("a clerk opens somebody of another community: %d", res.StatusCode)
	}
}
