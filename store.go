package quanyuan

import (
	"context"
	"io"
	"iter"
)

// Import is a batch on its way in. Chunks added are seen by nobody until
// Commit; a process that dies in between leaves the batch wholly out.
type Import interface {
	// Add stores a chunk of records with their raw rows and fills their IDs.
	Add(ctx context.Context, records []*Record) error
	// Keep stores the bytes of the file as received, compressed.
	Keep(ctx context.Context, file io.Reader) error
	// Records gives records added to this import, in the order of the IDs.
	Records(ctx context.Context, ids []RecordID) ([]*Record, error)
	// Enter stores persons of a starting register with their search keys and
	// an event Entered for each of their records. Entering a number again
	// replaces what this import entered under it before; a call names a number
	// once.
	Enter(ctx context.Context, entries []Entry) error
	// SetMapping notes the mapping with which the file was read.
	SetMapping(mapping []byte)
	// Commit makes the batch visible with its receipt, and seals audit lines
	// about it: Kind "batch" without an ID stands for this one. The batch is
	// visible and complete, or Commit returns an error and it is gone.
	Commit(ctx context.Context, receipt Receipt, audit ...AuditLine) (Batch, error)
	// Abort removes what was added; harmless after Commit.
	Abort(ctx context.Context) error
}

// Batches keeps what sources sent.
type Batches interface {
	// Begin starts an import. It returns an *Error of kind ErrExists when a
	// committed batch has the same hash and source, or when the batch is the
	// first of the old system and the register holds persons already. A later
	// one is kept like any list: nobody is entered by it. Leftovers of imports
	// that died are swept first.
	Begin(ctx context.Context, b Batch) (Import, error)
	// Batches lists the committed batches in the order of their IDs.
	Batches(ctx context.Context) ([]Batch, error)
	// CountBatches counts the committed batches. One that is committed does not
	// change any more and is not taken away, so that whoever has read as many
	// as there are has read them all.
	CountBatches(ctx context.Context) (int, error)
	// Records streams a batch's records in the order of their IDs.
	Records(ctx context.Context, id BatchID) iter.Seq2[*Record, error]
	// Found is Records for who counts findings: those in which nothing was found
	// come with no more than the community that they name.
	Found(ctx context.Context, id BatchID) iter.Seq2[*Record, error]
}

// Entry is a person together with the search keys under which it is found.
// Keys are computed by whoever owns the blocking rules; stores only keep them.
type Entry struct {
	Person *Person
	Keys   []uint64
}

// People keeps the register's persons.
type People interface {
	// Apply writes a change in one transaction and numbers what is new in it.
	// It returns ErrConflict when a person or paper has changed since it was
	// seen, or when a record it assigns belongs to somebody else by now.
	Apply(ctx context.Context, c *Change) error
	// NewNumber gives a person number that nobody has or will get again.
	NewNumber(ctx context.Context) (Number, error)
	// Person gives one person; ErrNotFound when there is none.
	Person(ctx context.Context, n Number) (*Person, error)
	// PersonIn is Person for who may see a part of the city only: a person of
	// whose Divisions none lies in the scope is not found. A number that was
	// merged is found from everywhere, since it only forwards.
	PersonIn(ctx context.Context, scope Scope, n Number) (*Person, error)
	// PersonsByNumber gives the persons with these numbers, in the order of the
	// numbers; unknown numbers are left out.
	PersonsByNumber(ctx context.Context, numbers []Number) ([]*Person, error)
	// Persons streams all persons in the order of their numbers.
	Persons(ctx context.Context) iter.Seq2[*Person, error]
	// PersonsBeside shows all persons to lookers who work side by side, each
	// person to one of them and in no order. A looker's person is changed into his
	// next: of a person he may keep texts, for as long as he needs them, but no
	// list. Persons who are changed meanwhile are shown as before or after. It
	// ends with the first error.
	PersonsBeside(ctx context.Context, lookers ...func(*Person) error) error
	// Count counts persons that have not exited.
	Count(ctx context.Context) (int, error)
	// FindByKeys gives the numbers found under any of the keys, sorted.
	FindByKeys(ctx context.Context, keys []uint64) ([]Number, error)
	// PersonsIn lists persons by where they stand; see PersonQuery.
	PersonsIn(ctx context.Context, q PersonQuery) ([]Placed, error)
	// CountPersonsIn counts what PersonsIn would give: up to q.Limit, without
	// reading any person.
	CountPersonsIn(ctx context.Context, q PersonQuery) (int, error)
	// CountPlaces counts the presences of a part of the city that persons have
	// now, by community, category and how they are counted, sorted so. Without a
	// scope it counts nothing.
	CountPlaces(ctx context.Context, scope Scope) ([]PlaceCount, error)
	// Events lists in order the events of the records that the person has now,
	// and the merges and splits that name the number.
	Events(ctx context.Context, n Number) ([]Event, error)
	// EventsAfter lists at most limit events behind a Seq, in their order: those
	// of some kinds, or of all when none is given.
	EventsAfter(ctx context.Context, seq int64, limit int, kinds ...EventKind) ([]Event, error)
	// Event gives one event; ErrNotFound when there is none.
	Event(ctx context.Context, seq int64) (Event, error)
	// PersonOf gives the number of the person who has a record now, "" when
	// nobody has it.
	PersonOf(ctx context.Context, id RecordID) (Number, error)
	// RecordsOf gives the records with these IDs, in the order of the IDs.
	RecordsOf(ctx context.Context, ids []RecordID) ([]*Record, error)
}

