package desk

import (
	"context"
	"fmt"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
	"quanyuan/register"
)

// Household gives a household to a principal in whose divisions it lies.
func (d *Desk) Household(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Household, error) {
	p, err := d.Paper(ctx, by, quanyuan.HouseholdPaper, id)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "house.unknown", Args: []any{id}, Err: err}
	}
	return quanyuan.HouseholdOf(p)
}

// householdToChange gives a household to a principal who may change it.
func (d *Desk) householdToChange(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Household, error) {
	h, err := d.Household(ctx, by, id)
	if err != nil {
		return nil, err
	}
	return h, d.may(by, access.Household, string(quanyuan.HouseholdPaper), id, h.Community)
}

// HouseholdsOf gives the households in which a person stands.
func (d *Desk) HouseholdsOf(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) ([]*quanyuan.Household, error) {
	papers, err := d.Papers(ctx, by, quanyuan.PaperQuery{Kind: quanyuan.HouseholdPaper, Person: n})
	if err != nil {
		return nil, err
	}
	var out []*quanyuan.Household
	for _, p := range papers {
		h, err := quanyuan.HouseholdOf(p)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// CheckHouseholds applies the rules of consistency to the households of a part
// of the city and hands each finding over; it gives how many were looked at.
func (d *Desk) CheckHouseholds(ctx context.Context, by quanyuan.Principal, scope quanyuan.Scope, found func(register.HouseFinding) error) (int, error) {
	if err := d.may(by, access.List, string(quanyuan.HouseholdPaper), ""); err != nil {
		return 0, err
	}
	checked := 0
	for _, c := range d.communities(within(scope, by.Scope())) {
		hs, err := d.householdsIn(ctx, c)
		if err != nil {
			return checked, err
		}
		placed, err := d.store.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{c}})
		if err != nil {
			return checked, err
		}
		here := make(map[quanyuan.Number]*quanyuan.Person, len(placed))
		for _, p := range placed {
			here[p.Person.Number] = p.Person
		}
		for _, h := range hs {
			if len(h.Members) == 0 {
				continue
			}
			persons := here
			if slices.ContainsFunc(h.Members, func(m quanyuan.Member) bool { return here[m.Person] == nil }) {
				if persons, err = d.members(ctx, h); err != nil {
					return checked, err
				}
			}
			checked++
			for _, f := range register.CheckHousehold(h, persons, d.today()) {
				if err := found(f); err != nil {
					return checked, err
				}
			}
		}
	}
	return checked, nil
}

// communities lists the communities of a part of the city, in order.
func (d *Desk) communities(scope quanyuan.Scope) []string {
	under := division.Code("")
	if len(scope) == 1 && scope[0] != "" { // to look at all of a country takes longer than most pages
		lowest, _ := quanyuan.Subtree(scope[0])
		under = division.Code(lowest).At(division.Town) // a community is not below itself
	}
	var out []string
	for code := range d.tree().Names(under, division.Community) {
		if scope.Holds(string(code)) {
			out = append(out, string(code))
		}
	}
	return out
}

