package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestSourceCardOverHTTP: a department gets the card of its own lists, which
// adds up; who sends no lists gets none.
func TestSourceCardOverHTTP(t *testing.T) {
	c := openCity(t)
	o, _ := c.want(200, "zhou", "GET", "/source-card", nil)
	sum := o["sum"].(object)
	if sum["rows"] != sum["right"].(float64)+sum["wrong"].(float64)+sum["open"].(float64) {
		t.Errorf("the card does not add up: %v", sum)
	}
	for _, l := range o["lists"].([]any) {
		rows := 0.0
		for _, f := range l.(object)["fates"].([]any) {
			rows += f.(object)["rows"].(float64)
		}
		if card := l.(object)["card"].(object); rows != card["rows"] {
			t.Errorf("%v rows have a fate, the card has %v", rows, card["rows"])
		}
	}
	for _, m := range sum["mends"].([]any) {
		if m := m.(object); m["zh"] == "" || m["todo"] == "" || strings.Contains(m["en"].(string), "MISSING") {
			t.Errorf("what to mend: %v", m)
		}
	}
	c.refused(http.StatusNotFound, "batch.unknown", "zhou", "GET", "/source-card?batch=999", nil)
	c.refused(http.StatusForbidden, "access.post", "lin", "GET", "/source-card", nil)
}
