package api_test

import (
	"net/http"
	"testing"
)

// TestQualityOverHTTP: figures add up with the persons behind them, who may set
// the weights sets them for all to see, and a leader's tables hide small counts.
func TestQualityOverHTTP(t *testing.T) {
	c := openCity(t)
	o, _ := c.want(200, "zhou", "GET", "/quality?level=5", nil)
	whole := o["whole"].(object)
	marital := whole["fields"].(object)["ethnic"].(object)
	gaps := int(marital["asked"].(float64) - marital["filled"].(float64))
	if gaps == 0 || len(o["definitions"].([]any)) != len(whole["measures"].(object)) {
		t.Fatalf("the figures %v", whole)
	}
	seen, next := 0, ""
	for {
		o, _ = c.want(200, "zhou", "GET", "/quality/persons?field=ethnic&limit=2&cursor="+next, nil)
		seen += len(o["persons"].([]any))
		n, more := o["next"].(string)
		if !more {
			break
		}
		next = n
	}
	if seen != gaps {
		t.Errorf("%d gaps, %d persons behind them", gaps, seen)
	}
	o, _ = c.want(200, "li", "GET", "/quality/gaps?limit=1", nil)
	if gs := o["gaps"].([]any); len(gs) != 1 || gs[0].(object)["division"] != "510198001001" {
		t.Errorf("what a clerk is to fix first: %v", gs)
	}
	c.refused(422, "quality.field", "zhou", "GET", "/quality/persons?field=height", nil)
	c.refused(http.StatusForbidden, "access.post", "lin", "GET", "/quality/persons", nil)
	if o, _ = c.want(200, "zhou", "GET", "/quality/trend", nil); len(o["points"].([]any)) != 0 {
		t.Errorf("nothing was kept, and yet %v", o)
	}

	o, _ = c.want(200, "lin", "GET", "/scores?level=5", nil)
	weights := o["weights"].(object)
	if len(o["lines"].([]any)) == 0 || weights["complete"] != 1.0 {
		t.Errorf("the scorecard %v", o)
	}
	weights["complete"] = 3
	c.refused(http.StatusForbidden, "access.post", "li", "PUT", "/scores/weights", object{"weights": weights, "target": 95})
	c.refused(http.StatusForbidden, "access.elsewhere", "zhou", "PUT", "/scores/weights", object{"weights": weights, "target": 95})

	o, _ = c.want(200, "zhou", "GET", "/statistics?columns=sex&level=4", nil)
	if rows := o["rows"].([]any); len(rows) < 2 || rows[0].(object)["total"] == nil || o["protected"] != nil {
		t.Errorf("a table inside the office %v", o)
	}
	o, _ = c.want(200, "lin", "GET", "/statistics?columns=sex", nil)
	if all := o["rows"].([]any)[0].(object); all["total"] != nil || o["protected"] != 10.0 {
		t.Errorf("of so few a leader is shown %v", o)
	}
	c.refused(422, "stats.dimension", "zhou", "GET", "/statistics?columns=height", nil)
}
