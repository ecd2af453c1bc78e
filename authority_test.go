package quanyuan_test

import (
	"encoding/json"
	"strings"
	"testing"

	"quanyuan"
)

// An order of sources comes back from its text as it was; faults are refused by
// name.
func TestAuthoritiesAsText(t *testing.T) {
	usual := quanyuan.UsualAuthorities()
	usual[quanyuan.Phone] = append(usual[quanyuan.Phone], quanyuan.Police, "网格")
	raw, err := json.Marshal(usual)
	if err != nil {
		t.Fatal(err)
	}
	var back quanyuan.Authorities
	if err := json.Unmarshal(raw, &back); err != nil || !back.Equal(usual) {
		t.Fatalf("%s: %v", raw, err)
	}
	if back.Rank(quanyuan.Community, quanyuan.Phone) <= back.Rank(quanyuan.Police, quanyuan.Phone) || back.Rank(quanyuan.School, quanyuan.Phone) != 0 {
		t.Error("the first is not the strongest")
	}
	if back.Equal(quanyuan.UsualAuthorities()) {
		t.Error("two orders are taken for one")
	}
	for text, want := range map[string]string{
		`{"no_such_field": ["police"]}`:   "no_such_field",
		`{"phone": ["police", "police"]}`: "police",
		`{"phone": ["register"]}`:         "register",
		`{"phone": [""]}`:                 "phone",
		`{"phone": "police"}`:             "",
	} {
		if err := json.Unmarshal([]byte(text), &back); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
