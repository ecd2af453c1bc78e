package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"quanyuan"
	"quanyuan/access"
)

// inquiryKind is the kind of object of what departments ask, in audit lines.
const inquiryKind = "inquiry"

// inquiriesAnHour bounds how much one account may ask: one person now and then
// is an inquiry, many are a list.
const inquiriesAnHour = 60

// Inquiry asks about one person whom a department can name: by the identity
// number, or by name and birth date.
type Inquiry struct {
	IDNumber, Name, Birth string
	Reason                string // why, in at least four characters; noted
	// Values asks for what the department may see of him; else the answer is
	// yes or no.
	Values bool
}

// InquiryAnswer is yes, no, or too many to tell.
type InquiryAnswer struct {
	Found int // persons of the register who are the one named
	// Person is what the department may see of him, masked by its rights; nil
	// unless it was asked for and he stands in its own division.
	Person *quanyuan.Person
	// Elsewhere says that values were asked for of somebody who stands outside.
	Elsewhere bool
}

// Inquire answers a department about one person. Only an exact number, or an
// exact name with the exact day of birth, is answered: nobody is looked around
// for. It is noted with the reason, also for the person himself to see; what
// was asked is kept nowhere but as a salted hash.
func (d *Desk) Inquire(ctx context.Context, by quanyuan.Principal, q Inquiry) (*InquiryAnswer, error) {
	by.Purpose = strings.TrimSpace(q.Reason)
	if err := d.may(by, access.Inquire, inquiryKind, ""); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(by.Purpose) < 4 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "access.reason", Where: quanyuan.Where{Field: "reason"}}
	}
	query, err := d.inquiryQuery(ctx, &q)
	if err != nil {
		return nil, err
	}
	if err := d.notTooOften(ctx, by); err != nil {
		return nil, err
	}
	s, _, _, err := d.ready(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.Search(ctx, d.store, query, shownMatches)
	if err != nil {
		return nil, err
	}
	a := &InquiryAnswer{}
	var person *quanyuan.Person
	for _, p := range found.Persons {
		if isNamed(p, query) {
			a.Found, person = a.Found+1, p
		}
	}
	if a.Found == 1 && q.Values {
		a.Person = access.ViewPerson(by, person)
		a.Elsewhere = a.Person == nil
	}
	return a, d.noteInquiry(ctx, by, query, a, person)
}

// inquiryQuery reads what was asked; it must name somebody exactly.
func (d *Desk) inquiryQuery(ctx context.Context, q *Inquiry) (*quanyuan.Record, error) {
	typed := map[quanyuan.Field]string{}
	for f, text := range map[quanyuan.Field]string{quanyuan.IDNumber: q.IDNumber, quanyuan.Name: q.Name, quanyuan.BirthDate: q.Birth} {
		if text = strings.TrimSpace(text); text != "" {
			typed[f] = text
		}
	}
	if typed[quanyuan.IDNumber] == "" && (typed[quanyuan.Name] == "" || typed[quanyuan.BirthDate] == "") {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "inquiry.empty", Where: quanyuan.Where{Field: "id_number"}}
	}
	r, err := d.Form(ctx, typed)
	if err != nil {
		return nil, err
	}
	query := &quanyuan.Record{}
	if typed[quanyuan.IDNumber] != "" {
		v := r.Value(quanyuan.IDNumber)
		for _, f := range r.Findings {
			if f.Field == quanyuan.IDNumber && f.Severity >= quanyuan.Warning {
				v.State = quanyuan.Doubtful
			}
		}
		if v.State != quanyuan.Understood {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "inquiry.number", Where: quanyuan.Where{Field: "id_number"}}
		}
		query.Set(quanyuan.IDNumber, v)
		return query, nil
	}
	if day, ok := quanyuan.ParseDate(r.Text(quanyuan.BirthDate)); !ok || day.Day == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "inquiry.birth", Where: quanyuan.Where{Field: "birth_date"}}
	}
	query.Set(quanyuan.Name, r.Value(quanyuan.Name))
	query.Set(quanyuan.BirthDate, r.Value(quanyuan.BirthDate))
	return query, nil
}

// isNamed reports whether a person has each value of a query exactly.
func isNamed(p *quanyuan.Person, query *quanyuan.Record) bool {
	for _, v := range query.Values {
		if v.Text == "" || p.Text(v.Field) != v.Text {
			return false
		}
	}
	return p.Forward == ""
}

func (d *Desk) notTooOften(ctx context.Context, by quanyuan.Principal) error {
	lines, err := d.inquiries(ctx, by, time.Hour, inquiriesAnHour)
	if err == nil && len(lines) >= inquiriesAnHour {
		err = &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "inquiry.often", Args: []any{inquiriesAnHour}}
	}
	return err
}

// inquiries are the last lines of an account about what it asked.
func (d *Desk) inquiries(ctx context.Context, by quanyuan.Principal, within time.Duration, most int) ([]quanyuan.AuditLine, error) {
	if err := d.trail.flush(ctx); err != nil {
		return nil, err
	}
	return d.store.AuditLines(ctx, quanyuan.AuditQuery{Kind: inquiryKind, Account: by.Account, Action: string(access.Inquire), Outcome: quanyuan.Done, Since: d.now().Add(-within), Last: most})
}

func (d *Desk) noteInquiry(ctx context.Context, by quanyuan.Principal, query *quanyuan.Record, a *InquiryAnswer, person *quanyuan.Person) error {
	hash, err := d.queryHash(ctx, query)
	if err != nil {
		return err
	}
	keys := make([]string, len(query.Values))
	for i, v := range query.Values {
		keys[i] = v.Field.Key()
	}
	l := d.line(by, access.Inquire, inquiryKind, "")
	l.Count, l.Detail = a.Found, strings.Join(keys, ",")+" "+hash
	lines := []quanyuan.AuditLine{l}
	if a.Found == 1 {
		about := d.line(by, access.Inquire, personKind, string(person.Number))
		if about.Count = 1; a.Person != nil {
			about.Detail = "values"
		}
		lines = append(lines, about)
	}
	return d.trail.addAll(lines)
}

// inquiriesShown is how far back, and how many, of its own inquiries an account
// is shown.
const (
	inquiriesBack  = 366 * 24 * time.Hour
	inquiriesShown = 200
)

// Inquiries lists what the principal's own account asked in the last year, the
// latest last: when, by which fields, why, how many were found. What was typed
// is not among it.
func (d *Desk) Inquiries(ctx context.Context, by quanyuan.Principal) ([]quanyuan.AuditLine, error) {
	if err := d.may(by, access.Inquire, inquiryKind, ""); err != nil {
		return nil, err
	}
	return d.inquiries(ctx, by, inquiriesBack, inquiriesShown)
}
