package desk

import (
	"context"
	"slices"

	"quanyuan"
	"quanyuan/collate"
	"quanyuan/register"
)

// mayBe reports whether a person's date of birth and sex allow him to be the
// child.
func mayBe(p *quanyuan.Person, r *BirthReport) bool {
	born, _ := quanyuan.ParseDate(p.Text(quanyuan.BirthDate))
	sex := p.Text(quanyuan.Sex)
	return born.Compatible(r.Born) && (sex == "" || sex == r.Sex)
}

// newborn is what a report says of the child as a person: it lives with the
// mother, else with the father, and belongs to that household.
func (d *Desk) newborn(ctx context.Context, r *BirthReport, parents [2]*quanyuan.Person) (*quanyuan.Record, error) {
	out := &quanyuan.Record{Role: quanyuan.Newborn}
	set := func(f quanyuan.Field, text string) {
		if text != "" {
			out.Set(f, understood(text))
		}
	}
	set(quanyuan.Name, r.Name)
	set(quanyuan.BirthDate, r.Born.String())
	set(quanyuan.Sex, r.Sex)
	out.Set(quanyuan.IDNumber, r.IDNumber)
	for i, fs := range [][2]quanyuan.Field{{quanyuan.MotherName, quanyuan.MotherID}, {quanyuan.FatherName, quanyuan.FatherID}} {
		if p := parents[i]; p != nil {
			set(fs[0], p.Text(quanyuan.Name))
			set(fs[1], p.Text(quanyuan.IDNumber))
		}
	}
	community := r.Community
	for _, p := range parents {
		home := home(p)
		if community != "" || home == nil {
			continue
		}
		community = home.Community
		set(quanyuan.Group, home.Group)
		set(quanyuan.Estate, home.Estate)
		set(quanyuan.ResidenceAddress, p.Text(quanyuan.ResidenceAddress))
		if home.Unit != "" || home.Household == "" {
			continue
		}
		set(quanyuan.HouseholdNumber, home.Household)
		relation, err := d.childsRelation(ctx, r, p, home)
		if err != nil {
			return nil, err
		}
		set(quanyuan.Relation, relation)
	}
	if community == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "birth.no_place"}
	}
	set(quanyuan.CommunityCode, community)
	set(quanyuan.ResidenceStatus, register.LivesHere)
	set(quanyuan.HukouStatus, "3") // until the hukou is entered
	set(quanyuan.ArriveDate, r.Born.String())
	set(quanyuan.StayReason, "19")
	return out, nil
}

// home is where a person is counted as living, nil when nowhere in the city.
func home(p *quanyuan.Person) *quanyuan.Presence {
	if p == nil || p.Exited != "" {
		return nil
	}
	for i := range p.Presences {
		if pr := &p.Presences[i]; pr.Note&quanyuan.CountsResidence != 0 {
			return pr
		}
	}
	return nil
}

// childsRelation is how the child stands to the head of its parent's household:
// as said, or as follows from how the parent stands.
func (d *Desk) childsRelation(ctx context.Context, r *BirthReport, parent *quanyuan.Person, home *quanyuan.Presence) (string, error) {
	if r.Relation != "" {
		return r.Relation, nil
	}
	h, err := d.household(ctx, &quanyuan.Change{}, quanyuan.HouseholdID(home.Community, home.Household))
	if err != nil {
		return "", err
	}
	relation := parent.Text(quanyuan.Relation)
	if h != nil && h.Member(parent.Number) != nil {
		relation = h.Member(parent.Number).Relation
	}
	return register.ChildOf(relation, r.Sex), nil
}

// childFound is a person who may be the child of a report; sure where a name or
// number says so beside the date.
type childFound struct {
	*quanyuan.Person
	sure bool
}

