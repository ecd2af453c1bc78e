package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/mask"
	"quanyuan/register"
	"quanyuan/review"
)

// CaseQuery selects rows that wait for a clerk; see quanyuan.ProposalQuery. A
// Scope, where it is given, is cut down to the principal's.
type CaseQuery = quanyuan.ProposalQuery

// CaseRow is a row of a list on a clerk's list.
type CaseRow struct {
	Record  quanyuan.RecordID
	Batch   quanyuan.BatchID
	Where   quanyuan.Where
	Outcome quanyuan.Outcome
	Person  quanyuan.Number // of the register, "" when new
	Desk    string          // community
	Known   []string        // communities in which the register holds the person
	Name    string          // as the list writes it
	Born    string          // masked
	Fields  []quanyuan.Field
	Chance  float64 // that the row is about the person
	Source  quanyuan.Source
	AsOf    quanyuan.Date
}

// Cases lists the rows of lists that wait for the principal: what differs,
// stands elsewhere, is new or possibly somebody's.
func (d *Desk) Cases(ctx context.Context, by quanyuan.Principal, q CaseQuery) ([]*CaseRow, error) {
	if err := d.may(by, access.Attach, string(quanyuan.CasePaper), ""); err != nil {
		return nil, err
	}
	q.Scope = within(q.Scope, by.Scope())
	if len(q.Outcomes) == 0 {
		q.Outcomes = waitingOutcomes
	}
	ps, err := d.store.ProposalsIn(ctx, q)
	if err != nil {
		return nil, err
	}
	ids := make([]quanyuan.RecordID, len(ps))
	for i, p := range ps {
		ids[i] = p.Record
	}
	records, err := d.store.RecordsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[quanyuan.RecordID]*quanyuan.Record, len(records))
	for _, r := range records {
		byID[r.ID] = r
	}
	sources, err := d.sources(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]*CaseRow, 0, len(ps))
	for _, p := range ps {
		row := &CaseRow{Record: p.Record, Batch: p.Batch, Where: p.Where, Outcome: p.Outcome, Person: p.Person, Desk: p.Desk(), Known: p.Known, Fields: p.Contradictions(), Chance: p.Probability}
		row.Source, row.AsOf = sources.Of(p.Record)
		if r := byID[p.Record]; r != nil {
			if access.Shows(by, quanyuan.Name) != access.Hidden {
				row.Name = r.Text(quanyuan.Name)
			}
			row.Born = mask.Field(quanyuan.BirthDate, r.Text(quanyuan.BirthDate))
		}
		out = append(out, row)
	}
	return out, d.note(by, access.List, string(quanyuan.CasePaper), "", strings.Join(q.Scope, ","), len(out))
}

// waitingOutcomes are the outcomes about which somebody must do something.
var waitingOutcomes = []quanyuan.Outcome{quanyuan.Possible, quanyuan.Elsewhere, quanyuan.Differs, quanyuan.New}

// CaseCounts counts the rows that wait for the principal, by outcome.
func (d *Desk) CaseCounts(ctx context.Context, by quanyuan.Principal, q CaseQuery) (map[quanyuan.Outcome]int, error) {
	lists, err := d.WaitingLists(ctx, by, q)
	if err != nil {
		return nil, err
	}
	counts := map[quanyuan.Outcome]int{}
	for _, l := range lists {
		for o, n := range l.Rows {
			counts[o] += n
		}
	}
	return counts, nil
}

// WaitingList is a list of which rows wait for a clerk, how many of each
// outcome.
type WaitingList struct {
	Batch  quanyuan.BatchID
	Source quanyuan.Source
	AsOf   quanyuan.Date
	Rows   map[quanyuan.Outcome]int
}

