package desk

import (
	"context"
	"errors"
	"slices"

	"quanyuan"
	"quanyuan/refdata/code"
	"quanyuan/register"
)

// consequences puts into a change the papers that follow from it: households
// whose members come and go by their presences, dwellings at which somebody
// lives from now on, tasks that arise or are done.
func (d *Desk) consequences(ctx context.Context, by quanyuan.Principal, c *quanyuan.Change) error {
	for _, p := range c.Papers {
		if p.Kind == quanyuan.TransferPaper && p.ID != "" {
			if err := d.reopen(ctx, c, by, p); err != nil {
				return err
			}
		}
	}
	for i := range c.Persons {
		before, err := d.store.Person(ctx, c.Persons[i].After.Number)
		if errors.Is(err, quanyuan.ErrNotFound) {
			before, err = &quanyuan.Person{}, nil
		}
		if err != nil {
			return err
		}
		f := following{d, ctx, by, c, before, c.Persons[i].After}
		if err := errors.Join(f.households(), f.dwellings(), f.tasks()); err != nil {
			return err
		}
	}
	return nil
}

// following is what a change does to the papers about one person.
type following struct {
	*Desk
	ctx           context.Context
	by            quanyuan.Principal
	c             *quanyuan.Change
	before, after *quanyuan.Person
}

// file puts a paper into a change, in the place of what the change has of it.
func (d *Desk) file(c *quanyuan.Change, by quanyuan.Principal, p *quanyuan.Paper) {
	p.At, p.Actor = d.now(), by.Name
	if i := paperAt(c, p.Kind, p.ID); i >= 0 {
		c.Papers[i] = p
		return
	}
	c.Papers = append(c.Papers, p)
}

func paperAt(c *quanyuan.Change, kind quanyuan.PaperKind, id string) int {
	return slices.IndexFunc(c.Papers, func(p *quanyuan.Paper) bool { return p.Kind == kind && p.ID == id })
}

// paper gives a paper as the change leaves it; nil when there is none.
func (d *Desk) paper(ctx context.Context, c *quanyuan.Change, kind quanyuan.PaperKind, id string) (*quanyuan.Paper, error) {
	if i := paperAt(c, kind, id); i >= 0 {
		return c.Papers[i], nil
	}
	p, err := d.store.Paper(ctx, kind, id)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return nil, nil
	}
	return p, err
}

// housed are a person's presences in households, by the ID of the household.
func housed(p *quanyuan.Person) map[string]*quanyuan.Presence {
	out := map[string]*quanyuan.Presence{}
	for i := range p.Presences {
		if pr := &p.Presences[i]; p.Exited == "" && !pr.Ended() && pr.Household != "" {
			out[quanyuan.HouseholdID(pr.Community, pr.Household)] = pr
		}
	}
	return out
}

