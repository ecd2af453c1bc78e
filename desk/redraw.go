package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/refdata/division"
	"quanyuan/register"
)

// redrawChunk is how many persons one change of a revision holds; households
// are not torn apart.
const redrawChunk = 100

// ApplyRevision makes a revision: persons, households, papers, accounts, then
// the list of divisions. It goes in changes each of which is whole; when it
// stops in between, applying it again goes on. Desks that are open follow with
// the next request they identify.
func (d *Desk) ApplyRevision(ctx context.Context, by quanyuan.Principal, r *quanyuan.Revision, progress func(done, total int64)) (*RevisionPlan, error) {
	if err := d.may(by, access.Revise, string(quanyuan.RevisionPaper), r.ID); err != nil {
		return nil, err
	}
	if by.Name == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	v := &redrawing{Desk: d, ctx: ctx, by: by}
	begun, err := d.revision(ctx, r.ID)
	switch {
	case errors.Is(err, quanyuan.ErrNotFound):
		if err := v.begin(r, 0); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	case begun.State == quanyuan.RevisionPlanned && sameDecree(begun, r):
		if err := v.begin(r, begun.Version); err != nil {
			return nil, err
		}
	case begun.State == quanyuan.RevisionWithdrawn:
		return nil, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "revision.withdrawn", Args: []any{r.ID}}
	case begun.State == quanyuan.RevisionApplied:
		return nil, &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "revision.applied", Args: []any{r.ID}}
	case !sameDecree(begun, r):
		return nil, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "revision.differs", Args: []any{r.ID}}
	default:
		v.r = begun
	}
	p, err := v.carryOut(progress)
	if err != nil {
		return nil, err
	}
	return p, errors.Join(v.accountsFollow(p.Accounts), v.list(), v.finish())
}

// LateRevision makes a revision once more for whoever stands under its old
// codes by now: those whose address was put right, and those whom a list named
// under an old code since.
func (d *Desk) LateRevision(ctx context.Context, by quanyuan.Principal, id string, progress func(done, total int64)) (*RevisionPlan, error) {
	if err := d.may(by, access.Revise, string(quanyuan.RevisionPaper), id); err != nil {
		return nil, err
	}
	r, err := d.revision(ctx, id)
	if err != nil {
		return nil, err
	}
	return (&redrawing{Desk: d, ctx: ctx, by: by, r: r}).carryOut(progress)
}

// sameDecree compares what people write of a revision.
func sameDecree(a, b *quanyuan.Revision) bool {
	x, y := *a, *b
	for _, r := range []*quanyuan.Revision{&x, &y} {
		r.Households, r.Codes, r.Begun, r.Version, r.State = nil, nil, b.Begun, 0, ""
	}
	return reflect.DeepEqual(x, y)
}

// begin checks a revision and files it; seen is the version of its plan, 0 where
// there was none.
func (v *redrawing) begin(r *quanyuan.Revision, seen int64) error {
	if err := register.CheckRevision(r, v.tree()); err != nil {
		return err
	}
	if days, ok := r.Date.Days(v.today()); !ok || days < 0 {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "revision.future", Args: []any{r.Date}}
	}
	copied := *r
	v.r = &copied
	v.r.Version = seen
	v.r.Codes, v.r.Begun, v.r.State = register.Successions(r, v.tree()), v.now(), quanyuan.RevisionRunning
	v.walk = register.NewCrosswalk(v.r, v.parser())
	if err := v.scan(true); err != nil {
		return err
	}
	return v.fileRevision()
}

func (v *redrawing) fileRevision() error {
	c := &quanyuan.Change{}
	p := v.r.Paper()
	p.Desk = string(v.home()) // lists of papers find what lies on some desk
	v.file(c, v.by, p)
	if err := v.apply(v.ctx, v.by, access.Revise, c); err != nil {
		return err
	}
	v.r.Version++
	return nil
}

