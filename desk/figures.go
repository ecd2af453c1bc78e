package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/quality"
	"quanyuan/refdata/division"
	"quanyuan/register"
)

// Share is how many of a whole are as they should be.
type Share = quality.Share

// Three are 不漏户, 户不漏人 and 人不漏项 of one division. docs/method/three-figures.md
// defines them.
type Three struct {
	Division string `json:"division"`
	Name     string `json:"name"`
	// Households: dwellings accounted for, of all dwellings known.
	Households Share `json:"households"`
	Visited    int   `json:"visited"` // dwellings where a named person has been
	// Persons: persons registered, of those known to belong to the division.
	Persons Share `json:"persons"`
	// Items: required items that are filled in, of all required; Whole: persons
	// whose items are all filled in.
	Items Share `json:"items"`
	Whole Share `json:"whole"`
}

// figuresKind is what audit lines call them.
const figuresKind = "figures"

// The kinds of gaps, one for each figure.
const (
	GapHousehold = "household"
	GapPerson    = "person"
	GapItem      = "item"
)

// Gap is one thing that keeps a figure from being full.
type Gap struct {
	Figure    string
	Community string
	ID        string // of the dwelling, or number of the person by whom it is known
	Why       quanyuan.Remark
}

// ThreeQuery says of what the figures are wanted.
type ThreeQuery struct {
	Scope quanyuan.Scope
	// Level is the level of divisions for which figures are given, from
	// division.Province to division.Community.
	Level int
	// Audit asks for the items of the national audit beside the core ones.
	Audit bool
	// Gaps hears of every gap; nil: nobody does.
	Gaps func(Gap) error
	// Progress hears how many communities are done.
	Progress func(done, total int64)
}

// Three gives the three figures for the divisions of a part of the city, in the
// order of their codes, and for all of it. Every person is counted once: in the
// community where he is counted as living, else where he is registered.
func (d *Desk) Three(ctx context.Context, by quanyuan.Principal, q ThreeQuery) (parts []Three, whole Three, err error) {
	if err := d.may(by, access.Figures, figuresKind, ""); err != nil {
		return nil, whole, err
	}
	if q.Gaps != nil { // they name persons
		if err := d.may(by, access.List, figuresKind, ""); err != nil {
			return nil, whole, err
		}
		if err := d.note(by, access.List, figuresKind, "", strings.Join(within(q.Scope, by.Scope()), ","), 0); err != nil {
			return nil, whole, err
		}
	}
	communities := d.communities(within(q.Scope, by.Scope()))
	for i, c := range communities {
		t, err := d.threeOf(ctx, c, &q)
		if err != nil {
			return nil, whole, err
		}
		code := string(division.Code(c).At(q.Level))
		if len(parts) == 0 || parts[len(parts)-1].Division != code {
			parts = append(parts, Three{Division: code, Name: d.tree().Name(division.Code(code))})
		}
		parts[len(parts)-1].add(t)
		whole.add(t)
		if q.Progress != nil {
			q.Progress(int64(i+1), int64(len(communities)))
		}
	}
	return parts, whole, nil
}

func (t *Three) add(o *Three) {
	t.Households.Add(o.Households)
	t.Visited += o.Visited
	t.Persons.Add(o.Persons)
	t.Items.Add(o.Items)
	t.Whole.Add(o.Whole)
}

// counting are the figures of one community in the making.
type counting struct {
	*Desk
	*ThreeQuery
	ctx       context.Context
	community string
	placed    []quanyuan.Placed
	counted   []*quanyuan.Person // whom the community counts
	births    map[quanyuan.Number][]*quanyuan.Birth
	byBirth   map[string][]*quanyuan.Person // who stands in the community, by date of birth
	out       Three
}

func (d *Desk) threeOf(ctx context.Context, community string, q *ThreeQuery) (*Three, error) {
	c := &counting{Desk: d, ThreeQuery: q, ctx: ctx, community: community}
	var err error
	if c.placed, err = d.store.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{community}}); err != nil {
		return nil, err
	}
	for _, p := range c.placed {
		if pr := presenceIn(p.Person, community); pr != nil && countedHere(p.Person, pr) {
			c.counted = append(c.counted, p.Person)
			if err := c.items(p.Person, pr); err != nil {
				return nil, err
			}
		}
	}
	missing, err := c.persons()
	if err != nil {
		return nil, err
	}
	return &c.out, c.households(missing)
}

// countedHere reports whether a person is counted in a community: where he is
// counted as living, and where he is registered when he is counted as living
// nowhere.
func countedHere(p *quanyuan.Person, pr *quanyuan.Presence) bool {
	return pr.Note&quanyuan.CountsResidence != 0 || pr.Note&quanyuan.CountsHukou != 0 && register.CountedIn(p, quanyuan.CountsResidence) == ""
}

func (c *counting) gap(figure, id, key string, args ...string) error {
	if c.Gaps == nil {
		return nil
	}
	r := quanyuan.Remark{Key: key}
	for _, a := range args {
		r.Args = append(r.Args, a)
	}
	return c.Gaps(Gap{figure, c.community, id, r})
}

// items counts 人不漏项.
func (c *counting) items(p *quanyuan.Person, pr *quanyuan.Presence) error {
	var missing []string
	items := register.Items(p, pr, c.today(), c.Audit)
	for _, i := range items {
		if !i.Filled {
			missing = append(missing, "field:"+i.Field.Key())
		}
	}
	c.out.Items.Add(Share{Done: len(items) - len(missing), All: len(items)})
	c.out.Whole.All++
	if len(missing) == 0 {
		c.out.Whole.Done++
		return nil
	}
	slices.Sort(missing)
	return c.gap(GapItem, string(p.Number), "gap.items", strings.Join(slices.Compact(missing), "、"))
}

