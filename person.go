package quanyuan

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
	// Record is what says so.
	Record RecordID `json:"rec,omitempty"`
	Since  Date     `json:"since,omitzero"`
	Until  Date     `json:"until,omitzero"`   // the day it ended; zero while it lasts
	Reason string   `json:"reason,omitempty"` // of the stay, or of the absence once ended
	// Recheck is the day on which a stay under thirty days must be looked at
	// again.
	Recheck Date `json:"recheck,omitzero"`
	// Unit is the reporting unit of a collective household.
	Unit string     `json:"unit,omitempty"`
	Note PlaceNotes `json:"note,omitempty"`
}

// PlaceNotes says how a presence is counted.
type PlaceNotes uint8

const (
	// CountsHukou: the person is counted here as registered.
	CountsHukou PlaceNotes = 1 << iota
	// CountsResidence: the person is counted here as living.
	CountsResidence
	// Disputed: another presence claims the same and is counted in its place
	// by rule; people decide.
	Disputed
	// Yielded: a unit's presence that stands back behind the family's, as
	// 其他/其他, until that one ends.
	Yielded
)

// Ended reports whether the presence is history.
func (p *Presence) Ended() bool { return !p.Until.IsZero() }

// ExitMerged stands in Exited of a number whose records went to another person.
const ExitMerged = "merged"

// Person is what the register holds: the set of records that speak of one
// human being, folded into current values.
type Person struct {
	Number    Number     `json:"number"`
	Records   []RecordID `json:"records"`
	Values    []Current  `json:"values"` // sorted by field, at most one per field
	Children  []Child    `json:"children,omitempty"`
	Presences []Presence `json:"presences,omitempty"` // sorted by community
	Exited    string     `json:"exited,omitempty"`    // exit reason code; empty: in the register
	// Forward is the number under which the person is kept since a merge.
	Forward Number `json:"forward,omitempty"`
	// Version is the number of events that name this number; it only grows.
	Version int64 `json:"version"`
}

// Value gives the current value of a field; the zero Current when there is none.
func (p *Person) Value(f Field) Current {
	if v := p.at(f); v != nil {
		return *v
	}
	return Current{}
}

// at finds the current value of a field; nil when there is none.
func (p *Person) at(f Field) *Current {
	low, high := 0, len(p.Values)
	for low < high {
		if mid := (low + high) / 2; p.Values[mid].Field < f {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(p.Values) && p.Values[low].Field == f {
		return &p.Values[low]
	}
	return nil
}

// Text gives a field's current canonical text, or "".
func (p *Person) Text(f Field) string {
	if v := p.at(f); v != nil && v.Known() {
		return v.Text
	}
	return ""
}

// Divisions are the communities that answer for the person: those where he
// stands now or, when he stands nowhere, those where he stood.
func (p *Person) Divisions() []string {
	var now, once []string
	for i := range p.Presences {
		once = append(once, p.Presences[i].Community)
		if !p.Presences[i].Ended() {
			now = append(now, p.Presences[i].Community)
		}
	}
	if len(now) > 0 {
		return now
	}
	return once
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
