package quanyuan

import (
	"errors"
	"fmt"
	"strings"
)

// Where is a place in what a source sent, as a person finds it again.
type Where struct {
	File  string `json:"file,omitempty"`
	Sheet string `json:"sheet,omitempty"` // empty for text and HTML files
	Row   int    `json:"row,omitempty"`   // as the sheet shows it, from 1
	Field string `json:"field,omitempty"` // header of the column
}

// String writes the place as "list.xlsx [3栋] 17 身份证号".
func (w Where) String() string {
	var b strings.Builder
	b.WriteString(w.File)
	if w.Sheet != "" {
		fmt.Fprintf(&b, " [%s]", w.Sheet)
	}
	if w.Row > 0 {
		fmt.Fprintf(&b, " %d", w.Row)
	}
	if w.Field != "" {
		b.WriteString(" " + w.Field)
	}
	return strings.TrimSpace(b.String())
}

// The kinds of faults a caller may react to. Anything else is internal.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("conflict")
	ErrInvalid  = errors.New("invalid input")
	ErrExists   = errors.New("already there")
	// ErrForbidden: whoever asks may not; the refusal is noted.
	ErrForbidden = errors.New("forbidden")
)

// Error is a fault to be told to a person: Kind for programs, Key with Args for
// the translated message, Where for the place. Args never hold personal data.
type Error struct {
	Kind  error
	Key   string
	Args  []any
	Where Where
	Err   error // what lies under it, for the operator's log
}

// Error gives the English message; a front end translates Key and Args.
func (e *Error) Error() string {
	s := Message("en", e.Key, e.Args...)
	if w := e.Where.String(); w != "" {
		s = w + ": " + s
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap lets errors.Is find both the kind and the cause.
func (e *Error) Unwrap() []error {
	var errs []error
	if e.Kind != nil {
		errs = append(errs, e.Kind)
	}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	return errs
}
