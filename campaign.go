package quanyuan

import "time"

// States of a campaign paper.
const (
	CampaignOpen   = "open"
	CampaignClosed = "closed"
)

// PhaseKey names a phase of a campaign.
type PhaseKey string

// The phases every campaign has, in their order; a site sets their days.
const (
	Collecting    PhaseKey = "collect" // lists come in
	Collating     PhaseKey = "collate" // lists are sorted and compared with the register
	Entering      PhaseKey = "enter"   // who is missing is entered, who moved is moved
	Deduplicating PhaseKey = "dedupe"  // who stands twice is ruled on
	Assessing     PhaseKey = "assess"  // the sample survey, the assessment
)

// Phases lists the phases in their order.
func Phases() []PhaseKey {
	return []PhaseKey{Collecting, Collating, Entering, Deduplicating, Assessing}
}

// Campaign is a 消重补漏 drive: what is done when, and who answers for it.
type Campaign struct {
	ID      string  `json:"-"`
	Name    string  `json:"name"`
	Phases  []Phase `json:"phases"`
	People  []Named `json:"people,omitempty"` // the leading group and those named for divisions
	Version int64   `json:"-"`
	State   string  `json:"-"`
}

// Phase is a part of a campaign with its days.
type Phase struct {
	Key  PhaseKey `json:"key"`
	From Date     `json:"from"`
	To   Date     `json:"to"` // the last day
}

// Named is a person who has a duty in a division during a campaign.
type Named struct {
	Division string `json:"division"`
	Name     string `json:"name"`
	Duty     string `json:"duty"`
}

// Phase finds a phase; ok is false when the campaign has none of the name.
func (c *Campaign) Phase(key PhaseKey) (Phase, bool) {
	for _, p := range c.Phases {
		if p.Key == key {
			return p, true
		}
	}
	return Phase{}, false
}

// Paper writes the campaign as a paper; it lies on the desk of the city.
func (c *Campaign) Paper() *Paper {
	p := &Paper{Kind: CampaignPaper, ID: c.ID, Version: c.Version, State: c.State}
	if n := len(c.Phases); n > 0 {
		p.Due = c.Phases[n-1].To
	}
	return p.with(c)
}

// CampaignOf reads a campaign's paper.
func CampaignOf(p *Paper) (*Campaign, error) {
	c := &Campaign{ID: p.ID, Version: p.Version, State: p.State}
	return c, p.read(CampaignPaper, c)
}

// States of a signature paper.
const (
	SignatureStands    = "stands"
	SignatureWithdrawn = "withdrawn"
)

// Signature is a named person's word that he answers for the state of a
// division at a moment. It fixes that state by a hash.
type Signature struct {
	ID       string `json:"-"`
	Campaign string `json:"campaign"`
	Division string `json:"division"`
	Signer   string `json:"signer"`         // who cleaned
	Duty     string `json:"duty,omitempty"` // his duty
	Head     string `json:"head,omitempty"` // who signs beside him
	// State is what is signed.
	State SignedState `json:"state"`
	At    time.Time   `json:"at"`
	// Anchor is the head of the audit chain at that moment, SEQ:HASH.
	Anchor    string `json:"anchor,omitempty"`
	Withdrawn string `json:"withdrawn,omitempty"` // the reason, when it was taken back
	Version   int64  `json:"-"`
	Stands    bool   `json:"-"`
}

// SignedState is the state of a division as somebody signs it: its figures, and
// a hash over every person and how he is counted.
type SignedState struct {
	Persons    int            `json:"persons"`
	Categories map[string]int `json:"categories"` // category → persons with a presence of it
	Hukou      int            `json:"hukou"`      // counted as registered
	Residents  int            `json:"residents"`  // counted as living
	Disputed   int            `json:"disputed"`
	Tasks      []TaskCount    `json:"tasks,omitempty"`
	Hash       string         `json:"hash"` // SHA-256, hex
}

// TaskCount is how many things of a kind were found and how many are left.
type TaskCount struct {
	Phase PhaseKey `json:"phase"`
	Kind  string   `json:"kind"`
	Found int      `json:"found"`
	Left  int      `json:"left"`
}

// Paper writes the signature as a paper.
func (s *Signature) Paper() *Paper {
	p := &Paper{Kind: SignaturePaper, ID: s.ID, Version: s.Version, State: SignatureWithdrawn, Desk: s.Division}
	if s.Stands {
		p.State = SignatureStands
	}
	return p.with(s)
}

// SignatureOf reads a signature's paper.
func SignatureOf(p *Paper) (*Signature, error) {
	s := &Signature{ID: p.ID, Version: p.Version, Stands: p.State == SignatureStands}
	return s, p.read(SignaturePaper, s)
}
