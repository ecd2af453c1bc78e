package block

import "strings"

// Door is the number of a house and the sound of its street: "12 High Street",
// "Flat 3, 12 High St" and "High St. 12" share it. The street is the word after
// a number; where none follows, the first word with the last number. Addresses
// without a number give "".
func Door(s string) string {
	words := strings.FieldsFunc(Exact(s), func(r rune) bool { return strings.ContainsRune(" ,.;:#/-()\t", r) })
	number, street := "", ""
	for i, w := range words {
		if w[0] < '0' || w[0] > '9' {
			if street == "" {
				street = w
			}
			continue
		}
		number = w
		if i+1 < len(words) && (words[i+1][0] < '0' || words[i+1][0] > '9') {
			street = words[i+1]
			break
		}
	}
	if number == "" || street == "" {
		return ""
	}
	if sound := Soundex(street); sound != "" {
		street = sound
	}
	return number + " " + street
}
