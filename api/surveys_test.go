package api_test

import (
	"net/http"
	"testing"
)

// TestSurveyOverHTTP: plan, draw, forms, load, link, report and signature by a
// survey team; nobody else comes near, and nothing tells whom the register has
// in a segment.
func TestSurveyOverHTTP(t *testing.T) {
	c := openCity(t)
	c.refused(http.StatusForbidden, "access.post", "li", "GET", "/surveys", nil)
	o, _ := c.want(200, "yang", "POST", "/survey-plans", object{"target": .99, "truth": .995})
	if o["persons"] != 3882.0 || o["defects"] != 12.0 {
		t.Errorf("a plan takes %v", o)
	}
	c.refused(422, "survey.plan", "yang", "POST", "/survey-plans", object{"target": .99, "truth": .98})
	o, _ = c.want(http.StatusCreated, "yang", "POST", "/surveys", object{"name": "覆盖调查", "smallest_segment": 1, "units": 1})
	at := "/surveys/" + o["id"].(string)
	c.refused(422, "survey.not_yet", "yang", "GET", at+"/segments", nil)
	o, _ = c.want(200, "yang", "POST", at+"/draw", object{"seed": "07 11 19"})
	segment := o["segments"].([]any)[0].(object)
	if segment["listed"] != nil {
		t.Errorf("a segment tells whom the register has there: %v", segment)
	}
	forms := at + "/segments/" + segment["segment"].(string) + "/forms"
	form := object{"id": "form000000000001", "stamp": "stampaaa", "revision": 3, "house": "1", "result": "done", "finished": true, "persons": []any{object{"name": "刘玉兰", "birth_date": "1965-04-02"}}}
	for _, want := range []string{"taken", "known"} {
		o, _ = c.want(200, "yang", "POST", forms, object{"forms": []any{form}})
		if got := o["receipts"].([]any)[0].(object)["outcome"]; got != want {
			t.Errorf("a form is %v, want %s", got, want)
		}
	}
	form["stamp"], form["house"] = "stampbbb", "2"
	o, _ = c.want(200, "yang", "POST", forms, object{"forms": []any{form}})
	if got := o["receipts"].([]any)[0].(object)["outcome"]; got != "conflict" {
		t.Errorf("a form that contradicts is %v", got)
	}
	o, _ = c.want(200, "yang", "GET", at+"/forms", nil)
	seen := o["forms"].([]any)[0].(object)
	if seen["state"] != "disputed" || seen["aside"] != 1.0 {
		t.Errorf("the form stands as %v", seen)
	}
	c.want(http.StatusNoContent, "yang", "POST", forms+"/form000000000001/settling", object{"version": seen["version"], "copy": 0, "reason": "问过住户"})
	c.refused(http.StatusPreconditionFailed, "field.changed", "yang", "POST", forms+"/form000000000001/settling", object{"version": seen["version"], "void": true, "reason": "晚了"})
	if o, _ = c.want(200, "yang", "POST", at+"/forms/loading", nil); o["forms"] != 1.0 {
		t.Errorf("loaded %v", o)
	}
	rows := []any{object{"段号": segment["segment"], "户序": "3", "行号": "1", "结果": "完成", "姓名": "欧阳初晴", "出生日期": "2001-09-09"}}
	if o, _ = c.want(200, "yang", "POST", at+"/answers", object{"rows": rows}); o["added"] != 1.0 {
		t.Errorf("answers %v", o)
	}
	c.refused(422, "survey.not_linked", "yang", "GET", at+"/report", nil)
	c.want(200, "yang", "POST", at+"/linking", nil)
	o, _ = c.want(200, "yang", "GET", at+"/cases", nil)
	for _, x := range o["cases"].([]any) {
		c.want(http.StatusNoContent, "yang", "POST", at+"/cases", object{"case": x.(object)["id"], "answer": "different"})
	}
	c.want(200, "yang", "GET", at+"/follow-up", nil)
	o, _ = c.want(200, "yang", "GET", at+"/report", nil)
	if o["proof"] == "proved" {
		t.Errorf("two persons prove %v", o)
	}
	c.want(http.StatusNoContent, "yang", "POST", at+"/signatures", object{"hash": o["hash"]})
	if o, _ = c.want(200, "yang", "GET", at, nil); len(o["signatures"].([]any)) != 1 {
		t.Errorf("signed %v", o)
	}
}
