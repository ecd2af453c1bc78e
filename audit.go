package quanyuan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Ended says how an act ended.
type Ended string

// How an act may end.
const (
	Done    Ended = "done"
	Refused Ended = "refused" // whoever asked may not
	Failed  Ended = "failed"  // he may, but it could not be done
)

// AuditLine tells who did, saw or was refused what, when and why. It never
// holds personal data: persons stand there by their numbers, what was searched
// for by a salted hash and the fields that were given.
type AuditLine struct {
	Seq      int64     `json:"seq"` // numbered by the store, from 1 without gaps
	At       time.Time `json:"at"`
	Account  string    `json:"account,omitempty"`
	Name     string    `json:"name,omitempty"` // of who acts, not of whom it is about
	Post     Post      `json:"post,omitempty"`
	Division string    `json:"division,omitempty"`
	Action   string    `json:"action"`
	// Kind and ID name the object: person and its number, a kind of paper and
	// its id, batch, account …
	Kind string `json:"kind,omitempty"`
	ID   string `json:"id,omitempty"`
	// Reason is the purpose or the reason given.
	Reason  string `json:"reason,omitempty"`
	Outcome Ended  `json:"outcome"`
	Count   int    `json:"count,omitempty"` // persons or rows shown
	// Detail is the key of the refusal, or what the action says of itself:
	// fields, the hash of a query. Never a value.
	Detail string `json:"detail,omitempty"`
}

// Encode gives the bytes that stores keep and the chain covers.
func (l *AuditLine) Encode() ([]byte, error) {
	l.At = l.At.UTC()
	return json.Marshal(l)
}

// AuditHead is a place in the chain of audit lines: the number of a line and
// the hash over it and all lines before. The zero head stands before the first.
type AuditHead struct {
	Seq  int64
	Hash [sha256.Size]byte
}

// Next is the head behind one more line: SHA-256 of the hash before it and the
// line's bytes.
func (h AuditHead) Next(line []byte) AuditHead {
	return AuditHead{Seq: h.Seq + 1, Hash: sha256.Sum256(append(h.Hash[:], line...))}
}

// String writes the head as SEQ:HASH, as it is printed on a sign-off sheet.
func (h AuditHead) String() string {
	return strconv.FormatInt(h.Seq, 10) + ":" + hex.EncodeToString(h.Hash[:])
}

// ParseAuditHead reads what String writes.
func ParseAuditHead(s string) (h AuditHead, ok bool) {
	seq, hash, _ := strings.Cut(strings.TrimSpace(s), ":")
	raw, err := hex.DecodeString(hash)
	if err != nil || len(raw) != len(h.Hash) {
		return AuditHead{}, false
	}
	copy(h.Hash[:], raw)
	h.Seq, err = strconv.ParseInt(seq, 10, 64)
	return h, err == nil && h.Seq >= 0
}

// SealedLine is an audit line as it stands in the store: its bytes, and the
// hash it was sealed with.
type SealedLine struct {
	Seq  int64
	Line []byte
	Hash []byte
}

// AuditQuery selects audit lines; empty fields select all. Lines come in the
// order of the chain.
type AuditQuery struct {
	Kind, ID string // the object: who looked at a person
	Account  string
	Action   string
	Outcome  Ended
	Since    time.Time
	After    int64 // continues behind this Seq
	Limit    int   // at most so many, from the first on; 0: all
	// Last gives the last so many lines that fit instead of the first; 0: all.
	Last int
}
