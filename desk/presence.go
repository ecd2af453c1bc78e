package desk

import (
	"context"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/code"
	"quanyuan/register"
)

// Standing is a presence with its category and counting in words.
type Standing struct {
	quanyuan.Presence
	Why []quanyuan.Remark
}

// Standings explains where a person stands.
func (d *Desk) Standings(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) ([]Standing, error) {
	p, err := d.View(ctx, by, n)
	if err != nil {
		return nil, err
	}
	records, err := d.store.RecordsOf(ctx, p.Records)
	if err != nil {
		return nil, err
	}
	return d.standingsOf(p, records), nil
}

func (d *Desk) standingsOf(p *quanyuan.Person, records []*quanyuan.Record) []Standing {
	said := map[quanyuan.RecordID]*quanyuan.Record{}
	var units []*quanyuan.Record
	for _, r := range records {
		if said[r.ID] = r; r.Text(quanyuan.ReportingUnit) != "" {
			units = append(units, r)
		}
	}
	var out []Standing
	for i := range p.Presences {
		pr := &p.Presences[i]
		out = append(out, Standing{*pr, register.Explain(p, pr, said[pr.Record], units, d.today())})
	}
	return out
}

// SetTasks makes tasks of short stays that have reached their thirtieth day and
// of what two communities claim, for a part of the city; it gives how many are
// new. Tasks that are there stay as they are.
func (d *Desk) SetTasks(ctx context.Context, by quanyuan.Principal, scope quanyuan.Scope) (int, error) {
	if err := d.may(by, access.Task, string(quanyuan.TaskPaper), ""); err != nil {
		return 0, err
	}
	if by.Name == "" {
		return 0, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	if err := d.may(by, access.Task, string(quanyuan.TaskPaper), ""); err != nil {
		return 0, err
	}
	added := 0
	scope = within(scope, by.Scope())
	for _, q := range []quanyuan.PersonQuery{{Scope: scope, RecheckBefore: register.DayAfter(d.today())}, {Scope: scope, Notes: quanyuan.Disputed}} {
		placed, err := d.store.PersonsIn(ctx, q)
		if err != nil {
			return added, err
		}
		for part := range slices.Chunk(placed, chunk) {
			n, err := d.setTasksOf(ctx, by, scope, part)
			if added += n; err != nil {
				return added, err
			}
		}
	}
	return added, nil
}

func (d *Desk) setTasksOf(ctx context.Context, by quanyuan.Principal, scope quanyuan.Scope, placed []quanyuan.Placed) (int, error) {
	wanted := map[string]*quanyuan.Task{}
	for _, p := range placed {
		open, err := d.openTasks(ctx, p.Person.Number)
		if err != nil {
			return 0, err
		}
		for _, t := range register.Tasks(p.Person, d.today()) {
			if scope.Holds(t.Community) && !slices.ContainsFunc(open, func(o *quanyuan.Task) bool { return o.ID == t.ID }) {
				wanted[t.ID] = &t
			}
		}
	}
	if len(wanted) == 0 {
		return 0, nil
	}
	c := &quanyuan.Change{}
	if err := d.setTasks(ctx, c, by, wanted); err != nil {
		return 0, err
	}
	return len(c.Papers), d.apply(ctx, by, access.Task, c)
}

// OpenTasks lists the tasks about persons that are open in a part of the city;
// those of a campaign are on its board.
func (d *Desk) OpenTasks(ctx context.Context, by quanyuan.Principal, scope quanyuan.Scope) ([]*quanyuan.Task, error) {
	papers, err := d.Papers(ctx, by, quanyuan.PaperQuery{Kind: quanyuan.TaskPaper, States: taskPending, Scope: scope})
	if err != nil {
		return nil, err
	}
	var out []*quanyuan.Task
	for _, p := range papers {
		t, err := quanyuan.TaskOf(p)
		if err != nil {
			return nil, err
		}
		if t.Person != "" || t.Kind == TaskOldSystem {
			out = append(out, t)
		}
	}
	return out, nil
}

// Answers to tasks.
const (
	AnswerHere      = "here"      // still here; of a dispute: it holds here
	AnswerElsewhere = "elsewhere" // of a dispute: it holds where it is counted
	AnswerLeft      = "left"      // has left the community
	AnswerExcluded  = "excluded"  // here for a reason that is not counted
)

// TaskAnswer is what a clerk found out.
type TaskAnswer struct {
	Task   string // ID
	Answer string
	Reason string        // of the stay, where it is not counted; of leaving
	Day    quanyuan.Date // on which it was so; zero: today
}

// AnswerTask says what was found out; the act that follows from it closes the
// task.
func (d *Desk) AnswerTask(ctx context.Context, by quanyuan.Principal, a TaskAnswer) (*quanyuan.Person, error) {
	p, err := d.Paper(ctx, by, quanyuan.TaskPaper, a.Task)
	if err != nil || !slices.Contains(taskPending, p.State) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "task.unknown", Args: []any{a.Task}, Err: err}
	}
	t, err := quanyuan.TaskOf(p)
	if err != nil {
		return nil, err
	}
	if a.Day.IsZero() {
		a.Day = d.today()
	}
	disputed, _ := quanyuan.FieldByKey(t.Field)
	switch {
	case a.Answer == AnswerLeft:
		return d.Leave(ctx, by, t.Person, t.Community, a.Reason, a.Day)
	case t.Kind == quanyuan.TaskRecheck && (a.Answer == AnswerHere || a.Answer == AnswerExcluded):
		return d.lookedAgain(ctx, by, t, a)
	case t.Kind == quanyuan.TaskDispute && a.Answer == AnswerHere:
		return d.Hold(ctx, by, t.Person, disputed, t.Community)
	case t.Kind == quanyuan.TaskDispute && a.Answer == AnswerElsewhere:
		return d.Hold(ctx, by, t.Person, disputed, t.Other)
	}
	possible := map[string]string{quanyuan.TaskRecheck: "here, left, excluded", quanyuan.TaskDispute: "here, elsewhere, left"}[t.Kind]
	return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "task.answer", Args: []any{possible}}
}

