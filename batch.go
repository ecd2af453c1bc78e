package quanyuan

import "time"

// BatchID numbers the batches of a register from 1.
type BatchID int64

// Batch is one file as received: who sent it, its hash, the mapping with which
// it was read, and the receipt that was given.
type Batch struct {
	ID       BatchID   `json:"id"`
	File     string    `json:"file"` // bare name
	Hash     string    `json:"hash"` // SHA-256 of the bytes, hex
	Size     int64     `json:"size"`
	Source   Source    `json:"source"`
	AsOf     Date      `json:"as_of"` // the day the list speaks of; the zero date: not said
	Received time.Time `json:"received"`
	Mapping  []byte    `json:"mapping,omitempty"` // the mapping used, as JSON
	Receipt  Receipt   `json:"receipt"`
}

// Receipt is what a source gets back for a batch. It always adds up:
//
//	Rows = Records' rows + SetAside + NotPersons
//
// and every row that is no record says why.
type Receipt struct {
	Rows       int            `json:"rows"`        // non-empty rows read
	Accepted   int            `json:"accepted"`    // rows that became records
	SetAside   int            `json:"set_aside"`   // rows that could not be understood as a person
	NotPersons int            `json:"not_persons"` // titles, headers, subtotals, samples, signatures
	Records    int            `json:"records"`     // a row about two persons gives two
	Reasons    map[string]int `json:"reasons,omitempty"`
	Sheets     []SheetReceipt `json:"sheets,omitempty"`
	Notes      []Remark       `json:"notes,omitempty"` // guesses and control totals to tell the sender
}

// SheetReceipt is the part of a receipt about one sheet.
type SheetReceipt struct {
	Sheet      string `json:"sheet"`
	Rows       int    `json:"rows"`
	Accepted   int    `json:"accepted"`
	SetAside   int    `json:"set_aside"`
	NotPersons int    `json:"not_persons"`
}

// Remark is a sentence to a person, as a key with arguments.
type Remark struct {
	Key  string `json:"key"`
	Args []any  `json:"args,omitempty"`
}

// AddsUp reports whether every row read is accounted for exactly once.
func (r Receipt) AddsUp() bool {
	sum := 0
	for _, s := range r.Sheets {
		if s.Rows != s.Accepted+s.SetAside+s.NotPersons {
			return false
		}
		sum += s.Rows
	}
	return r.Rows == r.Accepted+r.SetAside+r.NotPersons && (len(r.Sheets) == 0 || sum == r.Rows)
}