func (v *redrawing) finish() error {
	v.r.State = quanyuan.RevisionApplied
	return v.fileRevision()
}

// carryOut moves persons with their households, then papers.
func (v *redrawing) carryOut(progress func(done, total int64)) (*RevisionPlan, error) {
	v.walk = register.NewCrosswalk(v.r, v.parser())
	if err := v.scan(false); err != nil {
		return nil, err
	}
	p, err := v.plan()
	if err != nil {
		return nil, err
	}
	going := map[string]map[quanyuan.Number]string{}
	for _, from := range sortedKeys(v.r.Codes) {
		going[from] = v.going(from)
	}
	for at := 0; at < len(v.entries); {
		end := v.chunkEnd(at)
		if err := v.persons(v.entries[at:end]); err != nil {
			return nil, err
		}
		if at = end; progress != nil {
			progress(int64(at), int64(len(v.entries)))
		}
	}
	for _, from := range sortedKeys(v.r.Codes) {
		if err := v.papersFollow(from, going[from]); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// chunkEnd ends a chunk between two households. A person stands in it once, so
// that one act for each person is enough.
func (v *redrawing) chunkEnd(at int) int {
	end := at
	for end < len(v.entries) {
		e, first := v.entries[end], v.entries[at]
		if e.from != first.from || end-at >= redrawChunk && (e.household == "" || e.household != v.entries[end-1].household) {
			break
		}
		end++
	}
	return end
}

// persons writes a chunk as one change.
func (v *redrawing) persons(entries []redrawn) error {
	if err := v.ctx.Err(); err != nil {
		return err
	}
	sources, err := v.sources(v.ctx)
	if err != nil {
		return err
	}
	c := &quanyuan.Change{}
	for i := range entries {
		e := &entries[i]
		switch {
		case e.to == e.from:
		case e.to != "":
			err = v.person(c, e, sources)
		case e.active:
			err = v.leaveOpen(c, e)
		}
		if err != nil {
			return err
		}
	}
	if len(c.Persons)+len(c.Papers) == 0 {
		return nil
	}
	return v.apply(v.ctx, v.by, access.Revise, c)
}

// leaveOpen sets the task about somebody whose address tells nothing.
func (v *redrawing) leaveOpen(c *quanyuan.Change, e *redrawn) error {
	t := redistrictTask(v.r, e)
	before, err := v.paper(v.ctx, c, quanyuan.TaskPaper, t.ID)
	if err != nil || before != nil && before.State == quanyuan.TaskOpen {
		return err
	}
	return v.setTasks(v.ctx, c, v.by, map[string]*quanyuan.Task{t.ID: t})
}

// person gives one presence its new code.
func (v *redrawing) person(c *quanyuan.Change, e *redrawn, sources register.Sources) error {
	before, err := v.store.Person(v.ctx, e.number)
	if err != nil {
		return err
	}
	household := e.household
	record := inCommunity(e.to)
	record.Set(quanyuan.FormerCommunity, understood(e.from))
	if next := v.r.Households[e.from][e.household]; next != "" {
		household = next
		record.Set(quanyuan.HouseholdNumber, understood(next))
	}
	event := quanyuan.Event{Kind: quanyuan.Redistricted, Person: e.number, Date: v.r.Date, Reason: v.r.ID, At: v.now(), Actor: v.by.Name}
	if err := register.Check(before, event, record); err != nil {
		return err
	}
	history, err := v.store.Events(v.ctx, e.number)
	if err != nil {
		return err
	}
	records, err := v.store.RecordsOf(v.ctx, before.Records)
	if err != nil {
		return err
	}
	event.Record = c.Add(record)
	record.ID = event.Record
	state := quanyuan.PersonState{Seen: before.Version}
	if state.After, err = register.Fold(e.number, append(history, event), append(records, record), sources); err != nil {
		return err
	}
	state.Keys = collate.SearchKeys(state.After, v.parser())
	c.Events = append(c.Events, &event)
	c.Persons = append(c.Persons, state)
	l := v.line(v.by, access.Revise, personKind, string(e.number))
	l.Detail, l.Count, l.Reason = string(quanyuan.Redistricted), 1, reasonOf(v.r.ID)
	c.Audit = append(c.Audit, l)
	return errors.Join(v.household(c, e, household), v.closeTask(c, e))
}

// closeTask ends the task about somebody who has gone by now.
func (v *redrawing) closeTask(c *quanyuan.Change, e *redrawn) error {
	p, err := v.paper(v.ctx, c, quanyuan.TaskPaper, redistrictTask(v.r, e).ID)
	if p == nil || err != nil || p.State != quanyuan.TaskOpen {
		return err
	}
	t, err := quanyuan.TaskOf(p)
	if err != nil {
		return err
	}
	t.State, t.Answer, t.Answered = quanyuan.TaskDone, e.to, v.today()
	v.file(c, v.by, t.Paper())
	return nil
}

// goneRedrawn stands at members of a household that has its number under
// another code now.
const goneRedrawn = "redistrict"

// household takes a member from the household under the old code to that under
// the new one, which has its kind, its dwelling and his relation to its head.
func (v *redrawing) household(c *quanyuan.Change, e *redrawn, number string) error {
	if e.household == "" || !e.active {
		return nil
	}
	old, err := v.Desk.household(v.ctx, c, quanyuan.HouseholdID(e.from, e.household))
	if old == nil || err != nil {
		return err
	}
	i := slices.IndexFunc(old.Members, func(m quanyuan.Member) bool { return m.Person == e.number })
	if i < 0 {
		return nil
	}
	m := old.Members[i]
	next, err := v.Desk.household(v.ctx, c, quanyuan.HouseholdID(e.to, number))
	if err != nil {
		return err
	}
	if next == nil {
		next = &quanyuan.Household{Community: e.to, Number: number, Kind: old.Kind, Unit: old.Unit, Dwelling: old.Dwelling}
	}
	next.Members = withMember(next.Members, m)
	next.Former = slices.DeleteFunc(next.Former, func(f quanyuan.Member) bool { return f.Person == m.Person })
	v.file(c, v.by, next.Paper())
	old.Members = slices.Delete(old.Members, i, i+1)
	m.Until, m.Reason = v.r.Date, goneRedrawn
	old.Former = withMember(old.Former, m)
	v.file(c, v.by, old.Paper())
	return nil
}

// papersFollow gives the papers of a community their new desk.
func (v *redrawing) papersFollow(from string, goes map[quanyuan.Number]string) error {
	papers, err := v.papers(from)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(papers, redrawChunk) {
		if err := v.ctx.Err(); err != nil {
			return err
		}
		c := &quanyuan.Change{}
		for _, p := range part {
			to := v.paperTo(p, from, goes)
			if to == "" || to == from {
				continue
			}
			if err := v.readdress(p, from, to); err != nil {
				return err
			}
			v.file(c, v.by, p)
		}
		if len(c.Papers) > 0 {
			if err := v.apply(v.ctx, v.by, access.Revise, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// readdress puts the new code in the place of the old one in a paper. What was
// done and seen stays as it was written down.
func (v *redrawing) readdress(p *quanyuan.Paper, from, to string) error {
	for _, code := range []*string{&p.Desk, &p.Other} {
		if *code == from {
			*code = to
		}
	}
	dec := json.NewDecoder(bytes.NewReader(p.Body))
	dec.UseNumber()
	var body any
	if err := dec.Decode(&body); err != nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "paper.body", Args: []any{p.ID}, Err: err}
	}
	var err error
	if p.Body, err = json.Marshal(recoded(body, from, to)); err != nil {
		return err
	}
	if p.Kind == quanyuan.TransferPaper {
		return v.withdrawn(p)
	}
	return nil
}

// recoded is a value with a code replaced, but for what tells of the past.
func recoded(x any, from, to string) any {
	switch x := x.(type) {
	case string:
		if x == from {
			return to
		}
	case []any:
		for i := range x {
			x[i] = recoded(x[i], from, to)
		}
	case map[string]any:
		for k := range x {
			if !slices.Contains([]string{"steps", "visits", "reports", "answers", "readings"}, k) {
				x[k] = recoded(x[k], from, to)
			}
		}
	}
	return x
}

// withdrawn ends a transfer whose two sides have become one.
func (v *redrawing) withdrawn(p *quanyuan.Paper) error {
	t, err := quanyuan.TransferOf(p)
	if err != nil || t.From != t.To || len(t.Pending()) == 0 {
		return err
	}
	for i := range t.Moves {
		if slices.Contains(quanyuan.TransferPending(), t.Moves[i].State) {
			t.Moves[i].State = quanyuan.TransferWithdrawn
		}
	}
	t.Steps = append(t.Steps, quanyuan.Step{Act: quanyuan.TransferWithdrawn, At: v.now(), Actor: v.by.Name, Reason: v.r.ID})
	p.State = quanyuan.TransferWithdrawn
	p.Body, err = json.Marshal(t)
	return err
}

// accountsFollow gives accounts of a division the one that follows it.
func (v *redrawing) accountsFollow(flows []AccountFlow) error {
	c := &quanyuan.Change{}
	for _, f := range flows {
		if f.To == "" {
			continue
		}
		a, err := v.store.Account(v.ctx, f.Account)
		if err != nil {
			return err
		}
		a.Division = f.To
		c.Accounts = append(c.Accounts, a)
		l := v.line(v.by, access.Revise, accountKind, a.Name)
		l.Detail, l.Reason = f.From+" "+f.To, reasonOf(v.r.ID)
		c.Audit = append(c.Audit, l)
	}
	if len(c.Accounts) == 0 {
		return nil
	}
	return v.apply(v.ctx, v.by, access.Revise, c)
}

// list writes the list of divisions as it is from the revision on. Old codes
// stay in it, with the day of their end and those that follow.
func (v *redrawing) list() error {
	raw, err := v.store.Setting(v.ctx, settingDivisions)
	if err != nil {
		return err
	}
	if raw, err = division.Amend(raw, settingDivisions, amendments(v.r, v.tree())); err != nil {
		return err
	}
	return errors.Join(setDivisions(v.ctx, v.store, raw), v.followDivisions(v.ctx))
}

func amendments(r *quanyuan.Revision, tree *division.Tree) []division.Amendment {
	var out []division.Amendment
	day := r.Date.String()
	isNew := func(c string) bool {
		return slices.ContainsFunc(r.New, func(n quanyuan.NewDivision) bool { return n.Code == c })
	}
	var following []division.Code
	for _, n := range r.New {
		following = append(following, division.Code(n.Code))
		a := division.Amendment{Code: division.Code(n.Code), Name: n.Name}
		if !slices.Contains(r.Old, n.Code) {
			a.From = day
		}
		if a.Name == "" && r.Kind == quanyuan.Renumbers {
			a.Name = tree.Name(division.Code(r.Old[0]))
		}
		out = append(out, a)
	}
	for _, c := range r.Old {
		if !isNew(c) {
			out = append(out, division.Amendment{Code: division.Code(c), Name: tree.Name(division.Code(c)), Until: day, Successors: following})
		}
	}
	for _, c := range sortedKeys(r.Codes) {
		if to := r.Codes[c]; to != "" && !slices.Contains(r.Old, c) { // communities of a town that is renumbered
			out = append(out, division.Amendment{Code: division.Code(to), Name: tree.Name(division.Code(c)), From: day},
				division.Amendment{Code: division.Code(c), Until: day, Successors: []division.Code{division.Code(to)}})
		}
	}
	return out
}
