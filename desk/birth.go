package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/register"
)

// BirthReport is what somebody says of a birth.
type BirthReport struct {
	quanyuan.Report
	Mother, Father quanyuan.Number
	Community      string          // of the child, where the parents have no residence in the city
	Relation       string          // of the child to the head of the household; "": as follows from the parent
	Child          quanyuan.Number // the child, where the register has it already
	Same           string          // ID of the birth that is meant
	Another        bool            // it is another child than those alike
	IDNumber       quanyuan.Value
}

// BirthAdded is what a report gave.
type BirthAdded struct {
	Birth   *quanyuan.Birth
	New     bool // a birth that was not known
	Entered bool // the child was not in the register
	Notes   []quanyuan.Remark
}

// AddBirth takes a report of a birth in. One that is known already gets the
// report attached; else the child is looked for among the persons of the
// register, and enters it only when it is not there. A child without a name is
// kept by its mother, date, sex and order, and keeps its number when it is named.
func (d *Desk) AddBirth(ctx context.Context, by quanyuan.Principal, r BirthReport) (*BirthAdded, error) {
	if err := d.may(by, access.Household, string(quanyuan.BirthPaper), ""); err != nil {
		return nil, err
	}
	parents, err := d.parents(ctx, by, &r)
	if err != nil {
		return nil, err
	}
	var divisions []string // of either parent
	for _, p := range parents {
		if p != nil {
			divisions = append(divisions, p.Divisions()...)
		}
	}
	if err := access.MayAt(by, access.Household, divisions); err != nil {
		return nil, d.checked(by, access.Household, string(quanyuan.BirthPaper), "", err)
	}
	births, err := d.birthsOf(ctx, cmp.Or(r.Mother, r.Father))
	if err != nil {
		return nil, err
	}
	known, err := sameBirth(births, &r)
	if err != nil {
		return nil, err
	}
	c := &quanyuan.Change{}
	out := &BirthAdded{Birth: known, New: known == nil}
	if out.New {
		if out.Birth, out.Entered, err = d.newBirth(ctx, c, by, &r, parents); err != nil {
			return nil, err
		}
		births = append(births, out.Birth)
	}
	if err := d.report(ctx, c, by, out, &r, parents); err != nil {
		return nil, err
	}
	d.file(c, by, out.Birth.Paper())
	if err := d.apply(ctx, by, access.Household, c); err != nil {
		return nil, err
	}
	if mother := parents[0]; mother != nil {
		out.Notes = append(out.Notes, register.CheckOrders(births, mother.Text(quanyuan.ChildCount))...)
	}
	return out, nil
}

// parents gives mother and father, nil where not told, and checks the report
// against them.
func (d *Desk) parents(ctx context.Context, by quanyuan.Principal, r *BirthReport) (out [2]*quanyuan.Person, err error) {
	bad := func(key string, args ...any) error {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
	}
	days, day := r.Born.Days(d.today())
	switch {
	case strings.TrimSpace(by.Name) == "":
		return out, bad("event.actor")
	case r.Mother == "" && r.Father == "":
		return out, bad("birth.parent")
	case !day || days < 0:
		return out, bad("birth.date")
	case r.Sex != "1" && r.Sex != "2":
		return out, bad("birth.sex")
	}
	if r.Community != "" {
		if err := d.community(r.Community); err != nil {
			return out, err
		}
	}
	for i, n := range []*quanyuan.Number{&r.Mother, &r.Father} {
		if *n == "" {
			continue
		}
		p, err := d.parent(ctx, by, *n, i == 0 || r.Mother == "")
		if err != nil {
			return out, err
		}
		if *n = p.Number; p.Text(quanyuan.Sex) == []string{"1", "2"}[i] {
			return out, bad("birth.parent_sex", p.Number)
		}
		if b, ok := quanyuan.ParseDate(p.Text(quanyuan.BirthDate)); ok {
			if age, known := b.Age(r.Born); known && (age < 12 || age > []int{60, 99}[i]) {
				return out, bad("birth.parent_age", p.Number, fmt.Sprint(age))
			}
		}
		out[i] = p
	}
	r.Report.Actor, r.Report.Day = by.Name, d.today()
	return out, nil
}

