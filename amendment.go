package quanyuan

// States of an amendment paper.
const (
	AmendmentOpen      = "open"
	AmendmentAccepted  = "accepted"
	AmendmentDeclined  = "declined"
	AmendmentWithdrawn = "withdrawn" // by the resident
)

// Amendment is what a resident asks to be corrected in the own record. The
// community decides, with a reason; an accepted one of a field corrects it.
type Amendment struct {
	ID     string `json:"-"`
	Person Number `json:"person"`
	Field  string `json:"field,omitempty"` // key; empty: something that is no field
	Says   string `json:"says"`            // what is right, as it was written
	Value  Value  `json:"value,omitzero"`  // of a field, as it was understood
	Why    string `json:"why,omitempty"`   // how the resident knows
	// Proof is the ID of the paper with what was sent as proof; empty: nothing.
	Proof     string `json:"proof,omitempty"`
	ProofType string `json:"proof_type,omitempty"`
	Steps     []Step `json:"steps"` // ask; accept, decline or withdraw
	State     string `json:"-"`
	Version   int64  `json:"-"`
	Desk      string `json:"-"` // the community that decides
}

// Paper writes the amendment as a paper; At and Actor are the caller's.
func (a *Amendment) Paper() *Paper {
	p := &Paper{Kind: AmendmentPaper, ID: a.ID, Version: a.Version, State: a.State, Desk: a.Desk, Persons: []Number{a.Person}}
	return p.with(a)
}

// AmendmentOf reads an amendment's paper.
func AmendmentOf(p *Paper) (*Amendment, error) {
	a := &Amendment{ID: p.ID, Version: p.Version, State: p.State, Desk: p.Desk}
	return a, p.read(AmendmentPaper, a)
}

// ProofKept is the one state of an paper of a proof.
const ProofKept = "kept"

// Attachment is a picture or document that proves something: a picture is drawn
// anew, so that nothing hides in it, a PDF is kept as it came.
type Attachment struct {
	Type string `json:"type"` // image/jpeg or application/pdf
	Data []byte `json:"data"`
}

// Paper writes the proof as a paper of its own, so that lists of amendments
// stay small.
func (e *Attachment) Paper(id, desk string, person Number) *Paper {
	p := &Paper{Kind: ProofPaper, ID: id, State: ProofKept, Desk: desk, Persons: []Number{person}}
	return p.with(e)
}

// ProofOf reads an paper of a proof.
func ProofOf(p *Paper) (*Attachment, error) {
	e := &Attachment{}
	return e, p.read(ProofPaper, e)
}
