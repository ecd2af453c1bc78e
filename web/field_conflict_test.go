package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"quanyuan"
)

// fieldPhone opens the form of a segment on a phone of its own, ready to be used
// without network, and cuts the phone off.
func (w *town) fieldPhone(p *quanyuan.PSU) *browser {
	w.t.Helper()
	b := w.browse()
	b.expect("net::ERR", "status of 401", "Failed to fetch")
	b.size(375, 700)
	b.as("survey")
	b.open(fieldAddress(p))
	b.wait(fieldReady + ` && document.documentElement.dataset.kept === "yes"`)
	b.offline(true)
	return b
}

// house writes a house with one person down and finishes it.
func (b *browser) house(name string) {
	b.t.Helper()
	b.fill(`#field-people [data-person="name"]`, name)
	b.fill(`#field-people [data-person="birth_date"]`, "1986-03-21")
	b.wait(`document.querySelector("#field-state").classList.contains("good")`)
	b.press("#field-finish")
	b.wait(`document.querySelector("#field-house").hidden && document.querySelectorAll("#field-houses li").length > 0`)
}

// await gives what a promise says as text.
func (b *browser) await(expression string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	check(b.t, err)
	return s
}

// TestFieldConflict: without network, one house is begun on a phone whose store
// is then restored onto another, and finished on both in different words; and
// two teams give the same number to two houses. Both come back with the network,
// are shown as what they are, and are settled on the page of the segment; nothing
// is lost on the way.
func TestFieldConflict(t *testing.T) {
	beside(t)
	w := openTown(t)
	p := w.surveyed()
	first, second := w.fieldPhone(p), w.fieldPhone(p)

	first.press("#field-new") // house 1, begun
	first.wait(`!document.querySelector("#field-house").hidden`)
	first.press("#field-add")
	first.fill(`#field-people [data-person="name"]`, "钱")
	first.wait(`document.querySelector("#field-state").classList.contains("good")`)
	copied := first.await(`new Promise((yes) => { const r = indexedDB.open("quanyuan-field"); r.onsuccess = () => { const a = r.result.transaction("forms").objectStore("forms").getAll(); a.onsuccess = () => yes(JSON.stringify(a.result)); }; })`)
	second.await(`new Promise((yes) => { const r = indexedDB.open("quanyuan-field"); r.onsuccess = () => { const tx = r.result.transaction("forms", "readwrite"); for (const f of ` + copied + `) tx.objectStore("forms").put(f); tx.oncomplete = () => { r.result.close(); yes("") }; }; })`)
	second.open(fieldAddress(p))
	second.wait(fieldReady + ` && document.querySelectorAll("#field-houses li").length === 1`)
	first.house("钱甲甲")
	second.press("#field-houses button")
	second.wait(`document.querySelector('#field-people [data-person="name"]')`)
	second.house("钱乙乙")
	for _, b := range []*browser{first, second} { // house 2 of either is another
		b.press("#field-new")
		b.wait(`!document.querySelector("#field-house").hidden && document.querySelector("#field-number").value === "2"`)
		b.press("#field-add")
		b.house(map[*browser]string{first: "孙丙丙", second: "李丁丁"}[b])
	}
	if n := len(w.forms(p)); n != 0 {
		t.Fatalf("%d forms without network", n)
	}
	for _, b := range []*browser{first, second} {
		b.offline(false)
		b.press("#field-send")
		b.wait(`document.querySelectorAll("#field-receipts li").length === 2 && document.querySelectorAll("#field-houses li").length === 0`)
	}
	if said := second.eval(`document.querySelector("#field-receipts").innerText`); strings.Count(said, "与另一份不一致") != 1 {
		t.Errorf("the second phone is told %q", said)
	}
	second.accessible("receipts with a conflict")
	second.picture("field-conflict-zh")

	b := w.browse().as("survey")
	page := "/surveys/" + p.Survey + "/segments/" + p.Segment
	b.open(page)
	b.accessible("a segment with a conflict")
	b.shots("segment-conflict")
	said := b.eval(`document.querySelector("main").innerText`)
	for _, name := range []string{"钱甲甲", "钱乙乙", "孙丙丙", "李丁丁"} {
		if !strings.Contains(said, name) {
			t.Errorf("the page of the segment does not show %s", name)
		}
	}
	// The copy of the second phone holds; by keyboard.
	b.tabTo(`input[name=copy]`)
	b.keys(" ")
	b.keys(kb.ArrowDown)
	b.tabTo(`form.survey-says:has(input[name=copy]) input[name=reason]`)
	b.keys("已回访")
	b.tabTo(`form.survey-says:has(input[name=copy]) button[value=choose]`)
	b.keys("\r")
	b.wait(`document.querySelector(".flash") !== null && document.querySelector("input[name=copy]") === null`)
	// One of the two houses 2 gets the next number.
	b.tabTo(`form.survey-says input[name=reason]`)
	b.keys("两户编了同一个号")
	b.tabTo(`form.survey-says input[name=house]`)
	b.keys("3")
	b.tabTo(`form.survey-says button[value=house]`)
	b.keys("\r")
	b.wait(`document.querySelector(".flash") !== null && document.querySelector("form.survey-says") === null`)
	b.picture("segment-settled-zh")

	names := map[string]string{}
	for _, f := range w.forms(p) {
		if f.State != quanyuan.FieldDone || len(f.Aside) != 0 {
			t.Errorf("house %s is %s with %d aside", f.Kept.House, f.State, len(f.Aside))
		}
		names[f.Kept.House] += f.Kept.Persons[0]["name"]
		if f.Kept.House == "1" && (len(f.Settled) != 1 || f.Settled[0].Persons[0]["name"] != "钱甲甲" || !strings.Contains(f.Settled[0].Why, "已回访")) {
			t.Errorf("what was not chosen is kept as %+v", f.Settled)
		}
	}
	if got := fmt.Sprint(len(names)) + names["1"]; got != "3钱乙乙" || names["2"]+names["3"] != "孙丙丙李丁丁" && names["2"]+names["3"] != "李丁丁孙丙丙" {
		t.Errorf("the houses are %v", names)
	}
	l, err := w.desk.LoadForms(t.Context(), w.surveyTeam(), p.Survey)
	check(t, err)
	if l.Forms != 3 || l.Persons != 3 || l.Disputed != 0 || len(l.Faults) != 0 {
		t.Errorf("loaded %+v", l)
	}
}