// persons counts 户不漏人, but for those whom visits heard of, and gives how many
// are missing in each household.
func (c *counting) persons() (missing map[string]int, err error) {
	c.out.Persons = Share{Done: len(c.counted), All: len(c.counted)}
	if err := c.loadBirths(); err != nil {
		return nil, err
	}
	missing = map[string]int{}
	told := map[string]bool{} // what both parents tell is one
	for _, p := range c.counted {
		pr := presenceIn(p, c.community)
		if pr.Residence != register.LivesHere {
			continue
		}
		for _, k := range register.KinOf(p, c.births[p.Number], c.today()) {
			key := pr.Household + "|" + k.Key()
			if pr.Household == "" {
				key = string(p.Number) + key
			}
			if told[key] {
				continue
			}
			told[key] = true
			known, err := c.known(k, pr.Household)
			if err != nil {
				return nil, err
			}
			if known {
				continue
			}
			c.out.Persons.All++
			missing[pr.Household]++
			if err := c.gap(GapPerson, string(p.Number), k.Why, k.Born.String()); err != nil {
				return nil, err
			}
		}
	}
	return missing, nil
}

func (c *counting) loadBirths() error {
	c.births = map[quanyuan.Number][]*quanyuan.Birth{}
	papers, err := c.store.Papers(c.ctx, quanyuan.PaperQuery{Kind: quanyuan.BirthPaper, Scope: quanyuan.Scope{c.community}})
	if err != nil {
		return err
	}
	for _, p := range papers {
		b, err := quanyuan.BirthOf(p)
		if err != nil {
			return err
		}
		for _, n := range []quanyuan.Number{b.Mother, b.Father} {
			if n != "" {
				c.births[n] = append(c.births[n], b)
			}
		}
	}
	return nil
}

// index gives those who stand in the community by their date of birth.
func (c *counting) index() map[string][]*quanyuan.Person {
	if c.byBirth == nil {
		c.byBirth = map[string][]*quanyuan.Person{}
		for _, p := range c.placed {
			b := p.Person.Text(quanyuan.BirthDate)
			c.byBirth[b] = append(c.byBirth[b], p.Person)
		}
	}
	return c.byBirth
}

// keysOf are the search keys of what is told of a relative.
func (c *counting) keysOf(k register.Relative) []uint64 {
	p := &quanyuan.Person{}
	for _, v := range []struct {
		f    quanyuan.Field
		text string
	}{{quanyuan.Name, k.Name}, {quanyuan.BirthDate, k.Born.String()}, {quanyuan.IDNumber, k.ID}} { // in the order of the fields
		if v.text != "" {
			p.Values = append(p.Values, quanyuan.Current{Field: v.f, Value: understood(v.text)})
		}
	}
	return collate.SearchKeys(p, c.parser())
}

// known reports whether the register has a child or spouse of whom a file
// tells: in the community by number, name and birthday, or in the household by
// birthday and sex, else anywhere in the city.
func (c *counting) known(k register.Relative, household string) (bool, error) {
	for _, p := range c.index()[k.Born.String()] {
		pr := presenceIn(p, c.community)
		if k.Is(p) || k.Name == "" && pr != nil && pr.Household == household && household != "" && (k.Sex == "" || p.Text(quanyuan.Sex) == k.Sex) {
			return true, nil
		}
	}
	numbers, err := c.store.FindByKeys(c.ctx, c.keysOf(k))
	if err != nil || len(numbers) == 0 {
		return false, err
	}
	persons, err := c.store.PersonsByNumber(c.ctx, numbers)
	return slices.ContainsFunc(persons, k.Is), err
}

// households counts 不漏户, and the persons of whom only visits have told.
func (c *counting) households(missing map[string]int) error {
	hs, err := c.householdsIn(c.ctx, c.community)
	if err != nil {
		return err
	}
	papers, err := c.store.Papers(c.ctx, quanyuan.PaperQuery{Kind: quanyuan.DwellingPaper, Scope: quanyuan.Scope{c.community}})
	if err != nil {
		return err
	}
	ws, err := lived(papers, hs, c.placed, c.community)
	if err != nil {
		return err
	}
	told := map[string]int{} // dwelling → persons missing by what files tell
	for _, h := range hs {
		told[h.Dwelling] += missing[h.Number]
	}
	for _, w := range ws {
		if err := c.dwelling(w, told[w.ID]); err != nil {
			return err
		}
	}
	return nil
}

func (c *counting) dwelling(w *quanyuan.Dwelling, told int) error {
	v, visited := w.LastVisit()
	c.out.Households.All++
	if visited {
		c.out.Visited++
	}
	if more := v.Persons - w.Living - told; visited && v.State == quanyuan.DwellingLived && more > 0 {
		c.out.Persons.All += more
		if err := c.gap(GapPerson, w.ID, "gap.visit", fmt.Sprint(v.Persons), fmt.Sprint(w.Living)); err != nil {
			return err
		}
	}
	switch {
	case w.Accounted():
		c.out.Households.Done++
		return nil
	case !visited:
		return c.gap(GapHousehold, w.ID, "gap.unseen", w.Address)
	case v.State == quanyuan.DwellingLived:
		return c.gap(GapHousehold, w.ID, "gap.unknown", w.Address, v.Day.String())
	}
	return c.gap(GapHousehold, w.ID, "gap.empty", w.Address, v.Day.String(), fmt.Sprint(w.Living))
}