// householdsIn lists the households of a community by their IDs.
func (d *Desk) householdsIn(ctx context.Context, community string) ([]*quanyuan.Household, error) {
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.HouseholdPaper, Scope: quanyuan.Scope{community}})
	if err != nil {
		return nil, err
	}
	out := make([]*quanyuan.Household, len(papers))
	for i, p := range papers {
		if out[i], err = quanyuan.HouseholdOf(p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// members gives the persons of a household under the numbers by which it names
// them.
func (d *Desk) members(ctx context.Context, h *quanyuan.Household) (map[quanyuan.Number]*quanyuan.Person, error) {
	numbers := make([]quanyuan.Number, len(h.Members))
	for i, m := range h.Members {
		numbers[i] = m.Person
	}
	persons, err := d.store.PersonsByNumber(ctx, numbers)
	if err != nil {
		return nil, err
	}
	out := make(map[quanyuan.Number]*quanyuan.Person, len(persons))
	for _, p := range persons {
		n := p.Number
		if p.Forward != "" {
			if p, err = d.Person(ctx, p.Forward); err != nil {
				return nil, err
			}
		}
		out[n] = p
	}
	return out, nil
}

// Restated is a member's relation before and after a change of head.
type Restated struct {
	Person   quanyuan.Number
	Was, Now string // codes; Now is "" where somebody must say it
	Said     bool   // somebody has said it
}

// NewHead is the order to make a member the head of the household.
type NewHead struct {
	Household string // ID
	Head      quanyuan.Number
	// Relations are those of members to the new head that somebody says; the
	// others follow by table where they do.
	Relations map[quanyuan.Number]string
}

// PlanHead works out what the relations would be.
func (d *Desk) PlanHead(ctx context.Context, by quanyuan.Principal, o NewHead) ([]Restated, error) {
	h, err := d.Household(ctx, by, o.Household)
	if err != nil {
		return nil, err
	}
	return d.restate(ctx, h, o.Head, o.Relations)
}

// ChangeHead makes a member the head; it is refused while a relation neither
// follows nor is said.
func (d *Desk) ChangeHead(ctx context.Context, by quanyuan.Principal, o NewHead) (*quanyuan.Household, error) {
	h, err := d.householdToChange(ctx, by, o.Household)
	if err != nil {
		return nil, err
	}
	plan, err := d.restate(ctx, h, o.Head, o.Relations)
	if err != nil {
		return nil, err
	}
	c := &quanyuan.Change{}
	if err := d.house(ctx, c, by, h, h.Number, plan); err != nil {
		return nil, err
	}
	if len(c.Persons) == 0 {
		return h, nil
	}
	if err := d.apply(ctx, by, access.Household, c); err != nil {
		return nil, err
	}
	return d.Household(ctx, by, o.Household)
}

// restate gives the relations of all members to a new head.
func (d *Desk) restate(ctx context.Context, h *quanyuan.Household, head quanyuan.Number, said map[quanyuan.Number]string) ([]Restated, error) {
	if h.Member(head) == nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "house.no_member", Args: []any{head, quanyuan.HouseholdID(h.Community, h.Number)}}
	}
	for n := range said {
		if h.Member(n) == nil {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "house.no_member", Args: []any{n, quanyuan.HouseholdID(h.Community, h.Number)}}
		}
	}
	kin, old, err := d.kin(ctx, h)
	if err != nil {
		return nil, err
	}
	var out []Restated
	for _, m := range h.Members {
		r := Restated{Person: m.Person, Was: m.Relation}
		switch now, told := said[m.Person]; {
		case m.Person == head:
			r.Now = "02"
		case told:
			r.Now, r.Said = now, true
		case isHead(kin[head].Relation):
			r.Now = m.Relation
		case old != nil:
			r.Now = register.Restate(*old, kin[head], kin[m.Person])
		}
		out = append(out, r)
	}
	return out, nil
}

func isHead(relation string) bool { return relation == "01" || relation == "02" || relation == "03" }

// kin gives what restating must know of the members, and of the one head that
// there is or was; nil where there is none or more than one.
func (d *Desk) kin(ctx context.Context, h *quanyuan.Household) (map[quanyuan.Number]register.Kin, *register.Kin, error) {
	everybody := *h
	everybody.Members = append(slices.Clone(h.Members), h.Former...)
	persons, err := d.members(ctx, &everybody)
	if err != nil {
		return nil, nil, err
	}
	kin := map[quanyuan.Number]register.Kin{}
	var heads, former []register.Kin
	of := func(m quanyuan.Member) register.Kin {
		k := register.Kin{Relation: m.Relation}
		if p := persons[m.Person]; p != nil {
			k.Sex, k.Birth = p.Text(quanyuan.Sex), p.Text(quanyuan.BirthDate)
		}
		return k
	}
	for _, m := range h.Members {
		k := of(m)
		if kin[m.Person] = k; isHead(m.Relation) {
			heads = append(heads, k)
		}
	}
	for _, m := range h.Former {
		if isHead(m.Relation) {
			former = append(former, of(m))
		}
	}
	switch {
	case len(heads) == 1:
		return kin, &heads[0], nil
	case len(heads) == 0 && len(former) == 1:
		return kin, &former[0], nil
	}
	return kin, nil, nil
}

