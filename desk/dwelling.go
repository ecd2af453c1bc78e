package desk

import (
	"cmp"
	"context"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
	"quanyuan/register"
)

// DwellingQuery selects dwellings; empty fields select all.
type DwellingQuery struct {
	Scope         quanyuan.Scope
	States        []string
	Group, Estate string
	// Open keeps those that 不漏户 does not count.
	Open bool
}

// Dwellings lists dwellings by community, group, estate and door.
func (d *Desk) Dwellings(ctx context.Context, by quanyuan.Principal, q DwellingQuery) ([]*quanyuan.Dwelling, error) {
	if err := d.may(by, access.List, string(quanyuan.DwellingPaper), ""); err != nil {
		return nil, err
	}
	var out []*quanyuan.Dwelling
	for _, c := range d.communities(within(q.Scope, by.Scope())) {
		all, err := d.dwellingsIn(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, w := range all {
			if (q.Group == "" || w.Group == q.Group) && (q.Estate == "" || w.Estate == q.Estate) &&
				(len(q.States) == 0 || slices.Contains(q.States, w.State)) && (!q.Open || !w.Accounted()) {
				out = append(out, w)
			}
		}
	}
	return out, nil
}

// dwellingsIn lists the dwellings of a community with how many persons live
// there today: the members of its households who live in the community, and
// those whom the last building found there without a household.
func (d *Desk) dwellingsIn(ctx context.Context, community string) ([]*quanyuan.Dwelling, error) {
	households, err := d.householdsIn(ctx, community)
	if err != nil {
		return nil, err
	}
	placed, err := d.store.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{community}})
	if err != nil {
		return nil, err
	}
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.DwellingPaper, Scope: quanyuan.Scope{community}})
	if err != nil {
		return nil, err
	}
	return lived(papers, households, placed, community)
}

func lived(papers []*quanyuan.Paper, households []*quanyuan.Household, placed []quanyuan.Placed, community string) ([]*quanyuan.Dwelling, error) {
	at := map[string]string{} // household → dwelling
	for _, h := range households {
		at[h.Number] = h.Dwelling
	}
	living := map[string]int{}
	for _, p := range placed {
		if pr := presenceIn(p.Person, community); pr != nil && pr.Household != "" && pr.Residence == register.LivesHere {
			living[at[pr.Household]]++
		}
	}
	out := make([]*quanyuan.Dwelling, len(papers))
	for i, p := range papers {
		w, err := quanyuan.DwellingOf(p)
		if err != nil {
			return nil, err
		}
		w.Living = living[w.ID] + w.Loose
		w.Settle()
		out[i] = w
	}
	slices.SortFunc(out, func(a, b *quanyuan.Dwelling) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Estate, b.Estate), cmp.Compare(a.Road, b.Road), cmp.Compare(len(a.Building), len(b.Building)),
			cmp.Compare(a.Building, b.Building), cmp.Compare(a.Unit, b.Unit), cmp.Compare(len(a.Room), len(b.Room)), cmp.Compare(a.Room, b.Room), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// Visit notes what a named person found at a dwelling.
func (d *Desk) Visit(ctx context.Context, by quanyuan.Principal, id string, v quanyuan.Visit) (*quanyuan.Dwelling, error) {
	if err := d.may(by, access.Household, string(quanyuan.DwellingPaper), id); err != nil {
		return nil, err
	}
	if by.Name == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	if !slices.Contains([]string{quanyuan.DwellingLived, quanyuan.DwellingEmpty, quanyuan.DwellingGone}, v.State) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "dwelling.state", Args: []any{v.State}}
	}
	if v.Day.IsZero() {
		v.Day = d.today()
	}
	if days, ok := v.Day.Days(d.today()); !ok || days < 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "dwelling.future", Args: []any{v.Day}}
	}
	p, err := d.Paper(ctx, by, quanyuan.DwellingPaper, id)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "dwelling.unknown", Args: []any{id}, Err: err}
	}
	w, err := quanyuan.DwellingOf(p)
	if err != nil {
		return nil, err
	}
	if err := d.may(by, access.Household, string(quanyuan.DwellingPaper), id, w.Community); err != nil {
		return nil, err
	}
	v.Actor = by.Name
	w.Visits = append(w.Visits, v)
	slices.SortStableFunc(w.Visits, func(a, b quanyuan.Visit) int { return cmp.Compare(a.Day.String(), b.Day.String()) })
	c := &quanyuan.Change{}
	d.file(c, by, w.Paper())
	return w, d.apply(ctx, by, access.Household, c)
}

// AddDwelling notes a dwelling that somebody found and no list names; one that
// is known comes back as it is.
func (d *Desk) AddDwelling(ctx context.Context, by quanyuan.Principal, community, address string) (*quanyuan.Dwelling, error) {
	if err := d.may(by, access.Household, string(quanyuan.DwellingPaper), ""); err != nil {
		return nil, err
	}
	if by.Name == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	if err := d.community(community); err != nil {
		return nil, err
	}
	if !by.Scope().Holds(community) {
		return nil, unknownDivision(community)
	}
	if err := d.may(by, access.Household, string(quanyuan.DwellingPaper), "", community); err != nil {
		return nil, err
	}
	known, err := d.dwellingsIn(ctx, community)
	if err != nil {
		return nil, err
	}
	all := register.NewDoors(community, known, d.parser().Within(division.Code(community).At(division.Town)))
	id := all.AddAll([]register.Door{{Address: address, Source: by.Name}})[0]
	if id == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.value", Args: []any{quanyuan.ResidenceAddress.Zh()}}
	}
	for _, w := range all.Dwellings() {
		if w.ID == id && w.Version == 0 {
			c := &quanyuan.Change{}
			d.file(c, by, w.Paper())
			return w, d.apply(ctx, by, access.Household, c)
		}
	}
	p, err := d.store.Paper(ctx, quanyuan.DwellingPaper, id)
	if err != nil {
		return nil, err
	}
	return quanyuan.DwellingOf(p)
}