// lookedAgain says of a stay what it said before, on the day it was looked at
// again: the days count to then.
func (d *Desk) lookedAgain(ctx context.Context, by quanyuan.Principal, t *quanyuan.Task, a TaskAnswer) (*quanyuan.Person, error) {
	p, err := d.Person(ctx, t.Person)
	if err != nil {
		return nil, err
	}
	pr := presenceIn(p, t.Community)
	if pr == nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "person.not_there", Args: []any{p.Number, t.Community}}
	}
	record := inCommunity(pr.Community)
	for f, text := range map[quanyuan.Field]string{quanyuan.HukouStatus: pr.Hukou, quanyuan.ResidenceStatus: pr.Residence, quanyuan.HouseholdNumber: pr.Household,
		quanyuan.Group: pr.Group, quanyuan.Estate: pr.Estate, quanyuan.ReportingUnit: pr.Unit, quanyuan.ArriveDate: pr.Since.String(), quanyuan.StayReason: pr.Reason} {
		if text != "" {
			record.Set(f, understood(text))
		}
	}
	if a.Answer == AnswerExcluded {
		e, ok := code.StayReason.Lookup(a.Reason)
		if !ok || !e.OutOfScope {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "task.reason"}
		}
		record.Set(quanyuan.StayReason, understood(e.Code))
	}
	return d.move(ctx, by, p.Number, record, a.Day) // under a retired code too: it is where he stands
}

// RecordAt finds the record of a row of a batch: part tells which person of the
// row, from 0.
func (d *Desk) RecordAt(ctx context.Context, batch quanyuan.BatchID, row, part int) (quanyuan.RecordID, error) {
	for r, err := range d.store.Records(ctx, batch) {
		if err != nil {
			return 0, err
		}
		if r.Where.Row == row && r.Part == part && r.SetAside == "" {
			return r.ID, nil
		}
	}
	return 0, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "record.no_row", Args: []any{batch, row}}
}
