package quanyuan

import "time"

// Account lets a named person into the register. It has one post; a new
// account has none and can do nothing.
type Account struct {
	Name     string `json:"name"`    // what one logs in with
	Display  string `json:"display"` // the person's own name, which stands on events
	Post     Post   `json:"post,omitempty"`
	Division string `json:"division,omitempty"` // root of what the post is for; empty: the whole city
	Mandate  string `json:"mandate,omitempty"`  // of a department or survey: what it may see persons for
	// Held says that the post is powerless until the security administrator
	// grants it (again), since somebody else may know the password.
	Held     bool      `json:"held,omitempty"`
	Disabled bool      `json:"disabled,omitempty"`
	Password string    `json:"password"` // argon2id with its parameters; never shown
	Failures int       `json:"failures,omitempty"`
	Locked   time.Time `json:"locked,omitzero"` // until when, after too many failures
	Made     time.Time `json:"made"`
	Version  int64     `json:"version"` // the version seen, 0: new; the store adds one
}

// Active reports whether the account has the power of its post.
func (a *Account) Active() bool { return a.Post != "" && !a.Held && !a.Disabled }

// Administrates reports whether the post is one of the three administrators.
func (p Post) Administrates() bool { return p == SystemAdmin || p == SecurityAdmin || p == AuditAdmin }

// TicketKind says what a ticket is.
type TicketKind string

// The tickets.
const (
	SessionTicket TicketKind = "session" // of who logged in
	TokenTicket   TicketKind = "token"   // of a department's program
	CodeTicket    TicketKind = "code"    // lets a resident in once
)

// Ticket lets its bearer in without a password. Only the hash of its secret is
// kept.
type Ticket struct {
	ID       string     `json:"id"` // what the bearer shows first: names the ticket, opens nothing
	Kind     TicketKind `json:"kind"`
	Hash     string     `json:"hash"`              // of the secret
	Account  string     `json:"account,omitempty"` // whose power it has
	Person   Number     `json:"person,omitempty"`  // of a resident
	Name     string     `json:"name,omitempty"`    // of a token, for people
	Actions  []string   `json:"actions,omitempty"` // of a token: what it may do, within the account's post
	Made     time.Time  `json:"made"`
	Seen     time.Time  `json:"seen"` // last used
	Expires  time.Time  `json:"expires"`
	Ended    time.Time  `json:"ended,omitzero"` // logged out, revoked, used up
	Failures int        `json:"failures,omitempty"`
	Version  int64      `json:"version"`
}
