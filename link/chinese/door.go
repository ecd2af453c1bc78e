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
	// Places of the last two numbers, without zeros before them.
	var last, before [2]int
	inside := false
	for i := 0; i < len(address); {
		digit, size := digitAt(address[i:])
		switch {
		case !digit:
			inside = false
		case !inside:
			inside, before, last = true, last, [2]int{i, i}
			fallthrough
		default:
			if zero := address[i+size-1] == zeroEnd(size); zero && last[0] == i {
				last[0] = i + size
			}
			last[1] = i + size
		}
		i += size
	}
	if before[0] == before[1] || last[0] == last[1] {
		return ""
	}
	var buf [64]byte
	key := appendDigits(buf[:0], address[before[0]:before[1]])
	key = append(key, '-')
	return string(appendDigits(key, address[last[0]:last[1]]))
}

// digitAt reports whether a text begins with a digit, of half or full width, and
// the length of its first character, where it is none at least of a part of it.
func digitAt(s string) (digit bool, size int) {
	switch c := s[0]; {
	case c >= '0' && c <= '9':
		return true, 1
	case c == 0xEF && len(s) >= 3 && s[1] == 0xBC && s[2] >= 0x90 && s[2] <= 0x99: // ０ to ９
		return true, 3
	}
	return false, 1
}

// zeroEnd is the last byte of the digit zero of so many bytes.
func zeroEnd(size int) byte {
	if size == 1 {
		return '0'
	}
	return 0x90
}

// appendDigits appends digits in half width.
func appendDigits(to []byte, digits string) []byte {
	for i := 0; i < len(digits); i++ {
		if c := digits[i]; c == 0xEF {
			to = append(to, '0'+digits[i+2]-0x90)
			i += 2
		} else {
			to = append(to, c)
		}
	}
	return to
}
