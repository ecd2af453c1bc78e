package desk

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"quanyuan"
	"quanyuan/access"
)

// Bounds of what a phone may send.
const (
	// MostForms is how many forms one call may bring.
	MostForms   = 50
	mostPersons = 100
	mostLine    = 1000
	mostText    = 300
)

// FieldSegment is what an interviewer knows of a segment: where it is, and
// nothing of whom the register has there.
type FieldSegment struct {
	Survey, Name     string
	Segment, Label   string
	Spots, Community string
	State            string
}

// FieldSegment tells an interviewer where to go.
func (d *Desk) FieldSegment(ctx context.Context, by quanyuan.Principal, id, segment string) (*FieldSegment, error) {
	s, err := d.Survey(ctx, by, id)
	if err != nil {
		return nil, err
	}
	p, err := d.segment(ctx, by, id, segment)
	if err != nil {
		return nil, err
	}
	return &FieldSegment{Survey: s.ID, Name: s.Name, Segment: p.Segment, Label: p.Label, Spots: p.Spots, Community: p.Community, State: p.State}, nil
}

// segment opens a drawn segment.
func (d *Desk) segment(ctx context.Context, by quanyuan.Principal, id, segment string) (*quanyuan.PSU, error) {
	p, err := d.Paper(ctx, by, quanyuan.PSUPaper, quanyuan.PSUID(id, segment))
	if errors.Is(err, quanyuan.ErrNotFound) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "survey.no_segment", Args: []any{segment}}
	}
	if err != nil {
		return nil, err
	}
	return quanyuan.PSUOf(p)
}

// FieldRefused is the outcome of a copy that was not taken, since it is no form.
const FieldRefused = "refused"

// FieldReceipt says what became of a copy of a form. Only after it may the phone
// forget a finished form: but for a refused one, the register has it.
type FieldReceipt struct {
	Form     string    `json:"form"`
	Stamp    string    `json:"stamp"`
	Outcome  string    `json:"outcome"` // taken, known, conflict, refused
	Finished bool      `json:"finished"`
	Code     string    `json:"code,omitempty"` // names copy and content
	At       time.Time `json:"at"`
	Fault    error     `json:"-"` // why it was refused
}

// TakeForms takes forms of a segment from a phone. Sending again does no harm:
// a copy that came already is known, one that goes on from it takes its place,
// and one that contradicts it is kept beside it and shown. Nothing of it becomes
// an answer before LoadForms.
func (d *Desk) TakeForms(ctx context.Context, by quanyuan.Principal, id, segment string, forms []quanyuan.FieldForm) ([]FieldReceipt, error) {
	if err := d.may(by, access.Survey, string(quanyuan.FieldPaper), quanyuan.PSUID(id, segment)); err != nil {
		return nil, err
	}
	if len(forms) == 0 || len(forms) > MostForms {
		return nil, refuse("field.many", MostForms)
	}
	p, err := d.segment(ctx, by, id, segment)
	if err != nil {
		return nil, err
	}
	const tries = 5 // other phones may write the same forms
	for try := 1; ; try++ {
		out, err := d.takeForms(ctx, by, p, forms)
		if try == tries || !errors.Is(err, quanyuan.ErrConflict) && !errors.Is(err, quanyuan.ErrExists) {
			return out, err
		}
	}
}

func (d *Desk) takeForms(ctx context.Context, by quanyuan.Principal, p *quanyuan.PSU, forms []quanyuan.FieldForm) ([]FieldReceipt, error) {
	c := &quanyuan.Change{}
	var out []FieldReceipt
	for _, f := range forms {
		r := FieldReceipt{Form: f.ID, Stamp: f.Stamp, Finished: f.Finished, At: d.now()}
		if r.Fault = checkForm(&f); r.Fault != nil {
			r.Outcome = FieldRefused
			out = append(out, r)
			continue
		}
		sheet := &quanyuan.FieldSheet{Survey: p.Survey, Segment: p.Segment, Community: p.Community}
		was, err := d.paper(ctx, c, quanyuan.FieldPaper, quanyuan.FieldID(p.Survey, p.Segment, f.ID))
		if err != nil {
			return nil, err
		}
		if was != nil {
			if sheet, err = quanyuan.FieldSheetOf(was); err != nil {
				return nil, err
			}
		}
		r.Outcome = sheet.Take(quanyuan.FieldCopy{FieldForm: f, At: r.At, By: by.Name})
		r.Code = codeOfForm(p, &f)
		out = append(out, r)
		if paper := sheet.Paper(); was == nil || !bytes.Equal(paper.Body, was.Body) {
			d.file(c, by, paper)
		}
	}
	if len(c.Papers) == 0 {
		return out, nil
	}
	return out, d.apply(ctx, by, access.Survey, c)
}

