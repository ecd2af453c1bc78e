package desk

import "quanyuan/refdata/division"

// homeOf is the smallest division that holds all communities of the city's
// divisions file, "" when the file lists none. Names in lists are understood
// from there: 春熙路街道 needs no province.
func homeOf(t *division.Tree) division.Code {
	communities := t.Communities("")
	if len(communities) == 0 {
		return ""
	}
	home := communities[0].Code.Parent()
	for _, c := range communities {
		for !home.Contains(c.Code) {
			home = home.Parent()
		}
	}
	return home
}

// DivisionCode reads a division code as people write it: 2, 4, 6, 9 or 12
// digits. The result has 12.
func DivisionCode(s string) (string, error) {
	c, err := division.Parse(s)
	return string(c), err
}
