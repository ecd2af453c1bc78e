package quanyuan

import (
	"context"
	"crypto/sha256"
	"time"
)

// ReplyKept is how long a reply is given again.
const ReplyKept = 24 * time.Hour

// Reply is what was answered to a request that its sender may send again,
// because the answer did not reach him. It is kept in two steps: with the first
// Change of the request, without the answer, and with the answer afterwards. One
// that has no answer says that the request acted and its program died before it
// could say so.
type Reply struct {
	Account string              `json:"-"` // whose request
	Key     [sha256.Size]byte   `json:"-"` // hash of the name that the sender gave it
	At      time.Time           `json:"at"`
	Request [sha256.Size]byte   `json:"request"` // hash of what was asked
	Status  int                 `json:"status"`  // 0: no answer was kept
	Header  map[string][]string `json:"header,omitempty"`
	Body    []byte              `json:"body,omitempty"`
}

// Replies keeps replies. They are begun by People.Apply.
type Replies interface {
	// Reply gives a reply; ErrNotFound when there is none, or none that is
	// younger than ReplyKept at the time.
	Reply(ctx context.Context, account string, key [sha256.Size]byte, now time.Time) (*Reply, error)
	// KeepReply writes a reply in the place of what stands under its key.
	KeepReply(ctx context.Context, r *Reply) error
}
