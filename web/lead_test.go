package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func init() {
	visits = append(visits,
		visit{"overview-city", "city", at("/overview")},
		visit{"overview-leader", "leader", at("/overview")},
		visit{"overview-clerk", "clerk", at("/overview")},
	)
}

// A leader sees how it stands, goes down to a town and a community, and finds
// no way to a person.
func TestLeadInBrowser(t *testing.T) {
	w := openTown(t)
	w.turn(30 * 24 * time.Hour) // to the second of the month after: there is a whole month to publish
	b := w.browse().as("leader")
	b.open("/overview")
	b.picture("lead-before-zh")
	for range 3 {
		if b.number(`document.querySelectorAll(".lead-tiles a").length`) == 0 {
			break
		}
		was := b.eval("location.pathname")
		b.press(".lead-tiles a")
		b.wait(`location.pathname !== "` + was + `" && location.pathname.startsWith("/overview/")`)
	}
	if b.number(`document.querySelectorAll("#ahead").length`) != 0 || b.number(`document.querySelectorAll(".crumbs a").length`) == 0 {
		t.Error("the way down does not end in a community")
	}
	b.picture("lead-community-zh")
	if n := b.number(`document.querySelectorAll('a[href^="/persons"], a[href^="/tasks"]').length`); n != 0 {
		t.Errorf("%d ways lead to persons", n)
	}
	b.open("/overview")
	b.press(`form[action$="/publish"] button`)
	b.wait(`location.pathname.startsWith("/overview/") && document.querySelector("#pyramid") !== null`)
	if b.number(`document.querySelectorAll('form[action$="/publish"]').length`) != 0 {
		t.Error("the tables are published and still asked for")
	}
	if b.number(`document.querySelectorAll("#pyramid svg rect").length`) == 0 {
		t.Error("no pyramid is drawn")
	}
	b.accessible("overview with what is published")
	b.picture("lead-zh")
	b.scheme("dark")
	b.picture("lead-dark-zh")
	b.scheme("light")
	b.print("lead-print-zh")
}

// Whoever asks for another's division gets nothing, and every figure leaves as
// a workbook.
func TestLeadRights(t *testing.T) {
	w := openTown(t)
	clerk := w.as("clerk")
	own, _ := clerk.get("/overview")
	for _, a := range w.accounts {
		if a.Name == "clerk2" {
			clerk.wants(http.StatusNotFound, "/overview/"+a.Division)
		}
	}
	clerk.wants(http.StatusNotFound, "/overview/123")
	res, body := clerk.get(own.Request.URL.Path + "?as=xlsx")
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(body, "PK") {
		t.Errorf("the workbook is %d %.20q", res.StatusCode, body)
	}
}

// atHome is a path with the division of whoever visits it in the place of
// {home}.
func atHome(account, path string) func(*town) string {
	return func(w *town) string {
		for _, a := range w.accounts {
			if a.Name == account && a.Division != "" {
				return strings.ReplaceAll(path, "{home}", a.Division)
			}
		}
		return strings.ReplaceAll(path, "{home}", w.desk.Home())
	}
}
