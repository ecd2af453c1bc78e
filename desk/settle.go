package desk

import (
	"context"
	"fmt"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/register"
)

// Answers to a task about the old system.
const (
	AnswerTheirs = "theirs" // what the old system says is right
	AnswerOurs   = "ours"   // what stands here is right: the old system is told by hand
	AnswerDone   = "done"   // it was done by another act: a transfer, an exit, an addition
)

// SettleDifference answers a task about the old system, and closes it. Theirs
// corrects the values in conflict to what the old system says, in the named
// person's name; where somebody stands, and who comes and goes, is for the acts
// that exist for it.
func (d *Desk) SettleDifference(ctx context.Context, by quanyuan.Principal, task, answer string) error {
	p, err := d.Paper(ctx, by, quanyuan.TaskPaper, task)
	if err != nil || p.State == quanyuan.TaskDone {
		return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "task.unknown", Args: []any{task}, Err: err}
	}
	t, err := quanyuan.TaskOf(p)
	if err != nil {
		return err
	}
	if t.Kind != TaskOldSystem || answer != AnswerTheirs && answer != AnswerOurs && answer != AnswerDone {
		return refuse("task.answer", "theirs, ours, done")
	}
	if answer == AnswerTheirs {
		if err := d.correctToTheirs(ctx, by, t); err != nil {
			return err
		}
	}
	t.State, t.Answer, t.Answered = quanyuan.TaskDone, answer, d.today()
	c := &quanyuan.Change{}
	d.file(c, by, t.Paper())
	return d.apply(ctx, by, access.Task, c)
}

// correctToTheirs corrects field by field; what fails leaves the task open, and
// doing it again goes on where it stopped.
func (d *Desk) correctToTheirs(ctx context.Context, by quanyuan.Principal, t *quanyuan.Task) error {
	var batch quanyuan.BatchID
	if _, err := fmt.Sscanf(t.ID, TaskOldSystem+"-%d-", &batch); err != nil {
		return refuse("task.unknown", t.ID)
	}
	var values []quanyuan.FieldValue
	byHand := t.Person == ""
	_, err := d.differs(ctx, batch, func(p *DifferingPerson) error {
		if p.Person != t.Person {
			return nil
		}
		for _, it := range p.Items {
			switch {
			case it.Verdict == register.GoneAway, it.Verdict == register.Conflict && (it.Community != "" || it.Field == quanyuan.ChildName):
				byHand = true
			case it.Verdict == register.Conflict:
				values = append(values, quanyuan.FieldValue{Field: it.Field, Value: p.theirs.Value(it.Field).Value})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if byHand {
		return refuse("difference.by_hand")
	}
	for _, v := range values {
		if _, err := d.Correct(ctx, by, t.Person, v.Field, v.Value); err != nil {
			return err
		}
	}
	return nil
}
