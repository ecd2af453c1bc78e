package quanyuan

import "time"

// HoldPaper keeps a batch, a person or a division from disposal.
const HoldPaper PaperKind = "hold"

// States of hold and disposal papers.
const (
	HoldStands   = "stands"
	HoldReleased = "released"
	DisposalDone = "done"
)

// Hold is a named person's word that what belongs to something must not be
// destroyed.
type Hold struct {
	Of      string `json:"of"`   // batch, person or division
	Name    string `json:"name"` // number of the batch or person, code of the division
	Reason  string `json:"reason"`
	Release string `json:"release,omitempty"` // the reason, when it was taken back
	Version int64  `json:"-"`
	Stands  bool   `json:"-"`
}

// Paper writes the hold as a paper; it lies on a desk above all divisions.
func (h *Hold) Paper() *Paper {
	p := &Paper{Kind: HoldPaper, ID: h.Of + "-" + h.Name, Version: h.Version, State: HoldReleased, Desk: "000000000000"}
	if h.Stands {
		p.State = HoldStands
	}
	return p.with(h)
}

// HoldOf reads a hold's paper.
func HoldOf(p *Paper) (*Hold, error) {
	h := &Hold{Version: p.Version, Stands: p.State == HoldStands}
	return h, p.read(HoldPaper, h)
}

// Destroyed says what disposing of a batch destroys, or has destroyed.
type Destroyed struct {
	Bytes int64  `json:"bytes"` // of the file as kept, compressed
	Rows  int    `json:"rows"`  // raw rows
	Hash  string `json:"hash"`  // SHA-256 over the kept bytes, then the raw rows in order, hex
}

// Disposal certifies that the file and the raw rows of a batch were destroyed.
type Disposal struct {
	Batch    BatchID   `json:"batch"`
	File     string    `json:"file"`
	FileHash string    `json:"file_hash"` // of the file as received
	Received time.Time `json:"received"`
	Destroyed
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Reason string    `json:"reason"`
}
