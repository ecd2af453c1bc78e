package block

import (
	"errors"
	"strings"
	"testing"
)

func TestWindowsOfKeys(t *testing.T) {
	for name, want := range map[string]int{"exact~2": 2, "~5": 5, "digits*~16": 16, "exact": 0, "exact~1": 0, "exact~17": 0, "exact~x": 0, "exact~02": 0, "exact~3~3": 0} {
		k := Key{Column: "a", Name: name}
		if k.Window() != want {
			t.Errorf("%s has a window of %d, want %d", name, k.Window(), want)
		}
		if err := k.Check(); errors.Is(err, ErrWindow) != (want == 0 && strings.Contains(name, "~")) {
			t.Errorf("%s: %v", name, err)
		}
		if f := k.Function(); f != "exact" && f != "digits" || k.Several() != strings.Contains(name, "*") {
			t.Errorf("%s is of %s, several: %v", name, f, k.Several())
		}
	}
}

// A record that comes alone has no neighbours.
func TestKeyersRefuseWindows(t *testing.T) {
	_, err := NewKeyer([]Rule{{Keys: []Key{{Column: "surname", Name: "exact~3"}}}})
	if err == nil || !strings.Contains(err.Error(), `key "surname:exact~3" is a sorted neighbourhood, which is known only of a whole list`) {
		t.Error(err)
	}
}
