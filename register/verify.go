package register

import (
	"encoding/json"

	"quanyuan"
)

// Broken is an invariant that a person of the register does not keep.
type Broken struct {
	Person quanyuan.Number `json:"person"`
	Rule   string          `json:"rule"` // "fold", "counted_twice", "forward"
}

// Verify compares a stored person with the fold of its events, and holds what
// must be true of every person: counted at most once as registered and once as
// resident, nothing of its own under a number that forwards.
func Verify(stored, folded *quanyuan.Person) []Broken {
	var out []Broken
	broken := func(rule string) { out = append(out, Broken{stored.Number, rule}) }
	if stored.Forward != "" {
		if len(stored.Records)+len(stored.Values)+len(stored.Presences) > 0 {
			broken("forward")
		}
		return out
	}
	a, b := *stored, *folded
	a.Version, b.Version = 0, 0
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	if string(x) != string(y) {
		broken("fold")
	}
	for _, note := range []quanyuan.PlaceNotes{quanyuan.CountsHukou, quanyuan.CountsResidence} {
		n := 0
		for i := range stored.Presences {
			if stored.Presences[i].Note&note != 0 {
				n++
			}
		}
		if n > 1 {
			broken("counted_twice")
		}
	}
	return out
}