// codeOfForm names a copy and what it says: the same on the phone's receipt and
// in the office.
func codeOfForm(p *quanyuan.PSU, f *quanyuan.FieldForm) string {
	g := *f
	g.Line = nil
	raw, _ := json.Marshal(g) // of plain types: it cannot fail
	h := sha256.Sum256(append([]byte(p.Survey+"/"+p.Segment+"/"), raw...))
	return hex.EncodeToString(h[:4])
}

var (
	formID    = regexp.MustCompile(`^[a-z0-9]{16,40}$`)
	formStamp = regexp.MustCompile(`^[A-Za-z0-9]{8,24}$`)
)

// formResults are what an interviewer may say of a house.
var formResults = []string{"", quanyuan.HouseDone, quanyuan.HouseEmpty, quanyuan.HouseRefused, quanyuan.HouseAbsent, quanyuan.FieldUnreachable}

// checkForm says what keeps a form from being one. What people typed is not
// judged here: nothing that an interviewer found may be turned away for it.
func checkForm(f *quanyuan.FieldForm) error {
	bad := func(what string) error { return refuse("field.invalid", what) }
	texts := append([]string{f.House, f.Reason}, f.Visits...)
	switch {
	case !formID.MatchString(f.ID):
		return bad("id")
	case !formStamp.MatchString(f.Stamp):
		return bad("stamp")
	case len(f.Line) > mostLine || slices.ContainsFunc(f.Line, func(s string) bool { return !formStamp.MatchString(s) }):
		return bad("line")
	case f.Revision < 1 || f.Revision > 1e6:
		return bad("revision")
	case !slices.Contains(formResults, f.Result):
		return bad("result")
	case len(f.Persons) > mostPersons:
		return bad("persons")
	case len(f.Visits) > 50:
		return bad("visits")
	}
	for _, p := range f.Persons {
		for key, text := range p {
			if field, ok := quanyuan.FieldByKey(key); !ok || !slices.Contains(FormFields, field) {
				return bad("persons")
			}
			texts = append(texts, text)
		}
	}
	for _, t := range texts {
		if !utf8.ValidString(t) || utf8.RuneCountInString(t) > mostText || strings.ContainsFunc(t, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }) {
			return bad("text")
		}
	}
	if f.Finished && (f.House == "" && f.Result != quanyuan.FieldUnreachable || f.Result == "") {
		return bad("finished")
	}
	return nil
}

// Forms lists the forms of a survey that came from phones, by segment, house
// and ID.
func (d *Desk) Forms(ctx context.Context, by quanyuan.Principal, id string) ([]*quanyuan.FieldSheet, error) {
	s, err := d.Survey(ctx, by, id)
	if err != nil {
		return nil, err
	}
	out, err := d.forms(ctx, s)
	if err != nil {
		return nil, err
	}
	return out, d.note(by, access.List, string(quanyuan.FieldPaper), s.ID, "", len(out))
}

func (d *Desk) forms(ctx context.Context, s *quanyuan.Survey) ([]*quanyuan.FieldSheet, error) {
	var out []*quanyuan.FieldSheet
	for p, err := range d.everyPaper(ctx, quanyuan.PaperQuery{Kind: quanyuan.FieldPaper, Scope: quanyuan.Scope{s.Division}}) {
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(p.ID, s.ID+"/") {
			continue
		}
		f, err := quanyuan.FieldSheetOf(p)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b *quanyuan.FieldSheet) int {
		x, _ := strconv.Atoi(a.Kept.House)
		y, _ := strconv.Atoi(b.Kept.House)
		return cmp.Or(cmp.Compare(a.Segment, b.Segment), cmp.Compare(x, y), cmp.Compare(a.Kept.House, b.Kept.House), cmp.Compare(a.Kept.ID, b.Kept.ID))
	})
	return out, nil
}