// house puts members into a household of their community, each with his
// relation; those for whom nothing changes are left alone.
func (d *Desk) house(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, from *quanyuan.Household, number string, plan []Restated) error {
	var open []string
	for _, r := range plan {
		if r.Now == "" && from.Kind != register.Collective {
			open = append(open, string(r.Person))
		}
	}
	if len(open) > 0 {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "house.say", Args: []any{fmt.Sprint(open)}}
	}
	for _, r := range plan {
		if number == from.Number && r.Now == r.Was {
			continue
		}
		record := inCommunity(from.Community)
		record.Set(quanyuan.HouseholdNumber, understood(number))
		if r.Now != "" {
			record.Set(quanyuan.Relation, understood(r.Now))
		}
		if from.Unit != "" {
			record.Set(quanyuan.ReportingUnit, understood(from.Unit))
		}
		if err := d.add(ctx, c, by, act{Event: quanyuan.Event{Kind: quanyuan.Housed, Person: r.Person}, record: record}); err != nil {
			return err
		}
	}
	return nil
}

func understood(text string) quanyuan.Value {
	return quanyuan.Value{Text: text, State: quanyuan.Understood}
}

// HouseSplit is the order that some members of a household become one of their
// own.
type HouseSplit struct {
	Household string // ID
	Leave     []quanyuan.Number
	Head      quanyuan.Number // of the new household, one of Leave
	// StayHead is the new head of those who stay, where the head leaves.
	StayHead quanyuan.Number
	// Relations of members to their head afterwards, as far as somebody says them.
	Relations map[quanyuan.Number]string
}

// SplitHousehold makes two households of one.
func (d *Desk) SplitHousehold(ctx context.Context, by quanyuan.Principal, o HouseSplit) (stays, leaves *quanyuan.Household, err error) {
	h, err := d.householdToChange(ctx, by, o.Household)
	if err != nil {
		return nil, nil, err
	}
	part := func(in bool) *quanyuan.Household {
		p := *h
		p.Members = slices.DeleteFunc(slices.Clone(h.Members), func(m quanyuan.Member) bool { return slices.Contains(o.Leave, m.Person) != in })
		return &p
	}
	for _, n := range o.Leave {
		if h.Member(n) == nil {
			return nil, nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "house.no_member", Args: []any{n, o.Household}}
		}
	}
	if len(part(true).Members) == 0 || len(part(false).Members) == 0 {
		return nil, nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "house.nobody_left"}
	}
	number, err := d.freeNumber(ctx, h)
	if err != nil {
		return nil, nil, err
	}
	c := &quanyuan.Change{}
	if err := d.housePart(ctx, c, by, h, part(true), number, o.Head, o.Relations); err != nil {
		return nil, nil, err
	}
	stayHead := o.StayHead
	if i := slices.IndexFunc(part(false).Members, func(m quanyuan.Member) bool { return isHead(m.Relation) }); stayHead == "" && i >= 0 {
		stayHead = part(false).Members[i].Person
	}
	if stayHead == "" {
		return nil, nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "house.name_head", Args: []any{o.Household}}
	}
	if err := d.housePart(ctx, c, by, h, part(false), h.Number, stayHead, o.Relations); err != nil {
		return nil, nil, err
	}
	leaves = &quanyuan.Household{Community: h.Community, Number: number, Kind: h.Kind, Unit: h.Unit, From: h.Number}
	d.file(c, by, leaves.Paper())
	if err := d.apply(ctx, by, access.Household, c); err != nil {
		return nil, nil, err
	}
	if stays, err = d.Household(ctx, by, o.Household); err != nil {
		return nil, nil, err
	}
	leaves, err = d.Household(ctx, by, quanyuan.HouseholdID(h.Community, number))
	return stays, leaves, err
}

