package chinese

import "testing"

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
