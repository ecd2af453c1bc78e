package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/register"
)

// Dossier is all that a page about one person shows, as the principal may see
// it. Opening it is noted once.
type Dossier struct {
	Person    *quanyuan.Person
	Standings []Standing
	Events    []quanyuan.Event
	// Said tells of every record of the person who said it.
	Said       map[quanyuan.RecordID]Said
	Households []*quanyuan.Household
	// Family are the persons of his households whom the principal may see.
	Family map[quanyuan.Number]*quanyuan.Person
	// Papers are open tasks and transfers about the person.
	Papers []*quanyuan.Paper
	// Voices are what everybody says of his fields.
	Voices []register.Voice
	// Births are those in which he is a parent or the child.
	Births []*quanyuan.Birth
}

// Said is where a record comes from: a row of a list, or a person at a desk.
type Said struct {
	Source quanyuan.Source // empty for what was said at a desk
	AsOf   quanyuan.Date
	Where  quanyuan.Where
	// Values are the record's, as the principal may see them.
	Values map[quanyuan.Field]quanyuan.Value
}

func (s Said) Text(f quanyuan.Field) string { return s.Values[f].Text }

// Open gathers what is known of a person; a merged number gives the person that
// it forwards to.
func (d *Desk) Open(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) (*Dossier, error) {
	p, err := d.follow(ctx, by, access.View, n)
	if err != nil {
		return nil, err
	}
	if err := d.note(by, access.View, personKind, string(p.Number), "", 1); err != nil {
		return nil, err
	}
	records, err := d.store.RecordsOf(ctx, p.Records)
	if err != nil {
		return nil, err
	}
	dossier := &Dossier{Person: d.show(own(by, p), p), Said: map[quanyuan.RecordID]Said{}, Family: map[quanyuan.Number]*quanyuan.Person{}}
	dossier.Standings = d.standingsOf(dossier.Person, records)
	sources, err := d.sources(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		source, asOf := sources.Of(r.ID)
		said := Said{source, asOf, r.Where, map[quanyuan.Field]quanyuan.Value{}}
		for _, v := range r.Values {
			if shown, ok := access.ShowValue(own(by, p), v.Field, v.Value); ok {
				said.Values[v.Field] = shown
			}
		}
		dossier.Said[r.ID] = said
	}
	if dossier.Events, err = d.store.Events(ctx, p.Number); err != nil {
		return nil, err
	}
	if dossier.Voices, err = register.Voices(p.Number, dossier.Events, records, sources); err != nil {
		return nil, err
	}
	dossier.Voices = shownVoices(own(by, p), dossier.Voices)
	if err := d.kinOf(ctx, by, p, dossier); err != nil {
		return nil, err
	}
	return dossier, d.papersAbout(ctx, by, p.Number, dossier)
}

// kinOf adds the households in which a person stands and who belongs to them,
// as far as the principal reaches.
func (d *Desk) kinOf(ctx context.Context, by quanyuan.Principal, p *quanyuan.Person, dossier *Dossier) error {
	if access.May(by, access.List) != nil {
		return nil
	}
	for i := range p.Presences {
		pr := &p.Presences[i]
		if pr.Ended() || pr.Household == "" || !by.Scope().Holds(pr.Community) {
			continue
		}
		paper, err := d.store.Paper(ctx, quanyuan.HouseholdPaper, quanyuan.HouseholdID(pr.Community, pr.Household))
		if errors.Is(err, quanyuan.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		h, err := quanyuan.HouseholdOf(paper)
		if err != nil {
			return err
		}
		dossier.Households = append(dossier.Households, h)
		members, err := d.store.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{pr.Community}, Household: pr.Household})
		if err != nil {
			return err
		}
		for _, m := range members {
			dossier.Family[m.Person.Number] = d.show(by, m.Person)
		}
	}
	return nil
}

