package web_test

import (
	"strings"
	"testing"

	"quanyuan"
)

// The keyboard is enough: find, walk the rows, open one, turn pages, help; the
// back button leads back to the list as it was.
func TestKeysInBrowser(t *testing.T) {
	beside(t)
	w := openTown(t)
	b := w.browse().as("town")
	b.open("/persons")
	b.keys("?")
	b.wait(`document.querySelector("#help").open`)
	b.picture("help-zh")
	b.keys("\u001b")
	b.wait(`!document.querySelector("#help").open`)
	b.keys("n")
	b.wait(`location.search === "?page=2"`)
	b.keys("jj")
	b.wait(`[...document.querySelectorAll("table[data-rows] tbody tr")].findIndex((r) => r.classList.contains("at")) === 1`)
	number := b.eval(`document.activeElement.textContent`)
	b.keys("\r")
	b.wait(`location.pathname === "/persons/` + number + `"`)
	b.eval(`history.back(); ""`)
	b.wait(`location.search === "?page=2" && document.readyState === "complete" && document.documentElement.classList.contains("scripted")`)
	b.keys("/")
	b.wait(`document.activeElement.id === "quick"`)
	p := w.somebody("clerk", func(p *quanyuan.Person) bool { return len(p.Text(quanyuan.Name)) >= 9 })
	b.fill("#quick", p.Text(quanyuan.Name))
	b.keys("\r")
	b.wait(`location.pathname === "/search" && document.activeElement.id === "found"`)
	b.accessible("found")
	b.picture("found-zh")
	if strings.Contains(b.eval("location.href"), "quick") {
		t.Error("what was searched for stands in the address")
	}
	b.keys("g2")
	b.wait(`location.pathname === "/tasks"`)
	b.eval(`(() => { const s = document.querySelector("select[name=kind]"); s.value = "dispute"; s.dispatchEvent(new Event("change", {bubbles: true})); return "" })()`)
	b.wait(`location.search.includes("kind=dispute") && document.querySelector("#tasks") !== null && !document.querySelector("#tasks tbody").innerText.includes("复核")`)
	b.open("/tasks?kind=recheck") // an address is a saved view
	b.wait(`!document.querySelector("#tasks tbody").innerText.includes("两处")`)
}

// When the server is not reached, what was typed stays and can be sent again.
func TestTypedStaysWhenTheNetworkFails(t *testing.T) {
	beside(t)
	w := openTown(t)
	b := w.browse().as("clerk")
	b.expect("ERR_INTERNET_DISCONNECTED", "net::ERR", "htmx:sendError")
	b.open("/search")
	b.fill("#f-name", "欧阳晓楠楠")
	b.offline(true)
	b.press("main form button.main")
	b.wait(`!document.querySelector("#offline").hidden`)
	b.picture("offline-zh")
	if got := b.eval(`document.querySelector("#f-name").value`); got != "欧阳晓楠楠" {
		t.Errorf("the field holds %q", got)
	}
	b.offline(false)
	b.press("main form button.main")
	b.wait(`document.querySelector("#found") !== null && document.querySelector("#f-name").value === "欧阳晓楠楠"`)
}
