package desk

import (
	"slices"

	"quanyuan"
	"quanyuan/refdata/division"
	"quanyuan/register"
)

// lodging is where a person is found in a community: the door and the household.
type lodging struct {
	register.Door
	household string
}

// lodgings are a person's by community, as building the list would see them.
func lodgings(p *quanyuan.Person) map[string]lodging {
	out := map[string]lodging{}
	if p.Exited != "" || p.Forward != "" {
		return out
	}
	for i := range p.Presences {
		c := p.Presences[i].Community
		if pr := presenceIn(p, c); pr != nil {
			if door := doorOf(p, pr); door.Address != "" {
				out[c] = lodging{door, pr.Household}
			}
		}
	}
	return out
}

// dwellings brings the list of dwellings up to where the person lives now, as
// building it anew would: the address he gave up counts him no more, a new one
// is on the list at once, and his household goes where most of it live. A
// community that has no list yet gets it when it is built. What a revision of
// divisions moves brings its dwellings along itself.
func (f *following) dwellings() error {
	if f.answer() == string(quanyuan.Redistricted) {
		return nil
	}
	was, is := lodgings(f.before), lodgings(f.after)
	touched := map[string]bool{}
	for c := range was {
		touched[c] = was[c] != is[c]
	}
	for c := range is {
		touched[c] = was[c] != is[c]
	}
	for _, c := range sortedKeys(touched) {
		if touched[c] {
			if err := f.relodge(c, was[c], is[c]); err != nil {
				return err
			}
		}
	}
	return nil
}

// relodge takes a person from one door of a community to another; either may be
// none.
func (f *following) relodge(community string, was, is lodging) error {
	doors, err := f.doorsIn(community)
	if doors == nil || err != nil {
		return err
	}
	if w := doors.At(was.Address); w != nil {
		w.Living, w.Loose = max(0, w.Living-was.Living), max(0, w.Loose-was.Loose)
		f.file(f.c, f.by, w.Paper())
	}
	if is.Address != "" {
		id := doors.AddAll([]register.Door{is.Door})[0]
		for _, w := range doors.Dwellings() {
			if w.ID == id {
				f.file(f.c, f.by, w.Paper())
			}
		}
	}
	for _, number := range slices.Compact([]string{was.household, is.household}) {
		if number != "" {
			if err := f.rehouse(quanyuan.HouseholdID(community, number), doors); err != nil {
				return err
			}
		}
	}
	return nil
}

// doorsIn are the dwellings of a community as the change leaves them, with who
// lives there; nil when it has none.
func (f *following) doorsIn(community string) (*register.Doors, error) {
	papers, err := f.store.Papers(f.ctx, quanyuan.PaperQuery{Kind: quanyuan.DwellingPaper, Scope: quanyuan.Scope{community}})
	if len(papers) == 0 || err != nil {
		return nil, err
	}
	for i, p := range papers {
		if at := paperAt(f.c, p.Kind, p.ID); at >= 0 {
			papers[i] = f.c.Papers[at]
		}
	}
	for _, p := range f.c.Papers {
		if p.Kind == quanyuan.DwellingPaper && p.Desk == community && !slices.ContainsFunc(papers, func(o *quanyuan.Paper) bool { return o.ID == p.ID }) {
			papers = append(papers, p)
		}
	}
	known := make([]*quanyuan.Dwelling, len(papers))
	living := make([][2]int, len(papers))
	for i, p := range papers {
		if known[i], err = quanyuan.DwellingOf(p); err != nil {
			return nil, err
		}
		living[i] = [2]int{known[i].Living, known[i].Loose}
	}
	doors := register.NewDoors(community, known, f.parser().Within(division.Code(community).At(division.Town)))
	for i, w := range known {
		w.Living, w.Loose = living[i][0], living[i][1]
	}
	return doors, nil
}

// rehouse gives a household the dwelling where most of it live by now.
func (f *following) rehouse(id string, doors *register.Doors) error {
	h, err := f.household(f.ctx, f.c, id)
	if h == nil || err != nil {
		return err
	}
	members, err := f.members(f.ctx, h)
	if err != nil {
		return err
	}
	lives := map[string]int{}
	for _, m := range h.Members {
		p := members[m.Person]
		for i := range f.c.Persons {
			if after := f.c.Persons[i].After; after.Number == m.Person {
				p = after
			}
		}
		if p == nil {
			continue
		}
		if l, there := lodgings(p)[h.Community]; there && l.household == h.Number {
			if w := doors.At(l.Address); w != nil {
				lives[w.ID] += weightOf(l.Door)
			}
		}
	}
	before := h.Dwelling
	if settle(h, lives); h.Dwelling != before {
		f.file(f.c, f.by, h.Paper())
	}
	return nil
}
