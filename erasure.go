package quanyuan

import (
	"context"
	"slices"
	"time"
)

// ErasurePaper is the erasure of one person, from the demand to the certificate.
const ErasurePaper PaperKind = "erasure"

// States of an erasure.
const (
	ErasureAsked     = "asked"     // waits for the second person
	ErasureDeclined  = "declined"  // by the second person
	ErasureWithdrawn = "withdrawn" // by whoever asked
	ErasureBegun     = "begun"     // nobody sees anything of him any more; his bytes are being overwritten
	ErasureDone      = "done"
)

// ExitErased stands in Exited of a person whose record was erased: a number
// that counts on the days before, without a name.
const ExitErased = "erased"

// AsideErased is the reason of a row that speaks of nobody since an erasure.
const AsideErased = "aside.erased"

// The grounds of 个人信息保护法 art. 47 on which a person is erased.
const (
	GroundPurpose  = "purpose"  // what it was kept for is reached, or cannot be
	GroundExpired  = "expired"  // the time for which it may be kept has passed
	GroundUnlawful = "unlawful" // it was collected or used against the law
	GroundMistake  = "mistake"  // he should never have been entered
)

// Grounds lists them.
func Grounds() []string {
	return []string{GroundPurpose, GroundExpired, GroundUnlawful, GroundMistake}
}

// Erasure is the demand to erase a person, and then the certificate. It holds
// nothing of him but numbers.
type Erasure struct {
	ID     string `json:"id"`
	Person Number `json:"person"`
	Ground string `json:"ground"`
	Reason string `json:"reason"`
	Steps  []Step `json:"steps"` // ask; then decline, withdraw or confirm
	// What was erased; empty before.
	Numbers []Number      `json:"numbers,omitempty"` // the person's, and those that forward to it
	Records []RecordID    `json:"records,omitempty"` // rows and acts of which no more than places and statuses is left
	Files   []ErasedFile  `json:"files,omitempty"`   // original files that held a row of him among others'
	Count   ErasureCount  `json:"count,omitzero"`
	Begun   time.Time     `json:"begun,omitzero"`
	At      time.Time     `json:"at,omitzero"` // when the bytes were gone
	Left    []Remnant     `json:"left,omitempty"`
	Copies  []ErasureCopy `json:"copies,omitempty"` // backups that hold him
	Exports int           `json:"exports,omitempty"`
	// Looked says that the whole store was searched for his numbers afterwards;
	// Folder that the folder of backups was looked at.
	Looked  bool   `json:"looked,omitempty"`
	Folder  bool   `json:"folder,omitempty"`
	State   string `json:"-"`
	Version int64  `json:"-"`
}

// ErasedFile is an original that was destroyed as a whole.
type ErasedFile struct {
	Batch BatchID `json:"batch"`
	Hash  string  `json:"hash"` // of the file as received
	Rows  int     `json:"rows"` // that the receipt counts
}

// ErasureCount says how much was erased.
type ErasureCount struct {
	Rows      int `json:"rows"`      // raw rows cut out, his and those of others that named him
	Others    int `json:"others"`    // persons in whose records he was named
	Papers    int `json:"papers"`    // out of which words about him were taken
	Proposals int `json:"proposals"` // of collation
	Possible  int `json:"possible"`  // rows with his name and birthday of which nobody has said whose they are
}

// Remnant is where one of his numbers still stands afterwards, and how often.
type Remnant struct {
	Of      string   `json:"of"` // see Mention
	Count   int      `json:"count"`
	Persons []Number `json:"persons,omitempty"` // whose records they are
}

// ErasureCopy is a backup that was made while he stood in the register.
type ErasureCopy struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

// Asked is the step with which it began.
func (e *Erasure) Asked() Step {
	if len(e.Steps) == 0 {
		return Step{}
	}
	return e.Steps[0]
}

// Confirmed is the step of the second person; false while there is none.
func (e *Erasure) Confirmed() (Step, bool) {
	i := slices.IndexFunc(e.Steps, func(s Step) bool { return s.Act == "confirm" })
	if i < 0 {
		return Step{}, false
	}
	return e.Steps[i], true
}

// Paper writes the erasure as a paper; it lies on a desk above all divisions.
func (e *Erasure) Paper() *Paper {
	p := &Paper{Kind: ErasurePaper, ID: e.ID, Version: e.Version, State: e.State, Desk: "000000000000", Persons: []Number{e.Person}}
	return p.with(e)
}

// ErasureOf reads an erasure's paper.
func ErasureOf(p *Paper) (*Erasure, error) {
	e := &Erasure{Version: p.Version, State: p.State}
	return e, p.read(ErasurePaper, e)
}

// Wiping is what an erasure does to what is otherwise never changed and never
// removed.
type Wiping struct {
	Change            // written with it
	Records []*Record // stand from now on in the place of those with their IDs, without raw rows
	Rows    []RecordID
	Files   []BatchID  // whose kept files are destroyed
	Words   []int64    // Seq of events that lose their Reason
	Batches []*Batch   // as they stand from now on
	Drop    []RecordID // records whose proposals go
}

// Mention is a place in a store where a text stands.
type Mention struct {
	Of string // record, row, person, event, paper, proposal, batch, reply, setting, account or audit
	ID string // of it; of a paper its kind and ID with a space between
	// Texts are the places among the texts asked for of those that stand there.
	Texts []int
}

// Eraser takes out of a store what it has of a person.
type Eraser interface {
	// Wipe writes a wiping in one transaction; answers that were kept for
	// requests sent again lose their bodies with it. It returns ErrConflict as
	// Apply does, and while an import is under way.
	Wipe(ctx context.Context, w *Wiping) error
	// Scrub leaves in the bytes of the store nothing of what was removed or
	// replaced before. It returns ErrConflict when it could not since somebody
	// reads; it may be called again.
	Scrub(ctx context.Context) error
	// Mentions finds where texts stand in what the store keeps, files apart.
	Mentions(ctx context.Context, texts []string) ([]Mention, error)
}
