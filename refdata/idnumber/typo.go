package idnumber

// OneTypo reports whether one slip of the hand turns a into b: one character
// replaced, two neighbours swapped, one character missing or too many. Equal
// texts are not a typo apart. Neither are two valid citizen numbers of 18
// digits by replacement or swap: the check digit finds every such slip.
func OneTypo(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		if i == len(a) {
			return false
		}
		return a[i+1:] == b[i+1:] ||
			i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

// Distance is the number of slips (as in OneTypo, none touching the characters
// of another) that turn a into b: optimal string alignment, by bytes. Texts of
// more than 64 bytes are only compared in length and equality.
func Distance(a, b string) int {
	if a == b {
		return 0
	}
	if max(len(a), len(b)) > 64 {
		return max(len(a), len(b))
	}
	var rows [3][65]int
	before, last, now := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}
