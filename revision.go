package quanyuan

import "time"

// RevisionKind says how divisions change.
type RevisionKind string

// The kinds of revisions.
const (
	Renames   RevisionKind = "rename"   // the code stays, the name changes
	Renumbers RevisionKind = "renumber" // one division gets another code; with a town go its communities
	Merges    RevisionKind = "merge"    // several communities become one
	Splits    RevisionKind = "split"    // one community becomes several, by address
)

// States of a revision paper.
const (
	RevisionPlanned   = "planned"   // filed for its day; nothing has changed
	RevisionWithdrawn = "withdrawn" // given up before it began
	RevisionRunning   = "running"   // begun: applying it again goes on
	RevisionApplied   = "applied"
)

// Revision is a change of divisions from a day on.
type Revision struct {
	ID     string        `json:"id"` // of the decree, such as 锦府发〔2024〕12号
	Kind   RevisionKind  `json:"kind"`
	Date   Date          `json:"date"`
	Reason string        `json:"reason,omitempty"`
	Old    []string      `json:"old"` // codes of 12 digits
	New    []NewDivision `json:"new"`
	// Crosswalk says for a split which addresses go where; the first part that
	// an address fits holds, and where parts of several destinations are fitted
	// equally it is not decided. Rest is where all others go; empty: they stay
	// under the old code until somebody says.
	Crosswalk []CrosswalkPart `json:"crosswalk,omitempty"`
	Rest      string          `json:"rest,omitempty"`
	// Households are numbers that two communities of a merger both have: the
	// old community, its number, the number from then on. The desk fills it in.
	Households map[string]map[string]string `json:"households,omitempty"`
	// Codes are the communities that follow those which the revision touches; ""
	// where it depends on the address. The desk fills it in.
	Codes   map[string]string `json:"codes,omitempty"`
	Begun   time.Time         `json:"begun,omitzero"`
	Version int64             `json:"-"`
	State   string            `json:"-"`
}

// NewDivision is a division as it is from the day of a revision on.
type NewDivision struct {
	Code string `json:"code"`
	Name string `json:"name"` // empty: as before
}

// CrosswalkPart is what of a split community goes to one of the new ones. An
// address fits when it fits any of the lists.
type CrosswalkPart struct {
	To        string      `json:"to"`
	Buildings []string    `json:"buildings,omitempty"` // with the estate or the road and number: 锦绣花园3栋, 春江路12号1栋
	Roads     []RoadRange `json:"roads,omitempty"`
	Estates   []string    `json:"estates,omitempty"`
	Groups    []string    `json:"groups,omitempty"` // 3组, or a name
}

// RoadRange is a part of a road.
type RoadRange struct {
	Road string `json:"road"`
	From int    `json:"from,omitempty"` // house numbers, both included; 0: open
	To   int    `json:"to,omitempty"`
	Side string `json:"side,omitempty"` // odd, even; empty: both
}

// Paper writes the revision as a paper; it lies on the desk of the city.
func (r *Revision) Paper() *Paper {
	return (&Paper{Kind: RevisionPaper, ID: r.ID, Version: r.Version, State: r.State}).with(r)
}

// RevisionOf reads a revision's paper.
func RevisionOf(p *Paper) (*Revision, error) {
	r := &Revision{Version: p.Version, State: p.State}
	return r, p.read(RevisionPaper, r)
}