// WaitingLists counts the rows that wait for the principal by list and outcome,
// of all outcomes, in the order of lists.
func (d *Desk) WaitingLists(ctx context.Context, by quanyuan.Principal, q CaseQuery) ([]WaitingList, error) {
	if err := d.may(by, access.Attach, string(quanyuan.CasePaper), ""); err != nil {
		return nil, err
	}
	counts, err := d.countWaiting(ctx, within(q.Scope, by.Scope()))
	if err != nil {
		return nil, err
	}
	sources, err := d.sources(ctx)
	if err != nil {
		return nil, err
	}
	var out []WaitingList
	for _, c := range counts {
		if q.Batch != 0 && c.Batch != q.Batch {
			continue
		}
		if len(out) == 0 || out[len(out)-1].Batch != c.Batch {
			l := WaitingList{Batch: c.Batch, Rows: map[quanyuan.Outcome]int{}}
			l.Source, l.AsOf = sources.Of(quanyuan.RecordID(c.Batch) << 32)
			out = append(out, l)
		}
		out[len(out)-1].Rows[c.Outcome] = c.Proposals
	}
	return out, nil
}

// CaseView is a row beside the register.
type CaseView struct {
	CaseRow
	State   string
	Version int64         // of what was done about it, to be named by whoever acts
	Case    quanyuan.Case // what was done so far
	// Differences are the fields of the row (Here) and of the person (There),
	// masked but for the few characters in which they differ. Of a row about
	// nobody There is empty.
	Differences []quanyuan.Difference
	// Changed are fields of the person that say something else than at the
	// collation; Differences show what they say now.
	Changed []quanyuan.Field
	// Choose are the fields whose word must be chosen before the row is settled.
	Choose []quanyuan.Field
	// Voices are what everybody says of the person's fields, masked.
	Voices []register.Voice
	// Question is the paper of a ruling that must be answered first, whether the
	// row is about the person.
	Question string
	File     string
	// Households are those of the person that the principal reaches, Family who
	// belongs to them.
	Households []*quanyuan.Household
	Family     map[quanyuan.Number]*quanyuan.Person
}

// caseOf gives what was proposed for a row and what was done about it, if the
// principal's divisions are concerned.
func (d *Desk) caseOf(ctx context.Context, by quanyuan.Principal, id quanyuan.RecordID) (*quanyuan.Proposal, *quanyuan.Case, *quanyuan.Record, error) {
	name := quanyuan.CaseID(id)
	if err := d.may(by, access.Attach, string(quanyuan.CasePaper), name); err != nil {
		return nil, nil, nil, err
	}
	p, err := d.store.Proposal(ctx, id)
	if err == nil && !by.Scope().Holds(p.Desk()) {
		err = &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "case.unknown", Args: []any{name}}
	}
	if err != nil {
		return nil, nil, nil, err
	}
	records, err := d.store.RecordsOf(ctx, []quanyuan.RecordID{id})
	if err != nil {
		return nil, nil, nil, err
	}
	if len(records) != 1 {
		return nil, nil, nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "record.unknown"}
	}
	c := &quanyuan.Case{Record: id, Outcome: p.Outcome, State: quanyuan.CaseOpen}
	paper, err := d.store.Paper(ctx, quanyuan.CasePaper, name)
	switch {
	case errors.Is(err, quanyuan.ErrNotFound):
	case err != nil:
		return nil, nil, nil, err
	default:
		if c, err = quanyuan.CaseOf(paper); err != nil {
			return nil, nil, nil, err
		}
	}
	return p, c, records[0], nil
}

// Case shows a row beside the person it may be about. It is noted.
func (d *Desk) Case(ctx context.Context, by quanyuan.Principal, id quanyuan.RecordID) (*CaseView, error) {
	p, c, r, err := d.caseOf(ctx, by, id)
	if err != nil {
		return nil, err
	}
	v := &CaseView{State: c.State, Version: c.Version, Case: *c}
	v.CaseRow = CaseRow{Record: id, Batch: p.Batch, Where: p.Where, Outcome: p.Outcome, Person: p.Person, Desk: p.Desk(), Known: p.Known, Fields: p.Contradictions(), Chance: p.Probability,
		Name: r.Text(quanyuan.Name), Born: mask.Field(quanyuan.BirthDate, r.Text(quanyuan.BirthDate))}
	var person *quanyuan.Person
	if p.Person != "" {
		if person, err = d.store.Person(ctx, p.Person); err != nil {
			return nil, err
		}
	}
	v.Differences, v.Changed = d.compareNow(p, r, person)
	for i := range v.Differences {
		x := &v.Differences[i]
		x.There, x.Here = mask.Pair(x.Field, x.There, x.Here)
	}
	v.Differences = access.Differences(by, v.Differences)
	v.Choose = review.Undecided(p, nil)
	if b, err := d.batch(ctx, strconv.FormatInt(int64(p.Batch), 10)); err == nil {
		v.Source, v.File, v.AsOf = b.Source, b.File, b.AsOf
	}
	if person != nil {
		if v.Voices, err = d.voicesOf(ctx, by, person); err != nil {
			return nil, err
		}
		kin := &Dossier{Family: map[quanyuan.Number]*quanyuan.Person{}}
		if err := d.kinOf(ctx, by, person, kin); err != nil {
			return nil, err
		}
		v.Households, v.Family = kin.Households, kin.Family
		if v.Question, err = d.questionOf(ctx, id); err != nil {
			return nil, err
		}
	}
	return v, d.note(by, access.View, string(quanyuan.CasePaper), quanyuan.CaseID(id), "", 1)
}

