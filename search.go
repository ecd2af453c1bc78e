package quanyuan

import (
	"context"
	"iter"
)

// Finder finds persons by their search keys.
type Finder interface {
	// FindPersons gives the persons under any of the keys, each once, in the
	// order of their numbers, and how many are under each key. Of a key with
	// more than most persons it gives none, only their count, which may leave
	// off at CountedPersons.
	FindPersons(ctx context.Context, keys []uint64, most int) (persons []*Person, counts []int, err error)
	// PersonsUnder streams the persons under any of the keys, however many there
	// are of both, each once and in no order, at one moment.
	PersonsUnder(ctx context.Context, keys []uint64) iter.Seq2[Under, error]
}

// Under is a person with the keys, of those asked for, under which he is.
type Under struct {
	*Person
	Keys []uint64
}

// Rekeyer computes search keys anew after their version has changed.
type Rekeyer interface {
	// Rekey gives every person the keys that are made of him, and returns how
	// many there are. All have their new keys, or all their old ones.
	Rekey(ctx context.Context, keys func(*Person) []uint64) (persons int, err error)
}

// CountedPersons is up to how many persons under one key are counted.
const CountedPersons = 10_000

// Match is a person of the register whom a search finds.
type Match struct {
	Person Number `json:"person"`
	// Weight is the log2 odds of the register's model, the same that a bulk
	// collation under the model gives the pair.
	Weight float64 `json:"weight"`
	// Probability is that of being the person asked for, against all others
	// found and against being nobody of the register, which is taken to be as
	// likely as not before anything is compared.
	Probability float64 `json:"probability"`
	// Reason says why the person is not to be taken for the one asked for
	// without a look; empty when nothing speaks against it.
	Reason      string     `json:"reason,omitempty"`
	Evidence    []Evidence `json:"evidence,omitempty"`    // what was compared, strongest first
	Communities []string   `json:"communities,omitempty"` // in which the register holds the person
	Exited      string     `json:"exited,omitempty"`
}

// Evidence is how far one item agrees, and the bits it speaks for the match or,
// below 0, against it.
type Evidence struct {
	Item  string  `json:"item"`  // name, id, birth, sex, phone, residence, hukou or kin
	Level string  `json:"level"` // of the item's comparison
	Bits  float64 `json:"bits"`
}

// SearchReceipt is the body of a ReceiptPaper: that a search was made, what it
// covered and who came nearest. It holds no value of the person asked for, only
// salted hashes.
type SearchReceipt struct {
	Model string `json:"model"` // name of the register's model; empty: none yet
	Salt  []byte `json:"salt"`
	// Query is the hash of the whole query, Covers those of its name, date of
	// birth and ID number, by the keys of the fields.
	Query  string            `json:"query"`
	Covers map[string]string `json:"covers"`
	// Nearest are the persons found, or turned down.
	Nearest []Match `json:"nearest,omitempty"`
	// Cut says which questions were too broad to be answered in full.
	Cut []Remark `json:"cut,omitempty"`
}

// The states of a ReceiptPaper.
const (
	ReceiptNew   = "new"   // nobody in the city is the person for certain
	ReceiptKnown = "known" // the city has the person in all likelihood
	ReceiptUsed  = "used"  // a person was added on it: the last of Persons
)
