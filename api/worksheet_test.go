package api_test

import "testing"

// TestWorksheetsOverHTTP: counts add up with the lines behind them, a leader
// sees counts and nobody, and nobody sees another part of the city.
func TestWorksheetsOverHTTP(t *testing.T) {
	c := openCity(t)
	o, _ := c.want(200, "zhou", "GET", "/worksheets?level=5", nil)
	lines := 0
	for _, part := range o["parts"].([]any) {
		p := part.(object)
		rows, _ := c.want(200, "zhou", "GET", "/worksheets/"+p["code"].(string), nil)
		lines += len(rows["rows"].([]any))
		items, _ := c.want(200, "zhou", "GET", "/worksheets/"+p["code"].(string)+"?kind=items", nil)
		if float64(len(items["rows"].([]any))) != p["lines"].(object)["items"] {
			t.Errorf("%s: %d lines of items, counted %v", p["code"], len(items["rows"].([]any)), p["lines"])
		}
	}
	sum := 0.0
	for _, n := range o["whole"].(object)["lines"].(object) {
		sum += n.(float64)
	}
	if lines == 0 || float64(lines) != sum {
		t.Errorf("%v lines counted, %d behind them", sum, lines)
	}
	c.want(200, "lin", "GET", "/worksheets", nil)
	c.refused(403, "access.post", "lin", "GET", "/worksheets/510198001001", nil)
	c.refused(403, "access.elsewhere", "li", "GET", "/worksheets/510198001002", nil)
	if o, _ = c.want(200, "li", "GET", "/whereabouts", nil); o["communities"] == nil {
		t.Errorf("whereabouts %v", o)
	}
	c.refused(403, "access.post", "lin", "GET", "/whereabouts", nil)
	c.want(200, "li", "POST", "/whereabouts/P001/answers", object{"answer": "here"})
}
