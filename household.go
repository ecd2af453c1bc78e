package quanyuan

// States of a household paper.
const (
	HouseholdOpen   = "open"
	HouseholdClosed = "closed" // nobody belongs to it any more
)

// Household is a family or a collective household of a community: who belongs
// to it and how each member stands to its head. Who is a member follows from
// the presences of the persons; the relation is the household's own.
type Household struct {
	Community string `json:"community"`
	Number    string `json:"number"` // within the community
	Kind      string `json:"kind"`   // code of household_type: 10 family, 20 collective
	Unit      string `json:"unit,omitempty"`
	Dwelling  string `json:"dwelling,omitempty"` // ID of the dwelling where most of it live
	From      string `json:"from,omitempty"`     // number of the household it was split from
	Into      string `json:"into,omitempty"`     // number of the household it joined
	// Members are those of today, Former those who were, both sorted by number.
	Members []Member `json:"members,omitempty"`
	Former  []Member `json:"former,omitempty"`
	Version int64    `json:"-"`
}

// Member is a person in a household.
type Member struct {
	Person   Number `json:"person"`
	Relation string `json:"relation,omitempty"` // code of the table relation, to the head
	Until    Date   `json:"until,omitzero"`
	Reason   string `json:"reason,omitempty"` // why a former member is one: died, left, moved, exited
}

// HouseholdID is the ID of a household's paper.
func HouseholdID(community, number string) string { return community + "-" + number }

// Member finds a member of today; nil when the person is none.
func (h *Household) Member(n Number) *Member {
	for i := range h.Members {
		if h.Members[i].Person == n {
			return &h.Members[i]
		}
	}
	return nil
}

// Paper writes the household as a paper; At and Actor are the caller's.
func (h *Household) Paper() *Paper {
	p := &Paper{Kind: HouseholdPaper, ID: HouseholdID(h.Community, h.Number), Version: h.Version, State: HouseholdOpen, Desk: h.Community}
	for _, m := range h.Members {
		p.Persons = append(p.Persons, m.Person)
	}
	if len(h.Members) == 0 {
		p.State = HouseholdClosed
	}
	return p.with(h)
}

// HouseholdOf reads a household's paper.
func HouseholdOf(p *Paper) (*Household, error) {
	h := &Household{Version: p.Version}
	return h, p.read(HouseholdPaper, h)
}
