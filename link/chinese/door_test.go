package chinese

import (
	"math/rand/v2"
	"testing"
)

func TestDoorKey(t *testing.T) {
	for address, want := range map[string]string{
		"":               "",
		"天府新城":           "",
		"新街5号":           "",
		"天府新城11栋2单元104号": "2-104",
		"天府新城１１栋２单元０１０４号":    "2-104",
		"天府新城11-2-104":       "2-104",
		"米城乡白松村5社149号":       "5-149",
		"新健街106号天府新城2单元104室": "2-104",
	} {
		if got := DoorKey(address); got != want {
			t.Errorf("door of %q is %q, want %q", address, got, want)
		}
	}
}

// plainDoor is DoorKey character by character.
func plainDoor(address string) string {
	var last, before []rune
	inside := false
	for _, r := range address {
		if r >= '０' && r <= '９' {
			r -= '０' - '0'
		}
		if r < '0' || r > '9' {
			inside = false
			continue
		}
		if !inside {
			inside = true
			before, last = last, nil
		}
		if r != '0' || len(last) > 0 {
			last = append(last, r)
		}
	}
	if len(before) == 0 || len(last) == 0 {
		return ""
	}
	return string(before) + "-" + string(last)
}

func TestDoorKeyAgreesWithPlain(t *testing.T) {
	parts := []string{"0", "00", "1", "7", "12", "０", "３", "９０", "栋", "号", "-", "￿", "ａ", "\xef", "\xbc\x90", "\xef\xbc"}
	r := rand.New(rand.NewPCG(1, 2))
	for range 50000 {
		var s string
		for range r.IntN(9) {
			s += parts[r.IntN(len(parts))]
		}
		if got, want := DoorKey(s), plainDoor(s); got != want {
			t.Fatalf("door of %q is %q, want %q", s, got, want)
		}
	}
}
