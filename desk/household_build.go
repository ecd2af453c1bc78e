package desk

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
	"quanyuan/register"
)

// Built is what building households and dwellings gave.
type Built struct {
	Households, Dwellings int // that there are
	Written               int // papers that are new or changed
	Persons               int // presences looked at
	Unhoused              int // presences without a household number
	Doorless              int // households whose address reaches no dwelling
}

// BuildHouseholds makes the households and dwellings of the register from where
// persons stand and where they are said to live, and from the lists of property
// managers. Built again it only writes what has changed: papers that exist keep
// what was said of them, and an order of rows or a number of runs makes no
// difference.
func (d *Desk) BuildHouseholds(ctx context.Context, by quanyuan.Principal, progress func(done, total int64)) (Built, error) {
	if err := d.may(by, access.Household, string(quanyuan.HouseholdPaper), ""); err != nil {
		return Built{}, err
	}
	if by.Name == "" {
		return Built{}, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	if err := d.may(by, access.Household, string(quanyuan.HouseholdPaper), ""); err != nil {
		return Built{}, err
	}
	listed, err := d.listedDoors(ctx)
	if err != nil {
		return Built{}, err
	}
	var b Built
	communities := d.communities(by.Scope())
	for i, community := range communities {
		if err := d.buildCommunity(ctx, by, community, listed[community], &b); err != nil {
			return b, err
		}
		if progress != nil {
			progress(int64(i+1), int64(len(communities)))
		}
	}
	// One line for all that was built: it follows from the register.
	return b, d.note(by, access.Household, string(quanyuan.HouseholdPaper), "", "build", b.Written)
}

// builder makes the papers of one community.
type builder struct {
	*Desk
	community  string
	placed     []quanyuan.Placed
	records    map[quanyuan.RecordID]*quanyuan.Record
	households map[string]*quanyuan.Household // by number
	before     map[string]*quanyuan.Paper     // by kind and ID
	lives      map[string]map[string]int      // household → dwelling → persons
}

func (d *Desk) buildCommunity(ctx context.Context, by quanyuan.Principal, community string, listed []register.Door, b *Built) error {
	w := &builder{Desk: d, community: community, records: map[quanyuan.RecordID]*quanyuan.Record{}, households: map[string]*quanyuan.Household{}, before: map[string]*quanyuan.Paper{}, lives: map[string]map[string]int{}}
	if err := w.load(ctx); err != nil {
		return err
	}
	w.gather(b)
	dwellings, err := w.dwellings(ctx, listed)
	if err != nil {
		return err
	}
	c := &quanyuan.Change{}
	for _, dw := range dwellings {
		w.put(c, by, dw.Paper())
	}
	for _, n := range sortedHouseholds(w.households) {
		h := w.households[n]
		settle(h, w.lives[n])
		if len(h.Members) > 0 {
			b.Households++
			if h.Dwelling == "" {
				b.Doorless++
			}
		}
		w.put(c, by, h.Paper())
	}
	b.Dwellings += len(dwellings)
	b.Written += len(c.Papers)
	for part := range slices.Chunk(c.Papers, chunk) {
		if err := d.store.Apply(ctx, &quanyuan.Change{Papers: part}); err != nil {
			return err
		}
	}
	return nil
}

func sortedHouseholds(m map[string]*quanyuan.Household) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// load reads who stands in the community, on what records, and its households.
func (w *builder) load(ctx context.Context) error {
	var err error
	if w.placed, err = w.store.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{w.community}}); err != nil {
		return err
	}
	papers, err := w.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.HouseholdPaper, Scope: quanyuan.Scope{w.community}})
	if err != nil {
		return err
	}
	for _, p := range papers {
		h, err := quanyuan.HouseholdOf(p)
		if err != nil {
			return err
		}
		w.households[h.Number] = h
		w.before[string(p.Kind)+p.ID] = p
	}
	var ids []quanyuan.RecordID
	for _, p := range w.placed {
		if pr := presenceIn(p.Person, w.community); pr != nil && pr.Household != "" {
			ids = append(ids, pr.Record)
		}
	}
	records, err := w.store.RecordsOf(ctx, ids)
	for _, r := range records {
		w.records[r.ID] = r
	}
	return err
}

// presenceIn is a person's presence in a community, nil when there is none that
// lasts.
func presenceIn(p *quanyuan.Person, community string) *quanyuan.Presence {
	for i := range p.Presences {
		if pr := &p.Presences[i]; pr.Community == community && !pr.Ended() {
			return pr
		}
	}
	return nil
}

