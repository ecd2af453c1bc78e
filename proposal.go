package quanyuan

// Outcome is what collation found for a record; the texts are part of the
// output contract.
type Outcome string

// The outcomes. Where several fit, the earlier in Outcomes() wins.
const (
	SetAside         Outcome = "set_aside"
	DuplicateInBatch Outcome = "duplicate_in_batch"
	OutOfScope       Outcome = "out_of_scope"
	Possible         Outcome = "possible"
	Elsewhere        Outcome = "elsewhere"
	Differs          Outcome = "differs"
	Same             Outcome = "same"
	New              Outcome = "new"
)

// Outcomes lists the outcomes in the order in which they win.
func Outcomes() []Outcome {
	return []Outcome{SetAside, DuplicateInBatch, OutOfScope, Possible, Elsewhere, Differs, Same, New}
}

// Verdict is the result of comparing one field of a record and a person.
type Verdict uint8

const (
	// BothMissing: neither side says anything.
	BothMissing Verdict = iota
	// Agree: both write the same value, perhaps in different ways.
	Agree
	// Contradict: both are understood and cannot both be right.
	Contradict
	// MissingHere: the record says nothing.
	MissingHere
	// MissingThere: the register says nothing.
	MissingThere
	// CannotTell: something is written that cannot be compared.
	CannotTell
)

// Difference is one collation field of a record beside the register's.
type Difference struct {
	Field   Field   `json:"field"`
	Verdict Verdict `json:"verdict"`
	Here    string  `json:"here,omitempty"`  // the record's value as a person reads it
	There   string  `json:"there,omitempty"` // the register's
	Child   int     `json:"child,omitempty"` // from 1, for the birth items
}

// Candidate is a person a record may be about.
type Candidate struct {
	Person      Number  `json:"person"`
	Weight      float64 `json:"weight"` // log2 odds
	Probability float64 `json:"probability"`
}

// Proposal is what collation proposes for one record. It changes nothing:
// attaching a record to a person is a ruling.
type Proposal struct {
	Record      RecordID     `json:"record"`
	Batch       BatchID      `json:"batch"`
	Where       Where        `json:"where"`
	Part        int          `json:"part,omitempty"`
	Outcome     Outcome      `json:"outcome"`
	Person      Number       `json:"person,omitempty"`
	Probability float64      `json:"probability"`
	Differences []Difference `json:"differences,omitempty"` // in the order of the fields, all verdicts but BothMissing
	Reason      string       `json:"reason,omitempty"`      // why set aside, out of scope or possible
	// Placed is the community in which the row places the person; Known are
	// the communities in which the register holds the person.
	Placed string   `json:"placed,omitempty"`
	Known  []string `json:"known,omitempty"`
	// DuplicateOf is the fuller row of the same person in the same file.
	DuplicateOf *Where      `json:"duplicate_of,omitempty"`
	Candidates  []Candidate `json:"candidates,omitempty"`
	Model       string      `json:"model,omitempty"` // under which the row was collated
}

// Desk is the community whose clerk looks at the row: where the row places the
// person, else where the register has him; empty when neither says.
func (p *Proposal) Desk() string {
	if p.Placed == "" && len(p.Known) > 0 {
		return p.Known[0]
	}
	return p.Placed
}

// Contradictions lists the fields that contradict, each once, in order.
func (p *Proposal) Contradictions() []Field {
	var fs []Field
	for _, d := range p.Differences {
		if d.Verdict == Contradict && (len(fs) == 0 || fs[len(fs)-1] != d.Field) {
			fs = append(fs, d.Field)
		}
	}
	return fs
}

// Cluster is a set of persons of the register whom the engine takes for one.
type Cluster struct {
	Name    string          `json:"name"`
	Members []ClusterMember `json:"members"` // sorted by number
}

// ClusterMember is one person of a cluster with the probability that he
// belongs to it.
type ClusterMember struct {
	Person      Number  `json:"person"`
	Probability float64 `json:"probability"`
}