// compareNow gives the fields of a row beside the person as he is now, and the
// fields in which he is not what he was when the two were collated. The verdicts
// stay those of the collation, since it is these that must be decided.
func (d *Desk) compareNow(p *quanyuan.Proposal, r *quanyuan.Record, person *quanyuan.Person) (ds []quanyuan.Difference, changed []quanyuan.Field) {
	if person == nil {
		return collate.Differences(r, &quanyuan.Person{}, d.parser()), nil
	}
	placed := *r
	placed.Values = slices.Clone(r.Values)
	placed.Set(quanyuan.CommunityCode, quanyuan.Value{Text: p.Placed, State: quanyuan.Understood}) // of which the statuses were compared
	now := collate.Differences(&placed, person, d.parser())
	ds = slices.Clone(p.Differences)
	for i := range ds {
		x := &ds[i]
		if !review.Choosable(x.Field) {
			continue
		}
		there := ""
		if j := slices.IndexFunc(now, func(n quanyuan.Difference) bool { return n.Field == x.Field }); j >= 0 {
			there = now[j].There
		}
		if there != x.There {
			x.There, changed = there, append(changed, x.Field)
		}
	}
	return ds, changed
}

// questionOf is the paper of a ruling about a record that nobody has decided, ""
// when there is none.
func (d *Desk) questionOf(ctx context.Context, id quanyuan.RecordID) (string, error) {
	ps, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.RulingPaper, Record: id, Scope: quanyuan.Everywhere,
		States: []string{quanyuan.RulingOpen, quanyuan.RulingSecond, quanyuan.RulingDisputed}})
	if err != nil || len(ps) == 0 {
		return "", err
	}
	return ps[0].ID, nil
}

// Voice is one record's word on one field of a person.
type Voice = register.Voice

// Voices shows what everybody says of a person's fields, as the principal may
// see it: who, when, and whose word holds. It is noted.
func (d *Desk) Voices(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) ([]register.Voice, error) {
	p, err := d.follow(ctx, by, access.View, n)
	if err != nil {
		return nil, err
	}
	if err := d.note(by, access.View, personKind, string(p.Number), "voices", 1); err != nil {
		return nil, err
	}
	return d.voicesOf(ctx, by, p)
}

func (d *Desk) voicesOf(ctx context.Context, by quanyuan.Principal, p *quanyuan.Person) ([]register.Voice, error) {
	events, err := d.store.Events(ctx, p.Number)
	if err != nil {
		return nil, err
	}
	records, err := d.store.RecordsOf(ctx, p.Records)
	if err != nil {
		return nil, err
	}
	sources, err := d.sources(ctx)
	if err != nil {
		return nil, err
	}
	all, err := register.Voices(p.Number, events, records, sources)
	if err != nil {
		return nil, err
	}
	return shownVoices(by, all), nil
}

// shownVoices keeps of voices what the principal may see.
func shownVoices(by quanyuan.Principal, all []register.Voice) []register.Voice {
	out := all[:0]
	for _, v := range all {
		if shown, ok := access.ShowValue(by, v.Field, v.Value); ok {
			v.Value = shown
			out = append(out, v)
		}
	}
	return out
}

// Choosable reports whether a clerk chooses whose word holds on a field.
func Choosable(f quanyuan.Field) bool { return review.Choosable(f) }