// parent gives a parent; the one by whom the birth is kept must be one for whom
// the principal may do so, the other may live elsewhere.
func (d *Desk) parent(ctx context.Context, by quanyuan.Principal, n quanyuan.Number, keeps bool) (*quanyuan.Person, error) {
	if keeps {
		return d.follow(ctx, by, access.Household, n)
	}
	return d.Person(ctx, n)
}

// birthsOf lists the births of a mother or father, in the order of the dates.
func (d *Desk) birthsOf(ctx context.Context, parent quanyuan.Number) ([]*quanyuan.Birth, error) {
	papers, err := d.store.Papers(ctx, quanyuan.PaperQuery{Kind: quanyuan.BirthPaper, Scope: quanyuan.Everywhere, Person: parent})
	if err != nil {
		return nil, err
	}
	var out []*quanyuan.Birth
	for _, p := range papers {
		b, err := quanyuan.BirthOf(p)
		if err != nil {
			return nil, err
		}
		if b.Mother == parent || b.Father == parent {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, func(a, b *quanyuan.Birth) int {
		return cmp.Or(cmp.Compare(a.Born.String(), b.Born.String()), cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// sameBirth is the birth a report speaks of, nil when it is a new one.
func sameBirth(births []*quanyuan.Birth, r *BirthReport) (*quanyuan.Birth, error) {
	if r.Same != "" {
		for _, b := range births {
			if b.ID == r.Same {
				return b, nil
			}
		}
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "birth.unknown", Args: []any{r.Same}}
	}
	if r.Another {
		return nil, nil
	}
	same, several := register.Match(births, r.Report)
	if len(several) > 0 {
		var ids []string
		for _, b := range several {
			ids = append(ids, b.ID)
		}
		return nil, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "birth.which", Args: []any{strings.Join(ids, ", ")}}
	}
	return same, nil
}

// newBirth ties a birth to its child, who is found in the register or enters it.
func (d *Desk) newBirth(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, r *BirthReport, parents [2]*quanyuan.Person) (b *quanyuan.Birth, entered bool, err error) {
	b = &quanyuan.Birth{Mother: r.Mother, Father: r.Father, Born: r.Born, Sex: r.Sex, Order: r.Order, ID: quanyuan.BirthID(cmp.Or(r.Mother, r.Father), r.Born, r.Sex, r.Order)}
	for n := 2; ; n++ { // another child that nothing tells from the first
		p, err := d.paper(ctx, c, quanyuan.BirthPaper, b.ID)
		if err != nil {
			return nil, false, err
		}
		if p == nil {
			break
		}
		b.ID = fmt.Sprintf("%s-%d", quanyuan.BirthID(cmp.Or(r.Mother, r.Father), r.Born, r.Sex, r.Order), n)
	}
	record, err := d.newborn(ctx, r, parents)
	if err != nil {
		return nil, false, err
	}
	b.Community = record.Text(quanyuan.CommunityCode)
	if r.Child != "" {
		child, err := d.Person(ctx, r.Child)
		if err != nil {
			return nil, false, err
		}
		if !mayBe(child, r) {
			return nil, false, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "birth.child", Args: []any{r.Child}}
		}
		b.Child = child.Number
		return b, false, nil
	}
	if !r.Another {
		found, err := d.childrenAlike(ctx, record, r, parents)
		if err != nil {
			return nil, false, err
		}
		if len(found) == 1 && found[0].sure {
			b.Child = found[0].Number
			return b, false, nil
		}
		if len(found) > 0 {
			var numbers []string
			for _, f := range found {
				numbers = append(numbers, string(f.Number))
			}
			return nil, false, &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "birth.child_known", Args: []any{strings.Join(numbers, ", ")}}
		}
	}
	if b.Child, err = d.store.NewNumber(ctx); err != nil {
		return nil, false, err
	}
	return b, true, d.add(ctx, c, by, act{Event: quanyuan.Event{Kind: quanyuan.Entered, Person: b.Child}, record: record, as: access.Household})
}

// report adds a report to a birth: to the paper, to the child where it names or
// numbers it, and to the items of its parents.
func (d *Desk) report(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, out *BirthAdded, r *BirthReport, parents [2]*quanyuan.Person) error {
	b := out.Birth
	named := b.Name == "" && r.Name != ""
	out.Notes = register.Add(b, r.Report)
	b.Father = cmp.Or(b.Father, r.Father)
	if b.Mother == "" {
		b.Mother = r.Mother
	}
	if named && !out.Entered {
		if err := d.nameChild(ctx, c, by, b.Child, r.Name); err != nil {
			return err
		}
	}
	for _, p := range parents {
		if p == nil || p.Exited != "" {
			continue
		}
		record := &quanyuan.Record{Children: []quanyuan.Child{childItem(b, r)}}
		if err := d.add(ctx, c, by, act{Event: quanyuan.Event{Kind: quanyuan.Attached, Person: p.Number}, record: record, as: access.Household}); err != nil {
			return err
		}
	}
	return nil
}

// nameChild corrects a child's name, unless it has this one.
func (d *Desk) nameChild(ctx context.Context, c *quanyuan.Change, by quanyuan.Principal, child quanyuan.Number, name string) error {
	p, err := d.Person(ctx, child)
	if err != nil || p.Text(quanyuan.Name) == name || p.Exited != "" {
		return err
	}
	record := &quanyuan.Record{}
	record.Set(quanyuan.Name, understood(name))
	return d.add(ctx, c, by, act{Event: quanyuan.Event{Kind: quanyuan.Corrected, Person: p.Number, Field: quanyuan.Name}, record: record, as: access.Household})
}

// childItem are the six birth items as the parents' files hold them.
func childItem(b *quanyuan.Birth, r *BirthReport) quanyuan.Child {
	ch := quanyuan.Child{Birth: understood(b.Born.String()), Sex: understood(b.Sex)}
	if b.Name != "" {
		ch.Name = understood(b.Name)
	}
	if r.IDNumber.Known() {
		ch.ID = r.IDNumber
	}
	if b.Order > 0 {
		ch.Order = understood(fmt.Sprint(b.Order))
	}
	if b.Policy != "" {
		ch.Policy = understood(b.Policy)
	}
	return ch
}

// NameBirth gives the child of a birth its name; it keeps its number and the
// birth its ID.
func (d *Desk) NameBirth(ctx context.Context, by quanyuan.Principal, id, name string, number quanyuan.Value) (*BirthAdded, error) {
	if err := d.may(by, access.Household, string(quanyuan.BirthPaper), id); err != nil {
		return nil, err
	}
	b, err := d.Birth(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if err := d.may(by, access.Household, string(quanyuan.BirthPaper), id, b.Community); err != nil {
		return nil, err
	}
	if strings.TrimSpace(name) == "" {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "birth.name"}
	}
	r := BirthReport{Report: quanyuan.Report{Source: by.Name, Name: name, Born: b.Born, Sex: b.Sex, Order: b.Order, Policy: b.Policy}, Mother: b.Mother, Father: b.Father, Same: id, IDNumber: number}
	if b.Name != "" && b.Name != name { // a later name is a correction of the child
		c := &quanyuan.Change{}
		if err := d.nameChild(ctx, c, by, b.Child, name); err != nil {
			return nil, err
		}
		b.Name = name
		r.Actor, r.Day = by.Name, d.today()
		b.Reports = append(b.Reports, r.Report)
		d.file(c, by, b.Paper())
		return &BirthAdded{Birth: b}, d.apply(ctx, by, access.Household, c)
	}
	return d.AddBirth(ctx, by, r)
}

// Birth gives a birth of the principal's divisions.
func (d *Desk) Birth(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Birth, error) {
	p, err := d.Paper(ctx, by, quanyuan.BirthPaper, id)
	if err != nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "birth.unknown", Args: []any{id}, Err: err}
	}
	return quanyuan.BirthOf(p)
}

// Births lists the births reported in a part of the city, nameless ones alone if
// wanted.
func (d *Desk) Births(ctx context.Context, by quanyuan.Principal, scope quanyuan.Scope, nameless bool) ([]*quanyuan.Birth, error) {
	q := quanyuan.PaperQuery{Kind: quanyuan.BirthPaper, Scope: scope}
	if nameless {
		q.States = []string{quanyuan.BirthNameless}
	}
	papers, err := d.Papers(ctx, by, q)
	if err != nil {
		return nil, err
	}
	out := make([]*quanyuan.Birth, len(papers))
	for i, p := range papers {
		if out[i], err = quanyuan.BirthOf(p); err != nil {
			return nil, err
		}
	}
	return out, nil
}
