// Package intake reads any list an office sends and turns its rows into
// records, with a receipt that adds up.
//
// A file goes through these steps: package sheet gives rows of cells; the header
// is found by the words of its columns (header.go, vocabulary.go); what the
// columns hold is guessed from header and cells together (guess.go) and written
// down as a Mapping, which a person may correct; rows that are no persons are
// told apart (tail.go); every other row is read cell by cell into a record, or
// set aside with a reason (converter.go).
//
// Values that a row does not give itself carry a mark, so that nobody takes them
// for the row's own word:
//
//	filled       from the cell above: merged cells, 同上
//	from_id      birth date or sex out of the ID number; never a difference
//	from_address, from_name   a division found by an address or a name
//	from_sheet   community or building told by the sheet's name or title
//	from_list, from_role, from_category, from_note, from_relation
//	joined       put together from several columns
//	upgraded     15 digits to 18; from_disability_card: the number inside it
//	lunar, two_digit, no_year, order, month_cut, cremation   dates of which something is unsure
//	home         the list does not say whether one lives at the address or is
//	             registered there: 家庭地址 beside 宿舍, and no hukou address
//	kin          a phone that is not the person's own: a parent's or guardian's in
//	             a list of children, the family's in a list of the dead; it finds
//	             him and never is a difference
//	typo         an ID number with a digit too few or too many or with letters;
//	             Text is what was written, folded; Doubtful
//	split        a note that stood in another cell
package intake

import (
	"context"
	"errors"
	"io"

	"quanyuan"
	"quanyuan/intake/sheet"
	"quanyuan/refdata/address"
	"quanyuan/refdata/division"
	"quanyuan/refdata/idnumber"
)

// Options say what is known of a file beforehand; all but Source may be empty.
type Options struct {
	Source quanyuan.Source
	AsOf   quanyuan.Date // the day the list speaks of
	// Today bounds dates of birth and death; it is passed in so that the same
	// file gives the same records.
	Today quanyuan.Date
	// Tree and Home resolve names of communities and addresses; without a tree
	// only codes are understood.
	Tree *division.Tree
	Home division.Code
	// Parser of addresses over Tree, for callers who read many files; nil: made.
	Parser *address.Parser
	// Mapping overrides what would be guessed.
	Mapping *Mapping
	Sheet   sheet.Options
	// Workers convert rows side by side; 0 means 2. The output does not depend
	// on it.
	Workers int
}

func (o *Options) parser() *address.Parser {
	if o.Tree == nil {
		return nil
	}
	home := o.Home
	if d := division.Code(o.Source.Division); d.Level() > home.Level() && (home == "" || home.Contains(d)) {
		home = d
	}
	if home.Level() == division.Community {
		home = home.At(division.Town)
	}
	if o.Parser != nil {
		return o.Parser.Within(home)
	}
	return address.NewParser(o.Tree, home)
}

// Plan guesses how a file would be read, without reading it all. The remarks
// tell what was guessed. Where no header was found in any sheet, the mapping lists
// all columns with examples of their cells and what these look like, so that a
// person needs only to confirm and to fill in.
func Plan(ctx context.Context, name string, data io.ReaderAt, size int64, opts Options) (*Mapping, []quanyuan.Remark, error) {
	f, err := open(name, data, size, &opts)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	r := newReading(f, opts, nil)
	for _, s := range f.Sheets {
		if err := r.plan(ctx, s); err != nil {
			return nil, nil, err
		}
	}
	r.fileNotes()
	if !r.headed {
		r.mapping.Sheets = r.drafts
		if len(r.mapping.Sheets) == 0 {
			return nil, r.receipt.Notes, r.fault(r.nothing())
		}
		r.note(quanyuan.Remark{Key: "intake.plan_unsure"})
	}
	return r.mapping, r.receipt.Notes, nil
}

// Read turns a file into records, handed to emit in the order of the rows. The
// receipt accounts for every row; a row that could not be understood as a
// person is emitted with its reason in Record.SetAside. On an error what was
// emitted is to be thrown away.
func Read(ctx context.Context, name string, data io.ReaderAt, size int64, opts Options, emit func(*quanyuan.Record) error) (quanyuan.Receipt, *Mapping, error) {
	f, err := open(name, data, size, &opts)
	if err != nil {
		return quanyuan.Receipt{}, nil, err
	}
	defer f.Close()
	r := newReading(f, opts, emit)
	if err := r.run(ctx); err != nil {
		return quanyuan.Receipt{}, nil, err
	}
	r.fileNotes()
	if !r.headed {
		return r.receipt, r.mapping, r.fault(r.nothing())
	}
	return r.receipt, r.mapping, nil
}

func open(name string, data io.ReaderAt, size int64, opts *Options) (*sheet.File, error) {
	so := opts.Sheet
	if opts.Mapping != nil && opts.Mapping.Encoding != "" && so.Encoding == "" {
		so.Encoding = opts.Mapping.Encoding
	}
	f, err := sheet.Open(name, data, size, so)
	return f, fileFault(err)
}

// fileFault turns a fault of the sheet reader into one of the product.
func fileFault(err error) error {
	var se *sheet.Error
	if err == nil || !errors.As(err, &se) {
		return err
	}
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: se.Key, Args: se.Args, Where: se.Where, Err: err}
}

func (r *reading) fault(key string) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Where: quanyuan.Where{File: r.file.Name}}
}

// nothing is why no sheet could be read: none has a text, or none a header.
func (r *reading) nothing() string {
	for _, s := range r.sheets {
		if s.Rows > 0 {
			return "intake.no_header"
		}
	}
	return "intake.no_text"
}

// validNumber reports a citizen number with nothing wrong in it.
func validNumber(s string) bool { return idnumber.Parse(s).Valid() }