// housePart restates the relations of a part of a household under its head.
func (d *Desk) housePart(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, whole, part *quanyuan.Household, number string, head quanyuan.Number, said map[quanyuan.Number]string) error {
	if part.Member(head) == nil {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "house.no_member", Args: []any{head, quanyuan.HouseholdID(part.Community, number)}}
	}
	all, err := d.restate(ctx, whole, head, said)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(r Restated) bool { return part.Member(r.Person) == nil })
	return d.house(ctx, c, by, whole, number, all)
}

// freeNumber is the number of a household that is split from another: its
// number and the next count.
func (d *Desk) freeNumber(ctx context.Context, h *quanyuan.Household) (string, error) {
	for k := 2; ; k++ {
		number := fmt.Sprintf("%s-%d", h.Number, k)
		p, err := d.paper(ctx, &quanyuan.Change{}, quanyuan.HouseholdPaper, quanyuan.HouseholdID(h.Community, number))
		if err != nil || p == nil {
			return number, err
		}
	}
}

// HouseJoin is the order that all members of a household join another of the
// same community.
type HouseJoin struct {
	From, Into string // IDs
	// Head is how the head of From stands to the head of Into. The others'
	// relations follow where they do, or are said.
	Head      string
	Relations map[quanyuan.Number]string
}

// JoinHouseholds makes one household of two; the one that is left stays
// readable, closed.
func (d *Desk) JoinHouseholds(ctx context.Context, by quanyuan.Principal, o HouseJoin) (*quanyuan.Household, error) {
	from, err := d.householdToChange(ctx, by, o.From)
	if err != nil {
		return nil, err
	}
	into, err := d.householdToChange(ctx, by, o.Into)
	if err != nil {
		return nil, err
	}
	if from.Community != into.Community || from.Number == into.Number || len(from.Members) == 0 || len(into.Members) == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "house.join"}
	}
	plan, err := d.planJoin(ctx, from, into, o)
	if err != nil {
		return nil, err
	}
	c := &quanyuan.Change{}
	if err := d.house(ctx, c, by, from, into.Number, plan); err != nil {
		return nil, err
	}
	from.Into = into.Number
	d.file(c, by, from.Paper())
	if err := d.apply(ctx, by, access.Household, c); err != nil {
		return nil, err
	}
	return d.Household(ctx, by, o.Into)
}

// planJoin gives the relations to the head of the other household: through how
// the two heads stand to each other.
func (d *Desk) planJoin(ctx context.Context, from, into *quanyuan.Household, o HouseJoin) ([]Restated, error) {
	kin, head, err := d.kin(ctx, from)
	if err != nil {
		return nil, err
	}
	_, other, err := d.kin(ctx, into)
	if err != nil {
		return nil, err
	}
	var plan []Restated
	for _, m := range from.Members {
		r := Restated{Person: m.Person, Was: m.Relation}
		switch now, told := o.Relations[m.Person]; {
		case told:
			r.Now, r.Said = now, true
		case isHead(m.Relation):
			r.Now, r.Said = o.Head, o.Head != ""
		case head != nil && other != nil && o.Head != "":
			mine := *head
			mine.Relation = o.Head
			yours := *other
			yours.Relation = register.Restate(*other, mine, *other) // how their head stands to ours
			r.Now = register.Restate(*head, yours, kin[m.Person])
		}
		plan = append(plan, r)
	}
	return plan, nil
}
