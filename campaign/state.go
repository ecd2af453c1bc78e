package campaign

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"strconv"

	"quanyuan"
)

// Signing gathers the state of a division that somebody is about to sign.
type Signing struct {
	state quanyuan.SignedState
	scope quanyuan.Scope
	hash  hash.Hash
}

// NewSigning begins with nobody.
func NewSigning(division string) *Signing {
	return &Signing{state: quanyuan.SignedState{Categories: map[string]int{}}, scope: quanyuan.Scope{division}, hash: sha256.New()}
}

// Add counts a person where he stands. Persons must come in the order of
// community and number, as stores list them.
func (s *Signing) Add(placed quanyuan.Placed) {
	p := placed.Person
	for i := range p.Presences {
		pr := &p.Presences[i]
		if pr.Community != placed.Community || pr.Ended() {
			continue
		}
		s.state.Persons++
		s.state.Categories[strconv.Itoa(int(pr.Category))]++
		if pr.Note&quanyuan.CountsHukou != 0 {
			s.state.Hukou++
		}
		if pr.Note&quanyuan.CountsResidence != 0 {
			s.state.Residents++
		}
		if pr.Note&quanyuan.Disputed != 0 {
			s.state.Disputed++
		}
		fmt.Fprintf(s.hash, "%s\t%s\t%d\t%d\t%d\n", placed.Community, p.Number, p.Version, pr.Category, pr.Note)
	}
}

// State closes the state with what is left to do.
func (s *Signing) State(tasks []*quanyuan.Task) quanyuan.SignedState {
	out := s.state
	for _, t := range tasks {
		if s.scope.Holds(t.Community) && t.Campaign != "" {
			out.Tasks = append(out.Tasks, quanyuan.TaskCount{Phase: t.Phase, Kind: t.Kind, Found: t.Found, Left: t.Left})
		}
	}
	slices.SortFunc(out.Tasks, func(a, b quanyuan.TaskCount) int {
		return cmp.Or(cmp.Compare(a.Phase, b.Phase), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Found, b.Found), cmp.Compare(a.Left, b.Left))
	})
	figures, _ := json.Marshal(out) // of plain types: it cannot fail
	h := sha256.New()
	h.Write(figures)
	h.Write(s.hash.Sum(nil))
	out.Hash = hex.EncodeToString(h.Sum(nil))
	return out
}