// PersonQuery selects persons by their presences; empty fields select all.
// Persons come sorted by community, then number.
type PersonQuery struct {
	// Scope keeps persons with a presence in it. A query without a scope finds
	// nothing.
	Scope      Scope
	Categories []Category
	Household  string // with Scope of its community
	// RecheckBefore keeps stays that must be looked at again before the day.
	RecheckBefore Date
	Notes         PlaceNotes // presences with any of these
	// After continues behind a person of an earlier answer.
	AfterCommunity string
	After          Number
	Skip           int // leaves out so many of the first, for pages that are reached by their number
	Limit          int // 0: no limit
}

// Placed is a person in a list, with the community under which it stands there.
type Placed struct {
	Community string
	Person    *Person
}

// PlaceCount is how many persons stand in a community in one way.
type PlaceCount struct {
	Community string
	Category  Category
	Note      PlaceNotes
	Persons   int
}

// Papers keeps what people work on; they are written by People.Apply.
type Papers interface {
	// Paper gives one paper; ErrNotFound when there is none.
	Paper(ctx context.Context, kind PaperKind, id string) (*Paper, error)
	// NewPaperIDs gives n IDs, rising, that no paper of the kind has or will get
	// again: for papers that are written later than they are named.
	NewPaperIDs(ctx context.Context, kind PaperKind, n int) ([]string, error)
	// Papers lists papers; see PaperQuery.
	Papers(ctx context.Context, q PaperQuery) ([]*Paper, error)
}

// Accounts keeps who may come in; they are written by People.Apply, which
// returns ErrConflict when an account or ticket has changed since it was seen,
// and ErrInvalid when nobody active would be left in an administrator's post
// that somebody had.
type Accounts interface {
	// Account gives one account; ErrNotFound when there is none.
	Account(ctx context.Context, name string) (*Account, error)
	// Accounts lists all accounts in the order of their names.
	Accounts(ctx context.Context) ([]*Account, error)
	// Ticket gives one ticket; ErrNotFound when there is none.
	Ticket(ctx context.Context, id string) (*Ticket, error)
	// Tickets lists the tickets of an account or of a person that have not
	// ended, in the order in which they were made.
	Tickets(ctx context.Context, account string, person Number) ([]*Ticket, error)
}