// papersAbout adds the open tasks and transfers about a person, and the births,
// that lie on a desk of the principal's divisions.
func (d *Desk) papersAbout(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, dossier *Dossier) error {
	if access.May(by, paperAction(quanyuan.BirthPaper)) == nil {
		papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.BirthPaper, Person: n, Scope: by.Scope()})
		if err != nil {
			return err
		}
		for _, p := range papers {
			b, err := quanyuan.BirthOf(p)
			if err != nil {
				return err
			}
			dossier.Births = append(dossier.Births, b)
		}
	}
	for _, kind := range []quanyuan.PaperKind{quanyuan.TaskPaper, quanyuan.TransferPaper} {
		if access.May(by, paperAction(kind)) != nil {
			continue
		}
		papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: kind, Person: n, Scope: by.Scope()})
		if err != nil {
			return err
		}
		for _, p := range papers {
			if kind == quanyuan.TransferPaper || slices.Contains(taskPending, p.State) {
				dossier.Papers = append(dossier.Papers, p)
			}
		}
	}
	return nil
}

// PlaceCounts are the persons of one community by how they stand there.
type PlaceCounts struct {
	Community  string
	Categories [7]int // by quanyuan.Category
	Registered int    // counted here as registered
	Resident   int    // counted here as living
	Disputed   int
	Tasks      int // open, about persons
	Overdue    int // of them
}

// Counts counts the persons of every community of the principal's divisions, in
// the order of their codes, and of the open tasks given (see OpenTasks) those
// that are for it.
func (d *Desk) Counts(ctx context.Context, by quanyuan.Principal, open []*quanyuan.Task) ([]PlaceCounts, error) {
	if err := d.may(by, access.Figures, "", ""); err != nil {
		return nil, err
	}
	places, err := d.countPlaces(ctx, by.Scope())
	if err != nil {
		return nil, err
	}
	found := map[string]*PlaceCounts{}
	at := func(community string) *PlaceCounts {
		if found[community] == nil {
			found[community] = &PlaceCounts{Community: community}
		}
		return found[community]
	}
	for _, c := range d.communities(by.Scope()) {
		at(c)
	}
	for _, n := range places {
		c := at(n.Community)
		c.Categories[min(int(n.Category), len(c.Categories)-1)] += n.Persons
		for _, part := range []struct {
			note quanyuan.PlaceNotes
			into *int
		}{{quanyuan.CountsHukou, &c.Registered}, {quanyuan.CountsResidence, &c.Resident}, {quanyuan.Disputed, &c.Disputed}} {
			if n.Note&part.note != 0 {
				*part.into += n.Persons
			}
		}
	}
	for _, t := range open {
		if !by.Scope().Holds(t.Community) { // for the other side to do
			continue
		}
		c := at(t.Community)
		c.Tasks++
		if days, ok := d.today().Days(t.Due); ok && days < 0 {
			c.Overdue++
		}
	}
	out := make([]PlaceCounts, 0, len(found))
	for _, c := range found {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b PlaceCounts) int { return cmp.Compare(a.Community, b.Community) })
	return out, nil
}

// RemarkText is the sentence of a remark about persons, presences and tasks.
func RemarkText(r quanyuan.Remark, lang string) string { return register.Text(r, lang) }

// TakeOut notes that a list of persons leaves the register as a file, if the
// principal may: his purpose says why.
func (d *Desk) TakeOut(by quanyuan.Principal, what string, persons int) error {
	if err := d.may(by, access.Export, personKind, ""); err != nil {
		return err
	}
	return d.note(by, access.Export, personKind, "", what, persons)
}

// TakeOutPerson notes that what the register holds of a person leaves it, on
// paper or as a file, if the principal may: his purpose says why.
func (d *Desk) TakeOutPerson(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, what string) error {
	p, err := d.reach(ctx, by, access.Export, n)
	if err != nil {
		return err
	}
	return d.note(by, access.Export, personKind, string(p.Number), what, 1)
}
