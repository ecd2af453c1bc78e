package desk

import (
	"context"
	"errors"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/register"
)

// Answers to a question of whereabouts, beside AnswerHere and AnswerLeft.
const AnswerDead = "dead"

// WhereaboutsAnswer is what somebody found out at the door.
type WhereaboutsAnswer struct {
	Person quanyuan.Number
	Answer string        // AnswerHere, AnswerLeft or AnswerDead
	Reason string        // of leaving
	Day    quanyuan.Date // on which it was so; zero: today
}

// AnswerWhereabouts says what was found out. Who was found at home is noted:
// lists of before that day are not held against him any more. Who has left or
// died is taken out of the community or the register by the ordinary act, with
// its rights, and comes back as from any other.
func (d *Desk) AnswerWhereabouts(ctx context.Context, by quanyuan.Principal, a WhereaboutsAnswer) (*quanyuan.Person, error) {
	if strings.TrimSpace(by.Name) == "" {
		return nil, refuse("event.actor")
	}
	p, err := d.reach(ctx, by, access.Move, a.Person)
	if err != nil {
		return nil, err
	}
	at := register.CountedIn(p, quanyuan.CountsResidence)
	if at == "" {
		return nil, refuse("whereabouts.nowhere", a.Person)
	}
	if a.Day.IsZero() {
		a.Day = d.today()
	}
	switch a.Answer {
	case AnswerHere:
		return d.show(by, p), d.noteHome(ctx, by, p.Number, at, a.Day)
	case AnswerLeft:
		return d.Leave(ctx, by, p.Number, at, a.Reason, a.Day)
	case AnswerDead:
		return d.Exit(ctx, by, p.Number, "1", a.Day)
	}
	return nil, refuse("whereabouts.answer", a.Answer)
}

// noteHome writes down that somebody was found where he is counted.
func (d *Desk) noteHome(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, at string, day quanyuan.Date) error {
	if err := d.may(by, access.Task, whereaboutsKind, string(n), at); err != nil {
		return err
	}
	t := &quanyuan.Task{ID: whereaboutsKind + "-" + at + "-" + string(n), Kind: whereaboutsKind, Community: at, Person: n}
	before, err := d.store.Paper(ctx, quanyuan.TaskPaper, t.ID)
	switch {
	case err == nil:
		if t, err = quanyuan.TaskOf(before); err != nil {
			return err
		}
	case !errors.Is(err, quanyuan.ErrNotFound):
		return err
	}
	t.State, t.Answer, t.Answered = quanyuan.TaskDone, AnswerHere, day
	paper := t.Paper()
	paper.At, paper.Actor = d.now(), by.Name
	return d.apply(ctx, by, access.Task, &quanyuan.Change{Papers: []*quanyuan.Paper{paper}})
}

// foundAtHome gives the day on which somebody was last found where he is
// counted, by number and community.
func (d *Desk) foundAtHome(ctx context.Context) (map[string]quanyuan.Date, error) {
	out := map[string]quanyuan.Date{}
	for p, err := range d.everyPaper(ctx, quanyuan.PaperQuery{Kind: quanyuan.TaskPaper, States: []string{quanyuan.TaskDone}, Scope: quanyuan.Everywhere}) {
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(p.ID, whereaboutsKind+"-") {
			continue
		}
		t, err := quanyuan.TaskOf(p)
		if err != nil {
			return nil, err
		}
		out[string(t.Person)+t.Community] = t.Answered
	}
	return out, nil
}
