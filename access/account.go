package access

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"quanyuan"
)

// How long things last, and how often they may fail.
const (
	MostFailures = 5                // wrong passwords or codes
	LockedFor    = 15 * time.Minute // an account, after so many
	SessionIdle  = 30 * time.Minute
	SessionLasts = 12 * time.Hour
	CodeLasts    = 7 * 24 * time.Hour
	TokenLasts   = 366 * 24 * time.Hour // at most
)

// What is noted of coming and going; nobody needs a right for it.
const (
	LogIn  Action = "login"
	LogOut Action = "logout"
)

func invalid(key string, args ...any) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
}

// CheckName refuses what cannot be the name of an account: 2 to 40 Han
// characters, lower-case letters, digits, dots and dashes.
func CheckName(name string) error {
	n := utf8.RuneCountInString(name)
	bad := strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.Is(unicode.Han, r) && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '-'
	})
	if n < 2 || n > 40 || bad {
		return invalid("account.name")
	}
	return nil
}

// CheckGrant refuses a grant that the rules do not allow: who grants, to
// himself, a post that no account has, one without the division or the mandate
// that it needs or with one that it has not. all are all accounts.
func CheckGrant(by quanyuan.Principal, a *quanyuan.Account, all []*quanyuan.Account) error {
	if err := May(by, Grant); err != nil {
		return err
	}
	switch {
	case by.Account != "" && by.Account == a.Name:
		return forbidden("account.self")
	case !slices.Contains(rights.columns, string(a.Post)) || a.Post == quanyuan.Citizen:
		return invalid("account.post", string(a.Post))
	case needsDivision(a.Post) != (a.Division != "") && (needsDivision(a.Post) || a.Post.Administrates()):
		return invalid("account.division")
	case Limited(a.Post) != slices.Contains(Mandates(), a.Mandate), !Limited(a.Post) && a.Mandate != "":
		return invalid("access.mandate", strings.Join(Mandates(), ", "))
	}
	if a.Post.Administrates() {
		for _, other := range all {
			// One person with two administrators' accounts would be as bad as
			// one account with two posts.
			if other.Name != a.Name && other.Display == a.Display && other.Post.Administrates() && other.Post != a.Post && !other.Disabled {
				return invalid("account.same_person", other.Name)
			}
		}
	}
	return nil
}

func needsDivision(post quanyuan.Post) bool {
	switch post {
	case quanyuan.Clerk, quanyuan.CommunityHead, quanyuan.TownOffice, quanyuan.DistrictOffice:
		return true
	}
	return false
}

// PrincipalOf is who acts when an account does.
func PrincipalOf(a *quanyuan.Account) (quanyuan.Principal, error) {
	switch {
	case a.Disabled:
		return quanyuan.Principal{}, forbidden("account.disabled")
	case !a.Active():
		return quanyuan.Principal{}, forbidden("account.powerless")
	}
	return quanyuan.Principal{Account: a.Name, Name: a.Display, Post: a.Post, Division: a.Division, Mandate: a.Mandate}, nil
}

// Locked reports whether an account is locked out now.
func Locked(a *quanyuan.Account, now time.Time) bool { return now.Before(a.Locked) }

// Failed counts a wrong password and locks the account after too many.
func Failed(a *quanyuan.Account, now time.Time) {
	if a.Failures++; a.Failures >= MostFailures {
		a.Failures, a.Locked = 0, now.Add(LockedFor)
	}
}

// CheckToken refuses a token that would last too long, or for what its
// account's post may not do.
func CheckToken(a *quanyuan.Account, t *quanyuan.Ticket, now time.Time) error {
	if a.Post != quanyuan.Submitter {
		return invalid("token.post")
	}
	if strings.TrimSpace(t.Name) == "" || utf8.RuneCountInString(t.Name) > 60 {
		return invalid("token.name")
	}
	if !t.Expires.After(now) || t.Expires.Sub(now) > TokenLasts {
		return invalid("token.expires")
	}
	if len(t.Actions) == 0 {
		return invalid("token.actions")
	}
	for _, action := range t.Actions {
		if r := RightOf(a.Post, Action(action)); r == Undecided || r == Never {
			return invalid("token.action", action)
		}
	}
	return nil
}

const (
	idSize     = 8
	secretSize = 32
)

// NewTicket makes a ticket and the secret that opens it: ID.SECRET, to be shown
// once.
func NewTicket(kind quanyuan.TicketKind, now time.Time, lasts time.Duration, random io.Reader) (*quanyuan.Ticket, string, error) {
	raw := make([]byte, idSize+secretSize)
	if _, err := io.ReadFull(random, raw); err != nil {
		return nil, "", err
	}
	secret := base64.RawURLEncoding.EncodeToString(raw[idSize:])
	t := &quanyuan.Ticket{ID: hex.EncodeToString(raw[:idSize]), Kind: kind, Hash: digest(secret), Made: now, Seen: now, Expires: now.Add(lasts)}
	return t, t.ID + "." + secret, nil
}

// TicketID is the ID in what a bearer shows.
func TicketID(shown string) string { id, _, _ := strings.Cut(shown, "."); return id }

// Opens reports whether what a bearer shows opens a session or token now.
func Opens(t *quanyuan.Ticket, shown string, now time.Time) bool {
	id, secret, _ := strings.Cut(shown, ".")
	return t.Kind != quanyuan.CodeTicket && id == t.ID && subtle.ConstantTimeCompare([]byte(digest(secret)), []byte(t.Hash)) == 1 && Alive(t, now)
}

// Alive reports whether a ticket may still be used.
func Alive(t *quanyuan.Ticket, now time.Time) bool {
	return t.Ended.IsZero() && now.Before(t.Expires) && (t.Kind != quanyuan.SessionTicket || now.Sub(t.Seen) < SessionIdle)
}

// codeLetters are 32 characters that are not taken for each other.
const codeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// NewCode makes a code for a resident: ten characters, 50 bits, to be shown
// once. It is hashed as slowly as a password, since it is short.
func (c Cost) NewCode(person quanyuan.Number, now time.Time, random io.Reader) (*quanyuan.Ticket, string, error) {
	raw := make([]byte, idSize+10)
	if _, err := io.ReadFull(random, raw); err != nil {
		return nil, "", err
	}
	code := make([]byte, 10)
	for i, b := range raw[idSize:] {
		code[i] = codeLetters[b%32]
	}
	hash, err := c.Hash(string(code), random)
	if err != nil {
		return nil, "", err
	}
	return &quanyuan.Ticket{ID: hex.EncodeToString(raw[:idSize]), Kind: quanyuan.CodeTicket, Hash: hash, Person: person, Made: now, Seen: now, Expires: now.Add(CodeLasts)}, string(code), nil
}

// CheckCode reports whether a code, as people type it, is the one of a ticket.
func (c Cost) CheckCode(t *quanyuan.Ticket, code string, now time.Time) bool {
	code = strings.NewReplacer(" ", "", "-", "").Replace(strings.ToUpper(code))
	ok, _ := c.Check(t.Hash, code)
	return ok && t.Kind == quanyuan.CodeTicket && Alive(t, now)
}