// Audit keeps the chain of audit lines. Lines are only ever added.
type Audit interface {
	// Seal adds lines to the chain in one transaction and numbers them.
	Seal(ctx context.Context, lines []AuditLine) error
	// AuditLines lists lines; see AuditQuery.
	AuditLines(ctx context.Context, q AuditQuery) ([]AuditLine, error)
	// Chain streams all lines in the order of the chain.
	Chain(ctx context.Context) iter.Seq2[SealedLine, error]
	// Head is the end of the chain as the store remembers it apart from the
	// lines.
	Head(ctx context.Context) (AuditHead, error)
}

// Disposer destroys what need not be kept.
type Disposer interface {
	// Dispose destroys the kept file and the raw rows of a batch, so that their
	// bytes are gone from the store; records stay. certify makes the change that
	// certifies it, from what there is to destroy; it is written before.
	Dispose(ctx context.Context, id BatchID, certify func(Destroyed) *Change) error
}

// Proposals keeps what collation proposed, replaced as a whole by each run.
type Proposals interface {
	ReplaceProposals(ctx context.Context, proposals iter.Seq2[*Proposal, error]) error
	Proposals(ctx context.Context, id BatchID) iter.Seq2[*Proposal, error]
	// OpenProposals streams, in the order of batches and records, the proposals
	// that still wait for a person: possible, elsewhere, differs or new, of
	// records that nobody has, and whose case was not declined.
	OpenProposals(ctx context.Context) iter.Seq2[*Proposal, error]
	// Proposal gives what was proposed for a record; ErrNotFound when nothing.
	Proposal(ctx context.Context, id RecordID) (*Proposal, error)
	// ProposalsIn lists proposals by their desks; see ProposalQuery.
	ProposalsIn(ctx context.Context, q ProposalQuery) ([]*Proposal, error)
	// CountProposals counts what ProposalsIn would list, without regard to After,
	// Before, Skip and Limit, in the order of batches and outcomes.
	CountProposals(ctx context.Context, q ProposalQuery) ([]ProposalCount, error)
	// Changes gives numbers that rise with every change; see ChangesOf. They may
	// rise without need.
	Changes(ctx context.Context, of ChangesOf) (Changes, error)
}

// ChangesOf is something of which changes are counted, so that what was made of
// it can be kept until it changes.
type ChangesOf string

// What changes are counted of.
const (
	// ChangesOfRows is what became of the rows of each batch: what was proposed for
	// them, whose they are, what their cases say.
	ChangesOfRows ChangesOf = "rows"
	// ChangesOfPlaces is who stands in each community, and how.
	ChangesOfPlaces ChangesOf = "places"
	// ChangesOfRulings is what was ruled, and whose the records are of which
	// rulings speak.
	ChangesOfRulings ChangesOf = "rulings"
)

// Changes are numbers of changes: of everything at once, and of single batches
// or communities.
type Changes struct {
	All int64
	Of  map[string]int64
}

// At is the number of changes of a batch or community.
func (c Changes) At(name string) int64 { return c.All + c.Of[name] }

// ProposalQuery selects proposals that wait for a person: of records that nobody
// has and whose case is not closed or waiting. They come sorted by record, the
// rows of a list in their order.
type ProposalQuery struct {
	// Scope keeps proposals whose Desk lies in it. A query without a scope finds
	// nothing.
	Scope    Scope
	Outcomes []Outcome // empty: all
	Batch    BatchID   // 0: of all
	After    RecordID  // continues behind a record of an earlier answer
	// Before goes back from a record of an earlier answer: it selects those
	// before it, the last first.
	Before RecordID
	Skip   int // leaves out so many of the first, for pages that are reached by their number
	Limit  int // 0: no limit
}

// ProposalCount is how many proposals of a batch wait with one outcome.
type ProposalCount struct {
	Batch     BatchID
	Outcome   Outcome
	Proposals int
}

// Store is all of it; Close releases the file or connections.
type Store interface {
	Batches
	People
	Papers
	Finder
	Rekeyer
	Proposals
	Disposer
	Eraser
	Accounts
	Audit
	Replies
	// Setting and SetSetting keep small named texts (divisions file, versions).
	Setting(ctx context.Context, key string) ([]byte, error)
	SetSetting(ctx context.Context, key string, value []byte) error
	Close() error
}
