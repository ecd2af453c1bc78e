package table

import (
	"errors"
	"fmt"
	"strings"
)

// What can be wrong with a file, for errors.Is.
var (
	ErrEmpty        = errors.New("the file is empty")
	ErrNoRows       = errors.New("the file has a header and no rows")
	ErrDuplicate    = errors.New("two columns have the same name")
	ErrNoColumn     = errors.New("a column that was asked for is not there")
	ErrRagged       = errors.New("the row has another number of fields than the header")
	ErrQuote        = errors.New("a quoted field is broken")
	ErrEncoding     = errors.New("the text is not UTF-8")
	ErrTooLong      = errors.New("a field is too long")
	ErrTooMany      = errors.New("there is too much of it")
	ErrLineEnds     = errors.New("lines do not end with a line feed")
	ErrCorrupt      = errors.New("the file is damaged")
	ErrKind         = errors.New("the file cannot be read as a table")
	errNotFinished  = errors.New("the record goes on after the buffer")
	errManyDistinct = errors.New("a column has more distinct values than a table can number")
)

// Error says where a file is wrong, what is wrong and what to do about it. It
// never contains the values of the file, nor its header, which in a file
// without one is a person.
type Error struct {
	File   string // as given in Options.Name, may be empty
	Line   int    // counted from 1; 0 when the whole file is meant
	Err    error  // one of the Err variables
	Detail string // what exactly
	Remedy string // what to do
}

// Error gives place, problem and remedy in one line.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		b.WriteString(": ")
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	b.WriteString(e.Err.Error())
	if e.Detail != "" {
		b.WriteString(": ")
		b.WriteString(e.Detail)
	}
	if e.Remedy != "" {
		b.WriteString("; ")
		b.WriteString(e.Remedy)
	}
	return b.String()
}

// Unwrap gives the kind of the error.
func (e *Error) Unwrap() error { return e.Err }