// childrenAlike looks for the child among the persons of the register: by the
// keys of what is said of it, and in its parents' households.
func (d *Desk) childrenAlike(ctx context.Context, record *quanyuan.Record, r *BirthReport, parents [2]*quanyuan.Person) ([]childFound, error) {
	probe, err := register.Fold("", []quanyuan.Event{{Kind: quanyuan.Entered, At: d.now()}}, []*quanyuan.Record{record}, register.Sources{Of: func(quanyuan.RecordID) (quanyuan.Source, quanyuan.Date) {
		return quanyuan.Source{}, quanyuan.Date{}
	}})
	if err != nil {
		return nil, err
	}
	numbers, err := d.store.FindByKeys(ctx, collate.SearchKeys(probe, d.parser()))
	if err != nil {
		return nil, err
	}
	for _, p := range parents {
		hs, err := d.housematesOf(ctx, p)
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, hs...)
	}
	slices.Sort(numbers)
	persons, err := d.store.PersonsByNumber(ctx, slices.Compact(numbers))
	if err != nil {
		return nil, err
	}
	var out []childFound
	for _, p := range persons {
		if p.Forward != "" || p.Exited != "" || !mayBe(p, r) || p.Text(quanyuan.BirthDate) == "" {
			continue
		}
		taken, err := d.birthsOfChild(ctx, p.Number)
		if err != nil {
			return nil, err
		}
		id, name := record.Text(quanyuan.IDNumber), record.Text(quanyuan.Name)
		sameID := id != "" && id == p.Text(quanyuan.IDNumber)
		if len(taken) > 0 && !sameID || name != "" && p.Text(quanyuan.Name) != "" && name != p.Text(quanyuan.Name) && !sameID {
			continue
		}
		kin := d.tellsParent(p, parents) || sharesHousehold(p, parents)
		if sameID || kin {
			out = append(out, childFound{p, sameID || kin && (name != "" && name == p.Text(quanyuan.Name) || d.tellsParent(p, parents))})
		}
	}
	return out, nil
}

// tellsParent reports whether a person's own file names one of the parents as
// his parent.
func (d *Desk) tellsParent(p *quanyuan.Person, parents [2]*quanyuan.Person) bool {
	for i, fs := range [][2]quanyuan.Field{{quanyuan.MotherName, quanyuan.MotherID}, {quanyuan.FatherName, quanyuan.FatherID}} {
		parent := parents[i]
		if parent == nil {
			continue
		}
		if id := p.Text(fs[1]); id != "" && parent.Text(quanyuan.IDNumber) != "" {
			return id == parent.Text(quanyuan.IDNumber)
		}
		if name := p.Text(fs[0]); name != "" && name == parent.Text(quanyuan.Name) {
			return true
		}
	}
	return false
}

func sharesHousehold(p *quanyuan.Person, parents [2]*quanyuan.Person) bool {
	mine := housed(p)
	for _, parent := range parents {
		if parent == nil {
			continue
		}
		for id, pr := range housed(parent) {
			if mine[id] != nil && pr.Unit == "" {
				return true
			}
		}
	}
	return false
}

// housematesOf lists the numbers of those in a person's family households.
func (d *Desk) housematesOf(ctx context.Context, p *quanyuan.Person) ([]quanyuan.Number, error) {
	if p == nil {
		return nil, nil
	}
	var out []quanyuan.Number
	for _, pr := range housed(p) {
		if pr.Unit != "" {
			continue
		}
		placed, err := d.store.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{pr.Community}, Household: pr.Household})
		if err != nil {
			return nil, err
		}
		for _, m := range placed {
			out = append(out, m.Person.Number)
		}
	}
	return out, nil
}

// birthsOfChild lists the births of which a person is the child: one, unless
// something is wrong.
func (d *Desk) birthsOfChild(ctx context.Context, n quanyuan.Number) ([]*quanyuan.Birth, error) {
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.BirthPaper, Scope: quanyuan.Everywhere, Person: n})
	if err != nil {
		return nil, err
	}
	var out []*quanyuan.Birth
	for _, p := range papers {
		b, err := quanyuan.BirthOf(p)
		if err != nil {
			return nil, err
		}
		if b.Child == n {
			out = append(out, b)
		}
	}
	return out, nil
}