// gather makes the members of every household those who stand in it.
func (w *builder) gather(b *Built) {
	members := map[string][]quanyuan.Member{}
	for _, p := range w.placed {
		pr := presenceIn(p.Person, w.community)
		if pr == nil {
			continue
		}
		b.Persons++
		if pr.Household == "" {
			b.Unhoused++
			continue
		}
		h := w.households[pr.Household]
		if h == nil {
			h = &quanyuan.Household{Community: w.community, Number: pr.Household, Kind: register.Family}
			w.households[pr.Household] = h
		}
		m := quanyuan.Member{Person: p.Person.Number}
		r := w.records[pr.Record]
		if known := h.Member(m.Person); known != nil {
			m.Relation = known.Relation
		} else if r != nil {
			m.Relation = r.Text(quanyuan.Relation)
		}
		m.Relation = cmp.Or(m.Relation, p.Person.Text(quanyuan.Relation))
		if m.Relation == "01" {
			m.Relation = "02" // 本人 in a column of relations to the head
		}
		if h.Unit = cmp.Or(h.Unit, pr.Unit); h.Unit != "" || r != nil && r.Text(quanyuan.HouseholdType) == register.Collective || m.Relation == "03" {
			h.Kind = register.Collective
		}
		members[pr.Household] = append(members[pr.Household], m)
	}
	for number, h := range w.households {
		now := members[number]
		slices.SortFunc(now, func(a, b quanyuan.Member) int { return compareNumbers(a.Person, b.Person) })
		here := map[quanyuan.Number]bool{}
		for _, m := range now {
			here[m.Person] = true
		}
		for _, m := range h.Members {
			if !here[m.Person] {
				m.Until, m.Reason = w.today(), goneLeft
				h.Former = withMember(h.Former, m)
			}
		}
		h.Former = slices.DeleteFunc(h.Former, func(m quanyuan.Member) bool { return here[m.Person] })
		h.Members = now
	}
}

// dwellings gathers the addresses at which the persons live, those where they
// are registered in the community, and those of lists.
func (w *builder) dwellings(ctx context.Context, listed []register.Door) ([]*quanyuan.Dwelling, error) {
	papers, err := w.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.DwellingPaper, Scope: quanyuan.Scope{w.community}})
	if err != nil {
		return nil, err
	}
	var known []*quanyuan.Dwelling
	for _, p := range papers {
		dw, err := quanyuan.DwellingOf(p)
		if err != nil {
			return nil, err
		}
		w.before[string(p.Kind)+p.ID] = p
		known = append(known, dw)
	}
	doors := slices.Clone(listed)
	households := make([]string, len(listed))
	for _, p := range w.placed {
		pr := presenceIn(p.Person, w.community)
		if door := doorOf(p.Person, pr); door.Address != "" {
			doors, households = append(doors, door), append(households, pr.Household)
		}
	}
	at := register.NewDoors(w.community, known, w.parser().Within(division.Code(w.community).At(division.Town)))
	for i, id := range at.AddAll(doors) {
		if h := households[i]; id != "" && h != "" {
			if w.lives[h] == nil {
				w.lives[h] = map[string]int{}
			}
			w.lives[h][id] += weightOf(doors[i])
		}
	}
	return at.Dwellings(), nil
}

// doorOf is the address that a presence gives to the list of dwellings: where
// the person lives or, of one who lives elsewhere, is registered; without an
// address when it gives none.
func doorOf(p *quanyuan.Person, pr *quanyuan.Presence) register.Door {
	switch {
	case pr == nil || pr.Note&quanyuan.Yielded != 0:
		return register.Door{}
	case pr.Residence == register.LivesHere:
		if at := home(p); at != nil && at.Community != pr.Community {
			return register.Door{} // a short stay beside the residence, whose address it is
		}
		door := register.Door{Address: p.Text(quanyuan.ResidenceAddress), Source: string(quanyuan.Register), Living: 1, Group: pr.Group, Estate: pr.Estate}
		if pr.Household == "" {
			door.Loose = 1
		}
		return door
	case pr.Hukou == register.HukouHere:
		return register.Door{Address: p.Text(quanyuan.HukouAddress), Source: string(quanyuan.Register)}
	}
	return register.Door{}
}

// weightOf is what a member's door counts in the choice of his household's
// dwelling: where somebody lives goes before where any number are registered.
func weightOf(door register.Door) int { return 1 + door.Living<<20 }

// settle gives a household the dwelling where most of it live; lives holds the
// weights of the dwellings.
func settle(h *quanyuan.Household, lives map[string]int) {
	if len(h.Members) == 0 {
		return
	}
	h.Dwelling = ""
	best := 0
	for id, n := range lives {
		if n > best || n == best && id < h.Dwelling {
			h.Dwelling, best = id, n
		}
	}
}

// put files a paper unless it says what the store has already.
func (w *builder) put(c *quanyuan.Change, by quanyuan.Principal, p *quanyuan.Paper) {
	if old := w.before[string(p.Kind)+p.ID]; old != nil && old.State == p.State && bytes.Equal(old.Body, p.Body) {
		return
	}
	w.file(c, by, p)
}

// listedDoors reads the dwellings that property managers' lists name, whether
// or not a row names a person, by community.
func (d *Desk) listedDoors(ctx context.Context) (map[string][]register.Door, error) {
	batches, err := d.store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string][]register.Door{}
	for _, b := range batches {
		if b.Source.Kind != quanyuan.Property {
			continue
		}
		home := division.Code(b.Source.Division)
		parser := d.parser()
		if home != "" {
			parser = d.parser().Within(home.At(min(home.Level(), division.Town)))
		}
		for r, err := range d.store.Records(ctx, b.ID) {
			if err != nil {
				return nil, err
			}
			door := register.Door{Address: cmp.Or(r.Text(quanyuan.ResidenceAddress), r.Text(quanyuan.HukouAddress)), Source: cmp.Or(b.Source.Unit, b.Source.Kind.Zh()),
				Group: r.Text(quanyuan.Group), Estate: r.Text(quanyuan.Estate)}
			if door.Address == "" {
				continue
			}
			community := r.Text(quanyuan.CommunityCode)
			if community == "" && home.Level() == division.Community {
				community = string(home)
			}
			if c := parser.Parse(door.Address).Division; community == "" && c.Level() == division.Community {
				community = string(c)
			}
			out[community] = append(out[community], door)
		}
	}
	return out, nil
}
