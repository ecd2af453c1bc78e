package quanyuan

import "sort"

// Number is a person's stable number: the one from the starting register
// where there is one.
type Number string

// Reason says why a value won over the others.
type Reason string

// The rules by which values win, strongest first.
const (
	WonPinned    Reason = "pinned"    // a named person fixed it
	WonConfirmed Reason = "confirmed" // confirmed as it is
	WonAuthority Reason = "authority" // the source is the authority for the field
	WonRecent    Reason = "recent"    // the latest understood value
	WonAgreed    Reason = "agreed"    // several sources say it
	WonOnly      Reason = "only"      // nobody says anything else
)

// Current is the value a person has now in a field, whose word it is, and why
// it won.
type Current struct {
	Field Field `json:"f"`
	Value
	Record RecordID `json:"rec,omitempty"`
	Reason Reason   `json:"why,omitempty"`
}

// Category is the mission's category of a presence.
type Category uint8

// The categories 1–4 and what is recorded but not counted.
const (
	CategoryNone      Category = 0 // not counted: whereabouts or status not known
	HukouAndLivesHere Category = 1
	HukouLivesAway    Category = 2
	LivesHere30Days   Category = 3
	HukouPending      Category = 4
	UnderThirtyDays   Category = 5 // re-check when 30 days are reached
	Excluded          Category = 6 // medical care, tourism, visits, business
)

// Presence is a person × community relation.
type Presence struct {
	Community string   `json:"community"` // 12 digits
	Hukou     string   `json:"hukou,omitempty"`
	Residence string   `json:"residence,omitempty"`
	Category  Category `json:"category"`
	Household string   `json:"household,omitempty"`
	Group     string   `json:"group,omitempty"`
	Estate    string   `json:"estate,omitempty"`
}

// Person is what the register holds: the set of records that speak of one
// human being, folded into current values.
type Person struct {
	Number    Number     `json:"number"`
	Records   []RecordID `json:"records"`
	Values    []Current  `json:"values"` // sorted by field, at most one per field
	Children  []Child    `json:"children,omitempty"`
	Presences []Presence `json:"presences,omitempty"` // sorted by community
	Exited    string     `json:"exited,omitempty"`    // exit reason code; empty: in the register
	Version   int64      `json:"version"`             // number of events folded
}

// Value gives the current value of a field; the zero Current when there is none.
func (p *Person) Value(f Field) Current {
	i := sort.Search(len(p.Values), func(i int) bool { return p.Values[i].Field >= f })
	if i < len(p.Values) && p.Values[i].Field == f {
		return p.Values[i]
	}
	return Current{}
}

// Text gives a field's current canonical text, or "".
func (p *Person) Text(f Field) string {
	if v := p.Value(f); v.Known() {
		return v.Text
	}
	return ""
}

// In reports whether the person stands in the community.
func (p *Person) In(community string) bool {
	for _, pr := range p.Presences {
		if pr.Community == community {
			return true
		}
	}
	return false
}
