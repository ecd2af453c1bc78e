package chinese

// DoorKey is the last two numbers of an address, most often unit and room, or
// group and house: they are the same however the address is written, while road
// and estate are left out in turn. It is empty where there are not two.
//
//	天府新城11栋2单元104号, 天府新城11-2-104  →  2-104
func DoorKey(address string) string {
	if len(address) > maxAddress {
		return ""
	}
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
			before, last = last, before[:0]
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