func (f *following) households() error {
	was, is := housed(f.before), housed(f.after)
	said := f.relationSaid()
	for _, id := range sortedKeys(was) {
		if is[id] == nil {
			if err := f.leave(id); err != nil {
				return err
			}
		}
	}
	for _, id := range sortedKeys(is) {
		if was[id] == nil || said.household == id || said.household == "" && said.relation != "" && len(is) == 1 {
			if err := f.join(id, is[id], said.relation); err != nil {
				return err
			}
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// saidRelation is how a person was said to stand to the head, and of which
// household ("": of his own, where he has one only).
type saidRelation struct{ household, relation string }

func (f *following) relationSaid() saidRelation {
	var out saidRelation
	for _, e := range f.c.Events {
		if e.Person != f.after.Number || e.Record >= 0 || e.Kind == quanyuan.Exited || e.Kind == quanyuan.Left {
			continue
		}
		r := f.c.Records[-e.Record-1]
		if rel := r.Text(quanyuan.Relation); rel != "" {
			out.relation = rel
		}
		if h, c := r.Text(quanyuan.HouseholdNumber), r.Text(quanyuan.CommunityCode); h != "" && c != "" {
			out.household = quanyuan.HouseholdID(c, h)
		}
	}
	return out
}

// leave takes a member out of a household, with the reason.
func (f *following) leave(id string) error {
	h, err := f.household(f.ctx, f.c, id)
	if h == nil || err != nil {
		return err
	}
	i := slices.IndexFunc(h.Members, func(m quanyuan.Member) bool { return m.Person == f.after.Number })
	if i < 0 {
		return nil
	}
	m := h.Members[i]
	h.Members = slices.Delete(h.Members, i, i+1)
	m.Until, m.Reason = f.today(), whyGone(f.after, h)
	h.Former = withMember(h.Former, m)
	f.file(f.c, f.by, h.Paper())
	return nil
}

// Why somebody is no member any more.
const (
	goneDied   = "died"
	goneExited = "exited"
	goneMerged = "merged"
	goneLeft   = "left"  // the community
	goneMoved  = "moved" // to another household of it
)

func whyGone(p *quanyuan.Person, h *quanyuan.Household) string {
	switch {
	case p.Exited == register.ReasonDeath:
		return goneDied
	case p.Exited == quanyuan.ExitMerged:
		return goneMerged
	case p.Exited != "":
		return goneExited
	}
	for i := range p.Presences {
		if pr := &p.Presences[i]; pr.Community == h.Community && !pr.Ended() {
			return goneMoved
		}
	}
	return goneLeft
}

// withMember puts a member in his place, by number, once.
func withMember(ms []quanyuan.Member, m quanyuan.Member) []quanyuan.Member {
	at, there := slices.BinarySearchFunc(ms, m.Person, func(a quanyuan.Member, n quanyuan.Number) int {
		return compareNumbers(a.Person, n)
	})
	if there {
		ms[at] = m
		return ms
	}
	return slices.Insert(ms, at, m)
}

func compareNumbers(a, b quanyuan.Number) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// join puts a member into a household, or gives him another relation there.
func (f *following) join(id string, pr *quanyuan.Presence, relation string) error {
	h, err := f.household(f.ctx, f.c, id)
	if err != nil {
		return err
	}
	if h == nil {
		h = &quanyuan.Household{Community: pr.Community, Number: pr.Household, Kind: register.Family, Unit: pr.Unit}
		if pr.Unit != "" {
			h.Kind = register.Collective
		}
	}
	m := quanyuan.Member{Person: f.after.Number, Relation: relation}
	if i := slices.IndexFunc(h.Former, func(m quanyuan.Member) bool { return m.Person == f.after.Number }); i >= 0 {
		if m.Relation == "" {
			m.Relation = h.Former[i].Relation
		}
		h.Former = slices.Delete(h.Former, i, i+1)
	}
	if m.Relation == "" && h.Member(m.Person) == nil {
		m.Relation = f.after.Text(quanyuan.Relation)
	}
	if m.Relation == "" && h.Member(m.Person) != nil {
		return nil
	}
	h.Members = withMember(h.Members, m)
	f.file(f.c, f.by, h.Paper())
	return nil
}

// household gives a household as a change leaves it; nil when there is none.
func (d *Desk) household(ctx context.Context, c *quanyuan.Change, id string) (*quanyuan.Household, error) {
	p, err := d.paper(ctx, c, quanyuan.HouseholdPaper, id)
	if p == nil || err != nil {
		return nil, err
	}
	return quanyuan.HouseholdOf(p)
}

// tasks closes what the change has answered and opens what it has raised.
func (f *following) tasks() error {
	open, err := f.openTasks(f.ctx, f.after.Number)
	if err != nil {
		return err
	}
	wanted := map[string]*quanyuan.Task{}
	if f.after.Exited == "" {
		ts := register.Tasks(f.after, f.today())
		for i := range ts {
			wanted[ts[i].ID] = &ts[i]
		}
	}
	for _, t := range open {
		if wanted[t.ID] != nil {
			delete(wanted, t.ID)
			continue
		}
		t.State, t.Answer, t.Answered = quanyuan.TaskDone, f.answer(), f.today()
		f.file(f.c, f.by, t.Paper())
	}
	return f.setTasks(f.ctx, f.c, f.by, wanted)
}

// answer names the act that ended a task.
func (f *following) answer() string {
	for _, e := range f.c.Events {
		if e.Person == f.after.Number || e.Other == f.after.Number {
			return string(e.Kind)
		}
	}
	return ""
}

// taskPending are the states of tasks that wait for an answer.
var taskPending = []string{quanyuan.TaskOpen, quanyuan.TaskOverdue}

// openTasks are the tasks that the register itself has set about a person.
func (d *Desk) openTasks(ctx context.Context, n quanyuan.Number) ([]*quanyuan.Task, error) {
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.TaskPaper, States: taskPending, Scope: quanyuan.Everywhere, Person: n})
	if err != nil {
		return nil, err
	}
	var out []*quanyuan.Task
	for _, p := range papers {
		t, err := quanyuan.TaskOf(p)
		if err != nil {
			return nil, err
		}
		if t.Kind == quanyuan.TaskRecheck || t.Kind == quanyuan.TaskDispute {
			out = append(out, t)
		}
	}
	return out, nil
}

// setTasks files tasks that are not open yet; one that was done is opened again.
func (d *Desk) setTasks(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, wanted map[string]*quanyuan.Task) error {
	ids := make([]string, 0, len(wanted))
	for id := range wanted {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		before, err := d.paper(ctx, c, quanyuan.TaskPaper, id)
		if err != nil {
			return err
		}
		if before != nil {
			wanted[id].Version = before.Version
		}
		d.file(c, by, wanted[id].Paper())
	}
	return nil
}

// relationCode understands a relation as people write it.
func relationCode(words string) (string, error) {
	e, ok := code.Relation.Lookup(words)
	if !ok {
		return "", &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.value", Args: []any{quanyuan.Relation.Zh()}}
	}
	return e.Code, nil
}
